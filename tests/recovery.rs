//! What a session that did not end by saving leaves, and what the next one makes of it.

use segno::dsp::units::SampleRate;
use segno::engine::link::connect;
use segno::formats;
use segno::io::paths::Folders;
use segno::io::settings::Settings;
use segno::sequencer::random::throw;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::notation::parse_row;
use segno::studio::Studio;
use segno::studio::document::Document;
use segno::studio::keymap::Keymap;
use segno::studio::layout::LAYOUTS;
use segno::studio::prompt::Prompt;
use segno::studio::seat::Seat;
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct Desk {
    root: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let root = tempfile::tempdir().expect("a folder");
        std::fs::write(root.path().join("a.ron"), formats::song::write(&Song::default())).expect("written");
        Desk { root }
    }

    fn song(&self) -> PathBuf {
        self.root.path().join("a.ron")
    }

    fn folders(&self) -> Folders {
        Folders::below(self.root.path())
    }

    /// Gone without a word: nothing is closed or flushed by anyone. The system lets go of a dead program's locks.
    fn kill(&self, studio: Studio) {
        std::mem::forget(studio);
        assert!(self.root.path().join(".a.ron.lock").exists());
        self.unlock();
    }

    fn unlock(&self) {
        let state = self.folders().state;
        for folder in [self.root.path().to_path_buf(), state.join("journal"), state.join("open")] {
            for file in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if file.path().extension().is_some_and(|ending| ending == "lock") {
                    std::fs::remove_file(file.path()).expect("removed");
                }
            }
        }
    }

    /// The song that the next one to open it would be offered if the program died now.
    fn left(&self) -> Arc<Song> {
        self.unlock();
        let opened = Document::open(&self.song(), &self.folders()).expect("a song");
        opened.recovery.map_or_else(|| opened.document.song().clone(), |recovery| recovery.song)
    }

    fn sit_down(&self, song: &Path) -> (Studio, Seat) {
        let (link, _) = connect(SampleRate::STANDARD);
        let opened = Document::open(song, &self.folders()).expect("a song");
        let mut studio = Studio::new(link, opened, Settings::default(), self.folders());
        let mut seat = Seat::new(Keymap::default(), &LAYOUTS[0]);
        studio.welcome(&mut seat);
        (studio, seat)
    }
}

fn note(studio: &mut Studio, row: u16, text: &str) {
    let rows = vec![(row, parse_row(text).expect("a row"))];
    studio.edit("note", Edit::Rows { pattern: 0, track: 0, rows }).expect("done");
}

fn question(seat: &Seat) -> Option<Vec<String>> {
    match &seat.prompt {
        Some(Prompt::Question(question)) => Some(question.lines.clone()),
        _ => None,
    }
}

fn answer(studio: &mut Studio, seat: &mut Seat, key: char) {
    let key = segno::studio::key::Key::char(key);
    segno::studio::input::press(studio, seat, key, segno::studio::key::Stroke::Press);
}

/// Lets a song that is being opened arrive.
fn arrive(studio: &mut Studio, seat: &mut Seat) {
    while studio.jobs.iter().next().is_some() {
        std::thread::sleep(std::time::Duration::from_millis(1));
        studio.turn();
        studio.arrive(seat);
    }
}

#[test]
fn what_was_not_saved_is_offered_with_what_differs_and_can_be_taken() {
    let desk = Desk::new();
    let before = std::fs::read(desk.song()).expect("a file");
    let (mut studio, seat) = desk.sit_down(&desk.song());
    assert!(question(&seat).is_none());
    note(&mut studio, 0, "C-4 01");
    note(&mut studio, 4, "E-4 01");
    note(&mut studio, 8, "G-4 01");
    studio.undo(&mut Seat::new(Keymap::default(), &LAYOUTS[0])).expect("undone");
    let lost = studio.song().clone();
    desk.kill(studio);
    assert_eq!(std::fs::read(desk.song()).expect("a file"), before, "only saving writes the file");

    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    let lines = question(&seat).expect("a question");
    assert!(lines.iter().any(|line| line.contains("pattern 0")), "{lines:?}");
    assert_ne!(studio.song(), &lost);
    answer(&mut studio, &mut seat, 't');
    assert_eq!(studio.song(), &lost);
    studio.redo(&mut seat).expect("even what was undone is there");
    studio.save(None).expect("saved");
    drop(studio);
    let (studio, seat) = desk.sit_down(&desk.song());
    assert!(question(&seat).is_none());
    assert_eq!(studio.song().lane(0, 0).map(|lane| lane.rows().len()), Some(3));
}

#[test]
fn refused_changes_are_set_aside_and_not_offered_again() {
    let desk = Desk::new();
    let (mut studio, _) = desk.sit_down(&desk.song());
    note(&mut studio, 0, "C-4 01");
    desk.kill(studio);
    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    answer(&mut studio, &mut seat, 'f');
    assert_eq!(studio.song().lane(0, 0), None);
    drop(studio);
    assert!(question(&desk.sit_down(&desk.song()).1).is_none());
    let kept = std::fs::read_dir(desk.folders().state.join("journal")).expect("a folder").flatten();
    assert!(kept.into_iter().any(|file| file.path().extension().is_some_and(|end| end == "set-aside")));
}

#[test]
fn changes_to_a_file_that_was_changed_since_are_offered_with_a_word_about_it() {
    let desk = Desk::new();
    let (mut studio, _) = desk.sit_down(&desk.song());
    note(&mut studio, 0, "C-4 01");
    studio.edit("name", Edit::PatternSettings { pattern: 0, name: "A".into(), length: 32 }).expect("done");
    desk.kill(studio);
    let mut other = Song::default();
    std::sync::Arc::make_mut(&mut other.settings).title = "Else".to_owned();
    std::fs::write(desk.song(), formats::song::write(&other)).expect("written");
    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    let lines = question(&seat).expect("a question");
    assert!(lines[0].contains("changed since"), "{lines:?}");
    answer(&mut studio, &mut seat, 't');
    assert_eq!(studio.song().settings.title, "Else");
    assert_eq!(studio.song().patterns.get(0).map(|pattern| pattern.length), Some(32));
}

#[test]
fn a_song_that_somebody_else_has_open_is_said_to_be_so_and_is_not_written_over() {
    let desk = Desk::new();
    let (mut first, _) = desk.sit_down(&desk.song());
    note(&mut first, 0, "A-4 01");
    let (mut second, mut seat) = desk.sit_down(&desk.song());
    assert!(question(&seat).is_none(), "the first one's journal is not the second one's matter");
    let told = second.notices.last().map(|notice| notice.text.clone()).unwrap_or_default();
    assert!(told.contains("has this song open too"), "{told}");
    note(&mut second, 0, "C-4 01");
    assert!(segno::studio::commands::run_line(&mut second, &mut seat, "save").is_err());
    let copy = desk.root.path().join("b.ron");
    segno::studio::commands::run_line(&mut second, &mut seat, &format!("save {}", copy.display()))
        .expect("saved");
    assert!(copy.exists() && second.document.held_by().is_none());
    let taken = desk.song().display().to_string();
    segno::studio::commands::run_line(&mut second, &mut seat, &format!("save {taken}")).expect("asked");
    let before = std::fs::read(desk.song()).expect("a file");
    answer(&mut second, &mut seat, 'r');
    let told = second.notices.last().map(|notice| notice.text.clone()).unwrap_or_default();
    assert!(told.contains("has it open"), "{told}");
    assert_eq!(std::fs::read(desk.song()).expect("a file"), before);
    desk.kill(first);
    let (mut again, mut seat) = desk.sit_down(&desk.song());
    answer(&mut again, &mut seat, 't');
    let row = again.song().lane(0, 0).expect("a lane").row(0);
    assert_eq!(segno::song::notation::row_text(&row), "A-4 01");
}

#[test]
fn what_a_second_session_of_a_song_did_not_save_is_offered_too() {
    let desk = Desk::new();
    let (first, _) = desk.sit_down(&desk.song());
    let (mut second, _) = desk.sit_down(&desk.song());
    note(&mut second, 0, "C-4 01");
    let lost = second.song().clone();
    std::mem::forget(second);
    desk.kill(first);
    let (mut again, mut seat) = desk.sit_down(&desk.song());
    answer(&mut again, &mut seat, 't');
    assert_eq!(again.song(), &lost);
}

#[test]
fn undo_beyond_a_save_and_separate_turns_of_one_knob_survive_a_crash() {
    let desk = Desk::new();
    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    let turn = |studio: &mut Studio, value: f32| {
        let edit = Edit::LimiterParameter { name: "ceiling".to_owned(), value };
        studio.turn_knob("ceiling", edit, "ceiling").expect("turned");
    };
    note(&mut studio, 0, "C-4 01");
    note(&mut studio, 1, "D-4 01");
    studio.save(None).expect("saved");
    studio.undo(&mut seat).expect("undone");
    assert_eq!(&desk.left(), studio.song(), "undo beyond the save");
    note(&mut studio, 2, "E-4 01");
    assert_eq!(&desk.left(), studio.song(), "an edit after it");
    turn(&mut studio, -2.0);
    studio.document.close_gesture();
    turn(&mut studio, -3.0);
    studio.undo(&mut seat).expect("undone");
    assert_eq!(studio.song().mixer.limiter.ceiling, -2.0);
    assert_eq!(&desk.left(), studio.song(), "the second turn taken back");
}

#[test]
fn whatever_was_done_saved_and_undone_a_crash_loses_nothing() {
    for seed in 1..=8 {
        let desk = Desk::new();
        let (mut studio, mut seat) = desk.sit_down(&desk.song());
        let mut count = 0;
        let mut below = |below: u64| {
            count += 1;
            throw(seed, &[count]) % below
        };
        for step in 0..60 {
            match below(9) {
                0..3 => note(&mut studio, below(64) as u16, "C-4 01"),
                3 | 4 => {
                    let edit =
                        Edit::LimiterParameter { name: "ceiling".to_owned(), value: -(below(10) as f32) };
                    studio.turn_knob("ceiling", edit, "ceiling").expect("turned");
                }
                5 => studio.document.close_gesture(),
                6 => drop(studio.undo(&mut seat)),
                7 => drop(studio.redo(&mut seat)),
                _ => studio.save(None).expect("saved"),
            }
            assert_eq!(&desk.left(), studio.song(), "seed {seed}, step {step}");
        }
    }
}

#[test]
fn the_same_song_opened_again_is_as_it_was_saved() {
    let desk = Desk::new();
    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    note(&mut studio, 0, "C-4 01");
    segno::studio::commands::run_line(&mut studio, &mut seat, &format!("open {}", desk.song().display()))
        .expect("asked");
    answer(&mut studio, &mut seat, 'd');
    arrive(&mut studio, &mut seat);
    assert_eq!((studio.song().lane(0, 0), studio.document.held_by()), (None, None));
    assert!(question(&seat).is_none(), "what was not wanted is not offered");
    note(&mut studio, 3, "E-4 01");
    assert_eq!(&desk.left(), studio.song());
}

#[test]
fn an_opening_that_fails_leaves_the_song_and_its_journal() {
    let desk = Desk::new();
    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    note(&mut studio, 0, "C-4 01");
    segno::studio::commands::run_line(&mut studio, &mut seat, "open /nowhere/b.ron").expect("asked");
    answer(&mut studio, &mut seat, 'd');
    arrive(&mut studio, &mut seat);
    note(&mut studio, 1, "D-4 01");
    assert_eq!(studio.song().lane(0, 0).map(|lane| lane.rows().len()), Some(2));
    assert_eq!(&desk.left(), studio.song());
}

#[test]
fn all_songs_that_were_open_in_tabs_are_offered_and_each_asks() {
    let desk = Desk::new();
    let other = desk.root.path().join("b.ron");
    std::fs::write(&other, formats::song::write(&Song::default())).expect("written");
    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    studio.keep_open_songs();
    note(&mut studio, 0, "C-4 01");
    studio.open_beside(&other).expect("begun");
    arrive(&mut studio, &mut seat);
    note(&mut studio, 1, "D-4 01");
    let opened = Document::untitled(Song::default(), &studio.folders.clone());
    studio.open_tab(opened);
    note(&mut studio, 2, "E-4 01");
    studio.turn();
    std::mem::forget(studio);
    for name in [".a.ron.lock", ".b.ron.lock"] {
        assert!(desk.root.path().join(name).exists(), "{name}");
    }
    desk.unlock();

    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    studio.keep_open_songs();
    answer(&mut studio, &mut seat, 't');
    studio.arrive(&mut seat);
    let lines = question(&seat).expect("the others are offered");
    assert!(lines[0].ends_with("b.ron") && lines[1].ends_with("a song without a file"), "{lines:?}");
    answer(&mut studio, &mut seat, 'o');
    studio.arrive(&mut seat);
    arrive(&mut studio, &mut seat);
    let notes = |studio: &Studio| {
        studio
            .documents()
            .map(|it| it.song().lane(0, 0).map_or(0, |lane| lane.rows().len()))
            .collect::<Vec<_>>()
    };
    assert!(question(&seat).is_some(), "b.ron asks");
    answer(&mut studio, &mut seat, 't');
    studio.arrive(&mut seat);
    assert!(question(&seat).is_some(), "the one without a file asks");
    answer(&mut studio, &mut seat, 't');
    assert_eq!(notes(&studio), [1, 1, 1]);

    // Left on purpose, nothing is offered the next time.
    studio.abandon_given_up();
    drop(studio);
    let (mut studio, mut seat) = desk.sit_down(&desk.song());
    studio.keep_open_songs();
    answer(&mut studio, &mut seat, 'f');
    studio.arrive(&mut seat);
    assert!(question(&seat).is_none());
}
