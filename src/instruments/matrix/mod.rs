//! The modulation matrix of an instrument, whatever its kind: routes from sources to parameters of its patch, and the envelopes,
//! oscillators and macros that are sources.
//!
//! It moves a copy of the patch, which the voice follows as it follows a hand: no kind knows of it.

pub mod wiring;
pub mod running;

use crate::dsp::envelope;
use crate::dsp::lfo::{SYNC, Shape, turn_seconds};
use crate::dsp::parameter::{Info, parameters, row};
use std::sync::Arc;

/// The most routes of an instrument.
pub const MOST_ROUTES: usize = 16;

/// Envelopes, and as many oscillators.
const PAIR: usize = 2;
/// Macros.
const MACROS: usize = 8;

/// What may stand beside a route to scale it: nothing, or one of the [`SOURCES`], in their order.
pub const VIA: &[&str] = &[
    "none",
    "velocity",
    "key",
    "random",
    "envelope 1",
    "envelope 2",
    "lfo 1",
    "lfo 2",
    "macro 1",
    "macro 2",
    "macro 3",
    "macro 4",
    "macro 5",
    "macro 6",
    "macro 7",
    "macro 8",
];

/// What moves a parameter. Velocity, envelopes and macros go from 0 to 1; the key from −1 to 1, 0 at C-4 and one more for five
/// octaves; a random number for each note and the oscillators from −1 to 1.
pub const SOURCES: &[&str] = VIA.split_at(1).1;

/// The places of the sources among the [`VIA`].
const VELOCITY: usize = 1;
const KEY: usize = 2;
const RANDOM: usize = 3;
const ENVELOPES: usize = 4;
const LFOS: usize = ENVELOPES + PAIR;
const FIRST_MACRO: usize = LFOS + PAIR;

/// When an oscillator begins.
const START: &[&str] = &["note", "song"];

parameters! {
    /// A route from a source to a parameter.
    Route {
        /// The parameter's name in the patch, or one of [`NOTE_TARGETS`]. One that the present patch has not does nothing.
        target: String,
    }
    "" source: choice(SOURCES, 0.0) "" "what moves the parameter";
    "" amount: linear(-1.0, 1.0, 0.0) "" "how far it moves the parameter, as a part of the parameter's range";
    "" via: choice(VIA, 0.0) "" "a second source by which the way is multiplied";
}

parameters! {
    /// Routes and their sources.
    Matrix {
        /// At most [`MOST_ROUTES`]; those to the same parameter add up.
        routes: Arc<Vec<Route>>,
    }
    "macros" macro_1: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "macros" macro_2: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "macros" macro_3: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "macros" macro_4: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "macros" macro_5: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "macros" macro_6: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "macros" macro_7: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "macros" macro_8: linear(0.0, 1.0, 0.0) "" "moves whatever its routes name; by hand, or by `&xx`";
    "envelope 1" envelope_1_delay: linear(0.0, 10.0, 0.0) "s" "before it begins";
    "envelope 1" envelope_1_attack: exponential(0.001, 20.0, 0.01) "s" "from nothing to full";
    "envelope 1" envelope_1_hold: linear(0.0, 10.0, 0.0) "s" "at full";
    "envelope 1" envelope_1_decay: exponential(0.005, 30.0, 0.3) "s" "from full to 60 dB nearer the sustain level";
    "envelope 1" envelope_1_sustain: linear(0.0, 1.0, 0.5) "" "where it stays while the key is held";
    "envelope 1" envelope_1_release: exponential(0.005, 30.0, 0.3) "s" "to 60 dB below, after the key is let go";
    "envelope 2" envelope_2_delay: linear(0.0, 10.0, 0.0) "s" "before it begins";
    "envelope 2" envelope_2_attack: exponential(0.001, 20.0, 0.01) "s" "from nothing to full";
    "envelope 2" envelope_2_hold: linear(0.0, 10.0, 0.0) "s" "at full";
    "envelope 2" envelope_2_decay: exponential(0.005, 30.0, 0.3) "s" "from full to 60 dB nearer the sustain level";
    "envelope 2" envelope_2_sustain: linear(0.0, 1.0, 0.5) "" "where it stays while the key is held";
    "envelope 2" envelope_2_release: exponential(0.005, 30.0, 0.3) "s" "to 60 dB below, after the key is let go";
    "lfo 1" lfo_1_shape: choice(Shape::NAMES, 0.0) "" "the shape of a turn";
    "lfo 1" lfo_1_speed: exponential(0.02, 40.0, 5.0) "Hz" "turns in a second, where it is free of the beat";
    "lfo 1" lfo_1_sync: choice(SYNC, 0.0) "" "the part of the song that a turn takes";
    "lfo 1" lfo_1_start: choice(START, 0.0) "" "begins with every note, or once, when playback begins, for all notes";
    "lfo 2" lfo_2_shape: choice(Shape::NAMES, 0.0) "" "the shape of a turn";
    "lfo 2" lfo_2_speed: exponential(0.02, 40.0, 0.5) "Hz" "turns in a second, where it is free of the beat";
    "lfo 2" lfo_2_sync: choice(SYNC, 0.0) "" "the part of the song that a turn takes";
    "lfo 2" lfo_2_start: choice(START, 0.0) "" "begins with every note, or once, when playback begins, for all notes";
}

/// What a route can move of the note itself, whatever the kind of instrument; 0 is where it is without a route.
pub const NOTE_TARGETS: [Info; 4] = [
    row::linear("", "note pitch", "st", "the pitch of the note", -24.0, 24.0, 0.0),
    row::linear("", "note fine pitch", "st", "the pitch of the note, in small", -1.0, 1.0, 0.0),
    row::linear("", "note volume", "dB", "the level of the note", -24.0, 24.0, 0.0),
    row::linear("", "note pan", "", "where the note is, from left to right", -1.0, 1.0, 0.0),
];

impl Matrix {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        *self == Matrix::default()
    }

    /// Seconds before an envelope begins, and its times and level.
    fn envelope(&self, number: usize) -> (f32, envelope::Shape) {
        let (delay, [attack, hold, decay, sustain, release]) = match number {
            0 => (
                self.envelope_1_delay,
                [
                    self.envelope_1_attack,
                    self.envelope_1_hold,
                    self.envelope_1_decay,
                    self.envelope_1_sustain,
                    self.envelope_1_release,
                ],
            ),
            _ => (
                self.envelope_2_delay,
                [
                    self.envelope_2_attack,
                    self.envelope_2_hold,
                    self.envelope_2_decay,
                    self.envelope_2_sustain,
                    self.envelope_2_release,
                ],
            ),
        };
        (delay, envelope::Shape { attack, hold, decay, sustain, release })
    }

    /// The shape of an oscillator, the seconds of a turn, and whether it goes on from note to note.
    fn lfo(&self, number: usize, beat_seconds: f32) -> (Shape, f64, bool) {
        let [shape, speed, sync, start] = match number {
            0 => [self.lfo_1_shape, self.lfo_1_speed, self.lfo_1_sync, self.lfo_1_start],
            _ => [self.lfo_2_shape, self.lfo_2_speed, self.lfo_2_sync, self.lfo_2_start],
        };
        let seconds = turn_seconds(speed, sync as usize, beat_seconds);
        (Shape::of(shape as usize), seconds.into(), start > 0.5)
    }

    fn macros(&self) -> [f32; MACROS] {
        [
            self.macro_1,
            self.macro_2,
            self.macro_3,
            self.macro_4,
            self.macro_5,
            self.macro_6,
            self.macro_7,
            self.macro_8,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::parameter::Knobs;
    use crate::instruments::KINDS;

    #[test]
    fn names_of_sources_stand_where_they_are_looked_for() {
        assert_eq!(VIA.len(), FIRST_MACRO + MACROS);
        let named = [VELOCITY, KEY, RANDOM, ENVELOPES, LFOS, FIRST_MACRO].map(|place| VIA[place]);
        assert_eq!(named, ["velocity", "key", "random", "envelope 1", "lfo 1", "macro 1"]);
        assert_eq!((SOURCES.len(), SOURCES[0]), (VIA.len() - 1, "velocity"));
    }

    #[test]
    fn no_patch_has_a_parameter_of_the_same_name() {
        let matrix = Matrix::default();
        for kind in KINDS {
            let patch = (kind.new)();
            let same = (0..matrix.count()).filter(|row| patch.knobs().find(matrix.info(*row).name).is_some());
            assert_eq!(same.count(), 0, "{}", kind.name);
        }
    }
}
