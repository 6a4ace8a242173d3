//! What services and distributors would refuse of a release, or advise against: each fault with its place and a fix.

use super::delivered::{Delivered, Inside};
use super::site::base;
use crate::formats::album::Album;
use crate::formats::album::addresses::{is_mail, is_web};
use crate::formats::picture::PictureFacts;
use crate::formats::platforms;
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
    /// The least of what those shops say for which `is_wrong`.
    fn least(&self, is_wrong: impl Fn(&Shop) -> bool, value: impl Fn(&Shop) -> f64) -> f64 {
        self.shops.iter().filter(|shop| is_wrong(shop)).map(value).fold(f64::INFINITY, f64::min)
    }

    /// The side of a cover in pixels that is large enough for all, and too large for none if there is such a one.
    fn cover_side(&self) -> u32 {
        let large_enough = self.shops.iter().map(|shop| shop.cover_least).max().unwrap_or_default();
        let most = self.shops.iter().map(|shop| shop.cover_most).filter(|most| *most > 0).min();
        most.map_or(large_enough, |most| large_enough.min(most))
    }

    /// Notes what those shops want for which `is_wrong`.
    fn wanted(&mut self, place: &str, is_wrong: impl Fn(&Shop) -> bool, message: String, fix: &str) {
        let who: Vec<&Shop> = self.shops.iter().filter(|shop| is_wrong(shop)).collect();
        let is_refused = who.iter().any(|shop| shop.sure);
        self.told_by(place, is_refused, who.iter().map(|shop| shop.name.clone()).collect(), message, fix);
    }

    /// Notes what those shops only advise.
    fn advised(&mut self, place: &str, is_wrong: impl Fn(&Shop) -> bool, message: String, fix: &str) {
        let who = self.shops.iter().filter(|shop| is_wrong(shop)).map(|shop| shop.name.clone()).collect();
        self.told_by(place, false, who, message, fix);
    }

    /// Notes what somebody says, unless nobody does.
    fn told_by(&mut self, place: &str, is_refused: bool, shops: Vec<String>, message: String, fix: &str) {
        if !shops.is_empty() {
            self.list.push(Finding {
                place: place.to_owned(),
                is_refused,
                shops,
                message,
                fix: fix.to_owned(),
            });
        }
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
    check_addresses(&mut found, album);
    let rate = album.mastering.rate as u32;
    let by_all = |rate: &&u32| shops.iter().all(|shop| shop.rates.is_empty() || shop.rates.contains(rate));
    let common = shops.iter().flat_map(|shop| &shop.rates).find(by_all).copied().unwrap_or(44_100);
    found.wanted(
        "album",
        |shop| !shop.rates.is_empty() && !shop.rates.contains(&rate),
        format!("its masters have {rate} Hz"),
        &format!("write `rate: {common}` into the album's `master:`, for these or for all"),
    );
    check_cover(&mut found, cover);
    check_loudness(&mut found, songs);
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
        if !album.credits_of(track).any(|credit| credit.has("composer")) {
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

/// Where the site will lie and where listeners write to.
fn check_addresses(found: &mut Findings, album: &Album) {
    const USERS: &str = "feed, players for other sites, social cards and announcements";
    let mut told = |is_refused: bool, message: String, fix: &str| {
        found.everyone("album", is_refused, message, fix);
    };
    let (url, contact) = (album.url.trim(), album.contact.trim());
    let fix = "write `url:` with the address where the site will lie, such as `https://a.example/night/`, into the album's file";
    if url.is_empty() {
        told(false, format!("it has no url: {USERS} lead nowhere"), fix);
    } else if !is_web(url) {
        told(true, format!("its url `{url}` is no address on the web: {USERS} lead nowhere"), fix);
    } else {
        if !url.starts_with("https://") {
            let message = format!("its url `{url}` is not one of `https://`");
            told(
                false,
                message,
                "write `https://` there: browsers warn of the other, and many sites show no players from it",
            );
        }
        if base(album).is_empty() {
            let message = format!(
                "its url `{url}` ends neither with `/` nor with `.html`: {USERS} need the site's folder"
            );
            told(false, message, "write a `/` at its end if that is the site's folder");
        }
    }
    if !contact.is_empty() && !is_mail(contact) && !is_web(contact) {
        told(
            true,
            format!(
                "its contact `{contact}` is no address, neither of mail nor on the web: comments reach nobody"
            ),
            "write `contact:` with an address such as `me@a.example` into the album's file, or leave it out",
        );
    }
}

fn check_cover(found: &mut Findings, cover: Option<&PictureFacts>) {
    let side = found.cover_side();
    let Some(cover) = cover else {
        let fix = format!("write `cover:` and a picture of {side} × {side} pixels into the album's file");
        return found.everyone("cover", true, "there is no cover".to_owned(), &fix);
    };
    let fix =
        format!("export it as a baseline JPEG or a PNG of {side} × {side} pixels, RGB, without a profile");
    let fix = fix.as_str();
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
    let too_large = |shop: &Shop| shop.cover_mb > 0 && cover.bytes > shop.cover_mb as usize * 1_000_000;
    let message = format!("its file has {:.1} MB", cover.bytes as f64 / 1e6);
    let least =
        found.shops.iter().map(|shop| shop.cover_mb).filter(|most| *most > 0).min().unwrap_or_default();
    found.wanted("cover", too_large, message, &format!("export it as a JPEG of less than {least} MB"));
    if cover.is_progressive {
        found.everyone("cover", false, "it is a progressive JPEG".to_owned(), fix);
    }
}

/// What services will do to the album's loudness: nobody refuses any, but what is lost for it is lost for nothing.
fn check_loudness(found: &mut Findings, songs: &[Delivered]) {
    let known: Vec<(f64, f64, f64)> = songs
        .iter()
        .filter_map(|song| {
            let sound = song.sound?;
            Some((sound.loudness?, song.seconds?, sound.peak))
        })
        .collect();
    let seconds: f64 = known.iter().map(|(_, seconds, _)| seconds).sum();
    if known.is_empty() || seconds <= 0.0 {
        return;
    }
    let power: f64 = known.iter().map(|(loudness, seconds, _)| 10f64.powf(loudness / 10.0) * seconds).sum();
    let loudness = 10.0 * (power / seconds).log10();
    let peak = known.iter().map(|(.., peak)| *peak).fold(f64::NEG_INFINITY, f64::max);
    let all = platforms::all();
    let named = |is_one: &dyn Fn(f64, f64) -> bool| -> Vec<String> {
        let those = all.iter().filter(|one| {
            let gain = one.gain(loudness, peak);
            is_one(gain, one.loudness - loudness - gain)
        });
        those.map(|one| one.name.clone()).collect()
    };
    let down = all.iter().map(|one| -one.gain(loudness, peak)).fold(0.0, f64::max);
    found.told_by(
        "album",
        false,
        named(&|gain, _| gain < -2.5),
        format!("it has about {loudness:.1} LUFS, and is made softer by up to {down:.1} dB"),
        "a lower `loudness:` in the album's `master:` sounds as loud there and keeps more of its peaks",
    );
    found.told_by(
        "album",
        false,
        named(&|_, lacking| lacking > 2.0),
        format!("it has about {loudness:.1} LUFS, and stays softer than others"),
        "a higher `loudness:` in the album's `master:`, or leave it so if it is meant to be soft",
    );
}

fn check_sound(found: &mut Findings, place: &str, song: &Delivered) {
    if let Some(seconds) = song.seconds {
        let is_short = |shop: &Shop| seconds < shop.shortest_s;
        let longest = -found.least(is_short, |shop| -shop.shortest_s);
        found.wanted(
            place,
            is_short,
            format!("it lasts {seconds:.0} s, too short"),
            &format!(
                "{longest:.0} s are enough for all of these: join it with another song, or leave it out there"
            ),
        );
    }
    let Some(Inside { peak, loudness, silence, is_mono }) = song.sound else { return };
    let fix = |most: f64| format!("write `ceiling: {most:.1}` into the album's `master:`, or a lower one");
    let message = format!("its true peak is {peak:.1} dBTP");
    let is_refused = |shop: &Shop| shop.peak_refused.is_some_and(|most| peak > most + 0.05);
    let is_high = |shop: &Shop| !is_refused(shop) && peak > shop.peak + 0.05;
    // Whoever refuses a peak advises a lower one still.
    let refused = fix(found.least(is_refused, |shop| shop.peak));
    found.wanted(place, is_refused, message.clone(), &refused);
    let high = fix(found.least(is_high, |shop| shop.peak));
    found.advised(place, is_high, message, &high);
    let is_loud = |shop: &Shop| shop.loud.is_some_and(|loud| loudness.is_some_and(|own| own > loud + 0.05));
    let is_high_for_loud =
        |shop: &Shop| is_loud(shop) && peak <= shop.peak + 0.05 && peak > shop.loud_peak + 0.05;
    let high = fix(found.least(is_high_for_loud, |shop| shop.loud_peak));
    found.advised(
        place,
        is_high_for_loud,
        format!(
            "its true peak is {peak:.1} dBTP, high for music as loud as {:.1} LUFS",
            loudness.unwrap_or(-200.0)
        ),
        &high,
    );
    let ends = [("beginning", "the song's own silence"), ("end", "its `gap:`, or the song's own silence")];
    for (silence, (end, what)) in silence.into_iter().zip(ends) {
        let long = |shop: &Shop| shop.silence_s > 0.0 && silence > shop.silence_s;
        let most = found.least(long, |shop| shop.silence_s);
        found.wanted(
            place,
            long,
            format!("{silence:.0} s of silence at its {end}"),
            &format!("shorten {what}, to {most:.0} s at most"),
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
