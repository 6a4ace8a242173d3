//! The zones of a sampler by commands: slices, keys, turns; instruments of other programs by hand.

use super::desk::{Desk, write_sound};
use segno::instruments::Patch;
use segno::instruments::sampler::zone::{Stretching, Zone};
use segno::song::Song;
use segno::song::edit::Edit;
use std::path::PathBuf;
use std::sync::Arc;

fn zones(desk: &Desk) -> Vec<Zone> {
    let slot = usize::from(desk.seat.instrument);
    match &desk.studio.song().instrument(slot).expect("an instrument").patch {
        Patch::Sampler(sampler) => sampler.zones.to_vec(),
        other => panic!("{}", other.kind()),
    }
}

/// A saved song, and a folder for what is loaded.
fn desk() -> (Desk, PathBuf) {
    let mut desk = Desk::with(Song::default());
    let folder = desk.root.path().join("outside");
    std::fs::create_dir_all(&folder).expect("made");
    desk.save();
    (desk, folder)
}

/// Four strokes a quarter of a second apart, each of a tone that dies away, from the 1,000th frame on.
fn strokes(path: &std::path::Path) {
    let samples = (0..49_000i32).map(|n| {
        let since = (n - 1_000).rem_euclid(12_000) as f32 / 48_000.0;
        let level = if n < 1_000 { 0.0 } else { (-since / 0.04).exp() * 0.61 };
        level * (since * 2_000.0).sin()
    });
    write_sound(path, 1, samples);
}

#[test]
fn slices_are_found_made_and_become_keys() {
    let (mut desk, folder) = desk();
    strokes(&folder.join("strokes.wav"));
    desk.keys("f4");
    desk.command(&format!("load-sample {}", folder.join("strokes.wav").display()));
    desk.command("slice-onsets");
    let slices = zones(&desk)[0].slices.clone();
    assert_eq!(slices.len(), 4, "{slices:?} {}", desk.last_notice());
    for (slice, expected) in slices.iter().zip([1_000, 13_000, 25_000, 37_000]) {
        assert!(slice.abs_diff(expected) < 48, "{slices:?}");
    }
    desk.command("slice-onsets many");
    assert_eq!(desk.last_notice(), "expected a sensitivity in percent from 0 to 100");
    desk.command("slices-to-keys");
    let keys: Vec<_> = zones(&desk)
        .iter()
        .map(|zone| (zone.low_key, zone.high_key, zone.root, zone.start, zone.end))
        .collect();
    let expected: Vec<_> = (0..4)
        .map(|n: usize| {
            let (key, end) = (60 + n as u8, slices.get(n + 1).copied().unwrap_or(49_000));
            (key, key, key, slices[n], end)
        })
        .collect();
    assert_eq!(keys, expected);
    desk.keys("ctrl-z");
    desk.command("slice-grid 7");
    assert_eq!(zones(&desk)[0].slices, [0, 7_000, 14_000, 21_000, 28_000, 35_000, 42_000]);
    desk.command("slice-grid 0");
    assert_eq!(desk.last_notice(), "expected a number of slices from 1 to 256");
}

#[test]
fn a_zone_in_beats_has_its_strokes_looked_for_and_its_slices_last_their_parts() {
    let (mut desk, folder) = desk();
    strokes(&folder.join("strokes.wav"));
    desk.keys("f4");
    desk.command(&format!("load-sample {}", folder.join("strokes.wav").display()));
    assert!(desk.studio.samples.bank().onsets(0).is_empty(), "nobody wants them yet");
    let slot = desk.seat.instrument;
    let mut instrument = desk.studio.song().instrument(slot.into()).expect("an instrument").clone();
    let Patch::Sampler(sampler) = &mut instrument.patch else { panic!("a sampler") };
    let zone = &mut Arc::make_mut(&mut sampler.zones)[0];
    (zone.stretch, zone.beats) = (Stretching::Beats, 14.0);
    let edit = Edit::SetInstrument { slot, instrument: Some(Box::new(instrument)) };
    desk.studio.edit("in time", edit).expect("done");
    for _ in 0..3 {
        desk.wait();
    }
    assert_eq!(desk.studio.samples.bank().onsets(0).len(), 4, "{}", desk.last_notice());
    desk.command("slice-grid 7");
    desk.command("slices-to-keys");
    let beats: Vec<(f32, u32)> = zones(&desk).iter().map(|zone| (zone.beats, zone.start)).collect();
    assert_eq!(beats, [0, 1, 2, 3, 4, 5, 6].map(|n| (2.0, 7_000 * n)));
}

#[test]
fn zones_take_turns_in_order_by_chance_and_no_longer() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f4 enter").typed("sampler").keys("enter enter");
    desk.command("take-turns");
    assert_eq!(desk.last_notice(), "go to one of the instrument's zones first");
    desk.keys("right right right insert");
    desk.command("take-turns");
    assert!(desk.last_notice().starts_with("no other zone has the same keys"), "{}", desk.last_notice());
    desk.keys("alt-d alt-d alt-d");
    desk.command("take-turns");
    let turns = |desk: &Desk| zones(desk).iter().map(|zone| (zone.turn, zone.turns)).collect::<Vec<_>>();
    let chances =
        |desk: &Desk| zones(desk).iter().map(|zone| (zone.low_chance, zone.high_chance)).collect::<Vec<_>>();
    assert_eq!(turns(&desk), [(1, 4), (2, 4), (3, 4), (4, 4)]);
    desk.command("take-turns chance");
    assert_eq!(turns(&desk), [(0, 1); 4]);
    assert_eq!(chances(&desk), [(0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0)]);
    desk.command("take-turns off");
    assert_eq!((turns(&desk), chances(&desk)), (vec![(0, 1); 4], vec![(0.0, 1.0); 4]));
    desk.command("take-turns left");
    assert_eq!(desk.last_notice(), "expected order, chance or off");
}

#[test]
fn an_instrument_of_another_program_comes_with_its_samples_in_one_step() {
    let (mut desk, folder) = desk();
    strokes(&folder.join("strokes.wav"));
    let text = "<region> sample=strokes.wav key=60 <region> sample=strokes.wav key=62\n<region> sample=gone.wav key=64 odd=1";
    std::fs::write(folder.join("My kit.sfz"), text).expect("written");
    desk.command(&format!("load-instrument {}", folder.join("My kit.sfz").display()));
    let told: Vec<String> = desk.studio.notices.iter().map(|notice| notice.text.clone()).collect();
    for expected in [
        "instrument 01 plays My kit",
        "My kit: 1 settings are not taken: odd (1)",
        "My kit: 1 of its samples are missing: gone.wav (it is not there)",
    ] {
        assert!(told.iter().any(|text| text == expected), "{expected}: {told:?}");
    }
    assert!(told.iter().any(|text| text.starts_with("sample gone (samples/gone.wav) plays as silence")));
    assert_eq!(zones(&desk).iter().map(|zone| zone.sample).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(desk.studio.song().samples.len(), 2);
    desk.keys("ctrl-z");
    assert!(desk.studio.song().instruments.is_empty() && desk.studio.song().samples.is_empty());
    desk.command(&format!("load-instrument {}", folder.join("none.sf2").display()));
    assert!(desk.last_notice().contains("none.sf2: could not read"), "{}", desk.last_notice());
}

#[test]
fn a_preset_of_a_soundfont_is_found_by_a_few_letters_or_named() {
    let (mut desk, folder) = desk();
    let file = folder.join("two tones.sf2");
    std::fs::write(&file, super::built::soundfont()).expect("written");
    desk.command(&format!("load-instrument {}", file.display()));
    desk.typed("plain").keys("enter");
    desk.wait();
    let names = |desk: &Desk| {
        let instruments = desk.studio.song().instruments.iter().flatten();
        instruments.map(|instrument| instrument.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!((names(&desk), zones(&desk).len()), (vec!["Plain".to_owned()], 2));
    for preset in ["Two tones", "000:005", "000:005 two tones"] {
        desk.command(&format!("load-instrument {} {preset}", file.display()));
    }
    assert_eq!(names(&desk)[1..], ["Two tones"; 3]);
    assert_eq!(desk.studio.song().samples.len(), 2, "the same samples are the same");
    desk.command(&format!("load-instrument {} Tuba", file.display()));
    assert!(desk.last_notice().ends_with("two tones.sf2 has no preset Tuba"), "{}", desk.last_notice());
}
