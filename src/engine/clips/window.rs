//! Some frames of a sound, in memory or streamed, as a clip is read from them.

use super::super::bus::QUANTUM;
use super::super::pages::Pages;
use crate::dsp::interpolation::Interpolation;
use crate::dsp::kernel::interpolate;
use crate::instruments::sample::{GUARD, Sound};
use crate::instruments::streamed::{PAGE, Streamed};

/// How sounds of another rate than the engine's are read.
pub(super) const BETWEEN: Interpolation = Interpolation::Sinc32;

/// The most frames that are looked at together.
const WINDOW: usize = 1_024;

/// Whether frames are at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// All of them.
    There,
    /// Their pages have not come yet.
    Late,
    /// The file does not hold them any more.
    Broken,
}

/// A sound and the pages that are there of it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub sound: &'a Sound,
    pub pages: Option<&'a Pages>,
}

impl View<'_> {
    /// Frames per second.
    pub fn rate(self) -> u32 {
        match self.sound {
            Sound::Whole(audio) => audio.rate(),
            Sound::Streamed(sound) => sound.rate(),
        }
    }

    /// The number of frames.
    pub fn frames(self) -> u64 {
        match self.sound {
            Sound::Whole(audio) => audio.frames() as u64,
            Sound::Streamed(sound) => sound.frames(),
        }
    }

    /// The number of channels: 0, 1 or 2.
    pub fn channels(self) -> usize {
        match self.sound {
            Sound::Whole(audio) => audio.channels(),
            Sound::Streamed(sound) => sound.channels(),
        }
    }

    /// Whether the frames of a stretch are at hand, as far as it lies within the sound.
    pub fn presence(self, from: i64, to: i64) -> Presence {
        let Sound::Streamed(sound) = self.sound else { return Presence::There };
        let end = to.min(sound.frames() as i64);
        let mut at = from.max(0);
        while at < end {
            let (number, within) = (at / PAGE as i64, (at % PAGE as i64) as usize);
            let next = (number + 1) * PAGE as i64;
            let needed = within + (end.min(next) - at) as usize;
            match self.pages.and_then(|pages| pages.get((sound.id(), number as u32))) {
                None => return Presence::Late,
                Some(page) if page.frames < needed => return Presence::Broken,
                Some(_) => at = next,
            }
        }
        Presence::There
    }

    /// Copies frames from `from` on into as many channels as there are; what is not there is silence.
    fn copy(self, from: i64, out: &mut [[f32; WINDOW]; 2], length: usize) {
        let length = length.min(WINDOW);
        for (channel, out) in out.iter_mut().enumerate().take(self.channels()) {
            self.channel(channel, from, &mut out[..length]);
        }
    }

    /// Copies frames of a channel from `from` on; what is not there is silence.
    pub fn channel(self, channel: usize, from: i64, out: &mut [f32]) {
        match self.sound {
            Sound::Whole(audio) => {
                // The guard before and behind the sound is silent as well.
                out.fill(0.0);
                paste(audio.padded(channel), from + GUARD as i64, out);
            }
            Sound::Streamed(sound) => self.stream(sound, channel, from, out),
        }
    }

    /// Writes the next frames of both sides, the first from a place in the sound, each `step` further; silence before and behind it.
    pub fn straight(self, begin: f64, step: f64, frames: usize, out: &mut [[f32; QUANTUM]; 2]) {
        let place = |frame: usize| begin + frame as f64 * step;
        let mut window = [[0.0; WINDOW]; 2];
        let margin = BETWEEN.before() + BETWEEN.after() + 2;
        // So many frames as a window has room for: all of them, unless the sound has many times the engine's rate.
        let most = (((WINDOW - margin) as f64 / step) as usize).max(1);
        for first in (0..frames).step_by(most) {
            let stretch = first..(first + most).min(frames);
            let from = place(first).floor() as i64 - BETWEEN.before() as i64;
            self.copy(from, &mut window, (stretch.len() as f64 * step) as usize + margin);
            let within = place(first) - from as f64;
            for (out, window) in out.iter_mut().zip(&window).take(self.channels()) {
                read(window, within, step, &mut out[stretch.clone()]);
            }
            let [left, right] = out;
            if self.channels() < 2 {
                right[stretch.clone()].copy_from_slice(&left[stretch.clone()]);
            }
            for frame in stretch.filter(|frame| !(0.0..self.frames() as f64).contains(&place(*frame))) {
                [left[frame], right[frame]] = [0.0; 2];
            }
        }
    }

    fn stream(self, sound: &Streamed, channel: usize, from: i64, out: &mut [f32]) {
        out.fill(0.0);
        let end = from + out.len() as i64;
        let mut at = from.max(0);
        while at < end.min(sound.frames() as i64) {
            let number = at / PAGE as i64;
            let next = ((number + 1) * PAGE as i64).min(end);
            if let Some(page) = self.pages.and_then(|pages| pages.get((sound.id(), number as u32)))
                && let Some(frames) = page.channels.get(channel)
            {
                let (first, last) = ((at - from) as usize, (next - from) as usize);
                paste(frames, at - number * PAGE as i64, &mut out[first..last]);
            }
            at = next;
        }
    }
}

/// Copies `from[at..]` over as much of `out` as there is; `at` may be negative.
fn paste(from: &[f32], at: i64, out: &mut [f32]) {
    let skip = ((-at).max(0) as usize).min(out.len());
    let out = &mut out[skip..];
    let from = from.get(at.max(0) as usize..).unwrap_or_default();
    let length = from.len().min(out.len());
    out[..length].copy_from_slice(&from[..length]);
}

/// The frames of a window from a place on: as they are where the sound has the engine's rate.
fn read(window: &[f32; WINDOW], place: f64, step: f64, out: &mut [f32]) {
    if step == 1.0 {
        let first = place as usize;
        out.copy_from_slice(&window[first..first + out.len()]);
    } else {
        let digits = |number: f64| (number * 4_294_967_296.0) as u64;
        interpolate(BETWEEN, window, digits(place), digits(step), out);
    }
}
