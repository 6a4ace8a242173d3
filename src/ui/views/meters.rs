//! What the master sounds like, or the sound in the place of a meter: levels, loudness, how alike both sides are, its wave and its spectrum.

use crate::dsp::units::clock;
use crate::engine::link::measured::Point;
use crate::studio::metered::{self, Metered};
use crate::studio::metering::{Metering, Reading};
use crate::ui::paint::{Writer, line, put};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::{meter, spectrum, wave};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines of numbers above the pictures.
const NUMBERS: u16 = 7;
/// Cells for what stands behind a bar.
const BEHIND: u16 = 34;
/// Columns from which on wave and spectrum stand side by side.
const WIDE: u16 = 120;
/// Seconds of the wave.
const SECONDS: f32 = 0.02;

/// Draws the meters.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let here = Position { x: area.x, y: area.y };
    let Some(metered) = &scene.studio.metered else {
        Writer::new(buffer, area).text("Nothing is measured yet.", scene.styles.of(Role::Faint));
        return Some(here);
    };
    let reading = metered.meters.reading();
    place(scene, buffer, line(area, 0), metered);
    levels(scene, buffer, [1, 2].map(|index| line(area, index)), &reading);
    loudness(scene, buffer, [3, 4, 5].map(|index| line(area, index)), metered, &reading);
    correlation(scene, buffer, line(area, 6), &reading);
    let rest = Rect { y: area.y + NUMBERS, height: area.height.saturating_sub(NUMBERS), ..area };
    let (first, second) = match area.width >= WIDE {
        true => {
            let half = rest.width / 2;
            (Rect { width: half - 1, ..rest }, Rect { x: rest.x + half, width: rest.width - half, ..rest })
        }
        false => {
            let half = rest.height / 2;
            (Rect { height: half, ..rest }, Rect { y: rest.y + half, height: rest.height - half, ..rest })
        }
    };
    pictures(scene, buffer, &metered.meters, [first, second]);
    Some(here)
}

/// Which sound it is, and how there are others.
fn place(scene: &Scene, buffer: &mut Buffer, row: Rect, metered: &Metered) {
    let song = scene.song();
    let mut writer = Writer::new(buffer, row);
    writer.short(&metered::name(song, metered.point), row.width / 2, scene.styles.of(Role::Title)).skip(2);
    let others = metered::places(song).len();
    let key = scene.key_of("next-meter");
    let told = match others {
        0 => "a meter in a chain of the mixer measures its place".to_owned(),
        _ => format!("{key}: next of {}", others + 1),
    };
    writer.text(&told, scene.styles.of(Role::Faint));
}

/// The levels of both sides: the bar is the highest sample of the last 0.3 s.
fn levels(scene: &Scene, buffer: &mut Buffer, rows: [Rect; 2], reading: &Reading) {
    for (side, (name, row)) in ["L", "R"].into_iter().zip(rows).enumerate() {
        put(buffer, row, (row.x, row.y), name, scene.styles.of(Role::Title));
        let bar = Rect { x: row.x + 2, width: row.width.saturating_sub(2 + BEHIND), ..row };
        meter::draw(buffer, bar, reading.peak[side], scene.styles);
        let text = format!(
            "highest {:>8}  RMS {:>8}",
            meter::level_text(reading.highest[side]),
            meter::level_text(reading.effective[side])
        );
        let x = row.right().saturating_sub(BEHIND - 2);
        put(buffer, row, (x, row.y), &text, meter::style(reading.highest[side], scene.styles));
    }
}

/// Loudness, true peak and what the master's limiter takes away, in two columns.
fn loudness(scene: &Scene, buffer: &mut Buffer, lines: [Rect; 3], metered: &Metered, reading: &Reading) {
    let now = reading.loudness;
    let number = |value: Option<f64>, unit: &str| {
        value.map_or(format!("– {unit}"), |value| format!("{value:.1} {unit}"))
    };
    let peak = meter::decibels(now.true_peak).map(f64::from);
    let since = match metered.since_start {
        true => "since it plays".to_owned(),
        false => format!("over {}", clock(metered.meters.seconds().floor())),
    };
    let limited = match metered.point {
        Point::Master => format!("{:.1} dB", scene.studio.transport.reduction),
        Point::Insert(..) => "– dB".to_owned(),
    };
    let rows = [
        [
            ("momentary", number(now.momentary, "LUFS"), "last 0.4 s"),
            ("true peak", number(peak, "dBTP"), "between samples"),
        ],
        [
            ("short term", number(now.short_term, "LUFS"), "last 3 s"),
            ("range", number(now.range, "LU"), "soft to loud"),
        ],
        [
            ("integrated", number(now.integrated, "LUFS"), since.as_str()),
            ("reduction", limited, "by the limiter"),
        ],
    ];
    for (row, columns) in lines.into_iter().zip(rows) {
        let mut writer = Writer::new(buffer, row);
        for (name, value, help) in columns {
            writer.field(name, 11, scene.styles.of(Role::Title));
            writer.field(&format!("{value:>10}"), 12, scene.styles.of(Role::Text));
            writer.field(help, (row.width / 2).saturating_sub(23), scene.styles.of(Role::Faint));
        }
    }
}

/// How alike both sides are, as a place between −1 and 1.
fn correlation(scene: &Scene, buffer: &mut Buffer, row: Rect, reading: &Reading) {
    let cells = usize::from(row.width.saturating_sub(2 + BEHIND)).max(3);
    let mut scale: Vec<char> = vec!['─'; cells];
    scale[cells / 2] = '│';
    if let Some(value) = reading.correlation {
        scale[((value + 1.0) * 0.5 * (cells - 1) as f32).round() as usize] = '█';
    }
    let style = scene.styles.of(Role::Text);
    put(buffer, row, (row.x + 2, row.y), &scale.into_iter().collect::<String>(), style);
    let words = match reading.correlation {
        None => "– ".to_owned(),
        Some(value) if value < -0.2 => format!("{value:.2}: cancels in mono"),
        Some(value) => format!("{value:.2}"),
    };
    let x = row.right().saturating_sub(BEHIND - 2);
    put(buffer, row, (x, row.y), &format!("correlation {words}"), style);
}

/// The wave and the spectrum.
fn pictures(scene: &Scene, buffer: &mut Buffer, metering: &Metering, [first, second]: [Rect; 2]) {
    let parts = metering.wave(usize::from(first.width) * 2, SECONDS);
    wave::draw(buffer, first, parts.into_iter(), scene.styles.of(Role::Wave));
    let text = format!("wave, {:.0} ms", SECONDS * 1_000.0);
    put(buffer, first, (first.x, first.y), &text, scene.styles.of(Role::Faint));
    let (low, high) = spectrum::RANGE;
    let levels = metering.columns(second.width.into(), low, high);
    spectrum::draw(buffer, second, &levels, scene.styles);
}
