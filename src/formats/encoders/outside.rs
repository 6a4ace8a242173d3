//! Encoders of another program: ffmpeg, where it is installed, makes what no free encoder of this language does.

use super::{Encoder, interleaved, video};
use crate::formats::ffmpeg::{Fed, PROGRAM, file};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// The highest rate that its encoders take, in Hz.
pub const HIGHEST_RATE: u32 = 48_000;

/// A kind of file that ffmpeg makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Vorbis in Ogg.
    Vorbis,
    /// AAC in an MPEG-4 file.
    Aac,
}

/// All kinds.
pub const KINDS: [Kind; 2] = [Kind::Vorbis, Kind::Aac];

impl Kind {
    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Vorbis => "Vorbis",
            Kind::Aac => "AAC",
        }
    }

    /// The ending of its files, with the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Vorbis => ".ogg",
            Kind::Aac => ".m4a",
        }
    }

    /// What ffmpeg is told, and the name of the encoder that it needs.
    fn words(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Kind::Vorbis => ("libvorbis", &["-c:a", "libvorbis", "-q:a", "7", "-f", "ogg"]),
            Kind::Aac => ("aac", &AAC),
        }
    }
}

/// At such rates the coder that is called fast sounds better than the usual one (ffmpeg's commit fcb681ac of 2018).
const AAC: [&str; 10] =
    ["-c:a", "aac", "-aac_coder", "fast", "-b:a", "256k", "-movflags", "+faststart", "-f", "ipod"];

/// What there is of ffmpeg on this machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    /// The kinds that it makes.
    pub kinds: Vec<Kind>,
    /// Whether it makes videos.
    pub makes_videos: bool,
    /// The first line in which it says what it is; empty if it is not installed.
    pub program: String,
}

/// Asks ffmpeg what it can do.
pub fn here() -> Here {
    let told = |argument: &[&str]| {
        let answer = Command::new(PROGRAM).args(argument).stdin(Stdio::null()).stderr(Stdio::null()).output();
        answer
            .ok()
            .filter(|answer| answer.status.success())
            .map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned())
    };
    let (Some(version), Some(encoders)) = (told(&["-version"]), told(&["-hide_banner", "-encoders"])) else {
        return Here::default();
    };
    let has = |name: &str| encoders.lines().any(|line| line.split_whitespace().nth(1) == Some(name));
    Here {
        kinds: KINDS.into_iter().filter(|kind| has(kind.words().0)).collect(),
        makes_videos: video::ENCODERS.into_iter().all(has),
        program: version.lines().next().unwrap_or_default().to_owned(),
    }
}

struct Outside(Fed);

/// A file of that rate.
///
/// # Errors
/// If ffmpeg cannot be started.
pub fn create(path: &Path, kind: Kind, rate: u32) -> io::Result<Box<dyn Encoder>> {
    let rate = rate.to_string();
    let fed = Fed::start(|command| {
        command.args(["-f", "f32le", "-ar", &rate, "-ac", "2", "-i", "pipe:0", "-map_metadata", "-1"]);
        command.args(["-fflags", "+bitexact", "-flags:a", "+bitexact"]);
        command.args(kind.words().1).arg(file(path));
    })?;
    Ok(Box::new(Outside(fed)))
}

impl Encoder for Outside {
    fn take(&mut self, block: [&[f32]; 2]) -> io::Result<()> {
        for (left, right) in block[0].chunks(1 << 14).zip(block[1].chunks(1 << 14)) {
            let bytes: Vec<u8> =
                interleaved([left, right]).iter().flat_map(|sample| sample.to_le_bytes()).collect();
            self.0.feed(&bytes);
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.end()
    }
}
