//! What the engine tells, on its way to the studio: what finds no room and must come waits here.

use crate::engine::message::FromEngine;
use ringbuf::HeapProd;
use ringbuf::traits::Producer;

/// The engine's reports on their way, and those that found no room but must come.
pub(super) struct Reports {
    queue: HeapProd<FromEngine>,
    position: Option<FromEngine>,
    not_finite: Option<FromEngine>,
    performing: Option<FromEngine>,
    handed_over: Option<FromEngine>,
}

impl Reports {
    /// Nothing waits.
    pub fn new(queue: HeapProd<FromEngine>) -> Reports {
        Reports { queue, position: None, not_finite: None, performing: None, handed_over: None }
    }

    /// Tries again what waits; whether nothing waits any more.
    pub fn turn(&mut self) -> bool {
        for waiting in [&mut self.handed_over, &mut self.position, &mut self.not_finite, &mut self.performing]
        {
            *waiting = waiting.and_then(|report| self.queue.try_push(report).err());
        }
        self.position.is_none()
            && self.not_finite.is_none()
            && self.performing.is_none()
            && self.handed_over.is_none()
    }

    /// Sends a report behind those that wait. A newer position takes an older one's place.
    pub fn send(&mut self, report: FromEngine) {
        if self.turn() && self.queue.try_push(report).is_ok() {
            return;
        }
        match report {
            FromEngine::Position { .. } => self.position = Some(report),
            FromEngine::HandedOver { .. } => {
                // What waits is of the song before.
                (self.position, self.performing, self.handed_over) = (None, None, Some(report));
            }
            FromEngine::Performing { .. } => self.performing = Some(report),
            FromEngine::NotFinite { .. } => self.not_finite = self.not_finite.or(Some(report)),
            FromEngine::Meters(_)
            | FromEngine::Reductions { .. }
            | FromEngine::Clock(_)
            | FromEngine::Probed { .. } => {}
        }
    }
}
