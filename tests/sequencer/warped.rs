//! Clips that follow the tempo: what was recorded at one tempo lies on the rows at another, at its own pitch.

use crate::clicks::{off, peak, roughness, starts};
use crate::trace::song;
use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::sequencer::performance::{Speed, Wish};
use segno::sequencer::player::Playing;
use segno::song::clip::{Change, Clip, Take};
use segno::song::edit::Edit;
use segno::song::groove::Groove;
use segno::song::order::OrderEntry;
use segno::song::tempo::Tempo;
use segno::song::{Settings, Song};
use std::sync::Arc;

const RATE: SampleRate = SampleRate(48_000);
const WHOLE: Playing = Playing::Song { order: 0, row: 0, repeat: false };
/// Rows of the pattern: 16 beats.
const ROWS: u16 = 64;
/// Frames of a beat at 100 BPM.
const BEAT: usize = 28_800;

/// A click on every beat of 100 BPM, `late` frames after it: 1.5 kHz, dying away in some milliseconds.
fn clicks(count: usize, late: usize) -> Vec<f32> {
    let mut sound = vec![0.0f32; count * BEAT + 4_800];
    for number in 0..count {
        for (n, sample) in sound[number * BEAT + late..].iter_mut().take(2_400).enumerate() {
            let time = n as f32 / 48_000.0;
            *sample += 0.8 * (std::f32::consts::TAU * 1_500.0 * time).cos() * (-time / 0.004).exp();
        }
    }
    sound
}

fn sine(hertz: f64, seconds: f64) -> Vec<f32> {
    let turn = std::f64::consts::TAU * hertz / 48_000.0;
    (0..(seconds * 48_000.0) as usize).map(|n| ((turn * n as f64).sin() * 0.5) as f32).collect()
}

fn take(offset: i64) -> Take {
    Take { sample: 0, offset, length: 0, tempo: Some(Tempo::whole(100)) }
}

/// A clip from row 4 on.
fn clip(warp: bool) -> Clip {
    Clip { row: 4, takes: vec![take(0)], warp, ..Clip::default() }
}

/// A pattern of 16 beats, twice, at that tempo, with that clip.
fn with(clip: Clip, bpm: u32) -> Song {
    let plain = song(&["---"]);
    let settings = Settings { tempo: Tempo::whole(bpm), ..Settings::clone(&plain.settings) };
    let edits = vec![
        Edit::SetSettings { settings: Box::new(settings) },
        Edit::PatternSettings { pattern: 0, name: String::new(), length: ROWS },
        Edit::InsertOrder { at: 1, entry: OrderEntry { pattern: 0, ..OrderEntry::default() } },
        Edit::Clip { pattern: 0, track: 0, clip },
    ];
    Edit::Several { edits }.apply(&plain).expect("a song")
}

/// What is heard of it with that sound, left, from the frame of the first row played on.
fn heard(song: &Song, sound: &[f32], playing: Playing, block: usize, frames: usize) -> Vec<f32> {
    let bank = SampleBank::new(vec![Some(Arc::new(SampleAudio::new(48_000, vec![sound.to_vec()])))]);
    let snapshot = Snapshot { song: Arc::new(song.clone()), samples: Arc::new(bank) };
    crate::clips::heard(&snapshot, playing, block, frames)
}

#[test]
fn clicks_recorded_at_100_bpm_lie_on_the_rows_at_any_tempo() {
    for late in [0, 700] {
        let sound = clicks(12, late);
        for bpm in [120, 100, 60, 80, 97, 133, 150, 200] {
            let beat = 48_000.0 * 60.0 / f64::from(bpm);
            let heard = heard(&with(clip(true), bpm), &sound, WHOLE, 512, (13.5 * beat) as usize);
            let place = |n: u32| (1.0 + f64::from(n) + late as f64 / BEAT as f64) * beat;
            let off = off(&starts(&heard, 0.2), &(0..12).map(place).collect::<Vec<_>>());
            assert!(off < 1.0, "{bpm} BPM, {late} frames late: {off} ms");
        }
    }
}

#[test]
fn where_playback_begins_later_the_clicks_lie_on_the_same_rows() {
    let (song, sound) = (with(clip(true), 120), clicks(30, 0));
    for (order, row, first) in [(0, 10, 3), (0, 33, 9), (0, 63, 16), (1, 7, 18)] {
        let playing = Playing::Song { order, row, repeat: false };
        let heard = heard(&song, &sound, playing, 512, 4 * 24_000);
        let from = order * ROWS + row;
        let place = |n: u16| f64::from((first + n) * 4 - from) * 6_000.0;
        let expected: Vec<f64> = (0..5).map(place).filter(|at| *at < 95_900.0).collect();
        let off = off(&starts(&heard, 0.2), &expected);
        assert!(off < 1.0, "from row {row}: {off} ms");
    }
}

#[test]
fn off_or_at_its_own_tempo_it_is_what_it_was_to_the_bit() {
    let sound: Vec<f32> = clicks(12, 0).iter().zip(sine(220.0, 8.0)).map(|(a, b)| a + 0.3 * b).collect();
    let plain = Clip { row: 4, takes: vec![Take { sample: 0, ..Take::default() }], ..Clip::default() };
    let expected = heard(&with(plain, 100), &sound, WHOLE, 512, 8 * BEAT);
    assert!(peak(&expected) > 0.3);
    for (name, warp, bpm) in [("off", false, 100), ("at its own tempo", true, 100)] {
        assert!(heard(&with(clip(warp), bpm), &sound, WHOLE, 512, 8 * BEAT) == expected, "{name}");
    }
    let [off, unknown] = [clip(false), Clip { takes: vec![Take::default()], ..clip(true) }]
        .map(|clip| heard(&with(clip, 133), &sound, WHOLE, 512, 8 * BEAT));
    assert!(off == unknown, "a take whose tempo nobody knows has its own speed");
}

#[test]
fn the_tempo_may_change_and_rows_may_swing() {
    let sound = clicks(24, 0);
    let song = with(clip(true), 90);
    let entry = OrderEntry { pattern: 0, tempo: Some(Tempo::whole(140)), ..OrderEntry::default() };
    let swing = Groove::parse("60 40").expect("a groove");
    let settings = Settings { groove: Some(swing), ..Settings::clone(&song.settings) };
    // The clip of the first entry sounds on over the second, which has none.
    let edits = vec![
        Edit::SetSettings { settings: Box::new(settings) },
        Edit::InsertPattern {
            at: 1,
            pattern: segno::song::pattern::Pattern { length: 64, ..Default::default() },
        },
        Edit::InsertOrder { at: 1, entry: OrderEntry { pattern: 1, ..entry } },
    ];
    let song = Edit::Several { edits }.apply(&song).expect("a song");
    let (slow, fast) = (32_000.0, 48_000.0 * 60.0 / 140.0);
    let heard = heard(&song, &sound, WHOLE, 512, (16.0 * slow + 6.5 * fast) as usize);
    let place = |beat: u32| match beat {
        beat if beat < 16 => f64::from(beat) * slow,
        beat => 16.0 * slow + f64::from(beat - 16) * fast,
    };
    let off = off(&starts(&heard, 0.2), &(1..23).map(place).collect::<Vec<_>>());
    assert!(off < 1.0, "{off} ms");
}

#[test]
fn it_goes_along_with_the_tempo_to_practise_at() {
    let (song, sound) = (with(clip(true), 120), clicks(8, 0));
    let bank = SampleBank::new(vec![Some(Arc::new(SampleAudio::new(48_000, vec![sound])))]);
    let mut engine = Engine::new(RATE);
    engine.handle(ToEngine::Snapshot(Arc::new(Snapshot { song: Arc::new(song), samples: Arc::new(bank) })));
    engine.handle(ToEngine::Perform(Wish::Speed(Speed { ratio: 700_000, ..Speed::default() })));
    engine.handle(ToEngine::Play(WHOLE));
    let (late, beat) = (engine.latency().0 as usize, 48_000.0 * 60.0 / 84.0);
    let mut left = vec![0.0; late + (8.5 * beat) as usize];
    let mut right = left.clone();
    engine.process(&mut left, &mut right, &mut |_| {});
    let off = off(&starts(&left[late..], 0.2), &(1..9).map(|n| f64::from(n) * beat).collect::<Vec<_>>());
    assert!(off < 1.0, "at 84 BPM: {off} ms");
}

#[test]
fn a_tone_keeps_its_pitch_and_its_level_and_has_no_steps() {
    for bpm in [70, 120, 145] {
        let heard = heard(&with(clip(true), bpm), &sine(220.0, 9.0), WHOLE, 512, 5 * 48_000);
        let first = 48_000 * 60 / bpm as usize;
        let heard = &heard[first + 4_800..];
        let turns = heard.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
        let hertz = turns as f64 * 48_000.0 / heard.len() as f64;
        assert!((hertz - 220.0).abs() < 1.0, "{bpm} BPM: {hertz} Hz");
        let peaks: Vec<f32> = heard.windows(480).step_by(40).map(peak).collect();
        let (low, high) =
            peaks.iter().fold((1.0f32, 0.0f32), |(low, high), at| (low.min(*at), high.max(*at)));
        let ripple = 20.0 * (high / low).log10();
        assert!(ripple < 1.5, "{bpm} BPM: {ripple} dB");
        let curve = high * (std::f32::consts::TAU * 220.0 / 48_000.0).powi(2);
        assert!(roughness(heard) < 2.0 * curve + 1e-3, "{bpm} BPM: {} for {curve}", roughness(heard));
    }
}

#[test]
fn takes_of_two_tempos_lie_on_the_rows_alike() {
    // The second one was practised at 75 BPM: its clicks are so much farther apart.
    let mut slow = vec![0.0f32; 12 * 38_400];
    for number in 0..11 {
        slow[number * 38_400..][..2_400].copy_from_slice(&clicks(1, 0)[..2_400]);
    }
    let offset = (12 * BEAT + 4_800) as i64;
    let takes = vec![take(0), Take { offset, tempo: Some(Tempo::whole(75)), ..take(0) }];
    let clip = Clip { takes, changes: vec![Change { row: 18, take: 1 }], ..clip(true) };
    let sound: Vec<f32> = clicks(12, 0).into_iter().chain(slow).collect();
    let heard = heard(&with(clip, 120), &sound, WHOLE, 512, 10 * 24_000 - 2_000);
    let off = off(&starts(&heard, 0.2), &(1..10).map(|beat| f64::from(beat) * 24_000.0).collect::<Vec<_>>());
    assert!(off < 1.0, "{off} ms");
}

#[test]
fn the_block_size_changes_no_bit_of_it() {
    let sound: Vec<f32> = clicks(12, 0).iter().zip(sine(220.0, 8.0)).map(|(a, b)| a + 0.3 * b).collect();
    let song = with(clip(true), 131);
    let first = heard(&song, &sound, WHOLE, 512, 100_000);
    for block in [1, 37, 64, 1_024] {
        assert!(heard(&song, &sound, WHOLE, block, 100_000) == first, "blocks of {block}");
    }
}

/// Low tones that are nowhere quite alike.
fn chord(seconds: f64) -> Vec<f32> {
    let tones = [97.0, 131.7, 173.3].map(|hertz| sine(hertz, seconds));
    (0..tones[0].len()).map(|n| tones.iter().map(|tone| 0.4 * tone[n]).sum()).collect()
}

/// How rough it is where after some frames something is said to the engine, and more 100 frames later, and how rough that which goes out or
/// comes in softly may be.
fn rough_and_smooth(song: &Song, at: usize, then: impl Fn(&Arc<SampleBank>) -> Vec<ToEngine>) -> [f32; 2] {
    let bank = SampleBank::new(vec![Some(Arc::new(SampleAudio::new(48_000, vec![chord(9.0)])))]);
    let bank = Arc::new(bank);
    let mut engine = Engine::new(RATE);
    let snapshot = Snapshot { song: Arc::new(song.clone()), samples: bank.clone() };
    engine.handle(ToEngine::Snapshot(Arc::new(snapshot)));
    engine.handle(ToEngine::Play(WHOLE));
    let mut listen = |frames: usize, said: Option<ToEngine>| {
        if let Some(said) = said {
            engine.handle(said);
        }
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        engine.process(&mut left, &mut right, &mut |_| {});
        left
    };
    // Without the clip's own beginning, which is sudden.
    let before = listen(at, None).split_off(at - 4_800);
    let mut during: Vec<f32> = then(&bank).into_iter().flat_map(|said| listen(100, Some(said))).collect();
    during.extend(listen(4_800, None));
    // A level that goes to nothing in five milliseconds begins to do so in a corner.
    let smooth = 2.0 * roughness(&before) + 2.0 * peak(&before) / 240.0;
    let all = [&before[before.len() - 2..], &during[..]].concat();
    [roughness(&all), smooth]
}

/// The clip from the first row on, at three quarters of its tempo.
fn slow(warp: bool) -> Clip {
    Clip { row: 0, ..clip(warp) }
}

#[test]
fn what_is_stopped_within_a_fade_to_another_place_goes_out_without_a_step() {
    for at in (12_000..16_800).step_by(200) {
        let [rough, smooth] = rough_and_smooth(&with(slow(true), 75), at, |_| vec![ToEngine::Stop]);
        assert!(rough < smooth, "after {at} frames: {rough} for {smooth}");
    }
}

#[test]
fn whatever_is_changed_of_a_clip_that_sounds_there_is_no_step() {
    let other = Take { offset: 33_333, ..take(0) };
    let faster = Take { tempo: Some(Tempo::whole(150)), ..take(0) };
    let changes = [
        ("no more", slow(true), slow(false)),
        ("from now on", slow(false), slow(true)),
        ("another take", slow(false), Clip { takes: vec![other], ..slow(false) }),
        ("another take that follows", slow(true), Clip { takes: vec![other], ..slow(true) }),
        ("another tempo", slow(true), Clip { takes: vec![faster], ..slow(true) }),
    ];
    for (name, old, new) in changes {
        for at in (14_000..16_000).step_by(500) {
            let [new, old] = [&new, &old].map(|clip| Arc::new(with(clip.clone(), 75)));
            for (how, songs) in [("", vec![&new]), (" and back at once", vec![&new, &old])] {
                let change = |samples: &Arc<SampleBank>| {
                    let snapshot =
                        |song: &&Arc<Song>| Snapshot { song: (*song).clone(), samples: samples.clone() };
                    songs.iter().map(|song| ToEngine::Snapshot(Arc::new(snapshot(song)))).collect()
                };
                let [rough, smooth] = rough_and_smooth(&old, at, change);
                assert!(rough < smooth, "{name}{how}, after {at} frames: {rough} for {smooth}");
            }
        }
    }
}
