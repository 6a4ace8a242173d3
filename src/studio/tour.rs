//! The tour: ten steps that somebody does at the program itself, each looked at until it is really done. It can be left and taken up
//! again, in any song.

use super::Studio;
use super::grid::Column;
use super::seat::Seat;
use crate::song::Song;
use std::sync::Arc;

/// A step.
pub struct Step {
    /// What it teaches.
    pub title: &'static str,
    /// What to do; `{command}` stands for the keys of a command.
    pub text: &'static str,
    /// Whether it is done, by what was there when it began.
    done: fn(&Studio, &Seat, &Start) -> bool,
}

/// What was there when a step began.
#[derive(Clone, Debug)]
pub struct Start {
    song: Arc<Song>,
    /// Whether there have been fewer notes since.
    fewer: bool,
    /// Whether a track has been silent since.
    silenced: bool,
}

/// Somebody's tour.
#[derive(Clone, Debug)]
pub struct Tour {
    /// The step, from 0.
    pub step: usize,
    start: Start,
}

/// What stands in the pattern at the seat: fields with a note, and effects.
fn written(song: &Song, seat: &Seat) -> [usize; 2] {
    let tracks = 0..song.tracks.len();
    let lanes = tracks.filter_map(|track| song.lane(seat.pattern.into(), track));
    let rows = lanes.flat_map(|lane| {
        (0..song.patterns.get(seat.pattern.into()).map_or(0, |pattern| pattern.length))
            .map(|row| lane.row(row))
    });
    rows.fold([0, 0], |[notes, effects], row| {
        let new = row.notes.iter().filter(|cell| cell.note.is_some()).count();
        [notes + new, effects + row.effects.iter().flatten().count()]
    })
}

fn notes(song: &Song, seat: &Seat) -> usize {
    written(song, seat)[0]
}

/// Whether a track is muted, or others are as one is solo.
fn is_silenced(song: &Song) -> bool {
    song.tracks.iter().any(|track| track.mute || track.solo)
}

/// The steps.
pub const STEPS: &[Step] = &[
    Step {
        title: "Moving",
        text: "Arrows move the cursor, {next-track} goes to the next track. Go to the first field of the second track, row 04.",
        done: |_, seat, _| (seat.place.track, seat.place.row, seat.place.column) == (1, 4, Column::Note(0)),
    },
    Step {
        title: "Notes",
        text: "Two rows of letters are a piano: the one with z from C up, the one with q an octave higher. Write four notes. {octave-up} and {octave-down} change the octave.",
        done: |studio, seat, start| notes(studio.song(), seat) >= notes(&start.song, seat) + 4,
    },
    Step {
        title: "Undo",
        text: "Nothing is lost: {undo} takes the last step back, {redo} does it again. Do both.",
        done: |studio, seat, start| start.fewer && notes(studio.song(), seat) >= notes(&start.song, seat),
    },
    Step {
        title: "Playing",
        text: "{play-pattern} plays the pattern over and over, {play-song} the song, {stop} stops. Play something.",
        done: |studio, _, _| studio.transport.playing.is_some(),
    },
    Step {
        title: "Muting",
        text: "{mute} silences the track of the cursor, and again lets it be heard; {solo} leaves it alone. Mute a track, then let all be heard again.",
        done: |studio, _, start| start.silenced && !is_silenced(studio.song()),
    },
    Step {
        title: "Sounds",
        text: "{load-preset} finds a sound for the chosen instrument by a few letters; each is heard on the way. Take one with Enter.",
        done: |studio, _, start| studio.song().instruments != start.song.instruments,
    },
    Step {
        title: "Effects",
        text: "Go right to the last field of a track, beside a note, and write H48 (vibrato): a letter and two digits. {help} lists all of them.",
        done: |studio, seat, start| written(studio.song(), seat)[1] > written(&start.song, seat)[1],
    },
    Step {
        title: "Blocks",
        text: "Shift and arrows mark a block ({mark-begin} and {mark-end} too). Mark some with notes in them; {copy} copies them; go to another row and {paste} pastes.",
        done: |studio, seat, start| {
            seat.clipboard.present().is_some() && notes(studio.song(), seat) > notes(&start.song, seat)
        },
    },
    Step {
        title: "The mixer",
        text: "{view-mixer} shows the tracks' faders; {turn-up} and {turn-down} turn a value. Turn one, then {view-pattern} leads back.",
        done: |studio, _, start| {
            let song = studio.song();
            song.mixer != start.song.mixer || song.tracks != start.song.tracks
        },
    },
    Step {
        title: "Saving",
        text: "{save} writes your loop of eight bars into its file. {command-line} takes commands by name, {palette} finds them.",
        done: |studio, _, _| studio.document.path().is_some() && !studio.document.is_changed(),
    },
];

impl Tour {
    fn at(step: usize, studio: &Studio) -> Tour {
        Tour { step, start: Start { song: studio.song().clone(), fewer: false, silenced: false } }
    }

    /// The step that is looked at now.
    pub fn present(&self) -> Option<&'static Step> {
        STEPS.get(self.step)
    }
}

/// Begins the tour at the seat, or goes on where it was left.
pub fn begin(studio: &mut Studio, seat: &mut Seat, step: usize) {
    seat.tour = Some(Tour::at(step.min(STEPS.len() - 1), studio));
}

/// Looks whether the present step is done and goes on to the next; whether anything has changed. Once a turn.
pub fn advance(studio: &mut Studio, seat: &mut Seat) -> bool {
    let Some(mut tour) = seat.tour.take() else { return false };
    let Some(step) = tour.present() else { return true };
    let fewer = notes(studio.song(), seat) < notes(&tour.start.song, seat);
    tour.start.fewer |= fewer;
    tour.start.silenced |= is_silenced(studio.song());
    if seat.prompt.is_some() || !(step.done)(studio, seat, &tour.start) {
        seat.tour = Some(tour);
        return false;
    }
    let next = tour.step + 1;
    studio.remember_tour(Some(next).filter(|next| *next < STEPS.len()));
    if next < STEPS.len() {
        studio.say(format!("{}: done. On to step {} of {}", step.title, next + 1, STEPS.len()));
        seat.tour = Some(Tour::at(next, studio));
    } else {
        let name = studio.document.path().map(|path| path.display().to_string()).unwrap_or_default();
        studio.say(format!("the tour is done: your loop is in {name}; ? and F1 know the rest"));
    }
    true
}
