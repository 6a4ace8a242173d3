//! One row of cells → bytes: from left to right, or colour by colour, whichever is shorter.

use super::cell::{Cell, Pen};
use super::moves::{self, Place};
use super::pen;

/// A row whose left-to-right form is not longer than this many bytes is not tried colour by colour.
const SHORT: usize = 60;

/// The terminal's pen and cursor; `None` where they are not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brush {
    /// Colours and attributes.
    pub pen: Option<Pen>,
    /// The cursor. Behind the last column it counts as unknown: terminals differ there.
    pub place: Option<Place>,
}

/// A row that is to be sent.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// Its number, from 0.
    pub y: u16,
    /// What the terminal shows.
    pub have: &'a [Cell],
    /// What it shall show.
    pub want: &'a [Cell],
}

impl Row<'_> {
    fn differs(&self, x: usize) -> bool {
        self.have[x] != self.want[x]
    }

    /// Whether anything must be sent.
    pub fn is_stale(&self) -> bool {
        self.have != self.want
    }

    fn is_odd(&self) -> bool {
        self.want.iter().chain(self.have).any(|cell| cell.symbol.is_odd())
    }
}

/// Where bytes go while the brush follows them.
struct Painter<'a, 'b> {
    row: Row<'a>,
    brush: Brush,
    out: &'b mut Vec<u8>,
}

impl Painter<'_, '_> {
    /// Writes the cell at `x` with the pen as it is.
    fn put(&mut self, x: usize) {
        let symbol = &self.row.want[x].symbol;
        self.out.extend_from_slice(symbol.bytes());
        let next = x + usize::from(symbol.width());
        let inside = next < self.row.want.len() && !symbol.is_odd();
        self.brush.place = inside.then_some((next as u16, self.row.y));
    }

    fn change_pen(&mut self, pen: Pen) {
        pen::change(self.brush.pen.as_ref(), &pen, self.out);
        self.brush.pen = Some(pen);
    }

    /// The pen for the cell at `x`.
    fn take_pen_for(&mut self, x: usize) {
        let pen = match &self.brush.pen {
            Some(pen) => self.row.want[x].pen_from(pen),
            None => self.row.want[x].pen,
        };
        self.change_pen(pen);
    }

    /// Moves to column `x`; cells on the way that `settled` allows are written again where that is no longer than the jump.
    fn reach(&mut self, x: usize, settled: impl Fn(usize) -> bool) {
        let to = (x as u16, self.row.y);
        if let (Some((from, y)), Some(pen)) = (self.brush.place, self.brush.pen)
            && y == to.1
            && from < to.0
        {
            let gap = usize::from(from)..x;
            let jump = moves::cost(self.brush.place, to);
            let bytes: usize = gap.clone().map(|x| self.row.want[x].symbol.bytes().len()).sum();
            if bytes <= jump && gap.clone().all(|x| self.row.want[x].drawn_by(&pen) && settled(x)) {
                for x in gap {
                    self.put(x);
                }
                return;
            }
        }
        moves::go(self.brush.place, to, self.out);
        self.brush.place = Some(to);
    }

    /// From left to right.
    fn plainly(mut self) -> Brush {
        for x in 0..self.row.want.len() {
            if self.row.differs(x) {
                self.reach(x, |_| true);
                self.take_pen_for(x);
                self.put(x);
            }
        }
        self.brush
    }

    /// Everything that the pen can draw, then everything that the next pen can draw, until nothing is left. With `patience` the
    /// cursor goes nowhere for a blank: many pens draw it, one of them may come by.
    fn colour_by_colour(mut self, patience: bool, left: &mut Vec<bool>) -> Brush {
        left.clear();
        left.extend((0..self.row.want.len()).map(|x| self.row.differs(x)));
        let mut waits = patience;
        loop {
            if let Some(pen) = self.brush.pen {
                for x in 0..left.len() {
                    let want = &self.row.want[x];
                    let is_here = self.brush.place == Some((x as u16, self.row.y));
                    if left[x] && want.drawn_by(&pen) && !(waits && want.is_empty() && !is_here) {
                        self.reach(x, |x| !left[x]);
                        self.put(x);
                        left[x] = false;
                    }
                }
            }
            let written = |x: &usize| left[*x] && !self.row.want[*x].is_empty();
            let next = (0..left.len()).find(written).filter(|_| waits);
            waits &= next.is_some();
            let Some(next) = next.or_else(|| left.iter().position(|left| *left)) else { return self.brush };
            self.take_pen_for(next);
        }
    }

    /// All cells, each behind a wide symbol found anew: terminals disagree about widths.
    fn whole(mut self) -> Brush {
        self.brush.place = None;
        for x in 0..self.row.want.len() {
            if self.row.want[x].symbol.width() == 0 {
                continue;
            }
            let to = (x as u16, self.row.y);
            if self.brush.place != Some(to) {
                moves::go(None, to, self.out);
            }
            self.take_pen_for(x);
            self.put(x);
        }
        self.brush
    }
}

/// Room for [`encode`], kept from row to row.
#[derive(Debug, Default)]
pub struct Scratch {
    bytes: Vec<u8>,
    left: Vec<bool>,
}

/// Adds the bytes that turn the row into what is wanted; the brush behind them.
pub fn encode(row: Row, brush: Brush, scratch: &mut Scratch, out: &mut Vec<u8>) -> Brush {
    if row.is_odd() {
        return Painter { row, brush, out }.whole();
    }
    let start = out.len();
    let plain = Painter { row, brush, out }.plainly();
    if out.len() - start <= SHORT {
        return plain;
    }
    let mut best = plain;
    for patience in [false, true] {
        scratch.bytes.clear();
        let painter = Painter { row, brush, out: &mut scratch.bytes };
        let coloured = painter.colour_by_colour(patience, &mut scratch.left);
        if scratch.bytes.len() < out.len() - start {
            best = coloured;
            out.truncate(start);
            out.extend_from_slice(&scratch.bytes);
        }
    }
    best
}
