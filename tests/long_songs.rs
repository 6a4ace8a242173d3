//! An album's songs take the same memory however long they are, from the sound to the last encoder.

mod memory;

use segno::formats::album;
use segno::formats::wav::{Depth, Format, WavWriter};
use segno::release::kept::Kept;
use segno::release::master::corrections::Corrections;
use segno::release::master::{Places, master};
use segno::release::publish::art::Art;
use segno::release::publish::{Sources, publish};
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::Path;

const RATE: u32 = 48_000;

/// So many seconds of beats that are louder and softer, written a second at a time; `turn` is their pitch.
fn written(path: &Path, seconds: u32, turn: f32) {
    let format = Format { rate: RATE, channels: 2, depth: Depth::Int16 };
    let mut writer = WavWriter::new(File::create(path).expect("a file"), format).expect("a header");
    for second in 0..seconds {
        let sample = |n: u32| {
            let beat = (-((n % 12_000) as f32) / 3_000.0).exp();
            (0.3 + 0.1 * (second % 5) as f32) * beat * (n as f32 * turn).sin()
        };
        let sound: Vec<f32> = (0..RATE).map(sample).collect();
        writer.write(&[&sound, &sound]).expect("written");
    }
    writer.finish().expect("whole");
}

/// The most bytes that an album of one song took while it became masters and a release.
fn taken(seconds: u32) -> isize {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = |name: &str| folder.path().join(name);
    for name in ["masters", "work", "out"] {
        fs::create_dir(inside(name)).expect("made");
    }
    written(&inside("a.wav"), seconds, 0.05);
    written(&inside("bright.wav"), 5, 0.3);
    let text = r#"(title: "A", artist: "B", songs: [(file: "a.wav", fade_out: 0.5)],
        master: (loudness: -9.0, tone: "bright.wav", level: "track", multiband: "gentle", compression: "gentle", most_limiting: 20.0))"#;
    let album = album::read("album.ron", text.as_bytes()).expect("an album");
    let kept = Kept::default();
    let watch = |_: &str, _: f64| ControlFlow::Continue(());
    let (masters, work) = (inside("masters"), inside("work"));
    let places = Places { album: folder.path(), out: &masters, work: &work };
    // One song is worked on by the thread that asks for it.
    let (_, most) = memory::most_memory(|| {
        let report = master(&album, places, &Corrections::default(), &kept, &watch).expect("masters");
        assert!(
            !report.songs[0].tone.is_empty() && report.songs[0].limiting_db > 0.0,
            "all of the way is gone"
        );
        let art = Art::default();
        let sources = Sources {
            album: &album,
            from: folder.path(),
            report: &report,
            masters: &masters,
            cover: None,
            art: &art,
            kept: &kept,
            with_stems: false,
        };
        publish(sources, (&inside("none"), &inside("out")), &watch).expect("a release");
    });
    most
}

#[test]
#[ignore = "takes minutes: cargo test --release --test long_songs -- --ignored"]
fn a_long_song_takes_hardly_more_memory_than_a_short_one() {
    // Both longer than the part of which it is tried what codecs make of it.
    let (short, long) = (taken(32), taken(48));
    let a_second = (long - short) / 16;
    // Two channels of floats are 352,800 bytes a second; the sums of the meters are less.
    assert!(a_second < 150_000, "{a_second} bytes a second; {short} and {long} at most");
}
