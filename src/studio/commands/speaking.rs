//! For those who hear the screen instead of seeing it.

use super::{Answer, Command, Context, appearance};
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::spoken::state::place;

/// Here, and from the next start on; where others are at the song too, only here.
fn read_aloud(studio: &mut Studio, seat: &mut Seat, value: &str) -> Answer {
    let present = seat.reads_aloud.or(studio.settings.screen_reader) == Some(true);
    let wanted = match value {
        "" => !present,
        "on" | "true" => true,
        "off" | "false" => false,
        _ => return Err("expected on or off".to_owned()),
    };
    seat.reads_aloud = Some(wanted);
    if studio.company.present.len() > 1 {
        return Ok(());
    }
    appearance::choose(studio, "screen_reader", if wanted { "true" } else { "" })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Everywhere, "screen-reader", &[], "one line of words for each change in place of the picture, for screen readers and braille, or the picture again", read_aloud).taking("[on|off]"),
    Command::at(Context::Everywhere, "where-am-i", &["_ h"], "tell the field under the cursor, the place that is heard, and what holds besides", |studio, seat, _| {
            let told = place(studio, seat);
            studio.say(told);
            Ok(())
        }),
];
