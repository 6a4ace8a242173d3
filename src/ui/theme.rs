//! Themes: which role looks how, for each number of colours. Views name roles, never colours.

pub mod table;

use crate::io::built_in_themes::{BUILT_IN, find};
use crate::io::settings_theme::{Colour, Look, ThemeFile, read_themes};
use crate::ui::terminal::colour::ColourDepth;
use ratatui::style::{Color, Modifier, Style};
use std::collections::BTreeMap;
use std::path::Path;
use table::{ROLES, Role};

/// A theme: three looks for each role, with many colours, with sixteen, with none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The name by which the settings know it.
    pub name: String,
    looks: Vec<[Look; 3]>,
}

/// The styles of a theme for one number of colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Styles(Vec<Style>);

impl Styles {
    /// How a role looks. Roles that are laid over cells leave the colours of the writing as they are.
    pub fn of(&self, role: Role) -> Style {
        self.0.get(role as usize).copied().unwrap_or_default()
    }
}

fn colour(colour: Colour) -> Color {
    match colour {
        Colour::Own => Color::Reset,
        Colour::Palette(index) => Color::Indexed(index),
        Colour::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}

fn style(look: &Look) -> Style {
    let attributes = [
        (look.bold, Modifier::BOLD),
        (look.dim, Modifier::DIM),
        (look.italic, Modifier::ITALIC),
        (look.underline, Modifier::UNDERLINED),
        (look.reverse, Modifier::REVERSED),
        (look.crossed, Modifier::CROSSED_OUT),
    ];
    let attributes = attributes.into_iter().filter(|(wanted, _)| *wanted).map(|(_, attribute)| attribute);
    Style {
        fg: look.foreground.map(colour),
        bg: look.background.map(colour),
        add_modifier: attributes.collect(),
        ..Style::new()
    }
}

impl Theme {
    /// A built-in theme by its name.
    pub fn built_in(name: &str) -> Option<Theme> {
        find(name)?;
        let roles: Vec<_> = ROLES.iter().map(|row| row.name).collect();
        Some(Theme::of(name, &read_themes(Path::new(""), name, &roles).ok()?))
    }

    /// The theme for a terminal whose background is light, dark or unknown.
    pub fn usual(light: Option<bool>) -> Theme {
        let name = if light == Some(true) { "light" } else { BUILT_IN[0].name };
        Theme::built_in(name).unwrap_or(Theme { name: name.to_owned(), looks: Vec::new() })
    }

    /// The theme that the settings name: a built-in one, or `NAME.ron` in the folder `themes` of the config folder. Without a
    /// name, or where something is wrong, the usual one, with a message `path:line:column: what is wrong`.
    pub fn load(name: Option<&str>, config: &Path, light: Option<bool>) -> (Theme, Option<String>) {
        let Some(name) = name else { return (Theme::usual(light), None) };
        let roles: Vec<_> = ROLES.iter().map(|row| row.name).collect();
        match read_themes(config, name, &roles) {
            Ok(files) if find(name).is_some() || files.last().is_some_and(ThemeFile::is_whole) => {
                (Theme::of(name, &files), None)
            }
            Ok(files) => (Theme::usual(light).with(name, &files), None),
            Err(message) => (Theme::usual(light), Some(message)),
        }
    }

    /// A theme of files, itself first and then what it builds upon.
    fn of(name: &str, files: &[ThemeFile]) -> Theme {
        let looks = vec![Default::default(); ROLES.len()];
        Theme { name: name.to_owned(), looks }.with(name, files)
    }

    /// What the files say, the rest as it was.
    fn with(mut self, name: &str, files: &[ThemeFile]) -> Theme {
        self.name = name.to_owned();
        for file in files.iter().rev() {
            let parts: [&BTreeMap<String, Look>; 3] = [&file.roles, &file.sixteen, &file.mono];
            for (row, looks) in ROLES.iter().zip(&mut self.looks) {
                for (look, part) in looks.iter_mut().zip(parts) {
                    *look = part.get(row.name).copied().unwrap_or(*look);
                }
            }
        }
        self
    }

    /// The styles for a number of colours.
    pub fn styles(&self, depth: ColourDepth) -> Styles {
        let which = match depth {
            ColourDepth::True | ColourDepth::Palette => 0,
            ColourDepth::Sixteen => 1,
            ColourDepth::None => 2,
        };
        Styles(self.looks.iter().map(|looks| style(&looks[which])).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::settings_theme::theme_file;

    #[test]
    fn a_file_changes_what_it_names_and_a_fault_leaves_the_usual_theme() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = theme_file(folder.path(), "mine");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(&file, "(inherits: \"light\", roles: {\"note\": \"#010203 bold\"})").expect("written");
        let (theme, message) = Theme::load(Some("mine"), folder.path(), None);
        assert_eq!((theme.name.as_str(), message), ("mine", None));
        let (mine, light) =
            (theme.styles(ColourDepth::True), Theme::usual(Some(true)).styles(ColourDepth::True));
        assert_eq!(mine.of(Role::Note), Style::new().fg(Color::Rgb(1, 2, 3)).add_modifier(Modifier::BOLD));
        assert_eq!(mine.of(Role::Effect), light.of(Role::Effect));
        let sixteen = theme.styles(ColourDepth::Sixteen);
        assert_eq!(
            sixteen.of(Role::Note),
            Theme::usual(Some(true)).styles(ColourDepth::Sixteen).of(Role::Note)
        );
        std::fs::write(&file, "(roles: {\"note\": \"mauve\"})").expect("written");
        let (theme, message) = Theme::load(Some("mine"), folder.path(), None);
        assert_eq!(theme, Theme::usual(None));
        assert!(message.expect("a message").contains("mine.ron:1:"));
        let (_, message) = Theme::load(Some("none"), folder.path(), None);
        assert!(message.expect("a message").contains("could not read the theme"));
    }
}
