//! Points of a curve by the rows that are marked: copied, pasted and changed together.

use super::curves::typed;
use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::curves;
use crate::studio::movement;
use crate::studio::points;
use crate::studio::prompt::ask;
use crate::studio::seat::Seat;

/// How far thinning lets a curve go astray, in percent of its range, if nothing else is said.
const ASTRAY: f32 = 1.0;

fn percent(text: &str, most: f32) -> Result<f32, String> {
    let number: Option<f32> = text.trim().trim_end_matches('%').trim().parse().ok();
    let percent = number.filter(|percent| (0.0..=most).contains(percent));
    percent.map(|percent| percent / 100.0).ok_or_else(|| format!("expected 0 to {most} percent"))
}

fn scale(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask(seat, "Points so many percent as high as they are", "", scale_typed);
    }
    let factor = percent(text, 1_000.0)?;
    curves::change(studio, seat, "scale points of", |loose, _| points::scale(loose, factor))
}

fn scale_typed(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    typed(studio, seat, text, scale)
}

fn thin(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let most = if text.is_empty() { ASTRAY / 100.0 } else { percent(text, 100.0)? };
    let count = |studio: &Studio, seat: &Seat| {
        curves::curve(studio.song(), seat).map_or(0, |curve| curve.points().len())
    };
    let before = count(studio, seat);
    curves::change(studio, seat, "thin", |loose, _| points::thin(&loose, most))?;
    studio.say(format!("{} of {before} points stay", count(studio, seat)));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Curves,
        "mark-points-back",
        &["shift-left", ","],
        "mark a row to the left",
        |studio, seat, _| {
            curves::mark(studio, seat, |song, seat| movement::rows_inside(song, seat, -1));
            Ok(())
        },
    ),
    Command::at(
        Context::Curves,
        "mark-points-on",
        &["shift-right", "."],
        "mark a row to the right",
        |studio, seat, _| {
            curves::mark(studio, seat, |song, seat| movement::rows_inside(song, seat, 1));
            Ok(())
        },
    ),
    Command::at(
        Context::Curves,
        "mark-points-to-start",
        &["shift-home", "("],
        "mark back to the first row",
        |studio, seat, _| {
            curves::mark(studio, seat, |song, seat| movement::to_row(song, seat, 0));
            Ok(())
        },
    ),
    Command::at(
        Context::Curves,
        "mark-points-to-end",
        &["shift-end", ")"],
        "mark on to the last row",
        |studio, seat, _| {
            curves::mark(studio, seat, |song, seat| movement::to_row(song, seat, u16::MAX));
            Ok(())
        },
    ),
    Command::at(
        Context::Curves,
        "copy-points",
        &["ctrl-c", "alt-c"],
        "copy the points of the marked rows, or of this row",
        |studio, seat, _| curves::copy(studio, seat),
    ),
    Command::at(
        Context::Curves,
        "cut-points",
        &["ctrl-x", "alt-z"],
        "copy the points of the marked rows, or of this row, and take them out",
        |studio, seat, _| {
            curves::copy(studio, seat)?;
            curves::remove_points(studio, seat)
        },
    ),
    Command::at(
        Context::Curves,
        "paste-points",
        &["ctrl-v", "alt-o"],
        "paste points from this row on, into whichever curve is looked at",
        |studio, seat, _| curves::paste(studio, seat),
    ),
    Command::at(
        Context::Curves,
        "remove-point",
        &["delete", "backspace"],
        "take the points of the marked rows out, or of this row",
        |studio, seat, _| curves::remove_points(studio, seat),
    ),
    Command::at(
        Context::Curves,
        "flip-points",
        &["f", "alt-f"],
        "turn the marked rows of the curve, or all of it, upside down",
        |studio, seat, _| curves::change(studio, seat, "flip", points::flip),
    ),
    Command::at(
        Context::Curves,
        "reverse-points",
        &["r", "alt-v"],
        "the marked rows of the curve, or all of it, backwards",
        |studio, seat, _| curves::change(studio, seat, "reverse", points::reverse),
    ),
    Command::at(
        Context::Curves,
        "scale-points",
        &["p", "alt-k"],
        "the marked rows of the curve, or all of it, so many percent as high",
        scale,
    )
    .taking("[PERCENT]"),
    Command::at(
        Context::Curves,
        "thin-points",
        &["t", "alt-g"],
        "leave out points that the others make up for, by a percent of the range or what is said",
        thin,
    )
    .taking("[PERCENT]"),
];
