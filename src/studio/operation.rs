//! The operation mask: which fields commands on blocks touch.

use super::grid::Column;

/// Which fields commands on blocks touch; all others stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationMask {
    /// In the order of [`KINDS`].
    on: [bool; KINDS.len()],
}

/// The kinds of fields: name, and the sign on the screen.
pub const KINDS: [(&str, char); 5] =
    [("notes", 'N'), ("instruments", 'I'), ("volumes", 'V'), ("delays", 'D'), ("effects", 'E')];

impl Default for OperationMask {
    fn default() -> OperationMask {
        OperationMask { on: [true; KINDS.len()] }
    }
}

fn kind(column: Column) -> usize {
    match column {
        Column::Note(_) => 0,
        Column::Instrument(_) => 1,
        Column::Volume(_) => 2,
        Column::Delay(_) => 3,
        Column::Effect(_) => 4,
    }
}

impl OperationMask {
    /// Whether a field is touched.
    pub fn has(self, column: Column) -> bool {
        self.on[kind(column)]
    }

    /// Whether every field is.
    pub fn is_whole(self) -> bool {
        self == OperationMask::default()
    }

    /// Leaves the fields of a kind (0 to 4) alone from now on, or touches them again; whether they are touched now.
    pub fn toggle(&mut self, kind: usize) -> bool {
        self.on[kind] = !self.on[kind];
        self.on[kind]
    }

    /// Its signs: `NIVDE`, a point for what is left alone.
    pub fn signs(self) -> String {
        KINDS.iter().zip(self.on).map(|((_, sign), on)| if on { *sign } else { '.' }).collect()
    }

    /// Reads its signs in any order and case, or `all`; points count for nothing.
    ///
    /// # Errors
    /// Says what was expected.
    pub fn parse(text: &str) -> Result<OperationMask, String> {
        if text == "all" {
            return Ok(OperationMask::default());
        }
        let mut mask = OperationMask { on: [false; KINDS.len()] };
        for sign in text.chars().filter(|sign| *sign != '.') {
            let kind = KINDS.iter().position(|(_, other)| *other == sign.to_ascii_uppercase());
            mask.on[kind.ok_or(
                "expected signs of N notes, I instruments, V volumes, D delays, E effects; or all",
            )?] = true;
        }
        Ok(mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_reads_as_it_is_shown() {
        for text in ["NIVDE", "N.V..", "....E", "....."] {
            assert_eq!(OperationMask::parse(text).map(OperationMask::signs), Ok(text.to_owned()));
        }
        assert_eq!(OperationMask::parse("vn").map(OperationMask::signs), Ok("N.V..".to_owned()));
        assert!(OperationMask::parse("nx").is_err());
        let mut mask = OperationMask::parse("all").expect("whole");
        assert!(mask.is_whole() && mask.has(Column::Volume(3)) && !mask.toggle(2));
        assert!(!mask.has(Column::Volume(0)) && mask.has(Column::Effect(1)));
    }
}
