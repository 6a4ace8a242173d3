//! `segno play`: a song, heard without the screen.

use super::arguments::{Globals, PlayArguments};
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::print;
use crate::dsp::units::SampleRate;
use crate::dsp::units::clock;
use crate::engine::link::{AudioEnd, StudioEnd, connect};
use crate::engine::message::{FromEngine, Snapshot, ToEngine};
use crate::io::audio::{Choice, Output};
use crate::io::paths::folder_of;
use crate::io::standard_error::StandardError;
use crate::io::{sample_files, song_file, streaming};
use crate::render::place::Place;
use crate::render::tail::{Ending, SILENT};
use crate::sequencer::player::{Playing, Position};
use crate::song::Song;
use crate::song::unknown;
use serde_json::json;
use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Plays until the song and its tail are over, or the user stops it.
pub fn run(arguments: &PlayArguments, globals: Globals) -> Outcome {
    if arguments.stdout && globals.json {
        let message = "--stdout and --json both want standard output; leave one of them out";
        return Err(Failure::Arguments(message.to_owned()));
    }
    let song = song_file::read(&arguments.song)?;
    let from = arguments.from.as_deref().map(|from| Place::find(&song, from)).transpose();
    let from = from.map_err(Failure::Arguments)?.unwrap_or_default();
    let playing = Playing::Song { order: from.order, row: from.row, repeat: arguments.repeat };
    let samples = sample_files::load_all(folder_of(&arguments.song), &song);
    if !globals.quiet {
        let told = unknown::sentence(&song).into_iter().chain(samples.sentences());
        told.for_each(|sentence| eprintln!("{sentence}"));
    }
    let snapshot = Arc::new(Snapshot { song: Arc::new(song), samples: Arc::new(samples.bank) });
    let stop = interrupt::flag()?;
    let choice = Choice::from(&arguments.sound);
    if arguments.stdout {
        let rate = choice.rate.map_or(SampleRate::STANDARD, SampleRate);
        return to_standard_output(start(rate, snapshot, playing), &stop);
    }
    let machine = |error: std::io::Error| Failure::Machine(format!("could not start the sound: {error}"));
    let held = StandardError::collect().map_err(machine)?;
    let mut messages = held.original().map_err(machine)?;
    let rate = choice.sample_rate();
    let (mut studio, audio) = start(rate, Arc::clone(&snapshot), playing);
    studio.take_fetching().map_or(Ok(()), streaming::start).map_err(machine)?;
    let output = Output::start(choice, rate, Box::new(audio)).map_err(machine)?;
    let clock = messages.is_terminal() && !globals.quiet;
    let mut performance = Performance::new(studio);
    let stopped = loop {
        let over = performance.follow();
        if !globals.quiet {
            for notice in output.notices() {
                let _ = writeln!(messages, "{}{notice}", if clock { "\r\x1b[K" } else { "" });
            }
        }
        if clock {
            let _ = write!(messages, "\r{}\x1b[K", performance.line(&snapshot.song));
        }
        if over || stop.load(Ordering::Relaxed) {
            break !over;
        }
        std::thread::sleep(Duration::from_millis(30));
    };
    if !stopped && output.vitals().on_device() {
        let latency = f64::from(output.vitals().latency()) / f64::from(rate.0.max(1));
        std::thread::sleep(Duration::from_secs_f64(latency.min(2.0) + 0.2));
    }
    let late = output.vitals().late() + output.vitals().xruns();
    let on_device = output.vitals().on_device();
    drop(output);
    if clock {
        let _ = writeln!(messages);
    }
    if late > 0 && !globals.quiet {
        let _ = writeln!(messages, "late callbacks: {late}");
    }
    if globals.json {
        print::json(&json!({
            "path": arguments.song,
            "played_s": performance.now as f64 / f64::from(rate.0.max(1)),
            "ended": !stopped,
            "order": performance.position.map(|position| position.order),
            "row": performance.position.map(|position| position.row),
            "on_device": on_device,
            "late_callbacks": late,
        }))?;
    }
    if stopped { Err(Failure::Interrupted) } else { Ok(()) }
}

/// An engine that has been told to play.
fn start(rate: SampleRate, snapshot: Arc<Snapshot>, playing: Playing) -> (StudioEnd, AudioEnd) {
    let (mut studio, audio) = connect(rate);
    studio.send(ToEngine::Snapshot(snapshot));
    studio.send(ToEngine::Play(playing));
    (studio, audio)
}

/// Writes the performance as 32-bit floats, as fast as they are taken. Silence after the end waits until something follows.
fn to_standard_output((studio, mut audio): (StudioEnd, AudioEnd), stop: &AtomicBool) -> Outcome {
    /// Frames computed at once.
    const BLOCK: usize = 1_024;
    let mut out = std::io::stdout().lock();
    if out.is_terminal() {
        let message = "standard output is a terminal; send it into a program or a file";
        return Err(Failure::Arguments(message.to_owned()));
    }
    let mut performance = Performance::new(studio);
    let mut samples = vec![0.0f32; BLOCK * 2];
    let mut waiting = Vec::new();
    let mut made = 0;
    while !performance.follow() {
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
        audio.fill_interleaved(&mut samples, 2);
        let loud = samples.iter().any(|sample| sample.abs() > SILENT);
        for frame in samples.chunks_exact(2) {
            let fade = performance.ended.map_or(1.0, |end| performance.ending.fade(end, made));
            waiting.extend(frame.iter().flat_map(|sample| (sample * fade).to_le_bytes()));
            made += 1;
        }
        if performance.ended.is_some() && !loud {
            continue;
        }
        match out.write_all(&waiting) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => {
                return Err(Failure::Machine(format!("could not write to standard output: {error}")));
            }
            Ok(()) => waiting.clear(),
        }
    }
    out.flush().map_err(|error| Failure::Machine(format!("could not write to standard output: {error}")))
}

/// A performance as its reports tell it.
struct Performance {
    studio: StudioEnd,
    ending: Ending,
    position: Option<Position>,
    tempo: f64,
    now: u64,
    /// The frame at which the song ended, and the last at which it was heard.
    ended: Option<u64>,
    heard: u64,
}

impl Performance {
    fn new(studio: StudioEnd) -> Performance {
        let ending = Ending::new(studio.rate());
        Performance { studio, ending, position: None, tempo: 0.0, now: 0, ended: None, heard: 0 }
    }

    /// Takes the newest reports; whether song and tail are over.
    fn follow(&mut self) -> bool {
        self.studio.turn();
        while let Some(report) = self.studio.receive() {
            match report {
                FromEngine::Position { at, position, tempo } => {
                    self.now = self.now.max(at.0);
                    if position.is_some() {
                        (self.position, self.tempo) = (position, tempo as f64 / 65_536.0);
                    } else if self.ended.is_none() {
                        self.ended = Some(at.0);
                    }
                }
                FromEngine::Meters(meters) => {
                    self.now = self.now.max(meters.at.0);
                    if meters.master.iter().any(|peak| *peak > SILENT) {
                        self.heard = meters.at.0;
                    }
                }
                FromEngine::NotFinite { .. }
                | FromEngine::Reductions { .. }
                | FromEngine::Clock(_)
                | FromEngine::HandedOver { .. }
                | FromEngine::Performing { .. }
                | FromEngine::Probed { .. } => {}
            }
        }
        self.ended.is_some_and(|end| self.ending.is_over(end, self.heard, self.now))
    }

    /// The clock: time, place, section, tempo.
    fn line(&self, song: &Song) -> String {
        let time = clock((self.now / u64::from(self.studio.rate().0.max(1))) as f64);
        let Some(position) = self.position else { return String::new() };
        let before = song.order.iter().take(usize::from(position.order) + 1).rev();
        let section = before.filter_map(|entry| entry.section.as_deref()).next().unwrap_or_default();
        let (order, row) = (position.order, position.row);
        format!("{time}  {order}:{row:<3}  {section}  {:.2} BPM", self.tempo)
    }
}
