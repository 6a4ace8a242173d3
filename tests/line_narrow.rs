//! Lines from afar, on which the demo plays in a large window: keys are seen after one way there and back and a little more, and nothing
//! piles up before the line, be it narrow or lossy. Time is the line's own, whatever the machine does meanwhile.

#[path = "../benches/line/song.rs"]
mod song;

use segno::dsp::units::SampleRate;
use segno::engine::link::{AudioEnd, connect};
use segno::io::paths::Folders;
use segno::io::settings::Settings;
use segno::studio::Studio;
use segno::studio::commands::run_line;
use segno::studio::document::Document;
use segno::studio::following::follow;
use segno::studio::input;
use segno::studio::keymap::Keymap;
use segno::studio::layout::LAYOUTS;
use segno::studio::seat::Seat;
use segno::ui::appearance::Appearance;
use segno::ui::terminal::capabilities::Capabilities;
use segno::ui::terminal::colour::ColourDepth;
use segno::ui::terminal::input::Input;
use segno::ui::terminal::line::{Facts, Line};
use segno::ui::terminal::reader::Event;
use segno::ui::terminal::session::Terminal;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const RATE: u32 = 48_000;
/// How long one way takes, in milliseconds.
const WAY: u64 = 100;
/// What is lost comes that much later: a way there and back, and the shortest time-out of TCP.
const AGAIN: u64 = WAY * 2 + 200;
/// Bytes of a segment.
const SEGMENT: usize = 1_400;
/// What a piece costs beside its bytes: a record of SSH, and a head of TCP/IP.
const HEADS: usize = 88;
/// Milliseconds between two pictures.
const PICTURE: u64 = 33;
const COLUMNS: u16 = 200;
const ROWS: u16 = 60;

/// What the program has written since somebody looked.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line for Written {
    fn suspend(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The song, its screen, the line, and the terminal at the other end.
struct Stage {
    studio: Studio,
    seat: Seat,
    look: Appearance,
    terminal: Terminal,
    audio: AudioEnd,
    _folder: tempfile::TempDir,
    /// Milliseconds since the beginning.
    now: Arc<AtomicU64>,
    drawn: Option<u64>,
    changed: bool,
    written: Written,
    /// Bytes that the line carries in a millisecond, and the part of segments that it loses, 0 to 1.
    width: f64,
    loss: f64,
    chance: u64,
    /// Bytes that wait before the line, in pieces, and what comes at the other end when.
    waiting: VecDeque<(Vec<u8>, usize)>,
    room: f64,
    coming: VecDeque<(u64, Vec<u8>)>,
    emulator: vt100::Parser,
    /// What is typed and answered, on its way to the program.
    back: VecDeque<(u64, Vec<u8>)>,
    pictures: usize,
}

impl Stage {
    fn new(width: f64, loss: f64) -> Stage {
        let folder = tempfile::tempdir().expect("a folder");
        let file = song::write(folder.path(), 16);
        let folders = Folders::below(&folder.path().join("home"));
        let (link, audio) = connect(SampleRate(RATE));
        let opened = Document::open(&file, &folders).expect("a song");
        let mut studio = Studio::new(link, opened, Settings::default(), folders);
        let capabilities = Capabilities {
            colours: ColourDepth::True,
            ssh: true,
            unicode: true,
            answers: true,
            ..Capabilities::default()
        };
        let look = Appearance::new(&capabilities, &mut studio, None);
        let (written, now) = (Written::default(), Arc::<AtomicU64>::default());
        let clock = Arc::clone(&now);
        let facts = Facts {
            size: (COLUMNS, ROWS),
            capabilities,
            answered_in: Some(Duration::from_millis(WAY * 2)),
            ..Facts::default()
        };
        let terminal = Terminal::with_clock(
            Box::new(written.clone()),
            facts,
            Box::new(move || Duration::from_millis(clock.load(Relaxed))),
        );
        let mut seat = Seat::new(Keymap::default(), &LAYOUTS[0]);
        seat.is_remote = true;
        let size = |number| NonZeroU16::new(number).expect("a size");
        studio.turn();
        while studio.jobs.iter().next().is_some() {
            std::thread::yield_now();
            studio.turn();
        }
        Stage {
            studio,
            seat,
            look,
            terminal: terminal.expect("a terminal"),
            audio,
            _folder: folder,
            now,
            drawn: None,
            changed: true,
            written,
            width,
            loss,
            chance: 0x9e37_79b9_7f4a_7c15,
            waiting: VecDeque::new(),
            room: 0.0,
            coming: VecDeque::new(),
            emulator: vt100::Parser::new(size(ROWS), size(COLUMNS), 0),
            back: VecDeque::new(),
            pictures: 0,
        }
    }

    fn now(&self) -> u64 {
        self.now.load(Relaxed)
    }

    fn shows(&self, text: &str) -> bool {
        self.emulator.screen().contents().contains(text)
    }

    /// Whether one of these segments is lost; always the same row of them (xorshift).
    fn loses(&mut self, bytes: usize) -> bool {
        (0..bytes.div_ceil(SEGMENT)).fold(false, |lost, _| {
            self.chance ^= self.chance << 13;
            self.chance ^= self.chance >> 7;
            self.chance ^= self.chance << 17;
            lost | ((self.chance >> 11) as f64 / ((1_u64 << 53) as f64) < self.loss)
        })
    }

    /// When something that leaves now arrives, behind what left before.
    fn arrival(&mut self, bytes: usize, before: Option<u64>) -> u64 {
        let again = if self.loses(bytes) { AGAIN } else { 0 };
        (self.now() + WAY + again).max(before.unwrap_or(0))
    }

    /// Goes back to the program: what is typed, and what the terminal answers.
    fn send_back(&mut self, bytes: &[u8]) {
        let at = self.arrival(bytes.len(), self.back.back().map(|(at, _)| *at));
        self.back.push_back((at, bytes.to_vec()));
    }

    /// Types at the other end.
    fn press(&mut self, keys: &str) {
        self.send_back(keys.as_bytes());
    }

    /// Bytes that have been written and not gone through the line yet.
    fn backlog(&self) -> usize {
        self.waiting.iter().map(|(_, left)| left).sum()
    }

    /// The loop of the program, for a millisecond.
    fn pass(&mut self) {
        let now = self.now.fetch_add(1, Relaxed) + 1;
        while self.back.front().is_some_and(|(at, _)| *at <= now) {
            let (_, bytes) = self.back.pop_front().expect("one");
            self.terminal.take(Event::Bytes(bytes));
        }
        if now.is_multiple_of(PICTURE) {
            let mut block = vec![0.0; (RATE as u64 * PICTURE / 1_000 * 2) as usize];
            self.audio.fill_interleaved(&mut block, 2);
            self.changed |= self.studio.turn();
        }
        self.terminal.turn();
        while let Some(input) = self.terminal.next_input() {
            if let Input::Key { key, stroke, base } = input {
                input::press_at(&mut self.studio, &mut self.seat, key, base, stroke);
            }
            (self.changed, self.drawn) = (true, None);
            self.terminal.hurry();
        }
        if self.changed && self.drawn.is_none_or(|drawn| now >= drawn + PICTURE) {
            follow(&self.studio, &mut self.seat);
            let Stage { studio, seat, look, terminal, .. } = self;
            terminal.draw(|frame, canvas| look.draw_with(frame, studio, seat, canvas));
            (self.changed, self.drawn) = (false, Some(now));
        }
        self.carry(now);
    }

    /// The line, for a millisecond.
    fn carry(&mut self, now: u64) {
        let piece = std::mem::take(&mut *self.written.0.lock().expect("whole"));
        if !piece.is_empty() {
            let cost = piece.len() + HEADS;
            self.waiting.push_back((piece, cost));
            self.pictures += 1;
        }
        self.room = if self.waiting.is_empty() { 0.0 } else { self.room + self.width };
        while let Some((piece, left)) = self.waiting.front_mut() {
            let gone = (self.room as usize).min(*left);
            (*left, self.room) = (*left - gone, self.room - gone as f64);
            if *left > 0 {
                break;
            }
            let piece = std::mem::take(piece);
            self.waiting.pop_front();
            let at = self.arrival(piece.len(), self.coming.back().map(|(at, _)| *at));
            self.coming.push_back((at, piece));
        }
        while self.coming.front().is_some_and(|(at, _)| *at <= now) {
            let (_, piece) = self.coming.pop_front().expect("one");
            self.emulator.process(&piece);
            for (question, answer) in [(&b"\x1b[5n"[..], &b"\x1b[0n"[..]), (b"\x1b[c", b"\x1b[?62c")] {
                for _ in 0..piece.windows(question.len()).filter(|part| *part == question).count() {
                    self.send_back(answer);
                }
            }
        }
    }

    fn run(&mut self, milliseconds: u64) {
        (0..milliseconds).for_each(|_| self.pass());
    }

    /// Runs until the terminal shows that; how long it took.
    fn until(&mut self, text: &str) -> u64 {
        let begun = self.now();
        while !self.shows(text) {
            assert!(
                self.now() - begun < 60_000,
                "{text:?} never comes:\n{}",
                self.emulator.screen().contents()
            );
            self.pass();
        }
        self.now() - begun
    }
}

/// What is measured while the song plays and somebody types.
struct Measured {
    /// From keys to what they show, in milliseconds, the shortest first.
    echoes: Vec<u64>,
    /// Bytes that wait before the line: the median of the first third, that of the last one, the most.
    waiting: [usize; 3],
    pictures_a_second: f64,
}

impl Measured {
    fn echo(&self, percent: usize) -> u64 {
        self.echoes[(self.echoes.len() - 1) * percent / 100]
    }
}

fn measure(stage: &mut Stage, keys: usize) -> Measured {
    stage.run(5_000);
    run_line(&mut stage.studio, &mut stage.seat, "play-song").expect("it plays");
    stage.run(3_000);
    stage.press(":");
    stage.run(2_000);
    let (mut echoes, mut waited, pictures, begun) = (Vec::new(), Vec::new(), stage.pictures, stage.now());
    for key in 0..keys {
        let word = &"zqxjzqxj"[..key % 6 + 3];
        if word.len() == 3 {
            stage.press(&word[..2]);
            stage.until(&word[..2]);
            stage.run(500);
        }
        stage.press(&word[word.len() - 1..]);
        echoes.push(stage.until(word));
        for _ in 0..40 {
            stage.run(13);
            waited.push(stage.backlog());
        }
        if word.len() == 8 {
            stage.press(&"\x7f".repeat(8));
            stage.run(2_000);
        }
    }
    let third = waited.len() / 3;
    let median = |part: &[usize]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part[part.len() / 2]
    };
    let most = waited.iter().max().copied().unwrap_or(0);
    let waiting = [median(&waited[..third]), median(&waited[waited.len() - third..]), most];
    echoes.sort_unstable();
    let seconds = (stage.now() - begun) as f64 / 1_000.0;
    let pictures_a_second = (stage.pictures - pictures) as f64 / seconds;
    println!("echoes after {echoes:?} ms; {waiting:?} bytes wait; {pictures_a_second:.1} pictures a second");
    Measured { echoes, waiting, pictures_a_second }
}

#[test]
fn at_64_kbit_a_second_a_key_is_seen_soon_while_a_large_picture_moves_and_nothing_piles_up() {
    let mut stage = Stage::new(8.0, 0.0);
    let first = stage.until("demo.ron");
    assert!(first < 5_000, "what is farthest from the cursor stands there after {first} ms");
    let found = measure(&mut stage, 24);
    for (percent, more) in [(50, 150), (90, 200), (100, 400)] {
        assert!(found.echo(percent) <= WAY * 2 + more, "{percent} %: {:?}", found.echoes);
    }
    let [early, late, most] = found.waiting;
    assert!(late < 1_000 && most < 3_000 && late < early + 500, "{:?} bytes wait", found.waiting);
    assert!(found.pictures_a_second > 2.0, "{} pictures a second", found.pictures_a_second);
}

#[test]
fn over_a_wide_line_that_loses_every_twentieth_packet_most_keys_are_seen_after_one_way_there_and_back() {
    let mut stage = Stage::new(1_000.0, 0.05);
    let found = measure(&mut stage, 24);
    assert!(found.echo(50) <= WAY * 2 + 20, "{:?}", found.echoes);
    assert!(found.echo(100) <= WAY * 2 + AGAIN * 2, "{:?}", found.echoes);
    assert!(found.pictures_a_second > 5.0, "{} pictures a second", found.pictures_a_second);
}
