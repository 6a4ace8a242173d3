//! The zone that plays the sample in the editor: its start, end, loop and slices by cursor and mark, and how a part of it sounds.

use super::sound;
use crate::dsp::looping;
use crate::instruments::Patch;
use crate::instruments::sampler;
use crate::instruments::sampler::zone::{LoopMode, Zone};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::studio::Studio;
use crate::studio::block::counted;
use crate::studio::commands::Answer;
use crate::studio::seat::Seat;
use std::sync::Arc;

/// Less alike than this, the ends of a loop are faded into each other.
const ALIKE: f32 = 0.995;
/// How long that takes, as a part of the loop, and at most, in seconds.
const FADE: (f32, f32) = (0.25, 0.05);

/// The zone that plays the sample: of the chosen instrument, or of the first that has one; slot and number.
pub fn place(song: &Song, seat: &Seat) -> Option<(usize, usize)> {
    let in_slot = |slot: usize| {
        let Patch::Sampler(sampler) = &song.instrument(slot)?.patch else { return None };
        let number = sampler.zones.iter().position(|zone| zone.sample == seat.wave.sample)?;
        Some((slot, number))
    };
    in_slot(seat.instrument.into()).or_else(|| (0..song.instruments.len()).find_map(in_slot))
}

/// The zone itself.
pub fn zone<'a>(song: &'a Song, seat: &Seat) -> Option<&'a Zone> {
    let (slot, number) = place(song, seat)?;
    match &song.instrument(slot)?.patch {
        Patch::Sampler(sampler) => sampler.zones.get(number),
        _ => None,
    }
}

/// Changes the zone: one step.
fn change(studio: &mut Studio, seat: &Seat, what: &str, deed: impl FnOnce(&mut Zone)) -> Answer {
    let (name, edit) = changed(studio, seat, what, deed)?;
    studio.edit(&name, edit)
}

/// The edit that changes the zone, and its name.
fn changed(
    studio: &Studio,
    seat: &Seat,
    what: &str,
    deed: impl FnOnce(&mut Zone),
) -> Result<(String, Edit), String> {
    let song = studio.song().clone();
    let none = || format!("no instrument plays sample {}", seat.wave.sample);
    let (slot, number) = place(&song, seat).ok_or_else(none)?;
    let mut instrument = song.instrument(slot).cloned().ok_or_else(none)?;
    let Patch::Sampler(sampler) = &mut instrument.patch else { return Err(none()) };
    deed(&mut Arc::make_mut(&mut sampler.zones)[number]);
    let name = format!("instrument {:02X} zone {} {what}", slot + 1, number + 1);
    Ok((name, Edit::SetInstrument { slot: slot as u8, instrument: Some(Box::new(instrument)) }))
}

/// The zone begins, or ends, at the cursor.
pub fn border(studio: &mut Studio, seat: &Seat, end: bool) -> Answer {
    let (cursor, frames) = (seat.wave.cursor, sound(studio, seat)?.frames() as u32);
    let present = zone(studio.song(), seat).cloned().unwrap_or_default();
    let last = if present.end == 0 { frames } else { present.end };
    match end {
        true if cursor <= present.start => Err("the end comes after the start".to_owned()),
        false if cursor >= last => Err("the start comes before the end".to_owned()),
        true => change(studio, seat, "end", |zone| zone.end = if cursor >= frames { 0 } else { cursor }),
        false => change(studio, seat, "start", |zone| zone.start = cursor),
    }
}

/// The marked frames become the loop; without a mark the loop is taken out.
pub fn set_loop(studio: &mut Studio, seat: &Seat) -> Answer {
    let frames = sound(studio, seat)?.frames();
    match seat.wave.marked(frames) {
        Some(marked) => {
            change(studio, seat, "loop", |zone| put_loop(zone, (marked.start, marked.end), 0))?;
            studio.say(format!("a loop of {}", counted(marked.len(), "frame")));
        }
        None => {
            change(studio, seat, "loop off", |zone| zone.loop_mode = LoopMode::Off)?;
            studio.say("no loop; mark the frames that are to be one");
        }
    }
    Ok(())
}

fn put_loop(zone: &mut Zone, (start, end): (usize, usize), fade: usize) {
    (zone.loop_start, zone.loop_end, zone.loop_fade) = (start as u32, end as u32, fade as u32);
    if zone.loop_mode == LoopMode::Off {
        zone.loop_mode = LoopMode::Forward;
    }
}

/// Looks for a loop without a seam near the marked frames, or in the later part of the sound; where the ends are not alike
/// enough, they fade into each other.
pub fn find_loop(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let audio = sound(studio, seat)?;
    let frames = audio.frames();
    let wanted = seat.wave.marked(frames).unwrap_or(frames / 3..frames * 9 / 10);
    let found = looping::find(&audio.mono(0..frames), wanted);
    let found =
        found.ok_or("no loop was found: the sound is too short there, or never rises through zero")?;
    let length = found.end - found.start;
    let fade = match found.likeness >= ALIKE {
        true => 0,
        false => (length as f32 * FADE.0).min(audio.rate() as f32 * FADE.1) as usize,
    };
    let fade = fade.min(found.start);
    change(studio, seat, "loop", |zone| put_loop(zone, (found.start, found.end), fade))?;
    (seat.wave.anchor, seat.wave.cursor) = (Some(found.start as u32), found.end as u32);
    let faded = if fade > 0 { format!(", the last {fade} fade over") } else { String::new() };
    studio.say(format!("a loop of {length} frames, its ends {:.1} % alike{faded}", found.likeness * 100.0));
    Ok(())
}

/// A slice begins at the cursor, or no longer does: within a cell of the picture it is the same one.
pub fn slice(studio: &mut Studio, seat: &Seat) -> Answer {
    let frames = sound(studio, seat)?.frames();
    let (cursor, near) = (seat.wave.cursor, seat.wave.cell(frames) as u32);
    if cursor as usize >= frames {
        return Err("no slice begins at the sample's end".to_owned());
    }
    let present = zone(studio.song(), seat).cloned().unwrap_or_default();
    let there = present.slices.iter().position(|slice| slice.abs_diff(cursor) < near);
    change(studio, seat, if there.is_some() { "slice out" } else { "slice" }, |zone| match there {
        Some(number) => drop(zone.slices.remove(number)),
        None => {
            let at = zone.slices.partition_point(|slice| *slice < cursor);
            zone.slices.insert(at, cursor);
        }
    })
}

/// A way for a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliceMove {
    /// So many frames; below 0 to the left.
    Frames(i64),
    /// So many cells of the picture.
    Cells(i64),
    /// To the next rise through zero.
    Zero,
}

/// Moves the slice that begins at the cursor, within a cell of the picture, and the cursor with it; not past its neighbours.
/// Moves of one slice after each other are one step.
pub fn move_slice(studio: &mut Studio, seat: &mut Seat, by: SliceMove) -> Answer {
    let audio = sound(studio, seat)?;
    let (cursor, cell) = (seat.wave.cursor, seat.wave.cell(audio.frames()));
    let slices = zone(studio.song(), seat).map(|zone| zone.slices.clone()).unwrap_or_default();
    let near = (0..slices.len()).filter(|number| (slices[*number].abs_diff(cursor) as usize) < cell);
    let number = near.min_by_key(|number| slices[*number].abs_diff(cursor));
    let number = number.ok_or("no slice begins at the cursor: [ and ] lead to those there are")?;
    let old = slices[number];
    let wanted = match by {
        SliceMove::Frames(frames) => i64::from(old) + frames,
        SliceMove::Cells(cells) => i64::from(old) + cells * cell as i64,
        SliceMove::Zero => {
            let found = looping::rising(audio.channel(0), old as usize + 1);
            found.ok_or("the sound rises through zero nowhere behind the slice")? as i64
        }
    };
    let first = number.checked_sub(1).map_or(0, |before| i64::from(slices[before]) + 1);
    let last = slices.get(number + 1).map_or(audio.frames() as i64, |next| i64::from(*next)) - 1;
    let new = wanted.clamp(first, last.max(first)) as u32;
    if new == old || by == SliceMove::Zero && i64::from(new) != wanted {
        let to =
            if wanted > i64::from(old) { "next slice, or the end" } else { "slice before, or the start" };
        return Err(format!("slice {} does not go past the {to}", number + 1));
    }
    let what = format!("slice {} to {new}", number + 1);
    let (name, edit) = changed(studio, seat, &what, |zone| zone.slices[number] = new)?;
    studio.turn_knob(&name, edit, &format!("slice {number} of sample {}", seat.wave.sample))?;
    super::go(studio, seat, false, |_, _| new as usize);
    studio.say(format!("slice {} begins at frame {new}", number + 1));
    Ok(())
}

/// The places of the zone to which one goes: start and end of everything.
pub fn marks(studio: &Studio, seat: &Seat) -> Vec<u32> {
    let mut marks: Vec<u32> = zone(studio.song(), seat).into_iter().flat_map(of_zone).collect();
    marks.extend([0, super::frames(studio, seat) as u32]);
    marks.sort_unstable();
    marks.dedup();
    marks
}

fn of_zone(zone: &Zone) -> Vec<u32> {
    let mut marks = zone.slices.clone();
    marks.extend([zone.start, zone.end]);
    if zone.loop_mode != LoopMode::Off {
        marks.extend([zone.loop_start, zone.loop_end]);
    }
    marks
}

/// Sounds the marked frames, or all from the cursor on, once, as they are.
pub fn listen(studio: &mut Studio, seat: &Seat) -> Answer {
    let audio = sound(studio, seat)?;
    let frames = audio.frames();
    let marked = seat.wave.marked(frames);
    let from = if (seat.wave.cursor as usize) < frames { seat.wave.cursor as usize } else { 0 };
    let played = marked.unwrap_or(from..frames);
    let zone = Zone {
        sample: seat.wave.sample,
        start: played.start as u32,
        end: played.end as u32,
        ..Zone::default()
    };
    let (root, zones) = (zone.root, Arc::new(vec![zone]));
    let patch = sampler::Patch { zones, ..sampler::Patch::default() };
    let seconds = played.len() as f64 / f64::from(audio.rate().max(1));
    studio.listen(Instrument::new("", Patch::Sampler(patch)), (seat.place.track, root), seconds)
}
