//! Remarks at a seat: made at the cursor, gone to, settled; taken from files and written into them.

use super::Studio;
use super::commands::Answer;
use super::following::leave;
use super::grid::Place;
use super::jobs::Deed;
use super::places::Spot;
use super::seat::{Seat, SheetCursor};
use super::sheets::Change;
use super::view::View;
use crate::formats::feedback;
use crate::io::save::save;
use crate::io::whole_file;
use crate::release::feedback::{comments, take};
use crate::sequencer::moments::Moments;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::remark::{Remark, State};
use std::path::{Path, PathBuf};

/// The largest file of comments in bytes: 64 MiB.
const MOST_BYTES: u64 = 1 << 26;
/// The most faults of a file that are told one by one.
const MOST_FAULTS: usize = 3;

/// The change that adds a remark at the cursor of the grid, and its place in the list.
pub fn addition(song: &Song, seat: &Seat, text: &str) -> (Change, usize) {
    let remark = Remark {
        order: seat.order,
        pattern: seat.pattern,
        row: seat.place.row,
        who: seat.person.name.clone(),
        text: text.to_owned(),
        ..Remark::default()
    };
    let key = |remark: &Remark| (remark.order, remark.row, remark.time);
    let at = song.remarks.partition_point(|known| key(known) <= key(&remark));
    let mut remarks = song.remarks.to_vec();
    remarks.insert(at, remark);
    let then = SheetCursor { column: usize::MAX, row: at };
    (Change::step("remark".to_owned(), Edit::SetRemarks { remarks }, then), at)
}

/// Takes a seat to the row of a remark in the grid.
pub fn go(studio: &mut Studio, seat: &mut Seat, remark: &Remark) {
    leave(studio, seat);
    if seat.view != View::Pattern {
        seat.look_at(View::Pattern);
    }
    let place = Place { row: remark.row, ..seat.place };
    let order = remark.entry(studio.song()).unwrap_or(remark.order);
    let spot = Spot { order, repeat: 0, pattern: remark.pattern, place };
    spot.go(&studio.song().clone(), seat);
}

/// The open remark before or behind the cursor of the grid, in the order of the song; past the end from its other end on.
pub fn beside(song: &Song, seat: &Seat, back: bool) -> Option<Remark> {
    let here = (seat.order, seat.place.row);
    let open: Vec<&Remark> = song.remarks.iter().filter(|remark| remark.state == State::Open).collect();
    let place = |remark: &&&Remark| (remark.entry(song).unwrap_or(remark.order), remark.row);
    let found = match back {
        true => open.iter().rev().find(|remark| place(remark) < here).or(open.last()),
        false => open.iter().find(|remark| place(remark) > here).or(open.first()),
    };
    found.map(|remark| (*remark).clone())
}

/// Settles or opens the remark of the list, or all those of the cursor's row in the grid.
///
/// # Errors
/// If there is none.
pub fn settle(studio: &mut Studio, seat: &Seat, state: State) -> Answer {
    let mut remarks = studio.song().remarks.to_vec();
    let row = seat.sheet().row;
    let is_meant = |number: usize, remark: &Remark| match seat.view {
        View::Remarks => number == row,
        _ => {
            let here = (remark.pattern, remark.row) == (seat.pattern, seat.place.row);
            here && (state == State::Open || remark.state == State::Open)
        }
    };
    let meant: Vec<&mut Remark> = remarks
        .iter_mut()
        .enumerate()
        .filter_map(|(number, remark)| is_meant(number, remark).then_some(remark))
        .collect();
    if meant.is_empty() {
        return Err("there is no remark here".to_owned());
    }
    let count = meant.len();
    meant.into_iter().for_each(|remark| remark.state = state);
    studio.edit(&format!("remark {}", state.name()), Edit::SetRemarks { remarks })?;
    let what = if count == 1 { "the remark is".to_owned() } else { format!("{count} remarks are") };
    studio.say(format!("{what} {} now", state.name()));
    Ok(())
}

/// Finds in the background when each row is heard, and does something with that.
fn with_moments(
    studio: &mut Studio,
    name: &str,
    deed: impl FnOnce(&mut Studio, &Moments) -> Answer + Send + 'static,
) -> Answer {
    let song = studio.document.song().clone();
    let number = studio.document.path().map(Path::to_path_buf);
    let told = name.to_owned();
    let started = studio.jobs.start(name, move |progress, found| {
        let moments = Moments::of(&song, || !progress.is_cancelled());
        let deed: Deed = Box::new(move |studio| {
            if studio.document.path() != number.as_deref() {
                return studio.warn(format!("{told}: given up, for another song is open now"));
            }
            let Some(moments) = moments else { return studio.warn(format!("{told}: given up")) };
            if let Err(why) = deed(studio, &moments) {
                studio.warn(why);
            }
        });
        // Nobody listens any more only when the studio itself is gone.
        drop(found.send(deed));
    });
    started.map(drop).map_err(|error| format!("{name} does not begin: {error}"))
}

/// Takes the comments of a file into the song, as one step. A file with lines that cannot be read is taken only if these are to be
/// skipped.
///
/// # Errors
/// If the file cannot be read.
pub fn import(studio: &mut Studio, file: &Path, skip_bad: bool) -> Answer {
    let bytes =
        whole_file::read("read the comments", file, MOST_BYTES).map_err(|problem| problem.to_string())?;
    let read = feedback::read(file, &bytes).map_err(|problem| problem.to_string())?;
    let path = file.display().to_string();
    let count = read.faults.len();
    let faults: Vec<String> = read.faults.iter().take(MOST_FAULTS).map(|fault| fault.told(&path)).collect();
    if count > 0 && !skip_bad {
        let more =
            if count > MOST_FAULTS { format!(" (and {} more)", count - MOST_FAULTS) } else { String::new() };
        return Err(format!(
            "{}{more}. Nothing was taken: :import-good-remarks takes the {} that can be read",
            faults.join("; "),
            read.list.len()
        ));
    }
    with_moments(studio, "reading remarks", move |studio, moments| {
        let taken = take(studio.document.song(), moments, &read.list, None)?;
        let told = taken.told();
        if taken.new > 0 {
            let edit = Edit::SetRemarks { remarks: taken.remarks };
            studio.on_song(|studio| studio.edit("import remarks", edit))?;
        }
        studio.say(told);
        Ok(())
    })
}

/// Writes the song's remarks into a file, in the form of its ending.
///
/// # Errors
/// If the ending is that of no form.
pub fn export(studio: &mut Studio, file: PathBuf) -> Answer {
    feedback::write(&file, &[])?;
    with_moments(studio, "writing remarks", move |studio, moments| {
        let list = comments(studio.document.song(), moments);
        let text = feedback::write(&file, &list)?;
        save(&file, text.as_bytes()).map_err(|problem| problem.to_string())?;
        studio.say(format!("{} remarks are in {}", list.len(), file.display()));
        Ok(())
    })
}
