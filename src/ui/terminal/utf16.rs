//! The units of UTF-16 that a Windows console gives, as the bytes of UTF-8 that every other terminal sends.

/// A stream of units; a character may come in two.
#[derive(Debug, Default)]
pub struct Units {
    first: Option<u16>,
}

impl Units {
    /// Appends what `unit` completes. Half a character without its other half becomes U+FFFD.
    pub fn push(&mut self, unit: u16, bytes: &mut Vec<u8>) {
        let mut append = |character: char| {
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        };
        let pair = [self.first.take(), Some(unit)];
        let mut decoded = char::decode_utf16(pair.into_iter().flatten()).peekable();
        while let Some(character) = decoded.next() {
            match character {
                Err(half)
                    if decoded.peek().is_none() && (0xd800..0xdc00).contains(&half.unpaired_surrogate()) =>
                {
                    self.first = Some(half.unpaired_surrogate());
                }
                character => append(character.unwrap_or(char::REPLACEMENT_CHARACTER)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(units: &[u16]) -> String {
        let (mut stream, mut bytes) = (Units::default(), Vec::new());
        units.iter().for_each(|unit| stream.push(*unit, &mut bytes));
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn characters_of_one_and_two_units_and_broken_ones() {
        let text = "\x1b[A é 𝄋 z";
        assert_eq!(bytes(&text.encode_utf16().collect::<Vec<_>>()), text);
        for (units, expected) in [
            (&[0xd834, 0x61][..], "\u{fffd}a"),
            (&[0xdd0b, 0x61], "\u{fffd}a"),
            (&[0xd834, 0xd834, 0xdd0b], "\u{fffd}\u{1d10b}"),
            (&[0xd834], ""),
        ] {
            assert_eq!(bytes(units), expected, "{units:x?}");
        }
    }
}
