//! What waits to be said to the audio side, and in which order that is said.

use super::super::message::ToEngine;
use super::Message;
use std::collections::VecDeque;

/// Whether a message may come before a playback that was asked for earlier: keys, and what they need to sound.
fn overtakes(message: &Message) -> bool {
    matches!(
        message,
        Message::Engine(
            _,
            ToEngine::Snapshot(_)
                | ToEngine::Fit(_)
                | ToEngine::Strike { .. }
                | ToEngine::StrikePhrase { .. }
                | ToEngine::Lift { .. }
                | ToEngine::Light { .. }
        )
    )
}

/// Says what waits, in its order, as far as there is room; `push` gives back what there is none for. `held_back`: a playback does not begin
/// yet. Keys do not wait for that; all else does.
pub(super) fn say(
    waiting: &mut VecDeque<Message>,
    held_back: bool,
    mut push: impl FnMut(Message) -> Result<(), Message>,
) {
    // Where the next message stands: behind a playback that is held back.
    let mut at = 0;
    while let Some(message) = waiting.get(at) {
        if at == 0 && held_back && matches!(message, Message::Engine(_, ToEngine::Play(_))) {
            at = 1;
            continue;
        }
        if at > 0 && !overtakes(message) {
            break;
        }
        let Some(message) = waiting.remove(at) else { break };
        if let Err(message) = push(message) {
            waiting.insert(at, message);
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::midi::message::Message as Midi;
    use crate::sequencer::player::Playing;

    #[test]
    fn keys_and_lights_come_before_a_playback_that_is_held_back_and_nothing_else_does() {
        let key = || ToEngine::Strike { track: 0, instrument: 0, key: 60, velocity: 1.0 };
        let light = ToEngine::Light { to: 1, message: Midi::NoteOn { channel: 0, key: 36, velocity: 127 } };
        let play = ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false });
        let all = [play, light, key(), ToEngine::Stop, key()];
        let mut waiting: VecDeque<Message> = all.into_iter().map(|it| Message::Engine(0, it)).collect();
        let mut said = Vec::new();
        let mut push = |message| {
            let Message::Engine(_, it) = message else { unreachable!("only these were put in") };
            said.push(match it {
                ToEngine::Play(_) => "play",
                ToEngine::Light { .. } => "light",
                ToEngine::Strike { .. } => "key",
                _ => "stop",
            });
            Ok(())
        };
        say(&mut waiting, true, &mut push);
        say(&mut waiting, false, &mut push);
        assert_eq!(said, ["light", "key", "play", "stop", "key"]);
    }
}
