//! Theme files of the user: what each role looks like, as short texts in RON. Which roles there are is not known here.

use super::built_in_themes::{BUILT_IN, find};
use super::problem::Problem;
use ron::extensions::Extensions;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One colour of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// The terminal's own.
    Own,
    /// An entry of the palette of 256; the first sixteen have names.
    Palette(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The names of the sixteen, in the palette's order.
const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

impl Colour {
    /// Reads `own`, a name, a number of the palette or `#rrggbb`.
    pub fn parse(text: &str) -> Option<Colour> {
        if text == "own" {
            return Some(Colour::Own);
        }
        if let Some(index) = NAMES.iter().position(|name| *name == text) {
            return Some(Colour::Palette(index as u8));
        }
        if let Some(digits) = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()) {
            let number = u32::from_str_radix(digits, 16).ok()?;
            let [_, red, green, blue] = number.to_be_bytes();
            return Some(Colour::Rgb(red, green, blue));
        }
        text.parse().ok().map(Colour::Palette)
    }
}

/// How something looks. `None` and `false` leave what is below as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Look {
    /// The colour of the writing.
    pub foreground: Option<Colour>,
    /// The colour behind it.
    pub background: Option<Colour>,
    /// Bold.
    pub bold: bool,
    /// Faint.
    pub dim: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Both colours exchanged.
    pub reverse: bool,
    /// Crossed out.
    pub crossed: bool,
}

impl Look {
    /// Reads `COLOUR`, `COLOUR on COLOUR`, `on COLOUR`, each with any of the words bold, dim, italic, underline, reverse, crossed.
    ///
    /// # Errors
    /// Says which word was not understood.
    pub fn parse(text: &str) -> Result<Look, String> {
        let mut look = Look::default();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            let attribute = match word {
                "bold" => &mut look.bold,
                "dim" => &mut look.dim,
                "italic" => &mut look.italic,
                "underline" => &mut look.underline,
                "reverse" => &mut look.reverse,
                "crossed" => &mut look.crossed,
                "on" => {
                    let colour = words.next().unwrap_or_default();
                    look.background = Some(Colour::parse(colour).ok_or_else(|| unknown(colour))?);
                    continue;
                }
                colour => {
                    look.foreground = Some(Colour::parse(colour).ok_or_else(|| unknown(colour))?);
                    continue;
                }
            };
            *attribute = true;
        }
        Ok(look)
    }
}

fn unknown(word: &str) -> String {
    format!("'{word}' is no colour: own, {}, 0 to 255 or #rrggbb", NAMES[..8].join(", "))
}

impl TryFrom<String> for Look {
    type Error = String;

    fn try_from(text: String) -> Result<Look, String> {
        Look::parse(&text)
    }
}

/// A theme as it stands in its file; roles by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThemeFile {
    /// The theme that says what this one leaves out: a built-in one, or another of the user's.
    pub inherits: Option<String>,
    /// Its name.
    #[serde(skip)]
    pub source: String,
    /// With 256 colours or more.
    pub roles: BTreeMap<String, Look>,
    /// With sixteen colours.
    pub sixteen: BTreeMap<String, Look>,
    /// Without colours.
    pub mono: BTreeMap<String, Look>,
}

impl ThemeFile {
    /// Whether it is the one that names every role: what all built-in themes build upon.
    pub fn is_whole(&self) -> bool {
        self.source == BUILT_IN[0].name
    }
}

/// The file of a theme: `NAME.ron` in the folder `themes` of the config folder.
pub fn theme_file(config: &Path, name: &str) -> PathBuf {
    config.join("themes").join(format!("{name}.ron"))
}

/// The names of the themes that there are: those that are built in, then the user's.
pub fn theme_names(config: &Path) -> Vec<String> {
    let files = fs::read_dir(config.join("themes")).into_iter().flatten().flatten();
    let named = files.filter_map(|entry| {
        let path = entry.path();
        let is_theme = path.extension().is_some_and(|end| end == "ron");
        path.file_stem().filter(|_| is_theme)?.to_str().map(str::to_owned)
    });
    let mut own: Vec<_> = named.filter(|name| find(name).is_none()).collect();
    own.sort();
    BUILT_IN.iter().map(|theme| theme.name.to_owned()).chain(own).collect()
}

/// A theme and those that it builds upon, itself first. Their roles must be among `roles`.
///
/// # Errors
/// A message `path:line:column: what is wrong`.
pub fn read_themes(config: &Path, name: &str, roles: &[&str]) -> Result<Vec<ThemeFile>, String> {
    let mut found: Vec<ThemeFile> = Vec::new();
    let mut passed: Vec<String> = Vec::new();
    let mut wanted = Some(name.to_owned());
    while let Some(name) = wanted.take() {
        let file = theme_file(config, &name);
        let text = match find(&name) {
            Some(theme) => theme.text.to_owned(),
            None => fs::read_to_string(&file)
                .map_err(|error| Problem::new("read the theme", &file, error).to_string())?,
        };
        let mut theme = read_theme(&file, &text, roles)?;
        theme.source.clone_from(&name);
        passed.push(name);
        wanted.clone_from(&theme.inherits);
        if let Some(parent) = &wanted {
            let (line, column) = place_of(&text, parent);
            let at = format!("{}:{line}:{column}", file.display());
            if passed.contains(parent) {
                return Err(format!(
                    "{at}: {} builds upon itself; expected a theme below it",
                    passed.join(" and ")
                ));
            }
            if find(parent).is_none() && !theme_file(config, parent).is_file() {
                let known = theme_names(config).join(", ");
                return Err(format!("{at}: there is no theme '{parent}'; there are {known}"));
            }
        }
        found.push(theme);
    }
    Ok(found)
}

/// Reads the text of a theme whose roles must be among `roles`.
fn read_theme(file: &Path, text: &str, roles: &[&str]) -> Result<ThemeFile, String> {
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let theme: ThemeFile = options.from_str(text).map_err(|error| {
        let place = error.span.start;
        format!("{}:{}:{}: {}", file.display(), place.line, place.col, error.code)
    })?;
    let strange =
        |part: &BTreeMap<String, Look>| part.keys().find(|name| !roles.contains(&name.as_str())).cloned();
    let Some(name) = [&theme.roles, &theme.sixteen, &theme.mono].into_iter().find_map(strange) else {
        return Ok(theme);
    };
    let (line, column) = place_of(text, &name);
    let (file, known) = (file.display(), roles.join(", "));
    Err(format!("{file}:{line}:{column}: there is no role '{name}'; there are {known}"))
}

/// Line and column, from 1, at which `name` stands in quotes.
fn place_of(text: &str, name: &str) -> (usize, usize) {
    let before = text.find(&format!("\"{name}\"")).map_or("", |at| &text[..at]);
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_read_as_they_are_written() {
        let look = Look::parse("#ff8000 on bright-black bold underline").expect("a look");
        assert_eq!(look.foreground, Some(Colour::Rgb(255, 128, 0)));
        assert_eq!(look.background, Some(Colour::Palette(8)));
        assert!(look.bold && look.underline && !look.reverse);
        assert_eq!(Look::parse("on 238").expect("a look").background, Some(Colour::Palette(238)));
        for wrong in ["pink", "on", "#12", "#12345ü", "256", "red on mauve"] {
            assert!(Look::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_fault_in_a_theme_tells_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = theme_file(folder.path(), "mine");
        fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        let read = |text: &str| {
            fs::write(&file, text).expect("written");
            read_themes(folder.path(), "mine", &["note", "cursor"])
        };
        let good =
            read("(roles: {\"note\": \"red bold\"}, mono: {\"cursor\": \"reverse\"})").expect("a theme");
        assert!(good.len() == 1 && good[0].roles["note"].bold);
        for (text, part) in [
            ("(\n roles: {\n  \"note\": \"pink\",\n })", "mine.ron:3:"),
            ("(\n roles: {\n  \"note\": \"pink\",\n })", "'pink' is no colour: own, black, red"),
            (
                "(\n roles: {\n  \"nose\": \"red\",\n })",
                "mine.ron:3:3: there is no role 'nose'; there are note, cursor",
            ),
            ("(inherits: \"dusk\")", "mine.ron:1:12: there is no theme 'dusk'; there are dark, light"),
            ("(inherits: \"mine\")", "mine.ron:1:12: mine builds upon itself"),
            ("(rolls: {})", "mine.ron:1:"),
        ] {
            let message = read(text).expect_err("a fault");
            assert!(message.contains(part), "{message}");
        }
        let message = read_themes(folder.path(), "none", &[]).expect_err("a fault");
        assert!(message.contains("none.ron: could not read the theme"), "{message}");
    }
}
