//! What is done while sound is recorded, how it is heard meanwhile, and clips that go along with the rows and tracks around them.

use super::session::Session;
use super::sound_in::{Looped, ROW, calibrated};
use segno::formats::wav::{Depth, Format, WavWriter};
use segno::instruments::Patch;
use segno::instruments::sampler::{self, zone::Zone};
use segno::io::paths::Folders;
use segno::song::clip::{Change, Clip, Take};
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::pattern::Pattern;
use segno::song::track::Track;
use segno::studio::inputs::arms::Monitoring;
use segno::studio::samples::State;
use std::io::Cursor;
use std::sync::Arc;

fn told(looped: &Looped) -> String {
    let notices = looped.session.studio.notices.iter();
    notices.map(|notice| notice.text.clone()).collect::<Vec<_>>().join("\n")
}

fn edit(looped: &mut Looped, edit: Edit) {
    looped.session.studio.edit("test", edit).expect("an edit");
}

/// What came back lies where it was heard: the take's sound is that of the grid from its first row on.
fn in_time(looped: &Looped, clip: &Clip, asked: usize) -> bool {
    let take = clip.takes[0];
    let file = looped.file(&take);
    let silent = looped.left[asked..].iter().position(|sample| *sample != 0.0).expect("a note");
    let here = file.iter().skip(take.offset as usize).position(|sample| *sample != 0.0).expect("a note");
    let (first, from) = (take.offset as usize + here, asked + silent);
    (0..ROW * 4).all(|frame| file[first + frame] == looped.left[from + frame])
}

/// A session that has been recording the second input for two rows.
fn recording() -> Looped {
    let mut looped = calibrated(0);
    looped.line("arm-input 2");
    looped.line("record-sound");
    looped.run(ROW * 2);
    looped
}

#[test]
fn a_take_goes_along_with_its_track_and_its_pattern() {
    let mut looped = calibrated(700);
    looped.line("arm-input 3 from 1");
    looped.line("record-sound");
    let asked = looped.left.len();
    looped.run(ROW * 3);
    edit(&mut looped, Edit::InsertTrack { at: 1, track: Box::new(Track::default()) });
    looped.run(ROW);
    edit(&mut looped, Edit::InsertPattern { at: 0, pattern: Pattern { length: 8, ..Pattern::default() } });
    looped.run(ROW * 14);
    looped.line("record-sound");
    looped.run(2_000);
    let song = looped.session.studio.song().clone();
    let lane = |pattern: usize, track: usize| song.lane(pattern, track).map_or(0, |lane| lane.clips().len());
    assert_eq!(lane(1, 3), 1, "{}", told(&looped));
    let all: usize = (0..song.patterns.len())
        .flat_map(|p| (0..song.tracks.len()).map(move |t| (p, t)))
        .map(|(p, t)| lane(p, t))
        .sum();
    assert_eq!(all, 1, "and nowhere else");
    let clip = song.lane(1, 3).and_then(|lane| lane.clip(0)).cloned().expect("the clip");
    assert_eq!(clip.takes.len(), 2, "the second time through has begun");
    assert_eq!(clip.takes[0].length, 16 * ROW as u64, "the pass goes on where the pattern went");
    assert!(in_time(&looped, &clip, asked));
    assert_eq!(looped.session.studio.inputs.arms[0].track, 3, "the track is armed where it is now");
}

#[test]
fn what_is_done_to_the_clip_meanwhile_stays_and_one_that_is_taken_out_ends_the_take() {
    let mut looped = recording();
    looped.session.seat.place.track = 1;
    looped.session.seat.place.row = 0;
    looped.line("clip-gain -6");
    looped.run(ROW * 15);
    assert_eq!(looped.clip(1, 0).map(|clip| (clip.gain, clip.takes.len())), Some((-600, 2)));
    looped.session.seat.place.row = 0;
    looped.line("remove-clip");
    looped.run(ROW);
    assert!(told(&looped).contains("its clip was taken out; its file is kept"), "{}", told(&looped));
    assert!(!looped.session.studio.inputs.is_recording());
    assert_eq!(looped.clip(1, 0), None, "it does not come back");
    let folder = looped.session.studio.document.folder().join("samples/takes");
    assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), 1);
}

/// A recording whose clip has a copy on another track since its first pass.
fn copied() -> Looped {
    let mut looped = recording();
    looped.session.seat.place.track = 1;
    looped.line("copy-track");
    looped.session.seat.place.track = 3;
    looped.line("paste-track");
    looped.run(ROW * 16);
    looped
}

#[test]
fn a_copy_that_was_made_meanwhile_has_the_takes_too() {
    let mut looped = copied();
    looped.line("record-sound");
    looped.run(2_000);
    let (clip, copy) = (looped.clip(1, 0).expect("the clip"), looped.clip(3, 0).expect("its copy"));
    assert_eq!(clip.takes.len(), 2, "{}", told(&looped));
    assert_eq!(copy, clip);
}

#[test]
fn what_is_chosen_among_a_copys_takes_stays_chosen_while_more_are_recorded() {
    let mut looped = copied();
    (looped.session.seat.place.track, looped.session.seat.place.row) = (3, 8);
    looped.line("comp 1");
    let chosen = looped.clip(3, 0).expect("the copy");
    assert_eq!((chosen.take, &chosen.changes[..]), (1, &[Change { row: 8, take: 0 }][..]));
    looped.run(ROW * 16 * 2);
    looped.line("record-sound");
    looped.run(2_000);
    let (clip, copy) = (looped.clip(1, 0).expect("the clip"), looped.clip(3, 0).expect("its copy"));
    assert_eq!((clip.take, clip.takes.len()), (3, 4), "{}", told(&looped));
    assert_eq!(copy, Clip { take: 1, changes: chosen.changes, ..clip });
}

#[test]
fn armed_tracks_stay_armed_wherever_they_go() {
    let mut looped = calibrated(0);
    looped.line("arm-input 2 from 1");
    looped.line("arm-input 4 from 2");
    looped.run(64);
    edit(&mut looped, Edit::MoveTrack { from: 3, to: 0 });
    looped.run(64);
    let arms = |looped: &Looped| -> Vec<(u16, String)> {
        looped.session.studio.inputs.arms.iter().map(|arm| (arm.track, arm.source())).collect()
    };
    assert_eq!(arms(&looped), [(0, "2".to_owned()), (2, "1".to_owned())]);
    edit(&mut looped, Edit::RemoveTrack { at: 0 });
    looped.run(64);
    assert_eq!(arms(&looped), [(1, "1".to_owned())]);
    looped.session.keys("ctrl-z");
    looped.run(64);
    assert_eq!(arms(&looped), [(2, "1".to_owned())]);
}

/// The level at the output, where only the second input is heard: a steady 0.25.
fn level(looped: &mut Looped) -> f32 {
    looped.run(24_000);
    let end = &looped.left[looped.left.len() - 64..];
    assert!(end.iter().all(|sample| (sample - end[0]).abs() < 1e-6), "{end:?}");
    end[0]
}

#[test]
fn what_comes_in_is_heard_as_it_is_or_through_the_tracks_devices() {
    let mut looped = Looped::new(Session::new(""), 0);
    looped.run(64);
    let fault = looped.session.line("monitor-input in").expect_err("not armed");
    assert!(fault.contains("track 1 is not armed for sound"), "{fault}");
    looped.line("arm-input 1 from 2");
    assert_eq!(level(&mut looped), 0.0, "off by itself: it could howl");
    looped.session.keys("* e");
    assert!(looped.session.told().contains("howls"), "{}", looped.session.told());
    assert!((level(&mut looped) - 0.25).abs() < 1e-6, "as it is");
    let mut track = Track::clone(&looped.session.studio.song().tracks[0]);
    track.volume.0 = -12.0;
    edit(&mut looped, Edit::SetTrack { at: 0, track: Box::new(track) });
    assert!((level(&mut looped) - 0.25).abs() < 1e-6, "beside the fader");
    looped.session.keys("* e");
    assert_eq!(looped.session.studio.inputs.arms[0].monitoring, Monitoring::Through);
    let through = level(&mut looped);
    let soft = 0.25 * 10f32.powf(-12.0 / 20.0);
    assert!((0.7 * soft..1.01 * soft).contains(&through), "through the fader: {through}");
    // Clicks are steps: nothing here goes faster than a ramp of some milliseconds.
    let steps = looped.left.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    assert!(steps < 0.01, "{steps}");
    edit(&mut looped, Edit::InsertTrack { at: 0, track: Box::new(Track::default()) });
    assert!((level(&mut looped) - through).abs() < 1e-6, "the track is another number now");
    looped.session.seat.place.track = 1;
    looped.line("monitor-input off");
    assert_eq!(level(&mut looped), 0.0);
}

#[test]
fn a_zone_is_recorded_into_the_chosen_sampler_as_one_step() {
    let mut looped = calibrated(0);
    looped.run(64);
    looped.session.seat.instrument = 0;
    let fault = looped.session.line("record-zone").expect_err("the first instrument is no sampler");
    assert!(fault.contains("instrument 01 is no sampler"), "{fault}");
    looped.line("record-sample");
    looped.run(ROW);
    looped.line("record-sample");
    looped.run(ROW);
    let slot = looped.session.studio.new_instrument.unwrap_or(looped.session.seat.instrument);
    looped.session.seat.instrument = slot;
    for _ in 0..2 {
        looped.session.keys("* M");
        looped.run(ROW);
        looped.session.keys("* M");
        looped.run(ROW);
    }
    let zones = |looped: &Looped| {
        let song = looped.session.studio.song();
        let Some(Patch::Sampler(sampler)) = song.instrument(slot.into()).map(|it| &it.patch) else {
            return Vec::new();
        };
        sampler.zones.iter().map(|zone| (zone.sample, zone.low_key, zone.root, zone.high_key)).collect()
    };
    assert_eq!(zones(&looped), [(0, 0, 60, 60), (1, 61, 61, 61), (2, 62, 62, 127)], "{}", told(&looped));
    looped.session.keys("ctrl-z");
    assert_eq!(zones(&looped), [(0, 0, 60, 60), (1, 61, 61, 127)]);
    let samples = &looped.session.studio.song().samples;
    assert!(samples.get(2).is_none_or(Option::is_none), "one step");
}

fn clip(row: u16, offset: i64) -> Clip {
    Clip { row, takes: vec![Take { sample: 0, offset, length: 500, ..Take::default() }], ..Clip::default() }
}

/// A song with clips on the second track.
fn with_clips(rows: &[u16]) -> Session {
    let mut session = Session::new("04 C-4 01 // D-4 01");
    for row in rows {
        let edit = Edit::Clip { pattern: 0, track: 1, clip: clip(*row, i64::from(*row)) };
        session.studio.edit("clip", edit).expect("a clip");
    }
    session
}

/// Where clips begin on a track, and the offsets by which they are known.
fn clips(session: &Session, track: usize) -> Vec<(u16, i64)> {
    let lane = session.studio.song().lane(0, track);
    lane.map_or(&[][..], |lane| lane.clips()).iter().map(|clip| (clip.row, clip.takes[0].offset)).collect()
}

#[test]
fn whole_tracks_are_copied_cut_and_pasted_with_their_clips() {
    let mut session = with_clips(&[2, 8]);
    session.seat.place.track = 1;
    session.line("copy-track").expect("copied");
    session.seat.place.track = 3;
    session.line("paste-track").expect("pasted");
    assert_eq!(clips(&session, 3), [(2, 2), (8, 8)]);
    session.keys("ctrl-z");
    assert_eq!(clips(&session, 3), [], "one step");
    session.seat.place.track = 1;
    session.line("cut-track").expect("cut");
    assert_eq!(clips(&session, 1), []);
    session.keys("ctrl-z");
    assert_eq!(clips(&session, 1), [(2, 2), (8, 8)]);
    // Over clips that are there: those of the rows give way.
    session.seat.place.track = 3;
    let edit = Edit::Clip { pattern: 0, track: 3, clip: clip(5, 55) };
    session.studio.edit("clip", edit).expect("a clip");
    session.line("paste-track").expect("pasted");
    assert_eq!(clips(&session, 3), [(2, 2), (8, 8)]);
}

#[test]
fn mixing_keeps_clips_and_a_new_row_moves_them() {
    let mut session = with_clips(&[1, 3, 15]);
    session.seat.place.track = 1;
    session.line("copy-track").expect("copied");
    session.keys("ctrl-z ctrl-z ctrl-z");
    let edit = Edit::Clip { pattern: 0, track: 1, clip: clip(1, 77) };
    session.studio.edit("clip", edit).expect("a clip");
    session.seat.place.row = 0;
    session.line("paste-mix").expect("pasted");
    assert_eq!(clips(&session, 1), [(1, 77), (3, 3), (15, 15)], "what stands there stays");
    session.keys("ctrl-z");
    session.line("insert-row").expect("a row");
    assert_eq!(clips(&session, 1), [(2, 77)]);
}

#[test]
fn a_block_of_some_columns_leaves_clips_alone() {
    let mut session = with_clips(&[4]);
    session.seat.place.track = 1;
    session.seat.place.row = 4;
    session.line("cut").expect("the note");
    assert_eq!(clips(&session, 1), [(4, 4)]);
}

/// Writes a long recording beside a song whose clip plays it.
fn long_recording(folder: &std::path::Path) -> std::path::PathBuf {
    let format = Format { rate: 48_000, channels: 1, depth: Depth::Int24 };
    let frames: Vec<f32> = (0..1_100_000).map(|frame| 0.25 * (frame as f32 * 0.01).sin()).collect();
    let mut writer = WavWriter::new(Cursor::new(Vec::new()), format).expect("begun");
    writer.write(&[&frames[..]]).expect("written");
    std::fs::create_dir_all(folder.join("samples/takes")).expect("a folder");
    let bytes = writer.finish().expect("whole").into_inner();
    std::fs::write(folder.join("samples/takes/long.wav"), bytes).expect("a file");
    let song = folder.join("song.ron");
    let text = "(format: 1, samples: { 0: (name: \"long\", path: \"samples/takes/long.wav\") }, \
                patterns: { 0: (lanes: { 1: Own(rows: {}, clips: [(row: 0, takes: [\"0 0 0\"])]) }) })";
    std::fs::write(&song, text).expect("written");
    song
}

fn notices(session: &Session) -> String {
    session.studio.notices.iter().map(|notice| notice.text.clone()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_long_recording_plays_from_the_disk_until_an_instrument_wants_it() {
    let home = tempfile::tempdir().expect("a folder");
    let song = long_recording(home.path());
    let mut session = Session::of_file(&song, Folders::below(home.path()));
    session.wait();
    let state = |session: &Session| {
        let reference = session.studio.song().samples[0].as_ref().expect("a sample").clone();
        session.studio.samples.state(&reference).cloned()
    };
    assert!(matches!(state(&session), Some(State::Streamed(_))), "{}", notices(&session));
    session.line("play-pattern").expect("it plays");
    let loud = |sound: Vec<f32>| sound.iter().fold(0.0f32, |loud, sample| loud.max(sample.abs()));
    assert!(loud(session.listen(48_000)) > 0.1);
    // The file goes while it plays: silence, and a name.
    let file = home.path().join("samples/takes/long.wav");
    let bytes = std::fs::read(&file).expect("the file");
    std::fs::remove_file(&file).expect("removed");
    session.listen(4 * 48_000);
    assert!(loud(session.listen(4_800)) < 1e-6);
    assert!(notices(&session).contains("long cannot be read from second"), "{}", notices(&session));
    std::fs::write(&file, bytes).expect("back");
    session.line("stop").expect("stopped");
    session.line("play-pattern").expect("it plays");
    assert!(loud(session.listen(48_000)) > 0.1, "it is tried again");
    // A sampler plays it now, so it lies in memory, and the clip goes on.
    let zones = Arc::new(vec![Zone::default()]);
    let patch = Patch::Sampler(sampler::Patch { zones, ..sampler::Patch::default() });
    let instrument = Some(Box::new(Instrument::new("long", patch)));
    session.studio.edit("sampler", Edit::SetInstrument { slot: 3, instrument }).expect("an instrument");
    session.wait();
    assert!(matches!(state(&session), Some(State::Loaded(_))), "{}", notices(&session));
    assert!(loud(session.listen(4_800)) > 0.1);
}

#[test]
fn a_recording_too_long_for_an_instrument_plays_from_the_disk_again_when_none_plays_it() {
    let home = tempfile::tempdir().expect("a folder");
    let song = long_recording(home.path());
    // More than a sample may have in memory: the rest is silence, which no disk has to hold.
    let (path, frames) = (home.path().join("samples/takes/long.wav"), 400_000_000u32);
    let mut bytes = std::fs::read(&path).expect("the file");
    let data = bytes.windows(4).position(|word| word == b"data").expect("the sound");
    bytes[data + 4..data + 8].copy_from_slice(&(3 * frames).to_le_bytes());
    bytes[4..8].copy_from_slice(&(3 * frames + data as u32).to_le_bytes());
    std::fs::write(&path, &bytes).expect("written");
    let file = std::fs::File::options().write(true).open(&path).expect("the file");
    file.set_len(data as u64 + 8 + 3 * u64::from(frames)).expect("longer");
    let mut session = Session::of_file(&song, Folders::below(home.path()));
    session.wait();
    let state = |session: &Session| {
        let reference = session.studio.song().samples[0].as_ref().expect("a sample").clone();
        session.studio.samples.state(&reference).cloned()
    };
    assert!(matches!(state(&session), Some(State::Streamed(_))), "{}", notices(&session));
    let zones = Arc::new(vec![Zone::default()]);
    let patch = Patch::Sampler(sampler::Patch { zones, ..sampler::Patch::default() });
    let instrument = Some(Box::new(Instrument::new("long", patch)));
    session.studio.edit("sampler", Edit::SetInstrument { slot: 3, instrument }).expect("an instrument");
    session.wait();
    assert!(matches!(state(&session), Some(State::Hole(_))), "it does not fit: {}", notices(&session));
    session.keys("ctrl-z");
    session.wait();
    assert!(matches!(state(&session), Some(State::Streamed(_))), "{}", notices(&session));
    session.line("play-pattern").expect("it plays");
    let loud = session.listen(48_000).iter().fold(0.0f32, |loud, sample| loud.max(sample.abs()));
    assert!(loud > 0.1);
}
