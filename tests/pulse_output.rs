//! Sound through a real server: what was played, what was recorded, what happens when the server goes and comes back.

mod private_pulse;

use private_pulse::{RATE, Server, first_difference, installed};
use segno::dsp::units::SampleRate;
use segno::formats::audio;
use segno::formats::wav::Depth;
use segno::io::audio::input::Input;
use segno::io::audio::{Choice, Output, SoundSource};
use segno::io::takes::file::TakeFile;
use segno::io::takes::store::Kind;
use segno::io::takes::{Event, Keeping, Order, Recorded};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// This test's own process plays; it is told by the environment where the server is.
const PLAYER: &str = "SEGNO_TEST_PLAYER";

/// Noise that never repeats, the same every time.
fn noise(frame: u64, channel: u64) -> f32 {
    let mut state = (frame * 2 + channel).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state ^= state >> 27;
    (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
}

/// A tenth of a second of silence, then noise for so many frames, then silence.
struct Noise {
    frame: u64,
    length: u64,
    asked: Arc<AtomicU64>,
}

const SILENCE: u64 = RATE as u64 / 10;

impl SoundSource for Noise {
    fn fill(&mut self, out: &mut [f32], channels: usize) {
        for frame in out.chunks_mut(channels) {
            let sounds = (SILENCE..SILENCE + self.length).contains(&self.frame);
            for (channel, sample) in frame.iter_mut().enumerate() {
                *sample = if sounds { noise(self.frame - SILENCE, channel as u64) } else { 0.0 };
            }
            self.frame += 1;
        }
        self.asked.store(self.frame, Ordering::Relaxed);
    }
}

fn play(length: u64) -> (Output, Arc<AtomicU64>) {
    let asked = Arc::new(AtomicU64::new(0));
    let noise = Noise { frame: 0, length, asked: Arc::clone(&asked) };
    let output = Output::start(Choice::default(), SampleRate(RATE), Box::new(noise)).expect("a thread");
    (output, asked)
}

fn wait_for(what: &str, happened: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if happened() {
            return;
        }
        sleep(Duration::from_millis(20));
    }
    panic!("{what} did not happen");
}

/// Runs one of the ignored tests below in a process of its own that finds `server`; what it printed.
fn player(server: &Server, name: &str) -> std::process::Child {
    server
        .client(std::env::current_exe().expect("this test"))
        .args(["--exact", name, "--ignored", "--nocapture"])
        .env(PLAYER, "1")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("this test starts")
}

#[test]
#[ignore = "plays for the test below"]
fn plays_two_seconds_of_noise() {
    if std::env::var_os(PLAYER).is_none() {
        return;
    }
    let (output, asked) = play(2 * u64::from(RATE));
    wait_for("the end", || asked.load(Ordering::Relaxed) > SILENCE + 3 * u64::from(RATE));
    assert!(output.describe().starts_with("pulseaudio: "), "{}", output.describe());
    println!("late: {}", output.vitals().late() + output.vitals().xruns());
}

#[test]
fn what_the_server_plays_is_what_the_source_made() {
    if !installed(&["pulseaudio", "parec", "pactl"]) {
        return;
    }
    let expected =
        [0, 1].map(|channel| (0..2 * u64::from(RATE)).map(|frame| noise(frame, channel)).collect());
    // A machine that is too busy to call back in time says so; only then may the sound differ.
    for attempt in 1..=5 {
        let server = Server::start();
        let recording = server.record();
        let played = player(&server, "plays_two_seconds_of_noise").wait_with_output().expect("ended");
        let said = String::from_utf8_lossy(&played.stdout).into_owned();
        assert!(played.status.success(), "{said}");
        let Some(frame) = first_difference(&recording.finish(), &expected, 1e-4) else { return };
        assert!(!said.contains("late: 0"), "differs at frame {frame}, and no callback was late");
        println!("attempt {attempt} differs at frame {frame}: {said}");
    }
    panic!("five times in a row the machine was too busy");
}

#[test]
#[ignore = "plays for the test below"]
fn plays_until_sound_is_back() {
    if std::env::var_os(PLAYER).is_none() {
        return;
    }
    let (output, asked) = play(u64::MAX / 2);
    wait_for("sound", || output.vitals().on_device());
    println!("on the device");
    wait_for("the loss", || !output.vitals().on_device());
    let then = asked.load(Ordering::Relaxed);
    wait_for("music time without a device", || asked.load(Ordering::Relaxed) > then + u64::from(RATE) / 2);
    println!("on the timer");
    wait_for("the return", || output.vitals().on_device());
    let then = asked.load(Ordering::Relaxed);
    wait_for("music time on the device", || asked.load(Ordering::Relaxed) > then + u64::from(RATE) / 2);
    let notices = output.notices().join("\n");
    assert!(notices.contains("music time runs on a timer"), "{notices}");
    assert!(notices.contains("sound is back: pulseaudio"), "{notices}");
}

#[test]
fn music_time_goes_on_without_the_server_and_sound_comes_back_with_it() {
    if !installed(&["pulseaudio", "pactl"]) {
        return;
    }
    let mut server = Server::start();
    let mut played = player(&server, "plays_until_sound_is_back");
    let mut lines =
        std::io::BufRead::lines(std::io::BufReader::new(played.stdout.take().expect("its output")));
    let mut wait_for_line = |line: &str| {
        assert!(
            lines.by_ref().any(|said| said.expect("text").contains(line)),
            "the player never said: {line}"
        );
    };
    wait_for_line("on the device");
    server.kill();
    wait_for_line("on the timer");
    server.start_again();
    assert!(played.wait().expect("ended").success());
}

#[test]
fn without_any_device_a_timer_counts_and_says_so() {
    let asked = Arc::new(AtomicU64::new(0));
    let noise = Noise { frame: 0, length: 0, asked: Arc::clone(&asked) };
    let choice = Choice { device: Some("no such device at all".to_owned()), ..Choice::default() };
    let output = Output::start(choice, SampleRate(RATE), Box::new(noise)).expect("a thread");
    wait_for("half a second of music", || asked.load(Ordering::Relaxed) > u64::from(RATE) / 2);
    let notices = output.notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("no such device at all") && notices[0].contains("timer"), "{notices:?}");
    assert!(!output.vitals().on_device());
}

/// The input of the server, which is what its sink plays, and what is kept of it.
fn listen() -> (Keeping, Input) {
    let keeping = Keeping::start().expect("a thread");
    let orders = keeping.sender().expect("a way");
    let taker = Box::new(move |found: Option<_>| {
        let order = found.map_or(Order::NoInput, |(end, described)| Order::Input(end, described));
        orders.send(order).expect("kept");
    });
    let choice = Choice { device: Some("pulseaudio".to_owned()), ..Choice::default() };
    (keeping, Input::start(choice, RATE, taker).expect("a thread"))
}

fn ended(keeping: &Keeping) -> Option<Recorded> {
    keeping.board(|board| {
        board.events.iter().find_map(|event| match event {
            Event::Ended(recorded) => Some(recorded.clone()),
            Event::Began { .. } => None,
        })
    })
}

#[test]
#[ignore = "records for the test below"]
fn records_its_own_noise_until_the_input_is_gone_and_back() {
    let Some(folder) = std::env::var_os("XDG_RUNTIME_DIR").filter(|_| std::env::var_os(PLAYER).is_some())
    else {
        return;
    };
    let (keeping, input) = listen();
    wait_for("sound", || keeping.board(|board| board.input.is_some()));
    let path = std::path::Path::new(&folder).join("samples/takes/take.wav");
    let file = TakeFile::make(&path, RATE, Kind::Wav(Depth::Float32), &[0, 1]).expect("a file");
    keeping.order(Order::Begin { files: vec![file], lead: 0 });
    let (output, asked) = play(u64::from(RATE));
    wait_for("the noise", || asked.load(Ordering::Relaxed) > SILENCE + 2 * u64::from(RATE));
    println!("late: {}", output.vitals().late() + output.vitals().xruns());
    println!("take: {}", path.display());
    wait_for("the loss", || ended(&keeping).is_some());
    let recorded = ended(&keeping).expect("it has ended");
    assert_eq!(recorded.why.as_deref(), Some("the input is gone"));
    assert!(recorded.files[0].fault.is_none() && recorded.files[0].frames > 2 * u64::from(RATE));
    println!("gone");
    wait_for("the return", || keeping.board(|board| board.input.is_some()));
    let notices = input.notices().join("\n");
    assert!(
        notices.contains("the input is gone") && notices.contains("sound comes in: pulseaudio"),
        "{notices}"
    );
}

#[test]
fn what_the_server_plays_is_recorded_kept_when_it_goes_and_heard_again() {
    if !installed(&["pulseaudio", "pactl"]) {
        return;
    }
    // A machine that is too busy to call back in time says so; only then may the sound differ.
    for attempt in 1..=5 {
        let mut server = Server::start();
        let mut recorder = player(&server, "records_its_own_noise_until_the_input_is_gone_and_back");
        let said = std::io::BufReader::new(recorder.stdout.take().expect("its output"));
        let mut said = std::io::BufRead::lines(said).map(|line| line.expect("text"));
        let late = said.by_ref().find(|line| line.contains("late: ")).expect("it plays");
        let take =
            said.by_ref().find_map(|line| Some(line.split_once("take: ")?.1.to_owned())).expect("a take");
        server.kill();
        assert!(said.by_ref().any(|line| line.contains("gone")), "it never said that the input is gone");
        let bytes = std::fs::read(&take).expect("its file");
        server.start_again();
        assert!(recorder.wait().expect("ended").success());
        let sound = audio::decode("take.wav", &bytes).expect("a sound").audio;
        let begin = sound.channel(0).iter().position(|sample| sample.abs() > 1e-4).unwrap_or(sound.frames());
        let same = |frame: usize| {
            let heard = |channel| sound.channel(channel).get(begin + frame).copied().unwrap_or_default();
            [0, 1].iter().all(|channel| (heard(*channel) - noise(frame as u64, *channel as u64)).abs() < 1e-4)
        };
        let Some(frame) = (0..RATE as usize).find(|frame| !same(*frame)) else { return };
        assert!(!late.contains("late: 0"), "differs at frame {frame}, and no callback was late");
        println!("attempt {attempt} differs at frame {frame}: {late}");
    }
    panic!("five times in a row the machine was too busy");
}
