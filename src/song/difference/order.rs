//! What has changed in the order list.

use super::lines::Lines;
use super::{Step, align, moved};
use crate::song::Song;
use crate::song::order::OrderEntry;

pub(super) fn order(lines: &mut Lines, old: &Song, new: &Song, patterns: &[Step], tracks: &[Step]) {
    let renumbered = |entry: &OrderEntry| {
        let mut entry = entry.clone();
        entry.pattern = moved(patterns, entry.pattern.into()).map_or(u16::MAX, |number| number as u16);
        entry.mutes = entry
            .mutes
            .iter()
            .filter_map(|mute| moved(tracks, (*mute).into()))
            .map(|mute| mute as u16)
            .collect();
        entry.mutes.sort_unstable();
        entry
    };
    let olds: Vec<OrderEntry> = old.order.iter().map(renumbered).collect();
    for step in align(&olds, &new.order) {
        match step {
            Step::Both(from, to) if olds[from] == new.order[to] => {}
            Step::Both(from, to) => {
                let (a, b) = (entry_text(&old.order[from]), entry_text(&new.order[to]));
                lines.add(format!("order list, place {to}: {a} → {b}"));
            }
            Step::Removed(at) => {
                lines.add(format!("order list, place {at} removed: {}", entry_text(&old.order[at])))
            }
            Step::Added(at) => {
                lines.add(format!("order list, place {at} added: {}", entry_text(&new.order[at])))
            }
        }
    }
}

fn entry_text(entry: &OrderEntry) -> String {
    let mut text = format!("pattern {}", entry.pattern);
    let mut add = |part: Option<String>| text.extend(part.map(|part| format!(", {part}")));
    add((entry.repeats != 1).then(|| format!("{} times", entry.repeats)));
    add(entry.section.as_ref().map(|section| format!("section '{section}'")));
    add((entry.transpose != 0).then(|| format!("transposed {:+}", entry.transpose)));
    add(entry.tempo.map(|tempo| format!("{tempo} BPM")));
    add(entry.rows_per_beat.map(|rows| format!("{rows} rows per beat")));
    add(entry.swing.map(|swing| format!("swing {swing} %")));
    add(entry.groove.map(|groove| format!("groove {groove}")));
    let mutes: Vec<String> = entry.mutes.iter().map(|mute| (mute + 1).to_string()).collect();
    add((!mutes.is_empty()).then(|| format!("muted {}", mutes.join(" "))));
    text
}
