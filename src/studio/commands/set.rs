//! Sets: songs one after the other in a show.

use super::files::path;
use super::{Answer, Command, Context};
use crate::io::set_file;
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::set::Set;
use crate::studio::view::View;

/// Opens a set list: its first song begins with the first command, and the others are made ready meanwhile.
///
/// # Errors
/// If it cannot be read, or its songs cannot be.
pub(super) fn open(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let path = path(text);
    let list = set_file::read(&path).map_err(|fault| fault.to_string())?;
    let set = Set::new(list, &path, 0);
    studio.open_set(set)?;
    super::views::look(studio, seat, View::Stage);
    Ok(())
}

/// A song by its number from 1, or by the begin of its title.
fn go(studio: &mut Studio, text: &str) -> Answer {
    let set = studio.set.as_ref().ok_or("no set list is open")?;
    let count = set.list.songs.len();
    let by_number =
        text.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|at| *at < count);
    let begins = |at: &usize| set.title(*at).to_lowercase().starts_with(&text.to_lowercase());
    let at = by_number.or_else(|| (0..count).find(begins));
    let at =
        at.ok_or_else(|| format!("{text} is no song of the set; expected its title, or 1 to {count}"))?;
    studio.go_in_set(at)
}

fn previous(studio: &mut Studio) -> Answer {
    let at = studio.set.as_ref().ok_or("no set list is open")?.at();
    let before = at.checked_sub(1).ok_or("this is the first song of the set")?;
    studio.go_in_set(before)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "view-stage",
        &["% tab"],
        "the stage in big letters: this song, the time that is left, notes, the next song",
        |studio, seat, _| {
            super::views::look(studio, seat, View::Stage);
            Ok(())
        },
    )
    .looking(),
    Command::at(
        Context::Everywhere,
        "open-set",
        &[],
        "open a set list: songs that are played one after the other without a gap",
        open,
    )
    .taking("FILE")
    .destroying(),
    Command::at(
        Context::Everywhere,
        "next-song",
        &["% pagedown", "% space"],
        "go to the next song of the set where the pattern ends; once more: at once",
        |studio, _, _| studio.next_in_set(),
    ),
    Command::at(
        Context::Everywhere,
        "previous-song",
        &["% pageup"],
        "go back to the song before in the set as soon as it is loaded",
        |studio, _, _| previous(studio),
    ),
    Command::at(
        Context::Everywhere,
        "song-of-set",
        &["% g"],
        "go to a song of the set by its number or title as soon as it is loaded",
        |studio, _, text| go(studio, text),
    )
    .taking("SONG"),
    Command::at(
        Context::Everywhere,
        "leave-set",
        &[],
        "the present song stays open by itself; nothing follows it",
        |studio, _, _| studio.leave_set(),
    )
    .destroying(),
];
