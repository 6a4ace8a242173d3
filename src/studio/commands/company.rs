//! Leaving a session running, and what people at one song want of each other.

use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::prompt::{Choice, Prompt, Question};
use crate::studio::seat::Seat;

fn detach(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if studio.company.session.is_none() {
        return Err("nothing would go on: segno runs in this terminal alone here".to_owned());
    }
    seat.detaching = true;
    Ok(())
}

/// Somebody wants to end the session while others are there: whether he is sure.
pub(super) fn ask_about_others(studio: &Studio, seat: &mut Seat, end: fn(&mut Studio, &mut Seat) -> Answer) {
    let others = match studio.company.present.saturating_sub(1) {
        1 => "one other seat is".to_owned(),
        others => format!("{others} other seats are"),
    };
    let answers = vec![
        Choice { key: 'd', label: "detach: leave it to them", run: detach },
        Choice { key: 'e', label: "end it for everyone", run: end },
        Choice { key: 'c', label: "stay", run: |_, _| Ok(()) },
    ];
    let title = format!("End the session? {others} at this song too");
    seat.prompt = Some(Prompt::Question(Question { title, lines: Vec::new(), scroll: 0, answers }));
}

/// The rows.
pub const COMMANDS: &[Command] = &[Command {
    name: "detach",
    keys: &["ctrl-\\", "ctrl-w T"],
    context: Context::Everywhere,
    argument: "",
    help: "back to the shell while everything plays on; `segno attach` comes back here, also from another terminal",
    run: |studio, seat, _| detach(studio, seat),
}];
