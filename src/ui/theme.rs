//! Themes: which role looks how, for each number of colours. Views name roles, never colours.

pub mod table;

use crate::io::settings_theme::{Colour, Look, THEMES, ThemeFile, read_theme, theme_file};
use crate::ui::terminal::colour::ColourDepth;
use ratatui::style::{Color, Modifier, Style};
use std::collections::BTreeMap;
use std::path::Path;
use table::{ROLES, Role, RoleRow};

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
        let texts: fn(&RoleRow) -> [&'static str; 2] = match name {
            "dark" => |row| row.dark,
            "light" => |row| row.light,
            "contrast" => |row| [row.contrast; 2],
            _ => return None,
        };
        let look = |text: &str| Look::parse(text).unwrap_or_default();
        let looks = ROLES.iter().map(|row| {
            let [many, sixteen] = texts(row);
            [look(many), look(sixteen), look(row.mono)]
        });
        Some(Theme { name: name.to_owned(), looks: looks.collect() })
    }

    /// The theme for a terminal whose background is light, dark or unknown.
    pub fn usual(light: Option<bool>) -> Theme {
        let name = if light == Some(true) { "light" } else { THEMES[0] };
        Theme::built_in(name).unwrap_or(Theme { name: name.to_owned(), looks: Vec::new() })
    }

    /// The theme that the settings name: a built-in one, or `NAME.ron` in the folder `themes` of the config folder. Without a
    /// name, or where something is wrong, the usual one, with a message `path:line:column: what is wrong`.
    pub fn load(name: Option<&str>, config: &Path, light: Option<bool>) -> (Theme, Option<String>) {
        let Some(name) = name else { return (Theme::usual(light), None) };
        if let Some(theme) = Theme::built_in(name) {
            return (theme, None);
        }
        let roles: Vec<_> = ROLES.iter().map(|row| row.name).collect();
        match read_theme(&theme_file(config, name), &roles, &THEMES) {
            Ok(file) => (Theme::from_file(name, &file, light), None),
            Err(message) => (Theme::usual(light), Some(message)),
        }
    }

    /// A theme of the user's: what the file says, the rest from the theme that it inherits.
    fn from_file(name: &str, file: &ThemeFile, light: Option<bool>) -> Theme {
        let inherited = file.inherits.as_deref().and_then(Theme::built_in);
        let mut theme = inherited.unwrap_or_else(|| Theme::usual(light));
        theme.name = name.to_owned();
        let parts: [&BTreeMap<String, Look>; 3] = [&file.roles, &file.sixteen, &file.mono];
        for (row, looks) in ROLES.iter().zip(&mut theme.looks) {
            for (look, part) in looks.iter_mut().zip(parts) {
                *look = part.get(row.name).copied().unwrap_or(*look);
            }
        }
        theme
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

    #[test]
    fn every_text_of_the_table_is_a_look_and_has_its_place() {
        for (index, row) in ROLES.iter().enumerate() {
            assert_eq!(row.role as usize, index);
            for text in [row.mono, row.contrast].iter().chain(&row.dark).chain(&row.light) {
                assert!(Look::parse(text).is_ok(), "{}: {text}", row.name);
            }
        }
    }

    #[test]
    fn without_colours_states_differ_all_the_same() {
        let groups: [&[Role]; 5] = [
            &[Role::MinorRow, Role::MajorRow, Role::PlayRow, Role::RecordRow, Role::Selection, Role::Cursor],
            &[Role::Cursor, Role::CursorRecord, Role::CursorRow, Role::Text],
            &[Role::Track, Role::Muted, Role::Solo, Role::Armed],
            &[Role::MeterLow, Role::MeterMid, Role::MeterHigh, Role::Clip],
            &[Role::Status, Role::Warning, Role::Error],
        ];
        for name in THEMES {
            let styles = Theme::built_in(name).expect("a theme").styles(ColourDepth::None);
            for group in groups {
                for (index, role) in group.iter().enumerate() {
                    let style = styles.of(*role);
                    assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
                    let same = group[..index].iter().find(|other| styles.of(**other) == style);
                    assert_eq!(same, None, "{role:?} in {name}");
                }
            }
        }
    }

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
