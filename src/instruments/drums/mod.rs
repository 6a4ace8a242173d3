//! Drums that are made, not recorded: skins (sines whose pitch falls), metal (six squares) and noise, each with its own decay, in
//! the proportions of the machines that made them known. Knows nothing of songs and tracks.
//!
//! After Werner, Abel and Smith, "A physically-informed, circuit-bendable, digital model of the Roland TR-808 bass drum circuit"
//! (2014) and "The TR-808 cymbal" (2014), and Reid, "Synth Secrets" (2002), for snare, clap, cowbell and rim.

pub mod voice;

use crate::dsp::filter::Mode;
use crate::dsp::parameter::parameters;

/// What can be struck, in the order of the models.
pub const NAMES: &[&str] = &["kick", "snare", "hat", "clap", "tom", "cowbell", "rim"];

parameters! {
    /// The saved settings.
    Patch {}
    "drum" drum: choice(NAMES, 0.0) "" "what is struck";
    "drum" tune: linear(-36.0, 36.0, 0.0) "st" "how far it is tuned from its own pitch, which it has at C-4";
    "drum" decay: exponential(0.02, 10.0, 0.6) "s" "from the stroke to 60 dB below; a closed hat takes 0.1 s, an open one 1 s";
    "drum" release: exponential(0.005, 10.0, 2.0) "s" "to 60 dB below once the key is let go";
    "colour" tone: linear(0.0, 1.0, 0.5) "" "from dark to bright";
    "colour" noise: linear(0.0, 1.0, 0.5) "" "how much noise sounds along: a snare's wires, a hat's hiss";
    "colour" snap: linear(0.0, 1.0, 0.5) "" "how sharp the stroke itself is";
    "sweep" sweep: linear(0.0, 60.0, 24.0) "st" "how far above its pitch a skin begins";
    "sweep" sweep_time: exponential(0.005, 1.0, 0.06) "s" "how long the pitch takes to fall, but for a twentieth";
    "output" drive: linear(0.0, 36.0, 0.0) "dB" "how hard the sound is driven into saturation";
    "output" velocity: linear(0.0, 1.0, 0.5) "" "how much duller a soft stroke is";
    "output" velocity_level: linear(0.0, 1.0, 0.0) "" "how much a soft stroke is softer still";
    "output" level: linear(-24.0, 12.0, 0.0) "dB" "the level of the whole patch";
}

/// Oscillators of the metal; lanes beyond six are silent.
const SQUARES: usize = 8;
/// The six of the 808's cymbal, in Hz; the last two are its cowbell.
const METAL: [f32; SQUARES] = [205.3, 304.4, 369.6, 522.7, 540.0, 800.0, 0.0, 0.0];

/// A sine that falls in pitch and level.
#[derive(Clone, Copy)]
struct Skin {
    hertz: f32,
    level: f32,
    /// The part of the patch's decay that it takes.
    decay: f32,
}

impl Skin {
    const NONE: Skin = Skin { hertz: 0.0, level: 0.0, decay: 1.0 };
}

/// What a drum is made of. Levels are linear.
struct Model {
    skins: [Skin; 2],
    /// The part of the patch's sweep that the skins take.
    sweep: f32,
    /// The level of each square.
    squares: [f32; SQUARES],
    noise: f32,
    /// The level of the noise of the stroke.
    snap: f32,
    /// The part of the patch's decay that metal and noise take.
    decay: f32,
    /// What metal and noise go through: the filter, how often, and its cutoff in Hz with `tone` in the middle.
    filter: Mode,
    sections: usize,
    hertz: f32,
    /// Strokes of the noise, ten milliseconds apart, the last of which decays.
    strokes: u32,
}

const NO_METAL: [f32; SQUARES] = [0.0; SQUARES];

const MODELS: [Model; 7] = [
    // Kick.
    Model {
        skins: [
            Skin { hertz: 50.0, level: 0.85, decay: 1.0 },
            Skin { hertz: 100.0, level: 0.12, decay: 0.3 },
        ],
        sweep: 1.0,
        squares: NO_METAL,
        noise: 0.06,
        snap: 0.35,
        decay: 0.15,
        filter: Mode::Lowpass,
        sections: 1,
        hertz: 2_500.0,
        strokes: 1,
    },
    // Snare.
    Model {
        skins: [
            Skin { hertz: 185.0, level: 0.4, decay: 0.4 },
            Skin { hertz: 330.0, level: 0.26, decay: 0.25 },
        ],
        sweep: 0.2,
        squares: NO_METAL,
        noise: 0.42,
        snap: 0.2,
        decay: 0.6,
        filter: Mode::Highpass,
        sections: 1,
        hertz: 1_400.0,
        strokes: 1,
    },
    // Hat.
    Model {
        skins: [Skin::NONE; 2],
        sweep: 0.0,
        squares: [0.32, 0.32, 0.32, 0.32, 0.32, 0.32, 0.0, 0.0],
        noise: 0.28,
        snap: 0.45,
        decay: 1.0,
        filter: Mode::Highpass,
        sections: 2,
        hertz: 7_000.0,
        strokes: 1,
    },
    // Clap.
    Model {
        skins: [Skin::NONE; 2],
        sweep: 0.0,
        squares: NO_METAL,
        noise: 2.0,
        snap: 0.5,
        decay: 0.8,
        filter: Mode::Bandpass,
        sections: 1,
        hertz: 1_100.0,
        strokes: 4,
    },
    // Tom.
    Model {
        skins: [
            Skin { hertz: 110.0, level: 0.85, decay: 1.0 },
            Skin { hertz: 176.0, level: 0.12, decay: 0.4 },
        ],
        sweep: 0.3,
        squares: NO_METAL,
        noise: 0.12,
        snap: 0.3,
        decay: 0.4,
        filter: Mode::Lowpass,
        sections: 1,
        hertz: 1_600.0,
        strokes: 1,
    },
    // Cowbell.
    Model {
        skins: [Skin::NONE; 2],
        sweep: 0.0,
        squares: [0.0, 0.0, 0.0, 0.0, 0.33, 0.28, 0.0, 0.0],
        noise: 0.0,
        snap: 0.1,
        decay: 0.8,
        filter: Mode::Bandpass,
        sections: 1,
        hertz: 2_000.0,
        strokes: 1,
    },
    // Rim.
    Model {
        skins: [
            Skin { hertz: 455.0, level: 0.45, decay: 0.12 },
            Skin { hertz: 1_667.0, level: 0.45, decay: 0.08 },
        ],
        sweep: 0.0,
        squares: NO_METAL,
        noise: 0.1,
        snap: 0.6,
        decay: 0.1,
        filter: Mode::Bandpass,
        sections: 1,
        hertz: 3_000.0,
        strokes: 1,
    },
];

/// The model of that place in [`NAMES`].
fn model(drum: f32) -> &'static Model {
    MODELS.get(drum as usize).unwrap_or(&MODELS[0])
}
