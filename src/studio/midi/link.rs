//! A session of Ableton Link leads like a MIDI clock, by a port of its own; what is changed of the song's tempo leads the session.

use crate::io::link::{PORT, Session};
use crate::io::midi::lent::FAR;
use crate::io::settings::ports::Choices;
use crate::sequencer::player::Position;
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::live::speed::Pace;
use crate::studio::seat::Seat;

/// The beats of a bar that sessions are in phase by, where nobody says.
const BEATS: u8 = 4;
/// Tempos that are nearer to each other are one: a session has its own steps.
const SAME: f64 = 0.001;

/// A session that was joined.
pub struct Joined {
    session: Session,
    seen: Seen,
    /// The port whose clock led before, by its name.
    before: Option<String>,
}

/// The song's tempo when it was looked last.
#[derive(Clone, Copy)]
struct Seen {
    /// The entry of the order list whose tempo that is.
    entry: u16,
    tempo: f64,
    /// Whether that entry is heard. It is where the cursor stands else.
    plays: bool,
    /// What is heard, or was before.
    heard: Option<Position>,
}

impl Seen {
    /// Whether the tempo is another one now because somebody or the song has changed it, and not because the cursor has moved or something else
    /// has begun to play.
    fn leads(&self, before: &Seen) -> bool {
        let changed = (self.tempo - before.tempo).abs() > SAME;
        changed && (self.entry == before.entry || (self.plays && before.plays))
    }
}

/// `[BEATS] [tempo]`: joins a session, or leaves it. With `tempo` starts and stops stay one's own.
pub fn ask(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    if text == "off" || (text.is_empty() && studio.midi.link.is_some()) {
        let restored = leave(studio).ok_or("no session was joined")?;
        studio.say("the session is left; the song has its own tempo");
        return restored;
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
    leave(studio).unwrap_or(Ok(()))?;
    let port = studio.midi.lend(PORT).ok_or("no MIDI here, or all of its places are taken")?;
    let seen = studio.seen_for_link(seat, None);
    let session = Session::join(port, seen.tempo, beats, starts)?;
    let own = own_name();
    let leader = studio.midi.choices.iter().find(|(name, choice)| choice.clock_in && **name != own);
    let before = leader.map(|(name, _)| name.clone());
    studio.midi.link = Some(Joined { session, seen, before });
    studio.choose_for_port(&own, |choice| {
        (choice.clock_in, choice.notes) = (true, false);
    })?;
    let what = if starts { "tempo, beats, start and stop" } else { "tempo and beats" };
    studio.say(format!(
        "a session of Ableton Link shares {what}; bars of {beats} beats; :link-play begins with a bar"
    ));
    Ok(())
}

/// The name under which choices know the session's port.
fn own_name() -> String {
    format!("{FAR}{PORT}")
}

/// Leaves the session, if one was joined. The clock that led before leads again, unless another one was chosen meanwhile.
fn leave(studio: &mut Studio) -> Option<Answer> {
    let before = studio.midi.link.take()?.before;
    if !studio.midi.choice(&own_name()).clock_in {
        return Some(Ok(()));
    }
    Some(match before {
        Some(name) => studio.choose_for_port(&name, |choice| choice.clock_in = true),
        None => studio.choose_for_port(&own_name(), |choice| choice.clock_in = false),
    })
}

/// What is kept of the choices for ports while a session is joined: sessions are joined anew each time, so the clock that led before
/// leads the next time.
fn lasting(choices: &Choices, before: Option<&str>) -> Choices {
    let mut kept = choices.clone();
    let Some(own) = kept.get_mut(&own_name()).filter(|own| own.clock_in) else { return kept };
    own.clock_in = false;
    if let Some(before) = before.and_then(|name| kept.get_mut(name)) {
        before.clock_in = true;
    }
    kept
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
    /// What the file of choices for ports is to hold.
    pub(super) fn lasting_choices(&self) -> Choices {
        let joined = self.midi.link.as_ref();
        lasting(&self.midi.choices, joined.and_then(|joined| joined.before.as_deref()))
    }

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
    fn seen_for_link(&self, seat: &Seat, before: Option<Seen>) -> Seen {
        let heard = self.transport.position;
        // What was heard last stays until what plays now is heard.
        let is_new = before.is_none_or(|before| before.plays || before.heard != heard);
        let plays = self.transport.playing.is_some() && is_new;
        let entry = heard.filter(|_| plays).map_or(seat.order, |heard| heard.order);
        let Pace { ratio, of_set, .. } = self.live.pace;
        let tempo = self.tempo_of_entry(entry) * ratio * of_set;
        Seen { entry, tempo, plays, heard }
    }

    /// Whoever has changed the song's tempo leads the session. Once a turn, by the seat whose hands are at the keys.
    pub(in crate::studio) fn lead_link(&mut self, seat: &Seat) {
        let Some(before) = self.midi.link.as_ref().map(|joined| joined.seen) else { return };
        let seen = self.seen_for_link(seat, Some(before));
        if let Some(joined) = &mut self.midi.link {
            joined.seen = seen;
            if seen.leads(&before) {
                joined.session.set_tempo(seen.tempo);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::settings::ports::PortChoice;

    #[test]
    fn a_session_that_is_not_left_before_the_program_is_does_not_lead_the_next_time() {
        let leads = |clock_in| PortChoice { clock_in, ..PortChoice::default() };
        let session = PortChoice { offset: 3.0, ..leads(true) };
        let choices = Choices::from([(own_name(), session.clone()), ("Drums".to_owned(), leads(false))]);
        let kept = lasting(&choices, Some("Drums"));
        assert_eq!(kept[&own_name()], PortChoice { clock_in: false, ..session });
        assert!(kept["Drums"].clock_in, "it led before");
        assert!(!lasting(&choices, None)["Drums"].clock_in);
        let other = Choices::from([(own_name(), leads(false)), ("Drums".to_owned(), leads(true))]);
        assert_eq!(lasting(&other, None), other, "another clock was chosen meanwhile");
    }

    #[test]
    fn a_session_gets_a_tempo_that_was_changed_and_not_one_that_was_looked_at() {
        let at = |entry, tempo, plays| Seen { entry, tempo, plays, heard: None };
        let rests = at(0, 120.0, false);
        assert!(at(0, 121.0, false).leads(&rests), "it was changed");
        assert!(!at(0, 120.0, false).leads(&rests));
        assert!(!at(5, 140.0, false).leads(&rests), "the cursor has gone to another entry");
        assert!(!at(5, 140.0, true).leads(&rests), "another entry has begun to play");
        assert!(at(5, 140.0, true).leads(&at(4, 120.0, true)), "the song has come to another entry");
        assert!(!rests.leads(&at(5, 140.0, true)), "it has stopped");
    }
}
