//! The command line as types: what it takes, and the help that is printed from it.

pub mod release;

use crate::io::audio::Choice;
use crate::io::settings::Settings;
use crate::studio::listening::parse_address;
use crate::ui::run::Wishes;
use clap::{Args, Parser, Subcommand};
use release::{FeedbackArguments, MasterArguments, MeasureArguments, PublishArguments, ServeArguments};
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

/// A music studio in a terminal.
///
/// Without a command the screen opens with SONG, or with the song that was open last.
#[derive(Debug, Parser)]
#[command(name = "segno", version, args_conflicts_with_subcommands = true, after_help = EXIT_CODES)]
pub struct Everything {
    /// What every command takes.
    #[command(flatten)]
    pub globals: Globals,
    /// What the screen takes.
    #[command(flatten)]
    pub screen: ScreenArguments,
    /// What to do instead of opening the screen.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 the input is at fault, 2 the command line is at fault, \
     3 the machine is at fault (device, disk, permission), 130 interrupted.";

/// What every command takes.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Globals {
    /// Print one JSON document instead of text, where there is a result to print
    #[arg(long, global = true)]
    pub json: bool,
    /// No progress and no notices, only results and faults
    #[arg(long, global = true)]
    pub quiet: bool,
}

/// What the screen takes.
#[derive(Args, Clone, Debug, Default)]
pub struct ScreenArguments {
    /// The song to open
    pub song: Option<PathBuf>,
    /// Its sound, keys and colours.
    #[command(flatten)]
    pub seat: SeatArguments,
    /// Few redraws, for slow lines
    #[arg(long)]
    pub frugal: bool,
    /// Open a page on this machine that plays the song in a browser; its address is told and copied
    #[arg(long)]
    pub listen: bool,
    /// The same, open to other machines too: the address (and port) of this one at which whoever knows the page's whole address may listen
    #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
    pub listen_on: Option<SocketAddr>,
    /// Keep song and sound in this terminal's own process: nothing goes on when it goes
    #[arg(long)]
    pub alone: bool,
    /// Be the process that owns song and sound, without a terminal.
    #[arg(long, hide = true)]
    pub owner: bool,
    /// Begin the tour.
    #[arg(long, hide = true)]
    pub teach: bool,
}

impl ScreenArguments {
    /// The words that the process needs which owns song and sound.
    pub fn of_owner(&self) -> Vec<OsString> {
        let SeatArguments {
            sound: SoundArguments { silent, device, rate, buffer },
            input,
            keymap,
            theme,
            screen_reader: _,
        } = &self.seat;
        let flags =
            [("--owner", true), ("--teach", self.teach), ("--silent", *silent), ("--listen", self.listen)];
        let mut words: Vec<OsString> =
            flags.iter().filter(|(_, given)| *given).map(|(flag, _)| flag.into()).collect();
        let numbers = [rate, buffer].map(|number| number.map(|number| number.to_string()));
        let [rate, buffer] = numbers;
        for (name, value) in [
            ("--device", device.clone()),
            ("--input", input.clone()),
            ("--rate", rate),
            ("--buffer", buffer),
            ("--listen-on", self.listen_on.map(|address| address.to_string())),
            ("--keymap", keymap.clone()),
            ("--theme", theme.clone()),
        ] {
            words.extend(value.map(|value| format!("{name}={value}").into()));
        }
        if let Some(song) = &self.song {
            words.extend(["--".into(), song.into()]);
        }
        words
    }
}

/// What the screen takes with whichever song.
#[derive(Args, Clone, Debug, Default)]
pub struct SeatArguments {
    /// Where the sound goes.
    #[command(flatten)]
    pub sound: SoundArguments,
    /// The device that sound is recorded from, as `segno devices` names it, or a part of its name
    #[arg(long, value_name = "DEVICE")]
    pub input: Option<String>,
    /// The key map: a name, or a file
    #[arg(long, value_name = "NAME")]
    pub keymap: Option<String>,
    /// The theme: a name, or a file
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Lines of words in place of pictures, for screen readers and braille
    #[arg(long)]
    pub screen_reader: bool,
}

/// Where the sound goes.
#[derive(Args, Clone, Debug, Default)]
pub struct SoundArguments {
    /// No sound: music time runs on a timer
    #[arg(long)]
    pub silent: bool,
    /// The sound device, as `segno devices` names it, or a part of its name
    #[arg(long, value_name = "DEVICE")]
    pub device: Option<String>,
    /// Frames per second
    #[arg(long, value_name = "HZ", value_parser = clap::value_parser!(u32).range(8_000..=192_000))]
    pub rate: Option<u32>,
    /// Frames of one buffer: fewer is quicker, more is safer
    #[arg(long, value_name = "FRAMES", value_parser = clap::value_parser!(u32).range(16..=8_192))]
    pub buffer: Option<u32>,
}

impl From<&SoundArguments> for Choice {
    fn from(arguments: &SoundArguments) -> Choice {
        let SoundArguments { silent, device, rate, buffer } = arguments.clone();
        Choice { silent, device, rate, buffer, channels: None }
    }
}

/// What segno does without its screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new song file; --json: path, template and title
    New(NewArguments),
    /// Play a song without the screen; --json: how long it played, and where it ended
    Play(PlayArguments),
    /// Render a song into a sound file, faster than it plays
    Render(RenderArguments),
    /// Show a session again that runs without this terminal
    Attach(AttachArguments),
    /// List the sessions that run
    Sessions,
    /// Take a session off the terminals that show it; it goes on
    Detach {
        /// The session, as `segno sessions` names it; not needed where there is only one
        name: Option<String>,
    },
    /// Write a song as a MIDI file or as a score
    Export(ExportArguments),
    /// List the faults that a rehearsal would show, and what mends them
    ///
    /// Each with its place and what would mend it. Errors and warnings that the song does not accept make the exit code 1.
    Check(CheckArguments),
    /// Show a song that runs on another machine, over ssh, and hear it here
    Connect(ConnectArguments),
    /// Measure loudness, peaks, width and spectrum of sound files and songs
    Measure(MeasureArguments),
    /// Master an album: its songs at one loudness, under one ceiling
    Master(MasterArguments),
    /// Publish an album: files for shops and listeners, tagged, and what shops would refuse
    Publish(PublishArguments),
    /// Put what listeners said onto the rows of a song, as remarks
    Feedback(FeedbackArguments),
    /// Show a release in a browser on this machine
    Serve(ServeArguments),
    /// List the sound systems and devices
    Devices,
    /// Say what works here and what to install
    Doctor,
    /// Measure how fast this machine is
    Bench,
    /// Ten steps to a first loop, at the screen itself
    Tour(SeatArguments),
    /// List the commands of the screen with their keys
    Keys {
        /// The key map: a name, or a file
        #[arg(long, value_name = "NAME")]
        keymap: Option<String>,
    },
    /// List the effects of the pattern grid
    Effects,
    /// List the instruments and their parameters
    Instruments,
    /// List what curves and `&xx` can move, by the names that they give it
    Parameters,
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write one page per command
    Manual {
        /// Write segno.1, segno-play.1 … into this folder
        #[arg(long, value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
}

/// How a session that runs is shown.
#[derive(Args, Clone, Debug, Default)]
pub struct LookArguments {
    /// The theme: a name, or a file there
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Few redraws, for slow lines
    #[arg(long)]
    pub frugal: bool,
    /// Lines of words in place of pictures, for screen readers and braille
    #[arg(long)]
    pub screen_reader: bool,
}

impl LookArguments {
    /// What is wanted of the screen; `--frugal` may be a setting too.
    pub fn wishes(&self, settings: &Settings) -> Wishes {
        let LookArguments { theme, frugal, screen_reader } = self.clone();
        Wishes { theme, frugal: frugal || settings.frugal == Some(true), screen_reader, ..Wishes::default() }
    }
}

/// Arguments of `segno attach`.
#[derive(Args, Debug)]
pub struct AttachArguments {
    /// The session, as `segno sessions` names it; not needed where there is only one
    pub name: Option<String>,
    /// Only look: nothing can be changed from this seat
    #[arg(long)]
    pub watch: bool,
    /// What others at the song see you called
    #[arg(long = "as", value_name = "NAME")]
    pub called: Option<String>,
    /// How it is shown.
    #[command(flatten)]
    pub look: LookArguments,
    /// Speak the sessions' protocol on standard input and output.
    #[arg(long, hide = true)]
    pub pipe: bool,
    /// The song whose session is meant, which is started if it does not run.
    #[arg(long, hide = true, value_name = "SONG")]
    pub song: Option<PathBuf>,
}

/// Arguments of `segno connect`.
#[derive(Args, Debug)]
pub struct ConnectArguments {
    /// The machine, as ssh takes it
    #[arg(value_name = "USER@HOST")]
    pub host: String,
    /// The song there; not needed where one session runs
    pub song: Option<String>,
    /// Where the sound goes here.
    #[command(flatten)]
    pub sound: SoundArguments,
    /// Samples as they are in place of Opus, 1.5 Mbit/s
    #[arg(long)]
    pub pcm: bool,
    /// How segno is called there
    #[arg(long, value_name = "PROGRAM", default_value = "segno")]
    pub program: String,
    /// How it is shown.
    #[command(flatten)]
    pub look: LookArguments,
}

/// Arguments of `segno new`.
#[derive(Args, Debug)]
pub struct NewArguments {
    /// The file to make; one that exists is left alone
    pub song: PathBuf,
    /// What to start from
    #[arg(long, value_name = "TEMPLATE", default_value = "empty", value_parser = super::new::names())]
    pub template: String,
}

/// Arguments of `segno play`.
#[derive(Args, Debug)]
pub struct PlayArguments {
    /// The song
    pub song: PathBuf,
    /// Begin at a section, or at an entry of the order list (from 0) and a row
    #[arg(long, value_name = "SECTION|ORDER:ROW")]
    pub from: Option<String>,
    /// From the start again when it ends
    #[arg(long = "loop")]
    pub repeat: bool,
    /// Write the sound to standard output instead: 32-bit floats, little-endian, left and right in turn
    #[arg(long)]
    pub stdout: bool,
    /// Where the sound goes.
    #[command(flatten)]
    pub sound: SoundArguments,
}

/// Arguments of `segno render`.
#[derive(Args, Debug)]
pub struct RenderArguments {
    /// The song
    pub song: PathBuf,
    /// The file to write; its ending says which kind: .wav, .flac, .mp3, .opus, and with ffmpeg .ogg and .m4a
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Frames per second
    #[arg(long, value_name = "HZ", default_value = "48000", value_parser = clap::value_parser!(u32).range(8_000..=192_000))]
    pub rate: u32,
    /// How samples are stored in .wav and .flac: integers of 16 or 24 bits, dithered, or (.wav) 32-bit floats
    #[arg(long, value_name = "BITS", default_value = "24", value_parser = super::render::depths())]
    pub bits: String,
    /// Frames computed at once; changes nothing in the file
    #[arg(long, value_name = "FRAMES", default_value = "1024", value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub block: u32,
    /// Write each track into this folder too, as its fader, the returns and the master fader give it, without the limiter
    #[arg(long, value_name = "DIR")]
    pub stems: Option<PathBuf>,
    /// Begin at a section, or at an entry of the order list (from 0) and a row
    #[arg(long, value_name = "SECTION|ORDER:ROW")]
    pub from: Option<String>,
    /// End where this section or row begins; what still sounds then fades
    #[arg(long, value_name = "SECTION|ORDER:ROW")]
    pub to: Option<String>,
    /// How often it is played
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub loops: u32,
    /// Bring it to this integrated loudness: made louder or softer before the limiter
    #[arg(long, value_name = "LUFS", allow_negative_numbers = true, conflicts_with = "peak", value_parser = super::render::level)]
    pub lufs: Option<f64>,
    /// Bring its true peak to this level: everything multiplied behind the limiter
    #[arg(long, value_name = "DBTP", allow_negative_numbers = true, value_parser = super::render::level)]
    pub peak: Option<f64>,
    /// What chance in the song comes from, instead of the song's own seed
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

/// Arguments of `segno export`.
#[derive(Args, Debug)]
pub struct ExportArguments {
    /// The song
    pub song: PathBuf,
    /// The file to write; its ending says which kind: .mid (Standard MIDI File), .musicxml (score)
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
}

/// Arguments of `segno check`.
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// The song
    pub song: PathBuf,
    /// Listen to it as well: render the mix and each track, and list the faults that are heard
    #[arg(long)]
    pub audio: bool,
}
