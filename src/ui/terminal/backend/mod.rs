//! A backend for ratatui that sends little: it remembers what the terminal shows and sends only what differs,
//! lets the terminal move rows, keeps the pen from frame to frame and writes each frame with one call.
//!
//! It depends on `DECSTBM`, `SU`, `SD`, cursor moves and `SGR` only, so it works in whatever lies between here and the user.

pub mod cell;
pub mod row;
mod moves;
mod pen;
mod pictures;
mod scroll;
#[cfg(test)]
mod replay;

use crate::ui::terminal::colour::ColourDepth;
use crate::ui::terminal::graphics::overlay::Overlay;
use cell::Cell;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell as Drawn;
use ratatui::layout::{Position, Size};
use row::{Brush, Row, Scratch};
use std::io::{self, Write};

/// How much nearer to the focus a row counts for each frame in which it had to wait.
const AGE_WEIGHT: usize = 4;
/// Frames below this size arrive whole anyway.
const WORTH_SYNCHRONISING: usize = 512;

/// What the program wants with the cursor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct CursorWish {
    /// Column and row.
    place: (u16, u16),
    shown: bool,
}

/// The backend: what the terminal shows, what it shall show, and where the bytes go.
#[derive(Debug)]
pub struct Shadow<W> {
    out: W,
    columns: u16,
    rows: u16,
    depth: ColourDepth,
    have: Vec<Cell>,
    want: Vec<Cell>,
    /// Per row, over its symbols; `None` if any is unknown.
    have_hash: Vec<Option<u64>>,
    want_hash: Vec<u64>,
    touched: Vec<bool>,
    /// For how many frames each row has waited.
    age: Vec<usize>,
    brush: Brush,
    overlay: Overlay,
    wish: CursorWish,
    /// Whether the terminal shows its cursor, if known.
    shown: Option<bool>,
    /// The cursor stays invisible, yet stands where the program wants it.
    invisible: bool,
    /// Frames are kept back: the terminal has enough to do.
    held: bool,
    /// A frame was kept back.
    overdue: bool,
    limit: Option<usize>,
    synchronised: bool,
    /// Bytes that end a frame, so that the terminal's answer tells when it has come so far.
    stamp: &'static [u8],
    frame: Vec<u8>,
    order: Vec<usize>,
    scratch: Scratch,
    written: u64,
    frames: u64,
    last_frame: usize,
}

fn hash(cells: &[Cell]) -> u64 {
    let bytes = cells.iter().flat_map(|cell| cell.symbol.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

impl<W: Write> Shadow<W> {
    /// A backend for a terminal of this size whose content is unknown; frames go to `out`, one `write` each.
    pub fn new(out: W, columns: u16, rows: u16, depth: ColourDepth) -> Shadow<W> {
        let mut shadow = Shadow {
            out,
            columns,
            rows,
            depth,
            have: Vec::new(),
            want: Vec::new(),
            have_hash: Vec::new(),
            want_hash: Vec::new(),
            touched: Vec::new(),
            age: Vec::new(),
            brush: Brush::default(),
            overlay: Overlay::default(),
            wish: CursorWish::default(),
            shown: None,
            invisible: false,
            held: false,
            overdue: false,
            limit: None,
            synchronised: false,
            stamp: b"",
            frame: Vec::new(),
            order: Vec::new(),
            scratch: Scratch::default(),
            written: 0,
            frames: 0,
            last_frame: 0,
        };
        shadow.resize(columns, rows);
        shadow
    }

    /// The terminal has another size: nothing is known of it, and blanks are wanted.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let (width, height) = (usize::from(columns), usize::from(rows));
        (self.columns, self.rows) = (columns, rows);
        self.want = vec![Cell::BLANK; width * height];
        self.want_hash = vec![hash(&self.want[..width]); height];
        self.have.resize(width * height, Cell::UNKNOWN);
        self.have_hash.resize(height, None);
        self.touched.resize(height, true);
        self.age = vec![0; height];
        self.forget();
    }

    /// Nothing is known of what the terminal shows: someone else wrote on it. The next frame is sent whole.
    pub fn forget(&mut self) {
        self.have.fill(Cell::UNKNOWN);
        self.have_hash.fill(None);
        self.touched.fill(true);
        self.brush = Brush::default();
        self.overlay.forget();
        self.shown = None;
    }

    /// Whether frames are marked so that the terminal shows them at once (mode 2026). Never within tmux, which repaints then.
    pub fn set_synchronised(&mut self, synchronised: bool) {
        self.synchronised = synchronised;
    }

    /// Sets another depth of colours; it holds for what is drawn from now on.
    pub fn set_depth(&mut self, depth: ColourDepth) {
        self.depth = depth;
    }

    /// Whether the cursor stays invisible at the place where the program shows it. Screen readers follow it all the same.
    pub fn set_invisible(&mut self, invisible: bool) {
        self.invisible = invisible;
    }

    /// A frame takes no more rows once it has this many bytes; the rest comes with the next flush.
    pub fn set_limit(&mut self, limit: Option<usize>) {
        self.limit = limit;
    }

    /// Bytes that end each frame that is not empty.
    pub fn set_stamp(&mut self, stamp: &'static [u8]) {
        self.stamp = stamp;
    }

    /// While held, a flush sends nothing; the first one afterwards sends the newest picture.
    pub fn set_held(&mut self, held: bool) {
        self.held = held;
    }

    /// Whether anything waits for the next flush.
    pub fn is_waiting(&self) -> bool {
        self.overdue || self.touched.contains(&true) || self.overlay.is_waiting()
    }

    /// Bytes written so far.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Frames that were not empty so far.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// The bytes of the last frame that was not empty, as a number.
    pub fn last_frame(&self) -> usize {
        self.last_frame
    }

    /// Where the bytes go, to look at.
    pub fn line(&self) -> &W {
        &self.out
    }

    /// Where the bytes go.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    fn span(&self, row: usize) -> std::ops::Range<usize> {
        let width = usize::from(self.columns);
        row * width..(row + 1) * width
    }

    /// Wants `cell` at a place, keeping the halves of wide symbols together.
    fn place(&mut self, x: u16, y: u16, cell: Cell) {
        if x >= self.columns || y >= self.rows {
            return;
        }
        let at = self.span(usize::from(y)).start + usize::from(x);
        let (first, last) = (x == 0, x + 1 == self.columns);
        if self.want[at].symbol.width() == 0 && !first {
            self.want[at - 1] = Cell { symbol: Cell::BLANK.symbol, ..self.want[at - 1] };
        }
        if self.want[at].symbol.width() == 2 && !last {
            self.want[at + 1] = Cell::BLANK;
        }
        self.want[at] = match cell.symbol.width() {
            2 if last => Cell { symbol: Cell::BLANK.symbol, ..cell },
            _ => cell,
        };
        if cell.symbol.width() == 2 && !last {
            if self.want[at + 1].symbol.width() == 2 && x + 2 < self.columns {
                self.want[at + 2] = Cell::BLANK;
            }
            self.want[at + 1] = Cell::RIGHT_HALF;
        }
        self.touched[usize::from(y)] = true;
    }

    /// The sums of the rows that are wanted, by which rows that only moved are found.
    fn sum_rows(&mut self) {
        for row in 0..self.touched.len() {
            if self.touched[row] {
                self.want_hash[row] = hash(&self.want[self.span(row)]);
            }
        }
    }

    /// Lets the terminal move rows that only moved.
    fn scroll(&mut self) {
        let Some(found) = scroll::find(&self.have_hash, &self.want_hash) else { return };
        let (top, bottom, by) = (found.top, found.bottom, found.by);
        if self.overlay.covers(top..=bottom) {
            return;
        }
        let letter = if found.up { 'S' } else { 'T' };
        let _ = write!(self.frame, "\x1b[{};{}r\x1b[{by}{letter}\x1b[r", top + 1, bottom + 1);
        self.brush.place = Some((0, 0));
        let cells = self.span(top).start..self.span(bottom).end;
        let (cells, hashes) = (&mut self.have[cells], &mut self.have_hash[top..=bottom]);
        let width = usize::from(self.columns);
        let (entering, entering_cells) = if found.up {
            hashes.rotate_left(by);
            cells.rotate_left(by * width);
            (hashes.len() - by.., cells.len() - by * width..cells.len())
        } else {
            hashes.rotate_right(by);
            cells.rotate_right(by * width);
            (0.., 0..by * width)
        };
        cells[entering_cells].fill(Cell::UNKNOWN);
        hashes[entering].iter_mut().take(by).for_each(|hash| *hash = None);
        self.touched[top..=bottom].fill(true);
    }

    /// Sends the touched rows, those near the cursor, where the user looks, and those that waited long first.
    fn send_rows(&mut self) {
        let focus = usize::from(self.wish.place.1);
        self.order.clear();
        self.order.extend((0..self.touched.len()).filter(|row| self.touched[*row]));
        let age = &self.age;
        let nearness = |row: &usize| row.abs_diff(focus).saturating_sub(age[*row] * AGE_WEIGHT);
        self.order.sort_by_key(|row| (*row != focus, nearness(row)));
        for row in std::mem::take(&mut self.order) {
            if self.limit.is_some_and(|limit| self.frame.len() > limit) {
                self.age[row] += 1;
                continue;
            }
            let span = self.span(row);
            let (have, want) = (&self.have[span.clone()], &self.want[span.clone()]);
            let changed = Row { y: row as u16, have, want };
            if changed.is_stale() {
                self.brush = row::encode(changed, self.brush, &mut self.scratch, &mut self.frame);
                self.have[span.clone()].copy_from_slice(&self.want[span]);
                self.overlay.written(row);
            }
            self.have_hash[row] = Some(self.want_hash[row]);
            self.touched[row] = false;
            self.age[row] = 0;
        }
    }

    fn send_cursor(&mut self) {
        let CursorWish { place: (x, y), shown } = self.wish;
        let place = (x.min(self.columns.saturating_sub(1)), y.min(self.rows.saturating_sub(1)));
        if shown && self.brush.place != Some(place) {
            moves::go(self.brush.place, place, &mut self.frame);
            self.brush.place = Some(place);
        }
        let shown = shown && !self.invisible;
        if self.shown != Some(shown) {
            self.frame.extend_from_slice(if shown { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.shown = Some(shown);
        }
    }
}

impl<W: Write> Backend for Shadow<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Drawn)>,
    {
        for (x, y, drawn) in content {
            self.place(x, y, Cell::new(drawn, self.depth));
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wish.shown = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wish.shown = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wish.place.into())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        self.wish.place = (position.x, position.y);
        Ok(())
    }

    /// ratatui's own picture of the terminal is blank behind this, so blanks are wanted; what the terminal shows is unknown.
    fn clear(&mut self) -> io::Result<()> {
        self.resize(self.columns, self.rows);
        Ok(())
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        self.clear()
    }

    fn size(&self) -> io::Result<Size> {
        Ok(Size::new(self.columns, self.rows))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::new(0, 0) })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.overdue = self.held;
        if self.held {
            return Ok(());
        }
        self.frame.clear();
        // Those that are taken away now are still there while rows move.
        let is_carried = self.overlay.is_carried();
        self.take_pictures_away();
        self.sum_rows();
        if !is_carried {
            self.scroll();
        }
        self.send_rows();
        self.send_pictures();
        self.send_cursor();
        if self.frame.is_empty() {
            return Ok(());
        }
        if self.synchronised && self.frame.len() > WORTH_SYNCHRONISING {
            self.frame.splice(0..0, *b"\x1b[?2026h");
            self.frame.extend_from_slice(b"\x1b[?2026l");
        }
        self.frame.extend_from_slice(self.stamp);
        self.out.write_all(&self.frame)?;
        self.last_frame = self.frame.len();
        self.written += self.last_frame as u64;
        self.frames += 1;
        Ok(())
    }
}
