//! Remarks: what somebody said to a row of the song, and what has become of it.

use super::files::{into_file, path};
use super::views::look;
use super::{Answer, Command, Context};
use crate::song::remark::State;
use crate::studio::Studio;
use crate::studio::prompt::{ask, ask_file};
use crate::studio::remarks::{addition, beside, export, go, import, settle};
use crate::studio::seat::Seat;
use crate::studio::view::View;

fn add(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.trim().is_empty() {
        return ask(seat, "Remark to this row", "", |studio, seat, text| match text.trim() {
            "" => Ok(()),
            text => add(studio, seat, text),
        });
    }
    let (change, _) = addition(studio.song(), seat, text.trim());
    studio.edit(&change.name, change.edit)
}

fn step(studio: &mut Studio, seat: &mut Seat, back: bool) -> Answer {
    let remark = beside(studio.song(), seat, back).ok_or("there is no open remark")?;
    seat.jumps.leap();
    go(studio, seat, &remark);
    Ok(())
}

fn import_from(studio: &mut Studio, seat: &mut Seat, file: &str, skip_bad: bool) -> Answer {
    if !file.is_empty() {
        return import(studio, &path(file), skip_bad);
    }
    let title = "Comments: JSON, CSV, WebVTT, SRT, text";
    match skip_bad {
        true => ask_file(seat, title, "", |studio, seat, file| import_from(studio, seat, file, true)),
        false => ask_file(seat, title, "", |studio, seat, file| import_from(studio, seat, file, false)),
    }
}

fn export_to(studio: &mut Studio, seat: &mut Seat, file: &str) -> Answer {
    if file.is_empty() {
        let name = studio.document.beside().join(studio.document.name()).with_extension("csv");
        return ask_file(seat, "Remarks into a file", &name.display().to_string(), export_to);
    }
    into_file(studio, seat, path(file), |studio, _| {
        let file = studio.pending_path.take().ok_or("no file was named")?;
        export(studio, file)
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "view-remarks",
        &[],
        "the remarks: what was said to rows of the song, and what has become of it",
        |studio, seat, _| {
            look(studio, seat, View::Remarks);
            Ok(())
        },
    ).looking(),
    Command::in_grid("add-remark", &["' !"], "say something to the cursor's row: it gets the sign ¶", add)
        .taking("[TEXT]").of_patterns(),
    Command::in_grid("next-remark", &["' >"], "to the next row with an open remark", |studio, seat, _| {
        step(studio, seat, false)
    }).looking().of_patterns(),
    Command::in_grid("previous-remark", &["' <"], "to the open remark before", |studio, seat, _| {
        step(studio, seat, true)
    }).looking().of_patterns(),
    Command::keyless("remark-done", "", "what is said to the cursor's row, or in the list, is done", |studio, seat, _| {
        settle(studio, seat, State::Done)
    }).everywhere().of_patterns(),
    Command::keyless("remark-wont-do", "", "what is said to the cursor's row, or in the list, will not be done", |studio, seat, _| {
        settle(studio, seat, State::WontDo)
    }).everywhere().of_patterns(),
    Command::keyless("remark-open", "", "what is said to the cursor's row, or in the list, is open again", |studio, seat, _| {
        settle(studio, seat, State::Open)
    }).everywhere().of_patterns(),
    Command::keyless(
        "import-remarks",
        "[FILE]",
        "put comments of listeners on the rows they are to: JSON, CSV, WebVTT, SRT or lines such as 1:23 text",
        |studio, seat, file| import_from(studio, seat, file, false),
    )
    .everywhere(),
    Command::keyless(
        "import-good-remarks",
        "[FILE]",
        "the same, without the lines that cannot be read",
        |studio, seat, file| import_from(studio, seat, file, true),
    )
    .everywhere(),
    Command::keyless(
        "export-remarks",
        "[FILE]",
        "write the remarks into a file; its ending says the form: .csv, .json, .vtt, .srt, .txt",
        export_to,
    )
    .everywhere(),
];
