//! Albums that cannot be mastered: what is told, and that nothing half-made is left.

use crate::stage::{Album, music, written};

const ONE: &str = r#"(songs: [(file: "a.wav"),
    (title: "Two", file: "b.wav")])"#;

#[test]
fn a_song_that_is_not_there_or_silent_or_no_sound_is_told_and_nothing_is_left() {
    let album = Album::new(ONE);
    let told = |album: &Album, code: i32, words: &str| {
        let (found, text) = album.failure();
        assert!(found == code && text.contains(words), "{found}: {text}");
        assert!(
            album.names().iter().all(|name| !name.starts_with("out") && !name.starts_with(".segno")),
            "{:?}",
            album.names()
        );
    };
    written(&album.path().join("a.wav"), 44_100, &music(44_100, 1.0, 0.2, 1));
    told(&album, 1, "album.ron:2:26: ./b.wav: could not read the sound: ");
    written(&album.path().join("b.wav"), 44_100, &vec![0.0; 44_100]);
    told(&album, 1, "album.ron:2:26: ./b.wav: it is silent; expected music");
    written(&album.path().join("b.wav"), 44_100, &music(44_100, 0.2, 0.2, 1));
    told(&album, 1, "b.wav: it is shorter than 0.4 s");
    std::fs::write(album.path().join("b.wav"), "words").expect("written");
    told(&album, 1, "album.ron:2:26: ./b.wav: it is no audio file that can be read");
    // A fault inside a song has its place there.
    std::fs::write(album.path().join("c.ron"), "(format: 1,\n title: 3)").expect("written");
    let put = |text: &str| std::fs::write(album.path().join("album.ron"), text).expect("written");
    put(r#"(songs: [(file: "c.ron")])"#);
    told(&album, 1, "c.ron:2:9: ");
    assert!(!album.failure().1.contains("album.ron:"), "{}", album.failure().1);
    put("(songs: [(file: \"a.wav\")],\n master: (tone: \"nothing.wav\"))");
    told(&album, 1, "album.ron:2:17: ./nothing.wav: could not ");
    std::fs::write(album.path().join("album.ron"), "(songs: [(fil: 1)])").expect("written");
    told(&album, 1, "album.ron:1:10: the song has no `file`");
}

#[test]
fn a_folder_of_other_things_is_left_alone() {
    let album = Album::new(r#"(songs: [(file: "a.wav")])"#);
    written(&album.path().join("a.wav"), 44_100, &music(44_100, 1.0, 0.2, 1));
    std::fs::create_dir(album.path().join("out")).expect("made");
    std::fs::write(album.path().join("out/diary.txt"), "dear").expect("written");
    let (code, text) = album.failure();
    assert!(code == 1 && text.contains("is left alone; expected a new or an empty folder"), "{code}: {text}");
    assert_eq!(std::fs::read_to_string(album.path().join("out/diary.txt")).expect("there"), "dear");
}
