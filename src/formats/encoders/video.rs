//! Videos, which ffmpeg makes: pictures one after the other, and a part of a sound file beside them.

use crate::formats::ffmpeg::{Fed, file};
use std::io;
use std::path::Path;
use std::process::Command;

/// The encoders of ffmpeg that it takes: H.264 and AAC, which every phone plays.
pub(super) const ENCODERS: [&str; 2] = ["libx264", "aac"];

/// What a video is like.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Pixels of a picture's row, and its rows.
    pub size: (usize, usize),
    /// So many pixels of the video stand for one of a picture, in both directions.
    pub larger: usize,
    /// Pictures of a second.
    pub a_second: u32,
    /// From where in the sound file, and for how long, in seconds.
    pub part: (f64, f64),
}

/// A video in the making.
pub struct Video(Fed);

impl Video {
    /// Begins an MP4 file with the sound of `sound`.
    ///
    /// # Errors
    /// If ffmpeg cannot be started.
    pub fn create(path: &Path, sound: &Path, form: Form) -> io::Result<Video> {
        let Form { size: (width, height), larger, a_second, part: (from, seconds) } = form;
        let (rate, size) = (a_second.to_string(), format!("{width}x{height}"));
        let (from, seconds) = (format!("{from:.6}"), format!("{seconds:.6}"));
        let scale = format!("scale={}:{}:flags=neighbor,format=yuv420p", width * larger, height * larger);
        let told = |command: &mut Command| {
            command.args(["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", &size, "-r", &rate, "-i", "pipe:0"]);
            command.args(["-ss", &from, "-t", &seconds, "-i"]).arg(file(sound));
            command.args(["-map", "0:v", "-map", "1:a", "-map_metadata", "-1", "-vf", &scale]);
            // As many threads as these on any machine: their number changes the bytes.
            command.args(["-c:v", ENCODERS[0], "-preset", "veryfast", "-crf", "21", "-threads", "2"]);
            command.args(["-c:a", ENCODERS[1], "-b:a", "192k", "-t", &seconds]);
            command.args(["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]);
            command.args(["-movflags", "+faststart", "-f", "mp4"]).arg(file(path));
        };
        Fed::start(told).map(Video)
    }

    /// Takes the next picture: red, green and blue of each pixel. Whether it wants more.
    pub fn take(&mut self, pixels: &[u8]) -> bool {
        self.0.feed(pixels);
        self.0.is_hungry()
    }

    /// Ends the file.
    ///
    /// # Errors
    /// In the words of ffmpeg.
    pub fn finish(self) -> io::Result<()> {
        self.0.end()
    }
}
