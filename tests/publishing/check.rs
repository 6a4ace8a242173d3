//! The rules of the check, one by one: a clean release has no fault, and each fault that is put into it is told with its place and a fix.

use segno::formats::album::{self, Album};
use segno::formats::picture::PictureFacts;
use segno::formats::shops;
use segno::release::publish::check::{Finding, check};
use segno::release::publish::delivered::{Delivered, Inside};

const CLEAN: &str = r#"(
    title: "Night Lines", artist: "Ann Other", label: "Own", upc: "036000291452", date: "2026-12-24", genre: "Electronic",
    url: "https://a.example/night/", contact: "me@a.example", language: "en", copyright: "2026 Ann Other", phonogram: "2026 Ann Other",
    credits: [(name: "Ann Other", roles: ["composer"])],
    songs: [(file: "a.wav", title: "First Light", isrc: "DEA122600001"), (file: "b.wav", title: "Last Bus", isrc: "DEA122600002")],
)"#;

/// A release as it would be delivered.
struct Release {
    text: String,
    cover: Option<PictureFacts>,
    songs: Vec<Delivered>,
}

fn clean() -> Release {
    let sound = Inside { peak: -2.5, loudness: Some(-14.5), silence: [0.1, 1.5], is_mono: false };
    let song = |title: &str| Delivered { title: title.to_owned(), seconds: Some(200.0), sound: Some(sound) };
    let cover = PictureFacts {
        width: 3_000,
        height: 3_000,
        components: 3,
        bytes: 2_000_000,
        ..PictureFacts::default()
    };
    Release { text: CLEAN.to_owned(), cover: Some(cover), songs: vec![song("First Light"), song("Last Bus")] }
}

impl Release {
    fn with(text: (&str, &str)) -> Release {
        let clean = clean();
        assert!(CLEAN.contains(text.0), "{}", text.0);
        Release { text: clean.text.replace(text.0, text.1), ..clean }
    }

    fn covered(change: impl FnOnce(&mut PictureFacts)) -> Release {
        let mut release = clean();
        release.cover.as_mut().map(change);
        release
    }

    fn sounding(change: impl FnOnce(&mut Delivered)) -> Release {
        let mut release = clean();
        change(&mut release.songs[1]);
        release
    }

    fn inside(change: impl FnOnce(&mut Inside)) -> Release {
        Release::sounding(|song| song.sound.as_mut().map_or((), change))
    }

    fn findings(&self) -> Vec<Finding> {
        let album: Album = album::read("album.ron", self.text.as_bytes()).expect("an album");
        let titled = |(song, track): (&Delivered, &album::Track)| Delivered {
            title: track.title.clone(),
            ..song.clone()
        };
        let songs: Vec<Delivered> = self.songs.iter().zip(&album.songs).map(titled).collect();
        check(&album, &shops::all(), self.cover.as_ref(), &songs)
    }
}

#[test]
fn a_clean_release_has_no_fault_and_each_fault_has_its_place_and_a_fix() {
    assert_eq!(clean().findings(), []);
    assert_eq!(Release::with(("me@a.example", "https://a.example/say")).findings(), []);
    let field = |name: &str| {
        let begin = CLEAN.find(&format!("{name}: \"")).unwrap_or_else(|| panic!("{name}"));
        let end = begin + CLEAN[begin..].find("\",").expect("its end") + 2;
        Release::with((&CLEAN[begin..end], ""))
    };
    let title = |text: &str| Release::with(("Last Bus", text));
    let (refused, advised) = (true, false);
    let cases = [
        (field("title"), refused, "album", "it has no title"),
        (field("artist"), refused, "album", "it has no artist"),
        (field("label"), refused, "album", "it has no label"),
        (field("genre"), refused, "album", "it has no genre"),
        (field("date"), advised, "album", "it has no date"),
        (field("language"), advised, "album", "it has no language"),
        (field("copyright"), advised, "album", "it has no copyright"),
        (field("phonogram"), advised, "album", "it has no phonogram"),
        (field("url"), advised, "album", "it has no url"),
        (
            Release::with(("https://a.example/night/", "a.example")),
            refused,
            "album",
            "its url `a.example` is no address",
        ),
        (Release::with(("https://a.example/night/", "https:///night/")), refused, "album", "is no address"),
        (Release::with(("https://a", "http://a")), advised, "album", "is not one of `https://`"),
        (Release::with(("/night/", "/night")), advised, "album", "ends neither with `/` nor with `.html`"),
        (Release::with(("me@a.example", "call me")), refused, "album", "its contact `call me` is no address"),
        (field("upc"), refused, "album", "it has no UPC or EAN"),
        (Release::with((", isrc: \"DEA122600002\"", "")), refused, "song 2", "it has no ISRC"),
        (Release::with(("composer", "producer")), advised, "song 2", "nobody is named as its composer"),
        (
            Release::with(("songs:", "master: (rate: 96000), songs:")),
            refused,
            "album",
            "its masters have 96000 Hz",
        ),
        (title("last bus"), advised, "song 2", "is all in capitals or all in small letters"),
        (title("LAST BUS"), advised, "song 2", "is all in capitals or all in small letters"),
        (title("Last Bus feat. Bob"), advised, "song 2", "names a guest outside brackets"),
        (title("Last Bus (Original Mix)"), advised, "song 2", "has `original mix` in it"),
        (title("Last Bus (Explicit)"), advised, "song 2", "has `explicit` in it"),
        (title("Ann Other: Last Bus"), advised, "song 2", "holds the artist's name"),
        (title("Last Bus www.a.example"), advised, "song 2", "holds an address"),
        (Release { cover: None, ..clean() }, refused, "cover", "there is no cover"),
        (Release::covered(|cover| cover.width = 3_001), refused, "cover", "not square"),
        (
            Release::covered(|cover| (cover.width, cover.height) = (2_999, 2_999)),
            refused,
            "cover",
            "too small",
        ),
        (
            Release::covered(|cover| (cover.width, cover.height) = (8_000, 8_000)),
            refused,
            "cover",
            "too large",
        ),
        (Release::covered(|cover| cover.components = 4), refused, "cover", "its colours are CMYK"),
        (Release::covered(|cover| cover.components = 1), refused, "cover", "its colours are not plain RGB"),
        (Release::covered(|cover| cover.has_profile = true), refused, "cover", "it brings a colour profile"),
        (Release::covered(|cover| cover.is_turned = true), refused, "cover", "it asks to be turned"),
        (Release::covered(|cover| cover.is_progressive = true), advised, "cover", "it is a progressive JPEG"),
        (Release::covered(|cover| cover.bytes = 12_000_000), refused, "cover", "its file has 12.0 MB"),
        (Release::sounding(|song| song.seconds = Some(29.0)), refused, "song 2", "it lasts 29 s, too short"),
        (Release::inside(|sound| sound.silence[1] = 6.0), refused, "song 2", "6 s of silence at its end"),
        (
            Release::inside(|sound| sound.silence[0] = 11.0),
            refused,
            "song 2",
            "11 s of silence at its beginning",
        ),
        (Release::inside(|sound| sound.is_mono = true), advised, "song 2", "left and right are the same"),
        (Release::inside(|sound| sound.peak = 0.2), refused, "song 2", "its true peak is 0.2 dBTP"),
        (Release::inside(|sound| sound.peak = -0.5), advised, "song 2", "its true peak is -0.5 dBTP"),
        (
            Release::inside(|sound| (sound.loudness, sound.peak) = (Some(-13.0), -1.0)),
            advised,
            "song 2",
            "its true peak is -1.0 dBTP, high for music as loud as -13.0 LUFS",
        ),
        (Release::inside(|sound| sound.loudness = Some(-8.0)), advised, "album", "is made softer by up to"),
        (
            Release {
                songs: clean()
                    .songs
                    .into_iter()
                    .map(|song| Delivered {
                        sound: song.sound.map(|sound| Inside { loudness: Some(-22.0), ..sound }),
                        ..song
                    })
                    .collect(),
                ..clean()
            },
            advised,
            "album",
            "stays softer than others",
        ),
    ];
    for (release, is_refused, place, words) in cases {
        let findings = release.findings();
        let found = findings.iter().find(|one| one.place == place && one.message.contains(words));
        let found = found.unwrap_or_else(|| panic!("{place}: {words} in {findings:?}"));
        assert!(found.is_refused == is_refused && !found.fix.is_empty(), "{found:?}");
    }
    // Each service says only what it says itself.
    let findings = Release::inside(|sound| sound.peak = -0.2).findings();
    let refused: Vec<&Finding> = findings.iter().filter(|one| one.is_refused).collect();
    assert!(refused.len() == 1 && refused[0].shops == ["Sundesire"], "{findings:?}");
}

#[test]
fn an_average_below_a_minute_is_worth_a_second_look() {
    let mut release = clean();
    release.songs.iter_mut().for_each(|song| song.seconds = Some(45.0));
    let findings = release.findings();
    assert!(
        findings.len() == 1 && findings[0].message.contains("shorter than a minute on average"),
        "{findings:?}"
    );
}
