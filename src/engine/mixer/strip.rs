//! The strip of a track or of a return: fader, panning, width and sends, as they move without clicks.

use super::super::bus::Bus;
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
            self.rested = true;
        }
    }

    /// Sound comes.
    pub fn wake(&mut self) {
        self.rested = false;
    }

    /// Returns from that index on are no longer there.
    pub fn forget_sends(&mut self, from: usize) {
        self.sends.iter_mut().flat_map(|sends| sends.iter_mut().skip(from)).for_each(Smooth::reset);
    }

    /// The fader's linear level.
    pub fn level(&mut self, faders: &Faders) -> f32 {
        self.volume_level.gain(Decibels(faders.volume))
    }

    /// The linear levels of the sends into `count` returns, and 0 for others.
    pub fn send_gains(&mut self, faders: &Faders, count: usize) -> [f32; MAX_RETURNS] {
        let mut gains = [0.0; MAX_RETURNS];
        let levels = self.send_levels.iter_mut().zip(faders.sends).take(count);
        gains.iter_mut().zip(levels).for_each(|(gain, (level, send))| *gain = level.gain(Decibels(send)));
        gains
    }

    /// Makes the sound as wide as it is to be, and gives the ways of left and right through panning and fader, whose level is `gain`.
    pub fn place(
        &mut self,
        faders: &Faders,
        gain: f32,
        law: PanLaw,
        share: f32,
        bus: &mut Bus,
    ) -> [(f32, f32); 2] {
        let [left, right] = law.gains(faders.pan).map(|side| side * gain);
        bus.widen(self.width.stretch(faders.width, share));
        [self.left.stretch(left, share), self.right.stretch(right, share)]
    }

    /// Sends to those of the returns from number `first` on whose sends are taken before the fader, or behind it. A send that changes its
    /// place fades over; one that is silent costs nothing.
    pub fn send(
        &mut self,
        (pre, faders): (bool, &Faders),
        gains: &[f32; MAX_RETURNS],
        share: f32,
        bus: &Bus,
        (first, returns): (usize, &mut [Sent]),
    ) {
        let sends = &mut self.sends[usize::from(!pre)];
        let count = first + returns.len();
        let wanted =
            gains.iter().zip(faders.pre).take(count).any(|(gain, place)| place == pre && *gain != 0.0);
        if !wanted && sends.iter().take(count).all(|send| send.value() == Some(0.0)) {
            return;
        }
        let sends = sends.iter_mut().zip(gains).zip(faders.pre).skip(first);
        for (back, ((send, gain), place)) in returns.iter_mut().zip(sends) {
            let gain = if place == pre { *gain } else { 0.0 };
            if gain == 0.0 && send.value() == Some(0.0) {
                continue;
            }
            let way = send.stretch(gain, share);
            if way != (0.0, 0.0) {
                back.bus.add(bus, way);
                back.any = true;
            }
        }
    }
}
