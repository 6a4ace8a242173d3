//! Freezing: what a lane plays becomes a sample beside the song, which the lane plays in its place. The sound is that of the instruments
//! alone, before the track's devices and fader, so that these go on working; the notes stay in the song and come back.

mod refusals;
mod times;

use super::Studio;
use super::arranging::unrolled;
use super::block::counted;
use super::commands::Answer;
use super::commands::loading::{need_a_folder, taken};
use super::conditions;
use super::jobs::Deed;
use super::rounds::Round;
use super::sheets::instruments::free_slot;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::sample::SampleBank;
use crate::instruments::sampler::{self, zone::Zone};
use crate::io::instrument_import::Imported;
use crate::io::sample_import::import_wave;
use crate::render::excerpt::{Excerpt, excerpt};
use crate::render::mixdown::Stage;
use crate::sequencer::effects::{self, Effect};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::NewNoteAction;
use crate::song::lane::{Lane, MAX_ROWS};
use crate::song::mixer::{MAX_RETURNS, PanLaw};
use crate::song::note::{Note, Pitch};
use crate::song::pattern::LaneSlot;
use crate::song::row::{EffectCell, NoteCell, Row};
use crate::song::track::Track;
use refusals::{patterns, refusal};
use std::num::NonZeroU8;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use times::begins;

/// The parameters that belong to the sound of an instrument: all others move the mixer.
const OF_INSTRUMENT: &str = "instrument.";
/// What `&xx` sets where it is to set nothing.
const NOTHING: &str = "-";

/// Whether an effect acts on the song beside the track's notes: it stays where a lane is frozen.
fn stays(track: &Track, column: usize, EffectCell { code, value }: EffectCell) -> bool {
    let lock = track.locks.get(column).map_or("", String::as_str);
    match code {
        b'&' => !lock.is_empty() && !lock.starts_with(OF_INSTRUMENT),
        _ => effects::of(code, value).is_some_and(Effect::acts_once),
    }
}

/// The lane with what moves the mixer taken out, and what makes all louder or softer.
fn without_mixer(lane: &Lane) -> Lane {
    let mut new = lane.clone();
    for (number, row) in lane.rows() {
        let mut row = *row;
        row.effects = row.effects.map(|effect| effect.filter(|effect| !matches!(effect.code, b'V' | b'W')));
        new.set(*number, row);
    }
    for curve in lane.curves().iter().filter(|curve| !curve.target().starts_with(OF_INSTRUMENT)) {
        _ = new.set_curve(curve.with(Vec::new()));
    }
    new
}

/// The song in which a track goes to the output without anything of the mixer.
fn dry(song: &Song, track: usize) -> Song {
    let mut song = song.clone();
    for number in 0..song.shared_lanes.len() {
        if let Some(lane) = song.shared_lanes.get_mut(number) {
            *lane = without_mixer(lane);
        }
    }
    for number in 0..song.patterns.len() {
        let Some(pattern) = song.patterns.get_mut(number) else { continue };
        for slot in &mut pattern.lanes {
            if let LaneSlot::Own(lane) = slot {
                *lane = Arc::new(without_mixer(lane));
            }
        }
    }
    for (number, track_of) in song.tracks.iter_mut().enumerate() {
        let new = Arc::make_mut(track_of);
        for lock in new.locks.iter_mut().filter(|lock| !lock.is_empty() && !lock.starts_with(OF_INSTRUMENT)) {
            *lock = NOTHING.to_owned();
        }
        if number == track {
            *new = Track {
                volume: Decibels::UNITY,
                pan: 0.0,
                delay: 0.0,
                width: 1.0,
                output: None,
                sends: [Decibels::OFF; MAX_RETURNS],
                inserts: Vec::new(),
                ..new.clone()
            };
        }
    }
    let mixer = Arc::make_mut(&mut song.mixer);
    let balance = PanLaw::NAMES.iter().position(|name| *name == "balance").unwrap_or(0);
    (mixer.volume, mixer.pan_law) = (Decibels::UNITY, balance as f32);
    mixer.inserts.clear();
    (mixer.limiter.on, mixer.limiter.gain) = (0.0, 0.0);
    song
}

/// The lane that plays a sample in place of what it played.
fn frozen(song: &Song, (pattern, track): (u16, u16), lane: &Lane, instrument: u8) -> Lane {
    let settings = song.tracks.get(usize::from(track)).map(|track| (**track).clone()).unwrap_or_default();
    let (mut new, kept) = (Lane::default(), unrolled(song, pattern, lane));
    for (number, row) in kept.rows() {
        let mut kept = Row::default();
        for (column, effect) in row.effects.iter().enumerate() {
            kept.effects[column] = effect.filter(|effect| stays(&settings, column, *effect));
        }
        new.set(*number, kept);
    }
    let mut first = new.row(0);
    first.notes[0] = NoteCell {
        note: Some(Note::On(Pitch::MIDDLE_C)),
        instrument: NonZeroU8::new(instrument.saturating_add(1)),
        ..NoteCell::default()
    };
    new.set(0, first);
    for curve in kept.curves().iter().filter(|curve| !curve.target().starts_with(OF_INSTRUMENT)) {
        _ = new.set_curve((**curve).clone());
    }
    new.frozen = Some(Arc::new(lane.clone()));
    new
}

/// What comes back of a frozen lane, with what was written since for the song and the mixer; and how many rows and curves hold
/// something else that was written since.
fn thawed(song: &Song, place: (u16, u16), lane: &Lane, old: &Lane) -> (Lane, [usize; 2]) {
    let settings = song.tracks.get(usize::from(place.1)).map(|track| (**track).clone()).unwrap_or_default();
    let instrument = lane.row(0).notes[0].instrument.map_or(0, |number| number.get() - 1);
    let made = frozen(song, place, old, instrument);
    // What turns can be changed in one turn alone, so it comes back written out where something was.
    let whole = unrolled(song, place.0, old);
    let turns = old.length.is_some() && conditions::of_lane(&settings, old).is_some();
    let (mut new, mut rows, mut curves) = (if turns { old.clone() } else { whole.clone() }, 0, 0);
    for number in 0..MAX_ROWS {
        let (mut row, was, now) = (new.row(number), made.row(number), lane.row(number));
        let mut other = now.notes != was.notes && now.notes.iter().any(|cell| !cell.is_empty());
        for (column, effect) in row.effects.iter_mut().enumerate() {
            let (was, now) = (was.effects[column], now.effects[column]);
            // Which `&xx` stay changes with the track's locks.
            let is_lock = now.is_none() && was.is_some_and(|effect| effect.code == b'&');
            if now == was || now == *effect || is_lock {
                continue;
            }
            let of_song = now.is_none_or(|effect| stays(&settings, column, effect));
            match of_song && !turns && *effect == was {
                true => *effect = now,
                false => other |= now.is_some(),
            }
        }
        rows += usize::from(other);
        new.set(number, row);
    }
    for clip in lane.clips() {
        _ = new.set_clip((**clip).clone());
    }
    for curve in made.curves().iter().filter(|it| !turns && lane.curve(it.target()).is_none()) {
        _ = new.set_curve(curve.with(Vec::new()));
    }
    for curve in lane.curves().iter().filter(|it| made.curve(it.target()).is_none_or(|made| *made != ***it)) {
        let of_mixer = !curve.target().starts_with(OF_INSTRUMENT);
        let is_back = of_mixer && !turns && new.set_curve((**curve).clone());
        curves += usize::from(!is_back);
    }
    let same = new == whole;
    (if same { old.clone() } else { new }, [rows, curves])
}

/// A track's sound in a pattern, as an instrument.
fn rendered(
    song: &Song,
    samples: &Arc<SampleBank>,
    (order, pattern, track): (u16, u16, u16),
    rate: SampleRate,
    folder: &Path,
    go_on: &dyn Fn(f64) -> bool,
) -> Result<Imported, String> {
    let rows = Round::alone(pattern).rows(song);
    let tracks = Some(vec![usize::from(track)]);
    let part = Excerpt { order, pattern, rows: 0..=rows - 1, tracks };
    let title = song.tracks.get(usize::from(track)).map_or("", |track| track.name.trim());
    let name = format!("frozen {pattern:02} {:02} {title}", track + 1).trim_end().to_owned();
    let mut watch = |_: Stage, done: f64| match go_on(done) {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    };
    let not = |why: String| format!("{name}: {why}");
    let tempo =
        begins(song, (order, pattern), &patterns(song, pattern, track), &|| go_on(0.0)).map_err(not)?;
    let mut dry = dry(song, track.into());
    if let (Some(tempo), Some(entry)) = (tempo, Arc::make_mut(&mut dry.order).get_mut(usize::from(order))) {
        entry.tempo = Some(tempo);
    }
    let (_, bytes) = excerpt(&dry, samples, &part, rate, &mut watch).map_err(|why| not(why.to_string()))?;
    let reference = import_wave(folder, &name, &bytes).map_err(|why| not(why.to_string()))?;
    // It sounds as it was rendered, whatever the entry transposes.
    let zone = Zone { pitch_track: 0.0, ..Zone::default() };
    let patch = sampler::Patch { zones: Arc::new(vec![zone]), ..sampler::Patch::default() };
    Ok(Imported { name, patch, samples: vec![reference], told: Vec::new() })
}

impl Studio {
    /// Freezes tracks of a pattern, in the background, as one step; `order` is the entry as which it is rendered.
    ///
    /// # Errors
    /// If there is no track that can be frozen: why the first one cannot.
    pub fn freeze(&mut self, order: u16, pattern: u16, tracks: &[u16]) -> Answer {
        need_a_folder(self)?;
        if self.samples.are_loading() {
            return Err("the samples are still being loaded".to_owned());
        }
        let name = format!("freezing pattern {pattern:02}");
        if self.jobs.iter().any(|job| job.name == name) {
            return Err(format!("pattern {pattern} is being frozen: wait until that is done"));
        }
        let song = self.song().clone();
        let mut refused = tracks.iter().filter_map(|track| refusal(&song, pattern, *track));
        let can: Vec<u16> =
            tracks.iter().copied().filter(|track| refusal(&song, pattern, *track).is_none()).collect();
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
                let place = (order, pattern, *track);
                made.push((*track, rendered(&song, &samples, place, rate, &folder, &part)));
            }
            let deed: Deed = Box::new(move |studio| {
                if studio.document.path() == path.as_deref()
                    && let Err(why) = studio.take_frozen(&song, pattern, made)
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
        pattern: u16,
        made: Vec<(u16, Result<Imported, String>)>,
    ) -> Answer {
        let mut song = (**self.song()).clone();
        let (mut edits, mut count) = (Vec::new(), 0);
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
            let slot = free_slot(&song, 0)?;
            // Its tail goes on over what comes behind it.
            let mut new = taken(&song, slot, imported, |made| made.new_note = NewNoteAction::Continue);
            let lane = frozen(&song, (pattern, track), &old, slot as u8);
            new.push(Edit::Lane { pattern, track, lane });
            let edit = Edit::Several { edits: new };
            song = edit.apply(&song).map_err(|refusal| refusal.0)?;
            edits.push(edit);
            count += 1;
        }
        if edits.is_empty() {
            return Ok(());
        }
        self.edit("freeze", Edit::Several { edits })?;
        let of = counted(count, "track");
        self.say(format!("{of} of pattern {pattern} frozen; :unfreeze brings the notes back"));
        Ok(())
    }

    /// Brings the notes of frozen tracks of a pattern back, beside what was written since for the song and the mixer. Instruments
    /// that only they have played go.
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
            let slot = lane.row(0).notes[0].instrument.map(|number| number.get() - 1);
            let (lane, [rows, curves]) = thawed(&song, (pattern, *track), lane, &old);
            gone = [gone[0] + rows, gone[1] + curves];
            let mut back = vec![Edit::Lane { pattern, track: *track, lane }];
            let after = back[0].apply(&song).map_err(|refusal| refusal.0)?;
            if let Some(slot) = slot.filter(|slot| !plays(&after, *slot)) {
                back.push(Edit::SetInstrument { slot, instrument: None });
            }
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
