//! How long a song is: it is played without its sound, so that tempo, repeats, jumps, breaks and longer rows count as they will.

use super::clock::Clock;
use super::command::Command;
use super::player::{Player, Playing, Tick};
use crate::dsp::units::SampleRate;
use crate::song::Song;

/// Ticks between two looks at whether it is still wanted.
const BREATH: u32 = 4_096;
/// Frames in which it is measured; exact to one of them.
pub(super) const RATE: SampleRate = SampleRate(48_000);

/// How long a song is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Duration {
    /// When each entry of the order list begins for the first time, in seconds; `None` where playing never comes.
    pub entries: Vec<Option<f64>>,
    /// Rows that are played.
    pub rows: u64,
    /// Seconds until it ends.
    pub seconds: f64,
    /// Whether it ends.
    pub ends: bool,
}

/// Measures a song from its start. `None` if `go_on` says that nobody waits for it any more.
pub fn measure(song: &Song, go_on: impl Fn() -> bool) -> Option<Duration> {
    let mut found = Duration { entries: vec![None; song.order.len()], ..Duration::default() };
    let (end, ends) = walk(song, go_on, |tick, frame| {
        let position = tick.position;
        if let Some(begin) = found.entries.get_mut(usize::from(position.order)) {
            begin.get_or_insert(seconds(frame));
        }
        found.rows += u64::from(position.tick == 0);
    })?;
    Some(Duration { seconds: seconds(end), ends, ..found })
}

/// Goes through a song from its start; `told` hears of every tick and the frame of [`RATE`] at which it begins. The frame at which the song
/// ends, and whether it does; `None` if `go_on` says that nobody waits for it any more.
pub(super) fn walk(
    song: &Song,
    go_on: impl Fn() -> bool,
    mut told: impl FnMut(&Tick, u64),
) -> Option<(u64, bool)> {
    let silent = without_notes(song);
    let (mut player, mut clock) = (Player::new(), Clock::new(RATE));
    let mut commands: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(&silent, Playing::Song { order: 0, row: 0, repeat: false });
    let mut end = 0;
    for ticks in 0..Player::MOST_TICKS {
        if ticks % BREATH == 0 && !go_on() {
            return None;
        }
        let Some(tick) = player.tick(&silent, &mut commands) else { return Some((end, true)) };
        told(&tick, end);
        end = clock.tick(tick.length).0;
    }
    Some((end, false))
}

/// A song of the same length that strikes no note: those change nothing about time, and without instruments there are none.
pub(super) fn without_notes(song: &Song) -> Song {
    Song { instruments: Vec::new(), ..song.clone() }
}

fn seconds(frames: u64) -> f64 {
    frames as f64 / f64::from(RATE.0)
}
