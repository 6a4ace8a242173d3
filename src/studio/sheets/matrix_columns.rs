//! The modulation of an instrument: its routes, each with a target among the parameters that there are.

use super::Entry;
use super::Field;
use super::field::{label, put};
use crate::dsp::parameter::{Info, Knobs};
use crate::instruments::matrix::{MOST_ROUTES, NOTE_TARGETS, Route};
use crate::song::instrument::Instrument;
use crate::studio::palette::Item;
use std::sync::Arc;

/// A field of a route.
#[derive(Clone, Copy)]
pub enum Part {
    /// That row of its parameters.
    Knob(usize),
    /// What it moves.
    Target,
}

/// The fields of a route, from the source to what it moves.
pub const PARTS: [Part; 4] = [Part::Knob(0), Part::Target, Part::Knob(1), Part::Knob(2)];

/// What routes can move, in the order of the screen.
fn targets(instrument: &Instrument) -> impl Iterator<Item = &Info> {
    let knobs = instrument.patch.knobs();
    (0..knobs.count()).map(|index| knobs.info(index)).chain(&NOTE_TARGETS)
}

/// What a route can move, to be chosen from.
pub fn choices(instrument: &Instrument) -> Vec<Item> {
    let help = |info: &Info| match info.group {
        "" => info.help.to_owned(),
        group => format!("{group}: {}", info.help),
    };
    targets(instrument).map(|info| Item { name: info.name.to_owned(), help: help(info) }).collect()
}

/// The field of a route.
pub fn field(instrument: &Instrument, number: usize, part: Part) -> Option<Field> {
    let routes = &instrument.matrix.routes;
    let route = routes.get(number)?;
    Some(match part {
        Part::Knob(index) => {
            let title = format!("route {} of {}", number + 1, routes.len());
            Field::knob(route.info(index), route.value(index)).below((index == 0).then_some(title))
        }
        Part::Target => {
            let there = route.target.is_empty() || targets(instrument).any(|info| info.name == route.target);
            let help = match there {
                true => "the parameter that it moves".to_owned(),
                false => format!("does nothing: the {} has no such parameter", instrument.patch.kind()),
            };
            Field::words("target", &route.target, &help)
        }
    })
}

/// Puts something into a route, and says what it was.
pub fn assign(
    instrument: &mut Instrument,
    number: usize,
    part: Part,
    entry: Entry,
) -> Result<String, String> {
    let target = match part {
        Part::Target => Some(target(instrument, number, entry)?),
        Part::Knob(_) => None,
    };
    let route =
        Arc::make_mut(&mut instrument.matrix.routes).get_mut(number).ok_or("there is no such route")?;
    let what = match (part, target) {
        (Part::Knob(index), _) => {
            put(route, index, entry)?;
            label(route.info(index))
        }
        (Part::Target, target) => {
            route.target = target.unwrap_or_default();
            "target".to_owned()
        }
    };
    Ok(format!("route {} {what}", number + 1))
}

/// The name of a target as typed: a parameter's, or the beginning of just one; what stands there may stay.
fn target(instrument: &Instrument, number: usize, entry: Entry) -> Result<String, String> {
    let text = match entry {
        Entry::Default => return Ok(String::new()),
        Entry::Number(_) => return Err("this is a text; Enter changes it".to_owned()),
        Entry::Text(text) => text.trim(),
    };
    let present = instrument.matrix.routes.get(number).map_or("", |route| &route.target);
    let lower = text.to_lowercase();
    let mut begin = targets(instrument).filter(|info| !text.is_empty() && info.name.starts_with(&lower));
    let only = begin.next().filter(|_| begin.next().is_none());
    match targets(instrument).find(|info| info.name == lower).or(only) {
        Some(info) => Ok(info.name.to_owned()),
        None if text == present => Ok(text.to_owned()),
        None => Err(format!("expected a parameter of the {}; Enter lists them", instrument.patch.kind())),
    }
}

/// A route more, behind `after` if there is one: a copy of it, or a new one.
///
/// # Errors
/// If there are as many as there may be.
pub fn with_route(instrument: &Instrument, after: Option<usize>, copied: bool) -> Result<Instrument, String> {
    let mut new = instrument.clone();
    let routes = Arc::make_mut(&mut new.matrix.routes);
    if routes.len() >= MOST_ROUTES {
        return Err(format!("an instrument has at most {MOST_ROUTES} routes"));
    }
    let before = after.and_then(|number| routes.get(number)).filter(|_| copied).cloned();
    let at = after.map_or(0, |number| number + 1).min(routes.len());
    routes.insert(at, before.unwrap_or_else(Route::default));
    Ok(new)
}

/// The instrument without a route.
pub fn without_route(instrument: &Instrument, number: usize) -> Option<Instrument> {
    let mut new = instrument.clone();
    let routes = Arc::make_mut(&mut new.matrix.routes);
    (number < routes.len()).then(|| routes.remove(number))?;
    Some(new)
}
