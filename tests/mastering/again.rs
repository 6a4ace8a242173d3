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
