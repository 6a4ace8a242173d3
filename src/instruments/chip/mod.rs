//! The sound chips of the eighties, without their aliases: pulses, a triangle in sixteen levels and noise, with lists of waves and
//! notes. Knows nothing of songs and tracks.
//!
//! The waves are those of the Ricoh 2A03 (NES), as measured by Taylor, "2A03 Technical Reference" (2004).

mod register;
pub mod voice;

use crate::dsp::parameter::parameters;

/// The waves.
const WAVES: &[&str] =
    &["pulse 1/8", "pulse 1/4", "pulse 1/2", "pulse 3/4", "triangle", "noise", "short noise"];

parameters! {
    /// The saved settings.
    Patch {}
    "wave" wave: choice(WAVES, 1.0) "" "the first wave";
    "wave" waves: whole(1.0, 4.0, 1.0) "" "how many waves are played one after the other; the last one stays";
    "wave" wave_2: choice(WAVES, 2.0) "" "the second wave";
    "wave" wave_3: choice(WAVES, 1.0) "" "the third wave";
    "wave" wave_4: choice(WAVES, 2.0) "" "the fourth wave";
    "wave" wave_speed: exponential(1.0, 200.0, 60.0) "Hz" "waves per second";
    "arpeggio" notes: whole(1.0, 4.0, 1.0) "" "how many notes are played in turn";
    "arpeggio" note_2: whole(-24.0, 24.0, 4.0) "st" "semitones from the first note to the second";
    "arpeggio" note_3: whole(-24.0, 24.0, 7.0) "st" "semitones from the first note to the third";
    "arpeggio" note_4: whole(-24.0, 24.0, 12.0) "st" "semitones from the first note to the fourth";
    "arpeggio" note_speed: exponential(1.0, 200.0, 50.0) "Hz" "notes per second";
    "pitch" sweep: linear(-48.0, 48.0, 0.0) "st" "how far from its pitch the note begins";
    "pitch" sweep_time: exponential(0.005, 5.0, 0.1) "s" "how long it takes to its pitch, in a straight line";
    "pitch" vibrato: linear(0.0, 2.0, 0.0) "st" "how far the pitch sways";
    "pitch" vibrato_speed: exponential(0.1, 40.0, 6.0) "Hz" "sways per second";
    "pitch" vibrato_delay: linear(0.0, 5.0, 0.3) "s" "how long it takes to its full depth";
    "pitch" glide: linear(0.0, 2.0, 0.0) "s" "how long a new note takes from the pitch of the last one";
    "amplitude" attack: exponential(0.001, 10.0, 0.001) "s" "from silence to full";
    "amplitude" decay: exponential(0.005, 20.0, 0.6) "s" "from full towards the sustain level";
    "amplitude" sustain: linear(0.0, 1.0, 0.6) "" "the level while the key is held";
    "amplitude" release: exponential(0.005, 20.0, 0.15) "s" "after the key is let go";
    "amplitude" crunch: switch(0.0) "" "levels in sixteen steps";
    "amplitude" velocity_level: linear(0.0, 1.0, 0.0) "" "how much a soft key is softer still";
    "filter" cutoff: exponential(100.0, 20_000.0, 18_000.0) "Hz" "what lies above is softer";
    "filter" resonance: linear(0.0, 1.0, 0.0) "" "how much the filter stresses its cutoff";
    "filter" velocity: linear(0.0, 96.0, 24.0) "st" "how far a soft key closes the filter";
    "output" level: linear(-24.0, 12.0, -3.0) "dB" "the level of the whole patch";
}
