//! Playing live: what waits to be gone to, what loops, which tracks are silent, how fast and how high it plays, what lies on the master.
//! None of it changes the song. The engine carries it out at its borders and tells what holds; until it has heard of the newest
//! wish, what was asked for is shown.

pub mod added;
mod followed;
pub mod held;
mod keys_down;
pub mod sections;
pub mod speed;
pub mod take;
pub mod tracks;

use super::Studio;
use super::block::counted;
use crate::engine::message::ToEngine;
use crate::sequencer::momentary::Momentary;
use crate::sequencer::performance::{Cue, Goal, Performing, Quantum, Wish};
use crate::sequencer::player::Playing;
use crate::song::Song;
use sections::Section;
use speed::Pace;
use std::collections::BTreeMap;
use take::Trail;

/// What is done live.
#[derive(Debug, Default)]
pub struct Live {
    /// When things happen that are asked for.
    pub quantum: Quantum,
    /// Whether sections loop to which it goes.
    pub hold: bool,
    /// The tracks that are muted and solo by hand, a bit each.
    pub mutes: u128,
    /// Those that are solo.
    pub solos: u128,
    /// The patterns whose lanes tracks play in place of their own.
    pub lanes: BTreeMap<u16, u16>,
    /// When the lane is turned to that was asked for last.
    lane_quantum: Quantum,
    /// How fast it plays.
    pub pace: Pace,
    /// What lies on the master.
    pub momentary: Momentary,
    /// What was played since playback began.
    pub trail: Trail,
    /// The track that was muted or made solo last, and which of both.
    last_track: Option<(u16, bool)>,
    /// How the tempo grows, as the engine was told.
    told_trainer: Option<[u32; 2]>,
    /// Wishes that the engine was told of.
    said: u32,
    /// What will hold once it has heard them.
    asked: Performing,
}

impl Live {
    /// Another song plays in an engine of its own, which was told so many things before: nothing of the last song's holds.
    pub(super) fn begin_song(&mut self, ratio: f64, looped: Option<[u16; 2]>, said: u32) {
        let Live { quantum, hold, .. } = *self;
        let ratio_parts = speed::parts(ratio);
        let asked = Performing { heard: said, looped, ratio: ratio_parts, ..Performing::default() };
        let pace = Pace { of_set: ratio, ..Pace::default() };
        *self = Live { quantum, hold, pace, said, asked, ..Live::default() };
    }
}

/// What holds once a wish is heard, as far as it can be told before.
fn with(before: Performing, wish: Wish) -> Performing {
    let now = Performing { heard: before.heard.wrapping_add(1), ..before };
    match wish {
        Wish::Queue(cue) => Performing { cue, ..now },
        Wish::Loop(looped) => Performing { looped, passes: 0, ..now },
        Wish::Silence { tracks, quantum } => Performing { silence: Some((tracks, quantum)), ..now },
        Wish::Lane { track, .. } => {
            Performing { turning: now.turning | 1u128.checked_shl(track.into()).unwrap_or(0), ..now }
        }
        Wish::Speed(speed) => Performing { ratio: speed.ratio, ..now },
        Wish::Transpose(transpose) => Performing { transpose, ..now },
        Wish::Momentary(momentary) => Performing { momentary, ..now },
    }
}

impl Studio {
    /// What holds live and what waits, as it is heard.
    pub fn performing(&self) -> Performing {
        let heard = self.transport.performing;
        if heard.heard == self.live.said { heard } else { self.live.asked }
    }

    /// Asks the engine for something.
    pub(super) fn perform(&mut self, wish: Wish) {
        // Its numbers are those of the song as it is now.
        self.publish();
        self.live.asked = with(self.performing(), wish);
        self.live.said = self.live.said.wrapping_add(1);
        self.live.asked.heard = self.live.said;
        self.send(ToEngine::Perform(wish));
    }

    /// Another engine plays, or another song: it is told what holds, and nothing waits.
    pub(super) fn perform_anew(&mut self) {
        let before = self.performing();
        (self.live.said, self.live.told_trainer) = (0, None);
        self.transport.performing = Performing::default();
        self.tell_speed();
        if before.transpose != 0 {
            self.perform(Wish::Transpose(before.transpose));
        }
        if before.looped.is_some() {
            self.perform(Wish::Loop(before.looped));
        }
        self.perform(Wish::Momentary(self.live.momentary));
        self.tell_silence(Quantum::Row);
        for (track, pattern) in self.live.lanes.clone() {
            self.perform(Wish::Lane { track, pattern: Some(pattern), quantum: Quantum::Row });
        }
    }

    /// What belongs to the song that is left ends: its silent tracks, its lanes, what loops; nothing waits.
    pub(super) fn leave_performance(&mut self) {
        let Live { quantum, hold, .. } = self.live;
        let said = self.live.said;
        self.live = Live {
            quantum,
            hold,
            said,
            asked: Performing { heard: said, ..Performing::default() },
            ..Live::default()
        };
        for wish in [
            Wish::Queue(None),
            Wish::Loop(None),
            Wish::Silence { tracks: 0, quantum: Quantum::Row },
            Wish::Speed(Default::default()),
            Wish::Transpose(0),
            Wish::Momentary(Momentary::default()),
        ] {
            self.perform(wish);
        }
        for track in 0..self.song().tracks.len() as u16 {
            if self.transport.performing.turned >> track & 1 == 1 {
                self.perform(Wish::Lane { track, pattern: None, quantum: Quantum::Row });
            }
        }
    }

    /// Goes somewhere at the next border; asked for once more, with the next row. At rest it begins there. `range`: the section in
    /// which that is.
    pub fn queue(&mut self, goal: Goal, range: Option<[u16; 2]>) {
        let looped = range.filter(|_| self.live.hold);
        let name = goal_name(self.song(), goal);
        if self.transport.playing.is_none() {
            self.perform(Wish::Loop(looped));
            self.play(match goal {
                Goal::Entry { order, row } => Playing::Song { order, row, repeat: false },
                Goal::Pattern(pattern) => Playing::Pattern { pattern, row: 0 },
                Goal::End => return,
            });
            return;
        }
        let again = self.performing().cue.is_some_and(|cue| cue.goal == goal);
        let quantum = if again { Quantum::Row } else { self.live.quantum };
        self.perform(Wish::Queue(Some(Cue { goal, quantum, looped })));
        self.say(match again {
            true => format!("{name}: now"),
            false => format!("{name}: {}; once more: now", self.wait(quantum)),
        });
    }

    /// Nothing waits any more; whether anything did.
    pub fn cancel_queue(&mut self) -> bool {
        let waits = self.performing();
        let any = waits.cue.is_some() || waits.turning != 0 || waits.silence.is_some();
        if waits.cue.is_some() {
            self.perform(Wish::Queue(None));
        }
        if waits.silence.is_some() {
            // What is silent now stays so.
            (self.live.mutes, self.live.solos) = (waits.silent, 0);
            self.perform(Wish::Silence { tracks: waits.silent, quantum: Quantum::Row });
        }
        any
    }

    /// Rows until a border, the row that is heard included.
    pub fn rows_left(&self, quantum: Quantum) -> Option<u16> {
        let position = self.transport.position.filter(|_| self.transport.playing.is_some())?;
        let song = self.song();
        let length = song.patterns.get(position.pattern.into())?.length;
        let beat = self.rows_per_beat(position.order);
        Some(quantum.rows_left(position.row, length, [beat, song.settings.rows_per_bar]))
    }

    /// Rows of a beat at an entry.
    pub fn rows_per_beat(&self, order: u16) -> u8 {
        let song = self.song();
        let entries = song.order.iter().take(usize::from(order) + 1);
        entries.rev().find_map(|entry| entry.rows_per_beat).unwrap_or(song.settings.rows_per_beat).max(1)
    }

    /// How long it is until a border, in words: `in 3 beats`, `in 2 rows`.
    pub fn wait(&self, quantum: Quantum) -> String {
        let Some(rows) = self.rows_left(quantum) else { return "at once".to_owned() };
        let beat =
            u16::from(self.rows_per_beat(self.transport.position.map_or(0, |position| position.order)));
        match rows.is_multiple_of(beat) {
            true => format!("in {}", counted(usize::from(rows / beat), "beat")),
            false => format!("in {}", counted(rows.into(), "row")),
        }
    }

    /// What waits, in words; empty if nothing does.
    pub fn waiting(&self) -> String {
        let performing = self.performing();
        let cue = performing
            .cue
            .map(|cue| format!("{} {}", goal_name(self.song(), cue.goal), self.wait(cue.quantum)));
        let silence = performing.silence.filter(|(wanted, _)| *wanted != performing.silent);
        let silence = silence.map(|(_, quantum)| format!("mutes {}", self.wait(quantum)));
        let lanes = performing.turning.count_ones();
        let lanes = (lanes > 0)
            .then(|| format!("{} {}", counted(lanes as usize, "lane"), self.wait(self.live.lane_quantum)));
        cue.into_iter().chain(silence).chain(lanes).collect::<Vec<_>>().join(", ")
    }

    /// What holds beside the song, in words; empty if all is as it is written.
    pub fn beside_song(&self) -> String {
        let performing = self.performing();
        let mut parts = Vec::new();
        if let Some([first, last]) = performing.looped {
            let passes = match performing.passes {
                0 => String::new(),
                passes => format!(", pass {}", passes + 1),
            };
            parts.push(format!("loop {}{passes}", entries_name(self.song(), [first, last])));
        }
        if let Some(speed) = self.speed() {
            parts.push(format!("{:.1} % of the tempo", 100.0 * speed));
        }
        if performing.transpose != 0 {
            parts.push(format!("{:+} semitones", performing.transpose));
        }
        if performing.silent != 0 {
            parts.push(format!("{} silent", counted(performing.silent.count_ones() as usize, "track")));
        }
        parts.extend(held::words(self.live.momentary));
        parts.join(", ")
    }

    /// The section that is heard, or at rest the one of an entry; none where the entry that plays was taken out of the order list.
    pub fn present_section(&self, order: u16) -> Option<(usize, Section)> {
        if self.performing().gone {
            return None;
        }
        let order = self
            .transport
            .position
            .filter(|_| matches!(self.transport.playing, Some(Playing::Song { .. })))
            .map_or(order, |position| position.order);
        sections::sections(self.song()).into_iter().enumerate().find(|(_, section)| section.holds(order))
    }
}

/// Where something leads, in words.
pub fn goal_name(song: &Song, goal: Goal) -> String {
    match goal {
        Goal::Pattern(pattern) => format!("pattern {pattern}"),
        Goal::End => "the end".to_owned(),
        Goal::Entry { order, row } => {
            let row = if row > 0 { format!(", row {row}") } else { String::new() };
            let section = sections::sections(song).into_iter().find(|section| section.holds(order));
            match section {
                Some(section) if section.entries[0] == order => format!("{}{row}", section.name),
                Some(section) => format!("{}, entry {order}{row}", section.name),
                None => format!("entry {order}{row}"),
            }
        }
    }
}

/// Some entries in words: their section's name, or their numbers.
pub fn entries_name(song: &Song, entries: [u16; 2]) -> String {
    let section = sections::sections(song).into_iter().find(|section| section.entries == entries);
    match (section, entries) {
        (Some(section), _) => section.name,
        (None, [first, last]) if first == last => format!("entry {first}"),
        (None, [first, last]) => format!("entries {first} to {last}"),
    }
}
