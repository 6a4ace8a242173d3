//! How long each track's sound has to wait so that all of it comes together: at the groups, and at the master.

use super::chains::Chains;
use crate::dsp::units::SampleRate;
use crate::song::insert::Owner;
use crate::song::routing::Routing;
use crate::song::track::MOST_DELAY;
use crate::song::{MAX_TRACKS, Song};

/// Waits in frames, by track.
pub(super) struct Waits {
    /// Of its notes, before its devices: tracks that go into it are late.
    pub before: [usize; MAX_TRACKS],
    /// Of all its sound, behind its devices.
    pub behind: [usize; MAX_TRACKS],
    /// How much earlier it leaves than what goes to the master by itself: what goes into a group is still to go through that.
    pub early: [usize; MAX_TRACKS],
    /// Frames that all sound is late when it comes to the master.
    pub late: usize,
}

impl Waits {
    /// Nothing waits.
    pub const NONE: Waits =
        Waits { before: [0; MAX_TRACKS], behind: [0; MAX_TRACKS], early: [0; MAX_TRACKS], late: 0 };

    /// Of a song with these devices, where tracks come so many milliseconds later. For a track that moves, the others wait as for the
    /// earliest that it may come, so that they stay where they are.
    pub fn of(
        song: &Song,
        delays: &[f32; MAX_TRACKS],
        routing: &Routing,
        chains: &Chains,
        rate: SampleRate,
    ) -> Waits {
        let mut waits = Waits::NONE;
        if delays.iter().all(|delay| *delay == 0.0)
            && chains.moving() == 0
            && song.tracks.iter().all(|track| track.inserts.is_empty())
        {
            return waits;
        }
        let frames = |milliseconds: f32| (milliseconds * 0.001 * rate.hertz()).round() as i64;
        // When the sound of each track would leave its devices, against a track without any.
        let mut leaves = [0i64; MAX_TRACKS];
        for track in routing.order() {
            let own = frames(delays[track]);
            let chain = chains.latency(Owner::Track(track), song) as i64;
            let behind = waits.before[track] as i64 + chain;
            leaves[track] = behind - own;
            let moves = chains.moving() >> track & 1 == 1;
            let comes = (if moves { behind + frames(MOST_DELAY) } else { leaves[track] }).max(0) as usize;
            match routing.output(track) {
                Some(group) => waits.before[group] = waits.before[group].max(comes),
                None => waits.late = waits.late.max(comes),
            }
        }
        for track in routing.order() {
            let together = routing.output(track).map_or(waits.late, |group| waits.before[group]);
            waits.behind[track] = (together as i64 - leaves[track]).max(0) as usize;
            waits.early[track] = waits.late.saturating_sub(together);
        }
        waits
    }
}
