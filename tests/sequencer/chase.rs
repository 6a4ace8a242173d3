//! Playing from the middle of a song: parameters stand where they would had it been played from its start.

use super::trace::{pattern, song};
use segno::instruments::KINDS;
use segno::sequencer::chase::{Said, before};
use segno::sequencer::command::{Action, Command, LockTarget};
use segno::sequencer::player::{Player, Playing};
use segno::song::Song;
use segno::song::curve::{Curve, Place, Point, ROW, Shape};
use segno::song::instrument::Instrument;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use std::sync::Arc;

/// Where parameters stand.
type State = Vec<(LockTarget, f32)>;

fn set(state: &mut State, target: LockTarget, place: f32) {
    match state.iter_mut().find(|(known, _)| *known == target) {
        Some(known) => known.1 = place,
        None => state.push((target, place)),
    }
}

/// Whether two say the same, in whichever order.
fn same(one: &State, other: &State) -> bool {
    one.len() == other.len() && one.iter().all(|each| other.contains(each))
}

/// The places after every tick: order, repeat, row, tick, and where all parameters stand.
fn states(song: &Song, playing: Playing, chased: bool) -> Vec<([u16; 4], State)> {
    let mut player = Player::new();
    let mut state = State::new();
    for said in before(song, playing).said.into_iter().filter(|_| chased) {
        match said {
            Said::Place { target, place } => set(&mut state, target, place),
            Said::Instrument { track, slot } => player.recall(track, slot),
            Said::Clip { .. } => {}
        }
    }
    player.start(song, playing);
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    let mut states = Vec::new();
    while let Some(tick) = player.tick(song, &mut out) {
        for command in &out {
            if let Action::Lock(target, place) = command.action {
                set(&mut state, target, place);
            }
        }
        let at = tick.position;
        states.push(([at.order, at.repeat.into(), at.row, at.tick], state.clone()));
    }
    states
}

/// Numbers by chance, the same every time (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// A lane with notes, effects and curves by chance. Curves and `&` move different parameters, and each track plays three instruments of its
/// own.
fn lane(chance: &mut Chance, track: u64, length: u16) -> Lane {
    let mut lane = Lane::default();
    for row in 0..length {
        let text = match chance.below(8) {
            0 => format!("C-4 {:02}", 1 + 3 * track + chance.below(3)),
            1 => format!("- | &{:02X}", chance.below(256)),
            2 => format!("--- {:02}", 1 + 3 * track + chance.below(3)),
            _ => continue,
        };
        lane.set(row, parse_row(&text).expect("a row"));
    }
    for target in ["track.pan", "instrument.level", "track.width", "instrument.macro_1"] {
        if chance.below(2) == 0 {
            continue;
        }
        let point = |chance: &mut Chance| Point {
            at: chance.below(u64::from(length) * u64::from(ROW)) as u32,
            place: Place::of(chance.below(101) as f32 / 100.0),
            shape: Shape::ALL[chance.below(5) as usize].0,
        };
        let points = (0..1 + chance.below(5)).map(|_| point(chance)).collect();
        assert!(lane.set_curve(Curve::new(target, points)));
    }
    if chance.below(3) == 0 {
        lane.length = Some(1 + chance.below(length.into()) as u16);
    }
    lane
}

/// A song of many such patterns, some played again and again.
fn by_chance(seed: u64) -> Song {
    let chance = &mut Chance(seed);
    let mut random = song(&["-"]);
    let one = random.instruments[0].clone();
    random.instruments = vec![one; 9];
    for (track, lock) in ["track.volume", "instrument.macro_2", "insert.1.mix"].iter().enumerate() {
        Arc::make_mut(&mut random.tracks[track]).locks[0] = (*lock).to_owned();
    }
    let patterns = (0..6).map(|_| {
        let length = 4 + chance.below(9) as u16;
        let lanes = (0..3).map(|track| match chance.below(4) {
            0 => LaneSlot::Empty,
            _ => LaneSlot::Own(Arc::new(lane(chance, track, length))),
        });
        let lanes = lanes.collect();
        Arc::new(Pattern { length, lanes, ..Pattern::default() })
    });
    random.patterns = patterns.collect();
    if chance.below(2) == 0 {
        let broken = random.patterns.get_mut(2).expect("a pattern");
        let LaneSlot::Own(lane) = broken.slot_mut(1) else { return random };
        let mut row = lane.row(2);
        row.effects[1] = parse_row("- | C00").expect("a row").effects[0];
        Arc::make_mut(lane).set(2, row);
        Arc::make_mut(lane).length = None;
    }
    let entry = |chance: &mut Chance| OrderEntry {
        pattern: chance.below(6) as u16,
        repeats: 1 + chance.below(4) as u8,
        mutes: if chance.below(4) == 0 { vec![chance.below(3) as u16] } else { Vec::new() },
        ..OrderEntry::default()
    };
    random.order = Arc::new((0..10).map(|_| entry(chance)).collect());
    random
}

#[test]
fn from_any_row_of_songs_by_chance_parameters_stand_where_the_whole_song_has_them() {
    let (mut starts, mut ticks, mut told) = (0, 0, 0);
    for seed in 0..40 {
        let song = by_chance(seed);
        let whole = states(&song, Playing::Song { order: 0, row: 0, repeat: false }, false);
        let begins = (0..whole.len()).filter(|index| matches!(whole[*index].0, [_, 0, _, 0]));
        for index in begins.skip(seed as usize % 3).step_by(3) {
            let [order, _, row, _] = whole[index].0;
            let playing = Playing::Song { order, row, repeat: false };
            let tail = states(&song, playing, true);
            assert_eq!(tail.len(), whole.len() - index, "song {seed}, entry {order}, row {row}");
            for ((at, part), (_, all)) in tail.iter().zip(&whole[index..]) {
                assert!(
                    same(part, all),
                    "song {seed} from entry {order}, row {row}: at {at:?}\n{part:?}\n{all:?}"
                );
                ticks += 1;
            }
            starts += 1;
            let said = before(&song, playing).said;
            told += said.iter().filter(|said| matches!(said, Said::Place { .. })).count();
        }
    }
    assert!(
        starts > 500 && ticks > 100_000 && told > 1_000,
        "{starts} starts, {ticks} ticks, {told} told before"
    );
}

#[test]
fn a_pattern_alone_begins_as_in_its_first_entry() {
    let song = by_chance(3);
    let order = 4;
    let pattern = song.order[order].pattern;
    let first = song.order.iter().position(|entry| entry.pattern == pattern).expect("it is there") as u16;
    let alone = before(&song, Playing::Pattern { pattern, row: 0 });
    let listed = before(&song, Playing::Song { order: first, row: 0, repeat: true });
    assert_eq!(alone.said, listed.said);
}

#[test]
fn the_work_grows_with_what_is_written_and_hardly_with_the_order_list() {
    let mut long = song(&["-"]);
    long.instruments = vec![Some(Arc::new(Instrument::new("one", (KINDS[1].new)())))];
    let rows: Vec<&str> = (0..64).map(|row| if row % 2 == 0 { "C-4 01 | &80" } else { "-" }).collect();
    let tracks: Vec<&[&str]> = (0..8).map(|_| &rows[..]).collect();
    let one = pattern(&tracks);
    let entries = |patterns: u16, count: usize| {
        let entry = |n: usize| OrderEntry { pattern: n as u16 % patterns, ..OrderEntry::default() };
        Arc::new((0..count).map(entry).collect::<Vec<_>>())
    };
    long.patterns = (0..1_000).map(|_| Arc::new(one.clone())).collect();
    long.order = entries(1_000, 1_000);
    let written = 1_000 * 8 * 32;
    let last = Playing::Song { order: 999, row: 63, repeat: false };
    let steps = before(&long, last).steps;
    assert!(steps < written * 6, "{steps} steps for {written} written rows");
    // A list ten times as long of a thousandth of the patterns.
    long.order = entries(1, 10_000);
    let last = Playing::Song { order: 9_999, row: 63, repeat: false };
    let steps = before(&long, last).steps;
    assert!(
        steps < 10_000 * 8 + 8 * 64 * 6,
        "{steps} steps: one a track and entry, and the rows of one pattern"
    );
}
