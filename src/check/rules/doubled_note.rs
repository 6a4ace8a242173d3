//! The same note twice at once.

use crate::check::fault::{Finding, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::{Site, Survey};
use crate::song::edit::Edit;
use crate::song::notation::note_text;
use crate::song::note::Note;
use crate::song::row::{NoteCell, Row};

/// The rule.
pub const RULE: Rule = Rule {
    name: "doubled-note",
    severity: Severity::Warning,
    threshold: None,
    help: "the same note of the same instrument in two columns of a row: it is only louder, or hollow",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    survey.rows().flat_map(|(site, number, row)| in_row(survey, site, number, &row)).collect()
}

fn in_row(survey: &Survey, site: Site, number: u16, row: &Row) -> Vec<Finding> {
    let columns = survey.song.tracks.get(usize::from(site.track)).map_or(1, |track| track.note_columns);
    let cells = &row.notes[..usize::from(columns).min(row.notes.len())];
    let same =
        |a: &NoteCell, b: &NoteCell| (a.note, a.instrument, a.delay) == (b.note, b.instrument, b.delay);
    let doubled = cells.iter().enumerate().filter(|(column, cell)| {
        matches!(cell.note, Some(Note::On(_))) && cells[..*column].iter().any(|other| same(other, cell))
    });
    let finding = |(column, cell): (usize, &NoteCell)| {
        let note = note_text(cell.note);
        let message = format!("{note} stands twice in this row, in note column {} once more", column + 1);
        let mut mended = *row;
        mended.notes[column] = NoteCell::default();
        let edit = Edit::Rows { pattern: site.pattern, track: site.track, rows: vec![(number, mended)] };
        let finding = Finding::new(
            survey.place(site.pattern, site.track, number),
            format!("{note} {}", column + 1),
            message,
        );
        finding.mended(format!("take {note} out of note column {}", column + 1), edit)
    };
    doubled.map(finding).collect()
}
