//! What controls have learnt: a command or a parameter is chosen, a control touched, and from then on the one moves the other. Kept for
//! each device by its name.

use crate::dsp::parameter::Knobs;
use crate::engine::live::Input;
use crate::engine::message::ToEngine;
use crate::io::settings::ports::Learnt;
use crate::midi::message::Message;
use crate::sequencer::command::{LockOwner, LockTarget};
use crate::sequencer::lock;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::studio::Studio;
use crate::studio::commands::{Answer, find, named, run_line};
use crate::studio::notices::Weight;
use crate::studio::seat::Seat;
use crate::studio::sheets;
use crate::studio::view::View;
use crate::studio::writing::{Turn, Turned};
use std::collections::BTreeMap;

/// From that value on a control is pressed.
pub(super) const PRESSED: u8 = 64;
/// How near a control must come to where its parameter is, as a part of the range, to take it over.
const NEAR: f32 = 0.02;

/// What is to be learnt by the next control that is touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To do that.
    Learn(Learnt),
    /// Nothing any more.
    Forget,
}

/// A control as it was last, by port and name.
#[derive(Clone, Copy, Debug, Default)]
struct Control {
    /// Its place, 0 to 1; `None` before it was touched.
    place: Option<f32>,
    /// Where it has put its parameter, while it has it.
    holds: Option<f32>,
}

/// What controls have learnt, while it is used.
#[derive(Debug, Default)]
pub struct Learning {
    /// What waits for a control to be touched.
    pub wish: Option<Wish>,
    controls: BTreeMap<(u8, String), Control>,
}

/// A control that a message moves: its name, where it is now, and whether it is a key.
fn touched(message: Message) -> Option<(String, f32, bool)> {
    let channel = message.channel()? + 1;
    let part = |value: u8| f32::from(value) / 127.0;
    Some(match message {
        Message::Control { number, value, .. } if number < 120 => {
            (format!("channel {channel} controller {number}"), part(value), false)
        }
        Message::NoteOn { key, velocity, .. } => {
            (format!("channel {channel} key {key}"), part(velocity), true)
        }
        Message::Bend { value, .. } => {
            (format!("channel {channel} bend"), f32::from(value) / 16_383.0, false)
        }
        Message::Pressure { pressure, .. } => (format!("channel {channel} pressure"), part(pressure), false),
        _ => return None,
    })
}

/// What is learnt, in words.
pub fn words(learnt: &Learnt) -> String {
    match learnt {
        Learnt::Command(line) => format!(":{line}"),
        Learnt::Parameter { name, track: Some(track), .. } => format!("{name} of track {track}"),
        Learnt::Parameter { name, track: None, .. } => name.clone(),
    }
}

/// The edit that puts a parameter to a value.
fn edit(song: &Song, LockTarget { owner, parameter }: LockTarget, value: f32) -> Option<Edit> {
    let index = usize::from(parameter);
    let name = || Some(lock::knobs(song, owner)?.info(index).name.to_owned());
    Some(match owner {
        LockOwner::Instrument { slot } => Edit::InstrumentParameter { slot, name: name()?, value },
        LockOwner::Matrix { slot } => {
            let mut instrument: Instrument = (*song.instrument(slot.into())?).clone();
            instrument.matrix.set_value(index, value);
            Edit::SetInstrument { slot, instrument: Some(Box::new(instrument)) }
        }
        LockOwner::Settings { slot } => {
            let mut instrument: Instrument = (*song.instrument(slot.into())?).clone();
            instrument.set_value(index, value);
            Edit::SetInstrument { slot, instrument: Some(Box::new(instrument)) }
        }
        LockOwner::Track { track: at } => {
            let mut track = (**song.tracks.get(usize::from(at))?).clone();
            track.set_value(index, value);
            Edit::SetTrack { at, track: Box::new(track) }
        }
        LockOwner::Insert { owner, slot } | LockOwner::Device { owner, slot } => {
            Edit::InsertParameter { owner, slot, name: name()?, value }
        }
        LockOwner::Return { index: at } => {
            let mut mixer = (*song.mixer).clone();
            mixer.returns.get_mut(usize::from(at))?.set_value(index, value);
            Edit::SetMixer { mixer: Box::new(mixer) }
        }
        LockOwner::Master => {
            let mut mixer = (*song.mixer).clone();
            mixer.set_value(index, value);
            Edit::SetMixer { mixer: Box::new(mixer) }
        }
        LockOwner::Limiter => Edit::LimiterParameter { name: name()?, value },
    })
}

/// The parameter at the seat's cursor, as curves name it, with its track.
///
/// # Errors
/// If none is there.
fn at_cursor(studio: &Studio, seat: &Seat, jump: bool) -> Result<Learnt, String> {
    let none =
        "go to a parameter in the mixer, an instrument or a curve, or say what to learn: `learn play-song`";
    if seat.view == View::Automation && !seat.curve.is_empty() {
        let track = Some(seat.place.track + 1);
        return Ok(Learnt::Parameter { name: seat.curve.clone(), track, jump });
    }
    if sheets::of(seat.view).is_none() {
        return Err(none.to_owned());
    }
    let change = sheets::turn(studio, seat, true, false)?;
    let change = match change {
        Some(change) => change,
        // It stands at the end of its range.
        None => sheets::turn(studio, seat, false, false)?.ok_or(none)?,
    };
    let turned = Turned::of(studio.song(), (seat.pattern, seat.place.track), &change.edit);
    let Turned { track, target, .. } = turned.ok_or("no control can move this while the song plays")?;
    Ok(Learnt::Parameter { name: target, track: Some(track + 1), jump })
}

/// What `learn` is told: a command line, or nothing for the parameter at the cursor.
///
/// # Errors
/// If there is no such command, or no parameter.
pub fn wish(studio: &mut Studio, seat: &Seat, line: &str, jump: bool) -> Answer {
    let learnt = match line {
        "" => at_cursor(studio, seat, jump)?,
        line => {
            let name = line.split_whitespace().next().unwrap_or_default();
            named(name).ok_or_else(|| format!("there is no command {name}; Ctrl-P lists them"))?;
            Learnt::Command(line.to_owned())
        }
    };
    studio.say(format!("touch the control for {}; :learn-cancel leaves it", words(&learnt)));
    studio.midi.learning.wish = Some(Wish::Learn(learnt));
    Ok(())
}

impl Studio {
    /// A message of a control: it is learnt, or does what it has learnt.
    pub(super) fn control(&mut self, seat: &mut Seat, input: Input) {
        let Some((control, place, is_key)) = touched(input.message) else { return };
        let port = self.midi.name_of(input.port).to_owned();
        let answer = match self.midi.learning.wish.take() {
            Some(Wish::Learn(learnt)) => self.learn(port, control, learnt, is_key),
            Some(Wish::Forget) => self.unlearn(&port, &control),
            None => {
                let learnt =
                    self.midi.choices.get(&port).and_then(|choice| choice.learnt.get(&control)).cloned();
                learnt.map_or(Ok(()), |learnt| self.obey(seat, (input.port, control), place, learnt))
            }
        };
        if let Err(why) = answer {
            self.notices.add(Weight::Fault, why);
        }
    }

    fn learn(&mut self, port: String, control: String, learnt: Learnt, is_key: bool) -> Answer {
        if is_key && matches!(learnt, Learnt::Parameter { .. }) {
            let what = words(&learnt);
            self.midi.learning.wish = Some(Wish::Learn(learnt));
            return Err(format!("a key has no places for {what}: touch a knob, a fader or a wheel"));
        }
        self.say(format!("{port}, {control}: {}", words(&learnt)));
        let answer = self.choose_for_port(&port, |choice| _ = choice.learnt.insert(control, learnt));
        self.tell_deaf();
        answer
    }

    fn unlearn(&mut self, port: &str, control: &str) -> Answer {
        if self.midi.choices.get(port).is_none_or(|choice| !choice.learnt.contains_key(control)) {
            return Err(format!("{port}, {control} has learnt nothing"));
        }
        self.say(format!("{port}, {control}: nothing any more"));
        let answer = self.choose_for_port(port, |choice| _ = choice.learnt.remove(control));
        self.tell_deaf();
        answer
    }

    /// Does what a control has learnt that has moved to a place.
    fn obey(&mut self, seat: &mut Seat, of: (u8, String), place: f32, learnt: Learnt) -> Answer {
        let is_key = of.1.contains(" key ");
        let before = self.midi.learning.controls.entry(of.clone()).or_default();
        let was = before.place.replace(place);
        match learnt {
            Learnt::Command(line) => {
                let pressed = f32::from(PRESSED) / 127.0;
                let holds = find(&line).is_some_and(|command| command.terms.holds);
                if holds && !is_key {
                    // A foot that comes up ends what it began.
                    let (is, was) = (place >= pressed, was.is_some_and(|was| was >= pressed));
                    return if is == was {
                        Ok(())
                    } else {
                        run_line(self, seat, &format!("{line} {}", if is { "on" } else { "off" }))
                    };
                }
                if is_key || (place >= pressed && was.is_none_or(|was| was < pressed)) {
                    run_line(self, seat, &line)
                } else {
                    Ok(())
                }
            }
            Learnt::Parameter { name, track, jump } => {
                let track = track.map_or(seat.place.track, |track| track.saturating_sub(1));
                let song = self.song().clone();
                let target = lock::resolve(&song, track.into(), Some(seat.instrument), &name);
                let none = || format!("{name} of track {} is not there any more", track + 1);
                let target = target.ok_or_else(none)?;
                let (info, value) = lock::told(&song, target).ok_or_else(none)?;
                let now = info.position(value);
                if !jump && !self.has_picked_up(&of, was, place, now) {
                    return Ok(());
                }
                if let Some(control) = self.midi.learning.controls.get_mut(&of) {
                    control.holds = Some(info.position(info.at(place)));
                }
                let edit = edit(&song, target, info.at(place)).ok_or_else(none)?;
                let gesture = format!("control {} {}", of.0, of.1);
                self.turn_and_write(seat, &name, edit, Turn::To(&gesture))
            }
        }
    }

    /// Whether a control has come to where its parameter is, from where it takes it over until something else moves that.
    fn has_picked_up(&mut self, of: &(u8, String), was: Option<f32>, place: f32, now: f32) -> bool {
        let Some(control) = self.midi.learning.controls.get_mut(of) else { return false };
        let held = control.holds.is_some_and(|held| (held - now).abs() < NEAR);
        let passed = was.is_some_and(|was| (was - now) * (place - now) <= 0.0) || (place - now).abs() < NEAR;
        if !held && !passed {
            control.holds = None;
        }
        held || passed
    }

    /// Tells the engine which keys of ports are no notes, for they have learnt something.
    pub(super) fn tell_deaf(&mut self) {
        for (place, name) in self.midi.open.clone() {
            let learnt = self.midi.choice(&name).learnt;
            let keys = learnt.keys().filter_map(|control| control.split_once(" key ")?.1.parse::<u32>().ok());
            let keys = keys.filter(|key| *key < 128).fold(0u128, |all, key| all | 1 << key);
            self.send(ToEngine::Deaf { port: place, keys });
        }
    }
}
