//! Places in a song as people write them.

use crate::song::Song;

/// A row of an entry of the order list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The entry of the order list, from 0.
    pub order: u16,
    /// The row, from 0.
    pub row: u16,
}

impl Place {
    /// Reads `SECTION`, `ORDER:ROW` or `ORDER`.
    ///
    /// # Errors
    /// If the song has no such place: a sentence.
    pub fn find(song: &Song, text: &str) -> Result<Place, String> {
        let section = song.order.iter().position(|entry| {
            entry.section.as_ref().is_some_and(|section| section.to_lowercase() == text.to_lowercase())
        });
        if let Some(order) = section {
            return Ok(Place { order: order as u16, row: 0 });
        }
        let (order, row) = text.split_once(':').unwrap_or((text, "0"));
        let sections: Vec<_> = song.order.iter().filter_map(|entry| entry.section.as_deref()).collect();
        let known = if sections.is_empty() { "it has none".to_owned() } else { sections.join(", ") };
        let (Ok(order), Ok(row)) = (order.parse::<u16>(), row.parse::<u16>()) else {
            return Err(format!("{text}: no section of the song ({known}), and no ORDER:ROW"));
        };
        let Some(entry) = song.order.get(usize::from(order)) else {
            return Err(format!("{text}: the order list ends at {}", song.order.len().saturating_sub(1)));
        };
        let rows = song.patterns.get(entry.pattern.into()).map_or(1, |pattern| pattern.length);
        if row >= rows {
            return Err(format!("{text}: the pattern's rows end at {}", rows.saturating_sub(1)));
        }
        Ok(Place { order, row })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::order::OrderEntry;
    use std::sync::Arc;

    #[test]
    fn a_place_is_a_section_or_a_number_of_the_order_list() {
        let entry = |section: &str| OrderEntry { section: Some(section.to_owned()), ..OrderEntry::default() };
        let song = Song { order: Arc::new(vec![entry("Intro"), entry("Verse 2")]), ..Song::default() };
        let place = |order, row| Ok(Place { order, row });
        assert_eq!(Place::find(&song, "verse 2"), place(1, 0));
        assert_eq!(Place::find(&song, "1:16"), place(1, 16));
        assert_eq!(Place::find(&song, "1"), place(1, 0));
        assert_eq!(Place::find(&song, "2:0"), Err("2:0: the order list ends at 1".to_owned()));
        assert_eq!(Place::find(&song, "1:64"), Err("1:64: the pattern's rows end at 63".to_owned()));
        let unknown = Place::find(&song, "Coda").expect_err("no such section");
        assert!(unknown.contains("Intro, Verse 2"), "{unknown}");
    }
}
