//! Clicks: steps that something which was turned makes in a sound.

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
