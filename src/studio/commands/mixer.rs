//! The mixer's strips: who is heard, and the list of returns.

use super::sheet::change;
use super::tracks::mute_group;
use super::{Answer, Command, Context};
use crate::dsp::parameter::Knobs;
use crate::song::edit::Edit;
use crate::song::insert::Owner;
use crate::song::track::Track;
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::sheets::mixer::{strip_here, track};
use crate::studio::sheets::mixer_things::{Deed, back, copy_device, new_return, pasted_device};
use crate::studio::sheets::{Change, Way};
use crate::studio::view::View;
use crate::studio::writing::Turn;

/// The return of that number from 1, or the one of the mixer's column without a number.
fn named(studio: &Studio, seat: &Seat, number: &str) -> Result<usize, String> {
    let count = studio.song().mixer.returns.len();
    if number.is_empty() {
        return match strip_here(studio.song(), seat.sheet()) {
            Owner::Return(index) if seat.view == View::Mixer => Ok(index),
            _ => Err("choose a return in the mixer, or say its number".to_owned()),
        };
    }
    let index = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let expected = || match count {
        0 => "the song has no returns; add-return makes one".to_owned(),
        _ => format!("expected the number of a return, from 1 to {count}"),
    };
    index.filter(|index| *index < count).ok_or_else(expected)
}

fn alter(studio: &mut Studio, seat: &mut Seat, number: &str, deed: Deed) -> Answer {
    let at = named(studio, seat, number)?;
    let asked = back(studio.song(), seat.sheet(), at, deed)?;
    do_it(studio, seat, asked)
}

/// Does it; the cursor follows only in the mixer.
fn do_it(studio: &mut Studio, seat: &mut Seat, mut asked: Change) -> Answer {
    asked.then = asked.then.filter(|_| seat.view == View::Mixer);
    change(studio, seat, asked)
}

/// Puts the copied device into a chain.
pub(super) fn paste_device(studio: &mut Studio, seat: &mut Seat, number: &str) -> Answer {
    let count = studio.song().tracks.len();
    let track = match number {
        "" => None,
        number => {
            let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let at = at.filter(|at| *at < count);
            Some(at.ok_or_else(|| format!("expected the number of a track, from 1 to {count}"))?)
        }
    };
    let (asked, told) = pasted_device(studio, seat, track)?;
    do_it(studio, seat, asked)?;
    studio.say(told);
    Ok(())
}

/// The track in the mixer's column.
fn track_of_strip(studio: &Studio, seat: &Seat) -> Result<usize, String> {
    if seat.view != View::Mixer {
        return Err("tracks are muted and heard alone in the mixer and in the grid".to_owned());
    }
    track(studio.song(), seat.sheet())
}

/// Silences the track or return in the mixer's column, or lets it be heard again.
fn mute(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let index = match strip_here(studio.song(), seat.sheet()) {
        Owner::Return(index) if seat.view == View::Mixer => index,
        _ => return toggle(studio, seat, "mute"),
    };
    let mut mixer = (*studio.song().mixer).clone();
    mixer.returns[index].mute ^= true;
    let edit = Edit::SetMixer { mixer: Box::new(mixer) };
    studio.turn_and_write(seat, &format!("return {} mute", index + 1), edit, Turn::Once)
}

/// Turns a switch of the track in the mixer's column.
fn toggle(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let at = track_of_strip(studio, seat)?;
    let mut track = Track::clone(&studio.song().tracks[at]);
    let Some(index) = track.find(name) else { return Ok(()) };
    track.set_value(index, 1.0 - track.value(index));
    studio.turn_and_write(
        seat,
        &format!("track {} {name}", at + 1),
        Edit::SetTrack { at: at as u16, track: Box::new(track) },
        Turn::Once,
    )
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Sheet,
        "mute-strip",
        &["m", "alt-f9"],
        "silence the track or return of the mixer's column, or let it be heard again",
        |studio, seat, _| mute(studio, seat),
    ),
    Command::at(
        Context::Sheet,
        "mute-strips",
        &["M"],
        "silence all tracks of the column's mute group, or let them be heard again",
        |studio, seat, _| {
            track_of_strip(studio, seat)?;
            mute_group(studio, seat, "")
        },
    ),
    Command::at(
        Context::Sheet,
        "solo-strip",
        &["s", "alt-f10"],
        "hear the track of the mixer's column alone, or all again",
        |studio, seat, _| toggle(studio, seat, "solo"),
    ),
    Command::keyless(
        "copy-device",
        "",
        "copy the device at the mixer's cursor with all it is set to; there copy-part does it too",
        |studio, seat, _| copy_device(studio, seat),
    )
    .everywhere(),
    Command::keyless(
        "paste-device",
        "[TRACK]",
        "put the copied device before the one at the mixer's cursor, else at the end of the chain; there paste-part does it too",
        paste_device,
    )
    .everywhere(),
    Command::keyless(
        "add-return",
        "[NAME]",
        "a new return behind the others: what tracks send to it goes through its chain",
        |studio, seat, name| {
            let asked = new_return(studio.song(), seat.sheet(), studio.song().mixer.returns.len(), name)?;
            do_it(studio, seat, asked)
        },
    )
    .everywhere(),
    Command::keyless(
        "duplicate-return",
        "[NUMBER]",
        "a copy of a return behind it, into which nothing is sent yet",
        |studio, seat, number| alter(studio, seat, number, Deed::Duplicate),
    )
    .everywhere(),
    Command::keyless(
        "remove-return",
        "[NUMBER]",
        "take a return out, and all that is sent to it",
        |studio, seat, number| alter(studio, seat, number, Deed::Remove),
    )
    .everywhere()
    .destroying(),
    Command::keyless(
        "move-return-back",
        "[NUMBER]",
        "move a return to the left; what is sent to it moves along",
        |studio, seat, number| alter(studio, seat, number, Deed::Shift(Way::Back)),
    )
    .everywhere(),
    Command::keyless(
        "move-return-on",
        "[NUMBER]",
        "move a return to the right; what is sent to it moves along",
        |studio, seat, number| alter(studio, seat, number, Deed::Shift(Way::On)),
    )
    .everywhere(),
];
