//! Recording notes: when it begins, where notes go, what becomes of takes; the metronome.

use super::appearance::choose;
use super::{Answer, Command, Context};
use crate::sequencer::player::Playing;
use crate::studio::Studio;
use crate::studio::following::is_recording;
use crate::studio::recorder::takes::Part;
use crate::studio::recorder::{arms, ask_to_erase};
use crate::studio::seat::Seat;

/// How far the metronome's level goes at a step, in percent.
const LEVEL: u32 = 10;

/// Where recording begins: at the first marked row if only those are recorded, else at the cursor; some bars earlier if that is wished.
fn start(studio: &Studio, seat: &Seat) -> Playing {
    let ways = studio.recorder.ways;
    let marked = seat.selection.filter(|_| ways.punch).map(|selection| selection.rows().0);
    let bars = u16::from(studio.song().settings.rows_per_bar) * u16::from(ways.pre_roll);
    let row = marked.unwrap_or(seat.place.row).saturating_sub(bars);
    Playing::Pattern { pattern: seat.pattern, row }
}

/// Bars that are counted before recording.
fn count_in(studio: &Studio) -> u8 {
    studio.settings.count_in.unwrap_or(0) as u8
}

/// Ends recording; or begins it, with playback if nothing plays.
fn record(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if is_recording(studio, seat) {
        seat.edit = false;
        studio.say("recording is over; playback goes on");
        return Ok(());
    }
    (seat.edit, seat.follow) = (true, true);
    if studio.transport.playing.is_none() {
        let (playing, bars) = (start(studio, seat), count_in(studio));
        studio.play_counted(playing, bars);
    }
    studio.say("recording: notes are written where they are heard");
    Ok(())
}

/// Stops, drops what was recorded and begins once more from where it began.
fn again(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let nothing = || format!("nothing was recorded yet; {} begins", seat.keymap.key_of("record"));
    let began = studio.recorder.began.ok_or_else(nothing)?;
    if studio.transport.playing.is_some() {
        studio.stop();
    }
    studio.recorder.let_go();
    let dropped = studio.drop_take()?;
    (seat.edit, seat.follow) = (true, true);
    let bars = count_in(studio);
    studio.play_counted(began, bars);
    studio.say(if dropped { "again: the take is dropped" } else { "again" });
    Ok(())
}

/// On or off, and said so.
fn switch(studio: &mut Studio, what: fn(&mut Studio) -> &mut bool, [on, off]: [&str; 2]) -> Answer {
    let now = !*what(studio);
    *what(studio) = now;
    studio.say(if now { on } else { off });
    Ok(())
}

fn number<T: std::str::FromStr + PartialOrd>(text: &str, low: T, high: T) -> Option<T> {
    text.trim_end_matches('%').parse().ok().filter(|number| (low..=high).contains(number))
}

/// `ROWS [PERCENT]`: onto every so many-th row, so far of the way.
fn quantise(studio: &mut Studio, text: &str) -> Answer {
    let expected =
        "expected every how many-th row, 1 to 64, and how far notes are moved, 0 to 100 percent: 2 80";
    let mut words = text.split_whitespace();
    let rows = words.next().and_then(|word| number(word, 1, 64)).ok_or(expected)?;
    let strength = match words.next() {
        Some(word) => number(word, 0, 100).ok_or(expected)?,
        None => 100,
    };
    (studio.recorder.quantise.rows, studio.recorder.quantise.strength) = (rows, strength);
    say_quantise(studio);
    Ok(())
}

fn say_quantise(studio: &mut Studio) {
    let quantise = studio.recorder.quantise;
    let rows = match quantise.rows {
        1 => "the nearest row".to_owned(),
        rows => format!("the nearest {rows} rows"),
    };
    studio.say(match quantise.strength {
        0 => "notes are recorded exactly, with delays".to_owned(),
        100 => format!("notes are recorded at {rows}"),
        percent => format!("notes are moved {percent} % of the way to {rows}"),
    });
}

fn exact(studio: &mut Studio) -> Answer {
    let strength = &mut studio.recorder.quantise.strength;
    *strength = if *strength == 0 { 100 } else { 0 };
    say_quantise(studio);
    Ok(())
}

/// A pass by its number from 1, or all.
fn take(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let part = Part::marked(seat);
    if text.is_empty() || text == "all" {
        return studio.choose_pass(None, part.as_ref());
    }
    let pass = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let pass = pass.ok_or("expected the number of a pass, or all")?;
    studio.choose_pass(Some(pass), part.as_ref())
}

/// The pass after the chosen one, or before it; all of them stand between the last and the first.
fn other_take(studio: &mut Studio, seat: &Seat, on: bool) -> Answer {
    let count = studio.recorder.takes.count();
    let next = match (studio.recorder.takes.chosen(), on) {
        (None, true) => Some(0),
        (None, false) => count.checked_sub(1),
        (Some(pass), true) => Some(pass + 1).filter(|next| *next < count),
        (Some(pass), false) => pass.checked_sub(1),
    };
    studio.choose_pass(if count == 0 { None } else { next }, Part::marked(seat).as_ref())
}

fn metronome(studio: &mut Studio, text: &str) -> Answer {
    match text.trim_end_matches(['%', ' ']) {
        "" | "off" => {
            let on = studio.settings.metronome != Some(true) && text.is_empty();
            choose(studio, "metronome", if on { "true" } else { "false" })?;
            studio.say(if on { "the metronome is heard while the song plays" } else { "no metronome" });
        }
        level => {
            choose(studio, "click_level", level)?;
            studio.say(format!("the metronome's level is {level} %"));
        }
    }
    studio.tell_click(0);
    Ok(())
}

/// Where the metronome is heard.
fn metronome_output(studio: &mut Studio, text: &str) -> Answer {
    let channels = if text == "off" { "" } else { text };
    choose(studio, "click_output", channels)?;
    studio.tell_click(0);
    studio.widen_sound();
    studio.say(match channels {
        "" => "the metronome is heard with the master".to_owned(),
        some => format!("the metronome is heard on {some} of the sound card, and not with the master"),
    });
    Ok(())
}

fn nudge_metronome(studio: &mut Studio, louder: bool) -> Answer {
    let now = studio.settings.click_level.unwrap_or(50);
    let new = if louder { (now + LEVEL).min(100) } else { now.saturating_sub(LEVEL) };
    metronome(studio, &new.to_string())
}

fn bars(studio: &mut Studio, text: &str) -> Answer {
    let text = if text == "off" { "0" } else { text };
    choose(studio, "count_in", text)?;
    studio.say(match text {
        "" | "0" => "recording begins at once".to_owned(),
        bars => format!("{bars} bars are counted before recording"),
    });
    Ok(())
}

fn pre_roll(studio: &mut Studio, text: &str) -> Answer {
    let bars = number(if text == "off" { "0" } else { text }, 0, 16)
        .ok_or("expected how many bars are played before, 0 to 16")?;
    studio.recorder.ways.pre_roll = bars;
    studio.say(format!("recording plays {bars} bars before"));
    Ok(())
}

fn arm(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let tracks = studio.song().tracks.len();
    let new = arms::read(text, seat.place.track, tracks)?;
    if let Some(device) = &new.device {
        studio.midi_named(device)?;
    }
    let device = new.device.as_deref().map(|device| studio.midi_named(device)).transpose()?;
    let new = arms::Arm { device, ..new };
    let known = studio.recorder.arms.iter().position(|arm| arm.track == new.track);
    // The same once more takes it back.
    if let Some(known) = known {
        let old = studio.recorder.arms.remove(known);
        if old == new {
            studio.say(format!("track {} is not armed", new.track + 1));
            return Ok(());
        }
    }
    studio.say(format!("armed: {}", arms::words(&new)));
    studio.recorder.arms.push(new);
    Ok(())
}

/// The commands that hold something: a foot that comes up ends it.
pub const HOLDING: &[Command] = &[Command::at(
    Context::Everywhere,
    "erase",
    &["_ backspace", "_ delete"],
    "while its key or foot is held, empty the rows that are heard on the tracks that are recorded; latch: until it is asked for again",
    ask_to_erase,
)
.taking("[on|off|latch]")
.holding()
.destroying()
.of_patterns()];

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "record",
        &["f9"],
        "write notes where they are heard, or stop that",
        |studio, seat, _| record(studio, seat),
    )
    .of_patterns(),
    Command::at(
        Context::Everywhere,
        "again",
        &["_ a"],
        "stop, drop what was recorded, and record once more from where that began, counted in",
        |studio, seat, _| again(studio, seat),
    )
    .destroying()
    .of_patterns(),
    Command::at(
        Context::Everywhere,
        "capture",
        &["_ c"],
        "put what was played just now into the pattern, in time, though nothing was recorded",
        |studio, seat, _| studio.capture(seat),
    )
    .of_patterns(),
    Command::at(
        Context::Everywhere,
        "metronome",
        &["_ m"],
        "let beats be heard while the song plays, or not; with a number: how loud, in percent",
        |studio, _, text| metronome(studio, text),
    )
    .taking("[PERCENT | off]"),
    Command::keyless(
        "metronome-output",
        "[CHANNELS]",
        "let the metronome be heard on channels of the sound card of its own (3, 3+4); without any, or off, with the master",
        |studio, _, text| metronome_output(studio, text),
    ).asking()
    .everywhere()
    .destroying(),
    Command::keyless("metronome-up", "", "a louder metronome", |studio, _, _| nudge_metronome(studio, true))
        .everywhere(),
    Command::keyless("metronome-down", "", "a softer metronome", |studio, _, _| {
        nudge_metronome(studio, false)
    })
    .everywhere(),
    Command::keyless(
        "count-in",
        "BARS",
        "how many bars are counted before recording, 0 to 4",
        |studio, _, text| bars(studio, text),
    )
    .everywhere(),
    Command::keyless(
        "pre-roll",
        "BARS",
        "how many bars are played before the place where recording begins, 0 to 16",
        |studio, _, text| pre_roll(studio, text),
    )
    .everywhere(),
    Command::in_grid(
        "punch",
        &["_ p"],
        "record within the marked rows only, or everywhere",
        |studio, _, _| {
            let words = ["only the marked rows are recorded", "everything is recorded"];
            switch(studio, |studio| &mut studio.recorder.ways.punch, words)
        },
    ),
    Command::in_grid(
        "record-replace",
        &["_ r"],
        "whether recorded rows lose what stood there, or keep it beside what is new",
        |studio, _, _| {
            let words = ["recording replaces what stood there", "recording adds to what stands there"];
            switch(studio, |studio| &mut studio.recorder.ways.replace, words)
        },
    ),
    Command::in_grid(
        "record-exact",
        &["_ q"],
        "record notes exactly, with delays, or at the nearest row",
        |studio, _, _| exact(studio),
    ),
    Command::keyless(
        "record-quantise",
        "ROWS [PERCENT]",
        "onto every how many-th row recorded notes are moved, and how far of the way",
        |studio, _, text| quantise(studio, text),
    ).everywhere(),
    Command::keyless(
        "record-velocity",
        "",
        "whether volumes are written from how hard MIDI keys are struck",
        |studio, _, _| {
            let words =
                ["how hard keys are struck is written as volume", "notes are written without a volume"];
            switch(studio, |studio| &mut studio.recorder.ways.velocity, words)
        },
    ).everywhere(),
    Command::in_grid(
        "next-take",
        &["_ y"],
        "let the next pass of the take stand in the pattern, or in the marked rows alone",
        |studio, seat, _| other_take(studio, seat, true),
    )
    .of_patterns(),
    Command::in_grid(
        "previous-take",
        &["_ Y"],
        "let the pass of the take before stand in the pattern, or in the marked rows alone",
        |studio, seat, _| other_take(studio, seat, false),
    )
    .of_patterns(),
    Command::keyless(
        "take",
        "[PASS]",
        "let one pass of the take stand in the pattern or in the marked rows, or all",
        |studio, seat, text| take(studio, seat, text),
    ).asking()
    .of_patterns(),
    Command::keyless(
        "arm",
        "[TRACK] [channel N] [keys C-2 B-3] [device NAME]",
        "let a track be recorded, by channel, keys or device if that is said; the same again takes it back",
        |studio, seat, text| arm(studio, seat, text),
    )
    .everywhere(),
    Command::keyless("disarm-all", "", "MIDI keys go to the track under the cursor again", |studio, _, _| {
        studio.recorder.arms.clear();
        studio.say("MIDI keys go to the track under the cursor");
        Ok(())
    })
    .everywhere(),
];
