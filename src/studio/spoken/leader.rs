//! What may follow the first keys of a sequence, in a line: with what it does where that is short, else by name.

use crate::studio::keymap::{Bound, menu, spelled};
use crate::studio::seat::Seat;

/// The most characters that are told of the keys.
const LONGEST: usize = 500;

type Told = fn(&Bound) -> String;

/// The keys that may follow those that have come. Keys that stand for others, which are known by these, are only counted.
pub fn told(seat: &Seat) -> String {
    let begun = &seat.leader;
    let found = seat.keymap.continuations(seat.layer(), begun);
    let (stand_ins, mut own): (Vec<_>, Vec<_>) = found.iter().partition(|(_, bound)| bound.is_stand_in());
    // Letters are the keys that one remembers.
    own.sort_by_key(|(key, _)| key.typed().is_none_or(|typed| !typed.is_alphabetic()));
    let list = |told: Told| -> Vec<String> {
        let what = |key, bound: &Bound| match menu::group(begun, key) {
            Some(group) => group.title.to_owned(),
            None => told(bound),
        };
        own.iter().map(|(key, bound)| format!("{key} {}", what(*key, bound))).collect()
    };
    let length = |list: &[String]| list.iter().map(|part| part.chars().count() + 2).sum::<usize>();
    let helps = list(|bound| bound.command.help.to_owned());
    let mut parts = match length(&helps) <= LONGEST {
        true => helps,
        false => list(|bound| {
            format!("{} {}", bound.command.name.replace('-', " "), bound.argument).trim_end().to_owned()
        }),
    };
    let all = parts.len();
    while length(&parts) > LONGEST {
        parts.pop();
    }
    let more = all - parts.len();
    if more > 0 {
        parts.push(format!("{more} more in the help"));
    }
    if !stand_ins.is_empty() {
        parts.push(format!("{} that stand for F and Alt keys", stand_ins.len()));
    }
    format!("{} and then: {}", spelled(begun), parts.join("; "))
}
