//! What goes with a sample when the notes of a frozen lane come back.

use super::freezing::{piece, session, settle};
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;

#[test]
fn the_sample_goes_with_what_was_frozen() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &piece());
    let song = session.studio.song().clone();
    for _ in 0..2 {
        session.keys("_ z");
        settle(&mut session);
        assert_eq!(session.studio.song().samples.iter().flatten().count(), 1);
        session.keys("_ u");
        assert_eq!(*session.studio.song(), song, "nothing is left");
    }
    session.keys("ctrl-z");
    let sample = session.studio.song().samples[0].clone();
    assert!(sample.is_some_and(|sample| sample.name.starts_with("frozen")), "one step brings it back");
    let mut other = Instrument::clone(session.studio.song().instruments[2].as_deref().expect("frozen"));
    other.name = "mine".to_owned();
    let edit = Edit::SetInstrument { slot: 3, instrument: Some(Box::new(other)) };
    session.studio.edit("another", edit).expect("an instrument");
    session.keys("_ u");
    let song = session.studio.song();
    assert!(song.instruments[2].is_none() && song.samples[0].is_some(), "another one plays it");
}
