//! What the engine has heard, attended to at a seat: recorded, shown, learnt, followed.

use super::places::playing_at;
use crate::engine::live::{Heard, PARTS};
use crate::engine::message::ToEngine;
use crate::midi::message::Message;
use crate::sequencer::player::Playing;
use crate::studio::Studio;
use crate::studio::following::follow;
use crate::studio::notices::Weight;
use crate::studio::recorder::{arms, erase_passed, take};
use crate::studio::seat::Seat;

/// What the start of a clock plays.
pub(super) const START: Playing = Playing::Song { order: 0, row: 0, repeat: false };

impl Studio {
    /// Once a turn, by the seat whose hands are at the keys.
    pub(in crate::studio) fn attend_midi(&mut self, seat: &mut Seat) {
        self.tell_parts(seat);
        let inbox = std::mem::take(&mut self.midi.inbox);
        if !inbox.is_empty() {
            follow(self, seat);
        }
        // While bars are counted nobody knows yet where a hand that is a little early belongs.
        let waits = self.transport.playing.is_some() && !self.recorder.timeline.has_begun();
        for heard in inbox {
            match heard {
                Heard::Began { .. } | Heard::Ended { .. } if waits => self.midi.inbox.push(heard),
                Heard::Message(input) => {
                    self.midi.monitor.take(input);
                    self.message(seat, input.message);
                    self.control(seat, input);
                }
                Heard::Led { at, playing } => self.led(at.0, playing),
                Heard::Position(sixteenths) => self.go_to_sixteenth(sixteenths),
                Heard::Began { .. } | Heard::Ended { .. } => {
                    if let Err(why) = take(self, seat, heard) {
                        self.notices.add(Weight::Fault, why);
                    }
                }
            }
        }
        erase_passed(self, seat);
        self.tell_lights(seat);
        self.lead_link(seat);
        seat.stay_inside(&self.song().clone());
    }

    /// Tells the engine which keys sound where, as far as that is new.
    fn tell_parts(&mut self, seat: &Seat) {
        let mut parts = arms::parts(self, seat);
        parts.truncate(PARTS);
        if parts == self.midi.parts {
            return;
        }
        self.publish();
        for place in 0..parts.len().max(self.midi.parts.len()) {
            let part = parts.get(place).copied();
            if self.midi.parts.get(place).copied() != part {
                self.send(ToEngine::Part { place: place as u8, part });
            }
        }
        self.midi.parts = parts;
    }

    /// A message that is more than a note: a program chooses the instrument.
    fn message(&mut self, seat: &mut Seat, message: Message) {
        let Message::Program { number, .. } = message else { return };
        match self.song().instrument(number.into()).map(|instrument| instrument.name.clone()) {
            Some(name) => {
                seat.instrument = number;
                self.say(format!("instrument {:02X} {name}, by MIDI", number + 1));
            }
            None => self.warn(format!("MIDI asks for instrument {:02X}, which is empty", number + 1)),
        }
    }

    /// The external clock has begun to play, or stopped.
    fn led(&mut self, frame: u64, playing: Option<Playing>) {
        self.forget_example();
        match playing {
            Some(playing) => {
                self.transport.start(playing, frame);
                self.meter_from_start();
                self.recorder.begin(playing, frame, self.company.acting);
            }
            None => {
                let next = self.transport.resumed().unwrap_or(START);
                self.transport.stop();
                self.audition.forget();
                self.recorder.timeline.stop(self.transport.heard);
                // Where JACK's transport goes on it says itself, and may have said already.
                if !self.midi.jack_transport.leads() {
                    self.send(ToEngine::Lead { first: START, next });
                }
            }
        }
    }

    fn go_to_sixteenth(&mut self, sixteenths: u16) {
        match playing_at(self.song(), sixteenths) {
            Some(next) => self.send(ToEngine::Lead { first: START, next }),
            None => self
                .warn(format!("the clock asks for sixteenth {sixteenths}, which lies behind the song's end")),
        }
    }
}
