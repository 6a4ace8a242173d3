//! Any bytes: presets of a SoundFont are listed, read or refused; their zones play sounds that they have, and these have not many
//! times the bytes of the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segno::formats::foreign::Sound;
use segno::formats::soundfont::{data, presets, read};

fuzz_target!(|bytes: &[u8]| {
    let count = presets(data(bytes)).len();
    for preset in 0..count.min(4) + 1 {
        let Ok(foreign) = read("fuzz.sf2", bytes, preset) else { continue };
        assert!(foreign.patch.zones.iter().all(|zone| usize::from(zone.sample) < foreign.sounds.len()));
        let size = |sound: &Sound| match sound {
            Sound::Wave { bytes, .. } => bytes.len().saturating_sub(100),
            Sound::File(path) => panic!("{path}: a SoundFont has its sounds in it"),
        };
        assert!(foreign.sounds.iter().map(size).sum::<usize>() <= 5 * bytes.len());
    }
});
