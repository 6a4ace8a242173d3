//! The tempo of a performance that is kept as an arrangement.

use super::session::{Session, same, text};

/// A row in frames: 120 BPM, four rows a beat.
const ROW: usize = 6_000;

#[test]
fn the_tempo_that_was_played_is_kept_with_its_rows() {
    // At 120 BPM, from row 8 on at 100.
    let mut session = Session::new("00 C-4 01 \n 08 E-4 01 | T64 \n 12 G-4 01");
    session.keys("f5");
    session.hear(ROW * 4);
    session.line("practice 50").expect("possible");
    session.hear(ROW * 2 * 4 + ROW * 12 / 5 * 6);
    session.line("practice 100").expect("as written");
    session.hear(ROW * 2);
    session.keys("f8");
    // What was played, by rows.
    let told = |session: &Session| -> Vec<(u16, Option<String>)> {
        let song = session.studio.song();
        let entries = song.order.iter();
        let rows = |pattern: u16| song.patterns.get(pattern.into()).map_or(0, |pattern| pattern.length);
        entries.map(|entry| (rows(entry.pattern), entry.tempo.map(|tempo| tempo.to_string()))).collect()
    };
    session.line("keep-performance").expect("kept");
    let entries = told(&session);
    let tempos: Vec<Option<&str>> = entries.iter().map(|(_, tempo)| tempo.as_deref()).collect();
    assert_eq!(tempos[..4], [None, Some("60"), Some("50"), Some("100")], "{entries:?}");
    assert_eq!(entries.iter().take(3).map(|(rows, _)| rows).sum::<u16>(), 8 + entries[2].0);
    let second = session.studio.song().order[2].pattern;
    let notes = text(session.studio.song(), second);
    same(&notes, "00 E-4 01 \n 04 G-4 01", "its notes; the tempo is the entry's");
    session.keys("ctrl-z");
    assert_eq!(told(&session), [(16, None)]);
}
