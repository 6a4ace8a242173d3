//! Writing into the grid: what is no plain sign, and what decides how notes are written.

use super::blocks::clear_under;
use super::{Answer, Command, run_line};
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::note::Note;
use crate::song::tempo::Tempo;
use crate::studio::Studio;
use crate::studio::entry::{may_write, note_column, step_down, strike_cell, write, write_note};
use crate::studio::field::clear;
use crate::studio::following::{is_recording, leave};
use crate::studio::grid::{Column, Place, forget_left_delays, forget_stale_delay, row_at};
use crate::studio::movement;
use crate::studio::numbers::Numbers;
use crate::studio::seat::Seat;
use crate::studio::typing;
use std::num::NonZeroU8;

/// The highest edit step.
const LONGEST_STEP: u16 = 16;

fn sign(studio: &mut Studio, seat: &mut Seat, name: &str, note: Note) -> Answer {
    write_note(studio, seat, name, |row, number| row.notes[number].note = Some(note))
}

/// Empties fields of the cell under the cursor and steps down.
fn empty(studio: &mut Studio, seat: &mut Seat, name: &str, whole: bool) -> Answer {
    may_write(seat)?;
    if is_recording(studio, seat) && note_column(seat.place.column).is_some() {
        return run_line(studio, seat, "erase");
    }
    if let Some(answer) = clear_under(studio, seat) {
        return answer;
    }
    let Place { row, track, column, .. } = seat.place;
    let before = row_at(studio.song(), seat.round(), track, row);
    let mut new = before;
    match (note_column(column), column) {
        (Some(number), _) if whole => new.notes[number] = Default::default(),
        (Some(number), Column::Note(_)) => {
            // What is written with a note goes with it.
            let cell = &mut new.notes[number];
            forget_stale_delay(studio.song(), track, cell);
            let was = std::mem::take(cell);
            cell.instrument = was.instrument.filter(|_| was.note.is_none() || !seat.mask.instrument);
            cell.volume = was.volume.filter(|_| was.note.is_none() || !seat.mask.volume);
            cell.delay = was.delay;
        }
        _ => clear(&mut new, column),
    }
    forget_left_delays(studio.song(), track, &before, &mut new);
    write(studio, name, seat.round(), track, row, new, false)?;
    seat.place.digit = 0;
    step_down(studio, seat);
    Ok(())
}

fn play_note(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let number = note_column(seat.place.column).unwrap_or(0);
    if !strike_cell(studio, seat, seat.place.track, number) {
        return Err("no note stands here".to_owned());
    }
    Ok(())
}

/// Sounds every note of the row and goes on to the next one.
fn play_row(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let columns: Vec<u8> = studio.song().tracks.iter().map(|track| track.note_columns).collect();
    for (track, columns) in columns.into_iter().enumerate() {
        for number in 0..columns {
            strike_cell(studio, seat, track as u16, number.into());
        }
    }
    leave(studio, seat);
    movement::rows(&studio.song().clone(), seat, 1);
    Ok(())
}

/// Takes instrument, volume and effect under the cursor as those to write from now on.
fn pick_up(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let row = row_at(studio.song(), seat.round(), seat.place.track, seat.place.row);
    let cell = row.notes[note_column(seat.place.column).unwrap_or(0)];
    let effect = match seat.place.column {
        Column::Effect(number) => row.effects[usize::from(number)],
        _ => row.effects[0],
    };
    if cell.instrument.is_none() && cell.volume.is_none() && effect.is_none() {
        return Err("neither instrument nor volume nor effect stands here".to_owned());
    }
    seat.instrument = cell.instrument.map_or(seat.instrument, |instrument| instrument.get() - 1);
    seat.lately.note = cell.note.or(seat.lately.note);
    seat.lately.volume = cell.volume.or(seat.lately.volume);
    seat.lately.effect = effect.or(seat.lately.effect);
    say_instrument(studio, seat);
    Ok(())
}

/// Writes what was written last, or picked up, into the field under the cursor: a note with what the mask says.
fn write_last(studio: &mut Studio, seat: &mut Seat) -> Answer {
    may_write(seat)?;
    let Place { row: at, track, column, .. } = seat.place;
    let none = || "nothing was written yet that could be written again".to_owned();
    let instrument = NonZeroU8::new(seat.instrument.saturating_add(1));
    let mut row = row_at(studio.song(), seat.round(), track, at);
    match column {
        Column::Note(_) => {
            return match seat.lately.note.ok_or_else(none)? {
                Note::On(pitch) => typing::again(studio, seat, pitch),
                other => sign(studio, seat, "note", other),
            };
        }
        Column::Instrument(number) => row.notes[usize::from(number)].instrument = instrument,
        Column::Volume(number) => {
            row.notes[usize::from(number)].volume = Some(seat.lately.volume.ok_or_else(none)?);
        }
        Column::Effect(number) => {
            row.effects[usize::from(number)] = Some(seat.lately.effect.ok_or_else(none)?);
        }
        Column::Delay(_) => return Err("a delay is typed with its two digits".to_owned()),
    }
    write(studio, "type", seat.round(), track, at, row, false)?;
    seat.place.digit = 0;
    step_down(studio, seat);
    Ok(())
}

fn say_instrument(studio: &mut Studio, seat: &Seat) {
    let instrument = studio.song().instrument(seat.instrument.into());
    let name = instrument.map_or("empty", |Instrument { name, .. }| name).to_owned();
    let slot = Numbers::of(&studio.settings).slot(seat.instrument);
    studio.say(format!("instrument {slot} {name}"));
}

fn choose_instrument(studio: &mut Studio, seat: &mut Seat, slot: Option<u8>) -> Answer {
    let slot = slot.filter(|slot| *slot < u8::MAX).ok_or("instruments are 01 to FF")?;
    seat.instrument = slot;
    say_instrument(studio, seat);
    Ok(())
}

fn toggle_mask(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let (name, on) = match seat.place.column {
        Column::Instrument(_) => ("the instrument", &mut seat.mask.instrument),
        Column::Volume(_) => ("the last volume", &mut seat.mask.volume),
        Column::Effect(_) => ("the last effect", &mut seat.mask.effect),
        Column::Note(_) | Column::Delay(_) => {
            return Err("the mask is of instrument, volume and effect: go to one of those fields".to_owned());
        }
    };
    *on = !*on;
    let how = if *on { "is" } else { "is not" };
    studio.say(format!("{name} {how} written with notes"));
    Ok(())
}

fn octave(studio: &mut Studio, seat: &mut Seat, octave: Option<u8>) -> Answer {
    seat.octave = octave.filter(|octave| *octave <= 9).ok_or("octaves are 0 to 9")?;
    studio.say(format!("octave {octave}", octave = seat.octave));
    Ok(())
}

fn step(studio: &mut Studio, seat: &mut Seat, rows: Option<u16>) -> Answer {
    seat.step = rows.filter(|rows| *rows <= LONGEST_STEP).ok_or("the edit step is 0 to 16 rows")?;
    studio.say(format!("edit step {}", seat.step));
    Ok(())
}

fn set_tempo(studio: &mut Studio, tempo: Option<Tempo>) -> Answer {
    let tempo = tempo.ok_or("a tempo is 20 to 999 beats per minute, such as 127, 127.3 or 382/3")?;
    let mut settings = (*studio.song().settings).clone();
    settings.tempo = tempo;
    studio.turn_knob("tempo", Edit::SetSettings { settings: Box::new(settings) }, "tempo")?;
    studio.say(format!("{tempo} beats per minute"));
    Ok(())
}

fn nudge_tempo(studio: &mut Studio, by: i64) -> Answer {
    let old = studio.song().settings.tempo;
    let moved = i64::from(old.numerator()) + by * i64::from(old.denominator());
    let new = u64::try_from(moved).ok().and_then(|moved| Tempo::fraction(moved, old.denominator().into()));
    set_tempo(studio, new)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "edit-mode",
        &["space", "ctrl-w space"],
        "let keys write, or only sound",
        |studio, seat, _| {
            seat.edit = !seat.edit;
            studio.say(if seat.edit { "keys write into the grid" } else { "keys only sound" });
            Ok(())
        },
    ),
    Command::in_grid("note-off", &["=", "`"], "=== lets the key go", |studio, seat, _| {
        sign(studio, seat, "note off", Note::Off)
    }),
    Command::in_grid("note-cut", &["1", "ctrl-w |"], "^^^ ends the note at once", |studio, seat, _| {
        sign(studio, seat, "note cut", Note::Cut)
    }),
    Command::in_grid("note-fade", &["alt-.", "ctrl-w ."], "~~~ lets the note fade out", |studio, seat, _| {
        sign(studio, seat, "note fade", Note::Fade)
    }),
    Command::in_grid(
        "clear-field",
        &[".", "delete"],
        "empty the field, a note with its instrument, or the marked block",
        |studio, seat, _| empty(studio, seat, "clear field", false),
    ),
    Command::in_grid(
        "clear-cell",
        &["shift-delete", "alt-delete", "ctrl-w h"],
        "empty note, instrument, volume and delay together",
        |studio, seat, _| empty(studio, seat, "clear cell", true),
    ),
    Command::in_grid(
        "play-note",
        &["4", "ctrl-w ;"],
        "sound the note under the cursor",
        |studio, seat, _| play_note(studio, seat),
    ),
    Command::in_grid(
        "play-row",
        &["8", "ctrl-w /"],
        "sound the row and go to the next",
        |studio, seat, _| play_row(studio, seat),
    ),
    Command::in_grid(
        "pick-up",
        &["enter", "ctrl-w v"],
        "take instrument, volume and effect under the cursor",
        |studio, seat, _| pick_up(studio, seat),
    ),
    Command::in_grid(
        "write-last",
        &[],
        "write the last note, instrument, volume or effect once more, as the field takes it",
        |studio, seat, _| write_last(studio, seat),
    ),
    Command::in_grid(
        "mask",
        &[",", "ctrl-w ,"],
        "whether this field is written with notes",
        |studio, seat, _| toggle_mask(studio, seat),
    ),
    Command::in_grid("octave-up", &["]", "alt-end"], "an octave higher", |studio, seat, _| {
        octave(studio, seat, seat.octave.checked_add(1))
    })
    .everywhere(),
    Command::in_grid("octave-down", &["[", "alt-home"], "an octave lower", |studio, seat, _| {
        octave(studio, seat, seat.octave.checked_sub(1))
    })
    .everywhere(),
    Command::in_grid("octave", &[], "the octave of the lower row of keys", |studio, seat, text| {
        octave(studio, seat, text.parse().ok())
    })
    .taking("0-9"),
    Command::in_grid("step-up", &["alt-=", "ctrl-w )"], "a longer edit step", |studio, seat, _| {
        step(studio, seat, seat.step.checked_add(1))
    }),
    Command::in_grid("step-down", &["alt--", "ctrl-w ("], "a shorter edit step", |studio, seat, _| {
        step(studio, seat, seat.step.checked_sub(1))
    }),
    Command::in_grid("step", &[], "rows that the cursor goes down after an entry", |studio, seat, text| {
        step(studio, seat, text.parse().ok())
    })
    .taking("0-16"),
    Command::in_grid("step-0", &["alt-0"], "stay after an entry", |studio, seat, _| {
        step(studio, seat, Some(0))
    }),
    Command::in_grid("step-1", &["alt-1"], "edit step of 1 row", |studio, seat, _| {
        step(studio, seat, Some(1))
    }),
    Command::in_grid("step-2", &["alt-2"], "edit step of 2 rows", |studio, seat, _| {
        step(studio, seat, Some(2))
    }),
    Command::in_grid("step-3", &["alt-3"], "edit step of 3 rows", |studio, seat, _| {
        step(studio, seat, Some(3))
    }),
    Command::in_grid("step-4", &["alt-4"], "edit step of 4 rows", |studio, seat, _| {
        step(studio, seat, Some(4))
    }),
    Command::in_grid("step-5", &["alt-5"], "edit step of 5 rows", |studio, seat, _| {
        step(studio, seat, Some(5))
    }),
    Command::in_grid("step-6", &["alt-6"], "edit step of 6 rows", |studio, seat, _| {
        step(studio, seat, Some(6))
    }),
    Command::in_grid("step-7", &["alt-7"], "edit step of 7 rows", |studio, seat, _| {
        step(studio, seat, Some(7))
    }),
    Command::in_grid("step-8", &["alt-8"], "edit step of 8 rows", |studio, seat, _| {
        step(studio, seat, Some(8))
    }),
    Command::in_grid("step-9", &["alt-9"], "edit step of 9 rows", |studio, seat, _| {
        step(studio, seat, Some(9))
    }),
    Command::in_grid("next-instrument", &[">", "ctrl-down"], "the next instrument", |studio, seat, _| {
        choose_instrument(studio, seat, seat.instrument.checked_add(1))
    }),
    Command::in_grid("previous-instrument", &["<", "ctrl-up"], "the instrument before", |studio, seat, _| {
        choose_instrument(studio, seat, seat.instrument.checked_sub(1))
    }),
    Command::in_grid("instrument", &[], "the instrument to write with", |studio, seat, text| {
        let slot = Numbers::of(&studio.settings).read_slot(text);
        choose_instrument(studio, seat, slot)
    })
    .taking("01-FF"),
    Command::in_grid("tempo-up", &["}", "ctrl-w }"], "the song a beat per minute faster", |studio, _, _| {
        nudge_tempo(studio, 1)
    }),
    Command::in_grid(
        "tempo-down",
        &["{", "ctrl-w {"],
        "the song a beat per minute slower",
        |studio, _, _| nudge_tempo(studio, -1),
    ),
    Command::in_grid("tempo", &[], "the song's beats per minute", |studio, _, text| {
        set_tempo(studio, Tempo::parse(text))
    })
    .taking("BPM"),
];
