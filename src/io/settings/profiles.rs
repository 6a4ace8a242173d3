//! What the controls of well-known devices do without being taught: a RON file for each device, found by the port's name. Whoever takes one keeps
//! what he has taught himself.

use super::format;
use super::ports::{Learnt, PortChoice};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a device's controls do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The device.
    pub name: String,
    /// Parts of its ports' names, in any case.
    pub ports: Vec<String>,
    /// How it is to be set up; empty if it is so as it comes.
    pub mode: String,
    /// Whether its lights show how that stands which its controls do.
    pub lights: bool,
    /// What its controls do, by the control: `channel 1 controller 7`.
    pub controls: BTreeMap<String, Learnt>,
}

macro_rules! profiles {
    ($($name:literal)*) => {
        /// The files.
        const FILES: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/io/settings/profiles/", $name, ".ron")),
        ),)*];
    };
}

profiles! {
    "apc-mini"
    "apc-mini-mk2"
    "launch-control-xl"
    "launchpad-mini-mk3"
    "launchpad-x"
    "nanokontrol2"
    "x-touch-mini"
}

/// All profiles, in the order of their files' names.
pub fn all() -> Vec<Profile> {
    FILES.iter().filter_map(|(_, text)| format().from_str(text).ok()).collect()
}

impl Profile {
    /// How well a port's name fits: the length of the part that it has; 0 if it is another device's.
    fn fits(&self, port: &str) -> usize {
        let port = port.to_lowercase();
        let parts = self.ports.iter().filter(|part| port.contains(&part.to_lowercase()));
        parts.map(String::len).max().unwrap_or(0)
    }

    /// The profile for a port, by its name.
    pub fn of(port: &str) -> Option<Profile> {
        all().into_iter().filter(|profile| profile.fits(port) > 0).max_by_key(|profile| profile.fits(port))
    }

    /// Teaches a port's controls; those that have learnt something keep it. How many were taught, and how many have something else.
    pub fn teach(&self, choice: &mut PortChoice) -> [usize; 2] {
        choice.lights |= self.lights;
        let mut counts = [0; 2];
        for (control, learnt) in &self.controls {
            let known = choice.learnt.entry(control.clone()).or_insert_with(|| learnt.clone());
            counts[usize::from(known != learnt)] += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_profile_that_is_found_by_its_own_ports() {
        for (name, text) in FILES {
            let profile: Profile = format().from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!profile.ports.is_empty() && !profile.controls.is_empty(), "{name}");
            for port in &profile.ports {
                assert_eq!(Profile::of(&format!("{port} MIDI 1")), Some(profile.clone()), "{name}: {port}");
            }
            for control in profile.controls.keys() {
                let words: Vec<&str> = control.split(' ').collect();
                let ["channel", channel, "controller" | "key", number] = words[..] else {
                    panic!("{name}: {control}");
                };
                assert!((1..=16).contains(&channel.parse::<u8>().expect("a channel")), "{control}");
                assert!(number.parse::<u8>().expect("a number") < 128, "{control}");
            }
        }
        assert_eq!(Profile::of("APC MINI MIDI 1").map(|it| it.name), Some("Akai APC mini".to_owned()));
        assert_eq!(
            Profile::of("apc mini mk2 Control").map(|it| it.name),
            Some("Akai APC mini mk2".to_owned())
        );
        assert_eq!(Profile::of("Launchpad X LPX DAW In"), None, "its other port");
        assert_eq!(Profile::of("Keys"), None);
    }

    #[test]
    fn what_the_user_has_taught_stays() {
        let profile = Profile::of("nanoKONTROL2").expect("a profile");
        let own = Learnt::Command("panic".to_owned());
        let mut choice = PortChoice::default();
        choice.learnt.insert("channel 1 controller 41".to_owned(), own.clone());
        assert_eq!(profile.teach(&mut choice), [profile.controls.len() - 1, 1]);
        assert_eq!(choice.learnt["channel 1 controller 41"], own);
        assert_eq!(choice.learnt["channel 1 controller 42"], Learnt::Command("stop".to_owned()));
        assert!(choice.lights);
    }
}
