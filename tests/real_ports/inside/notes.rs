//! Notes and system exclusive messages through the sequencer.

use crate::cable::{Controller, Sender, ports};
use crate::guest;
use segno::engine::link::midi::wire;
use segno::engine::message::ToEngine;
use segno::midi::message::Message;
use segno::midi::parser::Parser;
use std::time::Duration;

#[test]
#[ignore = "runs in a guest"]
fn notes_running_status_and_exclusive_messages_come_in_as_they_were_sent() {
    if !guest::is_here() {
        return;
    }
    let (end, mut wire) = wire();
    let (_ports, place) = ports(Some(end), None, false);
    let mut keys = Controller::new(0);
    let on = |channel, key, velocity| Message::NoteOn { channel, key, velocity };
    let off = |channel, key, velocity| Message::NoteOff { channel, key, velocity };
    // A chord by running status, which a velocity of 0 ends; a bend; an identity request; a sustain pedal; 700 bytes of a patch.
    keys.send(&[0x90, 60, 100, 64, 101, 67, 102, 60, 0, 64, 0, 67, 0]);
    keys.send(&[0xE2, 0x00, 0x60, 0xF0, 0x7E, 0x7F, 0x06, 0x01, 0xF7, 0xB1, 64, 127, 0x80, 1, 2]);
    let patch: Vec<u8> = (0..700u32).map(|number| (number % 128) as u8).collect();
    keys.send(&[&[0xF0][..], &patch, &[0xF7]].concat());
    keys.send(&[0xFA, 0xF8, 0x9F, 127, 127]);
    let expected = [
        on(0, 60, 100),
        on(0, 64, 101),
        on(0, 67, 102),
        off(0, 60, 64),
        off(0, 64, 64),
        off(0, 67, 64),
        Message::Bend { channel: 2, value: 0x3000 },
        Message::Exclusive { bytes: 4, whole: true },
        Message::Control { channel: 1, number: 64, value: 127 },
        off(0, 1, 2),
        Message::Exclusive { bytes: 700, whole: true },
        Message::Start,
        Message::Clock,
        on(15, 127, 127),
    ];
    let mut heard = Vec::new();
    for _ in 0..200 {
        heard.extend(std::iter::from_fn(|| wire.take()));
        if heard.len() >= expected.len() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(heard.iter().all(|input| input.port == place));
    assert_eq!(heard.iter().map(|input| input.message).collect::<Vec<_>>(), expected);
}

#[test]
#[ignore = "runs in a guest"]
fn what_is_sent_comes_out_at_the_other_end_and_comes_to_rest() {
    if !guest::is_here() {
        return;
    }
    let Sender { mut studio, ports, to, far, output: _output } = Sender::start(None);
    let said = [
        Message::Program { channel: 3, number: 12 },
        Message::NoteOn { channel: 3, key: 60, velocity: 99 },
        Message::NoteOn { channel: 3, key: 72, velocity: 98 },
        Message::Bend { channel: 3, value: 0x2000 },
        Message::NoteOff { channel: 3, key: 60, velocity: 64 },
    ];
    said.iter().for_each(|message| studio.send(ToEngine::Light { to, message: *message }));
    let patience = Duration::from_secs(5);
    // The cable leaves out status bytes that repeat.
    let mut parser = Parser::default();
    let mut take = |count: usize| {
        let mut messages = Vec::new();
        while messages.len() < count {
            let (_, byte) = far.recv_timeout(patience).unwrap_or_else(|_| panic!("only {messages:?} came"));
            parser.feed(&[byte], &mut |message| messages.push(message));
        }
        messages
    };
    assert_eq!(take(said.len()), said);
    // The key that is still down comes up when the port is closed.
    drop(ports);
    assert_eq!(take(1), [Message::NoteOff { channel: 3, key: 72, velocity: 64 }]);
}
