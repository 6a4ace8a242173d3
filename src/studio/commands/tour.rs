//! The tour through the program.

use super::{Answer, Command, Context};
use crate::io::settings::Settings;
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::tour::{STEPS, begin};
use crate::studio::view::View;

impl Studio {
    /// Keeps the step to go on from another time. A settings file that cannot be written is no matter.
    pub fn remember_tour(&mut self, step: Option<usize>) {
        self.settings.tour = step.map(|step| step as u32 + 1);
        let _ = self.settings.write(&Settings::file(&self.folders.config));
    }
}

/// Begins at a step, or goes on where the tour was left.
fn tour(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let step = match text {
        "" => studio.settings.tour.map_or(0, |step| step.saturating_sub(1) as usize),
        "stop" => {
            seat.tour = None;
            studio.say("the tour waits: :tour goes on where you left it");
            return Ok(());
        }
        "again" => 0,
        number => number
            .parse::<usize>()
            .ok()
            .and_then(|number| number.checked_sub(1))
            .filter(|step| *step < STEPS.len())
            .ok_or_else(|| {
                format!("the tour has steps 1 to {}; expected one of them, again, or stop", STEPS.len())
            })?,
    };
    seat.look_at(View::Pattern);
    begin(studio, seat, step);
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[Command::at(Context::Everywhere, "tour", &[], "ten steps to a first loop, each looked at until it is done; goes on where it was left; a number goes to a step", tour).taking("[again|stop]").destroying()];
