//! How the screen looks: settings that take effect at once and are remembered.

use super::{Answer, Command, Context};
use crate::io::settings::{SETTINGS, Settings};
use crate::io::settings_theme::{THEMES, theme_file};
use crate::studio::Studio;

/// Takes a setting as typed and remembers it.
pub(super) fn choose(studio: &mut Studio, name: &str, value: &str) -> Answer {
    if let Some(row) = SETTINGS.iter().find(|row| row.name == name) {
        (row.assign)(&mut studio.settings, value)?;
    }
    let file = Settings::file(&studio.folders.config);
    studio
        .settings
        .write(&file)
        .map_err(|problem| format!("{problem}; it holds until the end of the session"))
}

fn theme(studio: &mut Studio, name: &str) -> Answer {
    let file = theme_file(&studio.folders.config, name);
    if !name.is_empty() && !THEMES.contains(&name) && !file.exists() {
        return Err(format!(
            "there is no theme {name}: {} are built in, yours is {}",
            THEMES.join(", "),
            file.display()
        ));
    }
    studio.theme_asked = true;
    choose(studio, "theme", name)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "theme",
        keys: &[],
        context: Context::Everywhere,
        argument: "[THEME]",
        help: "the theme: dark, light, contrast or one of yours; without a name by the terminal's background",
        run: |studio, _, name| theme(studio, name),
    },
    Command {
        name: "ascii",
        keys: &[],
        context: Context::Everywhere,
        argument: "[true|false]",
        help: "only ASCII on the screen, or every sign; without a word as the locale says",
        run: |studio, _, value| choose(studio, "ascii", value),
    },
];
