//! The sample editor as a seat uses it: which sample, where its cursor is, what is marked, how near it looks; treatments of the marked
//! frames, and the zone of the instrument that plays them.

pub mod clipboard;
pub mod drawing;
pub mod zone;

use super::Studio;
use super::block::counted;
use super::commands::Answer;
use super::samples::State;
use super::seat::Seat;
use crate::instruments::Patch;
use crate::instruments::sample::SampleAudio;
use crate::instruments::treatment::{self, MOST, Treatment, treated};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::sample::SampleReference;
use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

/// The fewest frames that are seen at once.
const FEWEST: usize = 16;
/// Up to so many frames a treatment is done at once; longer samples take a job.
const AT_ONCE: usize = 1 << 19;

/// Where a seat looks in a sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Wave {
    /// The sample's number.
    pub sample: u16,
    /// The frame at the cursor.
    pub cursor: u32,
    /// Where the marked frames begin or end; the cursor is their other side.
    pub anchor: Option<u32>,
    /// Whether every move marks.
    pub marking: bool,
    /// How often the picture was doubled: 0 shows the whole sample.
    pub zoom: u8,
    /// The first frame that is seen.
    pub first: Cell<u32>,
    /// Cells across the picture as it was last drawn.
    pub cells: Cell<u16>,
    /// Where the mouse has drawn last.
    pub pen: Option<drawing::Point>,
}

impl Default for Wave {
    fn default() -> Wave {
        Wave {
            sample: 0,
            cursor: 0,
            anchor: None,
            marking: false,
            zoom: 0,
            first: Cell::new(0),
            cells: Cell::new(64),
            pen: None,
        }
    }
}

impl Wave {
    /// The marked frames, of so many as there are.
    pub fn marked(&self, frames: usize) -> Option<Range<usize>> {
        let (anchor, cursor) = (self.anchor? as usize, self.cursor as usize);
        let (first, last) = (anchor.min(cursor).min(frames), anchor.max(cursor).min(frames));
        (first < last).then_some(first..last)
    }

    /// The frames that are seen, of so many as there are; the cursor is among them.
    pub fn seen(&self, frames: usize) -> Range<usize> {
        let count = (frames >> self.zoom).max(FEWEST).min(frames.max(1));
        let cursor = self.cursor as usize;
        let last = frames.saturating_sub(count);
        let first = (self.first.get() as usize).clamp((cursor + 1).saturating_sub(count), cursor).min(last);
        self.first.set(first as u32);
        first..first + count
    }

    /// Frames of a cell of the picture; at least one.
    pub fn cell(&self, frames: usize) -> usize {
        (self.seen(frames).len() / usize::from(self.cells.get().max(1))).max(1)
    }
}

/// The reference of the sample that is looked at.
pub fn reference<'a>(song: &'a Song, seat: &Seat) -> Result<&'a SampleReference, String> {
    let place = song.samples.get(usize::from(seat.wave.sample)).and_then(Option::as_deref);
    place.ok_or_else(|| match song.samples.iter().flatten().count() {
        0 => "the song has no samples yet: Shift-F9 (Ctrl-W Tab) looks for sound files".to_owned(),
        _ => format!("there is no sample {}: F3 lists those there are", seat.wave.sample),
    })
}

/// Its sound.
pub fn sound(studio: &Studio, seat: &Seat) -> Result<Arc<SampleAudio>, String> {
    match studio.samples.state(reference(studio.song(), seat)?) {
        Some(State::Loaded(audio)) => Ok(audio.clone()),
        Some(State::Streamed(_)) => {
            Err("a long recording stays on the disk: clips play it; :load-sample makes an instrument of it"
                .to_owned())
        }
        Some(State::Loading) => Err("the sample is still being loaded".to_owned()),
        Some(State::Hole(why)) => Err(why.clone()),
        None => Err("the sample is not there".to_owned()),
    }
}

/// The frames of a sample that is there; 0 of one that is not.
pub fn frames(studio: &Studio, seat: &Seat) -> usize {
    sound(studio, seat).map_or(0, |audio| audio.frames())
}

/// Moves the cursor, and marks on the way or forgets what was marked.
pub fn go(studio: &Studio, seat: &mut Seat, marking: bool, place: impl FnOnce(usize, &Wave) -> usize) {
    let frames = frames(studio, seat);
    let wave = &mut seat.wave;
    wave.anchor = if marking || wave.marking { wave.anchor.or(Some(wave.cursor)) } else { None };
    wave.cursor = place(frames, wave).min(frames) as u32;
}

/// Looks at another sample from its start.
pub fn look_at(seat: &mut Seat, sample: u16) {
    if seat.wave.sample != sample {
        seat.wave = Wave { sample, ..Wave::default() };
    }
}

/// The number of the next sample that there is, or of the one before.
pub fn neighbour(song: &Song, sample: u16, on: bool) -> Option<u16> {
    let there = |number: &u16| song.samples.get(usize::from(*number)).is_some_and(Option::is_some);
    match on {
        true => (sample + 1..song.samples.len() as u16).find(there),
        false => (0..sample).rev().find(there),
    }
}

/// The frames that a treatment is meant for: those that are marked, or the whole sample.
fn part(studio: &Studio, seat: &Seat) -> Result<Range<usize>, String> {
    let frames = sound(studio, seat)?.frames();
    Ok(seat.wave.marked(frames).unwrap_or(0..frames))
}

/// Treats the marked frames, or the whole sample: one step.
pub fn treat(studio: &mut Studio, seat: &mut Seat, name: &str, amount: Option<f32>) -> Answer {
    let row = treatment::find(name).ok_or_else(|| format!("there is no treatment {name}"))?;
    let audio = sound(studio, seat)?;
    let frames = audio.frames();
    let part = if row.whole { 0..frames } else { part(studio, seat)? };
    let (from, to) = match name {
        "insert" => (seat.wave.cursor, seat.wave.cursor),
        _ => (part.start as u32, part.end as u32),
    };
    let usual = if name == "copy" { to as f32 } else { row.info.default };
    let amount = row.info.clamp(amount.unwrap_or(usual));
    let treatment = Treatment { what: name.to_owned(), from, to, amount };
    if treatment.length(frames) == 0 {
        return Err("nothing of the sample would be left".to_owned());
    }
    put(studio, seat, &audio, treatment)?;
    stay(&mut seat.wave, name, from, to);
    Ok(())
}

/// Where cursor and mark are after a treatment.
fn stay(wave: &mut Wave, name: &str, from: u32, to: u32) {
    match name {
        "crop" => (wave.cursor, wave.anchor, wave.marking, wave.zoom) = (0, None, false, 0),
        "delete" => (wave.cursor, wave.anchor, wave.marking) = (from, None, false),
        // What was put in behind is marked, so that it can be put in again.
        "copy" => (wave.anchor, wave.cursor) = (Some(to), to + (to - from)),
        _ => {}
    }
}

/// Puts a treatment behind the others; zones that play the sample go along.
fn put(studio: &mut Studio, seat: &Seat, audio: &SampleAudio, treatment: Treatment) -> Answer {
    let song = studio.song().clone();
    let mut sample = reference(&song, seat)?.clone();
    let (frames, name) = (audio.frames(), treatment.what.clone());
    append(studio, &mut sample, audio, treatment.clone())?;
    let index = seat.wave.sample;
    let mut edits = vec![Edit::SetSample { index, sample: Some(sample) }];
    edits.extend(zones_along(&song, index, &treatment, frames));
    let step = format!("{name} sample {index}");
    studio.edit(&step, Edit::Several { edits })?;
    let count = treatment.to.saturating_sub(treatment.from) as usize;
    studio.say(if count == 0 { step } else { format!("{step}: {}", counted(count, "frame")) });
    Ok(())
}

/// Adds a treatment to a reference; what becomes of a short sample is known at once.
fn append(
    studio: &mut Studio,
    sample: &mut SampleReference,
    audio: &SampleAudio,
    treatment: Treatment,
) -> Answer {
    if sample.treatments.len() >= MOST {
        return Err(format!(
            "a sample has at most {MOST} treatments: :apply-treatments makes a file of them"
        ));
    }
    let next = (audio.frames() <= AT_ONCE).then(|| treated(audio, std::slice::from_ref(&treatment)));
    sample.treatments.push(treatment);
    if let Some(next) = next {
        studio.samples.foresee(sample, next);
    }
    Ok(())
}

/// The edits by which zones go along with a treatment of the sample that they play.
fn zones_along(song: &Song, sample: u16, treatment: &Treatment, frames: usize) -> Vec<Edit> {
    let slots = song.instruments.iter().enumerate();
    let changed = slots.filter_map(|(slot, instrument)| {
        let mut instrument = Instrument::clone(instrument.as_deref()?);
        let Patch::Sampler(sampler) = &mut instrument.patch else { return None };
        let mut zones = sampler.zones.to_vec();
        let own = zones.iter_mut().filter(|zone| zone.sample == sample);
        own.for_each(|zone| treatment::zones::follow(zone, treatment, frames));
        if zones == *sampler.zones {
            return None;
        }
        sampler.zones = Arc::new(zones);
        Some(Edit::SetInstrument { slot: slot as u8, instrument: Some(Box::new(instrument)) })
    });
    changed.collect()
}
