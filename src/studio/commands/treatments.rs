//! Treatments of the sample in the editor, and a file made of them.

use super::loading::need_a_folder;
use super::{Answer, Command, Context};
use crate::formats::wav;
use crate::instruments::treatment::{self, TREATMENTS};
use crate::io::sample_import::import_wave;
use crate::song::edit::Edit;
use crate::song::sample::SampleReference;
use crate::studio::Studio;
use crate::studio::jobs::Deed;
use crate::studio::palette::Item;
use crate::studio::prompt::{ask, ask_on, choose};
use crate::studio::seat::Seat;
use crate::studio::sheets::values;
use crate::studio::wave::{self, clipboard, drawing};

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
                true => ask_on(seat, name, &format!("{name} "), treat),
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

/// The usual rates, in frames per second.
const RATES: [u32; 9] = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000];

/// The sample at another rate: the same sound, kept as a treatment.
fn change_rate(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let audio = wave::sound(studio, seat)?;
    let present = audio.rate();
    if text.is_empty() {
        let told = |rate: u32| if rate == present { "as it is" } else { "" }.to_owned();
        let items = RATES.iter().map(|rate| Item { name: format!("{rate} Hz"), help: told(*rate) });
        let title = format!("Frames per second; now {present}");
        return choose(seat, &title, items.collect(), "", change_rate);
    }
    let number = text.trim().trim_end_matches(|sign: char| sign.is_alphabetic()).trim();
    let rate = number.parse::<u32>().ok().filter(|rate| (1_000..=384_000).contains(rate));
    let rate = rate.ok_or("expected a rate from 1000 to 384000 Hz")?;
    if rate == present {
        return Err(format!("the sample has {present} frames per second already"));
    }
    let ratio = f64::from(rate) / f64::from(present);
    let frames = (audio.frames() as f64 * ratio) as usize;
    if frames > treatment::MOST_FRAMES {
        return Err("it would have more frames than a sample can have".to_owned());
    }
    wave::treat(studio, seat, "rate", Some(ratio as f32))?;
    for frame in std::iter::once(&mut seat.wave.cursor).chain(&mut seat.wave.anchor) {
        *frame = (f64::from(*frame) * ratio).round() as u32;
    }
    studio.say(format!("sample {}: {rate} frames per second, was {present}", seat.wave.sample));
    Ok(())
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

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Wave,
        "change-rate",
        &["R"],
        "the same sound at another rate in frames per second, as a treatment: the file stays as it is",
        change_rate,
    )
    .taking("[HZ]"),
    Command::at(
        Context::Wave,
        "treat",
        &["enter", "t"],
        "change the marked frames, or all: choose how",
        treat,
    )
    .taking("[HOW AMOUNT]"),
    Command::at(Context::Wave, "crop", &["c"], "keep only the marked frames", |studio, seat, _| {
        wave::treat(studio, seat, "crop", None)
    })
    .destroying(),
    Command::at(
        Context::Wave,
        "delete-frames",
        &["delete", "x"],
        "take the marked frames out",
        |studio, seat, _| {
            let frames = wave::frames(studio, seat);
            seat.wave.marked(frames).ok_or("no frames are marked: Shift with the arrows marks some")?;
            wave::treat(studio, seat, "delete", None)
        },
    )
    .destroying(),
    Command::at(
        Context::Wave,
        "copy-frames",
        &["ctrl-c", "alt-c"],
        "copy the marked frames",
        |studio, seat, _| clipboard::copy(studio, seat, false),
    ),
    Command::at(
        Context::Wave,
        "cut-frames",
        &["ctrl-x", "alt-z"],
        "copy the marked frames and take them out",
        |studio, seat, _| clipboard::copy(studio, seat, true),
    )
    .destroying(),
    Command::at(
        Context::Wave,
        "paste-frames",
        &["ctrl-v", "alt-o"],
        "paste the copied frames before the cursor; frames of another sample make a new file of this one",
        |studio, seat, _| clipboard::paste(studio, seat),
    ),
    Command::at(
        Context::Wave,
        "duplicate-frames",
        &["ctrl-d", "alt-d"],
        "a copy of the marked frames behind them",
        |studio, seat, _| wave::treat(studio, seat, "copy", None),
    ),
    Command::at(
        Context::Wave,
        "reverse-frames",
        &["r"],
        "the marked frames, or all, backwards",
        |studio, seat, _| wave::treat(studio, seat, "reverse", None),
    ),
    Command::at(
        Context::Wave,
        "normalise",
        &["n"],
        "the marked frames, or all, as loud as they can be",
        |studio, seat, _| wave::treat(studio, seat, "normalise", None),
    ),
    Command::at(
        Context::Wave,
        "fade-frames-in",
        &["i"],
        "fade the marked frames, or all, in",
        |studio, seat, _| wave::treat(studio, seat, "fade-in", None),
    ),
    Command::at(
        Context::Wave,
        "fade-frames-out",
        &["o"],
        "fade the marked frames, or all, out",
        |studio, seat, _| wave::treat(studio, seat, "fade-out", None),
    ),
    Command::at(
        Context::Wave,
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
    Command::at(
        Context::Wave,
        "draw-up",
        &["shift-up", "K"],
        "the frame at the cursor a little higher",
        |studio, seat, _| drawing::nudge(studio, seat, 0.02),
    ),
    Command::at(
        Context::Wave,
        "draw-down",
        &["shift-down", "J"],
        "the frame at the cursor a little lower",
        |studio, seat, _| drawing::nudge(studio, seat, -0.02),
    ),
    Command::at(
        Context::Wave,
        "apply-treatments",
        &[],
        "what was done to the sample becomes a new file beside the song; the old file stays there",
        apply,
    ),
];
