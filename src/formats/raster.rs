//! Pictures as pixels: JPEG and PNG files written, and read to be made smaller.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{ExtendedColorType, ImageEncoder, ImageReader, Limits};
use std::io::Cursor;

/// The most pixels of a side that are read.
const MOST: u32 = 20_000;

/// A picture: red, green and blue of each pixel, 8 bits each, row by row from the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels of a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// The pixels.
    pub pixels: Vec<u8>,
}

/// A baseline JPEG file without a profile; `quality` is 1 to 100.
///
/// # Errors
/// If the picture is too large.
pub fn jpeg(picture: &Picture, quality: u8) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    let written =
        encoder.write_image(&picture.pixels, picture.width, picture.height, ExtendedColorType::Rgb8);
    written.map_err(|fault| format!("the picture cannot be written as JPEG: {fault}"))?;
    Ok(bytes)
}

/// A PNG file without a profile.
///
/// # Errors
/// If the picture is too large.
pub fn png(picture: &Picture) -> Result<Vec<u8>, String> {
    as_png(picture.width, picture.height, &picture.pixels, ExtendedColorType::Rgb8)
}

/// The same of red, green, blue and opacity of each pixel.
///
/// # Errors
/// If the picture is too large.
pub fn png_with_alpha(width: u32, height: u32, pixels: &[u8]) -> Result<Vec<u8>, String> {
    as_png(width, height, pixels, ExtendedColorType::Rgba8)
}

fn as_png(width: u32, height: u32, pixels: &[u8], kind: ExtendedColorType) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let written = PngEncoder::new(&mut bytes).write_image(pixels, width, height, kind);
    written.map_err(|fault| format!("the picture cannot be written as PNG: {fault}"))?;
    Ok(bytes)
}

/// Width, height, and red, green, blue and opacity of each pixel of a PNG file.
#[cfg(test)]
pub fn pixels_with_alpha(file: &[u8]) -> Result<(u32, u32, Vec<u8>), image::ImageError> {
    let image = image::load_from_memory(file)?.to_rgba8();
    Ok((image.width(), image.height(), image.into_raw()))
}

/// Reads a JPEG or PNG file and makes it fit into a square of that side; one that is smaller stays as large as it is.
///
/// # Errors
/// If it is broken, or too large.
pub fn fitted(bytes: &[u8], side: u32) -> Result<Picture, String> {
    let fault = |fault: &dyn std::fmt::Display| format!("the picture cannot be read: {fault}");
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|why| fault(&why))?;
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST), Some(MOST));
    reader.limits(limits);
    let image = reader.decode().map_err(|why| fault(&why))?;
    let image = match image.width().max(image.height()) > side {
        true => image.resize(side, side, FilterType::Triangle),
        false => image,
    };
    let image = image.to_rgb8();
    Ok(Picture { width: image.width(), height: image.height(), pixels: image.into_raw() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::picture::facts;

    fn picture() -> Picture {
        let pixels = (0..60 * 40).flat_map(|n| [200, (n % 60) as u8, 30]).collect();
        Picture { width: 60, height: 40, pixels }
    }

    #[test]
    fn files_are_what_shops_want_and_read_as_they_were() {
        let found = facts(&jpeg(&picture(), 90).expect("a file")).expect("a picture");
        let plain =
            (found.is_png, found.components, found.has_profile, found.is_progressive, found.is_turned);
        assert_eq!((found.width, found.height, plain), (60, 40, (false, 3, false, false, false)));
        let file = png(&picture()).expect("a file");
        let found = facts(&file).expect("a picture");
        assert!(found.is_png && found.components == 3 && !found.has_profile);
        assert_eq!(fitted(&file, 100), Ok(picture()));
        let small = fitted(&file, 30).expect("a picture");
        assert_eq!((small.width, small.height, small.pixels.len()), (30, 20, 1_800));
        assert!(
            fitted(b"\x89PNG\r\n\x1a\nno", 30)
                .is_err_and(|told| told.starts_with("the picture cannot be read"))
        );
    }
}
