//! The report as one HTML page: no scripts, nothing from outside, pictures drawn as SVG with their figures in tables beside them.

use super::report::{Report, SongReport, Turned};
use crate::dsp::loudness::Measurement;
use crate::formats::xml::escaped;
use std::fmt::Write as _;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222;background:#fff}\
table{border-collapse:collapse;margin:1em 0}th,td{padding:.25em .8em;text-align:right;border-bottom:1px solid #ccc}\
th:first-child,td:first-child{text-align:left}svg{width:100%;height:8em;background:#f4f4f4}\
.loudness{fill:#3a6ea5}.limiting{fill:#b5532a}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}svg{background:#242424}th,td{border-color:#444}}";

fn figure(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.1}"))
}

/// The page.
pub fn page(report: &Report) -> String {
    let title = escaped(&report.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}: mastering report</title>\n<style>{STYLE}</style>\n<h1>{title}</h1>\n<p>{}, {} Hz, {} bit, ceiling {:.1} dBTP</p>\n",
        report.target_lufs.map_or_else(
            || "as loud as it was".to_owned(),
            |target| format!(
                "aimed at {target:.1} LUFS for each {}",
                if report.level == "track" { "track" } else { "album as a whole" }
            )
        ),
        report.rate,
        report.bits,
        report.ceiling_dbtp,
    );
    if let Some(reason) = &report.reason {
        let _ = writeln!(out, "<p><strong>{}</strong></p>", escaped(reason));
    }
    if let Some(kept) = &report.kept {
        let _ = writeln!(out, "<p>{}</p>", escaped(kept));
    }
    out += "<h2>Before and after</h2>\n<table>\n<tr><th>song<th>LUFS before<th>after<th>range before<th>after<th>dBTP before<th>after<th>gain dB<th>limited dB\n";
    for song in &report.songs {
        row(&mut out, &song.title, &song.before, &song.after, Some((song.gain_db, song.limiting_db)));
    }
    row(&mut out, "all together", &report.before, &report.after, None);
    out += "</table>\n";
    out += &services("What services do to the album played as one", &report.platforms);
    report.songs.iter().for_each(|song| out += &part(song));
    out
}

fn row(out: &mut String, name: &str, before: &Measurement, after: &Measurement, done: Option<(f64, f64)>) {
    let cells = [
        before.integrated,
        after.integrated,
        before.range,
        after.range,
        before.true_peak,
        after.true_peak,
        done.map(|(gain, _)| gain),
        done.map(|(_, limiting)| limiting),
    ];
    let cells: String = cells.into_iter().map(|cell| format!("<td>{}", figure(cell))).collect();
    let _ = writeln!(out, "<tr><td>{}{cells}", escaped(name));
}

fn services(heading: &str, turned: &[Turned]) -> String {
    let mut out =
        format!("<h3>{heading}</h3>\n<table>\n<tr><th>service<th>change in dB<th>known from<th>looked up\n");
    for one in turned {
        let source = if one.sure { "the service" } else { "others" };
        let _ =
            writeln!(out, "<tr><td>{}<td>{:+.1}<td>{source}<td>{}", escaped(&one.name), one.db, one.checked);
    }
    out + "</table>\n"
}

fn part(song: &SongReport) -> String {
    let mut out = format!("<h2>{}</h2>\n", escaped(&song.title));
    let what = done(song);
    let _ = writeln!(out, "<p>{}</p>", escaped(&what));
    let levels = song
        .course_lufs
        .iter()
        .map(|level| level.map_or(0.0, |level| ((level + 48.0) / 48.0).clamp(0.0, 1.0)));
    out += &bars("Loudness over time, −48 to 0 LUFS", "loudness", levels, true);
    let most = song.limiting_course_db.iter().copied().fold(3.0, f64::max);
    let taken = song.limiting_course_db.iter().map(|taken| taken / most);
    out +=
        &bars(&format!("What the limiter took away over time, 0 to {most:.1} dB"), "limiting", taken, false);
    out += &services("What services do to the song played alone", &song.platforms);
    out += "<h3>What codecs make of its loudest half minute</h3>\n<table>\n<tr><th>codec, kb/s<th>true peak dBTP<th>above full scale dB\n";
    for coded in &song.codecs {
        let _ =
            writeln!(out, "<tr><td>{}<td>{:.1}<td>{:.1}", coded.name, coded.true_peak_dbtp, coded.over_db);
    }
    out += "</table>\n";
    song.notices.iter().for_each(|notice| _ = writeln!(out, "<p>{}</p>", escaped(notice)));
    out
}

/// What was done to a song, in words.
pub fn done(song: &SongReport) -> String {
    if song.untouched {
        return "nothing: every sample is that of the source".to_owned();
    }
    let mut done = Vec::new();
    if !song.tone.is_empty() {
        let bands = song.tone.iter().filter(|band| band.db.abs() >= 0.05);
        let bands = bands.map(|band| format!("{:.0} Hz {:+.1}", band.hertz, band.db));
        done.push(format!("tone: {} dB", bands.collect::<Vec<_>>().join(", ")));
    }
    if song.multiband_db > 0.0 {
        done.push(format!("multiband compression: up to {:.1} dB", song.multiband_db));
    }
    if song.compression_db > 0.0 {
        done.push(format!("compression: up to {:.1} dB", song.compression_db));
    }
    if song.gain_db != 0.0 {
        done.push(format!("gain: {:+.1} dB", song.gain_db));
    }
    if song.limiting_db > 0.0 {
        done.push(format!("limiter: up to {:.1} dB", song.limiting_db));
    }
    if song.dithered {
        done.push("dither".to_owned());
    }
    done.join("; ")
}

/// A picture of bars, 0 to 1, from the bottom or from the top.
fn bars(name: &str, class: &str, values: impl Iterator<Item = f64>, from_bottom: bool) -> String {
    let mut out = format!(
        "<figure><svg viewBox=\"0 0 640 100\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{name}\" class=\"{class}\">"
    );
    for (n, value) in values.enumerate() {
        let height = 100.0 * value;
        let y = if from_bottom { 100.0 - height } else { 0.0 };
        let _ = write!(out, "<rect x=\"{}\" y=\"{y:.1}\" width=\"9\" height=\"{height:.1}\"/>", n * 10);
    }
    out + &format!("</svg><figcaption>{name}</figcaption></figure>\n")
}
