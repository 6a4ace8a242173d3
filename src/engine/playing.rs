//! One sounding note of the pool: what drives it, and how it ends.

use super::place::Place;
use crate::dsp::level::Level;
use crate::dsp::smooth::Smooth;
use crate::instruments::glide::Glide;
use crate::instruments::onward::Onward;
use crate::instruments::voice::Choke;
use crate::sequencer::command::Drive;
use crate::song::Song;
use crate::song::instrument::NewNoteAction;

/// Seconds in which a cut note fades: short enough to be a cut, long enough not to click.
pub(super) const CUT_SECONDS: f32 = 0.003;

/// One voice of the pool.
pub(super) struct Playing {
    pub instrument: u8,
    pub choke_group: u8,
    pub choke: Choke,
    /// As it was struck, or as a note that it went on to: a MIDI key.
    pub key: u8,
    pub new_note: Option<NewNoteAction>,
    pub drive: Drive,
    /// Semitones by which locks of its instrument's transposition and finetune have moved it.
    pub moved: f32,
    pub levels: [Smooth; 2],
    pub volume: Level,
    pub place: Place,
    /// 1 while the note sounds; falls by `fading` per second.
    pub fade: f32,
    pub fading: f32,
    /// From the pitch of the note before, where the instrument glides.
    pub glide: Glide,
    /// Where the snapshot is kept by which it plays, if its instrument has become another kind since.
    pub leaving: Option<u8>,
    /// Whether its key was let go.
    pub released: bool,
    pub order: u64,
    pub loud: f32,
    pub going: Going,
}

/// How a note goes on while nothing moves: all that is looked at then, in a line of the cache.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
pub(super) struct Going {
    /// The epoch in which the last stretch ended with nothing moving; 0 if something moved.
    pub settled: u64,
    /// The track on which it does so.
    pub track: u16,
    /// The quick way on, if there is one, and where it has come to.
    pub onward: Option<Onward>,
}

impl Playing {
    pub fn cut(&mut self) {
        self.fall(CUT_SECONDS);
    }

    /// Whether it was cut and is all but over.
    pub fn is_cut(&self) -> bool {
        self.fading >= 1.0 / CUT_SECONDS
    }

    /// Whether its key is down, and nothing ends it.
    pub fn is_held(&self) -> bool {
        !self.released && self.fading == 0.0
    }

    /// Begins to fade, or fades faster.
    pub fn fall(&mut self, seconds: f32) {
        (self.fading, self.going.settled) = (self.fading.max(1.0 / seconds), 0);
    }

    /// Ends as an action says; whether that is to let the key go.
    pub fn end(&mut self, action: NewNoteAction, song: &Song) -> bool {
        match action {
            NewNoteAction::Cut => self.cut(),
            NewNoteAction::Continue => {}
            NewNoteAction::Off => return true,
            NewNoteAction::Fade => {
                let seconds =
                    song.instrument(self.instrument.into()).map_or(1.0, |instrument| instrument.fade_seconds);
                self.fall(seconds.max(CUT_SECONDS));
            }
        }
        false
    }
}
