//! Looking for something in the grid, and putting something else in its place.

use super::{Answer, Command};
use crate::song::Song;
use crate::song::notation::row_text;
use crate::studio::Studio;
use crate::studio::block::{Block, counted};
use crate::studio::clipboard::text::column_name;
use crate::studio::following::leave;
use crate::studio::grid::{Place, lane_row};
use crate::studio::palette::Item;
use crate::studio::prompt::{Choice, Prompt, Question, ask, choose};
use crate::studio::rounds::Round;
use crate::studio::search::instead::{Instead, once};
use crate::studio::search::{Hit, Scope, Wanted, patterns_in_order, query};
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// The most places in a list.
const MOST_LISTED: usize = 2_000;

/// Looks for something from the cursor on, and remembers it.
fn find(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.trim().is_empty() {
        let last = if seat.sought.is_empty() { "C-4, 05, v32, D.., volume<20" } else { &seat.sought };
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

/// Where something stands within a scope: the one that it names, or `usual`. What the cursor has nothing to do with is in the
/// order of playing.
fn found(song: &Song, seat: &Seat, wanted: &Wanted, usual: Scope) -> Result<(Scope, Vec<Hit>), String> {
    let scope = wanted.scope.unwrap_or(usual);
    let patterns = if scope == Scope::Song { patterns_in_order(song) } else { vec![seat.pattern] };
    let mut hits = wanted.find(song, &patterns);
    match scope {
        Scope::Block => {
            let block = Block::marked(song, seat).ok_or("no block is marked")?;
            hits.retain(|hit| {
                let mut part = block.parts.iter().filter(|part| part.track == hit.track);
                part.any(|part| part.rows.contains(&hit.row) && part.columns.contains(&hit.columns[0]))
            });
        }
        Scope::Track => hits.retain(|hit| hit.track == seat.place.track),
        Scope::Pattern | Scope::Song => {}
    }
    Ok((scope, hits))
}

/// Goes to the nearest place after or before the cursor, around the ends.
fn go_to_next(studio: &mut Studio, seat: &mut Seat, wanted: &Wanted, forward: bool) -> Answer {
    let song = studio.song().clone();
    let (scope, hits) = found(&song, seat, wanted, Scope::Song)?;
    let patterns = patterns_in_order(&song);
    let rank = |pattern: u16| patterns.iter().position(|other| *other == pattern);
    let Place { row, track, column, .. } = seat.place;
    let here = (rank(seat.pattern), lane_row(&song, seat.round(), track, row), track, column);
    let place = |hit: &Hit| (rank(hit.pattern), hit.row, hit.track, place_of(&song, hit).column);
    let next = if forward {
        hits.iter().position(|hit| place(hit) > here).or(Some(0))
    } else {
        hits.iter().rposition(|hit| place(hit) < here).or(hits.len().checked_sub(1))
    };
    let found = next.and_then(|at| Some((at, hits.get(at)?)));
    let (at, hit) = found.ok_or_else(|| format!("{} is nowhere in the {}", seat.sought, scope.name()))?;
    go_to(studio, seat, wanted, hit);
    let Hit { pattern, row, track, .. } = hit;
    let hidden = if hit.columns[0] == seat.place.column { "" } else { ", in a hidden delay column" };
    let (at, count, track) = (at + 1, hits.len(), track + 1);
    studio.say(format!(
        "{at} of {count}: {} in pattern {pattern}, row {row}, track {track}{hidden}",
        seat.sought
    ));
    Ok(())
}

/// The entry of the order list in which a place is shown, one that is looked for: the seat's own if it plays there.
fn entry_of(song: &Song, seat: &Seat, wanted: &Wanted, hit: &Hit) -> Option<u16> {
    let own = Some(seat.order).filter(|_| hit.pattern == seat.pattern);
    let mut entries = wanted.entries(song, hit.pattern).peekable();
    let first = entries.peek().copied();
    entries.find(|entry| Some(*entry) == own).or(first).or(own)
}

/// Where the cursor stands on the lane's row of something found: beside it if it is hidden.
fn place_of(song: &Song, hit: &Hit) -> Place {
    let place = Place { row: hit.row, track: hit.track, column: hit.columns[0], digit: 0 };
    place.inside(song, u16::MAX)
}

/// Goes to a place.
fn go_to(studio: &mut Studio, seat: &mut Seat, wanted: &Wanted, hit: &Hit) {
    let song = studio.song().clone();
    seat.jumps.leap();
    leave(studio, seat);
    if seat.view != View::Pattern {
        seat.look_at(View::Pattern);
    }
    let rows = Round::alone(hit.pattern).rows(&song);
    let repeat = (hit.row / rows).min(u8::MAX.into()) as u8;
    let round = entry_of(&song, seat, wanted, hit).and_then(|entry| Round::of(&song, entry, repeat));
    match round.filter(|round| round.pattern == hit.pattern) {
        Some(round) => seat.go_to_round(&song, round),
        None => seat.go_to_pattern(&song, hit.pattern),
    }
    seat.place = Place { row: hit.row % rows, ..place_of(&song, hit) };
    seat.selection = seat.selection.filter(|selection| selection.stays);
}

/// What stands at a place.
fn content(song: &Song, hit: &Hit) -> String {
    let lane = song.lane(hit.pattern.into(), hit.track.into());
    lane.map(|lane| row_text(&lane.row(hit.row))).unwrap_or_default()
}

/// Lists every place where something stands; the chosen one is gone to.
fn list(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if !text.trim().is_empty() {
        Wanted::parse(text)?;
        seat.sought = text.trim().to_owned();
    }
    if seat.sought.is_empty() {
        return ask(seat, "List every (C-4, 05, v32, D.., volume<20)", "", |studio, seat, text| {
            match text.trim() {
                "" => Ok(()),
                text => list(studio, seat, text),
            }
        });
    }
    let song = studio.song().clone();
    let wanted = Wanted::parse(&seat.sought)?;
    let (scope, mut hits) = found(&song, seat, &wanted, Scope::Song)?;
    if hits.is_empty() {
        return Err(format!("{} is nowhere in the {}", seat.sought, scope.name()));
    }
    let count = hits.len();
    hits.truncate(MOST_LISTED);
    let item = |(at, hit): (usize, &Hit)| {
        let entry = entry_of(&song, seat, &wanted, hit)
            .map_or("not in the order list".to_owned(), |entry| format!("entry {entry}"));
        let column = hit.columns.first().map(|column| column_name(*column)).unwrap_or_default();
        let place = format!("{:02}:{:03} track {} {column}", hit.pattern, hit.row, hit.track + 1);
        let name = format!("{} {}", at + 1, place.trim_end());
        Item { name, help: format!("{}, {entry}", content(&song, hit)) }
    };
    let items = hits.iter().enumerate().map(item).collect();
    let cut =
        if count > MOST_LISTED { format!(" (the first {MOST_LISTED} are listed)") } else { String::new() };
    let title = format!("{}: {} in the {}{cut}", seat.sought, counted(count, "place"), scope.name());
    seat.listed = hits;
    choose(seat, &title, items, "", |studio, seat, name| {
        let number = name.split(' ').next().and_then(|number| number.parse::<usize>().ok());
        let hit = number.and_then(|number| seat.listed.get(number.checked_sub(1)?)).cloned();
        let hit = hit.ok_or("that place is in the list no more")?;
        let wanted = Wanted::parse(&seat.sought)?;
        go_to(studio, seat, &wanted, &hit);
        Ok(())
    })
}

/// The two parts of `FROM TO`, each a word, or more with `to` between them; and how many characters the second has before it.
fn halves(text: &str) -> Option<(&str, &str, usize)> {
    let (from, to) = text.split_once(" to ").or_else(|| {
        let (from, to) = text.split_once(' ')?;
        (!to.trim().contains(' ')).then_some((from, to))
    })?;
    let before = to.as_ptr() as usize - text.as_ptr() as usize;
    Some((from, to, text[..before].chars().count()))
}

/// What is replaced by what.
fn parts(text: &str) -> Result<(Wanted, Instead, String), String> {
    let expected =
        "expected what is replaced by what: C-4 D-4, or D.. A.., or volume<20 note=on to volume*50%, or 05 -";
    let (from, to, before) = halves(text).ok_or(expected)?;
    let told = format!("{} by {}", from.trim(), to.trim());
    Ok((query::parse(from, 0)?, Instead::parse(to, before)?, told))
}

/// Where things are replaced if nobody says.
fn usual_scope(seat: &Seat) -> Scope {
    if seat.selection.is_some() { Scope::Block } else { Scope::Pattern }
}

/// Puts something in the place of something else. One step.
fn replace(studio: &mut Studio, seat: &Seat, text: &str, usual: Scope) -> Answer {
    let (wanted, instead, told) = parts(text.trim())?;
    let song = studio.song().clone();
    let (scope, hits) = found(&song, seat, &wanted, usual)?;
    let (from, to) = told.split_once(" by ").unwrap_or((&told, ""));
    let nowhere = || format!("{from} is nowhere in the {}", scope.name());
    let (edit, count) = instead.edit(&song, &hits)?.ok_or_else(nowhere)?;
    studio.edit(&format!("replace {told}"), edit)?;
    let places = counted(count, "place");
    studio.say(format!("{from} replaced by {to} at {places} of the {}", scope.name()));
    Ok(())
}

/// What is replaced one by one.
#[derive(Debug)]
pub struct Replacing {
    /// The places that are left, the next one last.
    left: Vec<Hit>,
    wanted: Wanted,
    instead: Instead,
    /// `C-4 by D-4`.
    told: String,
    count: usize,
    /// How many there were.
    all: usize,
    scope: Scope,
}

/// Asks at every place whether something is put there.
fn replace_each(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.trim().is_empty() {
        return ask(seat, "Replace one by one (C-4 D-4)", "", |studio, seat, text| match text.trim() {
            "" => Ok(()),
            text => replace_each(studio, seat, text),
        });
    }
    let (wanted, instead, told) = parts(text.trim())?;
    let (scope, mut left) = found(studio.song(), seat, &wanted, usual_scope(seat))?;
    once(studio.song(), &mut left);
    left.reverse();
    if left.is_empty() {
        return Err(format!(
            "{} is nowhere in the {}",
            told.split(" by ").next().unwrap_or_default(),
            scope.name()
        ));
    }
    seat.replacing = Some(Replacing { all: left.len(), left, wanted, instead, told, count: 0, scope });
    next(studio, seat)
}

/// Asks about the next place, or tells what was done.
fn next(studio: &mut Studio, seat: &mut Seat) -> Answer {
    // The answers are one gesture, and so what they change is one step.
    studio.hold_gesture();
    let Some(replacing) = &seat.replacing else { return Ok(()) };
    let Some(hit) = replacing.left.last().cloned() else { return finish(studio, seat) };
    let title = format!("Replace {}?", replacing.told);
    let (at, all) = (replacing.all - replacing.left.len() + 1, replacing.all);
    let Hit { pattern, row, track, .. } = &hit;
    let place = format!("{at} of {all}: pattern {pattern}, row {row}, track {}", track + 1);
    let lines = vec![place, content(studio.song(), &hit)];
    let wanted = replacing.wanted.clone();
    go_to(studio, seat, &wanted, &hit);
    let answers = vec![
        Choice { key: 'y', label: "yes", run: |studio, seat| one(studio, seat, true) },
        Choice { key: 'n', label: "no", run: |studio, seat| one(studio, seat, false) },
        Choice { key: 'a', label: "all that follow", run: rest },
        Choice { key: 'q', label: "quit", run: finish },
    ];
    seat.prompt = Some(Prompt::Question(Question { title, lines, scroll: 0, answers }));
    Ok(())
}

/// Puts it at these places; part of one step with those before.
fn put(studio: &mut Studio, seat: &mut Seat, hits: &[Hit]) -> Answer {
    let Some(replacing) = &mut seat.replacing else { return Ok(()) };
    if let Some((edit, count)) = replacing.instead.edit(studio.song(), hits)? {
        replacing.count += count;
        let name = format!("replace {}", replacing.told);
        studio.turn_knob(&name, edit, &name)?;
    }
    Ok(())
}

fn one(studio: &mut Studio, seat: &mut Seat, yes: bool) -> Answer {
    let hit = seat.replacing.as_mut().and_then(|replacing| replacing.left.pop());
    if let Some(hit) = hit.filter(|_| yes) {
        put(studio, seat, &[hit])?;
    }
    next(studio, seat)
}

fn rest(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let mut left =
        seat.replacing.as_mut().map(|replacing| std::mem::take(&mut replacing.left)).unwrap_or_default();
    left.reverse();
    put(studio, seat, &left)?;
    finish(studio, seat)
}

fn finish(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if let Some(Replacing { told, count, scope, .. }) = seat.replacing.take() {
        let (from, to) = told.split_once(" by ").unwrap_or((&told, ""));
        let places = counted(count, "place");
        studio.say(format!("{from} replaced by {to} at {places} of the {}", scope.name()));
    }
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("find", &["/", "ctrl-w ?"], "go to the next place where fields stand (C-4, 05, v32, D..) or conditions hold (volume<20 row%4=0)", find)
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
        "other fields in the place of those found in the marked block, or the pattern; . keeps a sign, - empties; or note+12, volume*50%",
        |studio, seat, text| replace(studio, seat, text, usual_scope(seat)),
    )
    .taking("FROM TO"),
    Command::in_grid("replace-everywhere", &[], "the same in the whole song", |studio, seat, text| {
        replace(studio, seat, text, Scope::Song)
    })
    .taking("FROM TO").destroying(),
    Command::in_grid(
        "replace-each",
        &["\\ /"],
        "the same one by one: yes, no, all that follow, or quit",
        replace_each,
    )
    .taking("[FROM TO]"),
    Command::in_grid(
        "list-found",
        &["\\ l"],
        "list every place of what is looked for, and go to one of them",
        list,
    )
    .taking("[WHAT]"),
];
