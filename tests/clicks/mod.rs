//! Clicks: steps that something which was turned makes in a sound, and those that were put in and are looked for.

#![allow(dead_code, reason = "each test takes what it needs")]

/// The highest sample.
pub fn peak(sound: &[f32]) -> f32 {
    sound.iter().fold(0.0, |peak, sample| sample.abs().max(peak))
}

/// The greatest step in the slope from frame to frame.
pub fn roughness(sound: &[f32]) -> f32 {
    sound.windows(3).map(|s| (s[2] - 2.0 * s[1] + s[0]).abs()).fold(0.0, f32::max)
}

/// What is wrong with a note in which something is turned between `before` and `during`, if its slope makes a greater step there than
/// a sound like it may; `unmoved` is what sounds in the place of `during` where nothing is turned.
pub fn fault([before, during, after]: [&[f32]; 3], unmoved: &[f32]) -> Option<String> {
    let steady = roughness(before).max(roughness(after)).max(roughness(unmoved));
    let limit = 3.0 * steady + 0.012 * peak(before).max(peak(after));
    let turned = roughness(&[&before[before.len() - 2..], during].concat());
    (turned > limit).then(|| format!("{turned} over {limit}"))
}

/// The frames at which it is louder than `level` after it was not for 20 ms, at 48 kHz.
pub fn starts(sound: &[f32], level: f32) -> Vec<usize> {
    let (mut found, mut loud) = (Vec::new(), None::<usize>);
    for (at, _) in sound.iter().enumerate().filter(|(_, sample)| sample.abs() > level) {
        if loud.is_none_or(|last| at > last + 960) {
            found.push(at);
        }
        loud = Some(at);
    }
    found
}

/// How far starts are from where they should be, in ms at 48 kHz; there are as many.
pub fn off(found: &[usize], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len(), "{found:?} for {expected:?}");
    let apart = found.iter().zip(expected).map(|(found, expected)| (*found as f64 - expected).abs() / 48.0);
    apart.fold(0.0, f64::max)
}
