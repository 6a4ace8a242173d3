//! The faults of the song: a line for each, and below the list all that is known of the chosen one.

use crate::check::fault::Fault;
use crate::studio::block::counted;
use crate::studio::checking::Listened;
use crate::studio::pointer::Target;
use crate::studio::seat::SheetCursor;
use crate::studio::sheets::check::fix;
use crate::ui::paint::{Writer, line, width, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines below the list.
const BELOW: u16 = 7;
/// Cells of the severity: the longest word and its sign.
const WORD: u16 = 11;
/// The most cells of a place.
const PLACE: u16 = 20;

/// Draws the view; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let faults = scene.studio.faults();
    Writer::new(buffer, line(area, 0)).short(&head(scene), area.width, scene.styles.of(Role::Title));
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(BELOW + 1), ..area };
    let below = Rect { y: list.bottom(), height: BELOW.min(area.height), ..area }.intersection(area);
    let row = scene.seat.sheet().row.min(faults.len().saturating_sub(1));
    let height = usize::from(list.height).max(1);
    let first = (row + 1).saturating_sub(height).max(row.saturating_sub(height / 2));
    let first = first.min(faults.len().saturating_sub(height));
    let places = faults.iter().skip(first).take(height).map(|fault| width(&fault.finding.place.text()));
    let place = places.max().unwrap_or(0).min(PLACE);
    for (index, fault) in faults.iter().skip(first).take(height).enumerate() {
        let area = line(list, index as u16);
        scene.spot(area, Target::Field(SheetCursor { column: 0, row: first + index }));
        one(scene, buffer, area, fault, (place, first + index == row));
    }
    match faults.get(row) {
        Some(fault) => detail(scene, buffer, below, fault),
        None => {
            let text = match scene.studio.is_examined() {
                true => "No faults. What is heard is told after listening.",
                false => "The song is being examined.",
            };
            Writer::new(buffer, line(list, 0)).short(text, area.width, scene.styles.of(Role::Text));
        }
    }
    Some(Position { x: area.x, y: list.y + (row - first.min(row)) as u16 })
}

/// How many faults there are, and how far the song was looked at.
fn head(scene: &Scene) -> String {
    let faults = scene.studio.faults();
    let count = |word: &str| faults.iter().filter(|fault| fault.word() == word).count();
    let counts = [
        counted(count("error"), "error"),
        counted(count("warning"), "warning"),
        format!("{} info", count("info")),
        format!("{} accepted", count("accepted")),
    ];
    let key = scene.key_of("listen-for-faults");
    let heard = match scene.studio.listened() {
        Listened::Never => format!("not listened to: {key}"),
        Listened::Now => "being listened to".to_owned(),
        Listened::Wholly => "listened to".to_owned(),
        Listened::Before => format!("changed since it was listened to: {key}"),
    };
    let examined = if scene.studio.is_examined() { "" } else { ", being examined" };
    format!("{}{examined}; {heard}", counts.join(", "))
}

/// The sign and the role of a fault.
fn look(fault: &Fault) -> (&'static str, Role) {
    match fault.word() {
        "error" => ("✗", Role::Error),
        "warning" => ("!", Role::Warning),
        "info" => ("·", Role::Text),
        _ => ("✓", Role::Faint),
    }
}

fn one(scene: &Scene, buffer: &mut Buffer, area: Rect, fault: &Fault, (place, chosen): (u16, bool)) {
    let (sign, role) = look(fault);
    let style = scene.styles.of(role);
    let text = scene.styles.of(if chosen { Role::Cursor } else { Role::Text });
    let mut writer = Writer::new(buffer, area);
    writer.text(if chosen { ">" } else { " " }, text);
    writer.field(&format!("{sign} {}", fault.word()), WORD, style).skip(1);
    writer.field(&fault.finding.place.text(), place, scene.styles.of(Role::Faint)).skip(1);
    let room = writer.room();
    writer.short(&fault.sentence(), room, text);
}

/// What is known of a fault: its sentence, what was measured, what would mend it and how.
fn detail(scene: &Scene, buffer: &mut Buffer, area: Rect, fault: &Fault) {
    let finding = &fault.finding;
    let unit = fault.rule.threshold.map_or("", |threshold| threshold.unit);
    let number =
        |number: f64| format!("{:.2}", number).trim_end_matches('0').trim_end_matches('.').to_owned();
    let measured = match (finding.value, finding.threshold) {
        (Some(value), Some(threshold)) => {
            format!(": {}, where {} {unit} is the limit", number(value), number(threshold))
        }
        (Some(value), None) => format!(": {} {unit}", number(value)),
        _ => String::new(),
    };
    let measured = measured.replace("  ", " ");
    let mut lines = vec![(format!("{}{measured}", fault.rule.name), Role::Title)];
    lines.extend(wrapped(&fault.sentence(), area.width).into_iter().map(|text| (text, Role::Text)));
    if let Some(fix) = fix(fault) {
        lines.extend(wrapped(&format!("→ {fix}"), area.width).into_iter().map(|text| (text, Role::Text)));
    }
    lines.truncate(usize::from(BELOW).saturating_sub(2));
    let has_edit = fault.finding.fix.as_ref().is_some_and(|fix| fix.edit.is_some());
    let accept = if fault.accepted.is_some() { "accept it no more" } else { "accept it" };
    let keys = [
        ("enter-field", "to the place", true),
        ("mend-fault", "mend it", has_edit),
        ("accept-fault", accept, true),
        ("next-fault", "to the next", true),
        ("listen-for-faults", "listen", true),
    ];
    let keys = keys.into_iter().filter(|(.., shown)| *shown);
    let keys: Vec<String> =
        keys.map(|(command, word, _)| format!("{} {word}", scene.key_of(command))).collect();
    lines.push((keys.join("   "), Role::Hint));
    for (index, (text, role)) in lines.iter().enumerate() {
        Writer::new(buffer, line(area, index as u16 + 1)).short(text, area.width, scene.styles.of(*role));
    }
}
