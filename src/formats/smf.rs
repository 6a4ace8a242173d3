//! Standard MIDI Files of type 1 (RP-001): tempo, bars and sections in the first track, each of the song's tracks in one of its own.

use super::drums;
use crate::sequencer::beats::Beats;
use crate::sequencer::score::{Bar, Score, Struck};
use crate::song::Song;
use crate::song::tempo::greatest_common_divisor;

/// Parts of a beat that a file has at least.
const PARTS: u64 = 960;
/// The most that its header can say.
const MOST_PARTS: u64 = 0x7FFF;
/// The channel of drums, from 0.
const DRUMS: u8 = 9;
/// The other channels of a port.
const PITCHED: usize = 15;
/// The most that a time between two events can be.
const LONGEST: u64 = 0x0FFF_FFFF;

/// Meta events.
const NAME: u8 = 0x03;
const MARKER: u8 = 0x06;
const PORT: u8 = 0x21;
const END: u8 = 0x2F;
const TEMPO: u8 = 0x51;
const SIGNATURE: u8 = 0x58;

/// The bytes of an event and when it comes; at one moment those of a lower rank come first, so that notes end before others begin.
type Timed = (u64, u8, Vec<u8>);

/// Writes what a song plays. Pitches are those of keys: slides, vibrato and tunings are not in it.
pub fn write(song: &Song, played: &Score) -> Vec<u8> {
    let parts = parts(played);
    let at = |beats: Beats| beats.parts(parts);
    let mut conductor: Vec<Timed> = vec![(0, 0, meta(NAME, song.settings.title.as_bytes()))];
    for (moment, tempo) in &played.tempi {
        let microseconds = (60_000_000.0 / tempo.bpm()).round() as u32;
        conductor.push((at(moment.played), 1, meta(TEMPO, &microseconds.to_be_bytes()[1..])));
    }
    let mut present = None;
    for (bar, next) in played.bars.iter().zip(ends(played)) {
        let signature = signature(bar.begin.written, next);
        if present != Some(signature) {
            let (upper, lower) = signature;
            // The metronome clicks at quarters, which have eight thirty-seconds.
            let bytes = [upper, lower.trailing_zeros() as u8, 24, 8];
            conductor.push((at(bar.begin.played), 2, meta(SIGNATURE, &bytes)));
            present = Some(signature);
        }
        if let Some(section) = &bar.section {
            conductor.push((at(bar.begin.played), 3, meta(MARKER, section.as_bytes())));
        }
    }
    let end = at(played.end.played);
    let mut tracks = vec![track(conductor, end)];
    let by_track = played.by_track();
    let pitched = by_track.values().filter(|notes| !is_drums(song, notes)).count();
    // Each port has sixteen channels, of which one is for drums.
    let of_port =
        |port: u8| (0..16u8).filter(|channel| *channel != DRUMS).map(move |channel| (port, channel));
    let mut free = (0..=127u8).flat_map(of_port);
    for (number, notes) in by_track {
        let is_drums = is_drums(song, &notes);
        let (port, channel) = if is_drums { (0, DRUMS) } else { free.next().unwrap_or_default() };
        let name = song.tracks.get(number).map_or("", |track| &track.name);
        let mut events: Vec<Timed> = vec![(0, 0, meta(NAME, name.as_bytes()))];
        if pitched > PITCHED {
            events.push((0, 0, meta(PORT, &[port])));
        }
        let keys = notes.iter().map(|note| {
            let drum = if is_drums { drums::struck(song, note.instrument, note.key) } else { None };
            let key = drum.map_or(note.key.min(127), |drum| drum.key);
            (at(note.begin.played), at(note.end.played), key, note.velocity)
        });
        for (begin, end, key, velocity) in apart(keys.collect()) {
            let velocity = (velocity * 127.0).round().clamp(1.0, 127.0) as u8;
            events.push((begin, 2, vec![0x90 | channel, key, velocity]));
            events.push((end, 1, vec![0x80 | channel, key, 64]));
        }
        tracks.push(track(events, end));
    }
    let mut bytes = b"MThd\0\0\0\x06\0\x01".to_vec();
    bytes.extend((tracks.len() as u16).to_be_bytes());
    bytes.extend((parts as u16).to_be_bytes());
    tracks.iter().for_each(|track| bytes.extend(track));
    bytes
}

/// When each bar ends, in beats as written.
fn ends(played: &Score) -> impl Iterator<Item = Beats> {
    let begins = played.bars.iter().skip(1).map(|bar: &Bar| bar.begin.written);
    begins.chain([played.end.written])
}

/// The time signature of a bar from one moment to another: as many quarters, or of a shorter value as many as are needed.
fn signature(begin: Beats, end: Beats) -> (u8, u8) {
    let (upper, lower) = time_signature(end.parts(8).saturating_sub(begin.parts(8)), u8::MAX.into());
    (upper as u8, lower as u8)
}

/// That of a bar of so many thirty-seconds, which are as short as a signature gets. Where it would need more than `most` of any value it
/// is as many quarters as it has whole.
pub(super) fn time_signature(parts: u64, most: u64) -> (u64, u64) {
    let parts = parts.clamp(1, most * 8);
    let fits = |lower: &u64| parts.is_multiple_of(32 / lower) && parts / (32 / lower) <= most;
    let lower = [4u64, 8, 16, 32].into_iter().find(fits).unwrap_or(4);
    ((parts / (32 / lower)).clamp(1, most), lower)
}

/// Whether more than half of a track's notes are drums.
pub(super) fn is_drums(song: &Song, notes: &[&Struck]) -> bool {
    let drums = notes.iter().filter(|note| drums::struck(song, note.instrument, note.key).is_some()).count();
    2 * drums > notes.len()
}

/// Parts of a beat in which all that happens in the song is whole, as far as a file can say so.
fn parts(played: &Score) -> u64 {
    let all = played.notes.iter().flat_map(|note| [note.begin.played, note.end.played]);
    let all = all.chain(played.tempi.iter().map(|(moment, _)| moment.played)).chain([played.end.played]);
    all.fold(PARTS, |parts, beats| {
        let wanted = beats.denominator();
        let both = u128::from(parts) / greatest_common_divisor(parts.into(), wanted) * wanted;
        u64::try_from(both).ok().filter(|both| *both <= MOST_PARTS).unwrap_or(parts)
    })
}

type Keyed = (u64, u64, u8, f32);

/// Notes of one key end before the next one of it begins: one channel cannot tell them from each other. Of those that begin together the
/// last is left.
fn apart(mut notes: Vec<Keyed>) -> Vec<Keyed> {
    notes.sort_by_key(|(begin, _, key, _)| (*key, *begin));
    let mut kept: Vec<Keyed> = Vec::with_capacity(notes.len());
    for note in notes {
        if let Some(last) = kept.last_mut().filter(|last| last.2 == note.2) {
            if last.0 == note.0 {
                *last = note;
                continue;
            }
            last.1 = last.1.min(note.0);
        }
        kept.push((note.0, note.1.max(note.0 + 1), note.2, note.3));
    }
    kept
}

fn meta(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut event = vec![0xFF, kind];
    length(&mut event, bytes.len() as u64);
    event.extend(bytes);
    event
}

/// A number of variable length: seven bits in each byte, the highest bit says that more follow.
fn length(out: &mut Vec<u8>, number: u64) {
    let number = number.min(LONGEST);
    let bytes = (0..4).rev().skip_while(|place| *place > 0 && number >> (7 * place) == 0);
    out.extend(bytes.map(|place| (number >> (7 * place)) as u8 & 0x7F | if place > 0 { 0x80 } else { 0 }));
}

fn track(mut events: Vec<Timed>, end: u64) -> Vec<u8> {
    events.sort_by_key(|(at, rank, _)| (*at, *rank));
    let last = events.last().map_or(0, |(at, ..)| *at).max(end);
    events.push((last, u8::MAX, meta(END, &[])));
    let (mut body, mut now) = (Vec::new(), 0);
    for (at, _, bytes) in events {
        length(&mut body, at - now);
        body.extend(bytes);
        now = at;
    }
    let mut track = b"MTrk".to_vec();
    track.extend((body.len() as u32).to_be_bytes());
    track.extend(body);
    track
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_lengths_that_the_standard_shows() {
        let written = |number: u64| {
            let mut out = Vec::new();
            length(&mut out, number);
            out
        };
        assert_eq!(written(0), [0]);
        assert_eq!(written(0x40), [0x40]);
        assert_eq!(written(0x80), [0x81, 0x00]);
        assert_eq!(written(0x10_0000), [0xC0, 0x80, 0x00]);
        assert_eq!(written(0x0FFF_FFFF), [0xFF, 0xFF, 0xFF, 0x7F]);
    }

    #[test]
    fn bars_have_signatures() {
        let of = |parts| time_signature(parts, 255);
        assert_eq!([32, 24, 28, 12, 5].map(of), [(4, 4), (3, 4), (7, 8), (3, 8), (5, 32)]);
        assert_eq!((of(821), time_signature(821, 1 << 32)), ((102, 4), (821, 32)));
    }

    #[test]
    fn a_key_ends_before_it_is_struck_again() {
        let found = apart(vec![(0, 100, 60, 1.0), (50, 80, 60, 1.0), (50, 60, 62, 1.0), (50, 90, 60, 0.5)]);
        assert_eq!(found, [(0, 50, 60, 1.0), (50, 90, 60, 0.5), (50, 60, 62, 1.0)]);
    }
}
