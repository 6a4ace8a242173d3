//! The song in which the example of an effect is heard: one track, a sound of the factory that has a phrase, and a sample of eight
//! strokes. Nothing of it belongs to the user's song.

use crate::formats::presets::factory;
use crate::instruments::Patch;
use crate::instruments::sample::SampleAudio;
use crate::instruments::sampler::{self, zone::Zone};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::lane::Lane;
use crate::song::notation::parse_row;
use crate::song::phrase::Phrase;
use crate::song::row::Row;
use crate::song::track::Track;
use crate::song::unknown::Unknown;
use crate::studio::topics::Example;
use std::f32::consts::TAU;
use std::sync::Arc;

const RATE: u32 = 44_100;
/// Strokes of the sample, and frames of each.
const STROKES: usize = 8;
const STROKE: usize = 11_025;
/// Semitones of the strokes above the first one.
const STEPS: [i8; STROKES] = [0, 4, 7, 12, 16, 12, 7, 4];
/// The phrase.
const PHRASE: Example = &[(0, "C-4"), (1, "E-4"), (2, "G-4"), (3, "C-5")];

fn rows(of: Example) -> Vec<(u16, Row)> {
    of.iter().filter_map(|(number, text)| Some((*number, parse_row(text).ok()?))).collect()
}

/// A song of these rows; `sample` is the number of the sample of strokes, which instrument 02 plays.
pub fn song(example: Example, sample: u16) -> Song {
    let preset = factory().iter().find(|preset| preset.tags.iter().any(|tag| tag == "lead"));
    let lead = preset.map(|preset| {
        let mut lead = Instrument::new(&preset.name, preset.patch.clone());
        let lane = Lane::new(None, rows(PHRASE), Unknown::default());
        lead.phrases.list = vec![Arc::new(Phrase { length: 4, lane, ..Phrase::default() })];
        Box::new(lead)
    });
    let mut track = Track::default();
    "track.pan".clone_into(&mut track.locks[0]);
    let edits = vec![
        Edit::PatternSettings { pattern: 0, name: String::new(), length: 16 },
        Edit::SetInstrument { slot: 0, instrument: lead },
        Edit::SetTrack { at: 0, track: Box::new(track) },
        Edit::Rows { pattern: 0, track: 0, rows: rows(example) },
    ];
    let mut song = Edit::Several { edits }.apply(&Song::default()).unwrap_or_default();
    let slices = (1..STROKES).map(|stroke| (stroke * STROKE) as u32).collect();
    let zones = Arc::new(vec![Zone { sample, slices, ..Zone::default() }]);
    let patch = Patch::Sampler(sampler::Patch { zones, ..sampler::Patch::default() });
    song.instruments.resize(2, None);
    song.instruments[1] = Some(Arc::new(Instrument::new("Strokes", patch)));
    song
}

/// The sample: strokes of a plucked sound, up a chord and down again.
pub fn strokes() -> SampleAudio {
    let stroke = |semitones: i8| {
        let hertz = 261.63 * (f32::from(semitones) / 12.0).exp2();
        (0..STROKE).map(move |frame| {
            let time = frame as f32 / RATE as f32;
            let turn = TAU * hertz * time;
            (-time * 12.0).exp() * 0.5 * (turn.sin() + 0.4 * (2.0 * turn).sin() * (-time * 30.0).exp())
        })
    };
    SampleAudio::new(RATE, vec![STEPS.into_iter().flat_map(stroke).collect()])
}
