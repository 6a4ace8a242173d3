//! Lights of controllers: what has learnt something shows how that stands. A parameter's place goes back to its knob or fader, a pad is
//! lit while what its command turns on is on, and goes on and off with the beat while that waits.

use super::learning::PRESSED;
use crate::engine::message::ToEngine;
use crate::io::settings::ports::Learnt;
use crate::midi::message::Message;
use crate::sequencer::lock;
use crate::sequencer::performance::Goal;
use crate::studio::Studio;
use crate::studio::commands::live_changes::percent;
use crate::studio::following::is_recording;
use crate::studio::live::sections::{self, sections};
use crate::studio::seat::Seat;

/// The brightest light, and the farthest place.
const FULL: u8 = 127;

/// How what a command turns on stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Off,
    Waits,
    On,
}

impl From<bool> for Stand {
    fn from(on: bool) -> Stand {
        if on { Stand::On } else { Stand::Off }
    }
}

type State = fn(&Studio, &Seat, &str) -> Stand;

/// The track that a command's text names, from 1, or that under the cursor.
fn track(seat: &Seat, text: &str) -> u16 {
    text.parse::<u16>().map_or(seat.place.track, |number| number.saturating_sub(1))
}

fn bit(tracks: u128, track: u16) -> bool {
    tracks.checked_shr(track.into()).unwrap_or(0) & 1 == 1
}

/// A section is on while it plays.
fn queued(studio: &Studio, seat: &Seat, text: &str) -> Stand {
    let song = studio.song();
    let Ok(at) = sections::find(song, text) else { return Stand::Off };
    let waits = studio.performing().cue.is_some_and(|cue| match cue.goal {
        Goal::Entry { order, .. } => sections(song).get(at).is_some_and(|section| section.holds(order)),
        _ => false,
    });
    if waits {
        return Stand::Waits;
    }
    let plays = studio.transport.playing.is_some();
    Stand::from(plays && studio.present_section(seat.order).is_some_and(|(present, _)| present == at))
}

/// The commands that turn something on. Where their text says what, that has to be on.
const STATES: &[(&str, State)] = &[
    ("play-song", |studio, _, _| Stand::from(studio.transport.playing.is_some())),
    ("play-pattern", |studio, _, _| Stand::from(studio.transport.playing.is_some())),
    ("play-section", |studio, _, _| Stand::from(studio.transport.playing.is_some())),
    ("play-here", |studio, _, _| Stand::from(studio.transport.playing.is_some())),
    ("stop", |studio, _, _| Stand::from(studio.transport.playing.is_none())),
    ("fill", |studio, _, _| Stand::from(studio.transport.fill)),
    ("record", |studio, seat, _| Stand::from(is_recording(studio, seat))),
    ("record-sound", |studio, _, _| Stand::from(studio.inputs.is_recording_tracks())),
    ("record-sound-song", |studio, _, _| Stand::from(studio.inputs.is_recording_tracks())),
    ("metronome", |studio, _, _| Stand::from(studio.settings.metronome == Some(true))),
    ("punch", |studio, _, _| Stand::from(studio.recorder.ways.punch)),
    ("record-replace", |studio, _, _| Stand::from(studio.recorder.ways.replace)),
    ("erase", |studio, _, _| Stand::from(studio.erases())),
    ("performance-lock", |studio, _, _| Stand::from(studio.company.locked)),
    ("queue", queued),
    ("loop-section", |studio, _, text| {
        let at = sections::find(studio.song(), text).ok();
        let named = at.and_then(|at| sections(studio.song()).into_iter().nth(at));
        let looped = studio.performing().looped;
        Stand::from(
            looped.is_some_and(|looped| text.is_empty() || named.is_some_and(|it| it.entries == looped)),
        )
    }),
    ("loop-entries", |studio, _, _| Stand::from(studio.performing().looped.is_some())),
    ("hold-sections", |studio, _, _| Stand::from(studio.live.hold)),
    ("practice", |studio, _, text| {
        let speed = studio.speed();
        let same = |percent: f64| speed.is_some_and(|speed| (speed - percent / 100.0).abs() < 1e-5);
        Stand::from(speed.is_some() && (text.is_empty() || percent(text).is_some_and(same)))
    }),
    ("live-mute", |studio, seat, text| Stand::from(bit(studio.live.mutes, track(seat, text)))),
    ("live-solo", |studio, seat, text| Stand::from(bit(studio.live.solos, track(seat, text)))),
    ("mute", |studio, seat, _| {
        Stand::from(studio.song().tracks.get(usize::from(seat.place.track)).is_some_and(|it| it.mute))
    }),
    ("solo", |studio, seat, _| {
        Stand::from(studio.song().tracks.get(usize::from(seat.place.track)).is_some_and(|it| it.solo))
    }),
    ("stutter-4", |studio, _, _| Stand::from(studio.live.momentary.stutter == 4)),
    ("stutter-8", |studio, _, _| Stand::from(studio.live.momentary.stutter == 8)),
    ("stutter-16", |studio, _, _| Stand::from(studio.live.momentary.stutter == 16)),
    ("stutter-32", |studio, _, _| Stand::from(studio.live.momentary.stutter == 32)),
    ("low-pass", |studio, _, _| Stand::from(studio.live.momentary.low_pass)),
    ("high-pass", |studio, _, _| Stand::from(studio.live.momentary.high_pass)),
    ("tape-stop", |studio, _, _| Stand::from(studio.live.momentary.stop)),
];

/// What a control's light is told; `None` for controls that have none.
fn message(control: &str, value: u8) -> Option<Message> {
    let mut words = control.strip_prefix("channel ")?.split(' ');
    let channel = words.next()?.parse::<u8>().ok()?.checked_sub(1)?;
    let kind = words.next()?;
    let number = words.next()?.parse().ok()?;
    match kind {
        "controller" => Some(Message::Control { channel, number, value }),
        // Lights of pads go by the velocity of notes; 0 puts them out.
        "key" if value > 0 => Some(Message::NoteOn { channel, key: number, velocity: value }),
        "key" => Some(Message::NoteOff { channel, key: number, velocity: PRESSED }),
        _ => None,
    }
}

impl Studio {
    /// How bright what has learnt that is; `None` where it neither stands anywhere nor is ever on.
    fn light(&self, seat: &Seat, learnt: &Learnt) -> Option<u8> {
        match learnt {
            Learnt::Command(line) => {
                let (name, text) = line.split_once(' ').unwrap_or((line, ""));
                let (_, state) = STATES.iter().find(|(command, _)| *command == name)?;
                Some(match state(self, seat, text.trim()) {
                    Stand::Off => 0,
                    Stand::On => FULL,
                    Stand::Waits => FULL * u8::from(self.is_on_beat()),
                })
            }
            Learnt::Parameter { name, track, .. } => {
                let track = track.map_or(seat.place.track, |track| track.saturating_sub(1));
                let target = lock::resolve(self.song(), track.into(), Some(seat.instrument), name)?;
                let (info, value) = lock::told(self.song(), target)?;
                Some((info.position(value) * f32::from(FULL)).round() as u8)
            }
        }
    }

    /// Whether the first half of a beat is heard, or nothing is.
    fn is_on_beat(&self) -> bool {
        let rows = u16::from(self.song().settings.rows_per_beat.max(1));
        self.transport.position.is_none_or(|position| position.row % rows < rows.div_ceil(2))
    }

    /// Tells the lights of ports whatever is new. Once a turn, by the seat whose hands are at the keys.
    pub(super) fn tell_lights(&mut self, seat: &Seat) {
        if self.midi.lights.is_empty() && !self.midi.choices.values().any(|choice| choice.lights) {
            return;
        }
        let mut told = std::mem::take(&mut self.midi.lights);
        let mut news = Vec::new();
        let lit = self.midi.choices.iter().filter(|(name, choice)| choice.lights && self.bit_of(name) != 0);
        let all = lit.flat_map(|(name, choice)| choice.learnt.iter().map(move |learnt| (name, learnt)));
        let now = all.filter_map(|(name, (control, learnt))| {
            Some(((name.clone(), control.clone()), self.light(seat, learnt)?))
        });
        let now: std::collections::BTreeMap<_, _> = now.collect();
        // What has learnt nothing any more goes out.
        told.retain(|of, value| {
            let stays = now.contains_key(of);
            if !stays && *value > 0 {
                news.push((of.clone(), 0));
            }
            stays
        });
        for (of, value) in now {
            if told.insert(of.clone(), value) != Some(value) {
                news.push((of, value));
            }
        }
        self.midi.lights = told;
        for ((port, control), value) in news {
            let to = self.bit_of(&port);
            if let Some(message) = message(&control, value).filter(|_| to != 0) {
                self.send(ToEngine::Light { to, message });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::commands::groups::GROUPS;

    #[test]
    fn every_name_is_that_of_a_command() {
        for (name, _) in STATES {
            let known = GROUPS.iter().flat_map(|group| group.commands).any(|command| command.name == *name);
            assert!(known, "{name}");
        }
    }
}
