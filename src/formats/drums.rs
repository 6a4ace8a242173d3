//! Drums by their names: the keys that General MIDI gives them, and where they stand on a staff.

use crate::instruments::Patch;
use crate::instruments::drums::NAMES;
use crate::instruments::sampler::zone::Zone;
use crate::song::Song;

/// A drum.
#[derive(Debug, PartialEq, Eq)]
pub struct Drum {
    /// Words by one of which its sample or instrument is known, in small letters.
    words: &'static [&'static str],
    /// Its name.
    pub name: &'static str,
    /// Its key in General MIDI.
    pub key: u8,
    /// Letter and octave at which it is written on a staff of five lines.
    pub place: (char, u8),
    /// The head of its notes, as MusicXML names it.
    pub head: &'static str,
}

const fn drum(
    words: &'static [&'static str],
    name: &'static str,
    key: u8,
    place: (char, u8),
    head: &'static str,
) -> Drum {
    Drum { words, name, key, place, head }
}

/// All of them; what is more special stands before what is less. Places are those of Weinberg, "Guidelines for Drumset Notation" (1994).
const DRUMS: &[Drum] = &[
    drum(
        &[
            "open hat",
            "hat open",
            "open hihat",
            "hihat open",
            "open hi hat",
            "hi hat open",
            "open hh",
            "hh open",
            "ohh",
        ],
        "Open hi-hat",
        46,
        ('G', 5),
        "circle-x",
    ),
    drum(
        &["pedal hat", "foot hat", "pedal hihat", "pedal hi hat", "foot hi hat"],
        "Pedal hi-hat",
        44,
        ('D', 4),
        "x",
    ),
    drum(&["hat", "hihat", "hi hat", "chh", "hh"], "Closed hi-hat", 42, ('G', 5), "x"),
    drum(&["kick", "bass drum", "bd"], "Bass drum", 36, ('F', 4), "normal"),
    drum(&["rim", "side stick", "sidestick"], "Side stick", 37, ('C', 5), "x"),
    drum(&["clap"], "Hand clap", 39, ('C', 5), "slash"),
    drum(&["brush", "snare", "sd"], "Snare drum", 38, ('C', 5), "normal"),
    drum(&["crash", "cymbal"], "Crash cymbal", 49, ('A', 5), "x"),
    drum(&["ride"], "Ride cymbal", 51, ('F', 5), "x"),
    drum(&["cowbell"], "Cowbell", 56, ('E', 5), "triangle"),
    drum(&["tambourine"], "Tambourine", 54, ('B', 4), "triangle"),
    drum(&["conga"], "Conga", 63, ('D', 5), "normal"),
    drum(&["bongo"], "Bongo", 60, ('E', 5), "normal"),
    drum(&["shaker", "maracas", "cabasa"], "Shaker", 70, ('E', 5), "x"),
    drum(&["tom"], "Tom", 47, ('D', 5), "normal"),
    drum(&["stick", "click", "woodblock", "clave"], "Claves", 75, ('E', 5), "diamond"),
    drum(&["percussion", "perc", "drums", "drum", "break", "kit"], "Percussion", 39, ('C', 5), "normal"),
];

/// The drum whose words stand in a name.
fn named(name: &str) -> Option<&'static Drum> {
    let name = name.to_lowercase();
    let words: Vec<&str> =
        name.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let plain = words.join(" ");
    let stands = |wanted: &&str| match wanted.contains(' ') {
        true => plain.contains(*wanted),
        // A plural, or with a number behind it.
        false => words.iter().any(|word| {
            word.strip_prefix(*wanted)
                .is_some_and(|rest| rest.chars().all(|sign| sign == 's' || sign.is_ascii_digit()))
        }),
    };
    DRUMS.iter().find(|drum| drum.words.iter().any(stands))
}

/// The drum that a key of an instrument strikes; `None` if it is none. A sampler's is known by the sample of its zone, then by its own
/// name.
pub fn struck(song: &Song, slot: u8, key: u8) -> Option<&'static Drum> {
    let instrument = song.instruments.get(usize::from(slot))?.as_ref()?;
    let own = || named(&instrument.name);
    match &instrument.patch {
        Patch::Sampler(sampler) => {
            let holds = |zone: &&Zone| (zone.low_key..=zone.high_key).contains(&key);
            let zone = sampler.zones.iter().find(holds)?;
            let sample = song.samples.get(usize::from(zone.sample)).and_then(Option::as_ref);
            sample.and_then(|sample| named(&sample.name)).or_else(own)
        }
        Patch::Drums(drums) => {
            let name = NAMES.get(drums.drum as usize)?;
            own().or_else(|| named(name))
        }
        _ => own(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drums_are_known_by_their_names() {
        let key = |name: &str| named(name).map(|drum| drum.key);
        assert_eq!(
            [key("Kick 2"), key("Soft kick"), key("Hat, open"), key("Hats")],
            [Some(36), Some(36), Some(46), Some(42)]
        );
        assert_eq!(
            [key("Open hi-hat"), key("Hat_Open_01"), key("HiHat-Open"), key("Pedal hi-hat"), key("HH 2")],
            [Some(46), Some(46), Some(46), Some(44), Some(42)]
        );
        assert_eq!(
            [key("Zap tom"), key("Congas"), key("Strings"), key("Tomorrow")],
            [Some(47), Some(63), None, None]
        );
    }
}
