//! Macros: keys that were recorded or typed, to be pressed again. All that a macro does, however often, is one step.

use super::Studio;
use super::commands::Answer;
use super::input;
use super::key::{Key, Stroke};
use super::notices::Weight;
use super::seat::Seat;
use crate::io::settings::macros::{self, Texts};
use std::collections::BTreeMap;
use std::path::Path;

/// The most keys of a macro.
const LONGEST: usize = 2_000;
/// The most keys that one replay presses, with all macros that it plays.
const MOST: usize = 50_000;

/// A key of a macro.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The key.
    pub key: Key,
    /// Its place on a qwerty keyboard, where the terminal told one that differs.
    pub place: Option<char>,
}

/// Keys that are being recorded.
#[derive(Debug)]
struct Recording {
    letter: char,
    keys: Vec<Pressed>,
    /// How many there were when the seat last waited for a new command: what ends the recording begins behind them.
    whole: usize,
}

/// A seat's macros.
#[derive(Debug, Default)]
pub struct Macros {
    kept: BTreeMap<char, Vec<Pressed>>,
    recording: Option<Recording>,
    /// What plays now, from the outermost to the innermost.
    playing: Vec<char>,
    /// Keys that this replay may still press.
    left: usize,
    last: Option<char>,
}

/// Keys as text, as key maps write them; `y@z` is `y` on the place of `z`.
pub fn text(keys: &[Pressed]) -> String {
    let one = |pressed: &Pressed| match pressed.place {
        Some(place) => format!("{}@{place}", pressed.key),
        None => pressed.key.to_string(),
    };
    keys.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// Reads keys with spaces between them.
///
/// # Errors
/// Names what is no key.
pub fn read(text: &str) -> Result<Vec<Pressed>, String> {
    let one = |word: &str| {
        let (name, place) = match word.char_indices().rev().nth(1) {
            Some((at, '@')) if at > 0 => (&word[..at], word.chars().next_back()),
            _ => (word, None),
        };
        let key = Key::parse(name).filter(|key| !key.is_any());
        let key = key
            .ok_or_else(|| format!("{word} is no key; expected such as z, Down, Ctrl-C, Alt-Q, Space, F5"))?;
        Ok(Pressed { key, place })
    };
    let keys: Vec<Pressed> = text.split_whitespace().map(one).collect::<Result<_, String>>()?;
    if keys.len() > LONGEST { Err(format!("a macro has at most {LONGEST} keys")) } else { Ok(keys) }
}

impl Macros {
    /// The user's macros, and what is wrong with their file: what can be read is taken.
    pub fn of_user(config: &Path) -> (Macros, Vec<String>) {
        let texts = match macros::read(config) {
            Ok(texts) => texts,
            Err(fault) => return (Macros::default(), vec![fault]),
        };
        let (mut found, mut faults) = (Macros::default(), Vec::new());
        for (name, keys) in texts {
            match (letter(&name), read(&keys)) {
                (Ok(letter), Ok(keys)) => _ = found.kept.insert(letter, keys),
                (Err(why), _) | (_, Err(why)) => faults.push(format!("macro {name}: {why}")),
            }
        }
        (found, faults)
    }

    /// The same macros for somebody else; nothing is recorded or played there.
    pub fn copy(&self) -> Macros {
        Macros { kept: self.kept.clone(), last: self.last, ..Macros::default() }
    }

    /// The letter of the macro that is being recorded.
    pub fn recorded(&self) -> Option<char> {
        self.recording.as_ref().map(|recording| recording.letter)
    }

    /// The macro of a letter.
    pub fn get(&self, letter: char) -> Option<&[Pressed]> {
        self.kept.get(&letter).map(Vec::as_slice)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (char, &[Pressed])> {
        self.kept.iter().map(|(letter, keys)| (*letter, keys.as_slice()))
    }

    /// The one that was played or recorded last.
    pub fn last(&self) -> Option<char> {
        self.last
    }

    /// Whether keys are pressed by a macro now.
    pub fn is_playing(&self) -> bool {
        !self.playing.is_empty()
    }

    /// Begins to record.
    ///
    /// # Errors
    /// If that goes on already, or a macro plays.
    pub fn begin(&mut self, letter: char) -> Answer {
        if let Some(other) = self.recorded() {
            return Err(format!("macro {other} is being recorded; @ @ ends that"));
        }
        if self.is_playing() {
            return Err("a macro records no macro".to_owned());
        }
        self.recording = Some(Recording { letter, keys: Vec::new(), whole: 0 });
        Ok(())
    }

    /// A key comes, before it is done; `rests`: the seat waits for a new command. Whether it shall be recorded afterwards.
    pub fn comes(&mut self, rests: bool) -> bool {
        let is_playing = self.is_playing();
        let Some(recording) = self.recording.as_mut().filter(|_| !is_playing) else { return false };
        if rests {
            recording.whole = recording.keys.len();
        }
        true
    }

    /// A key was done that shall be recorded.
    pub fn record(&mut self, pressed: Pressed) {
        if let Some(recording) = self.recording.as_mut().filter(|recording| recording.keys.len() < LONGEST) {
            recording.keys.push(pressed);
        }
    }

    /// Ends recording: the letter and how many keys it has now.
    ///
    /// # Errors
    /// If nothing is recorded.
    pub fn end(&mut self) -> Result<(char, usize), String> {
        let none = "no macro is being recorded: @ and a letter begin one";
        let Recording { letter, mut keys, whole } = self.recording.take().ok_or(none)?;
        keys.truncate(whole);
        self.last = Some(letter);
        let count = keys.len();
        self.set(letter, keys);
        Ok((letter, count))
    }

    /// Gives a letter these keys; none take the macro away.
    pub fn set(&mut self, letter: char, keys: Vec<Pressed>) {
        if keys.is_empty() {
            self.kept.remove(&letter);
        } else {
            self.kept.insert(letter, keys);
        }
    }

    /// Writes them into the config folder.
    ///
    /// # Errors
    /// Names the file and the reason.
    pub fn write(&self, config: &Path) -> Answer {
        let texts: Texts = self.all().map(|(letter, keys)| (letter.to_string(), text(keys))).collect();
        macros::write(config, &texts).map_err(|problem| problem.to_string())
    }
}

impl Studio {
    /// All edits from now on are one step of that name.
    pub(super) fn begin_together(&mut self, name: &str) {
        self.document.close_gesture();
        self.together = Some(name.to_owned());
    }

    /// Edits are steps of their own again.
    pub(super) fn end_together(&mut self) {
        self.together = None;
        self.in_gesture = false;
        self.document.close_gesture();
    }
}

/// Reads the letter of a macro or of a mark.
///
/// # Errors
/// If it is none from a to z.
pub fn letter(text: &str) -> Result<char, String> {
    let mut signs = text.chars();
    match (signs.next(), signs.next()) {
        (Some(letter), None) if letter.is_ascii_alphabetic() => Ok(letter.to_ascii_lowercase()),
        _ => Err(format!("`{text}` is no letter; expected a to z")),
    }
}

/// Presses the keys of a macro so many times: one step. What goes wrong ends it.
///
/// # Errors
/// If there is no such macro, it plays itself, or one of its keys answers with a fault.
pub fn play(studio: &mut Studio, seat: &mut Seat, letter: char, times: usize) -> Answer {
    let keys = seat.macros.get(letter).map(<[Pressed]>::to_vec);
    let keys = keys.ok_or_else(|| format!("there is no macro {letter}: @ {letter} begins to record it"))?;
    if seat.macros.playing.contains(&letter) {
        return Err(format!("macro {letter} plays itself: it ends here"));
    }
    if seat.macros.recorded() == Some(letter) {
        return Err(format!("macro {letter} is being recorded: it cannot play itself"));
    }
    press_all(studio, seat, Some(letter), &keys, times)
}

/// Presses keys so many times: one step, called by the macro's letter if it is one.
///
/// # Errors
/// As [`play`].
pub fn press_all(
    studio: &mut Studio,
    seat: &mut Seat,
    letter: Option<char>,
    keys: &[Pressed],
    times: usize,
) -> Answer {
    let outermost = !seat.macros.is_playing();
    let name = letter.map_or("keys".to_owned(), |letter| format!("macro {letter}"));
    if outermost {
        seat.macros.left = MOST;
        studio.begin_together(&name);
    }
    seat.macros.playing.push(letter.unwrap_or(' '));
    let answer = (0..times).try_for_each(|_| press_each(studio, seat, &name, keys));
    seat.macros.playing.pop();
    if outermost {
        studio.end_together();
        seat.macros.last = letter.or(seat.macros.last);
    }
    answer
}

fn press_each(studio: &mut Studio, seat: &mut Seat, name: &str, keys: &[Pressed]) -> Answer {
    for (index, Pressed { key, place }) in keys.iter().enumerate() {
        let left = seat.macros.left.checked_sub(1);
        seat.macros.left =
            left.ok_or_else(|| format!("{name}: a macro presses at most {MOST} keys at once"))?;
        let told = studio.notices.count();
        input::press_at(studio, seat, *key, *place, Stroke::Press);
        if seat.key_up {
            input::press_at(studio, seat, *key, *place, Stroke::Release);
        }
        let new = studio.notices.iter().rev().take((studio.notices.count() - told) as usize);
        if let Some(fault) = new.into_iter().find(|notice| notice.weight == Weight::Fault) {
            let at = format!("key {} of {} ({key})", index + 1, keys.len());
            return Err(format!("{name}, {at}: {}", fault.text));
        }
        if seat.leaving {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_as_they_are_shown() {
        let shown = "z Down Ctrl-C Alt-Shift-Q Space y@z @ \\ i F5";
        assert_eq!(read(shown).map(|keys| text(&keys)).as_deref(), Ok(shown));
        assert_eq!(read("ctrl-c  down").map(|keys| text(&keys)).as_deref(), Ok("Ctrl-C Down"));
        assert!(read("z hello").unwrap_err().starts_with("hello is no key; expected such as z, Down"));
        assert!(read("' a-z").unwrap_err().starts_with("a-z is no key"));
        assert!(read(&"z ".repeat(2_001)).is_err());
    }
}
