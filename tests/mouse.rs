//! The mouse does what was drawn under it: before, clicks, after.

mod screen_stage;

use screen_stage::{Stage, song};
use segno::studio::grid::Column;
use segno::studio::pointer::{Mouse, MouseDeed, point};
use segno::studio::view::View;
use std::time::{Duration, Instant};

/// A stage at a terminal of that size, and a clock that only the test moves.
struct Desk {
    stage: Stage,
    size: (u16, u16),
    now: Instant,
}

impl Desk {
    fn new(size: (u16, u16)) -> Desk {
        let mut stage = Stage::new(song());
        stage.text(size.0, size.1);
        Desk { stage, size, now: Instant::now() }
    }

    fn text(&mut self) -> String {
        self.stage.text(self.size.0, self.size.1)
    }

    /// Where a text stands on the screen.
    fn find(&mut self, wanted: &str) -> (u16, u16) {
        let text = self.text();
        let found = text.lines().enumerate().find_map(|(row, line)| {
            let at = line.find(wanted)?;
            Some((line[..at].chars().count() as u16, row as u16))
        });
        found.unwrap_or_else(|| panic!("no {wanted} in\n{text}"))
    }

    fn deed(&mut self, deed: MouseDeed, (column, row): (u16, u16)) {
        let mouse = Mouse { deed, column, row, control: false, alt: false, shift: false };
        point(&mut self.stage.studio, &mut self.stage.seat, mouse, self.now);
        self.text();
    }

    /// A click, long after what was before.
    fn click(&mut self, at: (u16, u16)) {
        self.now += Duration::from_secs(1);
        self.deed(MouseDeed::Down(0), at);
        self.deed(MouseDeed::Up(0), at);
    }

    fn double_click(&mut self, at: (u16, u16)) {
        self.click(at);
        self.now += Duration::from_millis(150);
        self.deed(MouseDeed::Down(0), at);
        self.deed(MouseDeed::Up(0), at);
    }
}

#[test]
fn a_click_puts_the_cursor_into_the_field_and_the_grid_stands_still() {
    let mut desk = Desk::new((80, 24));
    let before = desk.text();
    let at = desk.find("D#2");
    desk.click(at);
    let place = desk.stage.seat.place;
    assert_eq!((place.row, place.track, place.column), (8, 1, Column::Note(0)));
    let moved = desk.text();
    assert_eq!(before.lines().nth(at.1.into()), moved.lines().nth(at.1.into()), "its line stays where it is");
    desk.click((at.0 + 4, at.1));
    assert_eq!(desk.stage.seat.place.column, Column::Instrument(0));
    desk.click((at.0 + 5, at.1));
    assert_eq!(desk.stage.seat.place.digit, 1, "the second digit");
    let chorus = desk.find("Lead");
    desk.click(chorus);
    assert_eq!(desk.stage.seat.place.track, 2, "the head of a track");
    desk.stage.press("down");
    assert_eq!(desk.stage.seat.grid_line, None, "keys bring the cursor back into the middle");
}

#[test]
fn dragging_marks_a_block_and_a_click_forgets_it() {
    let mut desk = Desk::new((80, 24));
    let (x, y) = desk.find("D#2");
    desk.now += Duration::from_secs(1);
    desk.deed(MouseDeed::Down(0), (x, y));
    desk.deed(MouseDeed::Drag(0), (x + 1, y - 1));
    desk.deed(MouseDeed::Drag(0), (x + 4, y - 2));
    desk.deed(MouseDeed::Up(0), (x + 4, y - 2));
    let marked = desk.stage.seat.selection.unwrap_or_else(|| panic!("no block: {:?}", desk.stage.seat.place));
    assert_eq!(marked.rows(), (6, 8));
    assert_eq!(marked.edges(), ((1, Column::Note(0)), (1, Column::Instrument(0))));
    desk.stage.press("ctrl-x");
    assert!(!desk.text().contains("D#2"), "what is marked is cut");
    desk.click((x, y));
    assert_eq!(desk.stage.seat.selection, None);
    let row = desk.stage.seat.place.row;
    desk.now += Duration::from_secs(1);
    desk.deed(MouseDeed::Down(0), (x, y));
    desk.deed(MouseDeed::Drag(0), (x, y + 1));
    desk.deed(MouseDeed::Drag(0), (x, y + 1));
    let marked = desk.stage.seat.selection.expect("a block that goes on below the lower edge");
    assert_eq!(marked.rows(), (row, row + 2));
}

#[test]
fn the_wheel_goes_by_beats_and_scrolls_pages_and_lists() {
    let mut desk = Desk::new((80, 24));
    desk.deed(MouseDeed::Wheel(1), (30, 12));
    assert_eq!(desk.stage.seat.place.row, 4);
    desk.deed(MouseDeed::Sideways(1), (30, 12));
    assert_eq!(desk.stage.seat.place.track, 1);
    desk.stage.press("?");
    desk.text();
    desk.deed(MouseDeed::Wheel(1), (30, 12));
    assert_eq!(desk.stage.seat.scroll, 3);
    desk.stage.press("ctrl-p");
    let first = desk.find("> ");
    desk.deed(MouseDeed::Wheel(1), first);
    let second = desk.find("> ");
    assert_eq!((second.0, second.1), (first.0, first.1 + 1));
}

#[test]
fn a_click_chooses_in_a_list_and_a_double_click_does_it() {
    let mut desk = Desk::new((80, 24));
    desk.stage.press("ctrl-p v i e w");
    let mixer = desk.find("view-mixer");
    desk.click(mixer);
    assert_eq!(desk.find("> view-mixer").1, mixer.1);
    assert_eq!(desk.stage.seat.view, View::Pattern);
    desk.double_click(mixer);
    assert_eq!(desk.stage.seat.view, View::Mixer);
}

#[test]
fn fields_of_sheets_are_chosen_and_opened() {
    let mut desk = Desk::new((80, 24));
    desk.stage.press("f12");
    let tempo = desk.find("tempo ");
    desk.click(tempo);
    desk.double_click(tempo);
    assert!(desk.stage.seat.prompt.is_some() || desk.stage.studio.document.is_changed(), "{}", desk.text());
}

#[test]
fn views_keys_and_peaks_are_clicked() {
    let mut desk = Desk::new((120, 40));
    let mixer = desk.find("mixer ");
    desk.click(mixer);
    assert_eq!(desk.stage.seat.view, View::Mixer);
    desk.stage.studio.transport.highest = 1.5;
    let peak = desk.find("peak");
    desk.click(peak);
    assert_eq!(desk.stage.studio.transport.highest, 0.0);
    let grid = desk.find(" pattern ");
    desk.click(grid);
    assert_eq!(desk.stage.seat.view, View::Pattern);
    let mut small = Desk::new((80, 24));
    let play = small.find("play");
    small.click(play);
    assert!(small.stage.studio.transport.playing.is_some(), "the line of keys is clicked too");
}

#[test]
fn while_a_question_waits_only_its_answers_are_there() {
    let mut desk = Desk::new((80, 24));
    desk.stage.press("z ctrl-q");
    let at = (40, 3);
    let before = desk.stage.seat.place;
    desk.click(at);
    assert_eq!(desk.stage.seat.place, before);
    assert!(desk.stage.seat.prompt.is_some());
    let leave = desk.find("leave");
    desk.click(leave);
}

#[test]
fn what_may_follow_any_first_key_is_shown_and_clicked() {
    let mut desk = Desk::new((80, 24));
    desk.stage.press("'");
    assert!(desk.text().contains("' and then"));
    let middle = desk.find("to the middle of the pattern");
    desk.click(middle);
    assert_eq!(desk.stage.seat.place.row, 16);
    assert!(desk.stage.seat.leader.is_empty());
    desk.stage.press("ctrl-w");
    assert!(desk.text().contains("Ctrl-W and then"));
    desk.stage.press("escape ctrl-k");
    let tracks = desk.find("mixer, tracks");
    desk.click(tracks);
    assert!(desk.text().contains("Ctrl-K m and then"));
    let count = desk.stage.studio.song().tracks.len();
    let add = desk.find("a new track to the right");
    desk.click(add);
    assert_eq!(desk.stage.studio.song().tracks.len(), count + 1);
}

#[test]
fn open_songs_are_listed_when_there_are_several_and_a_click_goes_to_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.ron");
    std::fs::write(&path, segno::formats::song::write(&song())).expect("written");
    let mut desk = Desk { stage: Stage::open(&path), size: (80, 24), now: Instant::now() };
    let without = desk.text();
    desk.stage.press("| c z");
    let text = desk.text();
    assert_eq!(text.lines().nth(2), Some(" 1 a.ron [2 untitled.ron*]"), "{text}");
    assert!(without.lines().nth(2).is_some_and(|line| !line.contains("untitled")), "{without}");
    let at = desk.find(" 1 a.ron");
    desk.click(at);
    assert_eq!(desk.text().lines().nth(2), Some("[1 a.ron] 2 untitled.ron*"));
    desk.stage.press("| . | q d");
    assert_eq!(
        desk.text().lines().skip(2).take(10).collect::<Vec<_>>(),
        without.lines().skip(2).take(10).collect::<Vec<_>>()
    );
}

#[test]
fn a_click_in_the_line_of_the_order_list_goes_to_the_entry_and_the_wheel_moves_along() {
    let mut desk = Desk::new((100, 40));
    desk.stage.press("down down");
    let entry = desk.find(" Chorus 01×2 ");
    desk.click((entry.0 + 2, entry.1));
    let seat = &desk.stage.seat;
    assert_eq!((seat.order, seat.pattern, seat.place.row), (1, 1, 2));
    assert!(desk.text().contains("[Chorus 01×2]"), "{}", desk.text());
    desk.deed(MouseDeed::Wheel(1), entry);
    assert_eq!((desk.stage.seat.order, desk.stage.seat.pattern), (2, 0));
    for _ in 0..3 {
        desk.deed(MouseDeed::Wheel(1), entry);
    }
    let last = desk.stage.seat.order;
    assert_eq!((last, desk.stage.studio.notices.last().map(|notice| notice.weight)), (3, None));
    desk.deed(MouseDeed::Sideways(-1), (98, entry.1));
    assert_eq!(desk.stage.seat.order, 2, "behind the last entry too");
}
