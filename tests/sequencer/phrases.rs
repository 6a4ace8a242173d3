//! Phrases: struck by notes of the grid, each in its own time.

use crate::trace::{Heard, hear, lane, play, song};
use segno::sequencer::command::{Action, Command};
use segno::sequencer::player::Playing;
use segno::song::Song;
use segno::song::groove::Groove;
use segno::song::instrument::{Instrument, NewNoteAction};
use segno::song::phrase::{KeyTracking, Phrase, PhraseMode};
use std::sync::Arc;

/// A phrase of these rows, eight of which are a beat.
fn phrase(rows: &[&str]) -> Phrase {
    let (length, lane) = (rows.len() as u16, lane(rows));
    Phrase { length, lane, rows_per_beat: 8, note_columns: 2, ..Phrase::default() }
}

fn once(rows: &[&str]) -> Phrase {
    Phrase { looping: false, ..phrase(rows) }
}

fn instrument(song: &mut Song) -> &mut Instrument {
    Arc::make_mut(song.instruments[0].as_mut().expect("an instrument"))
}

/// A song of these rows whose first instrument has these phrases and plays the first one.
fn phrasing(rows: &[&str], phrases: &[Phrase]) -> Song {
    let mut phrasing = song(rows);
    let instrument = instrument(&mut phrasing);
    instrument.phrases.mode = PhraseMode::Program;
    instrument.phrases.list = phrases.iter().cloned().map(Arc::new).collect();
    phrasing
}

fn deeds(rows: &[&str], phrases: &[Phrase]) -> Vec<String> {
    play(&phrasing(rows, phrases)).deeds()
}

/// Levels and velocities of the notes that begin.
fn notes(heard: &Heard) -> Vec<(f32, f32)> {
    let commands = heard.ticks.iter().flat_map(|(_, commands)| commands);
    let note = |command: &Command| match command.action {
        Action::Start(_, note) => Some((note.velocity, note.drive.level)),
        _ => None,
    };
    commands.filter_map(note).collect()
}

#[test]
fn rows_come_in_the_time_of_the_phrase() {
    let rows = ["C-4 01", "---", "---", "---"];
    let of = |rows_per_beat| Phrase { rows_per_beat, ..once(&["C-4", "E-4; G-4", "C-5"]) };
    assert_eq!(
        deeds(&rows, &[of(8)]),
        ["0:leave0", "0:startp0.0 60", "3:startp0.0 64", "3:startp0.1 67", "6:startp0.0 72"]
    );
    // A beat has 24 ticks; a fifth of it ends within the fifth.
    assert_eq!(
        deeds(&rows, &[of(5)]),
        [
            "0:leave0",
            "0:startp0.0 60",
            "4+52428:startp0.0 64",
            "4+52428:startp0.1 67",
            "9+39321:startp0.0 72"
        ]
    );
    assert_eq!(deeds(&rows, &[of(2)])[2], "12:startp0.0 64");
}

#[test]
fn thousands_of_rows_of_any_length_stay_with_the_song() {
    for rows_per_beat in [1, 7, 11, 32] {
        let rows = vec!["---"; 512];
        let mut long = phrasing(&rows, &[Phrase { rows_per_beat, ..phrase(&["C-4"]) }]);
        let first = segno::song::notation::parse_row("C-4 01").expect("a row");
        long.patterns.get_mut(0).expect("a pattern").lanes[0] = segno::song::pattern::LaneSlot::of(
            segno::song::lane::Lane::new(None, vec![(0, first)], Default::default()),
        );
        let settings = Arc::make_mut(&mut long.settings);
        settings.groove = Groove::parse("29 23 31");
        Arc::make_mut(&mut long.order)[0].repeats = 2;
        let heard = hear(&long, Playing::Song { order: 0, row: 0, repeat: false }, usize::MAX);
        // 512 rows are no whole number of turns of a groove of three, which begins anew with each pattern.
        let beats = heard.ticks.len() as u64 / 24;
        let starts = |range: std::ops::Range<usize>| {
            let commands = heard.ticks[range].iter().flat_map(|(_, commands)| commands);
            commands.filter(|command| matches!(command.action, Action::Start(..))).count() as u64
        };
        let (all, expected) = (starts(0..heard.ticks.len()), beats * u64::from(rows_per_beat));
        assert!(all.abs_diff(expected) <= u64::from(rows_per_beat), "{all} of {expected} at {rows_per_beat}");
    }
}

#[test]
fn a_groove_moves_the_song_and_not_the_phrase() {
    let rows = ["C-4 01", "---", "---", "---"];
    let mut grooving = phrasing(&rows, &[once(&["C-4", "D-4", "E-4", "F-4"])]);
    Arc::make_mut(&mut grooving.settings).groove = Groove::parse("2 1");
    // The first row is four thirds as long as a straight one: half a row lies at 9/4 of its ticks.
    let starts = ["0:startp0.0 60", "2+16384:startp0.0 62", "4+32768:startp0.0 64", "7+32768:startp0.0 65"];
    assert_eq!(play(&grooving).deeds()[1..], starts);
}

#[test]
fn the_struck_key_transposes_and_a_fixed_phrase_stays() {
    let rows = ["D-4 01", "---"];
    let start = |phrase: Phrase| deeds(&rows, &[phrase])[1].clone();
    assert_eq!(start(once(&["C-4"])), "0:startp0.0 62");
    assert_eq!(start(Phrase { base: 50, ..once(&["C-4"]) }), "0:startp0.0 72");
    assert_eq!(start(Phrase { tracking: KeyTracking::Fixed, ..once(&["C-4"]) }), "0:startp0.0 60");
    let mut lower = phrasing(&rows, &[once(&["C-4"])]);
    instrument(&mut lower).transpose = -12;
    assert_eq!(play(&lower).deeds()[1], "0:startp0.0 50", "the instrument's transposition counts once");
}

#[test]
fn loops_go_on_until_the_key_is_let_go() {
    let phrase = Phrase { loop_start: 1, loop_end: 3, ..phrase(&["C-4", "D-4", "E-4", "F-4"]) };
    assert_eq!(
        deeds(&["C-4 01", "---", "---", "===", "---"], &[phrase]),
        [
            "0:leave0",
            "0:startp0.0 60",
            "3:startp0.0 62",
            "6:startp0.0 64",
            "9:startp0.0 62",
            "12:startp0.0 64",
            "15:startp0.0 62",
            "18:offp0.0"
        ]
    );
}

#[test]
fn the_next_note_ends_a_phrase_as_the_new_note_action_says() {
    let rows = ["C-4 01", "---", "E-4 02"];
    let all = |action| {
        let mut song = phrasing(&rows, &[phrase(&["C-4", "---", "---", "---", "---", "D-4"])]);
        instrument(&mut song).new_note = action;
        play(&song).deeds().split_off(2)
    };
    assert_eq!(all(NewNoteAction::Cut), ["12:cutp0.0", "12:start0 64"]);
    assert_eq!(all(NewNoteAction::Off), ["12:offp0.0", "12:start0 64"]);
    assert_eq!(all(NewNoteAction::Fade), ["12:fadep0.0", "12:start0 64"]);
    assert_eq!(all(NewNoteAction::Continue), ["12:start0 64", "15:startp0.0 62"]);
}

#[test]
fn effects_of_the_note_are_those_of_its_phrase() {
    let of =
        |effect: &str, rows: &[&str]| deeds(&[&format!("C-4 01 | {effect}"), "---", "---"], &[phrase(rows)]);
    assert_eq!(of("SC2", &["C-4"]), ["0:leave0", "0:startp0.0 60", "2:cutp0.0"]);
    assert_eq!(of("=08", &["C-4", "---"]), ["0:leave0", "0:startp0.0 60", "3:offp0.0"]);
    assert_eq!(of("SD2", &["C-4", "---", "---", "---", "---", "---"])[..2], ["2:leave0", "2:startp0.0 60"]);
    let past = deeds(&["C-4 01 | S74", "E-4 02", "--- | S70"], &[phrase(&["C-4", "D-4"])]);
    let end = ["9:startp0.0 62", "12:cutp0.0", "12:past0 Cut", "12:past1 Cut"];
    assert_eq!(past[past.len() - 4..], end, "{past:?}");
}

#[test]
fn the_grid_chooses_the_phrase() {
    let phrases = [once(&["C-4"]), once(&["D-4"]), once(&["E-4"])];
    let chosen = |effect: &str| deeds(&[&format!("C-4 01 | {effect}")], &phrases);
    assert_eq!(chosen("@02"), ["0:leave0", "0:startp0.0 62"]);
    assert_eq!(chosen("@00"), ["0:start0 60"]);
    assert_eq!(chosen("@04"), ["0:start0 60"], "there are three");
    let mut by_key = phrases.clone();
    (by_key[0].high_key, by_key[1].low_key) = (59, 60);
    let mut song = phrasing(&["C-4 01", "B-3 01", "C-4 01 | @03"], &by_key);
    instrument(&mut song).phrases.mode = PhraseMode::Keymap;
    let starts: Vec<_> = play(&song).deeds().into_iter().filter(|deed| deed.contains("start")).collect();
    assert_eq!(starts, ["0:startp0.0 62", "6:startp1.0 59", "12:startp2.0 64"]);
}

#[test]
fn velocity_scales_and_moves_of_the_note_move_the_phrase() {
    let song = phrasing(&["C-4 01 v32"], &[once(&["C-4", "C-4 -- v32"])]);
    assert_eq!(notes(&play(&song)), [(0.5, 0.5), (0.25, 0.25)]);
    let slid = play(&phrasing(&["C-4 01 | F10"], &[phrase(&["C-4", "---", "---", "---"])]));
    let pitch = |command: &Command| match command.action {
        Action::Drive(channel, drive) if channel.0 >= 1024 => Some(drive.pitch),
        _ => None,
    };
    let pitches: Vec<f32> = slid.ticks.iter().flat_map(|(_, commands)| commands).filter_map(pitch).collect();
    assert_eq!(pitches, [61.0, 62.0, 63.0, 64.0, 65.0]);
}

#[test]
fn a_phrase_has_its_own_effects_instruments_and_conditions() {
    let own = once(&["C-4 02 | *20", "D-4 | SD1", "E-4 | %12", "F-4 | A02 T20"]);
    let rows = ["C-4 01", "---", "---"];
    let heard = play(&phrasing(&rows, &[Phrase { effect_columns: 2, ..own.clone() }]));
    assert_eq!(heard.ticks.len(), 18, "it changes neither speed nor tempo");
    assert_eq!(
        heard.deeds(),
        [
            "0:leave0",
            "0:startp0.0 60",
            "1+32768:startp0.0 60",
            "3+32768:startp0.0 62",
            "6:startp0.0 64",
            "9:startp0.0 65"
        ]
    );
    let slot = |other_instruments| {
        let heard = play(&phrasing(&rows, &[Phrase { other_instruments, ..own.clone() }]));
        let slot = |command: &Command| match command.action {
            Action::Start(_, note) => Some(note.instrument),
            _ => None,
        };
        heard.ticks[0].1.iter().find_map(slot)
    };
    assert_eq!([slot(true), slot(false)], [Some(1), Some(0)]);
    let looped = play(&phrasing(&rows, &[phrase(&["C-4 | %22", "---", "---"])]));
    assert_eq!(looped.deeds(), ["0:leave0", "9:startp0.0 60"], "its passes are those of its loop");
}

#[test]
fn its_notes_strike_no_phrases_and_chords_strike_one_each() {
    let heard = deeds(&["C-4 01; E-4 01"], &[once(&["C-4 01"])]);
    assert_eq!(heard, ["0:leave0", "0:leave1", "0:startp0.0 60", "0:startp1.0 64"]);
}

#[test]
fn more_phrases_than_there_are_places_end_the_oldest() {
    let rows: Vec<String> = (0..70).map(|_| "C-4 01".to_owned()).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mut song = phrasing(&rows, &[phrase(&["C-4"; 200])]);
    instrument(&mut song).new_note = NewNoteAction::Continue;
    let deeds = play(&song).deeds();
    let cuts: Vec<_> = deeds.iter().filter(|deed| deed.contains("cut")).collect();
    assert_eq!(
        cuts,
        ["384:cutp0.0", "390:cutp1.0", "396:cutp2.0", "402:cutp3.0", "408:cutp4.0", "414:cutp5.0"]
    );
}
