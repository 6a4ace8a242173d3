//! The parts of a song that a live player thinks in: the order list's sections, or where none is named its entries.

use crate::song::Song;
use crate::song::order::OrderEntry;

/// A part of the order list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is called.
    pub name: String,
    /// Its first and its last entry.
    pub entries: [u16; 2],
}

impl Section {
    /// Whether an entry belongs to it.
    pub fn holds(&self, order: u16) -> bool {
        (self.entries[0]..=self.entries[1]).contains(&order)
    }

    /// The first row of the section's next entry after `order`, counted from a row of it: rows that are left of the section.
    pub fn rows_left(&self, song: &Song, order: u16, repeat: u8, row: u16) -> u32 {
        let rows = |entry: &OrderEntry| {
            song.patterns.get(entry.pattern.into()).map_or(0, |pattern| u32::from(pattern.length))
        };
        let there = song.order.iter().enumerate().skip(usize::from(order));
        let there = there.take_while(|(at, _)| *at <= usize::from(self.entries[1]));
        let all: u32 = there.map(|(_, entry)| rows(entry) * u32::from(entry.repeats.max(1))).sum();
        let played = song.order.get(usize::from(order)).map_or(0, rows) * u32::from(repeat) + u32::from(row);
        all.saturating_sub(played)
    }
}

/// The sections of a song, in its order.
pub fn sections(song: &Song) -> Vec<Section> {
    let named = |entry: &OrderEntry| entry.section.as_deref().is_some_and(|name| !name.trim().is_empty());
    let any = song.order.iter().any(named);
    let mut found: Vec<Section> = Vec::new();
    for (order, entry) in song.order.iter().enumerate() {
        let order = order as u16;
        match (&entry.section, found.last_mut()) {
            (Some(name), _) if named(entry) => {
                found.push(Section { name: name.clone(), entries: [order, order] });
            }
            (_, Some(last)) if any => last.entries[1] = order,
            _ if any => found.push(Section { name: "start".to_owned(), entries: [order, order] }),
            _ => {
                let pattern = song.patterns.get(entry.pattern.into());
                let name = pattern.map(|pattern| pattern.name.clone()).filter(|name| !name.is_empty());
                let name = name.unwrap_or_else(|| format!("pattern {}", entry.pattern));
                found.push(Section { name, entries: [order, order] });
            }
        }
    }
    found
}

/// The key that stands for a section: `1` to `9`, then `A` to `Z`.
pub fn sign(index: usize) -> Option<char> {
    match index {
        0..9 => char::from_digit(index as u32 + 1, 10),
        9..35 => char::from_u32('A' as u32 + (index - 9) as u32),
        _ => None,
    }
}

/// The section that a text means: its number or letter, its name, or the begin of that.
///
/// # Errors
/// Says what was expected.
pub fn find(song: &Song, text: &str) -> Result<usize, String> {
    let all = sections(song);
    let text = text.trim();
    let same = |name: &str| name.to_lowercase() == text.to_lowercase();
    let begins = |name: &str| name.to_lowercase().starts_with(&text.to_lowercase());
    let by_name = all.iter().position(|section| same(&section.name));
    let by_number =
        text.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < all.len());
    let mut signs = text.chars();
    let only = signs.next().filter(|_| signs.next().is_none());
    let by_sign =
        only.and_then(|only| (0..all.len()).find(|at| sign(*at) == Some(only.to_ascii_uppercase())));
    let by_begin = || all.iter().position(|section| !text.is_empty() && begins(&section.name));
    by_name.or(by_number).or(by_sign.filter(|at| *at >= 9)).or_else(by_begin).ok_or_else(|| {
        let names: Vec<&str> = all.iter().take(6).map(|section| section.name.as_str()).collect();
        let more = if all.len() > names.len() { ", …" } else { "" };
        format!(
            "{text} is no section; expected its name or number ({}{more}), entry N, pattern N or mark a",
            names.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn song(names: &[Option<&str>]) -> Song {
        let entry =
            |name: &Option<&str>| OrderEntry { section: name.map(str::to_owned), ..OrderEntry::default() };
        Song { order: Arc::new(names.iter().map(entry).collect()), ..Song::default() }
    }

    #[test]
    fn sections_reach_up_to_the_next_name() {
        let song = song(&[None, Some("Verse"), None, Some("Chorus"), Some("Verse 2")]);
        let told: Vec<_> =
            sections(&song).into_iter().map(|section| (section.name, section.entries)).collect();
        let expected = [("start", [0, 0]), ("Verse", [1, 2]), ("Chorus", [3, 3]), ("Verse 2", [4, 4])];
        assert_eq!(told, expected.map(|(name, entries)| (name.to_owned(), entries)));
        assert_eq!(find(&song, "ch"), Ok(2));
        assert_eq!(find(&song, "verse"), Ok(1));
        assert_eq!(find(&song, "4"), Ok(3));
        assert!(find(&song, "bridge").is_err_and(|why| why.contains("start, Verse, Chorus, Verse 2")));
        assert_eq!(sections(&song)[1].rows_left(&song, 1, 0, 4), 64 - 4 + 64);
    }

    #[test]
    fn without_names_each_entry_is_one() {
        let song = song(&[None; 12]);
        let all = sections(&song);
        assert_eq!((all.len(), all[3].name.as_str(), all[3].entries), (12, "pattern 0", [3, 3]));
        assert_eq!([0, 8, 9, 34, 35].map(sign), [Some('1'), Some('9'), Some('A'), Some('Z'), None]);
        assert_eq!((find(&song, "b"), find(&song, "12")), (Ok(10), Ok(11)));
    }
}
