//! Envelopes and LFOs as they are, over time.

use super::wave;
use crate::dsp::envelope::{self, Envelope};
use crate::dsp::lfo::{self, Lfo};
use crate::dsp::units::SampleRate;
use crate::studio::envelopes::{self, Length, Point};
use crate::studio::grips::Grip;
use crate::studio::pointer::Target;
use crate::studio::shaping::Picture;
use crate::studio::sheets::values;
use crate::ui::paint::put;
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Steps in a second for pictures of envelopes.
const STEPS: SampleRate = SampleRate(8_000);
/// Turns of an LFO that are drawn.
const TURNS: f32 = 3.0;

/// Draws a picture; the last line tells what it is.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect, picture: Picture) {
    let styles = scene.styles;
    let inner = Rect { height: area.height.saturating_sub(1), ..area };
    let dots = usize::from(inner.width) * 2;
    let below = (area.x, area.bottom().saturating_sub(1));
    let (heights, told) = match picture {
        Picture::Envelope(shape) => of_envelope(&shape, dots),
        Picture::Lfo(shape) => (of_lfo(shape, dots), format!("{TURNS:.0} turns")),
    };
    let height = |dot: usize| heights.get(dot).copied().unwrap_or(0.0);
    wave::line(buffer, inner, height, styles.of(Role::Wave));
    put(buffer, area, below, &told, styles.of(Role::Faint));
    if let Picture::Envelope(shape) = picture {
        points(scene, buffer, inner, Length::of(&shape).whole);
    }
}

/// The points of the envelope, that of the field at the cursor with a sign of its own. The mouse holds the nearest one.
fn points(scene: &Scene, buffer: &mut Buffer, area: Rect, whole: f32) {
    let all = envelopes::points(scene.studio, scene.seat);
    let seconds = whole / f32::from(area.width.max(1));
    let x = |point: &Point| {
        area.x + ((point.at / seconds.max(f32::EPSILON)) as u16).min(area.width.saturating_sub(1))
    };
    for column in area.left()..area.right() {
        let Some(point) = all.iter().min_by_key(|point| x(point).abs_diff(column)) else { return };
        let grip = Grip::Point { point: *point, seconds, lines: area.height };
        scene.spot(Rect { x: column, width: 1, ..area }, Target::Grip(grip));
    }
    for point in &all {
        let below = ((1.0 - point.level) * f32::from(area.height)) as u16;
        let y = area.y + below.min(area.height.saturating_sub(1));
        let here = point.is_at(scene.seat.sheet());
        let (sign, role) = if here { ("◆", Role::Cursor) } else { ("●", Role::Note) };
        put(buffer, area, (x(point), y), sign, scene.styles.of(role));
    }
}

/// The level at every dot, −1 to 1, and how long all of it takes.
fn of_envelope(shape: &envelope::Shape, dots: usize) -> (Vec<f32>, String) {
    let Length { pressed, whole } = Length::of(shape);
    let frames = |seconds: f32| (seconds * STEPS.hertz()) as usize;
    let mut running = Envelope::default();
    running.start();
    let mut levels = Vec::with_capacity(dots);
    let (mut at, mut released) = (0, false);
    for dot in 0..dots {
        let next = frames(whole * dot as f32 / dots.max(1) as f32);
        if !released && next >= frames(pressed) {
            running.advance(shape, STEPS, frames(pressed).saturating_sub(at));
            running.release();
            (at, released) = (frames(pressed), true);
        }
        let level = if next > at { running.advance(shape, STEPS, next - at) } else { running.level() };
        at = at.max(next);
        levels.push(level * 2.0 - 1.0);
    }
    let text = values::seconds;
    (levels, format!("the key is let go after {}, all of it takes {}", text(pressed), text(whole)))
}

fn of_lfo(shape: lfo::Shape, dots: usize) -> Vec<f32> {
    let mut running = Lfo::new(1);
    (0..dots).map(|_| running.next(shape, TURNS / dots.max(1) as f32)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_rises_falls_to_its_sustain_and_to_nothing() {
        let shape = envelope::Shape { attack: 0.1, hold: 0.0, decay: 0.1, sustain: 0.5, release: 0.1 };
        let (levels, told) = of_envelope(&shape, 80);
        let level = |dot: usize| (levels[dot] + 1.0) / 2.0;
        assert_eq!(told, "the key is let go after 300 ms, all of it takes 400 ms");
        assert!(level(0) < 0.01 && level(10) > 0.45 && level(20) > 0.95, "{levels:?}");
        assert!((level(50) - 0.5).abs() < 0.01 && (level(59) - 0.5).abs() < 0.01 && level(79) < 0.01);
    }

    #[test]
    fn an_lfo_turns_three_times() {
        let square = of_lfo(lfo::Shape::Square, 60);
        let changes = square.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!(changes, 5);
    }
}
