//! A pass that only listens.

use super::crew::cores;
use super::mixdown::Unrendered;
use super::plan::{Part, Plan};
use super::rendering::Rendering;
use crate::dsp::loudness::meter::{Heard, Meter, What};
use crate::instruments::sample::SampleBank;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Renders a part on all cores and measures `what`. `watch` hears how much is done, 0 to 1.
///
/// # Errors
/// If `watch` says stop.
pub fn heard(
    part: &Part,
    samples: &Arc<SampleBank>,
    plan: &Plan,
    what: What,
    watch: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Heard, Unrendered> {
    let mut meter = Meter::new(plan.rate, 2, what);
    let mut rendering = Rendering::new(part, samples.clone(), plan, None).side_by_side(cores());
    while let Some(block) = rendering.next_block() {
        meter.hear(&block);
        if watch(rendering.done()).is_break() {
            return Err(Unrendered::Cancelled);
        }
    }
    Ok(meter.finish())
}
