//! Tags inside sound files, written and read back: what a file does not hold afterwards is told.

use lofty::config::WriteOptions;
use lofty::file::{TaggedFile, TaggedFileExt};
use lofty::id3::v2::{Frame, Id3v2Tag};
use lofty::picture::{MimeType, Picture, PictureType};
use lofty::tag::{ItemKey, Tag, TagExt, TagType};
use std::path::Path;

/// What is said of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Its title.
    Title,
    /// Its artist.
    Artist,
    /// Its album.
    Album,
    /// The album's artist.
    AlbumArtist,
    /// Its number.
    Track,
    /// How many there are.
    Tracks,
    /// The day it came out, or the year.
    Date,
    /// The kind of music.
    Genre,
    /// Who wrote the music.
    Composer,
    /// Who wrote the words.
    Lyricist,
    /// Who arranged it.
    Arranger,
    /// Who brings it out.
    Label,
    /// Who holds the rights.
    Copyright,
    /// What others may do with it.
    Licence,
    /// The language of the words, as ISO 639-2 has it.
    Language,
    /// The ISRC.
    Isrc,
    /// UPC or EAN.
    Barcode,
    /// The label's number.
    Catalogue,
    /// The words.
    Lyrics,
    /// What is told about it.
    Comment,
    /// ReplayGain of the song in dB.
    TrackGain,
    /// Its peak as ReplayGain writes it.
    TrackPeak,
    /// ReplayGain of the album in dB.
    AlbumGain,
    /// Its peak.
    AlbumPeak,
    /// The song's gain as Opus writes it (RFC 7845).
    OpusTrackGain,
    /// The album's gain as Opus writes it.
    OpusAlbumGain,
}

impl Field {
    /// Where it stands: the first place that a format has.
    fn keys(self) -> &'static [ItemKey] {
        match self {
            Field::Title => &[ItemKey::TrackTitle],
            Field::Artist => &[ItemKey::TrackArtist],
            Field::Album => &[ItemKey::AlbumTitle],
            Field::AlbumArtist => &[ItemKey::AlbumArtist],
            Field::Track => &[ItemKey::TrackNumber],
            Field::Tracks => &[ItemKey::TrackTotal],
            Field::Date => &[ItemKey::RecordingDate],
            Field::Genre => &[ItemKey::Genre],
            Field::Composer => &[ItemKey::Composer],
            Field::Lyricist => &[ItemKey::Lyricist],
            Field::Arranger => &[ItemKey::Arranger, ItemKey::Comment],
            Field::Label => &[ItemKey::Label, ItemKey::Publisher],
            Field::Copyright => &[ItemKey::CopyrightMessage],
            Field::Licence => &[ItemKey::License, ItemKey::Comment],
            Field::Language => &[ItemKey::Language],
            Field::Isrc => &[ItemKey::Isrc],
            Field::Barcode => &[ItemKey::Barcode],
            Field::Catalogue => &[ItemKey::CatalogNumber],
            Field::Lyrics => &[ItemKey::Lyrics, ItemKey::UnsyncLyrics],
            Field::Comment => &[ItemKey::Comment],
            Field::TrackGain => &[ItemKey::ReplayGainTrackGain],
            Field::TrackPeak => &[ItemKey::ReplayGainTrackPeak],
            Field::AlbumGain => &[ItemKey::ReplayGainAlbumGain],
            Field::AlbumPeak => &[ItemKey::ReplayGainAlbumPeak],
            Field::OpusTrackGain => &[ItemKey::R128TrackGain],
            Field::OpusAlbumGain => &[ItemKey::R128AlbumGain],
        }
    }
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// The bytes of its file.
    pub bytes: Vec<u8>,
    /// Whether it is a PNG; otherwise it is a JPEG.
    pub is_png: bool,
}

/// Writes tags into a file that has none, and reads them back. Empty texts are left out.
///
/// # Errors
/// What could not be written, or is not in the file afterwards, in words.
pub fn write(path: &Path, fields: &[(Field, String)], cover: Option<&Cover>) -> Result<(), String> {
    let kind = opened(path)?.primary_tag_type();
    let mut tag = Tag::new(kind);
    let fields = || fields.iter().filter(|(_, text)| !text.is_empty());
    for (field, text) in fields() {
        if !field.keys().iter().any(|key| tag.insert_text(*key, text.clone())) {
            return Err(format!("{field:?} has no place in its tags"));
        }
    }
    if let Some(cover) = cover {
        let kind = if cover.is_png { MimeType::Png } else { MimeType::Jpeg };
        let picture =
            Picture::unchecked(cover.bytes.clone()).pic_type(PictureType::CoverFront).mime_type(kind);
        tag.push_picture(picture.build());
    }
    let saved = match kind {
        TagType::Id3v2 => in_order(tag).save_to_path(path, WriteOptions::default()),
        _ => tag.save_to_path(path, WriteOptions::default()),
    };
    saved.map_err(|error| format!("its tags could not be written ({error})"))?;
    for (field, text) in fields() {
        if read(path, *field)?.as_ref() != Some(text) {
            return Err(format!("{field:?} is not in its tags as it was written"));
        }
    }
    match (cover, read_cover(path)?) {
        (Some(cover), Some(found)) if found == cover.bytes => Ok(()),
        (None, None) => Ok(()),
        _ => Err("its picture is not as it was written".to_owned()),
    }
}

/// The frames always in the same order, so that the same tags are the same bytes: the library gathers them by chance.
fn in_order(tag: Tag) -> Id3v2Tag {
    let mut frames: Vec<Frame<'static>> = Id3v2Tag::from(tag).into_iter().collect();
    frames.sort_by_cached_key(|frame| match frame {
        Frame::UserText(text) => format!("TXXX {}", text.description),
        other => other.id_str().to_owned(),
    });
    let mut ordered = Id3v2Tag::new();
    for frame in frames {
        ordered.insert(frame);
    }
    ordered
}

fn opened(path: &Path) -> Result<TaggedFile, String> {
    lofty::read_from_path(path).map_err(|error| format!("its tags could not be read ({error})"))
}

/// A field of a file's tags.
///
/// # Errors
/// If the file cannot be read, in words.
pub fn read(path: &Path, field: Field) -> Result<Option<String>, String> {
    let file = opened(path)?;
    let found = file.primary_tag().and_then(|tag| field.keys().iter().find_map(|key| tag.get_string(*key)));
    Ok(found.map(str::to_owned))
}

/// The bytes of a file's picture.
///
/// # Errors
/// If the file cannot be read, in words.
pub fn read_cover(path: &Path) -> Result<Option<Vec<u8>>, String> {
    let file = opened(path)?;
    let picture = file.primary_tag().and_then(|tag| tag.pictures().first());
    Ok(picture.map(|picture| picture.data().to_vec()))
}
