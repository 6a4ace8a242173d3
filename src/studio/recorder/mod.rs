//! Recording of notes, whether they are typed or come by MIDI: into the grid where they are heard, pass by pass, or at the cursor while
//! nothing plays; and what was played of late, though nobody recorded it.

pub mod arms;
pub mod capture;
pub mod placing;
pub mod takes;
pub mod timeline;
mod columns;
mod erasing;
mod played;

pub(in crate::studio) use columns::beside;
pub(in crate::studio) use erasing::{ask as ask_to_erase, erase_passed};
pub(in crate::studio) use played::take;

use super::Studio;
use super::commands::Answer;
use super::following::is_recording;
use super::grid::row_at;
use super::rounds::Round;
use super::seat::Seat;
use super::typing::{Fields, Voiced, written};
use crate::sequencer::player::Playing;
use crate::song::note::Note;
use arms::Arm;
use capture::Log;
use erasing::Eraser;
use placing::{Quantise, Spot};
use played::Sounding;
use takes::Takes;
use timeline::Timeline;

/// How notes are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Whether volumes are written from how hard keys are struck.
    pub velocity: bool,
    /// Whether what stood in rows that are recorded over gives way.
    pub replace: bool,
    /// Whether only the marked rows are recorded.
    pub punch: bool,
    /// Bars that are played before the first marked row, or before the cursor.
    pub pre_roll: u8,
}

/// The recorder.
#[derive(Debug)]
pub struct Recorder {
    /// Where the song was.
    pub timeline: Timeline,
    /// The tracks that are armed.
    pub arms: Vec<Arm>,
    /// Where notes go.
    pub quantise: Quantise,
    /// How they are recorded.
    pub ways: Ways,
    /// What was recorded last, pass by pass.
    pub takes: Takes,
    /// What was played of late.
    pub log: Log,
    /// What playback that was recorded began with.
    pub began: Option<Playing>,
    /// The number of the seat that began it.
    by: u16,
    sounding: Vec<Sounding>,
    /// The engine's frame that was heard at the last turn, while the song was recorded.
    erased: Option<u64>,
    eraser: Eraser,
}

impl Default for Recorder {
    fn default() -> Recorder {
        Recorder {
            timeline: Timeline::default(),
            arms: Vec::new(),
            quantise: Quantise::default(),
            ways: Ways { velocity: true, replace: false, punch: false, pre_roll: 0 },
            takes: Takes::default(),
            log: Log::default(),
            began: None,
            by: 0,
            sounding: Vec::new(),
            erased: None,
            eraser: Eraser::default(),
        }
    }
}

impl Recorder {
    /// Another song is open: what was recorded into the one before is nobody's.
    pub fn of_next_song(&mut self) {
        (self.takes, self.arms, self.began) = (Takes::default(), Vec::new(), None);
        (self.sounding, self.erased, self.eraser) = (Vec::new(), None, Eraser::default());
        (self.timeline, self.log) = (Timeline::default(), Log::default());
    }

    /// Playback was asked for at that frame, by the seat of that number.
    pub(super) fn begin(&mut self, playing: Playing, at: u64, by: u16) {
        self.timeline.begin(at);
        (self.began, self.by) = (Some(playing), by);
    }

    /// Nothing sounds any more that would end in the grid.
    pub fn let_go(&mut self) {
        self.sounding.clear();
    }
}

impl Studio {
    /// Whether the hands at keys and controllers are those of a seat, whatever is typed elsewhere, the surest the highest: it has rows
    /// erased, or records what it has begun to play.
    pub fn hands_at(&self, seat: &Seat) -> u8 {
        let began = self.recorder.by == seat.person.number && is_recording(self, seat);
        if self.erases_at(seat) { 2 } else { u8::from(began) }
    }

    /// Whether what is recorded takes the place of what stands there. Under the performance lock nothing does.
    fn records_over(&self) -> bool {
        self.recorder.ways.replace && !self.company.locked
    }
}

/// Where a note belongs that is played at the moment that is heard.
pub fn spot_now(studio: &Studio, seat: &Seat) -> Spot {
    let heard = studio.transport.heard;
    let song = studio.song();
    // What is struck while it is counted in comes on the first row.
    let first = || match studio.transport.playing.filter(|_| studio.transport.position.is_none())? {
        Playing::Song { order, row, .. } => Some(Spot::on(Round::of(song, order, 0)?, row)),
        Playing::Pattern { pattern, row } => Some(Spot::on(Round::alone(pattern), row)),
    };
    let now = studio.spot_at(heard, studio.recorder.quantise).or_else(first);
    now.unwrap_or(Spot::on(seat.round(), seat.place.row))
}

/// Whether the recorder may write there: everywhere, or within the marked rows.
fn is_within(studio: &Studio, seat: &Seat, spot: Spot) -> bool {
    match seat.selection.filter(|_| studio.recorder.ways.punch) {
        Some(selection) => {
            let (first, last) = selection.rows();
            spot.round.pattern == seat.pattern && (first..=last).contains(&spot.row)
        }
        None => true,
    }
}

/// Whether notes on a track are written where they are heard.
fn records(studio: &Studio, seat: &Seat, track: u16) -> bool {
    let armed = studio.recorder.arms.iter().any(|arm| arm.track == track);
    let plays = studio.transport.playing.is_some() && !studio.hearing.is_example() && studio.board.is_none();
    is_recording(studio, seat) || (armed && seat.edit && plays)
}

/// Writes notes where they were played; all of a pass are one step. Whether they were written: outside of what is recorded they only sound.
///
/// # Errors
/// If there is no such place.
pub fn record(
    studio: &mut Studio,
    seat: &Seat,
    all: &[Voiced],
    spot: Spot,
    fields: Fields,
) -> Result<bool, String> {
    if !is_within(studio, seat, spot) {
        return Ok(false);
    }
    let replaces = studio.records_over();
    let stands =
        |voiced: &Voiced| row_at(studio.song(), spot.round, voiced.track, spot.row).effects[0].is_some();
    let effect = fields.effect.filter(|_| replaces || !all.iter().any(stands));
    let fields = Fields { delay: Some(spot.delay), effect, ..fields };
    let edit = written(studio.song(), all, spot, fields);
    studio.keep_base(spot.round.pattern, all.iter().map(|voiced| voiced.track));
    let gesture = studio.pass_name();
    studio.turn_knob("record", edit, &gesture)?;
    all.iter().for_each(|voiced| studio.keep_cell(spot, voiced.track, voiced.column));
    Ok(true)
}

/// Writes the end of a note that was recorded at `began`, unless another note has come since.
///
/// # Errors
/// If there is no such place.
pub fn record_end(studio: &mut Studio, held: Voiced, began: Spot, at: Spot) -> Answer {
    /// The most patterns that are looked through for what ended a note while its key was down.
    const LONGEST: usize = 64;
    let song = studio.song().clone();
    let note = |round, row| row_at(&song, round, held.track, row).notes[held.column].note;
    let goes_on = at.round == began.round && at.row >= began.row;
    // What is shorter than a row lasts until the next: a cell holds one of both.
    let short = goes_on && at.row == began.row;
    let end = if short { began.next_row(&song, studio.transport.playing) } else { at };
    let goes_on = end.round == began.round && end.row >= began.row;
    let since = if goes_on { end.row + 1 } else { began.round.rows(&song) };
    let mut between: Vec<_> = (began.row + 1..since).map(|row| (began.round, row)).collect();
    if !goes_on {
        let again = |round: &super::rounds::Round| match studio.transport.playing {
            Some(Playing::Pattern { .. }) => Some(round.again(&song)),
            _ => round.next(&song),
        };
        let passed = std::iter::successors(again(&began.round), again).take(LONGEST);
        let passed = passed.take_while(|other| *other != end.round);
        between.extend(passed.flat_map(|other| (0..other.rows(&song)).map(move |row| (other, row))));
        between.extend((0..=end.row).map(|row| (end.round, row)));
    }
    let is_own = note(began.round, began.row) == Some(Note::On(held.pitch));
    let same_row = goes_on && end.row == began.row;
    if !is_own || same_row || between.iter().any(|(round, row)| note(*round, *row).is_some()) {
        return Ok(());
    }
    let mut row = row_at(&song, end.round, held.track, end.row);
    (row.notes[held.column].note, row.notes[held.column].delay) = (Some(Note::Off), end.delay);
    studio.keep_base(end.round.pattern, std::iter::once(held.track));
    super::entry::write(studio, "record", end.round, held.track, end.row, row, true)?;
    studio.keep_cell(end, held.track, held.column);
    Ok(())
}
