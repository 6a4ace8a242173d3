//! A key, a stroke or pasted text arrives at a seat: prompt, then the grid's fields, then the key map.

use super::Studio;
use super::board::settle;
use super::commands::{Answer, Command, Context, blocks, run_line};
use super::entry;
use super::field;
use super::following::follow;
use super::grid::Column;
use super::key::{Key, KeyCode, Stroke, letter};
use super::keymap::{Bound, Mode, spelled};
use super::keys_up;
use super::live::held;
use super::macros::Pressed;
use super::notices::Weight;
use super::outlook;
use super::places::Spot;
use super::prompt::keys::are_no_text;
use super::prompt::{self, run_or_ask};
use super::repeating;
use super::seat::Seat;
use super::sheets;
use super::sounding;
use super::tour;
use super::view::View;
use std::time::Instant;

/// How what a command takes begins if that is a letter, which its keys may end with.
const LETTER: &str = "a-z";
/// What a command takes for which a count stands.
const COUNTED: [&str; 2] = ["[ROWS]", "[ROW]"];
/// The first key of what is done live.
const LIVE: Key = Key::char('%');
/// What leads to commands and is none that is counted.
const MENU: &str = "menu";
/// The most times that a command is done by one count.
const MOST_TIMES: u16 = 999;

/// Gives a key to a seat. `Release` strokes only ever let notes go.
pub fn press(studio: &mut Studio, seat: &mut Seat, key: Key, stroke: Stroke) {
    press_at(studio, seat, key, None, stroke);
}

/// The same with the key's place where the terminal tells it: the small letter or sign that a qwerty keyboard has there.
pub fn press_at(studio: &mut Studio, seat: &mut Seat, key: Key, place: Option<char>, stroke: Stroke) {
    let recorded =
        stroke != Stroke::Release && seat.macros.comes(seat.prompt.is_none() && seat.leader.is_empty());
    if stroke != Stroke::Release {
        studio.notices.pass(Instant::now());
        (seat.grid_line, seat.roll.stays) = (None, false);
        repeating::comes(studio, seat);
    }
    handled(studio, seat, |studio, seat| {
        let answer = route(studio, seat, key, place, stroke);
        if recorded {
            seat.macros.record(Pressed { key, place });
        }
        let (repeats, frame, rate) = (stroke == Stroke::Repeat, studio.frame(), studio.rate());
        match answer {
            Err(why) if seat.holding.is_refused_again(key, &why, repeats, frame, rate) => Ok(()),
            Err(why) => Err(why),
            Ok(()) => {
                seat.holding.forget_refusal();
                Ok(())
            }
        }
    });
    if stroke != Stroke::Release {
        repeating::done(studio, seat, Pressed { key, place });
    }
}

/// Does what somebody at the seat wants: what is refused is told, a gesture ends unless it goes on, and the seat stays inside the
/// song.
pub(super) fn handled(
    studio: &mut Studio,
    seat: &mut Seat,
    deed: impl FnOnce(&mut Studio, &mut Seat) -> Answer,
) {
    studio.in_gesture = false;
    outlook::follow(studio, seat);
    settle(studio, seat);
    follow(studio, seat);
    let (told, from) = (studio.notices.count(), Spot::of(seat));
    let before = (seat.song, studio.board.is_some());
    if let Err(why) = deed(studio, seat) {
        studio.notices.add(Weight::Fault, why);
    }
    studio.notices.answered(told);
    if !studio.in_gesture && studio.together.is_none() {
        studio.document.close_gesture();
    }
    outlook::follow(studio, seat);
    settle(studio, seat);
    let song = studio.song().clone();
    seat.stay_inside(&song);
    // Places among phrases are none in the song, and those of another song none in this one.
    if before == (seat.song, false) && studio.board.is_none() {
        let to = Spot::of(seat);
        seat.jumps.follow(&song, from, to);
    }
    sheets::stay_inside(studio, seat);
    tour::advance(studio, seat);
}

/// Runs a command as if its key had been pressed.
pub fn run(studio: &mut Studio, seat: &mut Seat, command: &Command, argument: &str) -> Answer {
    command.perform(studio, seat, argument)
}

/// Text that the terminal pasted: into a prompt, or as a block into the grid; it never plays notes.
pub fn paste(studio: &mut Studio, seat: &mut Seat, text: &str) {
    match &mut seat.prompt {
        Some(prompt) => prompt.paste(text),
        None if seat.view == View::Pattern && !seat.hidden.get() => {
            let told = studio.notices.count();
            if let Err(why) = blocks::paste_text(studio, seat, text) {
                studio.notices.add(Weight::Fault, why);
            }
            studio.notices.answered(told);
            seat.stay_inside(&studio.song().clone());
        }
        None => studio.warn("pasted text goes into the : line, or into the pattern grid"),
    }
}

/// All keys come up: the terminal no longer tells of them.
pub fn let_go(studio: &mut Studio, seat: &mut Seat) {
    follow(studio, seat);
    for key in seat.held.iter().map(|held| held.key).collect::<Vec<_>>() {
        if let Err(why) = keys_up::release(studio, seat, key) {
            studio.notices.add(Weight::Fault, why);
        }
    }
    held::release_all(studio, seat);
    studio.lift_all();
}

fn route(studio: &mut Studio, seat: &mut Seat, key: Key, place: Option<char>, stroke: Stroke) -> Answer {
    if stroke == Stroke::Release {
        // Whatever else is done meanwhile, a take goes on, and so does the turning of a value.
        studio.in_gesture = true;
        seat.holding.forget_refusal();
        if held::release(studio, seat, key) {
            return Ok(());
        }
        return keys_up::release(studio, seat, key);
    }
    if let Some(answer) = sounding::press(studio, seat, key, place, stroke) {
        return answer;
    }
    let layer = seat.layer();
    if let Some(prompt) = &seat.prompt {
        // Whatever is asked, the way out of the terminal stays open, and what plays can be started and stopped.
        let mut keys = std::mem::take(&mut seat.leader);
        let led = !keys.is_empty();
        keys.push(key);
        let stays = |bound: &Bound| are_no_text(&keys) && bound.command.terms.beside_prompts;
        if let Some(bound) = seat.keymap.find(layer, &keys).cloned().filter(stays) {
            return run_or_ask(studio, seat, bound.command, &bound.argument);
        }
        // Where there is no word to take out, it leads as it does elsewhere.
        if (key.control || led) && prompt.is_blank_list() && seat.keymap.begins(layer, &keys) {
            seat.leader = keys;
            return Ok(());
        }
        return prompt::press(studio, seat, key);
    }
    if seat.hidden.get() && seat.leader.is_empty() {
        let found = seat.keymap.find(layer, &[key]).cloned();
        return match found.filter(|bound| bound.command.context == Context::Everywhere) {
            Some(bound) => run_or_ask(studio, seat, bound.command, &bound.argument),
            None => Err("the window is too small to work in: nothing is shown".to_owned()),
        };
    }
    let commands_only = matches!(layer.mode, Some(Mode::Normal | Mode::Visual));
    let live = layer.context == Context::Live;
    let digits_count = !matches!(layer.context, Context::Live | Context::Steps);
    if commands_only && digits_count && seat.leader.is_empty() && counts(seat, key) {
        return Ok(());
    }
    let typing = layer.context == Context::Grid && seat.leader.is_empty() && !commands_only;
    if typing && let Some(answer) = entry::press(studio, seat, key, place, stroke) {
        return answer;
    }
    let meant = if typing { by_place(seat, key, place) } else { key };
    let mut keys = std::mem::take(&mut seat.leader);
    keys.push(meant);
    if live && keys.len() == 1 && meant != LIVE {
        // In the live view its leader may be left out: its signs then come before those that mean something everywhere.
        let gives_way = match seat.keymap.find(layer, &keys) {
            Some(bound) => {
                let is_sign = meant.typed().is_some_and(|sign| sign.is_ascii_punctuation());
                is_sign && bound.command.context == Context::Everywhere
            }
            None => true,
        };
        let led = [LIVE, meant];
        if gives_way && seat.keymap.find(layer, &led).is_some() {
            keys = led.to_vec();
        }
    }
    if let Some((bound, one_of)) = seat.keymap.meant(layer, &keys).map(|(bound, of)| (bound.clone(), of)) {
        let letter = letter(&keys).filter(|_| one_of || bound.command.argument.starts_with(LETTER));
        let argument = letter.map_or(bound.argument, String::from);
        // A command that takes rows, or one, takes the count for that; any other is done so often. It waits for what the menu leads to.
        let counted = if bound.command.name == MENU { None } else { seat.count.take() };
        let (argument, times) = match counted {
            Some(count) if argument.is_empty() && COUNTED.contains(&bound.command.argument) => {
                (count.to_string(), 1)
            }
            count => (argument, count.unwrap_or(1)),
        };
        seat.holding.pressed = Some(key);
        let answer = (0..times).try_for_each(|_| match seat.prompt {
            Some(_) => Ok(()),
            None => run_or_ask(studio, seat, bound.command, &argument),
        });
        seat.holding.pressed = None;
        return answer;
    }
    if keys.len() == 1 && repeating::ends_recording(seat, meant) {
        return run_line(studio, seat, "end-macro");
    }
    if seat.keymap.begins(layer, &keys) {
        seat.leader = keys;
        return Ok(());
    }
    seat.count = None;
    if keys.len() > 1 {
        // What was begun by mistake is left as quietly as a list.
        return if meant.code == KeyCode::Escape {
            Ok(())
        } else {
            Err(format!("{} is no command", spelled(&keys)))
        };
    }
    match key.typed() {
        Some(_) if typing && matches!(seat.place.column, Column::Note(_)) => {
            Err(format!("{meant} is no note: the keys are {}", seat.typing.keys.help))
        }
        Some(_) if typing => Err(format!("{}; {meant} does not fit", field::expected(seat.place.column))),
        Some(character) if commands_only => {
            Err(format!("{character} is no command here; i writes, ? shows the keys"))
        }
        // What was kept with a key too much still plays to its end.
        _ if key.code == KeyCode::Escape || seat.macros.is_playing() => Ok(()),
        _ => Err(format!("{meant} does nothing in the {} view; ? or Alt-? shows the keys", seat.view.name())),
    }
}

/// A digit that says how often the next command is to be done, as in vi: whether it is one.
fn counts(seat: &mut Seat, key: Key) -> bool {
    let digit = key.typed().and_then(|character| character.to_digit(10)).map(|digit| digit as u16);
    let Some(digit) = digit.filter(|digit| *digit > 0 || seat.count.is_some()) else { return false };
    seat.count = Some((seat.count.unwrap_or(0) * 10 + digit).min(MOST_TIMES));
    true
}

/// In a note field the keys beside the piano are meant by their places: what stands where `1`, `4`, `8` are.
fn by_place(seat: &Seat, key: Key, place: Option<char>) -> Key {
    match key {
        Key { code: KeyCode::Char(character), control: false, alt: false, .. }
            if matches!(seat.place.column, Column::Note(_)) =>
        {
            Key::char(seat.layout.qwerty(character, place))
        }
        key => key,
    }
}
