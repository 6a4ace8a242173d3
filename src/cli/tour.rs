//! `segno tour`: the screen with a song to learn in, and the first step.

use super::arguments::{Globals, ScreenArguments, SeatArguments};
use super::open;
use super::outcome::Outcome;
use crate::formats::presets::factory;
use crate::formats::song;
use crate::io::paths::{Folders, make_folder};
use crate::io::save::save;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::notation::parse_row;
use crate::song::order::OrderEntry;
use std::sync::Arc;

/// A beat to play along with: rows of the first track.
const BEAT: [(u16, &str); 8] = [
    (0, "C-3 01"),
    (6, "C-3 01 v40"),
    (8, "C-3 01"),
    (14, "C-3 01 v30"),
    (16, "C-3 01"),
    (22, "C-3 01 v40"),
    (24, "C-3 01"),
    (30, "C-3 01 v48"),
];

/// Two bars with a beat, four times: a loop of eight bars that lacks a melody.
fn lesson() -> Song {
    let sound = |words: &str| {
        let found = factory().iter().find(|preset| preset.tags.iter().any(|tag| tag == words));
        found.map(|preset| Box::new(Instrument::new(&preset.name, preset.patch.clone())))
    };
    let mut edits = vec![
        Edit::PatternSettings { pattern: 0, name: "loop".to_owned(), length: 32 },
        Edit::SetInstrument { slot: 0, instrument: sound("kick") },
        Edit::SetInstrument { slot: 1, instrument: sound("lead") },
    ];
    let rows = BEAT.iter().filter_map(|(number, text)| Some((*number, parse_row(text).ok()?)));
    edits.push(Edit::Rows { pattern: 0, track: 0, rows: rows.collect() });
    let mut song = Edit::Several { edits }.apply(&Song::default()).unwrap_or_default();
    song.order = Arc::new(vec![OrderEntry { repeats: 4, ..OrderEntry::default() }]);
    Arc::make_mut(&mut song.settings).title = "My first loop".to_owned();
    song
}

/// Opens the lesson's song, which is made once and then the user's own.
///
/// # Errors
/// If it cannot be written, or as the screen.
pub fn run(seat: SeatArguments, globals: Globals) -> Outcome {
    let folder = Folders::of_user_or_temporary().data.join("songs");
    make_folder(&folder)?;
    let path = folder.join("tour.ron");
    if !path.exists() {
        save(&path, song::write(&lesson()).as_bytes())?;
    }
    open::open(&ScreenArguments { song: Some(path), seat, teach: true, ..Default::default() }, globals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lesson_is_a_loop_of_eight_bars_with_a_beat() {
        let song = lesson();
        let rows =
            u32::from(song.patterns.get(0).expect("a pattern").length) * u32::from(song.order[0].repeats);
        assert_eq!(rows / u32::from(song.settings.rows_per_bar), 8);
        assert!(song.instrument(0).is_some() && song.instrument(1).is_some());
        assert!(song.lane(0, 0).is_some_and(|lane| lane.row(0).notes[0].note.is_some()));
    }
}
