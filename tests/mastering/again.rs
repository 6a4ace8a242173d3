//! What is kept between two runs, and when it is not.

use crate::stage::{Album, music, written};

#[test]
fn a_changed_sound_and_changed_fades_are_heard_and_a_changed_title_is_not() {
    let text = r#"(master: (level: "track"), songs: [(file: "a.wav"), (file: "b.wav", title: "Two")])"#;
    let album = Album::new(text);
    for (name, number) in [("a.wav", 1), ("b.wav", 2)] {
        written(&album.path().join(name), 44_100, &music(44_100, 2.0, 0.2, number));
    }
    assert_eq!(album.master()["made"]["rendering"], 2);
    let put = |text: String| std::fs::write(album.path().join("album.ron"), text).expect("written");
    put(text.replace("Two", "Other"));
    let report = album.master();
    assert_eq!((&report["made"], &report["songs"][1]["title"]), (&serde_json::json!({}), &"Other".into()));
    put(text.replace("title", "fade_in: 0.5, title"));
    assert_eq!(album.master()["made"]["rendering"], 1);
    written(&album.path().join("a.wav"), 44_100, &music(44_100, 2.0, 0.2, 3));
    assert_eq!(album.master()["made"]["rendering"], 1);
}

#[test]
fn what_is_spoilt_is_made_again() {
    let album = Album::new(r#"(songs: [(file: "a.wav", gap: 0.0)])"#);
    written(&album.path().join("a.wav"), 44_100, &music(44_100, 2.0, 0.2, 1));
    album.master();
    let master = || std::fs::read(album.path().join("out/01-a.wav")).expect("a master");
    let first = master();
    let kept = album.path().join("cache/segno/masters");
    for entry in std::fs::read_dir(kept).expect("a folder").flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "wav") {
            let mut bytes = std::fs::read(entry.path()).expect("a sound");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x40;
            std::fs::write(entry.path(), bytes).expect("written");
        }
    }
    let report = album.master();
    assert_eq!((&report["made"]["rendering"], &report["made"]["writing"]), (&1.into(), &1.into()));
    assert!(master() == first, "a spoilt sound was taken");
}

/// Rendered, shaped, levelled, written and tried with codecs again.
fn made(report: &serde_json::Value) -> [u64; 5] {
    const DEEDS: [&str; 5] = ["rendering", "shaping", "finding levels", "writing", "trying codecs"];
    DEEDS.map(|deed| report["made"][deed].as_u64().unwrap_or_default())
}

#[test]
fn a_song_that_changes_a_little_moves_no_other_and_one_that_changes_much_does() {
    let album = Album::new(
        r#"(master: (loudness: -16.0), songs: [(file: "a.wav"), (file: "b.wav"), (file: "c.wav")])"#,
    );
    let put = |name: &str, height: f32, number: u32| {
        written(&album.path().join(name), 44_100, &music(44_100, 1.0, height, number));
    };
    for (name, number) in [("a.wav", 1), ("b.wav", 2), ("c.wav", 3)] {
        put(name, 0.2, number);
    }
    let masters = || {
        ["01-a", "02-b", "03-c"]
            .map(|name| std::fs::read(album.path().join(format!("out/{name}.wav"))).expect("a master"))
    };
    let loudness =
        |report: &serde_json::Value| report["after"]["integrated_lufs"].as_f64().expect("loudness");
    let report = album.master();
    assert_eq!((made(&report), &report["kept"]), ([3, 0, 3, 3, 3], &serde_json::Value::Null));
    let first = masters();
    // A twentieth of a decibel.
    put("b.wav", 0.2012, 2);
    let report = album.master();
    assert_eq!(made(&report), [1, 0, 1, 1, 1], "{}", report["kept"]);
    assert!(report["kept"].as_str().is_some_and(|kept| kept.contains("`--fresh`")), "{}", report["kept"]);
    let second = masters();
    assert!(second[0] == first[0] && second[1] != first[1] && second[2] == first[2]);
    assert!((loudness(&report) + 16.0).abs() < 0.11, "{}", loudness(&report));
    // What was kept depends on the older masters alone: without the cache all is made, and is the same.
    std::fs::remove_dir_all(album.path().join("cache")).expect("removed");
    let report = album.master();
    assert!(made(&report)[3] == 3 && report["kept"].is_string() && masters() == second, "{report}");
    let report = album.master_with(&["--fresh"]);
    assert!(report["kept"].is_null() && made(&report)[0] == 0 && made(&report)[3] > 1, "{report}");
    let fresh = masters();
    std::fs::remove_dir_all(album.path().join("out")).expect("removed");
    album.master();
    assert!(masters() == fresh, "without older masters it is as if it were fresh");
    put("b.wav", 0.4, 20);
    let report = album.master();
    // The song is tried at its older level first.
    assert_eq!((made(&report), &report["kept"]), ([1, 0, 4, 3, 3], &serde_json::Value::Null));
    assert!((loudness(&report) + 16.0).abs() < 0.05, "{}", loudness(&report));
}

#[test]
fn where_one_song_sets_the_limit_another_that_changes_a_little_moves_no_other_either() {
    let album = Album::new(
        r#"(master: (loudness: -10.0, most_limiting: 1.0), songs: [(file: "a.wav"), (file: "b.wav"), (file: "c.wav")])"#,
    );
    for (name, height, number) in [("a.wav", 0.2, 1), ("b.wav", 0.1, 2), ("c.wav", 0.1, 3)] {
        written(&album.path().join(name), 44_100, &music(44_100, 1.0, height, number));
    }
    let report = album.master();
    let reason = report["reason"].clone();
    assert!(reason.as_str().is_some_and(|reason| reason.contains("sets the limit")), "{reason}");
    let again = album.master();
    assert_eq!((made(&again), &again["reason"], &again["kept"]), ([0; 5], &reason, &serde_json::Value::Null));
    written(&album.path().join("c.wav"), 44_100, &music(44_100, 1.0, 0.1005, 3));
    let again = album.master();
    assert_eq!((made(&again), &again["reason"]), ([1, 0, 1, 1, 1], &reason), "{}", again["kept"]);
    assert!(again["kept"].is_string(), "{again}");
}

#[test]
fn a_tone_stays_while_nobody_would_hear_the_difference() {
    let album = Album::new(
        r#"(master: (level: "as it is", tone: "album"), songs: [(file: "a.wav", gap: 0.0), (file: "b.wav")])"#,
    );
    for (name, number) in [("a.wav", 1), ("b.wav", 20)] {
        written(&album.path().join(name), 44_100, &music(44_100, 1.0, 0.1, number));
    }
    let tone = |report: &serde_json::Value| report["songs"][0]["tone"].clone();
    let report = album.master();
    let first = tone(&report);
    assert_eq!((made(&report)[1], &report["kept"]), (2, &serde_json::Value::Null));
    written(&album.path().join("b.wav"), 44_100, &music(44_100, 1.0, 0.101, 20));
    let report = album.master();
    assert_eq!((made(&report), tone(&report)), ([1, 1, 0, 1, 1], first), "{}", report["kept"]);
    assert!(report["kept"].as_str().is_some_and(|kept| kept.contains("the tone of one song")), "{report}");
}
