//! Entries of the order list in which nothing happens.

use crate::check::entries::{by_pattern, named};
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
    let finding = |(pattern, entries): (u16, Vec<u16>)| {
        let rows = song.patterns.get(pattern.into()).map_or(0, |pattern| pattern.length);
        let (plays, those) = match entries[..] {
            [_] => ("plays", "the entry"),
            _ => ("play", "these entries"),
        };
        let which = named(&entries);
        let message =
            format!("{which} {plays} pattern {pattern}, in which nothing is written, for {rows} rows");
        let place = Place { order: entries.first().copied(), pattern: Some(pattern), ..Place::default() };
        let finding = Finding::new(place, "entry", message);
        let begins = |order: &u16| song.order[usize::from(*order)].section.is_some();
        if jumps || song.order.len() <= entries.len() || entries.iter().any(begins) {
            return finding.advised(format!("take {those} out, or accept it if the silence is meant"));
        }
        let out = entries.iter().rev().map(|order| Edit::RemoveOrder { at: *order });
        let edits = out.chain([Edit::RemovePattern { at: pattern }]).collect();
        finding.mended(format!("take {those} and the pattern out"), Edit::Several { edits })
    };
    let entries = song.order.iter().enumerate().filter(|(_, entry)| empty.contains(&entry.pattern));
    by_pattern(entries.map(|(order, entry)| (order as u16, entry.pattern))).into_iter().map(finding).collect()
}
