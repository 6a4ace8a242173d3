//! A session of Ableton Link leads like a MIDI clock, by a port of its own; what is changed of the song's tempo leads the session.

use crate::io::link::{PORT, Session};
use crate::io::midi::lent::FAR;
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::seat::Seat;

/// The beats of a bar that sessions are in phase by, where nobody says.
const BEATS: u8 = 4;
/// Tempos that are nearer to each other are one: a session has its own steps.
const SAME: f64 = 0.001;

/// A session that was joined.
pub struct Joined {
    session: Session,
    /// The tempo of the song as it was when it was looked last.
    tempo: f64,
}

/// `[BEATS] [tempo]`: joins a session, or leaves it. With `tempo` starts and stops stay one's own.
pub fn ask(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    if text == "off" || (text.is_empty() && studio.midi.link.is_some()) {
        studio.midi.link.take().ok_or("no session was joined")?;
        studio.say("the session is left; the song has its own tempo");
        return Ok(());
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let expected =
        || "expected the beats of a bar, 1 to 64, and tempo where starts are not shared; or off".to_owned();
    let (beats, starts) = match words[..] {
        [] => (BEATS, true),
        ["tempo"] => (BEATS, false),
        [beats] => (beats.parse().map_err(|_| expected())?, true),
        [beats, "tempo"] => (beats.parse().map_err(|_| expected())?, false),
        _ => return Err(expected()),
    };
    if !(1..=64).contains(&beats) {
        return Err(expected());
    }
    studio.midi.link = None;
    let port = studio.midi.lend(PORT).ok_or("no MIDI here, or all of its places are taken")?;
    let tempo = studio.tempo_for_link(seat);
    let session = Session::join(port, tempo, beats, starts)?;
    studio.midi.link = Some(Joined { session, tempo });
    studio.choose_for_port(&format!("{FAR}{PORT}"), |choice| {
        (choice.clock_in, choice.notes) = (true, false);
    })?;
    let what = if starts { "tempo, beats, start and stop" } else { "tempo and beats" };
    studio.say(format!(
        "a session of Ableton Link shares {what}; bars of {beats} beats; :link-play begins with a bar"
    ));
    Ok(())
}

/// Lets the session play from the next bar on, or stop.
pub fn play(studio: &mut Studio) -> Answer {
    let joined = studio.midi.link.as_ref().ok_or("no session was joined: :link joins one")?;
    let on = !joined.session.is_playing();
    joined.session.play(on);
    studio.say(if on { "the session plays from its next bar on" } else { "the session stops" });
    Ok(())
}

impl Studio {
    /// The session in words, if one was joined: its tempo, and how many others there are.
    pub fn link_text(&self) -> Option<String> {
        let session = &self.midi.link.as_ref()?.session;
        let others = match session.peers() {
            1 => "1 other".to_owned(),
            count => format!("{count} others"),
        };
        Some(format!("Ableton Link  {:.1} BPM  {others}", session.tempo()))
    }

    /// The song's tempo as it is written and as it is changed live.
    fn tempo_for_link(&self, seat: &Seat) -> f64 {
        let heard = self.transport.position.filter(|_| self.transport.playing.is_some());
        self.tempo_of_entry(heard.map_or(seat.order, |heard| heard.order)) * self.live.pace.ratio
    }

    /// Whoever has changed the song's tempo leads the session. Once a turn, by the seat whose hands are at the keys.
    pub(in crate::studio) fn lead_link(&mut self, seat: &Seat) {
        if self.midi.link.is_none() {
            return;
        }
        let tempo = self.tempo_for_link(seat);
        if let Some(joined) = &mut self.midi.link
            && (std::mem::replace(&mut joined.tempo, tempo) - tempo).abs() > SAME
        {
            joined.session.set_tempo(tempo);
        }
    }
}
