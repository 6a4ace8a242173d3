//! Every song in `songs/` as it sounds: a minute or more, sane, and level by level what it was when its fingerprint was taken.
//!
//! A fingerprint is coarse on purpose: the levels of both sides for every second, to half a dB, so that compilers and processors may
//! differ in the last bits. After a change that is meant to be heard `SEGNO_WRITE_GOLDEN=1 cargo test --test golden_songs` takes it anew.

use segno::dsp::loudness::Measurement;
use segno::dsp::loudness::meter::{Meter, What};
use segno::dsp::units::SampleRate;
use segno::io::sample_files::load_all;
use segno::render::place::Place;
use segno::render::plan::Plan;
use segno::render::rendering::Rendering;
use segno::song::Song;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const RATE: SampleRate = SampleRate(48_000);
/// What lies below is silence to a fingerprint, in dBFS.
const SILENCE: f64 = -80.0;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The songs, in order.
fn songs() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder("songs")).expect("the folder of songs");
    let mut songs: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    songs.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
    songs.sort();
    songs
}

fn loaded(path: &Path) -> (Song, Rendering) {
    let song = segno::io::song_file::read(path).unwrap_or_else(|problem| panic!("{problem}"));
    let rendering = begin(path, &song, &Plan { rate: RATE, ..Plan::default() });
    (song, rendering)
}

fn begin(path: &Path, song: &Song, plan: &Plan) -> Rendering {
    let samples = load_all(&folder("songs"), song);
    assert_eq!(samples.sentences().collect::<Vec<_>>(), [""; 0], "{}", path.display());
    Rendering::new(&plan.part(song).expect("a part"), Arc::new(samples.bank), plan, None)
}

/// Both sides of a whole rendering.
fn sound(mut rendering: Rendering) -> [Vec<f32>; 2] {
    let mut sound = [Vec::new(), Vec::new()];
    while let Some(block) = rendering.next_block() {
        sound.iter_mut().zip(block).for_each(|(sound, block)| sound.extend_from_slice(block));
    }
    assert_eq!(rendering.report.not_finite, 0, "every voice and device gives numbers");
    sound
}

fn loudness([left, right]: &[Vec<f32>; 2]) -> Measurement {
    let mut meter = Meter::new(RATE, 2, What { peaks: true, tone: false });
    meter.hear(&[left, right]);
    meter.finish().whole()
}

/// The level of a second in dBFS (root mean square), to half a dB.
fn level(second: &[f32]) -> f64 {
    let sum: f64 = second.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    let decibels = 10.0 * (sum / second.len() as f64).max(1e-12).log10();
    (decibels.max(SILENCE) * 2.0).round() / 2.0
}

/// One line a second: left and right.
fn fingerprint([left, right]: &[Vec<f32>; 2]) -> String {
    let seconds = left.chunks(RATE.0 as usize).zip(right.chunks(RATE.0 as usize));
    seconds.map(|(left, right)| format!("{:.1} {:.1}\n", level(left), level(right))).collect()
}

/// The first second in which two fingerprints differ by more than a step, which rounding may do.
fn difference(found: &str, golden: &str) -> Option<String> {
    let numbers =
        |line: &str| line.split(' ').filter_map(|level| level.parse::<f64>().ok()).collect::<Vec<_>>();
    let (found, golden): (Vec<_>, Vec<_>) = (found.lines().collect(), golden.lines().collect());
    if found.len() != golden.len() {
        return Some(format!("{} seconds instead of {}", found.len(), golden.len()));
    }
    let differs = |(found, golden): (&&str, &&str)| {
        let (found, golden) = (numbers(found), numbers(golden));
        found.len() != 2 || golden.len() != 2 || found.iter().zip(&golden).any(|(a, b)| (a - b).abs() > 0.5)
    };
    let second = found.iter().zip(&golden).position(differs)?;
    Some(format!("second {second}: {} instead of {}", found[second], golden[second]))
}

/// What is wrong with a song's sound.
fn faults(path: &Path) -> Vec<String> {
    let (song, rendering) = loaded(path);
    let sound = sound(rendering);
    let mut faults = Vec::new();
    let seconds = sound[0].len() / RATE.0 as usize;
    if seconds <= 60 {
        faults.push(format!("lasts {seconds} seconds; expected more than a minute"));
    }
    if !sound.iter().flatten().all(|sample| sample.is_finite()) {
        faults.push("holds what is no number".to_owned());
    }
    let found = loudness(&sound);
    let (limiter, peak) = (&song.mixer.limiter, found.true_peak.unwrap_or(SILENCE));
    let ceiling = if limiter.limiting > 0.5 { f64::from(limiter.ceiling) + 0.1 } else { 0.0 };
    if peak > ceiling {
        faults.push(format!("has a true peak of {peak:.2} dBTP; expected at most {ceiling:.2}"));
    }
    let integrated = found.integrated;
    if !integrated.is_some_and(|loudness| (-24.0..=-8.0).contains(&loudness)) {
        faults.push(format!("is {integrated:?} LUFS loud; expected −24 to −8"));
    }
    let golden = folder("tests/golden").join(path.file_name().expect("a name")).with_extension("levels");
    let found = fingerprint(&sound);
    if std::env::var_os("SEGNO_WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(folder("tests/golden")).expect("made");
        std::fs::write(&golden, &found).expect("written");
    }
    match std::fs::read_to_string(&golden) {
        Ok(golden) => faults.extend(difference(&found, &golden)),
        Err(error) => faults.push(format!("has no fingerprint ({error}); SEGNO_WRITE_GOLDEN=1 takes it")),
    }
    // Once more, up to its second pattern and in blocks of another size: the same samples, bit by bit.
    let to = (song.order.len() > 1).then_some(Place { order: 1, row: 0 });
    let plan = Plan { rate: RATE, block: 333, to, ..Plan::default() };
    let frames = plan.part(&song).expect("a part").span.0 as usize;
    let mut again = begin(path, &song, &plan);
    let mut heard = 0;
    while let Some([left, right]) = again.next_block()
        && heard < frames
    {
        let count = left.len().min(frames - heard);
        let same = |side: usize, block: &[f32]| {
            sound[side][heard..heard + count].iter().zip(block).all(|(a, b)| a.to_bits() == b.to_bits())
        };
        if !same(0, left) || !same(1, right) {
            faults.push(format!("is not the same twice, from frame {heard} on"));
            break;
        }
        heard += count;
    }
    faults
}

#[test]
fn every_song_sounds_as_it_did() {
    let songs = songs();
    assert!(songs.len() >= 3, "{songs:?}");
    let found: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = songs.iter().map(|song| (song, scope.spawn(|| faults(song)))).collect();
        let ended = running.into_iter().flat_map(|(song, faults)| {
            let name = song.file_name().expect("a name").to_string_lossy();
            let faults = faults.join().unwrap_or_else(|_| vec!["cannot be rendered".to_owned()]);
            faults.into_iter().map(|fault| format!("{name} {fault}")).collect::<Vec<_>>()
        });
        ended.collect()
    });
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_fingerprint_sees_a_missing_second_and_another_level_but_no_last_bit() {
    let tone = |gain: f32, seconds: usize| {
        let side: Vec<_> = (0..seconds * 48_000).map(|n| gain * (n as f32 * 0.1).sin()).collect();
        [side.clone(), side.iter().map(|sample| sample * 0.5).collect()]
    };
    let golden = fingerprint(&tone(0.5, 2));
    assert_eq!(golden, "-9.0 -15.0\n-9.0 -15.0\n");
    assert_eq!(difference(&fingerprint(&tone(0.500_01, 2)), &golden), None);
    assert_eq!(
        difference(&fingerprint(&tone(0.4, 2)), &golden),
        Some("second 0: -11.0 -17.0 instead of -9.0 -15.0".to_owned())
    );
    assert_eq!(difference(&fingerprint(&tone(0.5, 3)), &golden), Some("3 seconds instead of 2".to_owned()));
}
