//! Patterns and entries that playing never comes to.

use crate::check::entries::{by_pattern, named};
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
    let entries = song.order.iter().zip(&survey.walk.entries).enumerate();
    let never = entries.filter(|(_, (_, played))| survey.walk.ends && !**played);
    let never = by_pattern(never.map(|(order, (entry, _))| (order as u16, entry.pattern)));
    found.extend(never.into_iter().map(|(pattern, entries)| {
        let (are, them, those) = match entries[..] {
            [_] => ("is", "it", "the entry"),
            _ => ("are", "them", "these entries"),
        };
        let which = named(&entries);
        let message = format!(
            "{which} of the order list {are} never reached: a jump leads past {them} or ends the song before"
        );
        let place = Place { order: entries.first().copied(), pattern: Some(pattern), ..Place::default() };
        Finding::new(place, "entry", message).advised(format!("take {those} out, or change the jump"))
    }));
    found
}
