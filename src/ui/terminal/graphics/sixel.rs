//! Sixels: bands of six rows, a byte for each column of a band (VT330/VT340 Programmer Reference Manual, volume 2, chapter 14).

use super::Picture;
use std::io::Write;

/// Rows of a band.
const BAND: u16 = 6;
/// The byte of a column without a dot; its six lowest bits are added.
const NONE: u8 = 0x3f;
/// From this many same columns on they are counted.
const WORTH_COUNTING: usize = 4;

/// Adds a run of same columns.
fn put(sign: u8, count: usize, out: &mut Vec<u8>) {
    if count < WORTH_COUNTING {
        out.extend(std::iter::repeat_n(sign, count));
    } else {
        let _ = write!(out, "!{count}{}", char::from(sign));
    }
}

/// Adds one band from that row on. Nothing is written behind the last column with a dot.
fn band(picture: &Picture, from: u16, out: &mut Vec<u8>) {
    let sign =
        |x: u16| (0..BAND).fold(0, |bits, row| bits | (u8::from(picture.is_drawn(x, from + row)) << row));
    let (mut last, mut count) = (0, 0);
    for x in 0..picture.width() {
        let bits = sign(x);
        if bits != last {
            put(NONE + last, count, out);
            (last, count) = (bits, 0);
        }
        count += 1;
    }
    if last != 0 {
        put(NONE + last, count, out);
    }
}

/// Adds the picture, drawn from the cursor on; pixels without a dot stay as they are. The cursor is anywhere afterwards.
pub fn draw(picture: &Picture, out: &mut Vec<u8>) {
    let [red, green, blue] = picture.colour.map(|part| u32::from(part) * 100 / 255);
    let (width, height) = (picture.width(), picture.height);
    let _ = write!(out, "\x1bP0;1;0q\"1;1;{width};{height}#0;2;{red};{green};{blue}#0");
    for from in (0..height).step_by(usize::from(BAND)) {
        if from > 0 {
            out.push(b'-');
        }
        band(picture, from, out);
    }
    out.extend_from_slice(b"\x1b\\");
}

#[cfg(test)]
mod tests {
    use super::super::tests::{picture, random};
    use super::*;

    /// The dots that these bytes draw: what any terminal of that kind does with them.
    fn drawn(bytes: &[u8]) -> Vec<(u16, u16)> {
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let body =
            text.strip_prefix("\x1bP0;1;0q").and_then(|rest| rest.strip_suffix("\x1b\\")).expect("a string");
        let (raster, body) = body.split_once("#0;2;").expect("a colour");
        assert!(raster.starts_with("\"1;1;"));
        let (_, body) = body.split_once("#0").expect("dots");
        let (mut dots, mut x, mut top, mut count) = (Vec::new(), 0, 0, String::new());
        let mut counting = false;
        for sign in body.bytes() {
            match sign {
                b'-' => (x, top) = (0, top + 6),
                b'!' => counting = true,
                b'0'..=b'9' if counting => count.push(char::from(sign)),
                _ => {
                    let times = std::mem::take(&mut count).parse().unwrap_or(1);
                    counting = false;
                    for _ in 0..times {
                        let bits = sign - 0x3f;
                        dots.extend((0..6).filter(|row| (bits >> row) & 1 == 1).map(|row| (x, top + row)));
                        x += 1;
                    }
                }
            }
        }
        dots.sort_unstable();
        dots
    }

    #[test]
    fn the_dots_are_those_of_the_picture() {
        for picture in [picture(), random(301, 77), random(960, 6), random(1, 1)] {
            let mut bytes = Vec::new();
            draw(&picture, &mut bytes);
            let all = (0..picture.width()).flat_map(|x| (0..picture.height).map(move |y| (x, y)));
            let wanted: Vec<_> = all.filter(|(x, y)| picture.is_drawn(*x, *y)).collect();
            assert!(!wanted.is_empty());
            assert_eq!(drawn(&bytes), wanted);
        }
    }

    #[test]
    fn a_picture_looks_like_this() {
        let mut bytes = Vec::new();
        draw(&picture(), &mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(text, "\u{1b}P0;1;0q\"1;1;8;8#0;2;100;0;20#0!4~?@-!4B\u{1b}\\");
    }
}
