//! Returns: what is sent to them, their strips and chains, heard through the whole engine.

use crate::stage::device;
use crate::through::{Stage, assert_no_step, loudest};
use segno::dsp::units::Decibels;
use segno::song::insert::Insert;
use segno::song::mixer::{MAX_RETURNS, PanLaw, Return};
use segno::song::track::Track;
use std::sync::Arc;

/// Frames after which everything stands where it is to stand.
const SETTLED: usize = 9_600;

fn gain(decibels: f32) -> f32 {
    10f32.powf(decibels / 20.0)
}

/// A note on the first track, with these returns and that track.
fn stage(returns: &[Return], track: impl FnOnce(&mut Track)) -> Stage {
    let mut stage = Stage::new();
    set(&mut stage, returns, track);
    stage.strike();
    stage
}

fn set(stage: &mut Stage, returns: &[Return], track: impl FnOnce(&mut Track)) {
    let song = Arc::make_mut(&mut stage.snapshot.song);
    Arc::make_mut(&mut song.mixer).returns = returns.to_vec();
    track(Arc::make_mut(&mut song.tracks[0]));
    stage.tell();
}

/// Both sides of the next frames, in blocks of that size.
fn sides(stage: &mut Stage, frames: usize, size: usize) -> [Vec<f32>; 2] {
    let mut out = [vec![0.0; frames], vec![0.0; frames]];
    let [left, right] = &mut out;
    for (left, right) in left.chunks_mut(size).zip(right.chunks_mut(size)) {
        stage.engine.process(left, right, &mut |_| {});
    }
    out
}

/// The sound of one side against that of the note alone, which has to be so many times as loud throughout.
#[track_caller]
fn assert_times(sound: &[f32], alone: &[f32], times: f32) {
    let far = sound.iter().zip(alone).skip(SETTLED).map(|(sound, alone)| (sound - alone * times).abs());
    let far = far.fold(0.0, f32::max) / loudest(alone);
    assert!(far < 2e-5 * (1.0 + times), "{times}: {far}");
}

fn alone() -> [Vec<f32>; 2] {
    sides(&mut stage(&[], |_| {}), 2 * SETTLED, 512)
}

fn heard(returns: &[Return], track: impl FnOnce(&mut Track)) -> [Vec<f32>; 2] {
    sides(&mut stage(returns, track), 2 * SETTLED, 512)
}

fn with(change: impl FnOnce(&mut Return)) -> Return {
    let mut back = Return::default();
    change(&mut back);
    back
}

#[test]
fn each_of_eight_sends_has_its_level() {
    let alone = alone();
    for send in 0..MAX_RETURNS {
        let returns = vec![Return::default(); MAX_RETURNS];
        let sound = heard(&returns, |track| track.sends[send] = Decibels(-6.0 - send as f32));
        assert_times(&sound[0], &alone[0], 1.0 + gain(-6.0 - send as f32));
    }
    let all = heard(&vec![Return::default(); MAX_RETURNS], |track| {
        track.sends = std::array::from_fn(|send| Decibels(-3.0 * send as f32));
    });
    let sum: f32 = (0..MAX_RETURNS).map(|send| gain(-3.0 * send as f32)).sum();
    assert_times(&all[1], &alone[1], 1.0 + sum);
    let nowhere = heard(&[Return::default()], |track| {
        track.sends = {
            let mut sends = [Decibels(0.0); MAX_RETURNS];
            sends[0] = Decibels::OFF;
            sends
        }
    });
    assert_eq!(nowhere, alone, "what is sent to returns that are not there is lost");
}

#[test]
fn a_send_before_the_fader_does_not_know_it() {
    let alone = alone();
    let strip = |pre: bool| {
        heard(&[Return::default(), Return::default()], |track| {
            track.volume = Decibels(-12.0);
            track.sends[1] = Decibels(-3.0);
            track.pre[1] = pre;
        })
    };
    assert_times(&strip(true)[0], &alone[0], gain(-12.0) + gain(-3.0));
    assert_times(&strip(false)[0], &alone[0], gain(-12.0) * (1.0 + gain(-3.0)));
}

#[test]
fn volume_and_panning_of_a_return_are_a_balance_under_any_law() {
    for law in 0..PanLaw::NAMES.len() {
        let hear = |send: f32| {
            let mut stage = Stage::new();
            Arc::make_mut(&mut Arc::make_mut(&mut stage.snapshot.song).mixer).pan_law = law as f32;
            let back = with(|back| (back.volume, back.pan) = (Decibels(-4.0), 0.75));
            set(&mut stage, &[back], |track| track.sends[0] = Decibels(send));
            stage.strike();
            sides(&mut stage, 2 * SETTLED, 512)
        };
        let (alone, sound) = (hear(-60.0), hear(0.0));
        assert_times(&sound[0], &alone[0], 1.0 + 0.25 * gain(-4.0));
        assert_times(&sound[1], &alone[1], 1.0 + gain(-4.0));
    }
}

#[test]
fn width_and_mute_are_those_of_a_strip() {
    let alone = alone();
    let only_back = |back: Return| {
        heard(&[back], |track| {
            track.volume = Decibels::OFF;
            (track.sends[0], track.pre[0]) = (Decibels(0.0), true);
        })
    };
    let wide = only_back(with(|back| back.pan = -1.0));
    assert_times(&wide[0], &alone[0], 1.0);
    assert_eq!(loudest(&wide[1][SETTLED..]), 0.0);
    let narrow = only_back(with(|back| back.width = 0.0));
    let middle: Vec<f32> = alone[0].iter().zip(&alone[1]).map(|(left, right)| 0.5 * (left + right)).collect();
    assert_times(&narrow[0], &middle, 1.0);
    let muted = only_back(with(|back| back.mute = true));
    assert_eq!(loudest(&muted[0]), 0.0);
}

#[test]
fn a_chain_goes_through_its_devices_in_order_each_with_switch_and_mix() {
    let only_back = |inserts: &[Insert]| {
        let back = with(|back| back.inserts = inserts.to_vec());
        heard(&[back], |track| {
            track.volume = Decibels::OFF;
            (track.sends[0], track.pre[0]) = (Decibels(0.0), true);
        })
    };
    let alone = alone();
    let softer = |decibels: f32| Insert::wet(device("gain", &[("gain", decibels)]));
    assert_times(&only_back(&vec![softer(-1.5); 8])[0], &alone[0], gain(-12.0));
    let off = Insert { on: false, ..softer(-20.0) };
    assert_times(&only_back(&[softer(-6.0), off])[0], &alone[0], gain(-6.0));
    let half = Insert { mix: 0.5, ..softer(-6.0) };
    assert_times(&only_back(&[half])[0], &alone[0], 0.5 + 0.5 * gain(-6.0));
    let bent = || Insert::wet(device("saturation", &[("drive", 24.0)]));
    let bent_only = only_back(&[bent()]);
    assert_times(&only_back(&[bent(), softer(-12.0)])[0], &bent_only[0], gain(-12.0));
    let other = loudest(&only_back(&[softer(-12.0), bent()])[0]) / loudest(&bent_only[0]);
    assert!(other > 1.5 * gain(-12.0), "softer first it is bent less: {other}");
}

#[test]
fn a_return_sends_to_later_ones_alone() {
    let alone = alone();
    let send = |track: &mut Track| track.sends[1] = Decibels(0.0);
    let later = with(|back| {
        back.volume = Decibels(-6.0);
        back.sends[2] = Decibels(-6.0);
        back.sends[0] = Decibels(0.0);
        back.sends[1] = Decibels(0.0);
    });
    let sound = heard(&[Return::default(), later, Return::default()], send);
    assert_times(&sound[0], &alone[0], 1.0 + gain(-6.0) + gain(-12.0));
}

#[test]
fn returns_come_and_go_and_are_muted_without_a_step() {
    let full = |index: usize| with(|back| back.pan = 0.1 * index as f32);
    let mut stage = stage(&[full(0), full(1)], |track| track.sends = [Decibels(0.0); MAX_RETURNS]);
    let mut before = stage.hear(SETTLED);
    let muted = with(|back| back.mute = true);
    let lists: [&[Return]; 5] = [&[full(0)], &[full(0), muted.clone()], &[full(0), full(1)], &[muted], &[]];
    for (number, list) in lists.into_iter().enumerate() {
        set(&mut stage, list, |_| {});
        let sound = stage.hear(SETTLED);
        assert_no_step(&before, &sound, &format!("list {number}"));
        before = sound;
    }
}

#[test]
fn eight_returns_give_the_same_bytes_at_any_block_size() {
    let back = |index: usize| {
        with(|back| {
            back.inserts = vec![
                Insert::wet(device(["delay", "reverb", "chorus"][index % 3], &[])),
                Insert::wet(device("eq", &[])),
            ];
            back.pan = 0.2 * index as f32 - 0.7;
            back.sends = [Decibels(-9.0); MAX_RETURNS];
        })
    };
    let returns: Vec<Return> = (0..MAX_RETURNS).map(back).collect();
    let hear = |size: usize| {
        let send = |track: &mut Track| track.sends = [Decibels(-12.0); MAX_RETURNS];
        sides(&mut stage(&returns, send), 2 * SETTLED, size)
    };
    let whole = hear(2 * SETTLED);
    assert!(loudest(&whole[0]) > 0.05);
    for size in [1, 37, 64, 1_000] {
        assert!(hear(size) == whole, "{size}");
    }
}
