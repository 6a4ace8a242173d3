//! Notes: from a cell of the grid to commands.

use super::channel::{ChannelState, Hits, LOUDEST, Later, Plan, SEMITONE, TICK, fine};
use super::command::{Action, Command, NoteOn};
use super::effects::push;
use super::random::throw;
use crate::instruments::Patch;
use crate::song::Song;
use crate::song::note::{HIGHEST_KEY, Note};
use crate::song::row::{NoteCell, VolumeCell};

/// What a note needs to know of its row.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowTime {
    /// When the present tick began, in 1/65536 tick since the start of playback.
    pub now: u64,
    /// Ticks of the row.
    pub ticks: u64,
    /// 1/65536 of the row after which the track's own row begins, by its groove.
    pub late: u64,
    /// Semitones added to every note.
    pub transpose: i8,
    /// Semitones that are added live to every note but those of drums.
    pub live: i8,
    /// Different for every row and track.
    pub seed: u64,
}

impl RowTime {
    /// The place of a moment within the present tick in 1/65536, or `None` if it comes in a later tick.
    fn within(&self, time: u64) -> Option<u16> {
        let after = time.saturating_sub(self.now);
        (after < TICK).then_some(after as u16)
    }
}

/// Begins a row on a channel: its cell is played now or waits for its time.
pub(super) fn begin(
    channel: &mut ChannelState,
    cell: NoteCell,
    song: &Song,
    row: RowTime,
    out: &mut Vec<Command>,
) {
    channel.hits = None;
    let plan = channel.plan;
    if !cell.is_empty() && !plan.skip && plan.delay_ticks < row.ticks {
        // Delays divide what the groove has left of the row, so that nothing comes behind its end.
        let late = (u64::from(cell.delay) * 256 + plan.delay_row).min(TICK - 1);
        let late = row.late + late * (TICK - row.late) / TICK;
        let time = row.now + plan.delay_ticks * TICK + late * row.ticks;
        channel.waiting = Some(Later { time, what: cell });
    }
    continue_row(channel, song, row, out);
}

/// Plays whatever waited for the present tick: the gate of the old note, the row's note, ratchet hits, the gate.
pub(super) fn continue_row(channel: &mut ChannelState, song: &Song, row: RowTime, out: &mut Vec<Command>) {
    let next_note = channel.waiting.map_or(u64::MAX, |later| later.time);
    let_go(channel, row, next_note, out);
    if let Some(later) = channel.waiting
        && let Some(at) = row.within(later.time)
    {
        channel.waiting = None;
        play(channel, later.what, song, row, (later.time, at), out);
    }
    while let Some(hits) = channel.hits
        && let Some(at) = row.within(hits.time())
    {
        channel.hits = hits.following();
        channel.loudness = hits.loudness();
        strike(channel, &hits.plan, song, out, at, throw(row.seed, &[hits.time()]));
    }
    let_go(channel, row, u64::MAX, out);
}

/// Lets the key go if its gate ends in the present tick and before a moment.
fn let_go(channel: &mut ChannelState, row: RowTime, before: u64, out: &mut Vec<Command>) {
    if let Some(time) = channel.gate.filter(|time| *time < before)
        && let Some(at) = row.within(time)
    {
        channel.gate = None;
        push(out, Command { at, action: Action::Release(channel.number) });
    }
}

/// Plays a cell at a moment of the present tick: `(time, at)`.
fn play(
    channel: &mut ChannelState,
    cell: NoteCell,
    song: &Song,
    row: RowTime,
    (time, at): (u64, u16),
    out: &mut Vec<Command>,
) {
    channel.began = at;
    if let Some(number) = cell.instrument {
        channel.instrument = Some(number.get() - 1);
        channel.volume = LOUDEST;
    }
    match cell.volume {
        Some(VolumeCell::Volume(volume)) => channel.volume = i32::from(volume).min(LOUDEST),
        Some(VolumeCell::Panning(pan)) => channel.pan = i32::from(pan).min(LOUDEST),
        _ => {}
    }
    let number = channel.number;
    match cell.note {
        None => {}
        Some(Note::Off) => push(out, Command { at, action: Action::Release(number) }),
        Some(Note::Fade) => push(out, Command { at, action: Action::Fade(number) }),
        Some(Note::Cut) => {
            channel.sounding = false;
            push(out, Command { at, action: Action::Cut(number) });
        }
        Some(Note::On(pitch)) => {
            let Some(instrument) = channel.instrument.and_then(|slot| song.instrument(slot.into())) else {
                return;
            };
            let live = if matches!(instrument.patch, Patch::Drums(_)) { 0 } else { row.live };
            let moved = i32::from(row.transpose) + i32::from(live) + i32::from(instrument.transpose);
            let key = (i32::from(pitch.midi()) + moved).clamp(0, HIGHEST_KEY.into());
            if !instrument.plays(key as u8) {
                return;
            }
            channel.key = key as u8;
            channel.target = key * SEMITONE + fine(instrument);
            if !(channel.plan.slide && channel.sounding && !channel.over) {
                start(channel, song, row, (time, at), out);
            }
        }
    }
}

/// Starts the channel's note with all that the row's plan asks for.
fn start(
    channel: &mut ChannelState,
    song: &Song,
    row: RowTime,
    (time, at): (u64, u16),
    out: &mut Vec<Command>,
) {
    let plan = channel.plan;
    channel.pitch = channel.target;
    let hits = Hits { plan, next: 0, begin: time, row: row.ticks * TICK };
    (channel.loudness, channel.hits) = (hits.loudness(), hits.following());
    channel.vibrato.place = 0;
    channel.retrigger = 0;
    let sixteenths = u64::from(plan.gate);
    channel.gate = (sixteenths > 0).then(|| time + sixteenths * row.ticks * TICK / 16);
    strike(channel, &plan, song, out, at, throw(row.seed, &[u64::from(channel.number.0)]));
    channel.plan = Plan::PLAIN;
}

/// Strikes the channel's note (again), as it now is, where the plan says, unless it is muted.
pub(super) fn strike(
    channel: &mut ChannelState,
    plan: &Plan,
    song: &Song,
    out: &mut Vec<Command>,
    at: u16,
    seed: u64,
) {
    let there = |slot: &u8| !channel.muted && song.instrument(usize::from(*slot)).is_some();
    let Some(instrument) = channel.instrument.filter(there) else {
        return;
    };
    (channel.sounding, channel.over, channel.began) = (true, false, at);
    channel.new_note = None;
    channel.struck = Some(instrument);
    let drive = channel.drive(song);
    let note = NoteOn {
        instrument,
        key: channel.key,
        velocity: channel.volume as f32 / LOUDEST as f32 * channel.loudness as f32 / 65_536.0,
        offset: plan.offset,
        slice: plan.slice,
        phrase: plan.phrase,
        seed: seed as u32,
        drive,
    };
    channel.sent = Some(drive);
    push(out, Command { at, action: Action::Start(channel.number, note) });
}
