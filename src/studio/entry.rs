//! Keys that write into the grid: notes (in [`typing`]), the other fields sign by sign. Each key is one step of undo;
//! notes that are recorded while playing are one step until something else is done.

use super::Studio;
use super::commands::{Answer, find};
use super::field;
use super::following::{is_following, is_recording};
use super::grid::{Column, Place, forget_stale_delay, lane_row, row_at};
use super::key::{Key, Stroke};
use super::movement;
use super::numbers::Numbers;
use super::recorder::placing::Spot;
use super::recorder::spot_now;
use super::rounds::Round;
use super::seat::Seat;
use super::typing;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::note::{Note, Pitch};
use crate::song::pattern::LaneSlot;
use crate::song::row::{NoteCell, Row, VolumeCell};
use std::ops::RangeInclusive;

/// A terminal that cannot tell that a key is held sends it again and again, at this distance in thousandths of a second. A
/// shorter one is a slow line that delivers several strokes at once, a longer one is a finger.
pub const HELD: RangeInclusive<u64> = 10..=60;

/// Thousandths of a second after which a key that is held comes for the second time, at most.
pub const FIRST_REPEAT: u64 = 700;

/// Gives a key to the field under the cursor. `None` if the field has no use for it: then it is the key map's.
pub fn press(
    studio: &mut Studio,
    seat: &mut Seat,
    key: Key,
    place: Option<char>,
    stroke: Stroke,
) -> Option<Answer> {
    let character = key.typed()?;
    let column = seat.place.column;
    if !seat.edit || matches!(column, Column::Note(_)) {
        // A capital only sounds, as with Caps Lock in Impulse Tracker.
        let keys = seat.typing.keys;
        if let Some((name, argument)) = seat.layout.command_at(keys, character, place) {
            return find(name).map(|command| command.perform(studio, seat, argument));
        }
        let semitones = seat.layout.note_at(keys, character, place)?;
        if stroke == Stroke::Repeat || is_held(studio, seat, character) {
            return Some(Ok(()));
        }
        let write = seat.edit && !character.is_uppercase();
        return Some(typing::note(studio, seat, key, semitones, write));
    }
    let row = row_at(studio.song(), seat.round(), seat.place.track, seat.place.row);
    let typed = match field::typed(&row, column, seat.place.digit, character, Numbers::of(&studio.settings))?
    {
        Ok(typed) => typed,
        Err(why) => return Some(Err(why)),
    };
    Some(write_sign(studio, seat, typed))
}

/// The note column that a column belongs to; effects belong to none.
pub fn note_column(column: Column) -> Option<usize> {
    (!column.is_effect()).then(|| column.number().into())
}

/// Whether a character comes again because its key is held: where the terminal cannot tell, by the time since it came.
pub fn is_held(studio: &Studio, seat: &mut Seat, character: char) -> bool {
    if seat.key_up {
        return false;
    }
    let now = studio.frame();
    let before = seat.lately.struck.replace((character, now));
    let rate = u64::from(studio.rate().max(1));
    before.is_some_and(|(other, at)| {
        other == character && HELD.contains(&(now.saturating_sub(at) * 1_000 / rate))
    })
}

/// The pitch that lies that far above the seat's octave, if there is one.
pub fn pitch(seat: &Seat, semitones: u8) -> Option<Pitch> {
    Pitch::try_from(seat.octave.checked_mul(12)?.checked_add(semitones)?).ok()
}

/// Writes into the note column under the cursor, or where playback is while recording, and steps down.
///
/// # Errors
/// If the cursor is not in a note field.
pub fn write_note(
    studio: &mut Studio,
    seat: &mut Seat,
    name: &str,
    put: impl FnOnce(&mut Row, usize),
) -> Answer {
    may_write(seat)?;
    let Column::Note(number) = seat.place.column else {
        return Err(format!("a {name} goes into a note field"));
    };
    let recording = is_recording(studio, seat);
    let here = Spot::on(seat.round(), seat.place.row);
    let Spot { round, row: at, delay } = if recording { spot_now(studio, seat) } else { here };
    let mut row = row_at(studio.song(), round, seat.place.track, at);
    if recording
        && !studio.recorder.ways.replace
        && matches!(row.notes[usize::from(number)].note, Some(Note::On(_)))
    {
        let key = seat.keymap.key_of("record-replace");
        return Err(format!(
            "row {at} has a note, which ends the one before; {key} lets recording replace it"
        ));
    }
    forget_stale_delay(studio.song(), seat.place.track, &mut row.notes[usize::from(number)]);
    put(&mut row, number.into());
    if recording {
        row.notes[usize::from(number)].delay = delay;
    }
    let name = if recording { "record" } else { name };
    write(studio, name, round, seat.place.track, at, row, recording)?;
    step_down(studio, seat);
    Ok(())
}

/// Refuses while editing is off.
///
/// # Errors
/// Then.
pub fn may_write(seat: &Seat) -> Answer {
    if seat.edit || seat.keymap.has_modes() {
        return Ok(());
    }
    Err(format!("editing is off: keys only sound; {} switches it on", seat.keymap.key_of("edit-mode")))
}

fn write_sign(studio: &mut Studio, seat: &mut Seat, typed: field::Typed) -> Answer {
    let Place { track, row, column, .. } = seat.place;
    write(studio, "type", seat.round(), track, row, typed.row, false)?;
    match column {
        Column::Effect(number) => seat.lately.effect = typed.row.effects[usize::from(number)],
        Column::Volume(number) => seat.lately.volume = typed.row.notes[usize::from(number)].volume,
        Column::Instrument(number) => {
            let instrument = typed.row.notes[usize::from(number)].instrument;
            seat.instrument = instrument.map_or(seat.instrument, |instrument| instrument.get() - 1);
        }
        Column::Note(_) | Column::Delay(_) => {}
    }
    if typed.next < column.digits() {
        seat.place.digit = typed.next;
    } else {
        seat.place.digit = 0;
        step_down(studio, seat);
    }
    Ok(())
}

/// Writes a row of the grid; of a take, all rows are one step.
pub fn write(
    studio: &mut Studio,
    name: &str,
    round: Round,
    track: u16,
    row: u16,
    new: Row,
    take: bool,
) -> Answer {
    let rows = vec![(lane_row(studio.song(), round, track, row), new)];
    let pattern = round.pattern;
    let edit = Edit::Rows { pattern, track, rows };
    if take {
        let gesture = studio.pass_name();
        studio.turn_knob(name, edit, &gesture)?;
    } else {
        studio.edit(name, edit)?;
    }
    tell_sharing(studio, pattern, &[track]);
    Ok(())
}

/// The step after an entry; while following, playback moves the row.
pub fn step_down(studio: &Studio, seat: &mut Seat) {
    if !is_following(studio, seat) {
        movement::step(studio.song(), seat, seat.step);
    }
}

/// Says so if what was changed plays in other patterns too.
pub fn tell_sharing(studio: &mut Studio, pattern: u16, tracks: &[u16]) {
    let texts: Vec<_> = tracks.iter().filter_map(|track| sharing(studio.song(), pattern, *track)).collect();
    let Some(text) = texts.into_iter().next() else { return };
    if studio.notices.last().is_none_or(|notice| notice.text != text) {
        studio.say(text);
    }
}

/// The sentence about a lane that other places share.
fn sharing(song: &Song, pattern: u16, track: u16) -> Option<String> {
    let slot = song.patterns.get(pattern.into())?.lanes.get(usize::from(track))?;
    let LaneSlot::Shared(number) = slot else { return None };
    let others = song.patterns.iter().enumerate().filter(|(other, pattern_of)| {
        *other != usize::from(pattern)
            && pattern_of.lanes.iter().any(|slot| *slot == LaneSlot::Shared(*number))
    });
    let others: Vec<_> = others.map(|(other, _)| other.to_string()).take(8).collect();
    (!others.is_empty())
        .then(|| format!("this lane is shared: it changes in pattern {} too", others.join(", ")))
}

/// Sounds a pitch with an instrument's slot and a volume field, until its key comes up if it is `held`.
pub fn strike(
    studio: &mut Studio,
    track: u16,
    instrument: u8,
    pitch: Pitch,
    volume: Option<VolumeCell>,
    held: bool,
) {
    if studio.song().instrument(instrument.into()).is_none() {
        let slot = Numbers::of(&studio.settings).slot(instrument);
        let text = format!("instrument {slot} is empty: nothing sounds");
        if studio.notices.last().is_none_or(|notice| notice.text != text) {
            studio.warn(text);
        }
        return;
    }
    let velocity = match volume {
        Some(VolumeCell::Volume(value)) => f32::from(value) / f32::from(VolumeCell::HIGHEST),
        _ => 1.0,
    };
    studio.strike(track, instrument, pitch.midi(), velocity, held);
}

/// Sounds the cell of a note column as it would sound at that row: an instrument that is not written is the last one above.
/// Whether there was a note.
pub fn strike_cell(studio: &mut Studio, seat: &Seat, track: u16, number: usize) -> bool {
    let above = |row: u16| row_at(studio.song(), seat.round(), track, row).notes[number];
    let NoteCell { note: Some(Note::On(pitch)), volume, .. } = above(seat.place.row) else { return false };
    let instrument = (0..=seat.place.row).rev().find_map(|row| above(row).instrument);
    let slot = instrument.map_or(seat.instrument, |instrument| instrument.get() - 1);
    strike(studio, track, slot, pitch, volume, false);
    true
}
