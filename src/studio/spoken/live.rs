//! The live view in words: the section under the cursor, what plays, what waits, the track under the cursor.

use crate::studio::Studio;
use crate::studio::live::sections::sections;
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// What stands under the cursor.
pub fn here(studio: &Studio, seat: &Seat) -> String {
    let song = studio.song();
    let all = sections(song);
    let at = seat.sheets[View::Live.index()].row.min(all.len().saturating_sub(1));
    let Some(section) = all.get(at) else { return "no section".to_owned() };
    let track = song.tracks.get(usize::from(seat.place.track)).map_or("", |track| &track.name);
    let silent = studio.performing().silent.checked_shr(seat.place.track.into()).unwrap_or(0) & 1 == 1;
    let heard = if silent { "silent" } else { "heard" };
    format!(
        "section {} of {}, {}, track {} {track} {heard}",
        at + 1,
        all.len(),
        section.name,
        seat.place.track + 1
    )
}
