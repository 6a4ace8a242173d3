//! Tempo as an exact fraction of beats per minute.

use serde::{Deserialize, Serialize};

/// Beats per minute as `numerator / denominator`, between 20 and 999. Always in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tempo {
    numerator: u32,
    denominator: u32,
}

impl Tempo {
    /// The slowest tempo in BPM.
    pub const LOW: u32 = 20;
    /// The fastest tempo in BPM.
    pub const HIGH: u32 = 999;

    /// A whole number of BPM, moved into 20 to 999.
    pub const fn whole(bpm: u32) -> Tempo {
        let bpm = if bpm < Self::LOW {
            Self::LOW
        } else if bpm > Self::HIGH {
            Self::HIGH
        } else {
            bpm
        };
        Tempo { numerator: bpm, denominator: 1 }
    }

    /// The fraction, in lowest terms; `None` if it is no number between 20 and 999 or its denominator is above 1,000,000.
    pub fn fraction(numerator: u64, denominator: u64) -> Option<Tempo> {
        let divisor = greatest_common_divisor(numerator.into(), denominator.into()) as u64;
        let (numerator, denominator) = (numerator.checked_div(divisor)?, denominator / divisor);
        let low = denominator.checked_mul(Self::LOW.into())?;
        let high = denominator.checked_mul(Self::HIGH.into())?;
        let fits = denominator <= 1_000_000 && (low..=high).contains(&numerator);
        fits.then_some(Tempo { numerator: numerator as u32, denominator: denominator as u32 })
    }

    /// A tempo that was heard, in BPM, to the nearest ten-thousandth; `None` if it is not between 20 and 999.
    pub fn heard(bpm: f64) -> Option<Tempo> {
        Tempo::fraction((bpm * 10_000.0).round() as u64, 10_000)
    }

    /// Reads `127`, `127.3` or `382/3`.
    pub fn parse(text: &str) -> Option<Tempo> {
        let text = text.trim();
        if let Some((numerator, denominator)) = text.split_once('/') {
            return Tempo::fraction(numerator.trim().parse().ok()?, denominator.trim().parse().ok()?);
        }
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if decimals.len() > 6 || !decimals.bytes().all(|b| b.is_ascii_digit()) || whole.len() > 6 {
            return None;
        }
        let denominator = 10u64.pow(decimals.len() as u32);
        let whole: u64 = whole.parse().ok()?;
        let decimals: u64 = if decimals.is_empty() { 0 } else { decimals.parse().ok()? };
        Tempo::fraction(whole * denominator + decimals, denominator)
    }

    /// The number above the line.
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// The number below the line.
    pub fn denominator(self) -> u32 {
        self.denominator
    }

    /// Beats per minute as a number, for showing and for sounds that follow the tempo; never for the clock.
    pub fn bpm(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }
}

impl std::fmt::Display for Tempo {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let digits = (0..=6).find(|&digits| 10u64.pow(digits) % u64::from(self.denominator) == 0);
        match digits {
            Some(0) => write!(f, "{}", self.numerator),
            Some(digits) => {
                let scale = 10u64.pow(digits);
                let scaled = u64::from(self.numerator) * (scale / u64::from(self.denominator));
                write!(f, "{}.{:0width$}", scaled / scale, scaled % scale, width = digits as usize)
            }
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

impl TryFrom<String> for Tempo {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Tempo, &'static str> {
        Tempo::parse(&text).ok_or("a tempo is 20 to 999 beats per minute")
    }
}

impl From<Tempo> for String {
    fn from(tempo: Tempo) -> String {
        tempo.to_string()
    }
}

/// The largest number that divides both; of two zeros zero.
pub fn greatest_common_divisor(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tempo_reads_and_writes_decimals_and_fractions() {
        for text in ["127.3", "120", "382/3", "99.999999", "60.5"] {
            assert_eq!(Tempo::parse(text).expect(text).to_string(), text);
        }
        assert_eq!(Tempo::parse("254.6/2"), None);
        assert_eq!(Tempo::parse("1273/10").expect("a tempo").to_string(), "127.3");
        for text in
            ["", "19", "1000", "x", "12..5", "1/0", "0/0", "-120", "127.0000001", "99999999999999999999"]
        {
            assert_eq!(Tempo::parse(text), None, "{text}");
        }
    }
}
