//! Drawing curves by which parameters move over a pattern.

use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::curves;
use crate::studio::movement;
use crate::studio::prompt::{ask, choose};
use crate::studio::seat::Seat;
use crate::studio::view::View;
use crate::studio::writing::Mode;

fn begin(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    if !name.is_empty() {
        return curves::begin(studio, seat, name);
    }
    let items = curves::listed(studio.song(), seat);
    choose(seat, "Draw a curve of", items, "", curves::begin)
}

fn set(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if !text.is_empty() {
        return curves::set(studio, seat, text);
    }
    let song = studio.song();
    let name = curves::curve(song, seat).map(|curve| curve.target().to_owned());
    let name = name.ok_or("no parameter has a curve here yet: Insert draws one")?;
    ask(seat, &format!("{name} in row {}", curves::row(song, seat)), "", set_typed)
}

fn set_typed(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    typed(studio, seat, text, curves::set)
}

/// What was typed; nothing changes nothing.
pub(super) fn typed(
    studio: &mut Studio,
    seat: &mut Seat,
    text: &str,
    deed: fn(&mut Studio, &mut Seat, &str) -> Answer,
) -> Answer {
    if text.trim().is_empty() { Ok(()) } else { deed(studio, seat, text) }
}

fn rows(studio: &Studio, seat: &mut Seat, by: i32) -> Answer {
    curves::walk(studio, seat, |song, seat| movement::rows(song, seat, by));
    Ok(())
}

fn track(studio: &Studio, seat: &mut Seat, by: i16) -> Answer {
    let last = studio.song().tracks.len().saturating_sub(1) as u16;
    seat.place.track = seat.place.track.saturating_add_signed(by).min(last);
    seat.stay_inside(studio.song());
    Ok(())
}

/// Records automation as the text says, or as the next mode does.
fn record(studio: &mut Studio, text: &str) -> Answer {
    let named = Mode::ALL.iter().find(|(_, name)| *name == text);
    let mode = match text {
        "" => studio.automation().next(),
        _ => named.ok_or("expected off, record, touch or latch")?.0,
    };
    studio.write_automation(mode);
    studio.say(match mode {
        Mode::Off => "what is turned while the song plays is not recorded",
        Mode::Record => "record: each turn while the song plays is a point of a curve",
        Mode::Touch => "touch: what is turned while the song plays replaces what was drawn, until shortly after the last turn",
        Mode::Latch => "latch: what is turned while the song plays replaces what was drawn, until the song stops",
    });
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Curves, "curve-row-back", &["left"], "to the row before", |studio, seat, _| {
        rows(studio, seat, -1)
    }),
    Command::at(Context::Curves, "curve-row-on", &["right"], "to the next row", |studio, seat, _| {
        rows(studio, seat, 1)
    }),
    Command::at(
        Context::Curves,
        "curve-bar-back",
        &["pageup", "alt-p"],
        "one bar back",
        |studio, seat, _| rows(studio, seat, -movement::bar(studio.song())),
    ),
    Command::at(Context::Curves, "curve-bar-on", &["pagedown", "alt-n"], "one bar on", |studio, seat, _| {
        rows(studio, seat, movement::bar(studio.song()))
    }),
    Command::at(
        Context::Curves,
        "curve-start",
        &["home", "alt-a"],
        "to the pattern's first row",
        |studio, seat, _| {
            curves::walk(studio, seat, |song, seat| movement::to_row(song, seat, 0));
            Ok(())
        },
    ),
    Command::at(
        Context::Curves,
        "curve-end",
        &["end", "alt-e"],
        "to the pattern's last row",
        |studio, seat, _| {
            curves::walk(studio, seat, |song, seat| movement::to_row(song, seat, u16::MAX));
            Ok(())
        },
    ),
    Command::at(
        Context::Curves,
        "point-before",
        &["[", "alt-left"],
        "to the point before",
        |studio, seat, _| curves::go_to_point(studio, seat, false),
    ),
    Command::at(
        Context::Curves,
        "point-after",
        &["]", "alt-right"],
        "to the next point",
        |studio, seat, _| curves::go_to_point(studio, seat, true),
    ),
    Command::at(
        Context::Curves,
        "curve-up",
        &["up", "+", "="],
        "the curve a fine step up in this row",
        |studio, seat, _| curves::turn(studio, seat, true, false),
    ),
    Command::at(
        Context::Curves,
        "curve-down",
        &["down", "-"],
        "the curve a fine step down in this row",
        |studio, seat, _| curves::turn(studio, seat, false, false),
    ),
    Command::at(
        Context::Curves,
        "curve-far-up",
        &["shift-up", ">"],
        "the curve a coarse step up in this row",
        |studio, seat, _| curves::turn(studio, seat, true, true),
    ),
    Command::at(
        Context::Curves,
        "curve-far-down",
        &["shift-down", "<"],
        "the curve a coarse step down in this row",
        |studio, seat, _| curves::turn(studio, seat, false, true),
    ),
    Command::at(
        Context::Curves,
        "curve-value",
        &["enter", "ctrl-e"],
        "type where the curve stands in this row, or a percentage",
        set,
    )
    .taking("[VALUE]"),
    Command::at(
        Context::Curves,
        "curve-shape",
        &["s"],
        "how the curve goes on from this point: line, hold, smooth, slow, fast",
        |studio, seat, _| curves::shape(studio, seat),
    ),
    Command::at(
        Context::Curves,
        "next-curve",
        &["tab", "c"],
        "the next curve of this track and pattern",
        |studio, seat, _| curves::step(studio, seat, 1),
    ),
    Command::at(
        Context::Curves,
        "curve-before",
        &["shift-tab", "C"],
        "the curve before it",
        |studio, seat, _| curves::step(studio, seat, -1),
    ),
    Command::at(
        Context::Curves,
        "draw-curve",
        &["insert", "alt-i"],
        "find a parameter and draw a curve of it",
        begin,
    )
    .taking("[NAME]"),
    Command::at(
        Context::Curves,
        "remove-curve",
        &["alt-delete", "alt-r"],
        "take the whole curve out",
        |studio, seat, _| curves::remove(studio, seat),
    ),
    Command::at(
        Context::Curves,
        "curve-track-back",
        &["ctrl-left", "{"],
        "the track on the left",
        |studio, seat, _| track(studio, seat, -1),
    ),
    Command::at(
        Context::Curves,
        "curve-track-on",
        &["ctrl-right", "}"],
        "the track on the right",
        |studio, seat, _| track(studio, seat, 1),
    ),
    Command::in_grid(
        "automation",
        &["ctrl-w ^", "ctrl-w f12"],
        "record what is turned while the song plays: off, record, touch, latch",
        |studio, _, text| record(studio, text),
    )
    .everywhere()
    .taking("[MODE]")
    .for_all(),
    Command::at(
        Context::Curves,
        "leave-curves",
        &["escape", "q"],
        "back to the pattern grid",
        |_, seat, _| {
            seat.look_at(View::Pattern);
            Ok(())
        },
    ),
];
