//! Entries of the order list in which nothing happens.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::edit::Edit;
use crate::song::pattern::LaneSlot;
use std::collections::BTreeSet;

/// The rule.
pub const RULE: Rule = Rule {
    name: "empty-entry",
    severity: Severity::Info,
    threshold: None,
    help: "an entry of the order list whose pattern holds nothing",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let song = survey.song;
    let patterns = song.patterns.iter().enumerate();
    let empty = patterns.filter(|(_, pattern)| pattern.lanes.iter().all(|slot| *slot == LaneSlot::Empty));
    let empty: BTreeSet<u16> = empty.map(|(number, _)| number as u16).collect();
    // Jumps name entries by their numbers.
    let jumps =
        survey.rows().any(|(_, _, row)| row.effects.iter().flatten().any(|effect| effect.code == b'B'));
    let entries = song.order.iter().enumerate().filter(|(_, entry)| empty.contains(&entry.pattern));
    let mut finding = |(order, entry): (usize, &crate::song::order::OrderEntry)| {
        let (order, pattern) = (order as u16, entry.pattern);
        let rows = song.patterns.get(pattern.into()).map_or(0, |pattern| pattern.length);
        let message =
            format!("entry {order} plays pattern {pattern}, in which nothing is written, for {rows} rows");
        let place = Place { order: Some(order), pattern: Some(pattern), ..Place::default() };
        let finding = Finding::new(place, "entry", message);
        match jumps || song.order.len() < 2 || entry.section.is_some() {
            true => finding.advised("take the entry out, or accept it if the silence is meant"),
            false if song.order.iter().filter(|other| other.pattern == pattern).count() > 1 => {
                finding.mended("take the entry out", Edit::RemoveOrder { at: order })
            }
            false => {
                let edits = vec![Edit::RemoveOrder { at: order }, Edit::RemovePattern { at: pattern }];
                finding.mended("take the entry and its pattern out", Edit::Several { edits })
            }
        }
    };
    entries.map(&mut finding).collect()
}
