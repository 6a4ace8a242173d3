//! `segno [SONG]`: the screen.

use super::arguments::{Globals, LookArguments, ScreenArguments, SeatArguments, SoundArguments};
use super::attach;
use super::outcome::{Failure, Outcome};
use crate::dsp::units::SampleRate;
use crate::engine::link::unconnected;
use crate::io::audio::Choice;
use crate::io::paths::Folders;
use crate::io::set_file;
use crate::io::settings::Settings;
use crate::io::standard_error::StandardError;
use crate::studio::commands::{keys, run_line};
use crate::studio::document::{Document, Opened};
use crate::studio::keymap::Keymap;
use crate::studio::layout::{LAYOUTS, Layout, NoteKeys};
use crate::studio::macros::Macros;
use crate::studio::seat::Seat;
use crate::studio::set::{Set, first};
use crate::studio::view::View;
use crate::studio::{Studio, demo};
use crate::ui::run::{Ended, Message, Room, Wishes};
use crate::ui::terminal::colour::ColourDepth;
use crate::ui::terminal::console::{Console, Options};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Opens the screen and stays in it until the user quits or detaches.
///
/// # Errors
/// If there is no terminal, or the song cannot be read.
pub fn open(arguments: &ScreenArguments, globals: Globals) -> Outcome {
    if arguments.owner {
        return own(arguments);
    }
    need_terminal()?;
    let folders = Folders::of_user_or_temporary();
    let (settings, _) = Settings::read(&Settings::file(&folders.config));
    let song = song(arguments, &settings, &folders)?;
    if arguments.alone || cfg!(windows) {
        return alone(arguments, None);
    }
    attach::find_or_start(arguments, &song, &settings, globals)
}

/// Refuses to go on without a terminal.
pub(super) fn need_terminal() -> Outcome {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        let message = "the screen needs a terminal; `segno play SONG` plays without one";
        return Err(Failure::Machine(message.to_owned()));
    }
    Ok(())
}

/// A studio with the song, and the first seat.
struct Prepared {
    studio: Studio,
    seat: Seat,
    choice: Choice,
}

/// What a file opens: a song, or the first song of a set list that can be read.
fn opened(file: &Path, folders: &Folders) -> Result<(Opened, Option<Set>), Failure> {
    if !set_file::is_set(file) {
        return Ok((Document::open(file, folders)?, None));
    }
    let set = Set::new(set_file::read(file)?, file, 0);
    let (at, opened, faults) = first(&set, folders);
    let told = || {
        Failure::Input(format!("{}: no song of the set can be read: {}", file.display(), faults.join("; ")))
    };
    let mut opened = opened.ok_or_else(told)?;
    opened.told.extend(faults);
    Ok((opened, Some(Set::new(set.list, file, at))))
}

/// What the terminal is opened with.
pub(super) fn options(settings: &Settings) -> Options {
    let colours = settings.colour.as_deref().and_then(ColourDepth::parse);
    Options { colours, mouse: settings.mouse }
}

/// What somebody who sits down wants of the screen.
pub(super) fn wishes(arguments: &ScreenArguments, settings: &Settings) -> Wishes {
    let SeatArguments { theme, screen_reader, .. } = arguments.seat.clone();
    LookArguments { theme, frugal: arguments.frugal, screen_reader }.wishes(settings)
}

fn prepare(arguments: &ScreenArguments) -> Result<Prepared, Failure> {
    let folders = Folders::of_user_or_temporary();
    // Who names a song wants to see that; who wants to be taught is asked with which keys.
    let may_ask = arguments.song.is_none() || arguments.teach;
    let is_first = may_ask && !Settings::file(&folders.config).exists();
    let (settings, mut faults) = Settings::read(&Settings::file(&folders.config));
    let file = song(arguments, &settings, &folders)?;
    let (opened, set) = opened(&file, &folders)?;
    let keymap_name = arguments.seat.keymap.as_deref().or(settings.keymap.as_deref());
    let (keymap, wrong) = Keymap::of_user(&folders.config, keymap_name);
    faults.extend(wrong);
    let layout = settings.layout.as_deref().and_then(Layout::find).unwrap_or(&LAYOUTS[0]);
    let choice = choice(&arguments.seat.sound, &settings);

    let mut studio = Studio::new(unconnected(SampleRate::STANDARD), opened, settings, folders);
    studio.inputs.asked = arguments.seat.input.clone();
    let mut seat = Seat::new(keymap, layout);
    let (macros, wrong) = Macros::of_user(&studio.folders.config);
    seat.macros = macros;
    faults.extend(wrong);
    let note_keys = studio.settings.note_keys.as_deref().and_then(NoteKeys::find);
    seat.typing.keys = note_keys.unwrap_or(seat.typing.keys);
    faults.into_iter().for_each(|fault| studio.warn(fault));
    studio.welcome(&mut seat);
    studio.keep_open_songs();
    if is_first && arguments.seat.keymap.is_none() && seat.prompt.is_none() {
        // It only opens a list.
        let _ =
            keys::ask(&studio, &mut seat, "Which keys do your hands know? Enter takes segno's own, F5 plays");
    }
    match set {
        Some(set) => {
            studio.begin_set(set);
            seat.look_at(View::Stage);
        }
        None => studio.remember_last_song(),
    }
    if arguments.listen || arguments.listen_on.is_some() {
        studio.listen_at(arguments.listen_on).unwrap_or_else(|fault| studio.warn(fault));
    }
    if arguments.teach {
        // Only what is not there is refused.
        let _ = run_line(&mut studio, &mut seat, "tour");
        let _ = run_line(&mut studio, &mut seat, "instrument 02");
    }
    Ok(Prepared { studio, seat, choice })
}

/// Song, sound and screen in this process, which ends with its terminal. `why` says why it is not otherwise, if nobody has asked for
/// that.
pub(super) fn alone(arguments: &ScreenArguments, why: Option<String>) -> Outcome {
    let Prepared { mut studio, seat, choice } = prepare(arguments)?;
    why.into_iter().for_each(|why| studio.warn(why));
    let machine = |error: io::Error| Failure::Machine(format!("could not open the screen: {error}"));
    let standard_error = Arc::new(StandardError::collect().map_err(machine)?);
    let (mut room, to) = Room::new(seat, Some(Arc::clone(&standard_error)));
    let mut console = Console::open(options(&studio.settings), Some(standard_error)).map_err(machine)?;
    let facts = console.facts();
    console.listen(move |event| to.send(Message::Terminal(0, event)).is_ok());
    let wishes = wishes(arguments, &studio.settings);
    room.sit(&mut studio, 0, Box::new(console), facts, &wishes).map_err(machine)?;
    studio.start_midi();
    studio.find_sound(choice);
    let ended = room.run(&mut studio);
    // The terminal first: some sound systems end a program that closes them while they are overloaded.
    drop(room);
    drop(studio);
    outcome(ended)
}

fn outcome(ended: Ended) -> Outcome {
    match ended {
        Ended::Left => Ok(()),
        Ended::Gone => Err(Failure::Interrupted),
    }
}

/// Song and sound in this process, which has no terminal.
#[cfg(unix)]
fn own(arguments: &ScreenArguments) -> Outcome {
    use crate::session::owner;
    owner::leave_terminal();
    let Prepared { studio, seat, choice } = prepare(arguments)?;
    outcome(owner::run(studio, seat, |studio| {
        studio.start_midi();
        studio.find_sound(choice);
    })?)
}

#[cfg(windows)]
fn own(_: &ScreenArguments) -> Outcome {
    attach::none()
}

/// The song that was named, else the last one, else the demo.
fn song(arguments: &ScreenArguments, settings: &Settings, folders: &Folders) -> Result<PathBuf, Failure> {
    if let Some(song) = &arguments.song {
        let named = song.with_extension("ron");
        let other = !song.exists() && song.extension().is_none() && named.exists();
        return Ok(if other { named } else { song.clone() });
    }
    match settings.last_song.as_ref().filter(|song| song.exists()) {
        Some(song) => Ok(song.clone()),
        // Where nothing can be kept there is the demo all the same.
        None => Ok(demo::unpack(folders).or_else(|_| demo::unpack(&Folders::temporary()))?),
    }
}

/// Where the sound goes: the command line before the settings.
pub(super) fn choice(sound: &SoundArguments, settings: &Settings) -> Choice {
    let Choice { silent, device, rate, buffer, .. } = Choice::from(sound);
    Choice {
        silent,
        device: device.or_else(|| settings.device.clone()),
        rate: rate.or(settings.rate),
        buffer: buffer.or(settings.buffer),
        channels: settings.channels_wanted(),
    }
}
