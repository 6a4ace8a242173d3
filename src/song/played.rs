//! Which samples of a song are played, and by what.

use super::Song;
use super::insert::Insert;
use super::lane::Lane;
use super::pattern::LaneSlot;
use std::collections::BTreeSet;

/// The samples that instruments play and devices are made with.
pub fn by_instruments_and_devices(song: &Song) -> BTreeSet<u16> {
    let instruments = song.instruments.iter().flatten().flat_map(|instrument| instrument.patch.samples());
    let device = |insert: &Insert| insert.device.sample();
    let tracks = song.tracks.iter().flat_map(|track| &track.inserts).filter_map(device);
    let returns = song.mixer.returns.iter().flat_map(|back| &back.inserts).filter_map(device);
    let master = song.mixer.inserts.iter().filter_map(device);
    instruments.chain(tracks).chain(returns).chain(master).collect()
}

/// The samples that clips play, in any of their takes.
pub fn by_clips(song: &Song) -> BTreeSet<u16> {
    let of_slot = |slot: &LaneSlot| match slot {
        LaneSlot::Own(lane) => Lane::clip_samples(lane).collect(),
        _ => Vec::new(),
    };
    let own = song.patterns.iter().flat_map(|pattern| pattern.lanes.iter()).flat_map(of_slot);
    let shared = song.shared_lanes.iter().flat_map(|lane| lane.clip_samples());
    own.chain(shared).collect()
}
