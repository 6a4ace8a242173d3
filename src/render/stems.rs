//! The tracks on their own: a file for each, all of one length.
//!
//! A stem holds what its track gives to the master: its sound behind its fader, its share of the returns, and the master's fader. Left
//! out is what the limiter takes away, because it hears the whole mix; its input gain is kept. So the stems' sum is the mix as long as
//! the limiter has nothing to do, and is otherwise what goes into it; devices of groups, returns and master that depend on how loud
//! it is hear each stem alone, and so does a side chain whose track is a group.

use super::each::each;
use super::mixdown::{Gains, Pass, Request, Unrendered, Watch, Written, write};
use super::needed::needed;
use super::plan::Part;
use crate::dsp::units::Decibels;
use crate::instruments::sample::SampleBank;
use crate::sequencer::lock;
use crate::sequencer::moving::{MUTE, SOLO, SOLO_SAFE, heard_tracks, moved_tracks};
use crate::song::Song;
use crate::song::pattern::LaneSlot;
use crate::song::routing::Routing;
use std::io::{Seek, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

/// A track that is heard in the mix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stem {
    /// The track's index.
    pub track: usize,
    /// A file's name without its ending, different for each: the track's number and name.
    pub name: String,
}

/// The stems of a song: its tracks without those that are never heard, and without groups that have no notes of their own. A
/// track in a group is heard through it; a group's own stem is its notes alone.
pub fn stems(song: &Song) -> Vec<Stem> {
    let routing = Routing::of(song);
    let plays = |track: usize| {
        (0..song.patterns.len()).any(|pattern| song.lane(pattern, track).is_some_and(|lane| !lane.is_empty()))
    };
    let heard = heard_tracks(song);
    let is_heard = |track: usize| heard >> track & 1 == 1;
    let sounds = |track: usize| is_heard(track) && (!routing.is_group(track) || plays(track));
    let heard = song.tracks.iter().enumerate().filter(|(track, _)| sounds(*track));
    heard.map(|(track, settings)| Stem { track, name: file_name(track, &settings.name) }).collect()
}

/// The name of a track's stem as a file, without its ending: the track's number from 1, and its name.
pub fn file_name(track: usize, name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || " -_.()+".contains(c) { c } else { '_' };
    let name: String = name.chars().take(60).map(plain).collect();
    let name = format!("{:02} {}", track + 1, name.trim_matches([' ', '.']));
    name.trim_end().to_owned()
}

/// Told how far all stems are, 0 to 1, from any thread; says whether to go on.
pub type WatchAll<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);

/// Writes stems of a mix that has so many frames and was made with these gains, as many at once as the machine has
/// cores: a stem's bytes do not depend on how many. The answers are in the order of `wanted`.
///
/// # Errors
/// The first stem, by its place in `wanted`, for which nothing can be rendered, whose sink takes no more, or that `watch` stopped.
pub fn write_all<W: Write + Seek + Send>(
    song: &Song,
    samples: &Arc<SampleBank>,
    request: &Request,
    (frames, gains): (u64, Gains),
    wanted: Vec<(Stem, W)>,
    watch: WatchAll,
) -> Result<Vec<(Written, W)>, (usize, Unrendered)> {
    each(wanted, watch, |_, (one, sink), told| {
        stem(song, samples, request, one.track, (frames, gains), sink, &mut |_, part| told(part))
    })
}

/// Writes one stem.
fn stem<W: Write + Seek>(
    song: &Song,
    samples: &Arc<SampleBank>,
    request: &Request,
    track: usize,
    (frames, gains): (u64, Gains),
    sink: W,
    watch: Watch,
) -> Result<(Written, W), Unrendered> {
    let part = request.plan.part(song).map_err(Unrendered::Refused)?;
    let part = Part { song: alone(&part.song, track), ..part };
    write(&part, samples, request, Pass { gains, length: Some(frames), alone: false }, sink, watch)
}

/// The song with only that track, and without the limiter: what its stem is rendered from.
pub fn alone(song: &Song, alone: usize) -> Song {
    // Where solo is moved it says when the track is heard too.
    let solo_moves = moved_tracks(song, SOLO) | moved_tracks(song, SOLO_SAFE) != 0;
    let mut song = only(song, &[alone], solo_moves);
    let mixer = Arc::make_mut(&mut song.mixer);
    if mixer.limiter.limiting > 0.5 {
        mixer.volume = Decibels(mixer.volume.0 + mixer.limiter.gain);
        mixer.limiter.limiting = 0.0;
    }
    song
}

/// The song with only those tracks, heard whoever is solo unless that is kept.
pub(super) fn only(song: &Song, tracks: &[usize], keeps_solo: bool) -> Song {
    let mut song = song.clone();
    let routing = Routing::of(&song);
    let way = |track: usize| tracks.iter().any(|one| routing.ways(*one).any(|way| way == track));
    let heard: Vec<bool> = (0..song.tracks.len()).map(way).collect();
    let moved = moved_tracks(&song, MUTE);
    for (number, heard) in heard.iter().enumerate() {
        let (moves, track) = (moved >> number & 1 == 1, &mut song.tracks[number]);
        // One that is muted until something opens it stays so.
        let mute = !heard || moves && track.mute;
        let solo = track.solo && keeps_solo;
        if (track.mute, track.solo) != (mute, solo) {
            let track = Arc::make_mut(track);
            (track.mute, track.solo) = (mute, solo);
        }
        if moves && !heard {
            keep_muted(&mut song, number);
        }
    }
    // Groups on the way are open, but without notes of their own; what nothing else depends on is still.
    let needed = needed(&song, &routing, &heard);
    let plays = |track: usize| if heard[track] { tracks.contains(&track) } else { needed[track] };
    let still: Vec<u16> = (0..heard.len()).filter(|track| !plays(*track)).map(|track| track as u16).collect();
    for entry in Arc::make_mut(&mut song.order).iter_mut().filter(|_| !still.is_empty()) {
        entry.mutes.extend(&still);
        entry.mutes.sort_unstable();
        entry.mutes.dedup();
    }
    song
}

/// Takes out what would open a track that is muted.
fn keep_muted(song: &mut Song, track: usize) {
    let locks = &mut Arc::make_mut(&mut song.tracks[track]).locks;
    locks.iter_mut().filter(|lock| *lock == MUTE).for_each(|lock| *lock = lock::NOTHING.to_owned());
    for number in 0..song.patterns.len() {
        let curve = song.lane(number, track).and_then(|lane| Some((lane.clone(), lane.curve(MUTE)?.clone())));
        if let Some((mut lane, curve)) = curve
            && let Some(pattern) = song.patterns.get_mut(number)
        {
            _ = lane.set_curve(curve.with(Vec::new()));
            *pattern.slot_mut(track) = LaneSlot::of(lane);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::plan::Plan;
    use crate::render::rendering::Rendering;
    use crate::song::edit::Edit;
    use crate::song::row::{EffectCell, Row};
    use crate::song::track::Track;

    /// The song with `&00` in the first row of a track.
    fn falling(song: &Song, track: u16) -> Song {
        let mut row = Row::default();
        row.effects[0] = Some(EffectCell { code: b'&', value: 0 });
        Edit::Rows { pattern: 0, track, rows: vec![(0, row)] }.apply(song).expect("a row")
    }

    #[test]
    fn stems_are_named_after_their_tracks_and_can_be_files() {
        let track = |name: &str, mute| Arc::new(Track { name: name.to_owned(), mute, ..Track::default() });
        let tracks =
            vec![track("Lead", false), track("Off", true), track("../a:b ", false), track("", false)];
        let song = Song { tracks, ..Song::default() };
        let names: Vec<_> = stems(&song).into_iter().map(|stem| (stem.track, stem.name)).collect();
        let expected = [(0, "01 Lead"), (2, "03 _a_b"), (3, "04")];
        assert_eq!(names, expected.map(|(track, name)| (track, name.to_owned())));
    }

    #[test]
    fn a_track_that_is_opened_while_it_plays_has_a_stem_and_stays_out_of_the_others() {
        let tracks = [false, true].map(|mute| Arc::new(Track { mute, ..Track::default() }));
        let mut song = Song { tracks: tracks.to_vec(), ..Song::default() };
        Arc::make_mut(&mut song.tracks[1]).locks[0] = MUTE.to_owned();
        assert_eq!(stems(&song).len(), 1, "nothing opens it yet");
        let song = falling(&song, 1);
        assert_eq!(stems(&song).len(), 2);
        let switches =
            |stem: usize| alone(&song, stem).tracks.iter().map(|track| track.mute).collect::<Vec<_>>();
        assert_eq!([switches(0), switches(1)], [[false, true], [true, true]]);
        assert_eq!(alone(&song, 0).tracks[1].locks[0], lock::NOTHING);
        assert_eq!(alone(&song, 1).tracks[1].locks[0], MUTE);
    }

    #[test]
    fn what_a_group_or_a_solo_lets_through_at_some_time_has_a_stem() {
        // 0 goes into 1, which is muted until it is opened.
        let mut tracks = vec![Track::default(); 3];
        tracks[0].output = Some(1);
        tracks[1].mute = true;
        tracks[1].locks[0] = MUTE.to_owned();
        let song = |tracks: &[Track]| {
            let tracks = tracks.iter().cloned().map(Arc::new).collect();
            falling(&falling(&Song { tracks, ..Song::default() }, 1), 2)
        };
        let with_stems = |song: &Song| stems(song).iter().map(|stem| stem.track).collect::<Vec<_>>();
        assert_eq!(with_stems(&song(&tracks)), [0, 1, 2], "the group has rows of its own");
        assert!(alone(&song(&tracks), 0).tracks[1].mute, "until it is opened");
        tracks[1].mute = false;
        tracks[2].solo = true;
        assert_eq!(with_stems(&song(&tracks)), [2]);
        tracks[2].locks[0] = SOLO.to_owned();
        assert_eq!(with_stems(&song(&tracks)), [0, 1, 2], "the solo is taken off");
        let solos = |stem: usize| alone(&song(&tracks), stem).tracks.iter().map(|track| track.solo).collect();
        let solos: [Vec<bool>; 2] = [0, 2].map(solos);
        assert_eq!(solos, [[false, false, true], [false, false, true]], "and holds until then");
    }

    #[test]
    fn a_stem_begins_where_its_group_is_opened_another_solo_ends_or_it_is_safe() {
        for (lead, group, rows) in [
            ("output: 2", "mute: true, locks: [\"track.mute\"]", ["", "4: \"| &00\""]),
            ("", "solo: true, locks: [\"track.solo\"]", ["", "4: \"| &00\""]),
            ("locks: [\"track.solo_safe\"]", "solo: true", ["4: \"| &FF\", ", ""]),
        ] {
            let [lead_row, group_row] = rows;
            let text = format!(
                r#"(format: 2, tempo: "120", tracks: {{ 1: ({lead}), 2: ({group}), 3: () }},
                  instruments: {{ 0x01: (patch: (kind: "subtractive", sustain: 1.0)) }},
                  patterns: {{ 0: (length: 8, lanes: {{
                    1: Own(rows: {{ 0: "C-4 01", {lead_row}7: "===" }}), 2: Own(rows: {{ {group_row} }}) }}) }})"#
            );
            let song = crate::formats::song::read("opened.ron", text.as_bytes()).expect("a song");
            assert!(stems(&song).iter().any(|stem| stem.track == 0), "{group}");
            let plan = Plan::default();
            let part = Part { song: alone(&song, 0), ..plan.part(&song).expect("a part") };
            let mut rendering = Rendering::new(&part, Arc::default(), &plan, Some(48_000));
            let mut sound = Vec::new();
            while let Some(block) = rendering.next_block() {
                sound.extend_from_slice(block[0]);
            }
            // Row 4 begins after half a second.
            let [before, behind] = [0..23_900, 26_000..36_000]
                .map(|frames| sound[frames].iter().fold(0.0f32, |loudest, sample| loudest.max(sample.abs())));
            assert!(before == 0.0 && behind > 0.01, "{group}: {before} {behind}");
        }
    }
}
