//! Shaping the sound of the chosen instrument: comparing, chance, parts.

use super::mixer::paste_device;
use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::shaping;
use crate::studio::sheets::mixer_things::copy_device;
use crate::studio::view::View;

/// How far chance moves parameters if nothing else is said, in percent of their ranges.
const USUAL: f32 = 15.0;

fn randomise(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let percent = match text.trim().trim_end_matches('%').trim() {
        "" => Some(USUAL),
        text => text.parse().ok().filter(|percent| (0.1..=100.0).contains(percent)),
    };
    shaping::randomise(studio, seat, percent.ok_or("expected a percentage from 0.1 to 100")?)
}

fn compare(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    match text.trim() {
        "" => shaping::compare(studio, seat, false),
        "keep" => shaping::compare(studio, seat, true),
        _ => Err("expected keep, or nothing".to_owned()),
    }
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Sheet, "compare-sound",
        &["alt-b"],
        "keep the chosen instrument's sound; then: to and fro between that and the present one (keep: keep this one)",
        compare,
    )
    .taking("[keep]"),
    Command::at(Context::Sheet, "randomise-sound",
        &["alt-z"],
        "move the parameters of the chosen sound by chance, by at most so many percent of their ranges; 15 if left out",
        randomise,
    )
    .taking("[PERCENT]"),
    Command::at(Context::Sheet, "lock-parameter", &["alt-x"], "randomise leaves the parameter at the cursor alone, or no longer", |studio, seat, _| {
        shaping::lock(studio, seat)
    }),
    Command::at(Context::Sheet, "copy-part", &["alt-c", "ctrl-c"], "copy the part of the sound at the cursor: an envelope, an oscillator, a filter; in the mixer the device", |studio, seat, _| match seat.view {
        View::Mixer => copy_device(studio, seat),
        _ => shaping::copy_part(studio, seat),
    }),
    Command::at(Context::Sheet, "paste-part", &["alt-o", "ctrl-v"], "put the copied part into the one at the cursor; in the mixer the copied device into the chain", |studio, seat, _| match seat.view {
        View::Mixer => paste_device(studio, seat, ""),
        _ => shaping::paste_part(studio, seat),
    }),
];
