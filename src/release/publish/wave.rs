//! How loud a song is over time, as a picture: numbers in a row, their outline, a file of its own.

/// Columns that are kept of a song.
const COLUMNS: usize = 800;
/// The height of full scale in pictures.
const HEIGHT: f32 = 100.0;

/// The highest level of each of equal parts of a song, 0 to 100.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wave(Vec<u8>);

impl From<Vec<u8>> for Wave {
    /// Levels from 0 to 100; what is above is taken for 100.
    fn from(levels: Vec<u8>) -> Wave {
        Wave(levels.into_iter().map(|level| level.min(100)).collect())
    }
}

impl Wave {
    /// The same in so many columns, each the highest of those that it takes the place of.
    pub fn in_columns(&self, columns: usize) -> Vec<u8> {
        let count = self.0.len();
        let part = |column: usize| {
            let from = column * count / columns;
            let to = ((column + 1) * count / columns).max(from + 1).min(count);
            self.0.get(from..to).and_then(|part| part.iter().copied().max()).unwrap_or(0)
        };
        (0..columns).map(part).collect()
    }
}

/// Draws the wave of a sound that comes block by block.
pub struct Drawing {
    frames: u64,
    columns: Vec<f32>,
    at: u64,
}

impl Drawing {
    /// Of a sound of so many frames.
    pub fn new(frames: u64) -> Drawing {
        Drawing { frames, columns: vec![0.0; (COLUMNS as u64).min(frames) as usize], at: 0 }
    }

    /// Takes a block.
    pub fn take(&mut self, [left, right]: [&[f32]; 2]) {
        let count = self.columns.len() as u64;
        for (left, right) in left.iter().zip(right) {
            // The last column that begins at this frame or before it.
            let column = ((self.at + 1) * count).div_ceil(self.frames.max(1)).saturating_sub(1);
            if let Some(highest) = self.columns.get_mut(column as usize) {
                *highest = highest.max(left.abs()).max(right.abs());
            }
            self.at += 1;
        }
    }

    /// The wave.
    pub fn finish(self) -> Wave {
        let level = |highest: f32| (highest.min(1.0) * HEIGHT).round() as u8;
        Wave(self.columns.into_iter().map(level).collect())
    }
}

/// The outline of a wave as an SVG path: so many columns wide and 100 high.
pub fn path(wave: &Wave, columns: usize) -> String {
    let mut out = "M0 100".to_owned();
    let mut before = None;
    let mut width = 0;
    for level in wave.in_columns(columns) {
        if before != Some(level) {
            if width > 0 {
                out += &format!("h{width}");
            }
            out += &format!("V{}", 100 - level);
            (before, width) = (Some(level), 0);
        }
        width += 1;
    }
    out + &format!("h{width}V100z")
}

/// A file with the picture of a wave.
pub fn picture(wave: &Wave) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {COLUMNS} 100\" width=\"1600\" height=\"200\" preserveAspectRatio=\"none\">\
         <path fill=\"#0b559f\" d=\"{}\"/></svg>\n",
        path(wave, COLUMNS)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_as_high_as_the_loudest_sample_of_each_part() {
        let mut left = vec![0.0; 8_000];
        (left[0], left[7_995]) = (0.5, -1.5);
        let mut drawing = Drawing::new(8_000);
        left.chunks(77).for_each(|left| drawing.take([left, &vec![0.1; left.len()]]));
        let wave = drawing.finish();
        assert_eq!(wave.in_columns(4), [50, 10, 10, 100]);
        assert_eq!(path(&wave, 4), "M0 100V50h1V90h2V0h1V100z");
        assert_eq!(Wave::default().in_columns(2), [0, 0]);
    }
}
