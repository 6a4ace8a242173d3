//! `segno publish`: an album becomes a folder that shops and listeners can be given, and is checked against what shops want.

use super::arguments::{Globals, PublishArguments};
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::print;
use super::progress::Bar;
use crate::formats::shops;
use crate::io::album_file;
use crate::io::new_folder::NewFolder;
use crate::io::paths::{folder_of, make_folder};
use crate::io::problem::Problem;
use crate::release::master::{Places, master};
use crate::release::publish::art::Art;
use crate::release::publish::check::{Finding, check};
use crate::release::publish::{DOCUMENT, cover, drawn, publish};
use serde_json::json;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

/// Makes the release, or only checks what it would be.
pub fn run(arguments: &PublishArguments, globals: Globals) -> Outcome {
    let album = album_file::read(&arguments.album)?;
    let from = folder_of(&arguments.album);
    let cover = cover(&album, from)?;
    let stop = interrupt::flag()?;
    let beside = folder_of(&arguments.output);
    let folder = NewFolder::begin(&arguments.output, DOCUMENT)?;
    let work = tempfile::Builder::new().prefix(".segno-").suffix(".work").tempdir_in(beside);
    let work = work.map_err(Problem::during("make a new folder in", beside))?;
    let [masters, sounds] = ["masters", "sounds"].map(|name| work.path().join(name));
    make_folder(&masters)?;
    make_folder(&sounds)?;
    let bar = Mutex::new(Bar::new(globals.quiet));
    let watch = |deed: &str, part: f64| {
        if let Ok(mut bar) = bar.lock() {
            bar.draw(deed, part);
        }
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let report = master(&album, Places { album: from, out: &masters, work: &sounds }, &watch)?;
    let places = (masters.as_path(), arguments.output.as_path(), folder.path());
    let art = Art::of(&album, &report, from);
    let is_drawn = cover.is_none();
    let cover = match cover {
        Some(given) => Some(given),
        None => Some(drawn(&art)?),
    };
    let picture = cover.as_ref().map(|(picture, _)| picture);
    let (release, delivered, told) = publish(&album, &report, picture, &art, places, &watch)?;
    drop(bar);
    let findings = check(&album, &shops::all(), cover.as_ref().map(|(_, facts)| facts), &delivered);
    let mut notices: Vec<String> = report.songs.iter().flat_map(|song| song.notices.clone()).collect();
    notices.extend(report.reason.clone());
    notices.extend(told);
    if is_drawn {
        notices.push(
            "the album has no cover: one was drawn of its music; `cover:` in its file names another"
                .to_owned(),
        );
    }
    if !globals.quiet {
        notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    let written = !arguments.check;
    if written {
        folder.finish()?;
    }
    let files: Vec<&String> = release.files.keys().collect();
    if globals.json {
        print::json(&json!({
            "title": album.title, "written": written, "files": files, "findings": findings, "notices": notices,
        }))?;
    } else {
        print::text(&text(&findings, written.then_some((arguments.output.as_path(), files.len()))))?;
    }
    let refused = findings.iter().filter(|finding| finding.is_refused).count();
    match arguments.check && refused > 0 {
        true => {
            Err(Failure::Input(format!("{}: {refused} things would be refused", arguments.album.display())))
        }
        false => Ok(()),
    }
}

fn text(findings: &[Finding], written: Option<(&Path, usize)>) -> String {
    let mut text = String::new();
    for (refused, heading) in [(true, "would be refused"), (false, "worth a second look")] {
        let those: Vec<&Finding> = findings.iter().filter(|finding| finding.is_refused == refused).collect();
        if those.is_empty() {
            continue;
        }
        text += &format!("{heading}\n");
        for Finding { place, shops, message, fix, .. } in those {
            let shops = if shops.is_empty() { String::new() } else { format!(" ({})", shops.join(", ")) };
            text += &format!("  {place}: {message}{shops}\n    {fix}\n");
        }
    }
    if findings.is_empty() {
        text += "nothing would be refused\n";
    }
    if let Some((folder, count)) = written {
        text += &format!("{count} files and SHA256SUMS in {}\n", folder.display());
    }
    text
}
