//! Grooves: how long rows are against each other. The average row stays as long as the tempo says, so that a groove never moves the beat.
//! Swing is the groove of two rows.

use serde::{Deserialize, Serialize};

/// The most rows after which a groove begins again.
pub const MAX_GROOVE: usize = 16;
/// The longest row of a groove.
pub const LONGEST: u16 = 999;

/// Lengths of rows against each other, over and over from the first row of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Groove {
    lengths: [u16; MAX_GROOVE],
    count: u8,
}

/// A fraction of a row: numerator and denominator, not 0.
pub type Part = (i64, i64);

/// A groove with a name.
#[derive(Debug)]
pub struct Named {
    /// Its name.
    pub name: &'static str,
    /// Its lengths.
    pub lengths: &'static [u16],
    /// What it is, in a few words.
    pub help: &'static str,
}

/// The built-in grooves. Ratios of tuplet swings are exact; the percentages are those of the MPC's swing.
pub const BUILT_IN: &[Named] = &[
    Named { name: "straight", lengths: &[1], help: "all rows alike" },
    Named { name: "swing 54", lengths: &[54, 46], help: "every second row a little late, as an MPC at 54 %" },
    Named { name: "swing 56", lengths: &[56, 44], help: "as an MPC at 56 %" },
    Named { name: "swing 58", lengths: &[58, 42], help: "as an MPC at 58 %: house and garage" },
    Named { name: "swing 60", lengths: &[60, 40], help: "as an MPC at 60 %" },
    Named { name: "swing 62", lengths: &[62, 38], help: "as an MPC at 62 %: hip-hop" },
    Named { name: "swing 64", lengths: &[64, 36], help: "as an MPC at 64 %" },
    Named { name: "swing 66", lengths: &[66, 34], help: "as an MPC at 66 %: nearly triplets" },
    Named { name: "triplet", lengths: &[2, 1], help: "shuffle: exactly two thirds and one third" },
    Named {
        name: "quintuplet",
        lengths: &[3, 2],
        help: "between straight and shuffle: three fifths and two fifths",
    },
    Named { name: "septuplet", lengths: &[4, 3], help: "a light shuffle: four sevenths and three sevenths" },
    Named { name: "dotted", lengths: &[3, 1], help: "a hard shuffle: three quarters and one quarter" },
    Named { name: "eighths 56", lengths: &[28, 28, 22, 22], help: "pairs of rows swing, at 56 %" },
    Named { name: "eighths 60", lengths: &[30, 30, 20, 20], help: "pairs of rows swing, at 60 %" },
    Named { name: "eighths triplet", lengths: &[4, 4, 2, 2], help: "pairs of rows swing as triplets" },
    Named { name: "laid back", lengths: &[28, 24, 24, 24], help: "all rows but the beat a little late" },
    Named { name: "pushed", lengths: &[23, 25, 26, 26], help: "all rows but the beat a little early" },
    Named {
        name: "late backbeat",
        lengths: &[25, 25, 25, 27, 25, 25, 25, 23],
        help: "the second beat of two late",
    },
    Named { name: "samba", lengths: &[26, 23, 22, 29], help: "medium, short, short, long" },
    Named { name: "stumbling", lengths: &[30, 22, 27, 21], help: "two swings against each other" },
];

impl Groove {
    /// A groove of these lengths; `None` unless there are 1 to [`MAX_GROOVE`], each from 1 to [`LONGEST`].
    pub fn new(lengths: &[u16]) -> Option<Groove> {
        let fits = (1..=MAX_GROOVE).contains(&lengths.len())
            && lengths.iter().all(|length| (1..=LONGEST).contains(length));
        let mut groove = Groove { lengths: [1; MAX_GROOVE], count: lengths.len() as u8 };
        fits.then(|| {
            groove.lengths[..lengths.len()].copy_from_slice(lengths);
            groove
        })
    }

    /// All rows alike.
    pub const STRAIGHT: Groove = Groove { lengths: [1; MAX_GROOVE], count: 1 };

    /// The groove of a swing in percent of a pair of rows, 50 to 75.
    pub fn swing(percent: u8) -> Groove {
        let first = u16::from(percent.clamp(50, 75));
        if first == 50 {
            return Groove::STRAIGHT;
        }
        let mut groove = Groove { count: 2, ..Groove::STRAIGHT };
        (groove.lengths[0], groove.lengths[1]) = (first, 100 - first);
        groove
    }

    /// Reads lengths with spaces, commas, colons or slashes between them, or the name of a built-in groove.
    pub fn parse(text: &str) -> Option<Groove> {
        let text = text.trim();
        if let Some(named) = BUILT_IN.iter().find(|named| named.name.eq_ignore_ascii_case(text)) {
            return Groove::new(named.lengths);
        }
        let parts = text.split([' ', ',', ':', '/']).filter(|part| !part.is_empty());
        let lengths: Option<Vec<u16>> = parts.map(|part| part.parse().ok()).collect();
        Groove::new(&lengths?)
    }

    /// The lengths.
    pub fn lengths(&self) -> &[u16] {
        &self.lengths[..usize::from(self.count)]
    }

    /// The name of the built-in groove that it is.
    pub fn name(&self) -> Option<&'static str> {
        BUILT_IN.iter().find(|named| named.lengths == self.lengths()).map(|named| named.name)
    }

    fn sum(&self) -> i64 {
        self.lengths().iter().map(|length| i64::from(*length)).sum()
    }

    /// How long a row of a pattern is, in average rows.
    pub fn length(&self, row: u16) -> Part {
        let count = usize::from(self.count);
        (i64::from(self.lengths[usize::from(row) % count]) * count as i64, self.sum())
    }

    /// How much later a row of a pattern begins than it would if all were alike, in average rows; less than nothing if earlier.
    pub fn late(&self, row: u16) -> Part {
        let count = usize::from(self.count);
        let place = usize::from(row) % count;
        let before: i64 = self.lengths[..place].iter().map(|length| i64::from(*length)).sum();
        (before * count as i64 - place as i64 * self.sum(), self.sum())
    }

    /// How far into a row of the song a row begins that has this groove, in 1/65536 of that row: the song's rows have the groove
    /// `song`. A row that would begin before the song's begins with it.
    pub fn within(&self, song: &Groove, row: u16) -> u64 {
        let ((late, of), (song_late, song_of)) = (self.late(row), song.late(row));
        let (length, length_of) = song.length(row);
        let after = late * song_of - song_late * of;
        let span = i128::from(of * song_of) * i128::from(length);
        let place = i128::from(after) * i128::from(length_of) * 65_536 / span.max(1);
        place.clamp(0, 65_535) as u64
    }
}

impl std::fmt::Display for Groove {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let lengths: Vec<_> = self.lengths().iter().map(u16::to_string).collect();
        f.write_str(&lengths.join(" "))
    }
}

/// What is expected of a groove's text.
pub const EXPECTED: &str =
    "a groove's name, or 1 to 16 lengths of rows from 1 to 999 against each other, such as 60 40 or 3 2 3 2";

impl TryFrom<String> for Groove {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Groove, &'static str> {
        Groove::parse(&text).ok_or(EXPECTED)
    }
}

impl From<Groove> for String {
    fn from(groove: Groove) -> String {
        groove.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_groove_is_one_and_its_name_and_text_lead_back_to_it() {
        for named in BUILT_IN {
            let groove = Groove::parse(named.name).unwrap_or_else(|| panic!("{}", named.name));
            assert_eq!((groove.lengths(), groove.name()), (named.lengths, Some(named.name)));
            assert_eq!(Groove::parse(&groove.to_string()), Some(groove));
        }
        for bad in ["", "0 1", "1000", "one", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", "-1 2", "1.5 2"] {
            assert_eq!(Groove::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn rows_are_as_long_as_their_average_and_begin_where_the_ones_before_end() {
        for named in BUILT_IN {
            let groove = Groove::parse(named.name).unwrap_or(Groove::STRAIGHT);
            let mut begin = (0, groove.sum());
            for row in 0..48 {
                let late = groove.late(row);
                assert_eq!(begin.0 - i64::from(row) * begin.1, late.0, "{} row {row}", named.name);
                begin.0 += groove.length(row).0;
            }
            assert_eq!(begin.0, 48 * begin.1, "{}: whole turns are as long as straight ones", named.name);
        }
    }

    #[test]
    fn a_tracks_rows_begin_within_the_songs() {
        let triplet = Groove::parse("2 1").unwrap_or(Groove::STRAIGHT);
        assert_eq!([0, 1, 2, 3].map(|row| triplet.within(&Groove::STRAIGHT, row)), [0, 21_845, 0, 21_845]);
        assert_eq!([0, 1].map(|row| triplet.within(&triplet, row)), [0, 0], "the song's own groove");
        assert_eq!([0, 1].map(|row| Groove::STRAIGHT.within(&triplet, row)), [0, 0], "not before the song's");
        // Against a song at 60 %, whose second rows are 0.8 long and begin 0.2 late.
        assert_eq!(triplet.within(&Groove::swing(60), 1), 65_536 / 6);
    }
}
