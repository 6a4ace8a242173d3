//! What may be done from a seat: somebody who only watches looks around, and during a show nothing is destroyed.

use super::Studio;
use super::commands::{Answer, Command, GROUPS};
use super::company::WATCHES;
use super::seat::Seat;

/// The groups of commands that only change what their seat looks at, apart from the song, which is guarded by itself.
const LOOKING: &[&str] = &[
    "Views",
    "Sheets of fields",
    "Moving in the grid",
    "Finding and replacing",
    "Blocks",
    "Piano roll",
    "Step sequencer",
    "Pattern matrix",
    "Curves",
    "Points of curves",
    "Sample editor",
];

/// Commands of these groups that everyone sees something of.
const SHARED: &[&str] = &["automation", "reset-meters"];

/// Other commands that somebody who only watches may have.
const ALSO_LOOKING: &[&str] = &[
    "follow",
    "jump-back",
    "jump-on",
    "go-to-mark",
    "topics",
    "view-live",
    "live-up",
    "live-down",
    "live-first",
    "live-last",
    "live-page-up",
    "live-page-down",
    "live-left",
    "live-right",
    "view-stage",
    "quit",
    "suspend",
    "detach",
    "people",
    "say",
    "view-check",
    "next-fault",
    "previous-fault",
    "view-remarks",
    "next-remark",
    "previous-remark",
    "input-info",
    "listeners",
];

/// What is kept out while the performance lock is on: what takes something away that plays, or ends it.
pub const DESTRUCTIVE: &[&str] = &[
    "open",
    "quit",
    "browse",
    "load-sample",
    "load-instrument",
    "reload-samples",
    "remove-instrument",
    "remove-tuning",
    "remove-thing",
    "remove-pattern",
    "remove-entries",
    "remove-track",
    "remove-return",
    "remove-clip",
    "delete-row",
    "delete-row-everywhere",
    "delete-time",
    "delete-bars",
    "delete-frames",
    "crop",
    "join-patterns",
    "clear-block",
    "clear-slots",
    "clear-steps",
    "cut",
    "cut-slots",
    "cut-track",
    "cut-pattern",
    "replace-everywhere",
    "mend-fault",
    "resample",
    "freeze",
    "unfreeze",
    "sound-device",
    "sound-rate",
    "sound-buffer",
    "input-device",
    "calibrate",
    "tour",
    "next-tab",
    "previous-tab",
    "tab",
    "open-tab",
    "new-tab",
    "close-tab",
    "again",
    "keep-performance",
    "open-set",
    "leave-set",
    "split-voices",
    "split-instruments",
    "merge-tracks",
];

fn is_looking(command: &Command) -> bool {
    if SHARED.contains(&command.name) {
        return false;
    }
    let has = |commands: &[Command]| commands.iter().any(|other| other.name == command.name);
    let group = GROUPS.iter().find(|group| has(group.commands));
    ALSO_LOOKING.contains(&command.name) || group.is_some_and(|group| LOOKING.contains(&group.title))
}

/// Refuses a command that may not be done from a seat, or not now.
///
/// # Errors
/// Says why.
pub fn check(studio: &Studio, seat: &Seat, command: &Command) -> Answer {
    if seat.person.watches && !is_looking(command) {
        return Err(WATCHES.to_owned());
    }
    if studio.company.locked && DESTRUCTIVE.contains(&command.name) {
        return Err(format!(
            "{} is kept out by the performance lock; :performance-lock takes it off",
            command.name
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::commands::find;

    #[test]
    fn every_name_is_a_commands_and_every_group_is_one() {
        for name in DESTRUCTIVE.iter().chain(ALSO_LOOKING) {
            assert!(find(name).is_some(), "{name}");
        }
        for title in LOOKING {
            assert!(GROUPS.iter().any(|group| group.title == *title), "{title}");
        }
        for lost in ["remove-", "delete-", "cut-"].iter().flat_map(|start| {
            crate::studio::commands::all().filter(move |command| command.name.starts_with(start))
        }) {
            let small = ["remove-mark", "remove-note", "remove-step", "remove-curve", "remove-point"];
            let small = small.contains(&lost.name) || ["cut-points", "cut-row"].contains(&lost.name);
            assert!(small || DESTRUCTIVE.contains(&lost.name), "{} is neither small nor kept out", lost.name);
        }
    }
}
