//! The samples of a song, from the folder beside it: what is loaded, what becomes a hole, and what is told.

mod installed;

use segno::instruments::sampler::zone::{LoopMode, Zone};
use segno::instruments::{Patch, sampler, wavetable};
use segno::io::paths::folder_of;
use segno::io::sample_files::{hash, load, load_all};
use segno::io::sample_import::copy_all;
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::song::sample::SampleReference;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

const TONE: &[u8] = include_bytes!("audio/tone.wav");

/// A folder with `samples/tone.wav` in it.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("samples")).expect("made");
    std::fs::write(folder.path().join("samples/tone.wav"), TONE).expect("written");
    folder
}

fn reference(name: &str, path: &str) -> SampleReference {
    SampleReference { name: name.to_owned(), path: path.to_owned(), ..SampleReference::default() }
}

fn song(samples: &[SampleReference]) -> Song {
    let samples = samples.iter().map(|sample| Some(Arc::new(sample.clone()))).collect();
    Song { samples, ..Song::default() }
}

#[test]
fn a_song_gets_its_samples_by_number_and_its_holes_by_name() {
    let folder = folder();
    let mut song = song(&[
        reference("Tone", "samples/tone.wav"),
        reference("Gone", "samples/gone.wav"),
        reference("Again", "samples/tone.wav"),
    ]);
    song.samples.insert(0, None);
    let loaded = load_all(folder.path(), &song);
    let there: Vec<_> = (0..5).map(|n| loaded.bank.get(n).map(|audio| audio.frames())).collect();
    assert_eq!(there, [None, Some(4_410), None, Some(4_410), None]);
    let sentences: Vec<_> = loaded.sentences().collect();
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    assert!(
        sentences[0].starts_with("sample Gone (samples/gone.wav) plays as silence: "),
        "{}",
        sentences[0]
    );
}

#[test]
fn a_number_that_the_song_does_not_have_is_told_where_it_is_played() {
    let folder = folder();
    let mut song = song(&[reference("Tone", "samples/tone.wav")]);
    let zones = [0, 9].map(|sample| Zone { sample, ..Zone::default() });
    let patch = Patch::Sampler(sampler::Patch { zones: Arc::new(zones.to_vec()), ..Default::default() });
    song.instruments = vec![Some(Arc::new(Instrument::new("Two", patch)))];
    let sentences: Vec<_> = load_all(folder.path(), &song).sentences().collect();
    let silent =
        "sample 9 (no file) plays as silence: it is played, but the song has no sample of that number";
    assert_eq!(sentences, [silent]);
}

#[test]
fn no_reference_leads_out_of_the_songs_folder() {
    let outer = folder();
    let folder = outer.path().join("song");
    std::fs::create_dir(&folder).expect("made");
    let absolute = outer.path().join("samples/tone.wav").display().to_string();
    let cases = [
        ("../samples/tone.wav", "its path leads out of the song's folder"),
        ("samples/../../samples/tone.wav", "its path leads out of the song's folder"),
        (&absolute, "its path is absolute; expected one relative to the song's folder"),
        ("", "it names no file"),
    ];
    for (path, reason) in cases {
        let hole = load(&folder, &reference("Tone", path)).expect_err(path);
        assert_eq!((hole.reason.as_str(), hole.path.as_str()), (reason, path));
    }
}

#[test]
fn the_hash_is_compared_and_another_file_is_told_and_used() {
    let folder = folder();
    let with =
        |hash: &str| SampleReference { hash: hash.to_owned(), ..reference("Tone", "samples/tone.wav") };
    let right = load(folder.path(), &with(&hash(TONE))).expect("loaded");
    assert_eq!((right.notices.len(), right.hash), (0, hash(TONE)));
    let other = load(folder.path(), &with(&hash(b"another"))).expect("loaded");
    let notice = "sample Tone (samples/tone.wav) is not the file that the song was saved with";
    assert_eq!((other.notices, other.audio.frames()), (vec![notice.to_owned()], 4_410));
    assert_eq!(hash(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

#[test]
fn what_is_no_audio_file_is_a_hole_that_says_why() {
    let folder = folder();
    std::fs::write(folder.path().join("samples/text.wav"), "a text").expect("written");
    let text = load(folder.path(), &reference("Text", "samples/text.wav")).expect_err("no audio").to_string();
    assert!(
        text.starts_with(
            "sample Text (samples/text.wav) plays as silence: it is no audio file that can be read;"
        ),
        "{text}"
    );
    let place = load(folder.path(), &reference("Folder", "samples")).expect_err("a folder");
    assert_eq!(place.reason, "it is a folder");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_refused_and_not_waited_for() {
    let folder = folder();
    let made = std::process::Command::new("mkfifo").arg(folder.path().join("samples/pipe.wav")).status();
    assert!(made.expect("mkfifo starts").success());
    let hole = load(folder.path(), &reference("Pipe", "samples/pipe.wav")).expect_err("a pipe");
    assert_eq!(hole.reason, "it is no file");
}

#[test]
fn names_cannot_write_on_the_terminal() {
    let hole = load(Path::new("."), &reference("\u{1b}[2J", "a\u{7}.wav")).expect_err("no file");
    assert!(hole.to_string().starts_with("sample ?[2J (a?.wav) plays as silence: "), "{hole}");
}

#[test]
fn samples_lie_beside_their_song() {
    assert_eq!(folder_of(Path::new("songs/a.ron")), Path::new("songs"));
    assert_eq!(folder_of(Path::new("a.ron")), Path::new("."));
}

#[test]
fn samples_go_with_a_song_and_other_files_of_their_names_stay() {
    let (from, to) = (folder(), folder());
    std::fs::write(from.path().join("samples/mine.wav"), TONE).expect("written");
    std::fs::write(to.path().join("samples/mine.wav"), b"another sound").expect("written");
    let song = song(&[
        reference("Mine", "samples/mine.wav"),
        reference("Tone", "samples/tone.wav"),
        reference("Gone", "samples/gone.wav"),
    ]);
    let copied =
        copy_all(&song, from.path(), to.path(), &mut |_| ControlFlow::Continue(())).expect("not broken off");
    assert!(copied.problems.is_empty(), "{:?}", copied.problems);
    assert_eq!(copied.renamed, [(0, reference("Mine", "samples/mine-2.wav"))]);
    let there = |name: &str| std::fs::read(to.path().join("samples").join(name)).expect("a file");
    assert_eq!(there("mine.wav"), b"another sound");
    assert_eq!(there("mine-2.wav"), TONE);
    assert_eq!(
        copy_all(&song, from.path(), to.path(), &mut |_| ControlFlow::Continue(()))
            .expect("not broken off")
            .renamed
            .len(),
        1,
        "and again the same"
    );
}

#[test]
fn wavetables_are_cut_from_samples_when_they_are_loaded_and_what_is_too_short_is_told() {
    let folder = folder();
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 44_100,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut short = hound::WavWriter::create(folder.path().join("samples/short.wav"), spec).expect("made");
    (0..10).for_each(|n| short.write_sample(n * 1_000i16).expect("written"));
    short.finalize().expect("written");
    let mut song = song(&[
        reference("Tone", "samples/tone.wav"),
        reference("Short", "samples/short.wav"),
        reference("Gone", "samples/gone.wav"),
    ]);
    song.instruments = (0..3)
        .map(|sample| {
            let patch = wavetable::Patch { table: 0.0, sample: sample as f32, ..wavetable::Patch::default() };
            Some(Arc::new(Instrument::new("table", Patch::Wavetable(patch))))
        })
        .collect();
    let loaded = load_all(folder.path(), &song);
    let turns: Vec<_> = (0..3).map(|n| loaded.bank.turns(n, 2_048).map(|turns| turns.count())).collect();
    assert_eq!(turns, [Some(2), None, None]);
    let sentences: Vec<_> = loaded.sentences().collect();
    assert!(sentences[0].starts_with("sample Gone (samples/gone.wav) plays as silence: "), "{sentences:?}");
    let why = "sample Short (samples/short.wav) is no wavetable: it has 10 frames; expected 64 or more";
    assert_eq!(sentences[1..], [why]);
}

/// Lets ffmpeg make a file: half a second of 440 Hz at 48 kHz, on the right half as loud as on the left, in the other channels of six nothing.
fn make(file: &Path, six: bool, told: &[&str]) {
    let (layout, rest) = if six { ("5.1", "|FC=0*c0|LFE=0*c0|BL=0*c0|BR=0*c0") } else { ("stereo", "") };
    let tone = format!(
        "sine=frequency=440:sample_rate=48000:duration=0.5,volume=4,pan={layout}|FL=c0|FR=0.5*c0{rest}"
    );
    let made = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-f", "lavfi", "-i", &tone, "-strict", "-2"])
        .args(told)
        .arg(file)
        .status();
    assert!(made.expect("ffmpeg runs").success(), "{}", file.display());
}

#[test]
fn what_no_decoder_of_ours_knows_is_read_by_ffmpeg() {
    if !installed::installed(&["ffmpeg"]) {
        return;
    }
    let folder = folder();
    let six = ["six.m4a", "six.opus", "six.ac3", "six.w64"];
    let two = ["a.au", "a.voc", "a.w64", "a.wv", "a.tta", "a.wma", "a.ac3", "a.eac3", "a.dts", "a.mp2"];
    for name in six.into_iter().chain(two) {
        make(&folder.path().join(name), six.contains(&name), &[]);
        let loaded = load(folder.path(), &reference("Tone", name)).expect(name);
        assert_eq!((loaded.notices.len(), loaded.audio.rate()), (0, 48_000), "{name}: {:?}", loaded.notices);
        assert!((22_000..27_000).contains(&loaded.audio.frames()), "{name}: {}", loaded.audio.frames());
        let level = |channel: usize| {
            let middle = &loaded.audio.channel(channel)[6_000..18_000];
            (2.0 * middle.iter().map(|sample| sample * sample).sum::<f32>() / 12_000.0).sqrt()
        };
        let [left, right] = [0, 1].map(level);
        assert!((left - 0.5).abs() < 0.03 && (right - 0.25).abs() < 0.03, "{name}: {left} {right}");
    }
    // A second at 8 kHz, of which the last half repeats.
    let head =
        [&4_000u32.to_be_bytes()[..], &4_000u32.to_be_bytes(), &[0; 4], &[0x1F, 0x40, 1, 0, 0, 1, 0, 0]];
    let body: Vec<u8> = (0..8_000).map(|n| if n % 20 < 10 { 64 } else { 0xC0 }).collect();
    let parts = [b"8SVXVHDR\0\0\0\x14", &head.concat()[..], b"BODY\0\0\x1F\x40", &body].concat();
    let file = [&b"FORM"[..], &(parts.len() as u32).to_be_bytes(), &parts].concat();
    std::fs::write(folder.path().join("amiga.iff"), file).expect("written");
    let amiga = load(folder.path(), &reference("Tone", "amiga.iff")).expect("read");
    assert_eq!((amiga.audio.rate(), amiga.audio.frames(), amiga.audio.channel(0)[0]), (8_000, 8_000, 0.5));
    let zone = amiga.marked.zone;
    assert_eq!((zone.loop_mode, zone.loop_start, zone.loop_end), (LoopMode::Forward, 4_000, 0));
    // What is kept without loss is the same.
    let sound = |name: &str| load(folder.path(), &reference("Tone", name)).expect(name).audio;
    for name in ["a.w64", "a.voc", "a.tta"] {
        assert_eq!(sound(name), sound("a.au"), "{name}");
    }
}

#[test]
fn ffmpeg_is_asked_for_sounds_and_for_nothing_else() {
    if !installed::installed(&["ffmpeg"]) {
        return;
    }
    let folder = folder();
    let tone = folder.path().join("samples/tone.wav").display().to_string();
    let list = format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.2,\n{tone}\n#EXT-X-ENDLIST\n");
    let script = "ffconcat version 1.0\nfile samples/tone.wav\n".to_owned();
    let broken = ".snd is what it says, and nothing more than that".to_owned();
    let cases = [
        ("list.wav", list, "it is no audio file that can be read"),
        ("script.wav", script, "it is no audio file"),
        ("broken.au", broken, "it cannot be decoded (ffmpeg: "),
    ];
    for (name, text, expected) in cases {
        std::fs::write(folder.path().join(name), text).expect("written");
        let hole = load(folder.path(), &reference("Tone", name)).expect_err(name);
        assert!(hole.reason.starts_with(expected), "{name}: {hole}");
    }
}

#[test]
fn what_encoders_put_around_a_sound_is_left_out() {
    if !installed::installed(&["ffmpeg"]) {
        return;
    }
    let folder = folder();
    let opus = ["-c:a", "libopus"];
    for (name, told) in [("a.m4a", &[][..]), ("a.mp4", &opus), ("a.webm", &opus), ("a.mka", &opus)] {
        make(&folder.path().join(name), false, told);
        let audio = load(folder.path(), &reference("Tone", name)).expect(name).audio;
        assert_eq!(audio.frames(), 24_000, "{name}");
        let ends = [&audio.channel(0)[..200], &audio.channel(0)[23_800..]];
        for end in ends {
            assert!(end.iter().any(|sample| sample.abs() > 0.3), "{name}: it begins and ends at once");
        }
    }
}
