//! SoundFont 2: a tiny file made here, heard, damaged, refused.

use crate::built::{soundfont as file, soundfont_with};
use crate::stage::{assert_tone, bring, hertz, level};
use proptest::prelude::*;
use segno::formats::soundfont::{data, presets, read};
use segno::instruments::sampler::zone::LoopMode;
use std::path::PathBuf;

fn written(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tones.sf2");
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

#[test]
fn a_preset_sounds_at_its_pitch_level_and_place() {
    let (_folder, path) = written(&file());
    let come = bring(&path, 0).expect("an instrument");
    assert_eq!(come.imported.name, "Two tones");
    assert_eq!(come.imported.told, ["1 zones have samples that are not in the file, and are left out"]);
    let paths: Vec<_> = come.imported.samples.iter().map(|sample| sample.path.as_str()).collect();
    assert_eq!(paths, ["samples/Low-tone.wav", "samples/High.wav"]);
    let semitone = (1f64 / 12.0).exp2();
    // A key of the low zone: 500 Hz at key 60, a semitone up by the preset.
    assert_tone(come.tone(48), (250.0 * semitone, -12.0), "low");
    let [left, right] = come.play(48, 1.0, 0);
    assert!(level(&left) > -13.0 && level(&right) < -90.0, "at the left");
    // 1,000 Hz at key 84, up by a semitone and 20 cents of the sample, down by 30.
    let tuned = 1_000.0 * ((-24.0 + 1.0 - 0.1) / 12.0f64).exp2();
    assert_tone(come.tone(60), (tuned, -12.0), "high");
    let [left, right] = come.play(60, 1.0, 0);
    assert!((level(&left) - level(&right)).abs() < 0.01, "in the middle");
    let zones = &come.imported.patch.zones;
    assert_eq!(
        (zones[0].loop_mode, zones[0].loop_start, zones[0].loop_end),
        (LoopMode::Forward, 4_800, 9_600)
    );
    assert_eq!((zones[1].loop_mode, zones[1].choke_group, zones[1].choked_by), (LoopMode::Off, 3, 3));
    assert!((come.imported.patch.release - 0.6).abs() < 1e-3, "{}", come.imported.patch.release);
    let plain = bring(&path, 1).expect("an instrument");
    assert_tone(plain.tone(48), (250.0, -6.0), "the other preset");
}

#[test]
fn presets_are_listed_by_bank_number_and_name() {
    let (folder, path) = written(&file());
    let listed = segno::io::instrument_import::presets(&path).expect("read").expect("a SoundFont");
    assert_eq!(listed, ["000:005 Two tones", "000:006 Plain"]);
    let text = folder.path().join("a.sfz");
    std::fs::write(&text, "<region>").expect("written");
    assert_eq!(segno::io::instrument_import::presets(&text).expect("read"), None);
}

#[test]
fn what_is_broken_is_refused_with_the_files_name_and_why() {
    let whole = file();
    let why = |bytes: &[u8], preset: usize| {
        let (_folder, path) = written(bytes);
        bring(&path, preset).err().expect("refused")
    };
    assert!(why(&whole, 7).contains("tones.sf2: it has 2 presets; expected"), "{}", why(&whole, 7));
    assert!(why(&whole[..whole.len() / 2], 0).contains("tones.sf2: it has 0 presets"));
    for other in [&b""[..], b"<region> sample=tone.wav", b"RIFF0000WAVE0000"] {
        assert!(why(other, 0).contains("tones.sf2: it begins as no SoundFont does"), "{}", why(other, 0));
    }
    // Lengths that are not true.
    let mut huge = whole.clone();
    let at = huge.windows(4).position(|four| four == b"smpl").expect("samples");
    huge[at + 4..at + 8].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(read("a.sf2", &huge, 0).is_ok(), "what is there is read");
}

#[test]
fn a_loop_goes_on_at_its_pitch() {
    let (_folder, path) = written(&file());
    let come = bring(&path, 1).expect("an instrument");
    // 1.8 s of the sample in half a second would be too much without the loop.
    let [left, _] = come.play(59, 1.0, 0);
    assert!(level(&left[20_000..]) > -6.2, "{}", level(&left[20_000..]));
    assert!((hertz(&left[12_000..]) / (500.0 * (-1f64 / 12.0).exp2()) - 1.0).abs() < 1e-3);
}

#[test]
fn soft_keys_are_as_soft_and_dark_as_the_file_says() {
    // How hard a key is struck moves the level too: the sampler's part of its square.
    let softer = |modulators: &[[u16; 5]], told: &[&str]| {
        let (_folder, path) = written(&soundfont_with(modulators));
        let come = bring(&path, 0).expect("an instrument");
        assert_eq!(come.imported.told[1..], *told);
        let [hard, soft] = [1.0, 0.5].map(|velocity| level(&come.play(48, velocity, 0)[0][12_000..]));
        (hard - soft, come.imported.patch.velocity)
    };
    let (level, cutoff) = softer(&[], &[]);
    assert!((level - 6.02).abs() < 0.1 && cutoff == 0.0, "as the format has it: {level} dB");
    let (level, _) = softer(&[[0x502, 48, 0, 0, 0]], &[]);
    assert!(level.abs() < 0.01, "taken out by the file: {level} dB");
    let all = [
        [0x102, 8, (-2_400i16) as u16, 0, 0],
        [0x502, 48, 480, 0, 0],
        [0x81, 5, 50, 0, 0],
        [0xDB, 16, 200, 0, 0],
    ];
    let (level, cutoff) = softer(&all, &["2 modulators are not taken"]);
    assert!((level - 2.5).abs() < 0.1 && cutoff == 24.0, "{level} dB, {cutoff} st");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_does_any_harm(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
        preset in 0usize..3,
    ) {
        let mut bytes = file();
        // The lists behind the sound are what is read.
        let lists = bytes.windows(4).rposition(|four| four == b"pdta").expect("lists");
        for (place, byte) in damage {
            let at = lists + place.index(bytes.len() - lists);
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        presets(data(&bytes));
        if let Ok(foreign) = read("a.sf2", &bytes, preset) {
            prop_assert!(foreign.patch.zones.iter().all(|zone| usize::from(zone.sample) < foreign.sounds.len()));
        }
    }

    #[test]
    fn no_bytes_do_any_harm(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let bytes = [&b"RIFF\0\0\0\0sfbk"[..], &bytes].concat();
        presets(data(&bytes));
        prop_assert!(read("a.sf2", &bytes, 0).is_err());
    }
}
