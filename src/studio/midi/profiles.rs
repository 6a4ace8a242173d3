//! Ready-made profiles of devices: listed, and taken for a port.

use crate::io::settings::profiles::{Profile, all};
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::palette::Item;
use crate::studio::prompt::choose;
use crate::studio::seat::Seat;

/// A list of the profiles with the ports for which they are; the one that is chosen is taken for its port.
pub fn list(studio: &Studio, seat: &mut Seat) -> Answer {
    let names = studio.midi_names();
    let item = |profile: Profile| {
        let here = names.iter().find(|name| Profile::of(name).as_ref() == Some(&profile));
        let here = here.map_or_else(|| "not here".to_owned(), |name| format!("for {name}"));
        let mode = if profile.mode.is_empty() { String::new() } else { format!("; {}", profile.mode) };
        Item { name: profile.name, help: format!("{here}{mode}") }
    };
    choose(seat, "Profiles of devices", all().into_iter().map(item).collect(), "", |studio, _, name| {
        let port =
            studio.midi_names().into_iter().find(|port| Profile::of(port).is_some_and(|it| it.name == name));
        studio.take_profile(&port.ok_or_else(|| format!("there is no {name} here"))?)
    })
}

impl Studio {
    /// The controls of a port do what the profile of that device says, but for those that have learnt something.
    ///
    /// # Errors
    /// If there is no such port or no profile for it, or if it cannot be kept; it holds until the end of the session then.
    pub fn take_profile(&mut self, port: &str) -> Answer {
        let port = self.midi_named(port)?;
        let profile = Profile::of(&port).ok_or_else(|| {
            let names: Vec<String> = all().into_iter().map(|profile| profile.name).collect();
            format!("there is no profile for {port}; there are {}", names.join(", "))
        })?;
        let mut counts = [0; 2];
        let answer = self.choose_for_port(&port, |choice| counts = profile.teach(choice));
        self.tell_deaf();
        let [taught, own] = counts;
        let kept = if own > 0 { format!(", {own} keep what they have learnt") } else { String::new() };
        let mode = if profile.mode.is_empty() { String::new() } else { format!(" ({})", profile.mode) };
        self.say(format!("{port}: {taught} controls do what the profile {} says{kept}{mode}", profile.name));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::settings::ports::Learnt;
    use crate::sequencer::lock;
    use crate::song::Song;
    use crate::studio::commands::named;

    #[test]
    fn every_profile_names_commands_and_parameters_that_exist() {
        let song = Song::default();
        for profile in all() {
            for (control, learnt) in &profile.controls {
                match learnt {
                    Learnt::Command(line) => {
                        let (name, text) = line.split_once(' ').unwrap_or((line, ""));
                        let command = named(name).unwrap_or_else(|| panic!("{}: {line}", profile.name));
                        let takes = text.is_empty() || !command.argument.is_empty();
                        assert!(takes, "{}: {name} takes nothing", profile.name);
                    }
                    Learnt::Parameter { name, track, .. } => {
                        let track = usize::from(track.unwrap_or(1)) - 1;
                        let target = lock::resolve(&song, track, None, name);
                        assert!(target.is_some(), "{}, {control}: {name} of {track}", profile.name);
                        assert!(!control.contains(" key "), "{}: a key has no places", profile.name);
                    }
                }
            }
        }
    }
}
