//! Anything may be typed: nothing panics, the song stays one, undo leads back to its first note, and a killed session loses
//! nothing.

use super::session::{Session, song};
use segno::formats;
use segno::io::paths::Folders;
use segno::sequencer::random::throw;
use segno::song::Song;
use segno::song::clip::{Clip, Take};
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;
use segno::song::remark::Remark;
use segno::song::sample::SampleReference;
use segno::studio::commands::{Command, Context, all};
use segno::studio::document::Document;
use segno::studio::key::{Key, KeyCode, Stroke};
use segno::studio::seat::SheetCursor;
use segno::studio::sheets;
use segno::studio::view::View;
use std::sync::Arc;

/// Commands that leave the present song or the studio's own room: files, jobs, sound devices, other songs, the shell. Every other one of
/// the table is done.
const OUTSIDE: &[&str] = &[
    "save",
    "save-as",
    "open",
    "quit",
    "suspend",
    "detach",
    "cancel-jobs",
    "freeze",
    "resample",
    "next-tab",
    "previous-tab",
    "tab",
    "open-tab",
    "new-tab",
    "close-tab",
    "open-set",
    "next-song",
    "previous-song",
    "song-of-set",
    "tour",
    "hear-example",
    "render",
    "listen-for-faults",
    "import-remarks",
    "import-good-remarks",
    "export-remarks",
    "save-preset",
    "sound-device",
    "sound-rate",
    "sound-buffer",
    "input-device",
    "listen",
    "favourite-folder",
    // It would keep the others out.
    "performance-lock",
];
/// What random commands are told.
const ARGUMENTS: &[&str] = &["", "0", "1", "3", "16", "50", "127.3", "FF", "-5", "word", "999999"];
/// Keys that are typed beside the commands.
const TYPED: &str = "zsxdcvgbhnjmq2w3er5t6y7ui9o0p1480123456789abcdefvhZDA?%*/=^&@.,'[]{}<>+-";

/// A stream of numbers from a seed.
struct Random(u64, u64);

impl Random {
    fn below(&mut self, below: usize) -> usize {
        self.1 += 1;
        (throw(self.0, &[self.1]) % below as u64) as usize
    }
}

fn commands() -> Vec<&'static Command> {
    all().filter(|command| !OUTSIDE.contains(&command.name)).collect()
}

/// A song with something of everything that commands can be about: a second pattern, sections, a shared lane, a clip with two takes, a
/// remark, a curve.
fn full() -> Song {
    let sample = |name: &str| SampleReference { name: name.into(), path: name.into(), ..Default::default() };
    let take = |sample: u16| Take { sample, offset: 0, length: 0, ..Take::default() };
    let points = ["0 50 hold", "8 90 smooth"].map(|text| Point::parse(text).expect("a point")).to_vec();
    let second = Pattern { length: 12, ..Pattern::default() };
    let entry = OrderEntry { pattern: 1, repeats: 2, section: Some("End".into()), ..Default::default() };
    let edits = vec![
        Edit::SetSample { index: 0, sample: Some(sample("one.wav")) },
        Edit::SetSample { index: 1, sample: Some(sample("two.wav")) },
        Edit::InsertPattern { at: 1, pattern: second },
        Edit::InsertOrder { at: 1, entry },
        Edit::Clip {
            pattern: 0,
            track: 2,
            clip: Clip { row: 1, takes: vec![take(0), take(1)], ..Clip::default() },
        },
        Edit::Curve { pattern: 0, track: 0, curve: Curve::new("track.pan", points) },
        Edit::SetRemarks { remarks: vec![Remark { row: 4, text: "louder".into(), ..Remark::default() }] },
    ];
    let grid = song("00 C-4 01 v32 | D04 // E-4 02 \n 07 G-4 01 // ^^^");
    Edit::Several { edits }.apply(&grid).expect("edits that fit")
}

/// The view in which a command is at home, and a field there.
fn go_to(session: &mut Session, context: Context, random: &mut Random) {
    let sheets = [
        View::Order,
        View::Instruments,
        View::Samples,
        View::Mixer,
        View::Song,
        View::Remarks,
        View::Phrases,
    ];
    let view = match context {
        Context::Roll => View::Roll,
        Context::Steps => View::Steps,
        Context::Matrix => View::Matrix,
        Context::Curves => View::Automation,
        Context::Wave => View::Wave,
        Context::Live => View::Live,
        Context::Sheet => sheets[random.below(sheets.len())],
        Context::Page => View::Log,
        Context::Grid | Context::Everywhere => View::Pattern,
    };
    session.seat.look_at(view);
    let at = SheetCursor { column: random.below(6), row: random.below(12) };
    sheets::go(&session.studio, &mut session.seat, at);
}

/// Types a sign, presses a cursor key or runs a command.
fn anything(session: &mut Session, commands: &[&Command], random: &mut Random) {
    session.seat.view = View::Pattern;
    match random.below(5) {
        0 => {
            let command = commands[random.below(commands.len())];
            go_to(session, command.context, random);
            let argument = ARGUMENTS[random.below(ARGUMENTS.len())];
            let _ = session.line(&format!("{} {argument}", command.name));
        }
        1 => {
            let command = commands[random.below(commands.len())];
            go_to(session, command.context, random);
            let keys =
                command.keys.first().copied().filter(|keys| !keys.contains("a-z") && !keys.contains("A-Z"));
            session.keys(keys.unwrap_or("down"));
        }
        2 => {
            let codes = [KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right, KeyCode::Tab];
            let shift = random.below(3) == 0;
            session.stroke(Key { shift, ..Key::plain(codes[random.below(codes.len())]) }, Stroke::Press);
        }
        _ => {
            let character = TYPED.chars().nth(random.below(TYPED.len())).unwrap_or('z');
            session.stroke(Key::char(character), Stroke::Press);
        }
    }
    session.seat.prompt = None;
    session.seat.leader.clear();
    session.turn();
}

fn written_and_read(song: &Song) {
    let text = formats::song::write(song);
    let again = formats::song::read("random.ron", text.as_bytes()).expect("a song that was written");
    assert!(again == *song, "what was written reads otherwise");
}

#[test]
fn ten_thousand_keys_and_commands_leave_a_song_that_undo_takes_back_whole() {
    let commands = commands();
    assert_eq!(commands.len() + OUTSIDE.len(), all().count(), "each of them is a command");
    let mut all_steps = 0;
    for seed in 0..20 {
        let first = full();
        let mut session = Session::with(first.clone());
        let mut random = Random(seed, 0);
        for step in 0..600 {
            anything(&mut session, &commands, &mut random);
            let place = session.seat.place;
            let rows = session.seat.rows(session.studio.song());
            assert_eq!(place, place.inside(session.studio.song(), rows), "seed {seed}, step {step}");
            if step % 50 == 0 {
                written_and_read(session.studio.song());
            }
        }
        written_and_read(session.studio.song());
        while session.line("redo").is_ok() {}
        // The song itself, whether or not the grid shows a phrase of it.
        let last = session.studio.document.song().clone();
        let mut steps = 0;
        let why = loop {
            match session.line("undo") {
                Ok(()) => steps += 1,
                Err(why) => break why,
            }
        };
        println!("seed {seed}: {steps}, {why}");
        all_steps += steps;
        assert!(**session.studio.document.song() == first, "seed {seed}: undo leads elsewhere: {why}");
        assert_eq!(
            formats::song::write(session.studio.document.song()),
            formats::song::write(&first),
            "byte for byte"
        );
        while session.line("redo").is_ok() {}
        assert!(*session.studio.document.song() == last, "seed {seed}: redo leads elsewhere");
    }
    assert!(all_steps > 600, "{all_steps} steps in all");
}

#[test]
fn a_session_killed_after_any_key_comes_back_as_it_was() {
    let first = full();
    let folder = tempfile::tempdir().expect("a folder");
    let folders = Folders::below(folder.path());
    let mut session = Session::inside(first.clone(), folders.clone());
    let commands = commands();
    let mut random = Random(7, 0);
    for step in 0..120 {
        anything(&mut session, &commands, &mut random);
        // The journal as a killed process leaves it: nobody closes anything, and the system lets go of the lock.
        for file in std::fs::read_dir(folders.state.join("journal")).into_iter().flatten().flatten() {
            if file.path().extension().is_some_and(|ending| ending == "lock") {
                std::fs::remove_file(file.path()).expect("removed");
            }
        }
        let again = Document::untitled(first.clone(), &folders);
        let song = again.recovery.map_or_else(|| Arc::new(first.clone()), |recovery| recovery.song);
        assert!(song == *session.studio.song(), "step {step}: {}", session.told());
    }
}
