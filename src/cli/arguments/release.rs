//! The arguments of what measures, masters and publishes.

use clap::Args;
use std::path::PathBuf;

/// Arguments of `segno measure`.
#[derive(Args, Debug)]
pub struct MeasureArguments {
    /// Sound files (WAV, AIFF, FLAC, MP3, Ogg, MP4, CAF) and songs (.ron)
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Compare the spectrum with that of this file, song or album, or of pink noise (pink)
    #[arg(long, value_name = "FILE")]
    pub reference: Option<PathBuf>,
}

/// Arguments of `segno master`.
#[derive(Args, Debug)]
pub struct MasterArguments {
    /// The album (.ron), as docs/ALBUM.md describes it
    pub album: PathBuf,
    /// The folder of the masters and their report; it appears when all is done, in place of an older one
    #[arg(short, long, value_name = "DIR")]
    pub output: PathBuf,
    /// Work out tone and levels anew, also where those of the older masters in that folder would be within 0.1 dB
    #[arg(long)]
    pub fresh: bool,
}

/// Arguments of `segno publish`.
#[derive(Args, Debug)]
pub struct PublishArguments {
    /// The album (.ron), as docs/ALBUM.md describes it
    pub album: PathBuf,
    /// The folder of the release; it appears when all is done, in place of an older one
    #[arg(short, long, value_name = "DIR", required_unless_present = "check")]
    pub output: Option<PathBuf>,
    /// Only say what services and distributors would refuse; write nothing. Songs are mastered for that only where nothing
    /// would be refused without
    #[arg(long)]
    pub check: bool,
    /// Leave out the stems, which take the most time and room
    #[arg(long)]
    pub no_stems: bool,
    /// Work out tone and levels anew, also where those of the older release in that folder would be within 0.1 dB
    #[arg(long)]
    pub fresh: bool,
}

/// Arguments of `segno serve`.
#[derive(Args, Debug)]
pub struct ServeArguments {
    /// The folder of the release, as `segno publish` made it
    pub folder: PathBuf,
    /// The port on loopback; 0 is any that is free
    #[arg(long, value_name = "PORT", default_value = "0")]
    pub port: u16,
}

/// Arguments of `segno feedback`.
#[derive(Args, Debug)]
pub struct FeedbackArguments {
    /// The comments: JSON (as the pages of a release give it), CSV, WebVTT, SRT, or lines such as `1:23 text`
    pub file: PathBuf,
    /// The song, whose file is changed
    pub song: PathBuf,
    /// Leave out lines that cannot be read; otherwise nothing is taken from a file that has some
    #[arg(long)]
    pub skip_bad: bool,
    /// The song's title in the file, where that is to several songs
    #[arg(long, value_name = "TITLE")]
    pub track: Option<String>,
    /// The other way: write the song's remarks into the file
    #[arg(long, conflicts_with_all = ["skip_bad", "track"])]
    pub export: bool,
    /// Write over a file that is there already
    #[arg(long, requires = "export")]
    pub force: bool,
}
