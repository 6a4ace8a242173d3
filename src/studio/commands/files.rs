//! Saving, opening, leaving.

use super::company;
use super::{Answer, Command, Context};
use crate::formats;
use crate::io::paths::folder_of;
use crate::song::difference::difference;
use crate::studio::Studio;
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

fn save(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
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
    into_file(studio, seat, path, |studio, _| {
        let path = studio.pending_path.take();
        studio.save(path.as_deref())
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
    choices: [Choice; 2],
) -> Answer {
    if !studio.document.is_changed() {
        return go(studio, seat);
    }
    let [save, discard] = choices;
    let lines = difference(studio.document.saved(), studio.song());
    let stay = Choice { key: 'c', label: "stay", run: |_, _| Ok(()) };
    let answers = vec![save, discard, stay];
    seat.prompt = Some(Prompt::Question(Question { title: title.to_owned(), lines, scroll: 0, answers }));
    Ok(())
}

/// Saves and leaves; stays where saving asks something first.
fn save_and_leave(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if studio.document.is_changed() {
        save(studio, seat, "")?;
    }
    if studio.document.is_changed() { Ok(()) } else { go(studio, seat) }
}

fn go(_: &mut Studio, seat: &mut Seat) -> Answer {
    seat.leaving = true;
    Ok(())
}

fn open_pending(studio: &mut Studio, _: &mut Seat) -> Answer {
    let path = studio.pending_path.take().ok_or("no song was named")?;
    studio.open(&path)
}

fn quit(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let choices = [
        Choice { key: 's', label: "save and leave", run: save_and_leave },
        Choice {
            key: 'd',
            label: "leave without saving",
            run: |studio, seat| {
                studio.abandon();
                go(studio, seat)
            },
        },
    ];
    leave_song(studio, seat, "The song has changes that are not saved", go, choices)
}

/// Opens another song, after asking what becomes of unsaved changes.
///
/// # Errors
/// If what has to be saved first cannot be.
pub fn open(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    if name.trim().is_empty() {
        return ask_file(seat, "Open the song", "", open);
    }
    studio.pending_path = Some(path(name.trim()));
    let choices = [
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
    ];
    leave_song(studio, seat, "The song has changes that are not saved", open_pending, choices)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "save",
        keys: &["ctrl-s", "ctrl-w s"],
        context: Context::Everywhere,
        argument: "[FILE]",
        help: "write the song to its file",
        run: save,
    },
    Command {
        name: "save-as",
        keys: &["ctrl-w a"],
        context: Context::Everywhere,
        argument: "[FILE]",
        help: "write the song to another file",
        run: |studio, seat, name| match name {
            "" => {
                let path = studio.document.path().map(|path| path.display().to_string());
                let path = path.unwrap_or_else(|| format!("{}.ron", suggested(studio)));
                ask_file(seat, "Save as", &path, save_as)
            }
            name => save_as(studio, seat, name),
        },
    },
    Command {
        name: "open",
        keys: &["ctrl-o", "ctrl-w e"],
        context: Context::Everywhere,
        argument: "[FILE]",
        help: "open another song",
        run: open,
    },
    Command {
        name: "quit",
        keys: &["ctrl-q", "ctrl-w q"],
        context: Context::Everywhere,
        argument: "",
        help: "leave; unsaved changes are asked about",
        run: |studio, seat, _| {
            if company::may_end(studio, seat, quit)? { quit(studio, seat) } else { Ok(()) }
        },
    },
    Command {
        name: "suspend",
        keys: &["ctrl-w z"],
        context: Context::Everywhere,
        argument: "",
        help: "back to the shell for a while; `fg` there comes back here",
        run: |_, seat, _| {
            seat.suspending = true;
            Ok(())
        },
    },
    Command {
        name: "cancel-jobs",
        keys: &["ctrl-w k"],
        context: Context::Everywhere,
        argument: "",
        help: "end everything that runs in the background",
        run: |studio, _, _| {
            let waited = studio.forget_opening();
            if waited {
                studio.warn("the other song is not opened: cancelled");
            }
            if studio.jobs.cancel() == 0 && !waited {
                return Err("nothing runs in the background".to_owned());
            }
            Ok(())
        },
    },
];
