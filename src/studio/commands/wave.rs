//! The sample editor: moving and marking, the zone's borders, loop and slices.

use super::{Answer, Command, Context};
use crate::dsp::looping;
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::view::View;
use crate::studio::wave::zone::SliceMove;
use crate::studio::wave::{self, zone};

fn look(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let chosen = match seat.view {
        View::Samples => Some(seat.sheet().row as u16),
        _ => studio
            .song()
            .instrument(seat.instrument.into())
            .and_then(|it| it.patch.samples().first().copied()),
    };
    if let Some(sample) = chosen {
        wave::look_at(seat, sample);
    }
    wave::reference(studio.song(), seat)?;
    seat.look_at(View::Wave);
    Ok(())
}

fn next(studio: &Studio, seat: &mut Seat, on: bool) -> Answer {
    let sample = wave::neighbour(studio.song(), seat.wave.sample, on);
    let none = if on { "this is the last sample" } else { "this is the first sample" };
    wave::look_at(seat, sample.ok_or(none)?);
    Ok(())
}

/// Moves by cells of the picture.
fn cells(studio: &Studio, seat: &mut Seat, marking: bool, by: isize) -> Answer {
    wave::go(studio, seat, marking, |frames, wave| {
        (wave.cursor as usize).saturating_add_signed(by * wave.cell(frames) as isize)
    });
    Ok(())
}

/// Moves by quarters of the picture.
fn quarter(studio: &Studio, seat: &mut Seat, marking: bool, by: isize) -> Answer {
    wave::go(studio, seat, marking, |frames, wave| {
        (wave.cursor as usize).saturating_add_signed(by * (wave.seen(frames).len() / 4).max(1) as isize)
    });
    Ok(())
}

fn to(studio: &Studio, seat: &mut Seat, marking: bool, frame: usize) -> Answer {
    wave::go(studio, seat, marking, |_, _| frame);
    Ok(())
}

/// To the next place of the zone, or the one before: start, end, loop, slices.
fn to_mark(studio: &Studio, seat: &mut Seat, on: bool) -> Answer {
    let marks = zone::marks(studio, seat);
    let cursor = seat.wave.cursor;
    let found = match on {
        true => marks.into_iter().find(|mark| *mark > cursor),
        false => marks.into_iter().rev().find(|mark| *mark < cursor),
    };
    let marking = seat.wave.anchor.is_some();
    found.map_or(Ok(()), |mark| to(studio, seat, marking, mark as usize))
}

/// To the next frame at which the sound rises through zero, where cuts do not click.
fn to_zero(studio: &Studio, seat: &mut Seat) -> Answer {
    let audio = wave::sound(studio, seat)?;
    let from = seat.wave.cursor as usize + 1;
    let found = (from < audio.frames()).then(|| looping::rising(audio.channel(0), from)).flatten();
    let found = found.ok_or("the sound rises through zero nowhere behind the cursor")?;
    let marking = seat.wave.anchor.is_some();
    to(studio, seat, marking, found)
}

fn zoom(studio: &Studio, seat: &mut Seat, nearer: bool) -> Answer {
    let frames = wave::frames(studio, seat);
    let most = (frames.max(1) / 16).checked_ilog2().unwrap_or(0) as u8;
    let before = seat.wave.seen(frames);
    seat.wave.zoom = if nearer { (seat.wave.zoom + 1).min(most) } else { seat.wave.zoom.saturating_sub(1) };
    // The cursor stays where it is on the screen.
    let part = (seat.wave.cursor as usize).saturating_sub(before.start) as f64 / before.len().max(1) as f64;
    let count = frames >> seat.wave.zoom;
    seat.wave.first.set((f64::from(seat.wave.cursor) - part * count as f64).max(0.0) as u32);
    Ok(())
}

/// As near as all marked frames can be seen.
fn zoom_to_mark(studio: &Studio, seat: &mut Seat) -> Answer {
    let frames = wave::frames(studio, seat);
    let marked = seat.wave.marked(frames).ok_or("no frames are marked: Shift with the arrows marks some")?;
    seat.wave.zoom = (frames / marked.len()).checked_ilog2().unwrap_or(0) as u8;
    seat.wave.first.set(marked.start as u32);
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "view-wave",
        &["shift-f3", "ctrl-w $"],
        "the sample editor: the wave of the sample at the cursor, or of the chosen instrument",
        |studio, seat, _| look(studio, seat),
    )
    .everywhere(),
    Command::at(Context::Wave, "wave-left", &["left"], "a cell to the left", |studio, seat, _| {
        cells(studio, seat, false, -1)
    }),
    Command::at(Context::Wave, "wave-right", &["right"], "a cell to the right", |studio, seat, _| {
        cells(studio, seat, false, 1)
    }),
    Command::at(
        Context::Wave,
        "wave-page-left",
        &["pageup", "alt-p"],
        "a quarter of the picture to the left",
        |studio, seat, _| quarter(studio, seat, false, -1),
    ),
    Command::at(
        Context::Wave,
        "wave-page-right",
        &["pagedown", "alt-n"],
        "a quarter of the picture to the right",
        |studio, seat, _| quarter(studio, seat, false, 1),
    ),
    Command::at(
        Context::Wave,
        "wave-start",
        &["home", "alt-a"],
        "to the sample's start",
        |studio, seat, _| to(studio, seat, false, 0),
    ),
    Command::at(Context::Wave, "wave-end", &["end", "alt-e"], "to the sample's end", |studio, seat, _| {
        to(studio, seat, false, usize::MAX)
    }),
    Command::at(
        Context::Wave,
        "mark-wave-left",
        &["shift-left", ","],
        "mark a cell to the left",
        |studio, seat, _| cells(studio, seat, true, -1),
    ),
    Command::at(
        Context::Wave,
        "mark-wave-right",
        &["shift-right", "."],
        "mark a cell to the right",
        |studio, seat, _| cells(studio, seat, true, 1),
    ),
    Command::at(
        Context::Wave,
        "mark-wave-page-left",
        &["shift-pageup", "<"],
        "mark a quarter of the picture to the left",
        |studio, seat, _| quarter(studio, seat, true, -1),
    ),
    Command::at(
        Context::Wave,
        "mark-wave-page-right",
        &["shift-pagedown", ">"],
        "mark a quarter of the picture to the right",
        |studio, seat, _| quarter(studio, seat, true, 1),
    ),
    Command::at(
        Context::Wave,
        "mark-wave-to-start",
        &["shift-home", "("],
        "mark back to the start",
        |studio, seat, _| to(studio, seat, true, 0),
    ),
    Command::at(
        Context::Wave,
        "mark-wave-to-end",
        &["shift-end", ")"],
        "mark on to the end",
        |studio, seat, _| to(studio, seat, true, usize::MAX),
    ),
    Command::at(
        Context::Wave,
        "mark-wave",
        &["m"],
        "frames are marked from here on, or no longer",
        |_, seat, _| {
            let wave = &mut seat.wave;
            wave.marking = !wave.marking;
            wave.anchor = wave.marking.then_some(wave.cursor);
            Ok(())
        },
    ),
    Command::at(
        Context::Wave,
        "wave-mark-before",
        &["[", "alt-left"],
        "to the start, end, loop or slice before",
        |studio, seat, _| to_mark(studio, seat, false),
    ),
    Command::at(
        Context::Wave,
        "wave-mark-after",
        &["]", "alt-right"],
        "to the next start, end, loop or slice",
        |studio, seat, _| to_mark(studio, seat, true),
    ),
    Command::at(
        Context::Wave,
        "wave-zero",
        &["z"],
        "to the next rise through zero, where cuts do not click",
        |studio, seat, _| to_zero(studio, seat),
    ),
    Command::at(Context::Wave, "wave-nearer", &["+", "up", "="], "twice as near", |studio, seat, _| {
        zoom(studio, seat, true)
    }),
    Command::at(Context::Wave, "wave-farther", &["-", "down"], "half as near", |studio, seat, _| {
        zoom(studio, seat, false)
    }),
    Command::at(Context::Wave, "wave-whole", &["0"], "the whole sample", |_, seat, _| {
        seat.wave.zoom = 0;
        Ok(())
    }),
    Command::at(
        Context::Wave,
        "wave-zoom-mark",
        &["w"],
        "as near as the marked frames can be seen",
        |studio, seat, _| zoom_to_mark(studio, seat),
    ),
    Command::at(
        Context::Wave,
        "sample-before",
        &["{", "ctrl-left"],
        "the sample before",
        |studio, seat, _| next(studio, seat, false),
    ),
    Command::at(Context::Wave, "sample-after", &["}", "ctrl-right"], "the next sample", |studio, seat, _| {
        next(studio, seat, true)
    }),
    Command::at(
        Context::Wave,
        "hear-sample",
        &["space", "p"],
        "hear the marked frames, or all from the cursor on",
        |studio, seat, _| zone::listen(studio, seat),
    ),
    Command::at(
        Context::Wave,
        "zone-start",
        &["a"],
        "the instrument's zone begins at the cursor",
        |studio, seat, _| zone::border(studio, seat, false),
    ),
    Command::at(
        Context::Wave,
        "zone-end",
        &["e"],
        "the instrument's zone ends at the cursor",
        |studio, seat, _| zone::border(studio, seat, true),
    ),
    Command::at(
        Context::Wave,
        "set-loop",
        &["l"],
        "the marked frames become the zone's loop; without a mark: no loop",
        |studio, seat, _| zone::set_loop(studio, seat),
    ),
    Command::at(
        Context::Wave,
        "find-loop",
        &["f"],
        "a loop without a seam near the marked frames, or in the later part",
        |studio, seat, _| zone::find_loop(studio, seat),
    ),
    Command::at(
        Context::Wave,
        "slice-here",
        &["s"],
        "a slice begins at the cursor, or no longer does",
        |studio, seat, _| zone::slice(studio, seat),
    ),
    Command::at(
        Context::Wave,
        "move-slice-left",
        &["4", "alt-<"],
        "the slice at the cursor begins a cell earlier, not before the one before it",
        |studio, seat, _| zone::move_slice(studio, seat, SliceMove::Cells(-1)),
    ),
    Command::at(
        Context::Wave,
        "move-slice-right",
        &["6", "alt->"],
        "the slice at the cursor begins a cell later, before the next one",
        |studio, seat, _| zone::move_slice(studio, seat, SliceMove::Cells(1)),
    ),
    Command::at(
        Context::Wave,
        "move-slice-frame-left",
        &["7", "alt-,"],
        "the same by one frame to the left",
        |studio, seat, _| zone::move_slice(studio, seat, SliceMove::Frames(-1)),
    ),
    Command::at(
        Context::Wave,
        "move-slice-frame-right",
        &["9", "alt-."],
        "the same by one frame to the right",
        |studio, seat, _| zone::move_slice(studio, seat, SliceMove::Frames(1)),
    ),
    Command::at(
        Context::Wave,
        "move-slice-to-zero",
        &["Z"],
        "the slice at the cursor begins at the next rise through zero",
        |studio, seat, _| zone::move_slice(studio, seat, SliceMove::Zero),
    ),
    Command::at(
        Context::Wave,
        "leave-wave",
        &["escape", "q"],
        "forget what is marked; then back to the view before",
        |_, seat, _| {
            seat.wave.marking = false;
            match seat.wave.anchor.take() {
                Some(_) => {}
                None => seat.look_at(if seat.back == View::Wave { View::Samples } else { seat.back }),
            }
            Ok(())
        },
    ),
];
