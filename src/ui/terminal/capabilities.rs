//! What this terminal can do: questions, answers, and what the environment says.

use super::colour::ColourDepth;
use super::graphics::{Canvas, Protocol, kitty};
use super::input::Answer;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The flag of kitty's protocol that tells releases, and the one that makes letters keys; only both together tell of letters.
const RELEASES: u8 = 2 | 8;

/// Asks how large a cell is, in pixels.
pub const CELL: &str = "\x1b[16t";

/// What a cell is taken for where kitty's protocol does not need to know.
const USUAL_CELL: (u16, u16) = (10, 20);

/// The name of the terminal that keeps pictures of kitty's protocol as parts of its cells.
const PICTURES_IN_CELLS: &str = "WezTerm";

/// The name of the terminal where rows that are scrolled above a picture take it along (1.13).
const CARRIED: &str = "foot(";
/// What GNU screen, tmux and mosh call themselves in the second device attributes. Ghostty says what mosh does, but has a name too.
const SCREEN: u16 = 83;
const TMUX: u16 = 84;
const MOSH: (u16, u16) = (1, 10);

/// All flags of kitty's protocol.
pub const KEYBOARD_PUSH: &str = "\x1b[>31u";

/// The part of the environment that tells about the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `TERM`.
    pub term: String,
    /// `COLORTERM`.
    pub colorterm: String,
    /// `NO_COLOR` is there and not empty.
    pub no_color: bool,
    /// Within tmux.
    pub tmux: bool,
    /// Within GNU screen.
    pub screen: bool,
    /// Over SSH.
    pub ssh: bool,
    /// The locale's characters are UTF-8, or there is no locale: terminals of today show them all the same.
    pub unicode: bool,
}

impl Environment {
    /// This process's. A Windows console tells nothing here; one that knows our sequences shows all colours and characters.
    pub fn of_process() -> Environment {
        let mut environment = Environment::read(|name| std::env::var(name).ok());
        if cfg!(windows) {
            environment.unicode = true;
            if environment.term.is_empty() && environment.colorterm.is_empty() {
                environment.colorterm = "truecolor".to_owned();
            }
        }
        environment
    }

    /// What `variable` gives for each name, `None` if it is not set.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Environment {
        let filled = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let term = variable("TERM").unwrap_or_default();
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter(|name| filled(name)).find_map(&variable);
        let locale = locale.unwrap_or_default().to_lowercase();
        Environment {
            tmux: filled("TMUX") || term.starts_with("tmux"),
            screen: filled("STY") || (term.starts_with("screen") && !filled("TMUX")),
            ssh: filled("SSH_CONNECTION") || filled("SSH_TTY"),
            no_color: filled("NO_COLOR"),
            colorterm: variable("COLORTERM").unwrap_or_default(),
            unicode: locale.is_empty() || locale.contains("utf-8") || locale.contains("utf8"),
            term,
        }
    }

    /// A multiplexer stands between here and the user's terminal.
    pub fn multiplexed(&self) -> bool {
        self.tmux || self.screen
    }

    /// The questions, in one batch; the last one is answered by every terminal. The Linux console prints what it does not
    /// know, GNU screen hands strings on to the outer terminal: neither is asked with strings.
    pub fn questions(&self) -> String {
        if self.term == "linux" {
            return "\x1b[5n\x1b[c".to_owned();
        }
        let strings = "\x1b]11;?\x1b\\\x1b[48;2;1;2;3m\x1bP$qm\x1b\\\x1b[m";
        let strings = if self.screen { "" } else { strings };
        let pictures = if self.multiplexed() { String::new() } else { format!("{}{CELL}", kitty::QUESTION) };
        format!("\x1b[?u\x1b[?2026$p\x1b[>0q\x1b[>c{strings}{pictures}\x1b[5n\x1b[c")
    }

    /// The colours that the environment promises.
    fn colours(&self) -> ColourDepth {
        let promises = |part: &str| self.term.contains(part);
        if self.no_color {
            ColourDepth::None
        } else if matches!(self.colorterm.as_str(), "truecolor" | "24bit") || promises("-direct") {
            ColourDepth::True
        } else if promises("256color") {
            ColourDepth::Palette
        } else if promises("-mono") || promises("vt100") || promises("vt220") {
            ColourDepth::None
        } else {
            ColourDepth::Sixteen
        }
    }
}

/// What this terminal can do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Capabilities {
    /// How many colours it shows.
    pub colours: ColourDepth,
    /// It tells when a key comes up.
    pub key_up: bool,
    /// Within tmux.
    pub tmux: bool,
    /// Within mosh.
    pub mosh: bool,
    /// Within tmux, GNU screen or mosh: how slow the line to the user is cannot be seen.
    pub multiplexed: bool,
    /// Over SSH.
    pub ssh: bool,
    /// Characters beyond ASCII are shown.
    pub unicode: bool,
    /// It can be told where a frame begins and ends.
    pub synchronised: bool,
    /// It answers when it has come to a place in our bytes.
    pub answers: bool,
    /// Its name and version, if it tells.
    pub name: Option<String>,
    /// The background is light, if it tells.
    pub light: Option<bool>,
    /// The flags of kitty's protocol that it grants.
    pub keyboard_flags: u8,
    /// How it shows pictures, if it does. A multiplexer would have to know of them too: within one there are none.
    pub canvas: Option<Canvas>,
}

impl Capabilities {
    /// From the environment, the answers and the user's choice of colours.
    pub fn judge(environment: &Environment, answers: &[Answer], chosen: Option<ColourDepth>) -> Capabilities {
        let mut found = Capabilities {
            colours: environment.colours(),
            tmux: environment.tmux,
            multiplexed: environment.multiplexed(),
            ssh: environment.ssh,
            unicode: environment.unicode,
            ..Capabilities::default()
        };
        let (mut protocol, mut cell, mut device) = (None, None, None);
        for answer in answers {
            match answer {
                Answer::Graphics => protocol = Some(Protocol::Kitty),
                Answer::Attributes { sixels: true } => protocol = protocol.or(Some(Protocol::Sixel)),
                Answer::Cell { width, height } => cell = Some((*width, *height)),
                Answer::KeyboardFlags(flags) => found.keyboard_flags = *flags,
                Answer::Device { kind, version } => device = Some((*kind, *version)),
                Answer::Mode { mode: 2026, state: 1 | 2 } => found.synchronised = true,
                Answer::Name(name) => found.name = Some(name.clone()),
                Answer::Reached => found.answers = true,
                Answer::Setting(setting) if !environment.no_color && is_read_back(setting) => {
                    found.colours = ColourDepth::True;
                }
                Answer::Background(red, green, blue) => {
                    let [red, green, blue] = [red, green, blue].map(|part| u32::from(*part));
                    found.light = Some(red * 299 + green * 587 + blue * 114 > 127_500);
                }
                _ => {}
            }
        }
        // Whoever stands nearest answers, be it on this machine or on the way to it.
        found.tmux |= device.is_some_and(|(kind, _)| kind == TMUX);
        found.mosh = device == Some(MOSH) && found.name.is_none() && found.keyboard_flags == 0;
        found.multiplexed |= found.tmux || found.mosh || device.is_some_and(|(kind, _)| kind == SCREEN);
        found.synchronised &= !found.multiplexed;
        found.key_up = found.keyboard_flags & RELEASES == RELEASES;
        found.colours = chosen.unwrap_or(found.colours);
        let protocol = protocol.filter(|_| !found.multiplexed && found.colours != ColourDepth::None);
        let is_named = |begin: &str| found.name.as_deref().is_some_and(|name| name.starts_with(begin));
        let (in_cells, carried) = (is_named(PICTURES_IN_CELLS), is_named(CARRIED));
        found.canvas = protocol.and_then(|protocol| {
            let usual = (protocol == Protocol::Kitty).then_some(USUAL_CELL);
            let wiped = protocol == Protocol::Sixel || in_cells;
            Some(Canvas { protocol, cell: cell.or(usual)?, wiped, carried })
        });
        found
    }

    fn takes(&self, protocol: Protocol) -> bool {
        self.canvas.is_some_and(|canvas| canvas.protocol == protocol)
    }

    /// What to say after the answers: xterm and tmux tell more keys apart if asked, in a way of their own.
    pub fn keyboard_extra(&self) -> &'static str {
        let name = self.name.as_deref().unwrap_or_default();
        let knows = ["XTerm", "tmux", "mintty"].iter().any(|start| name.starts_with(start));
        if knows && self.keyboard_flags == 0 { "\x1b[>4;2m" } else { "" }
    }
}

impl fmt::Display for Capabilities {
    /// In a line of words.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colours = match self.colours {
            ColourDepth::None => "no colours",
            ColourDepth::Sixteen => "16 colours",
            ColourDepth::Palette => "256 colours",
            ColourDepth::True => "16 million colours",
        };
        write!(out, "{colours}")?;
        let also = [
            (self.key_up, "keys are told as they come up"),
            (self.synchronised, "whole frames"),
            (self.answers, "paced by its answers"),
            (self.takes(Protocol::Kitty), "waves in pixels (kitty)"),
            (self.takes(Protocol::Sixel), "waves in pixels (sixel)"),
            (!self.unicode, "ASCII only"),
            (self.tmux, "within tmux"),
            (self.mosh, "within mosh"),
            (self.multiplexed && !self.tmux && !self.mosh, "within GNU screen"),
            (self.ssh, "over SSH"),
        ];
        also.iter().filter(|(is, _)| *is).try_for_each(|(_, what)| write!(out, ", {what}"))
    }
}

/// Whether the colour 1, 2, 3 came back as it was set. Terminals spell it differently.
fn is_read_back(setting: &str) -> bool {
    let parts: Vec<_> =
        setting.trim_end_matches('m').split([':', ';']).filter(|part| !part.is_empty()).collect();
    parts.windows(5).any(|parts| parts == ["48", "2", "1", "2", "3"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let value =
            |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Environment::read(value)
    }

    #[test]
    fn colours_by_environment_answers_and_choice() {
        let back = |text: &str| vec![Answer::Setting(text.to_owned())];
        for (variables, answers, chosen, depth) in [
            (&[("TERM", "xterm-256color")][..], vec![], None, ColourDepth::Palette),
            (&[("TERM", "xterm-256color")], back("48:2::1:2:3m"), None, ColourDepth::True),
            (&[("TERM", "xterm")], back("0;48:2:1:2:3m"), None, ColourDepth::True),
            (&[("TERM", "xterm")], back("0m"), None, ColourDepth::Sixteen),
            (&[("TERM", "xterm"), ("COLORTERM", "truecolor")], vec![], None, ColourDepth::True),
            (&[("TERM", "xterm"), ("NO_COLOR", "1")], back("48:2:1:2:3m"), None, ColourDepth::None),
            (&[("TERM", "xterm"), ("NO_COLOR", "")], vec![], None, ColourDepth::Sixteen),
            (&[("NO_COLOR", "1")], vec![], Some(ColourDepth::Palette), ColourDepth::Palette),
            (&[("TERM", "vt220")], vec![], None, ColourDepth::None),
            (&[("TERM", "linux")], vec![], None, ColourDepth::Sixteen),
        ] {
            let found = Capabilities::judge(&environment(variables), &answers, chosen);
            assert_eq!(found.colours, depth, "{variables:?} {answers:?}");
        }
    }

    #[test]
    fn pictures_need_a_protocol_colours_and_for_sixels_the_size_of_a_cell() {
        let canvas = |protocol, cell| {
            Some(Canvas { protocol, cell, wiped: protocol == Protocol::Sixel, carried: false })
        };
        let foot = Some(Canvas { protocol: Protocol::Sixel, cell: (8, 17), wiped: true, carried: true });
        let name = Answer::Name("WezTerm 20240203-110809".to_owned());
        let in_cells =
            Some(Canvas { protocol: Protocol::Kitty, cell: USUAL_CELL, wiped: true, carried: false });
        let (cell, sixels) = (Answer::Cell { width: 8, height: 17 }, Answer::Attributes { sixels: true });
        for (variables, answers, found) in [
            (&[][..], vec![Answer::Graphics, sixels.clone()], canvas(Protocol::Kitty, USUAL_CELL)),
            (&[], vec![cell.clone(), Answer::Graphics], canvas(Protocol::Kitty, (8, 17))),
            (&[], vec![cell.clone(), sixels.clone()], canvas(Protocol::Sixel, (8, 17))),
            (&[], vec![Answer::Graphics, name], in_cells),
            (&[], vec![sixels.clone()], None),
            (&[], vec![cell.clone(), sixels.clone(), Answer::Name("foot(1.13.1)".to_owned())], foot),
            (&[], vec![cell.clone(), Answer::Attributes { sixels: false }], None),
            (&[("TMUX", "/tmp/x")], vec![cell.clone(), sixels], None),
            (&[("NO_COLOR", "1")], vec![cell, Answer::Graphics], None),
        ] {
            let judged = Capabilities::judge(&environment(variables), &answers, None);
            assert_eq!(judged.canvas, found, "{variables:?} {answers:?}");
        }
        let asked = |variables| environment(variables).questions().contains("a=q");
        assert!(asked(&[]) && !asked(&[("TMUX", "/tmp/x")]) && !asked(&[("TERM", "linux")]));
    }

    #[test]
    fn frames_are_never_marked_within_tmux_and_key_up_needs_both_flags() {
        let mode = Answer::Mode { mode: 2026, state: 2 };
        for (variables, flags, synchronised, key_up) in [
            (&[("TERM", "xterm-kitty"), ("LANG", "de_DE.UTF-8")][..], 31, true, true),
            (&[("TERM", "screen-256color"), ("TMUX", "/tmp/x")], 2, false, false),
            (&[("TERM", "tmux-256color")], 8, false, false),
            (&[("TERM", "screen")], 10, false, true),
        ] {
            let answers = [mode.clone(), Answer::KeyboardFlags(flags)];
            let found = Capabilities::judge(&environment(variables), &answers, None);
            assert_eq!((found.synchronised, found.key_up), (synchronised, key_up), "{variables:?}");
        }
        for (device, name, within) in [
            ((84, 0), None, "within tmux"),
            ((83, 40_900), None, "within GNU screen"),
            ((1, 10), None, "within mosh"),
            ((1, 10), Some("ghostty 1.2"), ""),
            ((41, 379), Some("XTerm(379)"), ""),
        ] {
            let (kind, version) = device;
            let name = name.map(|name| Answer::Name(name.to_owned()));
            let answers: Vec<_> =
                [mode.clone(), Answer::Device { kind, version }].into_iter().chain(name).collect();
            let afar = environment(&[("TERM", "xterm-256color"), ("SSH_TTY", "/dev/pts/1")]);
            let found = Capabilities::judge(&afar, &answers, None);
            let is_within = !within.is_empty();
            assert_eq!((found.multiplexed, found.synchronised), (is_within, !is_within), "{device:?}");
            assert!(found.to_string().contains(within) && found.to_string().contains("within") == is_within);
        }
        assert!(environment(&[("LANG", "de_DE.UTF-8")]).unicode);
        assert!(!environment(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]).unicode);
        assert!(
            !environment(&[("LANG", "de_DE.ISO-8859-1")]).unicode && environment(&[("LANG", "")]).unicode
        );
    }
}
