//! What services and distributors want of a release: a dated table, `shops.ron`.

use serde::Deserialize;

/// A service or distributor.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Shop {
    /// Its name.
    pub name: String,
    /// The only rates that it takes in Hz; empty: any.
    #[serde(default)]
    pub rates: Vec<u32>,
    /// The smallest cover in pixels; 0: any.
    pub cover_least: u32,
    /// The largest cover in pixels; 0: any.
    pub cover_most: u32,
    /// The largest file of a cover in MB; 0: any.
    #[serde(default)]
    pub cover_mb: u32,
    /// Whether a cover may bring a colour profile.
    pub cover_profile: bool,
    /// The highest true peak in dBTP that it advises.
    pub peak: f64,
    /// The one above which it refuses a song, if it does.
    #[serde(default)]
    pub peak_refused: Option<f64>,
    /// The loudness in LUFS above which another peak is advised, if there is one.
    #[serde(default)]
    pub loud: Option<f64>,
    /// That peak in dBTP.
    #[serde(default)]
    pub loud_peak: f64,
    /// The longest silence at either end in seconds; 0: any.
    pub silence_s: f64,
    /// The shortest song in seconds; 0: any.
    pub shortest_s: f64,
    /// Whether it wants a UPC or EAN.
    pub upc: bool,
    /// Whether it wants an ISRC for each song.
    pub isrc: bool,
    /// Whether it says so itself.
    pub sure: bool,
    /// When this was looked up.
    pub checked: String,
    /// Where.
    pub source: String,
}

/// The table that comes with the program.
pub fn all() -> Vec<Shop> {
    ron::from_str(include_str!("shops.ron")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::album::codes::is_date;

    #[test]
    fn the_table_is_whole_and_dated() {
        let all = all();
        assert!(all.len() >= 18 && all.iter().all(|shop| is_date(&shop.checked) && !shop.source.is_empty()));
        assert!(all.iter().any(|shop| shop.sure && shop.cover_least == 3_000));
    }
}
