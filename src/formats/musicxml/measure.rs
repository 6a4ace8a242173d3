//! One bar of one part.

use super::instrument_id;
use super::pitch::{Clef, Signature};
use super::quantise::{DIVISIONS, Grids};
use super::values::{Tuplet, Value, fill};
use super::voices::Chord;
use crate::formats::drums::Drum;
use crate::formats::xml::Xml;
use std::collections::BTreeMap;

/// What begins a bar in which something is new: divisions and key in the first, the time, the clef in the first.
pub fn attributes(
    xml: &mut Xml,
    signature: Option<Signature>,
    (upper, lower): (u64, u64),
    clef: Option<Clef>,
    are_drums: bool,
) {
    xml.within("attributes", &[], |xml| {
        if let Some(Signature(fifths)) = signature {
            xml.text("divisions", DIVISIONS);
            xml.within("key", &[], |xml| xml.text("fifths", if are_drums { 0 } else { fifths }));
        }
        xml.within("time", &[], |xml| {
            xml.text("beats", upper);
            xml.text("beat-type", lower);
        });
        if let Some(Clef(sign, line, octaves)) = clef {
            xml.within("clef", &[], |xml| {
                if are_drums {
                    xml.text("sign", "percussion");
                    return;
                }
                xml.text("sign", sign);
                xml.text("line", line);
                if octaves != 0 {
                    xml.text("clef-octave-change", octaves);
                }
            });
        }
    });
}

/// A bar, and what its notes need to know.
pub struct Bar<'a> {
    /// The part's name in the file.
    pub part: &'a str,
    /// From and to, in divisions.
    pub span: (u64, u64),
    /// How keys are spelled.
    pub signature: Signature,
    /// The drums by their keys.
    pub drums: &'a BTreeMap<u8, &'static Drum>,
    /// Whether the part has drums in place of pitches.
    pub are_drums: bool,
}

impl Bar<'_> {
    /// Writes each voice that sounds in the bar, the first one always.
    pub fn write(&self, xml: &mut Xml, voices: &[Vec<Chord>], grids: &Grids) {
        let (begin, end) = self.span;
        let sounds = |voice: &Vec<Chord>| {
            let from = voice.partition_point(|chord| chord.end <= begin);
            voice.get(from).is_some_and(|chord| chord.begin < end)
        };
        for (number, voice) in
            voices.iter().enumerate().filter(|(number, voice)| *number == 0 || sounds(voice))
        {
            if number > 0 {
                xml.within("backup", &[], |xml| xml.text("duration", end - begin));
            }
            if !sounds(voice) {
                xml.within("note", &[], |xml| {
                    xml.empty("rest", &[("measure", "yes")]);
                    xml.text("duration", end - begin);
                    xml.text("voice", number + 1);
                });
                continue;
            }
            for value in fill(voice, grids, self.span) {
                self.value(xml, &value, number + 1);
            }
        }
    }

    fn value(&self, xml: &mut Xml, value: &Value, voice: usize) {
        if value.keys.is_empty() {
            return xml.within("note", &[], |xml| {
                xml.empty("rest", &[]);
                self.rest_of_note(xml, value, voice, None, true);
            });
        }
        for (place, key) in value.keys.iter().enumerate() {
            xml.within("note", &[], |xml| {
                if place > 0 {
                    xml.empty("chord", &[]);
                }
                let drum = self.drums.get(key).copied();
                self.pitch(xml, *key, drum);
                self.rest_of_note(xml, value, voice, drum, place == 0);
            });
        }
    }

    fn pitch(&self, xml: &mut Xml, key: u8, drum: Option<&Drum>) {
        if self.are_drums {
            // What is no drum stands in the middle.
            let (letter, octave) = drum.map_or(('B', 4), |drum| drum.place);
            return xml.within("unpitched", &[], |xml| {
                xml.text("display-step", letter);
                xml.text("display-octave", octave);
            });
        }
        let (letter, sign, octave) = self.signature.spell(key);
        xml.within("pitch", &[], |xml| {
            xml.text("step", letter);
            if sign != 0 {
                xml.text("alter", sign);
            }
            xml.text("octave", octave);
        });
    }

    /// What comes behind the pitch, in the order that the schema asks for.
    fn rest_of_note(&self, xml: &mut Xml, value: &Value, voice: usize, drum: Option<&Drum>, is_first: bool) {
        xml.text("duration", value.length);
        let ties = [(value.is_tied_back, "stop"), (value.is_tied_on, "start")];
        ties.iter()
            .filter(|(is_there, _)| *is_there)
            .for_each(|(_, kind)| xml.empty("tie", &[("type", kind)]));
        if drum.is_some() {
            xml.empty("instrument", &[("id", &instrument_id(self.part, drum))]);
        }
        xml.text("voice", voice);
        xml.text("type", value.kind);
        if value.dotted {
            xml.empty("dot", &[]);
        }
        if let Some(Tuplet { actual, normal, .. }) = value.tuplet {
            xml.within("time-modification", &[], |xml| {
                xml.text("actual-notes", actual);
                xml.text("normal-notes", normal);
            });
        }
        if let Some(drum) = drum.filter(|drum| drum.head != "normal") {
            xml.text("notehead", drum.head);
        }
        let tuplet = value.tuplet.filter(|tuplet| is_first && (tuplet.begins || tuplet.ends));
        if value.is_tied_back || value.is_tied_on || tuplet.is_some() {
            xml.within("notations", &[], |xml| {
                ties.iter()
                    .filter(|(is_there, _)| *is_there)
                    .for_each(|(_, kind)| xml.empty("tied", &[("type", kind)]));
                if let Some(tuplet) = tuplet {
                    let kind = if tuplet.begins { "start" } else { "stop" };
                    xml.empty("tuplet", &[("type", kind), ("number", "1"), ("bracket", "yes")]);
                }
            });
        }
    }
}
