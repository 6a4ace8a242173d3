//! The lines above the view: playback as it is heard, and what a keystroke would do.

use crate::studio::keymap;
use crate::studio::pointer::{Target, looks_at};
use crate::studio::view::View;
use crate::studio::writing::Mode;
use crate::ui::paint::{Pieces, Writer, line, put_right};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::meter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// From this height on there is a line that names the views.
const TALL: u16 = 30;

/// How many lines the header takes on a screen of this height.
pub fn height(screen: u16) -> u16 {
    if screen >= TALL { 3 } else { 2 }
}

/// Draws the header.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    transport(scene, buffer, line(area, 0));
    hands(scene, buffer, line(area, 1));
    if area.height > 2 {
        views(scene, buffer, line(area, 2));
    }
}

/// The tempo that is heard, exact where it is one that is written.
fn tempo(scene: &Scene) -> String {
    let written = scene.written_tempo(scene.order());
    let heard = scene.studio.transport.tempo;
    if scene.heard().is_none() || (heard - written.bpm()).abs() < 1e-3 {
        return format!("{written} BPM");
    }
    format!("{heard:.2} BPM")
}

fn transport(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Scene { studio, seat, styles } = *scene;
    let over = studio.transport.highest > 1.0;
    let peak = meter::level_text(studio.transport.highest);
    let mut right: Pieces =
        vec![(format!("peak {peak}"), if over { styles.of(Role::Clip) } else { styles.of(Role::Text) })];
    if area.width >= 120 {
        for (side, level) in ["L", "R"].iter().zip(studio.transport.master) {
            let text = meter::bar(meter::position(level), 16);
            right.push((format!("  {side} "), styles.of(Role::Faint)));
            right.push((format!("{text:16}"), meter::style(level, styles)));
        }
    }
    let whole = area;
    let area = put_right(buffer, area, &right);
    let x = area.right().min(whole.right());
    scene.spot(Rect { x, width: whole.right() - x, ..whole }, Target::Run("clear-peaks"));
    let mut writer = Writer::new(buffer, area);
    match scene.heard() {
        Some(_) => writer.text("▶ playing  ", styles.of(Role::Playing)),
        None if studio.hearing.is_example() => writer.text("▶ example  ", styles.of(Role::Playing)),
        None if studio.transport.playing.is_some() => writer.text("▶ waits    ", styles.of(Role::Playing)),
        None => writer.text("■ stopped  ", styles.of(Role::Text)),
    };
    let changed = if studio.document.is_changed() { "*" } else { " " };
    let name = studio.document.name();
    writer
        .short(&name, (area.width / 4).max(12), styles.of(Role::Title))
        .text(changed, styles.of(Role::Unsaved))
        .skip(1);
    let section = scene.section(scene.order());
    if !section.is_empty() {
        writer.short(section, (area.width / 6).max(8), styles.of(Role::Text)).skip(1);
    }
    let row = scene.heard().map_or(seat.place.row, |position| position.row);
    // Beside the time two bare numbers would look like another one.
    let pattern = scene.heard().map_or(seat.pattern, |position| position.pattern);
    let place = match writer.room() {
        36..44 => format!("entry {} row {row:02}", scene.order()),
        44.. => format!("entry {} pattern {pattern} row {row:02}", scene.order()),
        _ => format!("{}:{row:02}", scene.order()),
    };
    writer.text(&place, styles.of(Role::Text)).skip(2);
    writer.text(&tempo(scene), styles.of(Role::Text)).skip(2);
    let seconds = if scene.heard().is_some() { studio.transport.seconds(studio.rate()) as u64 } else { 0 };
    writer.text(&format!("{}:{:02}", seconds / 60, seconds % 60), styles.of(Role::Text));
}

fn hands(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Scene { studio, seat, styles } = *scene;
    let late = studio.late();
    let load = (studio.load() * 100.0).round();
    let right: Pieces = vec![
        ("CPU ".to_owned(), styles.of(Role::Faint)),
        (format!("{load} %{}", if load > 90.0 { "!" } else { "" }), styles.of(Role::Text)),
        ("  late ".to_owned(), styles.of(Role::Faint)),
        (
            format!("{late}{}", if late > 0 { "!" } else { "" }),
            if late > 0 { styles.of(Role::Warning) } else { styles.of(Role::Text) },
        ),
        ("  voices ".to_owned(), styles.of(Role::Faint)),
        (studio.transport.voices.to_string(), styles.of(Role::Text)),
    ];
    let area = put_right(buffer, area, &right);
    let mut writer = Writer::new(buffer, area);
    let (word, style) = match seat.edit {
        true if scene.is_recording() => ("● record", styles.of(Role::Recording)),
        _ if seat.mode() == Some(keymap::Mode::Normal) => ("◇ normal", styles.of(Role::Text)),
        _ if seat.mode() == Some(keymap::Mode::Visual) => ("◈ visual", styles.of(Role::Armed)),
        true if seat.mode().is_some() => ("◆ insert", styles.of(Role::Title)),
        true => ("◆ edit  ", styles.of(Role::Title)),
        false => ("◇ listen", styles.of(Role::Text)),
    };
    writer.text(word, style).skip(1);
    let follow = if seat.follow { "follow" } else { "stay" };
    for (name, value) in [("oct", seat.octave.to_string()), ("step", seat.step.to_string())] {
        writer.text(name, styles.of(Role::Faint)).skip(1).text(&value, styles.of(Role::Text)).skip(2);
    }
    writer.text(follow, styles.of(Role::Text)).skip(2);
    if studio.automation() != Mode::Off {
        let text = format!("auto {}", studio.automation().name());
        writer.text(&text, styles.of(Role::Armed)).skip(2);
    }
    writer.text("inst", styles.of(Role::Faint)).skip(1);
    let number = format!("{:02X}", u16::from(seat.instrument) + 1);
    writer.text(&number, styles.of(Role::Instrument)).skip(1);
    match scene.song().instrument(seat.instrument.into()) {
        Some(instrument) => writer.short(&instrument.name, 24, styles.of(Role::Text)),
        None => writer.text("(empty)", styles.of(Role::Faint)),
    };
}

fn views(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Scene { seat, styles, .. } = *scene;
    let mut writer = Writer::new(buffer, area);
    for (view, name) in View::ALL {
        let here = *view == seat.view;
        let Some(command) = looks_at(*view) else { continue };
        let x = writer.column();
        let style: Style = if here { styles.of(Role::Title) } else { styles.of(Role::Text) };
        let [open, close] = if here { ["[", "]"] } else { [" ", " "] };
        writer
            .text(open, styles.of(Role::Title))
            .text(&scene.key_of(command), styles.of(Role::Hint))
            .text(" ", style);
        writer.text(name, style).text(close, styles.of(Role::Title)).skip(1);
        scene.spot(Rect { x, width: writer.column() - x, ..area }, Target::Run(command));
    }
}
