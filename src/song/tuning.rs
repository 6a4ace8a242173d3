//! The tuning of an instrument: the pitch of every key, from a scale and the keys on which its degrees lie.
//!
//! Notes, transposition and slides are counted in keys: the way from a key to the next one, a semitone of a slide, a vibrato or an
//! arpeggio, is a step of the scale, whatever that measures. Finetune is in cents of the pitch.

use super::unknown::Unknown;
use serde::{Deserialize, Serialize};

/// The most degrees of a scale, and the most keys of a mapping.
pub const MOST_DEGREES: usize = 1_024;
/// The farthest that a degree may be from the first one, in cents: ten octaves.
pub const FARTHEST_CENTS: f64 = 12_000.0;
/// Keys that can sound: what transposition can reach.
pub const KEYS: usize = 132;
/// The least and the greatest frequency of the reference key, in Hz.
pub const REFERENCE_HERTZ: [f64; 2] = [1.0, 20_000.0];

/// Pitches stay within these semitones.
const PITCHES: [f64; 2] = [0.0, 140.0];
/// Semitones that are no difference: a ten-thousandth of a cent.
const NOTHING: f64 = 1e-6;

/// A scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// Cents from the first degree, which is not in the list, to each other one: at least one, at most [`MOST_DEGREES`]. The last is
    /// the interval at which the scale begins again.
    pub cents: Vec<f64>,
}

impl Scale {
    /// Twelve equal steps in an octave.
    pub fn equal() -> Scale {
        Scale { name: "12-tone equal".to_owned(), cents: (1..=12).map(|n| f64::from(n) * 100.0).collect() }
    }

    /// Cents from the first degree to that one, below it or above the scale's end too.
    fn at(&self, degree: i64) -> f64 {
        let count = self.cents.len().max(1) as i64;
        let step = degree.rem_euclid(count) as usize;
        let within = step.checked_sub(1).and_then(|last| self.cents.get(last)).copied().unwrap_or(0.0);
        degree.div_euclid(count) as f64 * self.cents.last().copied().unwrap_or(0.0) + within
    }
}

/// The keys on which the degrees of a scale lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// The lowest key that is tuned, 0 to 127; those below stay in equal temperament.
    pub first_key: u8,
    /// The highest key that is tuned.
    pub last_key: u8,
    /// The key of the first degree.
    pub middle_key: u8,
    /// The key whose frequency is given.
    pub reference_key: u8,
    /// That frequency in Hz.
    pub reference_hertz: f64,
    /// The degree by which the pattern of keys goes on where it begins again.
    pub octave_degree: u16,
    /// The degrees of the middle key and those above it, until the pattern begins again; `None` is a key that does not play. Empty:
    /// every key is the next degree.
    pub keys: Vec<Option<u16>>,
}

impl Default for Mapping {
    /// C-4 is the first degree and sounds as in equal temperament with A-4 at 440 Hz.
    fn default() -> Mapping {
        Mapping {
            first_key: 0,
            last_key: 127,
            middle_key: 60,
            reference_key: 60,
            reference_hertz: 440.0 * (-0.75f64).exp2(),
            octave_degree: 12,
            keys: Vec::new(),
        }
    }
}

impl Mapping {
    /// The degree of a key; `None` if it does not play.
    fn degree(&self, key: i64, scale: &Scale) -> Option<f64> {
        let from_middle = key - i64::from(self.middle_key);
        let size = self.keys.len() as i64;
        if size == 0 {
            return Some(scale.at(from_middle));
        }
        let degree = (*self.keys.get(from_middle.rem_euclid(size) as usize)?)?;
        let turns = from_middle.div_euclid(size) as f64;
        Some(turns * scale.at(self.octave_degree.into()) + scale.at(degree.into()))
    }
}

/// A scale on keys, and what comes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct Tuning {
    scale: Scale,
    mapping: Mapping,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
    /// By key: semitones from equal temperament to its pitch; between its neighbours for a key that does not play.
    offsets: Vec<f32>,
    /// By key: whether it plays.
    plays: Vec<bool>,
}

/// What is kept of a tuning.
#[derive(Serialize, Deserialize)]
struct Saved {
    scale: Scale,
    mapping: Mapping,
    unknown: Unknown,
}

impl From<Tuning> for Saved {
    fn from(tuning: Tuning) -> Saved {
        Saved { scale: tuning.scale, mapping: tuning.mapping, unknown: tuning.unknown }
    }
}

impl TryFrom<Saved> for Tuning {
    type Error = String;

    fn try_from(saved: Saved) -> Result<Tuning, String> {
        let tuning = Tuning::new(saved.scale, saved.mapping)?;
        Ok(Tuning { unknown: saved.unknown, ..tuning })
    }
}

impl Tuning {
    /// The tuning of a scale on keys.
    ///
    /// # Errors
    /// What is out of its range, in a sentence.
    pub fn new(scale: Scale, mapping: Mapping) -> Result<Tuning, String> {
        check(&scale, &mapping)?;
        let reference = mapping
            .degree(mapping.reference_key.into(), &scale)
            .ok_or("the reference key has no degree of the scale, so its frequency says nothing")?;
        let at_reference = 69.0 + 12.0 * (mapping.reference_hertz / 440.0).log2();
        let tuned = usize::from(mapping.first_key)..=usize::from(mapping.last_key);
        let offset = |key: usize| {
            if !tuned.contains(&key) {
                return Some(0.0);
            }
            let cents = mapping.degree(key as i64, &scale)? - reference;
            let pitch = (at_reference + cents / 100.0).clamp(PITCHES[0], PITCHES[1]);
            let offset = pitch - key as f64;
            Some(if offset.abs() < NOTHING { 0.0 } else { offset })
        };
        let known: Vec<Option<f64>> = (0..KEYS).map(offset).collect();
        let offsets = (0..KEYS).map(|key| between(&known, key) as f32).collect();
        let plays = known.iter().map(Option::is_some).collect();
        Ok(Tuning { scale, mapping, unknown: Unknown::default(), offsets, plays })
    }

    /// The scale.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// The keys on which it lies.
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Whether a key plays.
    pub fn plays(&self, key: u8) -> bool {
        self.plays.get(usize::from(key)).copied().unwrap_or(true)
    }

    /// Semitones from equal temperament to the pitch at `keys`, 60 being C-4, a part of the way from a key to the next one being that
    /// part of the way between their pitches.
    pub fn offset(&self, keys: f32) -> f32 {
        let keys = keys.clamp(0.0, (KEYS - 1) as f32);
        let key = keys as usize;
        let at = |key: usize| self.offsets.get(key.min(KEYS - 1)).copied().unwrap_or(0.0);
        let part = keys.fract();
        if part == 0.0 { at(key) } else { at(key) + (at(key + 1) - at(key)) * part }
    }
}

/// What stands at `key`, or between its neighbours on both sides, or as the nearest one.
fn between(known: &[Option<f64>], key: usize) -> f64 {
    let below = (0..=key).rev().find_map(|at| Some((at, known[at]?)));
    let above = (key..known.len()).find_map(|at| Some((at, known[at]?)));
    match (below, above) {
        (Some((low, from)), Some((high, to))) if high > low => {
            from + (to - from) * (key - low) as f64 / (high - low) as f64
        }
        (Some((_, only)), _) | (None, Some((_, only))) => only,
        (None, None) => 0.0,
    }
}

fn check(scale: &Scale, mapping: &Mapping) -> Result<(), String> {
    let inside = |cents: &f64| cents.abs() <= FARTHEST_CENTS;
    let [low, high] = REFERENCE_HERTZ;
    let keys = [mapping.first_key, mapping.last_key, mapping.middle_key, mapping.reference_key];
    let degrees = mapping.keys.iter().flatten().chain([&mapping.octave_degree]);
    match () {
        _ if scale.cents.is_empty() || scale.cents.len() > MOST_DEGREES => {
            Err(format!("the scale has {} degrees; expected 1 to {MOST_DEGREES}", scale.cents.len()))
        }
        _ if !scale.cents.iter().all(inside) => {
            Err(format!("a degree is farther away than {FARTHEST_CENTS} cents"))
        }
        _ if mapping.keys.len() > MOST_DEGREES => {
            Err(format!("the mapping has {} keys; expected at most {MOST_DEGREES}", mapping.keys.len()))
        }
        _ if keys.iter().any(|key| *key > 127) => Err("a key is above 127".to_owned()),
        _ if degrees.into_iter().any(|degree| usize::from(*degree) > MOST_DEGREES) => {
            Err(format!("a degree is above {MOST_DEGREES}"))
        }
        _ if !(low..=high).contains(&mapping.reference_hertz) => {
            Err(format!("the reference frequency is not from {low} to {high} Hz"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pitch(tuning: &Tuning, key: u8) -> f64 {
        f64::from(key) + f64::from(tuning.offset(key.into()))
    }

    #[test]
    fn equal_temperament_is_no_change_at_all() {
        for reference in
            [Mapping::default(), Mapping { reference_key: 69, reference_hertz: 440.0, ..Mapping::default() }]
        {
            let tuning = Tuning::new(Scale::equal(), reference).expect("a tuning");
            assert!((0..=131).all(|key| tuning.offset(key as f32 + 0.3) == 0.0 && tuning.plays(key)));
        }
    }

    #[test]
    fn nineteen_steps_in_an_octave_are_within_a_hundredth_of_a_cent() {
        let cents: Vec<f64> = (1..=19).map(|n| 1_200.0 * f64::from(n) / 19.0).collect();
        let tuning = Tuning::new(Scale { name: String::new(), cents }, Mapping::default()).expect("a tuning");
        for key in 0..=127u8 {
            let exact = (60.0 + 12.0 * (f64::from(key) - 60.0) / 19.0).clamp(0.0, 140.0);
            assert!((pitch(&tuning, key) - exact).abs() < 1e-4, "{key}: {}", pitch(&tuning, key));
        }
        let half = 60.0 + 12.0 / 38.0;
        assert!((60.5 + tuning.offset(60.5) - half as f32).abs() < 1e-4, "half a key is half a step");
    }

    #[test]
    fn a_pattern_of_keys_leaves_some_out_and_begins_again_an_octave_higher() {
        let keys = vec![Some(0), None, Some(2), Some(4), None];
        let mapping = Mapping { reference_key: 62, reference_hertz: 300.0, keys, ..Mapping::default() };
        let tuning = Tuning::new(Scale::equal(), mapping).expect("a tuning");
        let at = 69.0 + 12.0 * (300.0f64 / 440.0).log2();
        for (key, semitones) in [(60, -2.0), (62, 0.0), (63, 2.0), (65, 10.0), (55, -14.0), (58, -10.0)] {
            assert!((pitch(&tuning, key) - at - semitones).abs() < 1e-4, "{key}");
        }
        assert!(!tuning.plays(61) && !tuning.plays(64) && tuning.plays(63));
        assert!((pitch(&tuning, 61) - (at - 1.0)).abs() < 1e-4, "slides go through keys that do not play");
    }

    #[test]
    fn what_cannot_be_is_refused_in_a_sentence() {
        let refused = |mapping| Tuning::new(Scale::equal(), mapping).expect_err("refused");
        let silent = Mapping { keys: vec![None], ..Mapping::default() };
        assert!(refused(silent).starts_with("the reference key has no degree"));
        assert!(
            refused(Mapping { reference_hertz: f64::NAN, ..Mapping::default() }).contains("1 to 20000 Hz")
        );
        let none = Scale { name: String::new(), cents: Vec::new() };
        assert!(Tuning::new(none, Mapping::default()).expect_err("refused").contains("1 to 1024"));
    }
}
