//! The pool of voices: who plays what, for which channel, and how each note ends.

use super::message::Snapshot;
use super::overrides::Overrides;
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{SampleRate, Semitones};
use crate::instruments::AnyVoice;
use crate::instruments::voice::{Context, Liveness, MAX_STRETCH, Modulation, NoteStart, Stereo};
use crate::sequencer::command::{Channel, Drive, NoteOn};
use crate::song::Song;
use crate::song::instrument::NewNoteAction;

/// Voices in the pool.
pub const VOICES: usize = 256;

/// From this many sounding voices on, the quietest is ended for every new one, so that a free one is always there.
const CROWDED: usize = VOICES - 16;

/// Seconds in which a cut note fades: short enough to be a cut, long enough not to click.
const CUT_SECONDS: f32 = 0.003;

/// Seconds in which levels follow the grid.
const SMOOTH_SECONDS: f32 = 0.002;

/// Who plays a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The grid; `current` until the next note begins there.
    Grid { channel: Channel, current: bool },
    /// A key on a track, outside the grid.
    Live { track: u16, key: u8 },
}

impl Owner {
    fn track(self) -> usize {
        match self {
            Owner::Grid { channel, .. } => channel.track(),
            Owner::Live { track, .. } => track.into(),
        }
    }
}

/// One voice of the pool.
struct Playing {
    voice: AnyVoice,
    owner: Option<Owner>,
    instrument: u8,
    choke_group: u8,
    new_note: Option<NewNoteAction>,
    drive: Drive,
    levels: [Smooth; 2],
    /// 1 while the note sounds; falls by `fading` per second.
    fade: f32,
    fading: f32,
    order: u64,
    loud: f32,
}

/// The pool.
pub(super) struct Voices {
    pool: Vec<Playing>,
    rate: SampleRate,
    shares: [f32; MAX_STRETCH + 1],
    started: u64,
    /// Notes that ended another one's voice.
    pub stolen: u32,
}

impl Voices {
    pub fn new(rate: SampleRate) -> Voices {
        let idle = || Playing {
            voice: AnyVoice::Idle,
            owner: None,
            instrument: 0,
            choke_group: 0,
            new_note: None,
            drive: Drive { pitch: 60.0, level: 0.0, pan: 0.0, cutoff: 0.0, resonance: 0.0 },
            levels: [Smooth::default(); 2],
            fade: 1.0,
            fading: 0.0,
            order: 0,
            loud: 0.0,
        };
        Voices {
            pool: (0..VOICES).map(|_| idle()).collect(),
            rate,
            shares: std::array::from_fn(|frames| share(frames, SMOOTH_SECONDS, rate.hertz())),
            started: 0,
            stolen: 0,
        }
    }

    /// How many voices sound.
    pub fn sounding(&self) -> usize {
        self.pool.iter().filter(|playing| playing.owner.is_some()).count()
    }

    /// Silence at once.
    pub fn clear(&mut self) {
        self.pool.iter_mut().for_each(|playing| playing.owner = None);
    }

    /// Lets every key go.
    pub fn release_all(&mut self) {
        self.sounding_mut().for_each(|playing| playing.voice.release());
    }

    fn sounding_mut(&mut self) -> impl Iterator<Item = &mut Playing> {
        self.pool.iter_mut().filter(|playing| playing.owner.is_some())
    }

    fn current(&mut self, channel: Channel) -> impl Iterator<Item = &mut Playing> {
        let wanted = Some(Owner::Grid { channel, current: true });
        self.pool.iter_mut().filter(move |playing| playing.owner == wanted)
    }

    /// Starts a note; the notes that it replaces or chokes end.
    pub fn start(&mut self, snapshot: &Snapshot, overrides: &Overrides, owner: Owner, note: NoteOn) {
        let song = &*snapshot.song;
        let (Some(instrument), Some(patch)) =
            (song.instrument(note.instrument.into()), overrides.patch(song, note.instrument))
        else {
            return;
        };
        let mut previous = None;
        if let Owner::Grid { channel, .. } = owner {
            for old in self.current(channel) {
                previous = Some(Semitones(old.drive.pitch));
                let action =
                    song.instrument(old.instrument.into()).map_or(NewNoteAction::Cut, |old| old.new_note);
                let action = old.new_note.unwrap_or(action);
                old.owner = Some(Owner::Grid { channel, current: false });
                old.end(action, song);
            }
        }
        let group = instrument.choke_group;
        if group != 0 {
            self.sounding_mut().filter(|old| old.choke_group == group).for_each(Playing::cut);
        }
        self.make_room();
        self.started += 1;
        let order = self.started;
        let rate = self.rate;
        let Some(free) = self.pool.iter_mut().find(|playing| playing.owner.is_none()) else {
            return;
        };
        let start = NoteStart {
            key: note.key,
            velocity: note.velocity,
            offset: note.offset,
            slice: note.slice,
            previous,
            seed: note.seed,
        };
        free.voice.start(patch, &start, &Context { rate, samples: &snapshot.samples });
        free.owner = Some(owner);
        (free.instrument, free.choke_group, free.new_note) = (note.instrument, group, None);
        (free.drive, free.levels, free.fade, free.fading) = (note.drive, [Smooth::default(); 2], 1.0, 0.0);
        (free.order, free.loud) = (order, note.drive.level);
    }

    /// Ends the quietest (among equals the oldest) while the pool is crowded.
    fn make_room(&mut self) {
        if self.sounding() < CROWDED {
            return;
        }
        let steady = self.sounding_mut().filter(|playing| playing.fading == 0.0);
        let least = steady.min_by(|a, b| a.loud.total_cmp(&b.loud).then(a.order.cmp(&b.order)));
        if let Some(playing) = least {
            playing.cut();
            self.stolen += 1;
        }
        if self.sounding() == VOICES {
            let faded = self.sounding_mut().min_by(|a, b| a.fade.total_cmp(&b.fade));
            if let Some(playing) = faded {
                playing.owner = None;
            }
        }
    }

    /// Moves the channel's note.
    pub fn drive(&mut self, channel: Channel, drive: Drive) {
        self.current(channel).for_each(|playing| playing.drive = drive);
    }

    /// Lets the channel's key go.
    pub fn release(&mut self, channel: Channel) {
        self.current(channel).for_each(|playing| playing.voice.release());
    }

    /// Ends the channel's note at once.
    pub fn cut(&mut self, channel: Channel) {
        self.current(channel).for_each(Playing::cut);
    }

    /// Begins the fade-out of the channel's note.
    pub fn fade(&mut self, channel: Channel, song: &Song) {
        self.current(channel).for_each(|playing| playing.end(NewNoteAction::Fade, song));
    }

    /// Sets the new-note action of the channel's note.
    pub fn set_new_note(&mut self, channel: Channel, action: NewNoteAction) {
        self.current(channel).for_each(|playing| playing.new_note = Some(action));
    }

    /// Ends the notes that the channel has left behind.
    pub fn past_notes(&mut self, channel: Channel, action: NewNoteAction, song: &Song) {
        let past = Some(Owner::Grid { channel, current: false });
        self.pool
            .iter_mut()
            .filter(|playing| playing.owner == past)
            .for_each(|playing| playing.end(action, song));
    }

    /// Lets a live key go.
    pub fn lift(&mut self, track: u16, key: u8) {
        let wanted = Some(Owner::Live { track, key });
        self.pool
            .iter_mut()
            .filter(|playing| playing.owner == wanted)
            .for_each(|playing| playing.voice.release());
    }

    /// Ends every voice of a track at once, without a fade: its sound was no number.
    pub fn drop_track(&mut self, track: usize) {
        let of_track = |playing: &&mut Playing| playing.owner.is_some_and(|owner| owner.track() == track);
        self.pool.iter_mut().filter(of_track).for_each(|playing| playing.owner = None);
    }

    /// Adds the next frames of all voices to their tracks. `bus(track, render)` calls `render` with the two channels to add to,
    /// or returns false if there is no such track.
    pub fn render(
        &mut self,
        snapshot: &Snapshot,
        overrides: &Overrides,
        beat_seconds: f32,
        frames: usize,
        mut bus: impl FnMut(usize, &mut dyn FnMut(Stereo)) -> bool,
    ) {
        let song = &*snapshot.song;
        let context = Context { rate: self.rate, samples: &snapshot.samples };
        let share = self.shares[frames.min(MAX_STRETCH)];
        let seconds = frames as f32 / self.rate.hertz();
        for playing in &mut self.pool {
            let Some(owner) = playing.owner else { continue };
            let (Some(instrument), Some(patch)) =
                (song.instrument(playing.instrument.into()), overrides.patch(song, playing.instrument))
            else {
                playing.owner = None;
                continue;
            };
            playing.fade = (playing.fade - playing.fading * seconds).max(0.0);
            let level = playing.drive.level * instrument.volume.gain() * playing.fade;
            let [left, right] = place(playing.drive.pan + instrument.pan);
            let left = playing.levels[0].stretch(level * left, share).1;
            let right = playing.levels[1].stretch(level * right, share).1;
            playing.loud = left.max(right);
            let modulation = Modulation {
                pitch: Semitones(playing.drive.pitch),
                left,
                right,
                cutoff: Semitones(playing.drive.cutoff),
                resonance: playing.drive.resonance,
                beat_seconds,
            };
            let mut liveness = Liveness::Ended;
            bus(owner.track(), &mut |out| liveness = playing.voice.render(patch, &modulation, &context, out));
            let faded = playing.fade == 0.0 && playing.loud < 1e-4;
            if liveness == Liveness::Ended || faded {
                playing.owner = None;
            }
        }
    }
}

impl Playing {
    fn cut(&mut self) {
        self.fading = self.fading.max(1.0 / CUT_SECONDS);
    }

    fn end(&mut self, action: NewNoteAction, song: &Song) {
        match action {
            NewNoteAction::Cut => self.cut(),
            NewNoteAction::Continue => {}
            NewNoteAction::Off => self.voice.release(),
            NewNoteAction::Fade => {
                let seconds =
                    song.instrument(self.instrument.into()).map_or(1.0, |instrument| instrument.fade_seconds);
                self.fading = self.fading.max(1.0 / seconds.max(CUT_SECONDS));
            }
        }
    }
}

/// Levels of left and right for a place from −1 to 1: constant power, 1 and 1 in the centre, √2 and 0 at the ends.
fn place(pan: f32) -> [f32; 2] {
    if pan == 0.0 {
        return [1.0, 1.0];
    }
    let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
    [angle.cos() * std::f32::consts::SQRT_2, angle.sin() * std::f32::consts::SQRT_2]
}
