//! Finds rows that only moved: the terminal can move them itself for a few bytes.

/// The furthest scroll that is looked for, in rows.
const FURTHEST: usize = 32;
/// Fewer rows with other text are not worth a scroll.
const FEWEST_CHANGED: usize = 6;
/// The least number of rows that a scroll must save.
const LEAST_GAIN: usize = 4;
/// So many rows one after another may not fit and yet the rest is one scroll: the bar, a row that plays.
const ODD_ROWS: usize = 2;

/// Rows that move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scroll {
    /// The first row of the region.
    pub top: usize,
    /// The last row of the region.
    pub bottom: usize,
    /// How many rows.
    pub by: usize,
    /// Towards the top; else towards the bottom.
    pub up: bool,
}

/// The scroll that saves most, from hashes of the rows' text: what the terminal shows (`None` is unknown), what it shall show.
pub fn find(have: &[Option<u64>], want: &[u64]) -> Option<Scroll> {
    let differs = |row: usize| have[row] != Some(want[row]);
    if (0..want.len()).filter(|row| differs(*row)).count() < FEWEST_CHANGED {
        return None;
    }
    let mut best = None;
    let mut best_gain = LEAST_GAIN - 1;
    for by in 1..=FURTHEST.min(want.len().saturating_sub(1)) {
        for up in [true, false] {
            let rows = if up { 0..want.len() - by } else { by..want.len() };
            let fits = |row: usize| have[if up { row + by } else { row - by }] == Some(want[row]);
            for (start, end) in runs(rows, fits) {
                let gain = (start..end).filter(|row| fits(*row) && differs(*row)).count();
                if gain > best_gain && gain * 2 >= end - start {
                    best_gain = gain;
                    let (top, bottom) = if up { (start, end - 1 + by) } else { (start - by, end - 1) };
                    best = Some(Scroll { top, bottom, by, up });
                }
            }
        }
    }
    best
}

/// Stretches of rows that fit, from their first row to behind their last.
fn runs(rows: std::ops::Range<usize>, fits: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for row in rows.filter(|row| fits(*row)) {
        match found.last_mut() {
            Some((_, end)) if row - *end <= ODD_ROWS => *end = row + 1,
            _ => found.push((row, row + 1)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u64> {
        text.bytes().map(u64::from).collect()
    }

    #[test]
    fn rows_that_moved_are_found() {
        let scroll = |top, bottom, by, up| Some(Scroll { top, bottom, by, up });
        for (have, want, found) in [
            ("header-abcdefgh", "header-bcdefghi", scroll(7, 14, 1, true)),
            ("header-abcdefgh", "header-0abcdefg", scroll(7, 14, 1, false)),
            ("abcdefghijklmnopq", "hijklmnopqrstuvwx", scroll(0, 16, 7, true)),
            ("abcdEfghijkl", "bcdeFghijklm", scroll(0, 11, 1, true)),
            ("abcde", "bcdef", None),
            ("abcdefgh", "abcdefgh", None),
            ("abcdefgh", "stuvwxyz", None),
            ("          ", "          ", None),
        ] {
            let have: Vec<_> = hashes(have).into_iter().map(Some).collect();
            assert_eq!(find(&have, &hashes(want)), found, "{want}");
        }
    }
}
