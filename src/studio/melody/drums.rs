//! Drum patterns by genre: bars from a table, a fill at the end of every fourth one, and chance where the table leaves it.

use super::site::Site;
use super::sketch::Sketch;
use super::styles::{DRUMS, Drum, GENRES, Genre, parts};
use crate::dsp::parameter::{Kind, Knobs};
use crate::instruments::Patch;
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NoteCell, VolumeCell};
use crate::studio::dice::Dice;
use crate::studio::preview::Made;
use std::num::NonZeroU8;

/// Bars after which a fill comes.
const PHRASE: usize = 4;
/// The volumes of ghosts, strokes and accents.
const GHOST: u8 = 22;
const STRUCK: u8 = 48;
const ACCENT: u8 = 64;

/// The instrument and the pitch that a drum is played with: an instrument of that name, or the chosen one's key of General MIDI.
fn voice(song: &Song, site: &Site, drum: &Drum) -> (Option<NonZeroU8>, Pitch) {
    let found = drum.words.iter().find_map(|word| {
        let is = |slot: &usize| {
            song.instrument(*slot).is_some_and(|instrument| {
                instrument.name.to_lowercase().contains(word) || kind(&instrument.patch) == Some(*word)
            })
        };
        (0..song.instruments.len()).find(is)
    });
    match found.and_then(|slot| NonZeroU8::new(slot as u8 + 1)) {
        Some(slot) => (Some(slot), Pitch::MIDDLE_C),
        None => {
            let key = Pitch::from_midi(drum.midi).unwrap_or(Pitch::MIDDLE_C);
            (NonZeroU8::new(site.instrument + 1), key)
        }
    }
}

/// What a drum machine's patch strikes.
fn kind(patch: &Patch) -> Option<&'static str> {
    let Patch::Drums(drums) = patch else { return None };
    let knobs: &dyn Knobs = drums;
    match knobs.info(0).kind {
        Kind::Choice(names) => names.get(knobs.value(0) as usize).copied(),
        _ => None,
    }
}

/// The sign of a step in a bar.
fn sign(signs: &str, bar: usize, step: usize) -> char {
    let bars = (signs.len() / 16).max(1);
    signs.chars().nth(bar % bars * 16 + step % 16).unwrap_or('.')
}

/// The volume of a stroke, if there is one. Later variations leave out and add a little.
fn stroke(sign: char, variation: u64, dice: &mut Dice) -> Option<u8> {
    let (chance, wild) = (dice.part(), if variation == 0 { 0.0 } else { 0.08 });
    match sign {
        'X' => Some(ACCENT),
        'x' => (chance >= wild).then_some(STRUCK),
        'o' => (chance >= 2.0 * wild).then_some(GHOST),
        '?' => (chance < 0.35).then_some(STRUCK),
        _ => (chance > 1.0 - wild / 4.0).then_some(GHOST),
    }
}

fn read(text: &str) -> Result<(&'static Genre, bool), String> {
    let (name, over_tracks) = match text.trim().strip_suffix("tracks") {
        Some(name) => (name.trim(), true),
        None => (text.trim(), false),
    };
    let name = if name.is_empty() { GENRES[0].name } else { name };
    let genre = GENRES.iter().find(|genre| genre.name == name || genre.name.replace(' ', "-") == name);
    let names = || GENRES.iter().map(|genre| genre.name).collect::<Vec<_>>().join(", ");
    Ok((genre.ok_or_else(|| format!("there is no genre {name}; expected one of {}", names()))?, over_tracks))
}

/// Writes a drum pattern over the marked rows or the pattern: each drum into a note column of the track, from its first one on,
/// or into a track of its own.
///
/// # Errors
/// If there is no such genre, or no room.
pub fn make(song: &Song, site: &Site, text: &str, variation: u64) -> Result<Made, String> {
    let (genre, over_tracks) = read(text)?;
    let (track, rows) = (site.track(), site.rows(song));
    let named = parts(genre.parts).chain(parts(genre.fill)).map(|(drum, _)| drum);
    let mut used: Vec<&Drum> = Vec::new();
    for drum in named.filter_map(|name| DRUMS.iter().find(|drum| drum.name == name)) {
        if !used.iter().any(|other| other.name == drum.name) {
            used.push(drum);
        }
    }
    let mut dice = Dice::new(song.settings.seed, variation);
    let mut sketch = Sketch::new(song, site);
    if !over_tracks {
        let shown = song.tracks.get(usize::from(track)).map_or(1, |track| usize::from(track.note_columns));
        (0..shown.max(used.len())).for_each(|column| sketch.clear(track, column, rows));
    }
    let beat = u16::from(song.settings.rows_per_beat.max(1));
    let bar_rows = u16::from(song.settings.rows_per_bar.max(1));
    let last_bar = usize::from((rows.1 - rows.0) / bar_rows);
    for (place, drum) in used.iter().enumerate() {
        let (at, column) = if over_tracks { (track + place as u16, 0) } else { (track, place) };
        if over_tracks {
            sketch.clear(at, column, rows);
        }
        let (instrument, pitch) = voice(song, site, drum);
        let of =
            |text: &'static str| parts(text).find(|(name, _)| *name == drum.name).map(|(_, signs)| signs);
        for row in rows.0..=rows.1 {
            let (bar, within) = (usize::from((row - rows.0) / bar_rows), (row - rows.0) % bar_rows);
            if !(within * 4).is_multiple_of(beat) {
                continue;
            }
            let step = usize::from(within * 4 / beat);
            let fills = last_bar > 0 && (bar % PHRASE == PHRASE - 1 || bar == last_bar);
            let signs = of(genre.fill).filter(|_| fills).or_else(|| of(genre.parts));
            let Some(volume) = stroke(sign(signs.unwrap_or("."), bar, step), variation, &mut dice) else {
                continue;
            };
            let cell = NoteCell {
                note: Some(Note::On(pitch)),
                instrument,
                volume: Some(VolumeCell::Volume(volume)),
                ..NoteCell::default()
            };
            sketch.put(at, column, row, cell);
        }
    }
    Ok(Made { edit: sketch.edit()?, told: genre.name.to_owned() })
}
