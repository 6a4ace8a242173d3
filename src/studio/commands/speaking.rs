//! For those who hear the screen instead of seeing it.

use super::{Answer, Command, Context, appearance};
use crate::studio::Studio;
use crate::studio::spoken::state::place;

fn read_aloud(studio: &mut Studio, value: &str) -> Answer {
    let present = studio.settings.screen_reader == Some(true);
    let wanted = match value {
        "" => !present,
        "on" | "true" => true,
        "off" | "false" => false,
        _ => return Err("expected on or off".to_owned()),
    };
    appearance::choose(studio, "screen_reader", if wanted { "true" } else { "" })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "screen-reader",
        keys: &[],
        context: Context::Everywhere,
        argument: "[on|off]",
        help: "one line of words for each change in place of the picture, for screen readers and braille, or the picture again",
        run: |studio, _, value| read_aloud(studio, value),
    },
    Command {
        name: "where-am-i",
        keys: &["_ h"],
        context: Context::Everywhere,
        argument: "",
        help: "tell the field under the cursor, the place that is heard, and what holds besides",
        run: |studio, seat, _| {
            let told = place(studio, seat);
            studio.say(told);
            Ok(())
        },
    },
];
