//! The critical bands of the ear and how a sound hides others. Bands: E. Zwicker, "Subdivision of the audible frequency range into
//! critical bands", J. Acoust. Soc. Am. 33 (1961). How excitation spreads to other bands: M. R. Schroeder, B. S. Atal, J. L. Hall,
//! "Optimizing digital speech coders by exploiting masking properties of the human ear", J. Acoust. Soc. Am. 66 (1979).

/// How many bands there are.
pub const BANDS: usize = 25;

/// Where each band begins, in Hz; the last one goes on to the end.
const BEGINS: [f32; BANDS] = [
    0.0, 100.0, 200.0, 300.0, 400.0, 510.0, 630.0, 770.0, 920.0, 1_080.0, 1_270.0, 1_480.0, 1_720.0, 2_000.0,
    2_320.0, 2_700.0, 3_150.0, 3_700.0, 4_400.0, 5_300.0, 6_400.0, 7_700.0, 9_500.0, 12_000.0, 15_500.0,
];

/// The mean square in each band, linear.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bands(pub [f32; BANDS]);

impl Bands {
    /// Of the squares of a spectrum whose bins lie so many Hz apart.
    pub fn of(squares: &[f32], hertz: f32) -> Bands {
        let mut bands = [0.0; BANDS];
        for (bin, square) in squares.iter().enumerate() {
            let frequency = bin as f32 * hertz;
            let band = BEGINS.partition_point(|begin| *begin <= frequency);
            bands[band.saturating_sub(1)] += square;
        }
        Bands(bands)
    }

    /// The sum of all bands.
    pub fn sum(&self) -> f32 {
        self.0.iter().sum()
    }
}

/// How excitation spreads.
pub struct Spread([[f32; BANDS]; BANDS]);

impl Default for Spread {
    /// Makes the table: the part of each band that is felt in each other one.
    fn default() -> Spread {
        let felt = |away: f64| 15.81 + 7.5 * (away + 0.474) - 17.5 * (1.0 + (away + 0.474).powi(2)).sqrt();
        Spread(std::array::from_fn(|to| {
            std::array::from_fn(|from| 10f64.powf(felt(to as f64 - from as f64) / 10.0) as f32)
        }))
    }
}

impl Spread {
    /// What is felt of a sound in each band.
    pub fn of(&self, bands: &Bands) -> Bands {
        let felt = |row: &[f32; BANDS]| row.iter().zip(&bands.0).map(|(part, band)| part * band).sum();
        Bands(self.0.each_ref().map(felt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_hides_what_is_above_it_better_than_what_is_below() {
        let mut tone = Bands::default();
        tone.0[8] = 1.0;
        let felt = Spread::default().of(&tone);
        let decibels = |band: usize| 10.0 * felt.0[band].log10();
        assert!(decibels(8).abs() < 0.05, "{}", decibels(8));
        assert!(
            (-9.0..-4.0).contains(&decibels(9)) && (-10.5..-6.0).contains(&(decibels(12) - decibels(11)))
        );
        assert!(decibels(7) < decibels(9) && (-26.0..-17.0).contains(&(decibels(5) - decibels(6))));
    }
}
