//! The lanes of what is frozen: one that plays the sample, and the one that comes back.

use super::OF_INSTRUMENT;
use super::part;
use crate::sequencer::effects::{self, Effect};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::lane::{Lane, MAX_ROWS};
use crate::song::note::{Note, Pitch};
use crate::song::row::{EffectCell, NoteCell, Row};
use crate::song::track::Track;
use crate::studio::arranging::unrolled;
use crate::studio::conditions;
use crate::studio::rounds::Round;
use std::num::NonZeroU8;
use std::sync::Arc;

/// Whether an effect acts on the song beside the track's notes: it stays where a lane is frozen.
fn stays(track: &Track, column: usize, EffectCell { code, value }: EffectCell) -> bool {
    let lock = track.locks.get(column).map_or("", String::as_str);
    match code {
        b'&' => !lock.is_empty() && !lock.starts_with(OF_INSTRUMENT),
        _ => effects::of(code, value).is_some_and(Effect::acts_once),
    }
}

/// The settings of a track.
pub(super) fn settings(song: &Song, track: u16) -> Track {
    song.tracks.get(usize::from(track)).map(|track| (**track).clone()).unwrap_or_default()
}

/// What a row holds beside the track's notes: it stays where that is frozen.
pub(super) fn kept(track: &Track, row: &Row) -> Row {
    let mut kept = Row::default();
    for (column, effect) in row.effects.iter().enumerate() {
        kept.effects[column] = effect.filter(|effect| stays(track, column, *effect));
    }
    kept
}

/// The cell that plays the sample of an instrument.
pub(super) fn strikes(instrument: u8) -> NoteCell {
    NoteCell {
        note: Some(Note::On(Pitch::MIDDLE_C)),
        instrument: NonZeroU8::new(instrument.saturating_add(1)),
        ..NoteCell::default()
    }
}

/// The lane that plays a sample in place of what it played.
pub(super) fn frozen(song: &Song, (pattern, track): (u16, u16), lane: &Lane, instrument: u8) -> Lane {
    let settings = settings(song, track);
    let (mut new, kept) = (Lane::default(), unrolled(lane, Round::alone(pattern).rows(song)));
    for (number, row) in kept.rows() {
        new.set(number, self::kept(&settings, &row));
    }
    let mut first = new.row(0);
    first.notes[0] = strikes(instrument);
    new.set(0, first);
    for curve in kept.curves().iter().filter(|curve| !curve.target().starts_with(OF_INSTRUMENT)) {
        _ = new.set_curve((**curve).clone());
    }
    new.frozen = Some(Arc::new(lane.clone()));
    new
}

/// The instrument that plays the sample in a frozen lane, where its note is still there.
pub(super) fn instrument(lane: &Lane) -> Option<u8> {
    let (row, column) = lane.place_of_sample()?;
    lane.row(row).notes[column].instrument.map(|number| number.get() - 1)
}

/// What comes back of a frozen lane, with what was written since for the song and the mixer; and how many rows and curves hold
/// something else that was written since.
pub(super) fn thawed(song: &Song, place: (u16, u16), lane: &Lane, old: &Lane) -> (Lane, [usize; 2]) {
    let settings = settings(song, place.1);
    let (player, part) = (instrument(lane).unwrap_or(0), lane.frozen_rows);
    let made = match part {
        None => frozen(song, place, old, player),
        Some(rows) => {
            let column = lane.place_of_sample().map_or(0, |(_, column)| column);
            // As it was made: in the song that had the notes.
            let edit = Edit::Lane { pattern: place.0, track: place.1, lane: Box::new(old.clone()) };
            let before = edit.apply(song);
            part::frozen(before.as_ref().unwrap_or(song), place.1, old, rows, (player, column))
        }
    };
    // What turns can be changed in one turn alone, so it comes back written out where something was.
    let whole = unrolled(old, Round::alone(place.0).rows(song));
    let turns = old.length.is_some() && conditions::of_lane(&settings, old).is_some();
    let (mut new, [first, last]) = match part {
        Some(rows) => (lane.unfrozen().into_owned(), rows),
        None => (if turns { old.clone() } else { whole.clone() }, [0, MAX_ROWS - 1]),
    };
    let (mut rows, mut curves) = (0, 0);
    for number in first..=last {
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
        let is_kept = part.is_some() || !curve.target().starts_with(OF_INSTRUMENT);
        let is_back = is_kept && !turns && new.set_curve((**curve).clone());
        curves += usize::from(!is_back);
    }
    let same = new == whole;
    (if same { old.clone() } else { new }, [rows, curves])
}
