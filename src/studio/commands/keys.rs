//! Choosing a map of keys, and seeing what it does to the commands.

use super::{Answer, Command, Context};
use crate::io::settings::Settings;
use crate::io::settings::keymap::map_names;
use crate::studio::Studio;
use crate::studio::keymap::maps::MAPS;
use crate::studio::keymap::{Keymap, OWN, names};
use crate::studio::palette::Item;
use crate::studio::prompt::choose;
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// The maps that there are, with whose keys they have.
pub fn maps(studio: &Studio) -> Vec<Item> {
    let own = Item {
        name: OWN.to_owned(),
        help: "function keys as in Impulse Tracker, Ctrl-Z, X, C, V and S as everywhere, Space writes or listens".to_owned(),
    };
    let built_in = MAPS.iter().map(|map| Item { name: map.name.to_owned(), help: map.help.to_owned() });
    let files =
        map_names(&studio.folders.config).into_iter().filter(|name| !names().contains(&name.as_str()));
    let of_user = files.map(|name| Item { name, help: "your own, in the config folder".to_owned() });
    std::iter::once(own).chain(built_in).chain(of_user).collect()
}

/// Asks which keys somebody's hands know. Enter without a choice takes the program's own.
pub fn ask(studio: &Studio, seat: &mut Seat, title: &str) -> Answer {
    let present = seat.keymap.name().to_owned();
    choose(seat, title, maps(studio), &present, take)
}

/// Takes a map for this seat, at once, and remembers it.
fn take(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let known = maps(studio);
    if known.iter().all(|item| item.name != name) {
        let known: Vec<_> = known.iter().map(|item| item.name.as_str()).collect();
        return Err(format!("there is no key map {name}; there are {}", known.join(", ")));
    }
    let (keymap, faults) = Keymap::of_user(&studio.folders.config, Some(name));
    seat.set_keymap(keymap);
    faults.into_iter().for_each(|fault| studio.warn(fault));
    studio.settings.keymap = Some(name.to_owned());
    studio.say(format!("keys of {name}; ? shows them"));
    let written = studio.settings.write(&Settings::file(&studio.folders.config));
    written.map_err(|problem| format!("{problem}; the keys hold until the end of the session"))
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Everywhere, "keymap", &[], "other keys: segno, it (Impulse Tracker), ft2 (Fasttracker), mpt (OpenMPT), renoise, vim or yours; without a name a list", |studio, seat, name| match name {
            "" => ask(studio, seat, "Key maps"),
            name => take(studio, seat, name),
        }).taking("[KEYMAP]"),
    Command::at(Context::Everywhere, "key-conflicts", &[], "keys that mean two things, keys that went to another command, commands without a key", |_, seat, _| {
            seat.look_at(View::Keys);
            Ok(())
        }),
];
