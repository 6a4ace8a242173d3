//! What a PNG or JPEG file says of itself, as far as shops care: size, colours, profile, order.

/// What is known of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PictureFacts {
    /// Whether it is a PNG; otherwise it is a JPEG.
    pub is_png: bool,
    /// Its size in pixels.
    pub width: u32,
    /// Its size in pixels.
    pub height: u32,
    /// Bytes of the file.
    pub bytes: usize,
    /// Numbers of a pixel: 3 for red, green and blue, 1 for grey, 4 for CMYK or with transparency.
    pub components: u8,
    /// Whether it brings a colour profile.
    pub has_profile: bool,
    /// Whether it comes in several passes.
    pub is_progressive: bool,
    /// Whether it asks to be turned.
    pub is_turned: bool,
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    Some(bytes.get(at..at + length)?.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// Reads the beginning of a picture; `None` if it is no PNG and no JPEG, or is cut short.
pub fn facts(bytes: &[u8]) -> Option<PictureFacts> {
    let facts = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") { png(bytes) } else { jpeg(bytes) };
    facts.map(|facts| PictureFacts { bytes: bytes.len(), ..facts })
}

fn png(bytes: &[u8]) -> Option<PictureFacts> {
    let (width, height) = (number(bytes, 16, 4)?, number(bytes, 20, 4)?);
    let components = match bytes.get(25)? {
        0 => 1,
        4 => 2,
        6 => 4,
        _ => 3,
    };
    let (mut at, mut has_profile) = (8, false);
    while let (Some(length), Some(name)) = (number(bytes, at, 4), bytes.get(at + 4..at + 8)) {
        if name == b"IDAT" {
            return Some(PictureFacts {
                is_png: true,
                width,
                height,
                components,
                has_profile,
                ..PictureFacts::default()
            });
        }
        has_profile |= name == b"iCCP";
        at = at.checked_add(12 + length as usize)?;
    }
    None
}

fn jpeg(bytes: &[u8]) -> Option<PictureFacts> {
    if !bytes.starts_with(&[0xFF, 0xD8]) {
        return None;
    }
    let (mut at, mut found) = (2, PictureFacts::default());
    loop {
        let (mark, length) = (number(bytes, at, 2)?, number(bytes, at + 2, 2)? as usize);
        let body = bytes.get(at + 4..at + 2 + length.max(2))?;
        match mark {
            0xFFE2 => found.has_profile |= body.starts_with(b"ICC_PROFILE"),
            0xFFE1 if body.starts_with(b"Exif\0\0") => {
                found.is_turned = orientation(&body[6..]).is_some_and(|way| way > 1)
            }
            // Frames; the other marks of this range are tables.
            0xFFC0..=0xFFCF if !matches!(mark, 0xFFC4 | 0xFFC8 | 0xFFCC) => {
                found.is_progressive = matches!(mark, 0xFFC2 | 0xFFC6 | 0xFFCA | 0xFFCE);
                (found.height, found.width) = (number(body, 1, 2)?, number(body, 3, 2)?);
                found.components = *body.get(5)?;
                return Some(found);
            }
            _ => {}
        }
        at += 2 + length.max(2);
    }
}

/// Which way the picture is to be turned, of EXIF's first list.
fn orientation(exif: &[u8]) -> Option<u16> {
    let is_little = exif.starts_with(b"II");
    let read = |at: usize, length: usize| -> Option<u32> {
        let bytes = exif.get(at..at + length)?;
        let digits = bytes.iter().map(|byte| u32::from(*byte));
        Some(if is_little {
            digits.rev().fold(0, |number, byte| number << 8 | byte)
        } else {
            digits.fold(0, |number, byte| number << 8 | byte)
        })
    };
    let list = read(4, 4)? as usize;
    let entries = read(list, 2)? as usize;
    let entry = (0..entries).map(|n| list + 2 + 12 * n).find(|entry| read(*entry, 2) == Some(0x0112))?;
    read(entry + 8, 2).map(|way| way as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, colour: u8, extra: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend([8, colour, 0, 0, 0, 1, 2, 3, 4]);
        bytes.extend(extra);
        bytes.extend(b"\0\0\0\0IDAT");
        bytes
    }

    #[test]
    fn a_png_tells_its_size_and_colours() {
        let file = png_of(3_000, 2, b"");
        let found = facts(&file).expect("a picture");
        assert_eq!(
            found,
            PictureFacts {
                is_png: true,
                bytes: file.len(),
                width: 3_000,
                height: 3_000,
                components: 3,
                ..PictureFacts::default()
            }
        );
        assert!(facts(&png_of(10, 2, b"\0\0\0\x01iCCPx0000")).expect("a picture").has_profile);
        assert_eq!(facts(&png_of(10, 6, b"")).expect("a picture").components, 4);
    }

    #[test]
    fn a_jpeg_tells_its_frame_profile_and_turn() {
        let frame =
            |mark: u8, components: u8| [0xFF, mark, 0, 11, 8, 0x0B, 0xB8, 0x0B, 0xB8, components, 1, 1, 1];
        let with = |parts: &[&[u8]]| facts(&[&[0xFF, 0xD8], parts.concat().as_slice()].concat());
        let plain = with(&[&frame(0xC0, 3)]).expect("a picture");
        assert_eq!(
            (plain.width, plain.height, plain.components, plain.is_progressive),
            (3_000, 3_000, 3, false)
        );
        assert!(with(&[&frame(0xC2, 4)]).is_some_and(|found| found.is_progressive && found.components == 4));
        let profile = [&[0xFF, 0xE2, 0, 14][..], b"ICC_PROFILE\0"].concat();
        assert!(with(&[&profile, &frame(0xC0, 3)]).is_some_and(|found| found.has_profile));
        let exif = [
            &[0xFF, 0xE1, 0, 34][..],
            b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
        ]
        .concat();
        assert!(with(&[&exif, &frame(0xC0, 3)]).is_some_and(|found| found.is_turned));
    }

    #[test]
    fn broken_pictures_are_none() {
        for bytes in
            [&b""[..], b"\x89PNG\r\n\x1a\n", &[0xFF, 0xD8, 0xFF], &[0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF]]
        {
            assert_eq!(facts(bytes), None);
        }
    }
}
