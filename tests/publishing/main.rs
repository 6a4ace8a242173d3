//! `segno publish` as its user meets it: what lies in the folder, what its files say of themselves, what is told.

mod again;
mod browser;
mod check;
mod ddex;
mod feedback;
#[cfg(unix)]
mod hardships;
#[path = "../installed/mod.rs"]
mod installed;
mod serving;
mod site;
mod songs;

use segno::formats::audio;
use segno::formats::tags::{self, Field};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const ALBUM: &str = r#"(
    title: "Night Lines", artist: "The segno project", label: "Own", upc: "036000291452", date: "2026-12-24",
    genre: "Electronic", language: "en", licence: "CC BY 4.0", cover: "cover.png",
    credits: [(name: "A. Writer", roles: ["composer"]), (name: "B. Setter", roles: ["arranger", "lyricist"])],
    songs: [
        (file: "a.wav", title: "One, Two", isrc: "DEA122600001", lyrics: "la\nla"),
        (file: "b.wav", title: "Three"),
    ],
)"#;

/// A PNG of that side in pixels with nothing in it but its beginning and end.
fn png(side: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(side.to_be_bytes());
    bytes.extend(side.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 1, 2, 3, 4]);
    bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

fn sound(path: &Path, seconds: u32, hertz: f32) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 44_100,
        bits_per_sample: 24,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(path, spec).expect("a file");
    for n in 0..seconds * 44_100 {
        let turn = n as f32 * std::f32::consts::TAU * hertz / 44_100.0;
        for level in [0.3, 0.2] {
            file.write_sample((turn.sin() * level * 8_388_607.0) as i32).expect("written");
        }
    }
    file.finalize().expect("finished");
}

fn stage(album: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("album.ron"), album).expect("written");
    std::fs::write(folder.path().join("cover.png"), png(3_000)).expect("written");
    sound(&folder.path().join("a.wav"), 2, 220.0);
    sound(&folder.path().join("b.wav"), 2, 330.0);
    folder
}

/// A folder with a release in `out` that several tests look at; nobody changes it. Beside it lie files that nobody may see.
fn released() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let staged = stage(ALBUM);
        let (output, _) = publish(staged.path(), &[]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(staged.path().join("out/private.txt"), "secret").expect("written");
        std::fs::write(staged.path().join("secret.txt"), "secret").expect("written");
        let shared = Path::new(env!("CARGO_TARGET_TMPDIR")).join("publishing");
        // What an earlier run has left there.
        let _ = std::fs::remove_dir_all(&shared);
        std::fs::rename(staged.keep(), &shared).expect("moved");
        shared
    })
}

fn publish(folder: &Path, more: &[&str]) -> (Output, Value) {
    let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
    segno.env("XDG_CACHE_HOME", folder.join("cache"));
    segno.current_dir(folder).args(["publish", "album.ron", "-o", "out", "--json"]).args(more);
    let output = segno.output().expect("segno starts");
    let document = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, document)
}

/// The bytes of a file's beginning that say what it is: tag, channels, rate, bits.
fn header(bytes: &[u8]) -> (u16, u16, u32, u16) {
    let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let rate = u32::from_le_bytes([bytes[24], bytes[25], bytes[26], bytes[27]]);
    (short(20), short(22), rate, short(34))
}

fn decoded(path: &Path) -> (u32, usize) {
    let bytes = std::fs::read(path).expect("a file");
    let found = audio::decode("it", &bytes).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    (found.audio.rate(), found.audio.frames())
}

#[test]
fn a_release_is_whole_tagged_and_its_sums_are_true() {
    let folder = stage(ALBUM);
    let (output, answer) = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(answer["written"], true);
    let out = folder.path().join("out");
    let sums = std::fs::read_to_string(out.join("SHA256SUMS")).expect("sums");
    assert_eq!(sums.lines().count(), answer["files"].as_array().expect("files").len());
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").expect("a sum and a name");
        let bytes = std::fs::read(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(segno::io::sample_files::hash(&bytes), sum, "{name}");
    }
    // Two seconds, and the gap behind the first song.
    let both = |ending: &str| ["01-one-two", "02-three"].map(|stem| out.join(format!("{stem}{ending}")));
    let [first, second]: [PathBuf; 2] = both("").map(|path| path.file_name().expect("a name").into());
    for kind in ["store/", "store-16/", "listen/"] {
        for (stem, frames) in [(&first, 4 * 44_100), (&second, 2 * 44_100)] {
            for ending in ["wav", "flac", "mp3"] {
                let path = out.join(kind).join(stem).with_extension(ending);
                if path.exists() {
                    assert_eq!(decoded(&path), (44_100, frames), "{}", path.display());
                }
            }
        }
    }
    let read = |name: &str, field| tags::read(&out.join(name), field).expect("tags");
    let mut names = vec!["listen/01-one-two.flac", "listen/01-one-two.mp3", "listen/01-one-two.opus"];
    if installed::installed(&["ffmpeg"]) {
        names.extend(["listen/01-one-two.ogg", "listen/01-one-two.m4a"]);
        let sound = |name: &str| decoded(&out.join(name));
        assert_eq!(sound("listen/01-one-two.ogg"), (44_100, 4 * 44_100));
        assert!(read("listen/01-one-two.m4a", Field::TrackGain).is_some());
    }
    for name in names {
        assert_eq!(read(name, Field::Title).as_deref(), Some("One, Two"), "{name}");
        assert_eq!(read(name, Field::Isrc).as_deref(), Some("DEA122600001"), "{name}");
        assert_eq!(read(name, Field::Composer).as_deref(), Some("A. Writer"), "{name}");
        assert_eq!(read(name, Field::Lyrics).as_deref(), Some("la\nla"), "{name}");
        // ID3 has three letters for a language, the others the tag.
        let language = if name.ends_with("mp3") { "eng" } else { "en" };
        assert_eq!(read(name, Field::Language).as_deref(), Some(language), "{name}");
        assert_eq!(tags::read_cover(&out.join(name)).expect("a cover"), Some(png(3_000)), "{name}");
    }
    assert!(read("listen/02-three.flac", Field::TrackGain).is_some_and(|gain| gain.ends_with(" dB")));
    assert!(
        read("listen/02-three.opus", Field::OpusTrackGain).is_some_and(|gain| gain.parse::<i32>().is_ok())
    );
    assert_eq!(read("listen/02-three.opus", Field::TrackGain), None);
    // What goes to shops has no tags and the plainest header.
    let store = std::fs::read(out.join("store/01-one-two.wav")).expect("a file");
    assert_eq!(
        (&store[20..22], &store[36..40], store.len()),
        (&[1u8, 0][..], &b"data"[..], 44 + 4 * 44_100 * 6)
    );
    assert_eq!(tags::read(&out.join("store/01-one-two.flac"), Field::Title), Ok(None));
    let text = |name: &str| std::fs::read_to_string(out.join(name)).expect("a text");
    assert!(
        text("store/metadata.csv").contains("\"One, Two\",,DEA122600001,4,"),
        "{}",
        text("store/metadata.csv")
    );
    assert!(
        text("album.cue").contains("CATALOG 0036000291452")
            && text("album.cue").contains("ISRC DEA122600001")
    );
    assert!(
        text("album.m3u8").contains("listen/02-three.opus")
            && text("notes.md").contains("- A. Writer: composer")
    );
}

#[test]
fn a_video_of_the_first_song_stands_upright_and_sounds() {
    if !installed::installed(&["ffmpeg", "ffprobe"]) {
        return;
    }
    let asked = ["-v", "error", "-show_entries", "stream=codec_name,width,height,duration", "-of", "csv=p=0"];
    let video = released().join("out/pictures/video.mp4");
    let told = Command::new("ffprobe").args(asked).arg(&video).output().expect("ffprobe starts");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let streams: Vec<Vec<&str>> = told.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!((&streams[0][..3], streams[1][0]), (&["h264", "1080", "1920"][..], "aac"), "{told}");
    for stream in &streams {
        let seconds: f64 = stream[stream.len() - 1].parse().expect("a length");
        assert!((seconds - 2.0).abs() < 0.1, "{told}");
    }
}

#[test]
fn the_table_has_names_as_they_are_and_one_beside_it_is_for_spreadsheets() {
    let folder = stage(&ALBUM.replace("\"Three\"", "\"=1+1\"").replace("A. Writer", "-ii-"));
    let (output, answer) = publish(folder.path(), &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text =
        |name: &str| std::fs::read_to_string(folder.path().join("out/store").join(name)).expect("a table");
    let (exact, marked) = (text("metadata.csv"), text("metadata-spreadsheet.csv"));
    assert!(exact.contains(",=1+1,,") && exact.contains(",-ii-,") && !exact.contains('\''), "{exact}");
    assert!(marked.contains(",'=1+1,,") && marked.contains(",'-ii-,"), "{marked}");
    // Each row has a cell for each column, and people stand in those of their roles.
    let rows = segno::formats::csv::read(&exact, ',').expect("a table");
    let of = |name: &str| {
        let column = rows[0].1.iter().position(|column| column == name).expect("a column");
        rows[1..].iter().map(|(_, cells)| cells[column].clone()).collect::<Vec<_>>()
    };
    assert!(rows.len() == 3 && rows.iter().all(|(_, cells)| cells.len() == rows[0].1.len()), "{rows:?}");
    assert_eq!(
        (of("composer"), of("arranger")),
        (vec!["-ii-".to_owned(); 2], vec!["B. Setter".to_owned(); 2])
    );
    let notices = answer["notices"].to_string();
    assert!(notices.contains("takes for a formula"), "{notices}");
    assert!(
        !released().join("out/store/metadata-spreadsheet.csv").exists(),
        "there was nothing to be marked"
    );
}

#[test]
fn the_second_run_takes_what_is_the_same_and_encodes_what_is_not() {
    let folder = stage(ALBUM);
    publish(folder.path(), &[]);
    let marked = |name: &str| {
        let about = std::fs::metadata(folder.path().join("out").join(name)).expect("there");
        about.modified().expect("a time")
    };
    let (first, second) = ("listen/01-one-two.mp3", "listen/02-three.mp3");
    let before = (marked(first), marked(second));
    let changed = ALBUM.replace("title: \"Three\"", "title: \"Three\", version: \"Live\"");
    std::fs::write(folder.path().join("album.ron"), changed).expect("written");
    let (output, _) = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(marked(first), before.0, "the first song was encoded anew");
    assert_ne!(marked(second), before.1, "the second song was not encoded anew");
    let title = tags::read(&folder.path().join("out").join(second), Field::Title).expect("tags");
    assert_eq!(title.as_deref(), Some("Three (Live)"));
}

#[test]
fn a_check_tells_what_would_be_refused_and_writes_nothing() {
    let folder =
        stage(&ALBUM.replace("\"Three\"", "\"three feat. x\"").replace("genre: \"Electronic\",", ""));
    std::fs::write(folder.path().join("cover.png"), png(1_000)).expect("written");
    let (output, answer) = publish(folder.path(), &["--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("out").exists());
    let findings = answer["findings"].as_array().expect("findings");
    let found = |place: &str, words: &str| {
        let that = findings.iter().find(|one| {
            one["place"] == place && one["message"].as_str().is_some_and(|text| text.contains(words))
        });
        that.unwrap_or_else(|| panic!("{place}: {words} in {findings:?}"))
    };
    assert!(found("cover", "too small")["shops"].as_array().expect("shops").contains(&"Apple Music".into()));
    assert_eq!(found("album", "it has no genre")["is_refused"], true);
    assert_eq!(found("song 2", "it has no ISRC")["is_refused"], true);
    assert_eq!(found("song 2", "names a guest outside brackets")["is_refused"], false);
    assert_eq!(found("song 1", "too short")["is_refused"], true);
    assert!(findings.iter().all(|one| one["fix"].as_str().is_some_and(|fix| !fix.is_empty())));
}

#[test]
fn a_cover_that_is_not_there_or_no_picture_is_told() {
    let folder = stage(ALBUM);
    std::fs::write(folder.path().join("cover.png"), "no picture").expect("written");
    let (output, _) = publish(folder.path(), &[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1) && told.contains("album.ron:3:71: ./cover.png: it is no picture"),
        "{told}"
    );
    std::fs::remove_file(folder.path().join("cover.png")).expect("removed");
    let (output, _) = publish(folder.path(), &[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1)
            && told.contains("album.ron:3:71: ./cover.png: could not read the cover"),
        "{told}"
    );
    assert!(!folder.path().join("out").exists());
}
