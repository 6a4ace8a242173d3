//! Notes that do not come each time: on some passes only, by chance, while fill is on.

use super::grid::columns;
use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::notation::effect_text;
use crate::song::track::Track;
use std::fmt;

/// On what it depends whether a note comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On the pass: how often the lane has been played since its entry began.
    Pass,
    /// On chance, or on another condition.
    Other,
    /// On what the player does.
    Fill,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// On what it depends.
    pub kind: Kind,
    /// As it is written.
    pub text: String,
    /// The lane's row.
    pub row: u16,
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} in row {}", self.text, self.row)
    }
}

fn kind(code: u8, value: u8) -> Option<Kind> {
    match (code, value) {
        (b'%', value) => (value & 15 > 1).then_some(Kind::Pass),
        (b'S', 0x20..=0x23) => Some(Kind::Pass),
        (b'S', 0x24..=0x27) => Some(Kind::Other),
        (b'S', 0x28..=0x29) => Some(Kind::Fill),
        (b'?', value) => (value < u8::MAX).then_some(Kind::Other),
        _ => None,
    }
}

/// All conditions of a lane, as far as its track plays them.
fn all<'a>(track: &'a Track, lane: &'a Lane) -> impl Iterator<Item = Condition> + 'a {
    let rows = lane.rows().iter().take_while(|(row, _)| lane.length.is_none_or(|length| *row < length));
    rows.flat_map(move |(row, what)| {
        let shown =
            what.effects.into_iter().take(columns(track).iter().filter(|column| column.is_effect()).count());
        shown.flatten().filter_map(move |effect| {
            let kind = kind(effect.code, effect.value)?;
            Some(Condition { kind, text: effect_text(Some(effect)).to_string(), row })
        })
    })
}

/// The condition of a lane that depends on most: one on what the player does, else on chance, else on the pass.
pub fn of_lane(track: &Track, lane: &Lane) -> Option<Condition> {
    let rank = |condition: &Condition| match condition.kind {
        Kind::Fill => 0,
        Kind::Other => 1,
        Kind::Pass => 2,
    };
    all(track, lane).min_by_key(rank)
}

/// What keeps the repeats of an entry's pattern together: a condition on their passes, which would begin anew where they are cut
/// apart.
///
/// # Errors
/// If there is one: where.
pub fn may_cut(song: &Song, pattern: u16, repeats: u8) -> Result<(), String> {
    for (track, settings) in song.tracks.iter().enumerate().filter(|_| repeats > 1) {
        let Some(lane) = song.lane(pattern.into(), track) else { continue };
        if let Some(found) = all(settings, lane).find(|condition| condition.kind == Kind::Pass) {
            return Err(format!(
                "the repeats of pattern {pattern} count their passes ({found} of track {}): cut apart they would begin anew",
                track + 1
            ));
        }
    }
    Ok(())
}
