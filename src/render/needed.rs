//! Which tracks have to sound so that others sound as they do in the mix.

use crate::song::Song;
use crate::song::insert::Insert;
use crate::song::lane::Lane;
use crate::song::routing::Routing;
use std::collections::BTreeSet;

/// Whether each track of a song, whose `heard` ones are to be heard, has something to do with them: it is one of them, a device of theirs, of
/// a return or of the master listens to it, or it plays an instrument that they play too, or one whose notes cut theirs: turns of round
/// robin, voice limits and choke groups go over all tracks. The others may be still.
pub(super) fn needed(song: &Song, routing: &Routing, heard: &[bool]) -> Vec<bool> {
    let played: Vec<BTreeSet<Cause>> = (0..song.tracks.len()).map(|track| causes(song, track)).collect();
    let of_returns = song.mixer.returns.iter().flat_map(|back| &back.inserts);
    let mut waiting: Vec<usize> = (0..heard.len()).filter(|track| heard[*track]).collect();
    waiting.extend(of_returns.chain(&song.mixer.inserts).filter_map(side));
    let mut needed = vec![false; song.tracks.len()];
    while let Some(track) = waiting.pop() {
        if needed.get(track).is_none_or(|needed| *needed) {
            continue;
        }
        needed[track] = true;
        waiting.extend(song.tracks[track].inserts.iter().filter_map(side));
        let into_it = |other: &usize| !heard[track] && routing.output(*other) == Some(track);
        let plays_with_it = |other: &usize| !played[*other].is_disjoint(&played[track]);
        waiting.extend((0..needed.len()).filter(|other| into_it(other) || plays_with_it(other)));
    }
    needed
}

fn side(insert: &Insert) -> Option<usize> {
    insert.side.map(usize::from)
}

/// What notes on different tracks have to do with each other by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// The number of an instrument, from 1.
    Instrument(u8),
    /// A choke group.
    Choke(u8),
}

/// Of all notes of a track.
fn causes(song: &Song, track: usize) -> BTreeSet<Cause> {
    let lanes = (0..song.patterns.len()).filter_map(|pattern| song.lane(pattern, track));
    let mut instruments: BTreeSet<u8> = lanes.flat_map(of_lane).collect();
    let mut waiting: Vec<u8> = instruments.iter().copied().collect();
    while let Some(number) = waiting.pop() {
        let phrases = song.instrument(usize::from(number) - 1).map_or(&[][..], |it| &it.phrases.list);
        for other in phrases.iter().flat_map(|phrase| of_lane(&phrase.lane)) {
            if instruments.insert(other) {
                waiting.push(other);
            }
        }
    }
    let group = |number: &u8| song.instrument(usize::from(*number) - 1).map(|it| it.choke_group);
    let groups = instruments.iter().filter_map(group).filter(|group| *group != 0).map(Cause::Choke);
    let groups: Vec<Cause> = groups.collect();
    instruments.into_iter().map(Cause::Instrument).chain(groups).collect()
}

/// The instruments that are written in a lane.
fn of_lane(lane: &Lane) -> impl Iterator<Item = u8> {
    let cells = lane.rows().iter().flat_map(|(_, row)| row.notes);
    cells.filter_map(|cell| cell.instrument).map(|number| number.get())
}

#[cfg(test)]
mod tests {
    use super::super::plan::{Part, Plan};
    use super::super::rendering::Rendering;
    use super::super::stems::{alone, stems};
    use super::*;
    use crate::instruments::sample::SampleBank;
    use std::sync::Arc;

    /// The lead ducks under the kick, which is in a group; two hats cut each other; the pad and the strings share an instrument, and the pad
    /// goes into the group of the lead.
    const SONG: &str = r#"(
        format: 1,
        tempo: "120",
        tracks: {
            1: (name: "Lead", output: 3, inserts: [(device: (kind: "compressor", threshold: -40.0), side_chain: 5)]),
            2: (name: "Pad", output: 3, send_1: -12.0),
            3: (name: "Group"),
            4: (name: "Kick", output: 5),
            5: (name: "Drums"),
            6: (name: "Closed"),
            7: (name: "Open"),
            8: (name: "Strings"),
        },
        instruments: {
            0x01: (name: "Lead", patch: (kind: "subtractive")),
            0x02: (name: "Pad", voice_limit: 1, patch: (kind: "subtractive", voices: 3)),
            0x03: (name: "Kick", patch: (kind: "drums")),
            0x04: (name: "Closed", choke_group: 1, patch: (kind: "drums")),
            0x05: (name: "Open", choke_group: 1, patch: (kind: "drums")),
        },
        order: [(pattern: 0)],
        patterns: {
            0: (length: 8, lanes: {
                1: Own(rows: { 0: "C-4 01", 6: "===" }),
                2: Own(rows: { 1: "C-3 02", 6: "===" }),
                4: Own(rows: { 0: "C-3 03", 4: "C-3 03" }),
                6: Own(rows: { 1: "C-4 04", 3: "C-4 04" }),
                7: Own(rows: { 0: "C-4 05", 2: "C-4 05" }),
                8: Own(rows: { 3: "G-3 02", 6: "===" }),
            }),
        },
    )"#;

    fn song() -> Song {
        crate::formats::song::read("needed.ron", SONG.as_bytes()).expect("a song")
    }

    #[test]
    fn what_has_nothing_to_do_with_a_stem_is_still() {
        let (song, mut found) = (song(), Vec::new());
        for track in [0, 1, 3, 5, 6, 7] {
            let routing = Routing::of(&song);
            let heard: Vec<bool> = (0..8).map(|other| routing.ways(track).any(|way| way == other)).collect();
            let needed = needed(&song, &routing, &heard);
            found.push((0..8).filter(|track| needed[*track]).map(|track| track + 1).collect::<Vec<_>>());
        }
        let expected: [&[usize]; 6] = [&[1, 3, 4, 5], &[2, 3, 8], &[4, 5], &[6, 7], &[6, 7], &[2, 8]];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_stem_has_the_bits_of_the_whole_song_with_all_else_muted() {
        let (song, plan) = (song(), Plan::default());
        let sound = |song: Song| {
            let part = Part { song, ..plan.part(&self::song()).expect("a part") };
            let mut rendering = Rendering::new(&part, Arc::new(SampleBank::default()), &plan, Some(48_000));
            let mut bits = Vec::new();
            while let Some(block) = rendering.next_block() {
                block.iter().for_each(|channel| bits.extend(channel.iter().map(|sample| sample.to_bits())));
            }
            bits
        };
        for stem in stems(&song) {
            let still = alone(&song, stem.track);
            let mut muted = still.clone();
            let groups: Vec<u16> =
                Routing::of(&song).ways(stem.track).skip(1).map(|way| way as u16).collect();
            Arc::make_mut(&mut muted.order).iter_mut().for_each(|entry| entry.mutes.clone_from(&groups));
            let bits = sound(still);
            assert!(bits.iter().any(|bits| *bits << 1 != 0), "{} is heard", stem.name);
            assert!(bits == sound(muted), "{}", stem.name);
        }
    }
}
