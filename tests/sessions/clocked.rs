//! Clocks: a song led by another machine's, and our own sent to others; tracks that are played outside.

use super::played::{Keys, ROW};
use super::session::Session;
use segno::formats::wav::{Depth, Format, WavWriter};
use segno::io::midi::Event;
use segno::io::paths::Folders;
use segno::midi::follower::Health;
use segno::midi::message::Message;
use std::io::Cursor;

/// Frames of a pulse at 140 beats per minute.
const PULSE: f64 = 48_000.0 * 60.0 / 140.0 / 24.0;

/// Another machine with its clock.
struct Master {
    keys: Keys,
    /// The frame of the next pulse.
    at: f64,
}

impl Master {
    fn new(grid: &str) -> Master {
        Master::of(Keys::new(grid))
    }

    fn of(mut keys: Keys) -> Master {
        keys.session.line("midi-clock-in Keys").expect("possible");
        keys.hear(640);
        let at = keys.session.studio.frame() as f64 + 1_000.0;
        Master { keys, at }
    }

    fn say(&mut self, message: Message) -> &mut Master {
        self.keys.came(self.at as u64 - 100, message);
        self
    }

    /// So many pulses, each heard when it comes, and the time up to the next.
    fn pulses(&mut self, count: usize) -> &mut Master {
        for _ in 0..count {
            while (self.keys.session.studio.frame() as f64) < self.at {
                self.keys.hear(64);
            }
            self.keys.came(self.at as u64, Message::Clock);
            self.at += PULSE;
        }
        while (self.keys.session.studio.frame() as f64) < self.at - 64.0 {
            self.keys.hear(64);
        }
        self
    }

    fn row(&self) -> Option<u16> {
        self.keys.session.studio.transport.position.map(|position| position.row)
    }

    fn plays(&self) -> bool {
        self.keys.session.studio.transport.playing.is_some()
    }
}

#[test]
fn a_song_goes_with_the_clock_that_leads() {
    let mut master = Master::new("");
    master.pulses(24);
    assert!(!master.plays(), "a clock alone starts nothing");
    let clock = master.keys.session.studio.transport.clock;
    assert!((clock.tempo - 140.0).abs() < 0.1 && !clock.leads, "{clock:?}");
    master.say(Message::Start).pulses(24);
    assert!(master.plays());
    assert_eq!(master.row(), Some(3), "a beat: four rows are heard");
    master.pulses(24 * 2 + 3);
    let studio = &master.keys.session.studio;
    assert_eq!(master.row(), Some(12), "three beats and a little");
    assert!((studio.transport.tempo - 140.0).abs() < 0.1, "{}", studio.transport.tempo);
    assert_eq!(studio.transport.clock.health, Health::Locked);
    assert!(studio.transport.clock.leads && studio.transport.clock.error.abs() < 0.1);
    master.say(Message::Stop).pulses(6);
    assert!(!master.plays());
}

#[test]
fn it_goes_on_from_where_it_was_told() {
    let mut master = Master::new("");
    master.pulses(24).say(Message::SongPosition(8)).pulses(2).say(Message::Continue).pulses(3);
    assert_eq!(master.row(), Some(8), "the ninth sixteenth");
    master.pulses(12).say(Message::Stop).pulses(4).say(Message::Continue).pulses(2);
    assert_eq!(master.row(), Some(10), "where it was stopped");
    master.say(Message::Stop).pulses(1).say(Message::SongPosition(9_999)).pulses(1);
    let told = master.keys.session.told();
    assert!(told.contains("behind the song's end"), "{told}");
}

#[test]
fn a_clock_that_is_lost_is_told_and_the_song_goes_on() {
    let mut master = Master::new("");
    master.say(Message::Start).pulses(24);
    master.keys.hear(24_000);
    let studio = &master.keys.session.studio;
    assert_eq!(studio.transport.clock.health, Health::Lost);
    assert_eq!(master.row(), Some(8), "half a second is more than a beat");
}

#[test]
fn keys_are_recorded_to_another_machines_clock() {
    let mut master = Master::new("");
    master.say(Message::Start).pulses(24 + 6 + 1);
    master.keys.down(60);
    master.pulses(6);
    master.keys.up(60);
    master.keys.grid("05 C-4 01 \n 06 ===", "the sixth row");
}

#[test]
fn a_recording_goes_with_the_clock_that_leads() {
    // A click on every beat of 100 BPM.
    let (home, beat) = (tempfile::tempdir().expect("a folder"), 28_800);
    let click = |n: usize| if n % beat < 2_400 { 0.8 * (-((n % beat) as f32) / 200.0).exp() } else { 0.0 };
    let frames: Vec<f32> = (0..beat * 16).map(|n| click(n) * (n as f32 * 0.2).cos()).collect();
    let format = Format { rate: 48_000, channels: 1, depth: Depth::Float32 };
    let mut writer = WavWriter::new(Cursor::new(Vec::new()), format).expect("begun");
    writer.write(&[&frames[..]]).expect("written");
    let bytes = writer.finish().expect("whole").into_inner();
    std::fs::write(home.path().join("clicks.wav"), bytes).expect("a file");
    let text = "(format: 1, samples: { 0: (name: \"clicks\", path: \"clicks.wav\") }, order: [(pattern: 0)], \
                patterns: { 0: (length: 64, lanes: { 1: Own(rows: {}, clips: [\
                (row: 0, takes: [\"0 0 0 100\"], warp: true)]) }) })";
    std::fs::write(home.path().join("song.ron"), text).expect("written");
    let mut session = Session::of_file(&home.path().join("song.ron"), Folders::below(home.path()));
    session.wait();
    let mut master = Master::of(Keys::on(session));
    master.pulses(48).say(Message::Start);
    let (begin, mut sound, mut beats) = (master.keys.session.studio.frame(), Vec::new(), Vec::new());
    for pulse in 0..24 * 8 {
        while (master.keys.session.studio.frame() as f64) < master.at {
            sound.extend(master.keys.session.listen(64));
        }
        if pulse % 24 == 0 {
            beats.push(master.at - begin as f64);
        }
        master.keys.came(master.at as u64, Message::Clock);
        master.at += PULSE;
    }
    let quiet = |at: usize| sound[at.saturating_sub(2_000)..at].iter().all(|sample| sample.abs() < 0.2);
    let clicks: Vec<usize> = (0..sound.len()).filter(|at| sound[*at].abs() >= 0.2 && quiet(*at)).collect();
    assert_eq!(clicks.len(), beats.len(), "{clicks:?} for {beats:?}");
    // The first one is when the start is known.
    let late = |(click, beat): (&usize, &f64)| (*click as f64 - beat).abs() / 48.0;
    let worst = clicks.iter().zip(&beats).skip(1).map(late).fold(0.0, f64::max);
    assert!(worst < 1.5, "{worst} ms: {clicks:?} for {beats:?}");
}

/// A session whose clock goes out, and a track that is played outside.
fn sending(grid: &str) -> Keys {
    let mut keys = Keys::on(Session::new(grid));
    keys.session.studio.take_port_event(Event::OutputOpened(2, "Keys".to_owned()));
    keys
}

#[test]
fn our_clock_is_exact_and_begins_with_the_first_beat() {
    let mut keys = sending("");
    keys.session.line("midi-clock-out Keys").expect("possible");
    keys.hear(640).keys("space").down(60).up(60);
    assert_eq!(keys.sent(), [], "not while keys only sound");
    keys.keys("f5").hear(ROW * 8);
    let sent = keys.sent();
    assert_eq!(sent[0].1, Message::Start);
    let pulses: Vec<u64> = sent[1..]
        .iter()
        .map(|(at, message)| {
            assert_eq!(*message, Message::Clock);
            *at
        })
        .collect();
    assert!(pulses.len() >= 48 && pulses[0] == sent[0].0 + 48, "the first pulse is the first beat");
    assert!(
        pulses.iter().enumerate().all(|(n, at)| at.abs_diff(pulses[0] + n as u64 * 1_000) <= 1),
        "{pulses:?}"
    );
    keys.keys("f8").hear(ROW);
    assert_eq!(keys.sent().last().map(|(_, message)| *message), Some(Message::Stop));
    keys.keys("home down down down down f7").hear(ROW);
    let first: Vec<Message> = keys.sent().into_iter().map(|(_, message)| message).take(3).collect();
    assert_eq!(first, [Message::SongPosition(4), Message::Continue, Message::Clock]);
}

#[test]
fn a_clock_that_always_goes_is_at_the_songs_tempo() {
    let mut keys = sending("");
    keys.session.line("midi-clock-out Keys").expect("possible");
    keys.session.line("midi-clock-always").expect("possible");
    keys.hear(640);
    keys.sent();
    keys.hear(48_000);
    let sent = keys.sent();
    assert!((47..=49).contains(&sent.len()), "{} pulses", sent.len());
    assert!(sent.windows(2).all(|two| two[1].0 - two[0].0 == 1_000), "{sent:?}");
}

#[test]
fn a_track_is_played_outside_in_time_with_the_sound() {
    let mut keys = sending("00 C-4 01 v32 \n 02 E-4 01 \n 03 === // G-4 01");
    keys.session.line("midi-track Keys channel 3 program 12").expect("possible");
    keys.hear(640).keys("f6").hear(ROW * 4);
    let sent = keys.sent();
    let messages: Vec<Message> = sent.iter().map(|(_, message)| *message).collect();
    let on = |key, velocity| Message::NoteOn { channel: 2, key, velocity };
    let off = |key| Message::NoteOff { channel: 2, key, velocity: 64 };
    let program = Message::Program { channel: 2, number: 11 };
    assert_eq!(messages, [program, on(60, 64), off(60), on(64, 127), off(64)]);
    assert_eq!(sent[3].0 - sent[1].0, 2 * ROW as u64);
    assert_eq!(keys.voices(), 1, "the other track sounds here");
    keys.keys("f8").hear(640).down(72).up(72);
    let live: Vec<Message> = keys.sent().into_iter().map(|(_, message)| message).collect();
    assert_eq!(live[live.len() - 2..], [on(72, 127), off(72)], "live keys go there too");
    keys.session.line("midi-track off").expect("possible");
    keys.hear(640).keys("f6").hear(ROW);
    assert_eq!(keys.sent(), []);
    for (line, part) in [
        ("midi-track", "expected one port"),
        ("midi-track Keys channel 17", "1 to 16"),
        ("midi-track Keys program 0", "1 to 128"),
        ("midi-track Drums", "1 Keys"),
        ("midi-offset Keys 300", "−200 to 200"),
    ] {
        let fault = keys.session.line(line).expect_err(line);
        assert!(fault.contains(part), "{line}: {fault}");
    }
}
