//! From the file model to the album: every number and code checked, every name known.

use super::codes::{self, is_date, is_language};
use super::{Album, Credit, Mastering, Track};
use crate::formats::problem::Place;
use crate::formats::song::fault::Fault;
use crate::formats::song::fields::{Fields, List, Piece, parse};

/// The most songs of an album, as many as a compact disc can name.
const MOST_SONGS: usize = 99;
const MOST_CREDITS: usize = 200;
const MOST_ROLES: usize = 20;
/// What stands in `format`.
const FORMAT: i64 = 1;

/// Reads the text of the album at `path`, which is only for messages.
pub(super) fn album(path: &str, text: &str) -> Result<Album, Fault> {
    let mut file: Fields = parse(text)?;
    if let Some(format) = file.take("format") {
        format.integer(FORMAT, FORMAT, "a format")?;
    }
    let Some(songs) = file.take("songs") else {
        return Err(Fault::at(text, "the album has no songs", "`songs: [(file: …), …]`"));
    };
    let place = |piece: &Piece| {
        let begin = piece.value().as_ptr() as usize;
        Place::of(path, text, begin.saturating_sub(text.as_ptr() as usize))
    };
    let mut album = Album { songs: tracks(songs, &place)?, ..Album::default() };
    album.cover = named(&mut file, "cover", &place, &mut album.cover_place)?;
    let texts: [(&str, &mut String); 12] = [
        ("title", &mut album.title),
        ("artist", &mut album.artist),
        ("label", &mut album.label),
        ("catalogue", &mut album.catalogue),
        ("genre", &mut album.genre),
        ("subgenre", &mut album.subgenre),
        ("licence", &mut album.licence),
        ("copyright", &mut album.copyright),
        ("phonogram", &mut album.phonogram),
        ("notes", &mut album.notes),
        ("url", &mut album.url),
        ("contact", &mut album.contact),
    ];
    for (name, into) in texts {
        file.text(name, into)?;
    }
    code(&mut file, "upc", &mut album.upc, codes::upc, codes::UPC)?;
    code(&mut file, "dpid", &mut album.dpid, codes::dpid, codes::DPID)?;
    code(&mut file, "recipient_dpid", &mut album.recipient_dpid, codes::dpid, codes::DPID)?;
    album.date =
        file.read("date", |piece| form(piece, is_date, "a date such as \"2026-12-24\""))?.unwrap_or_default();
    album.language = file.read("language", language)?.unwrap_or_default();
    album.year = file.read("year", |piece| piece.integer(1_000, 9_999, "a year"))?.map(|year| year as u16);
    album.explicit = file.read("explicit", truth)?.unwrap_or_default();
    album.credits = file.read("credits", credits)?.unwrap_or_default();
    let mut tone_place = Place::default();
    album.mastering =
        file.read("master", |piece| mastering(piece, &place, &mut tone_place))?.unwrap_or_default();
    album.tone_place = tone_place;
    known(&file, "a field of an album, as docs/ALBUM.md lists them")?;
    Ok(album)
}

/// A fault if there is a field that nobody takes.
fn known(fields: &Fields, expected: &str) -> Result<(), Fault> {
    fields.left(expected).next().map_or(Ok(()), Err)
}

/// Takes a text that names a file, and where it does.
fn named(
    fields: &mut Fields,
    name: &str,
    place: &dyn Fn(&Piece) -> Place,
    at: &mut Place,
) -> Result<String, Fault> {
    let Some(piece) = fields.take(name) else { return Ok(String::new()) };
    *at = place(&piece);
    piece.text()
}

fn truth(piece: Piece) -> Result<bool, Fault> {
    piece.scalar("true or false")
}

fn form(piece: Piece, is_form: fn(&str) -> bool, expected: &str) -> Result<String, Fault> {
    let text = piece.text()?;
    if text.is_empty() || is_form(&text) { Ok(text) } else { Err(piece.fault(expected)) }
}

fn language(piece: Piece) -> Result<String, Fault> {
    form(piece, is_language, "a language such as \"en\", or \"zxx\" where there are no words")
}

/// Takes a code, if it is there and not empty.
fn code(
    fields: &mut Fields,
    name: &str,
    into: &mut String,
    read: fn(&str) -> Result<String, String>,
    expected: &str,
) -> Result<(), Fault> {
    let Some(piece) = fields.take(name) else { return Ok(()) };
    let text = piece.text()?;
    if !text.is_empty() {
        *into = read(&text).map_err(|wrong| Fault::at(piece.value(), wrong, expected))?;
    }
    Ok(())
}

fn mastering(
    piece: Piece,
    place: &dyn Fn(&Piece) -> Place,
    tone_place: &mut Place,
) -> Result<Mastering, Fault> {
    let mut fields: Fields = piece.parse()?;
    let mut mastering = Mastering::default();
    fields.knobs(&mut mastering)?;
    mastering.tone = named(&mut fields, "tone", place, tone_place)?;
    known(&fields, "a field of `master`, as docs/ALBUM.md lists them")?;
    Ok(mastering)
}

fn credits(piece: Piece) -> Result<Vec<Credit>, Fault> {
    let list = pieces::<MOST_CREDITS>(piece)?;
    let credit = |(piece, mut fields): (Piece, Fields)| {
        let mut credit = Credit::default();
        fields.text("name", &mut credit.name)?;
        let roles = fields.read("roles", |piece| piece.parse::<List<Piece, MOST_ROLES>>())?;
        for role in roles.into_iter().flat_map(|roles| roles.0) {
            credit.roles.push(role.text()?);
        }
        known(&fields, "`name` or `roles`")?;
        let blank = |text: &String| text.trim().is_empty();
        let incomplete = blank(&credit.name) || credit.roles.is_empty() || credit.roles.iter().any(blank);
        if incomplete { Err(piece.fault("a name and at least one role")) } else { Ok(credit) }
    };
    list.into_iter().map(credit).collect()
}

/// A list whose values are structs, each with its place.
fn pieces<'de, const MOST: usize>(piece: Piece<'de>) -> Result<Vec<(Piece<'de>, Fields<'de>)>, Fault> {
    let list: List<Piece<'de>, MOST> = piece.parse()?;
    list.0.into_iter().map(|piece| Ok((piece, piece.parse()?))).collect()
}

fn tracks(piece: Piece, place: &dyn Fn(&Piece) -> Place) -> Result<Vec<Track>, Fault> {
    let list = pieces::<MOST_SONGS>(piece)?;
    if list.is_empty() {
        return Err(Fault::at(piece.value(), "the album has no songs", "`songs: [(file: …), …]`"));
    }
    let mut tracks: Vec<Track> = Vec::new();
    for (piece, mut fields) in list {
        let mut track = Track::default();
        track.file = named(&mut fields, "file", place, &mut track.place)?;
        if track.file.is_empty() {
            return Err(Fault::at(
                piece.value(),
                "the song has no `file`",
                "`file:` and the path of a song or a sound file",
            ));
        }
        fields.text("title", &mut track.title)?;
        fields.text("version", &mut track.version)?;
        fields.text("artist", &mut track.artist)?;
        fields.text("lyrics", &mut track.lyrics)?;
        code(&mut fields, "isrc", &mut track.isrc, codes::isrc, codes::ISRC)?;
        if let Some(other) =
            tracks.iter().position(|other| !track.isrc.is_empty() && other.isrc == track.isrc)
        {
            let wrong = format!("the ISRC {} is that of song {} too", track.isrc, other + 1);
            return Err(Fault::at(piece.value(), wrong, "one ISRC for each recording"));
        }
        track.language = fields.read("language", language)?.unwrap_or_default();
        track.explicit = fields.read("explicit", truth)?;
        track.credits = fields.read("credits", credits)?.unwrap_or_default();
        fields.knobs(&mut track.placing)?;
        known(&fields, "a field of a song, as docs/ALBUM.md lists them")?;
        tracks.push(track);
    }
    Ok(tracks)
}
