//! MusicXML 4.0, written: each track of a song a part, note columns as chords and voices, lengths as values with dots, ties and tuplets,
//! drums on a staff of their own. What a song's groove moves is written straight.

mod quantise;
mod voices;
mod values;
mod pitch;
mod measure;

use super::drums::{self, Drum};
use super::smf::{is_drums, time_signature};
use super::xml::Xml;
use crate::sequencer::score::{Score, Struck};
use crate::song::Song;
use measure::Bar;
use pitch::Signature;
use quantise::{Bars, DIVISIONS, Grids};
use std::collections::BTreeMap;
use voices::Chord;

const DOCTYPE: &str = "<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" \
                       \"http://www.musicxml.org/dtds/partwise.dtd\">";
/// The channel of drums, from 1.
const DRUM_CHANNEL: usize = 10;

/// A part of the score.
struct Part {
    id: String,
    name: String,
    channel: usize,
    /// The drums that it strikes, by the keys that its notes have; none if it has pitches.
    drums: BTreeMap<u8, &'static Drum>,
    are_drums: bool,
    keys: Vec<u8>,
    voices: Vec<Vec<Chord>>,
    grids: Grids,
}

/// Writes what a song plays as a score. `creators` are roles and names: `("composer", "…")`.
pub fn write(song: &Song, played: &Score, creators: &[(String, String)]) -> String {
    let bars = Bars::of(played);
    let parts = parts(song, played, &bars);
    let pitched = parts.iter().filter(|part| !part.are_drums).flat_map(|part| &part.keys).copied();
    let signature = Signature::of(song, &pitched.collect::<Vec<u8>>());
    let mut xml = Xml::new(DOCTYPE);
    xml.within("score-partwise", &[("version", "4.0")], |xml| {
        xml.within("work", &[], |xml| xml.text("work-title", &song.settings.title));
        xml.within("identification", &[], |xml| {
            for (role, name) in creators {
                xml.text_with("creator", &[("type", role)], name);
            }
            xml.within("encoding", &[], |xml| {
                xml.text("software", format!("segno {}", env!("CARGO_PKG_VERSION")));
            });
        });
        xml.within("part-list", &[], |xml| parts.iter().for_each(|part| list(xml, part)));
        for (number, part) in parts.iter().enumerate() {
            xml.within("part", &[("id", &part.id)], |xml| {
                let signs = if number == 0 { signs(played, &bars) } else { BTreeMap::new() };
                measures(xml, part, &bars, signature, &signs);
            });
        }
    });
    xml.finish()
}

/// The tracks that play, or the first one of a song in which none does.
fn parts(song: &Song, played: &Score, bars: &Bars) -> Vec<Part> {
    let mut by_track = played.by_track();
    if by_track.is_empty() {
        by_track.insert(0, Vec::new());
    }
    let mut channels = (1..=16).filter(|channel| *channel != DRUM_CHANNEL).cycle();
    let part = |(number, (track, struck)): (usize, (usize, Vec<&Struck>))| {
        let are_drums = is_drums(song, &struck);
        let mut drums = BTreeMap::new();
        let keyed: Vec<(&Struck, u8)> = struck
            .iter()
            .map(|note| {
                let drum = drums::struck(song, note.instrument, note.key).filter(|_| are_drums);
                let key = drum.map_or(note.key, |drum| drum.key);
                drums.extend(drum.map(|drum| (key, drum)));
                (*note, key)
            })
            .collect();
        let (notes, grids) = quantise::notes(bars, &keyed, are_drums);
        let name = song.tracks.get(track).map_or("", |track| track.name.trim());
        Part {
            id: format!("P{}", number + 1),
            name: if name.is_empty() { format!("Track {}", track + 1) } else { name.to_owned() },
            channel: if are_drums { DRUM_CHANNEL } else { channels.next().unwrap_or(1) },
            drums,
            are_drums,
            keys: notes.iter().map(|note| note.key).collect(),
            voices: voices::voices(&notes),
            grids,
        }
    };
    by_track.into_iter().enumerate().map(part).collect()
}

/// The name of an instrument inside a part: one for each drum, else one for all.
fn instrument_id(part: &str, drum: Option<&Drum>) -> String {
    drum.map_or_else(|| format!("{part}-I1"), |drum| format!("{part}-I{}", drum.key))
}

fn list(xml: &mut Xml, part: &Part) {
    let id = |drum: &&'static Drum| instrument_id(&part.id, Some(drum));
    xml.within("score-part", &[("id", &part.id)], |xml| {
        xml.text("part-name", &part.name);
        let channel = part.channel.to_string();
        if part.drums.is_empty() {
            let id = instrument_id(&part.id, None);
            xml.within("score-instrument", &[("id", &id)], |xml| xml.text("instrument-name", &part.name));
            xml.within("midi-instrument", &[("id", &id)], |xml| xml.text("midi-channel", &channel));
            return;
        }
        for drum in part.drums.values() {
            xml.within("score-instrument", &[("id", &id(drum))], |xml| {
                xml.text("instrument-name", drum.name)
            });
        }
        for drum in part.drums.values() {
            xml.within("midi-instrument", &[("id", &id(drum))], |xml| {
                xml.text("midi-channel", &channel);
                xml.text("midi-unpitched", u16::from(drum.key) + 1);
            });
        }
    });
}

/// What stands above the first part: by bar, and by place within it in divisions.
enum Sign {
    Tempo(String),
    Section(String),
    Words(&'static str),
}

fn signs(played: &Score, bars: &Bars) -> BTreeMap<usize, Vec<(u64, Sign)>> {
    let mut signs = BTreeMap::<usize, Vec<(u64, Sign)>>::new();
    let spans = bars.spans();
    let mut put = |moment, sign| {
        let number = bars.number(moment);
        let begin = spans.get(number).map_or(0, |(begin, _)| *begin);
        let place = bars.nearest(moment).saturating_sub(begin);
        let in_bar = signs.entry(number).or_default();
        // Of several tempos at one place the last one holds.
        if let Sign::Tempo(_) = sign {
            in_bar.retain(|(at, other)| *at != place || !matches!(other, Sign::Tempo(_)));
        }
        in_bar.push((place, sign));
    };
    for bar in &played.bars {
        if let Some(section) = bar.section.as_ref().filter(|section| !section.trim().is_empty()) {
            put(bar.begin, Sign::Section(section.clone()));
        }
    }
    for (moment, tempo) in &played.tempi {
        // As a decimal: thirds of beats are rounded.
        let bpm = format!("{:.6}", tempo.bpm());
        put(*moment, Sign::Tempo(bpm.trim_end_matches('0').trim_end_matches('.').to_owned()));
    }
    // Some notes are played elsewhere than they are written.
    if let (Some(bar), true) =
        (played.bars.first(), played.notes.iter().any(|note| note.begin.played != note.begin.written))
    {
        put(bar.begin, Sign::Words("with its groove, written straight"));
    }
    signs
}

fn measures(
    xml: &mut Xml,
    part: &Part,
    bars: &Bars,
    signature: Signature,
    signs: &BTreeMap<usize, Vec<(u64, Sign)>>,
) {
    let spans = bars.spans();
    let mut time = None;
    for (number, (begin, end)) in spans.iter().enumerate() {
        xml.within("measure", &[("number", &(number + 1).to_string())], |xml| {
            // A score may have bars of any length.
            let its_time = time_signature((end - begin) * 8 / DIVISIONS, u32::MAX.into());
            if number == 0 || time != Some(its_time) {
                let clef = (number == 0).then(|| pitch::clef(&part.keys));
                measure::attributes(xml, (number == 0).then_some(signature), its_time, clef, part.are_drums);
                time = Some(its_time);
            }
            for (place, sign) in signs.get(&number).into_iter().flatten() {
                direction(xml, *place, sign);
            }
            let bar = Bar {
                part: &part.id,
                span: (*begin, *end),
                signature,
                drums: &part.drums,
                are_drums: part.are_drums,
            };
            bar.write(xml, &part.voices, &part.grids);
            if number + 1 == spans.len() {
                xml.within("barline", &[("location", "right")], |xml| xml.text("bar-style", "light-heavy"));
            }
        });
    }
}

fn direction(xml: &mut Xml, place: u64, sign: &Sign) {
    xml.within("direction", &[("placement", "above")], |xml| {
        xml.within("direction-type", &[], |xml| match sign {
            Sign::Section(name) => xml.text("rehearsal", name),
            Sign::Words(words) => xml.text("words", words),
            Sign::Tempo(bpm) => xml.within("metronome", &[], |xml| {
                xml.text("beat-unit", "quarter");
                xml.text("per-minute", bpm);
            }),
        });
        if place > 0 {
            xml.text("offset", place);
        }
        if let Sign::Tempo(bpm) = sign {
            let offset = place.to_string();
            match place {
                0 => xml.empty("sound", &[("tempo", bpm)]),
                _ => xml.within("sound", &[("tempo", bpm)], |xml| xml.text("offset", &offset)),
            }
        }
    });
}
