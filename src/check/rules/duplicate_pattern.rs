//! Patterns that are the same.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::order::OrderEntry;
use crate::song::pattern::{LaneSlot, Pattern};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The rule.
pub const RULE: Rule = Rule {
    name: "duplicate-pattern",
    severity: Severity::Info,
    threshold: None,
    help: "two patterns that hold the same: a change of one of them leaves the other behind",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let mut known: HashMap<u64, Vec<(u16, &Pattern)>> = HashMap::new();
    let mut found = Vec::new();
    let mut hashes: Vec<DefaultHasher> = survey.song.patterns.iter().map(|_| DefaultHasher::new()).collect();
    for (site, number, row) in survey.rows() {
        if let Some(hasher) = hashes.get_mut(usize::from(site.pattern)) {
            (site.track, number, row).hash(hasher);
        }
    }
    for ((number, pattern), mut hasher) in survey.song.patterns.iter().enumerate().zip(hashes) {
        if pattern.lanes.iter().all(|slot| *slot == LaneSlot::Empty) {
            continue;
        }
        pattern.length.hash(&mut hasher);
        for (track, slot) in pattern.lanes.iter().enumerate() {
            if let LaneSlot::Shared(shared) = slot {
                (track, shared).hash(&mut hasher);
            }
        }
        let alike = known.entry(hasher.finish()).or_default();
        let same = |other: &Pattern| (other.length, &other.lanes) == (pattern.length, &pattern.lanes);
        match alike.iter().find(|(_, other)| same(other)) {
            Some((first, _)) => found.push(one(survey, *first, number as u16)),
            None => alike.push((number as u16, pattern)),
        }
    }
    found
}

fn one(survey: &Survey, first: u16, second: u16) -> Finding {
    let message = format!("pattern {second} holds the same as pattern {first}");
    let place = Place { order: survey.order_of(second), pattern: Some(second), ..Place::default() };
    let text = format!("play pattern {first} in its place and take it out");
    Finding::new(place, format!("pattern {first}"), message).mended(text, united(survey.song, first, second))
}

/// The first pattern in place of the second one, which is gone.
fn united(song: &Song, first: u16, second: u16) -> Edit {
    let entries = song.order.iter().enumerate().filter(|(_, entry)| entry.pattern == second);
    let set = |(at, entry): (usize, &OrderEntry)| Edit::SetOrder {
        at: at as u16,
        entry: OrderEntry { pattern: first, ..entry.clone() },
    };
    let edits = entries.map(set).chain([Edit::RemovePattern { at: second }]).collect();
    Edit::Several { edits }
}
