//! Who sends the message to whom, and the names by which it and what it tells of are known.

use super::{Message, label, said};
use crate::formats::album::Album;
use crate::formats::xml::Xml;
use crate::io::sample_files::hash;

/// What stands in the place of party ids that the album does not give.
const NOBODY: &str = "PADPIDA0000000000X";
/// The day of a draft whose album has no date: nothing in it is older.
const NO_DATE: &str = "1970-01-01";
/// So many hexadecimal digits of a sum tell names apart.
const DIGITS: usize = 12;

/// The beginning of a text's sum.
pub fn digits(text: &str) -> String {
    hash(text.as_bytes())[..DIGITS].to_owned()
}

/// Writes the header. `sum` is that of the message without it, and makes its number one that no other message has; empty: it is not known
/// yet, and neither is when the message was made.
pub fn header(xml: &mut Xml, message: &Message, sum: &str) {
    let album = message.album;
    let own = own_name(album);
    xml.within("MessageHeader", &[], |xml| {
        xml.text("MessageThreadId", &own);
        xml.text("MessageId", format!("{own}-{sum}"));
        xml.within("MessageSender", &[], |xml| {
            xml.text("PartyId", id(&album.dpid));
            xml.within("PartyName", &[], |xml| xml.text("FullName", said(label(album))));
        });
        xml.within("MessageRecipient", &[], |xml| xml.text("PartyId", id(&album.recipient_dpid)));
        // A draft stays the same however often it is made; what is sent says when it was made.
        let made = message.made.as_deref().filter(|_| !sum.is_empty());
        let drafted = || format!("{}T00:00:00Z", date(message));
        xml.text("MessageCreatedDateTime", made.map_or_else(drafted, str::to_owned));
        xml.text("MessageControlType", if is_complete(album) { "LiveMessage" } else { "TestMessage" });
    });
}

/// The day from which on the release may be had.
pub fn date<'a>(message: &'a Message) -> &'a str {
    let made = || message.made.as_deref().and_then(|made| made.split('T').next()).unwrap_or(NO_DATE);
    if message.album.date.is_empty() { made() } else { &message.album.date }
}

fn id(given: &str) -> &str {
    if given.is_empty() { NOBODY } else { given }
}

/// Whether somebody can send it: both ids are given.
pub fn is_complete(album: &Album) -> bool {
    !album.dpid.is_empty() && !album.recipient_dpid.is_empty()
}

/// What the label calls the release: its number, its UPC, or its title. Where signs of it had to give way, a sum tells it from others
/// that would look the same.
fn own_name(album: &Album) -> String {
    let name = [&album.catalogue, &album.upc, &album.title].into_iter().find(|name| !name.trim().is_empty());
    let Some(name) = name else { return "release".to_owned() };
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
    if name.chars().all(is_plain) {
        return name.to_owned();
    }
    let plain: String = name.chars().map(|sign| if is_plain(sign) { sign } else { '-' }).collect();
    format!("{}-{}", plain.trim_matches('-'), digits(name)).trim_matches('-').to_owned()
}

/// An id of the sender's own.
pub fn own_id(xml: &mut Xml, album: &Album, part: &str) {
    let space = format!("DPID:{}", id(&album.dpid));
    xml.text_with("ProprietaryId", &[("Namespace", &space)], format!("{}-{part}", own_name(album)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_whose_names_have_no_plain_letters_stay_apart() {
        let called = |title: &str| own_name(&Album { title: title.to_owned(), ..Album::default() });
        assert_eq!(called("SEG-001"), "SEG-001");
        assert!(called("Zwei Lieder").starts_with("Zwei-Lieder-"));
        let (one, other) = (called("夜の歌"), called("朝の歌"));
        assert!(one != other && one.len() == DIGITS && !one.contains('-'), "{one} {other}");
    }
}
