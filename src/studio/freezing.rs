//! Freezing: what a lane plays becomes a sample beside the song, which the lane plays in its place. The sound is that of the instruments
//! alone, before the track's devices and fader, so that these go on working; the notes stay in the song and come back.

mod dry;
mod held;
mod lanes;
mod part;
mod refusals;
mod times;

use super::Studio;
use super::block::counted;
use super::commands::Answer;
use super::commands::loading::{need_a_folder, taken};
use super::grid::{Column, showing};
use super::jobs::Deed;
use super::rounds::Round;
use super::sheets::instruments::free_slot;
use crate::dsp::units::SampleRate;
use crate::instruments::sample::SampleBank;
use crate::instruments::sampler;
use crate::instruments::sampler::zone::{LAST_FRAME, Zone};
use crate::io::instrument_import::Imported;
use crate::io::sample_import::import_wave;
use crate::render::excerpt::{Excerpt, begun_at, excerpt, sound, sounds_at};
use crate::render::mixdown::Stage;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::NewNoteAction;
use crate::song::lane::Lane;
use crate::song::pattern::LaneSlot;
use crate::song::played::{by_clips, by_instruments_and_devices};
use dry::dry;
use held::held;
use lanes::{frozen, instrument, thawed};
use refusals::{patterns, refusal};
use std::num::NonZeroU8;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use times::begins;

/// The parameters that belong to the sound of an instrument: all others move the mixer.
const OF_INSTRUMENT: &str = "instrument.";

/// What is frozen of a pattern.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// The entry of the order list as which it is rendered, and its pattern.
    pub place: (u16, u16),
    /// The first and the last row; `None` is all.
    pub rows: Option<[u16; 2]>,
}

/// A track's sound in a pattern, as an instrument.
fn rendered(
    song: &Song,
    samples: &Arc<SampleBank>,
    Extent { place: (order, pattern), rows }: Extent,
    track: u16,
    rate: SampleRate,
    folder: &Path,
    go_on: &dyn Fn(f64) -> bool,
) -> Result<Imported, String> {
    let title = song.tracks.get(usize::from(track)).map_or("", |track| track.name.trim());
    let which = rows.map_or_else(String::new, |[first, last]| format!(" rows {first:02}-{last:02}"));
    let name = format!("frozen {pattern:02} {:02} {title}{which}", track + 1).trim_end().to_owned();
    let mut watch = |_: Stage, done: f64| match go_on(done) {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    };
    let not = |why: String| format!("{name}: {why}");
    let tempo =
        begins(song, (order, pattern), &patterns(song, pattern, track), &|| go_on(0.0)).map_err(not)?;
    let mut dry = dry(song, track.into());
    let length = Round::alone(pattern).rows(song);
    let mut span = 0..=length - 1;
    let tracks = Some(vec![usize::from(track)]);
    if let (Some(rows), Some(lane)) = (rows, dry.lane(pattern.into(), track.into())) {
        let (lane, last) = part::played(song, track, lane, rows, length);
        dry = Edit::Lane { pattern, track, lane: Box::new(lane) }
            .apply(&dry)
            .map_err(|refusal| not(refusal.0))?;
        span = 0..=last;
    }
    if let (Some(tempo), Some(entry)) = (tempo, Arc::make_mut(&mut dry.order).get_mut(usize::from(order))) {
        entry.tempo = Some(tempo);
    }
    // The rows before a part are played too, for their tempo and what they set, but not heard.
    let mut start = 0;
    if let Some(before) = rows.and_then(|[first, _]| first.checked_sub(1)) {
        let before = Excerpt { order, pattern, rows: 0..=before, tracks: tracks.clone() };
        let (song, plan) = before.plan(&dry, rate);
        start = plan.part(&song).map_err(not)?.span.0;
    }
    let part = Excerpt { order, pattern, rows: span, tracks };
    let (_, bytes) = excerpt(&dry, samples, &part, rate, &mut watch).map_err(|why| not(why.to_string()))?;
    let heard = sound(&bytes);
    let told = held(song, (pattern, track), rows).filter(|_| {
        let (whole, plan) = part.plan(&dry, rate);
        let end = plan.part(&whole).ok().map(|whole| whole.span.0);
        heard.as_ref().zip(end).is_some_and(|(heard, end)| sounds_at(heard, end))
    });
    let told = told.map(|row| {
        format!(
            "the note of row {row} is still held where the pattern ends: in the sample it is let go there"
        )
    });
    let (bytes, start) = match heard.and_then(|heard| begun_at(&heard, start)) {
        Some(bytes) => (bytes, 0),
        None => (bytes, start),
    };
    let reference = import_wave(folder, &name, &bytes).map_err(|why| not(why.to_string()))?;
    // It sounds as it was rendered, whatever the entry transposes.
    let start = u32::try_from(start).unwrap_or(u32::MAX).min(LAST_FRAME);
    let zone = Zone { pitch_track: 0.0, start, ..Zone::default() };
    let patch = sampler::Patch { zones: Arc::new(vec![zone]), ..sampler::Patch::default() };
    Ok(Imported { name, patch, samples: vec![reference], told: told.into_iter().collect() })
}

impl Studio {
    /// Freezes tracks of a pattern, or some rows of them, in the background, as one step.
    ///
    /// # Errors
    /// If there is no track that can be frozen: why the first one cannot.
    pub fn freeze(&mut self, extent: Extent, tracks: &[u16]) -> Answer {
        need_a_folder(self)?;
        if self.samples.are_loading() {
            return Err("the samples are still being loaded".to_owned());
        }
        let Extent { place: (_, pattern), rows } = extent;
        let name = format!("freezing pattern {pattern:02}");
        if self.jobs.iter().any(|job| job.name == name) {
            return Err(format!("pattern {pattern} is being frozen: wait until that is done"));
        }
        let song = self.song().clone();
        let refusal = |track: &u16| refusal(&song, pattern, *track, rows);
        let mut refused = tracks.iter().filter_map(refusal);
        let can: Vec<u16> = tracks.iter().copied().filter(|track| refusal(track).is_none()).collect();
        if can.is_empty() {
            return Err(refused.next().unwrap_or_else(|| "no track plays anything here".to_owned()));
        }
        let (samples, rate) = (self.samples.bank(), SampleRate(self.rate().max(1)));
        let (folder, path) = (self.document.folder(), self.document.path().map(Path::to_path_buf));
        let started = self.jobs.start(&name, move |progress, found| {
            let mut made = Vec::new();
            for (index, track) in can.iter().enumerate() {
                let part = |done: f64| {
                    progress.set((index as f64 + done) / can.len() as f64);
                    !progress.is_cancelled()
                };
                made.push((*track, rendered(&song, &samples, extent, *track, rate, &folder, &part)));
            }
            let deed: Deed = Box::new(move |studio| {
                if studio.document.path() == path.as_deref()
                    && let Err(why) = studio.take_frozen(&song, extent, made)
                {
                    studio.warn(why);
                }
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        started.map(drop).map_err(|error| format!("it cannot be frozen: {error}"))
    }

    fn take_frozen(
        &mut self,
        before: &Song,
        Extent { place: (_, pattern), rows }: Extent,
        made: Vec<(u16, Result<Imported, String>)>,
    ) -> Answer {
        let mut song = (**self.song()).clone();
        let (mut edits, mut count, mut told) = (Vec::new(), 0, Vec::new());
        for (track, result) in made {
            let lane = |song: &Song| song.lane(pattern.into(), track.into()).cloned();
            let imported = match result {
                Ok(imported) => imported,
                Err(why) => {
                    self.warn(format!("not frozen: {why}"));
                    continue;
                }
            };
            let Some(old) = lane(&song).filter(|old| Some(old) == lane(before).as_ref()) else {
                self.warn(format!("track {} was changed meanwhile and is not frozen", track + 1));
                continue;
            };
            told.extend(imported.told.iter().map(|sentence| format!("track {}: {sentence}", track + 1)));
            let slot = free_slot(&song, 0)?;
            // Its tail goes on over what comes behind it.
            let mut new = taken(&song, slot, imported, |made| made.new_note = NewNoteAction::Continue);
            let lane = match rows {
                None => frozen(&song, (pattern, track), &old, slot as u8),
                Some(rows) => {
                    let column = part::spare_column(&song, track).ok_or("no note column is free any more")?;
                    new.extend(showing(&song, track, [Column::Note(column as u8)]));
                    part::frozen(&song, track, &old, rows, (slot as u8, column))
                }
            };
            new.push(Edit::Lane { pattern, track, lane: Box::new(lane) });
            let edit = Edit::Several { edits: new };
            song = edit.apply(&song).map_err(|refusal| refusal.0)?;
            edits.push(edit);
            count += 1;
        }
        if edits.is_empty() {
            return Ok(());
        }
        self.edit("freeze", Edit::Several { edits })?;
        let which = rows.map_or_else(String::new, |[first, last]| format!("rows {first} to {last} of "));
        let of = counted(count, "track");
        self.say(format!("{which}{of} of pattern {pattern} frozen; :unfreeze brings the notes back"));
        told.into_iter().for_each(|sentence| self.warn(sentence));
        Ok(())
    }

    /// Brings the notes of frozen tracks of a pattern back, beside what was written since for the song and the mixer. Instruments
    /// that only they have played go, and their samples.
    ///
    /// # Errors
    /// If none is frozen.
    pub fn unfreeze(&mut self, pattern: u16, tracks: &[u16]) -> Answer {
        let mut song = (**self.song()).clone();
        let (mut edits, mut count, mut gone) = (Vec::new(), 0, [0, 0]);
        for track in tracks {
            let lane = song.lane(pattern.into(), (*track).into());
            let Some((lane, old)) = lane.and_then(|lane| Some((lane, lane.frozen.clone()?))) else {
                continue;
            };
            if let Some([first, _]) = lane.frozen_rows.filter(|_| lane.place_of_sample().is_none()) {
                return Err(format!(
                    "the note of the sample is not in row {first} of track {} any more: put it back there, or undo what moved it",
                    track + 1
                ));
            }
            let slot = instrument(lane);
            let (lane, [rows, curves]) = thawed(&song, (pattern, *track), lane, &old);
            gone = [gone[0] + rows, gone[1] + curves];
            let mut back = vec![Edit::Lane { pattern, track: *track, lane: Box::new(lane) }];
            let after = back[0].apply(&song).map_err(|refusal| refusal.0)?;
            if let Some(slot) = slot.filter(|slot| !plays(&after, *slot)) {
                back.push(Edit::SetInstrument { slot, instrument: None });
            }
            let after = Edit::Several { edits: back.clone() }.apply(&song).map_err(|refusal| refusal.0)?;
            back.extend(forgotten(&song, &after).map(|index| Edit::SetSample { index, sample: None }));
            let edit = Edit::Several { edits: back };
            song = edit.apply(&song).map_err(|refusal| refusal.0)?;
            edits.push(edit);
            count += 1;
        }
        if edits.is_empty() {
            return Err("no track is frozen here".to_owned());
        }
        self.edit("unfreeze", Edit::Several { edits })?;
        let gone = gone.into_iter().zip(["row", "curve"]).filter(|(count, _)| *count > 0);
        let gone: Vec<String> = gone.map(|(count, what)| counted(count, what)).collect();
        let mut told = format!("the notes of {} are back", counted(count, "track"));
        if !gone.is_empty() {
            told.push_str(&format!("; what was written since in {} is gone until undo", gone.join(" and ")));
        }
        self.say(told);
        Ok(())
    }
}

/// The samples that instruments and devices of the one song play, and nothing in the other.
fn forgotten(before: &Song, after: &Song) -> impl Iterator<Item = u16> + use<> {
    let used = &by_instruments_and_devices(after) | &by_clips(after);
    by_instruments_and_devices(before).into_iter().filter(move |index| !used.contains(index))
}

/// Whether an instrument is named anywhere in the song, also in what was frozen.
fn plays(song: &Song, slot: u8) -> bool {
    let number = NonZeroU8::new(slot.saturating_add(1));
    let names = |lane: &Lane| {
        let mut rows = lane.rows().iter().flat_map(|(_, row)| row.notes);
        rows.any(|cell| cell.instrument == number)
    };
    let all = |lane: &Lane| names(lane) || lane.frozen.as_deref().is_some_and(names);
    let own = |slot: &LaneSlot| matches!(slot, LaneSlot::Own(lane) if all(lane));
    song.shared_lanes.iter().any(|lane| all(lane))
        || song.patterns.iter().any(|pattern| pattern.lanes.iter().any(own))
}
