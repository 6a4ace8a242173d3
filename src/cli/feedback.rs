//! `segno feedback`: what listeners say comes into a song as remarks, or its remarks go out into a file.

use super::arguments::Globals;
use super::arguments::release::FeedbackArguments;
use super::outcome::{Failure, Outcome};
use super::print;
use crate::formats::feedback;
use crate::formats::song::{has_comments, write};
use crate::io::lock::{Locking, lock};
use crate::io::paths::Folders;
use crate::io::save::save;
use crate::io::{song_file, whole_file};
use crate::release::feedback::{comments, take};
use crate::sequencer::moments::Moments;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::studio::document::Reading;
use serde_json::json;
use std::fs;
use std::ops::ControlFlow;

/// The largest file of comments in bytes: 64 MiB.
const MOST_BYTES: u64 = 1 << 26;

/// Takes the comments of a file into a song, or writes the song's remarks into the file.
pub fn run(arguments: &FeedbackArguments, globals: Globals) -> Outcome {
    let locking = lock(&arguments.song);
    let song = song_file::read(&arguments.song)?;
    let moments = Moments::of(&song, || true).unwrap_or_default();
    if arguments.export {
        return export(arguments, globals, &song, &moments);
    }
    if let Locking::Theirs(holder) = &locking {
        let told = format!(
            "{}: {holder} has it open; expected that it is closed there, or :import-remarks there",
            arguments.song.display()
        );
        return Err(Failure::Input(told));
    }
    unsaved(arguments)?;
    let bytes = whole_file::read("read the comments", &arguments.file, MOST_BYTES)?;
    let read = feedback::read(&arguments.file, &bytes)?;
    let path = arguments.file.display().to_string();
    let faults: Vec<String> = read.faults.iter().map(|fault| fault.told(&path)).collect();
    if !faults.is_empty() && !arguments.skip_bad {
        let good = read.list.len();
        let rest = format!("nothing was taken; --skip-bad takes the {good} comments that can be read");
        return Err(Failure::Input(format!("{}\n{rest}", faults.join("\n"))));
    }
    let taken = take(&song, &moments, &read.list, arguments.track.as_deref())
        .map_err(|told| Failure::Input(format!("{path}: {told}")))?;
    if taken.new > 0 {
        let edit = Edit::SetRemarks { remarks: taken.remarks.clone() };
        let song = edit.apply(&song).map_err(|refusal| Failure::Input(refusal.0))?;
        if fs::read_to_string(&arguments.song).is_ok_and(|text| has_comments(&text)) {
            let told = "the song's file has comments, which writing it would not keep; open it and use :import-remarks";
            return Err(Failure::Input(format!("{}: {told}", arguments.song.display())));
        }
        save(&arguments.song, write(&song).as_bytes())?;
    }
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if globals.json {
        return print::json(&json!({
            "new": taken.new, "known": taken.known, "others": taken.others, "late": taken.late, "faults": faults,
        }));
    }
    print::text(&format!("{}: {}\n", arguments.song.display(), taken.told()))
}

/// Refuses a song of which an earlier session left changes that were not saved: they are made on the file as it is.
fn unsaved(arguments: &FeedbackArguments) -> Result<(), Failure> {
    let path = &arguments.song;
    let reading = Reading::of(path, &Folders::of_user_or_temporary(), &mut |_| ControlFlow::Continue(()))?;
    let Some(left) = reading.left() else { return Ok(()) };
    let (count, first) = (left.difference.len(), left.difference.first().map_or("", String::as_str));
    let told = format!(
        "{}: an earlier session did not save all that it changed ({count} differences, such as: {first}); expected that this is taken \
         or left first: open the song with segno, answer, save; then once more",
        path.display()
    );
    Err(Failure::Input(told))
}

fn export(arguments: &FeedbackArguments, globals: Globals, song: &Song, moments: &Moments) -> Outcome {
    let list = comments(song, moments);
    let text = feedback::write(&arguments.file, &list).map_err(Failure::Arguments)?;
    if arguments.file.exists() && !arguments.force {
        let told =
            format!("{}: it is there already; expected a new name, or --force", arguments.file.display());
        return Err(Failure::Input(told));
    }
    save(&arguments.file, text.as_bytes())?;
    if globals.json {
        return print::json(&json!({ "written": list.len() }));
    }
    print::text(&format!("{}: {} remarks\n", arguments.file.display(), list.len()))
}
