//! `segno connect`: a song that runs on another machine, shown and heard here.

use super::arguments::{ConnectArguments, Globals};
use super::attach::part;
use super::open::{choice, need_terminal, options};
use super::outcome::{Failure, Outcome};
use crate::io::audio::Output;
use crate::io::listening::hub::Codec;
use crate::io::listening::receiver::{Receiver, State};
use crate::io::paths::Folders;
use crate::io::settings::Settings;
use crate::io::standard_error::StandardError;
use crate::session::calling::greet;
use crate::session::client::{Hearing, Parting, show};
use crate::session::keyboards::{Keyboards, Slot};
use crate::session::protocol::Hello;
use crate::session::remote::Call;
use crate::ui::run::Wishes;
use crate::ui::terminal::console::Console;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The first and the longest wait before the other machine is called again.
const WAITS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(30)];

/// How long ssh may take to say why it has ended.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Names another program in the place of `ssh`.
const SSH: &str = "SEGNO_SSH";

/// The line of one call, until it ends.
struct Line<'a> {
    arguments: &'a ConnectArguments,
    ssh: OsString,
    wishes: Wishes,
    settings: Settings,
    hearing: Hearing,
    held: Arc<StandardError>,
}

/// Why there is no line.
enum Uncalled {
    /// It does not come about now: the words of whoever says so.
    Now(String),
    /// It never will.
    Ever(Failure),
}

/// Shows and plays it until it ends there, one leaves, or this terminal goes. When the line goes it is called again.
///
/// # Errors
/// If there is no terminal, nobody answers at the first call, or in the words of the other side.
pub fn run(arguments: &ConnectArguments, globals: Globals) -> Outcome {
    need_terminal()?;
    let machine = |error: io::Error| Failure::Machine(format!("could not start the sound: {error}"));
    let (settings, _) = Settings::read(&Settings::file(&Folders::of_user_or_temporary().config));
    let wishes = arguments.look.wishes(&settings);
    let held = Arc::new(StandardError::collect().map_err(machine)?);
    let mut messages = held.original().map_err(machine)?;
    let choice = choice(&arguments.sound, &settings);
    let rate = choice.sample_rate();
    let (receiver, speaker) = Receiver::new(rate.0);
    let ear = Arc::new(Mutex::new(receiver));
    let output = Output::start(choice, rate, Box::new(speaker)).map_err(machine)?;
    let codec = if arguments.pcm { Codec::Pcm } else { Codec::Opus };
    let slot = Slot::default();
    let keyboards = Keyboards::start(slot.clone()).map_err(machine)?;
    let hearing = Hearing { codec, ear: Arc::clone(&ear), slot };
    let ssh = std::env::var_os(SSH).unwrap_or_else(|| "ssh".into());
    // Whatever closes last, sound systems say what they say into what is collected.
    let line = Line { arguments, ssh, wishes, settings, hearing, held: Arc::clone(&held) };
    let parting = line.keep(&mut messages)?;
    if !globals.quiet {
        let state = ear.lock().unwrap_or_else(PoisonError::into_inner).state();
        for notice in output.notices() {
            let _ = writeln!(messages, "{notice}");
        }
        let State { heard, dropouts, lost, target, .. } = state;
        let _ = writeln!(
            messages,
            "heard {heard:.1} s with {dropouts} drop-outs and {lost} lost packets; {target:.0} ms waited here"
        );
    }
    drop(keyboards);
    drop(output);
    drop(line);
    drop(held);
    part(&parting, globals)
}

impl Line<'_> {
    /// Calls, shows, and calls again when the line has gone.
    fn keep(&self, messages: &mut File) -> Result<crate::ui::terminal::line::Farewell, Failure> {
        let (mut wait, mut has_been) = (WAITS[0], false);
        loop {
            match self.show(messages) {
                Ok(Parting::Farewell(farewell)) => return Ok(farewell),
                Ok(Parting::Lost) => (wait, has_been) = (WAITS[0], true),
                Err(Uncalled::Ever(failure)) => return Err(failure),
                Err(Uncalled::Now(text)) if !has_been => return Err(Failure::Machine(text)),
                Err(Uncalled::Now(text)) => _ = writeln!(messages, "{text}"),
            }
            let host = &self.arguments.host;
            let seconds = wait.as_secs();
            let text = format!("the line to {host} is gone; the song goes on there");
            let _ = writeln!(messages, "{text}. Called again in {seconds} s; Ctrl-C leaves it");
            std::thread::sleep(wait);
            wait = (wait * 2).min(WAITS[1]);
        }
    }

    /// One call, from its begin to its end.
    fn show(&self, messages: &mut File) -> Result<Parting, Uncalled> {
        let ConnectArguments { host, song, program, .. } = self.arguments;
        let (mut stream, call) = Call::begin(&self.ssh, host, program, song.as_deref()).map_err(|error| {
            let ssh = self.ssh.display();
            Uncalled::Ever(Failure::Machine(format!("could not start {ssh}: {error}")))
        })?;
        let greeted = greet(&mut stream, &Hello::new(Some(self.wishes.clone())));
        let mut say = |call: &Call| {
            call.said().iter().for_each(|line| _ = writeln!(messages, "{line}"));
        };
        let welcome = match greeted {
            Ok(welcome) => {
                say(&call);
                welcome
            }
            Err(error) => {
                // What ssh says last comes by another way.
                std::thread::sleep(LAST_WORDS);
                say(&call);
                let text = match error.kind() {
                    // Words of segno's own there.
                    io::ErrorKind::Other => format!("segno on {host}: {error}"),
                    _ => format!("segno on {host} cannot be reached: {error}"),
                };
                // Only a line that has not come about may come about later.
                let ended =
                    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset);
                return Err(if ended { Uncalled::Now(text) } else { Uncalled::Ever(Failure::Machine(text)) });
            }
        };
        let unshown = |error: io::Error| {
            Uncalled::Ever(Failure::Machine(format!("could not open the screen: {error}")))
        };
        let console =
            Console::open(options(&self.settings), Some(Arc::clone(&self.held))).map_err(unshown)?;
        let parting = show(stream, &welcome, console, Some(self.hearing.clone())).map_err(unshown)?;
        say(&call);
        Ok(parting)
    }
}
