//! Texts with gaps. What fills a gap is always text: it is escaped for the kind of file, so that nothing that a user wrote becomes markup.
//!
//! `{{name}}` is a gap; `{{#name}}…{{/name}}` comes once for each of a list, or once if a text is there; `{{^name}}…{{/name}}` comes if
//! there is nothing.

use crate::formats::xml::escaped;
use std::collections::BTreeMap;

/// What fills a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A part for each of these.
    List(Vec<Fields>),
}

/// What fills the gaps of a template, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<&'static str, Value>);

impl Fields {
    /// With a text.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl Into<String>) -> Fields {
        self.0.insert(name, Value::Text(text.into()));
        self
    }

    /// With a list.
    #[must_use]
    pub fn list(mut self, name: &'static str, list: Vec<Fields>) -> Fields {
        self.0.insert(name, Value::List(list));
        self
    }
}

/// For which kind of file texts are escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// HTML and XML, inside elements and inside attributes in double quotes.
    Markup,
    /// Plain text: nothing is escaped.
    Plain,
}

impl Kind {
    fn escaped(self, text: &str) -> String {
        match self {
            Kind::Plain => text.to_owned(),
            Kind::Markup => escaped(text),
        }
    }
}

/// A part of a template; the number is that of its line.
enum Piece<'a> {
    Plain(&'a str),
    Gap(&'a str, usize),
    Part { name: &'a str, line: usize, is_instead: bool, inside: Vec<Piece<'a>> },
}

/// Reads a template up to its end, or up to the end of the part with that name.
fn pieces<'a>(
    whole: &'a str,
    rest: &mut &'a str,
    part: Option<(&str, usize)>,
) -> Result<Vec<Piece<'a>>, String> {
    let mut found = Vec::new();
    loop {
        let Some((before, behind)) = rest.split_once("{{") else {
            if let Some((name, line)) = part {
                return Err(format!("line {line}: `{{{{#{name}}}}}` has no end; expected `{{{{/{name}}}}}`"));
            }
            found.push(Piece::Plain(rest));
            return Ok(found);
        };
        let begin = &whole[..whole.len() - behind.len() - 2];
        let line = 1 + begin.matches('\n').count();
        let is_at_start = begin.is_empty() || begin.ends_with('\n');
        let Some((name, behind)) = behind.split_once("}}") else {
            return Err(format!("line {line}: `{{{{` has no end; expected `}}}}` behind a name"));
        };
        found.push(Piece::Plain(before));
        let sign = name.chars().next().filter(|sign| "#^/".contains(*sign));
        // A line that only begins or ends a part is no line of the text.
        *rest =
            if sign.is_some() && is_at_start { behind.strip_prefix('\n').unwrap_or(behind) } else { behind };
        let Some(sign) = sign else {
            found.push(Piece::Gap(name, line));
            continue;
        };
        let name = &name[1..];
        if sign == '/' {
            return match part {
                Some((begun, _)) if begun == name => Ok(found),
                _ => Err(format!("line {line}: `{{{{/{name}}}}}` ends nothing that was begun")),
            };
        }
        let inside = pieces(whole, rest, Some((name, line)))?;
        found.push(Piece::Part { name, line, is_instead: sign == '^', inside });
    }
}

/// Fills a template.
///
/// # Errors
/// A sentence with the line: a name that nobody knows, a part without its end.
pub fn fill(template: &str, kind: Kind, fields: &Fields) -> Result<String, String> {
    let pieces = pieces(template, &mut &*template, None)?;
    let mut out = String::with_capacity(2 * template.len());
    write(&mut out, &pieces, kind, &[fields])?;
    Ok(out)
}

/// The value of a name in the innermost part that has it.
fn found<'a>(scopes: &[&'a Fields], name: &str, line: usize) -> Result<&'a Value, String> {
    let value = scopes.iter().rev().find_map(|fields| fields.0.get(name));
    value.ok_or_else(|| {
        let mut known: Vec<&str> = scopes.iter().flat_map(|fields| fields.0.keys().copied()).collect();
        known.sort_unstable();
        known.dedup();
        format!("line {line}: `{{{{{name}}}}}` is not known; expected one of {}", known.join(", "))
    })
}

fn write(out: &mut String, pieces: &[Piece], kind: Kind, scopes: &[&Fields]) -> Result<(), String> {
    for piece in pieces {
        match piece {
            Piece::Plain(text) => *out += text,
            Piece::Gap(name, line) => match found(scopes, name, *line)? {
                Value::Text(text) => *out += &kind.escaped(text),
                Value::List(_) => {
                    return Err(format!(
                        "line {line}: `{{{{{name}}}}}` is a list; expected `{{{{#{name}}}}}`"
                    ));
                }
            },
            Piece::Part { name, line, is_instead, inside } => {
                let value = found(scopes, name, *line)?;
                let is_there = match value {
                    Value::Text(text) => !text.is_empty(),
                    Value::List(list) => !list.is_empty(),
                };
                match value {
                    _ if *is_instead == is_there => {}
                    Value::List(list) if !is_instead => {
                        for fields in list {
                            write(out, inside, kind, &[scopes, &[fields]].concat())?;
                        }
                    }
                    _ => write(out, inside, kind, scopes)?,
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn songs() -> Fields {
        let song = |title: &str| Fields::default().text("title", title);
        Fields::default()
            .text("album", "A & B")
            .text("label", "")
            .list("songs", vec![song("<script>"), song("x\"\u{1}y")])
    }

    #[test]
    fn gaps_are_filled_and_texts_stay_texts() {
        let template = "{{album}}\n{{#songs}}\n- {{title}} of {{album}}\n{{/songs}}\n{{^label}}\nno label\n{{/label}}\n{{#label}}\nnever\n{{/label}}\n";
        let filled = fill(template, Kind::Markup, &songs()).expect("filled");
        let expected = "A &amp; B\n- &lt;script&gt; of A &amp; B\n- x&quot;y of A &amp; B\nno label\n";
        assert_eq!(filled, expected);
        let filled = fill("{{#album}}a{{/album}}\n{{^album}}\nb\n{{/album}}\nc", Kind::Plain, &songs());
        assert_eq!(filled.as_deref(), Ok("a\nc"));
        let filled = fill("{{album}}{{#label}} on {{label}}{{/label}}", Kind::Plain, &songs());
        assert_eq!(filled.as_deref(), Ok("A & B"));
    }

    #[test]
    fn faults_of_a_template_are_told_with_their_lines() {
        for (template, told) in [
            ("\n{{titel}}", "line 2: `{{titel}}` is not known; expected one of album, label, songs"),
            ("{{#songs}}\n{{title}}", "line 1: `{{#songs}}` has no end"),
            ("a\n\n{{/songs}}", "line 3: `{{/songs}}` ends nothing"),
            ("{{songs}}", "line 1: `{{songs}}` is a list"),
            ("{{album", "line 1: `{{` has no end"),
        ] {
            let fault = fill(template, Kind::Plain, &songs()).expect_err("a fault");
            assert!(fault.starts_with(told), "{fault}");
        }
    }
}
