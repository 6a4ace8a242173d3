//! Sound that is recorded: a cable leads from the output to the input, late by a number of frames that the studio does not know.

use super::session::Session;
use segno::engine::link::input::{InputEnd, input};
use segno::formats::audio;
use segno::io::paths::Folders;
use segno::io::takes::{Keeping, Order};
use segno::song::clip::{Clip, Take};
use segno::song::edit::Edit;
use segno::song::tempo::Tempo;
use std::collections::VecDeque;
use std::sync::atomic::Ordering::Relaxed;

/// Frames of a row: 120 BPM, four rows a beat.
pub const ROW: usize = 6_000;
/// Frames of a block.
const BLOCK: usize = 64;

/// A studio whose output comes back by a cable.
pub struct Looped {
    pub session: Session,
    device: InputEnd,
    /// What is on its way.
    cable: VecDeque<f32>,
    /// All that has left, left channel.
    pub left: Vec<f32>,
    /// The microsecond at which the first frame left.
    began: i64,
}

impl Looped {
    pub fn new(session: Session, delay: usize) -> Looped {
        let (device, keeping_end) = input(2, 48_000);
        let mut keeping = Keeping::by_hand();
        keeping.order(Order::Input(keeping_end, "a cable".to_owned()));
        keeping.turn();
        let mut looped = Looped {
            session,
            device,
            cable: VecDeque::from(vec![0.0; delay]),
            left: Vec::new(),
            began: 77_123,
        };
        looped.session.studio.take_input(keeping);
        looped
    }

    /// Lets so many frames leave and come back.
    pub fn run(&mut self, frames: usize) {
        for _ in 0..frames.div_ceil(BLOCK) {
            let now = self.began + (self.left.len() as f64 * 1e6 / 48_000.0).round() as i64;
            let block = self.session.block_at(now, BLOCK);
            self.left.extend(block.iter().map(|frame| frame[0]));
            self.cable.extend(block.iter().map(|frame| frame[0]));
            let come: Vec<f32> = self.cable.drain(..BLOCK).flat_map(|sample| [sample, 0.25]).collect();
            self.device.take(&come, now);
            self.session.turn();
        }
        self.session.wait();
    }

    pub fn line(&mut self, line: &str) {
        self.session.line(line).unwrap_or_else(|fault| panic!("{line}: {fault}"));
    }

    /// The clip at a row of a track.
    pub fn clip(&self, track: usize, row: u16) -> Option<Clip> {
        self.session.studio.song().lane(0, track)?.clip(row).cloned()
    }

    /// The sound of a take's file.
    pub fn file(&self, take: &Take) -> Vec<f32> {
        let song = self.session.studio.song();
        let reference = song.samples[usize::from(take.sample)].as_ref().expect("a sample");
        let bytes =
            std::fs::read(self.session.studio.document.folder().join(&reference.path)).expect("a file");
        audio::decode(&reference.path, &bytes).expect("a sound").audio.channel(0).to_vec()
    }
}

/// Notes on the first track from which every moment can be told.
const GRID: &str = "00 C-4 01 \n 03 G-4 01 v40 \n 05 D#4 01 \n 08 C-5 01 \n 11 === \n 12 F-4 01";

pub fn calibrated(delay: usize) -> Looped {
    let mut looped = Looped::new(Session::new(GRID), delay);
    looped.run(5_000);
    looped.line("calibrate");
    looped.run(80_000);
    looped
}

#[test]
fn the_delay_is_measured_to_the_frame_and_kept_for_these_devices() {
    for delay in [1, 20_011] {
        let looped = calibrated(delay);
        let studio = &looped.session.studio;
        assert_eq!(studio.input_delay(), delay as i64, "{}", looped.session.told());
        assert!(looped.session.told().contains(&format!("{delay} frames late")), "{}", looped.session.told());
        let file = std::fs::read_to_string(studio.folders.config.join("latencies.ron")).expect("kept");
        assert!(file.contains("a cable") && file.contains(&delay.to_string()), "{file}");
    }
}

#[test]
fn without_a_cable_nothing_is_measured_and_that_is_said() {
    let mut looped = Looped::new(Session::new(""), 0);
    looped.run(5_000);
    looped.cable.extend(vec![0.0; 100_000]);
    looped.line("calibrate");
    looped.run(80_000);
    assert!(looped.session.told().contains("did not come back"), "{}", looped.session.told());
    assert!(!looped.session.studio.is_calibrated());
    looped.line("play-pattern");
    let fault = looped.session.line("calibrate").expect_err("something plays");
    assert!(fault.contains("stop first"), "{fault}");
}

#[test]
fn an_overdub_lies_on_the_frame_at_which_it_was_heard() {
    let mut looped = calibrated(1_234);
    looped.line("arm-input 3 from 1");
    looped.line("record-sound");
    let asked = looped.left.len();
    looped.run(ROW * 16);
    looped.line("record-sound");
    looped.run(2_000);
    let clip = looped.clip(2, 0).expect("a clip");
    let take = clip.takes[0];
    let file = looped.file(&take);
    // The song is heard from its first frame on behind the engine's latency, which is found by its sound.
    let silent = looped.left[asked..].iter().position(|sample| *sample != 0.0).expect("a note");
    let here = file.iter().skip(take.offset as usize).position(|sample| sample.abs() > 0.0).expect("a note");
    let from = asked + silent;
    let first = take.offset as usize + here;
    let same = (0..ROW * 14).all(|frame| file[first + frame] == looped.left[from + frame]);
    assert!(same, "what came back is what has left");
    let sounds_late = silent as i64 - here as i64;
    // Played again beside what it has recorded, both lie upon each other.
    looped.line("stop");
    looped.line("mute");
    looped.run(48_000);
    let again = looped.left.len();
    looped.line("play-pattern");
    looped.run(ROW * 8);
    let played = looped.left[again..].iter().position(|sample| *sample != 0.0).expect("the clip");
    assert_eq!(played, silent, "the clip begins where the note did; in the file {sounds_late} frames later");
    let gain = looped.left[again + played + 3_000] / looped.left[from + 3_000];
    for frame in 200..ROW * 7 {
        let (once, now) = (looped.left[from + frame], looped.left[again + played + frame]);
        assert!((now - gain * once).abs() < 1e-3, "frame {frame}: {once} {now} at {gain}");
    }
}

#[test]
fn each_time_through_the_pattern_is_a_take_and_all_are_one_step() {
    let mut looped = calibrated(300);
    looped.session.keys("tab");
    looped.line("arm-input");
    looped.line("record-sound");
    looped.run(ROW * 16 * 2 + ROW * 3);
    looped.line("record-sound");
    looped.run(3_000);
    let clip = looped.clip(1, 0).expect("a clip");
    assert_eq!(clip.takes.len(), 3, "two whole ones and one that was broken off");
    assert_eq!(clip.takes[0].length, 16 * ROW as u64);
    assert_eq!(clip.takes[1].offset - clip.takes[0].offset, 16 * ROW as i64, "to the frame");
    assert!((2 * ROW as u64..4 * ROW as u64).contains(&clip.takes[2].length), "{:?}", clip.takes[2]);
    assert_eq!(clip.take, 2, "the newest one is heard");
    assert!(clip.takes.iter().all(|take| take.tempo == Some(Tempo::whole(120))), "each knows its tempo");
    looped.line("sound-take 1");
    assert_eq!(looped.clip(1, 0).expect("a clip").take, 0);
    looped.session.keys("* y");
    assert_eq!(looped.clip(1, 0).expect("a clip").take, 1);
    looped.line("stop");
    looped.session.seat.place.row = 8;
    looped.line("comp 1");
    let comp = looped.clip(1, 0).expect("a clip");
    assert_eq!((comp.take_at(7), comp.take_at(8)), (Some(comp.takes[1]), Some(comp.takes[0])));
    looped.session.keys("ctrl-z ctrl-z ctrl-z ctrl-z");
    assert_eq!(looped.clip(1, 0), None, "the recording is one step: {}", looped.session.told());
    let kept = std::fs::read_dir(looped.session.studio.document.folder().join("samples/takes"));
    assert_eq!(kept.expect("the folder").count(), 1, "files stay");
}

#[test]
fn a_clip_follows_the_tempo_if_that_is_wished() {
    let mut looped = calibrated(0);
    let take = Take { sample: 0, ..Take::default() };
    let clip = Clip { row: 4, takes: vec![take, take], ..Clip::default() };
    let edit = Edit::Clip { pattern: 0, track: 1, clip: clip.clone() };
    looped.session.studio.edit("a clip from elsewhere", edit).expect("a clip");
    (looped.session.seat.place.track, looped.session.seat.place.row) = (1, 9);
    let fault = looped.session.line("warp-clip").expect_err("nobody knows its tempo");
    assert!(fault.contains(":warp-clip 100"), "{fault}");
    let fault = looped.session.line("warp-clip 5").expect_err("no tempo");
    assert!(fault.contains("20 to 999"), "{fault}");
    looped.line("warp-clip 96.5");
    let warped = looped.clip(1, 4).expect("the clip");
    assert!(warped.warp);
    assert_eq!(
        [0, 1].map(|take| warped.takes[take].tempo),
        [Tempo::parse("96.5"), None],
        "the one that is heard"
    );
    assert!(looped.session.told().contains("its take has 96.5 BPM"), "{}", looped.session.told());
    looped.session.keys("* w");
    assert_eq!(looped.clip(1, 4).map(|clip| clip.warp), Some(false));
    looped.session.keys("* w");
    assert_eq!(looped.clip(1, 4), Some(warped), "it knows its tempo now");
    looped.line("warp-clip off");
    looped.session.keys("ctrl-z ctrl-z ctrl-z ctrl-z");
    assert_eq!(looped.clip(1, 4), Some(clip), "each is a step");
}

#[test]
fn what_is_recorded_is_known_to_song_and_journal_at_once_and_the_file_plays_meanwhile() {
    let mut looped = calibrated(0);
    looped.line("arm-input 2 from 1+2");
    looped.line("record-sound");
    looped.run(64);
    let path = "samples/takes/take-0001-track-02.wav";
    let journal = String::from_utf8_lossy(&looped.session.journal()).into_owned();
    assert!(journal.contains(path), "{journal}");
    assert!(looped.clip(1, 0).is_some());
    looped.run(ROW * 8);
    let folder = looped.session.studio.document.folder();
    let bytes = std::fs::read(folder.join(path)).expect("a file");
    let sound = audio::decode(path, &bytes).expect("it plays while it is written").audio;
    assert!(sound.channels() == 2 && sound.frames() > ROW * 8 - 48_000 / 2);
    assert!(sound.channel(1).iter().all(|sample| *sample == 0.25), "the second channel");
    assert!(looped.session.studio.inputs.progress().expect("it goes on").seconds_free.is_some());
    // An unsaved song's takes lie in the state folder, and go along when it is saved.
    assert!(folder.starts_with(&looped.session.studio.folders.state));
    looped.line("record-sound");
    looped.run(3_000);
    let home = tempfile::tempdir().expect("a folder");
    let song = home.path().join("song.ron");
    looped.line(&format!("save {}", song.display()));
    looped.session.wait();
    assert!(home.path().join(path).exists(), "{}", looped.session.told());
    let saved = std::fs::read_to_string(&song).expect("saved");
    assert!(saved.contains("clips: [") && saved.contains(path), "{saved}");
}

#[test]
fn an_input_that_goes_leaves_what_was_recorded_and_playing_goes_on() {
    let mut looped = calibrated(100);
    let (_, other) = input(1, 48_000);
    looped.line("arm-input 2");
    looped.line("record-sound");
    looped.run(ROW * 5);
    let mut end = Some(other);
    looped.session.studio.give_input(Order::NoInput);
    looped.run(2_000);
    let told: Vec<String> = looped.session.studio.notices.iter().map(|notice| notice.text.clone()).collect();
    assert!(told.iter().any(|text| text.contains("the input is gone") && text.contains("kept")), "{told:?}");
    let clip = looped.clip(1, 0).expect("a clip");
    let whole = clip.takes[0].length as usize;
    assert!((ROW * 4..ROW * 6).contains(&whole), "{whole}");
    assert_eq!(looped.file(&clip.takes[0]).len() as i64 - clip.takes[0].offset, whole as i64);
    assert!(looped.session.studio.transport.playing.is_some());
    // It is back: the next recording is another file.
    looped.session.studio.give_input(Order::Input(end.take().expect("an end"), "a cable".to_owned()));
    looped.run(64);
    looped.line("record-sound");
    assert!(looped.session.told().contains("sound is recorded"), "{}", looped.session.told());
}

#[test]
fn gaps_are_filled_with_silence_so_that_the_rest_stays_in_time_and_are_told() {
    let mut looped = calibrated(500);
    looped.line("arm-input 2");
    looped.line("record-sound");
    looped.run(ROW * 2);
    // The sound system loses a tenth of a second.
    let lost = 75;
    looped.device.vitals().xruns.fetch_add(1, Relaxed);
    for _ in 0..lost {
        let now = looped.began + (looped.left.len() as f64 * 1e6 / 48_000.0).round() as i64;
        let block = looped.session.block_at(now, BLOCK);
        looped.left.extend(block.iter().map(|frame| frame[0]));
        looped.cable.extend(block.iter().map(|frame| frame[0]));
        looped.cable.drain(..BLOCK);
        looped.session.turn();
    }
    looped.run(ROW * 4);
    looped.line("record-sound");
    looped.run(3_000);
    let told: Vec<String> = looped.session.studio.notices.iter().map(|notice| notice.text.clone()).collect();
    assert!(told.iter().any(|text| text.contains("silence for lost sound in one place")), "{told:?}");
    let take = looped.clip(1, 0).expect("a clip").takes[0];
    let file = looped.file(&take);
    let end = file.len() - 100;
    let at = looped.left.len() - (file.len() - end) - 500;
    let late = (0..4_000).find(|late| {
        (0..2_000).all(|frame| file[end - 2_000 + frame] == looped.left[at - 2_000 - late + frame])
    });
    assert!(late.is_some(), "what came after the gap lies where it was heard");
}

#[test]
fn what_cannot_be_recorded_is_said_and_nothing_else_happens() {
    let mut session = Session::new("");
    session.studio.find_sound(segno::io::audio::Choice { silent: true, ..Default::default() });
    session.wait();
    let fault = session.line("record-sound").expect_err("nothing comes in");
    assert!(fault.contains("nothing comes in"), "{fault}");
    let mut looped = calibrated(0);
    looped.line("arm-input 2 from 5");
    let fault = looped.session.line("record-sound").expect_err("no such channel");
    assert!(fault.contains("input 5 is not there"), "{fault}");
    looped.line("arm-input 2 from 1");
    // A file stands where the folder would be.
    let folder = looped.session.studio.document.folder();
    std::fs::create_dir_all(folder.join("samples")).expect("made");
    std::fs::write(folder.join("samples/takes"), "in the way").expect("written");
    let fault = looped.session.line("record-sound").expect_err("no folder");
    assert!(fault.contains("nothing is recorded") && fault.contains("takes"), "{fault}");
    assert_eq!(looped.clip(1, 0), None);
    assert!(looped.session.studio.transport.playing.is_none());
}

#[test]
fn a_missing_take_is_a_hole_with_a_name() {
    let home = tempfile::tempdir().expect("a folder");
    let song = home.path().join("song.ron");
    let text = "(format: 1, samples: { 0: (name: \"voice\", path: \"samples/takes/voice.wav\") }, \
                patterns: { 0: (lanes: { 1: Own(rows: {}, clips: [(row: 4, takes: [\"0 -120 48000\"])]) }) })";
    std::fs::write(&song, text).expect("written");
    let mut session = Session::of_file(&song, Folders::below(home.path()));
    session.wait();
    let told: Vec<String> = session.studio.notices.iter().map(|notice| notice.text.clone()).collect();
    assert!(told.iter().any(|text| text.contains("voice") && text.contains("plays as silence")), "{told:?}");
    let clip = session.studio.song().lane(0, 0).and_then(|lane| lane.clip(4)).cloned().expect("a clip");
    assert_eq!(clip.takes, [Take { sample: 0, offset: -120, length: 48_000, ..Take::default() }]);
}
