//! Encoders of another program: ffmpeg, where it is installed, makes what no free encoder of this language does.

use super::{Encoder, interleaved, other};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// The program.
const PROGRAM: &str = "ffmpeg";

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
            Kind::Aac => ("aac", &["-c:a", "aac", "-b:a", "256k", "-movflags", "+faststart", "-f", "ipod"]),
        }
    }
}

/// The kinds that ffmpeg makes here, and the first line in which it says what it is; none if it is not installed.
pub fn here() -> (Vec<Kind>, String) {
    let told = |argument: &[&str]| {
        let answer = Command::new(PROGRAM).args(argument).stdin(Stdio::null()).stderr(Stdio::null()).output();
        answer
            .ok()
            .filter(|answer| answer.status.success())
            .map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned())
    };
    let (Some(version), Some(encoders)) = (told(&["-version"]), told(&["-hide_banner", "-encoders"])) else {
        return (Vec::new(), String::new());
    };
    let has =
        |kind: &Kind| encoders.lines().any(|line| line.split_whitespace().nth(1) == Some(kind.words().0));
    (KINDS.into_iter().filter(has).collect(), version.lines().next().unwrap_or_default().to_owned())
}

struct Outside {
    running: Child,
    sink: Option<ChildStdin>,
    /// Why it took no more; what it says itself at its end tells more.
    fed: io::Result<()>,
}

/// A file of that rate.
///
/// # Errors
/// If ffmpeg cannot be started.
pub fn create(path: &Path, kind: Kind, rate: u32) -> io::Result<Box<dyn Encoder>> {
    let rate = rate.to_string();
    let mut command = Command::new(PROGRAM);
    command.args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-f", "f32le", "-ar", &rate]);
    command.args([
        "-ac",
        "2",
        "-i",
        "pipe:0",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
        "-flags:a",
        "+bitexact",
    ]);
    command.args(kind.words().1).arg(path);
    let mut running = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let sink = running.stdin.take();
    Ok(Box::new(Outside { running, sink, fed: Ok(()) }))
}

impl Encoder for Outside {
    fn take(&mut self, block: [&[f32]; 2]) -> io::Result<()> {
        for (left, right) in block[0].chunks(1 << 14).zip(block[1].chunks(1 << 14)) {
            let bytes: Vec<u8> =
                interleaved([left, right]).iter().flat_map(|sample| sample.to_le_bytes()).collect();
            if let (Some(sink), Ok(())) = (&mut self.sink, &self.fed) {
                self.fed = sink.write_all(&bytes);
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        drop(self.sink.take());
        let mut told = Vec::new();
        if let Some(mut errors) = self.running.stderr.take() {
            errors.read_to_end(&mut told)?;
        }
        if !self.running.wait()?.success() {
            let told = String::from_utf8_lossy(&told);
            return Err(other(format!("{PROGRAM}: {}", told.trim().lines().last().unwrap_or("it failed"))));
        }
        std::mem::replace(&mut self.fed, Ok(()))
    }
}

impl Drop for Outside {
    /// Where it is given up in the middle, nothing of it goes on.
    fn drop(&mut self) {
        drop(self.sink.take());
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}
