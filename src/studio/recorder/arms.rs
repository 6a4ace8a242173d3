//! Tracks that are armed: which keys of which device and channel go to which. Where none is, all go to the track under the cursor.

use crate::engine::live::Part;
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::seat::Seat;

/// A track that is armed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// The track.
    pub track: u16,
    /// Only keys of the device of that name.
    pub device: Option<String>,
    /// Only keys of that channel, from 0.
    pub channel: Option<u8>,
    /// The lowest and the highest key.
    pub keys: [u8; 2],
    /// The instrument's slot; `None`: what the track plays, or the seat's.
    pub instrument: Option<u8>,
}

impl Arm {
    /// A track that gets every key.
    pub fn of(track: u16) -> Arm {
        Arm { track, device: None, channel: None, keys: [0, 127], instrument: None }
    }
}

/// The first instrument that a track's lanes name, by slot.
fn first_instrument(song: &Song, track: u16) -> Option<u8> {
    let lanes = (0..song.patterns.len()).filter_map(|pattern| song.lane(pattern, track.into()));
    let mut rows = lanes.flat_map(|lane| lane.rows().iter());
    rows.find_map(|(_, row)| row.notes.iter().find_map(|cell| cell.instrument)).map(|number| number.get() - 1)
}

/// The parts that the engine is to know.
pub fn parts(studio: &Studio, seat: &Seat) -> Vec<Part> {
    let all = Part {
        port: None,
        channel: None,
        keys: [0, 127],
        track: studio.track_of_board(seat.place.track),
        instrument: seat.instrument,
        shift: 0,
    };
    let arms = &studio.recorder.arms;
    if arms.is_empty() {
        return vec![all];
    }
    let part = |arm: &Arm| {
        // A device that is not there sends nothing.
        let port = arm.device.as_ref().map(|device| studio.midi.place_of(device).unwrap_or(u8::MAX));
        let here = (arm.track == seat.place.track).then_some(seat.instrument);
        let instrument = arm.instrument.or(here).or_else(|| first_instrument(studio.song(), arm.track));
        let instrument = instrument.unwrap_or(seat.instrument);
        Part { port, channel: arm.channel, keys: arm.keys, track: arm.track, instrument, shift: 0 }
    };
    arms.iter().map(part).collect()
}

/// Reads what stands behind `arm`: `3`, `3 channel 2`, `3 keys C-2 B-3`, `3 device Keys`, several of these together.
///
/// # Errors
/// What was expected.
pub fn read(text: &str, here: u16, tracks: usize) -> Result<Arm, String> {
    let (text, device) = match text.split_once("device ") {
        Some((before, device)) => {
            (before, Some(device.trim().to_owned()).filter(|device| !device.is_empty()))
        }
        None => (text, None),
    };
    let mut words = text.split_whitespace().peekable();
    let number = words.next_if(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    let track = match number.map(str::parse::<u16>) {
        None => here,
        Some(Ok(number)) if number >= 1 && usize::from(number) <= tracks => number - 1,
        Some(_) => return Err(format!("expected the number of a track, from 1 to {tracks}")),
    };
    let mut arm = Arm { device, ..Arm::of(track) };
    while let Some(word) = words.next() {
        match word {
            "channel" => {
                let channel =
                    words.next().and_then(|word| word.parse::<u8>().ok()).filter(|n| (1..=16).contains(n));
                arm.channel = Some(channel.ok_or("channels are 1 to 16")? - 1);
            }
            "keys" => {
                let mut key = || words.next().and_then(key_of).ok_or("keys are two notes, such as C-2 B-3");
                let (low, high) = (key()?, key()?);
                if low > high {
                    return Err("the lower key comes first".to_owned());
                }
                arm.keys = [low, high];
            }
            other => return Err(format!("expected channel, keys or device, not {other}")),
        }
    }
    Ok(arm)
}

fn key_of(text: &str) -> Option<u8> {
    use crate::song::note::Note;
    let row = crate::song::notation::parse_row(text).ok()?;
    match row.notes[0].note {
        Some(Note::On(pitch)) => Some(pitch.midi()),
        _ => None,
    }
}

/// An arm in words.
pub fn words(arm: &Arm) -> String {
    let mut words = format!("track {}", arm.track + 1);
    if let Some(channel) = arm.channel {
        words += &format!(", channel {}", channel + 1);
    }
    if arm.keys != [0, 127] {
        words += &format!(", keys {} to {}", arm.keys[0], arm.keys[1]);
    }
    if let Some(device) = &arm.device {
        words += &format!(", {device}");
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_are_read_as_they_are_said() {
        let read = |text| read(text, 4, 8);
        assert_eq!(read(""), Ok(Arm::of(4)));
        assert_eq!(read("3"), Ok(Arm::of(2)));
        assert_eq!(read("3 channel 2"), Ok(Arm { channel: Some(1), ..Arm::of(2) }));
        let split = Arm { keys: [36, 59], device: Some("My Keys".to_owned()), ..Arm::of(1) };
        assert_eq!(read("2 keys C-2 B-3 device My Keys"), Ok(split));
        for (text, part) in [
            ("9", "from 1 to 8"),
            ("0", "from 1 to 8"),
            ("2 channel 17", "1 to 16"),
            ("2 keys B-3 C-2", "lower key"),
            ("2 keys low", "two notes"),
            ("2 loud", "not loud"),
        ] {
            let fault = read(text).expect_err(text);
            assert!(fault.contains(part), "{text}: {fault}");
        }
    }
}
