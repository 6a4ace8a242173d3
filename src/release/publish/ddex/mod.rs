//! The message by which labels tell shops of a release: DDEX ERN 4.3, NewReleaseMessage. A shop takes it only from those who have agreed with
//! it and hold a party id of DDEX; without that it is a draft.

pub(super) mod header;
mod language;
mod roles;

use super::lists::stem;
use super::tagging::full_title;
use crate::formats::album::{Album, Credit, Track, is_same_role};
use crate::formats::picture::PictureFacts;
use crate::formats::xml::Xml;
use crate::release::master::report::{Report, SongReport};
use header::{date, digits, header, own_id};
use std::collections::BTreeMap;

/// Its name in a release.
pub const NAME: &str = "store/ddex.xml";
/// The version of the allowed values: everything that is written here is among them.
const VALUES: &str = "3";

/// What the message is about.
pub(super) struct Message<'a> {
    pub album: &'a Album,
    pub report: &'a Report,
    /// SHA-256 of the release's files by their names.
    pub sums: &'a BTreeMap<String, String>,
    /// The name of the cover and what it is like.
    pub cover: Option<(&'a str, PictureFacts)>,
    /// When it was made, as ISO 8601 has it (`2026-12-24T18:30:00Z`), if it can be sent: drafts of one release are all the same.
    pub made: Option<String>,
}

/// The people and groups of a message, by name.
struct Parties<'a>(Vec<&'a str>);

impl<'a> Parties<'a> {
    fn of(album: &'a Album) -> Parties<'a> {
        let artists = album.songs.iter().map(|track| album.artist_of(track));
        let credits =
            album.songs.iter().flat_map(|track| album.credits_of(track)).map(|credit| credit.name.as_str());
        let mut names = Vec::new();
        for name in [album.artist.as_str(), label(album)].into_iter().chain(artists).chain(credits) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Parties(names)
    }

    fn reference(&self, name: &str) -> String {
        let place = self.0.iter().position(|known| *known == name).unwrap_or_default();
        format!("P{}", place + 1)
    }
}

/// Who brings it out.
fn label(album: &Album) -> &str {
    if album.label.trim().is_empty() { &album.artist } else { &album.label }
}

/// What is said, or that nobody has said it: no name, title or genre may be empty.
fn said(text: &str) -> &str {
    if text.trim().is_empty() { "Unknown" } else { text }
}

/// A length as ISO 8601 has it.
fn duration(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    let hours = if seconds < 3_600 { String::new() } else { format!("{}H", seconds / 3_600) };
    format!("PT{hours}{}M{}S", seconds / 60 % 60, seconds % 60)
}

/// Writes the message.
pub(super) fn write(message: &Message) -> String {
    numbered(message, &digits(&numbered(message, "")))
}

/// The message with a header of that sum.
fn numbered(message: &Message, sum: &str) -> String {
    let Message { album, report, .. } = message;
    let parties = Parties::of(album);
    let language =
        language::tag(if matches!(album.language.as_str(), "" | "zxx") { "en" } else { &album.language });
    let mut xml = Xml::new("");
    let root = [
        ("xmlns:ern", "http://ddex.net/xml/ern/43"),
        ("ReleaseProfileVersionId", "Audio"),
        ("AvsVersionId", VALUES),
        ("LanguageAndScriptCode", &language),
    ];
    xml.within("ern:NewReleaseMessage", &root, |xml| {
        header(xml, message, sum);
        xml.within("PartyList", &[], |xml| {
            for name in &parties.0 {
                xml.within("Party", &[], |xml| {
                    xml.text("PartyReference", parties.reference(name));
                    xml.within("PartyName", &[], |xml| xml.text("FullName", said(name)));
                });
            }
        });
        xml.within("ResourceList", &[], |xml| {
            for (number, (track, song)) in album.songs.iter().zip(&report.songs).enumerate() {
                recording(xml, message, &parties, number, (track, song));
            }
            if let Some((name, facts)) = message.cover {
                image(xml, message, name, facts);
            }
        });
        xml.within("ReleaseList", &[], |xml| {
            release(xml, message, &parties);
            for number in 1..=album.songs.len() {
                // Its title is that of its recording, and stands only there.
                xml.within("TrackRelease", &[], |xml| {
                    xml.text("ReleaseReference", format!("R{number}"));
                    xml.within("ReleaseId", &[], |xml| own_id(xml, album, &format!("R{number}")));
                    xml.text("ReleaseResourceReference", format!("A{number}"));
                    xml.text("ReleaseLabelReference", parties.reference(label(album)));
                    genre(xml, album);
                });
            }
        });
        deals(xml, message);
    });
    xml.finish()
}

fn titles(xml: &mut Xml, full: &str, title: &str, version: &str) {
    xml.text("DisplayTitleText", said(full));
    xml.within("DisplayTitle", &[], |xml| {
        xml.text("TitleText", said(title));
        xml.text_if_any("SubTitle", version);
    });
}

/// The artist, and those who are featured.
fn artists<'a>(xml: &mut Xml, parties: &Parties, name: &'a str, credits: impl Iterator<Item = &'a Credit>) {
    xml.text("DisplayArtistName", said(name));
    let mut all = vec![(name, "MainArtist")];
    for credit in credits.filter(|credit| credit.has(roles::FEATURING)) {
        if all.iter().all(|(other, _)| *other != credit.name) {
            all.push((&credit.name, "FeaturedArtist"));
        }
    }
    for (place, (name, role)) in all.into_iter().enumerate() {
        xml.within("DisplayArtist", &[("SequenceNumber", &(place + 1).to_string())], |xml| {
            xml.text("ArtistPartyReference", parties.reference(name));
            xml.text("DisplayArtistRole", role);
        });
    }
}

fn lines(xml: &mut Xml, album: &Album, name: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    xml.within(name, &[], |xml| {
        if let Some(year) = album.year() {
            xml.text("Year", year);
        }
        xml.text(&format!("{name}Text"), text);
    });
}

fn genre(xml: &mut Xml, album: &Album) {
    xml.within("Genre", &[], |xml| {
        xml.text("GenreText", said(&album.genre));
        xml.text_if_any("SubGenre", &album.subgenre);
    });
}

fn warning(xml: &mut Xml, is_explicit: bool) {
    xml.text("ParentalWarningType", if is_explicit { "Explicit" } else { "NotExplicit" });
}

fn file(xml: &mut Xml, message: &Message, name: &str) {
    xml.within("File", &[], |xml| {
        // The message lies in the same folder as what shops get.
        xml.text("URI", name.strip_prefix("store/").map_or_else(|| format!("../{name}"), str::to_owned));
        if let Some(sum) = message.sums.get(name) {
            xml.within("HashSum", &[], |xml| {
                xml.text("Algorithm", "SHA-256");
                xml.text("HashSumValue", sum);
            });
        }
    });
}

fn recording(
    xml: &mut Xml,
    message: &Message,
    parties: &Parties,
    number: usize,
    (track, song): (&Track, &SongReport),
) {
    let album = message.album;
    let is_explicit = track.explicit.unwrap_or(album.explicit);
    let language = if track.language.is_empty() { &album.language } else { &track.language };
    xml.within("SoundRecording", &[], |xml| {
        xml.text("ResourceReference", format!("A{}", number + 1));
        xml.text("Type", "MusicalWorkSoundRecording");
        xml.within("SoundRecordingEdition", &[], |xml| {
            xml.within("ResourceId", &[], |xml| match track.isrc.is_empty() {
                true => own_id(xml, album, &format!("A{}", number + 1)),
                false => xml.text("ISRC", &track.isrc),
            });
            lines(xml, album, "PLine", &album.phonogram);
            xml.within("TechnicalDetails", &[], |xml| {
                xml.text("TechnicalResourceDetailsReference", format!("T{}", number + 1));
                xml.within("DeliveryFile", &[], |xml| {
                    xml.text("Type", "AudioFile");
                    xml.text("ContainerFormat", "WAV");
                    xml.text("AudioCodecType", "PCM");
                    xml.text("NumberOfChannels", 2);
                    xml.text_with("SamplingRate", &[("UnitOfMeasure", "Hz")], message.report.rate);
                    xml.text("BitsPerSample", 24);
                    file(xml, message, &format!("store/{}.wav", stem(&song.file)));
                });
            });
        });
        titles(xml, &full_title(track, &song.title), &song.title, &track.version);
        artists(xml, parties, album.artist_of(track), album.credits_of(track));
        for (place, (name, roles)) in contributors(album, track).into_iter().enumerate() {
            contributor(xml, parties, place, name, &roles);
        }
        xml.text("Duration", duration(song.length_s));
        warning(xml, is_explicit);
        match language.split('-').next().unwrap_or_default() {
            "" => {}
            "zxx" => xml.text("HasVocalPerformance", false),
            language => xml.text("LanguageOfPerformance", language),
        }
    });
}

/// Who took part in a song, each once with all roles, as the standard's profile for audio wants it.
fn contributors<'a>(album: &'a Album, track: &'a Track) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for credit in album.credits_of(track) {
        let place = all.iter().position(|(name, _)| *name == credit.name).unwrap_or_else(|| {
            all.push((&credit.name, Vec::new()));
            all.len() - 1
        });
        let known = &mut all[place].1;
        for role in credit.roles.iter().filter(|role| !is_same_role(role, roles::FEATURING)) {
            if !known.contains(&role.as_str()) {
                known.push(role);
            }
        }
    }
    all.retain(|(_, roles)| !roles.is_empty());
    all
}

fn contributor(xml: &mut Xml, parties: &Parties, place: usize, name: &str, all: &[&str]) {
    xml.within("Contributor", &[("SequenceNumber", &(place + 1).to_string())], |xml| {
        xml.text("ContributorPartyReference", parties.reference(name));
        let mut told = Vec::new();
        for role in all {
            match roles::called(role) {
                Some(name) if told.contains(&name) => {}
                Some(name) => {
                    told.push(name);
                    xml.text("Role", name);
                }
                None => {
                    let own = [("Namespace", "segno"), ("UserDefinedValue", *role)];
                    xml.text_with("Role", &own, "UserDefined");
                }
            }
        }
    });
}

fn image(xml: &mut Xml, message: &Message, name: &str, facts: PictureFacts) {
    let number = message.album.songs.len() + 1;
    xml.within("Image", &[], |xml| {
        xml.text("ResourceReference", format!("A{number}"));
        xml.text("Type", "FrontCoverImage");
        xml.within("ResourceId", &[], |xml| own_id(xml, message.album, &format!("A{number}")));
        warning(xml, false);
        xml.within("TechnicalDetails", &[], |xml| {
            xml.text("TechnicalResourceDetailsReference", format!("T{number}"));
            xml.text("ImageCodecType", if facts.is_png { "PNG" } else { "JPEG" });
            xml.text("ImageHeight", facts.height);
            xml.text("ImageWidth", facts.width);
            file(xml, message, name);
        });
    });
}

fn release(xml: &mut Xml, message: &Message, parties: &Parties) {
    let Message { album, report, .. } = message;
    xml.within("Release", &[], |xml| {
        xml.text("ReleaseReference", "R0");
        xml.text("ReleaseType", super::lists::kind(album));
        xml.within("ReleaseId", &[], |xml| match album.upc.is_empty() {
            true => own_id(xml, album, "R0"),
            false => xml.text("ICPN", &album.upc),
        });
        titles(xml, &album.title, &album.title, "");
        artists(xml, parties, &album.artist, album.credits.iter());
        xml.text("ReleaseLabelReference", parties.reference(label(album)));
        lines(xml, album, "PLine", &album.phonogram);
        lines(xml, album, "CLine", &album.copyright);
        xml.text("Duration", duration(report.songs.iter().map(|song| song.length_s).sum()));
        genre(xml, album);
        if !album.date.is_empty() {
            xml.text("ReleaseDate", &album.date);
            xml.text("OriginalReleaseDate", &album.date);
        }
        warning(xml, album.explicit || album.songs.iter().any(|track| track.explicit == Some(true)));
        xml.within("ResourceGroup", &[], |xml| {
            for number in 1..=album.songs.len() {
                xml.within("ResourceGroupContentItem", &[], |xml| {
                    xml.text("SequenceNumber", number);
                    xml.text("ReleaseResourceReference", format!("A{number}"));
                });
            }
            if message.cover.is_some() {
                let cover = format!("A{}", album.songs.len() + 1);
                xml.text_with("LinkedReleaseResourceReference", &[("LinkDescription", "CoverArt")], cover);
            }
        });
    });
}

/// Everywhere from the release's date on, as streams and to be bought: the whole and each song.
fn deals(xml: &mut Xml, message: &Message) {
    xml.within("DealList", &[], |xml| {
        xml.within("ReleaseDeal", &[], |xml| {
            for number in 0..=message.album.songs.len() {
                xml.text("DealReleaseReference", format!("R{number}"));
            }
            let models: [(&str, &[&str]); 3] = [
                ("SubscriptionModel", &["OnDemandStream", "ConditionalDownload"]),
                ("AdvertisementSupportedModel", &["OnDemandStream", "NonInteractiveStream"]),
                ("PayAsYouGoModel", &["PermanentDownload"]),
            ];
            for (model, uses) in models {
                xml.within("Deal", &[], |xml| {
                    xml.within("DealTerms", &[], |xml| {
                        xml.text("TerritoryCode", "Worldwide");
                        xml.within("ValidityPeriod", &[], |xml| {
                            xml.text("StartDateTime", format!("{}T00:00:00", date(message)));
                        });
                        xml.text("CommercialModelType", model);
                        uses.iter().for_each(|one| xml.text("UseType", one));
                    });
                });
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_releases_last_hours() {
        for (seconds, told) in
            [(0.4, "PT0M0S"), (59.6, "PT1M0S"), (3_599.0, "PT59M59S"), (4_500.0, "PT1H15M0S")]
        {
            assert_eq!(duration(seconds), told);
        }
    }
}
