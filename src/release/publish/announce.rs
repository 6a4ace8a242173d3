//! A text for each place where a release is told of, as long as that place takes, and a checklist with its days.
//!
//! Title and link always stand there; of the other parts each comes if it has room beside those that are needed more.

use crate::formats::album::codes::days_after;
use crate::formats::album::{Album, Credit};
use crate::formats::outlets::{self, Outlet};
use crate::release::master::report::Report;
use crate::release::template::{Fields, Kind, fill};

/// What is to be done, and how many days before (or after) the release.
const STEPS: [(i64, &str); 12] = [
    (-42, "give the release to the distributor: `store/`, `store/metadata.csv`, the cover"),
    (-35, "write to press and radio: `announce/mail.txt`, `notes.md`, the cover, a private link"),
    (-28, "offer the album to the services' editors"),
    (-21, "announce the album with its cover and its video: the texts in `announce/`"),
    (-14, "bring out the first song, or a part of one"),
    (-7, "see that the album is in every shop with the right day, titles and names"),
    (-3, "put the site where it will lie; open it in a browser that does not know you"),
    (0, "bring it out; announce it everywhere with the link"),
    (1, "register the songs with the collecting society; add the ISRCs there"),
    (7, "thank, answer, collect: `segno feedback FILE SONG` puts what listeners say into the songs"),
    (14, "tell of a song that has not been told of"),
    (30, "look at what came of it; write down what the next release does otherwise"),
];

/// The parts beside title and link, the one that is needed most first.
const PARTS: [&str; 6] = ["tags", "credits", "song credits", "licence", "notes", "songs"];

/// Files with their names, and what is to be told of them.
pub type Announced = (Vec<(String, String)>, Vec<String>);

/// The texts, and what is to be told of them.
///
/// # Errors
/// If a template has a gap that nothing fills.
pub fn files(album: &Album, report: &Report, titles: &[(String, String)]) -> Result<Announced, String> {
    let (mut files, mut notices) = (Vec::new(), Vec::new());
    for outlet in outlets::all() {
        let text = text(album, titles, &outlet)?;
        if !outlet.has_room(&text) {
            let (length, most) = (outlet.length(&text), outlet.most);
            notices.push(format!(
                "announce/{}.txt: {length} characters, {} takes {most}; shorten the title or the url",
                outlet.name, outlet.title
            ));
        }
        files.push((format!("announce/{}.txt", outlet.name), text));
    }
    let checklist = fill(include_str!("checklist.txt"), Kind::Plain, &checklist(album, report))
        .map_err(|fault| format!("checklist.txt: {fault}"))?;
    files.push(("announce/checklist.md".to_owned(), checklist));
    Ok((files, notices))
}

/// The longest text that has room at an outlet.
fn text(album: &Album, titles: &[(String, String)], outlet: &Outlet) -> Result<String, String> {
    let with = |parts: &[&str]| {
        fill(include_str!("announce.txt"), Kind::Plain, &fields(album, titles, outlet, parts))
            .map_err(|fault| format!("announce.txt: {fault}"))
    };
    let (mut parts, mut text) = (Vec::new(), with(&[])?);
    for part in PARTS {
        parts.push(part);
        let longer = with(&parts)?;
        if outlet.has_room(&longer) {
            text = longer;
        } else {
            parts.pop();
        }
    }
    Ok(text)
}

/// Who took part in some of the songs: name, roles, and in brackets which songs those are, unless it is all.
fn song_credits(album: &Album, titles: &[(String, String)]) -> Vec<(String, String)> {
    let mut found: Vec<(&Credit, Vec<&str>)> = Vec::new();
    for (track, (title, _)) in album.songs.iter().zip(titles) {
        for credit in track.credits.iter().filter(|credit| !album.credits.contains(credit)) {
            match found.iter_mut().find(|(known, _)| *known == credit) {
                Some((_, songs)) => songs.push(title),
                None => found.push((credit, vec![title])),
            }
        }
    }
    let told = |(credit, songs): (&Credit, Vec<&str>)| {
        let roles = credit.roles.join(", ");
        let is_all = songs.len() == titles.len();
        let roles = if is_all { roles } else { format!("{roles} ({})", songs.join(", ")) };
        (credit.name.clone(), roles)
    };
    found.into_iter().map(told).collect()
}

fn fields(album: &Album, titles: &[(String, String)], outlet: &Outlet, parts: &[&str]) -> Fields {
    let has = |part: &str| parts.contains(&part);
    let kept = |part: &str, text: &str| if has(part) { text.trim().to_owned() } else { String::new() };
    let songs = titles.iter().enumerate().filter(|_| has("songs") && titles.len() > 1);
    let songs: Vec<Fields> = songs
        .map(|(number, (title, _))| {
            Fields::default().text("number", (number + 1).to_string()).text("title", title)
        })
        .collect();
    let credits = album.credits.iter().filter(|_| has("credits"));
    let credits = credits.map(|credit| (credit.name.clone(), credit.roles.join(", ")));
    let of_songs = song_credits(album, titles).into_iter().filter(|_| has("song credits"));
    let credits: Vec<Fields> = credits
        .chain(of_songs)
        .map(|(name, roles)| Fields::default().text("name", name).text("roles", roles))
        .collect();
    let there = |list: &[Fields]| if list.is_empty() { "" } else { "there" };
    Fields::default()
        .text("title", album.title.trim())
        .text("artist", album.artist.trim())
        .text("date", &album.date)
        .text("link", album.url.trim())
        .text("notes", kept("notes", &album.notes))
        .text("licence", kept("licence", &album.licence))
        .text("tags", kept("tags", &tags(album, outlet.tags).join(" ")))
        .text("has_songs", there(&songs))
        .text("has_credits", there(&credits))
        .list("songs", songs)
        .list("credits", credits)
}

/// Hashtags of an album: its kinds of music, its artist, what everybody says.
pub fn tags(album: &Album, most: usize) -> Vec<String> {
    let words = [&album.genre, &album.subgenre, &album.artist].map(String::as_str);
    let mut tags: Vec<String> = Vec::new();
    for words in words.into_iter().chain(["new music", "tracker music"]) {
        let tag: String = words
            .split(|sign: char| !sign.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| {
                let mut signs = word.chars();
                let first: String = signs.next().into_iter().flat_map(char::to_uppercase).collect();
                first + signs.as_str()
            })
            .collect();
        let tag = format!("#{tag}");
        if tag.len() > 1 && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.truncate(most);
    tags
}

fn checklist(album: &Album, report: &Report) -> Fields {
    let mut steps: Vec<Fields> = Vec::new();
    let mut step =
        |day: String, what: String| steps.push(Fields::default().text("day", day).text("what", what));
    for (missing, what) in [
        (album.upc.is_empty(), "get a UPC or EAN for the album, or let the distributor give one"),
        (
            album.songs.iter().any(|song| song.isrc.is_empty()),
            "get an ISRC for each song, or let the distributor give them",
        ),
        (album.cover.is_empty(), "look at the cover that the program has drawn, or have one made"),
        (
            album.url.is_empty(),
            "write `url:` into the album's file once you know where the site will lie: feed and social cards need it",
        ),
        (report.reason.is_some(), "read `report.html`: the songs are not as loud as was aimed at"),
    ] {
        if missing {
            step(String::new(), what.to_owned());
        }
    }
    for (distance, what) in STEPS {
        step(days_after(&album.date, distance).unwrap_or_default(), what.to_owned());
    }
    Fields::default().text("title", &album.title).text("date", &album.date).list("steps", steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::album::Track;

    fn album() -> Album {
        Album {
            title: "Night Lines".to_owned(),
            artist: "Ann & Bob".to_owned(),
            genre: "electronic".to_owned(),
            date: "2027-01-03".to_owned(),
            url: "https://a.example/night/".to_owned(),
            notes: "Written at night. ".repeat(10),
            credits: vec![credit("Ann", "composer")],
            songs: (0..12).map(song).collect(),
            ..Album::default()
        }
    }

    fn credit(name: &str, role: &str) -> Credit {
        Credit { name: name.to_owned(), roles: vec![role.to_owned()] }
    }

    /// The fourth and the fifth have guests.
    fn song(number: usize) -> Track {
        let guests = match number {
            3 => vec![credit("Nobody", "violin"), credit("Ann", "composer")],
            4 => vec![credit("Nobody", "violin"), credit("Bob", "drums")],
            _ => Vec::new(),
        };
        Track { credits: guests, ..Track::default() }
    }

    fn titles() -> Vec<(String, String)> {
        (0..12).map(|n| (format!("A song of some length {n}"), "Ann".to_owned())).collect()
    }

    #[test]
    fn each_text_has_room_and_loses_the_least_needed_first() {
        let titles = titles();
        for outlet in outlets::all() {
            let text = text(&album(), &titles, &outlet).expect("a text");
            assert!(outlet.has_room(&text), "{}: {text}", outlet.name);
            assert!(
                text.starts_with("Night Lines by Ann & Bob (2027-01-03)\nhttps://a.example/night/\n"),
                "{text}"
            );
            let has = |words: &str| text.contains(words);
            match outlet.name.as_str() {
                "x" => assert!(
                    has("Ann: composer\nNobody: violin (A song of some length 3, A song of some length 4)\n")
                        && has("Bob: drums (A song of some length 4)\n")
                        && has("\n#Electronic #AnnBob")
                        && !has("Written at night")
                        && !has("12. A song"),
                    "{text}"
                ),
                "youtube" => {
                    assert!(has("Bob: drums") && has("12. A song") && has("#Electronic #AnnBob"), "{text}");
                    assert_eq!(text.matches("Ann: composer").count(), 1, "{text}");
                }
                "mail" => assert!(has("composer") && !has("#"), "{text}"),
                _ => {}
            }
        }
    }

    #[test]
    fn what_has_no_room_leaves_it_to_what_is_shorter_and_who_is_in_all_songs_has_no_titles() {
        let mut album = album();
        album.credits = (0..20).map(|n| credit(&format!("Singer {n} of the choir"), "voice")).collect();
        album.songs = vec![Track { credits: vec![credit("Nobody", "violin")], ..Track::default() }];
        let all = outlets::all();
        let x = all.iter().find(|outlet| outlet.name == "x").expect("an outlet");
        let text = text(&album, &titles()[..1], x).expect("a text");
        assert!(!text.contains("Singer") && text.contains("\nNobody: violin\n"), "{text}");
    }
}
