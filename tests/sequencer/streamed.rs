//! Long recordings that stay on the disk: they sound as if they lay in memory, and where the disk fails them nothing clicks.

#[path = "../memory/mod.rs"]
mod memory;

use crate::clicks::roughness;
use crate::trace::song;
use memory::most_memory;
use segno::dsp::units::SampleRate;
use segno::engine::fetching::heads;
use segno::engine::link::streaming::Fetching;
use segno::engine::link::{AudioEnd, StudioEnd, connect};
use segno::engine::message::{Snapshot, ToEngine};
use segno::formats::wav::{Depth, Format, header};
use segno::instruments::sample::{SampleAudio, SampleBank, Sound};
use segno::instruments::streamed::{Source, Streamed};
use segno::io::takes::file::TakeFile;
use segno::io::takes::store::Kind;
use segno::io::{sample_files, streaming};
use segno::render::plan::Plan;
use segno::render::rendering::Rendering;
use segno::sequencer::performance::Wish;
use segno::sequencer::player::Playing;
use segno::song::Song;
use segno::song::clip::{Change, Clip, Take};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::sample::SampleReference;
use segno::song::tempo::Tempo;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const RATE: SampleRate = SampleRate(48_000);
/// A row: 120 BPM, four rows a beat.
const ROW: usize = 6_000;
/// Frames of a recording: half a minute.
const LONG: usize = 1_440_000;
const WHOLE: Playing = Playing::Song { order: 0, row: 0, repeat: false };

/// A recording in which every moment sounds a little otherwise.
fn level(frame: usize, channel: usize) -> f32 {
    let seconds = frame as f32 / 48_000.0;
    0.3 * (seconds * (400.0 + seconds * 7.0 + 90.0 * channel as f32)).sin()
}

fn channels(frames: usize) -> Vec<Vec<f32>> {
    (0..2).map(|channel| (0..frames).map(|frame| level(frame, channel)).collect()).collect()
}

/// A disk that holds a recording up to a frame.
struct Disk {
    channels: Vec<Vec<f32>>,
    end: Arc<AtomicU64>,
}

impl Source for Disk {
    fn read(&self, first: u64, channels: &mut [Vec<f32>]) -> Result<usize, String> {
        let end = self.end.load(Relaxed);
        if end == 0 {
            return Err("the file is gone".to_owned());
        }
        let first = first as usize;
        let count = channels[0].len().min((end as usize).saturating_sub(first));
        for (to, from) in channels.iter_mut().zip(&self.channels) {
            to[..count].copy_from_slice(&from[first..first + count]);
        }
        Ok(count)
    }
}

/// The recording at 48 kHz and at 44.1 kHz, in memory or on the disk, and where that one ends.
fn bank(streamed: bool) -> (SampleBank, Arc<AtomicU64>) {
    let end = Arc::new(AtomicU64::new(LONG as u64));
    let mut bank = SampleBank::default();
    for (number, rate) in [48_000, 44_100].into_iter().enumerate() {
        let channels = channels(LONG);
        bank.put(
            number,
            Some(match streamed {
                false => Sound::Whole(Arc::new(SampleAudio::new(rate, channels))),
                true => {
                    let source = Box::new(Disk { channels, end: end.clone() });
                    Sound::Streamed(Arc::new(Streamed::new("a take", (rate, LONG as u64, 2), source)))
                }
            }),
        );
    }
    (bank, end)
}

/// Sixteen rows played over and over, with that clip on the first track; and one that goes on through all of it on the second.
fn with(clip: Clip, times: usize) -> Song {
    of(clip, times, 16)
}

/// The same with so many rows.
fn of(clip: Clip, times: usize, length: u16) -> Song {
    let entry = OrderEntry { pattern: 0, ..OrderEntry::default() };
    let through = Take { sample: 1, offset: -300, length: 0, ..Take::default() };
    let mut edits = vec![
        Edit::PatternSettings { pattern: 0, name: String::new(), length },
        Edit::Clip { pattern: 0, track: 0, clip },
        Edit::Clip { pattern: 0, track: 1, clip: Clip { row: 3, takes: vec![through], ..Clip::default() } },
    ];
    edits.extend((1..times).map(|at| Edit::InsertOrder { at: at as u16, entry: entry.clone() }));
    Edit::Several { edits }.apply(&song(&["---"])).expect("a song")
}

/// Three takes that lie far apart in one recording, in turn.
fn comped() -> Clip {
    let takes = [100, 400_000, 900_001]
        .map(|offset| Take { sample: 0, offset, length: 0, ..Take::default() })
        .to_vec();
    let changes = [(5, 1), (9, 2), (12, 0)].map(|(row, take)| Change { row, take }).to_vec();
    Clip { row: 1, takes, changes, fade_in: 96, ..Clip::default() }
}

/// The same, recorded at other tempos, which they leave for the song's.
fn following() -> Clip {
    let mut clip = Clip { warp: true, ..comped() };
    let tempos = [100, 150, 133].map(|bpm| Some(Tempo::whole(bpm)));
    clip.takes.iter_mut().zip(tempos).for_each(|(take, tempo)| take.tempo = tempo);
    clip
}

fn one(offset: i64) -> Clip {
    Clip { takes: vec![Take { sample: 0, offset, length: 0, ..Take::default() }], ..Clip::default() }
}

#[test]
fn every_take_of_a_clip_is_known_before_it_sounds() {
    let (mut streamed, _) = bank(true);
    // The first take lies in memory, those that come later do not.
    streamed.put(0, Some(Sound::Whole(Arc::new(SampleAudio::new(48_000, channels(1_000))))));
    let takes = [0, 1].map(|sample| Take { sample, offset: 20_000, length: 0, ..Take::default() }).to_vec();
    let changes = vec![Change { row: 4, take: 1 }];
    let clip = Clip { takes, changes, ..Clip::default() };
    let song = Edit::Clip { pattern: 0, track: 0, clip }.apply(&song(&["---"])).expect("a song");
    let heads = heads(&song, &streamed);
    assert_eq!(heads.iter().map(|place| place.frame).collect::<Vec<i64>>(), [20_000]);
}

fn rendered(song: &Song, bank: SampleBank, block: usize) -> ([Vec<f32>; 2], u32) {
    let plan = Plan { block, ..Plan::default() };
    let mut rendering = Rendering::new(&plan.part(song).expect("a part"), Arc::new(bank), &plan, None);
    let mut sound = [Vec::new(), Vec::new()];
    while let Some(block) = rendering.next_block() {
        sound.iter_mut().zip(block).for_each(|(sound, block)| sound.extend_from_slice(block));
    }
    (sound, rendering.report.unread)
}

/// An engine that plays live, with its disk.
struct Live {
    studio: StudioEnd,
    audio: AudioEnd,
    disk: Option<Fetching>,
}

impl Live {
    fn new(song: &Song, bank: SampleBank) -> Live {
        let (studio, audio) = connect(RATE);
        let mut live = Live { studio, audio, disk: None };
        live.send(song, bank);
        live
    }

    fn send(&mut self, song: &Song, bank: SampleBank) {
        let snapshot = Snapshot { song: Arc::new(song.clone()), samples: Arc::new(bank) };
        self.studio.send(ToEngine::Snapshot(Arc::new(snapshot)));
    }

    /// The disk is slow from here on: it works only where it is asked to.
    fn slow(mut self) -> Live {
        self.disk = self.studio.take_fetching();
        self
    }

    /// What is heard, left, in so many frames.
    fn listen(&mut self, frames: usize) -> Vec<f32> {
        let mut heard = Vec::new();
        for _ in 0..frames.div_ceil(64) {
            self.studio.turn();
            let mut block = [0.0; 128];
            self.audio.fill_interleaved(&mut block, 2);
            heard.extend(block.chunks(2).map(|frame| frame[0]));
        }
        heard.truncate(frames);
        heard
    }

    fn starved(&self) -> u32 {
        self.studio.vitals().starved.load(Relaxed)
    }
}

#[test]
fn rendered_from_the_disk_it_is_the_same_to_the_bit_at_any_block_size() {
    for song in [with(comped(), 2), with(following(), 2)] {
        let (whole, _) = rendered(&song, bank(false).0, 512);
        assert!(whole[0].iter().any(|sample| sample.abs() > 0.1));
        for block in [1_000_000, 37] {
            let (streamed, unread) = rendered(&song, bank(true).0, block);
            assert!(streamed == whole, "blocks of {block}");
            assert_eq!(unread, 0);
        }
    }
}

#[test]
fn a_take_in_a_flac_file_sounds_to_the_bit_like_one_in_a_wav_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let [wav, flac] = [Kind::Wav(Depth::Int24), Kind::Flac].map(|kind| {
        let path = folder.path().join("take").with_extension(kind.ending());
        let mut take = TakeFile::make(&path, 48_000, kind, &[0, 1]).expect("a file");
        let frames: Vec<f32> = (0..1_100_000).flat_map(|frame| [level(frame, 0), level(frame, 1)]).collect();
        frames.chunks(2 * 10_007).for_each(|piece| take.write(piece, 2));
        take.finish().expect("whole");
        let reference = SampleReference { path: format!("take.{}", kind.ending()), ..Default::default() };
        let mut bank = SampleBank::default();
        for number in 0..2 {
            let (sound, told) = sample_files::find(folder.path(), &reference, true).expect("a sound");
            assert!(matches!(sound, Sound::Streamed(_)) && told.is_empty(), "{kind:?} stays on the disk");
            bank.put(number, Some(sound));
        }
        (bank, std::fs::metadata(&path).expect("a file").len())
    });
    assert!(flac.1 < wav.1, "{} of {} bytes", flac.1, wav.1);
    for song in [with(comped(), 1), with(following(), 1)] {
        let (expected, _) = rendered(&song, wav.0.clone(), 512);
        assert!(expected[0].iter().any(|sample| sample.abs() > 0.1));
        let (heard, unread) = rendered(&song, flac.0.clone(), 300);
        assert!(heard == expected && unread == 0);
    }
}

#[test]
fn played_live_it_is_the_same_to_the_bit_from_wherever_playback_begins() {
    let later = Playing::Song { order: 1, row: 7, repeat: false };
    for (clip, playing) in [(comped(), WHOLE), (comped(), later), (following(), WHOLE), (following(), later)]
    {
        let song = with(clip, 2);
        let [in_memory, streamed] = [false, true].map(|streamed| {
            let mut live = Live::new(&song, bank(streamed).0);
            live.studio.send(ToEngine::Play(playing));
            (live.listen(8 * ROW), live.starved())
        });
        assert!(in_memory.0.iter().any(|sample| sample.abs() > 0.1));
        assert!(streamed == in_memory, "{playing:?}");
    }
}

#[test]
fn playback_waits_a_moment_for_the_pages_with_which_it_begins() {
    let song = with(one(0), 4);
    let mut live = Live::new(&song, bank(true).0).slow();
    let mut disk = live.disk.take().expect("a disk");
    live.studio.send(ToEngine::Play(Playing::Song { order: 0, row: 14, repeat: false }));
    assert!(live.listen(4_096).iter().all(|sample| *sample == 0.0), "they are not there");
    while disk.turn() == Some(true) {}
    let heard = live.listen(4_096);
    assert!(heard.iter().any(|sample| sample.abs() > 0.1), "now they are");
    assert_eq!(live.starved(), 0, "nothing was missed");
    live.studio.send(ToEngine::Stop);
    live.listen(4_096);
    live.studio.send(ToEngine::Play(Playing::Song { order: 2, row: 9, repeat: false }));
    live.listen(48_000 / 4 + 2_048);
    assert!(live.starved() > 0, "a disk that does not answer at all is not waited for for ever");
}

#[test]
fn keys_do_not_wait_for_a_playback_that_waits_for_its_pages() {
    let song = with(one(0), 4);
    let mut live = Live::new(&song, bank(true).0).slow();
    let mut disk = live.disk.take().expect("a disk");
    live.studio.send(ToEngine::Play(Playing::Song { order: 0, row: 14, repeat: false }));
    live.send(&song, bank(true).0);
    live.studio.send(ToEngine::Strike { track: 2, instrument: 0, key: 60, velocity: 1.0 });
    assert!(live.listen(512).iter().any(|sample| *sample != 0.0), "a key sounds at once");
    live.studio.send(ToEngine::Lift { track: 2, key: 60 });
    while disk.turn() == Some(true) {}
    live.listen(4_096);
    assert!(
        live.listen(4_096).iter().any(|sample| sample.abs() > 0.1),
        "and the clip when its pages are there"
    );
}

#[test]
fn stopping_does_not_wait_for_what_was_about_to_begin() {
    let song = with(one(0), 4);
    let mut live = Live::new(&song, bank(true).0).slow();
    live.studio.send(ToEngine::Play(Playing::Song { order: 0, row: 14, repeat: false }));
    live.studio.send(ToEngine::Perform(Wish::Transpose(0)));
    live.studio.send(ToEngine::Strike { track: 2, instrument: 0, key: 60, velocity: 1.0 });
    assert!(live.listen(512).iter().all(|sample| *sample == 0.0), "what comes after another wish waits");
    live.studio.send(ToEngine::Stop);
    live.listen(512);
    live.studio.send(ToEngine::Strike { track: 2, instrument: 0, key: 60, velocity: 1.0 });
    assert!(live.listen(512).iter().any(|sample| *sample != 0.0), "keys sound at once again");
}

#[test]
fn where_the_disk_is_late_a_clip_goes_out_softly_comes_back_and_is_counted() {
    let mut live = Live::new(&of(one(0), 1, 512), bank(true).0);
    live.studio.send(ToEngine::Play(WHOLE));
    live.listen(2 * ROW);
    assert_eq!(live.starved(), 0);
    let mut live = live.slow();
    let mut heard = live.listen(240_000);
    let gap = heard.len();
    assert!(live.starved() > 0, "what was read ahead is over");
    assert!(heard[gap - 2_000..].iter().all(|sample| *sample == 0.0));
    let mut disk = live.disk.take().expect("a disk");
    for _ in 0..100 {
        while disk.turn() == Some(true) {}
        heard.extend(live.listen(512));
    }
    assert!(heard[gap + 20_000..].iter().any(|sample| sample.abs() > 0.1), "it is there again");
    // Five milliseconds from the highest level to silence: a step would be a hundred times as rough.
    assert!(roughness(&heard) < 0.005, "{}", roughness(&heard));
}

#[test]
fn a_file_that_is_cut_short_is_silent_from_there_on_without_a_click_and_named() {
    let song = of(one(0), 1, 512);
    let (bank, end) = bank(true);
    let cut = 60_003;
    end.store(cut, Relaxed);
    let mut live = Live::new(&song, bank);
    live.studio.send(ToEngine::Play(Playing::Pattern { pattern: 0, row: 0 }));
    let heard = live.listen(15 * ROW);
    let begin = heard.iter().position(|sample| *sample != 0.0).expect("a sound");
    // The other track's clip, of another file that is cut there as well, begins later and is slower.
    let last = heard.iter().rposition(|sample| *sample != 0.0).expect("a sound") - begin;
    let slower = (cut as f64 * 48.0 / 44.1) as usize + 3 * ROW + 330;
    assert!((slower - 1_000..slower).contains(&last), "{last} of {slower}");
    assert!(roughness(&heard) < 0.005, "{}", roughness(&heard));
    let faults = live.studio.reading_faults();
    assert_eq!(faults.len(), 2, "once a sound: {faults:?}");
    assert!(faults[0].contains("a take cannot be read from second 1 on"), "{faults:?}");
    assert_eq!(live.starved(), 0, "it is not the disk that is late");
    // The file is whole again: the next playback has it.
    end.store(LONG as u64, Relaxed);
    live.studio.send(ToEngine::Play(Playing::Pattern { pattern: 0, row: 0 }));
    let again = live.listen(15 * ROW);
    assert!(again[14 * ROW..].iter().any(|sample| sample.abs() > 0.1));
}

#[test]
fn a_render_tells_how_many_files_were_not_whole() {
    let (bank, end) = bank(true);
    end.store(0, Relaxed);
    let (sound, unread) = rendered(&with(one(0), 1), bank, 512);
    assert_eq!(unread, 2);
    assert!(sound[0].iter().all(|sample| *sample == 0.0));
}

#[test]
fn four_hours_of_sound_take_no_more_memory_than_some_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long.wav");
    let frames = 4 * 3_600 * 48_000u64;
    let format = Format { rate: 48_000, channels: 2, depth: Depth::Float32 };
    let mut file = std::fs::File::create(&path).expect("a file");
    let head = header(format, frames);
    file.write_all(&head).expect("a header");
    // Nothing is written behind it: the file is as long as that, and silence.
    file.set_len(head.len() as u64 + frames * 8).expect("a long file");
    let song = with(one(0), 200);
    let mut live = Live::new(&song, SampleBank::default());
    live.listen(64);
    let (starved, bytes) = most_memory(|| {
        let sound = streaming::open(&path, "long").expect("read").expect("a long recording");
        assert_eq!(sound.frames(), frames, "beyond four gigabytes too");
        let mut bank = SampleBank::default();
        bank.put(0, Some(Sound::Streamed(Arc::new(sound))));
        live.send(&song, bank);
        for order in [0, 60, 120, 190] {
            live.studio.send(ToEngine::Play(Playing::Song { order, row: 9, repeat: false }));
            live.listen(48_000);
        }
        live.starved()
    });
    assert_eq!(starved, 0);
    assert!(bytes < 8 << 20, "{} MiB of {}", bytes >> 20, (frames * 8) >> 20);
}
