//! Tags inside sound files, written and read back: what a file does not hold afterwards is told.

use super::languages::three_letters;
use lofty::config::WriteOptions;
use lofty::file::{TaggedFile, TaggedFileExt};
use lofty::id3::v2::{Frame, Id3v2Tag};
use lofty::picture::{MimeType, Picture, PictureType};
use lofty::tag::items::UNKNOWN_LANGUAGE;
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
    /// The language of the words, a tag such as `en`; in ID3, which has no others, the three letters of ISO 639-2.
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
    let said: Vec<(Field, String)> =
        fields.iter().filter_map(|(field, text)| Some((*field, said(kind, *field, text)?))).collect();
    for (field, text) in &said {
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
        TagType::Id3v2 => in_order(tag, language(&said)).save_to_path(path, WriteOptions::default()),
        _ => tag.save_to_path(path, WriteOptions::default()),
    };
    saved.map_err(|error| format!("its tags could not be written ({error})"))?;
    for (field, text) in &said {
        if read(path, *field)?.as_ref() != Some(text) {
            return Err(format!("{field:?} is not in its tags as it was written"));
        }
    }
    let words = said.iter().any(|(field, _)| *field == Field::Lyrics);
    if kind == TagType::Id3v2 && words && read_language_of_words(path)? != Some(language(&said)) {
        return Err("the language of its words is not in its tags as it was written".to_owned());
    }
    match (cover, read_cover(path)?) {
        (Some(cover), Some(found)) if found == cover.bytes => Ok(()),
        (None, None) => Ok(()),
        _ => Err("its picture is not as it was written".to_owned()),
    }
}

/// What a field says in tags of that kind; `None`: nothing.
fn said(kind: TagType, field: Field, text: &str) -> Option<String> {
    let has_three_letters = kind == TagType::Id3v2 && field == Field::Language;
    let text = if has_three_letters { named(three_letters(text)?) } else { text.to_owned() };
    (!text.is_empty()).then_some(text)
}

/// The letters of a language.
fn named(letters: [u8; 3]) -> String {
    letters.map(char::from).iter().collect()
}

/// The language that ID3 tags say beside words.
fn language(said: &[(Field, String)]) -> [u8; 3] {
    let language = said.iter().find(|(field, _)| *field == Field::Language);
    language.and_then(|(_, text)| text.as_bytes().try_into().ok()).unwrap_or(UNKNOWN_LANGUAGE)
}

/// The frames always in the same order, so that the same tags are the same bytes: the library gathers them by chance. Words are in that
/// language.
fn in_order(tag: Tag, language: [u8; 3]) -> Id3v2Tag {
    let mut frames: Vec<Frame<'static>> = Id3v2Tag::from(tag).into_iter().collect();
    for frame in &mut frames {
        if let Frame::UnsynchronizedText(words) = frame {
            words.language = language;
        }
    }
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

/// The language that a file's tags say beside its words, where their kind does.
///
/// # Errors
/// If the file cannot be read, in words.
pub fn read_language_of_words(path: &Path) -> Result<Option<[u8; 3]>, String> {
    let file = opened(path)?;
    let words = file.primary_tag().and_then(|tag| tag.get(ItemKey::UnsyncLyrics));
    Ok(words.map(|words| *words.lang()))
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

#[cfg(test)]
mod tests {
    use super::super::encoders::{mp3, whole};
    use super::*;

    #[test]
    fn mp3_files_say_languages_in_three_letters_beside_their_words_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.mp3");
        let fields = |language: &str| {
            let fields = [(Field::Lyrics, "la la"), (Field::Language, language), (Field::Licence, "CC0")];
            fields.map(|(field, text)| (field, text.to_owned()))
        };
        for (language, letters) in
            [("en", Some("eng")), ("de-AT", Some("deu")), ("zxx", Some("zxx")), ("xq", None), ("", None)]
        {
            let sound = vec![0.1; 4_410];
            let file = mp3::create(&path, 44_100, 128).expect("a file");
            whole(file, [&sound, &sound]).expect("encoded");
            write(&path, &fields(language), None).expect("written");
            assert_eq!(read(&path, Field::Language).expect("tags").as_deref(), letters, "{language}");
            let beside = read_language_of_words(&path).expect("tags").map(named);
            assert_eq!(beside.as_deref(), Some(letters.unwrap_or("XXX")), "{language}");
        }
    }
}
