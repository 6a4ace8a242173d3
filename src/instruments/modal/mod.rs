//! Struck and plucked things: a bank of up to 32 modes, each a decaying sine, in the proportions of a string, a bar, a skin, a bell or
//! a bowl. Knows nothing of songs and tracks.
//!
//! Modal synthesis after Adrien, "The Missing Link: Modal Synthesis" (1991), and Bilbao, "Numerical Sound Synthesis" (2009); the
//! partials of bars, skins and bells after Fletcher and Rossing, "The Physics of Musical Instruments" (1998).

pub mod bank;
pub mod voice;

use crate::dsp::parameter::parameters;
use bank::MODES;

/// What is struck.
const STRUCTURES: &[&str] = &["string", "bar", "marimba", "membrane", "bell", "bowl"];

parameters! {
    /// The saved settings.
    Patch {}
    "structure" structure: choice(STRUCTURES, 0.0) "" "what is struck; it gives the partials";
    "structure" modes: whole(1.0, 32.0, 32.0) "" "how many partials sound";
    "structure" stiffness: linear(0.0, 1.0, 0.08) "" "how far the upper partials are stretched";
    "strike" position: linear(0.0, 1.0, 0.3) "" "where it is struck, from the edge to the middle";
    "strike" hardness: linear(0.0, 1.0, 0.75) "" "from a soft mallet to a hard pick";
    "strike" noise: linear(0.0, 1.0, 0.15) "" "how much of the strike itself is heard";
    "strike" velocity: linear(0.0, 1.0, 0.5) "" "how much softer the mallet of a soft key is";
    "sound" decay: exponential(0.05, 30.0, 4.0) "s" "from the strike to 60 dB below, of the fundamental at C-4";
    "sound" damping: linear(0.0, 1.0, 0.2) "" "how much faster high partials decay: metal, then nylon, then wood";
    "sound" key_decay: linear(0.0, 1.0, 0.4) "" "how much shorter high keys sound; at 1 half as long for each octave";
    "sound" brightness: linear(0.0, 1.0, 0.5) "" "how loud the high partials are";
    "sound" spread: linear(0.0, 1.0, 0.4) "" "how far the partials are apart between left and right";
    "sound" release: exponential(0.005, 20.0, 0.4) "s" "to 60 dB below once the key is let go and the damper falls";
    "output" glide: linear(0.0, 2.0, 0.0) "s" "how long a new note takes from the pitch of the last one";
    "output" velocity_level: linear(0.0, 1.0, 0.3) "" "how much a soft key is softer still";
    "output" level: linear(-24.0, 12.0, -3.0) "dB" "the level of the whole patch";
}

/// Zeros of the Bessel functions, which are the partials of a round skin.
const MEMBRANE: [f32; MODES] = [
    2.4048, 3.8317, 5.1356, 5.5201, 6.3802, 7.0156, 7.5883, 8.4172, 8.6537, 8.7715, 9.7610, 9.9361, 10.1735,
    11.0647, 11.0864, 11.6198, 11.7915, 12.2251, 12.3386, 13.0152, 13.3237, 13.3543, 13.5893, 14.3725,
    14.4755, 14.7960, 14.8213, 14.9309, 15.5898, 15.7002, 16.0378, 16.2235,
];

/// Hum, prime, tierce, quint, nominal and so on of a church bell; further up they lie about evenly.
const BELL: [f32; 12] = [0.5, 1.0, 1.19, 1.506, 2.0, 2.514, 2.662, 3.011, 4.166, 5.433, 6.796, 8.215];

/// The partial of that number, from 0 on, as a factor of the note's frequency.
fn partial(structure: f32, number: usize) -> f32 {
    let n = number as f32;
    // Of a bar that is free at both ends.
    let bar = |n: f32| if n < 1.0 { 1.0 } else { ((2.0 * n + 3.0) / 3.011_24).powi(2) };
    match structure as usize {
        0 => n + 1.0,
        1 => bar(n),
        // Its underside is cut so that the second and third partial are two octaves, and three and a third, above.
        2 => [1.0, 4.0, 10.0].get(number).copied().unwrap_or_else(|| 1.25 * bar(n)),
        3 => MEMBRANE.get(number).map_or(1.0, |zero| zero / MEMBRANE[0]),
        4 => BELL.get(number).copied().unwrap_or(8.215 + 1.5 * (n - 11.0)),
        _ => {
            // A ring that swings in n + 2 waves around (Rayleigh, 1894).
            let ring = |m: f32| m * (m * m - 1.0) / (m * m + 1.0).sqrt();
            ring(n + 2.0) / ring(2.0)
        }
    }
}

/// The partials, stretched as by stiffness; the one that gives the note its name stays.
fn partials(structure: f32, stiffness: f32) -> [f32; MODES] {
    let stretch = 0.02 * stiffness * stiffness;
    std::array::from_fn(|number| {
        let ratio = partial(structure, number);
        ratio * ((1.0 + stretch * ratio * ratio) / (1.0 + stretch)).sqrt()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partials_rise_and_one_has_the_name_of_the_note() {
        for (structure, name) in STRUCTURES.iter().enumerate() {
            for stiffness in [0.0, 1.0] {
                let all = partials(structure as f32, stiffness);
                assert!(all.is_sorted(), "{name}: {all:?}");
                assert!(all[..2].iter().any(|ratio| (ratio - 1.0).abs() < 1e-6), "{all:?}");
            }
        }
        let bar = partials(1.0, 0.0);
        assert!((bar[1] - 2.757).abs() < 0.01 && (bar[2] - 5.404).abs() < 0.01, "{bar:?}");
    }
}
