//! Which clips sound where playback begins, and how far each of them has come: the song is played up to there without its sound.
//!
//! Looked for by whoever tells the engine to play, never on the audio thread.

use super::beats::Beats;
use super::chase::Said;
use super::clock::Clock;
use super::command::{Action, Command};
use super::duration::without_notes;
use super::player::{Player, Playing};
use crate::dsp::units::{Frames, SampleRate};
use crate::song::Song;
use crate::song::pattern::LaneSlot;

/// A clip that sounds: its pattern, its row, the row by which its take is chosen, and the frame and the beat at which it began.
type Sounding = (u16, u16, u16, (u64, f64));

/// Whether any lane of a pattern has a clip.
fn has_clips(song: &Song, pattern: u16) -> bool {
    let lanes = song.patterns.get(pattern.into()).map_or(0, |pattern| pattern.lanes.len());
    (0..lanes).any(|track| song.lane(pattern.into(), track).is_some_and(|lane| !lane.clips().is_empty()))
}

/// Whether the song has any clip.
pub fn any(song: &Song) -> bool {
    let of_slot = |slot: &LaneSlot| matches!(slot, LaneSlot::Own(lane) if !lane.clips().is_empty());
    song.patterns.iter().any(|pattern| pattern.lanes.iter().any(of_slot))
        || song.shared_lanes.iter().any(|lane| !lane.clips().is_empty())
}

/// The clips that began before the place from which playback begins, on each track the last one, in frames of `rate`.
pub fn before(song: &Song, playing: Playing, rate: SampleRate) -> Vec<Said> {
    let (from, patterns) = match playing {
        Playing::Song { order, .. } => {
            let entries = song.order.iter().take(usize::from(order) + 1);
            (Playing::Song { order: 0, row: 0, repeat: false }, entries.map(|entry| entry.pattern).collect())
        }
        Playing::Pattern { pattern, .. } => (Playing::Pattern { pattern, row: 0 }, vec![pattern]),
    };
    if from == playing || !patterns.into_iter().any(|pattern| has_clips(song, pattern)) {
        return Vec::new();
    }
    let silent = without_notes(song);
    let (mut player, mut clock) = (Player::new(), Clock::new(rate));
    let mut commands: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    let mut sounding: Vec<Option<Sounding>> = vec![None; song.tracks.len()];
    let (mut now, mut beats) = (Frames(0), Beats::ZERO);
    player.start(&silent, from);
    let mut last = 0;
    for _ in 0..Player::MOST_TICKS {
        let Some(tick) = player.tick(&silent, &mut commands) else { break };
        let place = tick.position;
        // A pattern that begins again without having come there never will.
        if matches!(playing, Playing::Pattern { .. }) && std::mem::replace(&mut last, place.row) > place.row {
            break;
        }
        let here = match playing {
            Playing::Song { order, row, .. } => (place.order, place.row) == (order, row),
            Playing::Pattern { row, .. } => place.row == row,
        };
        if here && place.tick == 0 {
            let said = sounding.into_iter().enumerate().filter_map(|(track, clip)| {
                let (pattern, row, take, (frame, beat)) = clip?;
                let (frames, beats) = (now.0 - frame, beats.float() - beat);
                Some(Said::Clip { track: track as u8, pattern, row, take, frames, beats })
            });
            return said.collect();
        }
        for command in &commands {
            let Action::Clip { track, pattern, row } = command.action else { continue };
            let lane = song.lane(pattern.into(), track.into());
            let Some(clip) = lane.and_then(|lane| lane.clip_through(row)) else { continue };
            let place = &mut sounding[usize::from(track)];
            match place {
                _ if clip.row == row => *place = Some((pattern, row, row, (now.0, beats.float()))),
                Some((of, begun, take, _)) if (*of, *begun) == (pattern, clip.row) => *take = row,
                _ => {}
            }
        }
        now = clock.tick(tick.length);
        beats = beats.plus(Beats::of(tick.beats.0, tick.beats.1));
    }
    Vec::new()
}
