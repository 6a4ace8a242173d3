//! Where the sound goes.

use super::{Answer, Command, Context};
use crate::io::settings::rows::SETTINGS;
use crate::studio::Studio;

/// Takes a setting as typed, with the settings' own words where it is impossible, and finds the sound anew.
fn choose(studio: &mut Studio, name: &str, value: &str) -> Answer {
    let mut settings = studio.settings.clone();
    if let Some(row) = SETTINGS.iter().find(|row| row.name == name) {
        (row.assign)(&mut settings, value)?;
    }
    studio.choose_sound(|choice| {
        choice.silent = false;
        (choice.device, choice.rate, choice.buffer) = (settings.device, settings.rate, settings.buffer);
    });
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "sound-device",
        &[],
        "send the sound to a device, by a part of its name; without one to the machine's default",
        |studio, _, value| choose(studio, "device", value),
    )
    .taking("[DEVICE]")
    .asking()
    .destroying(),
    Command::at(
        Context::Everywhere,
        "sound-rate",
        &[],
        "frames per second; without a number what the device likes",
        |studio, _, value| choose(studio, "rate", value),
    )
    .taking("[HZ]")
    .asking()
    .destroying(),
    Command::at(
        Context::Everywhere,
        "sound-buffer",
        &[],
        "frames of one buffer: fewer is quicker, more is safer",
        |studio, _, value| choose(studio, "buffer", value),
    )
    .taking("[FRAMES]")
    .asking()
    .destroying(),
    Command::at(
        Context::Everywhere,
        "sound-info",
        &[],
        "where the sound goes now, and how the audio thread fares",
        |studio, _, _| {
            let (sound, load, late) = (studio.sound(), studio.load() * 100.0, studio.late());
            studio.say(format!("{sound}; load {load:.1} %, late {late}"));
            Ok(())
        },
    ),
];
