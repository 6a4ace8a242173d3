//! What a song sounds like: the mix as it goes out, and each track on its own as its stem is. Rendered at 48 kHz on all cores; what is
//! kept is small, so that all tracks can be compared.

pub mod critical_bands;
pub mod part;
pub mod mono;
mod offset;
pub mod slopes;

use crate::dsp::units::SampleRate;
use crate::instruments::sample::SampleBank;
use crate::render::crew::cores;
use crate::render::each::each;
use crate::render::mixdown::Unrendered;
use crate::render::plan::{Part as Rendered, Plan};
use crate::render::rendering::{Rendering, Report};
use crate::render::stems::{alone, stems};
use crate::song::Song;
use part::{Listener, Part};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Told how much is done, 0 to 1, from any thread; says whether to go on.
pub type Watch<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);

/// A song, heard.
#[derive(Debug, Default)]
pub struct Hearing {
    /// What goes out.
    pub mix: Part,
    /// Each track that is heard, on its own and without the limiter.
    pub tracks: Vec<(usize, Part)>,
    /// How far the limiter went down while the song played, as in [`Rendering::reductions`].
    pub reductions: Vec<f32>,
    /// What went wrong in the engine.
    pub report: Report,
}

impl Hearing {
    /// Listens to a song.
    ///
    /// # Errors
    /// If it cannot be rendered, or `watch` says stop.
    pub fn of(song: &Song, samples: &Arc<SampleBank>, watch: Watch) -> Result<Hearing, Unrendered> {
        let plan = Plan { rate: SampleRate::STANDARD, ..Plan::default() };
        let part = plan.part(song).map_err(Unrendered::Refused)?;
        let plays = |track: usize| {
            (0..song.patterns.len())
                .any(|pattern| song.lane(pattern, track).is_some_and(|lane| !lane.rows().is_empty()))
        };
        let stems: Vec<_> = stems(&part.song).into_iter().filter(|stem| plays(stem.track)).collect();
        let all = (stems.len() + 1) as f64;
        let mut rendering = Rendering::new(&part, samples.clone(), &plan, None).side_by_side(cores());
        let mix = listen(&mut rendering, true, &mut |done| watch(done / all))?;
        let mut hearing = Hearing { mix, report: rendering.report, ..Hearing::default() };
        hearing.reductions = std::mem::take(&mut rendering.reductions);
        let length = rendering.frames();
        drop(rendering);
        let watch_stems = |done: f64| watch((1.0 + done * (all - 1.0)) / all);
        let tracks: Vec<usize> = stems.iter().map(|stem| stem.track).collect();
        let parts = each(tracks.clone(), &watch_stems, |_, track, told| {
            let part = Rendered { song: alone(&part.song, track), ..part.clone() };
            let mut rendering = Rendering::new(&part, samples.clone(), &plan, Some(length));
            listen(&mut rendering, false, told)
        });
        let parts = parts.map_err(|(_, reason)| reason)?;
        hearing.tracks = tracks.into_iter().zip(parts).collect();
        Ok(hearing)
    }

    /// A track on its own.
    pub fn track(&self, track: usize) -> Option<&Part> {
        self.tracks.iter().find(|(number, _)| *number == track).map(|(_, part)| part)
    }
}

fn listen(
    rendering: &mut Rendering,
    peaks: bool,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Part, Unrendered> {
    let mut listener = Listener::new(SampleRate::STANDARD, peaks);
    while let Some(block) = rendering.next_block() {
        listener.hear(block);
        if told(rendering.done()).is_break() {
            return Err(Unrendered::Cancelled);
        }
    }
    Ok(listener.finish())
}
