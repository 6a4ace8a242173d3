//! Times as people and subtitles write them.

/// What a time looks like.
pub const EXPECTED: &str = "a time such as 1:23, 1:23.4, 1:02:03 or a number of seconds";

/// Reads `83`, `83.4`, `1:23`, `1:23.4`, `1:02:03,500`: milliseconds. Seconds and minutes behind a colon are below 60.
pub fn read(text: &str) -> Option<u32> {
    let text = text.trim().replace(',', ".");
    let (rest, seconds) = text.rsplit_once(':').unwrap_or(("", &text));
    let (whole, part) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
        text.parse::<u64>().ok().filter(|_| is_number)
    };
    let is_part = !part.is_empty() && part.bytes().all(|sign| sign.is_ascii_digit());
    // The fourth digit rounds.
    let digits: String = part.chars().chain("0000".chars()).take(4).collect();
    let milliseconds = number(&digits).filter(|_| is_part)?.div_ceil(10).min(number(&digits)? / 10 + 1);
    let mut total = number(whole)?;
    let mut unit = 60;
    let below = |value: u64| (value < 60).then_some(value);
    if !rest.is_empty() || text.starts_with(':') {
        below(total)?;
        let (hours, minutes) = rest.rsplit_once(':').unwrap_or(("", rest));
        let minutes = number(minutes)?;
        total = minutes.checked_mul(unit)?.checked_add(total)?;
        if !hours.is_empty() || rest.starts_with(':') {
            below(minutes)?;
            unit *= 60;
            total = number(hours)?.checked_mul(unit)?.checked_add(total)?;
        }
    }
    total.checked_mul(1_000)?.checked_add(milliseconds)?.try_into().ok()
}

/// As people write it: `1:23`, `1:23.4`, `62:03`.
pub fn short(time: u32) -> String {
    let (seconds, part) = (time / 1_000, time % 1_000);
    let text = format!("{}:{:02}", seconds / 60, seconds % 60);
    match part {
        0 => text,
        part => format!("{text}.{}", format!("{part:03}").trim_end_matches('0')),
    }
}

/// As subtitles write it, with `point` before the milliseconds: `00:01:23.400`.
pub fn long(time: u32, point: char) -> String {
    let (seconds, part) = (time / 1_000, time % 1_000);
    format!("{:02}:{:02}:{:02}{point}{part:03}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_to_the_millisecond_and_written_so_that_they_read_the_same() {
        for (text, time) in [
            ("0:00", 0),
            ("83", 83_000),
            ("83.4", 83_400),
            ("1:23", 83_000),
            (" 1:23.4 ", 83_400),
            ("1:23.456", 83_456),
            ("62:03", 3_723_000),
            ("1:02:03,500", 3_723_500),
        ] {
            assert_eq!(read(text), Some(time), "{text}");
            assert_eq!(read(&short(time)), Some(time), "{text}");
            assert_eq!(read(&long(time, ',')), Some(time), "{text}");
        }
        for text in [
            "", ":", "1:", ":30", "1:60", "1:60:00", "1:2:3:4", "1.", ".5", "-1:00", "+5", "1:2x", "99999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
