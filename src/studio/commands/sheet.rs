//! Moving in the sheets of fields and changing what stands there: the same keys in every one of them.

use super::{Answer, Command, Context, run_line};
use crate::devices;
use crate::dsp::parameter::Kind;
use crate::instruments;
use crate::studio::Studio;
use crate::studio::palette::Item;
use crate::studio::prompt::{Prompt, ask, choose};
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::sheets::{self, Change, Entry, Field, Sheet, Way, mixer_things};
use crate::studio::text_line::TextLine;
use crate::studio::view::View;
use crate::studio::writing::Turn;

/// Fields of a page.
const PAGE: usize = 12;

/// The sheet that the seat looks at.
fn sheet(seat: &Seat) -> Result<&'static Sheet, String> {
    let none = "this works in the views order, instruments, samples, mixer, song, check and remarks";
    sheets::of(seat.view).ok_or_else(|| none.to_owned())
}

/// The sheet, the cursor on it, and the field there.
fn here(studio: &Studio, seat: &Seat) -> Result<(&'static Sheet, SheetCursor, Field), String> {
    let sheet = sheet(seat)?;
    let at = sheets::inside(sheet, studio, seat, seat.sheet());
    let field = (sheet.field)(studio, seat, at).ok_or("there is nothing here yet")?;
    Ok((sheet, at, field))
}

/// Moves the cursor.
fn go(studio: &Studio, seat: &mut Seat, to: impl Fn(SheetCursor) -> SheetCursor) -> Answer {
    let sheet = sheet(seat)?;
    let at = sheets::inside(sheet, studio, seat, seat.sheet());
    sheets::go(studio, seat, to(at));
    Ok(())
}

/// Moves the cursor to another column. In the instruments the row in the list is the chosen one.
fn go_across(studio: &Studio, seat: &mut Seat, to: impl Fn(usize) -> usize) -> Answer {
    let sheet = sheet(seat)?;
    let at = seat.sheet();
    let column = sheets::inside(sheet, studio, seat, SheetCursor { column: to(at.column), row: 0 }).column;
    let row = match (seat.view, at.column, column) {
        (View::Instruments, _, 0) => seat.instrument.into(),
        (View::Instruments, 0, _) => 0,
        _ => at.row,
    };
    sheets::go(studio, seat, SheetCursor { column, row });
    Ok(())
}

/// Does what a sheet asks for.
///
/// # Errors
/// If the edit is refused.
pub fn change(studio: &mut Studio, seat: &mut Seat, change: Change) -> Answer {
    done(studio, seat, change, true)
}

/// Does what a sheet asks for; unless it `goes_on`, as a step of its own.
fn done(studio: &mut Studio, seat: &mut Seat, change: Change, goes_on: bool) -> Answer {
    match &change.gesture {
        Some(gesture) => {
            let turn = if goes_on { Turn::By(gesture) } else { Turn::Once };
            studio.turn_and_write(seat, &change.name, change.edit, turn)?;
        }
        None => studio.edit(&change.name, change.edit)?,
    }
    if let Some(then) = change.then {
        // A new slot has to be chosen before the cursor can stand on it.
        *seat.sheet_mut() = then;
        if let Some(sheet) = sheets::of(seat.view) {
            (sheet.follow)(studio, seat);
        }
    }
    sheets::stay_inside(studio, seat);
    Ok(())
}

fn turn(studio: &mut Studio, seat: &mut Seat, up: bool, far: bool) -> Answer {
    match sheets::turn(studio, seat, up, far)? {
        Some(asked) => change(studio, seat, asked),
        None => Ok(()),
    }
}

/// Puts something into the field at the cursor, as a step of its own.
fn put(studio: &mut Studio, seat: &mut Seat, entry: Entry) -> Answer {
    let (sheet, at, _) = here(studio, seat)?;
    let asked = (sheet.assign)(studio, seat, at, entry)?;
    done(studio, seat, asked, false)
}

/// Takes what was typed; what cannot be is asked for again, with the reason told.
///
/// # Errors
/// What was expected.
pub fn take(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let (_, _, field) = here(studio, seat)?;
    if text.trim().is_empty() && field.knob.is_some() {
        return Ok(());
    }
    let answer = put(studio, seat, Entry::Text(text));
    if answer.is_err() && seat.prompt.is_none() {
        seat.prompt = Some(Prompt::Value {
            title: title(&field),
            line: TextLine::new(text),
            file: false,
            accept: take,
        });
    }
    answer
}

fn title(field: &Field) -> String {
    match &field.knob {
        Some(_) => format!("{} ({})", field.help, field.text),
        None => field.help.clone(),
    }
}

fn type_value(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if !text.is_empty() {
        return put(studio, seat, Entry::Text(text));
    }
    let (_, _, field) = here(studio, seat)?;
    if field.fixed {
        return Err(format!("this is only told: {}", field.help));
    }
    // A number is typed anew, a text is changed.
    let text = if field.knob.is_some() { "" } else { &field.text };
    ask(seat, &title(&field), text, take)
}

/// The most choices that Enter steps through; more are listed.
const FEW: usize = 4;

/// What a kind of device or instrument is.
fn told(name: &str) -> String {
    let device = devices::KINDS.iter().find(|kind| kind.name == name).map(|kind| kind.help);
    let instrument = || instruments::KINDS.iter().find(|kind| kind.name == name).map(|kind| kind.help);
    device.or_else(instrument).unwrap_or_default().to_owned()
}

/// Enter: a choice among many or the next one of a few, the other side of a switch, what the sheet does itself, or a value is typed.
fn enter(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let (sheet, _, field) = match here(studio, seat) {
        Ok(here) => here,
        Err(why) => return (sheet(seat)?.enter)(studio, seat).unwrap_or(Err(why)),
    };
    if let Some(answer) = (sheet.enter)(studio, seat) {
        sheets::stay_inside(studio, seat);
        return answer;
    }
    match field.knob {
        Some((info, value))
            if let Kind::Choice(names) = info.kind
                && (names.len() > FEW || names.iter().any(|name| !told(name).is_empty())) =>
        {
            let items = names.iter().map(|name| Item { name: (*name).to_owned(), help: told(name) });
            let present = names.get(value as usize).copied().unwrap_or_default();
            choose(seat, &field.label, items.collect(), present, take)
        }
        Some((info, value)) if matches!(info.kind, Kind::Switch | Kind::Choice(_)) => {
            let next = if value >= info.high { info.low } else { value + 1.0 };
            put(studio, seat, Entry::Number(next))
        }
        _ => type_value(studio, seat, ""),
    }
}

fn alter(
    studio: &mut Studio,
    seat: &mut Seat,
    ask_for: impl Fn(&Sheet, &Studio, &Seat) -> Result<Change, String>,
) -> Answer {
    let sheet = sheet(seat)?;
    sheets::stay_inside(studio, seat);
    let asked = ask_for(sheet, studio, seat)?;
    change(studio, seat, asked)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Sheet, "field-up", &["up"], "to the field above", |studio, seat, _| {
        go(studio, seat, |at| SheetCursor { row: at.row.saturating_sub(1), ..at })
    }),
    Command::at(Context::Sheet, "field-down", &["down"], "to the field below", |studio, seat, _| {
        go(studio, seat, |at| SheetCursor { row: at.row + 1, ..at })
    }),
    Command::at(
        Context::Sheet,
        "field-left",
        &["left", "shift-tab"],
        "to the column on the left",
        |studio, seat, _| go_across(studio, seat, |column| column.saturating_sub(1)),
    ),
    Command::at(
        Context::Sheet,
        "field-right",
        &["right", "tab"],
        "to the column on the right",
        |studio, seat, _| go_across(studio, seat, |column| column + 1),
    ),
    Command::at(
        Context::Sheet,
        "fields-page-up",
        &["pageup", "alt-p"],
        "a page of fields up",
        |studio, seat, _| go(studio, seat, |at| SheetCursor { row: at.row.saturating_sub(PAGE), ..at }),
    ),
    Command::at(
        Context::Sheet,
        "fields-page-down",
        &["pagedown", "alt-n"],
        "a page of fields down",
        |studio, seat, _| go(studio, seat, |at| SheetCursor { row: at.row + PAGE, ..at }),
    ),
    Command::at(
        Context::Sheet,
        "first-field",
        &["home", "alt-a"],
        "to the first field of the column",
        |studio, seat, _| go(studio, seat, |at| SheetCursor { row: 0, ..at }),
    ),
    Command::at(
        Context::Sheet,
        "last-field",
        &["end", "alt-e"],
        "to the last field of the column",
        |studio, seat, _| go(studio, seat, |at| SheetCursor { row: usize::MAX, ..at }),
    ),
    Command::at(
        Context::Sheet,
        "turn-up",
        &["+", "shift-right", "="],
        "the value a fine step up",
        |studio, seat, _| turn(studio, seat, true, false),
    ),
    Command::at(
        Context::Sheet,
        "turn-down",
        &["-", "shift-left"],
        "the value a fine step down",
        |studio, seat, _| turn(studio, seat, false, false),
    ),
    Command::at(
        Context::Sheet,
        "turn-far-up",
        &[">", "shift-up"],
        "the value a coarse step up",
        |studio, seat, _| turn(studio, seat, true, true),
    ),
    Command::at(
        Context::Sheet,
        "turn-far-down",
        &["<", "shift-down"],
        "the value a coarse step down",
        |studio, seat, _| turn(studio, seat, false, true),
    ),
    Command::at(
        Context::Sheet,
        "enter-field",
        &["enter"],
        "type a value, turn a switch, take the next choice, go to what the field names",
        |studio, seat, _| enter(studio, seat),
    ),
    Command::at(
        Context::Sheet,
        "type-value",
        &["ctrl-e", "alt-v"],
        "type the value of the field, with or without its unit",
        type_value,
    )
    .taking("[VALUE]"),
    Command::at(
        Context::Sheet,
        "reset-value",
        &["delete", "backspace"],
        "what a new thing has there; in the order list: leave what holds",
        |studio, seat, _| put(studio, seat, Entry::Default),
    ),
    Command::at(
        Context::Sheet,
        "insert-thing",
        &["insert", "alt-i"],
        "a new entry, instrument, zone, route, device, track or return at the cursor",
        |studio, seat, _| match seat.view {
            View::Samples => run_line(studio, seat, "browse"),
            View::Mixer if mixer_things::is_in_chain(studio.song(), seat.sheet()) => {
                mixer_things::ask_device(studio, seat)
            }
            View::Mixer if sheets::mixer::is_at_lock(studio.song(), seat.sheet()) => enter(studio, seat),
            _ => alter(studio, seat, |sheet, studio, seat| (sheet.insert)(studio, seat)),
        },
    ),
    Command::at(
        Context::Sheet,
        "duplicate-thing",
        &["ctrl-d", "alt-d"],
        "a copy of the entry, instrument, zone, route, track, return or device at the cursor",
        |studio, seat, _| alter(studio, seat, |sheet, studio, seat| (sheet.duplicate)(studio, seat)),
    ),
    Command::at(
        Context::Sheet,
        "remove-thing",
        &["alt-delete", "alt-r"],
        "take the entry, instrument, zone, route, sample, track, return or device at the cursor out",
        |studio, seat, _| alter(studio, seat, |sheet, studio, seat| (sheet.remove)(studio, seat)),
    )
    .destroying(),
    Command::at(
        Context::Sheet,
        "move-thing-back",
        &["alt-up", "alt-left", "alt-k"],
        "move the entry or device up, or the track or return to the left",
        |studio, seat, _| alter(studio, seat, |sheet, studio, seat| (sheet.shift)(studio, seat, Way::Back)),
    ),
    Command::at(
        Context::Sheet,
        "move-thing-on",
        &["alt-down", "alt-right", "alt-j"],
        "move the entry or device down, or the track or return to the right",
        |studio, seat, _| alter(studio, seat, |sheet, studio, seat| (sheet.shift)(studio, seat, Way::On)),
    ),
];
