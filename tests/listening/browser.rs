//! A real browser plays the page: what it measures is read from the server's figures.

use super::installed::installed;
use super::line::stage_of;
use segno::dsp::units::SampleRate;
use segno::engine::message::FromEngine;
use segno::instruments::KINDS;
use segno::instruments::sample::SampleBank;
use segno::io::audio::{Choice, Output};
use segno::io::listening::place::Place;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::notation::parse_row;
use serde_json::Value;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A browser takes long to start where others work too: only a hang gets there.
const PATIENCE: Duration = Duration::from_secs(240);

/// A song that any machine plays in time: one voice, a note every eighth row.
fn light() -> (Song, Arc<SampleBank>) {
    let instrument = Box::new(Instrument::new("voice", (KINDS[1].new)()));
    let rows =
        (0..8).map(|n| (n * 8, parse_row(&format!("{}-4 01", ["C", "E", "G", "A"][usize::from(n % 4)]))));
    let rows = rows.map(|(row, cells)| (row, cells.expect("a row"))).collect();
    let edits = vec![
        Edit::SetInstrument { slot: 0, instrument: Some(instrument) },
        Edit::Rows { pattern: 0, track: 0, rows },
    ];
    let song = Edit::Several { edits }.apply(&Song::default()).expect("a song");
    (song, Arc::default())
}

struct Browser {
    process: Child,
    _home: tempfile::TempDir,
}

impl Browser {
    fn open(url: &str) -> Browser {
        let home = tempfile::tempdir().expect("a folder");
        let process = Command::new("chromium")
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--autoplay-policy=no-user-gesture-required", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .arg(format!("--user-data-dir={}", home.path().join("profile").display()))
            .arg(url)
            .env("HOME", home.path())
            .env("XDG_RUNTIME_DIR", home.path())
            .env_remove("PULSE_SERVER")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        Browser { process, _home: home }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The first process ends its others.
        // SAFETY: a plain call; the process is ours and not yet waited for.
        unsafe { libc::kill(self.process.id() as i32, libc::SIGTERM) };
        let _ = self.process.wait();
    }
}

/// The most that lies between engine and ear beside what waits in the buffer, in milliseconds. At its first 60 ms that makes 150; where
/// packets come in time the buffer falls to 25, and where the machine is busy it is longer.
const BESIDE: f64 = 90.0;

/// Plays a song in real time and lets a browser hear it until it has heard so many seconds, and soon enough; the listener's last figures.
fn heard(mode: &str, seconds: f64) -> Value {
    let (mut stage, audio) = stage_of(light());
    let choice = Choice { silent: true, ..Choice::default() };
    let output = Output::start(choice, SampleRate(48_000), Box::new(audio)).expect("music time");
    let browser = Browser::open(&format!("{}{mode}", stage.server.url()));
    let begun = Instant::now();
    let listener = loop {
        assert!(begun.elapsed() < PATIENCE, "the browser hears nothing, or too late: {}", stage.figures());
        stage.studio.turn();
        while let Some(report) = stage.studio.receive() {
            if let FromEngine::Position { at, position: Some(position), .. } = report
                && position.tick == 0
            {
                let row = position.row;
                stage.hub.tell(&Place { at: at.0, playing: true, row, rows: 64, ..Place::default() });
            }
        }
        let listener = stage.figures()["listeners"][0].clone();
        let figures = &listener["figures"];
        // Where the machine was too busy it waits for more now and then.
        let is = |name: &str, wanted: &dyn Fn(f64) -> bool| figures[name].as_f64().is_some_and(wanted);
        let buffer = figures["buffer_ms"].as_f64().unwrap_or(0.0);
        let is_soon = is("latency_ms", &|latency| latency > 0.0 && latency <= buffer + BESIDE);
        if figures["playing"] == true && is("heard_s", &|heard| heard > seconds) && is_soon {
            break listener;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    drop(browser);
    while !stage.server.listeners().is_empty() {
        assert!(begun.elapsed() < PATIENCE * 2, "a browser that is gone is let go");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(output);
    println!("{mode}: {listener}");
    listener
}

#[test]
fn a_browser_plays_the_page_and_tells_how_late_and_with_which_drop_outs() {
    if !installed(&["chromium"]) {
        return;
    }
    for (mode, codec) in [("#play-pcm", "pcm"), ("#play-opus", "opus")] {
        let listener = heard(mode, 8.0);
        let figures = &listener["figures"];
        let number = |name: &str| figures[name].as_f64().unwrap_or_else(|| panic!("{name}: {figures}"));
        assert_eq!(listener["codec"], codec);
        assert_eq!(figures["playing"], true);
        assert!(number("peak") > 0.01, "it is no silence: {figures}");
        assert!(number("rows_shown") > 8.0, "the grid's place moves: {figures}");
        assert!(number("buffer_ms") > 0.0, "it is measured: {figures}");
        assert!(number("dropouts") >= 0.0 && number("lost") >= 0.0, "and counted: {figures}");
    }
}
