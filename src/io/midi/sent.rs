//! What a port has been told and would keep on doing: keys that are down, and a clock that runs.

use crate::midi::message::Message;

/// The state in which a port was left, by all that was sent to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    /// A bit for each key of each channel.
    down: [u128; 16],
    running: bool,
}

impl Sent {
    /// The port was told that.
    pub fn heed(&mut self, message: Message) {
        let place = |channel: u8, key: u8| (usize::from(channel & 0x0F), 1u128 << (key & 0x7F));
        match message {
            Message::NoteOn { channel, key, .. } => {
                let (channel, key) = place(channel, key);
                self.down[channel] |= key;
            }
            Message::NoteOff { channel, key, .. } => {
                let (channel, key) = place(channel, key);
                self.down[channel] &= !key;
            }
            Message::Start | Message::Continue => self.running = true,
            Message::Stop => self.running = false,
            _ => {}
        }
    }

    /// Says what brings it to rest.
    pub fn rest(self, mut say: impl FnMut(Message)) {
        for (channel, down) in (0..).zip(self.down) {
            let keys = (0..128).filter(|key| down & 1 << *key != 0);
            keys.for_each(|key| say(Message::NoteOff { channel, key, velocity: 64 }));
        }
        if self.running {
            say(Message::Stop);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_down_and_a_clock_that_runs_end_and_nothing_else() {
        let mut sent = Sent::default();
        let on = |channel, key| Message::NoteOn { channel, key, velocity: 90 };
        let off = |channel, key| Message::NoteOff { channel, key, velocity: 64 };
        for message in [Message::Start, on(0, 60), on(9, 36), on(0, 127), off(0, 60)] {
            sent.heed(message);
        }
        let mut said = Vec::new();
        sent.clone().rest(|message| said.push(message));
        assert_eq!(said, [off(0, 127), off(9, 36), Message::Stop]);
        said.clear();
        for message in [Message::Stop, off(0, 127), off(9, 36)] {
            sent.heed(message);
        }
        sent.rest(|message| said.push(message));
        assert!(said.is_empty());
    }
}
