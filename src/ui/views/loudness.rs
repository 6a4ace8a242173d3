//! How loud the song is: its figures, loudness over time, those of its sections, and its spectrum.

use crate::dsp::loudness::tone::BANDS;
use crate::dsp::loudness::{Measurement, STEADY_RANGE_SECONDS, loudest_of_each};
use crate::dsp::units::clock;
use crate::studio::measuring::{Known, Measured, Part};
use crate::studio::pointer::Target;
use crate::studio::seat::SheetCursor;
use crate::studio::sheets::loudness::FIGURES;
use crate::ui::paint::{Writer, line, put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::{columns, spectrum};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines of figures below the head.
const NUMBERS: u16 = 3;
/// Cells for levels beside loudness over time, and beside the spectrum.
const BESIDE: u16 = 5;
const LEVELS: u16 = 4;
/// The most lines of loudness over time.
const HIGHEST: u16 = 16;
/// LU of a line of loudness over time.
const STEP: f64 = 3.0;
/// dB of the whole spectrum, and of one side of a comparison: the least in which all has room.
const SPECTRUM: f32 = 48.0;
const APART: [f64; 3] = [12.0, 24.0, 48.0];
/// Cells of a part's name, of its time, and of each of its figures.
const NAME: u16 = 14;
const TIME: u16 = 6;
const FIGURE: u16 = 6;

/// Draws the view; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    Writer::new(buffer, line(area, 0)).short(&head(scene), area.width, scene.styles.of(Role::Title));
    let here = Position { x: area.x, y: area.y };
    let Some(found) = scene.studio.measured() else { return Some(here) };
    let row = scene.seat.sheet().row.min(found.parts.len().saturating_sub(1));
    let (Some(whole), Some(chosen)) = (found.parts.first(), found.parts.get(row)) else { return Some(here) };
    numbers(scene, buffer, Rect { y: area.y + 1, height: NUMBERS, ..area }, &whole.found);
    let rest = Rect { y: area.y + 1 + NUMBERS, height: area.height.saturating_sub(1 + NUMBERS), ..area };
    let (above, below) = split(rest.height);
    course(scene, buffer, Rect { height: above, ..rest }, found, chosen);
    let rest = Rect { y: rest.y + above, height: below, ..rest };
    let list = NAME + TIME + FIGURES.len() as u16 * FIGURE;
    let room = rest.width.saturating_sub(list + 1 + LEVELS);
    let cells = (room / BANDS as u16).clamp(1, 3);
    let picture = Rect { x: rest.x + list + 1, width: LEVELS + cells * BANDS as u16, ..rest };
    colour(scene, buffer, picture.intersection(rest), found);
    Some(parts(scene, buffer, Rect { width: list, ..rest }, found, row))
}

/// The lines of loudness over time, and those below.
fn split(height: u16) -> (u16, u16) {
    let above = (height / 2).clamp(6, HIGHEST).min(height);
    (above, height - above)
}

/// How far the song is measured, and the keys.
fn head(scene: &Scene) -> String {
    let again = scene.key_of("measure-loudness");
    let state = match scene.studio.is_measured() {
        Known::Not => return format!("Not measured: {again} renders and measures the song"),
        Known::Soon(part) => {
            return format!(
                "The song is being measured: {:.0} %   {} ends that",
                part * 100.0,
                scene.key_of("cancel-jobs")
            );
        }
        Known::Now => format!("The song as it is; {again} again"),
        Known::Before => format!("The song has changed since: {again} measures it again"),
    };
    let against = scene.key_of("measure-against");
    format!("{state}   {} to the place   {against} compare", scene.key_of("enter-field"))
}

fn number(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| format!("– {unit}"), |value| format!("{value:.1} {unit}"))
}

/// The figures of the whole song, in three columns.
fn numbers(scene: &Scene, buffer: &mut Buffer, area: Rect, found: &Measurement) {
    let steady = if found.seconds < STEADY_RANGE_SECONDS { "?" } else { "" };
    let correlation = found.correlation.map_or("– ".to_owned(), |value| format!("{value:.2}"));
    let rows = [
        [
            ("integrated", number(found.integrated, "LUFS")),
            ("true peak", number(found.true_peak, "dBTP")),
            ("crest", number(found.crest, "dB")),
        ],
        [
            ("loudest 3 s", number(found.max_short_term, "LUFS")),
            ("sample peak", number(found.sample_peak, "dBFS")),
            ("correlation", correlation),
        ],
        [
            ("loudest 0.4 s", number(found.max_momentary, "LUFS")),
            ("range", number(found.range, "LU") + steady),
            ("length", clock(found.seconds)),
        ],
    ];
    for (index, columns) in rows.into_iter().enumerate() {
        let mut writer = Writer::new(buffer, line(area, index as u16));
        for (name, value) in columns {
            writer.field(name, 14, scene.styles.of(Role::Title));
            writer.field(&value, area.width / 3 - 14, scene.styles.of(Role::Text));
        }
    }
}

/// Loudness over time: columns for 3 s, dots for 0.4 s, and below them which part is chosen, and the time.
fn course(scene: &Scene, buffer: &mut Buffer, area: Rect, found: &Measured, chosen: &Part) {
    let picture = Rect {
        x: area.x + BESIDE,
        width: area.width.saturating_sub(BESIDE),
        height: area.height.saturating_sub(2),
        ..area
    };
    let momentary = loudest_of_each(&found.momentary, picture.width.into());
    let Some(top) = momentary.iter().copied().flatten().max_by(f64::total_cmp) else { return };
    let top = (top / STEP).ceil() * STEP;
    let span = f64::from(picture.height) * STEP;
    let part = |level: Option<f64>| level.map_or(0.0, |level| 1.0 - (top - level) / span) as f32;
    let short_term = loudest_of_each(&found.short_term, picture.width.into());
    columns::draw(buffer, picture, short_term.iter().map(|level| part(*level)), scene.styles.of(Role::Wave));
    for (x, (dot, column)) in (picture.x..).zip(momentary.iter().zip(&short_term)) {
        let row = |level: &Option<f64>| (part(*level) * f32::from(picture.height)).ceil() as u16;
        if row(dot) > row(column) {
            let y = picture.bottom().saturating_sub(row(dot).min(picture.height));
            put(buffer, picture, (x, y), "·", scene.styles.of(Role::Text));
        }
    }
    for index in (0..picture.height).step_by(2) {
        let edge = top - f64::from(index) * STEP;
        put(buffer, area, (area.x, picture.y + index), &format!("{edge:4.0}"), scene.styles.of(Role::Faint));
    }
    let column = |seconds: f64| {
        let part = (seconds / found.seconds.max(0.01)).clamp(0.0, 1.0);
        picture.x + (part * f64::from(picture.width.saturating_sub(1))).round() as u16
    };
    let (from, to) = (column(chosen.seconds.start), column(chosen.seconds.end));
    let mark = match to.saturating_sub(from) {
        0 | 1 => "▲".to_owned(),
        cells => format!("└{}┘", "─".repeat(usize::from(cells) - 1)),
    };
    put(buffer, area, (from, picture.bottom()), &mark, scene.styles.of(Role::Title));
    let words = "LUFS: columns of 3 s, dots 0.4 s";
    let right = area.right().saturating_sub(width(words));
    for quarter in 0..4 {
        let text = clock(found.seconds * f64::from(quarter) / 4.0);
        let x = picture.x + picture.width * quarter as u16 / 4;
        if x + width(&text) < right {
            put(buffer, area, (x, picture.bottom() + 1), &text, scene.styles.of(Role::Faint));
        }
    }
    put(buffer, area, (right, picture.bottom() + 1), words, scene.styles.of(Role::Faint));
}

/// The parts; the cell of the cursor.
fn parts(scene: &Scene, buffer: &mut Buffer, area: Rect, found: &Measured, row: usize) -> Position {
    let faint = scene.styles.of(Role::Faint);
    let mut writer = Writer::new(buffer, line(area, 0));
    writer.field("", NAME, faint).field("from", TIME, faint);
    for (name, ..) in FIGURES {
        writer.field(&format!("{name:>5}"), FIGURE, faint);
    }
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let height = usize::from(list.height).max(1);
    let first = (row + 1).saturating_sub(height);
    for (index, part) in found.parts.iter().enumerate().skip(first).take(height) {
        let area = line(list, (index - first) as u16);
        scene.spot(area, Target::Field(SheetCursor { column: 0, row: index }));
        let style = scene.styles.of(if index == row { Role::Cursor } else { Role::Text });
        let mut writer = Writer::new(buffer, area);
        writer.text(if index == row { ">" } else { " " }, style).field(&part.name, NAME - 2, style);
        writer.skip(1).field(&format!("{:>4}", clock(part.seconds.start.floor())), TIME, style);
        for (.., figure) in FIGURES {
            let text = figure(&part.found).map_or("–".to_owned(), |value| format!("{value:.1}"));
            writer.field(&format!("{text:>5}"), FIGURE, style);
        }
    }
    Position { x: list.x, y: list.y + (row - first) as u16 }
}

/// The thirds of octaves, or how they differ from the reference's.
fn colour(scene: &Scene, buffer: &mut Buffer, area: Rect, found: &Measured) {
    let picture = Rect {
        x: area.x + LEVELS,
        y: area.y + 1,
        width: area.width.saturating_sub(LEVELS),
        height: area.height.saturating_sub(1),
    };
    let above = Rect { height: picture.height.saturating_sub(1), ..picture };
    let cells = (picture.width / BANDS as u16).max(1);
    let faint = scene.styles.of(Role::Faint);
    let levels = found.tone.levels();
    let (title, labels) = match scene.studio.reference() {
        None => {
            let top = levels.iter().copied().flatten().fold(f64::NEG_INFINITY, f64::max) as f32;
            let part = |band: usize| levels[band].map_or(0.0, |level| 1.0 - (top - level as f32) / SPECTRUM);
            let parts = (0..BANDS * usize::from(cells)).map(|cell| part(cell / usize::from(cells)));
            columns::draw(buffer, above, parts, scene.styles.of(Role::Wave));
            ("thirds of octaves, dB".to_owned(), ["0".to_owned(), format!("{:.0}", -SPECTRUM)])
        }
        Some((name, tone)) => {
            let against = found.tone.against(tone);
            let most = against.iter().flatten().fold(0.0f64, |most, apart| most.max(apart.abs()));
            let [.., widest] = APART;
            let side = APART.into_iter().find(|side| most <= *side).unwrap_or(widest);
            for (band, apart) in against.into_iter().enumerate() {
                let column = (above.x + band as u16 * cells, cells);
                apart.into_iter().for_each(|apart| beside_zero(scene, buffer, above, column, apart / side));
            }
            (format!("dB against {name}"), [format!("+{side:.0}"), format!("-{side:.0}")])
        }
    };
    Writer::new(buffer, Rect { height: 1, ..area }).short(&title, area.width, scene.styles.of(Role::Title));
    let ends = [above.y, above.bottom().saturating_sub(1)];
    for (y, label) in ends.into_iter().zip(labels) {
        put(buffer, area, (area.x, y), &format!("{label:>3}"), faint);
    }
    spectrum::axis(buffer, picture, scene.styles);
}

/// A difference, −1 to 1, as a column up or down from the middle of an area, in halves of a cell.
fn beside_zero(scene: &Scene, buffer: &mut Buffer, area: Rect, (x, cells): (u16, u16), apart: f64) {
    let middle = i32::from(area.height);
    let end = middle - (apart * f64::from(middle)).round() as i32;
    let (from, to) = (end.min(middle), end.max(middle));
    for row in 0..area.height {
        let half = |at: i32| from <= at && at < to;
        let sign = match (half(2 * i32::from(row)), half(2 * i32::from(row) + 1)) {
            (true, true) => "█",
            (true, false) => "▀",
            (false, true) => "▄",
            // The line of zero, where the column does not begin.
            (false, false) if i32::from(row) == middle / 2 && from == to => "─",
            (false, false) => continue,
        };
        let text = sign.repeat(cells.into());
        put(buffer, area, (x, area.y + row), &text, scene.styles.of(Role::Wave));
    }
}
