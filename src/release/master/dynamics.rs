//! The compressors' presets. Their thresholds stand relative to how loud the song is, so that soft and loud songs are treated alike.

use crate::devices::Device;
use crate::devices::compressor::Settings as Compressor;
use crate::devices::multiband::Settings as Multiband;
use crate::dsp::loudness::tone::{Tone, centre};
use crate::formats::album::STRENGTHS;

/// One strength of compression.
struct Strength {
    /// dB above the song's own level at which it begins.
    above: f64,
    ratio: f32,
    attack: f32,
    release: f32,
}

/// As [`STRENGTHS`] names them after `off`.
const BUS: [Strength; 2] = [
    Strength { above: 1.0, ratio: 1.5, attack: 0.03, release: 0.25 },
    Strength { above: -3.0, ratio: 2.5, attack: 0.015, release: 0.15 },
];
const BANDS: [Strength; 2] = [
    Strength { above: 3.0, ratio: 1.5, attack: 0.02, release: 0.2 },
    Strength { above: -1.0, ratio: 2.2, attack: 0.01, release: 0.15 },
];

fn chosen(strengths: &[Strength; 2], choice: f32) -> Option<&Strength> {
    let name = STRENGTHS.get(choice as usize);
    name.and_then(|_| strengths.get((choice as usize).checked_sub(1)?))
}

/// One compressor for a song of that loudness in LUFS; `None` if the preset is off.
pub fn bus(preset: f32, loudness: f64) -> Option<Device> {
    let strength = chosen(&BUS, preset)?;
    Some(Device::Compressor(Compressor {
        threshold: (loudness + strength.above).clamp(-60.0, 0.0) as f32,
        ratio: strength.ratio,
        knee: 9.0,
        attack: strength.attack,
        release: strength.release,
        detector: 1.0,
        ..Compressor::default()
    }))
}

/// Three compressors for a song of that colour; `None` if the preset is off.
pub fn bands(preset: f32, tone: &Tone) -> Option<Device> {
    let strength = chosen(&BANDS, preset)?;
    let settings = Multiband::default();
    let threshold = |low: f32, high: f32| {
        let inside = tone.levels().into_iter().enumerate();
        let inside = inside.filter(|(band, _)| (low..high).contains(&(centre(*band) as f32)));
        let power: f64 = inside.filter_map(|(_, level)| level).map(|level| 10f64.powf(level / 10.0)).sum();
        (10.0 * power.max(1e-9).log10() + strength.above).clamp(-60.0, 0.0) as f32
    };
    Some(Device::Multiband(Multiband {
        low_threshold: threshold(0.0, settings.low_mid),
        mid_threshold: threshold(settings.low_mid, settings.mid_high),
        high_threshold: threshold(settings.mid_high, f32::INFINITY),
        low_ratio: strength.ratio,
        mid_ratio: strength.ratio,
        high_ratio: strength.ratio,
        attack: strength.attack,
        release: strength.release,
        ..settings
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn off_is_none_and_thresholds_go_along_with_the_song() {
        assert_eq!((bus(0.0, -20.0), bands(0.0, &Tone::default())), (None, None));
        let threshold = |loudness| match bus(1.0, loudness) {
            Some(Device::Compressor(settings)) => settings.threshold,
            _ => f32::NAN,
        };
        assert_eq!((threshold(-20.0), threshold(-30.0)), (-19.0, -29.0));
    }
}
