//! How many bytes the screen costs. Bytes are exact, so they are tests; times would not be.

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::{Terminal, TerminalOptions, Viewport};
use segno::ui::terminal::backend::Shadow;
use segno::ui::terminal::colour::ColourDepth;
use std::cell::Cell;
use std::io::Write;
use std::rc::Rc;

const COLUMNS: u16 = 200;
const ROWS: u16 = 60;
const CHANNELS: u16 = 16;
/// The first row of the pattern and the row that plays.
const GRID: u16 = 9;
const CENTRE: u16 = 33;
/// Frames per second, and frames per pattern row: 8.33 rows a second.
const FRAME_RATE: f64 = 30.0;
const ROW_RATE: f64 = 8.33;

/// A number that looks like chance and is always the same.
fn chance(seed: u64) -> u64 {
    let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Frame `number` of a song that plays: clock, meters, pattern. `bar`: the playing row has a background of its own.
fn picture(buffer: &mut Buffer, number: u64, bar: bool) {
    let seconds = number as f64 / FRAME_RATE;
    let playing = (seconds * ROW_RATE) as i64;
    let plain = Style::new().fg(Color::Rgb(216, 222, 233));
    buffer.set_string(0, 0, format!("segno  demo.ron  {seconds:8.1}"), plain);
    for channel in 0..CHANNELS {
        let level = chance(number / 2 * 31 + u64::from(channel)) % 9;
        let colour =
            [(6, Color::Rgb(110, 160, 98)), (8, Color::Rgb(217, 182, 92)), (9, Color::Rgb(213, 96, 95))];
        let colour =
            colour.iter().find(|(above, _)| level < *above).map_or(Color::Reset, |(_, colour)| *colour);
        let bar: String = " ▁▂▃▄▅▆▇█".chars().skip(level as usize).take(1).collect();
        buffer.set_string(5 + channel * 12, 7, bar.repeat(8), Style::new().fg(colour));
        buffer.set_string(5 + channel * 12, 8, format!("track {channel:02}"), plain);
    }
    for y in GRID..ROWS - 2 {
        let row = playing + i64::from(y) - i64::from(CENTRE);
        let mut base = Style::new().fg(Color::Rgb(123, 132, 148));
        if row.rem_euclid(4) == 0 {
            base = base.bg(Color::Rgb(32, 37, 46));
        }
        if y == CENTRE && bar {
            base = base.bg(Color::Rgb(47, 79, 63)).add_modifier(Modifier::BOLD);
        }
        buffer.set_string(
            0,
            y,
            format!("{:03x}{}", row.rem_euclid(4_096), if y == CENTRE { '▶' } else { ' ' }),
            base,
        );
        for channel in 0..CHANNELS {
            let seed = chance((row.rem_euclid(4_096) as u64) * 64 + u64::from(channel));
            let x = 4 + channel * 12;
            buffer.set_string(x, y, "│··· ·······", base.fg(Color::Rgb(76, 85, 102)));
            if seed % 10 < 3 {
                let note =
                    format!("{}{}", &"C-D-E-F-G-A-B-"[(seed / 10 % 7 * 2) as usize..][..2], seed / 70 % 10);
                buffer.set_string(x + 1, y, note, base.fg(Color::Rgb(236, 239, 244)));
                buffer.set_string(
                    x + 5,
                    y,
                    format!("{:02}", seed / 700 % 32),
                    base.fg(Color::Rgb(143, 188, 187)),
                );
                buffer.set_string(
                    x + 7,
                    y,
                    format!("{:02}", seed / 7_000 % 65),
                    base.fg(Color::Rgb(163, 190, 140)),
                );
                buffer.set_string(
                    x + 9,
                    y,
                    format!("A{:02X}", seed / 70_000 % 256),
                    base.fg(Color::Rgb(211, 166, 119)),
                );
            }
        }
    }
}

/// Mean bytes per frame: over all frames, over those in which the row changes, over the others.
fn measure(mut frame: impl FnMut(u64) -> usize) -> [usize; 3] {
    let (mut sums, mut counts) = ([0; 3], [0; 3]);
    frame(0);
    for number in 1..=300 {
        let row = |number: u64| (number as f64 / FRAME_RATE * ROW_RATE) as u64;
        let which = if row(number) == row(number - 1) { 2 } else { 1 };
        let bytes = frame(number);
        for part in [0, which] {
            sums[part] += bytes;
            counts[part] += 1;
        }
    }
    [0, 1, 2].map(|part| sums[part] / counts[part])
}

/// Counts what is written.
#[derive(Clone, Default)]
struct Written(Rc<Cell<usize>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn shadow(depth: ColourDepth, bar: bool) -> [usize; 3] {
    let mut terminal = Terminal::new(Shadow::new(Vec::new(), COLUMNS, ROWS, depth)).expect("a terminal");
    measure(|number| {
        terminal.draw(|frame| picture(frame.buffer_mut(), number, bar)).expect("drawn");
        std::mem::take(terminal.backend_mut().out()).len()
    })
}

#[test]
fn a_pattern_that_scrolls_costs_little() {
    for (depth, bar, most) in [
        (ColourDepth::True, true, [2_000, 4_500, 1_000]),
        (ColourDepth::True, false, [1_200, 2_600, 1_000]),
        (ColourDepth::Palette, true, [1_800, 4_000, 900]),
        (ColourDepth::Sixteen, true, [1_500, 3_500, 800]),
        (ColourDepth::None, true, [1_200, 3_000, 700]),
    ] {
        let found = shadow(depth, bar);
        println!("{} colours, bar {bar}: {found:?} bytes (all, row changes, others)", depth.name());
        assert!(found.iter().zip(most).all(|(found, most)| *found <= most), "{found:?}, at most {most:?}");
    }
}

#[test]
fn it_costs_a_tenth_of_the_usual_backend() {
    let viewport = Viewport::Fixed(Rect::new(0, 0, COLUMNS, ROWS));
    let mut count = 0;
    let written = Written::default();
    let backend = CrosstermBackend::new(written.clone());
    let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
    let usual = measure(|number| {
        terminal.draw(|frame| picture(frame.buffer_mut(), number, true)).unwrap();
        let before = std::mem::replace(&mut count, written.0.get());
        count - before
    });
    println!("the usual backend: {usual:?}");
    assert!(shadow(ColourDepth::True, true)[0] * 10 < usual[0]);
}

#[test]
fn what_stands_still_costs_nothing_and_the_cursor_little() {
    let mut terminal = Terminal::new(Shadow::new(Vec::new(), COLUMNS, ROWS, ColourDepth::True)).unwrap();
    let mut draw = |cursor: Option<Position>| {
        terminal
            .draw(|frame| {
                picture(frame.buffer_mut(), 7, true);
                if let Some(cursor) = cursor {
                    frame.set_cursor_position(cursor);
                }
            })
            .unwrap();
        std::mem::take(terminal.backend_mut().out()).len()
    };
    let first = draw(None);
    println!("the first frame: {first} bytes");
    assert!(first < 40_000);
    assert_eq!(draw(None), 0);
    assert!(draw(Some(Position::new(20, CENTRE))) <= 16);
    assert!(draw(Some(Position::new(20, CENTRE + 1))) <= 3);
    assert_eq!(draw(Some(Position::new(20, CENTRE + 1))), 0);
}

#[test]
fn on_a_slow_line_the_row_of_the_cursor_comes_first() {
    let mut terminal = Terminal::new(Shadow::new(Vec::new(), 20, 20, ColourDepth::None)).unwrap();
    let mut draw = |text: &str, limit: Option<usize>| {
        terminal.backend_mut().set_limit(limit);
        terminal
            .draw(|frame| {
                for y in 0..20 {
                    frame.buffer_mut().set_string(0, y, format!("{text}{y:02}"), Style::new());
                }
                frame.set_cursor_position(Position::new(0, 13));
            })
            .unwrap();
        String::from_utf8(std::mem::take(terminal.backend_mut().out())).unwrap()
    };
    let size = |number: u16| std::num::NonZeroU16::new(number).unwrap();
    let mut emulator = vt100::Parser::new(size(20), size(20), 0);
    emulator.process(draw("first", None).as_bytes());
    emulator.process(draw("other", Some(1)).as_bytes());
    let shown: Vec<String> = emulator.screen().rows(0, 7).collect();
    let other: Vec<_> = shown.iter().filter(|row| row.starts_with("other")).collect();
    assert_eq!(other, ["other13"], "one row is enough for the limit");
    emulator.process(draw("other", None).as_bytes());
    assert!(emulator.screen().rows(0, 20).all(|row| row.starts_with("other")));
}
