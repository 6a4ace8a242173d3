//! A site of plain files: a page for the album, one for each song, players for other sites and a feed. It works from the disk and from any
//! host and asks nothing from outside. Each page is one template in this folder; scripts only add to what works without them.

use super::lists::stem;
use super::tagging::full_title;
use super::wave::{self, Wave};
use crate::dsp::units::clock;
use crate::formats::album::Album;
use crate::formats::album::addresses::{is_mail, is_web};
use crate::formats::xml::escaped;
use crate::io::sample_files::hash;
use crate::release::master::report::Report;
use crate::release::template::{Fields, Kind, fill};

/// What a page may load: files of the same site, nothing else.
const POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; base-uri 'none'";
/// The most columns of a song's wave on a page.
const MOST_COLUMNS: usize = 200;
/// The most columns of all waves on a page, so that long albums have light pages too.
const ALL_COLUMNS: usize = 4_000;

/// What the pages show beside what the album and the report say.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The picture of the cover; empty: none.
    pub cover: String,
    /// The social card of the album; empty: none.
    pub card: String,
    /// The songs.
    pub songs: Vec<ShownSong>,
}

/// What the pages show of a song.
#[derive(Clone, Debug, Default)]
pub struct ShownSong {
    /// How loud it is over time.
    pub wave: Wave,
    /// The length of its MP3 file in bytes.
    pub bytes: u64,
    /// Its social card; empty: none.
    pub card: String,
}

/// The files of the site, with their names in the release.
///
/// # Errors
/// If a template has a gap that nothing fills.
pub fn files(album: &Album, report: &Report, shown: &Shown) -> Result<Vec<(String, String)>, String> {
    let page = |name: &str, template: &str, fields: &Fields| {
        let template = template.replace("{{>head}}\n", include_str!("head.html"));
        fill(&template, Kind::Markup, fields).map_err(|fault| format!("the page {name}: {fault}"))
    };
    let whole = whole(album, report, shown);
    let mut files = vec![
        ("site/style.css".to_owned(), include_str!("style.css").to_owned()),
        ("site/icon.svg".to_owned(), include_str!("icon.svg").to_owned()),
        ("site/player.js".to_owned(), include_str!("player.js").to_owned()),
        ("site/comments.js".to_owned(), include_str!("comments.js").to_owned()),
        ("index.html".to_owned(), page("album.html", include_str!("album.html"), &whole)?),
    ];
    if !updated(album).is_empty() {
        files.push(("feed.xml".to_owned(), page("feed.xml", include_str!("feed.xml"), &whole)?));
    }
    for number in 0..report.songs.len() {
        let stem = stem(&report.songs[number].file);
        let fields = around(common(album, song(album, report, shown, number)), album, report, number);
        files.push((format!("songs/{stem}.html"), page("song.html", include_str!("song.html"), &fields)?));
        files.push((format!("embed/{stem}.html"), page("embed.html", include_str!("embed.html"), &fields)?));
    }
    Ok(files)
}

/// Where the site will lie, with a slash at its end: the album's `url` if that is one; empty otherwise.
pub fn base(album: &Album) -> &str {
    let url = album.url.trim();
    let path = url.split("://").nth(1).filter(|_| is_web(url)).and_then(|rest| rest.find('/'));
    match (url.ends_with('/'), path) {
        (true, Some(_)) => url,
        (_, Some(_)) if url.ends_with(".html") => &url[..=url.rfind('/').unwrap_or_default()],
        _ => "",
    }
}

/// When the album came out, as feeds want it; empty if nobody knows.
fn updated(album: &Album) -> String {
    match (album.date.as_str(), album.year()) {
        ("", None) => String::new(),
        ("", Some(year)) => format!("{year}-01-01T00:00:00Z"),
        (date, _) => format!("{date}T00:00:00Z"),
    }
}

/// A number of 128 bits for what has this text, in the form of a UUID of version 8 (RFC 9562).
fn id(text: &str) -> String {
    let sum = hash(text.as_bytes());
    format!("{}-{}-8{}-8{}-{}", &sum[..8], &sum[8..12], &sum[13..16], &sum[17..20], &sum[20..32])
}

/// What every page knows.
fn common(album: &Album, fields: Fields) -> Fields {
    let language = match album.language.as_str() {
        "" | "zxx" => "en",
        language => language,
    };
    let rights = [("©", &album.copyright), ("℗", &album.phonogram), ("Licence:", &album.licence)];
    let rights = rights.iter().filter(|(_, text)| !text.is_empty());
    let rights = rights.map(|(sign, text)| Fields::default().text("right", format!("{sign} {text}")));
    let (base, contact) = (base(album), album.contact.trim());
    fields
        .text("language", language)
        .text("policy", POLICY)
        .text("album", &album.title)
        .text("base", base)
        .text("address", if base.is_empty() { "" } else { album.url.trim() })
        .text("contact", if is_mail(contact) { contact } else { "" })
        .text("contact_page", if is_web(contact) { contact } else { "" })
        .text("feed", updated(album))
        .text("updated", updated(album))
        .list("rights", rights.collect())
}

fn people<'a>(credits: impl Iterator<Item = &'a crate::formats::album::Credit>) -> Vec<Fields> {
    let person = |credit: &crate::formats::album::Credit| {
        Fields::default().text("name", &credit.name).text("roles", credit.roles.join(", "))
    };
    credits.map(person).collect()
}

/// What the album's page and the feed know.
fn whole(album: &Album, report: &Report, shown: &Shown) -> Fields {
    let facts = [&album.label, &album.catalogue, &album.date, &album.genre];
    let facts: Vec<&str> = facts.into_iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
    let count = report.songs.len();
    let length = clock(report.songs.iter().map(|song| song.length_s).sum());
    let songs = if count == 1 { "one song".to_owned() } else { format!("{count} songs") };
    let fields = Fields::default()
        .text("kind", "music.album")
        .text("name", &album.title)
        .text("root", "")
        .text("own_address", if base(album).is_empty() { "" } else { album.url.trim() })
        .text("artist", &album.artist)
        .text("about", format!("{} by {}: {songs}, {length}", album.title, album.artist))
        .text("facts", facts.join(", "))
        .text("date", &album.date)
        .text("notes", &album.notes)
        .text("cover", &shown.cover)
        .text("card", &shown.card)
        .text("id", id(&format!("{}\n{}\n{}", album.artist, album.title, album.upc)))
        .text("credits", if album.credits.is_empty() { "" } else { "there" })
        .list("people", people(album.credits.iter()))
        .list("songs", (0..count).map(|number| song(album, report, shown, number)).collect());
    common(album, fields)
}

/// What is known of a song.
fn song(album: &Album, report: &Report, shown: &Shown, number: usize) -> Fields {
    let (track, about, shown_song) = (&album.songs[number], &report.songs[number], &shown.songs[number]);
    let title = full_title(track, &about.title);
    let artist = album.artist_of(track);
    let columns = MOST_COLUMNS.min(ALL_COLUMNS / report.songs.len().max(1)).max(1);
    let language = if track.language.is_empty() { &album.language } else { &track.language };
    let (base, stem) = (base(album), stem(&about.file));
    let own_address = if base.is_empty() { String::new() } else { format!("{base}songs/{stem}.html") };
    Fields::default()
        .text("kind", "music.song")
        .text("name", &title)
        .text("root", "../")
        .text("own_address", own_address)
        .text("number", (number + 1).to_string())
        .text("stem", stem)
        .text("title", &title)
        .text("embed_title", escaped(&title))
        .text("artist", artist)
        .text("guest", &track.artist)
        .text("about", format!("{title} by {artist}, from {}, {}", album.title, clock(about.length_s)))
        .text("duration", clock(about.length_s))
        .text("seconds", format!("{:.0}", about.length_s))
        .text("columns", columns.to_string())
        .text("wave", wave::path(&shown_song.wave, columns))
        .text("bytes", shown_song.bytes.to_string())
        .text("card", &shown_song.card)
        .text("lyrics", track.lyrics.trim_end())
        .text("words_language", language)
        .text("id", id(&format!("{}\n{}\n{}\n{}\n{title}", album.artist, album.title, album.upc, number + 1)))
        .list("people", people(album.credits_of(track)))
}

/// With the songs before and behind it.
fn around(fields: Fields, album: &Album, report: &Report, number: usize) -> Fields {
    let other = |other: Option<usize>| {
        let about = other.and_then(|other| Some((album.songs.get(other)?, report.songs.get(other)?)));
        let about = about.map(|(track, about)| {
            let title = full_title(track, &about.title);
            Fields::default().text("stem", stem(&about.file)).text("title", title)
        });
        about.into_iter().collect()
    };
    fields.list("before", other(number.checked_sub(1))).list("next", other(Some(number + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::album::Track;
    use crate::release::master::report::SongReport;

    /// The colours of one scheme in the style sheet, by name, as red, green and blue from 0 to 1.
    fn colour(scheme: &str, name: &str) -> [f64; 3] {
        let from = scheme.find(&format!("--{name}:#")).expect("a colour") + name.len() + 4;
        [0, 2, 4].map(|at| {
            let level = u8::from_str_radix(&scheme[from + at..from + at + 2], 16).expect("a number");
            f64::from(level) / 255.0
        })
    }

    /// The relative luminance of WCAG 2.
    fn luminance(colour: [f64; 3]) -> f64 {
        let part = |level: f64| {
            if level <= 0.04045 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = colour.map(part);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    #[test]
    fn whatever_is_read_or_seen_stands_out_in_both_schemes() {
        let style = include_str!("style.css");
        let (light, dark) = style.split_once("@media").expect("two schemes");
        for scheme in [light, dark] {
            for (front, back) in [
                ("text", "page"),
                ("quiet", "page"),
                ("link", "page"),
                ("wave", "page"),
                ("heard", "page"),
                ("text", "field"),
            ] {
                let [a, b] = [front, back].map(|name| luminance(colour(scheme, name)));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{front} on {back}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn the_page_of_a_long_album_is_light_too() {
        let song = |number: usize| SongReport {
            title: format!("A song with a title of its own {number}"),
            file: format!("{number:02}-a-song-with-a-title-of-its-own.wav"),
            length_s: 200.0,
            ..SongReport::default()
        };
        let count = 50;
        let report = Report { songs: (1..=count).map(song).collect(), ..Report::default() };
        let album =
            Album { title: "Long".to_owned(), songs: vec![Track::default(); count], ..Album::default() };
        // Waves that take as much room as they can.
        let wave = Wave::from((0..800u16).map(|column| 10 + (column % 83) as u8).collect::<Vec<u8>>());
        let songs = vec![ShownSong { wave, ..ShownSong::default() }; count];
        let files = files(&album, &report, &Shown { songs, ..Shown::default() }).expect("pages");
        let bytes =
            |name: &str| files.iter().find(|(known, _)| known == name).map_or(0, |(_, text)| text.len());
        let page =
            bytes("index.html") + bytes("site/style.css") + bytes("site/player.js") + bytes("site/icon.svg");
        assert!(page > 40_000 && page < 100_000, "{page}");
    }

    #[test]
    fn the_address_of_the_site_is_the_folder_of_the_albums() {
        let base_of = |url: &str| base(&Album { url: url.to_owned(), ..Album::default() }).to_owned();
        assert_eq!(base_of("https://a.example/night/"), "https://a.example/night/");
        assert_eq!(base_of("https://a.example/night/index.html"), "https://a.example/night/");
        for other in ["", "javascript:alert(1)", "https://a.example", "https://a.example/night"] {
            assert_eq!(base_of(other), "", "{other}");
        }
    }
}
