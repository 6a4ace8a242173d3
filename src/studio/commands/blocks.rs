//! Copying and pasting blocks, here and through the terminal's clipboard. Without a marked block the field under the cursor is copied.

use super::changes::done;
use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::block::{Block, counted, extent, together};
use crate::studio::clipboard::{Clipboard, Paste, openmpt, text};
use crate::studio::clips;
use crate::studio::entry::tell_sharing;
use crate::studio::palette::Item;
use crate::studio::points;
use crate::studio::prompt::choose;
use crate::studio::seat::Seat;
use crate::studio::transform;

/// The longest text that terminals take for their clipboard, in bytes.
const LONGEST_TEXT: usize = 50_000;

/// Empties the marked block, if the cursor stands in it.
pub(super) fn clear_under(studio: &mut Studio, seat: &Seat) -> Option<Answer> {
    let place = seat.place;
    seat.selection.filter(|marked| marked.holds(place.row, place.track, place.column))?;
    Some(clear(studio, seat))
}

fn wipe(studio: &mut Studio, block: Block, seat: &Seat, name: &str) -> Answer {
    let block = block.masked(seat.operation);
    let song = studio.song();
    let nothing = format!("{name}: there is nothing to change here");
    let clips = clips::removed(song, &block);
    let fields = block.change(song, &nothing, Some(&points::none), |rows, part| {
        transform::wipe(rows, &part.columns);
        Ok(())
    });
    let edit = match together(clips) {
        None => fields?,
        Some(clips) => together(fields.into_iter().chain([clips]).collect()).ok_or(nothing)?,
    };
    done(studio, &block, name, edit)
}

fn clear(studio: &mut Studio, seat: &Seat) -> Answer {
    let block = Block::marked(studio.song(), seat).ok_or("no block is marked")?;
    wipe(studio, block, seat, "clear block")
}

/// Copies the marked block, or the field under the cursor; the terminal's clipboard gets it as text.
fn take(studio: &mut Studio, seat: &mut Seat) -> Block {
    let song = studio.song();
    let row = seat.place.row;
    let marked = Block::marked(song, seat);
    let (first, last) = seat.selection.map_or((row, row), |selection| selection.rows());
    let block = marked.unwrap_or_else(|| Block::of_rows(song, seat, vec![seat.place.column], row, row));
    let copied = Clipboard::copy(song, &block, first, last);
    let wanted = studio.settings.terminal_clipboard != Some(false);
    let text = wanted.then(|| text::write(&copied));
    let fits = text.as_ref().is_none_or(|text| text.len() <= LONGEST_TEXT);
    let over = if fits { "" } else { ": too much for the terminal's clipboard, but segno has it" };
    studio.to_clipboard = text.filter(|_| fits);
    studio.say(format!("copied {}{over}", block.extent()));
    seat.clipboard.push(Clipboard { song: Some(seat.song), ..copied });
    block
}

fn cut(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let block = take(studio, seat);
    wipe(studio, block, seat, "cut")
}

/// What pasting takes, without the fields that the operation mask leaves alone.
pub(super) fn copied(seat: &Seat) -> Result<Clipboard, String> {
    let present = seat.clipboard.present().ok_or("nothing was copied yet")?;
    let mut copied = present.masked(seat.operation);
    if present.song != Some(seat.song) {
        // Recorded sound stays where its samples are.
        copied = copied.without_clips();
    }
    match copied.tracks.iter().all(|strip| strip.columns.is_empty()) {
        true => {
            Err(format!("the operation mask {} leaves all of what was copied alone", seat.operation.signs()))
        }
        false => Ok(copied),
    }
}

fn paste(studio: &mut Studio, seat: &Seat, name: &str, how: Paste) -> Answer {
    let copied = copied(seat)?;
    put(studio, seat, name, &copied, how)
}

fn put(studio: &mut Studio, seat: &Seat, name: &str, copied: &Clipboard, how: Paste) -> Answer {
    let (edit, tracks) = copied.paste(studio.song(), seat.round(), seat.place, how)?;
    studio.edit(name, edit)?;
    studio.say(format!("{name}: {}", extent(copied.rows.into(), tracks.len())));
    let over = u32::from(seat.place.row) + u32::from(copied.rows);
    if let Some(lost) = over.checked_sub(seat.rows(studio.song()).into()).filter(|lost| *lost > 0) {
        studio.warn(format!("left out, beyond the pattern's end: {}", counted(lost as usize, "row")));
    }
    tell_sharing(studio, seat.pattern, &tracks);
    if let Some(text) = studio.strangers(copied.song, copied.instruments()) {
        studio.warn(format!("{text}; paste-with-instruments brings them along"));
    }
    Ok(())
}

/// Pastes over and over, to the pattern's end.
fn flood(studio: &mut Studio, seat: &Seat) -> Answer {
    let rows = seat.rows(studio.song()).saturating_sub(seat.place.row);
    let copied = copied(seat)?.repeated(rows);
    put(studio, seat, "flood paste", &copied, Paste::Over)
}

/// Pastes into lanes that are as long as what was copied from then on.
fn polymeter(studio: &mut Studio, seat: &Seat) -> Answer {
    let copied = copied(seat)?;
    let (edit, tracks) = copied.polymeter(studio.song(), seat.round(), seat.place)?;
    studio.edit("polymeter paste", edit)?;
    let lanes = counted(tracks.len(), "track");
    studio.say(format!("polymeter paste: {} over and over in {lanes}", counted(copied.rows.into(), "row")));
    tell_sharing(studio, seat.pattern, &tracks);
    Ok(())
}

/// Pastes over; what stood there is in the clipboard then.
fn swap(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let copied = copied(seat)?;
    let before = copied.under(studio.song(), seat.round(), seat.place);
    put(studio, seat, "swap", &copied, Paste::Over)?;
    seat.clipboard.push(before);
    Ok(())
}

/// What stands first in a copied block, for lists.
fn beginning(copied: &Clipboard) -> String {
    let text = text::write(copied);
    let rows: Vec<&str> =
        text.lines().skip(1).filter_map(|line| line.split_once(' ')).map(|(_, row)| row).collect();
    if rows.is_empty() {
        "nothing stands in it".to_owned()
    } else {
        rows.join(", ").chars().take(200).collect()
    }
}

fn told(place: usize, copied: &Clipboard) -> String {
    format!("copy {}: {}", place + 1, extent(copied.rows.into(), copied.tracks.len()))
}

/// Lists what was copied; the chosen one is pasted from then on.
fn list(seat: &mut Seat) -> Answer {
    let item =
        |(place, copied): (usize, &Clipboard)| Item { name: told(place, copied), help: beginning(copied) };
    let items: Vec<Item> = seat.clipboard.all().enumerate().map(item).collect();
    let present = items.get(seat.clipboard.place()).ok_or("nothing was copied yet")?.name.clone();
    choose(seat, "Copied", items, &present, |studio, seat, name| {
        let number = name.split([' ', ':']).nth(1);
        let place = number.and_then(|word| word.parse::<usize>().ok());
        go_to(studio, seat, place.and_then(|place| place.checked_sub(1)))
    })
}

fn go_to(studio: &mut Studio, seat: &mut Seat, place: Option<usize>) -> Answer {
    let found = place.and_then(|place| Some((place, seat.clipboard.choose(place)?)));
    let (place, copied) = found.ok_or("nothing else was copied")?;
    studio.say(format!("pasting takes {}, {}", told(place, copied), beginning(copied)));
    Ok(())
}

/// Text that the terminal pasted into the grid: a block, pasted over what stands here.
///
/// # Errors
/// Line and column of what is no block.
pub fn paste_text(studio: &mut Studio, seat: &mut Seat, pasted: &str) -> Answer {
    let read = match openmpt::is_one(pasted) {
        true => openmpt::read(pasted),
        false => text::read(pasted).map(|block| (block, 0)),
    };
    let (block, left_out) = read.map_err(|why| format!("the pasted text is no block: {why}"))?;
    seat.clipboard.push(block);
    paste(studio, seat, "paste", Paste::Over)?;
    if left_out > 0 {
        studio.warn(format!("left out, nothing like them is known here: {}", counted(left_out, "field")));
    }
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("copy", &["ctrl-c", "alt-c"], "copy the block or the field", |studio, seat, _| {
        take(studio, seat);
        Ok(())
    }),
    Command::in_grid(
        "cut",
        &["ctrl-x", "alt-z"],
        "copy the block or the field and empty it",
        |studio, seat, _| cut(studio, seat),
    )
    .destroying(),
    Command::in_grid("paste", &["ctrl-v", "alt-o"], "paste over what stands here", |studio, seat, _| {
        paste(studio, seat, "paste", Paste::Over)
    }),
    Command::in_grid("paste-mix", &["alt-m"], "paste into empty fields only", |studio, seat, _| {
        paste(studio, seat, "mix paste", Paste::Mix)
    }),
    Command::in_grid(
        "paste-insert",
        &["alt-p"],
        "paste and move down what stands here",
        |studio, seat, _| paste(studio, seat, "insert paste", Paste::Insert),
    ),
    Command::in_grid("clear-block", &[], "empty the marked block", |studio, seat, _| clear(studio, seat))
        .destroying(),
    Command::in_grid(
        "paste-flood",
        &["\\ f"],
        "paste over and over, to the pattern's end",
        |studio, seat, _| flood(studio, seat),
    ),
    Command::in_grid(
        "paste-polymeter",
        &["\\ p"],
        "paste into lanes that turn with the length of what was copied from then on",
        |studio, seat, _| polymeter(studio, seat),
    ),
    Command::in_grid(
        "swap",
        &["\\ w"],
        "paste over what stands here, which can be pasted then",
        |studio, seat, _| swap(studio, seat),
    ),
    Command::in_grid("copied", &["\\ c"], "list what was copied lately, to paste it again", |_, seat, _| {
        list(seat)
    }),
    Command::in_grid(
        "copied-before",
        &["\\ ["],
        "let pasting take what was copied before that",
        |studio, seat, _| go_to(studio, seat, seat.clipboard.place().checked_add(1)),
    ),
    Command::in_grid(
        "copied-after",
        &["\\ ]"],
        "let pasting take what was copied after that",
        |studio, seat, _| go_to(studio, seat, seat.clipboard.place().checked_sub(1)),
    ),
];
