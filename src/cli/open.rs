//! `segno [SONG]`: the screen.

use super::arguments::{Globals, ScreenArguments};
use super::outcome::{Failure, Outcome};
use crate::dsp::units::SampleRate;
use crate::engine::link::unconnected;
use crate::io::audio::Choice;
use crate::io::paths::Folders;
use crate::io::settings::Settings;
use crate::studio::commands::{keys, run_line};
use crate::studio::document::Document;
use crate::studio::keymap::Keymap;
use crate::studio::layout::{LAYOUTS, Layout, NoteKeys};
use crate::studio::macros::Macros;
use crate::studio::seat::Seat;
use crate::studio::{Studio, demo};
use crate::ui::appearance::Appearance;
use crate::ui::run::{Ended, run};
use crate::ui::terminal::colour::ColourDepth;
use crate::ui::terminal::session::{Options, Terminal};
use std::io::IsTerminal;
use std::path::PathBuf;

/// Opens the screen and stays in it until the user quits; `teaches` begins the tour.
///
/// # Errors
/// If there is no terminal, or the song cannot be read.
pub fn open(arguments: &ScreenArguments, teaches: bool, _: Globals) -> Outcome {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        let message = "the screen needs a terminal; `segno play SONG` plays without one";
        return Err(Failure::Machine(message.to_owned()));
    }
    let folders = Folders::of_user_or_temporary();
    let is_first = !Settings::file(&folders.config).exists() && arguments.song.is_none();
    let (settings, fault) = Settings::read(&Settings::file(&folders.config));
    let mut faults: Vec<String> = fault.into_iter().collect();
    let opened = Document::open(&song(arguments, &settings, &folders)?, &folders)?;
    let keymap_name = arguments.seat.keymap.as_deref().or(settings.keymap.as_deref());
    let (keymap, wrong) = Keymap::of_user(&folders.config, keymap_name);
    faults.extend(wrong);
    let layout = settings.layout.as_deref().and_then(Layout::find).unwrap_or(&LAYOUTS[0]);
    let choice = choice(arguments, &settings);
    let frugal = arguments.frugal || settings.frugal == Some(true);
    let mouse = settings.mouse != Some(false);
    let colours = settings.colour.as_deref().and_then(ColourDepth::parse);

    let mut studio = Studio::new(unconnected(SampleRate::STANDARD), opened, settings, folders);
    let mut seat = Seat::new(keymap, layout);
    let (macros, wrong) = Macros::of_user(&studio.folders.config);
    seat.macros = macros;
    faults.extend(wrong);
    let note_keys = studio.settings.note_keys.as_deref().and_then(NoteKeys::find);
    seat.typing.keys = note_keys.unwrap_or(seat.typing.keys);
    let machine = |error: std::io::Error| Failure::Machine(format!("could not open the screen: {error}"));
    let mut terminal = Terminal::open(Options { colours, mouse, ..Options::default() }).map_err(machine)?;
    seat.key_up = terminal.capabilities().key_up;
    let mut look = Appearance::new(terminal.capabilities(), &mut studio, arguments.seat.theme.as_deref());
    faults.into_iter().for_each(|fault| studio.warn(fault));
    studio.welcome(&mut seat);
    if is_first && arguments.seat.keymap.is_none() && seat.prompt.is_none() {
        // It only opens a list.
        let _ = keys::ask(&studio, &mut seat, "Which keys do your hands know? Enter takes segno's own");
    }
    studio.remember_last_song();
    if teaches {
        // Only what is not there is refused.
        let _ = run_line(&mut studio, &mut seat, "tour");
        let _ = run_line(&mut studio, &mut seat, "instrument 02");
    }
    terminal.draw(|frame| look.draw(frame, &studio, &seat));
    studio.start_midi();
    studio.find_sound(choice);
    let ended = run(&mut studio, &mut seat, &mut terminal, &mut look, frugal);
    // The terminal first: some sound systems end a program that closes them while they are overloaded.
    drop(terminal);
    drop(studio);
    match ended {
        Ended::Left => Ok(()),
        Ended::Gone => Err(Failure::Interrupted),
    }
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
        None => Ok(demo::unpack(folders)?),
    }
}

/// Where the sound goes: the command line before the settings.
fn choice(arguments: &ScreenArguments, settings: &Settings) -> Choice {
    let Choice { silent, device, rate, buffer } = Choice::from(&arguments.seat.sound);
    Choice {
        silent,
        device: device.or_else(|| settings.device.clone()),
        rate: rate.or(settings.rate),
        buffer: buffer.or(settings.buffer),
    }
}
