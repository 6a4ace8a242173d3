//! The step sequencer: a line for each voice of the track, a step for each row.

use crate::song::notation::note_text;
use crate::song::note::Note;
use crate::song::row::{NoteCell, VolumeCell};
use crate::studio::curves;
use crate::studio::pointer::Target;
use crate::studio::roll::Window;
use crate::studio::roll::voices::{Voice, step, voices};
use crate::ui::paint::{Writer, line, put};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::across::Across;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells for the names of voices at the left.
const NAMES: u16 = 20;

/// Draws the step sequencer.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let (song, seat) = (scene.song(), scene.seat);
    let track = song.tracks.get(usize::from(seat.place.track)).map_or("", |track| &track.name);
    let text = format!("Steps of track {:02} {track}, pattern {}", seat.place.track + 1, seat.pattern);
    Writer::new(buffer, line(area, 0)).short(&text, area.width, scene.styles.of(Role::Title));
    let voices = voices(scene.studio.shown(), seat);
    if voices.is_empty() {
        let key = scene.key_of("add-voice");
        let text =
            format!("This track strikes nothing yet: {key} makes a line of a note of the chosen instrument.");
        Writer::new(buffer, line(area, 2)).short(&text, area.width, scene.styles.of(Role::Text));
        return Some(Position { x: area.x, y: area.y });
    }
    let inner = Rect {
        x: area.x + NAMES,
        y: area.y + 2,
        width: area.width.saturating_sub(NAMES),
        height: area.height.saturating_sub(3),
    };
    let row = curves::row(song, seat);
    let kept = Some(seat.roll.window.get()).filter(|_| seat.roll.stays);
    let across = Across::from(inner, curves::rows(song, seat), row, kept.map(|window| window.row));
    let chosen = seat.roll.line.min(voices.len() - 1);
    let lines = usize::from(inner.height).min(voices.len());
    let kept = kept.and_then(|window| usize::try_from(window.line).ok());
    let kept =
        kept.filter(|first| (*first..first + lines).contains(&chosen) && first + lines <= voices.len());
    let first = kept.unwrap_or((chosen + 1).saturating_sub(lines));
    seat.roll.window.set(Window { row: across.first, line: first as i32 });
    for (index, voice) in voices.iter().enumerate().skip(first).take(lines) {
        let y = inner.y + (index - first) as u16;
        name(scene, buffer, Rect { y, height: 1, width: NAMES - 1, ..area }, *voice, index == chosen);
        steps(scene, buffer, &across, y, *voice);
        for row in across.first..across.first + across.count {
            if let Some(cell) = across.cell(row, y) {
                scene.spot(cell, Target::Step { row, line: index });
            }
        }
    }
    across.highlight(scene, buffer, lines as u16, row);
    let y = inner.y + (chosen - first) as u16;
    across.numbers(scene, buffer, inner.y + lines as u16, row);
    let cell = across.cell(row, y)?;
    buffer.set_style(cell, scene.styles.of(Role::Cursor));
    Some(Position { x: cell.x, y })
}

/// The instrument's number and name and the pitch.
fn name(scene: &Scene, buffer: &mut Buffer, area: Rect, voice: Voice, chosen: bool) {
    let slot = voice.instrument.map(usize::from);
    let own = slot.and_then(|slot| scene.song().instrument(slot)).map_or("", |instrument| &instrument.name);
    let number = slot.map_or("--".to_owned(), |slot| format!("{:02X}", slot + 1));
    let sign = if chosen { "▶" } else { " " };
    let text = format!("{sign}{number} {} {own}", note_text(Some(Note::On(voice.pitch))));
    let role = if chosen { Role::Chosen } else { Role::Text };
    Writer::new(buffer, area).short(&text, area.width, scene.styles.of(role));
}

/// The steps of a voice; a digit tells how loud one is, in ninths.
fn steps(scene: &Scene, buffer: &mut Buffer, across: &Across, y: u16, voice: Voice) {
    let beat = u16::from(scene.song().settings.rows_per_beat.max(1));
    for row in across.first..across.first + across.count {
        let Some(x) = across.x(row) else { continue };
        let (text, role) = match step(scene.song(), scene.seat, voice, row) {
            Some((_, cell)) => (strength(&cell), Role::Note),
            None if row % beat == 0 => ("|".to_owned(), Role::Border),
            None => ("·".to_owned(), Role::Empty),
        };
        put(buffer, across.area, (x, y), &text, scene.styles.of(role));
    }
}

fn strength(cell: &NoteCell) -> String {
    match cell.volume {
        Some(VolumeCell::Volume(volume)) => {
            let ninths = (u32::from(volume) * 9).div_ceil(VolumeCell::HIGHEST.into());
            ninths.to_string()
        }
        _ => "■".to_owned(),
    }
}
