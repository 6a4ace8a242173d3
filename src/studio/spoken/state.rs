//! What holds besides the field under the cursor: told when it changes, and all of it when it is asked for.

use super::{here, sheet};
use crate::dsp::units::clock;
use crate::studio::Studio;
use crate::studio::keymap::Mode;
use crate::studio::metered;
use crate::studio::numbers::Numbers;
use crate::studio::seat::Seat;

/// What holds, in words, in the order in which it is told.
pub type State = Vec<String>;

/// What is told of a seat.
type Told = fn(&Studio, &Seat) -> String;

/// Everything that is told when it changes.
const STATES: &[Told] = &[
    |studio, _| format!("song {}", studio.document.name()),
    |_, seat| format!("{} view", seat.view.name()),
    |studio, _| if studio.transport.playing.is_some() { "playing" } else { "stopped" }.to_owned(),
    |_, seat| match seat.mode() {
        Some(Mode::Normal) => "normal mode".to_owned(),
        Some(Mode::Visual) => "visual mode".to_owned(),
        Some(Mode::Insert) => "insert mode".to_owned(),
        None => if seat.edit { "keys write" } else { "keys only sound" }.to_owned(),
    },
    |studio, _| studio.beside_song(),
    |_, seat| format!("octave {}", seat.octave),
    |_, seat| format!("step {}", seat.step),
    |_, seat| if seat.follow { "following playback" } else { "not following playback" }.to_owned(),
    |studio, seat| {
        let name = studio.shown().instrument(seat.instrument.into()).map_or("empty", |it| &it.name);
        format!("instrument {} {name}", Numbers::of(&studio.settings).slot(seat.instrument))
    },
    |_, seat| seat.mask.told(),
    |_, seat| match seat.operation.is_whole() {
        true => "operations touch every field".to_owned(),
        false => format!("operations touch {}", seat.operation.signs()),
    },
    |_, seat| seat.macros.recorded().map_or(String::new(), |letter| format!("recording macro {letter}")),
    |studio, seat| {
        let song = studio.shown();
        let section = song.order.iter().take(usize::from(seat.order) + 1).rev();
        let section = section.into_iter().find_map(|entry| entry.section.as_deref()).unwrap_or("");
        format!("entry {} {section}, pattern {}", seat.order, seat.pattern).replace(" ,", ",")
    },
];

/// What holds now.
pub fn state(studio: &Studio, seat: &Seat) -> State {
    STATES.iter().map(|told| told(studio, seat)).collect()
}

/// Where the cursor is, what is heard, and everything that holds: the answer to `where-am-i`.
pub fn place(studio: &Studio, seat: &Seat) -> String {
    let transport = &studio.transport;
    let numbers = Numbers::of(&studio.settings);
    let heard = transport.position.filter(|_| transport.playing.is_some()).map(|position| {
        let row = numbers.row(position.row, 2);
        let at = clock(transport.seconds(studio.rate()).floor());
        format!("heard: entry {}, pattern {}, row {row}, {at}", position.order, position.pattern)
    });
    let present = here(studio, seat);
    let states = state(studio, seat).into_iter().filter(|told| !told.is_empty());
    let waits =
        Some(studio.waiting()).filter(|waits| !waits.is_empty()).map(|waits| format!("next: {waits}"));
    let taken = sheet::taken(studio, seat);
    present.into_iter().chain(taken).chain(heard).chain(states).chain(waits).collect::<Vec<_>>().join(", ")
}

/// The levels of the sound that is measured, as they are at this moment.
pub(super) fn levels(studio: &Studio) -> String {
    let Some(metered) = &studio.metered else { return "nothing was measured yet".to_owned() };
    let reading = metered.meters.reading();
    let number = |name: &str, value: Option<f64>, unit: &str| {
        value.map_or(format!("no {name}"), |value| format!("{name} {value:.1} {unit}"))
    };
    let decibels = |value: f32| (value > 0.0).then(|| 20.0 * f64::from(value).log10());
    let loud = reading.loudness;
    [
        metered::name(studio.song(), metered.point),
        number("peak left", decibels(reading.peak[0]), "dB"),
        number("right", decibels(reading.peak[1]), "dB"),
        number("momentary loudness", loud.momentary, "LUFS"),
        number("short term", loud.short_term, "LUFS"),
        number("integrated", loud.integrated, "LUFS"),
        number("true peak", decibels(loud.true_peak), "dBTP"),
        format!("reduction {:.1} dB", studio.transport.reduction),
    ]
    .join(", ")
}
