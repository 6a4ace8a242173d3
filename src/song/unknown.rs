//! Fields that a file held and this version does not know: kept as they were written, and written back.

use super::Song;
use super::pattern::LaneSlot;
use serde::{Deserialize, Serialize};

/// Field names with their text, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Unknown(pub Vec<(String, String)>);

impl Unknown {
    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The most fields that a sentence names.
const NAMED: usize = 3;

/// What is kept and does nothing in a song, in a sentence; `None` if all is known. Most often a name is only misspelt.
pub fn sentence(song: &Song) -> Option<String> {
    let mut found = Vec::new();
    let mut look = |place: &str, unknown: &Unknown| {
        found.extend(unknown.0.iter().map(|(name, _)| format!("{place}{name}")));
    };
    look("", &song.unknown);
    look("check: ", &song.settings.checking.unknown);
    song.settings.checking.accepted.iter().for_each(|it| look("check, accepted: ", &it.unknown));
    for (n, track) in song.tracks.iter().enumerate() {
        look(&format!("track {}: ", n + 1), &track.unknown);
        track.inserts.iter().for_each(|insert| look(&format!("track {}, inserts: ", n + 1), &insert.unknown));
    }
    for (n, instrument) in song.instruments.iter().enumerate() {
        instrument.iter().for_each(|it| look(&format!("instrument {}: ", n + 1), &it.unknown));
        for (index, phrase) in instrument.iter().flat_map(|it| it.phrases.list.iter()).enumerate() {
            look(&format!("instrument {}, phrase {}: ", n + 1, index + 1), &phrase.unknown);
        }
    }
    for (n, sample) in song.samples.iter().enumerate() {
        sample.iter().for_each(|it| look(&format!("sample {n}: "), &it.unknown));
    }
    song.remarks.iter().enumerate().for_each(|(n, remark)| look(&format!("remark {n}: "), &remark.unknown));
    look("mixer: ", &song.mixer.unknown);
    for (n, back) in song.mixer.returns.iter().enumerate() {
        look(&format!("return {}: ", n + 1), &back.unknown);
        back.inserts.iter().for_each(|insert| look(&format!("return {}, inserts: ", n + 1), &insert.unknown));
    }
    song.mixer.inserts.iter().for_each(|insert| look("mixer, inserts: ", &insert.unknown));
    song.order.iter().enumerate().for_each(|(n, entry)| look(&format!("order {n}: "), &entry.unknown));
    for (n, pattern) in song.patterns.iter().enumerate() {
        look(&format!("pattern {n}: "), &pattern.unknown);
        for (track, slot) in pattern.lanes.iter().enumerate() {
            if let LaneSlot::Own(lane) = slot {
                look(&format!("pattern {n}, track {}: ", track + 1), &lane.unknown);
            }
        }
    }
    song.shared_lanes
        .iter()
        .enumerate()
        .for_each(|(n, lane)| look(&format!("shared lane {n}: "), &lane.unknown));
    let named = found.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = match found.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!found.is_empty()).then(|| format!("unknown fields do nothing and are kept: {named}{more}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::KINDS;
    use crate::song::instrument::Instrument;
    use crate::song::lane::Lane;
    use crate::song::pattern::Pattern;
    use crate::song::shelf::Shelf;
    use std::sync::Arc;

    #[test]
    fn what_is_not_known_is_named_with_its_place() {
        assert_eq!(sentence(&Song::default()), None);
        let field = |name: &str| Unknown(vec![(name.to_owned(), "\"A\"".to_owned())]);
        let mut song = Song { unknown: field("titel"), ..Song::default() };
        let told = |song: &Song| sentence(song).unwrap_or_default();
        assert_eq!(told(&song), "unknown fields do nothing and are kept: titel");
        let lane = |name| Arc::new(Lane::new(None, Vec::new(), field(name)));
        let mut pattern = Pattern::default();
        *pattern.slot_mut(2) = LaneSlot::Own(lane("lenght"));
        song.patterns = Shelf::from_iter([Arc::new(pattern)]);
        song.shared_lanes.push(lane("nmae"));
        let places = "titel, pattern 0, track 3: lenght, shared lane 0: nmae";
        assert_eq!(told(&song), format!("unknown fields do nothing and are kept: {places}"));
        let instrument = Instrument { unknown: field("pam"), ..Instrument::new("", (KINDS[0].new)()) };
        song.instruments = vec![None, Some(Arc::new(instrument))];
        let places = "titel, instrument 2: pam, pattern 0, track 3: lenght and 1 more";
        assert_eq!(told(&song), format!("unknown fields do nothing and are kept: {places}"));
    }
}
