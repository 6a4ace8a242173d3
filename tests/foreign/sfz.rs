//! SFZ: what is understood, what is told, what does no harm.

use crate::built::{chunk, sine};
use crate::stage::{Come, RATE, assert_tone, bring, level, write_wav};
use proptest::prelude::*;
use segno::formats::sfz::read;
use segno::instruments::sampler::zone::LoopMode;

/// An instrument of this text beside `low.wav` (250 Hz) and `Samples/high.wav` (1,000 Hz), both at −6 dB.
fn come(text: &str) -> Result<Come, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let tone = |hertz| sine(hertz, 0.501, RATE.into(), 48_000);
    write_wav(&folder.path().join("low.wav"), RATE, &tone(250.0));
    write_wav(&folder.path().join("Samples/high.wav"), RATE, &tone(1_000.0));
    std::fs::write(folder.path().join("keys.txt"), "<group> volume=-6\n").expect("written");
    std::fs::write(folder.path().join("a.sfz"), text).expect("written");
    bring(&folder.path().join("a.sfz"), 0)
}

fn told(text: &str) -> Vec<String> {
    come(text).expect("an instrument").imported.told
}

#[test]
fn keys_tuning_and_levels_are_heard() {
    let text = "<control> note_offset=0\n<global> ampeg_release=0.5\n<group> volume=-6 // softer\n\
                <region> sample=low.wav lokey=36 hikey=b3 pitch_keycenter=48\n\
                <group>\n\
                <region> sample=samples\\High.wav lokey=c4 hikey=72 pitch_keycenter=72 transpose=-12 tune=-50 pan=-100\n\
                <region> sample=low.wav key=73 pitch_keytrack=0 pitch_keycenter=60 lovel=64";
    let come = come(text).expect("an instrument");
    assert!(come.imported.told.is_empty(), "{:?}", come.imported.told);
    assert_eq!((come.imported.name.as_str(), come.imported.samples.len()), ("a", 2));
    assert_eq!(come.imported.patch.release, 0.5);
    assert_tone(come.tone(48), (250.0, -12.0), "as recorded");
    assert_tone(come.tone(55), (250.0 * (7f64 / 12.0).exp2(), -12.0), "a fifth up");
    assert_tone(come.tone(72), (1_000.0 * (-12.5f64 / 12.0).exp2(), -6.0), "tuned down");
    assert_tone(come.tone(73), (250.0, -6.0), "one pitch for all keys");
    let [left, right] = come.play(72, 1.0, 0);
    assert!(level(&left[12_000..]) > -6.1 && level(&right[12_000..]) < -100.0);
    assert!(level(&come.play(73, 0.3, 0)[0]) < -100.0, "too soft for it");
    assert!(level(&come.play(35, 1.0, 0)[0]) < -100.0, "no zone");
}

#[test]
fn headers_inherit_and_begin_anew() {
    let text = "<global> volume=-3 <master> pan=10 <group> tune=20 <region> sample=low.wav <region> sample=low.wav volume=1\n\
                <group> <region> sample=low.wav\n<master> <region> sample=low.wav\n<global> <region> sample=low.wav";
    let zones = come(text).expect("an instrument").imported.patch.zones;
    let found: Vec<_> = zones.iter().map(|zone| (zone.volume, zone.pan, zone.tune)).collect();
    assert_eq!(
        found,
        [(-3.0, 0.1, 20.0), (1.0, 0.1, 20.0), (-3.0, 0.1, 0.0), (-3.0, 0.0, 0.0), (0.0, 0.0, 0.0)]
    );
}

#[test]
fn turns_chances_chokes_parts_and_loops_come_along() {
    let text = "<control> default_path=Samples/ note_offset=12\n\
                <region> sample=high.wav key=36 seq_length=2 seq_position=1 group=900 off_by=31\n\
                <region> sample=high.wav key=36 seq_length=2 seq_position=2 lorand=0.25 hirand=0.5 group=31\n\
                <region> sample=high.wav key=38 offset=100 end=9999 loop_mode=loop_sustain loop_start=200 loop_end=399 loop_crossfade=0.0025\n\
                <region> sample=high.wav key=39 direction=reverse cutoff=500 resonance=6 fil_type=hpf_2p\n\
                <region> sample=high.wav key=40 end=-1";
    let patch = come(text).expect("an instrument").imported.patch;
    let zones = &patch.zones;
    assert_eq!(zones.len(), 4, "a region that ends before it begins is off");
    assert_eq!((zones[0].low_key, zones[0].root), (48, 48));
    assert_eq!([0, 1].map(|n: usize| (zones[n].turn, zones[n].turns)), [(1, 2), (2, 2)]);
    assert_eq!((zones[1].low_chance, zones[1].high_chance), (0.25, 0.5));
    assert_eq!(zones[0].choked_by, zones[1].choke_group);
    assert!(zones[0].choke_group != zones[1].choke_group && zones[0].choke_group > 0);
    assert_eq!((zones[2].start, zones[2].end, zones[2].loop_mode), (100, 10_000, LoopMode::Sustain));
    assert_eq!((zones[2].loop_start, zones[2].loop_end, zones[2].loop_fade), (200, 400, 120), "at 48 kHz");
    assert!(zones[3].reverse);
    assert_eq!((patch.filter_on, patch.filter, patch.cutoff), (1.0, 1.0, 500.0));
    assert!((zones[0].cutoff - 63.9).abs() < 0.1 && zones[3].cutoff == 0.0);
}

#[test]
fn of_whose_loop_nothing_is_said_loops_as_its_file_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("looped.wav");
    write_wav(&file, RATE, &sine(250.0, 0.501, RATE.into(), 4_800));
    let mut bytes = std::fs::read(&file).expect("there");
    // To and fro between the frames 960 and 1,919.
    let numbers = [0u32, 0, 20_833, 60, 0, 0, 0, 1, 0, 0, 1, 960, 1_919, 0, 0];
    bytes.extend(chunk(b"smpl", &numbers.map(u32::to_le_bytes).concat()));
    let length = bytes.len() as u32 - 8;
    bytes[4..8].copy_from_slice(&length.to_le_bytes());
    std::fs::write(&file, bytes).expect("written");
    let text = "<global> sample=looped.wav <region> key=60 <region> key=61 loop_mode=loop_sustain\n\
                <region> key=62 loop_mode=no_loop <region> key=63 loop_mode=loop_continuous loop_start=10 loop_end=99";
    std::fs::write(folder.path().join("a.sfz"), text).expect("written");
    let come = bring(&folder.path().join("a.sfz"), 0).expect("an instrument");
    let zones = come.imported.patch.zones.iter();
    let found: Vec<_> = zones.map(|zone| (zone.loop_mode, zone.loop_start, zone.loop_end)).collect();
    let expected = [
        (LoopMode::PingPong, 960, 1_920),
        (LoopMode::Sustain, 960, 1_920),
        (LoopMode::Off, 0, 0),
        (LoopMode::Forward, 10, 100),
    ];
    assert_eq!(found, expected);
    assert!(come.tone(60).1 > -7.0, "it sounds on behind its end");
}

#[test]
fn definitions_and_included_files_are_read() {
    let text = "#define $KEY 60\n#include \"keys.txt\"\n<region> sample=low.wav key=$KEY";
    let come = come(text).expect("an instrument");
    assert_tone(come.tone(60), (250.0, -12.0), "with the included level");
}

#[test]
fn what_is_not_taken_is_named_once_and_missing_samples_are_holes() {
    let text = "<region> sample=low.wav key=60 eq1_gain=3\n<region> sample=gone/Away.wav key=61 eq1_gain=4 lfo1_freq=2\n\
                <region> sample=low.wav key=62 trigger=release <curve> v000=1";
    let come = come(text).expect("an instrument");
    let told = &come.imported.told;
    assert!(told[0].starts_with("4 settings are not taken: eq1_gain (2), "), "{told:?}");
    assert_eq!(told[1], "1 regions that no key strikes are left out");
    assert_eq!(told[2], "1 of its samples are missing: gone/Away.wav (it is not there)");
    let hole = &come.imported.samples[1];
    assert_eq!((hole.name.as_str(), hole.path.as_str()), ("Away", "samples/Away.wav"));
    assert_tone(come.tone(60), (250.0, -6.0), "the rest plays");
    assert!(level(&come.play(61, 1.0, 0)[0]) < -100.0);
}

#[test]
fn of_several_articulations_one_is_taken() {
    let text = "<global> sw_default=25 <region> sample=low.wav sw_last=24 <region> sample=low.wav sw_last=25 volume=-3";
    let come = come(text).expect("an instrument");
    assert_eq!(come.imported.patch.zones.len(), 1);
    assert_eq!(come.imported.patch.zones[0].volume, -3.0);
    assert_eq!(told(text), ["1 regions of other articulations are left out"]);
}

#[test]
fn what_is_no_instrument_is_refused_with_its_name_and_why() {
    for text in ["", "no headers at all", "<region> key=60", "<group> sample=low.wav", "\u{0}\u{1}<<<<===="] {
        let why = come(text).err().expect("refused");
        assert!(why.contains("a.sfz: no region of it plays a sample; expected"), "{why}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let why = bring(&folder.path().join("none.sfz"), 0).err().expect("refused");
    assert!(why.contains("none.sfz: could not read the instrument: "), "{why}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_does_any_harm(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<region>", "<group>", "<control>", "<global>", "sample=a.wav", "key", "=", "lokey=c#4", "hikey=9999", "end=-5",
            "loop_start=1e30", "tune=-1e9", "$A", "#define $A ", "#define $A $A$A\n", "#include \"x\"\n", "/*", "*/", "//", "\n",
            " ", "é", "<", ">", "seq_length=0", "seq_length=300", "seq_position=-1", "lorand=2", "off_by=-3", "volume=1e38",
            "cutoff=0", "resonance=-400", "amplitude=0", "transpose=1e20", "pitch_keycenter=-1", "sw_last=c4", "note_offset=500",
        ]), 0..60),
        noise in ".{0,40}",
    ) {
        let text = parts.concat() + &noise;
        let included = text.clone();
        if let Ok(foreign) = read("a.sfz", "a", &text, &mut |_| Ok(included.clone())) {
            let zones = foreign.patch.zones;
            prop_assert!(zones.iter().all(|zone| usize::from(zone.sample) < foreign.sounds.len()));
            prop_assert!(zones.iter().all(|zone| zone.tune.abs() <= 100.0 && zone.volume.is_finite()));
        }
    }
}
