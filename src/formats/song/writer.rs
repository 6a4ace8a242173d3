//! From the song to its file: one row a line, a stable order, what is at its default left out.

use super::checking;
use super::clips;
use super::curves;
use super::migrations::CURRENT;
use super::remarks;
use super::text::{Written, knob_value, list, quoted};
use super::treatments;
use super::tunings;
use crate::devices::{self, Device, limiter};
use crate::dsp::parameter::Knobs;
use crate::instruments::matrix::{Matrix, Route};
use crate::instruments::sampler::zone::Zone;
use crate::instruments::{self, Patch};
use crate::song::groove::Groove;
use crate::song::insert::Insert;
use crate::song::instrument::Instrument;
use crate::song::lane::Lane;
use crate::song::mixer::{Mixer, Return};
use crate::song::notation::write_row;
use crate::song::order::OrderEntry;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::phrase::Phrase;
use crate::song::sample::SampleReference;
use crate::song::scale::Tonality;
use crate::song::track::Track;
use crate::song::unknown::Unknown;
use crate::song::{Settings, Song};
use std::fmt::Write as _;
use std::sync::Arc;

const BRACES: [char; 2] = ['{', '}'];
const SQUARE: [char; 2] = ['[', ']'];

/// The text of a song file.
pub(super) fn song(song: &Song) -> String {
    let mut fields = Written::default();
    fields.field("format", CURRENT);
    settings(&mut fields, &song.settings);
    let tracks =
        song.tracks.iter().enumerate().map(|(index, each)| format!("{}: {}", index + 1, track(each)));
    fields.field("tracks", list(BRACES, &tracks.collect::<Vec<_>>(), 1));
    let entries = slots(&song.instruments, |slot, each| format!("{:#04X}: {}", slot + 1, instrument(each)));
    fields.field("instruments", list(BRACES, &entries, 1));
    let entries = slots(&song.samples, |index, each| format!("{index}: {}", sample(each)));
    fields.field("samples", list(BRACES, &entries, 1));
    fields.field("mixer", mixer(&song.mixer));
    fields.field("order", list(SQUARE, &song.order.iter().map(order_entry).collect::<Vec<_>>(), 1));
    if !song.settings.checking.is_empty() {
        fields.field("check", checking::written(&song.settings.checking));
    }
    if !song.remarks.is_empty() {
        let remarks: Vec<_> = song.remarks.iter().map(remarks::written).collect();
        fields.field("remarks", list(SQUARE, &remarks, 1));
    }
    let mut text = fields.in_block(0);
    text.truncate(text.len() - 1);
    if !song.shared_lanes.is_empty() {
        text.push_str("    shared_lanes: {\n");
        for (number, each) in song.shared_lanes.iter().enumerate() {
            _ = write!(text, "        {number}: (");
            lane(&mut text, each, 2);
            text.push_str("),\n");
        }
        text.push_str("    },\n");
    }
    text.push_str("    patterns: {\n");
    for (number, each) in song.patterns.iter().enumerate() {
        pattern(&mut text, number, each);
    }
    text.push_str("    },\n");
    let mut unknown = Written::default();
    unknown.unknown(&song.unknown, "");
    text.push_str(&unknown.in_lines(1));
    text.push_str(")\n");
    text
}

fn settings(fields: &mut Written, settings: &Settings) {
    fields.field("title", quoted(&settings.title, false));
    fields.text("artist", &settings.artist);
    if !settings.comment.is_empty() {
        fields.field("comment", quoted(&settings.comment, true));
    }
    fields.field("tempo", quoted(&settings.tempo.to_string(), false));
    for index in 0..settings.count() {
        fields.field(settings.info(index).name, knob_value(settings.info(index), settings.value(index)));
    }
    groove(fields, settings.groove);
    fields.field("seed", settings.seed);
    fields.knobs(&settings.tonality, &Tonality::default());
}

fn groove(fields: &mut Written, groove: Option<Groove>) {
    if let Some(groove) = groove {
        fields.field("groove", quoted(&groove.to_string(), false));
    }
}

/// The written elements of a list with holes.
fn slots<T>(list: &[Option<Arc<T>>], written: impl Fn(usize, &T) -> String) -> Vec<String> {
    let filled = list.iter().enumerate().filter_map(|(index, each)| Some((index, each.as_deref()?)));
    filled.map(|(index, each)| written(index, each)).collect()
}

fn track(track: &Track) -> String {
    let mut fields = Written::default();
    fields.text("name", &track.name);
    fields.knobs(track, &Track::default());
    groove(&mut fields, track.groove);
    if let Some(last) = track.locks.iter().rposition(|lock| !lock.is_empty()) {
        let locks: Vec<_> = track.locks[..=last].iter().map(|lock| quoted(lock, false)).collect();
        fields.field("locks", format!("[{}]", locks.join(", ")));
    }
    if let Some(outlet) = &track.outlet {
        fields.field("midi_port", quoted(&outlet.port, false));
        fields.field("midi_channel", outlet.channel);
        if let Some(program) = outlet.program {
            fields.field("midi_program", program);
        }
    }
    inserts(&mut fields, &track.inserts, Insert::new);
    fields.unknown(&track.unknown, "");
    fields.in_one_line()
}

fn instrument(instrument: &Instrument) -> String {
    let mut fields = Written::default();
    fields.field("name", quoted(&instrument.name, false));
    fields.knobs(instrument, &Instrument::new("", instrument.patch.clone()));
    fields.field("patch", patch(&instrument.patch, &instrument.unknown));
    if let Some(tuning) = &instrument.tuning {
        fields.field("tuning", tunings::written(tuning));
    }
    if let Some(matrix) = matrix(&instrument.matrix, &instrument.unknown, 3) {
        fields.field("modulation", matrix);
    }
    if !instrument.phrases.list.is_empty() {
        let phrases = instrument.phrases.list.iter().enumerate();
        let phrases = phrases.map(|(index, each)| format!("{}: {}", index + 1, phrase(each)));
        fields.field("phrases", list(BRACES, &phrases.collect::<Vec<_>>(), 3));
    }
    fields.unknown(&instrument.unknown, "");
    fields.in_block(2)
}

fn phrase(phrase: &Phrase) -> String {
    let mut fields = Written::default();
    fields.text("name", &phrase.name);
    fields.knobs(phrase, &Phrase { length: 0, ..Phrase::default() });
    fields.unknown(&phrase.unknown, "");
    let mut text = format!("({}, ", fields.in_words());
    lane(&mut text, &phrase.lane, 4);
    text.push(')');
    text
}

/// A modulation matrix, if there is anything in it; `depth` is that of the line in which it begins.
pub(in crate::formats) fn matrix(matrix: &Matrix, unknown: &Unknown, depth: usize) -> Option<String> {
    let mut fields = Written::default();
    if !matrix.routes.is_empty() {
        let routes = matrix.routes.iter().enumerate().map(|(index, each)| route(index, each, unknown));
        fields.field("routes", list(SQUARE, &routes.collect::<Vec<_>>(), depth + 1));
    }
    fields.groups_of_knobs(matrix, &Matrix::default());
    fields.unknown(unknown, "modulation/");
    (!fields.is_empty()).then(|| fields.in_block(depth))
}

fn route(index: usize, route: &Route, unknown: &Unknown) -> String {
    let mut fields = Written::default();
    fields.field("source", knob_value(route.info(0), route.source));
    fields.text("target", &route.target);
    fields.knobs(route, &Route { source: route.source, ..Route::default() });
    fields.unknown(unknown, &format!("modulation/routes/{index}/"));
    fields.in_one_line()
}

fn patch(patch: &Patch, unknown: &Unknown) -> String {
    let mut fields = Written::default();
    fields.field("kind", quoted(patch.kind(), false));
    if let Some(kind) = instruments::KINDS.iter().find(|kind| kind.name == patch.kind()) {
        fields.knobs(patch.knobs(), (kind.new)().knobs());
    }
    if let Patch::Sampler(sampler) = patch {
        let zones = sampler.zones.iter().enumerate().map(|(index, each)| zone(index, each, unknown));
        fields.field("zones", list(SQUARE, &zones.collect::<Vec<_>>(), 4));
    }
    fields.unknown(unknown, "patch/");
    fields.in_block(3)
}

/// A zone in one line: its sample, and what is not as in a new zone.
fn zone(index: usize, zone: &Zone, unknown: &Unknown) -> String {
    let mut fields = Written::default();
    fields.field("sample", zone.sample);
    fields.knobs(zone, &Zone { sample: zone.sample, ..Zone::default() });
    if !zone.slices.is_empty() {
        let slices: Vec<_> = zone.slices.iter().map(u32::to_string).collect();
        fields.field("slices", format!("[{}]", slices.join(", ")));
    }
    fields.unknown(unknown, &format!("patch/zones/{index}/"));
    fields.in_one_line()
}

fn sample(sample: &SampleReference) -> String {
    let mut fields = Written::default();
    fields.text("name", &sample.name);
    fields.text("path", &sample.path);
    fields.text("hash", &sample.hash);
    if !sample.treatments.is_empty() {
        let rows = sample.treatments.iter().enumerate();
        let rows: Vec<_> =
            rows.map(|(number, row)| treatments::write(number, row, &sample.unknown)).collect();
        fields.field("treatments", list(SQUARE, &rows, 3));
    }
    fields.unknown(&sample.unknown, "");
    fields.in_one_line()
}

fn mixer(mixer: &Mixer) -> String {
    let mut fields = Written::default();
    fields.knobs(mixer, &Mixer::default());
    fields.field("returns", list(SQUARE, &mixer.returns.iter().map(back).collect::<Vec<_>>(), 2));
    inserts(&mut fields, &mixer.inserts, Insert::new);
    let mut limiter = Written::default();
    limiter.knobs(&mixer.limiter, &limiter::Settings::default());
    limiter.unknown(&mixer.unknown, "limiter/");
    if !limiter.is_empty() {
        fields.field("limiter", limiter.in_one_line());
    }
    fields.unknown(&mixer.unknown, "");
    fields.in_block(1)
}

fn back(back: &Return) -> String {
    let mut fields = Written::default();
    fields.field("name", quoted(&back.name, false));
    fields.knobs(back, &Return::default());
    inserts(&mut fields, &back.inserts, Insert::wet);
    fields.unknown(&back.unknown, "");
    fields.in_one_line()
}

/// A chain, if there is one, with what differs from devices made by `new`.
fn inserts(fields: &mut Written, chain: &[Insert], new: fn(Device) -> Insert) {
    if !chain.is_empty() {
        let inserts: Vec<_> = chain.iter().map(|each| insert(each, new)).collect();
        fields.field("inserts", format!("[{}]", inserts.join(", ")));
    }
}

fn insert(insert: &Insert, new: fn(Device) -> Insert) -> String {
    let mut fields = Written::default();
    fields.field("device", device(&insert.device, &insert.unknown, "device/"));
    fields.knobs(insert, &new(insert.device.clone()));
    fields.unknown(&insert.unknown, "");
    fields.in_one_line()
}

fn device(device: &Device, unknown: &Unknown, prefix: &str) -> String {
    let mut fields = Written::default();
    fields.field("kind", quoted(device.kind(), false));
    if let Some(kind) = devices::KINDS.iter().find(|kind| kind.name == device.kind()) {
        fields.knobs(device.knobs(), (kind.new)().knobs());
    }
    fields.unknown(unknown, prefix);
    fields.in_one_line()
}

fn order_entry(entry: &OrderEntry) -> String {
    let mut fields = Written::default();
    fields.field("pattern", entry.pattern);
    if let Some(section) = &entry.section {
        fields.field("section", quoted(section, false));
    }
    fields.knobs(entry, &OrderEntry::default());
    if !entry.mutes.is_empty() {
        let mutes: Vec<_> = entry.mutes.iter().map(|mute| (mute + 1).to_string()).collect();
        fields.field("mutes", format!("[{}]", mutes.join(", ")));
    }
    let mut option = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            fields.field(name, value);
        }
    };
    option("tempo", entry.tempo.map(|tempo| quoted(&tempo.to_string(), false)));
    option("rows_per_beat", entry.rows_per_beat.map(|rows| rows.to_string()));
    option("swing", entry.swing.map(|swing| swing.to_string()));
    groove(&mut fields, entry.groove);
    fields.unknown(&entry.unknown, "");
    fields.in_one_line()
}

fn pattern(text: &mut String, number: usize, pattern: &Pattern) {
    let mut fields = Written::default();
    fields.text("name", &pattern.name);
    fields.field("length", pattern.length);
    _ = write!(text, "        {number}: (\n{}", fields.in_lines(3));
    let lanes = pattern.lanes.iter().enumerate().filter(|(_, slot)| **slot != LaneSlot::Empty);
    let mut lanes = lanes.peekable();
    if lanes.peek().is_some() {
        text.push_str("            lanes: {\n");
        for (track, slot) in lanes {
            _ = write!(text, "                {}: ", track + 1);
            match slot {
                LaneSlot::Own(own) => {
                    text.push_str("Own(");
                    lane(text, own, 4);
                    text.push_str("),\n");
                }
                LaneSlot::Shared(number) => _ = writeln!(text, "Shared({number}),"),
                LaneSlot::Empty => {}
            }
        }
        text.push_str("            },\n");
    }
    let mut unknown = Written::default();
    unknown.unknown(&pattern.unknown, "");
    text.push_str(&unknown.in_lines(3));
    text.push_str("        ),\n");
}

/// The fields of a lane without parentheses; `depth` is that of the line in which they begin.
fn lane(text: &mut String, lane: &Lane, depth: usize) {
    let (row_indent, indent) = (" ".repeat((depth + 1) * 4), " ".repeat(depth * 4));
    if let Some(length) = lane.length {
        _ = write!(text, "length: {length}, ");
    }
    text.push_str("rows: {");
    for (index, (number, row)) in lane.rows().iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { "" });
        _ = write!(text, "{row_indent}{number}: \"");
        write_row(text, &row);
        text.push_str("\",\n");
    }
    text.push_str(if lane.rows().is_empty() { "}" } else { &indent });
    text.push_str(if lane.rows().is_empty() { "" } else { "}" });
    if !lane.curves().is_empty() {
        curves::write(text, lane.curves(), &lane.unknown, &indent);
    }
    if !lane.clips().is_empty() {
        clips::write(text, lane.clips(), &lane.unknown, &indent);
    }
    if let Some(frozen) = &lane.frozen {
        text.push_str(", frozen: (");
        self::lane(text, frozen, depth);
        text.push(')');
        if let Some([first, last]) = lane.frozen_rows {
            _ = write!(text, ", frozen_rows: [{first}, {last}]");
        }
    }
    let mut unknown = Written::default();
    unknown.unknown(&lane.unknown, "");
    if !unknown.is_empty() {
        _ = write!(text, ", {}", unknown.in_words());
    }
}
