//! JSON: a list of objects with `time` and `text`, or an object whose `comments` are one, as the site's pages give it.

use super::{Comment, Comments, Fault, time};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

const OBJECT: &str = "an object such as {\"time\": 83.4, \"author\": \"Ann\", \"text\": \"too loud\"}";

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    comments: Vec<&'a RawValue>,
}

pub(super) fn read(text: &str) -> Comments {
    let mut found = Comments::default();
    let list: Result<Vec<&RawValue>, _> = match text.trim_start().starts_with('{') {
        true => serde_json::from_str::<Page>(text).map(|page| page.comments),
        false => serde_json::from_str(text),
    };
    let list = match list {
        Ok(list) => list,
        Err(fault) => {
            let expected = "a list of comments, or an object with `comments`";
            found.faults.push(Fault::new(fault.line().max(1), fault.to_string(), expected));
            return found;
        }
    };
    for raw in list {
        let line = 1 + text[..raw.get().as_ptr() as usize - text.as_ptr() as usize].matches('\n').count();
        found.take(comment(line, raw.get()));
    }
    found
}

fn comment(line: usize, raw: &str) -> Result<Comment, Fault> {
    let Ok(Value::Object(fields)) = serde_json::from_str(raw) else {
        return Err(Fault::new(line, "a comment is no object", OBJECT));
    };
    let text = |names: &[&str]| {
        let value = names.iter().find_map(|name| fields.get(*name)).and_then(Value::as_str);
        value.unwrap_or_default().trim().to_owned()
    };
    let at = ["time", "at", "start"].iter().find_map(|name| fields.get(*name));
    let at = at.ok_or_else(|| Fault::new(line, "a comment has no `time`", OBJECT))?;
    let time = match at {
        Value::Number(seconds) => time::read(&seconds.to_string()),
        Value::String(text) => time::read(text),
        _ => None,
    };
    let time = time.ok_or_else(|| Fault::new(line, format!("`{at}` is no time"), time::EXPECTED))?;
    let words = text(&["text", "comment"]);
    if words.is_empty() {
        return Err(Fault::new(line, "a comment has no `text`", OBJECT));
    }
    Ok(Comment {
        track: text(&["track", "song"]),
        time,
        author: text(&["author", "who"]),
        text: words,
        written: text(&["written", "date"]),
        state: text(&["state"]),
    })
}

pub(super) fn write(comments: &[Comment]) -> String {
    let comment = |comment: &Comment| {
        let Comment { track, time, author, text, written, state } = comment;
        json!({
            "track": track, "time": f64::from(*time) / 1_000.0, "author": author, "text": text, "written": written, "state": state,
        })
    };
    let list: Vec<Value> = comments.iter().map(comment).collect();
    format!("{:#}\n", json!({ "comments": list }))
}
