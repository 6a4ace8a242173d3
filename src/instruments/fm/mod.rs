//! Six sine operators that turn each other's phases: the sounds of the eighties' digital keyboards. Knows nothing of songs and tracks.
//!
//! After Chowning, "The Synthesis of Complex Audio Spectra by Means of Frequency Modulation" (1973); the algorithms are those of the
//! DX7 that are used most, and one more.

pub mod operators;
pub mod voice;

use crate::dsp::lfo::Shape;
use crate::dsp::parameter::{Parameters, parameters};

/// Operators of a voice.
const OPERATORS: usize = 6;

/// Who turns whom: 3>1 says that operator 3 turns the phase of operator 1. The last of each group is heard.
const ALGORITHMS: &[&str] = &[
    "6>5>4>3>2>1",
    "6>5>4>3 2>1",
    "6>5>4 3>2>1",
    "6>5 4>3 2>1",
    "6>5>3 4>3 2>1",
    "6+5+4>3 2>1",
    "6>5>1 4>3>1 2>1",
    "6>5+4+3 2>1",
    "6>5+4 3>2>1",
    "6>5+4 3>2+1",
    "6>5+4+3 2 1",
    "6>5+4 3 2 1",
    "6>5 4>3 2 1",
    "6>5 4 3 2 1",
    "6 5 4 3 2 1",
    "6+5+4+3+2>1",
];

/// For each algorithm, for operators 1 to 6, those that turn it: bit 0 is operator 1.
const TURNED_BY: [[u8; OPERATORS]; 16] = [
    [0b00_0010, 0b00_0100, 0b00_1000, 0b01_0000, 0b10_0000, 0],
    [0b00_0010, 0, 0b00_1000, 0b01_0000, 0b10_0000, 0],
    [0b00_0010, 0b00_0100, 0, 0b01_0000, 0b10_0000, 0],
    [0b00_0010, 0, 0b00_1000, 0, 0b10_0000, 0],
    [0b00_0010, 0, 0b01_1000, 0, 0b10_0000, 0],
    [0b00_0010, 0, 0b11_1000, 0, 0, 0],
    [0b01_0110, 0, 0b00_1000, 0, 0b10_0000, 0],
    [0b00_0010, 0, 0b10_0000, 0b10_0000, 0b10_0000, 0],
    [0b00_0010, 0b00_0100, 0, 0b10_0000, 0b10_0000, 0],
    [0b00_0100, 0b00_0100, 0, 0b10_0000, 0b10_0000, 0],
    [0, 0, 0b10_0000, 0b10_0000, 0b10_0000, 0],
    [0, 0, 0, 0b10_0000, 0b10_0000, 0],
    [0, 0, 0b00_1000, 0, 0b10_0000, 0],
    [0, 0, 0, 0, 0b10_0000, 0],
    [0; OPERATORS],
    [0b11_1110, 0, 0, 0, 0, 0],
];

/// Who turns each operator in the algorithm of that place.
fn turned_by(algorithm: f32) -> &'static [u8; OPERATORS] {
    TURNED_BY.get(algorithm as usize).unwrap_or(&TURNED_BY[0])
}

/// The rows of the whole patch, and ten for each operator.
macro_rules! patch {
    ($($group:literal
        $ratio:ident($ratio_is:literal) $fine:ident($fine_is:literal) $fixed:ident $level:ident($level_is:literal)
        $velocity:ident($velocity_is:literal) $scale:ident($scale_is:literal)
        $attack:ident $decay:ident($decay_is:literal) $sustain:ident $release:ident($release_is:literal);)*) => {
        parameters! {
            /// The saved settings.
            Patch {}
            "algorithm" algorithm: choice(ALGORITHMS, 3.0) "" "who turns whose phase; the last operator of each group is heard";
            "algorithm" feedback: linear(0.0, 1.0, 0.25) "" "how far operator 6 turns itself, up to a saw";
            "algorithm" brightness: linear(-36.0, 12.0, 0.0) "dB" "the level of all operators that turn others";
            "lfo" shape: choice(Shape::NAMES, 0.0) "" "the shape of the LFO";
            "lfo" speed: exponential(0.02, 40.0, 5.0) "Hz" "turns per second";
            "lfo" delay: linear(0.0, 5.0, 0.0) "s" "how long the LFO takes to its full depth";
            "lfo" to_pitch: linear(0.0, 12.0, 0.0) "st" "how far it moves the pitch";
            "lfo" to_level: linear(0.0, 1.0, 0.0) "" "how far it lowers the level";
            "lfo" to_brightness: linear(0.0, 24.0, 0.0) "dB" "how far it moves the brightness";
            "output" glide: linear(0.0, 2.0, 0.0) "s" "how long a new note takes from the pitch of the last one";
            "output" velocity_level: linear(0.0, 1.0, 0.0) "" "how much a soft key is softer still";
            "output" level: linear(-24.0, 12.0, -6.0) "dB" "the level of the whole patch";
            $(
            $group $ratio: whole(0.0, 31.0, $ratio_is) "" "times the note's frequency; 0 is a half";
            $group $fine: linear(-100.0, 1200.0, $fine_is) "cents" "added to the ratio";
            $group $fixed: linear(0.0, 8000.0, 0.0) "Hz" "a frequency of its own; 0 follows the note";
            $group $level: linear(-60.0, 0.0, $level_is) "dB" "how loud it is, or how far it turns others: two turns at 0 dB";
            $group $velocity: linear(0.0, 48.0, $velocity_is) "dB" "how much less a soft key gives";
            $group $scale: linear(-24.0, 24.0, $scale_is) "dB" "more or less for each octave above C-4";
            $group $attack: exponential(0.001, 10.0, 0.001) "s" "from nothing to full";
            $group $decay: exponential(0.005, 20.0, $decay_is) "s" "from full towards the sustain level";
            $group $sustain: linear(0.0, 1.0, 0.0) "" "the level while the key is held";
            $group $release: exponential(0.005, 20.0, $release_is) "s" "after the key is let go";
            )*
        }
    };
}

// An electric piano: a tine, and two pairs a little apart.
patch! {
    "operator 1" ratio_1(1.0) fine_1(0.0) fixed_1 level_1(-4.0) velocity_1(3.0) scale_1(0.0)
        attack_1 decay_1(6.0) sustain_1 release_1(0.35);
    "operator 2" ratio_2(14.0) fine_2(0.0) fixed_2 level_2(-27.0) velocity_2(16.0) scale_2(-3.0)
        attack_2 decay_2(0.6) sustain_2 release_2(0.2);
    "operator 3" ratio_3(1.0) fine_3(1.5) fixed_3 level_3(0.0) velocity_3(3.0) scale_3(0.0)
        attack_3 decay_3(7.0) sustain_3 release_3(0.35);
    "operator 4" ratio_4(1.0) fine_4(0.0) fixed_4 level_4(-19.0) velocity_4(12.0) scale_4(-3.0)
        attack_4 decay_4(2.5) sustain_4 release_4(0.3);
    "operator 5" ratio_5(1.0) fine_5(-1.5) fixed_5 level_5(-2.0) velocity_5(3.0) scale_5(0.0)
        attack_5 decay_5(5.0) sustain_5 release_5(0.35);
    "operator 6" ratio_6(1.0) fine_6(0.0) fixed_6 level_6(-17.0) velocity_6(14.0) scale_6(-3.0)
        attack_6 decay_6(1.8) sustain_6 release_6(0.3);
}

/// Rows of one operator, and where those of operator 1 begin.
const ROWS_EACH: usize = 10;
const FIRST_ROW: usize = Patch::ROWS.len() - OPERATORS * ROWS_EACH;

/// The parameters of one operator, in the order of their rows.
fn operator(patch: &Patch, operator: usize) -> [f32; ROWS_EACH] {
    let rows = Patch::ROWS.iter().skip(FIRST_ROW + operator * ROWS_EACH);
    let mut values = [0.0; ROWS_EACH];
    values.iter_mut().zip(rows).for_each(|(value, row)| *value = (row.get)(patch));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_the_algorithms_say_what_they_do() {
        assert_eq!(ALGORITHMS.len(), TURNED_BY.len());
        for (name, turned_by) in ALGORITHMS.iter().zip(TURNED_BY) {
            let mut read = [0u8; OPERATORS];
            for chain in name.split(' ') {
                let links: Vec<Vec<usize>> = chain
                    .split('>')
                    .map(|side| side.split('+').map(|digit| digit.parse().expect("a digit")).collect())
                    .collect();
                for pair in links.windows(2) {
                    for (from, to) in pair[0].iter().flat_map(|from| pair[1].iter().map(move |to| (from, to)))
                    {
                        read[to - 1] |= 1 << (from - 1);
                    }
                }
            }
            assert_eq!(read, turned_by, "{name}");
        }
    }

    #[test]
    fn operators_turn_only_those_below_them_and_are_heard_or_turn() {
        for turned_by in TURNED_BY {
            let turning = turned_by.iter().fold(0, |all, some| all | some);
            assert_eq!(turning & 1, 0, "operator 1 is heard");
            for (operator, by) in turned_by.iter().enumerate() {
                assert_eq!(by & ((2 << operator) - 1), 0);
            }
        }
    }
}
