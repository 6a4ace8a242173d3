//! Where ticks lie in beats: the time by which phrases go.

/// Beats with 64 binary digits behind the point.
pub(super) type Beat = u128;

/// One beat.
const ONE: Beat = 1 << 64;
/// Moments closer than this are the same one; it makes up for the digits that ticks lose, of which each loses less than one.
pub(super) const TOLERANCE: Beat = 1 << 32;

/// A tick of the song: where it begins and how long it is, in beats.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    begin: Beat,
    length: Beat,
}

/// So many parts of a beat of which a beat has so many, rounded down once.
pub(super) fn beats(parts: u64, of: u64) -> Beat {
    Beat::from(parts) * ONE / Beat::from(of.max(1))
}

impl Span {
    /// The next tick, of a length in beats as a fraction.
    pub(in crate::sequencer) fn following(self, (parts, of): (u64, u64)) -> Span {
        Span { begin: self.end(), length: beats(parts, of) }
    }

    /// Where it ends and the next one begins.
    pub(super) fn end(self) -> Beat {
        self.begin + self.length
    }

    /// A moment of it in 1/65536.
    pub(super) fn moment(self, at: u16) -> Beat {
        self.begin + ((self.length * Beat::from(at)) >> 16)
    }

    /// Which of its moments that is, in 1/65536; what lies outside is its first or its last one.
    pub(super) fn place(self, beat: Beat) -> u16 {
        let after = (beat + TOLERANCE).saturating_sub(self.begin);
        ((after << 16) / self.length.max(1)).min(0xFFFF) as u16
    }
}
