//! One channel in one tick of its row: its cell, its effects, what is cut, where the note is then.

use super::channel::{ChannelState, Plan, Sway};
use super::command::{Action, Command};
use super::effects::{Act, Moment, push, run, run_field};
use super::position::Flow;
use super::trigger::{RowTime, begin, continue_row};
use crate::song::Song;
use crate::song::row::{EFFECT_COLUMNS, EffectCell, NoteCell, VolumeCell};

/// What all channels of a track have in common in a tick.
#[derive(Clone, Copy)]
pub(super) struct Step<'a> {
    /// The song.
    pub song: &'a Song,
    /// The track's number.
    pub track: usize,
    /// The tick within the row.
    pub tick: u16,
    /// How often the lane has been passed through, from 0.
    pub pass: u32,
    /// Different for every row and track.
    pub seed: u64,
    /// The row's times.
    pub time: RowTime,
    /// Whether nothing is written in the row.
    pub empty: bool,
    /// Whether the row is the same one once more.
    pub again: bool,
}

/// Plays a channel's cell and effects in a tick.
pub(super) fn play(
    channel: &mut ChannelState,
    (cell, effects): (NoteCell, [Option<EffectCell>; EFFECT_COLUMNS]),
    step: Step,
    flow: &mut Flow,
    out: &mut Vec<Command>,
) {
    let Step { song, track, tick, pass, seed, time, .. } = step;
    let first = tick == 0;
    if first {
        channel.effects = effects;
        channel.field = match cell.volume {
            Some(VolumeCell::Effect(effect, digit)) => Some((effect, digit)),
            _ => None,
        };
        channel.cut_at = None;
    }
    if channel.rests() && (!first || step.empty) {
        return;
    }
    (channel.sway, channel.began) = (Sway::default(), 0);
    let instrument = channel.instrument;
    let mut act = Act { channel, flow, out, song, track, column: 0, instrument, tick, pass, seed };
    if first {
        act.channel.plan = Plan::PLAIN;
        each_effect(&mut act, Moment::Before);
        act.channel.plan.skip |= act.channel.muted || step.again;
        begin(act.channel, cell, song, time, act.out);
    } else {
        continue_row(act.channel, song, time, act.out);
    }
    each_effect(&mut act, if first { Moment::Row } else { Moment::Tick });
    finish(act.channel, song, tick, act.out);
}

/// Runs a channel's effects of the row, and its volume field's.
fn each_effect(act: &mut Act, moment: Moment) {
    if let Some((effect, digit)) = act.channel.field {
        run_field(act, effect, digit, moment);
    }
    for (column, effect) in act.channel.effects.into_iter().enumerate() {
        if let Some(effect) = effect {
            act.column = column;
            run(act, effect.code, effect.value, moment, false);
        }
    }
}

/// Cuts what is to be cut and sends where the note now is, if that has changed.
fn finish(channel: &mut ChannelState, song: &Song, tick: u16, out: &mut Vec<Command>) {
    let number = channel.number;
    let sounded = channel.sounding;
    if channel.muted || (sounded && channel.cut_at == Some(tick)) {
        channel.sounding = false;
        (channel.hits, channel.waiting, channel.gate) = (None, None, None);
    }
    if sounded && !channel.sounding {
        push(out, Command { at: channel.began, action: Action::Cut(number) });
    }
    let drive = channel.drive(song);
    if channel.sounding && channel.sent != Some(drive) {
        channel.sent = Some(drive);
        push(out, Command { at: channel.began, action: Action::Drive(number, drive) });
    }
}
