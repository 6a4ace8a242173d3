//! How long the song is, measured in the background after every change from the first look at it on.

use super::Studio;
use super::block::counted;
use super::jobs::Deed;
use crate::dsp::units::clock;
use crate::sequencer::duration::{Duration, measure};
use crate::song::Song;
use std::sync::Arc;

/// The song's duration as far as it is known.
#[derive(Debug, Default)]
pub struct Measured {
    wanted: bool,
    /// Whether it is told when it is known.
    asked: bool,
    under_way: bool,
    /// The song that was measured last, and how long it is.
    found: Option<(Arc<Song>, Duration)>,
}

impl Measured {
    /// How long the song is; what was found for the song before, while the present one is being measured.
    pub fn duration(&self) -> Option<&Duration> {
        self.found.as_ref().map(|(_, duration)| duration)
    }
}

impl Studio {
    /// From now on it is known how long the song is.
    pub fn want_duration(&mut self) {
        self.duration.wanted = true;
        self.measure_duration();
    }

    /// Tells how long the song is, now or when that is known.
    pub fn tell_duration(&mut self) {
        self.duration.asked = true;
        self.want_duration();
        self.answer_duration();
    }

    fn answer_duration(&mut self) {
        let present = self.duration.found.as_ref().filter(|(song, _)| Arc::ptr_eq(song, self.song()));
        if self.duration.asked
            && present.is_some()
            && let Some(text) = self.duration_text()
        {
            self.duration.asked = false;
            self.say(format!("the song has {text}"));
        }
    }

    /// How long the song is, in words: `96 bars, 3:24`.
    pub fn duration_text(&self) -> Option<String> {
        let Duration { rows, seconds, ends, .. } = self.duration.duration()?;
        let bar = u64::from(self.song().settings.rows_per_bar.max(1));
        let rest = match rows % bar {
            0 => String::new(),
            rest => format!(" and {rest} rows"),
        };
        let bars = counted((rows / bar) as usize, "bar");
        let endless = if *ends { "" } else { "more than " };
        Some(format!("{endless}{bars}{rest}, {}", clock(*seconds)))
    }

    /// Measures the song again if it has changed: one job at a time.
    pub(super) fn measure_duration(&mut self) {
        let song = self.song().clone();
        let known = |(of, _): &(Arc<Song>, Duration)| Arc::ptr_eq(of, &song);
        if !self.duration.wanted || self.duration.under_way || self.duration.found.as_ref().is_some_and(known)
        {
            return;
        }
        let started = self.jobs.start("", move |progress, found| {
            let duration = measure(&song, || !progress.is_cancelled());
            let deed: Deed = Box::new(move |studio| {
                studio.duration.under_way = false;
                match duration {
                    Some(duration) => studio.duration.found = Some((song, duration)),
                    // It was cancelled: the next look asks again.
                    None => studio.duration.wanted = false,
                }
                studio.answer_duration();
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        self.duration.under_way = started.is_ok();
    }
}
