//! A song is measured as it is rendered.

use super::meter::{Heard, Meter, What};
use crate::instruments::sample::SampleBank;
use crate::render::mixdown::Unrendered;
use crate::render::plan::Plan;
use crate::render::rendering::Rendering;
use crate::sequencer::duration;
use crate::song::Song;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

/// A part of a song that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// From and to so many seconds.
    pub seconds: Range<f64>,
}

/// Renders a song on so many threads and measures it. `watch` hears how much is done, 0 to 1.
///
/// # Errors
/// If it cannot be rendered, or `watch` says stop.
pub fn measure(
    song: &Song,
    samples: &Arc<SampleBank>,
    plan: &Plan,
    threads: usize,
    what: What,
    watch: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Heard, Unrendered> {
    let part = plan.part(song).map_err(Unrendered::Refused)?;
    let mut rendering = Rendering::new(&part, samples.clone(), plan, None).side_by_side(threads);
    let mut meter = Meter::new(plan.rate, 2, what);
    while let Some(block) = rendering.next_block() {
        meter.hear(&block);
        if watch(rendering.done()).is_break() {
            return Err(Unrendered::Cancelled);
        }
    }
    Ok(meter.finish())
}

/// The sections of a song in the order in which they begin, the last one to its end at `seconds`. Where they come again is not told.
pub fn sections(song: &Song, seconds: f64) -> Vec<Section> {
    let Some(duration) = duration::measure(song, || true) else { return Vec::new() };
    let entries = song.order.iter().zip(&duration.entries);
    let mut begins: Vec<(f64, &String)> =
        entries.filter_map(|(entry, begin)| Some(((*begin)?, entry.section.as_ref()?))).collect();
    begins.sort_by(|one, other| one.0.total_cmp(&other.0));
    let ends = begins.iter().skip(1).map(|(begin, _)| *begin).chain([seconds]);
    let sections = begins.iter().zip(ends);
    sections
        .map(|((begin, name), end)| Section { name: (*name).clone(), seconds: *begin..end.max(*begin) })
        .collect()
}
