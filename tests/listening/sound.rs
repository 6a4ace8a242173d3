//! What comes over the line.

use super::line::{PACKET, RATE, song, stage};
use segno::formats::encoders::packets::PacketDecoder;
use segno::io::listening::packet::{Kind, frames, pcm};
use segno::io::listening::place::Place;
use segno::render::plan::Plan;
use segno::render::rendering::Rendering;
use serde_json::json;

/// Packets that are heard: two seconds.
const PACKETS: usize = 200;

/// The first two seconds as they are rendered, in samples of 16 bits.
fn rendered() -> Vec<u8> {
    let (song, samples) = song();
    let plan = Plan { rate: RATE, ..Plan::default() };
    let mut rendering = Rendering::new(&plan.part(&song).expect("a part"), samples, &plan, None);
    let mut sound = Vec::new();
    while sound.len() < PACKETS * PACKET {
        let [left, right] = rendering.next_block().expect("sound");
        sound.extend(left.iter().zip(right).map(|(left, right)| [*left, *right]));
    }
    pcm(&sound)
}

#[test]
fn two_listeners_hear_at_once_what_a_rendering_gives() {
    let (stage, mut audio) = stage();
    let mut listeners = [stage.listener(), stage.listener()];
    let place = Place { at: 960, song: "lamp.ron".into(), playing: true, row: 3, ..Place::default() };
    stage.hub.tell(&place);
    let mut heard = [Vec::new(), Vec::new()];
    // The tap is opened when the first listener comes: until then nothing is sent.
    let mut block = vec![0.0; PACKET * 2];
    let mut next = None;
    while heard[0].len() < (PACKETS + 20) * PACKET * 4 {
        audio.fill_interleaved(&mut block, 2);
        for (listener, heard) in listeners.iter_mut().zip(&mut heard) {
            let (head, sound) = listener.packet();
            assert_eq!((head.kind, usize::from(head.frames)), (Kind::Pcm, PACKET));
            heard.extend(sound);
            if next.is_some_and(|next| next != head.at) {
                panic!("a packet at {} where {next:?} was expected", head.at);
            }
            next = next.or(Some(head.at));
        }
        next = next.map(|next| next + PACKET as u64);
    }
    assert!(heard[0] == heard[1], "both hear the same");
    // A rendering leaves out the frames for which the limiter looks ahead.
    let expected = rendered();
    let offset =
        (0..PACKET * 8).find(|offset| heard[0][offset * 4..].starts_with(&expected[..PACKETS * PACKET * 4]));
    assert!(offset.is_some(), "the same samples as in a rendering");
    let loud = frames(&expected).iter().any(|[left, right]| left.abs().max(right.abs()) > 0.05);
    assert!(loud, "which is not silence");
    for listener in &listeners {
        assert_eq!(listener.texts.last(), Some(&json!({ "place": place })));
    }
}

#[test]
fn opus_is_the_same_music_in_a_tenth_of_the_bytes() {
    let (stage, mut audio) = stage();
    let (mut plain, mut thin) = (stage.listener(), stage.listener());
    thin.say(&json!({ "codec": "opus" }));
    thin.say(&json!({ "ping": 1.0 }));
    assert_eq!(thin.text()["pong"][0], 1.0, "the wish has been heard");
    let mut decoder = PacketDecoder::new().expect("a decoder");
    let (mut meant, mut heard, mut bytes) = (Vec::new(), Vec::new(), [0; 2]);
    let mut block = vec![0.0; PACKET * 2];
    for _ in 0..PACKETS {
        audio.fill_interleaved(&mut block, 2);
        let (plain, thin) = (plain.packet(), thin.packet());
        assert_eq!((plain.0.kind, thin.0.kind), (Kind::Pcm, Kind::Opus));
        assert_eq!((plain.0.sequence, plain.0.at), (thin.0.sequence, thin.0.at), "the same heads");
        bytes = [bytes[0] + plain.1.len(), bytes[1] + thin.1.len()];
        meant.extend(frames(&plain.1));
        heard.extend(decoder.decode(&thin.1, PACKET).expect("a packet"));
    }
    assert!(bytes[1] * 8 < bytes[0], "{bytes:?}");
    // Decoded sound lies behind by what the format tells.
    let delay = 312;
    let pairs = || meant.iter().zip(&heard[delay..]).flat_map(|(meant, heard)| meant.iter().zip(heard));
    let product: f32 = pairs().map(|(meant, heard)| meant * heard).sum();
    let power = |side: fn((&f32, &f32)) -> f32| pairs().map(side).sum::<f32>();
    let likeness = product / (power(|(meant, _)| meant * meant) * power(|(_, heard)| heard * heard)).sqrt();
    assert!(likeness > 0.95, "as alike as {likeness}");
}

#[test]
fn one_who_stops_reading_holds_up_nobody_and_misses_the_oldest() {
    let (stage, mut audio) = stage();
    let (mut reads, mut stalls) = (stage.listener(), stage.listener());
    let mut block = vec![0.0; PACKET * 2];
    audio.fill_interleaved(&mut block, 2);
    let first = stalls.packet().0.sequence;
    reads.packet();
    stalls.say(&json!({ "came": first }));
    stalls.say(&json!({ "ping": 0.0 }));
    assert_eq!(stalls.text()["pong"][0], 0.0, "it tells what comes");
    // Three seconds in which it takes nothing.
    for number in 1..=300 {
        audio.fill_interleaved(&mut block, 2);
        assert_eq!(reads.packet().0.sequence, first + number, "the other misses nothing");
    }
    let listeners = stage.figures();
    let dropped: Vec<u64> =
        (0..2).map(|index| listeners["listeners"][index]["dropped"].as_u64().expect("a count")).collect();
    assert_eq!(dropped[0], 0);
    assert!(dropped[1] >= 300 - 100 - 25, "a second may be under way, and a quarter waits: {dropped:?}");
    // It reads on: what it gets is in order, and ends with the newest.
    let mut numbers = vec![first];
    while numbers.last() != Some(&(first + 300)) {
        let number = stalls.packet().0.sequence;
        assert!(numbers.last().is_some_and(|last| *last < number), "{number} after {numbers:?}");
        stalls.say(&json!({ "came": number }));
        numbers.push(number);
    }
    assert_eq!(numbers.len() as u64, 301 - dropped[1], "everything else has come");
}

#[test]
fn silence_is_told_once_and_costs_nothing_until_it_sounds_again() {
    use segno::engine::message::ToEngine;
    let (mut stage, mut audio) = stage();
    let mut listener = stage.listener();
    let mut block = vec![0.0; PACKET * 2];
    stage.studio.send(ToEngine::Stop);
    stage.studio.send(ToEngine::Panic);
    // Half a minute of nothing; the listening thread takes each half second before the next comes.
    for _ in 0..60 {
        for _ in 0..50 {
            audio.fill_interleaved(&mut block, 2);
        }
        stage.wait_until_taken(&mut listener);
    }
    stage.studio.send(ToEngine::Strike { track: 0, instrument: 0, key: 60, velocity: 1.0 });
    let mut last = None;
    let loud = loop {
        audio.fill_interleaved(&mut block, 2);
        let (head, sound) = listener.packet();
        assert!(last.is_none_or(|last| head.sequence == last + 1), "nothing is missing by its number");
        last = Some(head.sequence);
        if frames(&sound).iter().any(|[left, right]| left.abs().max(right.abs()) > 0.01) {
            break head;
        }
    };
    assert!(loud.sequence < 200, "of 3,000 packets of silence next to none was sent: {}", loud.sequence);
    assert!(loud.at > 29 * 48_000);
}
