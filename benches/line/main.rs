//! What the screen costs a line, and how soon a key is seen: `cargo bench --bench line`.
//!
//! The program itself runs on a pseudo terminal while the demo song plays, on sixteen tracks, without a sound device. What it
//! writes goes through a line that can be slow, far and lossy (`wire.rs`) to an emulator, which answers as a terminal does.
//! Bytes are counted where they leave the program; times end when the emulator shows what a key does. `-- --short` counts bytes
//! only, and not for long. `-- --ssh` shows the song by `segno connect` through the real ssh and sshd instead, over a line that the kernel
//! makes slow and lossy (netem) where it can, or else a relay of our own; `-- --ssh --minutes 10` watches what waits for that long.

#[cfg(unix)]
mod far;
#[cfg(unix)]
#[path = "../../tests/installed/mod.rs"]
mod installed;
#[cfg(unix)]
#[path = "../../tests/real_ssh/mod.rs"]
mod real_ssh;
mod song;
mod terminal;
mod wire;

use segno::cli::bench::machine;
use std::time::{Duration, Instant};
use terminal::{Kind, Terminal};
use wire::Line;

/// Playing goes on this long before bytes are counted, and they are counted this long.
const SETTLING: Duration = Duration::from_secs(4);
const COUNTING: Duration = Duration::from_secs(15);
/// Keys of one figure, and the pause between two.
const KEYS: usize = 60;
const BETWEEN: Duration = Duration::from_millis(170);
/// How long a narrow line is watched for a queue that grows.
const WATCHED: Duration = Duration::from_secs(60);

const LARGE: Kind = Kind { columns: 200, rows: 60, term: "xterm-256color", true_colour: true, ssh: false };
const LARGE_FAR: Kind = Kind { ssh: true, ..LARGE };
const SMALL: Kind = Kind { columns: 80, rows: 24, term: "xterm-256color", true_colour: false, ssh: true };

fn main() {
    println!("{}", machine());
    let short = std::env::args().any(|argument| argument == "--short");
    let counting = if short { COUNTING / 3 } else { COUNTING };
    #[cfg(unix)]
    if std::env::args().any(|argument| argument == "--ssh") {
        return far::measure();
    }
    println!("\n| while the song plays, 16 tracks | kB/s | frames/s | wanted |\n|---|---|---|---|");
    bytes("200 × 60, true colour, meters and scope", LARGE_FAR, &[], counting, 25.0);
    bytes("the same on the machine itself, with the bar over the whole row", LARGE, &[], counting, 25.0);
    bytes("80 × 24, 256 colours", SMALL, &[], counting, 6.0);
    bytes("80 × 24, 256 colours, --frugal", SMALL, &["--frugal"], counting, 2.0);
    idle(counting);
    if short {
        return;
    }
    println!("\n| from a key to what it does | median | 95th percentile | wanted |\n|---|---|---|---|");
    let here = Line::default();
    echo("a local terminal, nothing plays", SMALL, here, false, 5.0);
    echo("the same, 200 × 60", LARGE, here, false, 5.0);
    echo("the same, 200 × 60, playing", LARGE, here, true, 5.0);
    let far = Line { delay: Duration::from_millis(100), loss: 0.05, ..here };
    echo("200 ms round trip, 5 % lost, playing", LARGE_FAR, far, true, 220.0);
    let narrow = Line { delay: Duration::from_millis(40), rate: Some(8_000.0), ..here };
    echo("64 kbit/s, 80 ms round trip, playing", SMALL, narrow, true, 100.0);
    println!("\n| 64 kbit/s, playing | bytes waiting, median | longest |\n|---|---|---|");
    backlog("80 × 24, 256 colours", SMALL, narrow);
    backlog("200 × 60, true colour", LARGE_FAR, narrow);
}

/// What playing costs.
fn bytes(name: &str, kind: Kind, options: &[&str], counting: Duration, wanted: f64) {
    let mut terminal = Terminal::open(kind, options, Line::default());
    terminal.play();
    std::thread::sleep(SETTLING);
    let (before, begun) = (terminal.told(), Instant::now());
    std::thread::sleep(counting);
    let (after, took) = (terminal.told(), begun.elapsed().as_secs_f64());
    let (bytes, frames) = (after.bytes - before.bytes, after.frames - before.frames);
    println!("| {name} | {:.1} | {:.1} | {wanted} |", bytes as f64 / took / 1e3, frames as f64 / took);
}

/// What standing still costs.
fn idle(counting: Duration) {
    let terminal = Terminal::open(LARGE, &[], Line::default());
    std::thread::sleep(SETTLING);
    let before = terminal.told().bytes;
    std::thread::sleep(counting);
    println!("| 200 × 60, nothing plays | {} bytes | | 0 |", terminal.told().bytes - before);
}

/// How soon letters that are typed into the command line are seen.
fn echo(name: &str, kind: Kind, line: Line, plays: bool, wanted: f64) {
    let mut terminal = Terminal::open(kind, &[], line);
    echo_of(name, &mut terminal, plays, wanted);
}

fn echo_of(name: &str, terminal: &mut Terminal, plays: bool, wanted: f64) {
    if plays {
        terminal.play();
    }
    terminal.press(":");
    terminal.wait("the command line", |text| text.contains(':'));
    std::thread::sleep(SETTLING);
    let mut times: Vec<f64> = (0..KEYS).map(|key| typed(terminal, key)).collect();
    times.sort_by(f64::total_cmp);
    let at = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!("| {name} | {:.1} ms | {:.1} ms | {wanted} ms |", at(50), at(95));
}

/// Types a letter and takes it back; how long the letter took, in milliseconds.
fn typed(terminal: &mut Terminal, key: usize) -> f64 {
    let letter = char::from(b'a' + (key % 26) as u8);
    let word = format!("{letter}zq{letter}");
    terminal.press(&word[..3]);
    terminal.wait("letters", |text| text.contains(&word[..3]));
    std::thread::sleep(BETWEEN);
    let begun = Instant::now();
    terminal.press(&word[3..]);
    terminal.wait("a letter", |text| text.contains(&word));
    let took = begun.elapsed().as_secs_f64() * 1e3;
    terminal.press("\x7f\x7f\x7f\x7f");
    terminal.wait("its going", |text| !text.contains(&word[..3]));
    std::thread::sleep(BETWEEN);
    took
}

/// What waits before a narrow line.
fn backlog(name: &str, kind: Kind, line: Line) {
    let mut terminal = Terminal::open(kind, &[], line);
    terminal.play();
    std::thread::sleep(SETTLING);
    let begun = Instant::now();
    let mut waiting = Vec::new();
    while begun.elapsed() < WATCHED {
        std::thread::sleep(Duration::from_millis(50));
        waiting.push(terminal.told().waiting);
    }
    waiting.sort_unstable();
    println!("| {name} | {} | {} |", waiting[waiting.len() / 2], waiting[waiting.len() - 1]);
}
