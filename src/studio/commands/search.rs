//! Looking for something in the grid, and putting something else in its place.

use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::block::{Block, counted};
use crate::studio::following::leave;
use crate::studio::grid::{Place, lane_row};
use crate::studio::prompt::ask;
use crate::studio::rounds::Round;
use crate::studio::search::{Hit, Instead, Wanted, patterns_in_order};
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// Looks for something from the cursor on, and remembers it.
fn find(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.trim().is_empty() {
        let last = if seat.sought.is_empty() { "C-4, 05, v32, D.." } else { &seat.sought };
        return ask(seat, &format!("Find ({last})"), "", |studio, seat, text| match text.trim() {
            "" if seat.sought.is_empty() => Ok(()),
            "" => again(studio, seat, true),
            text => find(studio, seat, text),
        });
    }
    let wanted = Wanted::parse(text)?;
    seat.sought = text.trim().to_owned();
    go_to_next(studio, seat, &wanted, true)
}

/// Goes on to the next place, or the one before.
fn again(studio: &mut Studio, seat: &mut Seat, forward: bool) -> Answer {
    if seat.sought.is_empty() {
        return find(studio, seat, "");
    }
    let wanted = Wanted::parse(&seat.sought)?;
    go_to_next(studio, seat, &wanted, forward)
}

/// Goes to the nearest place after or before the cursor, around the song's ends.
fn go_to_next(studio: &mut Studio, seat: &mut Seat, wanted: &Wanted, forward: bool) -> Answer {
    let song = studio.song().clone();
    let patterns = patterns_in_order(&song);
    let hits = wanted.find(&song, &patterns);
    let rank = |pattern: u16| patterns.iter().position(|other| *other == pattern);
    let Place { row, track, column, .. } = seat.place;
    let here = (rank(seat.pattern), lane_row(&song, seat.round(), track, row), track, column);
    let place = |hit: &Hit| (rank(hit.pattern), hit.row, hit.track, hit.columns[0]);
    let next = if forward {
        hits.iter().position(|hit| place(hit) > here).or(Some(0))
    } else {
        hits.iter().rposition(|hit| place(hit) < here).or(hits.len().checked_sub(1))
    };
    let found = next.and_then(|at| Some((at, hits.get(at)?)));
    let (at, hit) = found.ok_or_else(|| format!("{} is nowhere in the song", seat.sought))?;
    leave(studio, seat);
    if seat.view != View::Pattern {
        seat.look_at(View::Pattern);
    }
    let entries = |pattern| song.order.iter().position(|entry| entry.pattern == pattern);
    let entry =
        if hit.pattern == seat.pattern { Some(seat.order) } else { entries(hit.pattern).map(|at| at as u16) };
    let rows = Round::alone(hit.pattern).rows(&song);
    let repeat = (hit.row / rows).min(u8::MAX.into()) as u8;
    let round = entry.and_then(|entry| Round::of(&song, entry, repeat));
    match round.filter(|round| round.pattern == hit.pattern) {
        Some(round) => seat.go_to_round(&song, round),
        None => seat.go_to_pattern(&song, hit.pattern),
    }
    let row = hit.row % rows;
    seat.place = Place { row, track: hit.track, column: hit.columns[0], digit: 0 };
    seat.selection = seat.selection.filter(|selection| selection.stays);
    let Hit { pattern, row, track, .. } = hit;
    let (at, count, track) = (at + 1, hits.len(), track + 1);
    studio.say(format!("{at} of {count}: {} in pattern {pattern}, row {row}, track {track}", seat.sought));
    Ok(())
}

/// The two parts of `FROM TO`, each a word, or more with `to` between them.
fn halves(text: &str) -> Option<(&str, &str)> {
    text.split_once(" to ").or_else(|| {
        let (from, to) = text.trim().split_once(' ')?;
        (!to.trim().contains(' ')).then_some((from, to))
    })
}

/// Puts something in the place of something else: in the marked block or the pattern, or in the whole song. One step.
fn replace(studio: &mut Studio, seat: &Seat, text: &str, everywhere: bool) -> Answer {
    let expected = "expected what is replaced by what: C-4 D-4, or D.. A.., or C-4 01 to D-4 02, or 05 -";
    let (from, to) = halves(text).ok_or(expected)?;
    let (wanted, instead) = (Wanted::parse(from)?, Instead::parse(to)?);
    let song = studio.song().clone();
    let patterns = if everywhere { patterns_in_order(&song) } else { vec![seat.pattern] };
    let mut hits = wanted.find(&song, &patterns);
    let block = if everywhere { None } else { Block::marked(&song, seat) };
    if let Some(block) = &block {
        hits.retain(|hit| {
            let mut part = block.parts.iter().filter(|part| part.track == hit.track);
            part.any(|part| part.rows.contains(&hit.row) && part.columns.contains(&hit.columns[0]))
        });
    }
    let place = match (everywhere, &block) {
        (true, _) => "song",
        (false, Some(_)) => "block",
        (false, None) => "pattern",
    };
    let (edit, count) =
        instead.edit(&song, &hits)?.ok_or_else(|| format!("{} is nowhere in the {place}", from.trim()))?;
    studio.edit(&format!("replace {} by {}", from.trim(), to.trim()), edit)?;
    let places = counted(count, "place");
    studio.say(format!("{} replaced by {} at {places} of the {place}", from.trim(), to.trim()));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("find", &["/", "ctrl-w ?"], "go to the next place where fields stand: C-4, 05, v32, D..", find)
        .taking("[WHAT]"),
    Command::in_grid("find-next", &["ctrl-n", "alt-n"], "go to the next such place", |studio, seat, _| {
        again(studio, seat, true)
    }),
    Command::in_grid("find-previous", &["ctrl-r", "alt-r"], "go to the last such place before", |studio, seat, _| {
        again(studio, seat, false)
    }),
    Command::in_grid(
        "replace",
        &[],
        "other fields in the place of those found in the marked block, or the pattern; . keeps a sign, - empties",
        |studio, seat, text| replace(studio, seat, text, false),
    )
    .taking("FROM TO"),
    Command::in_grid("replace-everywhere", &[], "the same in the whole song", |studio, seat, text| {
        replace(studio, seat, text, true)
    })
    .taking("FROM TO"),
];
