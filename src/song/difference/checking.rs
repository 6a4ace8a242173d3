//! What differs in how a song is checked.

use super::lines::Lines;
use crate::song::checking::Checking;
use std::collections::BTreeSet;

/// Thresholds, and what is accepted.
pub(super) fn compare(lines: &mut Lines, old: &Checking, new: &Checking) {
    let names: BTreeSet<&String> = old.thresholds.keys().chain(new.thresholds.keys()).collect();
    for name in names {
        let text = |checking: &Checking| {
            checking.thresholds.get(name).map_or("the usual one".to_owned(), f32::to_string)
        };
        lines.compare(&format!("check: threshold of {name}"), &text(old), &text(new));
    }
    for accepted in new.accepted.iter().filter(|accepted| !old.accepted.contains(accepted)) {
        lines.add(format!("check: {} accepted because {}", accepted.rule, accepted.reason));
    }
    for accepted in old.accepted.iter().filter(|accepted| !new.accepted.contains(accepted)) {
        lines.add(format!("check: {} no longer accepted", accepted.rule));
    }
}
