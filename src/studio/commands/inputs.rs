//! Recording sound: which tracks, from where, what becomes of takes, how late the input comes.

use super::appearance::choose as choose_setting;
use super::{Answer, Command, Context};
use crate::sequencer::player::Playing;
use crate::song::clip::Clip;
use crate::song::edit::Edit;
use crate::song::tempo::Tempo;
use crate::studio::Studio;
use crate::studio::inputs::arms::{InputArm, read};
use crate::studio::seat::Seat;

/// The farthest that a clip is moved at once, in milliseconds.
const FARTHEST: f64 = 10_000.0;

fn count_in(studio: &Studio) -> u8 {
    studio.settings.count_in.unwrap_or(0) as u8
}

/// Ends recording; or begins it, with playback if nothing plays.
fn record(studio: &mut Studio, seat: &mut Seat, song: bool) -> Answer {
    if studio.inputs.is_recording_tracks() {
        studio.end_sound();
        studio.say("the recording ends; playback goes on");
        return Ok(());
    }
    let bars = u16::from(studio.song().settings.rows_per_bar) * u16::from(studio.recorder.ways.pre_roll);
    let marked = seat.selection.filter(|_| studio.recorder.ways.punch).map(|selection| selection.rows().0);
    let playing = match song {
        true => Playing::Song { order: seat.order, row: seat.place.row, repeat: false },
        false => {
            let row = marked.unwrap_or(seat.place.row).saturating_sub(bars);
            Playing::Pattern { pattern: seat.pattern, row }
        }
    };
    seat.follow = true;
    let count = count_in(studio);
    studio.record_sound(seat, Some(playing), count)
}

fn arm(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let new = read(text, seat.place.track, studio.song().tracks.len())?;
    studio.open_input()?;
    let arms = &mut studio.inputs.arms;
    let known = arms.iter().position(|arm| arm.track == new.track).map(|place| arms.remove(place));
    // The same once more takes it back, and so does nothing at all for one that is armed.
    if known.as_ref().is_some_and(|old| old.channels == new.channels || text.trim().is_empty()) {
        studio.say(format!("track {} records no sound", new.track + 1));
        return Ok(());
    }
    studio.say(format!("armed for sound: track {} from input {}", new.track + 1, new.source()));
    // Only the inputs are other ones: it is heard as before.
    let monitoring = known.map_or_else(Default::default, |old| old.monitoring);
    studio.inputs.arms.push(InputArm { monitoring, ..new });
    studio.inputs.arms.sort_by_key(|arm| arm.track);
    Ok(())
}

/// The clip that the cursor stands in: the last that begins by its row, in its lane.
fn here(studio: &Studio, seat: &Seat) -> Result<Clip, String> {
    let lane = studio.song().lane(seat.pattern.into(), seat.place.track.into());
    let clip = lane.and_then(|lane| lane.clips().iter().rev().find(|clip| clip.row <= seat.place.row));
    clip.map(|clip| (**clip).clone()).ok_or_else(|| "no clip begins at this row or before it".to_owned())
}

fn change(studio: &mut Studio, seat: &Seat, name: &str, clip: Clip) -> Answer {
    studio.edit(name, Edit::Clip { pattern: seat.pattern, track: seat.place.track, clip })
}

fn take_format(studio: &mut Studio, format: &str) -> Answer {
    choose_setting(studio, "take_format", format)?;
    studio.say(match format {
        "flac" => "the next takes are FLAC files of 24 bits".to_owned(),
        _ => "the next takes are WAV files".to_owned(),
    });
    Ok(())
}

/// Another take is heard in the whole clip.
fn choose(studio: &mut Studio, seat: &Seat, wanted: impl FnOnce(&Clip) -> Result<u16, String>) -> Answer {
    let mut clip = here(studio, seat)?;
    clip.take = wanted(&clip)?;
    clip.changes.clear();
    let (take, count) = (clip.take + 1, clip.takes.len());
    change(studio, seat, "choose a take of sound", clip)?;
    studio.say(format!("take {take} of {count}"));
    Ok(())
}

/// The number of a take of a clip, from 1, as its place.
fn numbered(clip: &Clip, text: &str) -> Result<u16, String> {
    let count = clip.takes.len();
    let number = text.trim().parse::<usize>().ok().filter(|number| (1..=count).contains(number));
    number
        .map(|number| number as u16 - 1)
        .ok_or_else(|| format!("expected the number of a take, 1 to {count}"))
}

fn other(studio: &mut Studio, seat: &Seat, on: bool) -> Answer {
    choose(studio, seat, |clip| {
        let count = clip.takes.len() as u16;
        Ok((clip.take + if on { 1 } else { count - 1 }) % count)
    })
}

/// From the cursor's row on another take is heard, up to where the next change stands.
fn comp(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let mut clip = here(studio, seat)?;
    let (row, count) = (seat.place.row, clip.takes.len());
    let now = clip.take_number(row);
    let take = match text.trim() {
        "" => (now + 1) % count as u16,
        text => numbered(&clip, text)?,
    };
    if row == clip.row {
        clip.take = take;
    } else {
        clip.changes.retain(|change| change.row != row);
        clip.changes.push(crate::song::clip::Change { row, take });
    }
    change(studio, seat, "comp", clip)?;
    studio.say(format!("from row {row} on take {} of {count} is heard", take + 1));
    Ok(())
}

/// A number behind a word: its value within bounds.
fn number(text: &str, bounds: std::ops::RangeInclusive<f64>, wanted: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok().filter(|number| bounds.contains(number));
    number.ok_or_else(|| format!("expected {wanted}, {} to {}", bounds.start(), bounds.end()))
}

fn gain(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let mut clip = here(studio, seat)?;
    clip.set_gain(number(text, -60.0..=12.0, "the clip's level in dB")? as f32);
    change(studio, seat, "level of a clip", clip)
}

fn fades(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let mut clip = here(studio, seat)?;
    let (rise, fall) = text.trim().split_once(' ').unwrap_or((text, text));
    let frames = |text: &str| {
        let milliseconds = number(text, 0.0..=60_000.0, "how long the clip comes in and goes out in ms")?;
        Ok::<_, String>((milliseconds * f64::from(studio.rate()) / 1_000.0) as u32)
    };
    (clip.fade_in, clip.fade_out) = (frames(rise)?, frames(fall)?);
    change(studio, seat, "fades of a clip", clip)
}

fn nudge(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let mut clip = here(studio, seat)?;
    let later =
        number(text, -FARTHEST..=FARTHEST, "by how many ms the clip comes later, or earlier if negative")?;
    let frames = (later * f64::from(studio.rate()) / 1_000.0).round() as i64;
    clip.takes.iter_mut().for_each(|take| take.offset -= frames);
    change(studio, seat, "nudge a clip", clip)
}

/// A clip follows the song's tempo, or does not any more; with a number the take that is heard was recorded at that tempo.
fn warp(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let mut clip = here(studio, seat)?;
    match text.trim() {
        "off" => clip.warp = false,
        "" => clip.warp = !clip.warp,
        text => {
            let tempo =
                Tempo::parse(text).ok_or("expected the tempo of the take in BPM, 20 to 999, or off")?;
            clip.warp = true;
            let heard = usize::from(clip.take_number(seat.place.row));
            clip.takes.iter_mut().skip(heard).take(1).for_each(|take| take.tempo = Some(tempo));
        }
    }
    let tempo = clip.take_at(seat.place.row).and_then(|take| take.tempo);
    let said = match (clip.warp, tempo) {
        (false, _) => "the clip has its own speed".to_owned(),
        (true, Some(tempo)) => format!("the clip follows the tempo; its take has {tempo} BPM"),
        (true, None) => {
            return Err(
                "the tempo of the take is not known: :warp-clip 100 says that it has 100 BPM".to_owned()
            );
        }
    };
    change(studio, seat, "warp a clip", clip)?;
    studio.say(said);
    Ok(())
}

fn info(studio: &mut Studio) -> Answer {
    let Some(facts) = studio.inputs.facts() else {
        return Err("nothing comes in; :arm-input opens the input, `segno devices` lists them".to_owned());
    };
    let delay = studio.input_delay();
    let how =
        if studio.is_calibrated() { "measured" } else { "as the sound system tells; :calibrate measures it" };
    let gaps = facts.vitals.xruns.load(std::sync::atomic::Ordering::Relaxed);
    let clock = studio.inputs.drift().map_or_else(String::new, |parts| {
        let way = if parts < 0.0 { "slower" } else { "faster" };
        format!("; its clock is {:.0} ppm {way} than the output's", parts.abs())
    });
    studio.say(format!("{}; {delay} frames late ({how}); gaps {gaps}{clock}", facts.described));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "record-sound",
        &["* r"],
        "record the tracks that are armed for sound, from the cursor's row on in its pattern, or from the row that is heard; again: stop that",
        |studio, seat, _| record(studio, seat, false),
    ).of_patterns(),
    Command::at(
        Context::Everywhere,
        "record-sound-song",
        &["* s"],
        "record the tracks that are armed for sound while the song plays from the cursor on; again: stop that",
        |studio, seat, _| record(studio, seat, true),
    ).of_patterns(),
    Command::at(
        Context::Everywhere,
        "arm-input",
        &["* a"],
        "let a track record sound, from a channel of the input or two (3 from 1+2); again: no more",
        |studio, seat, text| arm(studio, seat, text),
    )
    .taking("[TRACK] [from INPUTS]").of_patterns(),
    Command::at(
        Context::Everywhere,
        "monitor-input",
        &["* e"],
        "monitor the armed track under the cursor: its input is heard as it is (in), through the track's devices (through), or not (off)",
        |studio, seat, text| studio.monitor_input(seat, text),
    )
    .taking("[off|in|through]")
    .of_patterns(),
    Command::at(
        Context::Everywhere,
        "record-sample",
        &["* m"],
        "record a sample from the input, which a new instrument plays at C-4; again: stop that (:resample records a track)",
        |studio, seat, _| studio.record_sample(seat, false),
    )
    .of_patterns(),
    Command::at(
        Context::Everywhere,
        "record-zone",
        &["* M"],
        "record a zone of the chosen sampler from the input, above its highest root; again: stop that",
        |studio, seat, _| studio.record_sample(seat, true),
    )
    .of_patterns(),
    Command::at(
        Context::Everywhere,
        "calibrate",
        &["* c"],
        "measure how late the input comes: a burst of noise leaves by the output and must come back",
        |studio, _, _| studio.calibrate(),
    ).destroying(),
    Command::at(
        Context::Everywhere,
        "input-info",
        &["* i"],
        "what sound comes from, how late it is, and how many gaps it had",
        |studio, _, _| info(studio),
    ).looking(),
    Command::keyless(
        "input-device",
        "[DEVICE]",
        "record sound from a device, by a part of its name; without one from the machine's default",
        |studio, _, device| studio.choose_input(device),
    ).asking()
    .everywhere().destroying(),
    Command::keyless(
        "record-stems",
        "[FOLDER]",
        "record what every track, return and the master give into files of their own, as it is played; from the beginning of playback or from now on; again: stop that",
        |studio, _, folder| studio.record_stems(folder),
    )
    .everywhere(),
    Command::keyless(
        "take-format",
        "[wav|flac]",
        "the files of recorded sound: wav, or flac of 24 bits, which are about half as large; without a word wav",
        |studio, _, value| take_format(studio, value),
    ).asking()
    .everywhere(),
    Command::in_grid(
        "next-sound-take",
        &["* y"],
        "let the next take of the clip under the cursor be heard",
        |studio, seat, _| other(studio, seat, true),
    ).of_patterns(),
    Command::in_grid(
        "previous-sound-take",
        &["* Y"],
        "let the take of the clip under the cursor before be heard",
        |studio, seat, _| other(studio, seat, false),
    ).of_patterns(),
    Command::keyless(
        "sound-take",
        "TAKE",
        "let one take of the clip under the cursor be heard, by its number",
        |studio, seat, text| choose(studio, seat, |clip| numbered(clip, text)),
    ).of_patterns(),
    Command::in_grid(
        "comp",
        &["* k"],
        "from the cursor's row on let another take of the clip be heard, the next one or that of a number; takes cross over",
        |studio, seat, text| comp(studio, seat, text),
    )
    .taking("[TAKE]").of_patterns(),
    Command::keyless("clip-gain", "DB", "how loud the clip under the cursor is, -60 to 12 dB", |studio, seat, text| {
        gain(studio, seat, text)
    }).of_patterns(),
    Command::keyless(
        "clip-fades",
        "MS [MS]",
        "how long the clip under the cursor comes in and goes out",
        |studio, seat, text| fades(studio, seat, text),
    ).of_patterns(),
    Command::keyless(
        "nudge-clip",
        "MS",
        "let the clip under the cursor come so much later, or earlier if negative",
        |studio, seat, text| nudge(studio, seat, text),
    ).of_patterns(),
    Command::in_grid(
        "warp-clip",
        &["* w"],
        "let the clip under the cursor follow the song's tempo at its own pitch, or no more (off); with a number its take was recorded at that tempo",
        |studio, seat, text| warp(studio, seat, text),
    )
    .taking("[BPM|off]")
    .of_patterns(),
    Command::keyless(
        "remove-clip",
        "",
        "take the clip under the cursor out; its files stay",
        |studio, seat, _| {
            let clip = Clip { takes: Vec::new(), ..here(studio, seat)? };
            change(studio, seat, "remove a clip", clip)
        },
    ).destroying().of_patterns(),
];
