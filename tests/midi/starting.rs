//! When the first beat of a song is heard that another machine's clock has begun: block by block, with a sound card that is late.

use segno::dsp::units::{Frames, SampleRate};
use segno::engine::Engine;
use segno::engine::live::{Input, PortUse};
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::KINDS;
use segno::midi::message::Message;
use segno::sequencer::player::Playing;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::notation::parse_row;
use std::sync::Arc;

/// Frames of a pulse at 120 beats per minute, and of a block.
const PULSE: usize = 1_000;
const BLOCK: usize = 512;

fn engine() -> Engine {
    let kind = KINDS.iter().find(|kind| kind.name == "fm").unwrap_or(&KINDS[0]);
    let song =
        Song { instruments: vec![Some(Arc::new(Instrument::new("one", (kind.new)())))], ..Song::default() };
    let note = |row: u16| (row, parse_row("C-4 01").expect("a row"));
    // Two beats.
    let rows = Edit::Rows { pattern: 0, track: 0, rows: vec![note(0), note(4)] };
    let song = Arc::new(rows.apply(&song).expect("an edit"));
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(Snapshot { song, samples: Arc::default() })));
    let uses = PortUse { notes: false, clock: true, mpe: false, offset: 0 };
    engine.handle(ToEngine::Port { port: 0, uses });
    engine
}

/// The sound of some blocks; what has come up to the start of each is heard there.
fn played(engine: &mut Engine, messages: &[(usize, Message)], frames: usize) -> Vec<f32> {
    let (mut sound, mut next) = (Vec::new(), 0);
    while sound.len() < frames {
        while let Some((at, message)) = messages.get(next).filter(|(at, _)| *at <= sound.len()) {
            engine.hear(Input { port: 0, at: Frames(*at as u64), message: *message }, &mut |_| {});
            next += 1;
        }
        let (mut left, mut right) = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
        engine.process(&mut left, &mut right, &mut |_| {});
        sound.extend(left);
    }
    sound
}

fn first(sound: &[f32]) -> usize {
    sound.iter().position(|sample| sample.abs() > 1e-4).expect("it is heard")
}

/// Frames from the first beat of a master to where that is heard, of a sound card that is so many frames late; the master says its start
/// so many frames before, its clock goes already or begins then.
fn late(card: u32, before: usize, goes: bool) -> i64 {
    let mut alone = engine();
    alone.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
    let own = first(&played(&mut alone, &[], 4_800)) as i64 - alone.latency().0 as i64;
    let mut led = engine();
    led.set_lead(card);
    let beat = 96 * PULSE + 77;
    let pulses =
        (0..120).map(|pulse| (77 + pulse * PULSE, Message::Clock)).filter(|(at, _)| goes || *at >= beat);
    let mut messages: Vec<(usize, Message)> = pulses.chain([(beat - before, Message::Start)]).collect();
    messages.sort_by_key(|(at, message)| (*at, *message == Message::Clock));
    let heard = first(&played(&mut led, &messages, beat + 9_600)) + card as usize;
    heard as i64 - own - beat as i64
}

#[test]
fn the_first_beat_of_a_clock_that_goes_already_is_heard_on_its_frame() {
    for card in [0, 64, 256] {
        let late = late(card, 900, true);
        assert!(late.abs() <= 1, "{late} frames with a sound card of {card}");
    }
    // Where the start is told later than the sound card and a block need, as soon as can be.
    let late = late(1_024, 900, true);
    assert!((0..=1_024 + BLOCK as i64 - 900 + 64).contains(&late), "{late} frames");
}

#[test]
fn of_a_clock_that_begins_with_its_start_it_is_heard_with_the_next_block() {
    for goes in [true, false] {
        let late = late(256, 10, goes);
        assert!((256..=256 + BLOCK as i64 + 64).contains(&late), "{late} frames: card and block");
    }
}
