//! How many colours the terminal shows, and the nearest of them.

use ratatui::style::Color;
use serde::{Deserialize, Serialize};

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ColourDepth {
    /// None: reverse, bold and underline say everything.
    None,
    /// The sixteen of the terminal's own palette.
    #[default]
    Sixteen,
    /// xterm's palette of 256: sixteen, a cube of 6 x 6 x 6, 24 greys.
    Palette,
    /// Red, green and blue of 8 bits each.
    True,
}

/// One colour as it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shade {
    /// The terminal's own.
    #[default]
    Own,
    /// One of the palette; the first sixteen have short sequences of their own.
    Palette(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// The sixteen as xterm shows them; other terminals differ a little.
const SIXTEEN: [[u8; 3]; 16] = [
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
];

/// The steps of the palette's cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The names of the sixteen, in the palette's order.
const NAMED: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// How far two colours are apart, by the eye's weights (the "redmean" approximation, compuphase.com/cmetric.htm).
fn distance(one: [u8; 3], other: [u8; 3]) -> i32 {
    let [red, green, blue] = [0, 1, 2].map(|part| i32::from(one[part]) - i32::from(other[part]));
    let mean = (i32::from(one[0]) + i32::from(other[0])) / 2;
    (((512 + mean) * red * red) >> 8) + 4 * green * green + (((767 - mean) * blue * blue) >> 8)
}

/// What entry `index` of the palette looks like.
fn palette(index: u8) -> [u8; 3] {
    match index {
        0..16 => SIXTEEN[usize::from(index)],
        16..232 => {
            let cube = index - 16;
            [cube / 36, cube / 6 % 6, cube % 6].map(|step| STEPS[usize::from(step)])
        }
        232.. => [8 + (index - 232) * 10; 3],
    }
}

/// The entry within `from..` of the palette that is nearest to `wanted`.
fn nearest(wanted: [u8; 3], range: std::ops::RangeInclusive<u8>) -> u8 {
    range.min_by_key(|index| distance(palette(*index), wanted)).unwrap_or_default()
}

/// About how a colour looks, for what is drawn in pixels: red, green, blue. The terminal's own is a light grey.
pub fn rgb(colour: Color) -> [u8; 3] {
    match ColourDepth::True.reduce(colour) {
        Shade::Rgb(red, green, blue) => [red, green, blue],
        Shade::Palette(index) => palette(index),
        Shade::Own => SIXTEEN[7],
    }
}

impl ColourDepth {
    /// The name that settings use.
    pub fn name(self) -> &'static str {
        match self {
            ColourDepth::None => "none",
            ColourDepth::Sixteen => "16",
            ColourDepth::Palette => "256",
            ColourDepth::True => "true",
        }
    }

    /// Reads a name of the settings.
    pub fn parse(name: &str) -> Option<ColourDepth> {
        let all = [ColourDepth::None, ColourDepth::Sixteen, ColourDepth::Palette, ColourDepth::True];
        all.into_iter().find(|depth| depth.name() == name)
    }

    /// The nearest colour that this depth has.
    pub fn reduce(self, colour: Color) -> Shade {
        let shade = match colour {
            Color::Reset => return Shade::Own,
            Color::Indexed(index) => Shade::Palette(index),
            Color::Rgb(red, green, blue) => Shade::Rgb(red, green, blue),
            named => match NAMED.iter().position(|other| *other == named) {
                Some(index) => Shade::Palette(index as u8),
                None => return Shade::Own,
            },
        };
        match (self, shade) {
            (ColourDepth::None, _) => Shade::Own,
            (ColourDepth::Palette, Shade::Rgb(red, green, blue)) => {
                Shade::Palette(nearest([red, green, blue], 16..=255))
            }
            (ColourDepth::Sixteen, Shade::Rgb(red, green, blue)) => {
                Shade::Palette(nearest([red, green, blue], 0..=15))
            }
            (ColourDepth::Sixteen, Shade::Palette(index @ 16..)) => {
                Shade::Palette(nearest(palette(index), 0..=15))
            }
            _ => shade,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_know_every_depth() {
        for name in crate::io::settings::rows::COLOURS {
            assert_eq!(ColourDepth::parse(name).map(ColourDepth::name), Some(*name));
        }
    }

    #[test]
    fn each_depth_shows_the_nearest_it_has() {
        let orange = Color::Rgb(255, 135, 0);
        for (depth, shade) in [
            (ColourDepth::True, Shade::Rgb(255, 135, 0)),
            (ColourDepth::Palette, Shade::Palette(208)),
            (ColourDepth::Sixteen, Shade::Palette(3)),
            (ColourDepth::None, Shade::Own),
        ] {
            assert_eq!(depth.reduce(orange), shade, "{}", depth.name());
            assert_eq!(ColourDepth::parse(depth.name()), Some(depth));
            assert_eq!(depth.reduce(Color::Reset), Shade::Own);
        }
        assert_eq!(ColourDepth::Sixteen.reduce(Color::Indexed(196)), Shade::Palette(9));
        assert_eq!(ColourDepth::Sixteen.reduce(Color::DarkGray), Shade::Palette(8));
    }
}
