//! Effects as rows of tables, one family a file: letter, name, help, what it does before the row's note, at the row, at each
//! later tick. Screen, help and reference are derived from the rows. Knows channels and the flow of time; nothing of sound.

pub mod chance;
pub mod filter;
pub mod master;
pub mod note;
pub mod pan;
pub mod pitch;
pub mod sample;
pub mod special;
pub mod time;
pub mod volume;

use super::channel::ChannelState;
use super::command::{Action, Command};
use super::player::Player;
use super::position::Flow;
use super::random::throw;
use crate::song::Song;
use crate::song::row::VolumeEffect;
use std::sync::OnceLock;

/// What an effect works on.
pub(super) struct Act<'a> {
    /// The channel; for effects on time the track's first.
    pub channel: &'a mut ChannelState,
    /// Time, jumps, global volume.
    pub flow: &'a mut Flow,
    /// Where commands go.
    pub out: &'a mut Vec<Command>,
    /// The song.
    pub song: &'a Song,
    /// The track's number.
    pub track: usize,
    /// The effect column.
    pub column: usize,
    /// The instrument that the track plays in this row.
    pub instrument: Option<u8>,
    /// The tick within the row.
    pub tick: u16,
    /// How often the lane has been passed through since the order entry began, from 0.
    pub pass: u32,
    /// Different for every row and track.
    pub seed: u64,
}

impl Act<'_> {
    /// Sends a command at the tick's start, unless there are far too many already.
    pub fn send(&mut self, action: Action) {
        push(self.out, Command { at: 0, action });
    }

    /// A random number below `below`, for this row, channel, effect column and this use, 0 to 255.
    pub fn chance(&self, below: u64, purpose: u8) -> u64 {
        let purpose = u64::from(purpose) + 256 * self.column as u64;
        throw(self.seed, &[purpose, u64::from(self.channel.number.0)]) % below.max(1)
    }
}

/// Adds a command while there is room: the list never grows while playing.
pub(super) fn push(out: &mut Vec<Command>, command: Command) {
    if out.len() < out.capacity().min(Player::MOST_COMMANDS) {
        out.push(command);
    }
}

/// What happens at one moment of a row.
type Deed = fn(&mut Act, u8);

/// The one number that the two digits of some effects are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The lowest that means as much.
    pub low: u8,
    /// The highest.
    pub high: u8,
    /// The number that changes nothing; others are more or less by their distance from it.
    pub neutral: u8,
    /// The distance of such numbers: 16 where the first digit is the number and the second is 0.
    pub step: u8,
}

impl Quantity {
    /// Numbers from 0, or `low`, to `high`.
    const fn to(low: u8, high: u8) -> Quantity {
        Quantity { low, high, neutral: 0, step: 1 }
    }
}

/// One effect: a row of its family's table.
pub struct Effect {
    /// `A` to `Z`, a sign, or `0` to `F` for the second letter of `S`.
    pub code: u8,
    /// The name.
    pub name: &'static str,
    /// What it does, with its digits as `x`, `y`, `xx`.
    pub help: &'static str,
    /// Its meaning with this very value, for the status line.
    pub say: fn(u8) -> String,
    /// Which number its value is; `None` where its digits mean different things, name a place or choose among several.
    quantity: fn(u8) -> Option<Quantity>,
    /// Whether it acts once on the whole song instead of on each of the track's channels.
    once: bool,
    /// Before the row's notes begin.
    before: Deed,
    /// On the first tick, after the notes have begun.
    row: Deed,
    /// On every other tick.
    tick: Deed,
}

impl Effect {
    /// Whether it acts once on the whole song instead of on each of the track's channels.
    pub fn acts_once(&self) -> bool {
        self.once
    }
}

/// An effect that does nothing: the rest of a table's rows.
const NOTHING: Effect = Effect {
    code: 0,
    name: "",
    help: "",
    say: |_| String::new(),
    quantity: |_| None,
    once: false,
    before: |_, _| {},
    row: |_, _| {},
    tick: |_, _| {},
};

/// Every family, in the order of the reference.
const FAMILIES: &[&[Effect]] = &[
    volume::EFFECTS,
    pitch::EFFECTS,
    pan::EFFECTS,
    sample::EFFECTS,
    note::EFFECTS,
    chance::EFFECTS,
    filter::EFFECTS,
    time::EFFECTS,
    master::EFFECTS,
    special::EFFECTS,
];

/// Every effect as the grid writes it: its letter or sign, or `S` and the digit behind it.
pub fn written() -> impl Iterator<Item = (String, &'static Effect)> {
    let plain = all().map(|effect| (char::from(effect.code).to_string(), effect));
    plain.chain(specials().map(|effect| (format!("S{}", char::from(effect.code)), effect)))
}

/// All effects with a letter or sign of their own.
pub fn all() -> impl Iterator<Item = &'static Effect> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The effects that share the letter `S`, by their first digit.
pub fn specials() -> impl Iterator<Item = &'static Effect> {
    special::SPECIALS.iter()
}

/// The effect of that letter or sign.
pub fn find(code: u8) -> Option<&'static Effect> {
    static BY_CODE: OnceLock<[Option<&'static Effect>; 128]> = OnceLock::new();
    let table = BY_CODE.get_or_init(|| {
        let mut table = [None; 128];
        all().for_each(|effect| table[usize::from(effect.code)] = Some(effect));
        table
    });
    *table.get(usize::from(code))?
}

/// The effect of that letter or sign with this value: of `S` the one that the value chooses.
pub fn of(code: u8, value: u8) -> Option<&'static Effect> {
    if code == b'S' { special::find(value) } else { find(code) }
}

/// Which number the value of an effect is; `None` if it is no single one.
pub fn quantity(code: u8, value: u8) -> Option<Quantity> {
    (find(code)?.quantity)(value).filter(|quantity| (quantity.low..=quantity.high).contains(&value))
}

/// What an effect with this value does, in words.
pub fn describe(code: u8, value: u8) -> String {
    match of(code, value) {
        Some(effect) => format!("{}: {}", effect.name, (effect.say)(value)),
        None if code == b'S' && value == 0 => "Special: repeats the last S command".to_owned(),
        None if code == b'S' => format!("S{:X}x does nothing", value >> 4),
        None => "no effect of this letter".to_owned(),
    }
}

/// When an effect of a row is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Before the row's notes.
    Before,
    /// On the first tick.
    Row,
    /// On another tick.
    Tick,
}

/// Runs one effect at one moment. `once` chooses those that act on the whole song, or the others.
pub(super) fn run(act: &mut Act, code: u8, value: u8, moment: Moment, once: bool) {
    let Some(effect) = find(code) else { return };
    let (effect, value) = special::resolve(effect, act, value);
    if effect.once == once {
        match moment {
            Moment::Before => (effect.before)(act, value),
            Moment::Row => (effect.row)(act, value),
            Moment::Tick => (effect.tick)(act, value),
        }
    }
}

/// Runs a small effect of the volume field at one moment.
pub(super) fn run_field(act: &mut Act, effect: VolumeEffect, digit: u8, moment: Moment) {
    match effect {
        VolumeEffect::ToNote | VolumeEffect::PitchDown | VolumeEffect::PitchUp | VolumeEffect::Vibrato => {
            pitch::field(act, effect, digit, moment);
        }
        _ => volume::field(act, effect, digit, moment),
    }
}

/// What a small effect of the volume field does, in words.
pub fn describe_field(effect: VolumeEffect, digit: u8) -> String {
    match effect {
        VolumeEffect::FineUp => format!("volume up by {digit}, once"),
        VolumeEffect::FineDown => format!("volume down by {digit}, once"),
        VolumeEffect::SlideUp => format!("volume up by {digit} per tick"),
        VolumeEffect::SlideDown => format!("volume down by {digit} per tick"),
        VolumeEffect::PitchDown => format!("pitch down by {}/16 semitone per tick", u32::from(digit) * 4),
        VolumeEffect::PitchUp => format!("pitch up by {}/16 semitone per tick", u32::from(digit) * 4),
        VolumeEffect::ToNote => {
            format!("slide to the note, {}/16 semitone per tick", pitch::field_speed(digit))
        }
        VolumeEffect::Vibrato => format!("vibrato, depth {digit}/16 semitone"),
    }
}
