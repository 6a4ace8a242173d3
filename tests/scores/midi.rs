//! Standard MIDI Files, read back by the crate `midly`.

use crate::song_random::song as random_song;
use crate::stage::{Heard, heard, song, songs};
use midly::{Format, MetaMessage, MidiMessage, Smf, Timing, TrackEventKind};
use segno::formats::{drums, smf};
use segno::sequencer::score::Score;
use segno::song::groove::Groove;
use segno::song::routing::Routing;
use segno::song::tempo::Tempo;
use segno::song::{Settings, Song};
use std::collections::BTreeMap;

/// A file as others read it: parts of a beat, and notes as track, key, from, to.
struct Read {
    parts: f64,
    /// Where a tempo begins, and microseconds of a beat.
    tempi: Vec<(u64, u64)>,
    signatures: Vec<(u64, u8, u8)>,
    markers: Vec<(u64, String)>,
    notes: Vec<(usize, u8, u64, u64)>,
    channels: BTreeMap<usize, u8>,
    ports: BTreeMap<usize, u8>,
}

fn read(bytes: &[u8]) -> Read {
    let file = Smf::parse(bytes).expect("a file");
    assert_eq!(file.header.format, Format::Parallel);
    let Timing::Metrical(parts) = file.header.timing else { panic!("{:?}", file.header.timing) };
    let mut found = Read {
        parts: f64::from(parts.as_int()),
        tempi: Vec::new(),
        signatures: Vec::new(),
        markers: Vec::new(),
        notes: Vec::new(),
        channels: BTreeMap::new(),
        ports: BTreeMap::new(),
    };
    for (number, track) in file.tracks.iter().enumerate() {
        let (mut now, mut on) = (0u64, BTreeMap::<u8, u64>::new());
        for event in track {
            now += u64::from(event.delta.as_int());
            match event.kind {
                TrackEventKind::Meta(MetaMessage::Tempo(tempo)) => {
                    found.tempi.push((now, tempo.as_int().into()))
                }
                TrackEventKind::Meta(MetaMessage::TimeSignature(upper, lower, 24, 8)) => {
                    found.signatures.push((now, upper, 1 << lower));
                }
                TrackEventKind::Meta(MetaMessage::MidiPort(port)) => {
                    assert!(now == 0 && on.is_empty(), "a port is told before its notes");
                    found.ports.insert(number, port.as_int());
                }
                TrackEventKind::Meta(MetaMessage::Marker(text)) => {
                    found.markers.push((now, String::from_utf8_lossy(text).into_owned()));
                }
                TrackEventKind::Midi { channel, message: MidiMessage::NoteOn { key, vel } } => {
                    assert!(vel.as_int() > 0);
                    assert!(*found.channels.entry(number).or_insert(channel.as_int()) == channel.as_int());
                    assert_eq!(on.insert(key.as_int(), now), None, "a key is struck while it is down");
                }
                TrackEventKind::Midi { message: MidiMessage::NoteOff { key, .. }, .. } => {
                    let from = on.remove(&key.as_int()).expect("a key is let go that is not down");
                    assert!(now > from);
                    found.notes.push((number, key.as_int(), from, now));
                }
                _ => {}
            }
        }
        assert!(on.is_empty(), "keys stay down");
        assert!(matches!(track.last().expect("events").kind, TrackEventKind::Meta(MetaMessage::EndOfTrack)));
    }
    found.notes.sort_by_key(|(track, key, from, _)| (*from, *track, *key));
    found
}

impl Read {
    /// The seconds at which a part of the song begins.
    fn seconds(&self, at: u64) -> f64 {
        let mut seconds = 0.0;
        for (number, (from, tempo)) in self.tempi.iter().enumerate() {
            let until = self.tempi.get(number + 1).map_or(u64::MAX, |(next, _)| *next).min(at);
            if until > *from {
                seconds += (until - from) as f64 / self.parts * *tempo as f64 / 1e6;
            }
        }
        seconds
    }
}

/// Compares what a file says with what the sequencer does: every onset, in parts of a beat and in seconds.
fn compare(name: &str, song: &Song, exact: bool) {
    let file = read(&smf::write(song, &Score::of(song)));
    let routing = Routing::of(song);
    let mut expected = BTreeMap::<(usize, u8, u64), Heard>::new();
    let all: Vec<Heard> = heard(song).into_iter().filter(|note| routing.is_heard(note.track)).collect();
    let mut tracks: Vec<usize> = all.iter().map(|note| note.track).collect();
    tracks.sort_unstable();
    tracks.dedup();
    for note in &all {
        // The first track of the file is the conductor's.
        let track = 1 + tracks.iter().position(|track| *track == note.track).expect("a track");
        let drum =
            drums::struck(song, note.instrument, note.key).filter(|_| file.channels.get(&track) == Some(&9));
        let key = drum.map_or(note.key.min(127), |drum| drum.key);
        let at = note.beats * file.parts;
        if exact {
            assert!((at - at.round()).abs() < 1e-3, "{name}: {note:?} lies between two parts of a beat");
        }
        expected.insert((track, key, at.round() as u64), *note);
    }
    let mut found = 0;
    for (track, key, from, _) in &file.notes {
        let near = [*from, from.wrapping_sub(1), from + 1];
        let near = &near[..if exact { 1 } else { 3 }];
        let note = near.iter().find_map(|at| expected.get(&(*track, *key, *at)));
        let note = note.unwrap_or_else(|| panic!("{name}: track {track} key {key} at {from} is not played"));
        let seconds = file.seconds(*from);
        let half = 0.6 / file.parts * 3.0;
        assert!(
            (seconds - note.seconds).abs() < if exact { 2e-3 } else { half.max(2e-3) },
            "{name}: {note:?} at {seconds}"
        );
        found += 1;
    }
    // What ends as it begins is not in the file.
    let least = if exact { expected.len() } else { expected.len() * 99 / 100 };
    assert!(found >= least, "{name}: {found} of {}", expected.len());
}

#[test]
fn every_note_of_the_songs_is_where_the_sequencer_strikes_it() {
    for (name, _, song) in songs() {
        compare(&name, &song, false);
    }
}

#[test]
fn ticks_grooves_tempo_and_odd_beats_are_exact() {
    let rows = [
        "C-4 01 | Q03",
        "-",
        "E-4 01 --- d40; G-4 01",
        "=== | T64",
        "C-5 01 | SD2",
        "B-4 01 | T12",
        "-; ===",
    ];
    for rows_per_beat in [3, 4, 5, 7] {
        let settings =
            Settings { rows_per_beat, tempo: Tempo::parse("127.3").expect("a tempo"), ..Settings::default() };
        compare(&format!("{rows_per_beat} rows"), &song(&[&rows[..]], settings.clone()), true);
        let groove = Groove::new(&[2, 1]).expect("a groove");
        compare("triplets", &song(&[&rows[..]], Settings { groove: Some(groove), ..settings }), true);
    }
}

#[test]
fn bars_tempo_and_sections_are_told() {
    let mut song = song(&[&["C-4 01"; 24]], Settings { rows_per_bar: 12, ..Settings::default() });
    std::sync::Arc::make_mut(&mut song.order)[0].section = Some("Verse".to_owned());
    let file = read(&smf::write(&song, &Score::of(&song)));
    assert_eq!((file.signatures, file.markers), (vec![(0, 3, 4)], vec![(0, "Verse".to_owned())]));
    assert_eq!(file.tempi, [(0, 500_000)]);
    assert_eq!(file.notes.len(), 24);
    assert_eq!(file.notes[1], (1, 60, 240, 480));
}

#[test]
fn files_of_any_song_are_whole() {
    for seed in 0..8u64 {
        let song = random_song(&(0..60).map(|n| seed * 1_000 + n).collect::<Vec<_>>());
        read(&smf::write(&song, &Score::of(&song)));
    }
}

#[test]
fn each_track_has_a_channel_of_its_own_however_many_there_are() {
    let with_tracks = |count: usize| {
        let rows: Vec<&[&str]> = vec![&["C-4 01", "==="]; count];
        let mut song = song(&rows, Settings::default());
        let track = song.tracks[0].clone();
        song.tracks.resize(count, track);
        read(&smf::write(&song, &Score::of(&song)))
    };
    let few = with_tracks(15);
    assert!(few.ports.is_empty() && few.channels.len() == 15, "{:?}", few.channels);
    let many = with_tracks(33);
    let mut ways: Vec<(u8, u8)> = (1..=33).map(|track| (many.ports[&track], many.channels[&track])).collect();
    assert_eq!((ways[0], ways[14], ways[15], ways[32]), ((0, 0), (0, 15), (1, 0), (2, 2)));
    ways.dedup();
    assert_eq!(ways.len(), 33);
    assert!(many.channels.values().all(|channel| *channel != 9));
}
