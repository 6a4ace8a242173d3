//! The devices of tracks that depend on no other track, run side by side before the quantum is mixed.

use super::super::chains::Pace;
use super::super::hands::Hands;
use super::super::overrides::Overrides;
use super::{Mixer, links};
use crate::dsp::lent::Lent;
use crate::song::Song;
use crate::song::insert::Owner;

impl Mixer {
    /// Runs the chains of all tracks that are no groups and listen to none. Which ones that were, and whether they gave numbers, is
    /// kept for the mix.
    pub(super) fn run_ahead(&mut self, hands: &dyn Hands, song: &Song, overrides: &Overrides, pace: Pace) {
        let Mixer { tracks, active, chains, ahead, routing, .. } = self;
        let count = song.tracks.len().min(tracks.len());
        let (tracks, ahead, chains) = (Lent::of(tracks), Lent::of(ahead), chains.lend());
        hands.all(count, &|index| {
            let inserts = &song.tracks[index].inserts;
            if inserts.is_empty()
                || routing.is_group(index)
                || inserts.iter().any(|insert| insert.side.is_some())
            {
                return;
            }
            // SAFETY: each job has the bus and the chain of a track of its own.
            let (bus, chain, ahead) = unsafe { (tracks.at(index), chains.at(index), ahead.at(index)) };
            let (Some(bus), Some(chain), Some(ahead)) = (bus, chain, ahead) else { return };
            if active[index] || chain.is_awake() {
                *ahead =
                    Some(chain.run(links(overrides, inserts, Owner::Track(index), &[]), pace, bus, None));
            }
        });
    }
}
