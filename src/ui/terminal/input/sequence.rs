//! A control sequence taken apart: `CSI < = > ?`, parameters with their parts, intermediates, the final byte.

/// The most parameters that are kept; no known sequence has as many.
const MOST: usize = 32;

/// A finished `CSI` sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// `<`, `=`, `>` or `?` behind `CSI`.
    pub private: Option<u8>,
    /// The parameters; each has parts divided by colons; an empty part is `None`.
    pub parameters: Vec<Vec<Option<u32>>>,
    /// The intermediate byte, if there is one.
    pub intermediate: Option<u8>,
    /// The last byte.
    pub last: u8,
}

impl Sequence {
    /// Takes the bytes between `CSI` and the final byte apart.
    pub fn read(body: &[u8], last: u8) -> Sequence {
        let (private, rest) = match body {
            [mark @ b'<'..=b'?', rest @ ..] => (Some(*mark), rest),
            _ => (None, body),
        };
        let length = rest.iter().position(|byte| !matches!(byte, b'0'..=b'?')).unwrap_or(rest.len());
        let (numbers, others) = rest.split_at(length);
        let part = |digits: &[u8]| {
            let add = |sum: u32, digit: &u8| sum.saturating_mul(10).saturating_add(u32::from(digit & 15));
            (!digits.is_empty()).then(|| digits.iter().filter(|byte| byte.is_ascii_digit()).fold(0, add))
        };
        let parameter = |text: &[u8]| text.split(|byte| *byte == b':').take(MOST).map(part).collect();
        let parameters = match numbers {
            [] => Vec::new(),
            _ => numbers.split(|byte| *byte == b';').take(MOST).map(parameter).collect(),
        };
        Sequence { private, parameters, intermediate: others.first().copied(), last }
    }

    /// Part `part` of parameter `index`, if it was given.
    pub fn part(&self, index: usize, part: usize) -> Option<u32> {
        *self.parameters.get(index)?.get(part)?
    }

    /// The first part of parameter `index`, if it was given.
    pub fn number(&self, index: usize) -> Option<u32> {
        self.part(index, 0)
    }
}
