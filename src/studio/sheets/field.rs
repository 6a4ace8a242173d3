//! What sheets make their fields and changes from.

use super::values;
use super::{Change, Entry, Field};
use crate::dsp::parameter::{Info, Knobs};
use crate::song::edit::Edit;
use crate::studio::seat::SheetCursor;

/// A parameter's name as people read it.
pub fn label(info: &Info) -> String {
    info.name.replace('_', " ")
}

impl Field {
    /// A parameter.
    pub fn knob(info: &'static Info, value: f32) -> Field {
        Field {
            label: label(info),
            text: values::text(info, value),
            help: format!("{}: {}", info.help, values::range(info)),
            knob: Some((info, value)),
            heading: None,
            fixed: false,
        }
    }

    /// A text.
    pub fn words(label: &str, text: &str, help: &str) -> Field {
        Field {
            label: label.to_owned(),
            text: plain(text),
            help: help.to_owned(),
            knob: None,
            heading: None,
            fixed: false,
        }
    }

    /// Something that is only told.
    pub fn fixed(label: &str, text: &str, help: &str) -> Field {
        Field { fixed: true, ..Field::words(label, text, help) }
    }

    /// The same below a heading, if there is one.
    pub fn below(self, heading: Option<String>) -> Field {
        Field { heading, ..self }
    }

    /// The same, beside another name.
    pub fn named(self, label: &str) -> Field {
        Field { label: label.to_owned(), ..self }
    }
}

/// A text without what could move a terminal's cursor.
pub fn plain(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { '·' } else { character }).collect()
}

impl Change {
    /// A value of a field: turning it again joins the step.
    pub fn value(name: String, edit: Edit) -> Change {
        Change { gesture: Some(name.clone()), name, edit, then: None }
    }

    /// A step of its own, after which the cursor stands there.
    pub fn step(name: String, edit: Edit, then: SheetCursor) -> Change {
        Change { name, edit, gesture: None, then: Some(then) }
    }
}

/// The number that is put into a parameter.
///
/// # Errors
/// What was expected, with the range.
pub fn number(info: &Info, entry: Entry) -> Result<f32, String> {
    match entry {
        Entry::Number(value) => Ok(info.clamp(value)),
        Entry::Text(text) => values::parse(info, text),
        Entry::Default => Ok(info.default),
    }
}

/// Puts an entry into a parameter.
///
/// # Errors
/// What was expected, with the range.
pub fn put(knobs: &mut dyn Knobs, index: usize, entry: Entry) -> Result<(), String> {
    let value = number(knobs.info(index), entry)?;
    knobs.set_value(index, value);
    Ok(())
}

/// The index of the kind that is put in place of another one.
///
/// # Errors
/// If it is no kind, or none is named: a thing is not made another one by putting its values back.
pub fn kind(info: &Info, entry: Entry) -> Result<usize, String> {
    match entry {
        Entry::Default => Err(format!("expected {}", values::range(info))),
        entry => Ok(number(info, entry)? as usize),
    }
}

/// The text that is put in place of `old`; what is shown of that means that itself.
///
/// # Errors
/// If it is a number.
pub fn words(old: &str, entry: Entry) -> Result<String, String> {
    match entry {
        Entry::Text(text) if text == plain(old) => Ok(old.to_owned()),
        Entry::Text(text) => Ok(text.trim().to_owned()),
        Entry::Default => Ok(String::new()),
        Entry::Number(_) => Err("this is a text; Enter changes it".to_owned()),
    }
}

/// A thing of a list by its number, its name, or both as they are shown: `3 Verse`.
pub fn numbered(text: &str, count: usize, name: impl Fn(usize) -> String) -> Option<usize> {
    let text = text.trim();
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let by_number = first.parse().ok().filter(|number| *number < count);
    let by_number = by_number.filter(|number| rest.is_empty() || plain(&name(*number)).trim() == rest.trim());
    let by_name =
        |same: &dyn Fn(&str) -> bool| (0..count).find(|number| !text.is_empty() && same(&name(*number)));
    let lower = text.to_lowercase();
    by_number
        .or_else(|| by_name(&|name| name == text))
        .or_else(|| by_name(&|name| name.to_lowercase() == lower))
}

/// How [`numbered`] things are shown.
pub fn with_name(number: usize, name: &str) -> String {
    format!("{number} {}", plain(name)).trim_end().to_owned()
}

/// The heading above row `index`, where its group is another than the one before.
pub fn heading(knobs: &dyn Knobs, index: usize, first: usize) -> Option<String> {
    let group = knobs.info(index).group;
    let new = index == first || knobs.info(index - 1).group != group;
    (new && !group.is_empty()).then(|| group.to_owned())
}

/// What refuses a change of something that is only told.
pub fn only_told<T>(what: &str) -> Result<T, String> {
    Err(format!("{what} cannot be changed here"))
}
