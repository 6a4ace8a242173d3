//! Plain lines: `1:23 text`, `1:23 [who] text`, `1:23-1:30 text`. Lines without a time belong to the comment before them.

use super::{Comment, Comments, Fault, time};

const EXPECTED: &str = "a time and words, such as `1:23 the bass is too loud`";

/// Whether a word is meant as a time.
fn looks_like_time(word: &str) -> bool {
    word.contains(':') && word.starts_with(|sign: char| sign.is_ascii_digit())
}

fn comment(line: usize, first: &str, rest: &str) -> Result<Comment, Fault> {
    // The beginning of a span is what the words belong to.
    let begin = first.split(['-', '–']).next().unwrap_or(first);
    let time =
        time::read(begin).ok_or_else(|| Fault::new(line, format!("`{first}` is no time"), time::EXPECTED))?;
    let rest = rest.trim().trim_start_matches(['-', '–']).trim_start();
    let (author, text) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((author, text)) => (author.trim(), text.trim()),
        None => ("", rest),
    };
    if text.is_empty() {
        return Err(Fault::new(line, "there are no words behind the time", EXPECTED));
    }
    Ok(Comment { time, author: author.to_owned(), text: text.to_owned(), ..Comment::default() })
}

pub(super) fn read(text: &str) -> Comments {
    let mut found = Comments::default();
    let mut is_inside = false;
    for (number, line) in text.lines().enumerate().map(|(number, line)| (number + 1, line.trim())) {
        // Mails quote what they answer, and people make lists.
        let line = line.trim_start_matches(['>', '*', '•', ' ']).trim_start_matches("- ").trim();
        let bare = line.trim_start_matches(['[', '(']);
        let (first, rest) = bare.split_once(char::is_whitespace).unwrap_or((bare, ""));
        let first = if bare.len() < line.len() { first.trim_end_matches([']', ')']) } else { first };
        if line.is_empty() || line.starts_with('#') {
            is_inside = false;
        } else if looks_like_time(first) {
            let read = comment(number, first, rest);
            is_inside = read.is_ok();
            found.take(read);
        } else if let Some(last) = found.list.last_mut().filter(|_| is_inside) {
            last.text = format!("{} {line}", last.text);
        } else {
            found.faults.push(Fault::new(number, format!("`{}` has no time", short(line)), EXPECTED));
        }
    }
    found
}

/// The beginning of a line.
fn short(line: &str) -> String {
    let begin: String = line.chars().take(30).collect();
    if begin.len() < line.len() { begin + "…" } else { begin }
}

pub(super) fn write(comments: &[Comment]) -> String {
    let line = |comment: &Comment| {
        let author = if comment.author.is_empty() { String::new() } else { format!("[{}] ", comment.author) };
        let text = comment.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} {author}{text}\n", time::short(comment.time))
    };
    comments.iter().map(line).collect()
}
