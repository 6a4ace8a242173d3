//! What becomes of an instrument of another program: zones of a sampler, the sounds that they play, and what is told.

use crate::dsp::parameter::Knobs;
use crate::instruments::sampler;
use crate::instruments::sampler::zone::{LoopMode, Zone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most zones that are taken.
pub const MOST_ZONES: usize = 4_096;
/// The most names that one sentence lists.
const LISTED: usize = 12;

/// An instrument, read. Its zones count [`Foreign::sounds`] where those of a song count its samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    /// Its name.
    pub name: String,
    /// How it sounds.
    pub patch: sampler::Patch,
    /// What the zones play.
    pub sounds: Vec<Sound>,
    /// Seconds in which the loop of each zone fades into its start, where a file says so in seconds: whoever knows the rates of
    /// the sounds makes frames of it. Zones behind the last have none.
    pub fades: Vec<f32>,
    /// Whether nothing was said of each zone's loop, so that it is the one that the file of its sound has. Zones behind the last have theirs.
    pub open_loops: Vec<bool>,
    /// What the user should know, a sentence each.
    pub told: Vec<String>,
}

impl Foreign {
    /// Gives zones of whose loops nothing was said those of the files of their sounds, which are told as zones.
    pub fn take_loops(&mut self, files: &[Zone]) {
        let zones = Arc::make_mut(&mut self.patch.zones).iter_mut().zip(&self.open_loops);
        for (zone, _) in zones.filter(|(_, is_open)| **is_open) {
            let file = files.get(usize::from(zone.sample));
            if let Some(file) = file.filter(|file| file.loop_mode != LoopMode::Off) {
                (zone.loop_start, zone.loop_end) = (file.loop_start, file.loop_end);
                zone.loop_mode =
                    if zone.loop_mode == LoopMode::Off { file.loop_mode } else { zone.loop_mode };
            }
        }
    }

    /// The fades of loops as frames of their sounds, at the rates of these: 0 where it is not known.
    pub fn fade_loops(&mut self, rates: &[u32]) {
        let fades = self.fades.iter().enumerate().filter(|(_, seconds)| **seconds > 0.0);
        for (zone, seconds) in fades {
            if let Some(zone) = Arc::make_mut(&mut self.patch.zones).get_mut(zone)
                && let Some(rate) = rates.get(usize::from(zone.sample))
            {
                zone.loop_fade = (seconds * *rate as f32).round() as u32;
                zone.move_into_range();
            }
        }
    }
}

/// A sound that zones play.
#[derive(Clone, Debug, PartialEq)]
pub enum Sound {
    /// A file, as the instrument's file names it, with `/` between folders.
    File(String),
    /// The bytes of a WAV file, and a name for it.
    Wave {
        /// The name, without an ending.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// The envelope of a region: seconds, and the level that is held, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amplitude {
    /// From silence to full.
    pub attack: f32,
    /// At full.
    pub hold: f32,
    /// Towards the sustain level.
    pub decay: f32,
    /// 0 to 1.
    pub sustain: f32,
    /// After the key is let go.
    pub release: f32,
}

/// The filter of a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filter {
    /// The index in the sampler's list.
    pub mode: usize,
    /// In Hz.
    pub cutoff: f32,
    /// The height of the peak in dB; 0 is none.
    pub peak: f32,
}

impl Filter {
    /// The sampler's resonance, 0 to 1, that makes such a peak: its filter has the quality 1/√2 at 0.
    fn resonance(self) -> f32 {
        ((1.0 - 10f32.powf(-self.peak.max(0.0) / 20.0)) / 0.985).min(1.0)
    }
}

/// A zone with what the sampler has only once for all zones.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The zone.
    pub zone: Zone,
    /// Its envelope.
    pub amplitude: Amplitude,
    /// Its filter, if it has one.
    pub filter: Option<Filter>,
}

/// The root and the fine tuning of a zone that sounds as recorded at a key and is moved by so many cents: whole semitones go into
/// the root.
pub fn tuned(key: f32, cents: f32) -> (u8, f32) {
    let semitones = (cents / 100.0).round();
    ((key - semitones).clamp(0.0, 127.0) as u8, cents - 100.0 * semitones)
}

/// The cutoff in Hz of a zone without a filter among others that have one.
const OPEN: f32 = 20_000.0;

/// A sampler that plays these regions: envelope and kind of filter are those that most of them have. What differs from them is
/// added to `told`.
pub fn patch(mut regions: Vec<Region>, told: &mut Vec<String>) -> sampler::Patch {
    if regions.len() > MOST_ZONES {
        told.push(format!(
            "it has {} zones; an instrument has at most {MOST_ZONES}: the others are left out",
            regions.len()
        ));
        regions.truncate(MOST_ZONES);
    }
    let mut patch = sampler::Patch::default();
    if let Some(amplitude) = most(regions.iter().map(|region| region.amplitude)) {
        let others = regions.iter().filter(|region| region.amplitude != amplitude).count();
        if others > 0 {
            told.push(format!("{others} of {} zones have another envelope than the rest", regions.len()));
        }
        (patch.attack, patch.hold, patch.decay) = (amplitude.attack, amplitude.hold, amplitude.decay);
        (patch.sustain, patch.release) = (amplitude.sustain, amplitude.release);
    }
    if let Some(filter) = most(regions.iter().filter_map(|region| region.filter)) {
        let other = regions.iter().flat_map(|region| region.filter).filter(|it| it.mode != filter.mode);
        let others = other.count();
        if others > 0 {
            told.push(format!(
                "{others} of {} zones have a filter of another kind than the rest",
                regions.len()
            ));
        }
        (patch.filter_on, patch.filter) = (1.0, filter.mode as f32);
        (patch.cutoff, patch.resonance) = (filter.cutoff.clamp(20.0, OPEN), filter.resonance());
        for region in &mut regions {
            let of_zone = region.filter.map_or((OPEN, 0.0), |own| (own.cutoff.max(1.0), own.resonance()));
            region.zone.cutoff = 12.0 * (of_zone.0 / patch.cutoff).log2();
            region.zone.resonance = of_zone.1 - patch.resonance;
        }
    }
    let mut zones: Vec<Zone> = regions.into_iter().map(|region| region.zone).collect();
    zones.iter_mut().for_each(Knobs::move_into_range);
    patch.move_into_range();
    patch.zones = Arc::new(zones);
    patch
}

/// Moves the zones of a patch from its own sounds to those numbers of a song's samples.
pub fn renumber(patch: &mut sampler::Patch, numbers: &[u16]) {
    for zone in Arc::make_mut(&mut patch.zones) {
        zone.sample = numbers.get(usize::from(zone.sample)).copied().unwrap_or(zone.sample);
    }
}

/// What comes most often; of equals the first. Only the first few different ones are looked at.
fn most<T: PartialEq>(list: impl Iterator<Item = T>) -> Option<T> {
    const DIFFERENT: usize = 64;
    let mut counts: Vec<(T, usize)> = Vec::new();
    for element in list {
        let more = counts.len() < DIFFERENT;
        match counts.iter_mut().find(|(known, _)| *known == element) {
            Some((_, count)) => *count += 1,
            None if more => counts.push((element, 1)),
            None => {}
        }
    }
    let best = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == best).map(|(element, _)| element)
}

/// Things that are not understood, by name, and how often.
#[derive(Clone, Debug, Default)]
pub struct NotTaken {
    names: BTreeMap<String, usize>,
    more: usize,
}

impl NotTaken {
    /// One more of a name.
    pub fn add(&mut self, name: &str) {
        /// Names that are kept apart.
        const MOST: usize = 1_000;
        let name: String = name.chars().take(40).collect();
        if self.names.len() < MOST || self.names.contains_key(&name) {
            *self.names.entry(name).or_default() += 1;
        } else {
            self.more += 1;
        }
    }

    /// One sentence of all of them, those that come most often first: `12 settings are not taken: eq1_freq (8), …`.
    pub fn sentence(&self, what: &str) -> Option<String> {
        let total = self.names.values().sum::<usize>() + self.more;
        let mut names: Vec<(&String, &usize)> = self.names.iter().collect();
        names.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let listed: Vec<String> =
            names.iter().take(LISTED).map(|(name, count)| format!("{name} ({count})")).collect();
        let rest = if names.len() > LISTED { ", …" } else { "" };
        (total > 0).then(|| format!("{total} {what} are not taken: {}{rest}", listed.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Amplitude = Amplitude { attack: 0.001, hold: 0.0, decay: 1.0, sustain: 1.0, release: 0.1 };

    fn region(amplitude: Amplitude, filter: Option<Filter>) -> Region {
        Region { zone: Zone::default(), amplitude, filter }
    }

    #[test]
    fn what_most_zones_have_is_the_patch_and_the_rest_is_told() {
        let low = Filter { mode: 0, cutoff: 1_000.0, peak: 0.0 };
        let long = Amplitude { release: 2.0, ..SHORT };
        let regions = vec![
            region(SHORT, None),
            region(long, Some(low)),
            region(long, Some(Filter { cutoff: 2_000.0, peak: 6.0, ..low })),
            region(long, Some(low)),
        ];
        let mut told = Vec::new();
        let patch = patch(regions, &mut told);
        assert_eq!((patch.release, patch.cutoff, patch.filter_on), (2.0, 1_000.0, 1.0));
        let cutoffs: Vec<f32> = patch.zones.iter().map(|zone| zone.cutoff.round()).collect();
        assert_eq!(cutoffs, [52.0, 0.0, 12.0, 0.0]);
        assert!((patch.zones[2].resonance - 0.506).abs() < 0.01, "{}", patch.zones[2].resonance);
        assert_eq!(told, ["1 of 4 zones have another envelope than the rest"]);
    }
}
