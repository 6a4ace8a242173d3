//! Other programs' transport, by JACK: the song follows it or leads it.

use super::attending::START;
use crate::engine::message::ToEngine;
use crate::io::jack_transport::{JackTransport, Order};
use crate::sequencer::conductor::Motion;
use crate::sequencer::player::Playing;
use crate::sequencer::tempo_map::TempoMap;
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::jobs::Deed;
use std::sync::Arc;

/// The name of the port at which its clock comes in.
pub const PORT: &str = "JACK transport";

/// Who leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Neither.
    #[default]
    Off,
    /// The transport leads the song.
    Follow,
    /// The song leads the transport.
    Lead,
}

impl Role {
    fn named(name: Option<&str>) -> Role {
        match name {
            Some("follow") => Role::Follow,
            Some("lead") => Role::Lead,
            _ => Role::Off,
        }
    }
}

/// The transport as the studio knows it.
#[derive(Default)]
pub struct Transport {
    role: Role,
    looking: Option<JackTransport>,
    /// The song whose map is known.
    map: Option<(Arc<Song>, Arc<TempoMap>)>,
    under_way: bool,
    /// Where the song has begun, as long as the transport does not go along.
    begun: Option<(u16, u16)>,
    /// Whether the transport rolls because the song plays.
    rolls: bool,
    fault: Option<String>,
}

impl Transport {
    /// Whether the transport leads the song.
    pub fn leads(&self) -> bool {
        self.role == Role::Follow && self.looking.is_some()
    }

    /// How it stands, in words; `None` where it is off.
    pub fn words(&self) -> Option<String> {
        let role = match self.role {
            Role::Off => return None,
            Role::Follow => "it leads the song",
            Role::Lead => "the song leads it",
        };
        let looking = self.looking.as_ref()?;
        Some(match looking.reading() {
            None => format!("not there: {}", looking.fault().unwrap_or_else(|| "looking for it".to_owned())),
            Some(reading) => {
                let state = match reading.motion {
                    Motion::Stopped => "stopped",
                    Motion::Starting => "starting",
                    Motion::Rolling => "rolling",
                };
                let second = reading.second_at(crate::io::moment::micros());
                format!("{state} at {}:{:04.1}, {role}", (second / 60.0) as u32, second % 60.0)
            }
        })
    }
}

impl Studio {
    /// Once a turn: whether anything has changed.
    pub(in crate::studio) fn turn_jack_transport(&mut self) -> bool {
        let role = Role::named(self.settings.jack_transport.as_deref());
        let changed = role != self.midi.jack_transport.role;
        if changed {
            self.choose_jack_transport(role);
        }
        if self.midi.jack_transport.looking.is_none() {
            return changed;
        }
        self.map_for_jack();
        let late = if self.sound().starts_with("jack") { self.latency() } else { 0 };
        let late = (late * 1_000_000 / u64::from(self.rate().max(1))) as i64;
        let Some(looking) = &self.midi.jack_transport.looking else { return changed };
        looking.set_late(late);
        let (reading, wish, fault) = (looking.reading(), looking.wish(), looking.fault());
        if let Some(row) = wish {
            let next = Playing::Song { order: row.order, row: row.row, repeat: false };
            self.send(ToEngine::Lead { first: START, next });
            if let Some(looking) = &self.midi.jack_transport.looking {
                looking.prepared(row);
            }
        }
        if fault != self.midi.jack_transport.fault {
            match &fault {
                Some(reason) => self.warn(format!("no JACK transport: {reason}")),
                None => self.say("the JACK transport is there"),
            }
            self.midi.jack_transport.fault = fault;
        }
        if self.transport.playing.is_none() {
            self.stop_jack();
        }
        changed || reading.is_some_and(|reading| reading.motion != Motion::Stopped)
    }

    fn choose_jack_transport(&mut self, role: Role) {
        // What it led stops with it.
        self.midi.jack_transport = Transport { role, ..Transport::default() };
        let port = if role == Role::Follow { self.midi.lend_own(PORT) } else { None };
        let started = match role {
            Role::Off => None,
            Role::Follow if port.is_none() => {
                self.warn("no JACK transport: all places of MIDI ports are taken");
                None
            }
            _ => Some(JackTransport::start(port)),
        };
        match started.transpose() {
            Ok(looking) => self.midi.jack_transport.looking = looking,
            Err(error) => self.warn(format!("no JACK transport: {error}")),
        }
        self.tell_ports();
    }

    /// Works out where the song's beats are, after every change: one job at a time.
    fn map_for_jack(&mut self) {
        let song = self.song().clone();
        let is_known = |(of, _): &(Arc<Song>, Arc<TempoMap>)| Arc::ptr_eq(of, &song);
        if self.midi.jack_transport.under_way || self.midi.jack_transport.map.as_ref().is_some_and(is_known) {
            return;
        }
        let started = self.jobs.start("", move |progress, found| {
            let map = TempoMap::of(&song, || !progress.is_cancelled());
            let deed: Deed = Box::new(move |studio| {
                studio.midi.jack_transport.under_way = false;
                let Some(map) = map.map(Arc::new) else { return };
                if let Some(looking) = &studio.midi.jack_transport.looking {
                    looking.follow_map(map.clone());
                }
                studio.midi.jack_transport.map = Some((song, map));
                studio.roll_jack(studio.transport.seconds(studio.rate()));
            });
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        self.midi.jack_transport.under_way = started.is_ok();
    }

    /// Something begins to play: the transport goes along if that is the song and leads it. As long as nobody knows when the row is, it waits.
    pub(in crate::studio) fn lead_jack(&mut self, playing: Playing) {
        match playing {
            Playing::Song { order, row, .. } if !self.hearing.is_example() => {
                self.midi.jack_transport.begun = Some((order, row));
                self.roll_jack(0.0);
            }
            // It is no more the song that plays.
            _ => self.stop_jack(),
        }
    }

    /// The transport rolls with the song, which has played for so many seconds.
    fn roll_jack(&mut self, played: f64) {
        let Transport { role: Role::Lead, begun: Some((order, row)), map: Some((_, map)), .. } =
            &self.midi.jack_transport
        else {
            return;
        };
        if let Some(placed) = map.first(*order, *row) {
            self.order_jack(Order::Roll(placed.second + played));
            (self.midi.jack_transport.begun, self.midi.jack_transport.rolls) = (None, true);
        }
    }

    /// The transport stops if it rolls because of the song. Others may let it roll without one.
    fn stop_jack(&mut self) {
        self.midi.jack_transport.begun = None;
        if std::mem::take(&mut self.midi.jack_transport.rolls) {
            self.order_jack(Order::Stop);
        }
    }

    fn order_jack(&self, order: Order) {
        if self.midi.jack_transport.role == Role::Lead
            && let Some(looking) = &self.midi.jack_transport.looking
        {
            looking.order(order);
        }
    }
}
