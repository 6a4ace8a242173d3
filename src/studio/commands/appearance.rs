//! How the screen looks: settings that take effect at once and are remembered.

use super::{Answer, Command, Context};
use crate::io::built_in_themes;
use crate::io::settings::Settings;
use crate::io::settings::rows::SETTINGS;
use crate::io::settings_theme::{theme_file, theme_names};
use crate::studio::Studio;
use crate::studio::palette::Item;
use crate::studio::prompt::{self, Visited};
use crate::studio::seat::Seat;

/// Takes a setting as typed and remembers it.
pub(in crate::studio) fn choose(studio: &mut Studio, name: &str, value: &str) -> Answer {
    if let Some(row) = SETTINGS.iter().find(|row| row.name == name) {
        (row.assign)(&mut studio.settings, value)?;
    }
    let file = Settings::file(&studio.folders.config);
    studio
        .settings
        .write(&file)
        .map_err(|problem| format!("{problem}; it holds until the end of the session"))
}

/// The name in the list that leaves the choice to the terminal's background.
const USUAL: &str = "usual";

fn theme(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    seat.theme_tried = None;
    let names = theme_names(&studio.folders.config);
    if name != USUAL && names.iter().all(|known| known != name) {
        let file = theme_file(&studio.folders.config, "NAME");
        let known = names.join(", ");
        return Err(format!("there is no theme {name}: there are {known}; yours is {}", file.display()));
    }
    seat.theme_asked = Some(Some(name.to_owned()).filter(|name| name != USUAL));
    choose(studio, "theme", if name == USUAL { "" } else { name })
}

/// A list of the themes; the one under the cursor is what the screen looks like.
fn list(studio: &Studio, seat: &mut Seat) -> Answer {
    let item = |name: String| {
        let help = built_in_themes::find(&name).map_or("your own", |theme| theme.help).to_owned();
        Item { name, help }
    };
    let usual =
        Item { name: USUAL.to_owned(), help: "dark or light, by the terminal's background".to_owned() };
    let items = std::iter::once(usual).chain(theme_names(&studio.folders.config).into_iter().map(item));
    let present = studio.settings.theme.clone().unwrap_or_else(|| USUAL.to_owned());
    prompt::visit(seat, "Themes", items.collect(), &present, theme, |_, seat, visited| {
        seat.theme_tried = match visited {
            Visited::Found(name) | Visited::Reached(name) => Some(name.to_owned()),
            Visited::Left => None,
        };
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Everywhere, "theme", &[], "the colours: a theme by its name, or a list in which the screen changes on the way; usual is by the background", |studio, seat, name| match name {
            "" => list(studio, seat),
            name => theme(studio, seat, name),
        }).taking("[THEME]"),
    Command::at(Context::Everywhere, "terminal-pictures", &[], "waves in pixels where the terminal shows pictures, or dots of characters; without a word in pixels where it can", |studio, _, value| choose(studio, "terminal_pictures", value)).taking("[true|false]").asking(),
    Command::at(Context::Everywhere, "ascii", &[], "only ASCII on the screen, or every sign; without a word as the locale says", |studio, _, value| choose(studio, "ascii", value)).taking("[true|false]").asking(),
];
