//! What is done live: told to the sequencer, carried out where its borders are, and told back.

use super::Engine;
use super::message::FromEngine;
use crate::dsp::units::Frames;
use crate::sequencer::command::Channel;
use crate::sequencer::performance::Wish;
use crate::song::MAX_TRACKS;
use crate::song::row::NOTE_COLUMNS;

impl Engine {
    /// Something is asked of playback.
    pub(super) fn perform(&mut self, wish: Wish) {
        self.player.perform(wish);
        if !self.playing {
            self.silence(self.frame);
            self.mixer.momentary.turn(self.player.momentary());
        }
    }

    /// A tick has been played that is heard from that frame on: what has changed with it.
    pub(super) fn follow_performance(&mut self, heard: u64, report: &mut dyn FnMut(FromEngine)) {
        // What the tick's end has brought holds from the next one on.
        self.silence(self.tick_end);
        self.mixer.momentary.turn(self.player.momentary());
        self.tell(heard, report);
    }

    /// The same while nothing plays.
    pub(super) fn tell_at_rest(&mut self, report: &mut dyn FnMut(FromEngine)) {
        if !self.playing {
            self.tell(self.frame, report);
        }
    }

    fn tell(&mut self, at: u64, report: &mut dyn FnMut(FromEngine)) {
        let performing = self.player.performing();
        if performing != self.told {
            self.told = performing;
            report(FromEngine::Performing { at: Frames(at), performing });
        }
    }

    /// Lets the mixer know which tracks are silent from a frame on; what they play outside ends there.
    pub(super) fn silence(&mut self, frame: u64) {
        let silent = self.player.silent();
        let new = self.mixer.gate.turn(silent, frame);
        let at = frame + self.latency().0;
        for track in (0..MAX_TRACKS).filter(|track| new >> track & 1 == 1) {
            (0..NOTE_COLUMNS).for_each(|column| self.outgoing.end(at, Channel::of(track, column)));
        }
    }
}
