//! `segno sessions`: which sessions run.

use super::arguments::Globals;
use super::outcome::Outcome;
use super::print;

/// Lists them.
#[cfg(unix)]
pub fn run(globals: Globals) -> Outcome {
    use crate::session::calling::{Found, sessions};
    use serde_json::json;
    use std::time::{SystemTime, UNIX_EPOCH};
    let found = sessions();
    if globals.json {
        let document = |found: &Found| match found {
            Ok(session) => json!(session),
            Err((name, fault)) => json!({ "name": name, "fault": fault }),
        };
        return print::json(&found.iter().map(document).collect::<Vec<_>>());
    }
    if found.is_empty() {
        return print::text("no session runs; `segno SONG` starts one\n");
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let heading = ["name", "for", "seats", "", "song"].map(str::to_owned).to_vec();
    let row = |found: &Found| match found {
        Ok(session) => {
            let marks = [
                ("playing", session.playing),
                ("not saved", session.changed),
                ("listened to", session.listen.is_some()),
            ];
            let marks: Vec<&str> = marks.iter().filter(|(_, is)| *is).map(|(mark, _)| *mark).collect();
            let time = age(session.since, now);
            vec![
                session.name.clone(),
                time,
                session.seats.to_string(),
                marks.join(", "),
                session.songs.join(", "),
            ]
        }
        Err((name, fault)) => {
            vec![name.clone(), "?".to_owned(), "?".to_owned(), "does not answer".to_owned(), fault.clone()]
        }
    };
    let rows: Vec<_> = std::iter::once(heading).chain(found.iter().map(row)).collect();
    print::text(&print::table(&rows))
}

/// There are none on this system.
#[cfg(windows)]
pub fn run(globals: Globals) -> Outcome {
    match globals.json {
        true => print::json(&Vec::<()>::new()),
        false => print::text("song and screen share one process on this system: there are no sessions\n"),
    }
}

/// How long ago something was, both in seconds since 1970, in its two largest units; nothing if the clock has gone back since.
#[cfg(any(unix, test))]
fn age(since: u64, now: u64) -> String {
    let seconds = now.saturating_sub(since);
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, ..) => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn stretches_of_time_have_their_largest_units() {
        for (seconds, text) in [(0, "0 s"), (61, "1 min"), (7_260, "2 h 1 min"), (180_000, "2 d 2 h")] {
            assert_eq!(age(1_000, 1_000 + seconds), text);
        }
        assert_eq!(age(2_000, 1_000), "0 s");
    }
}
