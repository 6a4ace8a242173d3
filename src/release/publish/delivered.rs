//! Songs as they will be delivered, as far as that is known: before they are mastered only their titles and lengths are.

use crate::dsp::loudness::Measurement;
use crate::dsp::units::SampleRate;
use crate::formats::album::{Album, Track};
use crate::io::song_file::{self, Unopened};
use crate::io::sound_file;
use crate::release::master::report::Report;
use crate::release::master::sound::{each_own, is_song, title_of};
use crate::release::{Unreleased, WatchAll, each};
use std::path::Path;

/// What is softer than this is silence: −80 dB.
const SILENT: f32 = 1e-4;

/// A song as it will be delivered.
#[derive(Clone, Debug)]
pub struct Delivered {
    /// Its title.
    pub title: String,
    /// Its length in seconds; `None` as long as it has to be rendered to be known.
    pub seconds: Option<f64>,
    /// What its sound is like; `None` before it is mastered.
    pub sound: Option<Inside>,
}

/// What the sound of a master is like.
#[derive(Clone, Copy, Debug)]
pub struct Inside {
    /// Its true peak in dBTP.
    pub peak: f64,
    /// Its integrated loudness in LUFS; `None` for silence.
    pub loudness: Option<f64>,
    /// Silence at its beginning and at its end in seconds.
    pub silence: [f64; 2],
    /// Whether left and right are the same.
    pub is_mono: bool,
}

/// What is known of an album's songs before they are mastered.
///
/// # Errors
/// The first that cannot be read, or that `watch` said stop.
pub fn foreseen(album: &Album, folder: &Path, watch: WatchAll) -> Result<Vec<Delivered>, Unreleased> {
    each("reading", album.songs.len(), watch, |number, told| {
        let track: &Track = &album.songs[number];
        let path = folder.join(&track.file);
        let named = |reason: Unopened| Unreleased::from(reason).named_at(&track.place, &path);
        if is_song(&path) {
            let song = song_file::read(&path).map_err(named)?;
            let title = title_of(track, &song.settings.title);
            return Ok(Delivered { title, seconds: None, sound: None });
        }
        let mut seconds = 0.0;
        sound_file::read(&path, &mut |piece, part| {
            let frames = piece.channels.first().map_or(0, Vec::len);
            seconds += frames as f64 / f64::from(piece.rate.max(1));
            told(part)
        })
        .map_err(named)?;
        // Silence of the gap belongs to the file.
        let gap = if number + 1 < album.songs.len() { f64::from(track.placing.gap) } else { 0.0 };
        Ok(Delivered { title: title_of(track, ""), seconds: Some(seconds + gap), sound: None })
    })
}

/// What the masters in a folder are like.
///
/// # Errors
/// The first that cannot be read, or that `watch` said stop.
pub fn mastered(report: &Report, masters: &Path, watch: WatchAll) -> Result<Vec<Delivered>, Unreleased> {
    each("looking at the masters", report.songs.len(), watch, |number, told| {
        let song = &report.songs[number];
        let mut look = Look::default();
        each_own(&masters.join(&song.file), None, told, &mut |rate, block| {
            look.take(rate, block);
            Ok(())
        })?;
        Ok(look.finish(&song.title, &song.after))
    })
}

/// Looks at a master, block by block.
#[derive(Default)]
pub struct Look {
    rate: Option<SampleRate>,
    frames: u64,
    /// The first frame that is no silence, and the one behind the last.
    first: Option<u64>,
    last: u64,
    has_sides: bool,
}

impl Look {
    /// Takes a block.
    pub fn take(&mut self, rate: SampleRate, [left, right]: [&[f32]; 2]) {
        self.rate = Some(rate);
        self.has_sides |= left != right;
        let sounds = |(left, right): (&f32, &f32)| left.abs() > SILENT || right.abs() > SILENT;
        if let Some(first) = left.iter().zip(right).position(sounds) {
            self.first.get_or_insert(self.frames + first as u64);
        }
        if let Some(last) = left.iter().zip(right).rposition(sounds) {
            self.last = self.frames + last as u64 + 1;
        }
        self.frames += left.len() as u64;
    }

    /// A master of that title, of which that was measured.
    pub fn finish(self, title: &str, found: &Measurement) -> Delivered {
        let seconds = |frames: u64| frames as f64 / f64::from(self.rate.unwrap_or(SampleRate::STANDARD).0);
        let inside = Inside {
            peak: found.true_peak.unwrap_or(-200.0),
            loudness: found.integrated,
            silence: [seconds(self.first.unwrap_or(self.frames)), seconds(self.frames - self.last)],
            is_mono: !self.has_sides,
        };
        Delivered { title: title.to_owned(), seconds: Some(seconds(self.frames)), sound: Some(inside) }
    }
}
