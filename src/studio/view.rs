//! The views that a seat can look at.

/// A view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// The pattern grid.
    Pattern,
    /// The notes of a track by row and pitch.
    Roll,
    /// The notes of a track by row and voice.
    Steps,
    /// Curves by which parameters move over a pattern.
    Automation,
    /// The order list with its sections.
    Order,
    /// The pattern matrix: entries of the order list down, tracks across.
    Matrix,
    /// Sections, tracks, tempo and effects of a song that is played live.
    Live,
    /// The song of a set that is played, in big letters.
    Stage,
    /// The instruments and their parameters.
    Instruments,
    /// The phrases of the chosen instrument.
    Phrases,
    /// The samples.
    Samples,
    /// The wave of a sample, to be cut, treated and looped.
    Wave,
    /// Tracks, returns and master.
    Mixer,
    /// Levels, loudness, wave and spectrum of the master.
    Meters,
    /// How loud the song is, all of it, by sections and over time.
    Loudness,
    /// Title, tempo and the other settings of the song.
    Song,
    /// What was said to rows of the song.
    Remarks,
    /// MIDI ports, the external clock, the last messages.
    Midi,
    /// The faults of the song.
    Check,
    /// Every key and command of the view before.
    Help,
    /// All notices.
    Log,
    /// One topic of the help.
    Topic,
    /// What the key map does to the commands.
    Keys,
}

impl View {
    /// Every view with its name, in the order of the screen.
    pub const ALL: &'static [(View, &'static str)] = &[
        (View::Pattern, "pattern"),
        (View::Roll, "roll"),
        (View::Steps, "steps"),
        (View::Automation, "automation"),
        (View::Order, "order"),
        (View::Matrix, "matrix"),
        (View::Live, "live"),
        (View::Stage, "stage"),
        (View::Instruments, "instruments"),
        (View::Phrases, "phrases"),
        (View::Samples, "samples"),
        (View::Wave, "wave"),
        (View::Mixer, "mixer"),
        (View::Meters, "meters"),
        (View::Loudness, "loudness"),
        (View::Song, "song"),
        (View::Remarks, "remarks"),
        (View::Midi, "midi"),
        (View::Check, "check"),
        (View::Help, "help"),
        (View::Log, "log"),
        (View::Topic, "topic"),
        (View::Keys, "keys"),
    ];

    /// Whether it is only read, and asked for again leads back to the view before.
    pub fn is_page(self) -> bool {
        matches!(
            self,
            View::Help | View::Log | View::Stage | View::Meters | View::Midi | View::Keys | View::Topic
        )
    }

    /// The view's place in [`View::ALL`].
    pub fn index(self) -> usize {
        Self::ALL.iter().position(|(view, _)| *view == self).unwrap_or(0)
    }

    /// The view's name.
    pub fn name(self) -> &'static str {
        Self::ALL[self.index()].1
    }
}
