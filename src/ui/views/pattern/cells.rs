//! The rows of the grid, field by field.

use super::lines::{Lines, Source};
use super::tracks::{Shown, Tracks, cells};
use crate::song::note::Note;
use crate::song::row::Row;
use crate::song::scale::Tonality;
use crate::studio::company::Present;
use crate::studio::following::is_following;
use crate::studio::grid::{Column, Place, hides_delays, lane_row};
use crate::studio::melody::sounding::is_drum;
use crate::studio::numbers::Numbers;
use crate::studio::pointer::Target;
use crate::studio::view::View;
use crate::ui::paint::put;
use crate::ui::scene::Scene;
use crate::ui::theme::Styles;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// Draws the rows; the cell of the cursor, if it is on the screen.
pub fn draw(
    scene: &Scene,
    buffer: &mut Buffer,
    area: Rect,
    tracks: &Tracks,
    lines: &Lines,
) -> Option<Position> {
    let mut cursor = None;
    for y in 0..area.height {
        let line = Rect { y: area.y + y, height: 1, ..area };
        let Some(source) = lines.get(y) else {
            borders(scene, buffer, line, tracks);
            continue;
        };
        let here = source.own && source.row == scene.seat.place.row;
        label(scene, buffer, line, source, tracks.label);
        buffer.set_style(line, division(scene, source.row).1);
        bar(scene, buffer, line, tracks, bar_style(scene, source));
        for shown in &tracks.shown {
            let found = track(scene, buffer, line, source, shown, y);
            cursor = cursor.or(found.filter(|_| here));
        }
        // The sign at the other end is one way of the cursor more.
        if is_heard(scene, source) && !scene.is_frugal() {
            put(
                buffer,
                line,
                (line.right() - 1, line.y),
                "◀",
                scene.styles.of(play_role(scene)).patch(scene.styles.of(Role::Playing)),
            );
        }
    }
    cursor
}

fn borders(scene: &Scene, buffer: &mut Buffer, line: Rect, tracks: &Tracks) {
    for shown in &tracks.shown {
        put(buffer, line, (line.x + shown.x - 1, line.y), "│", scene.styles.of(Role::Border));
    }
}

/// The look of the row that is heard.
fn play_role(scene: &Scene) -> Role {
    if scene.is_recording() { Role::RecordRow } else { Role::PlayRow }
}

fn is_heard(scene: &Scene, source: Source) -> bool {
    scene.heard_row(source.round) == Some(source.row)
}

/// What a row of the pattern begins: a bar, a beat, or nothing.
fn division(scene: &Scene, row: u16) -> (&'static str, Style) {
    let settings = &scene.song().settings;
    let begins = |rows: u8| rows > 0 && row.is_multiple_of(rows.into());
    if begins(settings.rows_per_bar) {
        ("╞", scene.styles.of(Role::MajorRow))
    } else if begins(settings.rows_per_beat) {
        ("├", scene.styles.of(Role::MinorRow))
    } else {
        ("│", Style::new())
    }
}

/// Lays the look of the cursor's row and of the one that is heard over a line. On the way to another machine each cell of it costs
/// bytes twice at every row: there it is the number's alone while a row is heard in it, and else the cursor's track's too.
fn bar(scene: &Scene, buffer: &mut Buffer, line: Rect, tracks: &Tracks, style: Style) {
    if style == Style::new() || scene.is_frugal() {
        return;
    }
    if !scene.seat.is_remote {
        return buffer.set_style(line, style);
    }
    buffer.set_style(Rect { width: tracks.label, ..line }, style);
    let own = tracks.shown.iter().find(|shown| shown.track == scene.seat.place.track);
    let own = own.filter(|_| !is_following(scene.studio, scene.seat));
    let own = own.map(|shown| Rect { x: line.x + shown.x, width: shown.width, ..line });
    buffer.set_style(own.unwrap_or_default().intersection(line), style);
}

/// What the cursor's row and the one that is heard look like; nothing for others.
fn bar_style(scene: &Scene, source: Source) -> Style {
    let (styles, mut style) = (scene.styles, Style::new());
    if source.own && source.row == scene.seat.place.row {
        style = style.patch(styles.of(Role::CursorRow));
    }
    if is_heard(scene, source) {
        style = style.patch(styles.of(play_role(scene)));
    }
    style
}

/// The row's number, and in the cell behind it what the row is: `▶` heard, `¶` something was said to it, `╞` a bar begins, `├` a beat begins.
fn label(scene: &Scene, buffer: &mut Buffer, line: Rect, source: Source, cells: u16) {
    let styles = scene.styles;
    let (mut sign, division) = division(scene, source.row);
    let mut style = match source {
        Source { own: true, row, .. } if row == scene.seat.place.row && !scene.is_sparing() => {
            styles.of(Role::Title)
        }
        Source { own: true, .. } if division != Style::new() => styles.of(Role::Text),
        _ => styles.of(Role::Faint),
    };
    let mut border = styles.of(Role::Border);
    if scene.song().open_remarks(source.round.pattern, source.row).next().is_some() {
        (sign, border) = ("¶", styles.of(Role::Warning));
    }
    if is_heard(scene, source) {
        (sign, border) = ("▶", styles.of(Role::Playing));
        style = if scene.is_sparing() { style } else { border };
    }
    let number = Numbers::of(&scene.studio.settings).row(source.row, cells.into());
    put(buffer, line, (line.x, line.y), &number, style);
    put(buffer, line, (line.x + cells, line.y), sign, border);
}

fn style_of(styles: &Styles, column: Column) -> Style {
    match column {
        Column::Note(_) => styles.of(Role::Note),
        Column::Instrument(_) => styles.of(Role::Instrument),
        Column::Volume(_) => styles.of(Role::Volume),
        Column::Delay(_) => styles.of(Role::Delay),
        Column::Effect(_) => styles.of(Role::Effect),
    }
}

/// What stands there without what waits to be taken, if anything does.
fn waiting(scene: &Scene, source: Source, track: u16, row: u16) -> Option<Row> {
    scene.studio.preview.as_ref()?;
    let lane = scene.studio.song().lane(source.round.pattern.into(), track.into());
    Some(lane.map(|lane| lane.row(row)).unwrap_or_default())
}

/// Whether a field is a note that does not belong to the song's scale; drums have none.
fn is_off(scene: &Scene, row: &Row, column: Column, tonality: Tonality) -> bool {
    let Column::Note(number) = column else { return false };
    let cell = row.notes[usize::from(number)];
    let is_off = matches!(cell.note, Some(Note::On(pitch)) if !tonality.holds(pitch));
    is_off && !is_drum(scene.song(), cell.instrument)
}

/// Whether a field is a note whose delay no column shows.
fn is_late_unseen(scene: &Scene, row: &Row, track: u16, column: Column) -> bool {
    let Column::Note(number) = column else { return false };
    let cell = row.notes[usize::from(number)];
    cell.note.is_some() && cell.delay > 0 && hides_delays(scene.song(), track)
}

/// Somebody else whose cursor is in that track and row.
fn visitor<'a>(scene: &Scene<'a>, source: Source, track: u16) -> Option<&'a Present> {
    let here = |other: &&Present| {
        let place = (other.pattern, other.place.row, other.place.track);
        other.view == View::Pattern && place == (source.round.pattern, source.row, track)
    };
    scene.studio.company.others(scene.seat).find(here).filter(|_| source.own)
}

/// Draws one track of a row; where the cursor would stand in it.
fn track(
    scene: &Scene,
    buffer: &mut Buffer,
    line: Rect,
    source: Source,
    shown: &Shown,
    y: u16,
) -> Option<Position> {
    let Scene { styles, seat, .. } = *scene;
    let lane = scene.song().lane(source.round.pattern.into(), shown.track.into());
    let turned = lane_row(scene.song(), source.round, shown.track, source.row);
    let again = turned != source.row;
    let left = line.x + shown.x;
    if left > line.x + 3 {
        let sign = if again && turned == 0 { "↻" } else { "│" };
        put(buffer, line, (left - 1, line.y), sign, styles.of(Role::Border));
    }
    let row = &lane.map(|lane| lane.row(turned)).unwrap_or_default();
    let waits = waiting(scene, source, shown.track, turned);
    if waits.as_ref().is_some_and(|old| old != row) {
        put(buffer, line, (left - 1, line.y), "*", styles.of(Role::Preview));
    }
    let visitor = visitor(scene, source, shown.track);
    if let Some(Present { person, .. }) = visitor {
        let digit = (person.number % 10).to_string();
        put(buffer, line, (left - 1, line.y), &digit, styles.of(Role::Chosen));
    }
    let (numbers, tonality) = (Numbers::of(&scene.studio.settings), scene.song().settings.tonality);
    let dimmed = again || !source.own || scene.silence(shown.track.into()).is_some();
    let mut cursor = None;
    for field in &shown.fields {
        let text = numbers.field(row, field.column);
        let is_empty = text.starts_with("--");
        let mut style = match () {
            () if is_empty => styles.of(Role::Empty),
            () if dimmed => styles.of(Role::Faint),
            () => style_of(styles, field.column),
        };
        let off = is_off(scene, row, field.column, tonality);
        if off {
            style = style.patch(styles.of(Role::OffScale));
        }
        if waits.as_ref().is_some_and(|old| numbers.field(old, field.column) != text) {
            style = style.patch(styles.of(Role::Preview));
        }
        // The same sign of one byte where each of them counts.
        let dots = if scene.is_frugal() { "..." } else { "···" };
        let text = if is_empty { &dots[..usize::from(cells(field.column)) * dots.len() / 3] } else { &*text };
        let marked = seat.selection.is_some_and(|marked| marked.holds(source.row, shown.track, field.column));
        if source.own && marked {
            style = style.patch(styles.of(Role::Selection));
        }
        if visitor.is_some_and(|visitor| visitor.place.column == field.column) {
            style = style.patch(styles.of(Role::Chosen)).add_modifier(Modifier::UNDERLINED);
        }
        let x = left + field.x;
        put(buffer, line, (x, line.y), text, style);
        let is_free = field.x > 0 || !(waits.is_some() || visitor.is_some() || is_heard(scene, source));
        if is_free && is_late_unseen(scene, row, shown.track, field.column) {
            put(buffer, line, (x - 1, line.y), "'", styles.of(Role::Delay));
        }
        if off && !shown.folded {
            put(buffer, line, (x + cells(field.column), line.y), "!", styles.of(Role::OffScale));
        }
        for digit in 0..field.column.digits() {
            let place = Place { row: source.row, track: shown.track, column: field.column, digit };
            // The last sign reaches to the next field.
            let last = digit + 1 == field.column.digits();
            let width = if last { cells(field.column) + 1 - u16::from(digit) } else { 1 };
            let area = Rect { x: x + u16::from(digit), width, ..line };
            scene.spot(area, Target::Cell { round: source.round, place, line: y });
        }
        let place = seat.place;
        if source.own && (place.row, place.track, place.column) == (source.row, shown.track, field.column) {
            let cells = Rect { x, y: line.y, width: cells(field.column), height: 1 };
            let role = if scene.is_recording() { Role::CursorRecord } else { Role::Cursor };
            // Where few redraws are wanted the terminal's own cursor goes along with what is heard.
            if !scene.is_sparing() {
                buffer.set_style(cells.intersection(line), styles.of(role));
            }
            cursor = Some(Position { x: x + u16::from(place.digit), y: line.y });
        }
    }
    cursor
}
