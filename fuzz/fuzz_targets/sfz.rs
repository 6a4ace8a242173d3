//! Any text: an SFZ instrument is read or refused, also where it includes itself; its zones play sounds that it has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segno::formats::sfz::read;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let include = &mut |_: &str| Ok(text.to_string());
    if let Ok(foreign) = read("fuzz.sfz", "fuzz", &text, include) {
        for zone in foreign.patch.zones.iter() {
            assert!(usize::from(zone.sample) < foreign.sounds.len());
            assert!(zone.tune.is_finite() && zone.volume.is_finite() && zone.cutoff.is_finite());
        }
        assert!(foreign.fades.iter().all(|seconds| *seconds >= 0.0));
    }
});
