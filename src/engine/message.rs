//! Everything that is said to the engine and by it.

use super::chains::Fitting;
use super::click::ClickSettings;
use super::live::{Part, PortUse};
use super::monitors::Monitor;
use super::outgoing::{ClockOut, Target};
use crate::dsp::units::Frames;
use crate::instruments::sample::SampleBank;
use crate::midi::follower::Health;
use crate::midi::message::Message;
use crate::sequencer::chase::Said;
use crate::sequencer::performance::{Performing, Wish};
use crate::sequencer::player::{Playing, Position, Rounds};
use crate::song::insert::Owner;
use crate::song::mixer::MAX_RETURNS;
use crate::song::{MAX_TRACKS, Song};
use std::sync::Arc;

/// Reductions from here on are told, in dB: what is smaller reads as none.
pub const LEAST_REDUCTION: f32 = -0.05;

/// A song and its loaded samples at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The song.
    pub song: Arc<Song>,
    /// Its samples.
    pub samples: Arc<SampleBank>,
}

/// To the engine.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Debug)]
pub enum ToEngine {
    /// From now on this is the song. Playback goes on at its place.
    Snapshot(Arc<Snapshot>),
    /// What was said before the place from which the next `Play` begins.
    Recall(Said),
    /// Start playing; what sounds is released.
    Play(Playing),
    /// What repeats ends after some rounds. Holds until the next `Play`.
    Rounds(Rounds),
    /// Stop; notes are released.
    Stop,
    /// Silence at once: voices, delays, reverbs.
    Panic,
    /// A key is struck on a track, outside the pattern. `velocity` 0 to 1.
    Strike { track: u16, instrument: u8, key: u8, velocity: f32 },
    /// The same, with the phrase of the instrument that it strikes, by number from 1, or 0 for the note itself.
    StrikePhrase { track: u16, instrument: u8, phrase: u8, key: u8, velocity: f32 },
    /// That key is let go.
    Lift { track: u16, key: u8 },
    /// Whatever was overridden by `&xx` follows the song again.
    ClearLocks,
    /// Whether notes of fills are played.
    Fill(bool),
    /// Something for a chain.
    Fit(Fitting),
    /// Which keys that come by MIDI sound where: the part in that place.
    Part { place: u8, part: Option<Part> },
    /// What a MIDI port is used for.
    Port { port: u8, uses: PortUse },
    /// Which keys of a MIDI port are no notes, a bit each.
    Deaf { port: u8, keys: u128 },
    /// A MIDI port is gone: its keys come up.
    PortGone(u8),
    /// What the start, and what the continue of an external clock plays.
    Lead { first: Playing, next: Playing },
    /// How the metronome sounds, and how much is counted before the next `Play`.
    Click(ClickSettings),
    /// A burst of noise leaves at once: see [`super::probe`].
    Probe,
    /// How a track lets what comes in be heard.
    Monitor { track: u16, monitor: Option<Monitor> },
    /// Who gets the clock, and where the next `Play` begins for them.
    ClockOut(ClockOut),
    /// Where a track's notes go; `None`: its instruments sound.
    Outlet { track: u16, target: Option<Target> },
    /// Something that is asked of playback live and does not belong to the song.
    Perform(Wish),
    /// A light of a controller's: a message for ports, a bit for each place.
    Light { to: u16, message: Message },
}

impl ToEngine {
    /// Whether it is about the machine and who plays there, whichever song is played.
    pub fn is_of_machine(&self) -> bool {
        matches!(
            self,
            ToEngine::Part { .. }
                | ToEngine::Port { .. }
                | ToEngine::Deaf { .. }
                | ToEngine::PortGone(_)
                | ToEngine::Lead { .. }
                | ToEngine::Click(_)
                | ToEngine::ClockOut(_)
        )
    }
}

/// From the engine. Reports are copied through a ring: a box would be freed on the audio thread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FromEngine {
    /// A tick has begun at that frame of the engine's clock.
    Position {
        /// The engine's frame at which it is heard leaving `process`.
        at: Frames,
        /// `None`: playback has ended.
        position: Option<Position>,
        /// BPM × 65,536.
        tempo: u64,
    },
    /// The highest levels since the last such report, about 60 times a second.
    Meters(Meters),
    /// The devices of chains that take level away, with their greatest reductions since the last such reports, which come as often as
    /// meters, in as many as it takes; none where nothing is taken away.
    Reductions {
        /// The engine's frame at the end of the measured stretch.
        at: Frames,
        /// The devices, those that there are first.
        taken: [Option<Reduction>; REDUCTIONS_AT_ONCE],
    },
    /// A voice or device gave a sample that is no number and was silenced.
    NotFinite {
        /// The track, or `None` for returns and master.
        track: Option<u16>,
    },
    /// The burst of noise that was asked for begins at that frame as it leaves `process`.
    Probed {
        /// The engine's frame.
        at: Frames,
    },
    /// How an external clock fares, as often as meters.
    Clock(ClockReading),
    /// Another engine has begun to play: the next song's.
    HandedOver {
        /// The engine's frame at which its first one is heard.
        at: Frames,
        /// The frame at which its song is heard to begin: later than that where there is a gap between the songs.
        begins: Frames,
    },
    /// What holds live and what waits, whenever that has changed.
    Performing {
        /// The engine's frame at which it is heard.
        at: Frames,
        /// What holds and what waits.
        performing: Performing,
    },
}

/// How an external clock fares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClockReading {
    /// In a word.
    pub health: Health,
    /// Beats per minute; 0 before two pulses have come.
    pub tempo: f32,
    /// Milliseconds that the latest pulse was late against where the follower is.
    pub error: f32,
    /// Milliseconds that pulses are off in the mean.
    pub jitter: f32,
    /// Whether playback goes by it.
    pub leads: bool,
}

/// Devices of one report of reductions.
pub const REDUCTIONS_AT_ONCE: usize = 16;

/// What a device of a chain takes away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduction {
    /// Whose chain it is.
    pub owner: Owner,
    /// The place in it, from 0.
    pub slot: u8,
    /// In dB, below 0.
    pub decibels: f32,
}

/// Parts of the time between two reports that the wave is told in.
pub const WAVE_PARTS: usize = 2;

/// Lower and higher than every wave: a part that nothing was heard of.
pub const NO_WAVE: [f32; 2] = [f32::INFINITY, f32::NEG_INFINITY];

/// Peaks, linear, 1 is full scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Meters {
    /// The engine's frame at the end of the measured stretch.
    pub at: Frames,
    /// Each track, louder channel, after its fader.
    pub tracks: [f32; MAX_TRACKS],
    /// Each return, louder channel, after its fader.
    pub returns: [f32; MAX_RETURNS],
    /// The master after the limiter, left and right.
    pub master: [f32; 2],
    /// The lowest and the highest sample of either side of the master in each part of the time since the last report; of a
    /// part too short for a quantum [`NO_WAVE`].
    pub wave: [[f32; 2]; WAVE_PARTS],
    /// The limiter's greatest reduction in dB, 0 or below.
    pub reduction: f32,
    /// Voices that sound.
    pub voices: u16,
    /// Notes that found no free voice since the start.
    pub stolen: u32,
}
