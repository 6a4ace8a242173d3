//! What of the sound in an MP4 file belongs to its encoder: what is heard stands in a list of edits (`elst`, ISO/IEC 14496-12, 8.6.6) or in a tag
//! (`iTunSMPB`).

use super::heard::Heard;
use super::riff::{big_long, big_word};
use std::io::{self, Read, Seek, SeekFrom};

/// The most boxes of a file, and the most bytes of the one that describes it.
const MOST_BOXES: usize = 4_096;
const MOST_BYTES: u64 = 64 << 20;

/// Reads it of every track that says so; the source stands anywhere then.
///
/// # Errors
/// If the source cannot be read.
pub fn read(source: &mut (impl Read + Seek)) -> io::Result<Vec<Heard>> {
    let Some(movie) = movie(source)? else { return Ok(Vec::new()) };
    let clock = |head: Option<&[u8]>| number(head?, 12).filter(|ticks| *ticks > 0);
    let whole = clock(inside(&movie, &[b"mvhd"]));
    let heard = |track: &[u8]| {
        let number = number(inside(track, &[b"tkhd"])?, 12)?;
        let ticks = clock(inside(track, &[b"mdia", b"mdhd"]))?;
        let edit = inside(track, &[b"edts", b"elst"]).and_then(|list| only_edit(list, ticks, whole?));
        let edit = edit.filter(|(start, _)| *start > 0).or_else(|| tagged(&movie)).or(edit);
        let (start, length) = edit?;
        Some(Heard { track: number, ticks, start, length, padded: None })
    };
    let tracks = boxes(&movie).filter(|(id, _)| *id == b"trak");
    Ok(tracks.filter_map(|(_, track)| heard(track)).collect())
}

/// The box that describes the file.
fn movie(source: &mut (impl Read + Seek)) -> io::Result<Option<Vec<u8>>> {
    let mut at = 0u64;
    for _ in 0..MOST_BOXES {
        source.seek(SeekFrom::Start(at))?;
        let mut head = Vec::new();
        source.take(16).read_to_end(&mut head)?;
        let Some((id, header, length)) = box_head(&head) else { break };
        if id == b"moov" {
            if length > MOST_BYTES {
                break;
            }
            source.seek(SeekFrom::Start(at + header))?;
            let mut bytes = Vec::new();
            source.take(length - header).read_to_end(&mut bytes)?;
            return Ok(Some(bytes));
        }
        let Some(next) = at.checked_add(length) else { break };
        at = next;
    }
    Ok(None)
}

/// Name, length of the header and of the whole of the box that begins here; `None` if it has no known end.
fn box_head(bytes: &[u8]) -> Option<(&[u8], u64, u64)> {
    let (length, id) = (big_long(bytes, 0)?, bytes.get(4..8)?);
    let (header, length) = match length {
        1 => (16, long_number(bytes, 8)?),
        length => (8, length.into()),
    };
    (length >= header).then_some((id, header, length))
}

/// The boxes that stand one after the other. What is cut short ends with the bytes.
fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let (id, header, length) = box_head(bytes)?;
        let end = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
        let inside = bytes.get(header as usize..end)?;
        bytes = &bytes[end..];
        Some((id, inside))
    })
}

/// What is in the first box of that name, in the first of that name, and so on.
fn inside<'a>(bytes: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter()
        .try_fold(bytes, |bytes, name| boxes(bytes).find(|(id, _)| id == name).map(|(_, inside)| inside))
}

/// A number behind two times, which are longer in boxes of version 1.
fn number(head: &[u8], at: usize) -> Option<u32> {
    big_long(head, if head.first() == Some(&1) { at + 8 } else { at })
}

fn long_number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(big_long(bytes, at)?) << 32 | u64::from(big_long(bytes, at + 4)?))
}

/// Start and length of a list's only edit, in ticks of the track: `whole` are those of the movie, in which lengths are told. Several would
/// put the sound together anew.
fn only_edit(list: &[u8], ticks: u32, whole: u32) -> Option<(u64, Option<u64>)> {
    let is_long = list.first() == Some(&1);
    let entries = list.get(8..)?.chunks_exact(if is_long { 20 } else { 12 });
    let entry = |entry: &[u8]| match is_long {
        true => Some((long_number(entry, 0)?, long_number(entry, 8)? as i64, big_word(entry, 16)?)),
        false => {
            Some((big_long(entry, 0)?.into(), i64::from(big_long(entry, 4)? as i32), big_word(entry, 8)?))
        }
    };
    // What begins nowhere is silence before the sound.
    let mut edits = entries.filter_map(entry).filter(|(_, start, _)| *start >= 0);
    let (length, start, speed) = edits.next()?;
    if edits.next().is_some() || speed != 1 {
        return None;
    }
    // A coarse clock may have left out a part of its last tick.
    let longer = length.checked_add(u64::from(whole < ticks))?;
    let length = (u128::from(longer) * u128::from(ticks)).div_ceil(whole.into());
    Some((start as u64, u64::try_from(length).ok().filter(|length| *length > 0)))
}

/// Start and length in frames as iTunes writes them: ` 00000000 00000840 000001CA 00000000003F31F6`, of which the second is the start and
/// the fourth the length.
fn tagged(movie: &[u8]) -> Option<(u64, Option<u64>)> {
    const NAME: &[u8] = b"iTunSMPB";
    let at = movie.windows(NAME.len()).position(|bytes| bytes == NAME)? + NAME.len();
    let (id, value) = boxes(&movie[at..]).next()?;
    let text = std::str::from_utf8(value.get(8..).filter(|_| id == b"data")?).ok()?;
    let mut numbers = text.split_whitespace().map(|number| u64::from_str_radix(number, 16).ok());
    let (start, length) = (numbers.nth(1)??, numbers.nth(1)??);
    Some((start, Some(length).filter(|length| *length > 0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn boxed(id: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
        let inside = inside.concat();
        [&(inside.len() as u32 + 8).to_be_bytes()[..], id, &inside].concat()
    }

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    /// A file with one track at 44,100 ticks in a movie of 1,000, and these edits.
    fn file(edits: &[[u32; 2]], tag: &[u8]) -> Vec<u8> {
        let list = edits.iter().flat_map(|[length, start]| numbers(&[*length, *start, 1 << 16]));
        let list = [numbers(&[0, edits.len() as u32]), list.collect()].concat();
        let track = [
            boxed(b"tkhd", &[&numbers(&[0, 0, 0, 7])]),
            boxed(b"edts", &[&boxed(b"elst", &[&list])]),
            boxed(b"mdia", &[&boxed(b"mdhd", &[&numbers(&[0, 0, 0, 44_100])])]),
        ];
        let track = boxed(b"trak", &[&track.concat()]);
        let movie = boxed(b"moov", &[&boxed(b"mvhd", &[&numbers(&[0, 0, 0, 1_000])]), &track, tag]);
        [boxed(b"ftyp", &[b"M4A "]), boxed(b"mdat", &[b"sound"]), movie].concat()
    }

    fn frames(file: &[u8], whole: u64) -> Vec<(u64, Option<u64>)> {
        let heard = read(&mut Cursor::new(file)).expect("read");
        assert!(heard.iter().all(|heard| heard.track == 7));
        let cuts = heard.into_iter().map(|heard| heard.frames(44_100, Some(whole)));
        cuts.map(|cut| (cut.skip, cut.most)).collect()
    }

    #[test]
    fn one_edit_says_what_is_heard_and_others_say_nothing() {
        // A second behind 1,024 frames; 45,124 are there.
        assert_eq!(frames(&file(&[[1_000, 1_024]], &[]), 45_124), [(1_024, Some(44_100))]);
        // Half a second: to the next thousandth.
        assert_eq!(frames(&file(&[[500, 1_024]], &[]), 45_124), [(1_024, Some(22_095))]);
        let silence = u32::MAX;
        assert_eq!(frames(&file(&[[20, silence], [0, 1_024]], &[]), 45_124).len(), 1);
        assert!(frames(&file(&[[500, 0], [500, 44_100]], &[]), 90_000).is_empty());
        assert_eq!(frames(&file(&[[500, 50_000]], &[]), 45_124), [(0, None)], "beyond the end");
        let whole = file(&[[1_000, 1_024]], &[]);
        (0..whole.len()).for_each(|end| drop(frames(&whole[..end], 45_124)));
    }

    #[test]
    fn the_tag_says_it_where_no_edit_does() {
        let text = b" 00000000 00000840 000001CA 0000000000009C40 00000000";
        let tag = [boxed(b"name", &[&[0; 4], b"iTunSMPB"]), boxed(b"data", &[&[0; 8], text])].concat();
        assert_eq!(frames(&file(&[[1_000, 0]], &tag), 45_056), [(2_112, Some(40_000))]);
        assert_eq!(frames(&file(&[], &tag), 45_056), [(2_112, Some(40_000))]);
    }
}
