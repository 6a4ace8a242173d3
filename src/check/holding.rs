//! Which notes are held while a song is played without its sound: struck, and neither let go nor cut. What rings on by itself is
//! not counted.

use crate::instruments::Patch;
use crate::instruments::sampler::zone::LoopMode;
use crate::sequencer::command::{Action, Channel, GRID_CHANNELS, NoteOn};
use crate::song::Song;
use crate::song::instrument::{Instrument, NewNoteAction};
use crate::song::voicing::{DuplicateCheck, MOST_VOICES};
use std::collections::{BTreeMap, VecDeque};

/// A row of an entry of the order list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The entry.
    pub order: u16,
    /// Its pattern.
    pub pattern: u16,
    /// The row.
    pub row: u16,
}

/// A note that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Where it was struck.
    pub spot: Spot,
    /// The number of the row, counted over all that is played.
    pub number: u64,
    /// The track.
    pub track: usize,
    /// The note column.
    pub column: usize,
    /// The instrument's slot.
    pub slot: u8,
    /// The key, as the instrument gets it.
    pub key: u8,
    /// Whether it would sound for ever.
    pub sustains: bool,
    /// Whether a later note of its column has left it behind, so that nothing reaches it any more.
    pub left: bool,
}

/// All notes that are held.
#[derive(Debug, Default)]
pub struct Holding {
    present: BTreeMap<Channel, Held>,
    left: VecDeque<(Channel, Held)>,
    actions: BTreeMap<Channel, NewNoteAction>,
}

impl Holding {
    /// Follows what is said to the voices in a row. The note that it starts, if it is one of the grid.
    pub fn follow(&mut self, song: &Song, spot: Spot, number: u64, action: &Action) -> Option<Held> {
        let channel = action.channel().filter(|channel| usize::from(channel.0) < GRID_CHANNELS)?;
        match action {
            Action::Start(_, note) => return Some(self.start(song, (spot, number), channel, *note)),
            Action::Leave(_) => self.leave(song, channel),
            Action::Release(_) | Action::Cut(_) | Action::Fade(_) => _ = self.present.remove(&channel),
            Action::NewNote(_, action) => _ = self.actions.insert(channel, *action),
            Action::PastNotes(_, NewNoteAction::Continue) => {}
            Action::PastNotes(..) => self.left.retain(|(other, _)| *other != channel),
            Action::Drive(..) | Action::Lock(..) | Action::GlobalVolume(_) => {}
            Action::Clip { .. } | Action::ClipEnds { .. } => {}
        }
        None
    }

    /// All that is held now.
    pub fn all(&self) -> impl Iterator<Item = &Held> {
        self.present.values().chain(self.left.iter().map(|(_, held)| held))
    }

    /// How many notes are held now.
    pub fn count(&self) -> usize {
        self.present.len() + self.left.len()
    }

    fn leave(&mut self, song: &Song, channel: Channel) {
        let Some(held) = self.present.remove(&channel) else { return };
        let own = song.instrument(held.slot.into()).map(|instrument| instrument.new_note);
        let action = self.actions.remove(&channel).or(own);
        if action == Some(NewNoteAction::Continue) && held.sustains {
            self.left.push_back((channel, Held { left: true, ..held }));
            // The oldest has lost its voice to the others by then.
            if self.left.len() > usize::from(MOST_VOICES) {
                self.left.pop_front();
            }
        }
    }

    fn start(&mut self, song: &Song, at: (Spot, u64), channel: Channel, note: NoteOn) -> Held {
        self.leave(song, channel);
        let sound = song.instrument(note.instrument.into());
        let checks = sound.is_some_and(|instrument| instrument.duplicate_check != DuplicateCheck::default());
        self.left.retain(|(other, held)| !(checks && *other == channel && held.slot == note.instrument));
        let group = |slot: u8| song.instrument(slot.into()).map_or(0, |instrument| instrument.choke_group);
        let own = group(note.instrument);
        if own > 0 {
            self.present.retain(|_, held| group(held.slot) != own);
            self.left.retain(|(_, held)| group(held.slot) != own);
        }
        let outside = song.tracks.get(channel.track()).is_some_and(|track| track.outlet.is_some());
        let held = Held {
            spot: at.0,
            number: at.1,
            track: channel.track(),
            column: usize::from(channel.0) % crate::song::row::NOTE_COLUMNS,
            slot: note.instrument,
            key: note.key,
            sustains: outside || sound.is_some_and(|instrument| sustains(instrument, note.key)),
            left: false,
        };
        self.present.insert(channel, held);
        held
    }
}

/// Whether a note of that key sounds for ever while it is held.
pub fn sustains(instrument: &Instrument, key: u8) -> bool {
    let knobs = instrument.patch.knobs();
    let amplitude = |index: usize| {
        let name = knobs.info(index).name;
        name == "sustain" || instrument.patch.kind() == "fm" && name.starts_with("sustain_")
    };
    let level = (0..knobs.count()).any(|index| amplitude(index) && knobs.value(index) > 0.0);
    let loops = match &instrument.patch {
        Patch::Sampler(sampler) => sampler.zones.iter().any(|zone| {
            zone.loop_mode != LoopMode::Off && (zone.low_key..=zone.high_key).contains(&key.min(127))
        }),
        _ => true,
    };
    level && loops
}
