//! The piano roll: rows go from left to right, pitches from below to above; the notes of other tracks stand behind.

use crate::song::notation::note_text;
use crate::song::note::{Note, Pitch};
use crate::studio::curves;
use crate::studio::pointer::Target;
use crate::studio::roll::marked::edges;
use crate::studio::roll::spans::Span;
use crate::studio::roll::{Window, draft};
use crate::studio::spoken::lanes::in_roll;
use crate::ui::paint::{Writer, line, put};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::across::Across;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells for the names of pitches at the left.
const KEYS: u16 = 5;

/// Which pitches are seen: the highest stands in the first line.
struct Up {
    highest: i32,
    lines: u16,
}

impl Up {
    /// The cursor's pitch is seen, in the middle where there is room, or where it is with `kept` as the highest one.
    fn of(lines: u16, cursor: Pitch, kept: Option<i32>) -> Up {
        let (lowest, top) = (i32::from(u8::from(Pitch::LOWEST)), i32::from(u8::from(Pitch::HIGHEST)));
        let lines = lines.min((top - lowest + 1) as u16);
        let number = i32::from(u8::from(cursor));
        let kept = kept.filter(|highest| (highest - i32::from(lines) + 1..=*highest).contains(&number));
        let highest = kept.unwrap_or(number + i32::from(lines) / 2);
        Up { highest: highest.clamp(lowest + i32::from(lines) - 1, top), lines }
    }

    fn line(&self, pitch: Pitch) -> Option<u16> {
        u16::try_from(self.highest - i32::from(u8::from(pitch))).ok().filter(|line| *line < self.lines)
    }

    fn pitch(&self, line: u16) -> Option<Pitch> {
        u8::try_from(self.highest - i32::from(line)).ok().and_then(|number| Pitch::try_from(number).ok())
    }
}

/// Draws the piano roll.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let (song, seat) = (scene.song(), scene.seat);
    title(scene, buffer, area);
    let inner = Rect {
        x: area.x + KEYS,
        y: area.y + 2,
        width: area.width.saturating_sub(KEYS),
        height: area.height.saturating_sub(3),
    };
    let row = curves::row(song, seat);
    let kept = Some(seat.roll.window.get()).filter(|_| seat.roll.stays);
    let across = Across::from(inner, curves::rows(song, seat), row, kept.map(|window| window.row));
    let up = Up::of(inner.height, seat.roll.pitch, kept.map(|window| window.line));
    seat.roll.window.set(Window { row: across.first, line: up.highest });
    keys(scene, buffer, area, &across, &up);
    others(scene, buffer, &across, &up);
    for span in draft(song, seat).spans() {
        note(scene, buffer, &across, &up, &span);
    }
    across.highlight(scene, buffer, inner.height, row);
    marked(scene, buffer, &across, &up);
    across.numbers(scene, buffer, inner.bottom(), row);
    let y = inner.y + up.line(seat.roll.pitch).unwrap_or(0);
    let cell = across.cell(row, y)?;
    buffer.set_style(cell, scene.styles.of(Role::Cursor));
    Some(Position { x: cell.x, y })
}

fn title(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let (song, seat) = (scene.song(), scene.seat);
    let track = song.tracks.get(usize::from(seat.place.track)).map_or("", |track| &track.name);
    let text = format!("Piano roll of track {:02} {track}, pattern {}", seat.place.track + 1, seat.pattern);
    Writer::new(buffer, line(area, 0)).short(&text, area.width, scene.styles.of(Role::Title));
    let text = in_roll(song, seat);
    Writer::new(buffer, line(area, 1)).short(&text, area.width, scene.styles.of(Role::Text));
}

/// The marked box.
fn marked(scene: &Scene, buffer: &mut Buffer, across: &Across, up: &Up) {
    let Some((rows, pitches)) = edges(scene.song(), scene.seat) else { return };
    for y in (0..up.lines).filter(|line| up.pitch(*line).is_some_and(|pitch| pitches.contains(&pitch))) {
        for row in rows.clone() {
            if let Some(cell) = across.cell(row, across.area.y + y) {
                buffer.set_style(cell, scene.styles.of(Role::Selection));
            }
        }
    }
}

/// The names of pitches, and lines where an octave begins.
fn keys(scene: &Scene, buffer: &mut Buffer, area: Rect, across: &Across, up: &Up) {
    for index in 0..up.lines {
        let Some(pitch) = up.pitch(index) else { continue };
        let y = across.area.y + index;
        let role = if pitch == scene.seat.roll.pitch { Role::Cursor } else { Role::RowNumber };
        put(buffer, area, (area.x, y), &note_text(Some(Note::On(pitch))), scene.styles.of(role));
        let is_black = matches!(pitch.key(), 1 | 3 | 6 | 8 | 10);
        let sign = if is_black { "#" } else { "│" };
        put(buffer, area, (area.x + KEYS - 2, y), sign, scene.styles.of(Role::Border));
        let beat = u16::from(scene.song().settings.rows_per_beat.max(1));
        for row in (across.first..across.first + across.count).filter(|row| row % beat == 0) {
            if let Some(x) = across.x(row) {
                put(buffer, across.area, (x, y), "·", scene.styles.of(Role::Empty));
            }
        }
        for row in across.first..across.first + across.count {
            if let Some(cell) = across.cell(row, y) {
                scene.spot(cell, Target::Note { row, pitch });
            }
        }
    }
}

/// Where other tracks strike something, behind the notes.
fn others(scene: &Scene, buffer: &mut Buffer, across: &Across, up: &Up) {
    let (song, seat) = (scene.song(), scene.seat);
    for track in (0..song.tracks.len()).filter(|track| *track != usize::from(seat.place.track)) {
        let Some(lane) = song.lane(seat.pattern.into(), track) else { continue };
        for (row, written) in lane.rows() {
            for cell in &written.notes {
                let Some(Note::On(pitch)) = cell.note else { continue };
                if let Some((x, line)) = across.x(row).zip(up.line(pitch)) {
                    let at = (x, across.area.y + line);
                    put(buffer, across.area, at, "▪", scene.styles.of(Role::Faint));
                }
            }
        }
    }
}

/// A note: a block where it is struck, a line as long as it sounds.
fn note(scene: &Scene, buffer: &mut Buffer, across: &Across, up: &Up, span: &Span) {
    let Some(below) = up.line(span.pitch) else { return };
    let y = across.area.y + below;
    for row in span.row..span.end {
        let Some(x) = across.x(row) else { continue };
        let (first, role) = match row == span.row {
            true => ("■", Role::Note),
            false => ("─", Role::Instrument),
        };
        let rest = "─".repeat(usize::from(across.cells.saturating_sub(1)));
        put(buffer, across.area, (x, y), first, scene.styles.of(role));
        put(buffer, across.area, (x + 1, y), &rest, scene.styles.of(Role::Instrument));
    }
}
