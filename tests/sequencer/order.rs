//! The order list, lanes that turn on their own, swing, and songs that change while they play.

use crate::trace::{hear, lane, pattern, play, song};
use proptest::prelude::*;
use segno::dsp::units::{Frames, SampleRate};
use segno::sequencer::clock::Clock;
use segno::sequencer::command::{Action, Command};
use segno::sequencer::player::{Player, Playing, Rounds};
use segno::song::Song;
use segno::song::order::OrderEntry;
use segno::song::pattern::LaneSlot;
use segno::song::row::{EffectCell, Row};
use segno::song::tempo::Tempo;
use std::sync::Arc;

#[test]
fn the_order_list_repeats_transposes_and_mutes() {
    let mut ordered = song(&["C-4 01"]);
    let entry = OrderEntry { repeats: 2, ..OrderEntry::default() };
    let high = OrderEntry { transpose: 12, ..OrderEntry::default() };
    let silent = OrderEntry { mutes: vec![0], ..OrderEntry::default() };
    ordered.order = Arc::new(vec![entry, high, silent]);
    let heard = play(&ordered);
    assert_eq!(heard.rows(), ["0:0", "0:0", "1:0", "2:0"]);
    assert_eq!(heard.deeds(), ["0:start0 60", "6:start0 60", "12:start0 72", "18:cut0"]);
}

#[test]
fn a_track_that_the_entry_mutes_is_silent_whatever_is_written_there() {
    let silent = OrderEntry { mutes: vec![0], pattern: 1, ..OrderEntry::default() };
    for (loud, muted) in [
        ("C-4 01", "- | Q03"),
        ("C-4 01 | Q03", "- | Q00"),
        ("C-4 01 | *50", "C-4 | *50"),
        ("C-4 01 | SD5 =20", "===; D-4 01 | Q01"),
        ("C-4 01 --- dC0 | SD5", "---"),
        ("C-4 01 | ^FF SD5", "- | SE2 Q01"),
    ] {
        let mut ordered = song(&[loud]);
        ordered.patterns.push(Arc::new(pattern(&[&[muted, muted]])));
        ordered.patterns.push(Arc::new(pattern(&[&["---", "---"]])));
        let empty = OrderEntry { pattern: 2, ..OrderEntry::default() };
        ordered.order = Arc::new(vec![OrderEntry::default(), silent.clone(), OrderEntry::default(), empty]);
        let heard = play(&ordered);
        let entry = |tick: usize| heard.ticks[tick].0.position.order;
        let late = heard.notes().iter().filter(|note| entry(note.0) == 1).count();
        assert_eq!(late, 0, "{loud}, then {muted}: {:?}", heard.deeds());
        let again = heard.notes().iter().any(|note| entry(note.0) > 1);
        assert!(again, "{loud}: it plays again where it is not muted");
    }
}

#[test]
fn an_entry_sets_the_tempo_from_there_on_also_when_playing_begins_later() {
    let mut ordered = song(&["---"]);
    let fast = OrderEntry { tempo: Some(Tempo::whole(150)), ..OrderEntry::default() };
    ordered.order = Arc::new(vec![OrderEntry::default(), fast, OrderEntry::default()]);
    let tempi: Vec<u64> = play(&ordered).ticks.iter().map(|(tick, _)| tick.beats_per_minute >> 16).collect();
    assert_eq!((tempi[0], tempi[6], tempi[12]), (120, 150, 150));
    let late = hear(&ordered, Playing::Song { order: 2, row: 0, repeat: false }, 1);
    assert_eq!(late.ticks[0].0.beats_per_minute >> 16, 150);
}

#[test]
fn a_shorter_lane_turns_on_its_own_over_repeats() {
    let mut turning = song(&["---", "---", "---", "---"]);
    let mut three = lane(&["C-4 01", "---", "---"]);
    three.length = Some(3);
    let mut four = pattern(&[&["---", "---", "---", "---"]]);
    four.lanes = vec![LaneSlot::Own(Arc::new(three))].into();
    turning.patterns.set(0, Arc::new(four));
    Arc::make_mut(&mut turning.order)[0].repeats = 3;
    let rows: Vec<usize> = play(&turning).notes().iter().map(|note| note.0 / 6).collect();
    assert_eq!(rows, [0, 3, 6, 9]);
}

#[test]
fn swing_makes_every_second_row_late_and_the_pair_as_long_as_before() {
    let mut swinging = song(&["---", "---", "---", "---"]);
    Arc::make_mut(&mut swinging.settings).swing = 60;
    let mut clock = Clock::new(SampleRate(48_000));
    let ends: Vec<Frames> = play(&swinging).ticks.iter().map(|(tick, _)| clock.tick(tick.length)).collect();
    let rows: Vec<u64> = ends.iter().skip(5).step_by(6).map(|frame| frame.0).collect();
    assert_eq!(rows, [7_200, 12_000, 19_200, 24_000]);
}

#[test]
fn bounds_end_what_repeats_and_say_where_a_round_begins() {
    let mut ordered = song(&["C-4 01", "---"]);
    ordered.order = Arc::new(vec![OrderEntry::default(); 3]);
    let rows = |song: &Song, count| {
        let mut player = Player::new();
        let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
        player.start(song, Playing::Song { order: 1, row: 1, repeat: true });
        player.bound(Rounds { count, order: 1, row: 1 });
        let mut rows = Vec::new();
        while let Some(tick) = player.tick(song, &mut out) {
            if tick.position.tick == 0 {
                rows.push(format!("{}:{}", tick.position.order, tick.position.row));
            }
        }
        rows.join(" ")
    };
    assert_eq!(rows(&ordered, 1), "1:1 2:0 2:1");
    assert_eq!(rows(&ordered, 3), "1:1 2:0 2:1 1:1 2:0 2:1 1:1 2:0 2:1");
    // A jump back leads where it says, and is a round all the same.
    let jumping = song(&["C-4 01", "--- | B00"]);
    let jumping = Song { order: ordered.order.clone(), ..jumping };
    assert_eq!(rows(&jumping, 2), "1:1 0:0 0:1");
}

#[test]
fn a_thousand_late_notes_at_once_come_in_order_each_before_what_moves_it() {
    let tracks = segno::song::MAX_TRACKS;
    let text =
        (0..8).map(|note| format!("C-4 01 --- d{:02X}", 0xD0 - note * 16)).collect::<Vec<_>>().join("; ");
    let row = [format!("{text} | H44 R44")];
    let row = row.each_ref().map(String::as_str);
    let mut full = song(&["---"]);
    let track = segno::song::track::Track { note_columns: 8, effect_columns: 4, ..Default::default() };
    full.tracks = (0..tracks).map(|_| Arc::new(track.clone())).collect();
    full.patterns.set(0, Arc::new(pattern(&vec![&row[..]; tracks])));
    let heard = play(&full);
    assert_eq!(heard.notes().len(), tracks * 8);
    for (_, commands) in &heard.ticks {
        assert!(commands.is_sorted_by_key(|command| command.at));
        let mut started = std::collections::BTreeSet::new();
        for command in commands {
            match command.action {
                Action::Start(channel, _) => assert!(started.insert(channel)),
                Action::Drive(channel, _) if command.at > 0 => assert!(started.contains(&channel)),
                _ => {}
            }
        }
    }
}

/// Rows full of effects.
fn wild_row() -> impl Strategy<Value = Row> {
    let codes = segno::sequencer::effects::all().map(|effect| effect.code).collect::<Vec<_>>();
    let effect =
        (prop::sample::select(codes), any::<u8>()).prop_map(|(code, value)| EffectCell { code, value });
    let note = prop::sample::select(vec![
        "C-4 01",
        "B-9 02 p64",
        "===",
        "~~~",
        "^^^",
        "C-0 01 h09 dFF",
        "F#5 FF g00",
        "-",
    ]);
    (note, prop::array::uniform4(prop::option::of(effect))).prop_map(|(note, effects)| {
        let mut row = segno::song::notation::parse_row(note).expect(note);
        row.effects = effects;
        row
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn wild_songs_play_in_order_and_always_the_same(rows in prop::collection::vec(wild_row(), 1..24), length in 1u16..20) {
        let mut wild = song(&["---"; 16]);
        let mut written = lane(&[]);
        rows.iter().enumerate().for_each(|(number, row)| written.set(number as u16, *row));
        written.length = Some(length);
        let mut full = pattern(&[&["---"; 16]]);
        full.lanes = vec![LaneSlot::Own(Arc::new(written.clone())), LaneSlot::Own(Arc::new(written))].into();
        wild.patterns.set(0, Arc::new(full));
        let playing = Playing::Song { order: 0, row: 0, repeat: true };
        let (first, second) = (hear(&wild, playing, 500), hear(&wild, playing, 500));
        for ((_, commands), (_, same)) in first.ticks.iter().zip(&second.ticks) {
            prop_assert!(commands.is_sorted_by_key(|command| command.at));
            prop_assert_eq!(commands, same);
        }
    }
}
