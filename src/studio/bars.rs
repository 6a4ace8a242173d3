//! Time that is put into the song or taken out of it: bars, beats or rows over all tracks, at one place of the order list and nowhere else, so that
//! what other entries play stays as it is.

use super::arranging::{Laid, Piece, later, replaced};
use super::conditions::may_cut;
use super::rounds::Round;
use super::seat::Seat;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::lane::MAX_ROWS;
use crate::song::order::OrderEntry;
use crate::song::pattern::Pattern;
use std::ops::Range;

/// A place in the order list: an entry, its repeat, and a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    order: u16,
    repeat: u8,
    row: u16,
}

/// How much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// So many of them.
    pub count: u16,
    /// Rows of each: of a bar, of a beat, or one. At least one.
    pub unit: u16,
}

impl Stretch {
    /// All its rows.
    pub fn rows(self) -> u32 {
        u32::from(self.count) * u32::from(self.unit)
    }
}

/// Where the cursor's bar, or beat, begins.
fn begin(song: &Song, seat: &Seat, unit: u16) -> Result<Mark, String> {
    let entry = song.order.get(usize::from(seat.order)).ok_or("there is no such entry")?;
    if entry.pattern != seat.pattern {
        return Err(format!("entry {} plays another pattern: go to one of the order list", seat.order));
    }
    Ok(Mark { order: seat.order, repeat: seat.repeat, row: seat.place.row / unit * unit })
}

fn length(song: &Song, entry: &OrderEntry) -> u16 {
    Round::alone(entry.pattern).rows(song)
}

/// An entry from one time (repeat and row) to another, as entries of its own. What it sets from here on, only its begin sets.
fn part(song: &Song, laid: &mut Laid, entry: &OrderEntry, times: Range<(u8, u16)>) -> Vec<OrderEntry> {
    let rows = length(song, entry);
    let ((repeat, row), (last, end)) = (times.start, times.end);
    let mut parts: Vec<(u8, u8, Range<u16>)> = Vec::new();
    if repeat == last {
        parts.push((repeat, 1, row..end));
    } else {
        let whole = u8::from(row > 0);
        if whole > 0 {
            parts.push((repeat, 1, row..rows));
        }
        parts.push((repeat + whole, last - repeat - whole, 0..rows));
        parts.push((last, 1, 0..end));
    }
    let mut entries = Vec::new();
    for (repeat, repeats, range) in
        parts.into_iter().filter(|(_, count, rows)| *count > 0 && !rows.is_empty())
    {
        let own = if (repeat, range.start) == (0, 0) { entry.clone() } else { later(entry) };
        let before = u32::from(repeat) * u32::from(rows) + u32::from(range.start);
        let piece = Piece {
            entry: OrderEntry { repeats, ..own },
            rows: range,
            before,
            steady: false,
            added: Vec::new(),
            let_go: Vec::new(),
        };
        entries.push(laid.entry(song, piece));
    }
    entries
}

/// The edits that put so much silence before the cursor's bar, or beat, or row.
///
/// # Errors
/// If the grid shows no pattern of the order list, or there are too many.
pub fn insert(song: &Song, seat: &Seat, time: Stretch) -> Result<Vec<Edit>, String> {
    let Stretch { count, unit } = time;
    let at = begin(song, seat, unit)?;
    let entry = song.order.get(usize::from(at.order)).ok_or("there is no such entry")?;
    if (at.repeat, at.row) > (0, 0) {
        may_cut(song, entry.pattern, entry.repeats)?;
    }
    let mut laid = Laid::default();
    let mut new = part(song, &mut laid, entry, (0, 0)..(at.repeat, at.row));
    let is_first = new.is_empty();
    let at_once = (MAX_ROWS / unit).min(count);
    for (units, times) in [(at_once, count / at_once.max(1)), (count % at_once.max(1), 1)] {
        if units == 0 || times == 0 {
            continue;
        }
        let repeats = u8::try_from(times).map_err(|_| "that is too much time at once")?;
        let silence = Pattern { length: units * unit, ..Pattern::default() };
        let pattern = laid.pattern(song, silence);
        // Where nothing comes before it, the silence begins the section and set what the entry sets.
        let own = if new.is_empty() { entry.clone() } else { OrderEntry::default() };
        new.push(OrderEntry { pattern, repeats, mutes: Vec::new(), transpose: 0, ..own });
    }
    let mut rest = part(song, &mut laid, entry, (at.repeat, at.row)..(entry.repeats, 0));
    if is_first {
        rest.iter_mut().for_each(|entry| *entry = later(entry));
    }
    new.extend(rest);
    let mut edits = laid.edits;
    edits.extend(replaced(at.order, 1, new));
    Ok(edits)
}

/// The edits that take so much out from the cursor's bar, or beat, or row on, or all that is left.
///
/// # Errors
/// If the grid shows no pattern of the order list, or nothing would be left of the song.
pub fn delete(song: &Song, seat: &Seat, time: Stretch) -> Result<Vec<Edit>, String> {
    let from = begin(song, seat, time.unit)?;
    let mut left = time.rows();
    let mut to = from;
    while let Some(entry) = song.order.get(usize::from(to.order)).filter(|_| left > 0) {
        let rows = length(song, entry);
        let here = u32::from(rows - to.row.min(rows));
        if here > left {
            to.row += left as u16;
            break;
        }
        left -= here;
        to = match to.repeat + 1 < entry.repeats {
            true => Mark { repeat: to.repeat + 1, row: 0, ..to },
            false => Mark { order: to.order + 1, repeat: 0, row: 0 },
        };
    }
    let entry = |order: u16| song.order.get(usize::from(order));
    let first = entry(from.order).ok_or("there is no such entry")?;
    let mut laid = Laid::default();
    let mut new = part(song, &mut laid, first, (0, 0)..(from.repeat, from.row));
    let is_cut = (to.repeat, to.row) > (0, 0);
    if (from.repeat, from.row) > (0, 0) {
        may_cut(song, first.pattern, first.repeats)?;
    }
    if let Some(last) = entry(to.order).filter(|_| is_cut) {
        may_cut(song, last.pattern, last.repeats)?;
    }
    let gone = to.order - from.order + u16::from(is_cut);
    if new.is_empty() && usize::from(gone) >= song.order.len() && !is_cut {
        return Err("nothing would be left of the song".to_owned());
    }
    // What the begins that go have set from there on, the first one behind them sets.
    let without_begin = from.order + u16::from(!new.is_empty())..from.order + gone;
    let mut heir = OrderEntry::default();
    without_begin.filter_map(entry).for_each(|entry| {
        let before = std::mem::take(&mut heir);
        heir = entry.clone();
        inherit(&mut heir, &before);
    });
    let mut edits = Vec::new();
    match entry(to.order) {
        Some(last) if is_cut => {
            let mut rest = part(song, &mut laid, last, (to.repeat, to.row)..(last.repeats, 0));
            rest.first_mut().into_iter().for_each(|begin| inherit(begin, &heir));
            new.extend(rest);
        }
        Some(next) => {
            let mut next = next.clone();
            inherit(&mut next, &heir);
            edits.push(Edit::SetOrder { at: to.order, entry: next });
        }
        None => {}
    }
    edits.extend(laid.edits);
    edits.extend(replaced(from.order, gone.into(), new));
    Ok(edits)
}

/// Sets what an entry leaves as it is, as another one does.
fn inherit(entry: &mut OrderEntry, from: &OrderEntry) {
    entry.section = entry.section.take().or_else(|| from.section.clone());
    entry.tempo = entry.tempo.or(from.tempo);
    entry.rows_per_beat = entry.rows_per_beat.or(from.rows_per_beat);
    if entry.groove().is_none() {
        (entry.swing, entry.groove) = (from.swing, from.groove);
    }
}
