//! One zone of a playing note: where it is in its sample, how loud it is and how fast it goes.

use super::Patch;
use super::line::Part;
use super::reader::Reader;
use super::zone::Zone;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::units::{Decibels, SampleRate, Semitones};
use crate::instruments::onward::Onward;
use crate::instruments::sample::SampleAudio;
use crate::instruments::voice::{Context, NoteStart};

/// One playing zone.
#[derive(Clone, Copy, Debug, Default)]
pub struct Layer {
    /// Its index in the patch.
    pub zone: u16,
    /// Its place in the sample.
    pub reader: Reader,
    /// Linear level of the zone, left and right.
    pub gain: [f32; 2],
    /// The key of the note.
    key: u8,
    tuned: Tuned,
}

/// A pitch as the speed through a sample, computed anew only when something moves.
#[derive(Clone, Copy, Debug, Default)]
struct Tuned {
    pitch: f32,
    tune: f32,
    track: f32,
    root: u8,
    rate: u32,
    /// Frames of the sample for each frame of sound, with 32 binary digits.
    step: u64,
}

impl Layer {
    /// Zone `index` of a patch, for a note; `None` where its sample is missing or over before it begins.
    pub fn new(patch: &Patch, index: usize, note: &NoteStart, context: &Context) -> Option<Layer> {
        let zone = patch.zones.get(index)?;
        let audio = context.samples.get(zone.sample.into())?;
        let (whole, reversed) = (Part::of(zone, audio), (patch.reverse > 0.5) != zone.reverse);
        let cut = (1.0 - patch.end).clamp(0.0, 1.0);
        let part = whole.without(cut, reversed);
        let (origin, end) = if reversed { (0, part.length()) } else { (part.start, part.end) };
        let skipped = (f64::from(patch.start) * whole.length() as f64) as u64;
        let slice = match note.slice {
            Some(number) => u64::from(*zone.slices.get(usize::from(number))?),
            None => origin as u64,
        };
        // An offset that leads behind the sample's end is ignored, as in Impulse Tracker.
        let begin = slice + skipped;
        let offset = Some(begin + u64::from(note.offset)).filter(|first| *first < end as u64);
        let level = Decibels(zone.volume).gain();
        Some(Layer {
            zone: index as u16,
            reader: Reader::new(offset.unwrap_or(begin), reversed, part)?.without(cut),
            gain: [level * (1.0 - zone.pan).min(1.0), level * (1.0 + zone.pan).min(1.0)],
            key: note.key,
            tuned: Tuned::default(),
        })
    }

    /// How it goes on from here at a pitch and levels that stay.
    #[inline]
    pub fn onward(
        &self,
        (zone, audio): (&Zone, &SampleAudio),
        (kind, step): (Interpolation, u64),
        gains: [f32; 2],
    ) -> Onward {
        let clear = self.reader.clear(zone, audio, kind);
        Onward { place: self.reader.place(), step, clear, gains, sample: zone.sample, kind }
    }

    /// Frames of the sample for each frame of sound at a pitch, with 32 binary digits.
    #[inline]
    pub fn step(&mut self, zone: &Zone, pitch: Semitones, audio: &SampleAudio, rate: SampleRate) -> u64 {
        let Zone { tune, root, pitch_track, .. } = *zone;
        let now = Tuned { pitch: pitch.0, tune, track: pitch_track, root, rate: audio.rate(), ..self.tuned };
        let same = (now.pitch, now.tune, now.track, now.root, now.rate)
            == (self.tuned.pitch, self.tuned.tune, self.tuned.track, self.tuned.root, self.tuned.rate);
        if !same {
            // What follows the key is the key alone: slides and vibrato always move the pitch in full.
            let untracked = (1.0 - f64::from(pitch_track)) * (f64::from(self.key) - f64::from(root));
            let semitones = f64::from(pitch.0) - f64::from(root) - untracked + f64::from(tune) / 100.0;
            let ratio = (semitones / 12.0).exp2() * f64::from(audio.rate()) / f64::from(rate.0);
            self.tuned = Tuned { step: (ratio.clamp(0.0, 512.0) * 4_294_967_296.0).round() as u64, ..now };
        }
        self.tuned.step
    }
}
