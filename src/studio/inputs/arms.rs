//! Tracks that are armed for sound: which channels of the input go to which.

use crate::engine::link::input::MOST_CHANNELS;
use crate::engine::monitors::Monitor;

/// How what comes in on an armed track is heard while it comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Monitoring {
    /// It is not: where a microphone hears the loudspeakers, anything else would howl.
    #[default]
    Off,
    /// As it is, beside everything else.
    In,
    /// Through the track's devices and fader.
    Through,
}

impl Monitoring {
    /// All of them, in the order in which a key goes through them.
    const ALL: [Monitoring; 3] = [Monitoring::Off, Monitoring::In, Monitoring::Through];

    /// As it is said and typed.
    pub fn name(self) -> &'static str {
        match self {
            Monitoring::Off => "off",
            Monitoring::In => "in",
            Monitoring::Through => "through",
        }
    }

    /// Behind the inputs of an armed track, on the screen.
    pub fn sign(self) -> &'static str {
        match self {
            Monitoring::Off => "",
            Monitoring::In => "i",
            Monitoring::Through => "t",
        }
    }

    /// The one that is named, or, if nothing is, the next.
    ///
    /// # Errors
    /// What was expected.
    pub fn read(text: &str, now: Monitoring) -> Result<Monitoring, String> {
        let mut all = Monitoring::ALL.into_iter().cycle();
        match text.trim() {
            "" => Ok(all.by_ref().find(|one| *one == now).and_then(|_| all.next()).unwrap_or_default()),
            name => Monitoring::ALL
                .into_iter()
                .find(|one| one.name() == name)
                .ok_or_else(|| "expected off, in or through".to_owned()),
        }
    }
}

/// A track that is armed for sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputArm {
    /// The track.
    pub track: u16,
    /// The input's channels, from 0: one, or left and right.
    pub channels: Vec<usize>,
    /// How what comes in is heard.
    pub monitoring: Monitoring,
}

impl InputArm {
    /// A track that is not heard while it is recorded.
    pub fn new(track: u16, channels: Vec<usize>) -> InputArm {
        InputArm { track, channels, monitoring: Monitoring::Off }
    }

    /// How the engine lets it be heard.
    pub fn monitor(&self) -> Option<Monitor> {
        let (first, last) = (*self.channels.first()?, *self.channels.last()?);
        let through = self.monitoring == Monitoring::Through;
        let channels = [first as u8, last as u8];
        (self.monitoring != Monitoring::Off).then_some(Monitor { channels, through })
    }

    /// As it is said and shown: `1`, `1+2`.
    pub fn source(&self) -> String {
        let names: Vec<String> = self.channels.iter().map(|channel| (channel + 1).to_string()).collect();
        names.join("+")
    }
}

/// Reads what stands behind `arm-input`: nothing, a track, what it records, or both with `from` between: `3 from 1+2`.
///
/// # Errors
/// What was expected.
pub fn read(text: &str, here: u16, tracks: usize) -> Result<InputArm, String> {
    let (track, source) = match text.split_once("from") {
        Some((track, source)) => (track.trim(), source.trim()),
        None => (text.trim(), ""),
    };
    let track = match track {
        "" => here,
        number => number
            .parse::<u16>()
            .ok()
            .filter(|number| (1..=tracks).contains(&usize::from(*number)))
            .map(|number| number - 1)
            .ok_or_else(|| format!("expected the number of a track, from 1 to {tracks}: 3 from 1+2"))?,
    };
    let source = if source.is_empty() { "1" } else { source };
    let channels: Option<Vec<usize>> = source
        .split('+')
        .map(|channel| {
            let number = channel.trim().parse::<usize>().ok()?;
            (1..=MOST_CHANNELS).contains(&number).then(|| number - 1)
        })
        .collect();
    let channels = channels.filter(|channels| channels.len() <= 2);
    let channels =
        channels.ok_or("expected a channel of the input, from 1, or two of them: 3 from 2, 3 from 1+2")?;
    Ok(InputArm::new(track, channels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monitoring_is_named_or_goes_on_to_the_next() {
        let next = |now| Monitoring::read("", now);
        assert_eq!(next(Monitoring::Off), Ok(Monitoring::In));
        assert_eq!(next(Monitoring::In), Ok(Monitoring::Through));
        assert_eq!(next(Monitoring::Through), Ok(Monitoring::Off));
        assert_eq!(Monitoring::read(" through", Monitoring::Off), Ok(Monitoring::Through));
        assert!(Monitoring::read("on", Monitoring::Off).is_err_and(|fault| fault.contains("through")));
    }

    #[test]
    fn arms_are_read_as_they_are_said() {
        let arm = |track, channels: &[usize]| Ok(InputArm::new(track, channels.to_vec()));
        assert_eq!(read("", 4, 8), arm(4, &[0]));
        assert_eq!(read("2", 4, 8), arm(1, &[0]));
        assert_eq!(read("2 from 3", 4, 8), arm(1, &[2]));
        assert_eq!(read("from 1+2", 4, 8), arm(4, &[0, 1]));
        for (text, part) in
            [("9", "from 1 to 8"), ("2 from 0", "from 1"), ("from 1+2+3", "two"), ("from x", "3 from 2")]
        {
            let fault = read(text, 4, 8).expect_err(text);
            assert!(fault.contains(part), "{text}: {fault}");
        }
    }
}
