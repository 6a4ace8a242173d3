//! Presets: sounds with names and words by which they are found. The factory's lie inside the program, one file for each kind of
//! instrument; the user's own files are written the same way. Knows no paths and no files: those are `io`'s.

use super::problem::Problem;
use super::song::fault::Fault;
use super::song::fields::{Fields, List, Piece, parse};
use super::song::sounds::{matrix_by, patch_by};
use super::song::text::{Written, list, quoted};
use super::song::text_of;
use super::song::writer::matrix;
use crate::dsp::parameter::Knobs;
use crate::instruments::matrix::Matrix;
use crate::instruments::{KINDS, Patch};
use crate::song::note::Pitch;
use crate::song::unknown::Unknown;
use crate::song::voicing::Phrasing;
use std::sync::OnceLock;

/// The most presets of a file.
const MOST: usize = 1_000;
/// The most words of a preset.
const MOST_TAGS: usize = 16;
/// The most characters of a word.
const LONGEST_TAG: usize = 24;
/// The most characters of a name.
pub const LONGEST_NAME: usize = 40;
/// The MIDI key at which a preset is heard that names none.
pub const MIDDLE_C: u8 = Pitch::MIDDLE_C.midi();

/// The words that the factory's presets are found by: what it is, then how it sounds.
pub const TAGS: &[&str] = &[
    "bass",
    "lead",
    "pad",
    "keys",
    "bell",
    "pluck",
    "organ",
    "brass",
    "strings",
    "reed",
    "voice",
    "mallet",
    "guitar",
    "arpeggio",
    "effect",
    "drone",
    "percussion",
    "kick",
    "snare",
    "hat",
    "cymbal",
    "clap",
    "tom",
    "cowbell",
    "rim",
    "shaper",
    "acid",
    "bright",
    "chip",
    "classic",
    "dark",
    "distorted",
    "electric",
    "glass",
    "glide",
    "hard",
    "hollow",
    "long",
    "lo-fi",
    "metal",
    "moving",
    "noise",
    "reverse",
    "short",
    "soft",
    "sub",
    "warm",
    "wide",
    "wood",
    "zap",
];

/// The factory's files: the name of each and its text.
pub const FACTORY: &[(&str, &str)] = &[
    ("sampler.ron", include_str!("../../songs/presets/sampler.ron")),
    ("subtractive.ron", include_str!("../../songs/presets/subtractive.ron")),
    ("drums.ron", include_str!("../../songs/presets/drums.ron")),
    ("fm.ron", include_str!("../../songs/presets/fm.ron")),
    ("modal.ron", include_str!("../../songs/presets/modal.ron")),
    ("chip.ron", include_str!("../../songs/presets/chip.ron")),
    ("wavetable.ron", include_str!("../../songs/presets/wavetable.ron")),
];

/// A sound with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Its name, 1 to 40 characters.
    pub name: String,
    /// The words by which it is found.
    pub tags: Vec<String>,
    /// The key at which it is at its best, 0 to 127; 60 is C-4.
    pub key: u8,
    /// The sound. A sampler's has no zones: those belong to the instrument that it is given to.
    pub patch: Patch,
    /// What moves the sound.
    pub matrix: Matrix,
    /// How its notes follow each other.
    pub phrasing: Phrasing,
}

/// What a file of presets holds.
#[derive(Debug, Default)]
pub struct Found {
    /// Its presets, without those that are faulty.
    pub presets: Vec<Preset>,
    /// What is wrong with it: presets that were left out, values that were moved into their ranges, names that nobody knows.
    pub told: Vec<Problem>,
}

/// Reads a file of presets. `path` is only for messages. A faulty preset is left out, the others are read all the same.
pub fn read(path: &str, bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let text = match text_of(path, bytes) {
        Ok(text) => text,
        Err(problem) => {
            found.told.push(problem);
            return found;
        }
    };
    let mut told = Vec::new();
    match parse::<List<Piece, MOST>>(text) {
        Ok(List(pieces)) => {
            for piece in pieces {
                match preset(piece, &mut told) {
                    Ok(preset) => found.presets.push(preset),
                    Err(fault) => told.push(fault),
                }
            }
        }
        Err(fault) => told.push(fault),
    }
    found.told.extend(told.into_iter().map(|fault| fault.problem(path, text)));
    found.told.sort_by_key(|problem| (problem.line, problem.column));
    found
}

/// Reads `(name: "Deep", tags: ["bass"], key: 36, patch: (kind: "subtractive"))`.
fn preset(piece: Piece, told: &mut Vec<Fault>) -> Result<Preset, Fault> {
    let mut fields: Fields = piece.parse()?;
    let named = "`name:` and 1 to 40 characters in quotes";
    let place = fields.take("name").ok_or_else(|| piece.fault(named))?;
    let name = place.text()?.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err(place.fault(named));
    }
    let tags = match fields.read("tags", |piece| piece.parse::<List<Piece, MOST_TAGS>>())? {
        Some(List(tags)) => tags.into_iter().map(tag).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let key = fields.read("key", |piece| piece.integer(0, 127, "a key"))?.map_or(MIDDLE_C, |key| key as u8);
    let place = fields.take("patch").ok_or_else(|| piece.fault("`patch: (kind: …)`"))?;
    let mut moved = |fields: &mut Fields, knobs: &mut dyn Knobs| {
        fields.knobs_moved(knobs, told)?;
        told.extend(fields.left("the name of a parameter"));
        Ok(())
    };
    let mut patch = patch_by(place, &mut Unknown::default(), &mut moved)?;
    let matrix = fields.read("modulation", |piece| matrix_by(piece, &mut Unknown::default(), &mut moved))?;
    if let Patch::Sampler(sampler) = &mut patch
        && !sampler.zones.is_empty()
    {
        sampler.zones = Default::default();
        told.push(Fault::at(
            place.value(),
            "its zones are left out",
            "no zones: an instrument keeps its own",
        ));
    }
    let mut phrasing = Phrasing::default();
    fields.knobs_moved(&mut phrasing, told)?;
    told.extend(fields.left("`name`, `tags`, `key`, `play_mode`, `glide`, `patch` or `modulation`"));
    Ok(Preset { name, tags, key, patch, matrix: matrix.unwrap_or_default(), phrasing })
}

fn tag(piece: Piece) -> Result<String, Fault> {
    let tag = piece.text()?;
    let right = (1..=LONGEST_TAG).contains(&tag.chars().count()) && !tag.contains(char::is_control);
    if right { Ok(tag) } else { Err(piece.fault("a word of 1 to 24 characters")) }
}

/// The text of a file of presets: every parameter that is not at its default, those of a group side by side.
pub fn write(presets: &[Preset]) -> String {
    list(['[', ']'], &presets.iter().map(written).collect::<Vec<_>>(), 0) + "\n"
}

fn written(preset: &Preset) -> String {
    let mut fields = Written::default();
    fields.field("name", quoted(&preset.name, false));
    if !preset.tags.is_empty() {
        let tags: Vec<_> = preset.tags.iter().map(|tag| quoted(tag, false)).collect();
        fields.field("tags", format!("[{}]", tags.join(", ")));
    }
    if preset.key != MIDDLE_C {
        fields.field("key", preset.key);
    }
    fields.groups_of_knobs(&preset.phrasing, &Phrasing::default());
    let mut patch = Written::default();
    patch.field("kind", quoted(preset.patch.kind(), false));
    if let Some(kind) = KINDS.iter().find(|kind| kind.name == preset.patch.kind()) {
        patch.groups_of_knobs(preset.patch.knobs(), (kind.new)().knobs());
    }
    fields.field("patch", patch.in_block(2));
    if let Some(matrix) = matrix(&preset.matrix, &Unknown::default(), 2) {
        fields.field("modulation", matrix);
    }
    fields.in_block(1)
}

/// The factory's presets, those of a kind together, kinds in the order of [`KINDS`].
pub fn factory() -> &'static [Preset] {
    static READ: OnceLock<Vec<Preset>> = OnceLock::new();
    READ.get_or_init(|| FACTORY.iter().flat_map(|(name, text)| read(name, text.as_bytes()).presets).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::matrix::Route;
    use crate::song::voicing::PlayMode;

    fn told(text: &str) -> (Vec<String>, Vec<String>) {
        let found = read("own.ron", text.as_bytes());
        let names = found.presets.into_iter().map(|preset| preset.name).collect();
        (names, found.told.iter().map(Problem::to_string).collect())
    }

    #[test]
    fn what_is_written_reads_as_the_same() {
        let mut patch = (KINDS[1].new)();
        for (name, value) in [("wave", 1.0), ("width", 0.25), ("cutoff", 300.0), ("voices", 3.0)] {
            let index = patch.knobs().find(name).expect(name);
            patch.knobs_mut().set_value(index, value);
        }
        let route = Route { target: "cutoff".to_owned(), amount: 0.25, via: 8.0, ..Route::default() };
        let matrix = Matrix { routes: vec![route].into(), macro_1: 0.5, ..Matrix::default() };
        let (name, tags) = ("A \"B\"".to_owned(), vec!["bass".to_owned()]);
        let phrasing = Phrasing { play_mode: PlayMode::Legato, glide: 0.25 };
        let preset = Preset { name, tags, key: 36, patch, matrix, phrasing };
        let text = write(std::slice::from_ref(&preset));
        assert!(
            text.contains("            wave: \"pulse\", width: 0.25,\n            voices: 3,\n"),
            "{text}"
        );
        assert!(text.contains("        play_mode: \"legato\", glide: 0.25,\n"), "{text}");
        let found = read("a.ron", text.as_bytes());
        assert_eq!((found.presets, found.told), (vec![preset], Vec::new()));
    }

    #[test]
    fn a_faulty_preset_is_left_out_and_the_others_stay() {
        let text = "[\n(name: \"A\", patch: (kind: \"flute\")),\n(name: \"B\", patch: (kind: \"chip\", wave: \"saw\")),\n\
                    (name: \"C\", patch: (kind: \"chip\")),\n(name: \"\", patch: (kind: \"chip\")),\n]";
        let (names, told) = told(text);
        assert_eq!(names, ["C"]);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told[0].starts_with("own.ron:2:27: found `\"flute\"`; expected `kind:` with one of"),
            "{}",
            told[0]
        );
        assert!(told[1].starts_with("own.ron:3:41: found `\"saw\"`; expected one of"), "{}", told[1]);
        assert!(told[2].starts_with("own.ron:5:8: found `\"\"`; expected `name:`"), "{}", told[2]);
    }

    #[test]
    fn numbers_are_moved_into_their_ranges_and_told() {
        let text = "[(name: \"A\", warmth: 3, patch: (kind: \"chip\", level: 99.0, notes: 9, gloss: 1))]";
        let found = read("own.ron", text.as_bytes());
        let Some(Patch::Chip(chip)) = found.presets.first().map(|preset| &preset.patch) else {
            panic!("{:?}", found.told);
        };
        assert_eq!((chip.level, chip.notes), (12.0, 4.0));
        let told: Vec<_> = found.told.iter().map(Problem::to_string).collect();
        assert_eq!(
            told,
            [
                "own.ron:1:14: `warmth` does nothing; expected `name`, `tags`, `key`, `play_mode`, `glide`, `patch` or `modulation`",
                "own.ron:1:54: found `99.0`, which is taken as 12; expected a number from -24 to 12 dB for `level`",
                "own.ron:1:67: found `9`, which is taken as 4; expected a whole number from 1 to 4 for `notes`",
                "own.ron:1:70: `gloss` does nothing; expected the name of a parameter",
            ]
        );
    }

    #[test]
    fn zones_stay_with_their_instrument_and_broken_files_are_told_with_their_line() {
        let (names, zones) = told("[(name: \"A\", patch: (kind: \"sampler\", zones: [(sample: 1)]))]");
        assert_eq!(names, ["A"]);
        assert!(zones[0].starts_with("own.ron:1:21: its zones are left out"), "{zones:?}");
        for (text, place) in
            [("", "own.ron:1:1: "), ("[\n(name: \"A\"", "own.ron:2:11: "), ("[(name: 3)]", "own.ron:1:9: ")]
        {
            let (names, told) = told(text);
            assert!(names.is_empty() && told.len() == 1 && told[0].starts_with(place), "{text}: {told:?}");
        }
        assert!(read("own.ron", b"[\xff]").told[0].to_string().contains("no UTF-8"));
    }
}
