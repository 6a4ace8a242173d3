//! Hearing the song elsewhere: a page on loopback, and terminals that carry sound. The studio starts and ends it, and says where the song
//! is; the sound goes there from the engine by a thread of its own.

use super::Studio;
use super::commands::Answer;
use crate::engine::message::FromEngine;
use crate::io::listening::figures::Listener;
use crate::io::listening::hub::{Hub, Way};
use crate::io::listening::place::Place;
use crate::io::listening::server::Server;
use crate::sequencer::player::{Playing, Position};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Who listens elsewhere.
#[derive(Default)]
pub struct Listening {
    hub: Option<Hub>,
    server: Option<Server>,
    /// What listeners were told last.
    told: Option<Place>,
    /// How many listened to the page at the last turn.
    count: usize,
}

impl Listening {
    /// Where the page is, if there is one.
    pub fn url(&self) -> Option<String> {
        self.server.as_ref().map(Server::url)
    }

    /// How many listen to the page; `None` where there is none.
    pub fn count(&self) -> Option<usize> {
        self.server.as_ref().map(Server::count)
    }

    /// Who listens to the page; `None` where there is none.
    pub fn listeners(&self) -> Option<Vec<Listener>> {
        self.server.as_ref().map(Server::listeners)
    }

    /// Whether somebody may be listening.
    pub fn is_on(&self) -> bool {
        self.hub.is_some()
    }
}

/// What is told of a listener.
fn line(listener: &Listener) -> String {
    let Listener { number, codec, dropped, figures } = listener;
    let measured = figures.as_ref().map_or("says nothing yet".to_owned(), |figures| {
        let (latency, dropouts) = (figures.latency_ms, figures.dropouts);
        format!("{latency:.0} ms late, drop-outs {dropouts}, lost {}", figures.lost)
    });
    let left_out = if *dropped > 0 { format!(", left out here {dropped}") } else { String::new() };
    format!("listener {number}: {codec:?}, {measured}{left_out}")
}

impl Studio {
    /// Opens the page at an address, or where it is open already says where. The port is that of the settings if it is 0, or a free one.
    ///
    /// # Errors
    /// If the port cannot be opened.
    pub fn listen_at(&mut self, address: Option<SocketAddr>) -> Answer {
        if self.listening.server.is_none() {
            let port = self.settings.listen_port.unwrap_or(0) as u16;
            let mut wanted = address.unwrap_or(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0));
            if wanted.port() == 0 {
                wanted.set_port(port);
            }
            let way = self.listeners_way().map_err(|error| format!("nobody can listen: {error}"))?;
            let server = Server::start(wanted, way)
                .map_err(|error| format!("the page cannot be opened at {wanted}: {error}"))?;
            self.listening.server = Some(server);
        }
        let Some(server) = &self.listening.server else { return Ok(()) };
        let (url, open, count) = (server.url(), server.address(), server.count());
        let beyond = match open.ip() {
            ip if ip.is_loopback() => String::new(),
            ip => format!("; open beyond this machine, at {ip}, to whoever has the address"),
        };
        let copied = if self.settings.terminal_clipboard == Some(false) { "" } else { ", which is copied" };
        if !copied.is_empty() {
            self.to_clipboard = Some(url.clone());
        }
        self.say(format!("listen at {url}{copied}; listeners: {count}{beyond}"));
        Ok(())
    }

    /// Closes the page; whoever listens there hears nothing more.
    ///
    /// # Errors
    /// If there is none.
    pub fn listen_no_more(&mut self) -> Answer {
        if self.listening.server.take().is_none() {
            return Err("nobody can listen elsewhere: there is no page to close".to_owned());
        }
        self.say("the page for listeners is closed");
        Ok(())
    }

    /// Says who listens, and how it comes there.
    ///
    /// # Errors
    /// If there is no page.
    pub fn tell_listeners_figures(&mut self) -> Answer {
        let listeners = self.listening.listeners().ok_or("there is no page; `:listen` opens one")?;
        let told = match listeners.is_empty() {
            true => "nobody listens".to_owned(),
            false => listeners.iter().map(line).collect::<Vec<_>>().join("; "),
        };
        self.say(told);
        Ok(())
    }

    /// The way for those who want to hear the master; from then on there is a listening thread.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn listeners_way(&mut self) -> std::io::Result<Way> {
        let hub = match self.listening.hub.take() {
            Some(hub) => hub,
            None => {
                let hub = Hub::start()?;
                hub.connect(self.link.take_tap());
                hub
            }
        };
        let way = hub.way();
        self.listening.hub = Some(hub);
        Ok(way)
    }

    /// Listeners hear the engine that there is now.
    pub(super) fn connect_listeners(&mut self) {
        if let Some(hub) = &self.listening.hub {
            hub.connect(self.link.take_tap());
            self.listening.told = None;
        }
    }

    /// Listeners learn of a row that the engine has begun.
    pub(super) fn tell_listeners(&mut self, report: &FromEngine) {
        if let FromEngine::Position { at, position: Some(position), tempo } = report
            && self.transport.playing.is_some()
            && self.listening.is_on()
        {
            let place = self.place_of(at.0, *position, *tempo as f64 / 65_536.0);
            self.tell_place(place);
        }
    }

    /// Once a turn: listeners learn that playback has ended. Whether others listen than before.
    pub(super) fn turn_listeners(&mut self) -> bool {
        let stopped = self.transport.playing.is_none();
        if let Some(told) = self.listening.told.clone().filter(|told| told.playing && stopped) {
            self.tell_place(Place { at: self.frame(), playing: false, ..told });
        }
        let count = self.listening.server.as_ref().map_or(0, Server::count);
        std::mem::replace(&mut self.listening.count, count) != count
    }

    fn tell_place(&mut self, place: Place) {
        let same = |told: &Place| Place { at: place.at, ..told.clone() } == place;
        if self.listening.told.as_ref().is_some_and(same) {
            return;
        }
        if let Some(hub) = &self.listening.hub {
            hub.tell(&place);
        }
        self.listening.told = Some(place);
    }

    fn place_of(&self, at: u64, position: Position, tempo: f64) -> Place {
        let song = self.song();
        let in_order = matches!(self.transport.playing, Some(Playing::Song { .. }));
        let entries = song.order.iter().take(usize::from(position.order) + 1).rev();
        let section = entries.filter_map(|entry| entry.section.as_deref()).next().filter(|_| in_order);
        let pattern = song.patterns.get(position.pattern.into());
        Place {
            at,
            song: self.document.name(),
            playing: true,
            section: section.unwrap_or_default().to_owned(),
            order: in_order.then_some(position.order),
            pattern: position.pattern,
            name: pattern.map(|pattern| pattern.name.clone()).unwrap_or_default(),
            row: position.row,
            rows: pattern.map_or(0, |pattern| pattern.length),
            tempo,
        }
    }
}

/// An address as it is typed: `192.168.1.4`, `0.0.0.0:8765`, `[::]:8765`. Without a port a free one.
///
/// # Errors
/// Says what was expected.
pub fn parse_address(text: &str) -> Result<SocketAddr, String> {
    let whole = text.parse::<SocketAddr>().ok();
    let alone = || text.trim_matches(['[', ']']).parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 0));
    whole.or_else(alone).ok_or_else(|| {
        format!("{text} is no address of this machine; expected numbers such as 192.168.1.4 or 0.0.0.0:8765")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_numbers_with_or_without_a_port() {
        for (text, address) in [
            ("127.0.0.1", "127.0.0.1:0"),
            ("0.0.0.0:8765", "0.0.0.0:8765"),
            ("::1", "[::1]:0"),
            ("[::]:80", "[::]:80"),
        ] {
            assert_eq!(parse_address(text).expect("an address").to_string(), address);
        }
        for text in ["", "everywhere", "8765", "1.2.3.4:99999"] {
            assert!(parse_address(text).expect_err("none").contains("expected numbers"), "{text}");
        }
    }
}
