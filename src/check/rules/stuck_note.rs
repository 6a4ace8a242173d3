//! Notes that never end.

use crate::check::fault::{Finding, Severity};
use crate::check::holding::Held;
use crate::check::rule::{Find, Rule, Threshold};
use crate::check::survey::Survey;
use crate::song::edit::Edit;
use crate::song::instrument::{Instrument, NewNoteAction};
use crate::song::note::Note;
use crate::song::pattern::LaneSlot;
use std::collections::BTreeSet;

/// The rule.
pub const RULE: Rule = Rule {
    name: "stuck-note",
    severity: Severity::Error,
    threshold: Some(Threshold { usual: 0.0, unit: "bars" }),
    help: "a note of an instrument that sustains, held to the end of the song or for ever: nothing lets it go or cuts it",
    find: Find::Song(find),
};

fn find(survey: &Survey, most: f64) -> Vec<Finding> {
    let bar = f64::from(survey.song.settings.rows_per_bar.max(1));
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for held in survey.walk.hung.iter().filter(|held| survey.is_heard(held.track)) {
        let bars = (survey.walk.played + 1).saturating_sub(held.number) as f64 / bar;
        let place = (held.spot.pattern, held.track, held.spot.row, held.column);
        if bars > most && known.insert(place) {
            found.push(one(survey, held, bars, most));
        }
    }
    found
}

fn one(survey: &Survey, held: &Held, bars: f64, most: f64) -> Finding {
    let (track, name) = (survey.track(held.track), survey.instrument(held.slot));
    let place = survey.place(held.spot.pattern, held.track as u16, held.spot.row);
    let place = crate::check::fault::Place { order: Some(held.spot.order), ..place };
    let about = format!("column {}", held.column + 1);
    if held.left {
        let message = format!(
            "the next note on {track} leaves this one of {name} sounding for ever: nothing reaches it any more"
        );
        let finding = Finding::new(place, about, message).measured(bars, most);
        let Some(instrument) = survey.song.instrument(held.slot.into()) else { return finding };
        let instrument = Instrument { new_note: NewNoteAction::Off, ..instrument.clone() };
        let edit = Edit::SetInstrument { slot: held.slot, instrument: Some(Box::new(instrument)) };
        return finding.mended(format!("let notes of {name} go when the next one begins"), edit);
    }
    let message = format!(
        "the note of {name} on {track} is still held when the song ends, {bars:.1} bars later: it hangs"
    );
    let finding = Finding::new(place, about, message).measured(bars, most);
    match note_off(survey, held) {
        Some((row, edit)) => finding.mended(format!("write a note-off in the song's last row, {row}"), edit),
        None => finding.advised("write a note-off where it is to end"),
    }
}

/// A note-off in the last row that is played, where that is free and belongs to this moment alone.
fn note_off(survey: &Survey, held: &Held) -> Option<(u16, Edit)> {
    let (_, last) = *survey.walk.rows.last()?;
    let song = survey.song;
    let plays = song.order.iter().filter(|entry| entry.pattern == last.pattern);
    let once = plays.clone().count() == 1 && plays.clone().all(|entry| entry.repeats == 1);
    let pattern = song.patterns.get(last.pattern.into())?;
    let own = match pattern.lanes.get(held.track) {
        None | Some(LaneSlot::Empty) => true,
        Some(LaneSlot::Own(lane)) => lane.length.is_none(),
        Some(LaneSlot::Shared(_)) => false,
    };
    let same = (last.pattern, last.row) == (held.spot.pattern, held.spot.row);
    let mut row =
        song.lane(last.pattern.into(), held.track).map(|lane| lane.row(last.row)).unwrap_or_default();
    let cell = &mut row.notes[held.column];
    if !once || !own || same || cell.note.is_some() {
        return None;
    }
    cell.note = Some(Note::Off);
    Some((
        last.row,
        Edit::Rows { pattern: last.pattern, track: held.track as u16, rows: vec![(last.row, row)] },
    ))
}
