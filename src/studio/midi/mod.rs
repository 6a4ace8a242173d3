//! MIDI as people use it: which port is for what, which keys sound where, what was heard lately, and what controls have learnt.

pub mod jack_transport;
pub mod learning;
pub mod link;
mod lights;
pub mod monitor;
pub mod places;
pub mod profiles;
pub mod sending;
mod attending;
pub mod choices;

use super::Studio;
use super::notices::Weight;
use crate::dsp::units::Frames;
use crate::engine::live::{Heard, PORTS, Part, PortUse};
use crate::engine::message::ToEngine;
use crate::engine::outgoing::{ClockOut, Target};
use crate::io::midi::lent::Lent;
use crate::io::midi::{Event, Listed, Ports};
use crate::io::settings::ports::{Choices, PortChoice};
use jack_transport::{PORT, Transport};
use learning::Learning;
use monitor::Monitor;
use std::collections::{BTreeMap, BTreeSet};

/// All of it.
#[derive(Default)]
pub struct Midi {
    ports: Option<Ports>,
    /// What was chosen for ports, by their names.
    pub(super) choices: Choices,
    /// Open ports by their places.
    open: BTreeMap<u8, String>,
    /// Ports that we send to, by their places.
    outputs: BTreeMap<u8, String>,
    /// What was heard lately.
    pub monitor: Monitor,
    /// Why there is no MIDI on this machine, if there is none.
    pub absent: Option<String>,
    /// What controls learn.
    pub learning: Learning,
    /// The session of Ableton Link that was joined.
    link: Option<link::Joined>,
    /// Other programs' transport.
    pub jack_transport: Transport,
    inbox: Vec<Heard>,
    /// What the engine knows of parts and ports.
    parts: Vec<Part>,
    uses: [PortUse; PORTS],
    /// What the engine knows of tracks that are played outside, and of who gets the clock.
    targets: Vec<Option<Target>>,
    clock_out: ClockOut,
    /// What lights were told, by port and control.
    lights: BTreeMap<(String, String), u8>,
    /// Ports that are not opened, and ports that are sent to.
    chosen: (BTreeSet<String>, BTreeSet<String>),
    /// Messages that were lost, as far as that was told.
    lost: [u32; 3],
}

impl Midi {
    /// The place of an open port by its name.
    pub fn place_of(&self, name: &str) -> Option<u8> {
        self.open.iter().find(|(_, open)| *open == name).map(|(place, _)| *place)
    }

    /// The name of an open port by its place.
    pub fn name_of(&self, place: u8) -> &str {
        self.open.get(&place).map_or("a port that is gone", String::as_str)
    }

    /// What a port is for.
    pub fn choice(&self, name: &str) -> PortChoice {
        self.choices.get(name).cloned().unwrap_or_default()
    }

    /// The ports that there are; those that are only known by what was chosen for them are not.
    pub fn listed(&self) -> Listed {
        self.ports.as_ref().map(Ports::listed).unwrap_or_default()
    }

    /// A place for a port of another machine; none if there is none.
    pub fn lend(&self, name: &str) -> Option<Lent> {
        self.ports.as_ref().and_then(|ports| ports.lend(name))
    }

    /// A place for something of our own; none if there is none.
    pub fn lend_own(&self, name: &str) -> Option<Lent> {
        self.ports.as_ref().and_then(|ports| ports.lend_own(name))
    }

    /// Ports that are not to be opened.
    fn closed(&self) -> BTreeSet<String> {
        let unused = |choice: &PortChoice| !choice.notes && !choice.clock_in && choice.learnt.is_empty();
        self.choices.iter().filter(|(_, choice)| unused(choice)).map(|(name, _)| name.clone()).collect()
    }
}

impl Studio {
    /// Reads what was chosen for ports, and begins to watch them.
    pub fn start_midi(&mut self) {
        self.read_midi_choices();
        self.midi.chosen = (self.midi.closed(), self.sent_to());
        let (closed, wanted) = self.midi.chosen.clone();
        match Ports::start(closed, wanted) {
            Ok(ports) => self.midi.ports = Some(ports),
            Err(error) => self.warn(format!("no MIDI: {error}")),
        }
        self.connect_midi();
    }

    /// Reads what was chosen for ports.
    pub fn read_midi_choices(&mut self) {
        match crate::io::settings::ports::read(&self.folders.config) {
            Ok(choices) => self.midi.choices = choices,
            Err(fault) => self.warn(format!("{fault}; MIDI ports are used as usual")),
        }
    }

    /// Gives the ports to the engine that there is now, and tells it what it cannot know.
    pub(super) fn connect_midi(&mut self) {
        if let Some(ports) = &self.midi.ports {
            let ends = self.link.take_midi();
            let (engine, sending) =
                ends.map_or((None, None), |(engine, sending)| (Some(engine), Some(sending)));
            ports.connect(engine, sending);
        }
        (self.midi.parts, self.midi.uses) = (Vec::new(), [PortUse::default(); PORTS]);
        (self.midi.targets, self.midi.clock_out) = (Vec::new(), ClockOut::default());
        self.midi.lights.clear();
        self.recorder.timeline.forget();
        self.recorder.log.forget();
        self.recorder.let_go();
        self.tell_ports();
        self.tell_deaf();
        self.tell_click(0);
    }

    /// Something has happened at the ports.
    pub fn take_port_event(&mut self, event: Event) {
        match event {
            Event::Opened(place, name) => {
                let clock = if self.midi.choice(&name).clock_in { "; its clock leads" } else { "" };
                self.say(format!("MIDI in: {name}{clock}"));
                self.midi.open.insert(place, name);
                self.tell_ports();
                self.tell_deaf();
            }
            Event::Gone(place, name) => {
                self.midi.open.remove(&place);
                self.send(ToEngine::PortGone(place));
                let ended = self.recorder.held_of(place, Frames(self.frame()));
                self.midi.inbox.extend(ended);
                self.tell_ports();
                self.warn(format!("MIDI port {name} is gone; its notes have ended"));
            }
            Event::OutputOpened(place, name) => {
                self.say(format!("MIDI out: {name}"));
                self.midi.lights.retain(|(port, _), _| *port != name);
                self.midi.outputs.insert(place, name);
            }
            Event::OutputGone(place, name) => {
                self.midi.outputs.remove(&place);
                self.warn(format!("MIDI port {name} is gone; nothing is sent there until it comes back"));
            }
            Event::Absent(reason) => {
                self.notices.add(Weight::Aside, format!("no MIDI here: {reason}"));
                self.midi.absent = Some(reason);
            }
            Event::Notice(text) => self.warn(text),
        }
    }

    /// Tells the engine what open ports are used for.
    pub(super) fn tell_ports(&mut self) {
        let rate = f64::from(self.rate());
        for place in 0..PORTS as u8 {
            let name = self.midi.open.get(&place);
            // Of clocks only one leads.
            let is_transport = name.is_some_and(|name| name == PORT);
            let leads = |choice: &PortChoice| {
                if self.midi.jack_transport.leads() { is_transport } else { choice.clock_in }
            };
            let uses = match name.map(|name| self.midi.choice(name)) {
                Some(choice) => PortUse {
                    notes: choice.notes,
                    clock: leads(&choice),
                    mpe: choice.mpe,
                    offset: (f64::from(choice.offset) * rate / 1_000.0) as i32,
                },
                None => PortUse::default(),
            };
            let known = &mut self.midi.uses[usize::from(place)];
            if std::mem::replace(known, uses) != uses {
                self.send(ToEngine::Port { port: place, uses });
            }
        }
    }

    /// Once a turn: what happened at ports, and what the engine has heard.
    pub(super) fn turn_midi(&mut self) -> bool {
        let events = self.midi.ports.as_ref().map(Ports::events).unwrap_or_default();
        let mut changed = !events.is_empty();
        events.into_iter().for_each(|event| self.take_port_event(event));
        changed |= self.turn_jack_transport();
        self.choose_ports();
        self.tell_outlets();
        self.tell_clock_out(None);
        let heard = self.link.heard();
        changed |= !heard.is_empty();
        self.midi.inbox.extend(heard);
        let vitals = self.link.vitals();
        let now = [&vitals.lost, &vitals.unheard, &vitals.unsent]
            .map(|count| count.load(std::sync::atomic::Ordering::Relaxed));
        let before = std::mem::replace(&mut self.midi.lost, now);
        if now[0] > before[0] {
            self.warn("more MIDI came than there is room for: some was lost, and all its keys came up");
        }
        if now[1] > before[1] {
            self.warn("more MIDI came than could be recorded: some of it is missing from the take");
        }
        if now[2] > before[2] {
            self.warn("more MIDI was to be sent than there is room for: some of it was left out");
        }
        changed
    }
}
