//! What is to be rendered: which part of a song, how often, at which rate.

use super::place::Place;
use crate::dsp::units::{Frames, SampleRate};
use crate::sequencer::clock::Clock;
use crate::sequencer::command::Command;
use crate::sequencer::player::{Player, Playing, Rounds};
use crate::song::Song;
use crate::song::order::OrderEntry;
use std::sync::Arc;

/// What is rendered.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Frames per second.
    pub rate: SampleRate,
    /// Frames computed at once, at least 1. Changes nothing in the result.
    pub block: usize,
    /// Where it begins.
    pub from: Place,
    /// Where it ends: the first row that is not played. `None`: at the song's end.
    pub to: Option<Place>,
    /// How often the part is played, at least 1.
    pub loops: u32,
    /// What chance in the song comes from instead of the song's own seed.
    pub seed: Option<u64>,
}

impl Default for Plan {
    /// The whole song, once.
    fn default() -> Self {
        Plan {
            rate: SampleRate::STANDARD,
            block: 1_024,
            from: Place::default(),
            to: None,
            loops: 1,
            seed: None,
        }
    }
}

/// A song that has been cut and seeded as planned.
#[derive(Clone, Debug)]
pub struct Part {
    /// What is played of it is all that is left of it.
    pub song: Song,
    /// Where playing begins.
    pub playing: Playing,
    /// When it ends although it repeats.
    pub rounds: Option<Rounds>,
    /// Frames from its first row to its end, without what still sounds then.
    pub span: Frames,
}

impl Plan {
    /// Cuts and seeds the song.
    ///
    /// # Errors
    /// If nothing is left of it, or it does not end: a sentence.
    pub fn part(&self, song: &Song) -> Result<Part, String> {
        let mut song = song.clone();
        if let Some(seed) = self.seed {
            Arc::make_mut(&mut song.settings).seed = seed;
        }
        if let Some(to) = self.to {
            if to <= self.from {
                return Err("nothing is left to render: it ends before it begins".to_owned());
            }
            end_at(&mut song, to);
        }
        let Place { order, row } = self.from;
        let playing = Playing::Song { order, row, repeat: self.loops > 1 };
        let rounds = (self.loops > 1).then_some(Rounds { count: self.loops, order, row });
        let span = span(&song, playing, rounds, self.rate)?;
        Ok(Part { song, playing, rounds, span })
    }
}

/// Takes everything from that place on out of the order list. The pattern in which it lies is played once, up to it.
fn end_at(song: &mut Song, to: Place) {
    let order = Arc::make_mut(&mut song.order);
    let last = order.get(usize::from(to.order)).filter(|_| to.row > 0).cloned();
    order.truncate(to.order.into());
    let Some(last) = last else { return };
    let Some(pattern) = song.patterns.get(last.pattern.into()) else { return };
    let mut pattern = (**pattern).clone();
    pattern.length = to.row;
    order.push(OrderEntry { pattern: song.patterns.len() as u16, repeats: 1, ..last });
    song.patterns.push(Arc::new(pattern));
}

/// Plays the part without its sound to know its length.
fn span(song: &Song, playing: Playing, rounds: Option<Rounds>, rate: SampleRate) -> Result<Frames, String> {
    let (mut player, mut clock) = (Player::new(), Clock::new(rate));
    let mut commands: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, playing);
    rounds.into_iter().for_each(|rounds| player.bound(rounds));
    let mut end = Frames(0);
    for _ in 0..Player::MOST_TICKS {
        let Some(tick) = player.tick(song, &mut commands) else {
            return if end.0 > 0 { Ok(end) } else { Err("nothing is left to render".to_owned()) };
        };
        end = clock.tick(tick.length);
    }
    Err("it is too long to be rendered: it plays on for most of a day".to_owned())
}
