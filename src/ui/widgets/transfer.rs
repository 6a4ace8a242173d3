//! The static curve of a device whose gain follows the level: the level that goes out over the one that comes in.

use super::wave;
use crate::ui::paint::put;
use crate::ui::theme::Styles;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The lowest level that is drawn, in and out, in dB; the highest is 0.
const LOWEST: f32 = -60.0;
/// The most cells that the levels that come in take.
const WIDEST: u16 = 60;

/// Draws a curve from the left: `output` gives the level in dB that goes out for one that comes in. `now` is where on it the sound is. The last
/// line names levels that come in. The cells that it takes.
pub fn draw(
    buffer: &mut Buffer,
    area: Rect,
    output: impl Fn(f32) -> f32,
    now: Option<f32>,
    styles: &Styles,
) -> u16 {
    let beside = wave::beside_levels(buffer, area, ["  0", "-30", "-60"], styles.of(Role::Faint));
    let inner = Rect { width: beside.width.min(WIDEST), ..beside };
    let (width, height, below) = (inner.width, inner.height, area.bottom().saturating_sub(1));
    for (part, level) in [(0, "-60"), (1, "-30"), (2, "  0")] {
        let x = inner.x + width.saturating_sub(3) * part / 2;
        put(buffer, area, (x, below), level, styles.of(Role::Faint));
    }
    let dots = f32::from(width.max(1)) * 2.0;
    let value = |dot: usize| output(LOWEST * (1.0 - dot as f32 / dots)) / -LOWEST * 2.0 + 1.0;
    wave::line(buffer, inner, value, styles.of(Role::Wave));
    if let Some(input) = now.filter(|input| (LOWEST..=0.0).contains(input)) {
        let place = |level: f32, cells: u16| {
            (((level / -LOWEST + 1.0) * f32::from(cells)) as u16).min(cells.saturating_sub(1))
        };
        let above = height.saturating_sub(1) - place(output(input).clamp(LOWEST, 0.0), height);
        put(buffer, inner, (inner.x + place(input, width), inner.y + above), "●", styles.of(Role::Note));
    }
    inner.right().saturating_sub(area.x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::terminal::colour::ColourDepth;
    use crate::ui::theme::Theme;

    #[test]
    fn a_straight_way_goes_from_corner_to_corner_and_the_sound_stands_on_it() {
        let styles = Theme::built_in("dark").expect("a theme").styles(ColourDepth::None);
        let area = Rect::new(0, 0, 64, 7);
        let mut buffer = Buffer::empty(area);
        assert_eq!(draw(&mut buffer, area, |level| level, Some(-29.9), &styles), 64);
        let sign = |x: u16, y: u16| buffer[(x, y)].symbol().to_owned();
        assert_eq!(sign(34, 2), "●");
        assert!(sign(63, 0) != " " && sign(4, 5) != " " && sign(4, 0) == " " && sign(63, 5) == " ");
        draw(&mut Buffer::empty(area), Rect::ZERO, |level| level, Some(-10.0), &styles);
    }
}
