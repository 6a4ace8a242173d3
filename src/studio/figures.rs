//! Figures beside the picture that would flicker: they are shown as they were at the last half second that was heard.

use super::Studio;

/// How often a second they change: as often as numbers can be read, and seldom enough for a slow line.
const A_SECOND: u32 = 2;

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Part of the time that is spent computing sound, 0 to 1.
    pub load: f32,
    /// Voices that sound.
    pub voices: u16,
    /// The half second that is shown, counted in the engine's frames.
    number: Option<u64>,
}

impl Figures {
    /// The engine's frame `heard` is heard, at `rate` frames a second, with these figures. Whether other voices than before are shown: the
    /// last ones end when nothing else moves any more.
    pub fn follow(&mut self, heard: u64, rate: u32, load: f32, voices: u16) -> bool {
        let (before, number) = (self.voices, Some(heard / u64::from((rate / A_SECOND).max(1))));
        if self.number != number {
            *self = Figures { load, voices, number };
        }
        self.voices != before
    }
}

impl Studio {
    /// Shows the figures of the half second that is heard. Whether other voices than before are shown.
    pub(super) fn tell_figures(&mut self) -> bool {
        let (heard, voices) = (self.transport.heard, self.transport.voices);
        let (rate, load) = (self.rate(), self.load());
        self.figures.follow(heard, rate, load, voices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_change_twice_a_second() {
        let mut figures = Figures::default();
        let shown: Vec<u16> = (0..20)
            .map(|voices| {
                figures.follow(u64::from(voices) * 4_800, 48_000, 0.1, voices);
                figures.voices
            })
            .collect();
        assert_eq!(shown, [0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10, 15, 15, 15, 15, 15]);
    }
}
