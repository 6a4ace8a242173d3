//! The devices of tracks that depend on no other track, run side by side before the quantum is mixed.

use super::super::chains::Pace;
use super::super::hands::Hands;
use super::super::overrides::Overrides;
use super::{Mixer, links};
use crate::dsp::lent::Lent;
use crate::song::Song;
use crate::song::insert::Owner;

impl Mixer {
    /// Runs the chains of all tracks that are no groups, listen to none and are not measured. Which ones that were, and whether they gave
    /// numbers, is kept for the mix.
    pub(super) fn run_ahead(&mut self, hands: &dyn Hands, song: &Song, overrides: &Overrides, pace: Pace) {
        let Mixer { tracks, active, chains, ahead, routing, .. } = self;
        let count = song.tracks.len().min(tracks.len());
        let measured = (0..count).find(|index| chains.measures(Owner::Track(*index)));
        let (tracks, ahead, chains) = (Lent::of(tracks), Lent::of(ahead), chains.lend());
        hands.all(count, &|index| {
            let inserts = &song.tracks[index].inserts;
            if inserts.is_empty()
                || routing.is_group(index)
                || inserts.iter().any(|insert| insert.side.is_some())
                || measured == Some(index)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::units::SampleRate;
    use crate::engine::Engine;
    use crate::engine::fitting::Fitter;
    use crate::engine::hands::{Lent, Measured};
    use crate::engine::message::{Snapshot, ToEngine};
    use crate::instruments::KINDS;
    use crate::instruments::sample::SampleBank;
    use crate::song::insert::Insert;
    use crate::song::instrument::Instrument;
    use crate::song::track::Track;
    use std::cell::Cell;
    use std::sync::Arc;

    /// One hand, which does everything by itself.
    struct One;

    impl Hands for One {
        fn all(&self, count: usize, job: &(dyn Fn(usize) + Sync)) {
            (0..count).for_each(job);
        }
    }

    #[test]
    fn a_place_that_is_measured_is_heard_whoever_helps() {
        let device = |name: &str| {
            let kind = crate::devices::KINDS.iter().find(|kind| kind.name == name).expect(name);
            Insert::new((kind.new)())
        };
        let track = Track { inserts: vec![device("saturation"), device("meter")], ..Track::default() };
        let instrument = Instrument::new("one", (KINDS[1].new)());
        let tracks = vec![Arc::new(track.clone()), Arc::new(track)];
        let instruments = vec![Some(Arc::new(instrument))];
        let song = Arc::new(Song { tracks, instruments, ..Song::default() });
        let sound = |hands: Option<&dyn Hands>| {
            let rate = SampleRate(48_000);
            let mut engine = Engine::new(rate);
            let samples = Arc::new(SampleBank::default());
            Fitter::new(rate).load(&mut engine, Arc::new(Snapshot { song: song.clone(), samples }));
            for track in 0..2 {
                let strike = ToEngine::Strike { track, instrument: 0, key: 60, velocity: 0.5 };
                drop(engine.handle(strike));
            }
            let mut sides = [[0.0; 512]; 2];
            let measured = sides.each_mut().map(|side| Cell::from_mut(&mut side[..]).as_slice_of_cells());
            let measured = Some(Measured { place: (Owner::Track(1), 1), sides: measured });
            let lent = Lent { hands, measured, ..Lent::default() };
            engine.process_with(lent, &mut [0.0; 512], &mut [0.0; 512], &mut |_| ());
            sides
        };
        let alone = sound(None);
        assert!(alone.as_flattened().iter().any(|sample| sample.abs() > 0.001), "there is sound");
        assert_eq!(sound(Some(&One)), alone);
    }
}
