//! Saving, opening, leaving.

use super::company;
use super::{Answer, Command, Context, run_line};
use crate::formats;
use crate::io::paths::folder_of;
use crate::song::difference::difference;
use crate::studio::Studio;
use crate::studio::outlook;
use crate::studio::prompt::{Choice, Prompt, Question, ask_file};
use crate::studio::seat::Seat;
use std::path::{Path, PathBuf};

/// A path as typed: `~/` is the home folder.
pub fn path(text: &str) -> PathBuf {
    match text.strip_prefix("~/").and_then(|rest| Some(Path::new(&std::env::var_os("HOME")?).join(rest))) {
        Some(path) => path,
        None => PathBuf::from(text),
    }
}

/// What needs a song that lies somewhere: a name is asked for, and once the song is saved the line is done.
///
/// # Errors
/// None; what is refused later is told then.
pub(super) fn save_first(studio: &Studio, seat: &mut Seat, line: &str) -> Answer {
    seat.after_saving = Some(line.to_owned());
    let title = "Samples lie beside their song: save it as";
    ask_file(seat, title, &format!("{}.ron", suggested(studio)), save_as)
}

/// Does what has waited for the song to be saved.
fn go_on(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let line = seat.after_saving.take().filter(|_| studio.document.path().is_some());
    line.map_or(Ok(()), |line| run_line(studio, seat, &line))
}

fn save(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    seat.after_saving = None;
    if !name.is_empty() {
        return save_as(studio, seat, name);
    }
    if studio.document.path().is_none() {
        return ask_file(seat, "Save as", &format!("{}.ron", suggested(studio)), save_as);
    }
    match studio.document.written_by_others() {
        Some(bytes) => ask_about_others(studio, seat, &bytes),
        None => studio.save(None),
    }
}

/// The file holds what neither this program read nor wrote: it is replaced only if the user says so.
fn ask_about_others(studio: &Studio, seat: &mut Seat, bytes: &[u8]) -> Answer {
    let name = studio.document.name();
    let lines = match formats::song::read(&name, bytes) {
        Ok(theirs) => {
            let found = difference(studio.document.saved(), &theirs);
            let same = found.is_empty().then(|| "  nothing that is heard or shown".to_owned());
            let found = found.into_iter().map(|line| format!("  {line}")).chain(same);
            std::iter::once("What was changed there:".to_owned()).chain(found).collect()
        }
        Err(fault) => vec![format!("What stands there now is no song: {fault}")],
    };
    seat.prompt = Some(Prompt::Question(Question {
        title: format!("Not saved: something else has written {name} since it was read"),
        lines,
        scroll: 0,
        answers: vec![
            Choice { key: 'r', label: "replace what it wrote", run: |studio, _| studio.save(None) },
            Choice {
                key: 'a',
                label: "save under another name",
                run: |studio, seat| {
                    let beside = studio.document.path().map(beside).unwrap_or_default();
                    ask_file(seat, "Save as", &beside.display().to_string(), save_as)
                },
            },
            Choice { key: 'c', label: "save nothing", run: |_, _| Ok(()) },
        ],
    }));
    Ok(())
}

/// A name beside a file that no file has yet: `a-2.ron`.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let named = |number: u32| path.with_file_name(format!("{stem}-{number}.ron"));
    (2..100).map(named).find(|path| !path.exists()).unwrap_or_else(|| path.to_path_buf())
}

fn save_as(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let mut path = path(name.trim());
    if path.as_os_str().is_empty() {
        return Err("a file needs a name".to_owned());
    }
    if path.extension().is_none() {
        path.set_extension("ron");
    }
    if studio.document.path() == Some(path.as_path()) {
        return save(studio, seat, "");
    }
    let folder = folder_of(&path);
    if !folder.is_dir() {
        return Err(format!("there is no folder {}", folder.display()));
    }
    into_file(studio, seat, path, |studio, seat| {
        let path = studio.pending_path.take();
        studio.save(path.as_deref())?;
        go_on(studio, seat)
    })
}

/// Writes to a file, which `go` finds as the pending path; one that exists already is replaced only if the user says so.
pub fn into_file(
    studio: &mut Studio,
    seat: &mut Seat,
    path: PathBuf,
    go: fn(&mut Studio, &mut Seat) -> Answer,
) -> Answer {
    let (exists, title) = (path.exists(), format!("{} exists already", path.display()));
    studio.pending_path = Some(path);
    if !exists {
        return go(studio, seat);
    }
    let answers = vec![
        Choice { key: 'r', label: "replace it", run: go },
        Choice { key: 'k', label: "keep it", run: |_, _| Ok(()) },
    ];
    seat.prompt = Some(Prompt::Question(Question { title, lines: Vec::new(), scroll: 0, answers }));
    Ok(())
}

/// A file name for a song without one, from its title.
fn suggested(studio: &Studio) -> String {
    let title = studio.song().settings.title.to_lowercase();
    let name: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    let name = name.trim_matches('-').to_owned();
    if name.is_empty() { "song".to_owned() } else { name }
}

/// Does something that leaves the song, after asking what becomes of unsaved changes.
fn leave_song(
    studio: &mut Studio,
    seat: &mut Seat,
    title: &str,
    go: fn(&mut Studio, &mut Seat) -> Answer,
    choices: Vec<Choice>,
) -> Answer {
    if !studio.document.is_changed() {
        return go(studio, seat);
    }
    let lines = difference(studio.document.saved(), studio.document.song());
    let stay = Choice { key: 'c', label: "stay", run: |_, _| Ok(()) };
    let answers = choices.into_iter().chain([stay]).collect();
    seat.prompt = Some(Prompt::Question(Question { title: title.to_owned(), lines, scroll: 0, answers }));
    Ok(())
}

/// What is asked before a song with unsaved changes is left: which one, where several are open.
fn unsaved(studio: &Studio) -> String {
    match studio.tabs.count() {
        1 => "The song has changes that are not saved".to_owned(),
        _ => format!("{} has changes that are not saved", studio.document.name()),
    }
}

/// Saves and then goes on; stays where saving asks something first.
fn save_and(studio: &mut Studio, seat: &mut Seat, go: fn(&mut Studio, &mut Seat) -> Answer) -> Answer {
    if studio.document.is_changed() {
        save(studio, seat, "")?;
    }
    if studio.document.is_changed() { Ok(()) } else { go(studio, seat) }
}

/// Saves and leaves; stays where saving asks something first, or another open song has changes.
///
/// # Errors
/// If the song cannot be saved.
pub fn save_and_leave(studio: &mut Studio, seat: &mut Seat) -> Answer {
    save_and(studio, seat, leave)
}

/// Leaves, whatever was decided about songs when that was given up the last time.
fn quit(studio: &mut Studio, seat: &mut Seat) -> Answer {
    studio.give_nothing_up();
    leave(studio, seat)
}

/// Leaves as soon as the user has decided about every open song with unsaved changes: goes to each, and asks.
fn leave(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let Some(place) = studio.undecided() else {
        studio.abandon_given_up();
        seat.leaving = true;
        return Ok(());
    };
    studio.go_to_tab(place);
    outlook::follow(studio, seat);
    let choices = vec![
        Choice { key: 's', label: "save and leave", run: save_and_leave },
        Choice {
            key: 'd',
            label: "leave without saving",
            run: |studio, seat| {
                studio.give_up();
                leave(studio, seat)
            },
        },
    ];
    leave_song(studio, seat, &unsaved(studio), |_, _| Ok(()), choices)
}

/// Closes the present song, after asking what becomes of unsaved changes.
///
/// # Errors
/// If it is the only one.
pub(super) fn close(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if studio.tabs.count() == 1 {
        return studio.close_tab();
    }
    let choices = vec![
        Choice { key: 's', label: "save and close", run: |studio, seat| save_and(studio, seat, close) },
        Choice {
            key: 'd',
            label: "close without saving",
            run: |studio, _| {
                studio.abandon();
                studio.close_tab()
            },
        },
    ];
    leave_song(studio, seat, &unsaved(studio), |studio, _| studio.close_tab(), choices)
}

fn open_pending(studio: &mut Studio, _: &mut Seat) -> Answer {
    let path = studio.pending_path.take().ok_or("no song was named")?;
    studio.open(&path)
}

fn open_pending_beside(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let path = studio.pending_path.take().ok_or("no song was named")?;
    open_beside(studio, seat, &path.display().to_string())
}

/// Opens a song in a tab beside the present one; the tab that has it already is gone to.
///
/// # Errors
/// If the system gives no thread.
pub(super) fn open_beside(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    if name.trim().is_empty() {
        return ask_file(seat, "Open the song in a new tab", "", open_beside);
    }
    let path = path(name.trim());
    match studio.tab_of(&path) {
        Some(place) => {
            studio.go_to_tab(place);
            studio.say(format!("{} is open already: this is it", studio.document.name()));
            Ok(())
        }
        None => studio.open_beside(&path),
    }
}

/// Opens another song, after asking what becomes of unsaved changes. One that has a tab is gone to there.
///
/// # Errors
/// If what has to be saved first cannot be.
pub fn open(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    if name.trim().is_empty() {
        return ask_file(seat, "Open the song", "", open);
    }
    let named = path(name.trim());
    if studio.tab_of(&named).is_some_and(|place| place != studio.tabs.present()) {
        return open_beside(studio, seat, name);
    }
    studio.pending_path = Some(named);
    let choices = vec![
        Choice {
            key: 's',
            label: "save and open",
            run: |studio, seat| {
                let path = studio.pending_path.clone();
                save(studio, seat, "")?;
                studio.pending_path = path;
                if studio.document.is_changed() { Ok(()) } else { open_pending(studio, seat) }
            },
        },
        Choice { key: 'd', label: "open without saving", run: open_pending },
        Choice { key: 't', label: "open in a new tab beside it", run: open_pending_beside },
    ];
    leave_song(studio, seat, &unsaved(studio), open_pending, choices)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Everywhere, "save", &["ctrl-s", "ctrl-w s"], "write the song to its file", save)
        .taking("[FILE]")
        .known_as("w"),
    Command::at(
        Context::Everywhere,
        "save-as",
        &["ctrl-w a"],
        "write the song to another file",
        |studio, seat, name| match name {
            "" => {
                seat.after_saving = None;
                let path = studio.document.path().map(|path| path.display().to_string());
                let path = path.unwrap_or_else(|| format!("{}.ron", suggested(studio)));
                ask_file(seat, "Save as", &path, save_as)
            }
            name => save_as(studio, seat, name),
        },
    )
    .taking("[FILE]"),
    Command::at(
        Context::Everywhere,
        "open",
        &["ctrl-o", "ctrl-w e"],
        "open another song in place of this one, or, if this one has unsaved changes, in a tab as you like",
        open,
    )
    .taking("[FILE]")
    .destroying()
    .known_as("e"),
    Command::at(
        Context::Everywhere,
        "quit",
        &["ctrl-q", "ctrl-w q"],
        "leave; unsaved changes are asked about, of every open song",
        |studio, seat, _| {
            if company::may_end(studio, seat, quit)? { quit(studio, seat) } else { Ok(()) }
        },
    )
    .looking()
    .destroying()
    .known_as("q"),
    Command::at(
        Context::Everywhere,
        "suspend",
        &["ctrl-w z"],
        "back to the shell for a while; `fg` there comes back here",
        |_, seat, _| {
            seat.suspending = true;
            Ok(())
        },
    )
    .looking(),
    Command::at(
        Context::Everywhere,
        "cancel-jobs",
        &["ctrl-w k"],
        "end everything that runs in the background",
        |studio, _, _| {
            let waited = studio.forget_opening();
            if waited {
                studio.warn("the other song is not opened: cancelled");
            }
            if studio.jobs.cancel() == 0 && !waited {
                return Err("nothing runs in the background".to_owned());
            }
            Ok(())
        },
    ),
];
