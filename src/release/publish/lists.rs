//! The texts of a release: play list, cue sheet, the distributor's table, liner notes.

use super::tagging::names;
use crate::dsp::units::clock;
use crate::formats::album::{Album, Track};
use crate::formats::csv;
use crate::release::master::report::{Report, SongReport};
use std::fmt::Write as _;

/// An M3U play list of the files with that ending in `folder`.
pub fn play_list(album: &Album, report: &Report, folder: &str, ending: &str) -> String {
    let mut out = format!("#EXTM3U\n#PLAYLIST:{}\n", line(&album.title));
    for (track, song) in album.songs.iter().zip(&report.songs) {
        let artist = line(album.artist_of(track));
        let _ = writeln!(out, "#EXTINF:{:.0},{artist} - {}", song.length_s, line(&song.title));
        let _ = writeln!(out, "{folder}/{}{ending}", stem(&song.file));
    }
    out
}

/// A text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A master's name without its ending.
pub fn stem(file: &str) -> &str {
    file.strip_suffix(".wav").unwrap_or(file)
}

/// A cue sheet of the masters in `folder`, one file for each song, with 75 frames a second.
pub fn cue_sheet(album: &Album, report: &Report, folder: &str) -> String {
    let quoted = |text: &str| format!("\"{}\"", line(text).replace('"', "'"));
    let mut out = String::new();
    if !album.upc.is_empty() {
        let _ = writeln!(out, "CATALOG {:0>13}", album.upc);
    }
    let _ = writeln!(out, "PERFORMER {}\nTITLE {}", quoted(&album.artist), quoted(&album.title));
    for (number, (track, song)) in album.songs.iter().zip(&report.songs).enumerate() {
        let _ = writeln!(out, "FILE \"{folder}/{}\" WAVE\n  TRACK {:02} AUDIO", song.file, number + 1);
        let _ = writeln!(
            out,
            "    TITLE {}\n    PERFORMER {}",
            quoted(&song.title),
            quoted(album.artist_of(track))
        );
        let writer = names(album, track, "composer");
        if !writer.is_empty() {
            let _ = writeln!(out, "    SONGWRITER {}", quoted(&writer));
        }
        if !track.isrc.is_empty() {
            let _ = writeln!(out, "    ISRC {}", track.isrc);
        }
        out += "    INDEX 01 00:00:00\n";
    }
    out
}

/// The columns of the distributor's table.
const COLUMNS: [&str; 33] = [
    "release_title",
    "release_artist",
    "label",
    "upc",
    "catalog_no",
    "release_type",
    "release_date",
    "p_year",
    "p_line",
    "c_line",
    "genre",
    "subgenre",
    "disc",
    "track",
    "title",
    "version",
    "isrc",
    "duration_s",
    "main_artist",
    "featuring",
    "remixer",
    "composer",
    "lyricist",
    "producer",
    "arranger",
    "publisher",
    "lyrics_language",
    "advisory",
    "file",
    "cover_file",
    "sha256",
    "lufs_i",
    "true_peak_dbtp",
];

/// What shops call a release of so many songs.
pub fn kind(album: &Album) -> &'static str {
    match album.songs.len() {
        0..=3 => "Single",
        4..=6 => "EP",
        _ => "Album",
    }
}

/// The distributor's table, and where a spreadsheet would take one of its cells for a formula, the one to open there.
pub struct Tables {
    /// Every cell as it is.
    pub exact: String,
    /// The same with an apostrophe before such cells.
    pub for_spreadsheets: Option<String>,
}

/// One row for each song (RFC 4180); `sums` are those of the masters.
pub fn tables(album: &Album, report: &Report, sums: &[String], cover: &str) -> Tables {
    let rows = rows(album, report, sums, cover);
    let text = |row: fn(&[String]) -> String| {
        COLUMNS.join(",") + "\r\n" + &rows.iter().map(|cells| row(cells)).collect::<String>()
    };
    let (exact, marked) = (text(csv::row), text(csv::row_without_formulas));
    Tables { for_spreadsheets: (marked != exact).then_some(marked), exact }
}

fn rows(album: &Album, report: &Report, sums: &[String], cover: &str) -> Vec<[String; COLUMNS.len()]> {
    let kind = kind(album);
    let row = |(number, (track, song)): (usize, (&Track, &SongReport))| {
        let is_explicit = track.explicit.unwrap_or(album.explicit);
        let language = if track.language.is_empty() { &album.language } else { &track.language };
        let several = |role| names(album, track, role).replace("; ", "|");
        let figure = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:.1}"));
        [
            album.title.clone(),
            album.artist.clone(),
            album.label.clone(),
            album.upc.clone(),
            album.catalogue.clone(),
            kind.to_owned(),
            album.date.clone(),
            album.year().map_or_else(String::new, |year| year.to_string()),
            album.phonogram.clone(),
            album.copyright.clone(),
            album.genre.clone(),
            album.subgenre.clone(),
            "1".to_owned(),
            (number + 1).to_string(),
            song.title.clone(),
            track.version.clone(),
            track.isrc.clone(),
            format!("{:.0}", song.length_s),
            album.artist_of(track).to_owned(),
            several("featuring"),
            several("remixer"),
            several("composer"),
            several("lyricist"),
            several("producer"),
            several("arranger"),
            several("publisher"),
            language.clone(),
            if is_explicit { "Explicit" } else { "NotExplicit" }.to_owned(),
            format!("store/{}", song.file),
            cover.to_owned(),
            sums.get(number).cloned().unwrap_or_default(),
            figure(song.after.integrated),
            figure(song.after.true_peak),
        ]
    };
    album.songs.iter().zip(&report.songs).enumerate().map(row).collect()
}

/// Liner notes in Markdown.
pub fn notes(album: &Album, report: &Report) -> String {
    let mut out = format!("# {}\n\n{}\n", album.title, album.artist);
    let about = [&album.label, &album.catalogue, &album.date];
    let about: Vec<&str> = about.iter().map(|text| text.as_str()).filter(|text| !text.is_empty()).collect();
    if !about.is_empty() {
        let _ = writeln!(out, "\n{}", about.join(", "));
    }
    if !album.notes.is_empty() {
        let _ = writeln!(out, "\n{}", album.notes);
    }
    out += "\n## Songs\n\n";
    for (number, (track, song)) in album.songs.iter().zip(&report.songs).enumerate() {
        let _ = writeln!(out, "{}. {} ({})", number + 1, song.title, clock(song.length_s));
        for credit in &track.credits {
            let _ = writeln!(out, "   - {}: {}", credit.name, credit.roles.join(", "));
        }
    }
    if !album.credits.is_empty() {
        out += "\n## Credits\n\n";
        album
            .credits
            .iter()
            .for_each(|credit| _ = writeln!(out, "- {}: {}", credit.name, credit.roles.join(", ")));
    }
    for (track, song) in album.songs.iter().zip(&report.songs).filter(|(track, _)| !track.lyrics.is_empty()) {
        let _ = writeln!(out, "\n## Words: {}\n\n{}", song.title, track.lyrics.trim_end());
    }
    for (sign, holder) in [("©", &album.copyright), ("℗", &album.phonogram), ("Licence:", &album.licence)]
    {
        if !holder.is_empty() {
            let _ = writeln!(out, "\n{sign} {holder}");
        }
    }
    out
}
