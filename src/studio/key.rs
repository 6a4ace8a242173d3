//! A key as the user means it, whatever bytes brought it: terminals make these, key maps name them.

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyCode {
    /// A character as typed: `a`, `A`, `ö`. Shift is part of it.
    Char(char),
    /// `F1` to `F12`.
    Function(u8),
    /// Cursor keys and their neighbours.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// Insert.
    Insert,
    /// Delete.
    Delete,
    /// Backspace.
    Backspace,
    /// Enter.
    Enter,
    /// Tab; with shift the way back.
    Tab,
    /// Escape.
    Escape,
    /// In key maps: any small letter, which the command is told. Nobody presses it.
    AnySmall,
    /// The same for capitals; the command is told the small letter.
    AnyCapital,
    /// The same for digits from 1 on.
    AnyDigit,
}

/// Keys with names of more than one character, as key maps write them.
const NAMES: &[(&str, KeyCode)] = &[
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("insert", KeyCode::Insert),
    ("delete", KeyCode::Delete),
    ("backspace", KeyCode::Backspace),
    ("enter", KeyCode::Enter),
    ("tab", KeyCode::Tab),
    ("escape", KeyCode::Escape),
    ("space", KeyCode::Char(' ')),
    ("a-z", KeyCode::AnySmall),
    ("A-Z", KeyCode::AnyCapital),
    ("1-9", KeyCode::AnyDigit),
];

/// A key with the keys held beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// What was pressed.
    pub code: KeyCode,
    /// Control was held.
    pub control: bool,
    /// Alt (Option, Meta) was held.
    pub alt: bool,
    /// Shift was held; never for characters, which say it themselves.
    pub shift: bool,
}

/// What became of the key. Most terminals tell of presses only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stroke {
    /// It went down.
    Press,
    /// It is held and repeats.
    Repeat,
    /// It came up.
    Release,
}

impl Key {
    /// A key with nothing held.
    pub const fn plain(code: KeyCode) -> Key {
        Key { code, control: false, alt: false, shift: false }
    }

    /// A typed character with nothing held.
    pub const fn char(character: char) -> Key {
        Key::plain(KeyCode::Char(character))
    }

    /// Whether it stands for any letter or digit in a key map.
    pub fn is_any(self) -> bool {
        matches!(self.code, KeyCode::AnySmall | KeyCode::AnyCapital | KeyCode::AnyDigit)
    }

    /// The character, if nothing but shift was held: what a text field takes.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(character) if !self.control && !self.alt => Some(character),
            _ => None,
        }
    }

    /// Reads `ctrl-s`, `alt-shift-q`, `shift-f6`, `pageup`, `F5`, `A`, `-`.
    pub fn parse(text: &str) -> Option<Key> {
        let (mut rest, mut key) = (text, Key::char(' '));
        loop {
            let held = [("ctrl-", 0), ("alt-", 1), ("shift-", 2)];
            let Some((prefix, which)) =
                held.iter().find(|(prefix, _)| rest.len() > prefix.len() && starts_with(rest, prefix))
            else {
                break;
            };
            match which {
                0 => key.control = true,
                1 => key.alt = true,
                _ => key.shift = true,
            }
            rest = &rest[prefix.len()..];
        }
        key.code = code(rest)?;
        if let KeyCode::Char(character) = key.code {
            if std::mem::take(&mut key.shift) {
                key.code = KeyCode::Char(character.to_uppercase().next()?);
            } else if key.control || key.alt {
                key.code = KeyCode::Char(character.to_lowercase().next()?);
            }
        }
        Some(key)
    }
}

/// The letter or digit of keys that end with one and belong to a command which takes any, small.
pub fn letter(keys: &[Key]) -> Option<char> {
    let typed = keys.split_first().and_then(|(_, rest)| rest.last())?.typed()?;
    matches!(typed, 'a'..='z' | 'A'..='Z' | '1'..='9').then(|| typed.to_ascii_lowercase())
}

/// The same keys with any letter or digit at their end, as key maps write it.
pub fn with_any_letter(keys: &[Key]) -> Option<Vec<Key>> {
    letter(keys)?;
    let (last, first) = keys.split_last()?;
    let any = match last.typed()? {
        '1'..='9' => KeyCode::AnyDigit,
        'a'..='z' => KeyCode::AnySmall,
        _ => KeyCode::AnyCapital,
    };
    Some(first.iter().copied().chain([Key::plain(any)]).collect())
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn code(text: &str) -> Option<KeyCode> {
    let mut characters = text.chars();
    if let (Some(only), None) = (characters.next(), characters.next()) {
        return Some(KeyCode::Char(only));
    }
    let same = |name: &str| if name.contains('-') { name == text } else { name.eq_ignore_ascii_case(text) };
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| same(name)) {
        return Some(*code);
    }
    let number = text.strip_prefix(['F', 'f'])?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::Function(number))
}

impl std::fmt::Display for Key {
    /// As people read it: `Ctrl-S`, `Alt-F9`, `Shift-PageUp`, `A` typed with shift as `A`.
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let upper = matches!(self.code, KeyCode::Char(c) if c.is_uppercase()) && (self.control || self.alt);
        for (held, name) in [(self.control, "Ctrl-"), (self.alt, "Alt-"), (self.shift || upper, "Shift-")] {
            f.write_str(if held { name } else { "" })?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.control || self.alt => write!(f, "{}", c.to_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::Function(number) => write!(f, "F{number}"),
            KeyCode::PageUp => f.write_str("PageUp"),
            KeyCode::PageDown => f.write_str("PageDown"),
            KeyCode::AnySmall => f.write_str("a-z"),
            code => {
                let name = NAMES.iter().find(|(_, other)| *other == code).map_or("", |(name, _)| name);
                let (first, rest) = name.split_at(name.len().min(1));
                write!(f, "{}{rest}", first.to_ascii_uppercase())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_as_it_is_shown() {
        for text in [
            "Ctrl-S",
            "Alt-F9",
            "Shift-PageUp",
            "a",
            "A",
            "F5",
            "Space",
            "-",
            "Ctrl--",
            "Alt-Shift-Q",
            "Ctrl-Space",
            "a-z",
            "A-Z",
            "1-9",
        ] {
            let key = Key::parse(text).expect("a key");
            let again = Key::parse(&key.to_string()).expect("a key");
            assert_eq!(key.to_string(), text);
            assert_eq!(again.to_string(), text);
        }
        assert_eq!(Key::parse("alt-shift-q"), Some(Key { alt: true, ..Key::char('Q') }));
        assert_eq!(Key::parse("f13"), None);
        assert_eq!(Key::parse("hyper"), None);
    }

    #[test]
    fn letters_with_control_mean_the_small_letter() {
        assert_eq!(Key::parse("ctrl-s"), Some(Key { control: true, ..Key::char('s') }));
        assert_eq!(Key::parse("Ctrl-S"), Key::parse("ctrl-s"));
    }
}
