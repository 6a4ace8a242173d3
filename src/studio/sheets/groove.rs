//! Grooves in sheets: a field that is typed, or chosen among the built-in ones; of the song, an entry of the order list, a track.

use super::{Entry, Field};
use crate::song::edit::Edit;
use crate::song::groove::{BUILT_IN, EXPECTED, Groove};
use crate::song::order::OrderEntry;
use crate::song::track::Track;
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::palette::Item;
use crate::studio::prompt::{self, Accept};
use crate::studio::seat::Seat;

/// What takes a groove away, among the built-in ones.
const NONE: &str = "none";

/// A groove's name, or its lengths if it has none.
pub fn text(groove: Groove) -> String {
    groove.name().map_or_else(|| groove.to_string(), str::to_owned)
}

/// The field of a groove; without one of its own it shows what holds instead, if that is said, in parentheses.
pub fn field(groove: Option<Groove>, label: &str, instead: &str) -> Field {
    let shown = match groove {
        Some(groove) => text(groove),
        None if instead.is_empty() => String::new(),
        None => format!("({instead})"),
    };
    let help = "how long rows are against each other; Enter: the built-in ones, Ctrl-E: lengths such as 60 40, Delete: none";
    Field::words(label, &shown, help)
}

/// Reads what is put into the field, also what it shows.
///
/// # Errors
/// What was expected.
pub fn read(entry: Entry) -> Result<Option<Groove>, String> {
    let text = match entry {
        Entry::Default => return Ok(None),
        Entry::Number(_) => return Err("Enter shows the grooves".to_owned()),
        Entry::Text(text) => text.trim(),
    };
    if text.is_empty() || text.starts_with('(') || text.eq_ignore_ascii_case(NONE) {
        return Ok(None);
    }
    Groove::parse(text).map(Some).ok_or_else(|| format!("expected {EXPECTED}"))
}

/// Asks for one of the built-in grooves.
pub fn choose(seat: &mut Seat, title: &str, accept: Accept) -> Answer {
    let none = Item { name: NONE.to_owned(), help: "no groove of its own".to_owned() };
    let built_in = BUILT_IN.iter().map(|named| {
        let lengths: Vec<_> = named.lengths.iter().map(u16::to_string).collect();
        Item { name: named.name.to_owned(), help: format!("{}: {}", lengths.join(" "), named.help) }
    });
    prompt::choose(seat, title, [none].into_iter().chain(built_in).collect(), "", accept)
}

/// What was set, in a sentence.
fn tell(studio: &mut Studio, of: &str, groove: Option<Groove>) {
    studio.say(match groove {
        Some(groove) if groove.name().is_some() => format!("{of}: groove {} ({groove})", text(groove)),
        Some(groove) => format!("{of}: groove {groove}"),
        None => format!("{of}: no groove of its own"),
    });
}

/// Gives the song a groove, by its text.
///
/// # Errors
/// What was expected.
pub fn of_song(studio: &mut Studio, _: &mut Seat, text: &str) -> Answer {
    let groove = read(Entry::Text(text))?;
    let settings = crate::song::Settings { groove, ..(*studio.song().settings).clone() };
    studio.edit("groove", Edit::SetSettings { settings: Box::new(settings) })?;
    tell(studio, "the song", groove);
    Ok(())
}

/// Gives the seat's entry of the order list a groove from there on, by its text.
///
/// # Errors
/// What was expected.
pub fn of_entry(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let groove = read(Entry::Text(text))?;
    let at = seat.order;
    let entry = studio.song().order.get(usize::from(at)).cloned().ok_or("there is no such entry")?;
    studio.edit("entry groove", Edit::SetOrder { at, entry: OrderEntry { groove, ..entry } })?;
    tell(studio, &format!("from entry {at} on"), groove);
    Ok(())
}

/// Gives the seat's track a groove, by its text.
///
/// # Errors
/// What was expected.
pub fn of_track(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let groove = read(Entry::Text(text))?;
    let at = seat.place.track;
    let track = studio.song().tracks.get(usize::from(at)).ok_or("there is no such track")?;
    let track = Track { groove, ..(**track).clone() };
    let name = format!("track {:02} {}", at + 1, track.name);
    studio.edit("track groove", Edit::SetTrack { at, track: Box::new(track) })?;
    tell(studio, name.trim_end(), groove);
    Ok(())
}
