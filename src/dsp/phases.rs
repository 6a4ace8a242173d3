//! Phases of oscillators, many frames at a time: none waits for the one before it, so that vectors take them side by side.

/// What a phase of 0 to 2²² turns is within its turn: from 0 (inclusive) to 1.
#[inline(always)]
pub fn within(phase: f32) -> f32 {
    phase - (phase as i32) as f32
}

/// The phases of frames in a row, each from 0 (inclusive) to 1. `turns` is how far one frame lies behind the other, 0 to 0.5.
#[inline(always)]
pub fn phases<const N: usize>(phase: f32, turns: f32) -> [f32; N] {
    let mut phases = [0.0; N];
    for (n, out) in phases.iter_mut().enumerate() {
        *out = within(phase + turns * n as f32);
    }
    phases
}

/// The phase so many frames later.
#[inline(always)]
pub fn after(phase: f32, turns: f32, frames: usize) -> f32 {
    within(phase + turns * frames as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_go_round_and_meet_those_of_the_next_stretch() {
        for turns in [0.0, 0.01, 0.123, 0.49, 0.5] {
            let mut phase = 0.25f32;
            let long = phases::<64>(phase, turns);
            for (stretch, expected) in long.chunks(16).enumerate() {
                let short = phases::<16>(phase, turns);
                assert!(short.iter().all(|phase| (0.0..1.0).contains(phase)), "{turns}: {short:?}");
                for (found, expected) in short.iter().zip(expected) {
                    let apart = (found - expected).abs();
                    assert!(apart.min(1.0 - apart) < 4e-6, "{turns}, stretch {stretch}: {found}, {expected}");
                }
                phase = after(phase, turns, 16);
            }
        }
    }
}
