//! Tracks: adding, moving, their columns, and who is heard.

use super::{Answer, Command};
use crate::song::edit::Edit;
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS};
use crate::song::track::Track;
use crate::studio::Studio;
use crate::studio::block::together;
use crate::studio::seat::Seat;
use crate::studio::writing::Turn;

/// The edit that changes the settings of the track under the cursor.
fn set(studio: &mut Studio, seat: &Seat, name: &str, change: impl FnOnce(&mut Track)) -> Answer {
    let at = seat.place.track;
    let old = studio.song().tracks.get(usize::from(at)).ok_or("there is no such track")?;
    let mut track = (**old).clone();
    change(&mut track);
    studio.turn_and_write(seat, name, Edit::SetTrack { at, track: Box::new(track) }, Turn::Once)
}

fn track(studio: &Studio, seat: &Seat) -> Track {
    let track = studio.song().tracks.get(usize::from(seat.place.track));
    track.map(|track| (**track).clone()).unwrap_or_default()
}

fn add(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let at = seat.place.track + 1;
    let count = studio.song().tracks.len();
    let name = if name.is_empty() { format!("Track {}", count + 1) } else { name.to_owned() };
    studio
        .edit("add track", Edit::InsertTrack { at, track: Box::new(Track { name, ..Track::default() }) })?;
    seat.place.track = at;
    Ok(())
}

fn shift(studio: &mut Studio, seat: &mut Seat, to: Option<u16>) -> Answer {
    let to = to.filter(|to| usize::from(*to) < studio.song().tracks.len());
    let to = to.ok_or("the track is at the edge already")?;
    studio.edit("move track", Edit::MoveTrack { from: seat.place.track, to })?;
    seat.place.track = to;
    Ok(())
}

/// A number of columns, one more or fewer.
fn counted(old: u8, more: bool, most: usize, what: &str) -> Result<u8, String> {
    let new = if more { old.checked_add(1) } else { old.checked_sub(1) };
    let new = new.filter(|new| (1..=most).contains(&usize::from(*new)));
    new.ok_or_else(|| format!("a track has 1 to {most} {what} columns"))
}

fn note_columns(studio: &mut Studio, seat: &Seat, more: bool) -> Answer {
    let count = counted(track(studio, seat).note_columns, more, NOTE_COLUMNS, "note")?;
    set(studio, seat, "note columns", |track| track.note_columns = count)
}

fn effect_columns(studio: &mut Studio, seat: &Seat, more: bool) -> Answer {
    let count = counted(track(studio, seat).effect_columns, more, EFFECT_COLUMNS, "effect")?;
    set(studio, seat, "effect columns", |track| track.effect_columns = count)
}

fn toggle_mute(studio: &mut Studio, seat: &Seat) -> Answer {
    set(studio, seat, "mute", |track| track.mute = !track.mute)?;
    let Track { name, mute, .. } = track(studio, seat);
    studio.say(format!("{name} is {}", if mute { "muted" } else { "heard" }));
    Ok(())
}

fn toggle_solo(studio: &mut Studio, seat: &Seat) -> Answer {
    set(studio, seat, "solo", |track| track.solo = !track.solo)?;
    let Track { name, solo, .. } = track(studio, seat);
    studio.say(format!("{name} is {}", if solo { "solo" } else { "no longer solo" }));
    Ok(())
}

/// Mutes all tracks of a mute group, or lets all of them be heard if all are muted.
pub fn mute_group(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let group = match text {
        "" => track(studio, seat).mute_group,
        text => text.parse().map_err(|_| "expected the number of a mute group, 1 to 8")?,
    };
    let of_group = || studio.song().tracks.iter().enumerate().filter(|(_, track)| track.mute_group == group);
    if group == 0 || of_group().next().is_none() {
        return Err("no track has that mute group: the mixer's row mute group puts one into it".to_owned());
    }
    let mute = !of_group().all(|(_, track)| track.mute);
    let changed = of_group().filter(|(_, track)| track.mute != mute);
    let edits = changed.map(|(at, track)| Edit::SetTrack {
        at: at as u16,
        track: Box::new(Track { mute, ..(**track).clone() }),
    });
    let edit = together(edits.collect()).ok_or("nothing changes")?;
    studio.edit(&format!("mute group {group}"), edit)?;
    studio.say(format!("mute group {group} is {}", if mute { "muted" } else { "heard" }));
    Ok(())
}

fn unmute_all(studio: &mut Studio) -> Answer {
    let silenced = studio.song().tracks.iter().enumerate().filter(|(_, track)| track.mute || track.solo);
    let edits = silenced.map(|(at, track)| {
        let track = Track { mute: false, solo: false, ..(**track).clone() };
        Edit::SetTrack { at: at as u16, track: Box::new(track) }
    });
    let edit = together(edits.collect()).ok_or("no track is muted or solo")?;
    studio.edit("unmute all", edit)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "mute",
        &["alt-f9", "ctrl-w t"],
        "silence the track, or let it be heard",
        |studio, seat, _| toggle_mute(studio, seat),
    ),
    Command::in_grid(
        "solo",
        &["alt-f10", "ctrl-w y"],
        "hear only this track, or all again",
        |studio, seat, _| toggle_solo(studio, seat),
    ),
    Command::in_grid(
        "mute-group",
        &["ctrl-w %"],
        "mute the tracks of a mute group (this track's), or let them be heard",
        |studio, seat, text| mute_group(studio, seat, text),
    )
    .taking("[1-8]"),
    Command::in_grid("unmute-all", &["ctrl-w !"], "no track is muted or solo any more", |studio, _, _| {
        unmute_all(studio)
    }),
    Command::in_grid("add-track", &[], "a new track to the right", |studio, seat, text| {
        add(studio, seat, text)
    })
    .taking("[NAME]"),
    Command::in_grid("remove-track", &[], "take the track and all its lanes out", |studio, seat, _| {
        studio.edit("remove track", Edit::RemoveTrack { at: seat.place.track })
    })
    .destroying(),
    Command::in_grid("rename-track", &[], "another name for the track", |studio, seat, text| {
        set(studio, seat, "rename track", |track| track.name = text.to_owned())
    })
    .taking("NAME"),
    Command::in_grid(
        "move-track-left",
        &["ctrl-w <"],
        "the track one place to the left",
        |studio, seat, _| shift(studio, seat, seat.place.track.checked_sub(1)),
    ),
    Command::in_grid(
        "move-track-right",
        &["ctrl-w >"],
        "the track one place to the right",
        |studio, seat, _| shift(studio, seat, seat.place.track.checked_add(1)),
    ),
    Command::in_grid("more-notes", &["ctrl-w ]"], "one more note column", |studio, seat, _| {
        note_columns(studio, seat, true)
    }),
    Command::in_grid("fewer-notes", &["ctrl-w ["], "hide the last note column", |studio, seat, _| {
        note_columns(studio, seat, false)
    }),
    Command::in_grid("more-effects", &["ctrl-w @"], "one more effect column", |studio, seat, _| {
        effect_columns(studio, seat, true)
    }),
    Command::in_grid("fewer-effects", &["ctrl-w #"], "hide the last effect column", |studio, seat, _| {
        effect_columns(studio, seat, false)
    }),
    Command::in_grid(
        "show-delay",
        &["ctrl-w '"],
        "show the notes' delays, or hide them",
        |studio, seat, _| set(studio, seat, "show delay", |track| track.show_delay = !track.show_delay),
    ),
];
