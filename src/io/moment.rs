//! One clock for everything that is stamped outside of the engine: microseconds since the program first asked. And the time of the day,
//! for what is read elsewhere.

use jiff::{Timestamp, Unit};
use std::sync::OnceLock;
use std::time::Instant;

static BEGAN: OnceLock<Instant> = OnceLock::new();

/// The microsecond of a moment.
pub fn micros_of(moment: Instant) -> i64 {
    moment.saturating_duration_since(*BEGAN.get_or_init(|| moment)).as_micros() as i64
}

/// The microsecond that is now.
pub fn micros() -> i64 {
    micros_of(Instant::now())
}

/// The second that is now, as ISO 8601 has it: `2026-12-24T18:30:00Z`.
pub fn utc() -> String {
    let now = Timestamp::now();
    now.round(Unit::Second).unwrap_or(now).to_string()
}
