//! Notes that do not belong to the song's scale, on tracks that keep to it otherwise.

use crate::check::fault::{Finding, Severity};
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::{Site, Survey};
use crate::instruments::Patch;
use crate::song::edit::Edit;
use crate::song::notation::note_text;
use crate::song::note::{Note, Pitch};
use crate::song::row::Row;
use std::collections::BTreeMap;

/// The rule.
pub const RULE: Rule = Rule {
    name: "out-of-scale",
    severity: Severity::Info,
    threshold: Some(Threshold { usual: 75.0, unit: "% of the track's notes in the scale" }),
    help: "a note outside the song's scale, on a track of which at least so many notes belong to it",
    find: Find::Song(find),
};

/// A note outside, the first of its pitch in its lane.
struct Outside<'a> {
    site: Site<'a>,
    number: u16,
    column: usize,
    row: Row,
    pitch: Pitch,
}

fn find(survey: &Survey, least: f64) -> Vec<Finding> {
    let tonality = survey.song.settings.tonality;
    if tonality.scale().is_none() {
        return Vec::new();
    }
    let mut counts: BTreeMap<u16, (u32, u32)> = BTreeMap::new();
    let mut outside: Vec<Outside> = Vec::new();
    let mut slots: BTreeMap<(u16, usize), u8> = BTreeMap::new();
    for (site, number, row) in survey.rows() {
        for (column, cell) in row.notes.iter().enumerate() {
            if let Some(number) = cell.instrument {
                slots.insert((site.track, column), number.get() - 1);
            }
            let Some(Note::On(pitch)) = cell.note else { continue };
            let slot = slots.get(&(site.track, column));
            if slot.is_some_and(|slot| is_percussion(survey, *slot)) {
                continue;
            }
            let count = counts.entry(site.track).or_default();
            count.1 += 1;
            if tonality.holds(pitch) {
                count.0 += 1;
            } else {
                outside.push(Outside { site, number, column, row, pitch });
            }
        }
    }
    let keeps = |track: u16| {
        let (inside, all) = counts.get(&track).copied().unwrap_or_default();
        let percent = f64::from(inside) / f64::from(all.max(1)) * 100.0;
        (percent >= least).then_some(percent)
    };
    let findings = outside.iter().filter_map(|note| Some(one(survey, note, keeps(note.site.track)?, least)));
    findings.collect()
}

fn one(survey: &Survey, note: &Outside, percent: f64, least: f64) -> Finding {
    let tonality = survey.song.settings.tonality;
    let (written, near) = (note_text(Some(Note::On(note.pitch))), tonality.nearest(note.pitch));
    let scale = tonality.scale().map_or("", |scale| scale.name);
    let root = crate::song::note::KEYS[usize::from(tonality.root) % 12];
    let message = format!(
        "{written} does not belong to {root} {scale}, which {} keeps to otherwise",
        survey.track(note.site.track.into())
    );
    let mut row = note.row;
    row.notes[note.column].note = Some(Note::On(near));
    let edit =
        Edit::Rows { pattern: note.site.pattern, track: note.site.track, rows: vec![(note.number, row)] };
    Finding::new(survey.place(note.site.pattern, note.site.track, note.number), written.to_string(), message)
        .measured(percent, least)
        .mended(format!("write {} in its place", note_text(Some(Note::On(near)))), edit)
}

/// Whether an instrument's keys are sounds rather than pitches.
fn is_percussion(survey: &Survey, slot: u8) -> bool {
    survey.song.instrument(slot.into()).is_some_and(|instrument| match &instrument.patch {
        Patch::Drums(_) => true,
        Patch::Sampler(sampler) => {
            !sampler.zones.is_empty()
                && sampler.zones.iter().all(|zone| zone.pitch_track == 0.0 || zone.low_key == zone.high_key)
        }
        _ => false,
    })
}
