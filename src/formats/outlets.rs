//! Where a release is told of, and how long a text may be there: a dated table, `outlets.ron`.

use serde::Deserialize;

/// A place where people are told of a release.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Outlet {
    /// Its name in the names of files.
    pub name: String,
    /// Its name.
    pub title: String,
    /// The most characters of a text; 0: any.
    pub most: usize,
    /// What an address counts; 0: its own length.
    pub link: usize,
    /// What is counted.
    pub count: Count,
    /// The most tags that are sensible.
    pub tags: usize,
    /// Whether it says so itself.
    pub sure: bool,
    /// When this was looked up.
    pub checked: String,
    /// Where.
    pub source: String,
}

/// What is counted of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// What people take for one sign.
    Characters,
    /// The same, but signs beyond Latin letters count twice.
    Weighted,
}

impl Outlet {
    /// How long a text is there.
    pub fn length(&self, text: &str) -> usize {
        use unicode_segmentation::UnicodeSegmentation;
        let words = text.split_inclusive(char::is_whitespace).map(|word| {
            let is_link = self.link > 0 && ["https://", "http://"].iter().any(|begin| word.starts_with(begin));
            let own = word.trim_end();
            if is_link {
                return self.link + word.graphemes(true).count() - own.graphemes(true).count();
            }
            let weight = |sign: &str| match (self.count, sign.chars().next()) {
                // The weights of X: what stands in these ranges counts once.
                (Count::Weighted, Some(first)) if !matches!(u32::from(first), 0..=0x10FF | 0x2000..=0x200D | 0x2010..=0x201F | 0x2032..=0x2037) => 2,
                _ => 1,
            };
            word.graphemes(true).map(weight).sum()
        });
        words.sum()
    }

    /// Whether a text has room there.
    pub fn has_room(&self, text: &str) -> bool {
        self.most == 0 || self.length(text) <= self.most
    }
}

/// The table that comes with the program.
pub fn all() -> Vec<Outlet> {
    ron::from_str(include_str!("outlets.ron")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::album::codes::is_date;

    #[test]
    fn the_table_is_whole_and_dated() {
        let all = all();
        assert!(all.len() >= 8 && all.iter().all(|one| is_date(&one.checked) && !one.source.is_empty()));
    }

    #[test]
    fn lengths_are_counted_as_the_outlet_counts() {
        let named = |name: &str| all().into_iter().find(|one| one.name == name).expect("an outlet");
        let text = "Größe 音楽 https://a.example/a/very/long/address/that/goes/on\nend";
        assert_eq!(named("bluesky").length(text), text.chars().count());
        assert_eq!(named("x").length(text), 6 + 5 + 23 + 1 + 3);
        assert_eq!(named("mastodon").length(text), 6 + 3 + 23 + 1 + 3);
        assert!(named("mail").has_room(&"long ".repeat(10_000)) && !named("x").has_room(&"a".repeat(281)));
    }
}
