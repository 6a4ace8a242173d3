//! Curves as they are played: a command for each parameter that has moved.

use super::command::{Action, Command};
use super::effects::push;
use super::lock;
use crate::song::curve::MAX_CURVES;
use crate::song::lane::Lane;
use crate::song::{MAX_TRACKS, Song};

/// What was sent last for each curve of each track.
pub(super) struct Curves {
    sent: Vec<[Sent; MAX_CURVES]>,
    visit: u32,
}

/// The instrument that it was sent for, and the place.
type Sent = Option<(Option<u8>, f32)>;

impl Curves {
    /// Nothing was sent.
    pub fn new() -> Curves {
        Curves { sent: vec![[None; MAX_CURVES]; MAX_TRACKS], visit: 0 }
    }

    /// Everything is sent anew: other curves may stand in the places.
    pub fn forget(&mut self) {
        self.sent.fill([None; MAX_CURVES]);
    }

    /// A pattern is played, by the number of patterns before it.
    pub fn visit(&mut self, visit: u32) {
        if std::mem::replace(&mut self.visit, visit) != visit {
            self.forget();
        }
    }

    /// Sends where the curves of a lane stand after `at` 1/256 rows, as far as they have moved.
    pub fn follow(
        &mut self,
        song: &Song,
        track: usize,
        lane: &Lane,
        at: f32,
        instrument: Option<u8>,
        out: &mut Vec<Command>,
    ) {
        for (curve, sent) in lane.curves().iter().zip(&mut self.sent[track]) {
            let Some(place) = curve.value(at) else { continue };
            if *sent == Some((instrument, place)) {
                continue;
            }
            if let Some(target) = lock::resolve(song, track, instrument, curve.target()) {
                *sent = Some((instrument, place));
                push(out, Command { at: 0, action: Action::Lock(target, place) });
            }
        }
    }
}
