//! Sound that keeps to another time than its own at its own pitch: it is read as its pitch wants it, and where that leads too far from
//! where the time is, goes on at a place nearby that looks alike (Verhelst and Roelands, "An overlap-add technique based on waveform
//! similarity", ICASSP 1993). Where sounds begin it is led to the very frame, and what is just beginning is neither left out nor
//! heard twice (after Röbel, "A new approach to transient processing in the phase vocoder", DAFx 2003). All places are frames of
//! what is read.

use super::splice::{self, Found, Sound};
use super::units::SampleRate;

/// Seconds that reading may be away from where the time is.
const AWAY: f64 = 0.02;
/// Seconds of a fade to another place.
const FADE: f64 = 0.01;
/// Seconds before a beginning in which reading is led to it.
const LEAD: f64 = 0.004;
/// Seconds by which it may miss a beginning, so that nothing is done where nothing needs to be.
const EXACT: f64 = 0.000_25;
/// Seconds by which it may miss one for the sake of a place that looks alike.
const NEAR: f64 = 0.002;
/// How much that place has to look alike.
const ALIKE: f32 = 0.5;
/// Seconds that a beginning takes, which are not heard twice.
const ATTACK: f64 = 0.006;
/// The least seconds of a way to another place, and of a choice of places.
const LEAST: f64 = 0.003;
/// The least level of what is heard again.
const LOWEST: f32 = 0.1;

/// How a sound is read.
#[derive(Clone, Copy, Debug)]
pub struct Course {
    /// Frames of the sound for each frame of what is heard, as the pitch wants it.
    pub step: f64,
    /// The same as the time wants it.
    pub pace: f64,
    /// The sound's frames per second.
    pub own: f64,
    /// Frames per second of what is heard.
    pub rate: f64,
    /// The most frames of what is heard that are read at once.
    pub most: f64,
    /// Whether there is nothing to be led to before frame 0.
    pub begins: bool,
}

/// The level of what is heard for a second time: that of what was heard last, so that nothing begins anew in what dies away.
#[derive(Clone, Copy, Debug)]
pub struct Gain {
    at: f32,
    /// What a frame adds, up to 1.
    slope: f32,
}

impl Gain {
    const FULL: Gain = Gain { at: 1.0, slope: 0.0 };

    /// The next frame's.
    #[inline(always)]
    fn advance(&mut self) -> f32 {
        self.at = (self.at + self.slope).min(1.0);
        self.at
    }

    /// Brings the next frames of both channels to it.
    #[inline(always)]
    pub fn apply<const N: usize>(&mut self, sound: &mut [[f32; N]; 2], frames: usize) {
        if self.at >= 1.0 {
            return;
        }
        for n in 0..frames {
            let gain = self.advance();
            sound.iter_mut().for_each(|channel| channel[n] *= gain);
        }
    }
}

/// Going on at another place.
#[derive(Clone, Copy, Debug)]
pub struct Fade {
    /// The level of the old place.
    gain: Gain,
    /// How much of the new place is heard, 0 to 1, and what a frame adds.
    part: f32,
    slope: f32,
    /// How much both places are alike, 0 to 1.
    alike: f32,
}

impl Fade {
    /// Adds the next frames at the old place to those at the new one, each as loud as it is there.
    #[inline(always)]
    pub fn mix<const N: usize>(&mut self, new: &mut [[f32; N]; 2], old: &[[f32; N]; 2], frames: usize) {
        for n in 0..frames {
            let [of_new, of_old] = splice::shares(self.part, self.alike);
            self.part = (self.part + self.slope).min(1.0);
            let of_old = of_old * self.gain.advance();
            for (new, old) in new.iter_mut().zip(old) {
                new[n] = new[n] * of_new + old[n] * of_old;
            }
        }
    }

    /// Whether the old place is not heard any more.
    pub fn is_over(&self) -> bool {
        self.part >= 1.0
    }
}

/// Where the time is in a sound, and how reading follows it.
#[derive(Clone, Copy, Debug)]
pub struct TimeStretch {
    /// The frame where the time is.
    pub due: f64,
    /// The beginning that was last.
    last: i64,
    /// The first frame that may be heard again.
    kept: f64,
    /// The level of what is read.
    pub gain: Gain,
}

impl TimeStretch {
    /// Reading begins at that frame.
    pub fn new(first: i64) -> TimeStretch {
        TimeStretch { due: first as f64, last: first - 1, kept: first as f64, gain: Gain::FULL }
    }

    /// So many frames further on the same stands, and that is meant.
    pub fn turn(&mut self, frames: i64) {
        self.due += frames as f64;
        (self.last, self.kept) = (self.last + frames, self.kept + frames as f64);
    }

    /// Where reading has come to `place`: where it goes on elsewhere if that has to be, which may be before frame 0, and the fade to it.
    /// `mark` finds the first frame behind one at which something begins, or the sound ends. Not to be asked while a fade is under way.
    pub fn follow(
        &mut self,
        sound: &impl Sound,
        course: &Course,
        place: f64,
        mark: impl Fn(i64) -> Option<i64>,
    ) -> Option<(f64, Fade)> {
        let mut next = mark(self.last);
        while let Some(passed) = next.filter(|next| *next as f64 <= self.due) {
            (self.last, next) = (passed, mark(passed));
            self.kept = passed as f64 + ATTACK * course.own;
        }
        let Course { step, pace, own, rate, .. } = *course;
        let until = next.map(|next| (next, (next as f64 - self.due) / pace));
        let lead = LEAD * rate;
        let led = until.is_some_and(|(_, until)| until <= lead);
        let (to, fade) = match until {
            Some((next, until)) if led => (lead_to(sound, course, next as f64 - until * step, place), until),
            _ => {
                let fade = (FADE * rate).min(0.5 * AWAY * own / step.max(1e-9));
                // Shortly before a beginning only what would come to it too early still goes elsewhere, in the time that is left.
                let left = until.map_or(f64::INFINITY, |(_, until)| until - lead);
                if left < 0.5 * lead {
                    return None;
                }
                let ways = Ways { place, until, soon: left < 2.0 * fade + lead, late: left < fade, fade };
                // What is left does not come to the next beginning while it fades.
                let room = next.map_or(f64::INFINITY, |next| 0.9 * (next as f64 - place) / step.max(1e-9));
                (self.correct(sound, course, &ways), fade.min(room).min(left))
            }
        };
        let found = to?;
        // How much is heard again.
        let back = if led { 0.0 } else { place - found.place };
        let shortest = 0.25 * lead;
        let slope = fade.max(shortest).recip() as f32;
        let fade = Fade { gain: self.gain, part: 0.0, slope, alike: found.alike };
        let at = (found.level * self.gain.at).max(LOWEST);
        self.gain = Gain::FULL;
        if back > 0.0 && at < 1.0 {
            self.gain = Gain { at, slope: (1.0 - at) * (step / back) as f32 };
        }
        Some((found.place, fade))
    }

    /// A place nearer to where the time is, if reading is too far away, or would come to the next beginning too early.
    fn correct(&self, sound: &impl Sound, course: &Course, ways: &Ways) -> Option<Found> {
        let Ways { place, until, soon, late, fade } = *ways;
        let Course { step, own, most: run, .. } = *course;
        let [away, exact, least] = [AWAY, EXACT, LEAST].map(|seconds| seconds * own);
        let early = until.is_some_and(|(next, until)| {
            let reaches = place + (fade + run) * step > next as f64 - least;
            (soon || reaches) && place + until * step > next as f64 + exact
        });
        if early || !late && place - self.due > away {
            // What begins soon is not reached before its time, nor before there was time to go back once more.
            let most = until.map(|(next, until)| next as f64 - least - until.min(3.0 * fade) * step);
            let most = most.unwrap_or(f64::INFINITY);
            let low = (self.due - away).min(most - least).max(self.kept);
            let high = self.due.min(place - 0.25 * away).min(most).max(low + least).min(place - least);
            return (low < high).then(|| search(sound, own, place, [low, high]));
        }
        if !late && self.due - place > away {
            // It does not get ahead of the next beginning.
            let most = until.map_or(f64::INFINITY, |(next, until)| next as f64 - until * step - least);
            let high = (self.due + away).min(most);
            let low = self.due.min(high - least).max(place + least);
            return (low < high).then(|| search(sound, own, place, [low, high]));
        }
        None
    }
}

/// How reading goes on by itself, in frames.
struct Ways {
    place: f64,
    /// The next beginning, and the frames of what is heard before it.
    until: Option<(i64, f64)>,
    /// Whether it has to be seen to now that it is not reached too early.
    soon: bool,
    /// Whether there is no time for more than that.
    late: bool,
    /// Frames of what is heard that going on elsewhere takes.
    fade: f64,
}

/// The place from which reading comes to a beginning in time, if it does not do so anyway.
fn lead_to(sound: &impl Sound, course: &Course, exact: f64, place: f64) -> Option<Found> {
    let own = course.own;
    if exact < 0.0 && course.begins || (exact - place).abs() <= EXACT * own {
        return None;
    }
    let found = search(sound, own, place, [exact - NEAR * own, exact + NEAR * own]);
    Some(if found.alike > ALIKE { found } else { Found::unlike(exact) })
}

/// What looks most like a place from one to another.
fn search(sound: &impl Sound, own: f64, place: f64, [low, high]: [f64; 2]) -> Found {
    let stride = splice::stride(SampleRate(own as u32));
    let strides = |to: f64| ((to - place) / stride as f64).round() as i64;
    splice::find(sound, stride, place, strides(low)..strides(high) + 1)
}
