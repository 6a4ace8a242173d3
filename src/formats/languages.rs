//! Languages by their codes.

use isolang::Language;

/// The three letters (ISO 639-2/T) of a language's tag (BCP 47): `deu` for `de-AT`. What has three letters already stays. `None` if two letters
/// are those of no language.
pub(super) fn three_letters(tag: &str) -> Option<[u8; 3]> {
    let first = tag.split('-').next().unwrap_or_default();
    let letters = if first.len() == 2 { Language::from_639_1(first)?.to_639_3() } else { first };
    letters.as_bytes().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_of_two_letters_has_three() {
        for (tag, letters) in [
            ("en", "eng"),
            ("de-AT", "deu"),
            ("zh-Hant-TW", "zho"),
            ("no", "nor"),
            ("eng", "eng"),
            ("zxx", "zxx"),
        ] {
            assert_eq!(
                three_letters(tag).as_ref().map(|found| &found[..]),
                Some(letters.as_bytes()),
                "{tag}"
            );
        }
        assert_eq!((three_letters("xq"), three_letters("")), (None, None));
    }
}
