//! WebVTT and SubRip: cues of a time span and lines of text. Who speaks stands in `<v NAME>`, or before a colon is nobody.

use super::{Comment, Comments, Fault, time};

const EXPECTED: &str = "a span such as `00:01:23.400 --> 00:01:26.400`, then a line of text";
/// How long a cue is shown that has no length, in milliseconds.
const LENGTH: u32 = 3_000;

pub(super) fn read(text: &str) -> Comments {
    let mut found = Comments::default();
    let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim())).peekable();
    while let Some((number, line)) = lines.next() {
        let block = ["WEBVTT", "NOTE", "STYLE", "REGION"];
        if block.iter().any(|begin| line == *begin || line.starts_with(&format!("{begin} "))) {
            while lines.next_if(|(_, line)| !line.is_empty()).is_some() {}
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let mut span = (number, line);
        // A number or a name may stand before the span.
        if !line.contains("-->") {
            match lines.next_if(|(_, next)| next.contains("-->")) {
                Some(next) => span = next,
                None => {
                    found.faults.push(Fault::new(number, "a cue has no span of time", EXPECTED));
                    while lines.next_if(|(_, line)| !line.is_empty()).is_some() {}
                    continue;
                }
            }
        }
        let mut words = Vec::new();
        while let Some((_, line)) = lines.next_if(|(_, line)| !line.is_empty()) {
            words.push(line);
        }
        found.take(cue(span, &words.join("\n")));
    }
    found
}

fn cue((number, span): (usize, &str), words: &str) -> Result<Comment, Fault> {
    let begin = span.split("-->").next().unwrap_or_default().trim();
    let end = span.split("-->").nth(1).and_then(|end| end.split_whitespace().next()).unwrap_or_default();
    for part in [begin, end] {
        if time::read(part).is_none() {
            return Err(Fault::new(number, format!("`{part}` is no time"), EXPECTED));
        }
    }
    let time = time::read(begin).unwrap_or_default();
    let (author, words) = match words.strip_prefix("<v ").and_then(|rest| rest.split_once('>')) {
        Some((author, words)) => (plain(author), words),
        None => (String::new(), words),
    };
    let text = plain(words);
    if text.trim().is_empty() {
        return Err(Fault::new(number, "a cue has no text", EXPECTED));
    }
    Ok(Comment { time, author, text, ..Comment::default() })
}

/// The text of a cue without its tags.
fn plain(words: &str) -> String {
    let mut out = String::new();
    let mut rest = words;
    while let Some((before, behind)) = rest.split_once('<') {
        let Some((_, behind)) = behind.split_once('>') else { break };
        out += before;
        rest = behind;
    }
    out += rest;
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}

/// Text for a cue: no empty lines, which would end it, and no tags.
fn cued(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn write(comments: &[Comment], point: char, is_numbered: bool) -> String {
    let mut out = String::new();
    for (number, comment) in comments.iter().enumerate() {
        if is_numbered {
            out += &format!("{}\n", number + 1);
        }
        let end = comment.time.saturating_add(LENGTH);
        let author =
            if comment.author.is_empty() { String::new() } else { format!("<v {}>", cued(&comment.author)) };
        let span = format!("{} --> {}", time::long(comment.time, point), time::long(end, point));
        out += &format!("{span}\n{author}{}\n\n", cued(&comment.text));
    }
    out
}

pub(super) fn write_vtt(comments: &[Comment]) -> String {
    format!("WEBVTT\n\n{}", write(comments, '.', false))
}

pub(super) fn write_srt(comments: &[Comment]) -> String {
    write(comments, ',', true)
}
