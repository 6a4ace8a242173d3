//! Rows that give way while something is recorded, on the tracks that are recorded: those that are left, save what this pass has written
//! there, where recording replaces; those that are come to, whatever they hold, while a key or a foot erases.

use super::placing::{Quantise, Spot};
use super::{is_within, records};
use crate::sequencer::player::Position;
use crate::song::edit::Edit;
use crate::song::row::NOTE_COLUMNS;
use crate::studio::Studio;
use crate::studio::block::together;
use crate::studio::commands::Answer;
use crate::studio::entry::{FIRST_REPEAT, HELD};
use crate::studio::grid::{lane_row, row_at};
use crate::studio::live::held::{self, Held};
use crate::studio::rounds::Round;
use crate::studio::seat::Seat;

/// How long such a key counts as held after it came last, in thousandths of a second.
const STAYS: u64 = 80;

/// What erases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Eraser {
    /// Whether a key or a foot is down, or it was turned on.
    on: bool,
    /// The number of the seat that did.
    seat: u16,
    /// Whether it was told, since recording began, that rows do not give way.
    told: bool,
    /// Of a key of which nobody tells that it comes up: the last two times that it came, as the engine's frames, and where.
    strokes: [Option<(u64, Spot)>; 2],
    /// The frame up to which it counts as held.
    until: u64,
    /// How often something has begun to be erased: all of it is one step.
    count: u32,
}

impl Studio {
    /// Whether rows are erased as they are heard.
    pub fn erases(&self) -> bool {
        self.recorder.eraser.on || self.frame() < self.recorder.eraser.until
    }

    /// Whether somebody at this seat has rows erased, who then is at the keys until that is over.
    pub fn erases_at(&self, seat: &Seat) -> bool {
        self.erases() && self.recorder.eraser.seat == seat.person.number
    }

    /// Rows are erased as they are heard from now on, or no longer.
    pub(in crate::studio) fn turn_eraser(&mut self, on: bool) {
        let eraser = &mut self.recorder.eraser;
        eraser.count += u32::from(on && !eraser.on);
        (eraser.on, eraser.until, eraser.seat) = (on, 0, self.company.acting);
    }
}

/// A command asks for rows to be erased: `on`, `off`, `latch`, which is one or the other, or nothing, which is as long as its key is held.
///
/// # Errors
/// If nothing is recorded, or the text is none of these.
pub(in crate::studio) fn ask(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let was = studio.recorder.eraser.on;
    if tracks(studio, seat).is_empty() && !was && text != "off" {
        let key = seat.keymap.key_of("record");
        return Err(format!("rows are erased while notes are recorded: {key} begins"));
    }
    let text = match (text, was) {
        ("latch", true) => "off",
        ("latch", false) => "on",
        (text, _) => text,
    };
    if text.is_empty() && seat.holding.pressed.is_some() && !seat.key_up {
        return strike(studio, seat);
    }
    held::ask(studio, seat, Held::Erase, text)?;
    match (was, studio.recorder.eraser.on) {
        (false, true) => {
            studio.say("what is passed is erased");
            let here = nearest(studio);
            erase(studio, seat, here.into_iter().collect())
        }
        (true, false) => {
            studio.say("nothing is erased any more");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A key came of which nobody will tell that it comes up. Once it erases its row; when it comes again and again, all rows since it came first.
fn strike(studio: &mut Studio, seat: &Seat) -> Answer {
    let (now, rate) = (studio.frame(), u64::from(studio.rate().max(1)));
    let Some(here) = nearest(studio) else { return Ok(()) };
    let since = |at: u64| now.saturating_sub(at) * 1_000 / rate;
    let eraser = &mut studio.recorder.eraser;
    let [before, last] = eraser.strokes;
    let held = last.is_some_and(|(at, _)| HELD.contains(&since(at)));
    (eraser.strokes, eraser.seat) = ([last, Some((now, here))], seat.person.number);
    let mut rows = vec![here];
    if held {
        let first = before.filter(|(at, _)| now < eraser.until || since(*at) <= FIRST_REPEAT + HELD.end());
        let (at, from) = first.or(last).unwrap_or((now, here));
        eraser.until = now + STAYS * rate / 1_000;
        for passed in std::iter::once(from).chain(begun(studio, studio.heard_at(at)).flatten()) {
            if !rows.contains(&passed) {
                rows.push(passed);
            }
        }
    } else if last.is_none_or(|(at, _)| since(at) > FIRST_REPEAT) {
        eraser.count += 1;
    }
    studio.hold_gesture();
    erase(studio, seat, rows)
}

/// The row that is nearest to what is heard.
fn nearest(studio: &Studio) -> Option<Spot> {
    let spot = studio.spot_at(studio.transport.heard, Quantise::default())?;
    Some(Spot::on(spot.round, spot.row))
}

/// The rows that have begun to be heard behind a frame; `None` where playback ended in between.
fn begun(studio: &Studio, since: u64) -> impl Iterator<Item = Option<Spot>> {
    let rows = studio.recorder.timeline.rows(since, studio.transport.heard);
    rows.map(|row| row.map(spot))
}

fn spot(position: Position) -> Spot {
    Spot::on(Round::heard(position), position.row)
}

/// Lets the rows give way that were passed since the last turn.
pub(in crate::studio) fn erase_passed(studio: &mut Studio, seat: &Seat) {
    let plays = studio.transport.playing.is_some();
    let tracks = tracks(studio, seat);
    if tracks.is_empty() || !plays || studio.transport.position.is_none() {
        let eraser = &mut studio.recorder.eraser;
        eraser.told = false;
        // Another seat may record on.
        eraser.on &= !tracks.is_empty() || (plays && eraser.seat != seat.person.number);
        studio.recorder.erased = None;
        return;
    }
    let Some(since) = studio.recorder.erased.replace(studio.transport.heard) else { return };
    let before = studio.recorder.timeline.at(since).map(|moment| spot(moment.position));
    let rows: Vec<Option<Spot>> = std::iter::once(before).chain(begun(studio, since)).collect();
    let answer = match (studio.erases_at(seat), studio.recorder.ways.replace) {
        (true, _) => erase(studio, seat, rows.into_iter().skip(1).flatten().collect()),
        // A row in which playback ended was not played to its end.
        (false, true) => {
            let left = rows.windows(2).filter(|rows| rows[1].is_some() && rows[0] != rows[1]);
            let left: Vec<Spot> = left.filter_map(|rows| rows[0]).collect();
            replace(studio, seat, &left, &tracks)
        }
        _ => Ok(()),
    };
    if let Err(why) = answer
        && !std::mem::replace(&mut studio.recorder.eraser.told, true)
    {
        studio.warn(why);
    }
}

/// What recording replaces.
fn replace(studio: &mut Studio, seat: &Seat, rows: &[Spot], tracks: &[u16]) -> Answer {
    let kept = |studio: &Studio, spot: Spot, track, row, column| {
        let (pattern, takes) = (spot.round.pattern, &studio.recorder.takes);
        [studio.pass(), spot.round.before]
            .into_iter()
            .any(|pass| takes.holds(pass, (pattern, track, row, column)))
    };
    let edits = without(studio, seat, rows, tracks, kept);
    let gesture = studio.pass_name();
    together(edits).map_or(Ok(()), |edit| studio.turn_knob("record", edit, &gesture))
}

/// Empties the note columns of rows, one step for all that is erased at a time. Passes know that they did.
fn erase(studio: &mut Studio, seat: &Seat, rows: Vec<Spot>) -> Answer {
    let tracks = tracks(studio, seat);
    let is_empty = |studio: &Studio, spot: &Spot, track: u16, column: usize| {
        row_at(studio.song(), spot.round, track, spot.row).notes[column].is_empty()
    };
    let mut cells = Vec::new();
    for spot in rows.iter().filter(|spot| is_within(studio, seat, **spot)) {
        for track in &tracks {
            let full = (0..NOTE_COLUMNS).filter(|column| !is_empty(studio, spot, *track, *column));
            cells.extend(full.map(|column| (*spot, *track, column)));
        }
    }
    let edits = without(studio, seat, &rows, &tracks, |_, _, _, _, _| false);
    let Some(edit) = together(edits) else { return Ok(()) };
    let gesture = format!("erase {} {}", studio.transport.since, studio.recorder.eraser.count);
    studio.turn_knob("erase", edit, &gesture)?;
    cells.into_iter().for_each(|(spot, track, column)| studio.keep_cell(spot, track, column));
    Ok(())
}

/// The tracks that are recorded.
fn tracks(studio: &Studio, seat: &Seat) -> Vec<u16> {
    let armed = studio.recorder.arms.iter().map(|arm| arm.track);
    let mut tracks: Vec<u16> = match studio.recorder.arms.is_empty() {
        true => vec![seat.place.track],
        false => armed.collect(),
    };
    tracks.dedup();
    tracks.retain(|track| records(studio, seat, *track));
    tracks
}

/// The edits that take notes out of rows, save those that are `kept`; what stood there is remembered for the take.
fn without(
    studio: &mut Studio,
    seat: &Seat,
    rows: &[Spot],
    tracks: &[u16],
    kept: impl Fn(&Studio, Spot, u16, u16, usize) -> bool,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for spot in rows.iter().copied().filter(|spot| is_within(studio, seat, *spot)).collect::<Vec<_>>() {
        studio.keep_base(spot.round.pattern, tracks.iter().copied());
        for track in tracks {
            let song = studio.song();
            let old = row_at(song, spot.round, *track, spot.row);
            let row = lane_row(song, spot.round, *track, spot.row);
            let mut new = old;
            for (column, cell) in new.notes.iter_mut().enumerate() {
                if !kept(studio, spot, *track, row, column) {
                    *cell = Default::default();
                }
            }
            let pattern = spot.round.pattern;
            edits.extend((new != old).then(|| Edit::Rows { pattern, track: *track, rows: vec![(row, new)] }));
        }
    }
    edits
}
