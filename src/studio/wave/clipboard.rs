//! Frames of the sample in the editor that were copied or cut, and are pasted elsewhere. In the same sample that is a treatment like any
//! other, and its file stays as it is; another sample, of this song or of another one that is open, gets a new file.

use super::{append, put, reference, sound, treat, zones_along};
use crate::formats::wav;
use crate::instruments::sample::SampleAudio;
use crate::instruments::treatment::{MOST, Treatment, treated};
use crate::io::sample_import::import_wave;
use crate::song::edit::Edit;
use crate::song::sample::SampleReference;
use crate::studio::Studio;
use crate::studio::block::counted;
use crate::studio::commands::Answer;
use crate::studio::jobs::Deed;
use crate::studio::seat::Seat;
use std::sync::Arc;

/// What was copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied {
    /// The number of the open song and that of its sample.
    from: (u64, u16),
    /// What had been done to the sample before.
    treatments: Vec<Treatment>,
    /// How it sounded then.
    audio: Arc<SampleAudio>,
    /// The first frame, and the one after the last.
    part: (u32, u32),
    /// Whether the treatment after those took them out.
    is_cut: bool,
}

/// Copies the marked frames, or cuts them.
///
/// # Errors
/// If none are marked, or nothing would be left.
pub fn copy(studio: &mut Studio, seat: &mut Seat, is_cut: bool) -> Answer {
    let audio = sound(studio, seat)?;
    let marked = seat.wave.marked(audio.frames());
    let marked = marked.ok_or("no frames are marked: Shift with the arrows marks some")?;
    let treatments = reference(studio.song(), seat)?.treatments.clone();
    let part = (marked.start as u32, marked.end as u32);
    let copied = Copied { from: (seat.song, seat.wave.sample), treatments, audio, part, is_cut };
    match is_cut {
        true => treat(studio, seat, "delete", None)?,
        false => studio.say(format!("copied {}", counted(marked.len(), "frame"))),
    }
    seat.copied_frames = Some(copied);
    Ok(())
}

/// Pastes them before the cursor, where they are marked then.
///
/// # Errors
/// If none were copied, or they are not in this sample as it is now.
pub fn paste(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let copied = seat.copied_frames.clone();
    let copied = copied.ok_or("no frames were copied yet: Ctrl-C copies those that are marked")?;
    if copied.from != (seat.song, seat.wave.sample) {
        return paste_elsewhere(studio, seat, copied);
    }
    let audio = sound(studio, seat)?;
    let at = seat.wave.cursor.min(audio.frames() as u32);
    let done = reference(studio.song(), seat)?.treatments.clone();
    let gone = "what was copied is no longer there: mark it and copy it again";
    let later = done.strip_prefix(&copied.treatments[..]).ok_or(gone)?;
    let count = match copied.is_cut {
        true => put_back(studio, seat, &copied, later, at)?,
        false => put_copy(studio, seat, &copied, later, &audio, at)?,
    };
    let treatments = reference(studio.song(), seat)?.treatments.clone();
    (seat.wave.anchor, seat.wave.cursor, seat.wave.marking) = (Some(at), at + count, false);
    let audio = sound(studio, seat).unwrap_or(audio);
    let part = (at, at + count);
    seat.copied_frames = Some(Copied { treatments, audio, part, is_cut: false, ..copied });
    studio.say(format!("pasted {}", counted(count as usize, "frame")));
    Ok(())
}

/// Pastes frames of another sample: a treatment names frames of its own sample alone, so what comes of it is a new file beside the song.
fn paste_elsewhere(studio: &mut Studio, seat: &Seat, copied: Copied) -> Answer {
    if studio.document.path().is_none() {
        return Err("save the song first (Ctrl-S): what is pasted becomes a file beside it".to_owned());
    }
    let (audio, index) = (sound(studio, seat)?, seat.wave.sample);
    let at = (seat.wave.cursor as usize).min(audio.frames());
    let before = reference(studio.song(), seat)?.clone();
    let (folder, name) = (studio.document.folder(), before.name.clone());
    let started = studio.jobs.start(&format!("pasting into {name}"), move |_, found| {
        let (with, count) = with_frames(&audio, at, &copied);
        let bytes = wav::of_floats(&with).map_err(|why| why.to_string());
        let made = bytes.and_then(|bytes| {
            import_wave(&folder, &format!("{name} pasted"), &bytes).map_err(|why| why.to_string())
        });
        let deed: Deed = Box::new(move |studio| {
            let place = (at, count, audio.frames());
            let done = made.and_then(|made| take_file(studio, index, &before, made, place));
            done.unwrap_or_else(|why| studio.warn(why));
        });
        // Nobody listens any more only when the studio itself is gone.
        drop(found.send(deed));
    });
    started.map(drop).map_err(|error| format!("it cannot be pasted: {error}"))
}

/// A sound with the copied frames before one of its own, at its own rate and with its own channels; and how many they are there.
fn with_frames(audio: &SampleAudio, at: usize, copied: &Copied) -> (SampleAudio, usize) {
    let (from, to) = (copied.part.0 as usize, copied.part.1 as usize);
    let own = &copied.audio;
    let channels = (0..own.channels()).map(|channel| own.channel(channel)[from..to].to_vec()).collect();
    let mut part = SampleAudio::new(own.rate(), channels);
    if part.rate() != audio.rate() {
        let (to, amount) = (part.frames() as u32, audio.rate() as f32 / part.rate() as f32);
        part = treated(&part, &[Treatment { what: "rate".to_owned(), from: 0, to, amount }]);
    }
    let of = |channel: usize| match (part.channels(), audio.channels()) {
        (2, 1) => {
            part.channel(0).iter().zip(part.channel(1)).map(|(left, right)| (left + right) / 2.0).collect()
        }
        (channels, _) => part.channel(channel.min(channels - 1)).to_vec(),
    };
    let with = |channel: usize| {
        let (before, behind) = audio.channel(channel).split_at(at);
        [before, &of(channel), behind].concat()
    };
    (SampleAudio::new(audio.rate(), (0..audio.channels()).map(with).collect()), part.frames())
}

/// The file becomes the sample, if that is still as it was; `place` is where how many frames came in, and of how many there were.
fn take_file(
    studio: &mut Studio,
    index: u16,
    before: &SampleReference,
    made: SampleReference,
    (at, count, frames): (usize, usize, usize),
) -> Answer {
    let song = studio.song().clone();
    if song.samples.get(usize::from(index)).and_then(Option::as_deref) != Some(before) {
        return Err(format!("sample {index} was changed meanwhile: it stays as it is"));
    }
    let sample = Some(SampleReference { name: before.name.clone(), ..made });
    let at = at as u32;
    let room = Treatment { what: "insert".to_owned(), from: at, to: at, amount: count as f32 };
    let mut edits = vec![Edit::SetSample { index, sample }];
    edits.extend(zones_along(&song, index, &room, frames));
    studio.edit(&format!("paste into sample {index}"), Edit::Several { edits })?;
    studio.say(format!("pasted {} into sample {index}, which has a new file", counted(count, "frame")));
    Ok(())
}

/// A copy of frames that are still in the sample, wherever they stand by now.
fn put_copy(
    studio: &mut Studio,
    seat: &Seat,
    copied: &Copied,
    later: &[Treatment],
    audio: &SampleAudio,
    at: u32,
) -> Result<u32, String> {
    let (mut part, mut frames) = (copied.part, copied.audio.frames());
    for treatment in later {
        part = (treatment.moved(part.0, frames), treatment.moved(part.1, frames));
        frames = treatment.length(frames);
    }
    let (from, to) = (part.0.min(part.1), part.0.max(part.1).min(audio.frames() as u32));
    if from >= to {
        return Err("what was copied has been taken out since".to_owned());
    }
    put(studio, seat, audio, Treatment { what: "copy".to_owned(), from, to, amount: at as f32 })?;
    Ok(to - from)
}

/// Frames that were cut: in place of their being taken out they are copied before that.
fn put_back(
    studio: &mut Studio,
    seat: &Seat,
    copied: &Copied,
    later: &[Treatment],
    at: u32,
) -> Result<u32, String> {
    if later.len() != 1 {
        return Err("the sample was changed since these frames were cut: undo that first".to_owned());
    }
    let song = studio.song().clone();
    let (from, to) = copied.part;
    let count = to - from;
    let mut sample = reference(&song, seat)?.clone();
    if sample.treatments.len() >= MOST {
        return Err(format!(
            "a sample has at most {MOST} treatments: :apply-treatments makes a file of them"
        ));
    }
    let frames = copied.audio.frames() - count as usize;
    // Where the cursor was before the frames were cut, and where they stand once their copy is there.
    let before = if at > from { at + count } else { at };
    let shift = if before <= from { count } else { 0 };
    let copy = Treatment { what: "copy".to_owned(), from, to, amount: before as f32 };
    let delete = Treatment { what: "delete".to_owned(), from: from + shift, to: to + shift, amount: 0.0 };
    let with_copy = treated(&copied.audio, std::slice::from_ref(&copy));
    sample.treatments.truncate(copied.treatments.len());
    sample.treatments.push(copy);
    append(studio, &mut sample, &with_copy, delete)?;
    let index = seat.wave.sample;
    let room = Treatment { what: "insert".to_owned(), from: at, to: at, amount: count as f32 };
    let mut edits = vec![Edit::SetSample { index, sample: Some(sample) }];
    edits.extend(zones_along(&song, index, &room, frames));
    studio.edit(&format!("paste into sample {index}"), Edit::Several { edits })?;
    Ok(count)
}
