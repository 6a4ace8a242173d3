//! A page for listeners: one file, no scripts, nothing from outside; it works from the disk and from any host.

use super::lists::stem;
use super::tagging::names;
use crate::formats::album::Album;
use crate::release::master::page::escaped;
use crate::release::master::report::{Report, SongReport};
use std::fmt::Write as _;

const STYLE: &str = "body{font:18px/1.5 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#222;background:#fff}\
img{width:100%;max-width:24em;height:auto}audio{width:100%}ol{padding-left:1.5em}li{margin:1.5em 0}svg{width:100%;height:4em}\
rect{fill:#3a6ea5}pre{white-space:pre-wrap;font:inherit}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}a{color:#8ab8e8}}";

/// The page of an album; files lie in the folders beside it.
pub fn page(album: &Album, report: &Report, cover: Option<&str>) -> String {
    let (title, artist) = (escaped(&album.title), escaped(&album.artist));
    let language = if album.language.is_empty() || album.language == "zxx" { "en" } else { &album.language };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta property=\"og:type\" content=\"music.album\">\n<meta property=\"og:title\" content=\"{title}\">\n\
         <title>{title}: {artist}</title>\n<style>{STYLE}</style>\n<main>\n<h1>{title}</h1>\n<p>{artist}</p>\n",
        escaped(language)
    );
    if let Some(cover) = cover {
        let _ = writeln!(out, "<img src=\"{cover}\" alt=\"The cover of {title}\">");
    }
    if !album.notes.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escaped(&album.notes));
    }
    out += "<ol>\n";
    for (number, song) in report.songs.iter().enumerate() {
        entry(&mut out, album, number, song);
    }
    out += "</ol>\n";
    if !album.credits.is_empty() {
        out += "<h2>Credits</h2>\n<ul>\n";
        for credit in &album.credits {
            let _ = writeln!(out, "<li>{}: {}", escaped(&credit.name), escaped(&credit.roles.join(", ")));
        }
        out += "</ul>\n";
    }
    for (sign, text) in [("©", &album.copyright), ("℗", &album.phonogram), ("Licence:", &album.licence)] {
        if !text.is_empty() {
            let _ = writeln!(out, "<p>{sign} {}</p>", escaped(text));
        }
    }
    out + "</main>\n"
}

fn entry(out: &mut String, album: &Album, number: usize, song: &SongReport) {
    let (track, name) = (&album.songs[number], stem(&song.file));
    let seconds = song.length_s.round() as u64;
    let title = escaped(&song.title);
    let _ = writeln!(out, "<li id=\"song-{}\"><h2>{title}</h2>", number + 1);
    if !track.artist.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", escaped(&track.artist));
    }
    *out += &format!(
        "<svg viewBox=\"0 0 640 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"How loud {title} is over time\">"
    );
    for (n, level) in song.course_lufs.iter().enumerate() {
        let height = 100.0 * level.map_or(0.0, |level| ((level + 48.0) / 48.0).clamp(0.0, 1.0));
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{:.0}\" width=\"9\" height=\"{height:.0}\"/>",
            n * 10,
            50.0 - height / 2.0
        );
    }
    *out += "</svg>\n";
    let _ = writeln!(
        out,
        "<audio controls preload=\"none\"><source src=\"listen/{name}.opus\" type=\"audio/ogg; codecs=opus\"><source src=\"listen/{name}.mp3\" type=\"audio/mpeg\"></audio>"
    );
    let _ = writeln!(
        out,
        "<p>{}:{:02}. Download: <a href=\"listen/{name}.flac\" download>FLAC</a>, <a href=\"listen/{name}.mp3\" download>MP3</a>, <a href=\"listen/{name}.opus\" download>Opus</a></p>",
        seconds / 60,
        seconds % 60
    );
    for role in ["composer", "lyricist", "producer"] {
        let who = names(album, track, role);
        if !who.is_empty() && !track.credits.is_empty() {
            let _ = writeln!(out, "<p>{role}: {}</p>", escaped(&who));
        }
    }
    if !track.lyrics.is_empty() {
        let _ = writeln!(
            out,
            "<details><summary>Words</summary><pre>{}</pre></details>",
            escaped(track.lyrics.trim_end())
        );
    }
}
