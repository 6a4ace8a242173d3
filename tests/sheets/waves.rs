//! The sample editor: before, keys, after.

use super::desk::{Desk, write_sound};
use segno::formats;
use segno::instruments::Patch;
use segno::instruments::sample::SampleAudio;
use segno::instruments::sampler::zone::{LoopMode, Zone};
use segno::song::Song;
use segno::studio::view::View;
use std::path::Path;

/// A tone of 100 frames a turn, 6,400 frames long, at half of full scale and a little too high.
fn tone(path: &Path) {
    let turn = |n: i32| n as f32 / 100.0 * std::f32::consts::TAU;
    write_sound(path, 1, (0..6_400).map(|n| turn(n).sin() * 0.5 + 0.1));
}

/// A saved song with the tone, in the sample editor.
fn desk() -> Desk {
    let mut desk = Desk::with(Song::default());
    let outside = desk.root.path().join("tone.wav");
    desk.save();
    tone(&outside);
    desk.command(&format!("load-sample {}", outside.display()));
    desk.keys("f3 right right enter");
    assert_eq!(desk.seat.view, View::Wave);
    desk.seat.wave.cells.set(64);
    desk
}

fn audio(desk: &Desk) -> std::sync::Arc<SampleAudio> {
    desk.studio.samples.bank().audio(0).expect("a sample")
}

fn zone(desk: &Desk) -> Zone {
    let instrument = desk.studio.song().instrument(0).expect("an instrument");
    let Patch::Sampler(sampler) = &instrument.patch else { panic!("a sampler") };
    sampler.zones[0].clone()
}

fn peak(audio: &SampleAudio) -> f32 {
    audio.channel(0).iter().fold(0.0, |peak: f32, frame| peak.max(frame.abs()))
}

#[test]
fn marked_frames_are_cropped_and_undo_brings_the_rest_back() {
    let mut desk = desk();
    let before = audio(&desk);
    // A cell is 100 frames.
    desk.keys("right right shift-right shift-right shift-right c");
    assert_eq!(audio(&desk).channel(0), &before.channel(0)[200..500], "{}", desk.last_notice());
    assert_eq!((desk.seat.wave.cursor, desk.seat.wave.anchor), (0, None));
    desk.keys("ctrl-z");
    assert_eq!(audio(&desk), before);
    desk.keys("ctrl-y");
    assert_eq!(audio(&desk).frames(), 300);
    desk.keys("ctrl-z home m right right right x");
    assert_eq!(audio(&desk).channel(0), &before.channel(0)[300..], "{}", desk.last_notice());
    desk.keys("right x");
    assert!(desk.last_notice().starts_with("no frames are marked"), "what is cut is no longer marked");
}

#[test]
fn treatments_follow_each_other_and_the_file_stays_as_it_was() {
    let mut desk = desk();
    let file = desk.root.path().join("songs").join("samples/tone.wav");
    let bytes = std::fs::read(&file).expect("there");
    desk.command("treat remove-dc");
    desk.keys("n");
    assert!((peak(&audio(&desk)) - 1.0).abs() < 1e-4, "{}", peak(&audio(&desk)));
    desk.keys("g").typed("-6").keys("enter");
    assert!((peak(&audio(&desk)) - 0.501).abs() < 1e-3);
    desk.keys("end shift-left shift-left shift-left o");
    assert!(audio(&desk).channel(0)[6_399].abs() < 0.01);
    assert_eq!(std::fs::read(&file).expect("there"), bytes);
    // The saved song sounds the same when it is opened again.
    desk.studio.save(None).expect("saved");
    let text = std::fs::read(desk.root.path().join("songs").join("a.ron")).expect("there");
    let song = formats::song::read("a.ron", &text).expect("a song");
    assert_eq!(song.samples, desk.studio.song().samples);
    let loaded = segno::io::sample_files::load_all(&desk.root.path().join("songs"), &song);
    assert_eq!(loaded.bank.audio(0), Some(audio(&desk)));
}

#[test]
fn frames_are_copied_cut_and_pasted_and_the_zone_goes_along() {
    let mut desk = desk();
    desk.keys("ctrl-v");
    assert!(desk.last_notice().starts_with("no frames were copied yet"), "{}", desk.last_notice());
    // A cell is 100 frames, and no two sound the same.
    desk.command("treat fade-in 2");
    let before = audio(&desk);
    let part = |from: usize, to: usize| before.channel(0)[from..to].to_vec();
    desk.keys("home right right right right s home shift-right shift-right ctrl-c");
    assert_eq!(desk.last_notice(), "copied 200 frames");
    desk.keys("escape home right right right ctrl-v");
    let pasted = [part(0, 300), part(0, 200), part(300, 6_400)].concat();
    assert_eq!(audio(&desk).channel(0), pasted, "{}", desk.last_notice());
    assert_eq!((desk.seat.wave.marked(6_600), zone(&desk).slices), (Some(300..500), vec![600]));
    desk.keys("ctrl-z");
    assert_eq!(audio(&desk), before);

    // What is cut is gone until it is pasted, before or behind where it was.
    for (keys, expected, slice) in [
        ("end", [part(0, 100), part(300, 6_400), part(100, 300)].concat(), 200),
        ("home", [part(100, 300), part(0, 100), part(300, 6_400)].concat(), 400),
    ] {
        desk.keys("escape home right shift-right shift-right ctrl-x");
        assert_eq!(audio(&desk).channel(0), [part(0, 100), part(300, 6_400)].concat());
        assert_eq!(zone(&desk).slices, [200]);
        desk.keys(keys);
        desk.keys("ctrl-v");
        assert_eq!(audio(&desk).channel(0), expected, "{keys}: {}", desk.last_notice());
        assert_eq!(zone(&desk).slices, [slice], "{keys}");
        desk.keys("ctrl-v");
        assert_eq!(audio(&desk).frames(), 6_600, "and once more");
        desk.keys("ctrl-z ctrl-z ctrl-z");
        assert_eq!(audio(&desk), before, "{keys}: one step each");
    }
    desk.keys("escape home right shift-right ctrl-x r ctrl-v");
    assert!(desk.last_notice().contains("changed since these frames were cut"), "{}", desk.last_notice());
}

#[test]
fn frames_of_another_sample_are_pasted_into_a_new_file() {
    let mut desk = desk();
    let tone = audio(&desk).channel(0)[..100].to_vec();
    desk.keys("home shift-right ctrl-c");
    let path = desk.root.path().join("wide.wav");
    write_sound(&path, 2, (0..200).map(|n| if n % 2 == 0 { 0.5 } else { -0.5 }));
    desk.command(&format!("load-sample {}", path.display()));
    let before = desk.studio.song().samples[1].clone();
    desk.keys("} right ctrl-v");
    desk.wait();
    let wide = desk.studio.samples.bank().audio(1).expect("a sample");
    for (channel, level) in [(0, 0.5), (1, -0.5)] {
        let expected = [&[level][..], &tone, &[level; 99]].concat();
        assert_eq!(wide.channel(channel), expected, "{}", desk.last_notice());
    }
    assert_eq!(desk.last_notice(), "pasted 100 frames into sample 1, which has a new file");
    let sample = desk.studio.song().samples[1].clone().expect("a sample");
    assert!(sample.treatments.is_empty() && Some(&sample.path) != before.as_ref().map(|it| &it.path));
    desk.keys("ctrl-z");
    assert_eq!(desk.studio.song().samples[1], before, "one step");
}

#[test]
fn a_treatment_is_found_in_a_list_and_bad_ones_are_told() {
    let mut desk = desk();
    desk.keys("enter").typed("inv").keys("enter");
    assert!((audio(&desk).channel(0)[0] + 0.1).abs() < 1e-6);
    desk.keys("t").typed("fade-in").keys("enter").typed("1").keys("enter");
    assert!(audio(&desk).channel(0)[0].abs() < 1e-6, "{}", desk.last_notice());
    for (line, expected) in [
        ("treat louder", "expected one of crop, delete, insert"),
        ("treat gain much", "expected -96"),
        ("treat reverse 3", "reverse takes no amount"),
        ("treat delete", "nothing of the sample would be left"),
        ("delete-frames", "no frames are marked"),
    ] {
        desk.command(line);
        assert!(desk.last_notice().starts_with(expected), "{line}: {}", desk.last_notice());
    }
}

#[test]
fn what_was_done_becomes_a_file_of_its_own() {
    let mut desk = desk();
    desk.command("apply-treatments");
    assert_eq!(desk.last_notice(), "nothing was done to this sample yet");
    desk.keys("r i");
    let treated = audio(&desk);
    desk.command("apply-treatments");
    desk.wait();
    let sample = desk.studio.song().samples[0].clone().expect("a sample");
    assert!(sample.treatments.is_empty() && sample.path != "samples/tone.wav", "{}", desk.last_notice());
    assert_eq!((audio(&desk), sample.name.as_str()), (treated, "tone"));
    assert!(desk.root.path().join("songs").join("samples/tone.wav").exists());
    desk.keys("ctrl-z");
    assert_eq!(desk.studio.song().samples[0].as_ref().expect("a sample").treatments.len(), 2);
}

#[test]
fn the_zone_takes_start_end_loop_and_slices_from_the_cursor_and_goes_along() {
    let mut desk = desk();
    desk.keys("right a pageup end shift-left shift-left escape e");
    assert_eq!((zone(&desk).start, zone(&desk).end), (100, 6_200), "{}", desk.last_notice());
    desk.keys("home right right right s right s right s left left s");
    assert_eq!(zone(&desk).slices, [400, 500]);
    desk.keys("home shift-pagedown l");
    let looped = zone(&desk);
    assert_eq!((looped.loop_mode, looped.loop_start, looped.loop_end), (LoopMode::Forward, 0, 1_600));
    desk.keys("escape home shift-right shift-right x");
    let after = zone(&desk);
    assert_eq!((after.start, after.end, after.loop_end), (0, 6_000, 1_400), "{}", desk.last_notice());
    assert_eq!(after.slices, [200, 300]);
    desk.keys("l");
    assert_eq!(zone(&desk).loop_mode, LoopMode::Off);
    desk.keys("ctrl-z ctrl-z");
    assert_eq!(zone(&desk), looped, "zone and sample are one step");
}

#[test]
fn a_loop_is_found_that_is_whole_turns_long() {
    let mut desk = desk();
    desk.command("treat remove-dc");
    desk.keys("f");
    let zone = zone(&desk);
    assert_eq!((zone.loop_end - zone.loop_start) % 100, 0, "{}", desk.last_notice());
    assert_eq!((zone.loop_mode, zone.loop_fade), (LoopMode::Forward, 0));
    assert_eq!(desk.seat.wave.marked(6_400), Some(zone.loop_start as usize..zone.loop_end as usize));
}

#[test]
fn drawing_the_same_frame_is_one_step() {
    let mut desk = desk();
    desk.keys("right shift-up shift-up shift-up");
    let drawn = audio(&desk).channel(0)[100];
    assert!((drawn - 0.16).abs() < 1e-5, "{drawn}");
    assert_eq!(desk.studio.song().samples[0].as_ref().expect("a sample").treatments.len(), 1);
    desk.keys("ctrl-z");
    assert!((audio(&desk).channel(0)[100] - 0.1).abs() < 1e-5);
}

#[test]
fn one_looks_nearer_and_walks_between_places() {
    let mut desk = desk();
    desk.keys("right right s home ]");
    assert_eq!(desk.seat.wave.cursor, 200);
    desk.keys("+ + right");
    assert_eq!(desk.seat.wave.cursor, 225, "a cell is a quarter as many frames");
    assert!(desk.seat.wave.seen(6_400).contains(&225) && desk.seat.wave.seen(6_400).len() == 1_600);
    desk.keys("shift-right shift-right w");
    assert!(desk.seat.wave.seen(6_400).len() < 128);
    desk.keys("0 escape [ [ z");
    assert!(desk.seat.wave.cursor > 0);
    desk.keys("q");
    assert_eq!(desk.seat.view, View::Samples);
}

#[test]
fn a_part_is_heard_without_touching_the_song() {
    let mut desk = desk();
    let (before, told) = (desk.studio.song().clone(), desk.last_notice());
    assert_eq!(desk.played(0.1), 0.0);
    desk.keys("right right shift-right shift-right space");
    assert!(desk.played(0.1) > 0.1);
    assert_eq!(desk.last_notice(), told, "nothing to complain of");
    assert_eq!(*desk.studio.song(), before);
}

#[test]
fn both_channels_of_a_sample_are_not_drawn_at_once() {
    let mut desk = desk();
    let path = desk.root.path().join("wide.wav");
    write_sound(&path, 2, (0..200).map(|n| if n % 2 == 0 { 0.5 } else { -0.5 }));
    desk.command(&format!("load-sample {}", path.display()));
    desk.keys("} shift-up");
    assert_eq!(desk.last_notice(), "one channel is drawn at a time: :treat mono, left or right first");
    desk.command("treat right");
    desk.keys("shift-up");
    let drawn = desk.studio.samples.bank().audio(1).expect("a sample").channel(0)[0];
    assert!((drawn + 0.48).abs() < 1e-6, "{drawn}");
}

#[test]
fn another_rate_is_a_treatment_and_the_pitch_stays() {
    let mut desk = desk();
    let before = audio(&desk);
    desk.keys("right right right right");
    desk.command("change-rate 24000 Hz");
    assert_eq!(desk.last_notice(), "sample 0: 24000 frames per second, was 48000");
    let now = audio(&desk);
    assert_eq!((now.rate(), now.frames(), desk.seat.wave.cursor), (24_000, 3_200, 200));
    let turns = |audio: &SampleAudio| {
        audio.channel(0).windows(2).filter(|pair| pair[0] < 0.1 && pair[1] >= 0.1).count()
    };
    assert!(turns(&now).abs_diff(turns(&before)) <= 1, "as many turns in as many seconds");
    desk.command("change-rate 24000");
    assert_eq!(desk.last_notice(), "the sample has 24000 frames per second already");
    desk.command("change-rate many");
    assert_eq!(desk.last_notice(), "expected a rate from 1000 to 384000 Hz");
    desk.keys("R").typed("44100").keys("enter");
    assert_eq!(audio(&desk).rate(), 44_100);
    desk.keys("ctrl-z ctrl-z");
    assert_eq!(audio(&desk), before);
}

#[test]
fn the_zone_that_is_seen_is_sliced_where_the_wave_is_seen() {
    let mut desk = desk();
    let path = desk.root.path().join("short.wav");
    write_sound(&path, 1, (0..400).map(|n| if n % 100 < 2 { 0.9 } else { 0.0 }));
    desk.command(&format!("load-sample {}", path.display()));
    // The wave of the first instrument is seen, whichever was chosen last.
    desk.command("slice-grid 4");
    assert_eq!(zone(&desk).slices, [0, 1_600, 3_200, 4_800], "{}", desk.last_notice());
    desk.keys("}");
    desk.command("slice-onsets");
    assert_eq!(zone(&desk).slices.len(), 4, "the other zone is sliced now: {}", desk.last_notice());
    desk.keys("{");
    desk.command("slices-to-keys");
    assert_eq!(desk.last_notice(), "4 of 4 slices are keys now");
    desk.command("slice-grid 2");
    assert_eq!(zone(&desk).slices, [0, 800], "the first of them is seen: {}", desk.last_notice());
    desk.command("remove-instrument");
    desk.keys("shift-f3");
    desk.command("slice-grid 4");
    assert!(desk.last_notice().starts_with("no instrument plays sample"), "{}", desk.last_notice());
}

#[test]
fn a_file_comes_with_its_root_its_loop_and_its_slices_in_one_step() {
    let mut desk = Desk::with(Song::default());
    desk.save();
    let path = desk.root.path().join("marked.wav");
    tone(&path);
    let mut bytes = std::fs::read(&path).expect("there");
    let mut chunk = |id: &[u8], numbers: &[u32]| {
        bytes.extend(id);
        bytes.extend((4 * numbers.len() as u32).to_le_bytes());
        bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    };
    // Half a semitone above A-4, to and fro between 1,000 and 2,999; points at 3,200 and 0.
    chunk(b"smpl", &[0, 0, 20_833, 69, 1 << 31, 0, 0, 1, 0, 0, 1, 1_000, 2_999, 0, 0]);
    chunk(b"cue ", &[2, 1, 3_200, 0x6174_6164, 0, 0, 3_200, 2, 0, 0x6174_6164, 0, 0, 0]);
    let length = bytes.len() as u32 - 8;
    bytes[4..8].copy_from_slice(&length.to_le_bytes());
    std::fs::write(&path, bytes).expect("written");
    desk.command(&format!("load-sample {}", path.display()));
    let loaded = zone(&desk);
    assert_eq!(loaded.loop_mode, LoopMode::PingPong, "{}", desk.last_notice());
    assert_eq!((loaded.loop_start, loaded.loop_end, loaded.slices), (1_000, 3_000, vec![0, 3_200]));
    assert_eq!((loaded.root, loaded.tune), (70, 50.0), "half a semitone below the key above it");
    desk.keys("ctrl-z");
    assert!(desk.studio.song().instruments.is_empty() && desk.studio.song().samples.is_empty());
}

#[test]
fn in_vim_h_and_l_move_j_and_k_zoom_and_the_loop_has_a_capital() {
    let mut desk = desk();
    desk.command("keymap vim");
    desk.keys("3 l h");
    assert_eq!(desk.seat.wave.cursor, 200);
    desk.keys("k k j");
    assert_eq!(desk.seat.wave.zoom, 1);
    desk.keys("j v 2 l L");
    assert!(desk.last_notice().starts_with("a loop of"), "{}", desk.last_notice());
    desk.keys("escape ^ v l y escape ^ P");
    assert_eq!(audio(&desk).frames(), 6_500, "{}", desk.last_notice());
}
