//! `segno master`: an album's songs become masters, with a report as text, as a page and as a document.

use super::arguments::Globals;
use super::arguments::release::MasterArguments;
use super::chart;
use super::mastering::{Work, told_if_stopped};
use super::outcome::{Failure, Outcome};
use super::print;
use crate::dsp::loudness::Measurement;
use crate::io::new_folder::NewFolder;
use crate::io::paths::folder_of;
use crate::io::{album_file, save::save};
use crate::release::master::corrections::Corrections;
use crate::release::master::page::{done, page};
use crate::release::master::report::{Report, SongReport, Turned};
use serde::Serialize;
use std::collections::BTreeMap;

/// The report's document; a folder that holds it is one of masters.
pub const DOCUMENT: &str = "report.json";
/// The report's page.
const PAGE: &str = "report.html";

/// Masters into a folder that appears when all is done.
pub fn run(arguments: &MasterArguments, globals: Globals) -> Outcome {
    told_if_stopped(make(arguments, globals))
}

fn make(arguments: &MasterArguments, globals: Globals) -> Outcome {
    let album = album_file::read(&arguments.album)?;
    let work = Work::begin(folder_of(&arguments.output), globals)?;
    let folder = NewFolder::begin(&arguments.output, DOCUMENT)?;
    let older = match arguments.fresh {
        true => Corrections::default(),
        false => Corrections::of(&arguments.output.join(DOCUMENT)),
    };
    let (report, _) = work.master(&album, folder_of(&arguments.album), Some(folder.path()), &older)?;
    let document = serde_json::to_string_pretty(&report)
        .map_err(|error| Failure::Machine(format!("could not write JSON: {error}")))?;
    save(&folder.path().join(PAGE), page(&report).as_bytes())?;
    save(&folder.path().join(DOCUMENT), (document + "\n").as_bytes())?;
    folder.finish()?;
    let made = work.end();
    if !globals.quiet {
        report.songs.iter().flat_map(|song| &song.notices).for_each(|notice| eprintln!("{notice}"));
    }
    if globals.json {
        return print::json(&Answer { report: &report, made });
    }
    print::text(&text(&report, arguments))
}

/// The report, and how often each deed had to be done because it was not kept from the last time.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(flatten)]
    report: &'a Report,
    made: BTreeMap<&'static str, u32>,
}

fn shown(value: Option<f64>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.1}"))
}

fn text(report: &Report, arguments: &MasterArguments) -> String {
    let title =
        if report.title.is_empty() { arguments.album.display().to_string() } else { report.title.clone() };
    let mut text =
        format!("{title}: {} songs, {} Hz, {} bit\n", report.songs.len(), report.rate, report.bits);
    let heads = [
        "  song",
        "LUFS before",
        "after",
        "range before",
        "after",
        "dBTP before",
        "after",
        "gain dB",
        "limited dB",
    ];
    let row = |title: &str, before: &Measurement, after: &Measurement| {
        let of = |get: fn(&Measurement) -> Option<f64>| [shown(get(before)), shown(get(after))];
        let figures = [of(|one| one.integrated), of(|one| one.range), of(|one| one.true_peak)];
        std::iter::once(format!("  {title}")).chain(figures.into_iter().flatten()).collect::<Vec<_>>()
    };
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for song in &report.songs {
        let mut one = row(&song.title, &song.before, &song.after);
        one.extend([format!("{:+.1}", song.gain_db), format!("{:.1}", song.limiting_db)]);
        rows.push(one);
    }
    rows.push(row("all together", &report.before, &report.after));
    text += &print::table(&rows);
    text.push('\n');
    for song in &report.songs {
        text += &format!("  {}: {}\n", song.title, done(song));
        if song.limiting_db > 0.0 {
            let course: Vec<Option<f64>> = song.limiting_course_db.iter().map(|taken| Some(*taken)).collect();
            let top = (song.limiting_db / 2.0).ceil() * 2.0;
            text += &format!(
                "  what the limiter took away over time, in dB\n{}",
                chart::columns(&course, top, 2, top / 2.0)
            );
        }
    }
    let over = |song: &SongReport| {
        let those: Vec<String> =
            song.codecs.iter().map(|coded| format!("{} {:+.1}", coded.name, coded.true_peak_dbtp)).collect();
        vec![format!("  {}", song.title), those.join(", ")]
    };
    text += "\n  true peaks of what codecs make of the loudest half minute, in dBTP\n";
    text += &print::table(&report.songs.iter().map(over).collect::<Vec<_>>());
    text += "\n  what services do to the album played as one, in dB\n";
    let turn = |one: &Turned| {
        let source = if one.sure { "" } else { "as others say" };
        vec![format!("  {}", one.name), format!("{:+.1}", one.db), source.to_owned()]
    };
    text += &print::table(&report.platforms.iter().map(turn).collect::<Vec<_>>());
    if let Some(reason) = &report.reason {
        text += &format!("\n{reason}\n");
    }
    if let Some(kept) = &report.kept {
        text += &format!("\n{kept}\n");
    }
    text + &format!("\n{} and {PAGE} in {}\n", DOCUMENT, arguments.output.display())
}
