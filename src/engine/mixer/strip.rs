//! The strip of a track or of a return: fader, panning, width and sends, as they move without clicks.

use super::super::bus::{Bus, QUANTUM};
use crate::dsp::kernel::Ramp;
use crate::dsp::kernel::pouring::{self, Send};
use crate::dsp::level::Level;
use crate::dsp::smooth::Smooth;
use crate::dsp::units::Decibels;
use crate::song::mixer::{MAX_RETURNS, PanLaw};

/// What the controls of a strip are to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::engine) struct Faders {
    /// The fader in dB.
    pub volume: f32,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// How far both sides are apart.
    pub width: f32,
    /// Whether it is to be silent.
    pub mute: bool,
    /// How much goes into the returns, in dB.
    pub sends: [f32; MAX_RETURNS],
    /// Whether each send is taken before the fader.
    pub pre: [bool; MAX_RETURNS],
}

/// The controls as they move.
#[derive(Clone, Copy, Default)]
pub(super) struct Strip {
    left: Smooth,
    right: Smooth,
    width: Smooth,
    /// Before the fader and behind it.
    sends: [[Smooth; MAX_RETURNS]; 2],
    volume_level: Level,
    send_levels: [Level; MAX_RETURNS],
    /// Whether it has nothing to forget.
    rested: bool,
    ways: Ways,
    /// As long as the mixer's generation is this one, the ways stay.
    settled: Option<u32>,
}

/// What a strip stands in.
pub(super) struct Around {
    /// Another number whenever the controls may be set anew.
    pub generation: u32,
    pub law: PanLaw,
    /// The first return that it may send to, and the last one's successor.
    pub returns: (usize, usize),
    /// How much of the way to their targets levels go in a quantum, 0 to 1.
    pub share: f32,
}

/// The ways of a strip's sound in a quantum, each from one level to another.
#[derive(Clone, Copy, Default)]
pub(super) struct Ways {
    pub width: (f32, f32),
    /// Left and right, through panning and fader.
    pub sides: [(f32, f32); 2],
    /// Into the returns, before the fader.
    pub before: Sends,
    /// Into the returns, behind the fader.
    pub behind: Sends,
}

/// Sends that are heard, by the returns' numbers.
#[derive(Clone, Copy, Default)]
pub(super) struct Sends {
    list: [(usize, (f32, f32)); MAX_RETURNS],
    count: usize,
}

/// What a return is sent.
#[derive(Clone, Copy)]
pub(super) struct Sent {
    /// The sum of it.
    pub bus: Bus,
    /// Whether anything was added in this quantum.
    pub any: bool,
}

impl Sent {
    /// Nothing.
    pub const NOTHING: Sent = Sent { bus: Bus::SILENT, any: false };
}

impl Strip {
    /// Nothing sounds: what comes next begins where its controls stand then.
    pub fn rest(&mut self) {
        if !self.rested {
            self.left.reset();
            self.right.reset();
            self.width.reset();
            self.sends.as_flattened_mut().iter_mut().for_each(Smooth::reset);
            (self.rested, self.settled) = (true, None);
        }
    }

    /// Sound comes.
    pub fn wake(&mut self) {
        self.rested = false;
    }

    /// Returns from that index on are no longer there.
    pub fn forget_sends(&mut self, from: usize) {
        self.sends.iter_mut().flat_map(|sends| sends.iter_mut().skip(from)).for_each(Smooth::reset);
        self.settled = None;
    }

    /// The ways of the next quantum, where the controls are set to `faders`.
    #[inline]
    pub fn ways(&mut self, around: &Around, faders: impl FnOnce() -> Faders) -> &Ways {
        if self.settled != Some(around.generation) {
            self.move_on(around, &faders());
        }
        &self.ways
    }

    fn move_on(&mut self, around: &Around, faders: &Faders) {
        let heard = if faders.mute { 0.0 } else { 1.0 };
        let gain = heard * self.volume_level.gain(Decibels(faders.volume));
        let [left, right] = around.law.gains(faders.pan).map(|side| side * gain);
        let width = self.width.stretch(faders.width, around.share);
        let sides = [self.left.stretch(left, around.share), self.right.stretch(right, around.share)];
        let [before, behind] = [true, false].map(|pre| self.sends(pre, heard, around, faders));
        self.ways = Ways { width, sides, before, behind };
        let moves = |(from, to): &(f32, f32)| from != to;
        let moving = moves(&width)
            || sides.iter().any(moves)
            || [before, behind].iter().any(|sends| sends.iter().any(|(_, way)| moves(way)));
        self.settled = (!moving).then_some(around.generation);
    }

    /// The sends that are taken before the fader, or behind it. One that changes its place fades over.
    fn sends(&mut self, pre: bool, heard: f32, around: &Around, faders: &Faders) -> Sends {
        let mut sends = Sends::default();
        let (first, end) = around.returns;
        for index in first..end.min(MAX_RETURNS) {
            let level = match faders.pre[index] == pre {
                // What is silent behind the fader is so by the fader.
                true if pre => heard * self.send_levels[index].gain(Decibels(faders.sends[index])),
                true => self.send_levels[index].gain(Decibels(faders.sends[index])),
                false => 0.0,
            };
            let way = self.sends[usize::from(!pre)][index].stretch(level, around.share);
            if way != (0.0, 0.0) {
                (sends.list[sends.count], sends.count) = ((index, way), sends.count + 1);
            }
        }
        sends
    }
}

impl Sends {
    fn iter(&self) -> impl Iterator<Item = &(usize, (f32, f32))> {
        self.list.iter().take(self.count)
    }

    /// Adds a sound to the returns, of which `sent` begins with number `first`.
    pub fn add(&self, bus: &Bus, first: usize, sent: &mut [Sent]) {
        for (index, way) in self.iter() {
            if let Some(sent) = sent.get_mut(index - first) {
                sent.bus.add(bus, *way);
                sent.any = true;
            }
        }
    }
}

impl Ways {
    /// Leads a sound through panning and fader to `out` and into the returns behind the fader; silence is left of it.
    pub fn pour(&self, bus: &mut Bus, sent: &mut [Sent], out: &mut Bus) {
        match self.behind.list[..self.behind.count.min(MAX_RETURNS)] {
            [] => return pour(bus, self.sides, [], out),
            [(first, way)] => {
                if let Ok(sent) = sent.get_disjoint_mut([first]) {
                    return pour(bus, self.sides, into(sent, [way]), out);
                }
            }
            [(first, way), (second, other)] => {
                if let Ok(sent) = sent.get_disjoint_mut([first, second]) {
                    return pour(bus, self.sides, into(sent, [way, other]), out);
                }
            }
            _ => {}
        }
        let [left, right] = self.sides;
        bus.scale(left, right);
        self.behind.add(bus, 0, sent);
        pour(bus, [(1.0, 1.0); 2], [], out);
    }
}

/// The buses of returns, with the ways there; they have been sent something.
fn into<const N: usize>(sent: [&mut Sent; N], ways: [(f32, f32); N]) -> [(&mut Bus, (f32, f32)); N] {
    let mut ways = ways.into_iter();
    sent.map(|sent| {
        sent.any = true;
        (&mut sent.bus, ways.next().unwrap_or_default())
    })
}

fn pour<const N: usize>(
    bus: &mut Bus,
    sides: [(f32, f32); 2],
    mut sends: [(&mut Bus, (f32, f32)); N],
    out: &mut Bus,
) {
    for (side, (from, to)) in sides.into_iter().enumerate() {
        let sends = sends.each_mut().map(|(bus, (from, to))| Send {
            to: &mut bus.channels[side],
            ramp: Ramp::new(*from, *to, QUANTUM),
        });
        let ramp = Ramp::new(from, to, QUANTUM);
        pouring::pour(&mut bus.channels[side], ramp, sends, &mut out.channels[side]);
    }
}
