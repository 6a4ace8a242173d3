//! How playback begins, counted in or at once, and how it ends.

use super::Engine;
use super::message::Snapshot;
use super::outgoing::{PAN, Target, VOLUME};
use super::owners::Owner;
use crate::dsp::units::Frames;
use crate::midi::message::Message;
use crate::sequencer::command::{Action, Drive, LockOwner, NoteOn};
use crate::sequencer::player::{Playing, Tick};
use crate::sequencer::{lock, phrases};
use crate::song::Song;
use crate::song::note::HIGHEST_KEY;

impl Engine {
    /// The channels of the sound card on which the metronome is heard, from 0, if not with the master.
    pub fn click_channels(&self) -> Option<[u16; 2]> {
        self.click.settings.channels
    }

    /// Begins to play at a frame of the present quantum, or its start.
    pub(super) fn begin(&mut self, playing: Playing, frame: u64) {
        let Some(snapshot) = self.snapshot.clone() else { return };
        self.voices.release_all();
        self.voices.begin();
        self.clips.begin();
        self.forget();
        self.overrides.take_recalled(&snapshot.song);
        self.player.start(&snapshot.song, playing);
        self.pace.begin(frame);
        self.commands.clear();
        self.click.clear();
        (self.next_command, self.tick_end) = (0, frame);
        (self.playing, self.counted) = (true, None);
        self.outgoing.begin(frame + self.latency().0);
        // What was to fall silent may have become true by stopping.
        self.silence(frame);
    }

    /// The external clock begins to play: where its first beat is known before, so early that this is heard in time, else at once.
    pub(super) fn begin_led(&mut self, playing: Playing) {
        let latency = self.latency().0;
        let first = self.pace.follower.second_of(0.0).map(|second| self.pace.frame_of(second, latency));
        if let Some(first) = first.filter(|first| *first > self.frame) {
            if self.playing {
                self.stop();
            }
            self.counted = Some((first, playing));
            self.pace.waits = true;
            return;
        }
        self.pace.waits = true;
        self.begin(playing, self.frame);
    }

    /// The first pulse has come at that second: what waits for it waits no longer than that.
    pub(super) fn begin_with(&mut self, second: f64) {
        let latest = self.pace.frame_of(second, self.latency().0);
        if let Some((at, _)) = self.counted.as_mut().filter(|_| self.pace.waits) {
            *at = (*at).min(latest);
        }
    }

    /// Counts so many beats before it begins to play.
    pub(super) fn count_in(&mut self, playing: Playing) {
        self.stop();
        let Some(snapshot) = &self.snapshot else { return };
        let tempo = self.player.tempo_of(&snapshot.song, playing);
        let beat = f64::from(self.rate.0) * 60.0 / tempo;
        let (from, per_bar) = (self.frame + self.latency().0, u32::from(self.click.settings.beats.max(1)));
        let count = u32::from(self.click.settings.count_in);
        let at = |number: u32| from + (f64::from(number) * beat) as u64;
        // The last beat before the song ends a bar.
        (0..count).for_each(|number| self.click.beat(at(number), (count - number).is_multiple_of(per_bar)));
        self.counted = Some((at(count) - self.latency().0, playing));
    }

    /// Playback is ended. One that was counted in and has not begun recalls nothing.
    pub(super) fn halt(&mut self) {
        self.clips.forget_recalled();
        self.overrides.forget_recalled();
        self.stop();
    }

    pub(super) fn stop(&mut self) {
        self.player.stop();
        self.voices.release_all();
        self.clips.release_all();
        self.commands.clear();
        self.click.clear();
        (self.next_command, self.playing, self.counted) = (0, false, None);
        self.mixer.momentary.turn(self.player.momentary());
        (self.pace.led, self.pace.waits) = (false, false);
        self.outgoing.lift_all_live();
        self.outgoing.stop(self.frame + self.latency().0);
    }

    /// A key strikes a note, or the phrase that `said` or its instrument says.
    pub(super) fn strike(
        &mut self,
        (track, key): (u16, u8),
        instrument: u8,
        velocity: f32,
        said: Option<u8>,
    ) {
        self.lift(track, key);
        if !self.playing {
            self.forget();
        }
        if let Some(target) = self.outgoing.target(track.into()) {
            self.outgoing.strike_live(target, track, key, velocity);
            return;
        }
        let Some(snapshot) = &self.snapshot else { return };
        let Some(settings) = snapshot.song.instrument(instrument.into()) else { return };
        let sounding = (i32::from(key) + i32::from(settings.transpose)).clamp(0, HIGHEST_KEY.into());
        if !settings.plays(sounding as u8) {
            return;
        }
        let pitch = sounding as f32 + settings.tuned(sounding as f32) + settings.finetune / 100.0;
        let drive = Drive { pitch, level: velocity, pan: 0.0, cutoff: 0.0, resonance: 0.0 };
        let seed = self.frame as u32;
        let (sounding, phrases) = (sounding as u8, &settings.phrases);
        let note =
            NoteOn { instrument, key: sounding, velocity, offset: 0, slice: None, phrase: said, seed, drive };
        if let Some(index) = phrases.struck(key, said) {
            let live = phrases::Live { track, key, index: index as u8, note };
            let at = self.is_ticking().then(|| self.pace.clock.place(Frames(self.frame)));
            if at.is_none() {
                self.pace.clock.seek(Frames(self.frame));
                (self.next_command, self.tick_end) = (0, self.frame);
                self.commands.clear();
            }
            self.player.strike(&snapshot.song, &live, at, &mut self.commands, self.next_command);
            return;
        }
        self.voices.start(snapshot, &self.overrides, self.beat_seconds, Owner::Live { track, key }, note);
    }

    pub(super) fn lift(&mut self, track: u16, key: u8) {
        let song = self.snapshot.as_ref().map(|snapshot| &*snapshot.song);
        self.voices.lift(song, track, key);
        self.outgoing.lift_live(track, key);
        let at = self.pace.clock.place(Frames(self.frame));
        self.player.lift((track, key), at, &mut self.commands, self.next_command);
    }

    /// Frames by which sound is made before it leaves the loudspeakers: what follows a clock is made that much earlier.
    pub fn set_lead(&mut self, frames: u32) {
        self.pace.lead = frames;
    }

    pub(super) fn click_on_beats(&mut self, song: &Song, tick: &Tick, frame: u64) {
        let row = tick.position.row;
        if self.click.settings.on
            && tick.position.tick == 0
            && row.is_multiple_of(u16::from(tick.rows_per_beat.max(1)))
        {
            self.click.beat(frame, row.is_multiple_of(song.settings.rows_per_bar.max(1).into()));
        }
    }

    /// A track's notes go elsewhere from now on; those that sound end.
    pub(super) fn set_outlet(&mut self, track: u16, target: Option<Target>) {
        self.outgoing.set(track, target, self.frame + self.latency().0);
        self.voices.release_track(track);
    }

    /// Carries out what belongs to a track that is played outside, at that frame. Whether it did.
    pub(super) fn act_outside(&mut self, snapshot: &Snapshot, action: Action, frame: u64) -> bool {
        let at = frame + self.latency().0;
        match action {
            Action::Start(channel, note) => {
                let Some(target) = self.outgoing.target(channel.track()) else { return false };
                self.mixer.follow_locks(&snapshot.song, &self.overrides);
                if self.mixer.is_heard(channel.track()) && !self.mixer.gate.is_silent(channel.track(), frame)
                {
                    self.outgoing.note(at, channel, target, note.key, note.velocity);
                } else {
                    self.outgoing.end(at, channel);
                }
                true
            }
            Action::Release(channel)
            | Action::Cut(channel)
            | Action::Fade(channel)
            | Action::Leave(channel) => {
                self.outgoing.end(at, channel);
                self.outgoing.target(channel.track()).is_some()
            }
            Action::Lock(lock, place) => {
                let LockOwner::Track { track } = lock.owner else { return false };
                let Some(target) = self.outgoing.target(track.into()) else { return false };
                let number = match lock::told(&snapshot.song, lock).map(|(info, _)| info.name) {
                    Some("volume") => VOLUME,
                    Some("pan") => PAN,
                    _ => return false,
                };
                let value = (place * 127.0).round().clamp(0.0, 127.0) as u8;
                self.outgoing.say(at, target.to, Message::Control { channel: target.channel, number, value });
                // The fader has nothing to move there.
                true
            }
            _ => false,
        }
    }

    /// Forgets what playback has set beyond the song: global volume and locks. Not where playback ends, or a song that has
    /// faded out would be heard again in its echoes, but where something else begins.
    pub(super) fn forget(&mut self) {
        self.overrides.clear();
        self.global_volume = 1.0;
    }
}
