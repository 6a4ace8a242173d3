//! What is done live in a session.

use super::Session;
use segno::engine::message::ToEngine;
use segno::sequencer::momentary::Momentary;
use segno::sequencer::performance::{Cue, Goal, Quantum, Speed, Wish};

/// Somewhere, at some border.
pub fn queue(session: &mut Session) -> ToEngine {
    let order = session.below(8) as u16;
    let goal = match session.below(3) {
        0 => Goal::Pattern(order),
        _ => Goal::Entry { order, row: session.below(20) as u16 },
    };
    let looped = (session.below(2) == 0).then_some([order, order + 1]);
    let cue = Cue { goal, quantum: quantum(session), looped };
    ToEngine::Perform(Wish::Queue((session.below(8) > 0).then_some(cue)))
}

/// Tracks that are silent, or play another lane.
pub fn tracks(session: &mut Session) -> ToEngine {
    let (track, quantum) = (session.below(16) as u16, quantum(session));
    ToEngine::Perform(match session.below(3) {
        0 => Wish::Lane { track, pattern: Some(session.below(8) as u16), quantum },
        1 => Wish::Lane { track, pattern: None, quantum },
        _ => Wish::Silence { tracks: session.below(1 << 12) as u128, quantum },
    })
}

/// Tempo, pitch, a loop.
pub fn change(session: &mut Session) -> ToEngine {
    ToEngine::Perform(match session.below(3) {
        0 => Wish::Transpose(session.below(24) as i8 - 12),
        1 => Wish::Loop((session.below(2) == 0).then_some([0, 3])),
        _ => Wish::Speed(Speed {
            ratio: 500_000 + session.below(1_500_000) as u32,
            trainer: Some([50_000, 2_000_000]),
        }),
    })
}

/// Effects on the master.
pub fn hold(session: &mut Session) -> ToEngine {
    ToEngine::Perform(Wish::Momentary(Momentary {
        stutter: [0, 0, 4, 8, 16, 32][session.below(6)],
        low_pass: session.below(2) == 0,
        high_pass: session.below(2) == 0,
        stop: session.below(3) == 0,
    }))
}

fn quantum(session: &mut Session) -> Quantum {
    Quantum::ALL[session.below(4)].0
}
