//! Any instruments.

use super::Session;
use segno::dsp::parameter::Knobs;
use segno::instruments::matrix::{NOTE_TARGETS, Route, SOURCES, VIA};
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler::zone::{LoopMode, Stretching, Zone};
use segno::instruments::{self, Patch};
use segno::song::instrument::{Instrument, NewNoteAction};
use segno::song::lane::Lane;
use segno::song::phrase::{Phrase, PhraseMode};
use segno::song::tuning::{Mapping, Scale, Tuning};
use segno::song::unknown::Unknown;
use std::sync::Arc;

impl Session {
    /// An instrument of any kind.
    pub(super) fn sound(&mut self) -> Instrument {
        let mut patch = (instruments::KINDS[self.below(instruments::KINDS.len())].new)();
        for _ in 0..4 {
            let index = self.below(patch.knobs().count());
            let value = patch.knobs().info(index).at(self.below(100) as f32 / 99.0);
            patch.knobs_mut().set_value(index, value);
        }
        if let Patch::Sampler(sampler) = &mut patch {
            let zones = (0..1 + self.below(3)).map(|number| Zone {
                sample: self.below(8) as u16,
                loop_mode: LoopMode::ALL[self.below(4)],
                loop_start: self.below(3_000) as u32,
                slices: vec![0, 400, 900, 3_000],
                loop_fade: self.below(2_000) as u32,
                end: (self.below(3) * 4_000) as u32,
                reverse: self.below(4) == 0,
                stretch: Stretching::ALL[number % 2],
                turn: self.below(3) as u8,
                turns: 2,
                high_chance: 0.7,
                cutoff: (self.below(3) * 12) as f32 - 12.0,
                choke_group: self.below(3) as u8,
                choked_by: self.below(3) as u8,
                ..Zone::default()
            });
            sampler.zones = Arc::new(zones.collect());
        }
        if let Patch::Wavetable(wavetable) = &mut patch
            && self.below(2) == 0
        {
            (wavetable.table, wavetable.sample, wavetable.frame) = (0.0, self.below(8) as f32, 256.0);
        }
        let mut instrument = Instrument::new("sound", patch);
        instrument.new_note = NewNoteAction::ALL[self.below(4)];
        instrument.choke_group = self.below(6) as u8 / 3;
        // Some have few voices, or one; most as many as there are.
        if self.below(4) == 0 {
            let first = instrument.find("play_mode").expect("a row");
            for index in first..instrument.count() {
                let value = instrument.info(index).at(self.below(5) as f32 / 4.0);
                instrument.set_value(index, value);
            }
        }
        let equal = |steps: u16| (1..=steps).map(|n| 1_200.0 * f64::from(n) / f64::from(steps)).collect();
        instrument.tuning = [None, Some(equal(7)), Some(equal(19))][self.below(3)].take().and_then(|cents| {
            let scale = Scale { name: "equal".to_owned(), cents };
            Tuning::new(scale, Mapping::default()).ok().map(Arc::new)
        });
        instrument.phrases.mode = PhraseMode::ALL[self.below(3)];
        instrument.phrases.list = (0..self.below(3)).map(|_| Arc::new(self.phrase())).collect();
        instrument.matrix.routes =
            Arc::new((0..self.below(5)).map(|_| self.route(&instrument.patch)).collect());
        instrument
    }

    fn phrase(&mut self) -> Phrase {
        let rows = (0..self.below(12)).map(|_| (self.below(16) as u16, self.row())).collect();
        Phrase {
            length: 1 + self.below(16) as u16,
            rows_per_beat: 1 + self.below(32) as u8,
            looping: self.below(3) > 0,
            note_columns: 1 + self.below(8) as u8,
            effect_columns: 1 + self.below(4) as u8,
            high_key: 48 + self.below(30) as u8,
            lane: Lane::new(None, rows, Unknown::default()),
            ..Phrase::default()
        }
    }

    fn route(&mut self, patch: &Patch) -> Route {
        let target = match self.below(4) {
            0 => NOTE_TARGETS[self.below(NOTE_TARGETS.len())].name,
            _ => patch.knobs().info(self.below(patch.knobs().count())).name,
        };
        let (source, via) = (self.below(SOURCES.len()) as f32, self.below(VIA.len()) as f32);
        Route { target: target.to_owned(), source, amount: self.below(21) as f32 * 0.1 - 1.0, via }
    }
}

impl Session {
    /// Samples of all kinds: one and two channels, a hole, and now and then one that holds what is no number.
    pub(super) fn bank(&mut self) -> SampleBank {
        let mut bank = SampleBank::default();
        for index in 0..8 {
            let (frames, broken) = (2_000 + self.below(20_000), self.below(12) == 0);
            let tone =
                |frame: usize| if broken && frame == 1_500 { f32::NAN } else { (frame as f32 * 0.05).sin() };
            let channels = vec![(0..frames).map(tone).collect::<Vec<f32>>(); 1 + index % 2];
            bank.set(index, (index != 6).then(|| Arc::new(SampleAudio::new(44_100, channels))));
        }
        bank.derive(self.song.instruments.iter().flatten().map(|instrument| &instrument.patch));
        bank
    }
}
