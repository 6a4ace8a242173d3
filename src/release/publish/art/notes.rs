//! What a cover shows of each song: its notes, or how loud it is where there are none to be read.

use crate::formats::album::Album;
use crate::io::song_file;
use crate::release::master::report::{Report, SongReport};
use crate::release::master::sound::is_song;
use crate::sequencer::random::throw;
use crate::sequencer::score::{Moment, Score, Struck};
use crate::song::Song;
use std::path::Path;

/// The most notes of a song that are drawn.
const MOST: usize = 6_000;

/// A note.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// When, 0 to 1.
    pub turn: f32,
    /// How high, 0 to 1.
    pub height: f32,
    /// How loud, 0 to 1.
    pub level: f32,
    /// Which track.
    pub voice: usize,
}

/// A song.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ring {
    /// Its notes.
    pub dots: Vec<Dot>,
    /// How loud it is over time, 0 to 1, where no notes are known.
    pub levels: Vec<f32>,
}

impl Ring {
    /// A number that is another one for another song.
    pub fn seed(&self) -> u64 {
        let dots =
            self.dots.iter().map(|dot| u64::from(dot.turn.to_bits()) << 32 | u64::from(dot.height.to_bits()));
        let levels = self.levels.iter().map(|level| u64::from(level.to_bits()));
        dots.chain(levels).fold(0, |seed, part| throw(seed, &[part]))
    }
}

/// The rings of an album.
pub fn rings(album: &Album, report: &Report, folder: &Path) -> Vec<Ring> {
    let ring = |(track, about): (&crate::formats::album::Track, &SongReport)| {
        let path = folder.join(&track.file);
        let song = is_song(&path).then(|| song_file::read(&path).ok()).flatten();
        let dots = song.map(|song| dots(&song)).unwrap_or_default();
        if !dots.is_empty() {
            return Ring { dots, levels: Vec::new() };
        }
        let level =
            |level: &Option<f64>| level.map_or(0.0, |level| ((level + 40.0) / 40.0).clamp(0.02, 1.0) as f32);
        Ring { dots, levels: about.course_lufs.iter().map(level).collect() }
    };
    album.songs.iter().zip(&report.songs).map(ring).collect()
}

/// When a moment of a score is heard, in seconds.
fn seconds(score: &Score) -> impl Fn(Moment) -> f64 {
    let (mut parts, mut now) = (Vec::new(), 0.0);
    for (number, (begin, tempo)) in score.tempi.iter().enumerate() {
        let begin = begin.played.float();
        let a_beat = 60.0 / tempo.bpm();
        parts.push((begin, now, a_beat));
        let end = score.tempi.get(number + 1).map_or(begin, |(end, _)| end.played.float());
        now += (end - begin) * a_beat;
    }
    move |moment| {
        let beats = moment.played.float();
        let part = parts.iter().rev().find(|(begin, ..)| *begin <= beats);
        part.map_or(0.0, |(begin, seconds, a_beat)| seconds + (beats - begin) * a_beat)
    }
}

/// A note when it is heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// From then on, in seconds.
    pub begin: f64,
    /// Until then.
    pub end: f64,
    /// The MIDI key.
    pub key: u8,
    /// How loud, 0 to 1.
    pub level: f32,
    /// Which track.
    pub voice: usize,
}

/// The notes of a song when they are heard, in the order in which they are struck.
pub fn heard(song: &Song) -> Vec<Heard> {
    let score = Score::of(song);
    let seconds = seconds(&score);
    let one = |note: &Struck| Heard {
        begin: seconds(note.begin),
        end: seconds(note.end),
        key: note.key,
        level: note.velocity,
        voice: note.channel.track(),
    };
    score.notes.iter().map(one).collect()
}

/// The notes of a song as they are played; of very many every second, third and so on.
pub fn dots(song: &Song) -> Vec<Dot> {
    let score = Score::of(song);
    let seconds = seconds(&score);
    let length = seconds(score.end).max(f64::EPSILON);
    let dot = |note: &Struck| Dot {
        turn: (seconds(note.begin) / length) as f32,
        height: f32::from(note.key),
        level: note.velocity,
        voice: note.channel.track(),
    };
    let found: Vec<Dot> = score.notes.iter().map(dot).collect();
    let step = found.len().div_ceil(MOST).max(1);
    let mut found: Vec<Dot> = found.into_iter().step_by(step).collect();
    let heights = found.iter().map(|dot| dot.height);
    let (low, high) =
        heights.fold((f32::MAX, f32::MIN), |(low, high), height| (low.min(height), high.max(height)));
    for dot in &mut found {
        dot.height = if high > low { (dot.height - low) / (high - low) } else { 0.5 };
    }
    found
}
