//! The response of a filter as a curve in dots, over frequencies that go in equal ratios.

use super::{spectrum, wave};
use crate::ui::theme::Styles;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The level at the upper edge in dB; the lower one is as far below 0.
const EDGE: f32 = 18.0;

/// Draws a curve; `response` gives the level in dB of a frequency in Hz. The last line names frequencies.
pub fn draw(buffer: &mut Buffer, area: Rect, response: impl Fn(f32) -> f32, styles: &Styles) {
    let inner = wave::beside_levels(buffer, area, ["+18", "  0", "-18"], styles.of(Role::Faint));
    let (low, high) = spectrum::RANGE;
    let dots = usize::from(inner.width) * 2;
    let level = |dot: usize| response(low * (high / low).powf(dot as f32 / dots.max(1) as f32)) / EDGE;
    wave::line(buffer, inner, level, styles.of(Role::Wave));
    spectrum::axis(buffer, Rect { height: area.height, ..inner }, styles);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::terminal::colour::ColourDepth;
    use crate::ui::theme::Theme;

    #[test]
    fn a_flat_response_is_a_line_in_the_middle_and_a_high_cut_falls() {
        let styles = Theme::built_in("dark").expect("a theme").styles(ColourDepth::None);
        let area = Rect::new(0, 0, 44, 8);
        let drawn = |response: fn(f32) -> f32| {
            let mut buffer = Buffer::empty(area);
            draw(&mut buffer, area, response, &styles);
            let row = |y: u16| (4..44).map(|x| buffer[(x, y)].symbol().to_owned()).collect::<String>();
            (0..7).map(row).collect::<Vec<_>>()
        };
        let filled = |rows: &[String]| rows.iter().map(|row| row.trim().chars().count()).collect::<Vec<_>>();
        assert_eq!(filled(&drawn(|_| 0.0)), [0, 0, 0, 40, 0, 0, 0]);
        let cut = drawn(|hertz| if hertz < 1_000.0 { 12.0 } else { -12.0 });
        assert!(
            cut[1].trim_end().chars().count() < 25 && cut[5].trim_start().chars().count() < 20,
            "{cut:#?}"
        );
    }
}
