//! Leaving a session running, and what people at one song want of each other.

use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::prompt::{Choice, Prompt, Question};
use crate::studio::seat::Seat;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 24;

fn detach(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if studio.company.session.is_none() {
        return Err("nothing would go on: segno runs in this terminal alone here".to_owned());
    }
    seat.detaching = true;
    Ok(())
}

/// Somebody who cannot end the session leaves it; where others are there too, he is asked whether he is sure. Whether it may end now.
pub(super) fn may_end(
    studio: &mut Studio,
    seat: &mut Seat,
    end: fn(&mut Studio, &mut Seat) -> Answer,
) -> Result<bool, String> {
    if seat.person.watches {
        return detach(studio, seat).map(|()| false);
    }
    let others = match studio.company.others(seat).count() {
        0 => return Ok(true),
        1 => "one other seat is".to_owned(),
        others => format!("{others} other seats are"),
    };
    let answers = vec![
        Choice { key: 'd', label: "detach: leave it to them", run: detach },
        Choice { key: 'e', label: "end it for everyone", run: end },
        Choice { key: 'c', label: "stay", run: |_, _| Ok(()) },
    ];
    let title = format!("End the session? {others} at this song too");
    seat.prompt = Some(Prompt::Question(Question { title, lines: Vec::new(), scroll: 0, answers }));
    Ok(false)
}

/// Text of strangers is shown in terminals: no control characters.
fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect::<String>().trim().to_owned()
}

fn say(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let text = plain(text);
    if text.is_empty() {
        return Err("say takes what is to be said: say the bridge once more".to_owned());
    }
    let who = if seat.person.name.is_empty() { seat.person.title() } else { seat.person.name.clone() };
    studio.tell_everyone(format!("{who}: {text}"));
    Ok(())
}

fn people(studio: &mut Studio, seat: &Seat) -> Answer {
    let one = |present: &crate::studio::company::Present| {
        let person = &present.person;
        let own = if person.number == seat.person.number { " (you)" } else { "" };
        let watches = if person.watches { " (watches)" } else { "" };
        format!("{}{own}{watches}", person.title())
    };
    let everyone: Vec<String> = studio.company.present.iter().map(one).collect();
    studio.say(match everyone.is_empty() {
        true => "nobody else is here".to_owned(),
        false => everyone.join(", "),
    });
    Ok(())
}

fn lock(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if !studio.company.locked {
        (studio.company.locked, studio.company.kept) = (true, None);
        studio.tell_everyone(
            "performance lock: nothing is deleted, written over, opened or ended until it is taken off",
        );
        return Ok(());
    }
    let unlock = |studio: &mut Studio, _: &mut Seat| {
        studio.company.locked = false;
        studio.tell_everyone("the performance lock is off");
        Ok(())
    };
    let answers = vec![
        Choice { key: 'u', label: "take it off", run: unlock },
        Choice { key: 'c', label: "leave it on", run: |_, _| Ok(()) },
    ];
    let title = "The performance lock is on: take it off?".to_owned();
    seat.prompt = Some(Prompt::Question(Question { title, lines: Vec::new(), scroll: 0, answers }));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(Context::Everywhere, "detach", &["ctrl-\\", "ctrl-w T"], "back to the shell while everything plays on; `segno attach` comes back here, also from another terminal", |studio, seat, _| detach(studio, seat)).looking().beside_prompts(),
    Command::at(Context::Everywhere, "say", &["ctrl-w Y"], "a line that everyone at this song reads", say).taking("TEXT").looking(),
    Command::at(Context::Everywhere, "people", &[], "who is at this song, by the numbers that stand at their cursors", |studio, seat, _| people(studio, seat)).looking(),
    Command::at(Context::Everywhere, "seat-name", &[], "what others at this song see you called", |_, seat, name| {
            seat.person.name = plain(name).chars().take(LONGEST_NAME).collect();
            Ok(())
        }).taking("NAME"),
    Command::at(Context::Everywhere, "performance-lock", &[], "for a show: keeps out what deletes, writes over, opens, ends or changes the sound device, until it is taken off", |studio, seat, _| lock(studio, seat)),
];
