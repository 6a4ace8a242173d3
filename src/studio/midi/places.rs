//! Sixteenths of a song, as MIDI counts them, and places in it.

use crate::sequencer::player::Playing;
use crate::song::Song;
use crate::studio::rounds::Round;
use std::ops::ControlFlow;

/// Sixteenths of a beat.
const OF_BEAT: f64 = 4.0;
/// The highest number of sixteenths that MIDI can say.
const HIGHEST: f64 = 16_383.0;

/// Walks the order list round by round, with the sixteenths before each and those of its rows.
fn walk(song: &Song, visit: impl FnMut(Round, f64, f64) -> ControlFlow<()>) {
    let mut visit = visit;
    let (mut before, mut rows_per_beat) = (0.0, song.settings.rows_per_beat);
    let mut next = Round::of(song, 0, 0);
    while let Some(round) = next {
        if round.repeat == 0 {
            let entry = song.order.get(usize::from(round.order));
            rows_per_beat = entry.and_then(|entry| entry.rows_per_beat).unwrap_or(rows_per_beat);
        }
        let row = OF_BEAT / f64::from(rows_per_beat.max(1));
        if before > HIGHEST || visit(round, before, row).is_break() {
            return;
        }
        before += f64::from(round.rows(song)) * row;
        next = round.next(song);
    }
}

/// What is played from so many sixteenths on; `None` behind the end of the song.
pub fn playing_at(song: &Song, sixteenths: u16) -> Option<Playing> {
    let wanted = f64::from(sixteenths);
    let mut found = None;
    walk(song, |round, before, row| {
        let rows = (wanted - before) / row;
        // A place between two rows is the later one: what lies before it was heard.
        let place = (rows - 1e-6).ceil().max(0.0);
        if place < f64::from(round.rows(song)) {
            found = Some(Playing::Song { order: round.order, row: place as u16, repeat: false });
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    found
}

/// The sixteenths at which something begins to play; a pattern by itself begins at 0.
pub fn sixteenths_of(song: &Song, playing: Playing) -> u16 {
    let Playing::Song { order, row, .. } = playing else { return 0 };
    let mut found = 0.0;
    walk(song, |round, before, length| {
        found = before + f64::from(row) * length;
        if round.order >= order { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found.min(HIGHEST) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::edit::Edit;
    use crate::song::order::OrderEntry;

    fn song() -> Song {
        let entry = |pattern, repeats, rows_per_beat| {
            let entry = OrderEntry { pattern, repeats, rows_per_beat, ..OrderEntry::default() };
            Edit::InsertOrder { at: u16::from(pattern > 0), entry }
        };
        let edits =
            vec![Edit::PatternSettings { pattern: 0, name: String::new(), length: 16 }, entry(0, 2, None)];
        Edit::Several { edits }.apply(&Song::default()).expect("edits that fit")
    }

    #[test]
    fn sixteenths_lead_to_rows_and_back() {
        let song = song();
        let row = |sixteenths| match playing_at(&song, sixteenths) {
            Some(Playing::Song { order, row, .. }) => Some((order, row)),
            _ => None,
        };
        assert_eq!([row(0), row(5), row(15)], [Some((0, 0)), Some((0, 5)), Some((0, 15))]);
        assert_eq!(row(20), Some((0, 4)), "in its second time through");
        assert_eq!(row(36), Some((1, 4)));
        assert_eq!(row(16_000), None);
        assert_eq!(sixteenths_of(&song, Playing::Song { order: 1, row: 4, repeat: false }), 36);
        assert_eq!(sixteenths_of(&song, Playing::Pattern { pattern: 0, row: 9 }), 0);
    }
}
