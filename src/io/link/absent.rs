//! No Link.

use crate::io::midi::lent::Lent;

/// A session that there never is.
pub(super) enum Joined {}

impl Joined {
    pub fn join(_: Lent, _: f64, _: u8, _: bool) -> Result<Joined, String> {
        Err("this program was built without Ableton Link: cargo build --features link".to_owned())
    }

    pub fn peers(&self) -> u64 {
        match *self {}
    }

    pub fn tempo(&self) -> f64 {
        match *self {}
    }

    pub fn set_tempo(&self, _: f64) {
        match *self {}
    }

    pub fn is_playing(&self) -> bool {
        match *self {}
    }

    pub fn play(&self, _: bool) {
        match *self {}
    }
}
