//! Tracks put together into one, in one pattern or in several: pure functions of a song.

use super::grid::{Column, showing};
use super::parting::{lane, of_notes};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::lane::{Lane, MAX_ROWS};
use crate::song::pattern::LaneSlot;
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS, Row};
use crate::song::unknown::Unknown;

/// The edits that put the notes of several tracks into the first of them, in some patterns, and how many note columns that has then. Of
/// several patterns those are left out in which they play nothing.
///
/// # Errors
/// If they have no room there, or something of theirs would act on the others.
pub fn merge(song: &Song, patterns: &[u16], tracks: &[u16]) -> Result<(Edit, usize), String> {
    let [first, .., _] = tracks else { return Err("mark two tracks or more".to_owned()) };
    let plays = |pattern: &&u16| {
        let written = |track: &u16| {
            song.lane(usize::from(**pattern), usize::from(*track)).is_some_and(|it| !it.is_empty())
        };
        patterns.len() == 1 || tracks.iter().any(written)
    };
    let (mut edits, mut wanted, mut most) = (Vec::new(), Vec::new(), 0);
    for pattern in patterns.iter().filter(plays) {
        let merged = merge_in(song, *pattern, tracks);
        let (own, shows, columns) = merged
            .map_err(|why| if patterns.len() > 1 { format!("pattern {pattern}: {why}") } else { why })?;
        edits.extend(own);
        wanted.extend(shows);
        most = most.max(columns);
    }
    if edits.is_empty() {
        return Err("these tracks play nothing in the song".to_owned());
    }
    let mut all: Vec<Edit> = showing(song, *first, wanted).into_iter().collect();
    all.extend(edits);
    Ok((Edit::Several { edits: all }, most))
}

/// The same in one pattern: the edits, what the first track has to show for them, and the note columns.
fn merge_in(song: &Song, pattern: u16, tracks: &[u16]) -> Result<(Vec<Edit>, Vec<Column>, usize), String> {
    let first = tracks.first().ok_or("mark two tracks or more")?;
    let holds =
        |lane: &Lane| !(lane.rows().is_empty() && lane.curves().is_empty() && lane.clips().is_empty());
    let written = |track: &&u16| song.lane(pattern.into(), usize::from(**track)).is_some_and(holds);
    let tracks: Vec<u16> = tracks.iter().filter(written).copied().collect();
    let lanes: Vec<&Lane> =
        tracks.iter().map(|track| lane(song, pattern, *track)).collect::<Result<_, _>>()?;
    let length = lanes.first().map(|lane| lane.length).ok_or("these tracks play nothing here")?;
    if lanes.iter().any(|lane| lane.length != length) {
        return Err("these lanes do not turn together: give them one length first".to_owned());
    }
    let mut rows: Vec<Row> = vec![Row::default(); MAX_ROWS.into()];
    let mut columns = 0;
    for (track, lane) in tracks.iter().zip(&lanes) {
        if track != first && !(lane.curves().is_empty() && lane.clips().is_empty()) {
            return Err(format!(
                "track {} has curves or recorded sound here: they cannot be put into another track",
                track + 1
            ));
        }
        let used = |column: &usize| lane.rows().iter().any(|(_, row)| !row.notes[*column].is_empty());
        let used: Vec<usize> = (0..NOTE_COLUMNS).filter(used).collect();
        for (number, row) in lane.rows() {
            let new = &mut rows[usize::from(number)];
            for (to, from) in used.iter().enumerate() {
                if let Some(cell) = new.notes.get_mut(columns + to) {
                    *cell = row.notes[*from];
                }
            }
            for effect in row.effects.iter().flatten() {
                if of_notes(effect) && lanes.len() > 1 {
                    let text = crate::song::notation::effect_text(Some(*effect));
                    return Err(format!(
                        "{text} in row {number} of track {} would act on the notes of the others too",
                        track + 1
                    ));
                }
                let free = new.effects.iter().position(Option::is_none);
                let free = free.ok_or(format!("row {number} has room for {EFFECT_COLUMNS} effects"))?;
                new.effects[free] = Some(*effect);
            }
        }
        columns += used.len();
    }
    if columns > NOTE_COLUMNS {
        return Err(format!("that takes {columns} note columns, and a track has {NOTE_COLUMNS}"));
    }
    let mut lane = Lane::new(length, Vec::new(), Unknown::default());
    let own = lanes.iter().zip(&tracks).find(|(_, track)| *track == first);
    if let Some((own, _)) = own {
        own.curves().iter().for_each(|curve| _ = lane.set_curve((**curve).clone()));
        own.clips().iter().for_each(|clip| _ = lane.set_clip((**clip).clone()));
        lane.unknown = own.unknown.clone();
    }
    let effects = rows.iter().map(|row| row.effects.iter().flatten().count()).max().unwrap_or(0);
    let delays = rows.iter().flat_map(|row| row.notes).any(|cell| cell.delay > 0);
    rows.into_iter().zip(0..).for_each(|(row, number)| lane.set(number, row));
    let mut wanted = vec![Column::Note(columns.max(1) as u8 - 1)];
    wanted.extend((effects > 0).then(|| Column::Effect(effects as u8 - 1)));
    wanted.extend(delays.then_some(Column::Delay(0)));
    let mut edits = Vec::new();
    let others = tracks.iter().filter(|track| *track != first);
    edits.extend(others.map(|track| Edit::Slot { pattern, track: *track, slot: LaneSlot::Empty }));
    edits.push(Edit::Lane { pattern, track: *first, lane: Box::new(lane) });
    Ok((edits, wanted, columns))
}
