//! From the file model to the song: every number checked, every name resolved.

use super::checking;
use super::fault::Fault;
use super::fields::{Fields, List, Numbered, Piece, parse};
use super::lanes::{PatternFiles, PatternLanes, SongParts, phrases};
use super::remarks;
use super::sounds;
use super::treatments;
use super::tunings::tuning;
use crate::dsp::parameter::Info;
use crate::instruments::treatment::MOST;
use crate::sequencer::lock;
use crate::song::groove::{self, Groove};
use crate::song::insert::Insert;
use crate::song::instrument::Instrument;
use crate::song::mixer::{MAX_RETURNS, Mixer, Return};
use crate::song::order::{OrderEntry, ROWS_PER_BEAT, SWING};
use crate::song::outlet::{self, Outlet};
use crate::song::pattern::Pattern;
use crate::song::routing::may_go;
use crate::song::sample::SampleReference;
use crate::song::shelf::Shelf;
use crate::song::tempo::Tempo;
use crate::song::track::Track;
use crate::song::{MAX_INSTRUMENTS, MAX_ORDER, MAX_SAMPLES, MAX_TRACKS, Settings, Song};
use std::sync::Arc;

/// Reads the text of a song in the current format.
pub(super) fn song(text: &str) -> Result<Song, Fault> {
    let mut file: Fields<SongParts> = parse(text)?;
    file.take("format");
    let mut song = Song { settings: Arc::new(settings(&mut file)?), ..Song::default() };
    if let Some(tracks) = file.read("tracks", tracks)?.filter(|tracks| !tracks.is_empty()) {
        song.tracks = tracks;
    }
    song.instruments = file.read("instruments", instruments)?.unwrap_or_default();
    song.samples = file.read("samples", samples)?.unwrap_or_default();
    song.mixer = file.read("mixer", mixer)?.map(Arc::new).unwrap_or_default();
    if let Some(checking) = file.read("check", checking::read)? {
        Arc::make_mut(&mut song.settings).checking = checking;
    }
    let parts = std::mem::take(&mut file.bulk);
    let lanes = parts.shared_lanes.sorted(0, "shared lane")?;
    let lanes = lanes.into_iter().map(|(number, _, lane)| (number, lane.0));
    song.shared_lanes = filled(lanes, &Arc::default()).collect();
    song.patterns = patterns(parts.patterns, song.tracks.len(), song.shared_lanes.len())?;
    song.order = Arc::new(match file.take("order") {
        Some(piece) => order(piece, &song)?,
        None => (0..song.patterns.len())
            .map(|n| OrderEntry { pattern: n as u16, ..OrderEntry::default() })
            .collect(),
    });
    if let Some(piece) = file.take("remarks") {
        song.remarks = Arc::new(remarks::read(piece, &song)?);
    }
    file.rest("", &mut song.unknown);
    Ok(song)
}

/// The elements by number; numbers that are left out get `empty`, all of them the same one.
fn filled<T: Clone>(entries: impl Iterator<Item = (usize, T)>, empty: &T) -> impl Iterator<Item = T> {
    let mut next = 0;
    entries.flat_map(move |(number, element)| {
        let gap = number - next;
        next = number + 1;
        std::iter::repeat_n(empty.clone(), gap).chain(std::iter::once(element))
    })
}

fn settings(file: &mut Fields<SongParts>) -> Result<Settings, Fault> {
    let mut settings = Settings::default();
    file.text("title", &mut settings.title)?;
    file.text("artist", &mut settings.artist)?;
    file.text("comment", &mut settings.comment)?;
    if let Some(tempo) = file.read("tempo", tempo)? {
        settings.tempo = tempo;
    }
    file.knobs(&mut settings)?;
    settings.groove = file.read("groove", groove)?;
    if let Some(seed) =
        file.read("seed", |piece| piece.scalar("a whole number from 0 to 18446744073709551615"))?
    {
        settings.seed = seed;
    }
    file.knobs(&mut settings.tonality)?;
    Ok(settings)
}

fn tempo(piece: Piece) -> Result<Tempo, Fault> {
    let expected =
        format!("a tempo from {} to {} in quotes, such as \"127.3\" or \"382/3\"", Tempo::LOW, Tempo::HIGH);
    Tempo::parse(&piece.scalar::<String>(&expected)?).ok_or_else(|| piece.fault(&expected))
}

fn groove(piece: Piece) -> Result<Groove, Fault> {
    Groove::parse(&piece.scalar::<String>(groove::EXPECTED)?).ok_or_else(|| piece.fault(groove::EXPECTED))
}

/// The fields of a track that an instrument outside plays.
fn outlet(fields: &mut Fields) -> Result<Option<Outlet>, Fault> {
    let mut port = String::new();
    fields.text("midi_port", &mut port)?;
    let within = |most: u8| {
        move |piece: Piece| {
            let expected = format!("a whole number from 1 to {most}");
            let number = piece.scalar::<u8>(&expected)?;
            (1..=most).contains(&number).then_some(number).ok_or_else(|| piece.fault(&expected))
        }
    };
    let channel = fields.read("midi_channel", within(outlet::CHANNELS))?.unwrap_or(1);
    let program = fields.read("midi_program", within(outlet::PROGRAMS))?;
    Ok((!port.is_empty()).then_some(Outlet { port, channel, program }))
}

fn tracks(piece: Piece) -> Result<Vec<Arc<Track>>, Fault> {
    let files: Numbered<Fields, MAX_TRACKS> = piece.parse()?;
    let (mut tracks, mut outputs) = (Vec::new(), Vec::new());
    for (number, key, mut fields) in files.sorted(1, "track")? {
        let mut track = Track::default();
        fields.text("name", &mut track.name)?;
        fields.knobs(&mut track)?;
        track.groove = fields.read("groove", groove)?;
        if let Some(locks) = fields.read("locks", |piece| piece.parse::<List<Piece, 4>>())? {
            for (place, lock) in track.locks.iter_mut().zip(locks.0) {
                *place = lock::present(&lock.text()?).to_owned();
            }
        }
        track.outlet = outlet(&mut fields)?;
        if let Some(piece) = fields.take("inserts") {
            track.inserts = sounds::inserts(piece, Insert::new)?;
        }
        fields.rest("", &mut track.unknown);
        outputs.extend(track.output.map(|output| (number, output, key)));
        tracks.push((number, Arc::new(track)));
    }
    let tracks: Vec<_> = filled(tracks.into_iter(), &Arc::default()).collect();
    for (number, output, key) in outputs {
        let wrong = match () {
            _ if usize::from(output) >= tracks.len() => "goes into one that there is not",
            _ if !may_go(&tracks, number, output.into()) => "comes back to itself",
            _ => continue,
        };
        let expected =
            format!("`output:` and a track from 1 to {} that does not go into this one", tracks.len());
        return Err(Fault::at(key.value(), format!("track {} {wrong}", number + 1), &expected));
    }
    Ok(tracks)
}

fn instruments(piece: Piece) -> Result<Vec<Option<Arc<Instrument>>>, Fault> {
    let files: Numbered<Fields, MAX_INSTRUMENTS> = piece.parse()?;
    let mut instruments = Vec::new();
    for (slot, key, mut fields) in files.sorted(1, "instrument")? {
        let mut unknown = Default::default();
        let missing = || Fault::at(key.value(), "the instrument has no `patch`", "`patch: (kind: …)`");
        let patch = sounds::patch(fields.take("patch").ok_or_else(missing)?, &mut unknown)?;
        let mut instrument = Instrument { unknown, ..Instrument::new("", patch) };
        fields.text("name", &mut instrument.name)?;
        fields.knobs(&mut instrument)?;
        if let Some(piece) = fields.take("modulation") {
            instrument.matrix = sounds::matrix(piece, &mut instrument.unknown)?;
        }
        instrument.phrases.list = fields.read("phrases", phrases)?.unwrap_or_default();
        instrument.tuning = fields.read("tuning", tuning)?.map(Arc::new);
        fields.rest("", &mut instrument.unknown);
        instruments.push((slot, Some(Arc::new(instrument))));
    }
    Ok(filled(instruments.into_iter(), &None).collect())
}

fn samples(piece: Piece) -> Result<Vec<Option<Arc<SampleReference>>>, Fault> {
    let files: Numbered<Fields, MAX_SAMPLES> = piece.parse()?;
    let mut samples = Vec::new();
    for (index, _, mut fields) in files.sorted(0, "sample")? {
        let mut sample = SampleReference::default();
        fields.text("name", &mut sample.name)?;
        fields.text("path", &mut sample.path)?;
        fields.text("hash", &mut sample.hash)?;
        if let Some(List::<Piece, MOST>(rows)) = fields.read("treatments", |piece| piece.parse())? {
            for (number, row) in rows.into_iter().enumerate() {
                sample.treatments.push(treatments::read(number, row, &mut sample.unknown)?);
            }
        }
        fields.rest("", &mut sample.unknown);
        samples.push((index, Some(Arc::new(sample))));
    }
    Ok(filled(samples.into_iter(), &None).collect())
}

fn mixer(piece: Piece) -> Result<Mixer, Fault> {
    let mut fields: Fields = piece.parse()?;
    let mut mixer = Mixer::default();
    fields.knobs(&mut mixer)?;
    if let Some(List::<Fields, MAX_RETURNS>(returns)) = fields.read("returns", |piece| piece.parse())? {
        mixer.returns = returns.into_iter().map(back).collect::<Result<_, _>>()?;
    }
    if let Some(piece) = fields.take("inserts") {
        mixer.inserts = sounds::inserts(piece, Insert::new)?;
    }
    if let Some(piece) = fields.take("limiter") {
        sounds::limiter(piece, &mut mixer.limiter, &mut mixer.unknown)?;
    }
    fields.rest("", &mut mixer.unknown);
    Ok(mixer)
}

fn back(mut fields: Fields) -> Result<Return, Fault> {
    let mut back = Return::default();
    fields.text("name", &mut back.name)?;
    fields.knobs(&mut back)?;
    if let Some(piece) = fields.take("inserts") {
        back.inserts = sounds::inserts(piece, Insert::wet)?;
    }
    fields.rest("", &mut back.unknown);
    Ok(back)
}

fn patterns(files: PatternFiles, tracks: usize, shared_lanes: usize) -> Result<Shelf<Pattern>, Fault> {
    let mut patterns = Vec::new();
    for (number, _, fields) in files.sorted(0, "pattern")? {
        patterns.push((number, Arc::new(pattern(fields, tracks, shared_lanes)?)));
    }
    let empty = Arc::new(Pattern::default());
    if patterns.is_empty() {
        patterns.push((0, empty.clone()));
    }
    Ok(filled(patterns.into_iter(), &empty).collect())
}

fn pattern(mut fields: Fields<PatternLanes>, tracks: usize, shared_lanes: usize) -> Result<Pattern, Fault> {
    let mut pattern = Pattern::default();
    fields.text("name", &mut pattern.name)?;
    fields.knobs(&mut pattern)?;
    for (track, key, file) in std::mem::take(&mut fields.bulk).0.sorted(1, "track")? {
        if track >= tracks {
            let expected = format!("a track from 1 to {tracks}");
            return Err(Fault::at(key.value(), format!("there is no track {}", track + 1), &expected));
        }
        if let Some(piece) = file.shared {
            if shared_lanes == 0 {
                let expected = "one of `shared_lanes`, or `Own(…)`";
                return Err(Fault::at(piece.value(), "the song has no shared lanes", expected));
            }
            piece.integer(0, shared_lanes as i64 - 1, "the number of a shared lane")?;
        }
        *pattern.slot_mut(track) = file.slot;
    }
    pattern.trim();
    fields.rest("", &mut pattern.unknown);
    Ok(pattern)
}

fn order(piece: Piece, song: &Song) -> Result<Vec<OrderEntry>, Fault> {
    let List::<Piece, MAX_ORDER>(entries) = piece.parse()?;
    if entries.is_empty() {
        return Err(Fault::at(piece.value(), "the order list is empty", "at least one `(pattern: …)`"));
    }
    entries.into_iter().map(|entry| order_entry(entry, song)).collect()
}

fn order_entry(piece: Piece, song: &Song) -> Result<OrderEntry, Fault> {
    let mut fields: Fields = piece.parse()?;
    let mut entry = OrderEntry::default();
    let patterns = song.patterns.len() as i64 - 1;
    let pattern = fields.take("pattern").ok_or_else(|| piece.fault("`pattern:` and its number"))?;
    entry.pattern = pattern.integer(0, patterns, "the number of a pattern")? as u16;
    fields.knobs(&mut entry)?;
    entry.section = fields.read("section", Piece::text)?;
    entry.tempo = fields.read("tempo", tempo)?;
    let knob = |info: &'static Info| move |piece: Piece| piece.knob(info).map(|value| value as u8);
    entry.rows_per_beat = fields.read("rows_per_beat", knob(&ROWS_PER_BEAT))?;
    entry.swing = fields.read("swing", knob(&SWING))?;
    entry.groove = fields.read("groove", groove)?;
    if let Some(mutes) = fields.read("mutes", |piece| piece.parse::<List<Piece, MAX_TRACKS>>())? {
        for mute in mutes.0 {
            let track = mute.integer(1, song.tracks.len() as i64, "the number of a track")?;
            entry.mutes.push(track as u16 - 1);
        }
        entry.mutes.sort_unstable();
        entry.mutes.dedup();
    }
    fields.rest("", &mut entry.unknown);
    Ok(entry)
}
