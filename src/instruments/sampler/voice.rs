//! A playing note of the sampler.

use super::Patch;
use super::reader::{Clear, Reader};
use super::zone::Zone;
use crate::dsp::envelope::{Envelope, Shape};
use crate::dsp::filter::{Coefficients, Filter, Mode};
use crate::dsp::interpolation::Interpolation;
use crate::dsp::kernel::{Ramp, add_interpolated, add_ramped, interpolate};
use crate::dsp::level::Level;
use crate::dsp::units::{Decibels, Hertz, SampleRate, Semitones};
use crate::instruments::sample::SampleAudio;
use crate::instruments::voice::{self, Context, Liveness, MAX_STRETCH, Modulation, NoteStart, Stereo};

/// The cutoff of a filter that lets everything through, in Hz.
const OPEN: f32 = 20_000.0;

/// The most zones that play together.
const LAYERS: usize = 4;

/// One playing zone.
#[derive(Clone, Copy, Debug, Default)]
struct Layer {
    /// Its index in the patch.
    zone: u16,
    reader: Reader,
    /// Linear level of the zone, left and right.
    gain: [f32; 2],
    tuned: Tuned,
}

/// A pitch as the speed through a sample, computed anew only when something moves.
#[derive(Clone, Copy, Debug, Default)]
struct Tuned {
    pitch: f32,
    tune: f32,
    root: u8,
    rate: u32,
    /// Frames of the sample for each frame of sound, with 32 binary digits.
    step: u64,
}

impl Tuned {
    #[inline]
    fn step(&mut self, zone: &Zone, pitch: Semitones, audio: &SampleAudio, rate: SampleRate) -> u64 {
        let now = Tuned { pitch: pitch.0, tune: zone.tune, root: zone.root, rate: audio.rate(), ..*self };
        let same = (now.pitch, now.tune, now.root, now.rate) == (self.pitch, self.tune, self.root, self.rate);
        if !same {
            let semitones = f64::from(pitch.0) - f64::from(zone.root) + f64::from(zone.tune) / 100.0;
            let ratio = (semitones / 12.0).exp2() * f64::from(audio.rate()) / f64::from(rate.0);
            *self = Tuned { step: (ratio.clamp(0.0, 512.0) * 4_294_967_296.0).round() as u64, ..now };
        }
        self.step
    }
}

/// A playing note.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice {
    layers: [Option<Layer>; LAYERS],
    /// Whether there is never more than the first layer: the others are then not looked at.
    single: bool,
    amplitude: Envelope,
    second: Envelope,
    filters: [Filter; 2],
    /// Whether the filter has begun; it then stays to the note's end, open where nothing closes it, so that nothing jumps.
    filtering: bool,
    coefficients: Option<Coefficients>,
    velocity: f32,
    level: Level,
    /// The levels at which the last stretch ended.
    gain: Option<[f32; 2]>,
    /// How the last stretch was made, if the next one can be made just so.
    steady: Option<Steady>,
}

/// One layer of one channel at a steady pitch and level.
#[derive(Clone, Copy, Debug)]
struct Steady {
    sample: u16,
    kind: Interpolation,
    step: u64,
    gains: [f32; 2],
    clear: Clear,
}

impl Zone {
    fn answers(&self, key: u8, velocity: u8) -> bool {
        (self.low_key..=self.high_key).contains(&key)
            && (self.low_velocity..=self.high_velocity).contains(&velocity)
    }
}

impl Voice {
    fn layer(patch: &Patch, index: usize, note: &NoteStart, context: &Context) -> Option<Layer> {
        let zone = patch.zones.get(index)?;
        let audio = context.samples.get(zone.sample.into())?;
        let skipped = (f64::from(patch.start) * audio.frames() as f64) as u64;
        let slice = match note.slice {
            Some(number) => u64::from(*zone.slices.get(usize::from(number))?),
            None => 0,
        };
        // An offset that leads behind the sample's end is ignored, as in Impulse Tracker.
        let begin = slice + skipped;
        let offset = Some(begin + u64::from(note.offset)).filter(|first| *first < audio.frames() as u64);
        let first = offset.unwrap_or(begin);
        let level = Decibels(zone.volume).gain();
        Some(Layer {
            zone: index as u16,
            reader: Reader::new(first, patch.reverse > 0.5, audio)?,
            gain: [level * (1.0 - zone.pan).min(1.0), level * (1.0 + zone.pan).min(1.0)],
            tuned: Tuned::default(),
        })
    }

    /// If the note is one layer of one channel, its zone and its audio.
    fn single<'a>(
        &mut self,
        patch: &'a Patch,
        context: &'a Context,
    ) -> Option<(&mut Layer, &'a Zone, &'a SampleAudio)> {
        let layer = self.layers[0].as_mut().filter(|_| self.single)?;
        let zone = patch.zones.get(usize::from(layer.zone))?;
        let audio = context.samples.get(zone.sample.into())?;
        (audio.channels() == 1).then_some((layer, zone, audio))
    }

    /// Reads all layers and mixes them; returns whether two channels were written, and whether any layer goes on.
    fn mix(
        &mut self,
        patch: &Patch,
        modulation: &Modulation,
        context: &Context,
        left: &mut [f32],
        right: &mut [f32],
    ) -> (bool, bool) {
        let kind = Interpolation::of(patch.interpolation as usize);
        let (mut stereo, mut alive, mut first) = (false, false, true);
        for place in &mut self.layers {
            let Some(layer) = place else { continue };
            let zone = patch.zones.get(usize::from(layer.zone));
            let audio = zone.and_then(|zone| context.samples.get(zone.sample.into()));
            let (Some(zone), Some(audio)) = (zone, audio) else {
                *place = None;
                continue;
            };
            let step = layer.tuned.step(zone, modulation.pitch, audio, context.rate);
            let plain = first && layer.gain == [1.0; 2] && audio.channels() == 1;
            let goes_on = if plain {
                layer.reader.read(zone, audio, step, left.len(), |span| {
                    interpolate(kind, span.source, span.start, step, &mut left[span.frames]);
                })
            } else {
                let mut channels = [[0.0; MAX_STRETCH]; 2];
                let goes_on = layer.reader.read(zone, audio, step, left.len(), |span| {
                    let out = &mut channels[span.channel][span.frames];
                    interpolate(kind, span.source, span.start, step, out);
                });
                let second = &channels[audio.channels().max(1) - 1][..left.len()];
                if !stereo {
                    let source: &[f32] = if first { &[0.0; MAX_STRETCH] } else { left };
                    right.copy_from_slice(&source[..right.len()]);
                    if first {
                        left.fill(0.0);
                    }
                    stereo = true;
                }
                add_ramped(&channels[0][..left.len()], Ramp::steady(layer.gain[0]), left);
                add_ramped(second, Ramp::steady(layer.gain[1]), right);
                goes_on
            };
            first = false;
            alive |= goes_on;
            if !goes_on {
                *place = None;
            }
        }
        if first {
            left.fill(0.0);
        }
        (stereo, alive)
    }

    /// The filter over both channels, moving to where it now should be.
    fn filter(
        &mut self,
        patch: &Patch,
        modulation: &Modulation,
        rate: SampleRate,
        stereo: bool,
        block: [&mut [f32]; 2],
    ) {
        let shape = Shape {
            attack: patch.attack_2,
            hold: 0.0,
            decay: patch.decay_2,
            sustain: patch.sustain_2,
            release: patch.release_2,
        };
        let envelope =
            if patch.envelope == 0.0 { 0.0 } else { self.second.advance(&shape, rate, block[0].len()) };
        let semitones = patch.key_track * (modulation.pitch.0 - 60.0) + patch.envelope * envelope
            - patch.velocity * (1.0 - self.velocity);
        // Switched off, it is there for the channel's cutoff and resonance alone.
        let (own, resonance, semitones, mode) = match patch.filter_on > 0.5 {
            true => (patch.cutoff, patch.resonance, semitones, Mode::of(patch.filter as usize)),
            false => (OPEN, 0.0, 0.0, Mode::Lowpass),
        };
        let semitones = Semitones((semitones + modulation.cutoff.0).clamp(-240.0, 240.0));
        let cutoff = Hertz(own * semitones.ratio());
        let to = Coefficients::new(cutoff, resonance + modulation.resonance, rate);
        let from = self.coefficients.unwrap_or(to);
        let channels = if stereo { 2 } else { 1 };
        for (filter, samples) in self.filters.iter_mut().zip(block).take(channels) {
            match from == to {
                true => filter.hold(mode, to, samples),
                false => filter.process(mode, from, to, samples),
            }
        }
        if !stereo {
            self.filters[1] = self.filters[0];
        }
        self.coefficients = Some(to);
    }
}

impl Voice {
    /// Several layers, two channels, a filter or an envelope that moves: everything that is not the common case.
    #[inline(never)]
    fn render_through_buffers(
        &mut self,
        patch: &Patch,
        modulation: &Modulation,
        context: &Context,
        ends: ([f32; 2], [f32; 2]),
        out: Stereo,
    ) -> Liveness {
        let frames = out.left.len().min(MAX_STRETCH);
        let (mut left, mut right) = ([0.0; MAX_STRETCH], [0.0; MAX_STRETCH]);
        let (left, right) = (&mut left[..frames], &mut right[..frames]);
        let (stereo, alive) = self.mix(patch, modulation, context, left, right);
        if self.filtering {
            self.filter(patch, modulation, context.rate, stereo, [left, right]);
        }
        let shape = amplitude(patch);
        let mut steady = 1.0;
        if self.amplitude.is_steady(&shape) {
            steady = self.amplitude.level();
        } else {
            let mut envelope = [0.0; MAX_STRETCH];
            self.amplitude.render(&shape, context.rate, &mut envelope[..frames]);
            let scale = |block: &mut [f32]| {
                block.iter_mut().zip(&envelope).for_each(|(sample, level)| *sample *= level)
            };
            scale(left);
            if stereo {
                scale(right);
            }
        }
        let ramps = ramps(ends, [steady; 2], frames);
        add_ramped(left, ramps[0], &mut out.left[..frames]);
        add_ramped(if stereo { right } else { left }, ramps[1], &mut out.right[..frames]);
        if alive && !self.amplitude.is_done() { Liveness::Sounding } else { Liveness::Ended }
    }
}

impl voice::Voice for Voice {
    type Patch = Patch;

    fn start(&mut self, patch: &Patch, note: &NoteStart, context: &Context) {
        *self = Voice { velocity: note.velocity.clamp(0.0, 1.0), ..Voice::default() };
        let velocity = (self.velocity * 127.0).round() as u8;
        let mut places = self.layers.iter_mut();
        for (index, zone) in patch.zones.iter().enumerate() {
            if zone.answers(note.key.min(127), velocity)
                && let Some(layer) = Self::layer(patch, index, note, context)
                && let Some(place) = places.next()
            {
                *place = Some(layer);
            }
        }
        self.single = self.layers[1].is_none();
        self.amplitude.start();
        self.second.start();
    }

    fn release(&mut self) {
        self.steady = None;
        self.amplitude.release();
        self.second.release();
        self.layers.iter_mut().flatten().for_each(|layer| layer.reader.release());
    }

    #[inline]
    fn render(&mut self, patch: &Patch, modulation: &Modulation, context: &Context, out: Stereo) -> Liveness {
        let frames = out.left.len().min(MAX_STRETCH);
        let level =
            self.level.gain(Decibels(patch.level)) * (1.0 - patch.velocity_level * (1.0 - self.velocity));
        let target = [modulation.left * level, modulation.right * level];
        let filters = patch.filter_on > 0.5 || modulation.cutoff.0 < 0.0 || modulation.resonance > 0.0;
        if filters && !self.filtering {
            let open = || Coefficients::new(Hertz(OPEN), 0.0, context.rate);
            (self.filtering, self.coefficients) = (true, self.gain.map(|_| open()));
        }
        let ends = (self.gain.unwrap_or(target), target);
        self.gain = Some(target);
        let steady = self.amplitude.is_steady(&amplitude(patch)).then(|| self.amplitude.level());
        self.steady = None;
        if let Some(steady) = steady
            && !self.filtering
            && let Some((layer, zone, audio)) = self.single(patch, context)
        {
            let kind = Interpolation::of(patch.interpolation as usize);
            let step = layer.tuned.step(zone, modulation.pitch, audio, context.rate);
            let gains = layer.gain.map(|gain| gain * steady);
            let ramps = ramps(ends, gains, frames);
            let alive = layer.reader.read(zone, audio, step, frames, |span| {
                let ramps = [ramps[0].after(span.frames.start), ramps[1].after(span.frames.start)];
                let (left, right) = (&mut out.left[span.frames.clone()], &mut out.right[span.frames]);
                add_interpolated(kind, span.source, (span.start, step), &ramps, left, right);
            });
            let clear = layer.reader.clear(zone, audio);
            if ends.0 == ends.1 {
                let gains = [target[0] * gains[0], target[1] * gains[1]];
                self.steady = Some(Steady { sample: zone.sample, kind, step, gains, clear });
            }
            return if alive { Liveness::Sounding } else { Liveness::Ended };
        }
        self.render_through_buffers(patch, modulation, context, ends, out)
    }

    #[inline]
    fn go_on(&mut self, context: &Context, out: Stereo) -> bool {
        let (Some(steady), Some(layer)) = (&self.steady, &mut self.layers[0]) else { return false };
        let Some(audio) = context.samples.get(steady.sample.into()) else { return false };
        let Some(start) = layer.reader.straight(steady.clear, steady.step, out.left.len()) else {
            return false;
        };
        let ramps = steady.gains.map(Ramp::steady);
        add_interpolated(steady.kind, audio.padded(0), (start, steady.step), &ramps, out.left, out.right);
        true
    }
}

/// The shape of the amplitude's envelope.
fn amplitude(patch: &Patch) -> Shape {
    Shape {
        attack: patch.attack,
        hold: patch.hold,
        decay: patch.decay,
        sustain: patch.sustain,
        release: patch.release,
    }
}

/// From one pair of gains to another, each times a factor.
#[inline]
fn ramps((from, to): ([f32; 2], [f32; 2]), by: [f32; 2], frames: usize) -> [Ramp; 2] {
    let ramp = |side: usize| Ramp::new(from[side] * by[side], to[side] * by[side], frames);
    [ramp(0), ramp(1)]
}
