//! The curves of one track in one pattern: rows go from left to right, the chosen parameter's range from below to above.

use crate::song::curve::{Curve, ROW};
use crate::song::notation::note_text;
use crate::studio::curves::{self, Moved};
use crate::studio::grid::lane_row;
use crate::studio::pointer::Target;
use crate::studio::sheets::field::with_name;
use crate::studio::spoken::lanes::at_curve;
use crate::ui::paint::{Writer, line, put};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::across::Across;
use crate::ui::widgets::wave;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells for the ends of the range at the left.
const SCALE: u16 = 10;

/// Draws the curves.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let (song, seat) = (scene.song(), scene.seat);
    title(scene, buffer, line(area, 0));
    list(scene, buffer, line(area, 1));
    told(scene, buffer, line(area, 2));
    let plot = Rect {
        x: area.x + SCALE,
        y: area.y + 3,
        width: area.width.saturating_sub(SCALE),
        height: area.height.saturating_sub(5),
    };
    let across = Across::of(plot, curves::rows(song, seat), curves::row(song, seat));
    if let Some(curve) = curves::curve(song, seat) {
        let parameter = curves::moved(song, seat, curve.target());
        scale(scene, buffer, area, plot, parameter);
        picture(scene, buffer, &across, curve);
    }
    columns(scene, buffer, &across);
    let x = across.x(curves::row(song, seat)).unwrap_or(plot.x);
    Some(Position { x, y: plot.bottom() })
}

/// Which track and pattern.
fn title(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let (song, seat) = (scene.song(), scene.seat);
    let track = song.tracks.get(usize::from(seat.place.track)).map_or("", |track| &track.name);
    let name = song.patterns.get(seat.pattern.into()).map_or("", |pattern| &pattern.name);
    let text = format!(
        "Curves of track {:02} {track}, pattern {}, {} rows",
        seat.place.track + 1,
        with_name(seat.pattern.into(), name),
        curves::rows(song, seat)
    );
    Writer::new(buffer, area).short(&text, area.width, scene.styles.of(Role::Title));
}

/// The curves of the lane, the chosen one in brackets.
fn list(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let (song, seat) = (scene.song(), scene.seat);
    let mut writer = Writer::new(buffer, area);
    let Some(chosen) = curves::curve(song, seat) else {
        let text =
            format!("no parameter moves here yet: {} draws a curve of one", scene.key_of("draw-curve"));
        writer.text(&text, scene.styles.of(Role::Faint));
        return;
    };
    for curve in curves::lane(song, seat).into_iter().flat_map(|lane| lane.curves()) {
        let name = curve.target();
        match name == chosen.target() {
            true => writer.text(&format!("[{name}]"), scene.styles.of(Role::Chosen)),
            false => writer.text(&format!(" {name} "), scene.styles.of(Role::Text)),
        };
        writer.skip(1);
    }
}

/// Where the curve stands at the cursor.
fn told(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let text = at_curve(scene.song(), scene.seat);
    Writer::new(buffer, area).short(&text, area.width, scene.styles.of(Role::Text));
}

/// The ends and the middle of the range.
fn scale(scene: &Scene, buffer: &mut Buffer, area: Rect, plot: Rect, parameter: Option<Moved>) {
    for (part, below) in
        [(1.0, 0), (0.5, plot.height.saturating_sub(1) / 2), (0.0, plot.height.saturating_sub(1))]
    {
        let text = parameter.map_or(format!("{:.0} %", part * 100.0), |parameter| parameter.text(part));
        let at = Rect { width: SCALE - 1, ..area };
        put(buffer, at, (area.x, plot.y + below), &text, scene.styles.of(Role::Faint));
    }
}

/// The curve and its points.
fn picture(scene: &Scene, buffer: &mut Buffer, across: &Across, curve: &Curve) {
    let at = |dot: usize| {
        let rows = f32::from(across.first) + dot as f32 / f32::from(across.cells * 2);
        curve.value(rows * ROW as f32).unwrap_or(0.0) * 2.0 - 1.0
    };
    let drawn = Rect { width: across.count * across.cells, ..across.area };
    wave::line(buffer, drawn, at, scene.styles.of(Role::Wave));
    for point in curve.points() {
        let Some(x) = across.x((point.at / ROW) as u16) else { continue };
        let x = x + (point.at % ROW * u32::from(across.cells) / ROW) as u16;
        let below = (1.0 - point.place.part()) * f32::from(drawn.height);
        let y = drawn.y + (below as u16).min(drawn.height.saturating_sub(1));
        put(buffer, drawn, (x, y), "●", scene.styles.of(Role::Note));
    }
}

/// The rows of cursor and ear, and below the picture notes and numbers of rows.
fn columns(scene: &Scene, buffer: &mut Buffer, across: &Across) {
    let (song, seat) = (scene.song(), scene.seat);
    let plot = across.area;
    let (notes, numbers) = (plot.bottom(), plot.bottom() + 1);
    let below = Rect { y: notes, height: 2, ..plot };
    let lane = curves::lane(song, seat);
    let cursor = curves::row(song, seat);
    let marked = curves::marked_rows(song, seat).unwrap_or_default();
    let heard = scene.heard_row(seat.round()).map(|row| lane_row(song, seat.round(), seat.place.track, row));
    for row in across.first..across.first + across.count {
        let Some(x) = across.x(row) else { continue };
        let under = Rect { x, y: plot.y, width: across.cells, height: plot.height + 2 };
        scene.spot(under, Target::CurveRow(row));
        if let Some(note) = lane.and_then(|lane| lane.written(row)).and_then(|row| row.notes[0].note) {
            let text = if across.cells >= 4 { note_text(Some(note)).to_string() } else { "▪".to_owned() };
            put(buffer, below, (x, notes), &text, scene.styles.of(Role::Note));
        }
        let style = match () {
            _ if row == cursor => Some(Role::CursorRow),
            _ if Some(row) == heard => Some(Role::PlayRow),
            _ if marked.contains(&row) => Some(Role::Selection),
            _ => None,
        };
        if let Some(role) = style {
            let column = Rect { x, width: across.cells, height: plot.height, y: plot.y };
            buffer.set_style(column, scene.styles.of(role));
        }
    }
    across.numbers(scene, buffer, numbers, cursor);
}
