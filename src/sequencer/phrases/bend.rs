//! What the note that has struck a phrase does to the notes of the phrase.

use crate::sequencer::command::{Action, Drive, NoteOn};

/// How far the struck note has moved, and how loud it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bend {
    velocity: f32,
    /// The pitch at which the note was struck.
    from: f32,
    now: Drive,
}

impl Default for Bend {
    fn default() -> Bend {
        let now = Drive { pitch: 60.0, level: 1.0, pan: 0.0, cutoff: 0.0, resonance: 0.0 };
        Bend { velocity: 1.0, from: 60.0, now }
    }
}

impl Bend {
    /// That of a note at its beginning.
    pub fn of(note: &NoteOn) -> Bend {
        Bend { velocity: note.velocity, from: note.drive.pitch, now: note.drive }
    }

    /// The struck note is there now; whether it was elsewhere.
    pub fn follow(&mut self, drive: &Drive) -> bool {
        std::mem::replace(&mut self.now, *drive) != *drive
    }

    /// Where a note of the phrase is then.
    pub fn drive(&self, own: Drive) -> Drive {
        Drive {
            pitch: own.pitch + self.now.pitch - self.from,
            level: own.level * self.now.level,
            pan: (own.pan + self.now.pan).clamp(-1.0, 1.0),
            cutoff: own.cutoff + self.now.cutoff,
            resonance: (own.resonance + self.now.resonance).min(1.0),
        }
    }

    /// What a note of the phrase does, as it is heard.
    pub fn action(&self, own: Action) -> Action {
        match own {
            Action::Start(channel, note) => {
                let velocity = note.velocity * self.velocity;
                Action::Start(channel, NoteOn { velocity, drive: self.drive(note.drive), ..note })
            }
            Action::Drive(channel, drive) => Action::Drive(channel, self.drive(drive)),
            other => other,
        }
    }
}
