//! Tracks that are played outside, and what happens where that changes in the middle of a note.

use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::link::midi::Sent;
use segno::engine::message::{Snapshot, ToEngine};
use segno::engine::outgoing::Target;
use segno::instruments::KINDS;
use segno::midi::message::Message;
use segno::sequencer::player::Playing;
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::pattern::{LaneSlot, Pattern};
use std::sync::Arc;

const PORT: Target = Target { to: 1, channel: 0, program: None };

/// An engine in the middle of a long note on its first track.
fn playing(outlet: Option<Target>) -> Engine {
    let mut lane = Lane::default();
    lane.set(0, parse_row("C-4 01").expect("a row"));
    let pattern =
        Pattern { length: 512, lanes: vec![LaneSlot::Own(Arc::new(lane))].into(), ..Pattern::default() };
    let kind = KINDS.iter().find(|kind| kind.name == "chip").unwrap_or(&KINDS[0]);
    let instruments = vec![Some(Arc::new(Instrument::new("one", (kind.new)())))];
    let patterns = [Arc::new(pattern)].into_iter().collect();
    let song = Arc::new(Song { patterns, instruments, ..Song::default() });
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(Snapshot { song, samples: Arc::default() })));
    engine.handle(ToEngine::Outlet { track: 0, target: outlet });
    engine.handle(ToEngine::Play(Playing::Pattern { pattern: 0, row: 0 }));
    engine
}

/// The loudest of so many frames.
fn peak(engine: &mut Engine, frames: usize) -> f32 {
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    engine.process(&mut left, &mut right, &mut |_| {});
    left.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
}

fn sent(engine: &mut Engine) -> Vec<Sent> {
    let mut all = Vec::new();
    engine.take_sent(&mut |sent| all.push(sent));
    all
}

#[test]
fn a_note_that_sounds_here_ends_where_its_track_goes_outside() {
    let mut engine = playing(None);
    assert!(peak(&mut engine, 9_600) > 0.01 && sent(&mut engine).is_empty());
    engine.handle(ToEngine::Outlet { track: 0, target: Some(PORT) });
    peak(&mut engine, 96_000);
    assert!(peak(&mut engine, 4_800) < 1e-4, "it hangs");
}

#[test]
fn a_note_that_sounds_outside_ends_there_after_it_began_wherever_its_track_goes() {
    for next in [None, Some(Target { to: 2, ..PORT })] {
        let mut engine = playing(Some(PORT));
        assert!(peak(&mut engine, 64) < 1e-4);
        engine.handle(ToEngine::Outlet { track: 0, target: next });
        peak(&mut engine, 64);
        let said = sent(&mut engine);
        let [on, off] = said[..] else { panic!("{said:?}") };
        assert!(matches!(on.message, Message::NoteOn { key: 60, .. }) && on.to == 1, "{on:?}");
        assert!(matches!(off.message, Message::NoteOff { key: 60, .. }) && off.to == 1, "{off:?}");
        assert!(off.at >= on.at, "{off:?} comes before {on:?}");
    }
}

#[test]
fn another_tracks_outlet_changes_nothing() {
    let mut engine = playing(Some(PORT));
    peak(&mut engine, 64);
    engine.handle(ToEngine::Outlet { track: 1, target: Some(Target { to: 2, ..PORT }) });
    peak(&mut engine, 4_800);
    assert_eq!(sent(&mut engine).len(), 1, "the note goes on");
}
