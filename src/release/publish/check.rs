//! What services and distributors would refuse of a release, or advise against: each fault with its place and a fix.

use super::delivered::{Delivered, Inside};
use crate::formats::album::Album;
use crate::formats::picture::PictureFacts;
use crate::formats::shops::Shop;
use serde::Serialize;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What it is about: `cover`, `song 2`, `album`.
    pub place: String,
    /// Whether it would be refused; otherwise it is a piece of advice.
    pub is_refused: bool,
    /// Who says so.
    pub shops: Vec<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub fix: String,
}

/// Collects findings.
struct Findings<'a> {
    shops: &'a [Shop],
    list: Vec<Finding>,
}

impl Findings<'_> {
    /// Notes what those shops want for which `is_wrong`.
    fn wanted(&mut self, place: &str, is_wrong: impl Fn(&Shop) -> bool, message: String, fix: &str) {
        let who: Vec<&Shop> = self.shops.iter().filter(|shop| is_wrong(shop)).collect();
        if who.is_empty() {
            return;
        }
        self.list.push(Finding {
            place: place.to_owned(),
            is_refused: who.iter().any(|shop| shop.sure),
            shops: who.iter().map(|shop| shop.name.clone()).collect(),
            message,
            fix: fix.to_owned(),
        });
    }

    /// Notes what everyone wants.
    fn everyone(&mut self, place: &str, is_refused: bool, message: String, fix: &str) {
        let finding =
            Finding { place: place.to_owned(), is_refused, shops: Vec::new(), message, fix: fix.to_owned() };
        self.list.push(finding);
    }
}

/// Checks what an album says and, as far as they are known, its cover and its songs as they will be delivered.
pub fn check(
    album: &Album,
    shops: &[Shop],
    cover: Option<&PictureFacts>,
    songs: &[Delivered],
) -> Vec<Finding> {
    let mut found = Findings { shops, list: Vec::new() };
    for (name, text) in
        [("title", &album.title), ("artist", &album.artist), ("genre", &album.genre), ("label", &album.label)]
    {
        if text.trim().is_empty() {
            found.everyone(
                "album",
                true,
                format!("it has no {name}"),
                &format!("write `{name}:` into the album's file"),
            );
        }
    }
    for (name, text) in [
        ("date", &album.date),
        ("language", &album.language),
        ("copyright", &album.copyright),
        ("phonogram", &album.phonogram),
    ] {
        if text.trim().is_empty() {
            found.everyone(
                "album",
                false,
                format!("it has no {name}"),
                &format!("write `{name}:` into the album's file"),
            );
        }
    }
    if album.upc.is_empty() {
        let fix = "write `upc:` into the album's file, or let the distributor give one";
        found.wanted("album", |shop| shop.upc, "it has no UPC or EAN".to_owned(), fix);
    }
    title(&mut found, "album", &album.title, &album.artist);
    check_cover(&mut found, cover);
    for (number, track) in album.songs.iter().enumerate() {
        let place = format!("song {}", number + 1);
        if track.isrc.is_empty() {
            let fix = "write `isrc:` into the song's line, or let the distributor give one";
            found.wanted(&place, |shop| shop.isrc, "it has no ISRC".to_owned(), fix);
        }
        let delivered = songs.get(number);
        let name = delivered.map_or(&track.title, |song| &song.title);
        if delivered.is_some() || !name.is_empty() {
            title(&mut found, &place, name, album.artist_of(track));
        }
        if !album.credits_of(track).any(|credit| credit.roles.iter().any(|role| role == "composer")) {
            found.everyone(
                &place,
                false,
                "nobody is named as its composer".to_owned(),
                "add `(name: …, roles: [\"composer\"])` to the credits",
            );
        }
        if let Some(song) = delivered {
            check_sound(&mut found, &place, song);
        }
    }
    let lengths: Option<f64> = songs.iter().map(|song| song.seconds).sum();
    if !songs.is_empty() && lengths.is_some_and(|seconds| seconds / (songs.len() as f64) < 60.0) {
        let message = "its songs are shorter than a minute on average".to_owned();
        found.everyone("album", false, message, "some distributors pay nothing for those: ask before");
    }
    found.list
}

fn check_cover(found: &mut Findings, cover: Option<&PictureFacts>) {
    let Some(cover) = cover else {
        let message = "there is no cover".to_owned();
        return found.everyone(
            "cover",
            true,
            message,
            "write `cover:` and a picture of 3000 × 3000 pixels into the album's file",
        );
    };
    let fix = "export it as a baseline JPEG or a PNG of 3000 × 3000 pixels, RGB, without a profile";
    let PictureFacts { width, height, components, .. } = *cover;
    if width != height {
        found.everyone("cover", true, format!("it is {width} × {height} pixels, not square"), fix);
    }
    let side = width.min(height);
    found.wanted(
        "cover",
        |shop| side < shop.cover_least,
        format!("it is {side} pixels wide, too small"),
        fix,
    );
    found.wanted(
        "cover",
        |shop| shop.cover_most > 0 && side > shop.cover_most,
        format!("it is {side} pixels wide, too large"),
        fix,
    );
    if components != 3 {
        let what = if components == 4 && !cover.is_png { "CMYK" } else { "not plain RGB" };
        found.everyone("cover", true, format!("its colours are {what}"), fix);
    }
    if cover.has_profile {
        found.wanted("cover", |shop| !shop.cover_profile, "it brings a colour profile".to_owned(), fix);
    }
    if cover.is_turned {
        found.everyone("cover", true, "it asks to be turned (EXIF)".to_owned(), fix);
    }
    if cover.is_progressive {
        found.everyone("cover", false, "it is a progressive JPEG".to_owned(), fix);
    }
}

fn check_sound(found: &mut Findings, place: &str, song: &Delivered) {
    if let Some(seconds) = song.seconds {
        found.wanted(
            place,
            |shop| seconds < shop.shortest_s,
            format!("it lasts {seconds:.0} s, too short"),
            "join it with another song, or leave it out there",
        );
    }
    let Some(Inside { peak, silence, is_mono }) = song.sound else { return };
    let fix = "lower `ceiling:` in the album's `master:`";
    found.wanted(place, |shop| peak > shop.peak + 0.05, format!("its true peak is {peak:.1} dBTP"), fix);
    for (silence, end) in silence.into_iter().zip(["beginning", "end"]) {
        let long = |shop: &Shop| shop.silence_s > 0.0 && silence > shop.silence_s;
        found.wanted(
            place,
            long,
            format!("{silence:.0} s of silence at its {end}"),
            "shorten the `gap:`, or the song's own silence",
        );
    }
    if is_mono {
        found.everyone(
            place,
            false,
            "left and right are the same".to_owned(),
            "some refuse that: give it some width, or say that it is meant so",
        );
    }
}

/// What is wrong with a title, as the style guides of shops have it.
fn title(found: &mut Findings, place: &str, title: &str, artist: &str) {
    let lower = title.to_lowercase();
    let mut told = |message: String, fix: &str| found.everyone(place, false, message, fix);
    let letters: Vec<char> = title.chars().filter(|sign| sign.is_alphabetic()).collect();
    if letters.len() > 3
        && (letters.iter().all(|sign| sign.is_uppercase()) || letters.iter().all(|sign| sign.is_lowercase()))
    {
        told(
            format!("the title `{title}` is all in capitals or all in small letters"),
            "write it as titles are written",
        );
    }
    for word in ["official", "explicit", "original mix", "remastered hd", "exclusive"] {
        if lower.contains(word) {
            told(
                format!("the title `{title}` has `{word}` in it"),
                "leave it out; what is explicit has its own field",
            );
        }
    }
    let featuring = ["feat.", "ft.", "featuring "].iter().find(|word| lower.contains(**word));
    if featuring.is_some() && !lower.contains("(feat. ") {
        told(format!("the title `{title}` names a guest outside brackets"), "write `(feat. NAME)`");
    }
    if lower.contains("http") || lower.contains("www.") {
        told(format!("the title `{title}` holds an address"), "leave it out");
    }
    if !artist.trim().is_empty() && place != "album" && lower.contains(&artist.to_lowercase()) {
        told(format!("the title `{title}` holds the artist's name"), "leave it out");
    }
}
