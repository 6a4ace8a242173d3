//! WAV files as others read them: `hound` always, `ffmpeg` and `sox` where they are.

mod installed;

use installed::{installed, skipped};
use segno::formats::wav::{Depth, Format, WavWriter, header};
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::Command;

fn written(format: Format, channels: &[&[f32]], dithered: bool) -> Vec<u8> {
    let mut sink = Cursor::new(Vec::new());
    let writer = WavWriter::new(&mut sink, format).expect("begun");
    let mut writer = if dithered { writer } else { writer.without_dither() };
    writer.write(channels).expect("written");
    writer.finish().expect("ended");
    sink.into_inner()
}

/// A sine at half of full scale.
fn sine(frames: usize) -> Vec<f32> {
    (0..frames).map(|n| 0.5 * (n as f32 * 0.05).sin()).collect()
}

const STEREO: Format = Format { rate: 48_000, channels: 2, depth: Depth::Int16 };

#[test]
fn hound_reads_every_depth_as_it_was_written() {
    let (left, right) = (sine(1_001), sine(1_001).iter().map(|s| -s).collect::<Vec<_>>());
    for depth in [Depth::Int16, Depth::Int24, Depth::Float32] {
        for channels in [1, 2] {
            let format = Format { rate: 44_100, channels, depth };
            let bytes = written(format, &[&left[..], &right][..channels.into()], false);
            let mut reader = hound::WavReader::new(&bytes[..]).expect("a WAV file");
            let spec = reader.spec();
            assert_eq!(
                (spec.channels, spec.sample_rate, spec.bits_per_sample),
                (channels, 44_100, depth.bits())
            );
            assert_eq!(reader.duration(), 1_001);
            let read: Vec<f32> = match depth {
                Depth::Float32 => reader.samples::<f32>().map(|sample| sample.expect("a sample")).collect(),
                _ => {
                    let full = (1u32 << (depth.bits() - 1)) as f32;
                    reader.samples::<i32>().map(|sample| sample.expect("a sample") as f32 / full).collect()
                }
            };
            let error = read
                .chunks(channels.into())
                .zip(left.iter().zip(&right))
                .map(|(frame, (left, right))| {
                    (frame[0] - left)
                        .abs()
                        .max((frame[frame.len() - 1] - [left, right][frame.len() - 1]).abs())
                })
                .fold(0.0, f32::max);
            let step = if depth == Depth::Float32 { 0.0 } else { 0.5 / (1u32 << (depth.bits() - 1)) as f32 };
            assert!(error <= step * 1.01, "{depth:?}: {error}");
            assert_eq!(bytes.len() % 2, 0, "{depth:?} with {channels} channels");
        }
    }
}

#[test]
fn what_is_too_loud_is_cut_and_counted() {
    let mut sink = Cursor::new(Vec::new());
    let mut writer = WavWriter::new(&mut sink, Format { channels: 1, ..STEREO }).expect("begun");
    writer.write(&[&[1.5, -7.0, 0.25, f32::NAN]]).expect("written");
    assert_eq!(writer.cut(), 2);
    writer.finish().expect("ended");
    let bytes = sink.into_inner();
    let samples: Vec<i16> = hound::WavReader::new(&bytes[..])
        .expect("a WAV file")
        .samples()
        .map(|s| s.expect("a sample"))
        .collect();
    assert_eq!((samples[0], samples[1], samples[3]), (32_767, -32_767, 0));
}

#[test]
fn dither_makes_the_error_the_same_noise_at_every_level() {
    for offset in [0.0, 0.125, 0.25, 0.375, 0.5f64] {
        let level = (offset / 32_768.0) as f32;
        let bytes = written(Format { channels: 1, ..STEREO }, &[&vec![level; 200_000]], true);
        let reader = hound::WavReader::new(&bytes[..]).expect("a WAV file");
        let errors: Vec<f64> = reader
            .into_samples::<i16>()
            .map(|sample| f64::from(sample.expect("a sample")) - f64::from(level) * 32_768.0)
            .collect();
        let mean = errors.iter().sum::<f64>() / errors.len() as f64;
        let variance = errors.iter().map(|error| error * error).sum::<f64>() / errors.len() as f64;
        assert!(mean.abs() < 0.005, "{offset}: the mean error is {mean} steps");
        assert!((variance - 0.25).abs() < 0.0025, "{offset}: the variance is {variance} steps²");
    }
    let twice = [(); 2].map(|()| written(STEREO, &[&sine(500), &sine(500)], true));
    assert_eq!(twice[0], twice[1]);
    assert_ne!(twice[0], written(STEREO, &[&sine(500), &sine(500)], false));
}

#[test]
fn the_header_of_a_large_file_is_an_rf64() {
    let format = Format { rate: 48_000, channels: 2, depth: Depth::Float32 };
    let small = header(format, (u64::from(u32::MAX) - 200) / 8);
    assert_eq!((&small[..4], &small[12..16]), (&b"RIFF"[..], &b"JUNK"[..]));
    let frames = u64::from(u32::MAX) / 8 + 1;
    let large = header(format, frames);
    assert_eq!((&large[..4], &large[12..16], large.len()), (&b"RF64"[..], &b"ds64"[..], small.len()));
    let number = |at: usize| u64::from_le_bytes(large[at..at + 8].try_into().expect("eight bytes"));
    assert_eq!((number(28), number(36)), (frames * 8, frames));
    assert_eq!(number(20), large.len() as u64 - 8 + frames * 8);
    assert_eq!(large[large.len() - 4..], [0xFF; 4]);
}

/// What a program prints about a file; `None` where it is not installed.
fn asked(program: &str, arguments: &[&str], path: &Path) -> Option<String> {
    if !installed(&[program]) {
        return None;
    }
    let output = Command::new(program).args(arguments).arg(path).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.is_empty(), "{program} {}: {said}", path.display());
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn other_programs_read_it_without_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    for depth in [Depth::Int16, Depth::Int24, Depth::Float32] {
        for channels in [1, 2] {
            let format = Format { rate: 44_100, channels, depth };
            let path = folder.path().join(format!("{}-{channels}.wav", depth.name()));
            let sound = sine(1_001);
            std::fs::write(&path, written(format, &[&sound[..], &sound][..channels.into()], true))
                .expect("written");
            if let Some(frames) = asked("soxi", &["-s"], &path) {
                assert_eq!(frames.trim(), "1001", "{path:?}");
            }
            let show = ["-v", "warning", "-show_entries", "stream=channels,duration_ts", "-of", "csv=p=0"];
            if let Some(found) = asked("ffprobe", &show, &path) {
                assert_eq!(found.trim(), format!("{channels},1001"), "{path:?}");
            }
        }
    }
}

#[test]
fn ffmpeg_reads_a_file_of_five_gigabytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.wav");
    let format = Format { rate: 48_000, channels: 2, depth: Depth::Int24 };
    let frames = 5_000_000_000 / 6;
    let head = header(format, frames);
    // A hole in the file takes no room on the disk.
    let mut file = std::fs::File::create(&path).expect("made");
    file.write_all(&head).expect("written");
    if file.set_len(head.len() as u64 + frames * 6).is_err() {
        skipped("this folder has no files with holes");
        return;
    }
    let show = ["-v", "warning", "-show_entries", "stream=duration_ts", "-of", "csv=p=0"];
    if let Some(found) = asked("ffprobe", &show, &path) {
        assert_eq!(found.trim(), frames.to_string());
    }
}
