//! Notes that their instrument does not have.

use crate::check::fault::{Finding, Severity};
use crate::check::reading::{Mute, Silent, plays};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::song::edit::Edit;
use crate::song::notation::note_text;
use crate::song::note::{Note, Pitch};

/// The rule.
pub const RULE: Rule = Rule {
    name: "out-of-range",
    severity: Severity::Error,
    threshold: None,
    help: "a note at a key where its instrument has no zone or its tuning no pitch, or beyond C-0 to B-9 after transposition",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let silent = survey.walk.reading.silent.iter();
    silent.filter_map(|silent| one(survey, silent)).collect()
}

fn one(survey: &Survey, silent: &Silent) -> Option<Finding> {
    let Mute::NoKey(slot, key) = silent.why else { return None };
    let instrument = survey.song.instrument(slot.into())?;
    let name = survey.instrument(slot);
    let note = note_text(Some(Note::On(silent.pitch)));
    let place = survey.place(silent.spot.pattern, silent.track as u16, silent.spot.row);
    let (low, high) = (i32::from(Pitch::LOWEST.midi()), i32::from(Pitch::HIGHEST.midi()));
    let nearest =
        (low..=high).filter(|other| plays(instrument, *other)).min_by_key(|other| (other - key).abs());
    let message = match nearest {
        None => format!("{note}: {name} plays no key at all"),
        Some(_) if !(low..=high).contains(&key) => {
            format!("{note} on {} is transposed beyond the keyboard", survey.track(silent.track))
        }
        Some(_) => format!("{name} has nothing at {note}: it is silent"),
    };
    let finding = Finding::new(place, note.to_string(), message)
        .measured(key.into(), nearest.map_or(f64::NAN, f64::from));
    // The same note in the nearest octave that there is.
    let octave = |by: i32| (1..=10).map(move |octaves| 12 * by * octaves);
    let found = octave(1)
        .zip(octave(-1))
        .flat_map(|(up, down)| if nearest? > key { Some([up, down]) } else { Some([down, up]) });
    let moved = found.flatten().find(|by| plays(instrument, key + by));
    let written = |by: i32| {
        u8::try_from(i32::from(u8::from(silent.pitch)) + by)
            .ok()
            .and_then(|pitch| Pitch::try_from(pitch).ok())
    };
    Some(match moved.and_then(written) {
        Some(pitch) => {
            let text = format!("write {} in its place", note_text(Some(Note::On(pitch))));
            finding.mended(text, rewritten(survey, silent, pitch)?)
        }
        None => finding.advised("write another note or choose another instrument"),
    })
}

fn rewritten(survey: &Survey, silent: &Silent, pitch: Pitch) -> Option<Edit> {
    let (pattern, track) = (silent.spot.pattern, silent.track as u16);
    let mut row = survey.song.lane(pattern.into(), silent.track)?.written(silent.spot.row)?;
    row.notes[silent.column].note = Some(Note::On(pitch));
    Some(Edit::Rows { pattern, track, rows: vec![(silent.spot.row, row)] })
}
