//! A take that follows the song's tempo at its own pitch (`dsp::time_stretch`). Where sounds begin in it is found while it plays, so that a
//! take of hours on the disk needs nothing that one in memory does not.

use super::super::bus::QUANTUM;
use super::window::{Presence, View};
use crate::dsp::splice::Sound;
use crate::dsp::time_stretch::{Course, Fade, TimeStretch};
use crate::dsp::transients::{Transients, first_looked_at};
use crate::song::clip::Take;

/// Seconds of what is heard in which beginnings are known before they come.
const AHEAD: f64 = 0.03;
/// Seconds of the sound that this is at the most.
const MOST_AHEAD: f64 = 0.25;
/// Seconds of the sound that are looked at beyond that.
const BEYOND: f64 = 0.03;

/// Where the song is in a take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    /// The sound's frame, and frames of it for each of the engine's.
    pub at: f64,
    pub pace: f64,
    /// The same as its pitch wants it.
    pub step: f64,
    /// The engine's rate.
    pub rate: f64,
}

/// How a take is read that follows the tempo.
#[derive(Clone, Copy, Debug)]
pub(super) struct Warp {
    take: Take,
    /// The sound's frame that is read next.
    pub place: f64,
    time: TimeStretch,
    /// What is left for another place.
    left: Option<(f64, Fade)>,
    transients: Transients,
}

impl Sound for View<'_> {
    /// Of both channels not the sum, which might be silent where they are opposite.
    fn read(&self, first: i64, out: &mut [f32]) {
        const CHUNK: usize = 256;
        out.fill(0.0);
        if self.channels() == 0 {
            return;
        }
        self.channel(0, first, out);
        if self.channels() > 1 {
            let mut other = [0.0; CHUNK];
            for (out, at) in out.chunks_mut(CHUNK).zip((first..).step_by(CHUNK)) {
                let other = &mut other[..out.len()];
                self.channel(1, at, other);
                out.iter_mut().zip(other).for_each(|(out, other)| *out += 0.5 * *other);
            }
        }
    }
}

/// A place in a sound of the engine's rate is a frame: what is heard are its frames as they are.
fn settled(place: f64, step: f64) -> f64 {
    if step == 1.0 { place.round() } else { place }
}

impl Warp {
    /// It begins where the song is.
    pub fn new(take: Take, due: Due, view: View) -> Warp {
        let place = settled(due.at, due.step);
        let first = place.round() as i64;
        let transients = Transients::new(first, view.rate());
        Warp { take, place, time: TimeStretch::new(first), left: None, transients }
    }

    /// The same, however long its take is by now.
    pub fn of(self, take: Take) -> Warp {
        Warp { take, ..self }
    }

    /// Writes the next frames of every channel.
    pub fn read(&mut self, view: View, step: f64, out: &mut [[f32; QUANTUM]; 2], frames: usize) {
        view.straight(self.place, step, frames, out);
        self.place += frames as f64 * step;
        self.time.gain.apply(out, frames);
        if let Some((place, fade)) = &mut self.left {
            let mut old = [[0.0; QUANTUM]; 2];
            view.straight(*place, step, frames, &mut old);
            *place += frames as f64 * step;
            fade.mix(out, &old, frames);
            if fade.is_over() {
                self.left = None;
            }
        }
    }

    /// Goes on elsewhere where that has to be. Where the disk is late it goes straight on.
    pub fn follow(&mut self, view: View, due: Due) {
        let own = f64::from(view.rate());
        self.time.due = due.at;
        let length = if self.take.length > 0 { self.take.length as i64 } else { i64::MAX };
        let end = self.take.offset.saturating_add(length).min(view.frames() as i64);
        // Nothing is to be followed behind the end.
        if due.at >= end as f64 {
            return;
        }
        // Places that look alike are nearer.
        let low = first_looked_at(due.at.min(self.place) as i64, view.rate());
        // However fast the song is, no more is looked at in one block.
        let ahead = (AHEAD * due.pace.max(due.step) * due.rate).min(MOST_AHEAD * own);
        let high = due.at.max(self.place) + ahead + BEYOND * own;
        if view.presence(low, high as i64) != Presence::There {
            return;
        }
        self.transients.look(&view, due.at as i64, high as i64);
        if self.left.is_some() {
            return;
        }
        let course = Course {
            step: due.step,
            pace: due.pace,
            own,
            rate: due.rate,
            most: QUANTUM as f64,
            begins: false,
        };
        let mark = |after: i64| {
            let next = self.transients.after(after).map_or(end, |next| next.min(end));
            Some(next).filter(|next| *next > after)
        };
        if let Some((to, fade)) = self.time.follow(&view, &course, self.place, mark) {
            self.left = Some((self.place, fade));
            self.place = settled(to, due.step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::pages::Pages;
    use super::*;
    use crate::instruments::sample::Sound as Kept;
    use crate::instruments::streamed::{PAGE, Source, Streamed};
    use std::sync::Arc;

    const RATE: u32 = 48_000;

    /// A tone that goes on for ever.
    struct Tone;

    impl Source for Tone {
        fn read(&self, first: u64, channels: &mut [Vec<f32>]) -> Result<usize, String> {
            let turn = std::f64::consts::TAU * 220.0 / f64::from(RATE);
            for channel in &mut *channels {
                for (frame, sample) in (first..).zip(&mut channel[..]) {
                    *sample = (turn * frame as f64).sin() as f32;
                }
            }
            Ok(channels[0].len())
        }
    }

    #[test]
    fn it_looks_at_nothing_that_the_disk_has_not_brought_yet() {
        let sound = Arc::new(Streamed::new("a tone", (RATE, 1_000_000, 1), Box::new(Tone)));
        let mut pages = Pages::new();
        (1..8).for_each(|number| assert!(pages.put(Box::new(sound.page(number).0)).is_none()));
        let sound = Kept::Streamed(sound);
        let take = Take { tempo: crate::song::tempo::Tempo::fraction(100, 1), ..Take::default() };
        // Milliseconds behind the first page, which is not there.
        for late in [10, 45, 55, 59, 61, 70] {
            let view = View { sound: &sound, pages: Some(&pages) };
            let at = PAGE as f64 + f64::from(late) * 48.0;
            let due = Due { at, pace: 1.0, step: 1.0, rate: 48_000.0 };
            let mut warp = Warp::new(take, due, view);
            warp.follow(view, due);
            // The first frame that it looks at is a beginning.
            let looked = warp.transients.after(0).is_some();
            assert_eq!(looked, late > 60, "{late} ms behind what is missing");
        }
    }
}
