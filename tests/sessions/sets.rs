//! Sets: one song after the other without a gap, and no song that stops the show.

use super::place::Place as Folder;
use super::session::{Session, same};
use segno::formats::wav::{Depth, Format, header};
use segno::instruments::Patch;
use segno::instruments::sampler::{self, zone::Zone};
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::studio::samples::State;
use segno::studio::view::View;
use std::fs;
use std::sync::Arc;

/// A row in frames, and a song of one pattern.
const ROW: usize = 6_000;
const SONG: usize = 16 * ROW;

/// A folder with `a.ron`, `b.ron`, `c.ron` and this set list of them.
fn folder(songs: &str) -> Folder {
    let place = Folder::with("00 C-4 01 \n 02 ^^^");
    place.write("b.ron", "00 C-5 01 \n 02 ^^^");
    place.write("c.ron", "00 G-4 01 \n 02 ^^^");
    fs::write(place.path("show.set.ron"), format!("(title: \"Friday\", songs: [{songs}])")).expect("written");
    place
}

fn open(place: &Folder) -> Session {
    let mut session = place.open();
    session.line(&format!("open-set {}", place.path("show.set.ron").display())).expect("a set");
    session.wait();
    session
}

fn name(session: &Session) -> String {
    session.studio.document.name()
}

/// The frame at which something is heard first, from a frame on.
fn first(sound: &[f32], from: usize) -> usize {
    let loud = sound[from..].iter().position(|sample| sample.abs() > 1e-4);
    loud.map(|at| from + at).expect("something is heard")
}

#[test]
fn the_next_song_begins_on_the_frame_where_the_last_one_ends() {
    let place = folder("(file: \"a.ron\"), (file: \"b.ron\"), (file: \"c.ron\", then: \"wait\")");
    let mut alone = place.open();
    alone.line(&format!("open {}", place.path("b.ron").display())).expect("begun");
    alone.wait();
    alone.keys("f5");
    let begin = first(&alone.listen(ROW), 0);

    let mut session = open(&place);
    assert_eq!((name(&session).as_str(), session.seat.view), ("a.ron", View::Stage));
    session.keys("f5");
    let sound = session.listen(SONG + ROW);
    assert_eq!(first(&sound, SONG - ROW), SONG + begin, "not a frame too early or late");
    assert_eq!(name(&session), "b.ron");
    assert_eq!(session.studio.transport.position.map(|position| position.row), Some(0));
    same(&session.grid(), "00 C-5 01 \n 02 ^^^", "the second song");
    session.wait();
    session.hear(SONG);
    assert_eq!(name(&session), "c.ron");
    session.hear(SONG);
    assert!(session.studio.transport.playing.is_none(), "it waits, and it is the last");
    session.keys("% space");
    assert_eq!(session.fault(), "this is the last song of the set");
}

#[test]
fn gaps_are_silent_and_tempos_are_those_of_the_set() {
    let place = folder("(file: \"a.ron\", gap: 0.5, tempo: \"60\"), (file: \"b.ron\", tempo: \"240\")");
    let mut session = open(&place);
    session.keys("f5");
    let sound = session.listen(2 * SONG + ROW * 8);
    let begin = first(&sound, 2 * SONG - ROW);
    assert!((2 * SONG + 24_000..2 * SONG + 25_000).contains(&begin), "{begin}: half a second later");
    assert!((session.studio.transport.tempo - 240.0).abs() < 0.1, "{}", session.studio.transport.tempo);
    assert_eq!(session.studio.song().settings.tempo.to_string(), "120");
    let seconds = session.studio.transport.seconds(48_000);
    assert!((seconds - 0.5).abs() < 0.05, "{seconds}: since its own beginning, without the gap");
}

#[test]
fn in_the_gap_the_song_that_waits_begins_at_once() {
    let place = folder("(file: \"a.ron\", gap: 20.0), (file: \"b.ron\"), (file: \"c.ron\")");
    for is_loaded in [true, false] {
        let mut session = open(&place);
        session.keys("f5");
        session.hear(SONG + ROW);
        if is_loaded {
            session.wait();
        }
        let left = session.studio.transport.gap(48_000).expect("the gap is heard");
        assert!((left - 19.875).abs() < 0.05, "{left} seconds");
        assert_eq!(session.studio.transport.seconds(48_000), 0.0);
        session.keys("% space");
        assert_eq!(session.told(), "b: now");
        session.hear(ROW + 500);
        assert_eq!(name(&session), "b.ron");
        assert_eq!(session.studio.transport.position.map(|position| position.row), Some(1));
        session.wait();
        session.hear(SONG);
        assert_eq!(name(&session), "c.ron", "and nothing is passed over");
    }
}

#[test]
fn as_written_is_as_the_set_wants_it() {
    let place = folder("(file: \"a.ron\", tempo: \"60\"), (file: \"b.ron\")");
    let mut session = open(&place);
    session.keys("f5");
    let hears = |session: &mut Session, tempo: f64, beside: &str| {
        session.hear(ROW * 3);
        let heard = session.studio.transport.tempo;
        assert!((heard - tempo).abs() < 0.1, "{heard} for {tempo}");
        assert_eq!(session.studio.beside_song(), beside);
    };
    hears(&mut session, 60.0, "");
    session.keys("% 0");
    hears(&mut session, 60.0, "");
    session.line("practice 50").expect("possible");
    hears(&mut session, 30.0, "50.0 % of the tempo");
    session.keys("% p");
    hears(&mut session, 60.0, "");
    session.keys("% +");
    assert_eq!(session.told(), "61.0 BPM, 101.7 % of what is written");
}

#[test]
fn a_stop_in_the_gap_stops_what_would_come() {
    let place = folder("(file: \"a.ron\", gap: 2.0), (file: \"b.ron\")");
    let mut session = open(&place);
    session.keys("f5");
    session.hear(SONG + ROW);
    assert_eq!(name(&session), "b.ron", "it is the next song's turn");
    session.keys("f8");
    session.listen(ROW * 2);
    let sound = session.listen(96_000 + ROW);
    assert!(sound.iter().all(|sample| sample.abs() < 1e-4) && session.studio.transport.playing.is_none());
}

#[test]
fn a_vamp_goes_on_until_somebody_asks_for_the_next_song() {
    let place =
        folder("(file: \"a.ron\", then: \"vamp\"), (file: \"b.ron\", then: \"wait\"), (file: \"c.ron\")");
    let mut session = open(&place);
    session.keys("f5");
    session.hear(SONG * 3 + ROW * 4 + 500);
    assert_eq!((name(&session).as_str(), session.studio.performing().passes), ("a.ron", 3));
    session.keys("% space");
    assert_eq!(session.told(), "b: in 3 beats; once more: now");
    session.hear(ROW * 13);
    assert_eq!(name(&session), "b.ron");
    session.wait();
    session.hear(SONG + ROW);
    assert!(session.studio.transport.playing.is_none(), "it waits");
    session.keys("% space");
    session.hear(ROW);
    assert_eq!((name(&session).as_str(), session.studio.transport.playing.is_some()), ("c.ron", true));
    session.wait();
    session.keys("% pageup").wait();
    session.hear(ROW);
    assert_eq!(name(&session), "b.ron", "back again");
}

#[test]
fn once_more_is_at_once_and_a_song_can_be_chosen() {
    let place = folder("(file: \"a.ron\"), (file: \"b.ron\"), (file: \"c.ron\", title: \"Coda\")");
    let mut session = open(&place);
    session.keys("f5");
    session.hear(ROW * 2);
    session.keys("% space % space");
    session.hear(ROW);
    assert_eq!(name(&session), "b.ron");
    session.line("song-of-set cod").expect("known");
    session.wait();
    session.hear(ROW);
    assert_eq!(name(&session), "c.ron");
    assert!(session.line("song-of-set x").is_err_and(|why| why.contains("expected its title, or 1 to 3")));
    session.line("leave-set").expect("there");
    assert!(session.line("next-song").is_err_and(|why| why.contains("no set list is open")));
}

#[test]
fn no_missing_song_and_no_missing_sample_stops_the_set() {
    let place = folder("(file: \"gone.ron\"), (file: \"a.ron\"), (file: \"broken.ron\"), (file: \"b.ron\")");
    fs::write(place.path("broken.ron"), "(format: 2, tempo: \"x\")").expect("written");
    let mut theirs = super::session::song("00 C-5 02");
    let reference = segno::song::sample::SampleReference {
        name: "gone".into(),
        path: "samples/gone.wav".into(),
        ..Default::default()
    };
    theirs.samples = vec![Some(std::sync::Arc::new(reference))];
    fs::write(place.path("b.ron"), segno::formats::song::write(&theirs)).expect("written");
    let mut session = open(&place);
    assert_eq!(name(&session), "a.ron");
    let told: Vec<String> = session.studio.notices.iter().map(|notice| notice.text.clone()).collect();
    let has = |part: &str| told.iter().any(|text| text.contains(part));
    assert!(has("gone: ") && has("broken.ron:1:") && has("it is passed over") && has("b: "), "{told:?}");
    session.keys("f5");
    session.hear(SONG + ROW);
    assert_eq!(name(&session), "b.ron", "played with its hole");
    assert!(session.studio.transport.voices > 0);
}

#[test]
fn what_was_changed_in_a_song_stays_in_its_tab_when_the_next_one_comes() {
    let place = folder("(file: \"a.ron\"), (file: \"b.ron\")");
    let mut session = open(&place);
    session.keys("f2 down z");
    session.keys("f5");
    session.hear(SONG + ROW);
    assert_eq!(name(&session), "b.ron");
    let names: Vec<String> = session.studio.documents().map(|document| document.name()).collect();
    assert!(names.contains(&"a.ron".to_owned()), "{names:?}");
    session.line("tab a").expect("there");
    assert!(session.studio.document.is_changed());
}

#[test]
fn a_broken_set_list_is_told_with_its_place() {
    let place = folder("(file: \"a.ron\", then: \"stop\")");
    let mut session = place.open();
    let why =
        session.line(&format!("open-set {}", place.path("show.set.ron").display())).expect_err("broken");
    assert!(why.contains("show.set.ron:1:") && why.contains("expected"), "{why}");
}

#[test]
fn a_recording_too_long_for_an_instrument_of_a_set_plays_from_the_disk_when_none_plays_it() {
    let place = folder("(file: \"a.ron\"), (file: \"b.ron\")");
    fs::create_dir_all(place.path("samples")).expect("a folder");
    // More than a sample may have in memory: silence that no disk has to hold.
    let frames = 400_000_000u32;
    let head = header(Format { rate: 48_000, channels: 1, depth: Depth::Int24 }, frames.into());
    fs::write(place.path("samples/long.wav"), &head).expect("written");
    let file = fs::File::options().write(true).open(place.path("samples/long.wav")).expect("the file");
    file.set_len(head.len() as u64 + 3 * u64::from(frames)).expect("longer");
    let text = "(format: 1, samples: { 0: (name: \"long\", path: \"samples/long.wav\") }, \
                patterns: { 0: (lanes: { 1: Own(rows: {}, clips: [(row: 0, takes: [\"0 0 0\"])]) }) })";
    fs::write(place.path("b.ron"), text).expect("written");
    let mut long = place.open();
    long.line(&format!("open {}", place.path("b.ron").display())).expect("begun");
    long.wait();
    let zones = Arc::new(vec![Zone::default()]);
    let patch = Patch::Sampler(sampler::Patch { zones, ..sampler::Patch::default() });
    let instrument = Some(Box::new(Instrument::new("long", patch)));
    long.studio.edit("sampler", Edit::SetInstrument { slot: 3, instrument }).expect("an instrument");
    long.line("save").expect("saved");
    long.wait();
    drop(long);

    let mut session = open(&place);
    session.line("next-song").expect("the second");
    session.wait();
    session.hear(ROW);
    assert_eq!(name(&session), "b.ron");
    let state = |session: &Session| {
        let reference = session.studio.song().samples[0].as_ref().expect("a sample").clone();
        session.studio.samples.state(&reference).cloned()
    };
    assert!(matches!(state(&session), Some(State::Hole(_))), "it does not fit");
    let none = Edit::SetInstrument { slot: 3, instrument: None };
    session.studio.edit("no sampler", none).expect("an edit");
    session.wait();
    assert!(matches!(state(&session), Some(State::Streamed(_))), "{:?}", state(&session));
}

#[test]
fn the_gap_between_two_songs_is_shown_with_the_time_that_is_left_of_it() {
    let place = folder("(file: \"a.ron\", gap: 3.0), (file: \"b.ron\")");
    let mut session = open(&place);
    let gap = |session: &Session| session.studio.transport.gap(48_000);
    session.keys("f5");
    session.hear(SONG - ROW);
    assert_eq!(gap(&session), None);
    session.hear(ROW + 48_000);
    let left = gap(&session).expect("it is silent");
    assert!((1.9..=2.1).contains(&left), "{left} s");
    assert_eq!((name(&session).as_str(), session.studio.transport.position), ("b.ron", None));
    session.hear(48_000 * 2 + ROW);
    assert_eq!(gap(&session), None);
    let seconds = session.studio.transport.seconds(48_000);
    assert!(seconds < 0.2, "{seconds} s of the song, not of the gap");
}

#[test]
fn a_song_is_no_set_list() {
    let place = folder("(file: \"a.ron\")");
    let mut session = place.open();
    let why = session.line(&format!("open-set {}", place.path("a.ron").display())).expect_err("a song");
    assert!(why.contains("a.ron: this is a song, no set list"), "{why}");
    session.line(&format!("open {}", place.path("show.set.ron").display())).expect("begun");
    session.wait();
    session.turn();
    assert!(session.fault().contains("this is a set list, no song"), "{}", session.fault());
}

#[test]
fn a_tempo_that_is_out_of_reach_is_told_and_the_nearest_is_played() {
    let place = folder("(file: \"a.ron\", tempo: \"600\"), (file: \"b.ron\", tempo: \"900\")");
    let mut session = open(&place);
    let warned = |session: &Session, title: &str, asked: u16| {
        let text =
            format!("{title}: the set's {asked} BPM are out of reach; it plays at 480 BPM, 400 % of its own");
        session.studio.notices.iter().any(|notice| notice.text == text)
    };
    assert!(warned(&session, "a", 600), "{}", session.told());
    session.keys("f5");
    session.hear(ROW);
    assert!((session.studio.transport.tempo - 480.0).abs() < 0.1, "{}", session.studio.transport.tempo);
    assert_eq!(session.studio.beside_song(), "", "as the set has it");
    session.hear(SONG / 4);
    assert!(warned(&session, "b", 900), "{}", session.told());
    assert_eq!((name(&session).as_str(), session.studio.beside_song().as_str()), ("b.ron", ""));
    session.line("practice 50").expect("possible");
    session.hear(ROW);
    assert!((session.studio.transport.tempo - 240.0).abs() < 0.1, "{}", session.studio.transport.tempo);
}
