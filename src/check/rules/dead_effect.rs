//! Effects and curves that do nothing.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::{Site, Survey};
use crate::sequencer::{effects, lock};
use crate::song::edit::Edit;
use crate::song::row::{EffectCell, Row};

/// The rule.
pub const RULE: Rule = Rule {
    name: "dead-effect",
    severity: Severity::Warning,
    threshold: None,
    help: "an effect that does nothing: no effect of its letter, a jump beyond the order list, a parameter that there is not",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let mut found = Vec::new();
    for (site, number, row) in survey.rows() {
        let shown = survey.song.tracks.get(usize::from(site.track)).map_or(1, |track| track.effect_columns);
        for (column, effect) in row.effects.iter().enumerate().take(shown.into()) {
            let Some(effect) = effect else { continue };
            let Some(why) = dead(survey, site, column, *effect) else { continue };
            found.push(one(survey, site, number, &row, (column, *effect), &why));
        }
    }
    found.extend(survey.lanes().flat_map(|site| curves(survey, site)));
    found
}

fn one(
    survey: &Survey,
    site: Site,
    number: u16,
    row: &Row,
    (column, effect): (usize, EffectCell),
    why: &str,
) -> Finding {
    let written = format!("{}{:02X}", char::from(effect.code), effect.value);
    let mut mended = *row;
    mended.effects[column] = None;
    let edit = Edit::Rows { pattern: site.pattern, track: site.track, rows: vec![(number, mended)] };
    let place = survey.place(site.pattern, site.track, number);
    Finding::new(place, format!("{written} {}", column + 1), format!("{written} {why}"))
        .mended(format!("take {written} out"), edit)
}

/// What is wrong with an effect, if it does not what it is there for.
fn dead(survey: &Survey, site: Site, column: usize, effect: EffectCell) -> Option<String> {
    let entries = survey.song.order.len();
    match (effect.code, effects::of(effect.code, effect.value)) {
        // S00 repeats the last one.
        (b'S', None) => {
            (effect.value > 0).then(|| format!("does nothing: there is no effect S{:X}", effect.value >> 4))
        }
        (code, None) => Some(format!("does nothing: there is no effect {}", char::from(code))),
        (b'B', _) if usize::from(effect.value) >= entries => Some(format!(
            "leads beyond the order list, which has only the entries 0 to {}: the song ends here",
            entries.saturating_sub(1)
        )),
        (b'&', _) => {
            let track = survey.song.tracks.get(usize::from(site.track))?;
            let name = track.locks.get(column)?;
            let unknown = !moves(survey, site, name);
            let name = lock::full(name);
            unknown.then(|| {
                format!("does nothing: nothing on {} is called {name}", survey.track(site.track.into()))
            })
        }
        _ => None,
    }
}

/// Whether a name means a parameter on that track, of any instrument that the lane names.
fn moves(survey: &Survey, site: Site, name: &str) -> bool {
    let named = |slot: u8| lock::resolve(survey.song, site.track.into(), Some(slot), name).is_some();
    let own = name.is_empty() || name.starts_with("instrument.");
    if own { survey.walk.reading.slots.iter().any(|slot| named(*slot)) } else { named(0) }
}

fn curves(survey: &Survey, site: Site) -> Vec<Finding> {
    let dead = site.lane.curves().iter().filter(|curve| !moves(survey, site, curve.target()));
    let finding = |curve: &std::sync::Arc<crate::song::curve::Curve>| {
        let target = curve.target();
        let message = format!(
            "the curve of {target} moves nothing: {} has no such parameter",
            survey.track(site.track.into())
        );
        let place = Place { row: None, ..survey.place(site.pattern, site.track, 0) };
        let edit = Edit::Curve { pattern: site.pattern, track: site.track, curve: curve.with(Vec::new()) };
        Finding::new(place, target, message).mended("take the curve out", edit)
    };
    dead.map(finding).collect()
}
