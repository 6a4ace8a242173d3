//! A session of Ableton Link: other programs on this machine and in its network share tempo and beats. Where the program is built without the
//! feature `link`, nobody can join one.

#[cfg(feature = "link")]
mod joined;
#[cfg(not(feature = "link"))]
mod absent;

#[cfg(not(feature = "link"))]
use absent as way;
#[cfg(feature = "link")]
use joined as way;

use super::midi::lent::Lent;

/// The name of the port by which the session's clock comes.
pub const PORT: &str = "Ableton Link";

/// A session, until this is dropped.
pub struct Session(way::Joined);

impl Session {
    /// Joins the session, or begins one at that tempo; its clock comes by that port, with starts at bars of so many beats. `starts`: whether starts
    /// and stops are shared.
    ///
    /// # Errors
    /// If the program knows no Link, or the system gives no thread.
    pub fn join(port: Lent, tempo: f64, quantum: u8, starts: bool) -> Result<Session, String> {
        way::Joined::join(port, tempo, quantum, starts).map(Session)
    }

    /// How many others there are.
    pub fn peers(&self) -> u64 {
        self.0.peers()
    }

    /// The session's tempo in beats per minute.
    pub fn tempo(&self) -> f64 {
        self.0.tempo()
    }

    /// Gives the session a tempo, 20 to 999.
    pub fn set_tempo(&self, tempo: f64) {
        self.0.set_tempo(tempo.clamp(20.0, 999.0));
    }

    /// Whether the session plays.
    pub fn is_playing(&self) -> bool {
        self.0.is_playing()
    }

    /// Lets it play, or stop.
    pub fn play(&self, on: bool) {
        self.0.play(on);
    }
}
