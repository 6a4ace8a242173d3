//! Performances that are kept: keys that were let go where playback leapt, and playback that goes on meanwhile.

use super::live::three;
use super::session::{Session, same, text};

/// A row in frames.
const ROW: usize = 6_000;

#[test]
fn keys_that_were_let_go_where_playback_leapt_are_let_go_in_what_is_kept() {
    let mut session = Session::with(three());
    session.line("quantum row").expect("known");
    session.keys("f5");
    let mut heard = session.listen(ROW * 4 + 500);
    session.keys("% 3");
    heard.extend(session.listen(ROW * 8));
    session.keys("% 2");
    heard.extend(session.listen(ROW * 6));
    session.keys("f8 % r");
    let song = session.studio.song().clone();
    let patterns: Vec<u16> = song.order.iter().map(|entry| entry.pattern).collect();
    assert_eq!(patterns.len(), 3, "{patterns:?}");
    same(&text(&song, patterns[0]), "00 C-4 01", "the first part");
    same(&text(&song, patterns[1]), "00 === // // C-4 01", "the key of the first part is let go");
    same(&text(&song, patterns[2]), "00 // C-4 01 // ===", "and that of the second");
    let mut again = Session::with((*song).clone());
    again.keys("f5");
    // The row that was not played to its end, and what was still on its way.
    let count = heard.len() - 2 * ROW;
    let kept = again.listen(count);
    assert_eq!(kept.iter().zip(&heard).position(|(kept, heard)| kept != heard), None, "of {count} frames");
}

#[test]
fn a_key_that_a_new_note_ends_and_one_that_is_up_need_no_note_off() {
    let mut session = Session::new("00 C-4 01 // E-4 01 \n 02 // === \n 08 C-4 01");
    session.line("quantum row").expect("known");
    session.keys("f5");
    session.hear(ROW * 4 + 500);
    session.line("queue entry 0").expect("there");
    session.hear(ROW * 2);
    session.keys("f8 % r");
    let song = session.studio.song().clone();
    let rows = text(&song, song.order[1].pattern);
    assert!(rows.starts_with("00 C-4 01 // E-4 01"), "{rows}");
}

#[test]
fn playback_goes_on_as_if_nothing_was_kept() {
    let [mut plain, mut session] = [(); 2].map(|()| Session::with(three()));
    for each in [&mut plain, &mut session] {
        each.keys("f5");
        each.hear(ROW * 20 + 500);
    }
    session.line("keep-performance").expect("kept");
    assert!(session.told().contains("stands before the song, which plays on"), "{}", session.told());
    assert_eq!(session.studio.song().order.len(), 2 + 3, "what was played, and the song");
    session.hear(ROW);
    plain.hear(ROW);
    let at = |session: &Session| session.studio.transport.position.expect("it plays");
    assert_eq!((at(&session).order, at(&session).row), (at(&plain).order + 2, at(&plain).row));
    let [one, other] = [&mut plain, &mut session].map(|each| each.listen(ROW * 40));
    assert!(one == other, "it sounds as it would have");
    assert!(session.studio.transport.playing.is_none(), "and ends where the song ends");
    session.keys("% r");
    let sections: Vec<_> = session.studio.song().order.iter().map(|entry| entry.section.as_deref()).collect();
    assert_eq!(sections, [Some("Intro"), Some("Verse"), Some("Chorus")], "at rest in its place");
}

#[test]
fn what_is_kept_shortly_before_a_row_goes_on_where_it_was() {
    // The first row of the second entry, another one of it, and the first of the third.
    for row in [16, 20, 32] {
        let mut session = Session::with(three());
        session.keys("f5");
        session.hear(ROW * row - 32);
        session.line("keep-performance").expect("kept");
        session.hear(ROW * (49 - row));
        assert!(session.studio.transport.playing.is_none(), "it has come to its end");
        session.keys("% r");
        let order = session.studio.song().order.clone();
        let sections: Vec<_> = order.iter().map(|entry| entry.section.as_deref()).collect();
        assert_eq!(sections, [Some("Intro"), Some("Verse"), Some("Chorus")], "before row {row}");
    }
}
