//! Phrases: made of what is marked, edited in the grid as patterns are, played by keys, written out again.

use crate::session::{Session, same};
use segno::song::Song;
use segno::song::phrase::{Phrase, PhraseMode};
use std::sync::Arc;

fn phrases(session: &Session, slot: usize) -> Vec<Arc<Phrase>> {
    let song: &Song = session.studio.document.song();
    song.instrument(slot).map(|instrument| instrument.phrases.list.clone()).unwrap_or_default()
}

/// The document's grid, whatever the seat looks at.
fn pattern(session: &Session) -> String {
    crate::session::text(session.studio.document.song(), 0)
}

#[test]
fn a_new_phrase_is_in_the_grid_and_keys_write_into_it() {
    let mut session = Session::new("0 C-4 01 // D-4 02");
    session.keys("tab # p z down x");
    same(&session.grid(), "00 C-4 01\n02 D-4 01", &session.told());
    same(&pattern(&session), "00 C-4 01 // D-4 02", "patterns stay as they are");
    let made = phrases(&session, 0);
    assert_eq!((made.len(), made[0].lane.rows().len(), made[0].rows_per_beat), (1, 2, 4));
    let mode = session.studio.document.song().instrument(0).map(|instrument| instrument.phrases.mode);
    assert_eq!(mode, Some(PhraseMode::Program), "notes strike it now");
    session.keys("f2");
    assert_eq!((session.cursor().as_str(), session.seat.pattern), ("0.2 note", 0), "back where it was");
    same(&session.grid(), "00 C-4 01 // D-4 02", "the pattern again");
    session.keys("# p");
    assert_eq!(session.cursor(), "3.1 note");
}

#[test]
fn commands_on_patterns_and_blocks_are_commands_on_phrases() {
    let mut session = Session::new("");
    session.keys("# p z x c");
    session.line("pattern-length 8").expect("a length");
    session.line("pattern-name Run").expect("a name");
    session.line("duplicate-pattern").expect("a copy");
    session.keys("alt-l");
    session.line("transpose 12").expect("notes to move");
    let all = phrases(&session, 0);
    let told: Vec<_> = all.iter().map(|phrase| (phrase.name.as_str(), phrase.length)).collect();
    assert_eq!(told, [("Run", 8), ("Run", 8)]);
    same(&session.grid(), "00 C-5 01\n01 D-5 01\n02 E-5 01", "the copy is moved");
    assert_eq!(all[0].lane.row(0), segno::song::notation::parse_row("C-4 01").expect("a row"));
    session.line("more-notes").expect("a column");
    assert_eq!(phrases(&session, 0).iter().map(|phrase| phrase.note_columns).collect::<Vec<_>>(), [1, 2]);
    let steps = session.studio.document.history().past().count();
    for _ in 0..steps {
        session.line("undo").expect("a step");
        session.keys("");
    }
    assert!(phrases(&session, 0).is_empty());
    session.keys("f2");
    assert!(session.studio.board.is_none());
}

#[test]
fn what_phrases_cannot_be_is_refused_with_a_sentence() {
    let mut session = Session::new("0 C-4 01");
    session.keys("# p z");
    let said = |session: &mut Session, line: &str| session.line(line).expect_err(line);
    assert_eq!(
        said(&mut session, "freeze"),
        "freeze is for patterns; phrases are in the grid, F2 leads back"
    );
    assert_eq!(said(&mut session, "add-track"), "a phrase is one track");
    assert_eq!(
        said(&mut session, "mute"),
        "of a phrase's track only the columns can be set here; F2 leads to the song's"
    );
    assert_eq!(phrases(&session, 0)[0].lane.rows().len(), 1);
}

#[test]
fn a_phrase_is_made_of_a_block_and_written_out_as_it_was() {
    let before = "00 C-4 01 | D04\n01 E-4 01 v32 // C-3 02\n03 G-4 02\n08 C-5 02";
    let mut session = Session::new(before);
    session.keys("alt-b down down down tab left alt-e");
    session.line("phrase-of-block").expect("a phrase");
    let made = phrases(&session, 0);
    assert_eq!((made[0].length, made[0].base, made[0].rows_per_beat), (4, 60, 4));
    let rows: Vec<String> =
        made[0].lane.rows().iter().map(|(_, row)| segno::song::notation::row_text(&row)).collect();
    assert_eq!(rows, ["C-4 | D04", "E-4 -- v32", "G-4 02"], "its own instrument goes without a number");
    // Struck elsewhere, a fifth higher and half as loud.
    let mut other = Session::with((**session.studio.document.song()).clone());
    let song = crate::session::rows(0, "10 G-4 01 v32\n13 C-4 02");
    other.studio.edit("note", segno::song::edit::Edit::Several { edits: song }).expect("rows");
    other.keys("pagedown");
    other.seat.place.row = 10;
    other.line("write-phrase").expect("a phrase");
    same(&other.grid(), &format!("{before}\n10 G-4 01 v32 | D04\n11 B-4 01 v16\n13 C-4 02"), &other.told());
}

#[test]
fn finer_rows_become_delays_or_a_sentence() {
    let mut session = Session::new("0 C-4 01 // C-4 01");
    session.keys("# p z down x");
    let mut phrase = Phrase::clone(&phrases(&session, 0)[0]);
    phrase.rows_per_beat = 6;
    let edit = |phrase: &Phrase| segno::song::edit::Edit::SetPhrase {
        slot: 0,
        index: 0,
        phrase: Box::new(phrase.clone()),
    };
    session.studio.edit("rows", edit(&phrase)).expect("a phrase");
    session.keys("f2");
    session.line("write-phrase").expect("rows that fit");
    same(
        &session.grid(),
        "00 C-4 01 // C-4 01\n01 D-4 01 --- d55\n10 C-4 01 --- dAA\n12 D-4 01",
        &session.told(),
    );
    assert!(session.studio.song().tracks[0].show_delay, "delays that are written are seen");
    phrase.rows_per_beat = 32;
    phrase.lane.set(1, segno::song::notation::parse_row("E-4").expect("a row"));
    session.studio.edit("rows", edit(&phrase)).expect("a phrase");
    session.keys("tab");
    let why = session.line("write-phrase").expect_err("rows that are too fine");
    assert_eq!(
        why,
        "row 0 would hold two notes in a column: a beat of the phrase has 32 rows, of the pattern 4"
    );
}

#[test]
fn a_held_key_plays_the_phrase_and_lets_it_go() {
    let mut session = Session::new("");
    session.keys("# p z down down down z");
    session.line("pattern-length 8").expect("a length");
    session.keys("f2 space");
    session.seat.key_up = true;
    session.keys("z");
    // Notes at 0 and half a beat: the phrase goes on as long as the key is down.
    let peak = |heard: Vec<f32>| heard.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let begins = peak(session.listen(2_000));
    session.hear(90_000);
    let later = peak(session.listen(12_000));
    session.lift("z");
    session.hear(96_000);
    let after = peak(session.listen(24_000));
    assert!(begins > 0.01 && later > 0.01, "{begins} {later}");
    assert!(after < later / 8.0, "{after} of {later}");
}

#[test]
fn the_phrase_in_the_grid_is_played_alone() {
    let mut session = Session::new("");
    session.keys("# p z f6");
    let heard = session.listen(24_000);
    assert!(heard.iter().any(|sample| sample.abs() > 0.01));
    assert!(session.studio.transport.playing.is_none(), "the song stands still");
    session.keys("f8");
    session.hear(24_000);
    assert!(session.listen(4_000).iter().all(|sample| sample.abs() < 1e-4));
}

#[test]
fn the_list_makes_copies_names_and_takes_out() {
    let mut session = Session::new("");
    session.keys("# P enter z # P");
    session.line("duplicate-thing").expect("a copy");
    session.keys("ctrl-e");
    session.keys("R u n enter");
    let names: Vec<_> = phrases(&session, 0).iter().map(|phrase| phrase.name.clone()).collect();
    assert_eq!(names, ["", "Run"], "{}", session.told());
    session.keys("right right + +");
    assert_eq!(phrases(&session, 0)[1].rows_per_beat, 6, "{}", session.told());
    session.line("remove-thing").expect("a phrase");
    assert_eq!(phrases(&session, 0).len(), 1);
}
