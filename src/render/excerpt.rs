//! Rows of one pattern as a sound of their own, with all or some of its tracks: just what a rendering of these rows gives.

use super::mixdown::{Level, Request, Stage, Unrendered, Watch, Written, mix};
use super::place::Place;
use super::plan::Plan;
use super::stems::only;
use crate::dsp::units::SampleRate;
use crate::formats::audio::decode;
use crate::formats::wav::{Depth, of_floats};
use crate::instruments::sample::{SampleAudio, SampleBank};
use crate::instruments::sampler::zone::LAST_FRAME;
use crate::song::Song;
use crate::song::order::OrderEntry;
use std::io::Cursor;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Which part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The entry of the order list as which it plays; where that has another pattern, it plays by itself.
    pub order: u16,
    /// The pattern's number.
    pub pattern: u16,
    /// The rows.
    pub rows: RangeInclusive<u16>,
    /// The tracks that are heard, muted ones too; `None` is all as they are set.
    pub tracks: Option<Vec<usize>>,
}

impl Excerpt {
    /// The song that has nothing else in it, and what is to be rendered of that.
    pub fn plan(&self, song: &Song, rate: SampleRate) -> (Song, Plan) {
        let mut song = match &self.tracks {
            Some(tracks) => only(song, tracks, false),
            None => song.clone(),
        };
        let entries = Arc::make_mut(&mut song.order);
        let order = match entries.get_mut(usize::from(self.order)).filter(|it| it.pattern == self.pattern) {
            Some(entry) => {
                entry.repeats = 1;
                entry
                    .mutes
                    .retain(|track| !self.tracks.iter().flatten().any(|one| *one == usize::from(*track)));
                self.order
            }
            None => {
                *entries = vec![OrderEntry { pattern: self.pattern, ..OrderEntry::default() }];
                0
            }
        };
        let (first, behind) = (*self.rows.start(), self.rows.end().saturating_add(1));
        let (from, to) = (Place { order, row: first }, Some(Place { order, row: behind }));
        (song, Plan { rate, from, to, ..Plan::default() })
    }
}

/// Renders an excerpt, its tail included, as the bytes of a WAV file of floats.
///
/// # Errors
/// If nothing is heard of it, it lasts longer than zones can name (nearly six minutes at 48 kHz), or `watch` says stop.
pub fn excerpt(
    song: &Song,
    samples: &Arc<SampleBank>,
    what: &Excerpt,
    rate: SampleRate,
    watch: Watch,
) -> Result<(Written, Vec<u8>), Unrendered> {
    let (song, plan) = what.plan(song, rate);
    let longest = u64::from(LAST_FRAME);
    let span = plan.part(&song).map_err(Unrendered::Refused)?.span.0;
    if span > longest {
        let [long, most] = [span, longest].map(|frames| frames as f64 / f64::from(rate.0.max(1)));
        let why = format!("it lasts {long:.0} s; expected {most:.0} s or less");
        return Err(Unrendered::Refused(why));
    }
    let request = Request { plan, level: Level::AsItIs, depth: Depth::Float32, is_plain: false };
    let mut watch = |stage: Stage, part: f64| watch(stage, part);
    let (written, sink) = mix(&song, samples, &request, Cursor::new(Vec::new()), &mut watch)?;
    if written.loudness.true_peak.is_none() {
        return Err(Unrendered::Refused("nothing is heard of it".to_owned()));
    }
    Ok((written, sink.into_inner()))
}

/// The sound of an excerpt, from its bytes.
pub fn sound(bytes: &[u8]) -> Option<SampleAudio> {
    decode("excerpt.wav", bytes).ok().map(|decoded| decoded.audio)
}

/// The bytes of a WAV file of floats of a sound without its first frames, if these are silent and others come behind them.
pub fn begun_at(audio: &SampleAudio, first: u64) -> Option<Vec<u8>> {
    let first = usize::try_from(first).ok().filter(|first| (1..audio.frames()).contains(first))?;
    let channels = (0..audio.channels()).map(|index| audio.channel(index).split_at(first));
    let (before, behind): (Vec<&[f32]>, Vec<&[f32]>) = channels.unzip();
    let is_silent = before.iter().all(|channel| channel.iter().all(|sample| *sample == 0.0));
    let behind = behind.into_iter().map(<[f32]>::to_vec).collect();
    is_silent.then(|| of_floats(&SampleAudio::new(audio.rate(), behind)).ok()).flatten()
}

/// Whether a sound is heard just before a frame: louder than -60 dB in the hundredth of a second.
pub fn sounds_at(audio: &SampleAudio, frame: u64) -> bool {
    let end = usize::try_from(frame).unwrap_or(usize::MAX).min(audio.frames());
    let begin = end.saturating_sub(audio.rate() as usize / 100);
    let mut channels = (0..audio.channels()).map(|index| &audio.channel(index)[begin..end]);
    channels.any(|part| part.iter().any(|sample| sample.abs() > 1e-3))
}
