//! The sample editor: moving and marking, treatments, the zone's borders, loop and slices.

use super::loading::need_a_folder;
use super::{Answer, Command, Context};
use crate::dsp::looping;
use crate::formats::wav;
use crate::instruments::treatment::{self, TREATMENTS};
use crate::io::sample_import::import_wave;
use crate::song::edit::Edit;
use crate::song::sample::SampleReference;
use crate::studio::Studio;
use crate::studio::jobs::Deed;
use crate::studio::palette::Item;
use crate::studio::prompt::{ask, choose};
use crate::studio::seat::Seat;
use crate::studio::sheets::values;
use crate::studio::view::View;
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

fn treat(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let (name, amount) = text.split_once(' ').unwrap_or((text, ""));
    if name.is_empty() {
        let item = |row: &treatment::Row| {
            let range =
                if row.has_amount() { format!(": {}", values::range(&row.info)) } else { String::new() };
            Item { name: row.info.name.to_owned(), help: format!("{}{range}", row.info.help) }
        };
        let items = TREATMENTS.iter().map(item).collect();
        return choose(seat, "Treat the marked frames, or all", items, "", |studio, seat, name| {
            match treatment::find(name).is_some_and(treatment::Row::has_amount) {
                true => ask(seat, name, &format!("{name} "), treat),
                false => treat(studio, seat, name),
            }
        });
    }
    let row = treatment::find(name);
    let names = || TREATMENTS.iter().map(|row| row.info.name).collect::<Vec<_>>().join(", ");
    let row = row.ok_or_else(|| format!("expected one of {}", names()))?;
    let amount = match amount.trim() {
        "" => None,
        _ if !row.has_amount() => return Err(format!("{name} takes no amount")),
        text => Some(values::parse(&row.info, text)?),
    };
    wave::treat(studio, seat, name, amount)
}

/// What was done to the sample becomes a new file beside the song; the old one stays there.
fn apply(studio: &mut Studio, seat: &mut Seat, _: &str) -> Answer {
    need_a_folder(studio)?;
    let reference = wave::reference(studio.song(), seat)?.clone();
    if reference.treatments.is_empty() {
        return Err("nothing was done to this sample yet".to_owned());
    }
    let (audio, index) = (wave::sound(studio, seat)?, seat.wave.sample);
    let (folder, name) = (studio.document.folder(), reference.name.clone());
    let started = studio.jobs.start(&format!("writing {name}"), move |_, found| {
        let bytes = wav::of_floats(&audio).map_err(|why| why.to_string());
        let made = bytes.and_then(|bytes| {
            import_wave(&folder, &format!("{name} treated"), &bytes).map_err(|why| why.to_string())
        });
        let deed: Deed = Box::new(move |studio| {
            let done = made.and_then(|made| take_file(studio, index, &reference, made));
            done.unwrap_or_else(|why| studio.warn(why));
        });
        // Nobody listens any more only when the studio itself is gone.
        drop(found.send(deed));
    });
    started.map(drop).map_err(|error| format!("it cannot be written: {error}"))
}

/// The file that was made becomes the sample, if that is still as it was.
fn take_file(studio: &mut Studio, index: u16, before: &SampleReference, made: SampleReference) -> Answer {
    let still = studio.song().samples.get(usize::from(index)).and_then(Option::as_deref);
    if still != Some(before) {
        return Err(format!("sample {index} was changed meanwhile: it stays as it is"));
    }
    let sample = Some(SampleReference { name: before.name.clone(), ..made });
    let path = sample.as_ref().map(|sample| sample.path.clone()).unwrap_or_default();
    studio.edit(&format!("apply treatments of sample {index}"), Edit::SetSample { index, sample })?;
    studio.say(format!("what was done to sample {index} is the file {path} now"));
    Ok(())
}

/// A command of the sample editor.
const fn here(
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
    run: fn(&mut Studio, &mut Seat, &str) -> Answer,
) -> Command {
    Command { context: Context::Wave, ..Command::in_grid(name, keys, help, run) }
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
    here("wave-left", &["left"], "a cell to the left", |studio, seat, _| cells(studio, seat, false, -1)),
    here("wave-right", &["right"], "a cell to the right", |studio, seat, _| cells(studio, seat, false, 1)),
    here(
        "wave-page-left",
        &["pageup", "alt-p"],
        "a quarter of the picture to the left",
        |studio, seat, _| quarter(studio, seat, false, -1),
    ),
    here(
        "wave-page-right",
        &["pagedown", "alt-n"],
        "a quarter of the picture to the right",
        |studio, seat, _| quarter(studio, seat, false, 1),
    ),
    here("wave-start", &["home", "alt-a"], "to the sample's start", |studio, seat, _| {
        to(studio, seat, false, 0)
    }),
    here("wave-end", &["end", "alt-e"], "to the sample's end", |studio, seat, _| {
        to(studio, seat, false, usize::MAX)
    }),
    here("mark-wave-left", &["shift-left", ","], "mark a cell to the left", |studio, seat, _| {
        cells(studio, seat, true, -1)
    }),
    here("mark-wave-right", &["shift-right", "."], "mark a cell to the right", |studio, seat, _| {
        cells(studio, seat, true, 1)
    }),
    here(
        "mark-wave-page-left",
        &["shift-pageup", "<"],
        "mark a quarter of the picture to the left",
        |studio, seat, _| quarter(studio, seat, true, -1),
    ),
    here(
        "mark-wave-page-right",
        &["shift-pagedown", ">"],
        "mark a quarter of the picture to the right",
        |studio, seat, _| quarter(studio, seat, true, 1),
    ),
    here("mark-wave-to-start", &["shift-home", "("], "mark back to the start", |studio, seat, _| {
        to(studio, seat, true, 0)
    }),
    here("mark-wave-to-end", &["shift-end", ")"], "mark on to the end", |studio, seat, _| {
        to(studio, seat, true, usize::MAX)
    }),
    here("mark-wave", &["m"], "frames are marked from here on, or no longer", |_, seat, _| {
        let wave = &mut seat.wave;
        wave.marking = !wave.marking;
        wave.anchor = wave.marking.then_some(wave.cursor);
        Ok(())
    }),
    here(
        "wave-mark-before",
        &["[", "alt-left"],
        "to the start, end, loop or slice before",
        |studio, seat, _| to_mark(studio, seat, false),
    ),
    here(
        "wave-mark-after",
        &["]", "alt-right"],
        "to the next start, end, loop or slice",
        |studio, seat, _| to_mark(studio, seat, true),
    ),
    here("wave-zero", &["z"], "to the next rise through zero, where cuts do not click", |studio, seat, _| {
        to_zero(studio, seat)
    }),
    here("wave-nearer", &["+", "up", "="], "twice as near", |studio, seat, _| zoom(studio, seat, true)),
    here("wave-farther", &["-", "down"], "half as near", |studio, seat, _| zoom(studio, seat, false)),
    here("wave-whole", &["0"], "the whole sample", |_, seat, _| {
        seat.wave.zoom = 0;
        Ok(())
    }),
    here("wave-zoom-mark", &["w"], "as near as the marked frames can be seen", |studio, seat, _| {
        zoom_to_mark(studio, seat)
    }),
    here("sample-before", &["{", "ctrl-left"], "the sample before", |studio, seat, _| {
        next(studio, seat, false)
    }),
    here("sample-after", &["}", "ctrl-right"], "the next sample", |studio, seat, _| next(studio, seat, true)),
    here(
        "listen",
        &["space", "p"],
        "hear the marked frames, or all from the cursor on",
        |studio, seat, _| zone::listen(studio, seat),
    ),
    here("treat", &["enter", "t"], "change the marked frames, or all: choose how", treat)
        .taking("[HOW AMOUNT]"),
    here("crop", &["c"], "keep only the marked frames", |studio, seat, _| {
        wave::treat(studio, seat, "crop", None)
    }),
    here("delete-frames", &["delete", "x"], "take the marked frames out", |studio, seat, _| {
        let frames = wave::frames(studio, seat);
        seat.wave.marked(frames).ok_or("no frames are marked: Shift with the arrows marks some")?;
        wave::treat(studio, seat, "delete", None)
    }),
    here(
        "copy-frames",
        &["ctrl-d", "alt-d"],
        "a copy of the marked frames behind them",
        |studio, seat, _| wave::treat(studio, seat, "copy", None),
    ),
    here("reverse-frames", &["r"], "the marked frames, or all, backwards", |studio, seat, _| {
        wave::treat(studio, seat, "reverse", None)
    }),
    here("normalise", &["n"], "the marked frames, or all, as loud as they can be", |studio, seat, _| {
        wave::treat(studio, seat, "normalise", None)
    }),
    here("fade-frames-in", &["i"], "fade the marked frames, or all, in", |studio, seat, _| {
        wave::treat(studio, seat, "fade-in", None)
    }),
    here("fade-frames-out", &["o"], "fade the marked frames, or all, out", |studio, seat, _| {
        wave::treat(studio, seat, "fade-out", None)
    }),
    here(
        "gain-frames",
        &["g"],
        "the marked frames, or all, louder or softer by so many dB",
        |studio, seat, text| match text {
            "" => {
                ask(seat, "Gain in dB", "", |studio, seat, text| treat(studio, seat, &format!("gain {text}")))
            }
            text => treat(studio, seat, &format!("gain {text}")),
        },
    )
    .taking("[DB]"),
    here("draw-up", &["shift-up", "K"], "the frame at the cursor a little higher", |studio, seat, _| {
        wave::draw(studio, seat, 0.02)
    }),
    here("draw-down", &["shift-down", "J"], "the frame at the cursor a little lower", |studio, seat, _| {
        wave::draw(studio, seat, -0.02)
    }),
    here("zone-start", &["a"], "the instrument's zone begins at the cursor", |studio, seat, _| {
        zone::border(studio, seat, false)
    }),
    here("zone-end", &["e"], "the instrument's zone ends at the cursor", |studio, seat, _| {
        zone::border(studio, seat, true)
    }),
    here(
        "set-loop",
        &["l"],
        "the marked frames become the zone's loop; without a mark: no loop",
        |studio, seat, _| zone::set_loop(studio, seat),
    ),
    here(
        "find-loop",
        &["f"],
        "a loop without a seam near the marked frames, or in the later part",
        |studio, seat, _| zone::find_loop(studio, seat),
    ),
    here("slice-here", &["s"], "a slice begins at the cursor, or no longer does", |studio, seat, _| {
        zone::slice(studio, seat)
    }),
    here(
        "apply-treatments",
        &[],
        "what was done to the sample becomes a new file beside the song; the old file stays there",
        apply,
    ),
    here(
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
