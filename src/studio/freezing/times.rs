//! How long the rows of a pattern are wherever the song plays it: found by playing the song without its sound, for effects that set
//! tempo and speed may stand anywhere before.

use crate::dsp::units::SampleRate;
use crate::render::excerpt::Excerpt;
use crate::sequencer::clock::TickLength;
use crate::sequencer::player::{Player, Playing, Position};
use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::notation::effect_text;
use crate::song::tempo::Tempo;
use std::sync::Arc;

/// Effects that hold on beyond their pattern: speed and tempo.
const TIMES: &[u8] = b"AT";
/// Ticks after which a song is no longer followed: most of a day at 120 BPM.
const MOST_TICKS: u32 = 4_000_000;
/// Ticks between two looks at whether it is still wanted.
const BREATH: u32 = 4_096;

/// A pattern, passed through once.
struct Pass {
    order: u16,
    repeat: u8,
    /// The tempo before it.
    before: Option<Tempo>,
    /// The rows of its ticks, and how long these are.
    ticks: Vec<(u16, TickLength)>,
}

/// The tempo at which some patterns, which have one lane in common, begin where the song plays them, if no entry of the order list
/// says it; `as_entry` is the entry and the pattern that are rendered.
///
/// # Errors
/// If they are not everywhere as long as that one will be: the place that makes them so. Or if `go_on` says stop.
pub(super) fn begins(
    song: &Song,
    (order, pattern): (u16, u16),
    patterns: &[u16],
    go_on: &dyn Fn() -> bool,
) -> Result<Option<Tempo>, String> {
    if changes(song, song.order.len()).is_none() {
        return Ok(None);
    }
    let stopped = || "it was stopped".to_owned();
    let passes = passes(song, Playing::Song { order: 0, row: 0, repeat: false }, patterns, go_on);
    let passes = passes.ok_or_else(stopped)?;
    let Some(first) = passes.first() else { return Ok(None) };
    let rows = song.patterns.get(pattern.into()).map_or(1, |pattern| pattern.length.max(1));
    let part = Excerpt { order, pattern, rows: 0..=rows - 1, tracks: None };
    let as_rendered = |tempo: Option<Tempo>| {
        let (mut excerpt, plan) = part.plan(song, SampleRate(48_000));
        let from = plan.from.order;
        if let Some(entry) = Arc::make_mut(&mut excerpt.order).get_mut(usize::from(from)) {
            entry.tempo = tempo.or(entry.tempo);
        }
        let playing = Playing::Song { order: from, row: 0, repeat: false };
        self::passes(&excerpt, playing, &[pattern], go_on).map(|passes| passes.into_iter().next())
    };
    let mut odd = first;
    for tempo in [None, first.before] {
        let Some(rendered) = as_rendered(tempo).ok_or_else(stopped)? else { continue };
        let same = |pass: &&Pass| pass.ticks.iter().zip(&rendered.ticks).all(|(one, other)| one == other);
        match passes.iter().find(|pass| !same(pass)) {
            None => return Ok(tempo),
            Some(other) => odd = other,
        }
    }
    let place = changes(song, usize::from(odd.order) + 1).unwrap_or_default();
    let time = if odd.repeat > 0 { format!(", time {}", odd.repeat + 1) } else { String::new() };
    Err(format!("its rows are not everywhere as long: at entry {}{time} {place} makes them so", odd.order))
}

/// The passes of some patterns, in the order in which they come. `None` if nobody waits for them any more.
fn passes(song: &Song, playing: Playing, patterns: &[u16], go_on: &dyn Fn() -> bool) -> Option<Vec<Pass>> {
    let silent = Song { instruments: Vec::new(), ..song.clone() };
    let mut player = Player::new();
    let mut commands = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(&silent, playing);
    let (mut found, mut before, mut now): (Vec<Pass>, Option<Tempo>, Option<(u16, u8)>) =
        (Vec::new(), None, None);
    for ticks in 0..MOST_TICKS {
        if ticks % BREATH == 0 && !go_on() {
            return None;
        }
        let Some(tick) = player.tick(&silent, &mut commands) else { break };
        let Position { order, repeat, pattern, row, .. } = tick.position;
        if patterns.contains(&pattern) {
            if now != Some((order, repeat)) && row == 0 {
                found.push(Pass { order, repeat, before, ticks: Vec::new() });
            }
            if let Some(pass) = found.last_mut().filter(|pass| (pass.order, pass.repeat) == (order, repeat)) {
                pass.ticks.push((row, tick.length));
            }
        }
        (before, now) = (Some(tick.tempo), Some((order, repeat)));
    }
    Some(found)
}

/// The last effect on tempo or speed in the first so many entries of the order list, and where it stands.
fn changes(song: &Song, entries: usize) -> Option<String> {
    let patterns = song.order[..entries.min(song.order.len())].iter().rev().map(|entry| entry.pattern);
    let in_pattern = |pattern: u16| {
        let tracks = song.tracks.iter().enumerate();
        let effects = tracks.flat_map(|(track, settings)| {
            let rows = song.lane(pattern.into(), track).into_iter().flat_map(Lane::rows);
            rows.flat_map(move |(row, what)| {
                let shown = what.effects.into_iter().take(settings.effect_columns.into()).flatten();
                shown.map(move |effect| (row, track, effect))
            })
        });
        let last = effects.filter(|(.., effect)| TIMES.contains(&effect.code)).max_by_key(|(row, ..)| *row);
        last.map(|(row, track, effect)| {
            format!("{} in row {row} of track {} of pattern {pattern}", effect_text(Some(effect)), track + 1)
        })
    };
    patterns.into_iter().find_map(in_pattern)
}
