//! What services do to the loudness of music: a dated table, `platforms.ron`.

use serde::{Deserialize, Serialize};

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platform {
    /// Its name.
    pub name: String,
    /// What it brings music to, in LUFS.
    pub loudness: f64,
    /// Whether soft music is made louder.
    pub louder: bool,
    /// The true peak up to which it is, in dBTP.
    pub peak: f64,
    /// Whether the service itself says so.
    pub sure: bool,
    /// When this was looked up.
    pub checked: String,
    /// Where.
    pub source: String,
}

impl Platform {
    /// How many dB it makes music of that loudness (LUFS) and true peak (dBTP) louder; below 0: softer.
    pub fn gain(&self, loudness: f64, peak: f64) -> f64 {
        let gain = self.loudness - loudness;
        match (gain > 0.0, self.louder) {
            (true, true) => gain.min(self.peak - peak).max(0.0),
            (true, false) => 0.0,
            _ => gain,
        }
    }
}

/// The services of the table that comes with the program.
pub fn all() -> Vec<Platform> {
    ron::from_str(include_str!("platforms.ron")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_dated() {
        let all = all();
        assert!(all.len() >= 6);
        assert!(all.iter().all(|one| crate::formats::album::codes::is_date(&one.checked)));
    }

    #[test]
    fn what_is_loud_is_turned_down_and_what_is_soft_up_to_the_peak() {
        let spotify = &all()[0];
        assert_eq!(spotify.gain(-8.0, 0.0), -6.0);
        assert_eq!(spotify.gain(-20.0, -5.0), 4.0);
        assert_eq!(spotify.gain(-14.0, -1.0), 0.0);
        assert_eq!(spotify.gain(-16.0, 0.0), 0.0);
        let tidal = all().into_iter().find(|one| one.name == "Tidal").expect("Tidal");
        assert_eq!(tidal.gain(-20.0, -9.0), 0.0);
    }
}
