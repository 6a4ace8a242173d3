//! From format 1 to 2. Format 1 had two returns, each with one `device` beside its name and volume; what the file left out was a delay
//! and a reverb. In format 2 returns are a list of strips with chains, and devices are named with their place in the chain.

use super::super::fields::{Fields, List, Piece, parse};
use super::digits;
use std::ops::Range;

/// Names and devices of the returns where a file of format 1 had none.
const USUAL: [(&str, &str); 2] = [("Delay", "delay"), ("Reverb", "reverb")];

/// What a part of the text is replaced by.
type Change = (Range<usize>, String);

/// The text in format 2, line for line. What cannot be read stays as it is, and is a fault then.
pub(super) fn into_strips(text: &str) -> String {
    let mut changes = Vec::new();
    changes.extend(digits(text).ok().map(|digits| (place(text, digits), "2".to_owned())));
    returns(text, &mut changes);
    changes.sort_by_key(|(place, _)| (place.start, place.end));
    let (mut new, mut done) = (String::with_capacity(text.len() + 256), 0);
    for (place, instead) in changes {
        new.push_str(&text[done..place.start]);
        new.push_str(&instead);
        done = place.end;
    }
    new.push_str(&text[done..]);
    if new.contains(RETURN) { named(&new) } else { new }
}

/// Where a part of the text stands in it.
fn place(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

/// Where something is put in, so many bytes into a part of the text.
fn at(text: &str, part: &str, offset: usize) -> Range<usize> {
    let start = place(text, part).start + offset;
    start..start
}

/// Makes the device of each return a chain.
fn returns<'a>(text: &'a str, changes: &mut Vec<Change>) {
    let Ok(mut file) = parse::<Fields>(text) else { return };
    let Some(Ok(mut mixer)) = file.take("mixer").map(|piece: Piece<'a>| piece.parse::<Fields>()) else {
        return;
    };
    let Some(list) = mixer.take("returns") else { return };
    let Ok(List::<Piece, 2>(returns)) = list.parse() else { return };
    for (piece, (name, kind)) in returns.iter().zip(USUAL) {
        let Ok(mut fields) = piece.parse::<Fields>() else { return };
        let mut missing = String::new();
        if fields.take("name").is_none() {
            missing += &format!("name: \"{name}\", ");
        }
        match fields.take_whole("device") {
            Some((word, Piece(device))) => {
                changes.push((place(text, word), "inserts: [(device".to_owned()));
                changes.push((at(text, device, device.len()), ")]".to_owned()));
            }
            // Written by hand, from a newer page.
            None if fields.take("inserts").is_some() => {}
            None => missing += &format!("inserts: [(device: (kind: \"{kind}\"))], "),
        }
        if let Some(begin) = piece.value().find('(') {
            changes.push((at(text, piece.value(), begin + 1), missing));
        }
    }
    let more: Vec<_> = USUAL[returns.len()..]
        .iter()
        .map(|(name, kind)| format!("(name: \"{name}\", inserts: [(device: (kind: \"{kind}\"))])"))
        .collect();
    match (returns.last(), list.value().find('[')) {
        _ if more.is_empty() => {}
        (Some(last), _) => changes.push((at(text, last.0, last.0.len()), format!(", {}", more.join(", ")))),
        (None, Some(begin)) => changes.push((at(text, list.value(), begin + 1), more.join(", "))),
        (None, None) => {}
    }
}

/// How the name of a return's parameter begins.
const RETURN: &str = "\"return.";

/// Names the parameters of returns' devices with the place in the chain: `"return.1.feedback"` is `"return.1.insert.1.feedback"`.
fn named(text: &str) -> String {
    let mut new = String::with_capacity(text.len() + text.len() / 16);
    let mut rest = text;
    while let Some(start) = rest.find(RETURN) {
        let (before, name) = rest.split_at(start + RETURN.len());
        new.push_str(before);
        let digits = name.bytes().take_while(u8::is_ascii_digit).count();
        rest = name;
        if let Some(parameter) = name[digits..].strip_prefix('.').filter(|_| digits > 0) {
            let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let length = parameter.bytes().take_while(is_word).count();
            if length > 0 && parameter[length..].starts_with('"') && &parameter[..length] != "volume" {
                new.push_str(&name[..digits]);
                new.push_str(".insert.1.");
                rest = parameter;
            }
        }
    }
    new.push_str(rest);
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str) {
        assert_eq!(into_strips(&format!("(format: 1, {old})")), format!("(format: 2, {new})"));
    }

    #[test]
    fn a_device_is_a_chain_of_one() {
        check(
            r#"mixer: (returns: [(name: "A", device: (kind: "gate"), volume: -3.0, new: 1), (device: (kind: "delay", time: "1 beat"))])"#,
            r#"mixer: (returns: [(name: "A", inserts: [(device: (kind: "gate"))], volume: -3.0, new: 1), (name: "Reverb", inserts: [(device: (kind: "delay", time: "1 beat"))])])"#,
        );
    }

    #[test]
    fn what_was_left_out_is_what_it_was() {
        let [delay, reverb] = [
            r#"(name: "Delay", inserts: [(device: (kind: "delay"))])"#,
            r#"(name: "Reverb", inserts: [(device: (kind: "reverb"))])"#,
        ];
        check("mixer: (returns: [])", &format!("mixer: (returns: [{delay}, {reverb}])"));
        check(
            r#"mixer: (returns: [(name: "A")])"#,
            &format!(r#"mixer: (returns: [(inserts: [(device: (kind: "delay"))], name: "A"), {reverb}])"#),
        );
        check("mixer: ()", "mixer: ()");
        check("title: \"1\"", "title: \"1\"");
    }

    #[test]
    fn names_of_their_parameters_follow() {
        check(
            r#"tracks: { 1: (locks: ["return.1.feedback", "return.2.volume", "track.pan"]) }"#,
            r#"tracks: { 1: (locks: ["return.1.insert.1.feedback", "return.2.volume", "track.pan"]) }"#,
        );
    }

    #[test]
    fn a_chain_that_is_there_already_stays() {
        let chains =
            r#"mixer: (returns: [(name: "A", inserts: []), (name: "B", inserts: [(device: (kind: "eq"))])])"#;
        check(chains, chains);
    }

    #[test]
    fn what_cannot_be_read_keeps_its_places() {
        check("mixer: (returns: [(device: 5", "mixer: (returns: [(device: 5");
    }
}
