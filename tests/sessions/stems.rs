//! What is played, recorded as stems at the same time.

use super::session::Session;
use segno::devices;
use segno::formats::audio;
use segno::io::takes::Keeping;
use segno::song::edit::Edit;
use segno::song::insert::Insert;
use segno::song::track::Track;
use std::collections::BTreeMap;
use std::path::Path;

/// Frames of a row: 120 BPM, four rows a beat.
const ROW: usize = 6_000;

/// Two instruments on two tracks.
const GRID: &str = "00 C-4 01 // C-5 02 v30 \n 03 G-4 01 \n 05 --- // D#5 02 v30 \n 08 C-5 01 \n 11 ===";

/// Each file of a folder: its name and its two channels.
fn files(folder: &Path) -> BTreeMap<String, Vec<Vec<f32>>> {
    let entries = std::fs::read_dir(folder).expect("the folder").flatten();
    let sound = |path: &Path| {
        let whole = audio::decode("a stem", &std::fs::read(path).expect("a file")).expect("a sound").audio;
        (0..whole.channels()).map(|channel| whole.channel(channel).to_vec()).collect()
    };
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), sound(&entry.path()))).collect()
}

fn session() -> Session {
    let mut session = Session::new(GRID);
    session.studio.take_stems(Keeping::by_hand());
    session.turn();
    session
}

fn loudest(sound: &[f32]) -> f32 {
    sound.iter().fold(0.0, |most, sample| most.max(sample.abs()))
}

#[test]
fn stems_begin_with_playback_are_as_long_as_each_other_and_add_up_to_the_master() {
    let mut session = session();
    session.line("record-stems").expect("begun");
    session.hear(3_000);
    session.line("play-pattern").expect("plays");
    let mut heard = session.listen(ROW * 6);
    // What is done live is in them.
    session.line("live-mute 1").expect("muted");
    heard.extend(session.listen(ROW * 8));
    session.line("record-stems").expect("ended");
    heard.extend(session.listen(640));
    let folder = session.studio.document.folder().join("samples/takes/stems-0001");
    let all = files(&folder);
    let song = session.studio.song().clone();
    assert_eq!(all.len(), song.tracks.len() + song.mixer.returns.len() + 1, "{:?}", all.keys());
    let master = &all["master.wav"];
    let frames = master[0].len();
    assert!(frames >= ROW * 14 && frames.is_multiple_of(64), "{frames}");
    assert!(all.values().all(|stem| stem.len() == 2 && stem[0].len() == frames), "of one length");
    // The files begin with the quantum in which playback does.
    let from = (0..128).find(|from| heard[*from..*from + frames / 2] == master[0][..frames / 2]);
    assert!(from.is_some(), "the master is what was heard");
    let mut apart = 0.0f32;
    for (frame, sample) in master[0].iter().enumerate() {
        let others = all.iter().filter(|(name, _)| *name != "master.wav");
        let sum: f32 = others.map(|(_, stem)| stem[0][frame]).sum();
        apart = apart.max((sum - sample).abs());
    }
    assert!(loudest(&master[0]) > 0.05);
    assert!(apart < 1e-5, "the sum is {apart} off");
    let first = all.iter().find(|(name, _)| name.starts_with("01")).expect("the first track").1;
    let second = all.iter().find(|(name, _)| name.starts_with("02")).expect("the second track").1;
    assert!(loudest(&first[0]) > 0.05 && loudest(&second[0]) > 0.01);
    assert!(session.told().contains("stems of"), "{}", session.told());
}

#[test]
fn they_end_when_the_performance_is_kept_and_go_where_they_are_wanted_as_takes_do() {
    let mut session = session();
    session.line("take-format flac").expect("chosen");
    session.line("record-stems evening/first").expect("begun");
    session.line("play-pattern").expect("plays");
    session.hear(ROW * 20);
    assert!(session.studio.inputs.stems.are_recorded());
    session.line("keep-performance").expect("kept");
    session.turn();
    assert!(!session.studio.inputs.stems.are_recorded());
    let all = files(&session.studio.document.folder().join("evening/first"));
    let frames = all["master.flac"][0].len();
    assert!(frames >= ROW * 19, "{frames}");
    assert!(all.values().all(|stem| stem[0].len() == frames));
    // Nothing is written over.
    session.studio.take_stems(Keeping::by_hand());
    let fault = session.line("record-stems evening/first").expect_err("they are there");
    assert!(fault.contains("no stems are recorded"), "{fault}");
}

#[test]
fn what_the_disk_is_too_late_for_is_silent_in_all_of_them_and_told() {
    let mut session = session();
    session.line("record-stems").expect("begun");
    session.line("play-pattern").expect("plays");
    session.hear(ROW);
    // Six seconds in which nobody takes what comes: four have room.
    session.play_on(48_000 * 6);
    session.hear(ROW);
    session.line("record-stems").expect("ended");
    session.turn();
    let all = files(&session.studio.document.folder().join("samples/takes/stems-0001"));
    let frames = all["master.wav"][0].len();
    assert!(all.values().all(|stem| stem[0].len() == frames));
    assert!(frames >= 48_000 * 6, "time is kept: {frames}");
    assert!(
        session.told().contains("the disk was late: stems are silent in one place"),
        "{}",
        session.told()
    );
}

#[test]
fn a_track_in_a_group_lies_with_the_others_though_its_group_is_late() {
    let mut session = Session::new("00 C-4 01 // C-4 01");
    session.studio.take_stems(Keeping::by_hand());
    session.turn();
    let limiter = devices::KINDS.iter().find(|kind| kind.name == "limiter").expect("a limiter");
    let tracks = session.studio.song().tracks.clone();
    let into = Track { output: Some(2), ..Track::clone(&tracks[0]) };
    let group = Track { inserts: vec![Insert::new((limiter.new)())], ..Track::clone(&tracks[2]) };
    for (at, track) in [(0, into), (2, group)] {
        session.studio.edit("group", Edit::SetTrack { at, track: Box::new(track) }).expect("an edit");
    }
    session.hear(640);
    session.line("record-stems").expect("begun");
    session.line("play-pattern").expect("plays");
    session.hear(ROW * 2);
    session.line("record-stems").expect("ended");
    session.hear(640);
    let all = files(&session.studio.document.folder().join("samples/takes/stems-0001"));
    let onset = |begin: &str| {
        let stem = all.iter().find(|(name, _)| name.starts_with(begin)).expect("a stem").1;
        stem[0].iter().position(|sample| sample.abs() > 1e-4).expect("it sounds")
    };
    assert_eq!(onset("01"), onset("02"));
    assert!(onset("01").abs_diff(onset("master")) < 64, "{} and {}", onset("01"), onset("master"));
}

#[test]
fn stems_of_nothing_leave_nothing_behind() {
    let mut session = session();
    session.line("record-stems evening").expect("begun");
    session.hear(3_000);
    session.line("record-stems").expect("ended");
    session.hear(640);
    assert!(session.told().contains("no stems were recorded: nothing was played"), "{}", session.told());
    assert!(!session.studio.document.folder().join("evening").exists());
    session.studio.take_stems(Keeping::by_hand());
    session.line("record-stems evening").expect("nothing is in the way");
}
