//! Playing live: what was pressed, what is heard then, and that the song stays as it is written.

use super::session::{Session, rows, same, song};
use segno::sequencer::performance::Quantum;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;
use segno::studio::key::{Key, Stroke};
use segno::studio::live::held::Held;
use std::sync::Arc;

/// A row in frames.
pub const ROW: usize = 6_000;

/// Three sections of one pattern of 16 rows each, with a note each on a track of its own.
pub fn three() -> Song {
    let mut edits = Vec::new();
    for (number, name) in [(0, "Intro"), (1, "Verse"), (2, "Chorus")] {
        if number > 0 {
            edits.push(Edit::InsertPattern {
                at: number,
                pattern: Pattern { length: 16, ..Pattern::default() },
            });
        }
        let entry = OrderEntry { pattern: number, section: Some(name.to_owned()), ..OrderEntry::default() };
        edits.push(match number {
            0 => Edit::SetOrder { at: 0, entry },
            at => Edit::InsertOrder { at, entry },
        });
    }
    edits.extend(rows(1, "00 // C-4 01"));
    edits.extend(rows(2, "00 // // C-4 01"));
    Edit::Several { edits }.apply(&song("00 C-4 01")).expect("edits that fit")
}

pub fn session() -> Session {
    Session::with(three())
}

/// `entry:row` that is heard.
pub fn heard(session: &Session) -> String {
    let position = session.studio.transport.position.expect("it plays");
    format!("{}:{}", position.order, position.row)
}

#[test]
fn a_section_is_queued_by_its_number_and_comes_where_the_pattern_ends() {
    let mut session = session();
    let before = session.studio.song().clone();
    session.keys("f5");
    session.hear(ROW * 3 + 500);
    session.keys("% 3");
    assert_eq!(session.told(), "Chorus: in 13 rows; once more: now");
    assert_eq!(session.studio.waiting(), "Chorus in 13 rows");
    session.hear(ROW * 13);
    assert_eq!((heard(&session).as_str(), session.studio.waiting().as_str()), ("2:0", ""));
    assert!(Arc::ptr_eq(&before, session.studio.song()), "the song is as it was");
}

#[test]
fn pressed_once_more_it_comes_with_the_next_row_and_can_be_taken_back() {
    let mut session = session();
    session.keys("f5");
    session.hear(ROW * 3);
    session.keys("% 3 % 3");
    assert_eq!(session.told(), "Chorus: now");
    session.hear(ROW + 500);
    assert_eq!(heard(&session), "2:0");
    session.keys("% 1 % backspace");
    assert_eq!((session.told().as_str(), session.studio.waiting().as_str()), ("nothing waits any more", ""));
    session.keys("% backspace");
    assert_eq!(session.fault(), "nothing waits");
    session.hear(ROW * 2);
    assert_eq!(heard(&session), "2:2");
}

#[test]
fn the_quantum_says_when() {
    let mut session = session();
    session.keys("% u");
    assert_eq!(
        (session.told().as_str(), session.studio.live.quantum),
        ("what is asked for happens with the next bar", Quantum::Bar)
    );
    session.line("quantum beat").expect("known");
    assert_eq!(session.line("quantum minute"), Err("expected pattern, bar, beat or row".to_owned()));
    session.keys("f5");
    session.hear(ROW * 5 + 500);
    session.line("queue ver").expect("a section");
    assert_eq!(session.told(), "Verse: in 3 rows; once more: now");
    session.hear(ROW * 3);
    assert_eq!(heard(&session), "1:0");
    for (line, part) in [
        ("queue bridge", "bridge is no section; expected its name or number (Intro, Verse, Chorus)"),
        ("queue entry 7", "expected the number of an entry, 0 to 2"),
        ("queue pattern x", "expected the number of a pattern, 0 to 2"),
        ("queue mark q", "there is no mark q"),
        ("loop-entries 2 9", "0 to 2"),
    ] {
        let fault = session.line(line).expect_err(line);
        assert!(fault.contains(part), "{line}: {fault}");
    }
}

#[test]
fn at_rest_a_section_begins_and_a_mark_leads_to_its_row() {
    let mut session = session();
    session.keys("ctrl-right down down down down ' M");
    session.keys("% 2");
    session.hear(500);
    assert_eq!(heard(&session), "1:0");
    session.line("quantum row").expect("known");
    session.line("queue entry 0").expect("there");
    session.hear(ROW);
    session.line("queue mark m").expect("set");
    session.hear(ROW);
    assert_eq!(heard(&session), "1:4");
    session.line("queue pattern 2").expect("there");
    session.hear(ROW * 18);
    let playing = session.studio.transport.playing;
    assert!(session.studio.performing().alone, "{playing:?}");
    assert_eq!(heard(&session), "2:1", "over and over");
}

#[test]
fn a_section_loops_and_what_is_held_does_so_by_itself() {
    let mut session = session();
    session.keys("f5");
    session.hear(ROW);
    session.keys("% l");
    assert_eq!(session.told(), "Intro loops");
    session.hear(ROW * 34);
    assert_eq!((heard(&session).as_str(), session.studio.performing().passes), ("0:2", 2));
    session.keys("% l");
    session.hear(ROW * 16);
    assert_eq!(heard(&session), "1:2");
    session.keys("% h % 3");
    session.hear(ROW * 32);
    assert_eq!(
        (heard(&session).as_str(), session.studio.beside_song().as_str()),
        ("2:2", "loop Chorus, pass 2")
    );
    session.keys("% h");
    session.hear(ROW * 16);
    assert!(session.studio.transport.playing.is_none(), "the song has come to its end");
    session.line("loop-entries 0 1").expect("there");
    session.keys("f5");
    session.hear(ROW * 33);
    assert_eq!(heard(&session), "0:0");
}

#[test]
fn tracks_fall_silent_at_the_border_and_the_mixer_keeps_its_own_mutes() {
    let mut session = Session::new("00 C-4 01 \n 04 C-4 01 \n 08 C-4 01 \n 12 C-4 01");
    session.line("quantum beat").expect("known");
    session.keys("f6");
    session.hear(ROW * 2 + 500);
    session.keys("% m");
    assert_eq!(session.told(), "track 1 Track 1: silent in 2 rows");
    let loud = |sound: Vec<f32>| sound.into_iter().fold(0.0f32, |loud, sample| loud.max(sample.abs()));
    assert!(loud(session.listen(ROW)) > 0.01, "not yet");
    session.hear(ROW * 2);
    assert!(loud(session.listen(ROW * 4)) < 1e-3, "now");
    assert!(!session.studio.song().tracks[0].mute);
    session.keys("% m % m");
    assert!(session.told().ends_with("heard in 1 row"), "once more is sooner: {}", session.told());
    session.hear(ROW);
    assert_eq!(session.studio.performing().silent, 0);
    session.keys("tab % s");
    session.hear(ROW * 4);
    assert_eq!(session.studio.performing().silent, 0b1111_1101, "all but the solo one");
    session.keys("% o");
    session.hear(ROW * 4);
    assert_eq!(session.studio.performing().silent, 0);
}

#[test]
fn a_track_plays_the_lane_of_another_pattern() {
    let mut session = session();
    session.line("quantum beat").expect("known");
    session.keys("f6").hear(500);
    session.line("live-lane 1 2").expect("there");
    assert_eq!(session.told(), "track 2 plays pattern 1 in 1 beat; once more: now");
    session.hear(ROW * 5);
    assert_eq!((session.studio.performing().turned, session.studio.transport.voices), (0b10, 2));
    session.line("live-lane own 2").expect("there");
    session.hear(ROW * 4);
    assert_eq!(session.studio.performing().turned, 0);
    session.line("quantum pattern").expect("known");
    for (line, turned) in [("live-lane 1 2", 0b10), ("live-lane own 2", 0)] {
        session.line(line).expect("there");
        assert!(session.studio.waiting().contains("1 lane in"), "{}", session.studio.waiting());
        session.line(line).expect("there");
        assert!(session.told().ends_with("in 1 row"), "{line}: {}", session.told());
        assert_eq!(session.studio.waiting(), "1 lane in 1 row");
        session.hear(ROW);
        assert_eq!(session.studio.performing().turned, turned, "{line}: with the next row");
    }
}

#[test]
fn the_tempo_is_nudged_tapped_and_practised() {
    let mut session = session();
    session.keys("f6");
    session.hear(ROW);
    session.keys("% + % + % -");
    assert_eq!(session.told(), "121.0 BPM, 100.8 % of what is written");
    session.hear(ROW);
    assert!((session.studio.transport.tempo - 121.0).abs() < 0.1, "{}", session.studio.transport.tempo);
    session.keys("% 0");
    // 100 BPM: a tap in 28,800 frames.
    for _ in 0..4 {
        session.keys("% t");
        session.hear(28_800);
    }
    assert_eq!(session.told(), "tapped: 100.0 BPM");
    assert!((session.studio.transport.tempo - 100.0).abs() < 0.1, "{}", session.studio.transport.tempo);
    session.keys("% 0 % p");
    session.hear(ROW);
    assert!((session.studio.transport.tempo - 84.0).abs() < 0.1, "70 % of 120");
    assert!(session.line("practice 2").is_err_and(|why| why.contains("10 to 400 %")));
    session.line("speed-trainer 6 108").expect("possible");
    session.hear(16 * 9_000 * 3);
    assert!((session.studio.transport.tempo - 102.0).abs() < 7.0, "{}", session.studio.transport.tempo);
    session.hear(16 * 9_000 * 3);
    assert!((session.studio.transport.tempo - 108.0).abs() < 0.1, "{}", session.studio.transport.tempo);
    assert_eq!(session.studio.song().settings.tempo.to_string(), "120");
    for line in ["speed-trainer", "speed-trainer 5", "speed-trainer x 100%", "practice fast"] {
        assert!(session.line(line).is_err(), "{line}");
    }
}

#[test]
fn a_count_in_goes_at_the_tempo_to_practise_at() {
    let mut session = session();
    session.line("practice 50").expect("possible");
    session.studio.play_counted(segno::sequencer::player::Playing::Pattern { pattern: 0, row: 0 }, 1);
    session.hear(48_000 * 4 - 1_000);
    assert!(session.studio.transport.tempo == 0.0, "four beats of a second each");
    session.hear(2_000);
    assert!((session.studio.transport.tempo - 60.0).abs() < 0.1);
}

#[test]
fn what_a_key_holds_ends_when_it_comes_up_or_is_turned_by_each_press() {
    let mut session = session();
    let key = Key::parse("x").expect("a key");
    session.keys("f5 % x");
    assert!(session.studio.is_on(Held::Stutter(8)), "no terminal tells that it comes up");
    session.lift("x");
    assert!(session.studio.is_on(Held::Stutter(8)));
    session.hear(12_000);
    session.keys("% x");
    assert!(!session.studio.is_on(Held::Stutter(8)));
    session.seat.key_up = true;
    session.keys("% x");
    session.stroke(key, Stroke::Repeat);
    assert!(session.studio.is_on(Held::Stutter(8)));
    session.keys("% b % >");
    session.lift("x");
    assert!(!session.studio.is_on(Held::Stutter(8)) && session.studio.is_on(Held::LowPass));
    session.hear(ROW);
    assert!((session.studio.transport.tempo - 124.8).abs() < 0.1, "pushed by 4 %");
    session.lift(">");
    session.line("tape-stop on").expect("known");
    session.keys("% 0");
    assert_eq!(session.studio.beside_song(), "", "everything as written");
    assert!(session.line("tape-stop maybe").is_err());
}

#[test]
fn transposing_live_leaves_the_song() {
    let mut session = session();
    session.keys("% ] % ] % [");
    assert_eq!(session.told(), "+1 semitones; drums stay as they are");
    session.line("live-transpose -5").expect("possible");
    assert_eq!(session.studio.beside_song(), "-5 semitones");
    assert!(session.line("live-transpose 40").is_err());
    assert!(session.line("live-transpose x").is_err());
    same(&session.grid(), "00 C-4 01", "the song");
}

#[test]
fn what_was_played_becomes_the_order_list_and_undo_takes_it_back() {
    let mut session = session();
    session.line("quantum bar").expect("known");
    session.line("keep-performance").expect_err("nothing was played");
    session.keys("f5");
    session.hear(ROW * 2);
    session.keys("% 3");
    session.hear(ROW * 15);
    session.keys("% m % l");
    session.hear(ROW * 33);
    session.line("quantum beat").expect("known");
    session.keys("% 2");
    session.hear(ROW * 5);
    session.keys("f8 % r");
    let told: Vec<String> = session
        .studio
        .song()
        .order
        .iter()
        .map(|entry| format!("{:?} {} x{} {:?}", entry.section, entry.pattern, entry.repeats, entry.mutes))
        .collect();
    let name = |name: &str| format!("Some(\"{name}\")");
    assert_eq!(
        told[..4],
        [
            format!("{} 0 x1 []", name("Intro")),
            // With a note-off: the key of the intro was let go.
            format!("{} 3 x1 []", name("Chorus")),
            "None 2 x1 [0]".to_owned(),
            "None 4 x1 [0]".to_owned(),
        ],
        "{told:?}"
    );
    assert!(told[4].starts_with("Some(\"Verse\")"), "{told:?}");
    assert_eq!(
        session.studio.song().patterns.get(4).map(|pattern| pattern.length),
        Some(4),
        "cut where it was left"
    );
    session.keys("ctrl-z");
    assert_eq!((session.studio.song().order.len(), session.studio.song().patterns.len()), (3, 3));
}

#[test]
fn the_live_view_needs_no_leader() {
    let mut session = session();
    session.keys("% %");
    session.keys("down down enter");
    session.hear(500);
    assert_eq!(heard(&session), "2:0", "at rest it begins");
    session.keys("u 2 right m z");
    assert_eq!(session.studio.waiting(), "Verse in 16 rows, mutes in 16 rows".replace("16 rows", "4 beats"));
    assert!(session.studio.is_on(Held::Stutter(4)));
    session.keys("0 % backspace f2");
    assert_eq!(session.studio.waiting(), "");
}

#[test]
fn during_a_show_everything_live_is_possible() {
    let mut session = session();
    session.line("performance-lock").expect("possible");
    session.keys("f5");
    session.hear(ROW);
    for line in [
        "queue 2",
        "live-mute 1",
        "stutter-8",
        "practice 80",
        "live-transpose 2",
        "as-written",
        "loop-section",
        "view-live",
    ] {
        session.line(line).unwrap_or_else(|why| panic!("{line}: {why}"));
    }
    assert!(session.line("keep-performance").is_err_and(|why| why.contains("performance lock")));
}

#[test]
fn what_is_silent_by_hand_goes_along_with_its_track() {
    let mut session = session();
    session.line("live-mute 2").expect("a track");
    session.line("live-lane 2 2").expect("a lane");
    let name = session.studio.song().tracks[1].name.clone();
    let at = |session: &Session| {
        session.studio.song().tracks.iter().position(|track| track.name == name).expect("it is there")
    };
    session.seat.place.track = 1;
    session.line("move-track-right").expect("moved");
    assert_eq!((at(&session), session.studio.live.mutes), (2, 1 << 2));
    assert_eq!(session.studio.live.lanes.keys().copied().collect::<Vec<_>>(), [2]);
    session.seat.place.track = 0;
    session.line("remove-track").expect("gone");
    assert_eq!((at(&session), session.studio.live.mutes), (1, 1 << 1), "the ones before it are fewer");
    session.line("undo").expect("a step");
    assert_eq!((at(&session), session.studio.live.mutes), (2, 1 << 2), "and more again");
}
