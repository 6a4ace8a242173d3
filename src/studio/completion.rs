//! What a line that is being typed may become: commands, and behind them files, themes and other words, by what the command
//! says that it takes.

use super::Studio;
use super::commands::{self, files};
use super::live::sections::sections;
use crate::instruments::KIND_NAMES;
use crate::io::settings_theme::theme_names;
use std::fs;

/// The most names of a folder that are looked at.
const MOST: usize = 10_000;

/// A completed line, and what it may become if that is more than one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The line, as far as all that it may become agree.
    pub text: String,
    /// The ends that it may have.
    pub offered: Vec<String>,
}

/// Completes a line as it stands after `:`.
pub fn of_line(studio: &Studio, line: &str) -> Completed {
    let Some((name, argument)) = line.split_once(' ') else {
        let names = commands::all().map(|command| command.name.to_owned());
        return Completed::of("", line, names.collect());
    };
    let takes = commands::named(name).map_or("", |command| command.argument);
    let before = format!("{name} ");
    let argument = argument.trim_start();
    if takes.contains("FILE") {
        let Completed { text, offered } = of_file(argument);
        return Completed { text: before + &text, offered };
    }
    let words = match takes {
        _ if takes.contains("THEME") => theme_names(&studio.folders.config),
        _ if takes.contains("KEYMAP") => {
            commands::keys::maps(studio).into_iter().map(|map| map.name).collect()
        }
        _ if takes.contains("KIND") => KIND_NAMES.iter().map(|name| (*name).to_owned()).collect(),
        _ => words(studio, takes),
    };
    let is_list = takes.contains('|') || ["THEME", "KEYMAP", "KIND"].iter().any(|list| takes.contains(list));
    Completed::of(&before, argument, if is_list { words } else { Vec::new() })
}

/// The words that stand in what a command takes, `SECTION | entry N | off`, and the names of what its capitals stand for.
fn words(studio: &Studio, takes: &str) -> Vec<String> {
    let is_sign = |sign: char| sign.is_uppercase() || ['[', ']', '…'].contains(&sign);
    let of = |part: &str| match part.trim_matches(['[', ']', ' ']) {
        "SECTION" => sections(studio.song()).into_iter().map(|section| section.name).collect(),
        part => vec![part.split(is_sign).next().unwrap_or_default().to_owned()],
    };
    takes.split('|').flat_map(of).filter(|word| word.trim().len() > 1).collect()
}

/// Completes the path of a file; folders end with `/`. Names that begin with a point are offered only if one is typed.
pub fn of_file(path: &str) -> Completed {
    let (folder, name) = path.rfind('/').map_or(("", path), |slash| path.split_at(slash + 1));
    let place = files::path(if folder.is_empty() { "./" } else { folder });
    let hidden = name.starts_with('.');
    let fits = |found: &str| found.starts_with(name) && found.starts_with('.') == hidden;
    let names = fs::read_dir(place).into_iter().flatten().take(MOST).flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok().filter(|name| fits(name))?;
        // Only a link has to be followed to see what it is.
        let kind = entry.file_type().ok()?;
        let is_folder = kind.is_dir() || kind.is_symlink() && entry.path().is_dir();
        Some(if is_folder { name + "/" } else { name })
    });
    let mut names: Vec<_> = names.collect();
    names.sort();
    Completed::of(folder, name, names)
}

impl Completed {
    /// `begun` behind `before` as the words complete it.
    fn of(before: &str, begun: &str, words: Vec<String>) -> Completed {
        let fitting: Vec<String> = words.into_iter().filter(|word| word.starts_with(begun)).collect();
        let common =
            fitting.iter().skip(1).fold(fitting.first().map_or(begun, String::as_str), |common, word| {
                let same = common.char_indices().zip(word.chars()).take_while(|((_, a), b)| a == b);
                let end = same.last().map_or(0, |((at, sign), _)| at + sign.len_utf8());
                &common[..end]
            });
        let text = format!("{before}{common}");
        Completed { text, offered: if fitting.len() > 1 { fitting } else { Vec::new() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(text: &str, offered: &[&str]) -> Completed {
        Completed { text: text.to_owned(), offered: offered.iter().map(|word| (*word).to_owned()).collect() }
    }

    #[test]
    fn files_are_completed_as_far_as_they_agree() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["tür-1.ron", "tür-2.ron", ".hidden"] {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        fs::create_dir(folder.path().join("samples")).expect("a folder");
        let path = |name: &str| format!("{}/{name}", folder.path().display());
        assert_eq!(of_file(&path("t")), completed(&path("tür-"), &["tür-1.ron", "tür-2.ron"]));
        assert_eq!(of_file(&path("s")), completed(&path("samples/"), &[]));
        assert_eq!(of_file(&path(".")), completed(&path(".hidden"), &[]));
        assert_eq!(of_file(&path("none")), completed(&path("none"), &[]));
        assert_eq!(of_file(&path("")), completed(&path(""), &["samples/", "tür-1.ron", "tür-2.ron"]));
    }
}
