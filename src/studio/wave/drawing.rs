//! Drawing by hand: the frame at the cursor up and down, or a line that follows the mouse.

use super::{append, reference, sound};
use crate::instruments::sample::SampleAudio;
use crate::instruments::treatment::{Treatment, treated};
use crate::song::edit::Edit;
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::seat::Seat;
use std::sync::Arc;

/// A place of the picture: a frame and a height from −1 to 1.
pub type Point = (u32, f32);

/// The sound that can be drawn.
fn drawable(studio: &Studio, seat: &Seat) -> Result<Arc<SampleAudio>, String> {
    let audio = sound(studio, seat)?;
    match audio.channels() {
        1 => Ok(audio),
        _ => Err("one channel is drawn at a time: :treat mono, left or right first".to_owned()),
    }
}

/// A straight line to that height at the last of these frames.
fn line(from: u32, last: u32, amount: f32) -> Treatment {
    Treatment { what: "draw".to_owned(), from, to: last + 1, amount }
}

/// Moves the frame at the cursor up or down. Moves of the same frame are one treatment and one step.
///
/// # Errors
/// If there is no frame, or there are two channels.
pub fn nudge(studio: &mut Studio, seat: &Seat, by: f32) -> Answer {
    let audio = drawable(studio, seat)?;
    let (frame, frames) = (seat.wave.cursor, audio.frames());
    if frame as usize >= frames {
        return Err("there is no frame at the cursor".to_owned());
    }
    let amount = (audio.channel(0)[frame as usize] + by).clamp(-1.0, 1.0);
    let mut sample = reference(studio.song(), seat)?.clone();
    let is_same = |last: &Treatment| (last.what.as_str(), last.from, last.to) == ("draw", frame, frame + 1);
    sample.treatments.pop_if(|last| is_same(last));
    append(studio, &mut sample, &audio, line(frame, frame, amount))?;
    let index = seat.wave.sample;
    let edit = Edit::SetSample { index, sample: Some(sample) };
    studio.turn_knob(&format!("draw sample {index}"), edit, &format!("draw {index} {frame}"))
}

/// Draws a line from where the mouse was to where it is, or a point where it begins: one step as long as the button is held.
///
/// # Errors
/// If there are two channels, or too many treatments.
pub fn stroke(studio: &mut Studio, seat: &mut Seat, to: Point) -> Answer {
    let mut audio = drawable(studio, seat)?;
    let Some(last) = (audio.frames() as u32).checked_sub(1) else { return Ok(()) };
    let to = (to.0.min(last), to.1.clamp(-1.0, 1.0));
    // A line begins at the height of its first frame, which the one before has left there.
    let treatments = match seat.wave.pen.replace(to) {
        Some(from) if from.0 < to.0 => vec![line(from.0, to.0, to.1)],
        Some(from) if from.0 > to.0 => vec![line(to.0, to.0, to.1), line(to.0, from.0.min(last), from.1)],
        _ => vec![line(to.0, to.0, to.1)],
    };
    let mut sample = reference(studio.song(), seat)?.clone();
    for treatment in treatments {
        let next = Arc::new(treated(&audio, std::slice::from_ref(&treatment)));
        append(studio, &mut sample, &audio, treatment)?;
        audio = next;
    }
    let index = seat.wave.sample;
    (seat.wave.cursor, seat.wave.anchor) = (to.0, None);
    let edit = Edit::SetSample { index, sample: Some(sample) };
    studio.turn_knob(&format!("draw sample {index}"), edit, &format!("draw {index}"))
}
