//! Scales and chords: what typed notes become, and what moves within a scale.

use super::session::{Session, same};
use segno::formats::song::{read, write};
use segno::studio::input;
use segno::studio::key::{Key, Stroke};

/// A session in D dorian.
fn dorian(grid: &str) -> Session {
    let mut session = Session::new(grid);
    session.line("scale dorian D").expect("a scale");
    session
}

#[test]
fn a_song_keeps_its_scale() {
    let session = dorian("");
    let song = session.studio.song();
    assert_eq!(song.settings.tonality.name(), "D dorian");
    let text = write(song);
    assert!(text.contains("scale: \"dorian\",\n    root: \"D\""), "{text}");
    assert_eq!(&read("song.ron", text.as_bytes()).expect("a song"), &**song);
    assert!(!write(Session::new("").studio.song()).contains("scale"), "a song without one says nothing");
}

#[test]
fn scales_are_chosen_from_a_list_and_then_their_root() {
    let mut session = Session::new("");
    session.keys("; s h i r a enter down down enter");
    assert_eq!(session.told(), "D hirajoshi: other notes are marked !");
    session.keys("ctrl-z ctrl-z");
    assert_eq!(session.studio.song().settings.tonality.name(), "no scale");
    assert!(session.line("scale zigzag").is_err_and(|why| why.contains("no scale zigzag")));
}

#[test]
fn snapped_notes_go_to_the_scale_and_nothing_else_is_touched() {
    let mut session = dorian("00 A-4 -- v20 d40 | D04");
    session.keys("; n z s x d");
    same(
        &session.grid(),
        "00 C-4 01 v20 d40 | D04 \n 01 C-4 01 \n 02 D-4 01 \n 03 D-4 01",
        "typed with snap",
    );
    let mut session = Session::new("");
    session.keys("; n");
    assert!(session.fault().contains("`:scale dorian D`"), "{}", session.fault());
}

#[test]
fn blocks_snap_and_move_within_the_scale() {
    let before = "00 C#4 01 v20 | D04 \n 01 F-4 02 \n 02 === \n 03 G#4";
    let mut session = dorian(before);
    session.keys("shift-down shift-down shift-down ; N");
    same(&session.grid(), "00 C-4 01 v20 | D04 \n 01 F-4 02 \n 02 === \n 03 G-4", "snap-notes");
    session.keys("; up");
    same(&session.grid(), "00 D-4 01 v20 | D04 \n 01 G-4 02 \n 02 === \n 03 A-4", "degree-up");
    session.keys("; < ; down ctrl-z ctrl-z ctrl-z ctrl-z");
    same(&session.grid(), before, "four steps taken back");
    session.line("degrees -7").expect("an octave down");
    same(&session.grid(), "00 C#3 01 v20 | D04 \n 01 F-3 02 \n 02 === \n 03 G#3", "degrees -7");
}

#[test]
fn a_key_writes_a_chord_of_the_scale_into_as_many_columns_as_it_takes() {
    let mut session = dorian("");
    session.line("chord triad").expect("a chord");
    session.keys("x c");
    same(&session.grid(), "00 D-4 01; F-4 01; A-4 01 \n 01 E-4 01; G-4 01; B-4 01", "two triads");
    assert_eq!(session.studio.song().tracks[0].note_columns, 3);
    assert!(session.studio.audition.is_sounding());
    session.keys("ctrl-z ctrl-z");
    assert_eq!((session.grid().as_str(), session.studio.song().tracks[0].note_columns), ("", 1));
    session.keys("; i home x");
    same(&session.grid(), "00 F-4 01; A-4 01; D-5 01", "the first inversion");
    session.line("chord off").expect("no chord");
    session.keys("home c");
    same(&session.grid(), "00 E-4 01; A-4 01; D-5 01", "one note");
}

#[test]
fn chords_go_over_tracks_if_that_is_wished() {
    let mut session = dorian("");
    session.line("chord seventh").expect("a chord");
    session.keys("; o tab tab tab tab tab x");
    let empty = "00  //  //  //  // ";
    same(&session.grid(), &format!("{empty} // D-4 01 // F-4 01 // A-4 01"), "over the last three tracks");
    assert_eq!(session.studio.song().tracks[5].note_columns, 1);
}

#[test]
fn keys_struck_together_are_a_chord() {
    let mut session = Session::new("");
    session.keys("; t z c b");
    same(&session.grid(), "00 C-4 01; E-4 01; G-4 01", "at once, as a slow line delivers them");
    session.hear(48 * 100);
    session.keys("x");
    same(&session.grid(), "00 C-4 01; E-4 01; G-4 01 \n 01 D-4 01", "later");
    let mut session = Session::new("");
    session.seat.key_up = true;
    session.keys("; t z");
    session.hear(48 * 300);
    session.keys("c").lift("z").lift("c").keys("b");
    same(&session.grid(), "00 C-4 01; E-4 01 \n 01 G-4 01", "held together");
}

#[test]
fn what_is_struck_together_is_one_step() {
    let mut session = Session::new("00 E-5 02");
    session.keys("down ; t z c b");
    session.hear(48 * 100);
    session.keys("z c b ctrl-z");
    same(&session.grid(), "00 E-5 02 \n 01 C-4 01; E-4 01; G-4 01", "the second chord");
    session.keys("ctrl-z");
    same(&session.grid(), "00 E-5 02", "the first one");
    session.keys("ctrl-y ctrl-y");
    let both = "00 E-5 02 \n 01 C-4 01; E-4 01; G-4 01 \n 02 C-4 01; E-4 01; G-4 01";
    same(&session.grid(), both, "both again");
}

#[test]
fn keys_struck_together_go_over_tracks_if_that_is_wished() {
    let mut session = Session::new("");
    session.keys("; t ; o tab z c b");
    same(&session.grid(), "00 // C-4 01 // E-4 01 // G-4 01", "each on a track of its own");
    session.hear(48 * 100);
    session.keys("x");
    same(&session.grid(), "00 // C-4 01 // E-4 01 // G-4 01 \n 01 // D-4 01", "later");
    assert!(session.studio.song().tracks.iter().all(|track| track.note_columns == 1));
    session.keys("ctrl-z ctrl-z");
    same(&session.grid(), "", "two steps");
    session.keys("home tab tab tab tab tab");
    session.hear(48 * 100);
    session.keys("z c b");
    same(&session.grid(), "00 //  //  //  //  //  // C-4 01 // E-4 01", "two tracks are left");
    assert_eq!(session.fault(), "no track follows: no more notes at once");
    let mut session = Session::new("");
    session.seat.key_up = true;
    session.keys("; t ; o z");
    session.hear(48 * 300);
    session.keys("c").lift("z").lift("c").keys("b");
    same(&session.grid(), "00 C-4 01 // E-4 01 \n 01 G-4 01", "held together");
}

#[test]
fn held_chords_sound_until_their_key_comes_up() {
    let mut session = dorian("");
    session.seat.key_up = true;
    session.line("chord triad").expect("a chord");
    session.keys("x");
    session.hear(48_000);
    assert!(session.studio.audition.is_sounding());
    session.lift("x");
    assert!(!session.studio.audition.is_sounding());
    // A take ends every note of the chord.
    session.keys("home f9");
    session.hear(6_000 * 2 + 500);
    session.keys("x");
    session.hear(6_000 * 2);
    session.lift("x");
    let after = "00 D-4 01; F-4 01; A-4 01 \n 02 D-4 01; F-4 01; A-4 01 \n 04 ===; ===; ===";
    same(&session.grid(), after, "recorded");
}

#[test]
fn scales_that_fit_are_offered_best_first() {
    let mut session =
        Session::new("00 E-4 01; G-4; B-4 \n 04 A-4 01; C-5; E-5 \n 08 F#4 01; B-4; D-5 \n 12 E-4; G-4; B-4");
    session.keys("; f enter");
    assert_eq!(session.studio.song().settings.tonality.name(), "E minor");
    let mut session = Session::new("");
    session.keys("; f");
    assert!(session.fault().contains("no notes yet"), "{}", session.fault());
}

#[test]
fn note_keys_lie_as_the_user_likes() {
    let mut session = Session::new("");
    session.line("note-keys musical-typing").expect("taken");
    session.keys("a w s x a z c d");
    same(
        &session.grid(),
        "00 C-4 01 \n 01 C#4 01 \n 02 D-4 01 \n 03 C-5 01 \n 04 E-4 01 v56",
        "the row of A",
    );
    session.line("note-keys rows").expect("taken");
    session.keys("home 3 q a z 5 ]");
    let rows = "00 C-3 01 v56 \n 01 C-4 01 v56 \n 02 C-5 01 v56 \n 03 B-5 01 v56 \n 04 E-4 01 v56";
    same(&session.grid(), rows, "a row for each octave");
    session.line("note-keys piano-extended").expect("taken");
    session.line("velocity off").expect("taken");
    session.keys("home , .");
    same(
        &session.grid().lines().take(2).collect::<Vec<_>>().join("\n"),
        "00 C-6 01 v56 \n 01 D-6 01 v56",
        "beyond M",
    );
    assert_eq!(session.studio.settings.note_keys.as_deref(), Some("piano-extended"));
    assert!(session.line("note-keys harp").is_err());
}

#[test]
fn typed_notes_have_a_velocity_if_that_is_wished() {
    let mut session = Session::new("");
    session.keys("; - z ; + z");
    session.line("velocity 20").expect("taken");
    session.keys("z");
    session.line("velocity off").expect("taken");
    session.keys("z");
    same(&session.grid(), "00 C-4 01 v56 \n 01 C-4 01 v64 \n 02 C-4 01 v20 \n 03 C-4 01", "velocities");
    session.line("random-velocity 32").expect("taken");
    session.keys("home z z z z z z");
    let volumes: Vec<u8> = session
        .grid()
        .lines()
        .map(|line| line.rsplit('v').next().and_then(|text| text.trim().parse().ok()).expect("a volume"))
        .collect();
    assert!(volumes.iter().all(|volume| (32..=64).contains(volume)), "{volumes:?}");
    assert!(volumes.iter().min() != volumes.iter().max(), "{volumes:?}");
}

#[test]
fn rests_are_steps_that_write_nothing() {
    let mut session = Session::new("");
    session.keys("alt-2 z ; space x");
    same(&session.grid(), "00 C-4 01 \n 04 D-4 01", "a rest of two rows");
    session.keys("right ; space");
    assert_eq!(session.fault(), "a rest stands in a note field");
}

#[test]
fn numbers_are_typed_as_they_are_shown() {
    let mut session = Session::new("");
    session.line("instrument-numbers decimal").expect("taken");
    session.line("volume-numbers hex").expect("taken");
    session.keys("right 3 1 home right right right v 3 f");
    same(&session.grid(), "00 --- 1F v63", "31 and 3F");
    session.line("instrument-numbers").expect("taken");
    session.keys("home left left 2 0");
    assert!(session.grid().starts_with("00 --- 20 v63"), "{}", session.grid());
}

#[test]
fn other_layouts_are_chosen_by_command() {
    let mut session = Session::new("");
    session.line("layout azerty").expect("taken");
    session.keys("w");
    input::press(&mut session.studio, &mut session.seat, Key::char('é'), Stroke::Press);
    same(&session.grid(), "00 C-4 01 \n 01 C#5 01", "azerty");
}
