//! `segno master` as its user meets it: what is made of an album, judged by meters of others and by the samples themselves.

mod again;
mod faults;
#[path = "../installed/mod.rs"]
mod installed;
mod outside;
mod stage;

use serde_json::Value;
use stage::{Album, music, read, written};

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// What the crate `ebur128` says: integrated loudness, true peak in dBTP.
fn outside(album: &Album, file: &str) -> (f64, f64) {
    let mode = ebur128::Mode::I | ebur128::Mode::TRUE_PEAK;
    let (rate, channels) = read(&album.path().join(file));
    let mut meter = ebur128::EbuR128::new(2, rate, mode).expect("a meter");
    // The gap behind a song is not the song.
    let end = channels[0].iter().rposition(|sample| *sample != 0.0).map_or(0, |last| last + 1);
    meter.add_frames_planar_f32(&[&channels[0][..end], &channels[1][..end]]).expect("frames");
    let peak = [0, 1].map(|channel| meter.true_peak(channel).expect("a peak"));
    (meter.loudness_global().expect("loudness"), 20.0 * peak[0].max(peak[1]).log10())
}

fn files(report: &Value) -> Vec<String> {
    let songs = report["songs"].as_array().expect("songs");
    songs.iter().map(|song| format!("out/{}", song["file"].as_str().expect("a name"))).collect()
}

#[test]
fn an_album_has_its_loudness_and_its_songs_keep_their_relation() {
    let album = Album::new(
        r#"(title: "Three", master: (loudness: -14.0, ceiling: -1.0), songs: [
            (file: "soft.wav", title: "Soft"), (file: "middle.wav", title: "Middle", offset: -2.0),
            (file: "loud.wav", title: "Loud")])"#,
    );
    written(&album.path().join("soft.wav"), 48_000, &music(48_000, 7.0, 0.05, 1));
    written(&album.path().join("middle.wav"), 44_100, &music(44_100, 6.0, 0.15, 2));
    written(&album.path().join("loud.wav"), 44_100, &music(44_100, 8.0, 0.4, 3));
    let report = album.master();
    assert!((number(&report["after"]["integrated_lufs"]) + 14.0).abs() <= 0.1, "{}", report["after"]);
    assert!(report["reason"].is_null(), "{}", report["reason"]);
    assert_eq!(files(&report), ["out/01-soft.wav", "out/02-middle.wav", "out/03-loud.wav"]);
    let before = |n: usize| number(&report["songs"][n]["before"]["integrated_lufs"]);
    let after: Vec<(f64, f64)> = files(&report).iter().map(|file| outside(&album, file)).collect();
    let moved = [0.0, -2.0, 0.0];
    for (one, other) in [(0, 1), (1, 2), (0, 2)] {
        let wanted = before(one) + moved[one] - before(other) - moved[other];
        let found = after[one].0 - after[other].0;
        assert!((found - wanted).abs() <= 0.1, "songs {one} and {other}: {found:.2}, wanted {wanted:.2}");
    }
    for (loudness, peak) in after {
        assert!(peak <= -1.0 + 0.05 && loudness < -10.0, "{peak} {loudness}");
    }
    // The gap is silence behind each song but the last.
    let (rate, channels) = read(&album.path().join("out/01-soft.wav"));
    assert_eq!((rate, channels[0].len()), (44_100, 7 * 44_100 + 2 * 44_100));
    assert!(channels[0][7 * 44_100 + 100..].iter().all(|sample| *sample == 0.0));
    assert_eq!(read(&album.path().join("out/03-loud.wav")).1[0].len(), 8 * 44_100);
}

#[test]
fn each_track_has_the_loudness_under_the_ceiling_and_comes_the_same_again() {
    let album = Album::new(
        r#"(master: (loudness: -11.0, ceiling: -1.5, level: "track", tone: "album", multiband: "gentle",
            compression: "gentle", most_limiting: 12.0, bits: "16"), songs: [(file: "a.wav", gap: 0.0), (file: "b.wav")])"#,
    );
    written(&album.path().join("a.wav"), 44_100, &music(44_100, 6.0, 0.1, 4));
    written(&album.path().join("b.wav"), 44_100, &music(44_100, 6.0, 0.3, 5));
    let report = album.master();
    let bytes = || {
        files(&report)
            .iter()
            .map(|file| std::fs::read(album.path().join(file)).expect("a file"))
            .collect::<Vec<_>>()
    };
    for (n, file) in files(&report).iter().enumerate() {
        let (loudness, peak) = outside(&album, file);
        assert!((loudness + 11.0).abs() <= 0.1, "{file}: {loudness} {}", report["songs"][n]);
        assert!(peak <= -1.5 + 0.05, "{file}: {peak}");
        let song = &report["songs"][n];
        assert!(number(&song["compression_db"]) > 0.0 && number(&song["multiband_db"]) > 0.0);
        assert_eq!(song["dithered"], true);
        assert_eq!(song["codecs"].as_array().expect("codecs").len(), 3);
        assert!(song["codecs"][0]["true_peak_dbtp"].as_f64().is_some_and(|peak| (-4.0..6.0).contains(&peak)));
        let tone = song["tone"].as_array().expect("bands");
        assert!(tone.iter().all(|band| number(&band["db"]).abs() <= 3.0), "{tone:?}");
    }
    assert_eq!(report["made"]["rendering"], 2);
    let first = bytes();
    // The header is the plainest there is: the tag 1, 16 bytes, and the sound behind 44 bytes.
    assert_eq!((&first[0][12..22], &first[0][36..40]), (&b"fmt \x10\0\0\0\x01\0"[..], &b"data"[..]));
    assert_eq!(first[0].len(), 44 + 6 * 44_100 * 4);
    let again = album.master();
    assert!(again["made"]["rendering"].is_null(), "{}", again["made"]);
    assert!(first == bytes(), "what was kept gives other bytes");
    std::fs::remove_dir_all(album.path().join("cache")).expect("removed");
    album.master();
    assert!(first == bytes(), "the second run gives other bytes");
    let page = std::fs::read_to_string(album.path().join("out/report.html")).expect("a page");
    assert!(page.contains("Before and after") && page.contains("Spotify") && !page.contains("http"));
}

#[test]
fn what_is_loud_enough_comes_out_bit_for_bit() {
    let album =
        Album::new(r#"(master: (level: "as it is"), songs: [(file: "a.wav", gap: 0.0), (file: "b.wav")])"#);
    let sounds = [music(44_100, 3.0, 0.2, 6), music(44_100, 2.0, 0.1, 7)];
    for (name, sound) in ["a.wav", "b.wav"].iter().zip(&sounds) {
        written(&album.path().join(name), 44_100, sound);
    }
    let report = album.master();
    for ((file, source), n) in files(&report).iter().zip(["a.wav", "b.wav"]).zip(0..) {
        assert_eq!(report["songs"][n]["untouched"], true);
        assert!(read(&album.path().join(file)) == read(&album.path().join(source)), "{file}");
    }
}

#[test]
fn what_fades_or_has_another_rate_is_not_called_untouched() {
    let album = Album::new(
        r#"(master: (level: "as it is", bits: "32f"), songs: [(file: "a.wav"), (file: "a.wav", fade_out: 0.5),
           (file: "b.wav")])"#,
    );
    written(&album.path().join("a.wav"), 44_100, &music(44_100, 2.0, 0.2, 6));
    written(&album.path().join("b.wav"), 48_000, &music(48_000, 2.0, 0.2, 7));
    let report = album.master();
    for (n, untouched) in [true, false, false].into_iter().enumerate() {
        assert_eq!(report["songs"][n]["untouched"], untouched, "song {n}");
    }
}

#[test]
fn songs_go_towards_pink_noise_or_another_album_whose_faults_are_told_once() {
    for (tone, told) in [("pink", 0), ("other.ron", 1)] {
        let album =
            Album::new(&format!(r#"(master: (tone: "{tone}"), songs: [(file: "a.wav"), (file: "a.wav")])"#));
        written(&album.path().join("a.wav"), 44_100, &music(44_100, 4.0, 0.2, 6));
        written(&album.path().join("cut.wav"), 44_100, &music(44_100, 4.0, 0.2, 7));
        let whole = std::fs::read(album.path().join("cut.wav")).expect("a file");
        std::fs::write(album.path().join("cut.wav"), &whole[..whole.len() / 2]).expect("cut short");
        std::fs::write(album.path().join("other.ron"), r#"(songs: [(file: "cut.wav")])"#).expect("written");
        let report = album.master();
        for n in 0..2 {
            let song = &report["songs"][n];
            assert!(!song["tone"].as_array().expect("bands").is_empty(), "{tone}: {song}");
            let notices = song["notices"].as_array().expect("notices");
            let named = notices.iter().filter(|notice| notice.to_string().contains("cut.wav")).count();
            assert_eq!(named, if n == 0 { told } else { 0 }, "{tone}, song {n}: {notices:?}");
        }
    }
}

#[test]
fn what_cannot_be_louder_says_so_and_takes_the_others_along() {
    let album = Album::new(
        r#"(master: (loudness: -6.0, most_limiting: 1.0), songs: [(file: "clicks.wav"), (file: "full.wav")])"#,
    );
    let clicks: Vec<f32> = music(44_100, 6.0, 0.02, 8)
        .iter()
        .enumerate()
        .map(|(n, sample)| if n % 22_050 == 9 { 0.9 } else { *sample })
        .collect();
    written(&album.path().join("clicks.wav"), 44_100, &clicks);
    written(&album.path().join("full.wav"), 44_100, &music(44_100, 6.0, 0.3, 9));
    let report = album.master();
    let reason = report["reason"].as_str().expect("a reason");
    assert!(reason.contains("most_limiting") && reason.contains("song 1 sets the limit"), "{reason}");
    let song = |n: usize, when: &str| number(&report["songs"][n][when]["integrated_lufs"]);
    let (before, after) = (song(0, "before") - song(1, "before"), song(0, "after") - song(1, "after"));
    assert!((before - after).abs() <= 0.1, "{before} {after}");
    assert!(number(&report["after"]["integrated_lufs"]) < -10.0);
}
