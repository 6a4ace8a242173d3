//! Anything may be typed: nothing panics, the song stays one, undo leads back to its first note, and a killed session loses
//! nothing.

use super::session::{Session, song};
use segno::formats;
use segno::io::paths::Folders;
use segno::sequencer::random::throw;
use segno::song::Song;
use segno::studio::commands::{Command, Context, all};
use segno::studio::document::Document;
use segno::studio::key::{Key, KeyCode, Stroke};
use segno::studio::view::View;
use std::sync::Arc;

/// Commands that leave the studio's own room: files, jobs, sound devices.
const OUTSIDE: &[&str] = &["save", "save-as", "open", "quit", "cancel-jobs"];
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
    let editing =
        [Context::Grid, Context::Roll, Context::Steps, Context::Matrix, Context::Curves, Context::Wave];
    let edits =
        |command: &&Command| editing.contains(&command.context) || matches!(command.name, "undo" | "redo");
    all().filter(edits).filter(|command| !OUTSIDE.contains(&command.name)).collect()
}

/// Types a sign, presses a cursor key or runs a command.
fn anything(session: &mut Session, commands: &[&Command], random: &mut Random) {
    session.seat.view = View::Pattern;
    match random.below(5) {
        0 => {
            let command = commands[random.below(commands.len())];
            let argument = ARGUMENTS[random.below(ARGUMENTS.len())];
            let _ = session.line(&format!("{} {argument}", command.name));
        }
        1 => {
            let command = commands[random.below(commands.len())];
            let keys = command.keys.first().copied().unwrap_or("down");
            session.keys(keys);
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
}

fn written_and_read(song: &Song) {
    let text = formats::song::write(song);
    let again = formats::song::read("random.ron", text.as_bytes()).expect("a song that was written");
    assert!(again == *song, "what was written reads otherwise");
}

#[test]
fn ten_thousand_keys_and_commands_leave_a_song_that_undo_takes_back_whole() {
    let commands = commands();
    assert!(commands.len() > 100, "{}", commands.len());
    for seed in 0..20 {
        let first = song("00 C-4 01 v32 | D04 // E-4 02 \n 07 G-4 01 // ^^^");
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
        let last = session.studio.song().clone();
        let mut steps = 0;
        while session.line("undo").is_ok() {
            steps += 1;
        }
        println!("seed {seed}: {steps}");
        assert!(steps > 20, "seed {seed}: {steps} steps");
        assert!(**session.studio.song() == first, "seed {seed}: undo leads elsewhere");
        assert_eq!(
            formats::song::write(session.studio.song()),
            formats::song::write(&first),
            "byte for byte"
        );
        while session.line("redo").is_ok() {}
        assert!(*session.studio.song() == last, "seed {seed}: redo leads elsewhere");
    }
}

#[test]
fn a_session_killed_after_any_key_comes_back_as_it_was() {
    let first = song("00 C-4 01");
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
