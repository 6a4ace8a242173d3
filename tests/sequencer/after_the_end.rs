//! What a song leaves behind when it has ended: nothing that the next sound would suffer from.

use crate::sample_exact::clicking;
use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::message::{Snapshot, ToEngine};
use segno::sequencer::player::Playing;
use std::sync::Arc;

/// A key's level in a song whose row has done something: while it plays, after its end, after it was stopped, and in
/// another song that was opened then.
fn struck(row: &str) -> [f32; 4] {
    let song = |row: &str| {
        let mut snapshot = clicking(&["---", row, "---", "---"], "120");
        Arc::make_mut(&mut Arc::make_mut(&mut snapshot.song).tracks[0]).locks[0] = "track.volume".into();
        snapshot
    };
    let (song, other) = (Arc::new(song(row)), Arc::new(song("---")));
    let after = |frames: usize, then: Vec<ToEngine>| {
        let mut engine = Engine::new(SampleRate(48_000));
        engine.handle(ToEngine::Snapshot(song.clone()));
        engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        engine.process(&mut left, &mut right, &mut |_| {});
        then.into_iter().for_each(|message| drop(engine.handle(message)));
        // Levels glide: the first key brings them back within a few hundredths of a second.
        let (mut left, mut right) = ([0.0f32; 4_800], [0.0; 4_800]);
        for _ in 0..2 {
            engine.handle(ToEngine::Strike { track: 0, instrument: 0, key: 60, velocity: 1.0 });
            engine.process(&mut left, &mut right, &mut |_| {});
        }
        left.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()))
    };
    let opened = |snapshot: &Arc<Snapshot>| {
        vec![ToEngine::Stop, ToEngine::Panic, ToEngine::Snapshot(snapshot.clone())]
    };
    [
        after(15_000, vec![]),
        after(60_000, vec![]),
        after(15_000, vec![ToEngine::Stop]),
        after(15_000, opened(&other)),
    ]
}

#[test]
fn a_key_is_as_loud_as_the_song_says_whatever_playback_had_set() {
    let [plain, ..] = struck("---");
    for row in ["- | V00", "- | &00"] {
        let [playing, ended, stopped, opened] = struck(row);
        assert!(
            playing < plain / 100.0,
            "{row}: what the song sets holds while it plays, {playing} of {plain}"
        );
        for level in [ended, stopped, opened] {
            assert!((level - plain).abs() < plain / 100.0, "{row}: {level} instead of {plain}");
        }
    }
}
