//! The audio thread neither allocates nor frees, whatever is done to the song: long sessions under a counting allocator.

#[path = "realtime_session/mod.rs"]
mod session;

use assert_no_alloc::{AllocDisabler, assert_no_alloc, violation_count};
use segno::dsp::units::{Frames, SampleRate};
use segno::engine::Engine;
use segno::engine::click::ClickSettings;
use segno::engine::fitting::Fitter;
use segno::engine::link::connect;
use segno::engine::link::input::input;
use segno::engine::link::measured::Point;
use segno::engine::link::stems::stems;
use segno::engine::live::{Input, Part, PortUse};
use segno::engine::message::{FromEngine, Snapshot, ToEngine};
use segno::engine::monitors::Monitor;
use segno::engine::outgoing::{ClockOut, Target};
use segno::engine::relay::{Next, ToRelay};
use segno::instruments::sample::{SampleBank, Sound};
use segno::instruments::streamed::{Source, Streamed};
use segno::midi::message::Message;
use segno::midi::parser::Parser;
use segno::sequencer::player::Playing;
use segno::song::clip::{Clip, Take};
use segno::song::edit::Edit;
use segno::song::insert::Owner;
use session::{DEEDS, Session};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[global_allocator]
static COUNTING: AllocDisabler = AllocDisabler;

const RATE: SampleRate = SampleRate(48_000);

/// Deeds of a session, each followed by some blocks.
const TURNS: usize = DEEDS.len() * 60;

/// Block lengths as sound systems ask for them.
const BLOCKS: [usize; 6] = [64, 1, 513, 256, 37, 1_024];

/// What came back from the engine, counted without memory of its own.
#[derive(Clone, Copy, Default)]
struct Heard {
    ticks: u32,
    meters: u32,
    most_voices: u16,
    stolen: u32,
    not_finite: u32,
}

impl Heard {
    fn hear(&mut self, report: FromEngine) {
        match report {
            FromEngine::Position { .. } => self.ticks += 1,
            FromEngine::NotFinite { .. } => self.not_finite += 1,
            FromEngine::Clock(_)
            | FromEngine::Probed { .. }
            | FromEngine::Reductions { .. }
            | FromEngine::HandedOver { .. }
            | FromEngine::Performing { .. } => {}
            FromEngine::Meters(meters) => {
                self.meters += 1;
                self.most_voices = self.most_voices.max(meters.voices);
                self.stolen = meters.stolen;
            }
        }
    }
}

/// How often `deed` asks for memory or gives it back.
fn asks(deed: impl FnOnce()) -> u32 {
    let before = violation_count();
    assert_no_alloc(deed);
    violation_count() - before
}

#[test]
fn the_count_sees_what_is_asked_for_and_what_is_given_back() {
    let mut kept = Vec::new();
    assert_eq!(asks(|| kept.push(1)), 1);
    assert_eq!(asks(|| drop(std::mem::take(&mut kept))), 1);
    assert_eq!(asks(|| assert!(kept.pop().is_none())), 0);
}

#[test]
fn a_long_session_asks_for_no_memory_and_gives_none_back() {
    let mut session = Session::new(8);
    let (mut engine, mut fitter, mut fitted) = (Engine::new(RATE), Fitter::new(RATE), 0);
    let (mut left, mut right) = (vec![0.0; 1_024], vec![0.0; 1_024]);
    let mut held: Vec<Arc<Snapshot>> = Vec::new();
    let (mut heard, mut loud, mut deeds) = (Heard::default(), 0.0f32, BTreeSet::new());
    let mut returns = BTreeSet::new();
    let mut first = Some(session.snapshot());
    for turn in 0..TURNS {
        let (name, message) = match first.take() {
            Some(message) => ("open", message),
            None => session.next(turn),
        };
        let mut messages = Vec::new();
        if let ToEngine::Snapshot(snapshot) = &message {
            held.push(snapshot.clone());
            returns.insert(snapshot.song.mixer.returns.len());
            messages = fitter.follow(snapshot);
            fitted += messages.len();
        }
        messages.push(message);
        deeds.insert(name);
        for message in messages {
            let mut given_back = None;
            let asked = asks(|| given_back = engine.handle(message));
            assert_eq!(asked, 0, "turn {turn}: to {name} asks for memory");
        }
        for block in 0..1 + session.below(12) {
            let frames = BLOCKS[(turn + block) % BLOCKS.len()];
            let asked = asks(|| {
                engine.process(&mut left[..frames], &mut right[..frames], &mut |report| heard.hear(report));
            });
            assert_eq!(asked, 0, "turn {turn}: sound after {name} asks for memory");
            assert!(left.iter().chain(&right).all(|sample| sample.is_finite()));
            loud = left.iter().fold(loud, |loud, sample| loud.max(sample.abs()));
        }
        held.retain(|snapshot| Arc::strong_count(snapshot) > 1);
    }
    assert_eq!(deeds.len(), DEEDS.len() + 1, "every deed was done");
    assert!(loud > 0.3 && heard.ticks > 2_000 && heard.meters > 200, "it was a real session");
    assert!(heard.most_voices > 64, "{} voices", heard.most_voices);
    assert!(returns.len() >= 7, "so many returns there were: {returns:?}");
    assert!(fitted > 100, "{fitted} devices came and went");
    assert!(heard.not_finite > 0, "sound that is no number came up");
    assert!(held.len() < 3, "snapshots go when the engine has let go of them");
}

#[test]
fn notes_beyond_the_pool_ask_for_no_memory() {
    let session = Session::new(11);
    let mut engine = Engine::new(RATE);
    engine.handle(session.snapshot());
    let (mut block, mut other, mut heard) = ([0.0; 64], [0.0; 64], Heard::default());
    let asked = asks(|| {
        for note in 0..4_000u32 {
            let (track, key) = ((note % 12) as u16, (note % 120) as u8);
            engine.handle(ToEngine::Strike { track, instrument: (note % 12) as u8, key, velocity: 1.0 });
            if note % 16 != 0 {
                continue;
            }
            engine.process(&mut block, &mut other, &mut |report| heard.hear(report));
        }
    });
    assert_eq!(asked, 0);
    assert!(heard.stolen > 0 && heard.most_voices > 200, "the pool was full");
}

#[test]
fn the_end_of_the_song_is_told_however_long_nobody_has_listened() {
    let (mut studio, mut audio) = connect(RATE);
    studio.send(Session::new(3).snapshot());
    studio.send(ToEngine::Play(Playing::Pattern { pattern: 0, row: 0 }));
    let mut block = vec![0.0; 48_000 * 2];
    // More reports than there is room for, and then the end: there is no such entry.
    for second in 0..25 {
        if second == 20 {
            studio.send(ToEngine::Play(Playing::Song { order: u16::MAX, row: 0, repeat: false }));
        }
        audio.fill_interleaved(&mut block, 2);
    }
    let mut last = None;
    for _ in 0..2 {
        while let Some(report) = studio.receive() {
            if let FromEngine::Position { position, .. } = report {
                last = Some(position);
            }
        }
        audio.fill_interleaved(&mut block[..128], 2);
    }
    assert_eq!(last, Some(None));
}

#[test]
fn through_the_link_on_a_thread_of_its_own_too() {
    let (mut studio, mut audio) = connect(RATE);
    let mut tap = studio.take_tap().expect("the end for listeners");
    let done = AtomicBool::new(false);
    let asked = std::thread::scope(|scope| {
        let audio = &mut audio;
        let ear = scope.spawn(|| {
            let mut block = vec![0.0; 1_024 * 6];
            let mut asked = 0;
            for turn in 0.. {
                let channels = [2, 1, 6][turn % 3];
                let frames = BLOCKS[turn % BLOCKS.len()];
                asked += asks(|| audio.fill_interleaved(&mut block[..frames * channels], channels));
                if done.load(Ordering::Relaxed) {
                    break;
                }
            }
            asked
        });
        let mut session = Session::new(23);
        let mut heard = Heard::default();
        let (mut tapped, mut measured) = (0, 0);
        studio.send(session.snapshot());
        for turn in 0..TURNS {
            // Listeners come and go, and some take nothing for a while.
            match turn % 40 {
                5 => tap.open(),
                10..30 => tapped += std::iter::from_fn(|| tap.take()).count(),
                30 => tap.close(),
                _ => {}
            }
            // So do those who measure, here and there.
            match turn % 30 {
                3 => studio.listen(Some(Point::Insert(Owner::Track(turn % 4), turn % 3))),
                13 => studio.listen(Some(Point::Master)),
                23 => studio.listen(None),
                _ => measured += studio.sound().len(),
            }
            studio.send(session.next(turn).1);
            while studio.vitals().rendered.load(Ordering::Relaxed) < turn as u64 * 300 {
                std::thread::yield_now();
            }
            while let Some(report) = studio.receive() {
                heard.hear(report);
            }
        }
        done.store(true, Ordering::Relaxed);
        let asked = ear.join().expect("the audio thread ends by itself");
        assert!(heard.ticks > 100, "the song was heard");
        assert!(tapped > 100, "and listened to elsewhere: {tapped}");
        assert!(measured > 10_000, "and measured: {measured}");
        asked
    });
    assert_eq!(asked, 0);
    audio.fill_interleaved(&mut [0.0; 128], 2);
    studio.turn();
    assert!(studio.held() < 3, "snapshots go when the engine has let go of them");
}

#[test]
fn one_song_after_the_other_asks_for_no_memory() {
    let (mut studio, mut audio) = connect(RATE);
    let mut session = Session::new(5);
    studio.send(session.snapshot());
    studio.send(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
    let mut block = vec![0.0; 1_024 * 2];
    for turn in 0..400usize {
        if turn % 40 == 0 {
            let (mut engine, mut fitter) = (Engine::new(RATE), Fitter::new(RATE));
            let ToEngine::Snapshot(snapshot) = session.next(17).1 else { panic!("a song") };
            fitter.load(&mut engine, snapshot.clone());
            let playing = Playing::Song { order: 0, row: 0, repeat: false };
            studio.offer(Next { engine, playing, gap: turn as u64 }, &snapshot);
            studio.relay(ToRelay::Arm(true));
        }
        match turn % 40 {
            20 => studio.relay(ToRelay::Advance),
            // What is said before anybody knows goes to the engine that is left.
            21 => studio.send(session.next(turn).1),
            _ => studio.turn(),
        }
        let frames = BLOCKS[turn % BLOCKS.len()];
        assert_eq!(asks(|| audio.fill_interleaved(&mut block[..frames * 2], 2)), 0, "turn {turn}");
        while let Some(report) = studio.receive() {
            if let FromEngine::HandedOver { .. } = report {
                studio.go_on(Fitter::new(RATE));
            }
        }
    }
    studio.turn();
    assert!(studio.held() < 4, "{} songs are kept", studio.held());
}

#[test]
fn midi_asks_for_no_memory_whatever_comes() {
    let (mut studio, mut audio) = connect(RATE);
    let (mut keys, mut sent) = studio.take_midi().expect("the ends of MIDI");
    let mut session = Session::new(31);
    studio.send(session.snapshot());
    for place in 0..4 {
        let part = Part {
            port: None,
            channel: None,
            keys: [0, 127],
            track: u16::from(place),
            instrument: place,
            shift: 0,
        };
        studio.send(ToEngine::Part { place, part: Some(part) });
        let uses = PortUse { notes: true, clock: place == 1, mpe: place == 2, offset: 0 };
        studio.send(ToEngine::Port { port: place, uses });
    }
    let target = Target { to: 1, channel: 0, program: Some(3) };
    studio.send(ToEngine::Outlet { track: 1, target: Some(target) });
    studio.send(ToEngine::ClockOut(ClockOut { to: 1, always: true, from: 0 }));
    studio.send(ToEngine::Click(ClickSettings { on: true, ..ClickSettings::default() }));
    let (mut parser, mut block, mut heard, mut out) = (Parser::default(), vec![0.0; 1_024 * 2], 0, 0);
    for turn in 0..400usize {
        match turn % 50 {
            0 => studio.send(session.next(turn / 50).1),
            25 => studio.send(ToEngine::Play(Playing::Pattern { pattern: 0, row: 0 })),
            49 => studio.send(ToEngine::PortGone((turn / 50 % 4) as u8)),
            _ => studio.turn(),
        }
        let bytes: Vec<u8> = (0..session.below(24)).map(|_| (0x70 + session.below(0x90)) as u8).collect();
        let port = session.below(5) as u8;
        let messages = |message| _ = keys.put(Input { port, at: Frames(turn as u64 * 64), message });
        let mut messages = messages;
        parser.feed(&bytes, &mut messages);
        messages(Message::Clock);
        messages(Message::NoteOn { channel: 0, key: (turn % 100) as u8, velocity: 90 });
        if turn % 7 == 0 {
            (0..600).for_each(|_| messages(Message::Bend { channel: 1, value: (turn % 16_384) as u16 }));
        }
        let frames = BLOCKS[turn % BLOCKS.len()];
        assert_eq!(asks(|| audio.fill_interleaved(&mut block[..frames * 2], 2)), 0, "turn {turn}");
        heard += studio.heard().len();
        out += std::iter::from_fn(|| sent.take()).count();
        while studio.receive().is_some() {}
    }
    assert!(heard > 1_000 && out > 100, "{heard} heard, {out} sent");
}

#[test]
fn what_comes_in_asks_for_no_memory_also_where_nobody_takes_it() {
    let (mut device, mut keeping) = input(2, RATE.0);
    let sound = vec![0.25f32; 2 * 1_024];
    let mut kept = Vec::new();
    for turn in 0..2_400i64 {
        let frames = BLOCKS[turn as usize % BLOCKS.len()];
        if turn % 50 == 0 {
            device.vitals().xruns.fetch_add(1, Ordering::Relaxed);
        }
        let asked = asks(|| device.take(&sound[..2 * frames], turn * 20_000));
        assert_eq!(asked, 0, "block {turn}");
        // For a while somebody takes it, then nobody.
        if turn < 100 {
            while keeping.take(&mut kept).is_some() {}
        }
    }
    assert!(device.vitals().xruns.load(Ordering::Relaxed) > 12, "it was full");
}

/// A disk of silence.
struct Silence;

impl Source for Silence {
    fn read(&self, _: u64, channels: &mut [Vec<f32>]) -> Result<usize, String> {
        Ok(channels[0].len())
    }
}

#[test]
fn pages_from_the_disk_and_what_is_monitored_ask_for_no_memory() {
    let (mut studio, mut audio) = connect(RATE);
    let session = Session::new(47);
    let ToEngine::Snapshot(snapshot) = session.snapshot() else { panic!("a song") };
    let take = Take { sample: 3, offset: -50, length: 0, ..Take::default() };
    let clip = Clip { row: 1, takes: vec![take], ..Clip::default() };
    let song = Edit::Clip { pattern: 0, track: 0, clip }.apply(&snapshot.song).expect("a clip");
    let mut samples = SampleBank::clone(&snapshot.samples);
    let sound = Streamed::new("long", (44_100, 50_000_000, 2), Box::new(Silence));
    samples.put(3, Some(Sound::Streamed(Arc::new(sound))));
    studio.send(ToEngine::Snapshot(Arc::new(Snapshot { song: Arc::new(song), samples: Arc::new(samples) })));
    let (mut device, mut keeping) = input(2, RATE.0);
    studio.monitor(keeping.take_monitor().expect("an end"));
    let (sound, mut block) = (vec![0.25f32; 2 * 1_024], vec![0.0; 1_024 * 2]);
    let mut fetching = studio.take_fetching().expect("whoever reads");
    let (end, mut stems_kept) = stems([12, 2], RATE);
    studio.send_stems(Some(end));
    let mut stem_frames = Vec::new();
    for turn in 0..600usize {
        match turn % 60 {
            0 => studio.send(ToEngine::Play(Playing::Pattern { pattern: 0, row: (turn / 60 % 4) as u16 })),
            10 | 40 => {
                let monitor = Monitor { channels: [0, 1], through: turn % 60 == 10 };
                studio.send(ToEngine::Monitor { track: 2, monitor: (turn % 120 < 60).then_some(monitor) });
            }
            _ => studio.turn(),
        }
        // Sometimes the disk is late.
        if turn % 100 < 80 {
            fetching.turn();
        }
        let frames = BLOCKS[turn % BLOCKS.len()];
        assert_eq!(asks(|| device.take(&sound[..2 * frames], turn as i64 * 10_000)), 0, "input, turn {turn}");
        assert_eq!(asks(|| audio.fill_interleaved(&mut block[..frames * 2], 2)), 0, "turn {turn}");
        while studio.receive().is_some() {}
        // For a while somebody keeps the stems, then nobody.
        while turn < 400 && stems_kept.take(&mut stem_frames).is_some() {}
    }
    assert!(stem_frames.iter().any(|sample| *sample != 0.0), "tracks were heard");
    // Another input: the one before is given back and not freed there, and so are stems.
    studio.monitor(input(1, RATE.0).1.take_monitor().expect("an end"));
    studio.send_stems(None);
    assert_eq!(asks(|| audio.fill_interleaved(&mut block[..128], 2)), 0);
}
