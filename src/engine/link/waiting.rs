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
