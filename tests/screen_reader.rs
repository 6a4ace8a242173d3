//! The screen as lines of words: what keys did, what is told, what waits; and silence while the song plays.

mod screen_stage;

use screen_stage::{Stage, song, text_of};
use segno::song::edit::Edit;
use segno::song::track::Track;
use segno::studio::view::View;
use segno::ui::appearance::Appearance;
use segno::ui::terminal::capabilities::{Capabilities, Environment};

/// A stage whose terminal is read aloud.
struct Desk {
    stage: Stage,
    look: Appearance,
    heard: usize,
}

impl Desk {
    fn new() -> Desk {
        let mut stage = Stage::new(song());
        let capabilities = Capabilities::judge(&Environment::read(|_| None), &[], None);
        let mut look = Appearance::new(&capabilities, &mut stage.studio, None);
        look.read_aloud();
        let mut desk = Desk { stage, look, heard: 0 };
        desk.look.changes(&desk.stage.studio, &desk.stage.seat, true, true);
        desk
    }

    /// What is said after these keys, a line each.
    fn after(&mut self, keys: &str) -> Vec<String> {
        for key in keys.split_whitespace() {
            self.stage.press(key);
            self.look.changes(&self.stage.studio, &self.stage.seat, true, true);
        }
        self.new_lines()
    }

    fn new_lines(&mut self) -> Vec<String> {
        let lines: Vec<String> = self.look.reader().expect("a reader").lines().map(str::to_owned).collect();
        let new = lines[self.heard.min(lines.len())..].to_vec();
        self.heard = lines.len();
        new
    }

    fn picture(&self) -> String {
        text_of(&self.stage.drawn(&self.look))
    }
}

#[test]
fn each_move_and_each_edit_is_one_line() {
    let mut desk = Desk::new();
    let first = desk.new_lines();
    assert_eq!(
        first[1],
        "song untitled.ron, pattern view, row 00, track 1 Kick, note C-3, instrument 01 Kick, volume 64"
    );
    assert_eq!(desk.after("down"), ["row 01, track 1 Kick, empty"]);
    assert_eq!(desk.after("right"), ["row 01, track 1 Kick, no instrument"]);
    assert_eq!(desk.after("left e"), ["row 01, track 1 Kick, empty", "row 02, track 1 Kick, empty"]);
    assert_eq!(desk.after("up"), ["row 01, track 1 Kick, note E-5, instrument 01 Kick"]);
    assert_eq!(
        desk.after("ctrl-z"),
        ["undone: note", "row 01, track 1 Kick, empty"],
        "what was done, then what stands there"
    );
    assert_eq!(desk.after("]"), ["octave 5"]);
    desk.after("tab tab");
    desk.stage.seat.place.row = 0;
    desk.after("right right right");
    assert_eq!(desk.after("right").len(), 1);
    assert_eq!(
        desk.after("shift-down shift-down")
            .last()
            .map(String::as_str)
            .map(|line| line.split(", marked ").nth(1)),
        Some(Some("3 rows of 1 track"))
    );
}

#[test]
fn the_effect_under_the_cursor_is_explained() {
    let mut desk = Desk::new();
    desk.stage.seat.place.row = 11;
    desk.after("right right right right right right");
    let line = desk.after("down").pop().expect("a line");
    assert!(line.starts_with("row 12, track 1 Kick, effect Q03, "), "{line}");
}

#[test]
fn fields_have_their_column_name_value_and_unit() {
    let mut desk = Desk::new();
    desk.new_lines();
    let line = desk.after("f10").pop().expect("a line");
    assert!(line.starts_with("mixer view, ") && line.contains("Kick") && line.contains(" of "), "{line}");
    let lines = desk.after("down down down down");
    assert_eq!(lines.len(), 4, "{lines:?}");
    desk.after("f12");
    let tempo = (0..12).flat_map(|_| desk.after("down")).find(|line| line.contains("tempo"));
    assert!(tempo.as_ref().is_some_and(|line| line.contains("127.3 BPM")), "{tempo:?}");
    for (view, name) in View::ALL {
        desk.stage.seat.look_at(*view);
        let said = desk.after("ctrl-w");
        assert!(said.len() == 1 && said[0].starts_with("Ctrl-W and then: "), "{said:?}");
        let said = desk.after("escape");
        assert!(said.iter().all(|line| !line.contains(['│', '─', '█', '·'])), "{name}: {said:?}");
        assert!(said.last().is_some_and(|line| line.contains(name)), "{name}: {said:?}");
    }
}

#[test]
fn lists_are_read_item_by_item_and_questions_whole() {
    let mut desk = Desk::new();
    desk.new_lines();
    let said = desk.after("ctrl-p");
    assert_eq!(said[0], "commands, type to search");
    assert!(said[1].starts_with("1 of "), "{said:?}");
    let said = desk.after("u n d o");
    assert!(
        said.last().is_some_and(|line| line.starts_with("1 of ") && line.contains("undo, Ctrl-Z, take")),
        "{said:?}"
    );
    assert!(desk.picture().ends_with("? undo") || desk.picture().contains("? undo\n"), "{}", desk.picture());
    let said = desk.after("down");
    assert!(said[0].starts_with("2 of "), "{said:?}");
    assert_eq!(desk.after("escape"), ["row 00, track 1 Kick, note C-3, instrument 01 Kick, volume 64"]);
    let said = desk.after("down z ctrl-q");
    assert_eq!(said[2], "The song has changes that are not saved");
    assert!(
        said.last().is_some_and(|line| line.starts_with("s save and leave, d leave without saving")),
        "{said:?}"
    );
    desk.after("c");
    assert_eq!(
        desk.after(": n o p e enter")[..2],
        ["command line", "not done: there is no command nope; Ctrl-P lists them"]
    );
}

#[test]
fn playback_says_nothing_and_moves_nothing_until_it_is_asked() {
    let mut desk = Desk::new();
    desk.stage.press("down");
    desk.stage.hear(0, 0);
    desk.look.changes(&desk.stage.studio, &desk.stage.seat, true, true);
    desk.new_lines();
    let before = desk.picture();
    for row in 1..20 {
        desk.stage.hear(0, row);
        segno::studio::following::follow(&desk.stage.studio, &mut desk.stage.seat);
        let changed = desk.look.changes(&desk.stage.studio, &desk.stage.seat, false, true);
        assert!(!changed, "no frame for row {row}");
    }
    assert_eq!(desk.picture(), before);
    assert!(desk.new_lines().is_empty());
    let said = desk.after("_ h");
    assert!(said[0].starts_with("_ and then: ") && said[0].contains("; h "), "{said:?}");
    assert!(
        said[1].contains("heard: entry 0, pattern 0, row 19") && said[1].contains("octave 4"),
        "{said:?}"
    );
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn what_a_device_takes_away_is_told_when_it_is_asked_for() {
    use segno::engine::message::Reduction;
    use segno::song::insert::{Insert, Owner};
    let mut desk = Desk::new();
    let compressor = segno::devices::KINDS.iter().find(|kind| kind.name == "compressor").expect("there");
    let inserts = vec![Insert::new((compressor.new)())];
    let track = Track { inserts, ..(*desk.stage.studio.song().tracks[0]).clone() };
    desk.stage.studio.edit("a compressor", Edit::SetTrack { at: 0, track: Box::new(track) }).expect("done");
    desk.after("f10");
    let rows = (segno::studio::sheets::of(View::Mixer).expect("a sheet").rows)(
        &desk.stage.studio,
        &desk.stage.seat,
        0,
    );
    let device = (0..rows).find(|row| {
        desk.stage.seat.sheet_mut().row = *row;
        segno::studio::spoken::here(&desk.stage.studio, &desk.stage.seat)
            .is_some_and(|told| told.contains("compressor"))
    });
    assert!(device.is_some());
    desk.look.changes(&desk.stage.studio, &desk.stage.seat, true, true);
    desk.new_lines();
    let mut taken = |decibels: f32| {
        desk.stage.studio.transport.reductions =
            vec![Reduction { owner: Owner::Track(0), slot: 0, decibels }];
        desk.look.changes(&desk.stage.studio, &desk.stage.seat, true, true);
        assert!(desk.new_lines().is_empty(), "nothing was done");
        desk.after("_ h").pop().expect("the place")
    };
    assert!(taken(-3.0).contains("reduction -3.0 dB"));
    assert!(taken(-4.5).contains("reduction -4.5 dB"));
}

#[test]
fn pages_are_read_line_by_line() {
    let mut desk = Desk::new();
    desk.new_lines();
    let said = desk.after("?");
    assert!(said[0].starts_with("help view, In the pattern view"), "{said:?}");
    let lines = desk.after("down down down");
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("Moving in the grid")), "{lines:?}");
}

#[test]
fn the_cursor_stands_at_the_newest_line_and_long_ones_are_wrapped() {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    let mut desk = Desk::new();
    desk.stage.studio.warn(["word"; 30].join(" "));
    desk.after("down");
    let mut terminal = Terminal::new(TestBackend::new(40, 10)).expect("a terminal");
    let mut at = |desk: &Desk| {
        terminal
            .draw(|frame| desk.look.draw(frame, &desk.stage.studio, &desk.stage.seat))
            .expect("a picture");
        let cursor = terminal.get_cursor_position().expect("a cursor");
        let text = text_of(terminal.backend().buffer());
        (cursor.x, text.lines().nth(cursor.y.into()).unwrap_or_default().to_owned())
    };
    assert_eq!(at(&desk), (0, "row 01, track 1 Kick, empty".to_owned()));
    desk.stage.studio.warn(["word"; 30].join(" "));
    desk.look.changes(&desk.stage.studio, &desk.stage.seat, false, true);
    assert_eq!(at(&desk), (0, "warning: word word word word word word".to_owned()));
    desk.after(": s a");
    assert_eq!(at(&desk), (3, ":sa".to_owned()));
}

#[test]
fn the_command_turns_it_on_and_off() {
    let mut stage = Stage::new(song());
    let capabilities = Capabilities::judge(&Environment::read(|_| None), &[], None);
    let mut look = Appearance::new(&capabilities, &mut stage.studio, None);
    assert!(look.reader().is_none());
    for on in [true, false] {
        let _ = segno::studio::commands::run_line(&mut stage.studio, &mut stage.seat, "screen-reader");
        assert!(look.follow(&mut stage.studio, &mut stage.seat));
        assert_eq!(look.reader().is_some(), on);
    }
}

#[test]
fn what_may_follow_a_first_key_is_said_with_its_keys() {
    let mut desk = Desk::new();
    desk.new_lines();
    for leader in ["'", "ctrl-w", "_", "|", "\\", "\"", "@", "%"] {
        let said = desk.after(leader).pop().unwrap_or_default();
        assert!(said.contains(" and then: ") && said.chars().count() < 600, "{leader}: {said}");
        desk.after("escape");
    }
    let said = desk.after("ctrl-k").pop().unwrap_or_default();
    assert!(said.starts_with("Ctrl-K and then: a arrange, record notes, freeze; b blocks"), "{said}");
    let said = desk.after("p").pop().unwrap_or_default();
    assert!(said.starts_with("Ctrl-K p and then: L the rows after which"), "{said}");
    desk.after("escape");
    let said = desk.after("ctrl-w").pop().unwrap_or_default();
    assert!(said.contains("; l view log; ") && said.ends_with(" that stand for F and Alt keys"), "{said}");
    assert!(!said.contains("; 2 "), "F2 has its own key: {said}");
}

#[test]
fn the_keys_of_a_list_are_said_when_they_are_asked_for() {
    let mut desk = Desk::new();
    desk.after("ctrl-p");
    let said = desk.after("f1");
    assert_eq!(said[0], "Up Down Tab: the one before, the next one");
    assert!(said.iter().any(|line| line.starts_with("PageUp PageDown: ")), "{said:?}");
    let said = desk.after("escape");
    assert!(said.len() == 1 && said[0].starts_with("1 of "), "{said:?}");
}
