//! Live: where playback goes next, what loops, which tracks are heard.

use super::{Answer, Command, Context};
use crate::sequencer::performance::{Goal, Quantum, Wish};
use crate::studio::Studio;
use crate::studio::live::entries_name;
use crate::studio::live::sections::{self, sections};
use crate::studio::live::take::Destination;
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// Where a text leads, and the section of that.
fn goal(studio: &Studio, seat: &mut Seat, text: &str) -> Result<(Goal, Option<[u16; 2]>), String> {
    let song = studio.song().clone();
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let number = |what: &str, count: usize| {
        let number = rest.trim().parse::<u16>().ok().filter(|number| usize::from(*number) < count);
        number.ok_or_else(|| format!("expected the number of {what}, 0 to {}", count.saturating_sub(1)))
    };
    let range =
        |order: u16| sections(&song).into_iter().find(|section| section.holds(order)).map(|it| it.entries);
    let entry = |order: u16, row: u16| (Goal::Entry { order, row }, range(order));
    match word {
        "entry" if !rest.is_empty() => Ok(entry(number("an entry", song.order.len())?, 0)),
        "pattern" if !rest.is_empty() => Ok((Goal::Pattern(number("a pattern", song.patterns.len())?), None)),
        "mark" if !rest.is_empty() => {
            super::places::look_up(studio, seat);
            let letter = rest.trim().chars().next().unwrap_or(' ').to_ascii_lowercase();
            let spot = seat.marks.spots.get(&letter).copied();
            let spot =
                spot.ok_or_else(|| format!("there is no mark {letter}; ' and a capital letter sets one"))?;
            Ok(entry(spot.order, spot.place.row))
        }
        _ => {
            let at = sections::find(&song, text)?;
            let section = sections(&song).swap_remove(at);
            Ok((Goal::Entry { order: section.entries[0], row: 0 }, Some(section.entries)))
        }
    }
}

/// A text leads somewhere; without one the section under the cursor of the live view.
fn queue(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text == "off" && sections::find(studio.song(), text).is_err() {
        return cancel(studio);
    }
    let (goal, range) = goal(studio, seat, text)?;
    studio.queue(goal, range);
    Ok(())
}

/// To a section of that index.
fn queue_at(studio: &mut Studio, at: usize) -> Answer {
    let all = sections(studio.song());
    let section = all.get(at).ok_or_else(|| format!("the song has {} sections", all.len()))?;
    studio.queue(Goal::Entry { order: section.entries[0], row: 0 }, Some(section.entries));
    Ok(())
}

/// To the section after the one that waits, or else plays, or before it.
fn queue_beside(studio: &mut Studio, seat: &Seat, on: bool) -> Answer {
    let waits = studio.performing().cue.and_then(|cue| match cue.goal {
        Goal::Entry { order, .. } => {
            sections(studio.song()).into_iter().position(|section| section.holds(order))
        }
        Goal::Pattern(_) | Goal::End => None,
    });
    let present = waits.or(studio.present_section(seat.order).map(|(at, _)| at)).unwrap_or(0);
    let next = if on { present + 1 } else { present.saturating_sub(1) };
    if next == present || next >= sections(studio.song()).len() {
        return Err(if on { "this is the last section" } else { "this is the first section" }.to_owned());
    }
    queue_at(studio, next)
}

fn cancel(studio: &mut Studio) -> Answer {
    if !studio.cancel_queue() {
        return Err("nothing waits".to_owned());
    }
    studio.say("nothing waits any more");
    Ok(())
}

fn quantum(studio: &mut Studio, text: &str) -> Answer {
    let next = match text {
        "" => {
            let at =
                Quantum::ALL.iter().position(|(quantum, _)| *quantum == studio.live.quantum).unwrap_or(0);
            Quantum::ALL[(at + 1) % Quantum::ALL.len()].0
        }
        name => Quantum::named(name).ok_or("expected pattern, bar, beat or row")?,
    };
    studio.live.quantum = next;
    studio.say(match next {
        Quantum::Pattern => "what is asked for happens where the pattern ends".to_owned(),
        other => format!("what is asked for happens with the next {}", other.name()),
    });
    Ok(())
}

/// Two entries, or one, of that the numbers.
fn entries(studio: &Studio, text: &str) -> Result<[u16; 2], String> {
    let count = studio.song().order.len();
    let numbers: Option<Vec<u16>> =
        text.split([' ', '-', ',']).filter(|word| !word.is_empty()).map(|word| word.parse().ok()).collect();
    let range = match numbers.as_deref() {
        Some([one]) => Some([*one, *one]),
        Some([first, last]) if first <= last => Some([*first, *last]),
        _ => None,
    };
    range.filter(|range| usize::from(range[1]) < count).ok_or_else(|| {
        format!("expected the first and the last entry of what loops, 0 to {}: 2 5", count.saturating_sub(1))
    })
}

fn set_loop(studio: &mut Studio, looped: Option<[u16; 2]>) -> Answer {
    studio.perform(Wish::Loop(looped));
    let song = studio.song().clone();
    studio.say(match looped {
        Some(range) => format!("{} loops", entries_name(&song, range)),
        None => "nothing loops: the song goes on".to_owned(),
    });
    Ok(())
}

/// The section that is heard loops, or what loops no longer does.
fn loop_section(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let range = match text {
        "" if studio.performing().looped.is_some() => None,
        "off" => None,
        "" => Some(studio.present_section(seat.order).ok_or("the song has no section here")?.1.entries),
        text => Some(goal(studio, seat, text)?.1.ok_or("expected a section")?),
    };
    set_loop(studio, range)
}

fn loop_entries(studio: &mut Studio, text: &str) -> Answer {
    let range = if text == "off" { None } else { Some(entries(studio, text)?) };
    set_loop(studio, range)
}

fn hold(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    studio.live.hold = match text {
        "" => !studio.live.hold,
        "on" => true,
        "off" => false,
        _ => return Err("expected on, off or nothing".to_owned()),
    };
    let range =
        studio.present_section(seat.order).filter(|_| studio.live.hold).map(|(_, section)| section.entries);
    studio.perform(Wish::Loop(range));
    studio.say(match studio.live.hold {
        true => "hold: each section loops until another one is queued",
        false => "no hold: the song goes on after each section",
    });
    Ok(())
}

/// A track by its number from 1, or the one under the cursor.
fn track(studio: &Studio, seat: &Seat, text: &str) -> Result<u16, String> {
    let count = studio.song().tracks.len();
    match text {
        "" => Ok(seat.place.track),
        text => text
            .parse::<u16>()
            .ok()
            .and_then(|number| number.checked_sub(1))
            .filter(|track| usize::from(*track) < count)
            .ok_or_else(|| format!("expected a track, 1 to {count}")),
    }
}

/// `PATTERN [TRACK]`, or `own [TRACK]`.
fn lane(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let (pattern, rest) = text.split_once(' ').unwrap_or((text, ""));
    let track = track(studio, seat, rest.trim())?;
    let count = studio.song().patterns.len();
    let pattern = match pattern {
        "own" | "off" => None,
        number => {
            let number = number.parse::<u16>().ok().filter(|number| usize::from(*number) < count);
            let last = count.saturating_sub(1);
            Some(number.ok_or_else(|| format!("expected a pattern, 0 to {last}, or own; then a track"))?)
        }
    };
    let quantum = studio.turn_lane(track, pattern);
    let more = if quantum == Quantum::Row { "" } else { "; once more: now" };
    let when = format!("{}{more}", studio.wait(quantum));
    studio.say(match pattern {
        Some(pattern) => format!("track {} plays pattern {pattern} {when}", track + 1),
        None => format!("track {} plays its own lane {when}", track + 1),
    });
    Ok(())
}

fn keep(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let append = match text {
        "" => false,
        "append" => true,
        _ => return Err("expected append, or nothing: in place of the order list".to_owned()),
    };
    let song = studio.document.song().clone();
    let plays = studio.transport.playing.is_some();
    let to = match (append, plays) {
        (true, _) => Destination::Behind,
        // What plays goes on.
        (false, true) => Destination::Before,
        (false, false) => Destination::Instead,
    };
    let (edits, [count, without_room]) = studio.live.trail.arranged(&song, to)?;
    let full = studio.live.trail.is_full();
    studio.edit("keep performance", crate::song::edit::Edit::Several { edits })?;
    studio.end_stems();
    seat.stay_inside(&studio.song().clone());
    let what = match to {
        Destination::Behind => "stands behind the song",
        Destination::Before => "stands before the song, which plays on; once more at rest: in its place",
        Destination::Instead => "is the order list now",
    };
    if plays {
        let further = if to == Destination::Before { count } else { 0 };
        let song = studio.song().clone();
        studio.live.trail.go_on(&song, further);
    }
    let left = if full { "; its end was too long and is left out" } else { "" };
    studio.say(format!("what was played {what}: {count} entries{left}; undo takes it back"));
    if without_room > 0 {
        studio.warn(format!(
            "{without_room} effects on the master are left out: no track has a free effect column there (:more-effects)"
        ));
    }
    Ok(())
}

/// The cursor of the live view goes to another section.
fn go(studio: &Studio, seat: &mut Seat, to: fn(usize, usize) -> usize) -> Answer {
    let count = sections(studio.song()).len();
    let cursor = &mut seat.sheets[View::Live.index()];
    cursor.row = to(cursor.row.min(count.saturating_sub(1)), count).min(count.saturating_sub(1));
    Ok(())
}

fn go_to_track(studio: &Studio, seat: &mut Seat, to: u16) -> Answer {
    seat.place.track = to.min(studio.song().tracks.len().saturating_sub(1) as u16);
    Ok(())
}

const LIVE: Context = Context::Live;

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "view-live",
        &["% %", "ctrl-w `"],
        "live: sections with what plays and what waits, tracks, tempo, effects; here every key after % works without it",
        |studio, seat, _| {
            super::views::look(studio, seat, View::Live);
            Ok(())
        },
    ).looking(),
    Command::at(
        Context::Everywhere,
        "queue",
        &["% q", "% 1-9", "% A-Z"],
        "go to a section by name, number or letter, to an entry, a pattern or a mark at the next border; once more: now",
        queue,
    )
    .taking("SECTION | entry N | pattern N | mark a | off").of_patterns(),
    Command::at(Context::Everywhere, "queue-next", &["% ."], "go to the section after the one that waits or plays", |studio, seat, _| {
        queue_beside(studio, seat, true)
    }).of_patterns(),
    Command::at(Context::Everywhere, "queue-previous", &["% ,"], "go to the section before the one that waits or plays", |studio, seat, _| {
        queue_beside(studio, seat, false)
    }).of_patterns(),
    Command::at(Context::Everywhere, "queue-again", &["% a"], "begin the section that plays once more at the next border", |studio, seat, _| {
        let (at, _) = studio.present_section(seat.order).ok_or("the song has no section here")?;
        queue_at(studio, at)
    }).of_patterns(),
    Command::at(Context::Everywhere, "cancel-queue", &["% backspace"], "nothing waits any more: no section, no mute", |studio, _, _| cancel(studio)),
    Command::at(Context::Everywhere, "quantum", &["% u"], "when things happen that are asked for live: with the next pattern, bar, beat or row", |studio, _, text| {
        quantum(studio, text)
    })
    .taking("[pattern|bar|beat|row]"),
    Command::at(Context::Everywhere, "loop-section", &["% l"], "let the section that plays loop, or the one that is named, or let the song go on; off: nothing loops any more", loop_section)
        .taking("[SECTION | off]").of_patterns(),
    Command::at(Context::Everywhere, "loop-entries", &["% k"], "let some entries of the order list loop, from the first to the last; off: no longer", |studio, _, text| {
        loop_entries(studio, text)
    })
    .taking("FIRST LAST | off").of_patterns(),
    Command::at(Context::Everywhere, "hold-sections", &["% h"], "let each section loop until another one is queued, or let the song go on", hold).taking("[on|off]").of_patterns(),
    Command::at(Context::Everywhere, "live-mute", &["% m"], "silence a track at the next border, or let it be heard; the song's own mutes stay", |studio, seat, text| {
        let track = track(studio, seat, text)?;
        studio.mute_live(track)
    })
    .taking("[TRACK]").of_patterns(),
    Command::at(Context::Everywhere, "live-solo", &["% s"], "hear only this track from the next border on, or all again; the song's own solos stay", |studio, seat, text| {
        let track = track(studio, seat, text)?;
        studio.solo_live(track)
    })
    .taking("[TRACK]").of_patterns(),
    Command::at(Context::Everywhere, "live-open", &["% o"], "hear all tracks again that are silent by hand, each with its own lane", |studio, _, _| {
        studio.open_live();
        let when = studio.wait(studio.live.quantum);
        studio.say(format!("every track is heard {when}"));
        Ok(())
    }),
    Command::at(Context::Everywhere, "live-lane", &["% e"], "let a track play its lane of another pattern from the next border on; own: that of the pattern that plays", |studio, seat, text| {
        lane(studio, seat, text)
    })
    .taking("PATTERN|own [TRACK]").of_patterns(),
    Command::at(Context::Everywhere, "keep-performance", &["% r"], "what was played live since playback began becomes the order list (while it plays it comes before that, which plays on): jumps, loops, mutes, effects on the master; append: behind it; stems that are recorded end here", keep)
        .taking("[append]").destroying().of_patterns(),
    Command::at(LIVE, "live-up", &["up"], "the section above", |studio, seat, _| go(studio, seat, |at, _| at.saturating_sub(1))).looking(),
    Command::at(LIVE, "live-down", &["down"], "the section below", |studio, seat, _| go(studio, seat, |at, _| at + 1)).looking(),
    Command::at(LIVE, "live-first", &["home"], "the first section", |studio, seat, _| go(studio, seat, |_, _| 0)).looking(),
    Command::at(LIVE, "live-last", &["end"], "the last section", |studio, seat, _| go(studio, seat, |_, count| count)).looking(),
    Command::at(LIVE, "live-page-up", &["pageup"], "some sections up", |studio, seat, _| go(studio, seat, |at, _| at.saturating_sub(8))).looking(),
    Command::at(LIVE, "live-page-down", &["pagedown"], "some sections down", |studio, seat, _| go(studio, seat, |at, _| at + 8)).looking(),
    Command::at(LIVE, "live-left", &["left"], "the track to the left", |studio, seat, _| {
        let to = seat.place.track.saturating_sub(1);
        go_to_track(studio, seat, to)
    }).looking(),
    Command::at(LIVE, "live-right", &["right"], "the track to the right", |studio, seat, _| {
        let to = seat.place.track + 1;
        go_to_track(studio, seat, to)
    }).looking(),
    Command::at(LIVE, "queue-here", &["enter"], "go to the section under the cursor at the next border; once more: now", |studio, seat, _| {
        queue_at(studio, seat.sheets[View::Live.index()].row)
    }),
    Command::at(LIVE, "live-mute-here", &["space"], "silence the track under the cursor at the next border, or let it be heard", |studio, seat, _| {
        studio.mute_live(seat.place.track)
    }),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::live::goal_name;

    #[test]
    fn goals_have_names() {
        let song = crate::song::Song::default();
        assert_eq!(goal_name(&song, Goal::Pattern(3)), "pattern 3");
        assert_eq!(goal_name(&song, Goal::Entry { order: 0, row: 8 }), "pattern 0, row 8");
    }
}
