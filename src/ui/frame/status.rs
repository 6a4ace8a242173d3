//! The line that speaks: what was just told, or else what the field under the cursor means.

use crate::sequencer::effects;
use crate::song::notation::note_text;
use crate::song::note::Note;
use crate::song::row::{NoteCell, VolumeCell};
use crate::studio::curves;
use crate::studio::grid::{Column, hides_delays, row_at};
use crate::studio::notices::Weight;
use crate::studio::numbers::Numbers;
use crate::studio::pointer::Target;
use crate::studio::sheets;
use crate::studio::sheets::field::plain;
use crate::studio::slots;
use crate::studio::view::View;
use crate::ui::paint::{Writer, line, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::Styles;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};
use std::time::Instant;

/// The sign and the look of a notice.
pub fn sign(weight: Weight, styles: &Styles) -> (&'static str, Style) {
    match weight {
        Weight::Done => ("✓", styles.of(Role::Status)),
        Weight::Warning => ("!", styles.of(Role::Warning)),
        Weight::Fault => ("✗", styles.of(Role::Error)),
        Weight::Aside => ("·", styles.of(Role::Faint)),
    }
}

/// The most lines that something told takes.
const MOST: usize = 6;

/// Draws the line, the last but one of the screen. What was told and is too long for it takes lines above as well.
pub fn draw(scene: &Scene, buffer: &mut Buffer, screen: Rect) {
    let styles = scene.styles;
    let area = line(screen, screen.height.saturating_sub(2));
    let Some((notice, others)) = scene.studio.notices.current(scene.seat.person.number, Instant::now())
    else {
        let text = if scene.is_sparing() { String::new() } else { explanation(scene) };
        let more = more(scene, area.width);
        let rows = if more > 0 { wrapped(&text, area.width) } else { vec![text] };
        for (index, text) in rows.iter().take(usize::from(more) + 1).enumerate() {
            let row = Rect { y: area.y - more + index as u16, ..area };
            Writer::new(buffer, row).short(text, area.width, styles.of(Role::Text));
        }
        return;
    };
    let (sign, style) = sign(notice.weight, styles);
    let log = scene.key_of("view-log");
    let more = match others {
        0 => String::new(),
        others => format!("  (and {others} more: {log})"),
    };
    let rows = lines(&notice.text, &more, area.width.saturating_sub(2), &log);
    let above = (rows.len() as u16 - 1).min(area.y.saturating_sub(screen.y));
    let whole = Rect { y: area.y - above, height: above + 1, ..area };
    if above > 0 {
        Clear.render(whole, buffer);
        buffer.set_style(whole, styles.of(Role::Screen));
        scene.spot(whole, Target::Cover);
    }
    for (index, text) in rows.iter().enumerate() {
        let sign = if index == 0 { sign } else { " " };
        let mut writer = Writer::new(buffer, line(whole, index as u16));
        writer.text(sign, style).skip(1).short(text, area.width, style);
    }
}

/// The most lines that the meaning of a field takes beside the status line.
const MORE: u16 = 2;

/// How many lines above the status line the meaning of a sheet's field takes. In the grid, where every step means something else, none:
/// the rows stay where they are.
pub fn more(scene: &Scene, cells: u16) -> u16 {
    let rows = in_sheet(scene).map_or(1, |text| wrapped(&text, cells).len());
    (rows as u16).saturating_sub(1).min(MORE)
}

/// What was told, in lines of so many cells; `more` stands behind it. Where that is too much, the last line says which key shows all.
fn lines(text: &str, more: &str, cells: u16, log: &str) -> Vec<String> {
    let mut rows = wrapped(&format!("{text}{more}"), cells);
    if rows.len() > MOST {
        rows.truncate(MOST - 1);
        rows.push(format!("… {log} shows all of it"));
    }
    if rows.is_empty() { vec![String::new()] } else { rows }
}

/// What the field under the cursor means.
pub fn explanation(scene: &Scene) -> String {
    match scene.seat.view {
        View::Pattern => in_grid(scene),
        View::Automation => in_curves(scene),
        View::Matrix => slots::told(scene.song(), scene.seat),
        _ => in_sheet(scene).unwrap_or_default(),
    }
}

fn in_sheet(scene: &Scene) -> Option<String> {
    let Scene { studio, seat, .. } = *scene;
    let (sheet, at) = (sheets::of(seat.view)?, seat.sheet());
    let field = (sheet.field)(studio, seat, at)?;
    // In tables the column's title says what the field is, and a label is the row's number.
    let is_number = field.label.starts_with(|sign: char| sign.is_ascii_digit());
    let name = match field.label.as_str() {
        "" => (sheet.columns)(studio, seat).get(at.column).cloned().unwrap_or_default(),
        _ if is_number => String::new(),
        label => label.to_owned(),
    };
    Some(if name.is_empty() { field.help } else { format!("{name}: {}", field.help) })
}

fn in_curves(scene: &Scene) -> String {
    let Scene { studio, seat, .. } = *scene;
    let Some(curve) = curves::curve(studio.song(), seat) else { return String::new() };
    let parameter = curves::moved(studio.song(), seat, curve.target());
    let help = parameter.map_or("no parameter of this track", |parameter| parameter.info.help);
    format!("{}: {help}", curve.target())
}

fn in_grid(scene: &Scene) -> String {
    let (seat, place) = (scene.seat, scene.seat.place);
    if let Some(remark) = scene.song().open_remarks(seat.pattern, place.row).next() {
        return format!("¶ {}", plain(&remark.told()));
    }
    let row = row_at(scene.song(), seat.round(), place.track, place.row);
    let cell = |number: u8| row.notes.get(usize::from(number)).copied().unwrap_or_default();
    match place.column {
        Column::Note(number) => {
            let cell = cell(number);
            let (told, delay) = (note(scene, &cell), cell.delay);
            match cell.note.is_some() && delay > 0 && hides_delays(scene.song(), place.track) {
                true => format!("{delay}/256 of a row late (its column is hidden): {told}"),
                false => told,
            }
        }
        Column::Instrument(number) => instrument(scene, &cell(number)),
        Column::Volume(number) => volume(&cell(number)),
        Column::Delay(number) => match cell(number).delay {
            0 => "delay: none; 01 to FF make the note late by 1/256 of a row each".to_owned(),
            delay => format!("delay: the note comes {delay}/256 of a row late"),
        },
        Column::Effect(number) => match row.effects.get(usize::from(number)).copied().flatten() {
            Some(effect) => curves::described(scene.song(), seat, number, effect),
            None => no_effect(scene),
        },
    }
}

/// What an effect is, and which key lists them that the field does not take for one.
fn no_effect(scene: &Scene) -> String {
    let takes = |key: &String| key.chars().count() == 1;
    let keys = scene.keys_of("help");
    let key = keys.into_iter().find(|key| !takes(key)).unwrap_or_else(|| ":help".to_owned());
    format!("effect: a letter or sign and two digits; {key} lists them")
}

fn note(scene: &Scene, cell: &NoteCell) -> String {
    match cell.note {
        None if scene.song().instruments.iter().all(Option::is_none) => {
            format!("the song has no instrument yet: {} adds one", scene.key_of("view-instruments"))
        }
        None => format!("note: the keys are {}", scene.seat.typing.keys.help),
        Some(Note::Off) => "note off: the key is let go".to_owned(),
        Some(Note::Cut) => "note cut: silence at once".to_owned(),
        Some(Note::Fade) => "note fade: the instrument's fade-out begins".to_owned(),
        Some(Note::On(pitch)) => {
            let text = note_text(cell.note);
            let name = text.replace('-', "");
            let hertz = 440.0 * ((f64::from(pitch.midi()) - 69.0) / 12.0).exp2();
            let sound = cell.instrument.map_or(String::new(), |_| format!(", {}", instrument(scene, cell)));
            format!("note {name}, MIDI key {}, {hertz:.1} Hz{sound}", pitch.midi())
        }
    }
}

fn instrument(scene: &Scene, cell: &NoteCell) -> String {
    let Some(number) = cell.instrument else {
        return "instrument: 01 to FF, the last one of this column if empty".to_owned();
    };
    let shown = Numbers::of(&scene.studio.settings).slot(number.get() - 1);
    match scene.song().instrument(usize::from(number.get()) - 1) {
        Some(instrument) => format!("instrument {shown} {}", instrument.name),
        None => format!("instrument {shown} is empty: nothing sounds"),
    }
}

fn volume(cell: &NoteCell) -> String {
    match cell.volume {
        None => "volume: v00 to v64, p00 to p64 for panning, or an effect: a to h and a digit".to_owned(),
        Some(VolumeCell::Volume(value)) => format!("volume {value} of {}", VolumeCell::HIGHEST),
        Some(VolumeCell::Panning(value)) => {
            let place = match value {
                0..32 => "left",
                32 => "centre",
                _ => "right",
            };
            format!("panning {value} of {} ({place})", VolumeCell::HIGHEST)
        }
        Some(VolumeCell::Effect(effect, digit)) => effects::describe_field(effect, digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_whole_up_to_a_few_lines() {
        assert_eq!(
            lines("saved", "  (and 1 more: Ctrl-W l)", 40, "Ctrl-W l"),
            ["saved  (and 1 more: Ctrl-W l)"]
        );
        assert_eq!(lines("one two three four", "", 9, "l"), ["one two", "three", "four"]);
        let long = ["word"; 40].join(" ");
        let rows = lines(&long, "", 20, "Ctrl-W l");
        assert_eq!((rows.len(), rows.last().map(String::as_str)), (MOST, Some("… Ctrl-W l shows all of it")));
    }
}
