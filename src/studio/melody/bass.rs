//! Bass lines under the chords that sound.

use super::line::instrument;
use super::site::Site;
use super::sketch::Sketch;
use super::sounding::{Sounding, chords};
use super::styles::{BASSES, BassStyle};
use super::tonality::{near, of_song};
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use crate::song::row::NoteCell;
use crate::song::scale::Tonality;
use crate::studio::dice::Dice;
use crate::studio::preview::Made;

/// Where basses lie: E-1 to D#3.
const LOWEST: u8 = 16;
const HIGHEST: u8 = 39;

/// A pitch moved by octaves to where basses lie.
fn inside(pitch: Pitch) -> Pitch {
    let mut key = u8::from(pitch);
    while key < LOWEST {
        key += 12;
    }
    while key > HIGHEST {
        key -= 12;
    }
    Pitch::try_from(key).unwrap_or(pitch)
}

/// The pitch of a sign over a chord, near the last one.
fn pitch(
    sign: char,
    now: Sounding,
    next: Sounding,
    last: Pitch,
    tonality: Tonality,
    dice: &mut Dice,
) -> Option<Pitch> {
    let root = inside(near(now.root, last));
    let third = now.notes.iter().find(|step| matches!(step, 3 | 4));
    let fifth = now.notes.iter().find(|step| matches!(step, 6..=8));
    let above = |step: u8| inside(near((now.root + step) % 12, root));
    Some(match sign {
        'r' => root,
        '3' => above(third.copied().unwrap_or(0)),
        '5' => above(fifth.copied().unwrap_or(7)),
        '8' => Pitch::try_from(u8::from(root) + 12).unwrap_or(root),
        'a' => {
            let goal = inside(near(next.root, last));
            let by = if dice.below(2) == 0 { 1 } else { -1 };
            tonality.moved(goal, by).map_or(goal, inside)
        }
        _ => return None,
    })
}

fn read(text: &str) -> Result<usize, String> {
    let words: Vec<&str> = text.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    let fits = |style: &BassStyle| words.iter().all(|word| style.name.split(' ').any(|other| other == *word));
    let names = || BASSES.iter().map(|style| style.name).collect::<Vec<_>>().join(", ");
    BASSES
        .iter()
        .position(fits)
        .ok_or_else(|| format!("there is no bass {text}; expected one of {}", names()))
}

/// Writes a bass into the note column, under the chords of all other tracks. Variations go through the styles.
///
/// # Errors
/// If nothing sounds, or there is no such style.
pub fn make(song: &Song, site: &Site, text: &str, variation: u64) -> Result<Made, String> {
    let style = &BASSES[(read(text)? + (variation % BASSES.len() as u64) as usize) % BASSES.len()];
    let (track, column, rows) = (site.track(), site.column(), site.rows(song));
    let chords = chords(song, site, track, rows);
    if chords.iter().all(Option::is_none) {
        return Err("no other track sounds here: a bass needs chords or a melody".to_owned());
    }
    let (tonality, _) = of_song(song);
    let mut dice = Dice::new(song.settings.seed, variation);
    let beat = u16::from(song.settings.rows_per_beat.max(1));
    let bar_rows = u16::from(song.settings.rows_per_bar.max(1));
    let slot = instrument(song, site, track, column, rows.0);
    let mut sketch = Sketch::new(song, site);
    sketch.clear(track, column, rows);
    let (mut last, mut before) = (inside(Pitch::MIDDLE_C), None);
    for row in rows.0..=rows.1 {
        let at = usize::from((row - rows.0) / beat);
        let Some(now) = chords[at] else { continue };
        let within = (row - rows.0) % bar_rows;
        if !(within * 4).is_multiple_of(beat) {
            continue;
        }
        let sign = style.bar.chars().nth(usize::from(within * 4 / beat) % 16).unwrap_or('.');
        // A new chord is heard in the bass, whatever the style goes on with.
        let changed =
            before.is_some_and(|other: Sounding| other.root != now.root) && within.is_multiple_of(beat);
        let sign = if changed && matches!(sign, '.' | '5' | '3' | 'a') { 'r' } else { sign };
        before = Some(now);
        if sign == '=' {
            sketch.put(track, column, row, NoteCell { note: Some(Note::Off), ..NoteCell::default() });
            continue;
        }
        let next = chords.get(at + 1).copied().flatten().unwrap_or(now);
        if let Some(pitch) = pitch(sign, now, next, last, tonality, &mut dice) {
            sketch.note(track, column, row, pitch, slot);
            last = inside(pitch);
        }
    }
    Ok(Made { edit: sketch.edit()?, told: style.name.to_owned() })
}
