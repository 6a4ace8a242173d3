//! The numbers by which the trade knows recordings and releases, and other short forms: checked, never made up.

use jiff::Span;
use jiff::civil::Date;

/// An ISRC (ISO 3901) without hyphens, in capital letters: country and registrant (five signs), year (two digits), designation (five
/// digits).
///
/// # Errors
/// What is wrong, in words.
pub fn isrc(text: &str) -> Result<String, String> {
    let code: String =
        text.chars().filter(|sign| !matches!(sign, '-' | ' ')).collect::<String>().to_uppercase();
    let is_form = code.len() == 12
        && code.bytes().enumerate().all(|(place, sign)| match place {
            0 | 1 => sign.is_ascii_uppercase(),
            2..=4 => sign.is_ascii_alphanumeric(),
            _ => sign.is_ascii_digit(),
        });
    if is_form { Ok(code) } else { Err(format!("`{text}` is no ISRC")) }
}

/// A party id of DDEX without hyphens: `PADPIDA`, then letters and digits.
///
/// # Errors
/// What is wrong, in words.
pub fn dpid(text: &str) -> Result<String, String> {
    let code: String = text.chars().filter(|sign| !matches!(sign, '-' | ' ')).collect();
    let rest = code.strip_prefix("PADPIDA").unwrap_or_default();
    let is_form = !rest.is_empty() && rest.chars().all(|sign| sign.is_ascii_alphanumeric());
    if is_form { Ok(code) } else { Err(format!("`{text}` is no party id of DDEX")) }
}

/// What such an id looks like, for messages.
pub const DPID: &str = "`PADPIDA` and letters and digits, such as \"PA-DPIDA-2014120301-A\"";

/// What an ISRC looks like, for messages.
pub const ISRC: &str = "two letters, three letters or digits, seven digits, such as \"DE-A12-26-00001\"";

/// A UPC-A (12 digits) or EAN-13, whose last digit is the sum of the others (GS1).
///
/// # Errors
/// What is wrong, in words.
pub fn upc(text: &str) -> Result<String, String> {
    let digits: Option<Vec<u32>> =
        text.chars().filter(|sign| !matches!(sign, '-' | ' ')).map(|sign| sign.to_digit(10)).collect();
    let digits = digits.filter(|digits| matches!(digits.len(), 12 | 13));
    let Some((last, rest)) = digits.as_deref().and_then(<[u32]>::split_last) else {
        return Err(format!("`{text}` is no UPC or EAN"));
    };
    let weighted =
        rest.iter().rev().enumerate().map(|(place, digit)| digit * if place % 2 == 0 { 3 } else { 1 });
    let check = (10 - weighted.sum::<u32>() % 10) % 10;
    if check != *last {
        return Err(format!("the check digit of `{text}` is {last}, but the other digits make {check}"));
    }
    Ok(rest.iter().chain([last]).map(u32::to_string).collect())
}

/// What a UPC looks like, for messages.
pub const UPC: &str = "12 digits (UPC) or 13 (EAN), the last of which checks the others";

/// Whether it is a date, `2026-12-24`, from the year 1000 on.
pub fn is_date(text: &str) -> bool {
    let form =
        |(at, sign): (usize, u8)| if matches!(at, 4 | 7) { sign == b'-' } else { sign.is_ascii_digit() };
    text.len() == 10 && !text.starts_with('0') && text.bytes().enumerate().all(form) && day(text).is_some()
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// The date so many days after (or before) another one; `None` if that is none.
pub fn days_after(date: &str, days: i64) -> Option<String> {
    let other = day(date)?.checked_add(Span::new().try_days(days).ok()?).ok()?;
    Some(other.to_string())
}

/// Whether it has the form of a language's tag (BCP 47): `en`, `de-AT`, `zxx` for no words at all.
pub fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let word =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|sign| sign.is_ascii_alphanumeric());
    (2..=3).contains(&first.len()) && first.bytes().all(|sign| sign.is_ascii_lowercase()) && parts.all(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_isrc_has_its_form_whatever_its_hyphens() {
        assert_eq!(isrc("de-a12-26-00001"), Ok("DEA122600001".to_owned()));
        for wrong in ["DEA12260001", "D1A122600001", "DEA12260000X", "DEÄ122600001", ""] {
            assert!(isrc(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_last_digit_of_a_upc_checks_the_others() {
        assert_eq!(upc("0 36000 29145 2"), Ok("036000291452".to_owned()));
        assert_eq!(upc("4006381333931"), Ok("4006381333931".to_owned()));
        let told = upc("036000291453").expect_err("a wrong digit");
        assert_eq!(told, "the check digit of `036000291453` is 3, but the other digits make 2");
        assert!(upc("12345").is_err() && upc("03600029145x").is_err());
    }

    #[test]
    fn days_are_counted_over_the_ends_of_years_and_leap_years() {
        for (date, days, other) in [
            ("2027-01-03", -21, "2026-12-13"),
            ("2028-03-01", -1, "2028-02-29"),
            ("2000-02-28", 2, "2000-03-01"),
            ("2026-12-24", 14, "2027-01-07"),
        ] {
            assert_eq!(days_after(date, days).as_deref(), Some(other));
        }
        assert_eq!((days_after("", 1), days_after("9999-12-31", 1)), (None, None));
    }

    #[test]
    fn dates_are_days_that_there_are() {
        assert!(is_date("2024-02-29") && is_date("2026-12-31"));
        assert!(
            !is_date("2025-02-29")
                && !is_date("2026-13-01")
                && !is_date("2026-1-1")
                && !is_date("+026-01-01")
                && !is_date("0000-01-01")
        );
    }

    #[test]
    fn languages_have_the_form_of_their_tags() {
        assert!(is_language("en") && is_language("zxx") && is_language("pt-BR"));
        assert!(!is_language("English") && !is_language("EN") && !is_language("en-"));
    }
}
