//! Tempo in sheets: an exact fraction that is typed, shown and turned like a parameter.

use super::{Entry, values};
use crate::dsp::parameter::{Info, Kind};
use crate::song::tempo::Tempo;

/// The range of a tempo.
pub const TEMPO: Info = Info {
    name: "tempo",
    group: "",
    help: "beats per minute",
    unit: "BPM",
    kind: Kind::Linear,
    low: Tempo::LOW as f32,
    high: Tempo::HIGH as f32,
    default: 120.0,
};

/// Reads `127`, `127.3`, `382/3`, with or without the unit.
///
/// # Errors
/// The range.
pub fn read_tempo(entry: Entry) -> Result<Tempo, String> {
    let number = |value: f32| Tempo::parse(&format!("{:.3}", TEMPO.clamp(value)));
    let tempo = match entry {
        Entry::Number(value) => number(value),
        Entry::Default => number(TEMPO.default),
        Entry::Text(text) => {
            let text = text.trim().to_lowercase();
            Tempo::parse(&text.strip_suffix("bpm").unwrap_or(&text).replace(',', "."))
        }
    };
    tempo.ok_or_else(|| format!("expected {}", values::range(&TEMPO)))
}
