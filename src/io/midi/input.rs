//! One port that sends to us: its bytes become messages with a moment, which go to the engine.

use super::{Event, Shared, held};
use crate::io::moment::micros;
use crate::midi::parser::Parser;
use std::sync::Arc;

/// Messages of one second beyond which a port is told to send too much.
const FLOOD: u32 = 3_000;
/// Microseconds by which the two clocks of a port and of the program may drift apart in a second.
const DRIFT: i64 = 200;

/// The stamps of a port on the program's own clock. Messages come late by chance and never early, so the least late one tells how far the
/// clocks are apart.
#[derive(Clone, Copy, Debug, Default)]
struct Stamps {
    apart: Option<i64>,
    last: i64,
}

impl Stamps {
    /// The microsecond of a stamp that arrived `now`.
    fn moment(&mut self, stamp: i64, now: i64) -> i64 {
        let drifted = (now - self.last) * DRIFT / 1_000_000;
        self.last = now;
        let apart = now - stamp;
        let best = self.apart.map_or(apart, |known| (known + drifted).min(apart));
        self.apart = Some(best);
        stamp + best
    }
}

/// The state of a port that is open.
pub(super) struct Incoming {
    place: u8,
    name: String,
    shared: Arc<Shared>,
    parser: Parser,
    stamps: Stamps,
    /// The second that is counted, and its messages.
    counted: (i64, u32),
    told: bool,
}

impl Incoming {
    pub fn new(place: u8, name: String, shared: Arc<Shared>) -> Incoming {
        let (parser, stamps) = (Parser::default(), Stamps::default());
        Incoming { place, name, shared, parser, stamps, counted: (0, 0), told: false }
    }

    /// Bytes have come with a stamp of the port's own clock.
    pub fn take(&mut self, stamp: u64, bytes: &[u8]) {
        let now = micros();
        let at = self.stamps.moment(stamp as i64, now);
        let mut count = 0;
        {
            let mut engine = held(&self.shared.engine);
            let Some(engine) = engine.as_mut() else { return };
            self.parser.feed(bytes, &mut |message| {
                count += 1;
                engine.send(self.place, at, message);
            });
        }
        self.count(now / 1_000_000, count);
    }

    /// Tells once of a flood, and again once it has ebbed and come back.
    fn count(&mut self, second: i64, messages: u32) {
        if self.counted.0 != second {
            self.told &= self.counted.1 > FLOOD;
            self.counted = (second, 0);
        }
        self.counted.1 += messages;
        if self.counted.1 > FLOOD && !std::mem::replace(&mut self.told, true) {
            let text = format!(
                "{} sends more than {FLOOD} MIDI messages a second; what only moves something may be left out",
                self.name
            );
            self.shared.tell(Event::Notice(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_that_come_late_keep_their_moments() {
        let mut stamps = Stamps::default();
        let late = [900, 0, 300, 2_000, 50, 0, 1_500];
        let found: Vec<i64> = (0i64..7)
            .map(|n| stamps.moment(n * 20_000, 5_000_000 + n * 20_000 + late[n as usize]) - n * 20_000)
            .collect();
        assert_eq!(found[0], 5_000_900);
        assert!(found[1..].iter().all(|apart| (5_000_000..5_000_030).contains(apart)), "{found:?}");
    }
}
