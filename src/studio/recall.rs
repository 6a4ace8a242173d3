//! The lines that were typed before, to be had again.

/// The most lines that are kept; the oldest go first.
const MOST: usize = 200;

/// Lines, oldest first, and a place among them.
#[derive(Clone, Debug, Default)]
pub struct Recall {
    lines: Vec<String>,
    /// How far back the line on the screen is; 0 is the one that is being typed.
    back: usize,
    typed: String,
}

impl Recall {
    /// A line was given: it is the newest now. One that stands there already is not kept twice.
    pub fn keep(&mut self, line: &str) {
        self.leave();
        if line.trim().is_empty() {
            return;
        }
        self.lines.retain(|kept| kept != line);
        self.lines.push(line.to_owned());
        let over = self.lines.len().saturating_sub(MOST);
        self.lines.drain(..over);
    }

    /// The line is left: the next one begins anew.
    pub fn leave(&mut self) {
        (self.back, self.typed) = (0, String::new());
    }

    /// The line before the one on the screen, if there is one.
    pub fn older(&mut self, present: &str) -> Option<&str> {
        let at = self.lines.len().checked_sub(self.back + 1)?;
        if self.back == 0 {
            self.typed = present.to_owned();
        }
        self.back += 1;
        Some(&self.lines[at])
    }

    /// The line after it; after the newest one what was being typed.
    pub fn newer(&mut self) -> Option<&str> {
        self.back = self.back.checked_sub(1)?;
        let at = self.lines.len() - self.back;
        Some(self.lines.get(at).unwrap_or(&self.typed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_and_what_was_typed_is_not_lost() {
        let mut recall = Recall::default();
        ["tempo 120", "step 4", "tempo 120", "  "].into_iter().for_each(|line| recall.keep(line));
        assert_eq!(recall.newer(), None);
        assert_eq!(recall.older("oc"), Some("tempo 120"));
        assert_eq!(recall.older("tempo 120"), Some("step 4"));
        assert_eq!(recall.older("step 4"), None);
        assert_eq!(recall.newer(), Some("tempo 120"));
        assert_eq!(recall.newer(), Some("oc"));
        assert_eq!(recall.newer(), None);
        (0..300).for_each(|number| recall.keep(&number.to_string()));
        assert_eq!((recall.lines.len(), recall.older("")), (MOST, Some("299")));
    }
}
