//! Reading a sample between its frames: the kinds of interpolation.

/// How a sample is read between its frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// The frame before.
    Nearest,
    /// A straight line.
    Linear,
    /// A cubic through four frames (Catmull and Rom 1974).
    Cubic,
    /// A windowed sinc over eight frames; when a sample is played faster than it was recorded its cutoff follows.
    #[default]
    Sinc,
    /// A windowed sinc over 32 frames: at a sample's own pitch and below nothing up to 18 kHz is changed, and no image is heard; four times the
    /// work.
    Sinc32,
}

impl Interpolation {
    /// The names, in the order of [`Interpolation::of`].
    pub const NAMES: &'static [&'static str] = &["nearest", "linear", "cubic", "sinc", "sinc-32"];

    /// The kind of that index.
    pub fn of(index: usize) -> Interpolation {
        use Interpolation::{Cubic, Linear, Nearest, Sinc, Sinc32};
        [Nearest, Linear, Cubic, Sinc, Sinc32][index.min(4)]
    }

    /// Frames that are read before the present one.
    #[inline]
    pub const fn before(self) -> usize {
        self.after() - 1
    }

    /// Frames that are read after the present one.
    #[inline]
    pub const fn after(self) -> usize {
        match self {
            Interpolation::Sinc32 => 16,
            _ => 4,
        }
    }
}
