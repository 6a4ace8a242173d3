//! One column of a sheet: as many of its fields as can be seen, with their headings, measured.

use super::meter;
use crate::dsp::parameter::{Info, Kind};
use crate::studio::seat::SheetCursor;
use crate::studio::sheets::{Field, Sheet};
use crate::ui::paint::{clean, width};
use crate::ui::scene::Scene;

/// Whether a parameter's value is seen better as a bar: numbers without steps.
pub fn has_bar(info: &Info) -> bool {
    matches!(info.kind, Kind::Linear | Kind::Exponential)
}

/// The widest that a text is drawn.
const WIDEST: u16 = 40;

/// A line of a column.
pub enum Line {
    /// The heading of a group, and what is taken away, in dB, by the device that it is of.
    Heading(String, Option<f32>),
    /// A field and its row in the sheet.
    Field(usize, Field),
}

/// A column, measured.
pub struct Column {
    /// Its number in the sheet.
    pub number: usize,
    /// Its title.
    pub title: String,
    /// What can be seen of it.
    pub lines: Vec<Line>,
    /// Cells of the widest label.
    pub label: u16,
    /// Cells of the widest text.
    pub text: u16,
    /// Cells of the widest heading.
    pub heading: u16,
    /// Whether any of its fields is a number.
    pub has_knobs: bool,
}

impl Column {
    /// The column's lines around `focus`, at most `height` of them.
    pub fn of(
        scene: &Scene,
        sheet: &Sheet,
        number: usize,
        title: String,
        focus: usize,
        height: usize,
    ) -> Column {
        let rows = (sheet.rows)(scene.studio, scene.seat, number);
        let focus = focus.min(rows.saturating_sub(1));
        let mut lines = Vec::new();
        let mut focused = 0;
        for row in focus.saturating_sub(height)..(focus + height).min(rows) {
            let at = SheetCursor { column: number, row };
            let Some(field) = (sheet.field)(scene.studio, scene.seat, at) else { continue };
            lines.extend(field.heading.clone().map(|text| Line::Heading(text, None)));
            if row == focus {
                focused = lines.len();
            }
            lines.push(Line::Field(row, field));
        }
        let first = focused.saturating_sub(height / 2).min(lines.len().saturating_sub(height));
        lines.drain(..first);
        lines.truncate(height);
        let mut column = Column { number, title, lines, label: 0, text: 1, heading: 0, has_knobs: false };
        column.measure();
        column
    }

    fn measure(&mut self) {
        for line in &self.lines {
            match line {
                Line::Heading(text, _) => self.heading = self.heading.max(width(&clean(text))),
                Line::Field(_, field) => {
                    self.label = self.label.max(width(&clean(&field.label)));
                    self.text = self.text.max(width(&clean(&field.text)));
                    self.has_knobs |= field.knob.is_some_and(|(info, _)| has_bar(info));
                }
            }
        }
        (self.label, self.text) = (self.label.min(WIDEST), self.text.min(WIDEST));
    }

    /// Asks for each group that is seen, by the row of its first field, what its device takes away, and makes room for that.
    pub fn ask(&mut self, reduction: impl Fn(usize) -> Option<f32>) {
        for index in 1..self.lines.len() {
            if let [Line::Heading(_, taken), Line::Field(row, _)] = &mut self.lines[index - 1..=index] {
                *taken = reduction(*row);
            }
        }
        if self.lines.iter().any(|line| matches!(line, Line::Heading(_, Some(_)))) {
            self.text = self.text.max(meter::REDUCTION_CELLS);
        }
    }

    /// Cells that it takes, with its labels or without.
    pub fn width(&self, labels: bool, bar: u16) -> u16 {
        let label = if labels && self.label > 0 { self.label + 1 } else { 0 };
        let bar = if self.has_knobs && bar > 0 { bar + 1 } else { 0 };
        let heading = if labels { self.heading } else { 0 };
        (label + self.text + bar).max(heading).max(width(&clean(&self.title)).min(WIDEST))
    }

    /// Whether every line says the same thing of its own column as the other's line beside it.
    pub fn is_labelled_like(&self, other: &Column) -> bool {
        let same = |(one, other): (&Line, &Line)| match (one, other) {
            (Line::Heading(one, _), Line::Heading(other, _)) => one == other,
            (Line::Field(_, one), Line::Field(_, other)) => one.label == other.label,
            _ => false,
        };
        self.lines.len() == other.lines.len() && self.lines.iter().zip(&other.lines).all(same)
    }
}
