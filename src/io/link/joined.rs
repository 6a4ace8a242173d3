//! The session itself, and the thread that tells its beats.

use crate::io::midi::lent::Lent;
use crate::midi::session::{Teller, Timeline};
use crate::midi::writer::Bytes;
use rusty_link::{AblLink, SessionState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often it is looked what has become due.
const LOOK: Duration = Duration::from_millis(1);

/// A session that was joined.
pub(super) struct Joined {
    link: Arc<AblLink>,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

fn state_of(link: &AblLink) -> SessionState {
    let mut state = SessionState::new();
    link.capture_app_session_state(&mut state);
    state
}

impl Joined {
    pub fn join(mut port: Lent, tempo: f64, quantum: u8, starts: bool) -> Result<Joined, String> {
        let (link, ends) = (Arc::new(AblLink::new(tempo)), Arc::<AtomicBool>::default());
        link.enable_start_stop_sync(starts);
        link.enable(true);
        let (shared, stop) = (Arc::clone(&link), Arc::clone(&ends));
        let tell = move || {
            let mut teller = Teller::new(quantum);
            let mut state = SessionState::new();
            while !stop.load(Relaxed) {
                shared.capture_app_session_state(&mut state);
                let at = shared.clock_micros();
                let beat = state.beat_at_time(at, f64::from(quantum.max(1)));
                let now = Timeline { at, beat, tempo: state.tempo() };
                teller.turn(now, state.is_playing(), &mut |at, message| {
                    if let (Ok(stamp), Some(bytes)) = (u64::try_from(at), Bytes::of(message)) {
                        port.take(stamp, bytes.as_slice());
                    }
                });
                std::thread::sleep(LOOK);
            }
        };
        let thread = std::thread::Builder::new().name("link".to_owned()).spawn(tell);
        let thread = Some(thread.map_err(|error| format!("no session can be joined: {error}"))?);
        Ok(Joined { link, ends, thread })
    }

    pub fn peers(&self) -> u64 {
        self.link.num_peers()
    }

    pub fn tempo(&self) -> f64 {
        state_of(&self.link).tempo()
    }

    pub fn set_tempo(&self, tempo: f64) {
        let mut state = state_of(&self.link);
        state.set_tempo(tempo, self.link.clock_micros());
        self.link.commit_app_session_state(&state);
    }

    pub fn is_playing(&self) -> bool {
        state_of(&self.link).is_playing()
    }

    pub fn play(&self, on: bool) {
        let mut state = state_of(&self.link);
        state.set_is_playing(on, self.link.clock_micros());
        self.link.commit_app_session_state(&state);
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.ends.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        self.link.enable(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::link::midi::wire;
    use crate::io::midi::Ports;
    use crate::midi::message::Message;
    use std::collections::BTreeSet;

    /// Waits for something that another thread or program does; whether it came.
    fn comes(mut what: impl FnMut() -> bool) -> bool {
        (0..6_000).any(|_| {
            std::thread::sleep(Duration::from_millis(5));
            what()
        })
    }

    #[test]
    fn two_members_agree_on_tempo_and_beat_and_either_leads() {
        let ports = Ports::start(BTreeSet::new(), BTreeSet::new()).expect("a thread");
        let (end, mut out) = wire();
        ports.connect(Some(end), None);
        let port = ports.lend("Ableton Link").expect("a place");
        let ours = Joined::join(port, 120.0, 4, true).expect("joined");
        let other = AblLink::new(90.0);
        other.enable_start_stop_sync(true);
        other.enable(true);
        if !comes(|| ours.peers() == 1 && other.num_peers() == 1) {
            let required = std::env::var_os("SEGNO_REQUIRE_SERVERS").is_some();
            assert!(!required, "nothing is heard of others by multicast, and here it must be");
            eprintln!("skipped: nothing is heard of others by multicast here");
            return;
        }
        ours.set_tempo(133.5);
        assert!(comes(|| (state_of(&other).tempo() - 133.5).abs() < 1e-3), "we lead");
        let (mine, theirs) = (state_of(&ours.link), state_of(&other));
        let now = other.clock_micros();
        let apart = (mine.phase_at_time(now, 4.0) - theirs.phase_at_time(now, 4.0)).abs();
        assert!(apart.min(4.0 - apart) < 0.02, "{apart} beats apart");
        let mut state = state_of(&other);
        state.set_tempo(101.0, other.clock_micros());
        state.set_is_playing(true, other.clock_micros());
        other.commit_app_session_state(&state);
        assert!(comes(|| (ours.tempo() - 101.0).abs() < 1e-3 && ours.is_playing()), "it leads");
        let mut heard = Vec::new();
        let started = comes(|| {
            heard.extend(std::iter::from_fn(|| out.take()).map(|input| input.message));
            heard.contains(&Message::Start)
        });
        assert!(started, "{heard:?}");
        assert!(heard.iter().filter(|message| **message == Message::Clock).count() > 24, "{heard:?}");
    }
}
