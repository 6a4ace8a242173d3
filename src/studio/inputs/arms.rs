//! Tracks that are armed for sound: which channels of the input go to which.

use crate::engine::link::input::MOST_CHANNELS;

/// A track that is armed for sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputArm {
    /// The track.
    pub track: u16,
    /// The input's channels, from 0: one, or left and right.
    pub channels: Vec<usize>,
}

impl InputArm {
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
    Ok(InputArm { track, channels })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_are_read_as_they_are_said() {
        let arm = |track, channels: &[usize]| Ok(InputArm { track, channels: channels.to_vec() });
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
