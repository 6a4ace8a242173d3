//! Whether a master fits into the file that shops want.

use crate::formats::wav::{Depth, Format, fits_plain};
use crate::release::Unreleased;

/// Refuses a song of so many frames whose file, of the plainest kind, would be of 4 GiB and more.
///
/// # Errors
/// That, with what would help.
pub(in crate::release) fn fits(title: &str, format: Format, frames: u64) -> Result<(), Unreleased> {
    if fits_plain(format, frames) {
        return Ok(());
    }
    let seconds = frames / u64::from(format.rate.max(1));
    let length = format!("{}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    // A release has files of 24 bits in any case.
    let fewer = if format.depth == Depth::Float32 { ", fewer `bits`" } else { "" };
    Err(Unreleased::Input(format!(
        "{title}: {length} of {} Hz and {} bits are more than a plain WAV file can hold, which is 4 GiB; expected a lower `rate`{fewer}, or the song in parts",
        format.rate,
        format.depth.bits(),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_master_of_four_gibibytes_is_refused_before_it_is_written() {
        let format = |rate, depth| Format { rate, channels: 2, depth };
        let hours = |hours: u64, rate: u64| hours * 3_600 * rate;
        // Four hours at 24 bits, and six at 16.
        assert!(fits("Long", format(44_100, Depth::Int24), hours(4, 44_100)).is_ok());
        assert!(fits("Long", format(44_100, Depth::Int16), hours(6, 44_100)).is_ok());
        let told = fits("Longer", format(48_000, Depth::Int24), hours(5, 48_000)).expect_err("too long");
        assert!(told.to_string().starts_with("Longer: 5:00:00 of 48000 Hz and 24 bits"), "{told}");
        assert!(fits("Wide", format(192_000, Depth::Float32), hours(1, 192_000)).is_err());
        assert!(fits("Endless", format(192_000, Depth::Float32), u64::MAX).is_err());
    }
}
