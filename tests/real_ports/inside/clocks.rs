//! Clocks through the sequencer, in figures.

use crate::cable::{Controller, RATE, Sender, ports, wait_until};
use crate::guest;
use segno::engine::link::midi::{Wire, wire};
use segno::engine::message::{Snapshot, ToEngine};
use segno::engine::outgoing::ClockOut;
use segno::io::midi::Ports;
use segno::io::moment::micros;
use segno::midi::follower::{Follower, Health};
use segno::sequencer::player::Playing;
use segno::song::Song;
use segno::song::tempo::Tempo;
use std::sync::Arc;
use std::time::Duration;

/// A master at one end of a cable and a follower at the other. Its pulses lie on its own beats, whatever they are late by.
struct Master {
    controller: Controller,
    _ports: Ports,
    wire: Wire,
    follower: Follower,
    /// When the next pulse is due, in microseconds, and its number.
    due: f64,
    sent: u64,
    random: u64,
    /// Microseconds that a pulse is off at most.
    jitter: f64,
}

impl Master {
    fn new(seed: u64, jitter: f64) -> Master {
        let (end, wire) = wire();
        let (ports, _) = ports(Some(end), None, false);
        let due = (micros() + 100_000) as f64;
        let random = seed.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(3_037_000_493) | 1;
        let follower = Follower::default();
        let controller = Controller::new(0);
        Master { controller, _ports: ports, wire, follower, due, sent: 0, random, jitter }
    }

    /// Begins anew, with another clock.
    fn restart(&mut self) {
        self.follower = Follower::default();
        (self.due, self.sent) = ((micros() + 100_000) as f64, 0);
        self.controller.send(&[0xFA]);
    }

    /// By chance, −1 to 1.
    fn chance(&mut self) -> f64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    fn beats(&mut self, tempo: f64, beats: f64) {
        for _ in 0..(beats * 24.0).round() as u64 {
            let moment = self.due + self.chance() * self.jitter;
            self.controller.send_at(moment as i64, &[0xF8]);
            self.sent += 1;
            self.due += 60e6 / tempo / 24.0;
        }
        // The last one is on its way to whoever reads at the other end.
        std::thread::sleep(Duration::from_micros(500));
        while let Some(input) = self.wire.take() {
            self.follower.hear(input.message, input.at.0 as f64 / 1e6);
        }
    }

    /// How far tempo (BPM) and phase (milliseconds) are beside the master's.
    fn off(&self, tempo: f64) -> [f64; 2] {
        let last = (self.due - 60e6 / tempo / 24.0) / 1e6;
        let beat = (self.sent - 1) as f64 / 24.0;
        let second = self.follower.second_of(beat).expect("a tempo");
        [self.follower.tempo().expect("a tempo") - tempo, (second - last) * 1_000.0]
    }
}

#[test]
#[ignore = "runs in a guest"]
fn a_clock_is_known_after_two_beats() {
    if !guest::is_here() {
        return;
    }
    let mut master = Master::new(1, 0.0);
    for tempo in [61.0, 120.0, 174.3, 299.0] {
        master.restart();
        master.beats(tempo, 2.0);
        let [bpm, ms] = master.off(tempo);
        println!("a_clock_is_known_after_two_beats: {tempo} BPM: {bpm:+.4} BPM, {ms:+.4} ms");
        assert!(bpm.abs() < 0.1 && ms.abs() < 0.3, "{tempo}: {bpm} BPM, {ms} ms");
        assert_eq!(master.follower.health(), Health::Locked);
    }
}

#[test]
#[ignore = "runs in a guest"]
fn a_jittering_clock_is_known_after_two_beats() {
    if !guest::is_here() {
        return;
    }
    let mut master = Master::new(2, 1_000.0);
    let found: Vec<[f64; 2]> = (0..24)
        .map(|_| {
            master.restart();
            master.beats(120.0, 2.0);
            master.off(120.0)
        })
        .collect();
    let effective = |which: usize| {
        (found.iter().map(|off| off[which] * off[which]).sum::<f64>() / found.len() as f64).sqrt()
    };
    let within = |which: usize, most: f64| found.iter().filter(|off| off[which].abs() < most).count();
    let [bpm, ms] = [effective(0), effective(1)];
    let [near, close] = [within(0, 0.1), within(1, 0.3)];
    println!(
        "a_jittering_clock_is_known_after_two_beats: ±1 ms: rms {bpm:.3} BPM, {ms:.3} ms; {near} of 24 within 0.1 BPM, \
         {close} within 0.3 ms"
    );
    assert!(bpm < 0.06 && ms < 0.2, "{bpm} BPM, {ms} ms");
    // No line through 48 such pulses does much better.
    assert!(near >= 22 && close >= 20, "{near}, {close}: {found:?}");
}

#[test]
#[ignore = "runs in a guest"]
fn a_step_of_the_tempo_is_caught_within_two_beats() {
    if !guest::is_here() {
        return;
    }
    for jitter in [0.0, 1_000.0] {
        let mut master = Master::new(3, jitter);
        master.restart();
        master.beats(120.0, 16.0);
        master.beats(140.0, 2.0);
        let [bpm, ms] = master.off(140.0);
        println!(
            "a_step_of_the_tempo_is_caught_within_two_beats: ±{} ms: {bpm:+.3} BPM, {ms:+.3} ms",
            jitter / 1e3
        );
        assert!(bpm.abs() < 0.25 && ms.abs() < 0.8, "{bpm} BPM, {ms} ms");
        master.beats(140.0, 2.0);
        let [bpm, ms] = master.off(140.0);
        assert!(bpm.abs() < 0.1 && ms.abs() < 0.4, "two beats later: {bpm} BPM, {ms} ms");
    }
}

#[test]
#[ignore = "runs in a guest"]
fn our_clock_comes_out_within_a_block_of_its_moment() {
    /// Frames of a block.
    const BLOCK: u32 = 256;
    if !guest::is_here() {
        return;
    }
    let Sender { mut studio, to, far, ports: _ports, output: _output } = Sender::start(Some(BLOCK));
    wait_until(micros() + 1_000_000);
    let mut song = Song::default();
    Arc::make_mut(&mut song.settings).tempo = Tempo::whole(125);
    studio.send(ToEngine::Snapshot(Arc::new(Snapshot { song: Arc::new(song), samples: Arc::default() })));
    studio.send(ToEngine::ClockOut(ClockOut { to, always: false, from: 0 }));
    studio.send(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: true }));
    let patience = Duration::from_secs(5);
    let begun = far.recv_timeout(patience).expect("a start");
    assert_eq!(begun.1, 0xFA);
    let pulses: Vec<i64> = (0..16 * 24)
        .map(|_| {
            let (moment, byte) = far.recv_timeout(patience).expect("a pulse");
            assert_eq!(byte, 0xF8);
            moment
        })
        .collect();
    studio.send(ToEngine::Stop);
    // 125 BPM: a pulse every 20 ms.
    let off: Vec<f64> =
        (0..).zip(&pulses).map(|(number, at)| (at - pulses[0] - number * 20_000) as f64).collect();
    let middle = off.iter().sum::<f64>() / off.len() as f64;
    let worst = off.iter().map(|off| (off - middle).abs()).fold(0.0, f64::max);
    let spread = (off.iter().map(|off| (off - middle).powi(2)).sum::<f64>() / off.len() as f64).sqrt();
    println!(
        "our_clock_comes_out_within_a_block_of_its_moment: {BLOCK} frames: sd {spread:.0} µs, farthest {worst:.0} µs, \
         {} µs after the start",
        pulses[0] - begun.0
    );
    let block = f64::from(BLOCK) * 1e6 / f64::from(RATE);
    assert!(worst < block, "{worst} µs off, a block is {block}");
    assert!(spread < block / 4.0, "{spread} µs");
    let last = far.iter().map(|(_, byte)| byte).find(|byte| *byte != 0xF8);
    assert_eq!(last, Some(0xFC), "it stops");
}
