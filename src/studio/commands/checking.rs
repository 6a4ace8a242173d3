//! What is wrong with the song: found, gone to, mended, accepted.

use super::views::look;
use super::{Answer, Command, Context};
use crate::check::fault::Fault;
use crate::check::rule::{Find, Rule};
use crate::check::rules;
use crate::check::verdict::{accepting, no_longer};
use crate::song::Settings;
use crate::song::checking::{Checking, MAX_ACCEPTED};
use crate::song::edit::Edit;
use crate::studio::Studio;
use crate::studio::checking::Listened;
use crate::studio::grid;
use crate::studio::palette::Item;
use crate::studio::places::Spot;
use crate::studio::prompt::{ask, choose};
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::view::View;

/// The fault that the seat's cursor stands on in the list.
fn here<'a>(studio: &'a Studio, seat: &Seat) -> Result<&'a Fault, String> {
    let faults = studio.faults();
    let row = seat.sheets[View::Check.index()].row.min(faults.len().saturating_sub(1));
    faults.get(row).ok_or_else(|| none(studio))
}

/// What is said where there is no fault.
fn none(studio: &Studio) -> String {
    match studio.is_examined() {
        true => "there are no faults".to_owned(),
        false => "the song is being examined; again in a moment".to_owned(),
    }
}

/// Goes to the place of the fault in that row of the list: in the grid, the mixer, the instruments or the samples.
///
/// # Errors
/// If there is no such fault, or it has no place.
pub fn go_to_place(studio: &mut Studio, seat: &mut Seat, row: usize) -> Answer {
    let fault = studio.faults().get(row).ok_or_else(|| none(studio))?;
    let (place, sentence) = (fault.finding.place, fault.sentence());
    seat.sheets[View::Check.index()] = SheetCursor { column: 0, row };
    if let Some(slot) = place.instrument {
        look(studio, seat, View::Instruments);
        seat.instrument = slot;
        *seat.sheet_mut() = SheetCursor { column: 0, row: slot.into() };
    } else if let Some(sample) = place.sample {
        look(studio, seat, View::Samples);
        *seat.sheet_mut() = SheetCursor { column: 0, row: sample.into() };
    } else if let Some(pattern) = place.pattern {
        look(studio, seat, View::Pattern);
        seat.jumps.leap();
        let at = grid::Place {
            row: place.row.unwrap_or(0),
            track: place.track.unwrap_or(seat.place.track),
            ..grid::Place::default()
        };
        let song = studio.song().clone();
        let spot = Spot { order: place.order.unwrap_or(seat.order), repeat: 0, pattern, place: at };
        spot.go(&song, seat);
    } else if let Some(track) = place.track {
        look(studio, seat, View::Mixer);
        *seat.sheet_mut() = SheetCursor { column: track.into(), row: 0 };
    } else {
        return Err(format!("this has no place of its own: {sentence}"));
    }
    studio.say(sentence);
    Ok(())
}

/// Goes to a fault beside the one of the list's cursor.
fn beside(studio: &mut Studio, seat: &mut Seat, on: bool) -> Answer {
    let count = studio.faults().len();
    if count == 0 {
        return Err(none(studio));
    }
    let at = seat.sheets[View::Check.index()].row.min(count - 1);
    // From the list itself the first step goes to the fault under the cursor.
    let next = match (seat.view == View::Check, on) {
        (true, _) => at,
        (false, true) => (at + 1) % count,
        (false, false) => (at + count - 1) % count,
    };
    go_to_place(studio, seat, next)
}

fn mend(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let fault = here(studio, seat)?;
    let finding = fault.finding.clone();
    let name = format!("mend {}", fault.rule.name);
    let is_heard = matches!(fault.rule.find, Find::Sound(_));
    let fix = finding.fix.ok_or("nothing is proposed: accept-fault accepts it, or change it by hand")?;
    let edit = fix.edit.ok_or_else(|| format!("this is for your hands: {}", fix.text))?;
    // An edit is the answer to the song as it was looked at.
    if is_heard && studio.listened() != Listened::Wholly {
        return Err("the song has changed since it was listened to: listen-for-faults first".to_owned());
    }
    if !is_heard && !studio.is_examined() {
        return Err("the song has changed and is being examined; again in a moment".to_owned());
    }
    studio.edit(&name, edit)?;
    seat.stay_inside(&studio.song().clone());
    studio.say(format!("{name}: {}", fix.text));
    Ok(())
}

/// Changes what the song says about its faults.
fn say(studio: &mut Studio, name: &str, checking: Checking) -> Answer {
    let settings = Settings { checking, ..(*studio.song().settings).clone() };
    studio.edit(name, Edit::SetSettings { settings: Box::new(settings) })
}

fn accept(studio: &mut Studio, seat: &mut Seat, reason: &str) -> Answer {
    let fault = here(studio, seat)?;
    let rule = fault.rule.name;
    if fault.accepted.is_some() {
        let checking = no_longer(studio.song(), fault);
        say(studio, &format!("accept {rule} no more"), checking)?;
        studio.say(format!("{rule} is no longer accepted"));
        return Ok(());
    }
    if reason.trim().is_empty() {
        let title = format!("{}: accepted because", fault.finding.message);
        return ask(seat, &title, "", |studio, seat, reason| match reason.trim() {
            "" => Err("a fault is accepted with a reason".to_owned()),
            reason => accept(studio, seat, reason),
        });
    }
    if studio.song().settings.checking.accepted.len() >= MAX_ACCEPTED {
        return Err(format!("a song accepts at most {MAX_ACCEPTED} faults"));
    }
    let checking = accepting(studio.song(), fault, reason.trim());
    say(studio, &format!("accept {rule}"), checking)?;
    studio.say(format!("{rule} accepted because {}", reason.trim()));
    Ok(())
}

/// Sets the threshold of a rule for this song: `RULE VALUE`; without a value the usual one holds again.
fn threshold(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let (name, value) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    if name.is_empty() {
        let song = studio.song();
        let told = |rule: &&Rule| {
            let threshold = rule.threshold?;
            let help = format!("{} {}; usually {}", rule.threshold_in(song), threshold.unit, threshold.usual);
            Some(Item { name: rule.name.to_owned(), help })
        };
        let items = rules::RULES.iter().filter_map(told).collect();
        return choose(seat, "Threshold of", items, "", |_, seat, name| {
            seat.prompt = Some(crate::studio::prompt::Prompt::Line(crate::studio::text_line::TextLine::new(
                &format!("fault-threshold {name} "),
            )));
            Ok(())
        });
    }
    let rule = rules::find(name).filter(|rule| rule.threshold.is_some());
    let (rule, usual) = rule
        .and_then(|rule| Some((rule, rule.threshold?)))
        .ok_or_else(|| format!("{name} is no rule with a threshold; :fault-threshold lists them"))?;
    let mut checking = studio.song().settings.checking.clone();
    match value.trim() {
        "" => _ = checking.thresholds.remove(rule.name),
        value => {
            let number = value.parse::<f32>().ok().filter(|number| number.is_finite());
            let number = number.ok_or_else(|| format!("{value}: expected a number of {}", usual.unit))?;
            checking.thresholds.insert(rule.name.to_owned(), number);
        }
    }
    say(studio, &format!("threshold of {}", rule.name), checking)?;
    let now = rule.threshold_in(studio.song());
    studio.say(format!("{} begins at {now} {} in this song", rule.name, usual.unit));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "view-check",
        &["& v", "ctrl-w W"],
        "what is wrong with the song: the faults that a rehearsal would show, and what would mend them",
        |studio, seat, _| {
            look(studio, seat, View::Check);
            Ok(())
        },
    ).looking(),
    Command::at(
        Context::Everywhere,
        "listen-for-faults",
        &["& l"],
        "render the song and its tracks in the background and list the faults that are heard",
        |studio, _, _| studio.listen_for_faults(),
    ),
    Command::at(
        Context::Everywhere,
        "next-fault",
        &["& n"],
        "to the place of the next fault of the list",
        |studio, seat, _| beside(studio, seat, true),
    ).looking(),
    Command::at(
        Context::Everywhere,
        "previous-fault",
        &["& p"],
        "to the place of the fault before in the list",
        |studio, seat, _| beside(studio, seat, false),
    ).looking(),
    Command::at(
        Context::Everywhere,
        "mend-fault",
        &["& m"],
        "do what is proposed for the fault under the list's cursor, where one edit mends it",
        |studio, seat, _| mend(studio, seat),
    ).destroying().of_patterns(),
    Command::at(
        Context::Everywhere,
        "accept-fault",
        &["& a"],
        "keep the fault under the list's cursor with a reason, in the song; again, and it is a fault as before",
        accept,
    )
    .taking("[REASON]"),
    Command::at(
        Context::Everywhere,
        "fault-threshold",
        &[],
        "from where on a rule finds faults in this song; without a number the usual one holds again",
        threshold,
    )
    .taking("[RULE [NUMBER]]"),
];
