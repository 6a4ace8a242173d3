//! Edits of remarks, and how they go along when patterns and entries come and go.

use super::{Refusal, full, none};
use crate::song::Song;
use crate::song::lane::MAX_ROWS;
use crate::song::remark::{MAX_REMARKS, MOST_CHARACTERS, Remark};
use std::sync::Arc;

/// Replaces the remarks, in the order of the song.
pub(super) fn set(song: &mut Song, remarks: &[Remark]) -> Result<(), Refusal> {
    if remarks.len() > MAX_REMARKS {
        return Err(full("remarks", MAX_REMARKS));
    }
    let patterns = song.patterns.len();
    if let Some(lost) = remarks.iter().find(|remark| usize::from(remark.pattern) >= patterns) {
        return Err(none("pattern", lost.pattern.into(), 0, patterns));
    }
    let mut remarks = remarks.to_vec();
    for remark in &mut remarks {
        remark.row = remark.row.min(MAX_ROWS - 1);
        remark.text = remark.text.trim().chars().take(MOST_CHARACTERS).collect();
    }
    remarks.sort_by_key(Remark::listed);
    if *song.remarks != remarks {
        song.remarks = Arc::new(remarks);
    }
    Ok(())
}

/// Does something to each remark for which it changes anything.
fn each(song: &mut Song, new: impl Fn(&Song, &Remark) -> Remark) {
    let mut changed: Vec<Remark> = song.remarks.iter().map(|remark| new(song, remark)).collect();
    changed.sort_by_key(Remark::listed);
    if *song.remarks != changed {
        song.remarks = Arc::new(changed);
    }
}

/// Patterns have other numbers.
pub(super) fn renumber(song: &mut Song, new: impl Fn(usize) -> usize) {
    each(song, |_, remark| Remark { pattern: new(remark.pattern.into()) as u16, ..remark.clone() });
}

/// A pattern will be gone: what was said to it stays with the pattern that plays where it was heard.
pub(super) fn pattern_goes(song: &mut Song, at: u16) {
    each(song, |song, remark| {
        let here = song.order.get(usize::from(remark.order)).or(song.order.last());
        let pattern = here.map_or(0, |entry| entry.pattern);
        Remark { pattern: if remark.pattern == at { pattern } else { remark.pattern }, ..remark.clone() }
    });
}

/// An entry has come into the order list there.
pub(super) fn entry_came(song: &mut Song, at: u16) {
    each(song, |_, remark| Remark { order: remark.order + u16::from(remark.order >= at), ..remark.clone() });
}

/// An entry has gone out of the order list there.
pub(super) fn entry_went(song: &mut Song, at: u16) {
    let last = song.order.len().saturating_sub(1) as u16;
    each(song, |_, remark| {
        let order = remark.order - u16::from(remark.order > at);
        Remark { order: order.min(last), ..remark.clone() }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::edit::Edit;
    use crate::song::order::OrderEntry;
    use crate::song::pattern::Pattern;

    fn after(song: &Song, edits: &[Edit]) -> Song {
        edits.iter().fold(song.clone(), |song, edit| edit.apply(&song).expect("a valid edit"))
    }

    fn remark(order: u16, pattern: u16, row: u16) -> Remark {
        Remark { order, pattern, row, text: "too loud".to_owned(), ..Remark::default() }
    }

    fn places(song: &Song) -> Vec<(u16, u16, u16)> {
        song.remarks.iter().map(|remark| (remark.order, remark.pattern, remark.row)).collect()
    }

    #[test]
    fn remarks_go_along_with_patterns_and_entries() {
        let entry = OrderEntry { pattern: 1, ..OrderEntry::default() };
        let song = after(
            &Song::default(),
            &[
                Edit::InsertPattern { at: 1, pattern: Pattern::default() },
                Edit::InsertOrder { at: 1, entry: entry.clone() },
                Edit::SetRemarks { remarks: vec![remark(1, 1, 8), remark(0, 0, 4)] },
            ],
        );
        assert_eq!(places(&song), [(0, 0, 4), (1, 1, 8)]);
        let moved = after(&song, &[Edit::InsertPattern { at: 0, pattern: Pattern::default() }]);
        assert_eq!(places(&moved), [(0, 1, 4), (1, 2, 8)]);
        let moved = after(&song, &[Edit::InsertOrder { at: 1, entry }]);
        assert_eq!(places(&moved), [(0, 0, 4), (2, 1, 8)]);
        let moved = after(&song, &[Edit::RemoveOrder { at: 0 }]);
        assert_eq!(places(&moved), [(0, 0, 4), (0, 1, 8)]);
        assert_eq!(moved.remarks[0].entry(&moved), None);
        assert_eq!(moved.remarks[1].entry(&moved), Some(0));
        // The pattern that nothing plays any more goes; what was said to it does not.
        let moved = after(&moved, &[Edit::RemovePattern { at: 0 }]);
        assert_eq!(places(&moved), [(0, 0, 4), (0, 0, 8)]);
    }

    #[test]
    fn remarks_to_patterns_that_there_are_not_are_refused() {
        let refused = Edit::SetRemarks { remarks: vec![remark(0, 3, 0)] }.apply(&Song::default());
        assert_eq!(refused.expect_err("a refusal").0, "there is no pattern 3: the song has only 0");
    }
}
