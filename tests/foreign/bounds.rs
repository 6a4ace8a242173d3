//! Arbitrary bytes and damaged files of other programs: none panics, hangs or takes more memory than a few times the file.

use crate::built::{overlapping, soundfont};
use crate::memory::most_memory;
use proptest::prelude::*;
use segno::formats::scala::{mapping, scale};
use segno::formats::{sfz, soundfont};
use segno::song::tuning::{Mapping, Tuning};

/// Bytes that any reading may take, however short the file: tables, messages, zones of a few bytes of text each.
const SOME: usize = 4 << 20;
/// Times the file's bytes that it may take besides.
const TIMES: usize = 24;

const SCALE: &str =
    "! meantone\nA quarter\n 7\n!\n 193.157\n 5/4\n 503.422\n 696.578\n 889.735\n 1082.892\n 2/1\n";
const KEYS: &str = "! white\n12\n0\n127\n60\n69\n440.0\n7\n0\nx\n1\nx\n2\n3\nx\n4\nx\n5\nx\n6\n";
const TEXT: &str = "#define $LOW 36\n<control> default_path=a/ note_offset=0\n<global> ampeg_release=0.4\n<group> key=$LOW \
                    loop_mode=loop_sustain loop_start=10 loop_end=900 loop_crossfade=0.02\n<region> sample=a.wav lovel=1 \
                    hivel=90 seq_length=2 seq_position=1\n/* other */ <region> sample=b c.wav cutoff=900 group=2 off_by=3 // end\n";

/// A file with some of its bytes changed, taken out, doubled, and cut off.
fn damaged(
    whole: &[u8],
    damage: &[(prop::sample::Index, u8, u8)],
    cut: Option<prop::sample::Index>,
) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    for (place, how, byte) in damage {
        if bytes.is_empty() {
            break;
        }
        let at = place.index(bytes.len());
        match how % 4 {
            0 => bytes[at] = *byte,
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, *byte),
            _ => {
                let piece = bytes[at..(at + usize::from(*byte)).min(bytes.len())].to_vec();
                drop(bytes.splice(at..at, piece));
            }
        }
    }
    if let Some(cut) = cut {
        bytes.truncate(cut.index(bytes.len() + 1));
    }
    bytes
}

fn assert_bounded(what: &str, length: usize, taken: isize) {
    let most = SOME + TIMES * length;
    assert!(taken < most as isize, "{what}: {taken} bytes for a file of {length}");
}

fn read_scala(bytes: &[u8]) {
    let ((), taken) = most_memory(|| {
        if let Ok(scale) = scale("a.scl", bytes) {
            assert!(Tuning::new(scale, Mapping::default()).is_ok());
        }
        drop(mapping("a.kbm", bytes));
    });
    assert_bounded("Scala", bytes.len(), taken);
}

fn read_sfz(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let ((), taken) = most_memory(|| {
        // It includes itself.
        let include = &mut |_: &str| Ok(text.clone());
        if let Ok(foreign) = sfz::read("a.sfz", "a", &text, include) {
            assert!(foreign.patch.zones.iter().all(|zone| usize::from(zone.sample) < foreign.sounds.len()));
        }
    });
    assert_bounded("SFZ", bytes.len(), taken);
}

fn read_soundfont(bytes: &[u8]) {
    let ((), taken) = most_memory(|| {
        let count = soundfont::presets(soundfont::data(bytes)).len();
        for preset in 0..count.min(3) + 1 {
            drop(soundfont::read("a.sf2", bytes, preset));
        }
    });
    assert_bounded("SoundFont", bytes.len(), taken);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_texts_are_read_or_refused_within_bounds(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<u8>()), 0..30),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        read_scala(&damaged(SCALE.as_bytes(), &damage, cut));
        read_scala(&damaged(KEYS.as_bytes(), &damage, cut));
        read_sfz(&damaged(TEXT.as_bytes(), &damage, cut));
    }

    #[test]
    fn damaged_soundfonts_are_read_or_refused_within_bounds(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<u8>()), 0..30),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let whole = soundfont();
        // Where the lists are, so that it is not the sound alone that is damaged.
        let lists = whole.windows(4).rposition(|four| four == b"pdta").expect("lists");
        let end = damaged(&whole[lists..], &damage, cut);
        read_soundfont(&[&whole[..lists], &end].concat());
        read_soundfont(&damaged(&whole, &damage, cut));
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused_within_bounds(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read_scala(&bytes);
        read_sfz(&bytes);
        read_soundfont(&bytes);
        read_soundfont(&[&b"RIFF\0\0\0\0sfbk"[..], &bytes].concat());
    }
}

#[test]
fn sounds_that_lie_upon_each_other_are_not_copied_without_end() {
    let bytes = overlapping(3_000);
    read_soundfont(&bytes);
    let foreign = soundfont::read("a.sf2", &bytes, 0).expect("an instrument");
    assert!(foreign.sounds.len() > 10, "{}", foreign.sounds.len());
    assert!(foreign.told.iter().any(|told| told.contains("zones have samples")), "{:?}", foreign.told);
}

#[test]
fn definitions_and_includes_that_multiply_end() {
    let mut text = "#define $A sample=a.wav\n".to_owned();
    for (this, before) in ('B'..='Z').zip('A'..='Z') {
        text.push_str(&format!("#define ${this} ${before} ${before} ${before}\n"));
    }
    text.push_str("<region> $Z\n#include \"a\"\n#include \"a\"\n#include \"a\"\n");
    read_sfz(text.as_bytes());
    read_sfz("<region>sample=a".repeat(20_000).as_bytes());
    read_scala(format!("x\n1024\n{}", "2/1\n".repeat(1_024)).as_bytes());
}
