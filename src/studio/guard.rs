//! What may be done from a seat: somebody who only watches looks around, and during a show nothing is destroyed. Which commands these
//! are stands in their rows.

use super::Studio;
use super::commands::groups::GROUPS;
use super::commands::{Answer, Command};
use super::company::WATCHES;
use super::seat::Seat;

fn is_looking(command: &Command) -> bool {
    let has = |commands: &[Command]| commands.iter().any(|other| other.name == command.name);
    let of_group = || GROUPS.iter().any(|group| group.looks && has(group.commands));
    command.terms.looks.unwrap_or_else(of_group)
}

/// Refuses a command that may not be done from a seat, or not now.
///
/// # Errors
/// Says why.
pub fn check(studio: &Studio, seat: &Seat, command: &Command) -> Answer {
    if seat.person.watches && !is_looking(command) {
        return Err(WATCHES.to_owned());
    }
    if studio.company.locked && command.terms.destroys {
        return Err(format!(
            "{} is kept out by the performance lock; :performance-lock takes it off",
            command.name
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::studio::commands::all;

    #[test]
    fn what_takes_much_away_is_kept_out_by_the_lock() {
        for lost in ["remove-", "delete-", "cut-"]
            .iter()
            .flat_map(|start| all().filter(move |command| command.name.starts_with(start)))
        {
            let small = ["remove-mark", "remove-note", "remove-step", "remove-curve", "remove-point"];
            let small = small.contains(&lost.name) || ["cut-points", "cut-row"].contains(&lost.name);
            assert!(small || lost.terms.destroys, "{} is neither small nor kept out", lost.name);
        }
    }
}
