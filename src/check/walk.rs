//! A song played from its start to its end without its sound: where it goes, how fast, and what becomes of its notes. It takes as
//! long as the song has ticks.

use super::holding::{Held, Holding, Spot};
use super::reading::Reading;
use crate::dsp::units::SampleRate;
use crate::sequencer::clock::Clock;
use crate::sequencer::command::{Action, Command};
use crate::sequencer::player::{Player, Playing, Rounds};
use crate::song::Song;
use crate::song::row::EffectCell;
use crate::song::voicing::MOST_VOICES;
use std::collections::BTreeMap;

/// Ticks between two looks at whether it is still wanted.
const BREATH: u64 = 4_096;

/// The tempo is another one than in the row before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The row where it is.
    pub spot: Spot,
    /// BPM before.
    pub from: f64,
    /// BPM from here on.
    pub to: f64,
}

/// More notes are held than an instrument has voices, or than there are in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// The first time.
    pub first: Held,
    /// The most notes at once.
    pub notes: usize,
    /// How many there is room for.
    pub limit: usize,
}

/// A song, played.
#[derive(Debug, Default)]
pub struct Walk {
    /// Which entries of the order list are played.
    pub entries: Vec<bool>,
    /// Which patterns are played.
    pub patterns: Vec<bool>,
    /// The frame at which each row begins.
    pub rows: Vec<(u64, Spot)>,
    /// Where the tempo changes.
    pub steps: Vec<Step>,
    /// The frames at which notes begin on each track.
    pub strikes: Vec<Vec<u64>>,
    /// The notes that never end.
    pub hung: Vec<Held>,
    /// Instruments that run out of voices; under `None` all together.
    pub crowds: BTreeMap<Option<u8>, Crowd>,
    /// What stands in the rows that are played.
    pub reading: Reading,
    /// Whether it ends.
    pub ends: bool,
    /// Ticks played.
    pub ticks: u64,
    /// Rows played.
    pub played: u64,
}

impl Walk {
    /// Plays a song. `None` if `go_on` says that nobody waits for it any more.
    pub fn of(song: &Song, rate: SampleRate, go_on: &dyn Fn() -> bool) -> Option<Walk> {
        let mut walk = Walk {
            entries: vec![false; song.order.len()],
            patterns: vec![false; song.patterns.len()],
            strikes: vec![Vec::new(); song.tracks.len()],
            ..Walk::default()
        };
        let (mut player, mut clock) = (Player::new(), Clock::new(rate));
        let mut commands: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
        player.start(song, Playing::Song { order: 0, row: 0, repeat: false });
        let (mut holding, mut begin, mut tempo) = (Holding::default(), 0, None);
        while walk.ticks < u64::from(Player::MOST_TICKS) {
            if walk.ticks.is_multiple_of(BREATH) && !go_on() {
                return None;
            }
            let Some(tick) = player.tick(song, &mut commands) else {
                walk.ends = true;
                break;
            };
            let at = tick.position;
            let spot = Spot { order: at.order, pattern: at.pattern, row: at.row };
            if at.tick == 0 {
                walk.enter(spot, begin);
                walk.reading.read(song, spot, at.before);
            }
            let now = tick.tempo.bpm();
            if let Some(from) = tempo.replace(now).filter(|from| *from != now) {
                walk.step(Step { spot, from, to: now });
            }
            let end = clock.tick(tick.length).0;
            for command in &commands {
                if let Action::Start(channel, _) = command.action
                    && let Some(strikes) = walk.strikes.get_mut(channel.track())
                {
                    strikes.push(begin + (end - begin) * u64::from(command.at) / 65_536);
                }
                if let Some(held) = holding.follow(song, spot, walk.played, &command.action) {
                    walk.count(song, &holding, held);
                }
            }
            (begin, walk.ticks) = (end, walk.ticks + 1);
        }
        let hung = if walk.jumps_back(song) { around(song, walk.ticks, go_on)? } else { holding };
        let first_round = walk.played;
        walk.hung = hung.all().filter(|held| held.sustains && held.number <= first_round).copied().collect();
        Some(walk)
    }

    /// The row that is heard at a frame.
    pub fn spot_at(&self, frame: u64) -> Option<Spot> {
        let behind = self.rows.partition_point(|(begin, _)| *begin <= frame);
        self.rows.get(behind.checked_sub(1)?).map(|(_, spot)| *spot)
    }

    /// Whether the end is a jump back to somewhere.
    fn jumps_back(&self, song: &Song) -> bool {
        let Some((_, last)) = self.rows.last().filter(|_| self.ends) else { return false };
        let leads_back = |effect: &EffectCell| effect.code == b'B' && u16::from(effect.value) <= last.order;
        let rows = (0..song.tracks.len())
            .filter_map(|track| song.lane(last.pattern.into(), track)?.written(last.row));
        rows.flat_map(|row| row.effects.into_iter().flatten()).any(|effect| leads_back(&effect))
    }

    fn enter(&mut self, spot: Spot, begin: u64) {
        let flags = [(&mut self.entries, spot.order), (&mut self.patterns, spot.pattern)];
        for (flags, number) in flags {
            if let Some(flag) = flags.get_mut(usize::from(number)) {
                *flag = true;
            }
        }
        self.rows.push((begin, spot));
        self.played += 1;
    }

    /// Steps within one row are one.
    fn step(&mut self, step: Step) {
        match self.steps.last_mut().filter(|last| last.spot == step.spot) {
            Some(last) => last.to = step.to,
            None => self.steps.push(step),
        }
    }

    /// Counts the voices that a new note needs.
    fn count(&mut self, song: &Song, holding: &Holding, held: Held) {
        let limit =
            song.instrument(held.slot.into()).map_or(MOST_VOICES, |instrument| instrument.voice_limit);
        for (whose, limit) in [(Some(held.slot), limit), (None, MOST_VOICES)] {
            if holding.count() <= usize::from(limit) {
                continue;
            }
            // What dies away by itself needs a voice at least as long as its row.
            let needs = |other: &&Held| other.sustains || other.number == held.number;
            let of = |other: &&Held| whose.is_none_or(|slot| slot == other.slot);
            let notes = holding.all().filter(needs).filter(of).count();
            if notes > usize::from(limit) {
                let crowd = Crowd { first: held, notes, limit: limit.into() };
                let known = self.crowds.entry(whose).or_insert(crowd);
                known.notes = known.notes.max(notes);
            }
        }
    }
}

/// What is held after a song that jumps back has gone around once more: what begins anew may end what was held.
fn around(song: &Song, ticks: u64, go_on: &dyn Fn() -> bool) -> Option<Holding> {
    let mut player = Player::new();
    let mut commands: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, Playing::Song { order: 0, row: 0, repeat: true });
    player.bound(Rounds { count: 2, order: 0, row: 0 });
    let (mut holding, mut played) = (Holding::default(), 0);
    for number in 0..ticks.saturating_mul(2) {
        if number % BREATH == 0 && !go_on() {
            return None;
        }
        let Some(tick) = player.tick(song, &mut commands) else { break };
        let at = tick.position;
        played += u64::from(at.tick == 0);
        let spot = Spot { order: at.order, pattern: at.pattern, row: at.row };
        commands.iter().for_each(|command| _ = holding.follow(song, spot, played, &command.action));
    }
    Some(holding)
}
