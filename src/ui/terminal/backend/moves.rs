//! The cheapest way of the cursor from one place to another.

use std::io::Write;

/// A column and a row, both from 0.
pub type Place = (u16, u16);

/// One step along a row or a column.
#[derive(Clone, Copy)]
enum Step {
    None,
    /// A byte, repeated: backspace, line feed, carriage return.
    Bytes(u8, u16),
    /// `CSI count letter`; a count of 1 is left out.
    Sequence(u16, u8),
    /// Carriage return, then right.
    ReturnRight(u16),
}

fn digits(number: u16) -> usize {
    match number {
        0..10 => 1,
        10..100 => 2,
        100..1_000 => 3,
        1_000..10_000 => 4,
        _ => 5,
    }
}

impl Step {
    fn cost(self) -> usize {
        match self {
            Step::None => 0,
            Step::Bytes(_, count) => usize::from(count),
            Step::Sequence(1, _) => 3,
            Step::Sequence(count, _) => 3 + digits(count),
            Step::ReturnRight(count) => 1 + Step::Sequence(count, b'C').cost(),
        }
    }

    fn write(self, out: &mut Vec<u8>) {
        match self {
            Step::None => {}
            Step::Bytes(byte, count) => out.extend(std::iter::repeat_n(byte, usize::from(count))),
            Step::Sequence(1, letter) => out.extend_from_slice(&[0x1b, b'[', letter]),
            Step::Sequence(count, letter) => {
                let _ = write!(out, "\x1b[{count}{}", char::from(letter));
            }
            Step::ReturnRight(count) => {
                out.push(b'\r');
                Step::Sequence(count, b'C').write(out);
            }
        }
    }
}

fn cheapest<const N: usize>(steps: [Step; N]) -> Step {
    steps.into_iter().min_by_key(|step| step.cost()).unwrap_or(Step::None)
}

fn along(from: u16, to: u16) -> Step {
    match (from, to) {
        _ if from == to => Step::None,
        (_, 0) => Step::Bytes(b'\r', 1),
        _ if from < to => {
            cheapest([Step::Sequence(to - from, b'C'), Step::Sequence(to + 1, b'G'), Step::ReturnRight(to)])
        }
        _ => cheapest([
            Step::Bytes(8, from - to),
            Step::Sequence(from - to, b'D'),
            Step::Sequence(to + 1, b'G'),
            Step::ReturnRight(to),
        ]),
    }
}

/// Line feeds go straight down: the terminal is in raw mode, and nothing goes below the bottom.
fn across(from: u16, to: u16) -> Step {
    match from.cmp(&to) {
        std::cmp::Ordering::Equal => Step::None,
        std::cmp::Ordering::Less => {
            cheapest([Step::Bytes(b'\n', to - from), Step::Sequence(to - from, b'B')])
        }
        std::cmp::Ordering::Greater => Step::Sequence(from - to, b'A'),
    }
}

fn absolute_cost((x, y): Place) -> usize {
    match (x, y) {
        (0, 0) => 3,
        (0, _) => 3 + digits(y + 1),
        (_, 0) => 4 + digits(x + 1),
        _ => 4 + digits(y + 1) + digits(x + 1),
    }
}

fn absolute((x, y): Place, out: &mut Vec<u8>) {
    let _ = match (x, y) {
        (0, 0) => write!(out, "\x1b[H"),
        (0, _) => write!(out, "\x1b[{}H", y + 1),
        (_, 0) => write!(out, "\x1b[;{}H", x + 1),
        _ => write!(out, "\x1b[{};{}H", y + 1, x + 1),
    };
}

fn relative(from: Place, to: Place) -> [Step; 2] {
    [across(from.1, to.1), along(from.0, to.0)]
}

/// How many bytes [`go`] adds.
pub fn cost(from: Option<Place>, to: Place) -> usize {
    let relative = from.map(|from| relative(from, to).map(Step::cost).iter().sum());
    relative.unwrap_or(usize::MAX).min(absolute_cost(to))
}

/// Adds the cheapest way from `from`, `None` if that is unknown, to `to`.
pub fn go(from: Option<Place>, to: Place, out: &mut Vec<u8>) {
    let Some(from) = from else { return absolute(to, out) };
    let steps = relative(from, to);
    if steps.map(Step::cost).iter().sum::<usize>() <= absolute_cost(to) {
        for step in steps {
            step.write(out);
        }
    } else {
        absolute(to, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_takes_the_cheapest_way() {
        for (from, to, bytes) in [
            (None, (0, 0), "\x1b[H"),
            (None, (4, 0), "\x1b[;5H"),
            (None, (0, 9), "\x1b[10H"),
            (None, (4, 9), "\x1b[10;5H"),
            (Some((3, 3)), (3, 3), ""),
            (Some((3, 3)), (4, 3), "\x1b[C"),
            (Some((3, 3)), (20, 3), "\x1b[17C"),
            (Some((3, 3)), (1, 3), "\x08\x08"),
            (Some((90, 3)), (0, 3), "\r"),
            (Some((90, 3)), (0, 4), "\n\r"),
            (Some((90, 3)), (90, 5), "\n\n"),
            (Some((90, 9)), (90, 8), "\x1b[A"),
            (Some((190, 9)), (9, 9), "\x1b[10G"),
            (Some((190, 9)), (7, 40), "\x1b[41;8H"),
        ] {
            let mut out = Vec::new();
            go(from, to, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), bytes);
            assert_eq!(cost(from, to), out.len());
        }
    }
}
