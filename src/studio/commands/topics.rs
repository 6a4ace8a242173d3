//! Help by topics, and examples that are heard.

use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::field::text;
use crate::studio::grid::{Column, row_at};
use crate::studio::palette::Item;
use crate::studio::prompt::choose;
use crate::studio::seat::Seat;
use crate::studio::topics::{all, find};
use crate::studio::view::View;

/// The topic that is nearest to what somebody looks at.
fn here(studio: &Studio, seat: &Seat) -> String {
    let has_own = |view: &View| !view.is_page() || matches!(view, View::Midi | View::Meters | View::Stage);
    let view = std::iter::once(seat.view).chain(seat.views_before()).find(has_own).unwrap_or(seat.back);
    let name = match view {
        View::Pattern => {
            let row = row_at(studio.song(), seat.round(), seat.place.track, seat.place.row);
            let of_effect =
                matches!(seat.place.column, Column::Effect(_)).then(|| text(&row, seat.place.column));
            let begins = |code: &str, written: &str| written.starts_with(code) && !code.is_empty();
            let found = of_effect.and_then(|written| {
                let named = |topic: &crate::studio::topics::Topic| {
                    let code = topic.name.strip_prefix("effect ")?.split(':').next()?.to_owned();
                    begins(&code, &written).then_some((code.len(), topic.name.clone()))
                };
                all().iter().filter_map(named).max()
            });
            return found.map_or("grid".to_owned(), |(_, name)| name);
        }
        View::Order => "order list",
        View::Matrix => "matrix",
        View::Roll | View::Steps => "piano roll",
        View::Instruments => "instruments",
        View::Samples | View::Wave => "sample editor",
        View::Phrases => "phrases",
        View::Remarks => "marks and macros",
        View::Midi => "MIDI",
        View::Mixer | View::Meters | View::Loudness => "mixer",
        View::Automation => "automation",
        View::Check => "faults",
        View::Live | View::Stage => "live",
        _ => "files",
    };
    name.to_owned()
}

fn look(seat: &mut Seat, name: &str) -> Answer {
    find(name).ok_or_else(|| format!("there is no topic {name}"))?;
    name.clone_into(&mut seat.topic);
    seat.look_at(View::Topic);
    Ok(())
}

fn list(studio: &Studio, seat: &mut Seat) -> Answer {
    let items = all().into_iter().map(|topic| Item { name: topic.name, help: topic.help }).collect();
    let present = here(studio, seat);
    choose(seat, "Help", items, &present, |_, seat, name| look(seat, name))
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "topics",
        &["f1", "alt-h"],
        "help by topics: the grid, the mixer …, every effect with an example that is heard",
        |studio, seat, name| match name {
            "" => list(studio, seat),
            name => look(seat, name),
        },
    )
    .taking("[TOPIC]")
    .looking(),
    Command::at(
        Context::Page,
        "hear-example",
        &["enter", "p"],
        "play the example of an effect's topic; the song stays as it is",
        |studio, seat, _| {
            let topic = find(&seat.topic).filter(|_| seat.view == View::Topic);
            let example = topic.and_then(|topic| topic.example).ok_or("there is no example here")?;
            studio.hear_example(example);
            Ok(())
        },
    ),
];
