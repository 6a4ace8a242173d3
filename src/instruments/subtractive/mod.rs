//! A subtractive synthesizer: band-limited oscillators with unison through a state-variable filter.

use super::voice::{self, Context, Liveness, Modulation, NoteStart, Stereo};
use crate::dsp::parameter::{Parameter, Parameters};
use serde::{Deserialize, Serialize};

/// The saved settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Patch {}

impl Parameters for Patch {
    const ROWS: &'static [Parameter<Self>] = &[];
}

/// A playing note.
#[derive(Default)]
pub struct Voice {}

impl voice::Voice for Voice {
    type Patch = Patch;

    fn start(&mut self, _patch: &Patch, _note: &NoteStart, _context: &Context) {}

    fn release(&mut self) {}

    fn render(&mut self, _: &Patch, _: &Modulation, _: &Context, _out: Stereo) -> Liveness {
        Liveness::Ended
    }
}
