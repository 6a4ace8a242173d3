//! A parametric equaliser: cuts, shelves and three bells, each with the gain of its analogue model up to 0.375 of the rate
//! (`dsp::matched`).

use super::runs::Runs;
use crate::dsp::matched::{Gains, Model, ROW, Section, State, run_row};
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::Glides;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// How steep a cut is, in dB an octave.
const SLOPES: &[&str] = &["off", "12 dB", "24 dB"];

/// Seconds in which the filters go to where they are set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "low cut" low_cut: choice(SLOPES, 0.0) "" "how steeply the lows are cut, an octave";
    "low cut" low_cut_at: exponential(10.0, 2_000.0, 40.0) "Hz" "what lies below is cut";
    "low shelf" low_at: exponential(20.0, 2_000.0, 120.0) "Hz" "where the lows end";
    "low shelf" low_gain: linear(-18.0, 18.0, 0.0) "dB" "how much louder the lows are";
    "bell 1" bell_1_at: exponential(20.0, 20_000.0, 250.0) "Hz" "the middle of the first bell";
    "bell 1" bell_1_gain: linear(-18.0, 18.0, 0.0) "dB" "how much louder it is there";
    "bell 1" bell_1_q: exponential(0.1, 10.0, 1.0) "" "how narrow the first bell is";
    "bell 2" bell_2_at: exponential(20.0, 20_000.0, 1_000.0) "Hz" "the middle of the second bell";
    "bell 2" bell_2_gain: linear(-18.0, 18.0, 0.0) "dB" "how much louder it is there";
    "bell 2" bell_2_q: exponential(0.1, 10.0, 1.0) "" "how narrow the second bell is";
    "bell 3" bell_3_at: exponential(20.0, 20_000.0, 4_000.0) "Hz" "the middle of the third bell";
    "bell 3" bell_3_gain: linear(-18.0, 18.0, 0.0) "dB" "how much louder it is there";
    "bell 3" bell_3_q: exponential(0.1, 10.0, 1.0) "" "how narrow the third bell is";
    "high shelf" high_at: exponential(500.0, 20_000.0, 8_000.0) "Hz" "where the highs begin";
    "high shelf" high_gain: linear(-18.0, 18.0, 0.0) "dB" "how much louder the highs are";
    "high cut" high_cut: choice(SLOPES, 0.0) "" "how steeply the highs are cut, an octave";
    "high cut" high_cut_at: exponential(500.0, 20_000.0, 16_000.0) "Hz" "what lies above is cut";
}

/// Filters in a row: a cut of 24 dB takes two.
const FILTERS: usize = 9;

/// The qualities of a Butterworth filter of second order, and of the two that make one of fourth order (Butterworth 1930).
const QUALITIES: [[f64; 2]; 2] = [[std::f64::consts::FRAC_1_SQRT_2; 2], [0.541_196_1, 1.306_562_96]];

/// What the filters are to be: a model, its corner in Hz, and whether it is heard.
fn models(settings: &Settings) -> [(Model, f32, bool); FILTERS] {
    let bell = |at, gain: f32, q: f32| (Model::Bell(gain.into(), q.into()), at, gain != 0.0);
    let quality = |slope: f32, place: usize| QUALITIES[usize::from(slope > 1.5)][place];
    let low_cut = |place| {
        let is_on = settings.low_cut > 0.5 + place as f32;
        (Model::HighPass(quality(settings.low_cut, place)), settings.low_cut_at, is_on)
    };
    let high_cut = |place| {
        let is_on = settings.high_cut > 0.5 + place as f32;
        (Model::LowPass(quality(settings.high_cut, place)), settings.high_cut_at, is_on)
    };
    [
        low_cut(0),
        low_cut(1),
        (Model::LowShelf(settings.low_gain.into()), settings.low_at, settings.low_gain != 0.0),
        bell(settings.bell_1_at, settings.bell_1_gain, settings.bell_1_q),
        bell(settings.bell_2_at, settings.bell_2_gain, settings.bell_2_q),
        bell(settings.bell_3_at, settings.bell_3_gain, settings.bell_3_q),
        (Model::HighShelf(settings.high_gain.into()), settings.high_at, settings.high_gain != 0.0),
        high_cut(0),
        high_cut(1),
    ]
}

/// The gain at a frequency in dB, never below -200 dB, as it is heard: of the digital filters at that rate.
pub fn response(settings: &Settings, rate: SampleRate, hertz: f32) -> f32 {
    let part = f64::from(hertz / rate.hertz());
    let heard = models(settings).into_iter().filter(|(.., heard)| *heard);
    let power: f64 = heard
        .map(|(model, at, _)| Section::matched(model, f64::from(at / rate.hertz())).magnitude(part))
        .product();
    (10.0 * power.max(1e-20).log10()) as f32
}

/// One of the filters as it moves.
#[derive(Clone, Copy, Default)]
struct Filter {
    model: Option<(Model, f32, bool)>,
    /// What it goes to: `g`, `k` and the mix of a [`Section`].
    target: [f32; 5],
    glides: Glides<5>,
    state: State,
}

impl Filter {
    fn aim(&mut self, model: (Model, f32, bool), rate: f32) {
        if self.model != Some(model) {
            self.model = Some(model);
            let (kind, at, heard) = model;
            let Section { g, k, mix } = Section::matched(kind, f64::from(at / rate));
            let [input, band, low] = if heard { mix } else { [1.0, 0.0, 0.0] };
            self.target = [g, k, input, band, low].map(|value| value as f32);
        }
        self.glides.aim(self.target, GLIDE * rate);
    }

    /// Whether it leaves all sound as it is.
    fn is_off(&self) -> bool {
        self.glides.is_still() && self.target[2..] == [1.0, 0.0, 0.0]
    }
}

/// The running device.
pub struct Processor {
    rate: f32,
    filters: [Filter; FILTERS],
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        Processor { rate: rate.hertz(), filters: Default::default(), runs: Runs::default() }
    }

    fn reset(&mut self) {
        (self.filters, self.runs) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        for (filter, model) in self.filters.iter_mut().zip(models(settings)) {
            filter.aim(model, self.rate);
        }
        let filters = &mut self.filters;
        for (left, right, ends) in self.runs.cut(block) {
            run(filters, left, right);
            if ends {
                filters.iter_mut().for_each(|filter| filter.state.settle());
            }
        }
    }
}

/// All filters that are heard over a stretch, in their order.
#[inline(always)]
fn run(filters: &mut [Filter; FILTERS], left: &mut [f32], right: &mut [f32]) {
    let mut heard = filters.iter_mut().filter(|filter| !filter.is_off());
    loop {
        let mut row: [Option<&mut Filter>; ROW] = std::array::from_fn(|_| heard.next());
        if row[0].is_none() {
            return;
        }
        let mut states = [State::default(); ROW];
        for (state, filter) in states.iter_mut().zip(row.iter().flatten()) {
            *state = filter.state;
        }
        let is_still = row.iter().flatten().all(|filter| filter.glides.is_still());
        // While a filter moves, its numbers are others on each frame.
        let stretch = if is_still { left.len() } else { 1 };
        for (left, right) in left.chunks_mut(stretch).zip(right.chunks_mut(stretch)) {
            let gains = row.each_mut().map(|filter| match filter {
                Some(filter) => Gains::new(filter.glides.step()),
                None => Gains::new(OFF),
            });
            run_row(&gains, &mut states, left, right);
        }
        for (state, filter) in states.iter().zip(row.iter_mut().flatten()) {
            filter.state = *state;
        }
    }
}

/// The numbers of a filter that leaves all sound as it is.
const OFF: [f32; 5] = [0.0, 1.0, 1.0, 0.0, 0.0];
