//! Entries of the order list of which the same is said.

use std::collections::BTreeMap;

/// Entries of the order list, each with its pattern, as lists by pattern: what is wrong with entries is accepted by pattern, because
/// their numbers change.
pub fn by_pattern(entries: impl Iterator<Item = (u16, u16)>) -> BTreeMap<u16, Vec<u16>> {
    let mut lists = BTreeMap::<u16, Vec<u16>>::new();
    entries.for_each(|(order, pattern)| lists.entry(pattern).or_default().push(order));
    lists
}

/// Entries in words: `entry 2`, `entries 2, 3 and 5`.
pub fn named(entries: &[u16]) -> String {
    let words = |entries: &[u16]| entries.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    match entries.split_last() {
        Some((last, before)) if !before.is_empty() => format!("entries {} and {last}", words(before)),
        _ => format!("entry {}", words(entries)),
    }
}
