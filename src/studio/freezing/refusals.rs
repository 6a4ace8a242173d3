//! What cannot be frozen, and why: a sample plays the same each time, and as long.

use super::lanes::settings;
use super::{OF_INSTRUMENT, part};
use crate::song::Song;
use crate::song::groove::Groove;
use crate::song::lane::Lane;
use crate::song::notation::{effect_text, instrument_text};
use crate::song::note::Note;
use crate::song::order::OrderEntry;
use crate::song::pattern::LaneSlot;
use crate::song::row::Row;
use crate::song::tempo::Tempo;
use crate::studio::conditions::{self, Kind};
use crate::studio::rounds::Round;
use crate::studio::slots::slot;

/// Why a lane, or these rows of it, cannot be frozen, if they cannot.
pub(super) fn refusal(song: &Song, pattern: u16, track: u16, rows: Option<[u16; 2]>) -> Option<String> {
    let of = format!("track {} of pattern {pattern}", track + 1);
    let lane = song.lane(pattern.into(), track.into());
    if lane.is_some_and(|lane| !lane.clips().is_empty()) {
        return Some(format!("{of} has recorded sound, which is a sample already"));
    }
    let Some(lane) = lane.filter(|lane| !lane.rows().is_empty()) else {
        return Some(format!("{of} plays nothing"));
    };
    if lane.frozen.is_some() {
        return Some(format!("{of} is frozen already"));
    }
    let length = |pattern: u16| Round::alone(pattern).rows(song);
    if let Some(why) = rows.and_then(|rows| refusal_of_part(song, lane, track, rows, length(pattern))) {
        return Some(format!("{of} {why}"));
    }
    let own = slot(song, pattern, track);
    let mut others = song.patterns.iter().flat_map(|it| it.lanes.iter().zip(0..));
    let elsewhere = others.find(|(it, other)| **it == own && *other != track);
    if let (LaneSlot::Shared(_), Some((_, other))) = (&own, elsewhere) {
        return Some(format!("{of} is shared with track {}: make it its own first", other + 1));
    }
    let patterns = patterns(song, pattern, track);
    if patterns.iter().any(|other| length(*other) != length(pattern)) {
        return Some(format!("{of} is shared with patterns of other lengths: make it their own first"));
    }
    let ways: Vec<Way> =
        ways(song).into_iter().filter(|(it, _)| patterns.contains(it)).map(|(_, way)| way).collect();
    let turns = lane.length.is_some_and(|own| !length(pattern).is_multiple_of(own));
    if turns && ways.iter().any(|way| way.repeats) {
        return Some(format!("{of} turns against its pattern: its repeats sound each in another way"));
    }
    let settings = settings(song, track);
    if let Some(found) = conditions::of_lane(&settings, lane) {
        let again = ways.len() > 1 || ways.iter().any(|way| way.repeats);
        let differs = match found.kind {
            Kind::Pass => ways.iter().any(|way| way.repeats),
            Kind::Other => again,
            Kind::Fill => true,
        };
        if differs {
            return Some(format!("{of} does not play the same each time: {found}"));
        }
    }
    let first = ways.first()?;
    if ways.iter().any(|way| way.transpose != first.transpose) {
        return Some(format!("{of} is transposed in different ways where it plays"));
    }
    let time = |way: &Way| (way.tempo, way.rows_per_beat, way.groove);
    let differs = ways.iter().any(|way| time(way) != time(first));
    differs.then(|| format!("{of} plays at different tempos or grooves"))
}

/// Why some rows of a lane cannot be frozen, if all could.
fn refusal_of_part(
    song: &Song,
    lane: &Lane,
    track: u16,
    [first, last]: [u16; 2],
    length: u16,
) -> Option<String> {
    let mut inside = lane.rows().iter().filter(|(number, _)| (first..=last).contains(number));
    if !inside.any(|(_, row)| strikes(&row)) {
        return Some(format!("strikes no note in rows {first} to {last}"));
    }
    if lane.length.is_some_and(|own| own != length) {
        return Some("turns against its pattern: freeze all of it".to_owned());
    }
    if lane.curves().iter().any(|curve| curve.target().starts_with(OF_INSTRUMENT)) {
        return Some("has curves of its instrument: freeze all of it".to_owned());
    }
    if let Some((row, code)) = lasting(lane, [first, last]) {
        return Some(format!("goes on behind the rows with {code} of row {row}: freeze all of it"));
    }
    if part::is_unclear(song, track, lane, [first, last]) {
        return Some(
            "may have notes from before the pattern that end in these rows: freeze all of it".to_owned(),
        );
    }
    let is_full = part::spare_column(song, track).is_none();
    is_full.then(|| "uses all its note columns, and the sample needs one: freeze all of it".to_owned())
}

/// Whether a note begins in a row.
fn strikes(row: &Row) -> bool {
    row.notes.iter().any(|cell| matches!(cell.note, Some(Note::On(_))))
}

/// Letters of effects that set a channel until they come again: volume, panning, filter.
const LASTING: &[u8] = b"MXZ";

/// What the rows set for notes behind them: the row, and the effect or the instrument.
fn lasting(lane: &Lane, [first, last]: [u16; 2]) -> Option<(u16, String)> {
    let behind = || lane.rows().iter().filter(|(number, _)| *number > last).map(|(_, row)| row);
    let inside = lane.rows().iter().filter(|(number, _)| (first..=last).contains(number));
    inside.rev().find_map(|(number, row)| {
        let effect = row.effects.iter().flatten().find(|effect| LASTING.contains(&effect.code));
        if let Some(effect) = effect.filter(|_| behind().any(|row| strikes(&row))) {
            return Some((number, effect_text(Some(*effect)).to_string()));
        }
        // A note behind without a number is of the last instrument that its column named.
        let mut columns = row.notes.iter().enumerate();
        let goes_on = |column: usize| {
            let mut cells = behind().map(|row| row.notes[column]);
            let next = cells.find(|cell| matches!(cell.note, Some(Note::On(_))) || cell.instrument.is_some());
            next.is_some_and(|cell| cell.instrument.is_none())
        };
        let found = columns.find(|(column, cell)| cell.instrument.is_some() && goes_on(*column));
        found.map(|(_, cell)| (number, format!("instrument {}", instrument_text(cell.instrument))))
    })
}

/// The patterns that play the lane of a pattern's track.
pub(super) fn patterns(song: &Song, pattern: u16, track: u16) -> Vec<u16> {
    match slot(song, pattern, track) {
        LaneSlot::Shared(number) => {
            let same = |pattern: &u16| slot(song, *pattern, track) == LaneSlot::Shared(number);
            (0..song.patterns.len() as u16).filter(same).collect()
        }
        _ => vec![pattern],
    }
}

/// How an entry plays its pattern, as far as a sample of that depends on it.
struct Way {
    repeats: bool,
    transpose: i8,
    tempo: Tempo,
    rows_per_beat: u8,
    groove: Groove,
}

/// The patterns of the order list, each with how it plays.
fn ways(song: &Song) -> Vec<(u16, Way)> {
    let settings = &song.settings;
    let (mut tempo, mut rows_per_beat, mut groove) = (settings.tempo, settings.rows_per_beat, song.groove());
    let way = |entry: &OrderEntry| {
        tempo = entry.tempo.unwrap_or(tempo);
        rows_per_beat = entry.rows_per_beat.unwrap_or(rows_per_beat);
        groove = entry.groove().unwrap_or(groove);
        let (repeats, transpose) = (entry.repeats > 1, entry.transpose);
        (entry.pattern, Way { repeats, transpose, tempo, rows_per_beat, groove })
    };
    song.order.iter().map(way).collect()
}
