//! The zones of a sampler: slices where sounds begin or of equal length, slices as keys, turns.

use super::instruments::{chosen, set};
use super::{Answer, Command, Context};
use crate::dsp::onsets::onsets;
use crate::instruments::Patch;
use crate::instruments::sample::SampleAudio;
use crate::instruments::sampler::zone::{LoopMode, Stretching, Zone};
use crate::song::Song;
use crate::song::instrument::Instrument;
use crate::studio::Studio;
use crate::studio::block::counted;
use crate::studio::jobs::Deed;
use crate::studio::seat::Seat;
use crate::studio::sheets::instruments::zone as zone_at_cursor;
use crate::studio::view::View;
use crate::studio::wave::zone::place;
use std::sync::Arc;

/// The slices that the effect `/xx` reaches.
const REACHED: usize = 256;
/// The sensitivity in percent, if none is told.
const SENSITIVITY: f32 = 50.0;
/// The first key and the one after the last.
const KEYS: std::ops::Range<usize> = 0..128;

/// A zone: the one whose sample is looked at as a wave; elsewhere that of the chosen instrument at the cursor, or the only one there is.
struct Chosen {
    slot: usize,
    instrument: Instrument,
    zone: usize,
}

impl Chosen {
    fn of(studio: &Studio, seat: &Seat) -> Result<Chosen, String> {
        if seat.view == View::Wave {
            return Chosen::in_wave(studio.song(), seat);
        }
        let (slot, instrument) = chosen(studio, seat)?;
        let Patch::Sampler(sampler) = &instrument.patch else {
            return Err("only a sampler has zones".to_owned());
        };
        let only = (sampler.zones.len() == 1).then_some(0);
        let at_cursor = (seat.view == View::Instruments).then(|| zone_at_cursor(studio, seat)).flatten();
        let zone = at_cursor.or(only);
        let zone = zone.ok_or("go to one of the instrument's zones first")?;
        Ok(Chosen { slot, instrument, zone })
    }

    fn in_wave(song: &Song, seat: &Seat) -> Result<Chosen, String> {
        let found = place(song, seat)
            .and_then(|(slot, zone)| Some(Chosen { slot, instrument: song.instrument(slot)?.clone(), zone }));
        found.ok_or_else(|| format!("no instrument plays sample {}", seat.wave.sample))
    }

    fn zones(&self) -> &[Zone] {
        match &self.instrument.patch {
            Patch::Sampler(sampler) => &sampler.zones,
            _ => &[],
        }
    }

    fn get(&self) -> Result<&Zone, String> {
        self.zones().get(self.zone).ok_or_else(|| "there is no such zone".to_owned())
    }

    /// The sound of the zone and the frames of it that the zone plays.
    fn sound(&self, studio: &Studio) -> Result<(Arc<SampleAudio>, std::ops::Range<usize>), String> {
        let zone = self.get()?;
        let audio = studio.samples.bank().audio(zone.sample.into());
        let audio = audio.ok_or_else(|| format!("sample {} is not there", zone.sample))?;
        let end = if zone.end == 0 { audio.frames() } else { audio.frames().min(zone.end as usize) };
        let part = end.min(zone.start as usize)..end;
        if part.is_empty() {
            return Err("the zone plays nothing of its sample".to_owned());
        }
        Ok((audio, part))
    }

    /// The instrument with other zones becomes the song's.
    fn put(mut self, studio: &mut Studio, what: &str, change: impl FnOnce(&mut Vec<Zone>)) -> Answer {
        if let Patch::Sampler(sampler) = &mut self.instrument.patch {
            change(Arc::make_mut(&mut sampler.zones));
        }
        let name = format!("instrument {:02X} zone {} {what}", self.slot + 1, self.zone + 1);
        studio.edit(&name, set(self.slot, Some(self.instrument)))
    }

    fn put_slices(self, studio: &mut Studio, slices: Vec<u32>) -> Answer {
        let (count, zone) = (slices.len(), self.zone);
        self.put(studio, "slices", |zones| zones[zone].slices = slices)?;
        let beyond = if count > REACHED { "; the effect /xx reaches the first 256" } else { "" };
        studio.say(format!("{}{beyond}", counted(count, "slice")));
        Ok(())
    }
}

fn number(text: &str, what: &str, range: std::ops::RangeInclusive<f32>) -> Result<f32, String> {
    let number = text.trim_end_matches('%').trim().parse().ok().filter(|number| range.contains(number));
    number.ok_or_else(|| format!("expected {what} from {} to {}", range.start(), range.end()))
}

/// Looks in the background where sounds begin.
fn slice_onsets(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let sensitivity = match text {
        "" => SENSITIVITY,
        text => number(text, "a sensitivity in percent", 0.0..=100.0)?,
    };
    let chosen = Chosen::of(studio, seat)?;
    let (audio, part) = chosen.sound(studio)?;
    let (slot, zone, sample) = (chosen.slot, chosen.zone, chosen.get()?.sample);
    let started = studio.jobs.start("looking for onsets", move |progress, found| {
        let sound = audio.mono(part.clone());
        let begins = onsets(&sound, audio.rate() as f32, sensitivity / 100.0, |done| {
            progress.set(done.into());
            !progress.is_cancelled()
        });
        let Some(begins) = begins else { return };
        let slices: Vec<u32> = begins.into_iter().map(|frame| (frame + part.start) as u32).collect();
        let deed: Deed = Box::new(move |studio| {
            if let Err(why) = take_slices(studio, (slot, zone, sample), slices) {
                studio.warn(why);
            }
        });
        // Nobody listens any more only when the studio itself is gone.
        drop(found.send(deed));
    });
    started.map(drop).map_err(|error| format!("nobody can look for onsets: {error}"))
}

/// What was found becomes the slices of the zone, if it is still there and plays the same sample.
fn take_slices(studio: &mut Studio, (slot, zone, sample): (usize, usize, u16), slices: Vec<u32>) -> Answer {
    let gone = "the zone whose onsets were looked for is gone";
    let instrument = studio.song().instrument(slot).cloned().ok_or(gone)?;
    let chosen = Chosen { slot, instrument, zone };
    if chosen.get().map_err(|_| gone)?.sample != sample {
        return Err(gone.to_owned());
    }
    if slices.is_empty() {
        return Err("nothing begins in it; a higher sensitivity may find more".to_owned());
    }
    chosen.put_slices(studio, slices)
}

fn slice_grid(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let count = number(text, "a number of slices", 1.0..=REACHED as f32)? as usize;
    let chosen = Chosen::of(studio, seat)?;
    let (_, part) = chosen.sound(studio)?;
    let mut slices: Vec<u32> = (0..count).map(|n| (part.start + part.len() * n / count) as u32).collect();
    slices.dedup();
    chosen.put_slices(studio, slices)
}

/// Each slice becomes a zone of one key, from the zone's root up; from lower where there are too many.
fn slices_to_keys(studio: &mut Studio, seat: &mut Seat, _: &str) -> Answer {
    let chosen = Chosen::of(studio, seat)?;
    let zone = chosen.get()?.clone();
    let (audio, part) = chosen.sound(studio)?;
    let inside = |slice: &&u32| part.contains(&(**slice as usize));
    let slices: Vec<u32> = zone.slices.iter().filter(inside).copied().collect();
    if slices.is_empty() {
        return Err("the zone has no slices; slice-onsets and slice-grid make some".to_owned());
    }
    let count = slices.len().min(KEYS.end);
    let first = usize::from(zone.root).min(KEYS.end - count);
    let ends = slices[1..].iter().copied().chain([part.end as u32]);
    let stretched = zone.stretch != Stretching::Off;
    let beats = |frames: u32| match stretched {
        true => (zone.beats(&audio) * f64::from(frames) / part.len() as f64) as f32,
        false => zone.beats,
    };
    let keys = slices.iter().zip(ends).take(count).enumerate().map(|(number, (start, end))| {
        let key = (first + number) as u8;
        let (low_key, high_key, root) = (key, key, key);
        let slices = Vec::new();
        let loop_mode = LoopMode::Off;
        let beats = beats(end - start);
        Zone { low_key, high_key, root, start: *start, end, slices, loop_mode, beats, ..zone.clone() }
    });
    let (keys, at): (Vec<Zone>, usize) = (keys.collect(), chosen.zone);
    chosen.put(studio, "slices to keys", |zones| drop(zones.splice(at..=at, keys)))?;
    studio.say(format!("{count} of {} slices are keys now", slices.len()));
    Ok(())
}

/// Zones of the same keys and velocities sound one after the other, by chance, or together again.
fn take_turns(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let chosen = Chosen::of(studio, seat)?;
    let keys = |zone: &Zone| (zone.low_key, zone.high_key, zone.low_velocity, zone.high_velocity);
    let wanted = keys(chosen.get()?);
    let count = chosen.zones().iter().filter(|zone| keys(zone) == wanted).count();
    if count < 2 {
        return Err("no other zone has the same keys and velocities: Alt-D copies one".to_owned());
    }
    if count > 127 {
        return Err("at most 127 zones can take turns".to_owned());
    }
    let turn: fn(&mut Zone, usize, usize) = match text {
        "" | "order" => |zone, number, count| (zone.turn, zone.turns) = (number as u8 + 1, count as u8),
        "chance" => |zone, number, count| {
            let part = |number: usize| number as f32 / count as f32;
            (zone.low_chance, zone.high_chance) = (part(number), part(number + 1));
        },
        "off" => |_, _, _| {},
        _ => return Err("expected order, chance or off".to_owned()),
    };
    chosen.put(studio, "turns", |zones| {
        let same = zones.iter_mut().filter(|zone| keys(zone) == wanted);
        for (number, zone) in same.enumerate() {
            (zone.turn, zone.turns, zone.low_chance, zone.high_chance) = (0, 1, 0.0, 1.0);
            turn(zone, number, count);
        }
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Sheet, "slice-onsets", &[], "slices of the zone at the cursor, or whose wave is seen, where sounds begin in its sample; a sensitivity is 0 to 100 %, 50 if left out", slice_onsets).taking("[SENSITIVITY]").everywhere(),
    Command::at(Context::Sheet, "slice-grid", &[], "so many slices of equal length for the zone at the cursor, or whose wave is seen", slice_grid).taking("NUMBER").everywhere(),
    Command::at(Context::Sheet, "slices-to-keys", &[], "each slice of the zone at the cursor, or whose wave is seen, becomes a zone with a key of its own, from its root up", slices_to_keys).everywhere(),
    Command::at(Context::Sheet, "take-turns", &[], "zones of the same keys and velocities as that at the cursor sound in turn (order), by chance, or together (off)", take_turns).taking("[HOW]").everywhere(),
];
