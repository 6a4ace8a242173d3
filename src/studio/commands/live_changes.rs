//! Live: tempo, pitch and effects that leave the song as it is written.

use super::{Answer, Command, Context};
use crate::sequencer::performance::Wish;
use crate::studio::Studio;
use crate::studio::live::held::{self, Held};
use crate::studio::seat::Seat;

/// Semitones up or down.
const MOST_SEMITONES: i8 = 24;
/// Percent that a held key makes the song faster or slower.
const PUSH: i8 = 4;
/// Percent of the tempo to practise at where nothing is said.
const SLOW: &str = "70";

fn step(studio: &mut Studio, seat: &Seat, by: f64) -> Answer {
    let tempo = studio.step_speed(by, seat.order)?;
    studio.say(format!("{tempo:.1} BPM, {:.1} % of what is written", studio.live.pace.ratio * 100.0));
    Ok(())
}

fn tap(studio: &mut Studio, seat: &Seat) -> Answer {
    match studio.tap(seat.order)? {
        Some(tempo) => studio.say(format!("tapped: {tempo:.1} BPM")),
        None => studio.say("tap on"),
    }
    Ok(())
}

/// A percentage that is typed, with or without its sign.
pub(in crate::studio) fn percent(text: &str) -> Option<f64> {
    text.trim_end_matches(['%', ' ']).parse::<f64>().ok().filter(|number| number.is_finite())
}

/// A part of the tempo; without one slower, or as written again.
fn practice(studio: &mut Studio, text: &str) -> Answer {
    let text = match text {
        "" if studio.live.pace.ratio == 1.0 => SLOW,
        "" | "off" => "100",
        text => text,
    };
    let part = percent(text).ok_or("expected a percentage of the tempo: 70")?;
    studio.set_speed(part / 100.0)?;
    studio.say(format!("the song plays at {part} % of its tempo"));
    Ok(())
}

/// `5 120`: beats per minute; `5% 100%`: percent of what is written.
fn train(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    if text == "off" {
        studio.train(None);
        studio.say("the tempo stays what it is");
        return Ok(());
    }
    let expected = "expected how much faster with each pass, and up to where: 5 120 (BPM), 5% 100%, or off";
    let words: Vec<&str> = text.split_whitespace().collect();
    let [step, target] = words[..] else { return Err(expected.to_owned()) };
    let written = studio.written_tempo(seat.order);
    let part = |text: &str| {
        let number = percent(text).filter(|number| *number > 0.0)?;
        Some(if text.ends_with('%') { number / 100.0 } else { number / written })
    };
    let (Some(by), Some(to)) = (part(step), part(target)) else { return Err(expected.to_owned()) };
    studio.train(Some([by, to]));
    let loops = studio.performing().looped.is_some() || studio.performing().alone;
    let now = studio.live.pace.ratio;
    if now >= to {
        studio.say(format!(
            "nothing grows: the song plays at {:.1} BPM ({:.0} %) already, and {target} is the goal; slower first: practice 70",
            written * now,
            now * 100.0
        ));
        return Ok(());
    }
    let hint = if loops { "" } else { "; let something loop" };
    studio.say(format!("{step} faster with each pass, up to {target}{hint}"));
    Ok(())
}

fn transpose(studio: &mut Studio, semitones: i32) -> Answer {
    let most = i32::from(MOST_SEMITONES);
    if !(-most..=most).contains(&semitones) {
        return Err(format!("expected −{most} to {most} semitones"));
    }
    studio.perform(Wish::Transpose(semitones as i8));
    studio.say(match semitones {
        0 => "everything at its own pitch".to_owned(),
        other => format!("{other:+} semitones; drums stay as they are"),
    });
    Ok(())
}

fn transpose_by(studio: &mut Studio, by: i32) -> Answer {
    let now = i32::from(studio.performing().transpose);
    transpose(studio, now + by)
}

/// A command that holds something while its key is down.
const fn holding(
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
    run: fn(&mut Studio, &mut Seat, &str) -> Answer,
) -> Command {
    Command::at(Context::Everywhere, name, keys, help, run).taking("[on|off]").holding()
}

/// The commands that hold something: a foot that comes up ends it.
pub const HOLDING: &[Command] = &[
    holding("push", &["% >"], "a little faster while the key is held", |studio, seat, text| {
        held::ask(studio, seat, Held::Push(PUSH), text)
    }),
    holding("drag", &["% <"], "a little slower while the key is held", |studio, seat, text| {
        held::ask(studio, seat, Held::Push(-PUSH), text)
    }),
    holding(
        "stutter-4",
        &["% z"],
        "repeat the last quarter note of the master while the key is held",
        |studio, seat, text| held::ask(studio, seat, Held::Stutter(4), text),
    ),
    holding(
        "stutter-8",
        &["% x"],
        "repeat the last eighth of the master while the key is held",
        |studio, seat, text| held::ask(studio, seat, Held::Stutter(8), text),
    ),
    holding(
        "stutter-16",
        &["% c"],
        "repeat the last sixteenth of the master while the key is held",
        |studio, seat, text| held::ask(studio, seat, Held::Stutter(16), text),
    ),
    holding(
        "stutter-32",
        &["% v"],
        "repeat the last thirty-second of the master while the key is held",
        |studio, seat, text| held::ask(studio, seat, Held::Stutter(32), text),
    ),
    holding(
        "low-pass",
        &["% b"],
        "take the high away more and more while the key is held",
        |studio, seat, text| held::ask(studio, seat, Held::LowPass, text),
    ),
    holding(
        "high-pass",
        &["% n"],
        "take the low away more and more while the key is held",
        |studio, seat, text| held::ask(studio, seat, Held::HighPass, text),
    ),
    holding(
        "tape-stop",
        &["% d"],
        "stop the master like a tape while the key is held",
        |studio, seat, text| held::ask(studio, seat, Held::Stop, text),
    ),
];

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "live-faster",
        &["% +", "% ="],
        "a beat per minute faster than written; the song stays",
        |studio, seat, _| step(studio, seat, 1.0),
    ),
    Command::at(
        Context::Everywhere,
        "live-slower",
        &["% -"],
        "a beat per minute slower than written; the song stays",
        |studio, seat, _| step(studio, seat, -1.0),
    ),
    Command::at(
        Context::Everywhere,
        "tap-tempo",
        &["% t"],
        "tap the beat: from the third tap on the song plays at that tempo",
        |studio, seat, _| tap(studio, seat),
    ),
    Command::at(
        Context::Everywhere,
        "practice",
        &["% p"],
        "play at so many percent of the tempo to practise, or as written again; 70 if left out",
        |studio, _, text| practice(studio, text),
    )
    .taking("[PERCENT | off]"),
    Command::at(
        Context::Everywhere,
        "speed-trainer",
        &["% y"],
        "faster with each pass of the loop, in BPM or percent, up to a tempo; off: no longer",
        |studio, seat, text| train(studio, seat, text),
    )
    .taking("STEP TARGET | off"),
    Command::at(
        Context::Everywhere,
        "live-transpose",
        &["% i"],
        "play everything but drums so many semitones higher or lower; the song stays",
        |studio, _, text| {
            let semitones = if text == "off" { "0" } else { text };
            let semitones = semitones
                .parse()
                .map_err(|_| format!("expected −{MOST_SEMITONES} to {MOST_SEMITONES} semitones"))?;
            transpose(studio, semitones)
        },
    )
    .taking("SEMITONES | off"),
    Command::at(
        Context::Everywhere,
        "live-higher",
        &["% ]"],
        "everything but drums a semitone higher",
        |studio, _, _| transpose_by(studio, 1),
    ),
    Command::at(
        Context::Everywhere,
        "live-lower",
        &["% ["],
        "everything but drums a semitone lower",
        |studio, _, _| transpose_by(studio, -1),
    ),
    Command::at(
        Context::Everywhere,
        "as-written",
        &["% 0"],
        "tempo and pitch as they are written, and no effect on the master",
        |studio, _, _| {
            studio.play_as_written();
            studio.say("tempo and pitch as written, no effect on the master");
            Ok(())
        },
    ),
];
