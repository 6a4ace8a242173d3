//! A sheet of fields in columns. The cursor's column is always seen whole; at the right edge a sign stands for what would be cut.
//! Columns with the same labels as their left neighbour go without; numbers get bars where there is room.

use super::meter;
use super::sheet_column::{Column, Line, has_bar};
use crate::studio::pointer::Target;
use crate::studio::seat::SheetCursor;
use crate::studio::sheets::{Field, Sheet};
use crate::ui::paint::{Writer, clean, cut_name, line, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells of a number's bar.
const BAR: u16 = 8;
/// Cells between two columns, and before one without labels where columns stand close.
const GAP: u16 = 2;
const CLOSE: u16 = 1;
/// Cells of a text of which a part is worth to be seen: less of a number would be another one.
const WORTH: u16 = 13;
/// From this width on numbers have bars even if that leaves room for fewer columns.
const WIDE: u16 = 120;

/// What a view wants to be drawn otherwise than usual.
#[derive(Clone, Copy)]
pub struct Manner {
    /// Whether the first column stays while the others scroll.
    pub pinned: bool,
    /// The row that the first column turns around, where that is not the cursor's.
    pub chosen: Option<usize>,
    /// Whether numbers have bars.
    pub bars: bool,
    /// Whether columns stand close where not all have room.
    pub close: bool,
    /// The level under a column's title, linear.
    pub level: Option<fn(&Scene, usize) -> Option<f32>>,
    /// What is taken away, in dB, 0 or below, by the device whose first field that is: it stands in the heading above.
    pub reduction: Option<fn(&Scene, SheetCursor) -> Option<f32>>,
}

impl Manner {
    /// The usual manner.
    pub const USUAL: Manner =
        Manner { pinned: false, chosen: None, bars: true, close: false, level: None, reduction: None };
}

/// The columns that are drawn, and how.
struct Plan {
    columns: Vec<Column>,
    /// Whether each column has its labels.
    labels: Vec<bool>,
    bar: u16,
    /// Whether columns stand close.
    close: bool,
}

impl Plan {
    fn of(scene: &Scene, sheet: &Sheet, manner: &Manner, area: Rect, height: u16) -> Plan {
        let cursor = scene.seat.sheet();
        let titles = (sheet.columns)(scene.studio, scene.seat);
        let near = usize::from(area.width) / 4;
        let seen = cursor.column.saturating_sub(near)..titles.len().min(cursor.column + near + 1);
        let build = |number: usize| {
            let chosen = manner.chosen.filter(|_| number == 0 && cursor.column != 0);
            let focus = chosen.unwrap_or(cursor.row);
            let title = titles[number].clone();
            let mut column = Column::of(scene, sheet, number, title, focus, usize::from(height));
            if let Some(reduction) = manner.reduction {
                column.ask(|row| reduction(scene, SheetCursor { column: number, row }));
            }
            column
        };
        let pinned = manner.pinned && seen.start > 0 && !titles.is_empty();
        let columns: Vec<Column> = pinned.then_some(0).into_iter().chain(seen).map(build).collect();
        let (labels, bar) = (vec![true; columns.len()], if manner.bars { BAR } else { 0 });
        let mut plan = Plan { labels, columns, bar, close: false };
        if !plan.is_whole(area.width) && area.width < WIDE {
            plan.bar = 0;
            plan.close = manner.close && !plan.is_whole(area.width);
        }
        plan.take(manner, cursor, area.width);
        plan
    }

    /// Decides which columns have labels if the one at `first` is the leftmost that is seen.
    fn label(&mut self, first: usize) {
        for index in 0..self.columns.len() {
            let like = index > first && self.columns[index].is_labelled_like(&self.columns[index - 1]);
            self.labels[index] = !like;
        }
    }

    /// Cells behind a column.
    fn gap(&self, index: usize) -> u16 {
        let next = self.columns.get(index + 1).zip(self.labels.get(index + 1));
        let is_labelled = next.is_none_or(|(column, labels)| *labels && column.label > 0);
        if self.close && !is_labelled { CLOSE } else { GAP }
    }

    /// Cells of the columns from `first` up to `last`, with those behind each.
    fn width(&self, first: usize, last: usize) -> u16 {
        let columns = self.columns.iter().zip(&self.labels).enumerate().take(last + 1).skip(first);
        columns
            .map(|(index, (column, labels))| column.width(*labels, self.bar).saturating_add(self.gap(index)))
            .fold(0, u16::saturating_add)
    }

    /// Whether all columns have room.
    fn is_whole(&mut self, room: u16) -> bool {
        self.label(0);
        self.width(0, self.columns.len().saturating_sub(1)) <= room.saturating_add(GAP)
    }

    /// Leaves out columns at the left until the cursor's has room.
    fn take(&mut self, manner: &Manner, cursor: SheetCursor, room: u16) {
        let Some(at) = self.columns.iter().position(|column| column.number == cursor.column) else { return };
        let kept = usize::from(manner.pinned && at > 0);
        let mut first = kept;
        loop {
            self.label(first);
            let pinned = if kept > 0 { self.columns[0].width(true, self.bar) + GAP } else { 0 };
            if first >= at || pinned + self.width(first, at) <= room.saturating_add(self.gap(at)) {
                break;
            }
            first += 1;
        }
        self.columns.drain(kept..first);
        self.labels.drain(kept..first);
    }
}

/// Where a sheet without fields has room for what is said of it.
pub fn behind_titles(area: Rect) -> Rect {
    Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }
}

/// Draws a sheet; the cell of its cursor.
pub fn draw(
    scene: &Scene,
    buffer: &mut Buffer,
    area: Rect,
    sheet: &Sheet,
    manner: &Manner,
) -> Option<Position> {
    let heads = 1 + u16::from(manner.level.is_some());
    let body = Rect { y: area.y + heads, height: area.height.saturating_sub(heads), ..area };
    let plan = Plan::of(scene, sheet, manner, area, body.height);
    let mut cursor = None;
    let mut x = area.x;
    for (index, (column, labels)) in plan.columns.iter().zip(&plan.labels).enumerate() {
        if x >= area.right() {
            break;
        }
        let own = column.number == scene.seat.sheet().column;
        let room = area.right() - x;
        if index > 0 && !own && *labels && column.label > 0 && column.label >= room {
            // Labels without their values.
            Writer::new(buffer, Rect { x, width: room, ..area }).text("…", scene.styles.of(Role::Track));
            break;
        }
        let width = column.width(*labels, plan.bar).min(room);
        let label = if *labels && column.label > 0 && manner.level.is_some() { column.label + 1 } else { 0 };
        let strip = Rect { x: x + label.min(width), width: width.saturating_sub(label), ..area };
        let style = scene.styles.of(if own { Role::Title } else { Role::Track });
        Writer::new(buffer, strip).text(&cut_name(&column.title, strip.width), style);
        if let Some(level) = manner.level.and_then(|level| level(scene, column.number)) {
            meter::draw(buffer, line(strip, 1), level, scene.styles);
        }
        for (number, text) in column.lines.iter().enumerate() {
            let row = Rect { x, width, ..line(body, number as u16) };
            match text {
                Line::Heading(text, reduction) => {
                    let mut writer = Writer::new(buffer, row);
                    if *labels {
                        writer.short(text, width, scene.styles.of(Role::Title)).skip(1);
                    }
                    if let Some(reduction) = *reduction {
                        // Beside the fields' values.
                        writer.skip((x + label).saturating_sub(writer.column()));
                        meter::write_reduction(scene, &mut writer, reduction);
                    }
                }
                Line::Field(number, field) => {
                    let here = SheetCursor { column: column.number, row: *number };
                    let cells = (if *labels { column.label } else { 0 }, column.text);
                    cursor = cursor.or(one(scene, buffer, row, here, field, cells, manner));
                }
            }
        }
        x = x.saturating_add(width + plan.gap(index));
    }
    cursor
}

/// A short text, or a sign for it where that has no room.
fn whole_or_sign(text: &str, room: u16) -> &str {
    let cells = width(&clean(text));
    if cells > room && cells < WORTH { "…" } else { text }
}

/// Draws one field with its label and its bar; the cell of the cursor, if it stands here.
fn one(
    scene: &Scene,
    buffer: &mut Buffer,
    area: Rect,
    here: SheetCursor,
    field: &Field,
    (label, text): (u16, u16),
    manner: &Manner,
) -> Option<Position> {
    let styles = scene.styles;
    let at = scene.seat.sheet();
    let is_cursor = here == at;
    let is_chosen = here.column == 0 && at.column != 0 && manner.chosen == Some(here.row);
    scene.spot(area, Target::Field(here));
    let mut writer = Writer::new(buffer, area);
    if label > 0 {
        let text = whole_or_sign(&field.label, writer.room());
        writer.field(text, label, styles.of(Role::Faint)).skip(1);
    }
    let x = writer.column();
    let style = match () {
        () if is_cursor => styles.of(Role::Cursor),
        () if is_chosen => styles.of(Role::Chosen),
        () => styles.of(Role::Text),
    };
    let shown = if is_cursor && field.text.is_empty() { " " } else { &field.text };
    writer.field(whole_or_sign(shown, writer.room()), text, style);
    if let Some((info, value)) = field.knob
        && manner.bars
        && has_bar(info)
        && writer.room() > BAR
    {
        writer.skip(1).text(&meter::bar(info.position(value), BAR), styles.of(Role::Volume));
    }
    is_cursor.then_some(Position { x, y: area.y })
}
