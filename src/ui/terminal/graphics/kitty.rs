//! kitty's graphics protocol (sw.kovidgoyal.net/kitty/graphics-protocol): PNG files in base64, in pieces, over cells in which
//! nothing is written: their backgrounds are seen where a picture has no dots. The terminal answers none of this.

use super::Picture;
use crate::formats::raster::png_with_alpha;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::io::Write;

/// Asks whether it is known: one pixel that is not kept. Answered with `APC Gi=31;OK ST`.
pub const QUESTION: &str = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\";
/// Takes all pictures away.
pub const CLEAR: &str = "\x1b_Ga=d,d=A,q=2\x1b\\";
/// The longest piece, in bytes of base64.
const PIECE: usize = 4_096;
/// The first picture's number: others may have left theirs.
const FIRST: usize = 0x5e60;

/// Adds the picture in the place of that number, drawn from the cursor on, which stays where it is.
pub fn draw(picture: &Picture, place: usize, out: &mut Vec<u8>) {
    let [red, green, blue] = picture.colour;
    let all = (0..picture.height).flat_map(|y| (0..picture.width()).map(move |x| (x, y)));
    let pixels = all.flat_map(|(x, y)| match picture.is_drawn(x, y) {
        true => [red, green, blue, 255],
        false => [0; 4],
    });
    // Whoever sees no picture still has the words above and below it.
    let Ok(file) =
        png_with_alpha(picture.width().into(), picture.height.into(), &pixels.collect::<Vec<u8>>())
    else {
        return;
    };
    let text = STANDARD.encode(file);
    let (columns, rows, number) = (picture.area.width, picture.area.height, FIRST + place);
    let mut head = format!("a=T,f=100,i={number},p=1,C=1,c={columns},r={rows},q=2,");
    let mut pieces = text.as_bytes().chunks(PIECE).peekable();
    while let Some(piece) = pieces.next() {
        let more = u8::from(pieces.peek().is_some());
        let _ = write!(out, "\x1b_G{head}m={more};");
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\x1b\\");
        head = "q=2,".to_owned();
    }
}

/// Adds what takes the picture of that number away.
pub fn remove(place: usize, out: &mut Vec<u8>) {
    let _ = write!(out, "\x1b_Ga=d,d=I,i={},q=2\x1b\\", FIRST + place);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{picture, random};
    use super::*;
    use crate::formats::raster::pixels_with_alpha;

    #[test]
    fn the_file_holds_the_pixels_of_the_picture() {
        for picture in [picture(), random(960, 300)] {
            let mut bytes = Vec::new();
            draw(&picture, 3, &mut bytes);
            let text = String::from_utf8(bytes).expect("text");
            let pieces: Vec<(&str, &str)> = text
                .split_terminator("\x1b\\")
                .map(|piece| {
                    piece.strip_prefix("\x1b_G").and_then(|piece| piece.split_once(';')).expect("a piece")
                })
                .collect();
            assert!(pieces[0].0.contains("i=24163,") && pieces[0].0.contains("c=2,r=1,"), "{}", pieces[0].0);
            assert!(pieces.iter().all(|(_, data)| data.len() <= PIECE));
            let more: Vec<bool> = pieces.iter().map(|(head, _)| head.ends_with("m=1")).collect();
            assert!(more.iter().rev().skip(1).all(|more| *more) && more.last() == Some(&false));
            let data: String = pieces.iter().map(|(_, data)| *data).collect();
            let (width, height, pixels) =
                pixels_with_alpha(&STANDARD.decode(data).expect("base64")).expect("a file");
            assert_eq!((width, height), (picture.width().into(), picture.height.into()));
            for (number, pixel) in pixels.chunks(4).enumerate() {
                let at = (number as u32 % width, number as u32 / width);
                let [red, green, blue] = picture.colour;
                let wanted =
                    if picture.is_drawn(at.0 as u16, at.1 as u16) { [red, green, blue, 255] } else { [0; 4] };
                assert_eq!(pixel, wanted, "{at:?}");
            }
        }
    }
}
