//! Notes that only go on: how their next stretch is read without a look at patch, envelopes and loops.

use super::Voice;
use crate::dsp::filter::Mode;
use crate::dsp::interpolation::Interpolation;
use crate::instruments::onward::Onward;
use crate::instruments::sampler::Patch;
use crate::instruments::voice::{Context, Modulation};

/// One layer of one channel at a steady pitch and level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steady {
    pub onward: Onward,
    /// What the filter lets through, if there is one.
    pub filter: Option<Mode>,
}

impl Voice {
    /// The next stretch is looked at: what went on behind its filter goes on from where that has come to.
    pub(super) fn look_again(&mut self) {
        if let Some(Steady { onward, filter: Some(_) }) = self.steady.take() {
            self.stands_at(onward.place);
        }
    }

    /// Its one layer goes on from that place.
    pub(super) fn stands_at(&mut self, place: u64) {
        self.steady = None;
        if let Some(layer) = &mut self.layers[0] {
            layer.reader = layer.reader.moved(place);
        }
    }

    /// How a note that moves nowhere, of one layer at its own level and with its filter behind it, goes on.
    pub(super) fn settled(
        &mut self,
        patch: &Patch,
        modulation: &Modulation,
        context: &Context,
        gains: [f32; 2],
        filter: Mode,
    ) -> Option<Steady> {
        let kind = Interpolation::of(patch.interpolation as usize);
        let (layer, zone, audio) = self.single(patch, context)?;
        let step = layer.step(zone, modulation.pitch, audio, context.rate);
        let onward = layer.onward((zone, audio), (kind, step), gains);
        (layer.gain == [1.0; 2]).then_some(Steady { onward, filter: Some(filter) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::units::{SampleRate, Semitones};
    use crate::instruments::sample::{SampleAudio, SampleBank};
    use crate::instruments::sampler::zone::{LoopMode, Zone};
    use crate::instruments::unfiltered::{Unfiltered, filter};
    use crate::instruments::voice::{NoteStart, Stereo, Voice as _};
    use std::sync::Arc;

    const NOTE: NoteStart =
        NoteStart { key: 64, velocity: 1.0, offset: 0, slice: None, previous: None, turn: 0, seed: 1 };

    fn sine() -> SampleBank {
        let sine = (0..4_000).map(|n| (n as f32 * 0.07).sin()).collect();
        SampleBank::new(vec![Some(Arc::new(SampleAudio::new(44_100, vec![sine])))])
    }

    /// A filtered note that sounds as long as its key is down.
    fn held() -> Patch {
        let zone = Zone { loop_mode: LoopMode::Forward, loop_start: 100, loop_end: 3_900, ..Zone::default() };
        Patch {
            zones: Arc::new(vec![zone]),
            filter_on: 1.0,
            cutoff: 900.0,
            resonance: 0.6,
            attack: 0.0,
            sustain: 1.0,
            ..Patch::default()
        }
    }

    /// The next stretch of a filtered note: made quickly, or as any other one. `None`: it could not be made like that.
    fn next(voice: &mut Voice, patch: &Patch, context: &Context, quickly: bool) -> Option<[[f32; 64]; 2]> {
        let modulation =
            Modulation { pitch: Semitones(64.0), left: 0.5, right: 0.7, ..Modulation::default() };
        let (mut left, mut right) = ([0.0; 64], [0.0; 64]);
        let mut raws = [Unfiltered::default()];
        let is_left = match quickly {
            true => voice.go_on_unfiltered(context, 64, &mut raws[0]),
            false => {
                let out = Stereo { left: &mut left, right: &mut right };
                voice.render_unfiltered(patch, &modulation, context, out, &mut raws[0]).is_none()
            }
        };
        is_left.then(|| {
            filter(&mut raws);
            voice.filtered(&raws[0]);
            raws[0].add_to(Stereo { left: &mut left, right: &mut right });
            [left, right]
        })
    }

    #[test]
    fn a_filtered_note_that_only_goes_on_has_the_bits_of_one_that_is_looked_at() {
        let bank = sine();
        let context = Context { rate: SampleRate(48_000), samples: &bank };
        for (envelope, goes_on) in [(0.0, true), (24.0, false)] {
            let patch = Patch { envelope, ..held() };
            let mut looked_at = Voice::default();
            looked_at.start(&patch, &NOTE, &context);
            for _ in 0..8 {
                next(&mut looked_at, &patch, &context, false).expect("it waits for its filter");
            }
            let mut quick = looked_at;
            let mut quickly = 0;
            for stretch in 0..200 {
                let expected = next(&mut looked_at, &patch, &context, false);
                let found = next(&mut quick, &patch, &context, true);
                quickly += u32::from(found.is_some());
                // Across the loop's seam it is looked at like any other.
                let found = found.or_else(|| next(&mut quick, &patch, &context, false));
                assert!(found == expected && found.is_some(), "stretch {stretch}");
            }
            assert_eq!(quickly > 150, goes_on, "{quickly} of 200, envelope {envelope}");
        }
    }

    #[test]
    fn a_filter_that_glides_beyond_what_it_can_be_is_looked_at_until_it_arrives() {
        let bank = sine();
        let context = Context { rate: SampleRate(48_000), samples: &bank };
        // A soft key closes it by eight octaves: from 20 Hz it is at its lowest for a part of the way up.
        let closed = Patch { cutoff: 20.0, velocity: 96.0, ..held() };
        let open = Patch { cutoff: 8_000.0, ..closed.clone() };
        let mut voice = Voice::default();
        voice.start(&closed, &NoteStart { velocity: 0.0, ..NOTE }, &context);
        for _ in 0..8 {
            next(&mut voice, &closed, &context, false).expect("it waits for its filter");
        }
        let (mut looked_at, mut quick) = (voice, voice);
        // The patch was turned: at first it is looked at.
        for way in [&mut looked_at, &mut quick] {
            next(way, &open, &context, false).expect("a stretch");
        }
        for stretch in 0..100 {
            let expected = next(&mut looked_at, &open, &context, false);
            let found = next(&mut quick, &open, &context, true);
            let found = found.or_else(|| next(&mut quick, &open, &context, false));
            assert!(found == expected && found.is_some(), "stretch {stretch}");
        }
    }
}
