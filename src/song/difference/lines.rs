//! The sentences as they are gathered.

use crate::dsp::parameter::{Info, Kind, Knobs};
use std::fmt::Display;

/// The sentences so far.
#[derive(Default)]
pub(super) struct Lines(pub(super) Vec<String>);

impl Lines {
    pub(super) fn add(&mut self, line: String) {
        self.0.push(line);
    }

    pub(super) fn when(&mut self, differs: bool, line: impl FnOnce() -> String) {
        if differs {
            self.add(line());
        }
    }

    pub(super) fn compare<T: PartialEq + Display + ?Sized>(&mut self, what: &str, old: &T, new: &T) {
        self.when(old != new, || format!("{what}: {} → {}", shown(old), shown(new)));
    }

    pub(super) fn knobs(&mut self, what: &str, old: &dyn Knobs, new: &dyn Knobs) {
        for index in 0..old.count().min(new.count()) {
            let (info, from, to) = (old.info(index), old.value(index), new.value(index));
            self.when(from != to, || {
                format!("{what}{}: {} → {}", info.name, value_text(info, from), value_text(info, to))
            });
        }
    }
}

fn shown<T: Display + ?Sized>(value: &T) -> String {
    let text = value.to_string();
    if text.is_empty() { "nothing".to_owned() } else { text }
}

/// A parameter's value as people read it, with its unit.
fn value_text(info: &Info, value: f32) -> String {
    let text = match info.kind {
        Kind::Choice(names) => return names.get(value as usize).map_or("?", |name| name).to_owned(),
        Kind::Switch => return if value > 0.5 { "on" } else { "off" }.to_owned(),
        Kind::Whole => format!("{value:.0}"),
        Kind::Linear | Kind::Exponential => format!("{value}"),
    };
    if info.unit.is_empty() { text } else { format!("{text} {}", info.unit) }
}
