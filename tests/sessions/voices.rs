//! How many voices sound, as the header has it.

use super::session::Session;
use segno::song::edit::Edit;

/// The first instrument and its track so soft that no meter moves.
fn soft() -> Session {
    let mut session = Session::new("");
    let mut instrument = session.studio.song().instrument(0).expect("an instrument").clone();
    instrument.volume.0 = -58.0;
    let mut track = (*session.studio.song().tracks[0]).clone();
    track.volume.0 = -50.0;
    let edits = vec![
        Edit::SetInstrument { slot: 0, instrument: Some(Box::new(instrument)) },
        Edit::SetTrack { at: 0, track: Box::new(track) },
    ];
    session.studio.edit("soft", Edit::Several { edits }).expect("soft");
    session
}

#[test]
fn a_voice_that_ends_when_nothing_else_moves_is_counted_no_more() {
    let mut session = soft();
    session.turn();
    session.keys("z");
    let mut drawn = Vec::new();
    for _ in 0..2_000 {
        session.play_on(480);
        if session.studio.turn() && drawn.last() != Some(&session.studio.figures.voices) {
            drawn.push(session.studio.figures.voices);
        }
    }
    assert_eq!(session.studio.transport.voices, 0, "it has ended");
    assert!(drawn.ends_with(&[1, 0]), "each is a new picture: {drawn:?}");
}
