//! Keys, bends and pedals at the engine.

use segno::dsp::units::{Frames, SampleRate};
use segno::engine::Engine;
use segno::engine::live::{Heard, Input, Part, PortUse};
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::KINDS;
use segno::midi::message::Message;
use segno::song::Song;
use segno::song::instrument::Instrument;
use std::sync::Arc;

struct Stage {
    engine: Engine,
    frame: u64,
    heard: Vec<Heard>,
}

impl Stage {
    fn new(mpe: bool) -> Stage {
        let kind = KINDS.iter().find(|kind| kind.name == "fm").unwrap_or(&KINDS[0]);
        let instrument = Some(Arc::new(Instrument::new("one", (kind.new)())));
        let song = Song { instruments: vec![instrument], ..Song::default() };
        let mut engine = Engine::new(SampleRate(48_000));
        engine
            .handle(ToEngine::Snapshot(Arc::new(Snapshot { song: Arc::new(song), samples: Arc::default() })));
        let part = Part { port: None, channel: None, keys: [0, 127], track: 0, instrument: 0, shift: 0 };
        engine.handle(ToEngine::Part { place: 0, part: Some(part) });
        let uses = PortUse { notes: true, clock: false, mpe, offset: 0 };
        engine.handle(ToEngine::Port { port: 0, uses });
        Stage { engine, frame: 0, heard: Vec::new() }
    }

    fn send(&mut self, message: Message) -> &mut Stage {
        let input = Input { port: 0, at: Frames(self.frame), message };
        let heard = &mut self.heard;
        self.engine.hear(input, &mut |what| heard.push(what));
        self
    }

    fn listen(&mut self, frames: usize) -> Vec<f32> {
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        self.engine.process(&mut left, &mut right, &mut |_| {});
        self.frame += frames as u64;
        left
    }

    /// Times a second that the sound begins anew: how often it is most like itself.
    fn pitch(&mut self) -> f32 {
        self.listen(4_800);
        let sound = self.listen(9_600);
        let like =
            |lag: usize| sound[..8_000].iter().zip(&sound[lag..]).map(|(a, b)| (a - b).abs()).sum::<f32>();
        let best = (60..400).map(|lag| (lag, like(lag))).collect::<Vec<_>>();
        let least = best.iter().map(|(_, off)| *off).fold(f32::INFINITY, f32::min);
        let lag = best.iter().find(|(_, off)| *off < least * 1.3 + 1e-3).map_or(1, |(lag, _)| *lag);
        48_000.0 / lag as f32
    }
}

fn on(channel: u8, key: u8) -> Message {
    Message::NoteOn { channel, key, velocity: 127 }
}

fn bend(channel: u8, part: f32) -> Message {
    Message::Bend { channel, value: (8_192.0 + part * 8_191.0) as u16 }
}

fn near(found: f32, key: f32) {
    // The kind's usual patch sounds in several octaves at once: which one is louder does not count.
    let expected = 440.0 * ((key - 69.0) / 12.0).exp2();
    let octaves = (found / expected).log2();
    assert!((octaves - octaves.round()).abs() < 0.03, "{found} Hz, expected {expected} or an octave of it");
}

#[test]
fn a_bend_moves_what_sounds_and_what_begins() {
    let mut stage = Stage::new(false);
    near(stage.send(on(0, 60)).pitch(), 60.0);
    near(stage.send(bend(0, 1.0)).pitch(), 62.0);
    near(stage.send(bend(0, 0.0)).pitch(), 60.0);
    let mut stage = Stage::new(false);
    near(stage.send(bend(0, -1.0)).send(on(0, 60)).pitch(), 58.0);
}

#[test]
fn the_range_of_bends_is_set_by_its_registered_parameter() {
    let mut stage = Stage::new(false);
    let control = |number, value| Message::Control { channel: 0, number, value };
    stage.send(control(101, 0)).send(control(100, 0)).send(control(6, 7));
    near(stage.send(on(0, 60)).send(bend(0, 1.0)).pitch(), 67.0);
    stage.send(control(121, 0));
    near(stage.pitch(), 60.0);
}

#[test]
fn with_mpe_each_note_is_bent_by_itself_and_all_by_the_first_channel() {
    let mut stage = Stage::new(true);
    stage.send(on(1, 60)).send(bend(2, 1.0));
    near(stage.pitch(), 60.0);
    near(stage.send(bend(1, 7.0 / 48.0)).pitch(), 67.0);
    near(stage.send(bend(0, 1.0)).pitch(), 69.0);
    let mut plain = Stage::new(false);
    let control = |number, value| Message::Control { channel: 0, number, value };
    plain.send(control(101, 0)).send(control(100, 6)).send(control(6, 15));
    near(plain.send(on(1, 60)).send(bend(1, 7.0 / 48.0)).pitch(), 67.0);
}

#[test]
fn all_notes_end_however_they_are_told_to() {
    let control = |number, value| Message::Control { channel: 0, number, value };
    for message in [control(123, 0), control(120, 0), control(127, 0), Message::Reset] {
        let mut stage = Stage::new(false);
        stage.send(control(64, 127)).send(on(0, 60)).send(on(0, 64));
        stage.send(Message::NoteOff { channel: 0, key: 64, velocity: 0 }).send(message);
        let ended = stage.heard.iter().filter(|heard| matches!(heard, Heard::Ended { .. })).count();
        assert_eq!(ended, 2, "{message}");
    }
}

#[test]
fn two_hands_on_one_key_hold_it_until_both_are_up() {
    let mut stage = Stage::new(false);
    stage.send(on(0, 60)).send(on(1, 60)).send(Message::NoteOff { channel: 0, key: 60, velocity: 0 });
    stage.listen(48_000);
    assert!(stage.listen(4_800).iter().any(|sample| sample.abs() > 1e-3), "it is still held");
}
