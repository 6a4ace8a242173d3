//! Routes with their names made numbers, for one kind of patch.

use super::{MOST_ROUTES, Matrix, NOTE_TARGETS, VIA};
use crate::dsp::parameter::{Kind, Knobs};

/// What a route moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    /// A parameter of the patch. One that has nothing between its values is `stepped`: it is moved once, when the note begins.
    Patch { index: usize, stepped: bool },
    /// One of [`NOTE_TARGETS`].
    Note(usize),
}

/// One route.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Wire {
    /// Places among the [`VIA`].
    pub source: usize,
    pub via: usize,
    pub amount: f32,
    /// The place among the targets.
    pub to: usize,
}

/// The routes of an instrument as they are for its present patch. Of fixed size: made and copied without memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wiring {
    wires: [Wire; MOST_ROUTES],
    count: usize,
    targets: [Option<Target>; MOST_ROUTES],
    /// The sources that something hangs on, by their places.
    used: [bool; VIA.len()],
}

impl Wiring {
    /// No routes.
    pub const NONE: Wiring = Wiring {
        wires: [Wire { source: 0, via: 0, amount: 0.0, to: 0 }; MOST_ROUTES],
        count: 0,
        targets: [None; MOST_ROUTES],
        used: [false; VIA.len()],
    };

    /// The routes of `matrix` that find their parameters in `patch`, and lead anywhere.
    pub fn new(matrix: &Matrix, patch: &dyn Knobs) -> Wiring {
        let mut wiring = Wiring::NONE;
        for route in matrix.routes.iter().take(MOST_ROUTES).filter(|route| route.amount != 0.0) {
            let Some(target) = target(patch, &route.target) else { continue };
            let known = wiring.targets.iter().position(|other| *other == Some(target));
            let Some(to) = known.or_else(|| wiring.targets.iter().position(Option::is_none)) else {
                continue;
            };
            let (source, via) = (route.source as usize + 1, route.via as usize);
            wiring.targets[to] = Some(target);
            wiring.wires[wiring.count] = Wire { source, via, amount: route.amount, to };
            wiring.count += 1;
            wiring.used[source] = true;
            wiring.used[via] = true;
        }
        wiring
    }

    /// Whether there are no routes.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn wires(&self) -> &[Wire] {
        &self.wires[..self.count]
    }

    /// The targets, each once, with their places.
    pub(super) fn targets(&self) -> impl Iterator<Item = (usize, Target)> {
        self.targets.iter().enumerate().filter_map(|(place, target)| Some((place, (*target)?)))
    }

    pub(super) fn uses(&self, source: usize) -> bool {
        self.used[source]
    }
}

fn target(patch: &dyn Knobs, name: &str) -> Option<Target> {
    if let Some(row) = NOTE_TARGETS.iter().position(|info| info.name == name) {
        return Some(Target::Note(row));
    }
    let index = patch.find(name)?;
    let stepped = !matches!(patch.info(index).kind, Kind::Linear | Kind::Exponential);
    Some(Target::Patch { index, stepped })
}
