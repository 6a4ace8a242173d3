//! Patterns and entries that playing never comes to.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::edit::Edit;
use crate::song::pattern::LaneSlot;

/// The rule.
pub const RULE: Rule = Rule {
    name: "unreachable-pattern",
    severity: Severity::Warning,
    threshold: None,
    help: "a pattern that the order list does not name, or an entry that jumps lead past",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let song = survey.song;
    let mut found = Vec::new();
    for (number, pattern) in song.patterns.iter().enumerate() {
        let number = number as u16;
        if survey.order_of(number).is_some() || song.patterns.len() < 2 {
            continue;
        }
        let empty = pattern.lanes.iter().all(|slot| *slot == LaneSlot::Empty);
        let what = if empty { "holds nothing and" } else { "holds notes, but" };
        let name = if pattern.name.is_empty() { String::new() } else { format!(" ({})", pattern.name) };
        let message =
            format!("pattern {number}{name} {what} is in no entry of the order list: it never plays");
        let place = Place { pattern: Some(number), ..Place::default() };
        let finding = Finding::new(place, "pattern", message);
        found.push(finding.mended("take the pattern out", Edit::RemovePattern { at: number }));
    }
    let never = survey.walk.entries.iter().enumerate().filter(|(_, played)| !**played);
    found.extend(never.filter(|_| survey.walk.ends).map(|(order, _)| {
        let pattern = song.order.get(order).map(|entry| entry.pattern);
        let message = format!(
            "entry {order} of the order list is never reached: a jump leads past it or ends the song before"
        );
        let place = Place { order: Some(order as u16), pattern, ..Place::default() };
        Finding::new(place, "entry", message).advised("take the entry out, or change the jump")
    }));
    found
}
