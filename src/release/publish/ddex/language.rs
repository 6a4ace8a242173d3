//! Languages as the standard writes them.

/// A language's tag as far as the standard has a form for it: language, script, region, and a variant that begins with a letter. What does not
/// fit is left out.
pub fn tag(language: &str) -> String {
    let letters = |part: &str| part.bytes().all(|sign| sign.is_ascii_alphabetic());
    let script = |part: &str| part.len() == 4 && letters(part);
    let region = |part: &str| match part.len() {
        2 => letters(part),
        3 => part.bytes().all(|sign| sign.is_ascii_digit()),
        _ => false,
    };
    let variant = |part: &str| part.len() > 4 && part.starts_with(|sign: char| sign.is_ascii_alphabetic());
    let forms: [&dyn Fn(&str) -> bool; 3] = [&script, &region, &variant];
    let mut parts = language.split('-');
    let mut tag = parts.next().unwrap_or_default().to_owned();
    let mut at = 0;
    // A single sign begins what is nobody's standard.
    for part in parts.take_while(|part| part.len() > 1) {
        if let Some(found) = (at..forms.len()).find(|form| forms[*form](part)) {
            tag = format!("{tag}-{part}");
            at = found + 1;
        }
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_keep_what_the_standard_has_a_form_for() {
        for whole in ["en", "pt-BR", "es-419", "zh-Hant-TW", "sl-Latn-IT-nedis", "de-CH"] {
            assert_eq!(tag(whole), whole);
        }
        for (given, told) in [
            ("de-AT-1996", "de-AT"),
            ("de-1996", "de"),
            ("zh-Hant-TW-x-a", "zh-Hant-TW"),
            ("en-x-foobar", "en"),
            ("zh-cmn-Hans-CN", "zh-Hans-CN"),
        ] {
            assert_eq!(tag(given), told);
        }
    }
}
