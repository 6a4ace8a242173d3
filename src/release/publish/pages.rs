//! What a release shows to listeners: the pages with their pictures, and the texts that tell of it.

use super::art::Art;
use super::lists::stem;
use super::site::{self, Shown, ShownSong};
use super::tagging::full_title;
use super::{announce, cover_name, wave};
use crate::formats::album::Album;
use crate::formats::raster;
use crate::formats::tags::Cover;
use crate::release::Unreleased;
use crate::release::master::report::Report;

/// The side of the cover on pages, in pixels.
const SMALL: u32 = 600;
/// How well it is kept, of 100.
const QUALITY: u8 = 85;

/// Files with their names, and what is to be told of them.
pub(super) struct Made {
    pub files: Vec<(String, Vec<u8>)>,
    pub notices: Vec<String>,
}

/// Makes the pages, their pictures, the announcements.
pub(super) fn made(
    album: &Album,
    report: &Report,
    cover: Option<&Cover>,
    art: &Art,
    mut songs: Vec<ShownSong>,
) -> Result<Made, Unreleased> {
    let (mut files, mut notices) = (Vec::new(), Vec::new());
    let titles: Vec<(String, String)> = album
        .songs
        .iter()
        .zip(&report.songs)
        .map(|(track, about)| (full_title(track, &about.title), album.artist_of(track).to_owned()))
        .collect();
    let lettered: Vec<_> = titles
        .iter()
        .zip(&songs)
        .map(|((title, artist), song)| (title.clone(), artist.clone(), &song.wave))
        .collect();
    let (card, cards) = art.cards(&lettered).map_err(Unreleased::Input)?;
    if !art.can_letter() {
        notices.push(
            "title and artist are not lettered on the pictures: the program has Latin letters only"
                .to_owned(),
        );
    }
    files.push(("pictures/card.png".to_owned(), card));
    for ((about, song), card) in report.songs.iter().zip(&mut songs).zip(cards) {
        let name = stem(&about.file);
        song.card = format!("pictures/{name}-card.png");
        files.push((song.card.clone(), card));
        files.push((format!("pictures/{name}-wave.svg"), wave::picture(&song.wave).into_bytes()));
    }
    let mut shown = Shown { cover: String::new(), card: "pictures/card.png".to_owned(), songs };
    if let Some(cover) = cover {
        let small = raster::fitted(&cover.bytes, SMALL).and_then(|small| raster::jpeg(&small, QUALITY));
        shown.cover = match small {
            Ok(bytes) => {
                files.push(("pictures/cover-small.jpg".to_owned(), bytes));
                "pictures/cover-small.jpg".to_owned()
            }
            Err(why) => {
                notices.push(format!("{}: {why}; the page shows the file as it is", album.cover));
                cover_name(cover).to_owned()
            }
        };
    }
    let texts = site::files(album, report, &shown).map_err(Unreleased::Input)?;
    let (announced, told) = announce::files(album, report, &titles).map_err(Unreleased::Input)?;
    notices.extend(told);
    files.extend(texts.into_iter().chain(announced).map(|(name, text)| (name, text.into_bytes())));
    Ok(Made { files, notices })
}
