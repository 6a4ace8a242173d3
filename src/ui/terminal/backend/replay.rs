//! What is sent, replayed in two emulators: after every flush they show what the backend believes; once quiet, what is wanted.

use super::Shadow;
use super::cell::{Cell, ON_BLANKS, Pen, hide_right_halves};
use crate::ui::terminal::colour::{ColourDepth, Shade};
use alacritty_terminal::event::VoidListener;
use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::Flags;
use alacritty_terminal::vte::ansi::{Color as Shown, NamedColor, Processor};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use std::num::NonZeroU16;

struct Size(u16, u16);

impl Dimensions for Size {
    fn total_lines(&self) -> usize {
        usize::from(self.1)
    }
    fn screen_lines(&self) -> usize {
        usize::from(self.1)
    }
    fn columns(&self) -> usize {
        usize::from(self.0)
    }
}

fn positive(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal")
}

/// Both emulators.
struct Emulators {
    alacritty: alacritty_terminal::Term<VoidListener>,
    processor: Processor,
    vt100: vt100::Parser,
}

fn alacritty_shade(colour: Shown) -> Shade {
    match colour {
        Shown::Named(NamedColor::Foreground | NamedColor::Background) => Shade::Own,
        Shown::Named(named) => Shade::Palette(named as u8),
        Shown::Indexed(index) => Shade::Palette(index),
        Shown::Spec(rgb) => Shade::Rgb(rgb.r, rgb.g, rgb.b),
    }
}

fn vt100_shade(colour: vt100::Color) -> Shade {
    match colour {
        vt100::Color::Default => Shade::Own,
        vt100::Color::Idx(index) => Shade::Palette(index),
        vt100::Color::Rgb(red, green, blue) => Shade::Rgb(red, green, blue),
    }
}

/// The attributes that both emulators tell.
const SEEN: [Modifier; 5] =
    [Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED];

fn attributes(have: [bool; 5]) -> Modifier {
    SEEN.into_iter().zip(have).filter(|(_, has)| *has).map(|(attribute, _)| attribute).collect()
}

impl Emulators {
    fn new(columns: u16, rows: u16) -> Emulators {
        Emulators {
            alacritty: alacritty_terminal::Term::new(Default::default(), &Size(columns, rows), VoidListener),
            processor: Processor::new(),
            vt100: vt100::Parser::new(positive(rows), positive(columns), 0),
        }
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.alacritty.resize(Size(columns, rows));
        self.vt100.screen_mut().set_size(positive(rows), positive(columns));
    }

    fn feed(&mut self, bytes: &[u8]) {
        self.processor.advance(&mut self.alacritty, bytes);
        self.vt100.process(bytes);
    }

    /// What the emulators show at a place: text and pen.
    fn cells(&self, x: u16, y: u16) -> [(String, Pen); 2] {
        let one = &self.alacritty.grid()[Line(i32::from(y))][Column(usize::from(x))];
        let mut text = one.c.to_string();
        text.extend(one.zerowidth().into_iter().flatten());
        let has = |flag| one.flags.contains(flag);
        let flags = [Flags::BOLD, Flags::DIM, Flags::ITALIC, Flags::UNDERLINE, Flags::INVERSE].map(has);
        let pen = Pen {
            foreground: alacritty_shade(one.fg),
            background: alacritty_shade(one.bg),
            underline: Shade::Own,
            attributes: attributes(flags),
        };
        let other = self.vt100.screen().cell(y, x).expect("a cell");
        let blank = if other.has_contents() { other.contents() } else { " " };
        let flags = [other.bold(), other.dim(), other.italic(), other.underline(), other.inverse()];
        let its = Pen {
            foreground: vt100_shade(other.fgcolor()),
            background: vt100_shade(other.bgcolor()),
            underline: Shade::Own,
            attributes: attributes(flags),
        };
        [(text, pen), (blank.to_owned(), its)]
    }

    /// Compares one cell of both with `cell`.
    fn check(&self, x: u16, y: u16, cell: &Cell) -> Result<(), TestCaseError> {
        if *cell == Cell::UNKNOWN || cell.symbol.width() == 0 {
            return Ok(());
        }
        let wanted = String::from_utf8_lossy(cell.symbol.bytes()).into_owned();
        for (text, pen) in self.cells(x, y) {
            prop_assert_eq!(&text, &wanted, "column {}, row {}", x, y);
            if cell.is_empty() {
                prop_assert_eq!(pen.background, cell.pen.background, "column {}, row {}", x, y);
                prop_assert!(!pen.attributes.intersects(ON_BLANKS), "column {}, row {}", x, y);
            } else {
                let seen = cell.pen.attributes & SEEN.into_iter().collect();
                let cell = Pen { attributes: seen, underline: Shade::Own, ..cell.pen };
                prop_assert_eq!(pen, cell, "column {}, row {}", x, y);
            }
        }
        Ok(())
    }
}

/// One thing that happens to the picture.
#[derive(Clone, Debug)]
enum Event {
    Write {
        x: u16,
        y: u16,
        text: String,
        style: Style,
    },
    Colour {
        area: (u16, u16, u16, u16),
        style: Style,
    },
    /// The rows of a list move.
    Scroll(i32),
    Cursor(Option<(u16, u16)>),
    Resize(u16, u16),
    Limit(Option<usize>),
    Forget,
    Synchronise(bool),
}

fn colours() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        Just(Color::Red),
        Just(Color::DarkGray),
        Just(Color::Indexed(99)),
        Just(Color::Rgb(1, 2, 3)),
        any::<(u8, u8, u8)>().prop_map(|(red, green, blue)| Color::Rgb(red, green, blue)),
    ]
}

fn styles() -> impl Strategy<Value = Style> {
    let attributes = prop::collection::vec(prop::sample::select(SEEN.to_vec()), 0..3);
    (colours(), colours(), attributes).prop_map(|(foreground, background, attributes)| {
        let mut attributes: Modifier = attributes.into_iter().collect();
        let weights = Modifier::BOLD | Modifier::DIM; // vt100 knows one of the two at a time
        if attributes.contains(weights) {
            attributes -= Modifier::DIM;
        }
        Style::new().fg(foreground).bg(background).remove_modifier(weights).add_modifier(attributes)
    })
}

fn events() -> impl Strategy<Value = Event> {
    let texts = prop_oneof![
        6 => "[A-G][-#][0-9] [0-9A-F]{2}",
        2 => " {1,12}",
        1 => "[·│─▁█♪é]{1,9}",
        1 => Just("字e\u{301}x漢字".to_owned()),
        1 => Just("a\u{1b}[31mb\u{7}c\u{202e}d".to_owned()),
    ];
    prop_oneof![
        8 => (0..40_u16, 0..20_u16, texts, styles())
            .prop_map(|(x, y, text, style)| Event::Write { x, y, text, style }),
        3 => ((0..40_u16, 0..20_u16, 1..40_u16, 1..4_u16), styles())
            .prop_map(|(area, style)| Event::Colour { area, style }),
        5 => (-12..12_i32).prop_map(Event::Scroll),
        2 => prop::option::of((0..50_u16, 0..25_u16)).prop_map(Event::Cursor),
        1 => (2..50_u16, 1..24_u16).prop_map(|(columns, rows)| Event::Resize(columns, rows)),
        1 => prop::option::of(0..600_usize).prop_map(Event::Limit),
        1 => Just(Event::Forget),
        1 => any::<bool>().prop_map(Event::Synchronise),
    ]
}

/// The picture: a list that scrolls below what was written.
struct Picture {
    offset: i32,
    written: Vec<(u16, u16, String, Style)>,
    coloured: Vec<((u16, u16, u16, u16), Style)>,
    cursor: Option<(u16, u16)>,
}

impl Picture {
    fn draw(&self, frame: &mut ratatui::Frame) {
        let area = frame.area();
        let buffer = frame.buffer_mut();
        for y in 2..area.height.saturating_sub(1) {
            let number = self.offset + i32::from(y);
            let style = if number % 4 == 0 { Style::new().bg(Color::Blue) } else { Style::new() };
            buffer.set_stringn(0, y, format!("{number:4}│C-{} ··", number & 7), area.width.into(), style);
        }
        for (x, y, text, style) in &self.written {
            if *x < area.width && *y < area.height {
                buffer.set_stringn(*x, *y, text, usize::from(area.width - x), *style);
            }
        }
        for ((x, y, width, height), style) in &self.coloured {
            buffer.set_style(Rect::new(*x, *y, *width, *height).intersection(area), *style);
        }
        hide_right_halves(buffer);
        if let Some((x, y)) = self.cursor {
            frame.set_cursor_position((x.min(area.width - 1), y.min(area.height - 1)));
        }
    }
}

fn check_frame(
    emulators: &mut Emulators,
    terminal: &mut Terminal<Shadow<Vec<u8>>>,
) -> Result<(), TestCaseError> {
    let backend = terminal.backend_mut();
    let bytes = std::mem::take(backend.out());
    emulators.feed(&bytes);
    for y in 0..backend.rows {
        for x in 0..backend.columns {
            let cell = &backend.have[backend.span(usize::from(y))][usize::from(x)];
            emulators.check(x, y, cell)?;
        }
    }
    if let Some((x, y)) = backend.brush.place {
        let cursor = emulators.alacritty.grid().cursor.point;
        prop_assert_eq!((cursor.column.0, cursor.line.0), (usize::from(x), i32::from(y)));
        prop_assert_eq!(emulators.vt100.screen().cursor_position(), (y, x));
    }
    Ok(())
}

fn play(depth: ColourDepth, events: Vec<Event>) -> Result<(), TestCaseError> {
    let mut emulators = Emulators::new(40, 20);
    emulators.feed(b"something else stood here \x1b[41mbefore");
    let mut terminal = Terminal::new(Shadow::new(Vec::new(), 40, 20, depth)).expect("a terminal");
    let mut picture = Picture { offset: 0, written: Vec::new(), coloured: Vec::new(), cursor: None };
    for event in events {
        match event {
            Event::Write { x, y, text, style } => picture.written.push((x, y, text, style)),
            Event::Colour { area, style } => picture.coloured.push((area, style)),
            Event::Scroll(by) => picture.offset += by,
            Event::Cursor(cursor) => picture.cursor = cursor,
            Event::Limit(limit) => terminal.backend_mut().set_limit(limit),
            Event::Forget => terminal.backend_mut().forget(),
            Event::Synchronise(wanted) => terminal.backend_mut().set_synchronised(wanted),
            Event::Resize(columns, rows)
                if terminal.size().expect("a terminal") == (columns, rows).into() => {}
            Event::Resize(columns, rows) => {
                terminal.backend_mut().resize(columns, rows);
                emulators.resize(columns, rows);
            }
        }
        terminal.draw(|frame| picture.draw(frame)).expect("a terminal");
        check_frame(&mut emulators, &mut terminal)?;
    }
    terminal.backend_mut().set_limit(None);
    terminal.draw(|frame| picture.draw(frame)).expect("a terminal");
    check_frame(&mut emulators, &mut terminal)?;
    prop_assert!(!terminal.backend().is_waiting());
    let size = terminal.size().expect("a terminal");
    let mut fresh =
        Terminal::new(Shadow::new(Vec::new(), size.width, size.height, depth)).expect("a terminal");
    fresh.draw(|frame| picture.draw(frame)).expect("a terminal");
    prop_assert_eq!(&fresh.backend().want, &terminal.backend().have);
    terminal.draw(|frame| picture.draw(frame)).expect("a terminal");
    prop_assert_eq!(terminal.backend_mut().out().len(), 0);
    Ok(())
}

#[test]
fn what_a_wide_symbol_uncovers_is_drawn() {
    let text = "字字".to_owned();
    let plain = Style::new().fg(Color::Reset).bg(Color::Reset);
    let events = [
        Event::Colour { area: (0, 9, 10, 1), style: plain.add_modifier(Modifier::UNDERLINED) },
        Event::Write { x: 2, y: 9, text: text.clone(), style: plain },
        Event::Write { x: 1, y: 9, text, style: plain },
    ];
    play(ColourDepth::True, events.into()).expect("what is wanted is shown");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn emulators_show_what_the_backend_believes(
        depth in prop::sample::select(vec![
            ColourDepth::True,
            ColourDepth::Palette,
            ColourDepth::Sixteen,
            ColourDepth::None,
        ]),
        events in prop::collection::vec(events(), 1..30),
    ) {
        play(depth, events)?;
    }
}
