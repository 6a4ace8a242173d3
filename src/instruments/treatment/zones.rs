//! Zones go along when the sample that they play is treated: what pointed at a sound points at it still.

use super::Treatment;
use crate::instruments::sampler::zone::Zone;

/// The zone after a treatment of its sample, which had so many frames before. The end of the sample, written as
/// 0, stays the end.
pub fn follow(zone: &mut Zone, treatment: &Treatment, frames: usize) {
    let after = treatment.length(frames);
    let moved = |at: u32| treatment.moved(at, frames).min(after as u32);
    let whole = (frames as u32, after as u32);
    pair(&mut zone.start, &mut zone.end, whole, moved);
    pair(&mut zone.loop_start, &mut zone.loop_end, whole, moved);
    zone.loop_fade = zone.loop_fade.min(after as u32);
    for slice in &mut zone.slices {
        *slice = moved(*slice);
    }
    zone.slices.sort_unstable();
    zone.slices.dedup();
    zone.slices.retain(|slice| (*slice as usize) < after);
}

/// Moves the ends of a part of a sample that had so many frames and has so many now; what was turned around begins at the smaller
/// one. A part from the start to the end stays the whole sample.
fn pair(start: &mut u32, end: &mut u32, (before, after): (u32, u32), moved: impl Fn(u32) -> u32) {
    if (*start, *end) == (0, 0) {
        return;
    }
    let (first, last) = (moved(*start), moved(if *end == 0 { before } else { *end }));
    (*start, *end) = (first.min(last), first.max(last));
    if *end == after {
        *end = 0;
    }
}
