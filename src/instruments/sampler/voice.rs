//! A playing note of the sampler.

mod steady;

use super::Patch;
use super::layer::Layer;
use super::sieve::{Aim, Sieve, Turned};
use super::stretch::{Course, Stretch};
use super::zone::{Stretching, Zone};
use crate::dsp::envelope::{Envelope, Shape};
use crate::dsp::interpolation::Interpolation;
use crate::dsp::kernel::{Ramp, add_interpolated, add_ramped, interpolate};
use crate::dsp::level::Level;
use crate::dsp::units::{Decibels, SampleRate};
use crate::instruments::onward::Onward;
use crate::instruments::sample::SampleAudio;
use crate::instruments::unfiltered::Unfiltered;
use crate::instruments::voice::{
    self, Choke, Context, LAYERS, Liveness, MAX_STRETCH, Modulation, NoteStart, Stereo,
};
use steady::Steady;

/// A playing note.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice {
    layers: [Option<Layer>; LAYERS],
    /// Whether there is never more than the first layer, read as it stands: the others are then not looked at.
    single: bool,
    amplitude: Envelope,
    second: Envelope,
    /// One for each layer where they are filtered apart, else the first for all.
    sieves: [Sieve; LAYERS],
    turned: Turned,
    /// Whether the filter has begun; it then stays to the note's end, open where nothing closes it, so that nothing jumps.
    filtering: bool,
    /// Whether a zone moves the filter for itself.
    apart: bool,
    /// Whether the last stretch was filtered in one channel.
    narrow: bool,
    choke: Choke,
    velocity: f32,
    level: Level,
    /// The levels at which the last stretch ended.
    gain: Option<[f32; 2]>,
    /// How the last stretch was made, if the next one can be made just so.
    steady: Option<Steady>,
    /// How layers that keep to the tempo do so.
    stretches: [Option<Stretch>; LAYERS],
}

impl Voice {
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
        let aim =
            (self.filtering && self.apart).then(|| self.aim(patch, modulation, context.rate, left.len()));
        let (mut stereo, mut alive, mut first) = (false, false, true);
        let parts = self.layers.iter_mut().zip(&mut self.sieves).zip(&mut self.stretches);
        for ((place, sieve), stretch) in parts {
            let Some(layer) = place else { continue };
            let zone = patch.zones.get(usize::from(layer.zone));
            let audio = zone.and_then(|zone| context.samples.get(zone.sample.into()));
            let (Some(zone), Some(audio)) = (zone, audio) else {
                *place = None;
                continue;
            };
            let step = layer.step(zone, modulation.pitch, audio, context.rate);
            let plain = first && stretch.is_none() && layer.gain == [1.0; 2] && audio.channels() == 1;
            let goes_on = if plain {
                let goes_on = layer.reader.read(zone, audio, (kind, step), left.len(), |span| {
                    interpolate(kind, span.source, span.start, step, &mut left[span.frames]);
                });
                if let Some(aim) = aim {
                    sieve.run(aim.of(zone), false, [left, &mut []]);
                }
                goes_on
            } else {
                let mut channels = [[0.0; MAX_STRETCH]; 2];
                let goes_on = match stretch {
                    Some(stretch) => {
                        let pace = zone.pace(audio, modulation.beat_seconds, context.rate);
                        let onsets = context.samples.onsets(zone.sample);
                        let course = Course { kind, step, pace, onsets, rate: context.rate };
                        stretch.read(&mut layer.reader, (zone, audio), &course, &mut channels, left.len())
                    }
                    None => layer.reader.read(zone, audio, (kind, step), left.len(), |span| {
                        let out = &mut channels[span.channel][span.frames];
                        interpolate(kind, span.source, span.start, step, out);
                    }),
                };
                if let Some(aim) = aim {
                    let [first, second] = &mut channels;
                    let block = [&mut first[..left.len()], &mut second[..left.len()]];
                    sieve.run(aim.of(zone), audio.channels() == 2, block);
                }
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

    /// Where the filter should be at the end of the next `frames`.
    fn aim(&mut self, patch: &Patch, modulation: &Modulation, rate: SampleRate, frames: usize) -> Aim {
        let shape = Shape {
            attack: patch.attack_2,
            hold: 0.0,
            decay: patch.decay_2,
            sustain: patch.sustain_2,
            release: patch.release_2,
        };
        let moved = patch.envelope != 0.0;
        let envelope = if moved { self.second.advance(&shape, rate, frames) } else { 0.0 };
        Aim::new(patch, modulation, (envelope, self.velocity), &mut self.turned, (frames, rate))
    }
}

impl Voice {
    /// Several layers, two channels, a filter or an envelope that moves: everything that is not the common case. With `raw` a sound
    /// that is filtered as a whole in one channel is left there, and nothing is given back.
    #[inline(never)]
    fn render_through_buffers(
        &mut self,
        patch: &Patch,
        modulation: &Modulation,
        context: &Context,
        ends: ([f32; 2], [f32; 2]),
        out: Stereo,
        raw: Option<&mut Unfiltered>,
    ) -> Option<Liveness> {
        let frames = out.left.len().min(MAX_STRETCH);
        let (mut left, mut right) = ([0.0; MAX_STRETCH], [0.0; MAX_STRETCH]);
        let (stereo, alive) = self.mix(patch, modulation, context, &mut left[..frames], &mut right[..frames]);
        self.narrow = !stereo && self.filtering && !self.apart;
        let aim = (self.filtering && !self.apart).then(|| self.aim(patch, modulation, context.rate, frames));
        let shape = amplitude(patch);
        let (mut steady, mut envelope) = (1.0, None);
        if self.amplitude.is_steady(&shape) {
            steady = self.amplitude.level();
        } else {
            let levels = envelope.insert([0.0; MAX_STRETCH]);
            self.amplitude.render(&shape, context.rate, &mut levels[..frames]);
        }
        let ramps = ramps(ends, [steady; 2], frames);
        let sounds = alive && !self.amplitude.is_done();
        let liveness = if sounds { Liveness::Sounding } else { Liveness::Ended };
        if let (Some(raw), Some(aim), false) = (raw, aim, stereo) {
            (raw.sound, raw.frames, raw.envelope) = (left, frames, envelope);
            (raw.ramps, raw.liveness) = (ramps, liveness);
            // Where its coefficients are alike it may still be on its way: beyond what they can be.
            let arrived = self.sieves[0].stays(aim);
            self.sieves[0].give(aim, raw);
            let stays = arrived && ends.0 == ends.1 && raw.from == raw.to && raw.envelope.is_none();
            if stays && patch.envelope == 0.0 {
                let gains = ends.1.map(|gain| gain * steady);
                self.steady = self.settled(patch, modulation, context, gains, raw.mode);
            }
            return None;
        }
        let (left, right) = (&mut left[..frames], &mut right[..frames]);
        if let Some(aim) = aim {
            self.sieves[0].run(aim, stereo, [left, right]);
        }
        if let Some(envelope) = envelope {
            let scale = |block: &mut [f32]| {
                block.iter_mut().zip(&envelope).for_each(|(sample, level)| *sample *= level)
            };
            scale(left);
            if stereo {
                scale(right);
            }
        }
        add_ramped(left, ramps[0], &mut out.left[..frames]);
        add_ramped(if stereo { right } else { left }, ramps[1], &mut out.right[..frames]);
        Some(liveness)
    }

    /// Sets out for where levels and filter now should be; from where to where the levels go.
    #[inline(always)]
    fn set_out(&mut self, patch: &Patch, modulation: &Modulation, context: &Context) -> ([f32; 2], [f32; 2]) {
        let level =
            self.level.gain(Decibels(patch.level)) * (1.0 - patch.velocity_level * (1.0 - self.velocity));
        let target = [modulation.left * level, modulation.right * level];
        let filters = patch.filter_on > 0.5 || modulation.cutoff.0 < 0.0 || modulation.resonance > 0.0;
        if filters && !self.filtering {
            let (sieve, turned) = match self.gain {
                Some(_) => (Sieve::open(context.rate), Turned::open()),
                None => Default::default(),
            };
            (self.filtering, self.sieves, self.turned) = (true, [sieve; LAYERS], turned);
        }
        self.look_again();
        (self.gain.replace(target).unwrap_or(target), target)
    }
}

impl voice::Voice for Voice {
    type Patch = Patch;

    fn start(&mut self, patch: &Patch, note: &NoteStart, context: &Context) {
        *self = Voice { velocity: note.velocity.clamp(0.0, 1.0), ..Voice::default() };
        let velocity = (self.velocity * 127.0).round() as u8;
        let mut places = self.layers.iter_mut().zip(&mut self.stretches);
        for (index, zone) in patch.zones.iter().enumerate() {
            if zone.answers(note, velocity)
                && let Some(layer) = Layer::new(patch, index, note, context)
                && let Some((place, stretch)) = places.next()
            {
                *stretch = (zone.stretch != Stretching::Off).then(|| Stretch::new(&layer.reader));
                *place = Some(layer);
                self.apart |= (zone.cutoff, zone.resonance) != (0.0, 0.0);
                self.choke.add(zone.choke_group, zone.choked_by);
            }
        }
        self.single = self.layers[1].is_none() && self.stretches[0].is_none();
        self.amplitude.start();
        self.second.start();
    }

    fn release(&mut self) {
        self.look_again();
        self.amplitude.release();
        self.second.release();
        self.layers.iter_mut().flatten().for_each(|layer| layer.reader.release());
        self.stretches.iter_mut().flatten().for_each(Stretch::release);
    }

    #[inline]
    fn render(&mut self, patch: &Patch, modulation: &Modulation, context: &Context, out: Stereo) -> Liveness {
        let frames = out.left.len().min(MAX_STRETCH);
        let ends = self.set_out(patch, modulation, context);
        let steady = self.amplitude.is_steady(&amplitude(patch)).then(|| self.amplitude.level());
        if let Some(steady) = steady
            && !self.filtering
            && let Some((layer, zone, audio)) = self.single(patch, context)
        {
            let kind = Interpolation::of(patch.interpolation as usize);
            let step = layer.step(zone, modulation.pitch, audio, context.rate);
            let gains = layer.gain.map(|gain| gain * steady);
            let ramps = ramps(ends, gains, frames);
            let alive = layer.reader.read(zone, audio, (kind, step), frames, |span| {
                let ramps = [ramps[0].after(span.frames.start), ramps[1].after(span.frames.start)];
                let (left, right) = (&mut out.left[span.frames.clone()], &mut out.right[span.frames]);
                add_interpolated(kind, span.source, (span.start, step), &ramps, left, right);
            });
            if ends.0 == ends.1 {
                let gains = [ends.1[0] * gains[0], ends.1[1] * gains[1]];
                let onward = layer.onward((zone, audio), (kind, step), gains);
                self.steady = Some(Steady { onward, filter: None });
            }
            return if alive { Liveness::Sounding } else { Liveness::Ended };
        }
        let done = self.render_through_buffers(patch, modulation, context, ends, out, None);
        done.unwrap_or(Liveness::Ended)
    }

    fn waits_for_filter(&self) -> bool {
        self.narrow
    }

    #[inline(always)]
    fn render_unfiltered(
        &mut self,
        patch: &Patch,
        modulation: &Modulation,
        context: &Context,
        out: Stereo,
        raw: &mut Unfiltered,
    ) -> Option<Liveness> {
        let ends = self.set_out(patch, modulation, context);
        self.render_through_buffers(patch, modulation, context, ends, out, Some(raw))
    }

    fn filtered(&mut self, raw: &Unfiltered) {
        self.sieves[0].take(raw);
    }

    fn choke(&self) -> Choke {
        self.choke
    }

    fn sample(&self, patch: &Patch) -> Option<u16> {
        let layer = self.layers.iter().flatten().next()?;
        patch.zones.get(usize::from(layer.zone)).map(|zone| zone.sample)
    }

    #[inline(always)]
    fn go_on_unfiltered(&mut self, context: &Context, frames: usize, raw: &mut Unfiltered) -> bool {
        let Some(Steady { onward, filter: Some(mode) }) = &mut self.steady else { return false };
        let Some((source, start)) = onward.next(context.samples, frames) else { return false };
        interpolate(onward.kind, source, start, onward.step, &mut raw.sound[..frames]);
        (raw.frames, raw.envelope, raw.liveness) = (frames, None, Liveness::Sounding);
        raw.ramps = onward.gains.map(Ramp::steady);
        self.sieves[0].give_on(*mode, raw);
        true
    }

    fn onward(&self) -> Option<Onward> {
        self.steady.filter(|steady| steady.filter.is_none()).map(|steady| steady.onward)
    }

    fn resume(&mut self, onward: &Onward) {
        self.stands_at(onward.place);
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
