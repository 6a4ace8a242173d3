//! `segno publish`: an album becomes a folder that shops and listeners can be given, and is checked against what shops want.

use super::arguments::Globals;
use super::arguments::release::PublishArguments;
use super::mastering::{Work, told_if_stopped};
use super::outcome::{Failure, Outcome};
use super::print;
use crate::formats::album::Album;
use crate::formats::picture::PictureFacts;
use crate::formats::shops;
use crate::io::album_file;
use crate::io::new_folder::NewFolder;
use crate::io::paths::folder_of;
use crate::release::master::corrections::Corrections;
use crate::release::publish::art::Art;
use crate::release::publish::check::{Finding, check};
use crate::release::publish::delivered::{foreseen, mastered};
use crate::release::publish::{DOCUMENT, Sources, cover, drawn, publish};
use serde_json::json;

/// Makes the release, or only checks what it would be.
pub fn run(arguments: &PublishArguments, globals: Globals) -> Outcome {
    told_if_stopped(make(arguments, globals))
}

fn make(arguments: &PublishArguments, globals: Globals) -> Outcome {
    let album = album_file::read(&arguments.album)?;
    let from = folder_of(&arguments.album);
    let cover = cover(&album, from)?;
    let older = arguments.output.as_ref().filter(|_| !arguments.fresh);
    let older = older.map(|output| Corrections::of(&output.join(DOCUMENT))).unwrap_or_default();
    let Some(output) = arguments.output.as_deref().filter(|_| !arguments.check) else {
        let work = Work::begin(&std::env::temp_dir(), globals)?;
        // One that is drawn is of the same size and kind, whatever is in it.
        let facts = match &cover {
            Some((_, facts)) => *facts,
            None => drawn(&Art::default())?.1,
        };
        return only_check(arguments, &album, Some(&facts), &older, work, globals);
    };
    let work = Work::begin(folder_of(output), globals)?;
    let folder = NewFolder::begin(output, DOCUMENT)?;
    let (report, masters) = work.master(&album, from, None, &older)?;
    let art = Art::of(&album, &report, from);
    let is_drawn = cover.is_none();
    let cover = match cover {
        Some(given) => Some(given),
        None => Some(drawn(&art)?),
    };
    let picture = cover.as_ref().map(|(picture, _)| picture);
    let sources = Sources {
        album: &album,
        from,
        report: &report,
        masters: &masters,
        cover: picture,
        art: &art,
        kept: work.kept(),
        with_stems: !arguments.no_stems,
    };
    let places = (output, folder.path());
    let (release, told) = publish(sources, places, &|deed, part| work.tell(deed, part))?;
    let facts = cover.as_ref().map(|(_, facts)| facts);
    let findings = check(&album, &shops::all(), facts, &told.delivered);
    folder.finish()?;
    let made = work.end();
    let no_cover = "the album has no cover: one was drawn of its music; `cover:` in its file names another";
    let no_cover = is_drawn.then(|| no_cover.to_owned());
    let notices: Vec<&String> = report
        .songs
        .iter()
        .flat_map(|song| &song.notices)
        .chain(&report.reason)
        .chain(&report.kept)
        .chain(&told.notices)
        .chain(&no_cover)
        .collect();
    if !globals.quiet {
        notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    let files: Vec<&String> = release.files.keys().collect();
    if globals.json {
        return print::json(&json!({
            "title": album.title, "written": true, "files": files, "findings": findings, "notices": notices,
            "made": made,
        }));
    }
    let wrote = format!("{} files and SHA256SUMS in {}\n", files.len(), output.display());
    print::text(&(text(&findings) + &wrote))
}

/// What can be known without the sound is told first: only where nothing of that would be refused are the songs mastered.
fn only_check(
    arguments: &PublishArguments,
    album: &Album,
    cover: Option<&PictureFacts>,
    older: &Corrections,
    work: Work,
    globals: Globals,
) -> Outcome {
    let from = folder_of(&arguments.album);
    let watch = |deed: &str, part: f64| work.tell(deed, part);
    let is_refused = |findings: &[Finding]| findings.iter().any(|finding| finding.is_refused);
    let mut findings = check(album, &shops::all(), cover, &foreseen(album, from, &watch)?);
    let with_sound = !is_refused(&findings);
    let mut notices: Vec<String> = Vec::new();
    if with_sound {
        let (report, masters) = work.master(album, from, None, older)?;
        let of_songs = report.songs.iter().flat_map(|song| &song.notices);
        notices.extend(of_songs.chain(&report.reason).chain(&report.kept).cloned());
        findings = check(album, &shops::all(), cover, &mastered(&report, &masters, &watch)?);
    }
    let made = work.end();
    if !globals.quiet {
        notices.iter().for_each(|notice| eprintln!("{notice}"));
    }
    if globals.json {
        print::json(&json!({
            "title": album.title, "written": false, "sound_checked": with_sound, "findings": findings, "made": made,
            "notices": notices,
        }))?;
    } else {
        let note = if with_sound {
            ""
        } else {
            "the songs have not been mastered: mend that first, then check again\n"
        };
        print::text(&(text(&findings) + note))?;
    }
    let refused = findings.iter().filter(|finding| finding.is_refused).count();
    match refused {
        0 => Ok(()),
        _ => Err(Failure::Input(format!("{}: {refused} things would be refused", arguments.album.display()))),
    }
}

fn text(findings: &[Finding]) -> String {
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
    text
}
