//! What is understood of SFZ, as rows: the name of an opcode and what it sets.

use super::super::foreign::{Amplitude, Filter, Region, tuned};
use crate::instruments::sampler::zone::{LoopMode, Zone};

/// The settings of a level of headers, inherited by those below.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The sample's path as it is written.
    pub sample: String,
    keys: [f32; 2],
    velocities: [f32; 2],
    center: f32,
    track: f32,
    tune: f32,
    transpose: f32,
    volume: f32,
    /// Linear.
    level: f32,
    pan: f32,
    start: f64,
    end: Option<f64>,
    loop_mode: Option<&'static str>,
    looped: [f64; 2],
    /// Seconds.
    pub fade: f32,
    reverse: bool,
    amplitude: Amplitude,
    filter: (usize, Option<f32>, f32),
    turns: [f32; 2],
    chance: [f32; 2],
    /// Its group, and the one that ends it, as the file numbers them.
    pub groups: [i64; 2],
    /// What strikes it: only `attack` is a note.
    pub trigger: String,
    /// The key that chooses its articulation, and the one that is chosen at the beginning.
    pub switched: [Option<f32>; 2],
    /// Whether it is switched off by its own end.
    off: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            sample: String::new(),
            keys: [0.0, 127.0],
            velocities: [0.0, 127.0],
            center: 60.0,
            track: 100.0,
            tune: 0.0,
            transpose: 0.0,
            volume: 0.0,
            level: 1.0,
            pan: 0.0,
            start: 0.0,
            end: None,
            loop_mode: None,
            looped: [0.0; 2],
            fade: 0.0,
            reverse: false,
            amplitude: Amplitude { attack: 0.001, hold: 0.0, decay: 0.005, sustain: 1.0, release: 0.005 },
            filter: (0, None, 0.0),
            turns: [1.0, 1.0],
            chance: [0.0, 1.0],
            groups: [0; 2],
            trigger: "attack".to_owned(),
            switched: [None; 2],
            off: false,
        }
    }
}

/// A row: the names of an opcode, and what a value sets; `None` if it is none.
struct Opcode {
    names: &'static [&'static str],
    set: fn(&mut Settings, &str) -> Option<()>,
}

const fn row(names: &'static [&'static str], set: fn(&mut Settings, &str) -> Option<()>) -> Opcode {
    Opcode { names, set }
}

const OPCODES: &[Opcode] = &[
    row(&["sample"], |to, text| {
        to.sample = text.replace('\\', "/");
        Some(())
    }),
    row(&["lokey"], |to, text| key(text).map(|key| to.keys[0] = key)),
    row(&["hikey"], |to, text| key(text).map(|key| to.keys[1] = key)),
    row(&["key"], |to, text| key(text).map(|key| (to.keys, to.center) = ([key; 2], key))),
    row(&["lovel"], |to, text| number(text).map(|value| to.velocities[0] = value)),
    row(&["hivel"], |to, text| number(text).map(|value| to.velocities[1] = value)),
    row(&["pitch_keycenter"], |to, text| key(text).map(|key| to.center = key)),
    row(&["pitch_keytrack"], |to, text| number(text).map(|cents| to.track = cents)),
    row(&["tune", "pitch"], |to, text| number(text).map(|cents| to.tune = cents)),
    row(&["transpose"], |to, text| number(text).map(|semitones| to.transpose = semitones)),
    row(&["volume", "gain"], |to, text| number(text).map(|decibels| to.volume = decibels)),
    row(&["amplitude"], |to, text| number(text).map(|percent| to.level = (percent / 100.0).max(0.0))),
    row(&["pan"], |to, text| number(text).map(|percent| to.pan = percent / 100.0)),
    row(&["offset"], |to, text| frames(text).map(|frames| to.start = frames)),
    row(&["end"], |to, text| {
        frames(text).map(|last| (to.off, to.end) = (last < 0.0, Some(last + 1.0).filter(|end| *end > 0.0)))
    }),
    row(&["loop_mode", "loopmode"], |to, text| {
        let known = ["no_loop", "one_shot", "loop_continuous", "loop_sustain"];
        to.loop_mode = Some(*known.iter().find(|name| **name == text)?);
        Some(())
    }),
    row(&["loop_start", "loopstart"], |to, text| frames(text).map(|first| to.looped[0] = first)),
    row(&["loop_end", "loopend"], |to, text| frames(text).map(|last| to.looped[1] = last + 1.0)),
    row(&["loop_crossfade"], |to, text| number(text).map(|seconds| to.fade = seconds.max(0.0))),
    row(&["direction"], |to, text| {
        to.reverse = match text {
            "forward" => false,
            "reverse" => true,
            _ => return None,
        };
        Some(())
    }),
    row(&["ampeg_attack"], |to, text| number(text).map(|seconds| to.amplitude.attack = seconds)),
    row(&["ampeg_hold"], |to, text| number(text).map(|seconds| to.amplitude.hold = seconds)),
    row(&["ampeg_decay"], |to, text| number(text).map(|seconds| to.amplitude.decay = seconds)),
    row(&["ampeg_sustain"], |to, text| {
        number(text).map(|percent| to.amplitude.sustain = (percent / 100.0).clamp(0.0, 1.0))
    }),
    row(&["ampeg_release"], |to, text| number(text).map(|seconds| to.amplitude.release = seconds)),
    row(&["cutoff"], |to, text| number(text).map(|hertz| to.filter.1 = Some(hertz))),
    row(&["resonance"], |to, text| number(text).map(|decibels| to.filter.2 = decibels)),
    row(&["fil_type", "filtype"], |to, text| {
        let known =
            [("lpf_1p", 0), ("lpf_2p", 0), ("hpf_1p", 1), ("hpf_2p", 1), ("bpf_2p", 2), ("brf_2p", 3)];
        to.filter.0 = known.iter().find(|(name, _)| *name == text)?.1;
        Some(())
    }),
    row(&["seq_position"], |to, text| number(text).map(|turn| to.turns[0] = turn)),
    row(&["seq_length"], |to, text| number(text).map(|turns| to.turns[1] = turns)),
    row(&["lorand"], |to, text| number(text).map(|chance| to.chance[0] = chance)),
    row(&["hirand"], |to, text| number(text).map(|chance| to.chance[1] = chance)),
    row(&["group", "polyphony_group"], |to, text| number(text).map(|group| to.groups[0] = group as i64)),
    row(&["off_by", "offby"], |to, text| number(text).map(|group| to.groups[1] = group as i64)),
    row(&["trigger"], |to, text| {
        to.trigger = text.to_owned();
        Some(())
    }),
    row(&["sw_last"], |to, text| key(text).map(|key| to.switched[0] = Some(key))),
    row(&["sw_default"], |to, text| key(text).map(|key| to.switched[1] = Some(key))),
];

/// Sets an opcode. Whether it is known, and its value one.
pub fn set(settings: &mut Settings, name: &str, value: &str) -> bool {
    let row = OPCODES.iter().find(|row| row.names.contains(&name));
    row.and_then(|row| (row.set)(settings, value)).is_some()
}

fn number(text: &str) -> Option<f32> {
    text.trim().parse().ok().filter(|number: &f32| number.is_finite())
}

fn frames(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// A key by number or name: 60 is `c4`.
pub fn key(text: &str) -> Option<f32> {
    if let Some(number) = number(text) {
        return Some(number);
    }
    let mut letters = text.trim().chars();
    let steps = [9, 11, 0, 2, 4, 5, 7];
    let letter = letters.next()?.to_ascii_lowercase();
    let step = *steps.get((letter as usize).checked_sub('a' as usize)?)?;
    let rest = letters.as_str();
    let (sharp, octave) = match rest.strip_prefix(['#', '♯']) {
        Some(octave) => (1, octave),
        None => match rest.strip_prefix(['b', '♭']) {
            Some(octave) => (-1, octave),
            None => (0, rest),
        },
    };
    let octave: i16 = octave.parse().ok().filter(|octave| (-1..=9).contains(octave))?;
    Some(f32::from((octave + 1) * 12 + step + sharp))
}

impl Settings {
    /// Whether it is left to the sample's file where it loops, and whether.
    pub fn leaves_loop_open(&self) -> bool {
        self.looped == [0.0; 2] && !matches!(self.loop_mode, Some("no_loop" | "one_shot"))
    }

    /// The region that they make, `moved` by so many keys; its zone plays sound `sound`. `None` if it is switched off.
    pub fn region(&self, moved: f32, sound: u16) -> Option<Region> {
        let [low, high] = self.keys.map(|key| key + moved);
        if self.off || high < 0.0 || low > 127.0 || self.velocities[1] < 0.0 {
            return None;
        }
        let (root, tune) = tuned(self.center + moved, self.transpose * 100.0 + self.tune);
        let frame = |frame: f64| frame.clamp(0.0, f64::from(u32::MAX)) as u32;
        let mut amplitude = self.amplitude;
        let loop_mode = match self.loop_mode {
            Some("loop_continuous") => LoopMode::Forward,
            Some("loop_sustain") => LoopMode::Sustain,
            Some("one_shot") => {
                // It plays to its end whatever the key does.
                amplitude.release = f32::INFINITY;
                LoopMode::Off
            }
            _ => LoopMode::Off,
        };
        let turned = self.turns[1] > 1.0;
        let filter = self.filter.1.map(|cutoff| Filter { mode: self.filter.0, cutoff, peak: self.filter.2 });
        let zone = Zone {
            sample: sound,
            low_key: low.max(0.0) as u8,
            high_key: high.min(127.0) as u8,
            low_velocity: self.velocities[0].clamp(0.0, 127.0) as u8,
            high_velocity: self.velocities[1].clamp(0.0, 127.0) as u8,
            turn: if turned { self.turns[0].clamp(1.0, 127.0) as u8 } else { 0 },
            turns: if turned { self.turns[1].min(127.0) as u8 } else { 1 },
            low_chance: self.chance[0],
            high_chance: self.chance[1],
            root,
            tune,
            pitch_track: self.track / 100.0,
            volume: self.volume + 20.0 * self.level.max(1e-4).log10(),
            pan: self.pan,
            start: frame(self.start),
            end: self.end.map_or(0, frame),
            reverse: self.reverse,
            loop_mode,
            loop_start: frame(self.looped[0]),
            loop_end: frame(self.looped[1]),
            ..Zone::default()
        };
        Some(Region { zone, amplitude, filter })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_numbers_and_names() {
        let keys = ["60", "c4", "C#4", "db4", "A-1", "g9", "b3", "-1"].map(key);
        assert_eq!(keys, [60.0, 60.0, 61.0, 61.0, 9.0, 127.0, 59.0, -1.0].map(Some));
        assert_eq!(["", "h4", "c", "c44", "#4", "é4", "inf"].map(key), [None; 7]);
    }

    #[test]
    fn whole_semitones_of_tuning_go_into_the_root() {
        let mut settings = Settings::default();
        assert!(set(&mut settings, "tune", "-270") && set(&mut settings, "transpose", "12"));
        let zone = settings.region(0.0, 0).expect("a region").zone;
        assert_eq!((zone.root, zone.tune.round()), (51, 30.0));
        assert!(!set(&mut settings, "tune", "much") && !set(&mut settings, "eq1_gain", "3"));
    }
}
