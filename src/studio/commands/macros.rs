//! Recording keys and pressing them again.

use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::block::counted;
use crate::studio::macros::{self, letter, play, press_all, read, text};
use crate::studio::palette::Item;
use crate::studio::prompt::{Prompt, ask, choose};
use crate::studio::seat::Seat;
use crate::studio::text_line::TextLine;

/// The most times that a macro is played at once.
const MOST_TIMES: usize = 999;

/// The first word and what stands behind it.
fn split(text: &str) -> (&str, &str) {
    let (word, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    (word, rest.trim())
}

fn begin(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask(seat, "Record which macro (a to z)", "", |studio, seat, text| match text.trim() {
            "" => Ok(()),
            text => begin(studio, seat, text),
        });
    }
    let letter = letter(text)?;
    seat.macros.begin(letter)?;
    studio.say(format!("macro {letter} records every key; @ @ ends that"));
    Ok(())
}

fn end(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let (letter, count) = seat.macros.end()?;
    keep(studio, seat)?;
    studio.say(match count {
        0 => format!("macro {letter} is empty: it was taken away"),
        count => format!("macro {letter} has {}; \" {letter} plays it", counted(count, "key")),
    });
    Ok(())
}

fn keep(studio: &Studio, seat: &Seat) -> Answer {
    seat.macros.write(&studio.folders.config)
}

/// How often, as it stands behind a letter.
fn times(text: &str) -> Result<usize, String> {
    let times = if text.is_empty() { Some(1) } else { text.parse().ok() };
    let times = times.filter(|times| (1..=MOST_TIMES).contains(times));
    times.ok_or_else(|| format!("a macro is played 1 to {MOST_TIMES} times"))
}

fn play_named(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.trim().is_empty() {
        return ask(seat, "Play which macro, how often (a 8)", "", |studio, seat, text| match text.trim() {
            "" => Ok(()),
            text => play_named(studio, seat, text),
        });
    }
    let (name, often) = split(text);
    let (letter, often) = (letter(name)?, times(often)?);
    play(studio, seat, letter, often)?;
    if often > 1 && !seat.macros.is_playing() {
        studio.say(format!("macro {letter} was played {often} times; one step takes all back"));
    }
    Ok(())
}

fn again(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let letter = seat.macros.last().ok_or("no macro was played yet: \" and a letter play one")?;
    play_named(studio, seat, &format!("{letter} {text}"))
}

/// Lists the macros with their keys; the chosen one is played.
fn list(seat: &mut Seat) -> Answer {
    let item = |(letter, keys): (char, &[macros::Pressed])| Item {
        name: letter.to_string(),
        help: text(keys).chars().take(300).collect(),
    };
    let items: Vec<Item> = seat.macros.all().map(item).collect();
    if items.is_empty() {
        return Err("there is no macro yet: @ and a letter begin to record one".to_owned());
    }
    let last = seat.macros.last().map(String::from).unwrap_or_default();
    choose(seat, "Play a macro", items, &last, play_named)
}

/// Gives a macro keys; without any they are offered to be changed, `-` takes it away.
fn set(studio: &mut Studio, seat: &mut Seat, line: &str) -> Answer {
    let (name, keys) = split(line);
    let letter = letter(name)?;
    match keys {
        "" => {
            let present = seat.macros.get(letter).map(text).unwrap_or_default();
            seat.prompt = Some(Prompt::Line(TextLine::new(&format!("set-macro {letter} {present}"))));
            return Ok(());
        }
        "-" => seat.macros.set(letter, Vec::new()),
        keys => seat.macros.set(letter, read(keys)?),
    }
    keep(studio, seat)?;
    let count = seat.macros.get(letter).map_or(0, <[_]>::len);
    studio.say(format!("macro {letter} has {}", counted(count, "key")));
    Ok(())
}

fn press(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let keys = read(text)?;
    press_all(studio, seat, None, &keys, 1)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("record-macro", &["@ a-z"], "record every key as the macro of a letter", begin)
        .everywhere()
        .taking("a-z"),
    Command::in_grid("end-macro", &["@ @"], "end recording a macro", |studio, seat, _| end(studio, seat))
        .everywhere(),
    Command::in_grid(
        "play-macro",
        &["\" a-z"],
        "press the keys of a macro again, so many times; all of it is one step",
        play_named,
    )
    .everywhere()
    .taking("a-z [TIMES]"),
    Command::in_grid("repeat-macro", &["\" \""], "play the last macro again, so many times", again)
        .everywhere()
        .taking("[TIMES]"),
    Command::in_grid(
        "play-macro-times",
        &["\" *"],
        "ask which macro to play how often",
        |studio, seat, _| play_named(studio, seat, ""),
    )
    .everywhere(),
    Command::in_grid("macros", &["\" /"], "list the macros with their keys, and play one", |_, seat, _| {
        list(seat)
    })
    .everywhere(),
    Command::in_grid(
        "set-macro",
        &[],
        "give a macro keys as text; without any those it has are shown to be changed, - takes it away",
        set,
    )
    .taking("a-z [KEYS]"),
    Command::in_grid("press", &[], "press keys that are typed as text: z Down Ctrl-C", press).taking("KEYS"),
];
