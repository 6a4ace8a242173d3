//! The file browser.

use super::{Answer, Command, Context, files, loading, presets, set, tunings};
use crate::formats::head::RonKind;
use crate::io::favourites;
use crate::io::paths::canonical;
use crate::studio::Studio;
use crate::studio::browsing::{OUT, Use, items, use_of};
use crate::studio::key::Key;
use crate::studio::palette::Item;
use crate::studio::prompt::keys::{Own, add};
use crate::studio::prompt::{Visited, offer, visit};
use crate::studio::seat::Seat;
use std::path::{Path, PathBuf};

/// The folder that is named, the last one, or the song's.
fn folder(studio: &Studio, seat: &Seat, text: &str) -> PathBuf {
    canonical(&match text.trim() {
        "" => seat.browsed.clone().unwrap_or_else(|| studio.document.beside()),
        text => files::path(text),
    })
}

/// Looks into a folder.
fn browse(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let folder = folder(studio, seat, text);
    let list = listed(studio, &folder)?;
    let title = folder.display().to_string();
    seat.browsed = Some(folder);
    visit(seat, &title, list, "", take, hear)?;
    add(seat, KEYS);
    Ok(())
}

/// What a folder offers.
fn listed(studio: &mut Studio, folder: &Path) -> Result<Vec<Item>, String> {
    let often = favourites::read(&studio.folders.state).unwrap_or_else(|problem| {
        studio.warn(problem.to_string());
        Vec::new()
    });
    items(folder, often)
}

/// The keys of the browser.
const KEYS: &[Own] = &[Own {
    key: Key { control: true, ..Key::char('r') },
    word: "favourite",
    help: "offer the folder everywhere, or no longer",
    run: keep,
}];

/// The path of an item; folders that are gone to often have their whole path as a name.
fn path(seat: &Seat, name: &str) -> PathBuf {
    let folder = seat.browsed.clone().unwrap_or_default();
    match name {
        OUT => folder.parent().map_or(folder.clone(), PathBuf::from),
        name => folder.join(name),
    }
}

fn take(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let path = path(seat, name);
    if path.is_dir() {
        seat.browsed = Some(path);
        return browse(studio, seat, "");
    }
    let text = path.to_str().ok_or("the file's name is no text")?.to_owned();
    match use_of(&path).map(|(what, _)| what) {
        Some(Use::Ron(RonKind::Song)) => files::open(studio, seat, &text),
        Some(Use::Ron(RonKind::Set)) => set::open(studio, seat, &text),
        Some(Use::Ron(RonKind::Album)) => {
            Err(format!("{name} is an album: `segno master {name} -o FOLDER` masters it"))
        }
        Some(Use::Ron(RonKind::Presets)) => presets::look_into(studio, seat, &path),
        Some(Use::Sound) => loading::load_sample(studio, seat, &text),
        Some(Use::Instrument) => loading::load_instrument(studio, seat, &text),
        Some(Use::Tuning) => tunings::load(studio, seat, &text),
        None => Err(format!("{name} is nothing that can be used here")),
    }
}

/// A sound that one steps on is heard, and so is a song if nothing plays.
fn hear(studio: &mut Studio, seat: &mut Seat, visited: Visited) {
    match visited {
        Visited::Reached(name) => {
            let path = path(seat, name);
            match use_of(&path) {
                Some((Use::Sound, _)) => studio.audition_file(seat.place.track, path),
                Some((Use::Ron(RonKind::Song), _)) => studio.audition_song(path),
                _ => studio.audition_no_more(),
            }
        }
        Visited::Found(_) => {}
        Visited::Left => studio.audition_no_more(),
    }
}

fn favourite(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let folder = folder(studio, seat, text);
    if !folder.is_dir() {
        return Err(format!("there is no folder {}", folder.display()));
    }
    toggle(studio, &folder)
}

/// The same for the chosen folder, or the one that is shown where something else is chosen.
fn keep(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let shown = folder(studio, seat, "");
    let chosen = Some(path(seat, name)).filter(|path| name != OUT && path.is_dir());
    toggle(studio, &chosen.map_or(shown.clone(), |path| canonical(&path)))?;
    let list = listed(studio, &shown)?;
    offer(seat, list);
    Ok(())
}

fn toggle(studio: &mut Studio, folder: &Path) -> Answer {
    let is_new = favourites::toggle(&studio.folders.state, folder).map_err(|problem| problem.to_string())?;
    let now = if is_new { "is offered in every folder now" } else { "is no longer offered" };
    studio.say(format!("{} {now}", folder.display()));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "browse",
        &["shift-f9", "ctrl-w tab"],
        "songs, set lists, sounds, instruments, presets and tunings in a folder: a sound is heard on the way, Enter takes it",
        browse,
    )
    .taking("[FOLDER]")
    .destroying(),
    Command::at(
        Context::Everywhere,
        "favourite-folder",
        &[],
        "offer the browser's folder in every other one, or no longer",
        favourite,
    )
    .taking("[FOLDER]"),
];
