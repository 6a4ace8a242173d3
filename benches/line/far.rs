//! The same over the real ssh and sshd, with the song's sound (Opus) beside the picture. The line between them is made slow by the kernel where
//! that has netem, in a network of its own (`unshare --net`, as root), else by a relay.

use super::real_ssh::{Server, lead};
use super::terminal::{Kind, TRACKS, Terminal};
use super::wire::{Line, Way};
use super::{LARGE, SMALL, echo_of, song};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// Set in the process that has a network of its own.
const INSIDE: &str = "SEGNO_BENCH_NETWORK";
/// What is read from a socket at once.
const PIECE: usize = 16 << 10;

fn run(program: &str, words: &[&str]) -> bool {
    Command::new(program).args(words).output().is_ok_and(|output| output.status.success())
}

/// Whether the loopback of this network, which is no other program's, can be made slow by the kernel.
fn has_netem() -> bool {
    run("ip", &["link", "set", "lo", "up"])
        && run("tc", &["qdisc", "replace", "dev", "lo", "root", "netem", "delay", "1ms"])
        && run("tc", &["qdisc", "del", "dev", "lo", "root"])
}

/// The kernel's line: what is said of it holds in each direction.
fn netem(line: Line) {
    let delay = format!("{}ms", line.delay.as_millis());
    let loss = format!("{}%", line.loss * 100.0);
    let rate = format!("{}bit", line.rate.map_or(1e9, |rate| rate * 8.0) as u64);
    let words =
        ["qdisc", "replace", "dev", "lo", "root", "netem", "delay", &delay, "loss", &loss, "rate", &rate];
    assert!(run("tc", &words), "tc takes {words:?}");
}

/// Bytes that a relay has not handed on yet, towards the terminal.
type Waiting = Arc<AtomicUsize>;

/// Hands on what comes from one side when it would have arrived; whatever comes is taken, as by a network with large buffers.
fn hand_on(mut from: TcpStream, mut to: TcpStream, line: Line, waiting: Waiting) {
    let (send, came) = channel::<(Instant, Vec<u8>)>();
    let counted = Arc::clone(&waiting);
    std::thread::spawn(move || {
        let mut way = Way::new(line);
        while let Ok((at, bytes)) = came.recv() {
            let due = way.arrival(at, bytes.len());
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            counted.fetch_sub(bytes.len(), Ordering::Relaxed);
            if to.write_all(&bytes).is_err() {
                return;
            }
        }
    });
    std::thread::spawn(move || {
        let mut piece = vec![0; PIECE];
        while let Ok(count @ 1..) = from.read(&mut piece) {
            waiting.fetch_add(count, Ordering::Relaxed);
            if send.send((Instant::now(), piece[..count].to_vec())).is_err() {
                return;
            }
        }
    });
}

/// A relay before a port; its own port, and what waits in it towards the terminal.
fn relay(port: u16, line: Line) -> (u16, Waiting) {
    let door = TcpListener::bind("127.0.0.1:0").expect("a port");
    let own = door.local_addr().expect("a port").port();
    let waiting = Waiting::default();
    let there = Arc::clone(&waiting);
    std::thread::spawn(move || {
        for client in door.incoming().flatten() {
            let server = TcpStream::connect(("127.0.0.1", port)).expect("the server");
            let both = [&client, &server].map(|stream| {
                stream.set_nodelay(true).expect("set");
                stream.try_clone().expect("the same")
            });
            let [again, back] = both;
            hand_on(client, server, line, Waiting::default());
            hand_on(back, again, line, Arc::clone(&there));
        }
    });
    (own, waiting)
}

/// How a song there is shown here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// `segno connect`, with its sound.
    Connect,
    /// `ssh -t` and segno there.
    Terminal,
}

/// A song there, shown here.
fn open(
    how: Shown,
    kind: Kind,
    line: Line,
    by_kernel: bool,
) -> (Terminal, Server, Waiting, tempfile::TempDir) {
    let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    for name in ["run", "tmp"] {
        std::fs::create_dir(there.path().join(name)).expect("a folder");
    }
    let song = song::write(there.path(), TRACKS).display().to_string();
    let server = Server::start(here.path(), there.path()).expect("openssh-server is installed");
    let waiting = if by_kernel {
        netem(line);
        Waiting::default()
    } else {
        let (port, waiting) = relay(server.port, line);
        lead(here.path(), port);
        waiting
    };
    let program = env!("CARGO_BIN_EXE_segno");
    let there_runs = format!("COLORTERM=truecolor {program} --silent --keymap segno {song}");
    let ssh = here.path().join("call");
    let (program, words) = match how {
        Shown::Connect => (program.as_ref(), vec!["connect", "--silent", "--program", program, "far", &song]),
        Shown::Terminal => (ssh.as_path(), vec!["-tt", "far", &there_runs]),
    };
    let terminal = Terminal::start(kind, program, &words, here.path(), there, Line::default());
    (terminal, server, waiting, here)
}

/// How long what waits is watched.
fn watched() -> Duration {
    let mut words = std::env::args().skip_while(|word| word != "--minutes");
    let minutes = words.nth(1).and_then(|minutes| minutes.parse().ok()).unwrap_or(1.0);
    Duration::from_secs_f64(minutes * 60.0)
}

/// What waits, in the first and in the last third of the time: a queue that grows is longer in the last one.
fn backlog(name: &str, kind: Kind, line: Line) {
    let (mut terminal, _server, waiting, _here) = open(Shown::Terminal, kind, line, false);
    terminal.play();
    std::thread::sleep(super::SETTLING);
    let (begun, length) = (Instant::now(), watched());
    let mut seen = Vec::new();
    while begun.elapsed() < length {
        std::thread::sleep(Duration::from_millis(50));
        // The song ends after two minutes.
        if !terminal.plays() {
            terminal.play();
        }
        seen.push(waiting.load(Ordering::Relaxed));
    }
    let third = seen.len() / 3;
    let median = |part: &[usize]| {
        let mut part = part.to_vec();
        part.sort_unstable();
        part[part.len() / 2]
    };
    let most = seen.iter().max().copied().unwrap_or(0);
    println!("| {name} | {} | {} | {most} |", median(&seen[..third]), median(&seen[seen.len() - third..]));
}

/// Prints the tables.
pub fn measure() {
    let inside = std::env::var_os(INSIDE).is_some();
    if !inside {
        let this = std::env::current_exe().expect("this program");
        let words = std::env::args_os().skip(1);
        let again = Command::new("unshare").arg("--net").arg(this).args(words).env(INSIDE, "1").status();
        if again.is_ok_and(|status| status.success()) {
            return;
        }
    }
    let by_kernel = inside && has_netem();
    if inside && !by_kernel {
        println!(
            "this kernel has no netem: the line is a relay, where what is lost comes a round trip and 200 ms later"
        );
    }
    println!(
        "\n| over ssh, from a key to what it does | median | 95th percentile | wanted |\n|---|---|---|---|"
    );
    let far = Line { delay: Duration::from_millis(100), ..Line::default() };
    let lossy = Line { loss: 0.05, ..far };
    let narrow = Line { delay: Duration::from_millis(40), rate: Some(8_000.0), ..Line::default() };
    for (name, how, kind, line, plays) in [
        ("ssh -t, 200 ms round trip, nothing plays", Shown::Terminal, LARGE, far, false),
        ("the same, playing", Shown::Terminal, LARGE, far, true),
        ("the same, playing, 5 % lost", Shown::Terminal, LARGE, lossy, true),
        ("connect, 200 ms round trip, playing and heard", Shown::Connect, LARGE, far, true),
        ("the same, 5 % lost", Shown::Connect, LARGE, lossy, true),
        ("ssh -t, 80 ms round trip, 64 kbit/s, 80 × 24, playing", Shown::Terminal, SMALL, narrow, true),
    ] {
        let (mut terminal, _server, _, _here) = open(how, kind, line, by_kernel);
        let wanted = line.delay.as_secs_f64() * 2e3 + 20.0;
        echo_of(name, &mut terminal, plays, wanted);
    }
    println!(
        "\n| over ssh, 64 kbit/s, playing | waits at first, median bytes | at last | most |\n|---|---|---|---|"
    );
    if by_kernel {
        netem(Line::default());
    }
    backlog("80 × 24, 256 colours", SMALL, narrow);
}
