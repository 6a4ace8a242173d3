//! Another pitch in the same time: sound is read faster or slower than it comes, and where reading runs out of it, it goes on at a
//! place that looks alike, found by correlation (Roucos and Wilgus, "High quality time-scale modification for speech", ICASSP 1985;
//! Laroche, "Autocorrelation method for high quality time/pitch scaling", 1993). What would fold back from half the rate is taken away
//! first.

use super::line::Line;
use super::runs::{RUN, Runs};
use crate::dsp::filter::{Coefficients, Filter, Mode};
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::Glides;
use crate::dsp::splice::{self, Found, Sound};
use crate::dsp::units::{Hertz, SampleRate};
use crate::instruments::voice::Stereo;

/// Seconds that sound which is not shifted comes later, and shifted sound on average.
const LATE: f32 = 0.04;
/// The longest window in seconds.
const LONGEST: f32 = 0.05;
/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;
/// Up to this part of the rate, divided by the ratio of pitches, sound stays where it is shifted up.
const KEPT: f32 = 0.42;
/// One over the quality of each of four filters that together are a Butterworth low pass of eighth order.
const DAMPING: [f32; 4] = [1.961_571, 1.662_939, 1.111_14, 0.390_181];

parameters! {
    /// The saved settings.
    Settings {}
    "pitch" shift: linear(-24.0, 24.0, 0.0) "st" "how far the pitch is moved";
    "pitch" fine: linear(-100.0, 100.0, 0.0) "cents" "how far besides";
    "splice" window: exponential(0.01, LONGEST, 0.04) "s" "how far it jumps where it goes on elsewhere: long for low and even sound, short for drums and speech";
}

/// What was heard, by frames before the latest: of both channels not their sum, which might be silent where they are opposite.
struct Heard<'a>(&'a [Line; 2]);

impl Sound for Heard<'_> {
    fn read(&self, first: i64, out: &mut [f32]) {
        for (out, ago) in out.iter_mut().zip(first..) {
            let ago = ago.max(0) as usize;
            *out = self.0[0].tap(ago) + 0.5 * self.0[1].tap(ago);
        }
    }
}

/// Going on at another place.
#[derive(Clone, Copy, Debug)]
struct Fade {
    /// Frames before the latest of the place that is left.
    from: f64,
    /// How much of the new place is heard, 0 to 1, and what a frame adds.
    part: f32,
    slope: f32,
    /// How much both places are alike, 0 to 1.
    alike: f32,
}

/// The running device.
pub struct Processor {
    rate: SampleRate,
    lines: [Line; 2],
    guards: [[Filter; 4]; 2],
    guard: [Coefficients; 4],
    /// Shift in semitones, window in frames, how much of what comes in goes through the guards.
    controls: Glides<3>,
    /// Frames before the latest at which is read.
    place: f64,
    fade: Option<Fade>,
    runs: Runs,
}

/// How many times as fast sound is read for a shift in semitones.
fn ratio(shift: f32) -> f64 {
    if shift == 0.0 { 1.0 } else { (f64::from(shift) / 12.0).exp2() }
}

/// The guards' coefficients for a shift in semitones.
fn guard(shift: f32, rate: SampleRate) -> [Coefficients; 4] {
    let cutoff = Hertz(KEPT * rate.hertz() / ratio(shift.max(0.0)) as f32);
    DAMPING.map(|damping| Coefficients::damped(cutoff, damping, rate))
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        let longest = ((LATE + 1.5 * LONGEST) * rate.hertz()) as usize + splice::reach(rate) + 2 * RUN;
        let line = || Line::new(longest);
        let mut processor = Processor {
            rate,
            lines: [line(), line()],
            guards: Default::default(),
            guard: guard(0.0, rate),
            controls: Glides::default(),
            place: 0.0,
            fade: None,
            runs: Runs::default(),
        };
        processor.reset();
        processor
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(Line::reset);
        (self.guards, self.controls, self.fade, self.runs) = Default::default();
        (self.place, self.guard) = (self.home(), guard(0.0, self.rate));
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        let shift = settings.shift + settings.fine / 100.0;
        let guarded = if shift > 0.0 { 1.0 } else { 0.0 };
        let targets = [shift, settings.window * self.rate.hertz(), guarded];
        self.controls.aim(targets, GLIDE * self.rate.hertz());
        for (left, right, ends) in self.runs.cut(block) {
            self.run(left, right);
            if ends {
                self.splice();
            }
        }
    }

    fn latency(&self, _settings: &Settings) -> usize {
        self.home() as usize
    }

    fn latest(&self) -> usize {
        self.home() as usize
    }
}

impl Processor {
    /// Frames that sound comes later which is not shifted.
    fn home(&self) -> f64 {
        f64::from((LATE * self.rate.hertz()).round())
    }

    #[inline(always)]
    fn run(&mut self, left: &mut [f32], right: &mut [f32]) {
        let frames = left.len();
        let mut rows = [[0.0; RUN]; 3];
        self.controls.rows(frames, &mut rows);
        let [shift, _, guarded] = &rows;
        let is_guarded = guarded[..frames].iter().any(|share| *share > 0.0);
        for ((channel, line), guards) in
            [&*left, &*right].into_iter().zip(&mut self.lines).zip(&mut self.guards)
        {
            let mut sound = [0.0; RUN];
            sound[..frames].copy_from_slice(channel);
            if is_guarded {
                let cut = &mut sound[..frames];
                for (filter, at) in guards.iter_mut().zip(self.guard) {
                    filter.hold(Mode::Lowpass, at, cut);
                }
                let mixed = cut.iter_mut().zip(channel).zip(guarded);
                mixed.for_each(|((cut, plain), share)| *cut = plain + (*cut - plain) * share);
            }
            line.write(&sound[..frames]);
        }
        // Places at which is read, the new and the old one, and how much of each.
        let (mut ago, mut shares) = ([[0.0f32; RUN]; 2], [[1.0f32, 0.0]; RUN]);
        let before = self.fade;
        for n in 0..frames {
            let step = 1.0 - ratio(shift[n]);
            ago[0][n] = self.place as f32;
            self.place += step;
            if let Some(fade) = &mut self.fade {
                ago[1][n] = fade.from as f32;
                shares[n] = splice::shares(fade.part, fade.alike);
                fade.from += step;
                fade.part += fade.slope;
                if fade.part >= 1.0 {
                    self.fade = None;
                }
            }
        }
        let [new_times, old_times] = ago.map(|times| times.map(|time| time.max(1.0)));
        for (line, channel) in self.lines.iter().zip([left, right]) {
            line.curved(&new_times[..frames], channel);
            if before.is_some() {
                let mut old = [0.0; RUN];
                // Behind the end of the fade nothing of it is heard: any place will do.
                line.curved(&old_times[..frames], &mut old);
                let mixed = channel.iter_mut().zip(&old).zip(&shares);
                mixed.for_each(|((new, old), [of_new, of_old])| *new = *new * of_new + old * of_old);
            }
        }
    }

    /// Goes on elsewhere if reading has come to an end of the window, or back to where nothing is shifted.
    fn splice(&mut self) {
        let [shift, window, _] = self.controls.now();
        self.guard = guard(shift, self.rate);
        if self.fade.is_some() {
            return;
        }
        let (window, step) = (f64::from(window), 1.0 - ratio(shift));
        let off = self.place - self.home();
        let found = match () {
            _ if step == 0.0 && off != 0.0 && self.controls.is_still() => Found::unlike(self.home()),
            _ if step < 0.0 && off < -0.5 * window => self.find(window, true),
            _ if step > 0.0 && off > 0.5 * window => self.find(window, false),
            _ => return,
        };
        let frames = (0.25 * window / step.abs().max(1.0)).max(1.0);
        self.fade =
            Some(Fade { from: self.place, part: 0.0, slope: frames.recip() as f32, alike: found.alike });
        self.place = found.place;
    }

    /// The place between half a window and a whole one earlier or later that looks most like the present one.
    fn find(&self, window: f64, earlier: bool) -> Found {
        let stride = splice::stride(self.rate);
        let places = (window as i64 / stride as i64).max(2);
        let candidates = if earlier { places / 2..places } else { -places..-(places / 2) };
        splice::find(&Heard(&self.lines), stride, self.place, candidates)
    }
}
