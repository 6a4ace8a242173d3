//! How loud the song is: measured in the background when that is asked for, all of it, section by section and over time.

use super::Studio;
use super::commands::Answer;
use super::jobs::{Deed, Progress};
use crate::dsp::loudness::Measurement;
use crate::dsp::loudness::hop::{MOMENTARY, SHORT_TERM};
use crate::dsp::loudness::meter::{Heard, What};
use crate::dsp::loudness::tone::Tone;
use crate::release::Unreleased;
use crate::release::measure::reference::{Reference, listen};
use crate::release::measure::{measure, sections};
use crate::render::mixdown::Unrendered;
use crate::render::plan::Plan;
use crate::sequencer::moments::{Moments, Played};
use crate::song::Song;
use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::sync::Arc;

/// Points of the course of loudness: as many as the widest screen has columns of dots.
const POINTS: usize = 1_024;

/// A part of the song with its own figures.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is: `the song`, `highest peak`, a section's name.
    pub name: String,
    /// From and to so many seconds.
    pub seconds: Range<f64>,
    /// The row that is heard at its beginning; `None` behind the song's last one.
    pub begin: Option<Played>,
    /// What was found.
    pub found: Measurement,
}

/// What was found of a song.
#[derive(Clone, Debug)]
pub struct Measured {
    song: Arc<Song>,
    /// The song as a whole, its peaks, its sections.
    pub parts: Vec<Part>,
    /// The loudest 0.4 s in each of many equal parts, in LUFS; `None` where it is silent.
    pub momentary: Vec<Option<f64>>,
    /// The loudest 3 s that end in each of them.
    pub short_term: Vec<Option<f64>>,
    /// Its colour.
    pub tone: Tone,
    /// Its length in seconds.
    pub seconds: f64,
}

/// What is known of a song's loudness, and what is being found of it.
#[derive(Debug, Default)]
pub(super) struct OfSong {
    under_way: Option<Arc<Progress>>,
    found: Option<Measured>,
}

/// What songs are measured by.
#[derive(Default)]
pub struct Measuring {
    /// Of the present song.
    pub(super) present: OfSong,
    /// What colours are compared with, by name.
    reference: Option<(String, Tone)>,
}

/// How far the song has been measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known {
    /// Never.
    Not,
    /// It is going on, and so much is done, 0 to 1.
    Soon(f64),
    /// As it is.
    Now,
    /// Before the last change.
    Before,
}

impl Measured {
    /// Works it out from what was heard.
    fn of(song: Arc<Song>, heard: Heard) -> Measured {
        let moments = Moments::of(&song, || true).unwrap_or_default();
        let all = 0.0..heard.seconds;
        let places = heard.places();
        let spot = |name: &str, begin: Option<f64>, length: f64| {
            begin.map(|begin| (name.to_owned(), begin..(begin + length).min(heard.seconds)))
        };
        let spots = [
            spot("highest peak", places.true_peak, 0.01),
            spot("loudest 0.4 s", places.momentary, 0.4),
            spot("loudest 3 s", places.short_term, 3.0),
        ];
        let sections =
            sections(&song, heard.seconds).into_iter().map(|section| (section.name, section.seconds));
        let parts =
            std::iter::once(("the song".to_owned(), all)).chain(spots.into_iter().flatten()).chain(sections);
        let part = |(name, seconds): (String, Range<f64>)| Part {
            begin: moments.at((seconds.start * 1_000.0) as u32),
            found: heard.part(seconds.clone()),
            name,
            seconds,
        };
        Measured {
            parts: parts.map(part).collect(),
            momentary: heard.course(MOMENTARY, POINTS),
            short_term: heard.course(SHORT_TERM, POINTS),
            seconds: heard.seconds,
            tone: heard.tone,
            song,
        }
    }
}

impl Studio {
    /// What was measured of the present song.
    pub fn measured(&self) -> Option<&Measured> {
        self.measuring.present.found.as_ref()
    }

    /// How far that is true of the song as it is.
    pub fn is_measured(&self) -> Known {
        match (&self.measuring.present.under_way, self.measured()) {
            (Some(progress), _) => Known::Soon(progress.part()),
            (None, None) => Known::Not,
            (None, Some(found)) if Arc::ptr_eq(&found.song, self.document.song()) => Known::Now,
            (None, Some(_)) => Known::Before,
        }
    }

    /// What the song's colour is compared with, by name.
    pub fn reference(&self) -> Option<&(String, Tone)> {
        self.measuring.reference.as_ref()
    }

    /// Measures the song in the background.
    ///
    /// # Errors
    /// If it is being measured already, or its samples are not there yet.
    pub fn measure_loudness(&mut self) -> Answer {
        if matches!(self.is_measured(), Known::Soon(_)) {
            return Err("the song is being measured; cancel-jobs ends that".to_owned());
        }
        if self.samples.are_loading() {
            return Err("the samples are still being loaded".to_owned());
        }
        let (song, samples) = (self.document.song().clone(), self.samples.bank());
        let started = self.jobs.start("measuring the song", move |progress, found| {
            let mut watch = |part: f64| {
                progress.set(part);
                if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let heard = measure(&song, &samples, &Plan::default(), What::ALL, &mut watch);
            let measured = heard.map(|heard| Measured::of(song, heard));
            let deed: Deed = Box::new(move |studio| studio.take_measured(measured));
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        let progress = started.map_err(|error| format!("measuring does not start: {error}"))?;
        self.measuring.present.under_way = Some(progress);
        Ok(())
    }

    fn take_measured(&mut self, measured: Result<Measured, Unrendered>) {
        self.measuring.present.under_way = None;
        match measured {
            Ok(measured) => {
                let loudness = measured.parts.first().and_then(|whole| whole.found.integrated);
                self.say(match loudness {
                    Some(loudness) => format!("the song is measured: {loudness:.1} LUFS"),
                    None => "the song is measured: it is silent".to_owned(),
                });
                self.measuring.present.found = Some(measured);
            }
            Err(Unrendered::Cancelled) => self.warn("the song was not measured: cancelled"),
            Err(reason) => self.warn(format!("the song cannot be measured: {reason}")),
        }
    }

    /// Compares colours with that of pink noise, or of a sound file, a song or an album, which is heard in the background.
    ///
    /// # Errors
    /// If no thread can be had.
    pub fn measure_against(&mut self, path: PathBuf) -> Answer {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let deed = format!("listening to {name}");
        let started = self.jobs.start_for_all(&deed, move |progress, found| {
            let heard = listen(&path, &mut |part| {
                progress.set(part);
                if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let deed: Deed = Box::new(move |studio| match heard {
                Ok(Reference { tone, notices }) => {
                    studio.say(format!("thirds of octaves are compared with {name}"));
                    notices.into_iter().for_each(|notice| studio.warn(notice));
                    studio.measuring.reference = Some((name, tone));
                }
                Err(Unreleased::Cancelled) => studio.warn(format!("{name} was not heard: cancelled")),
                Err(reason) => studio.warn(reason.to_string()),
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        started.map(drop).map_err(|error| format!("listening does not start: {error}"))
    }

    /// Compares with nothing any more.
    pub fn measure_against_nothing(&mut self) {
        self.measuring.reference = None;
    }
}
