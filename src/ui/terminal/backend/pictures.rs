//! Pictures over the cells: the terminal keeps them while rows below are written, or they are drawn again.

use super::cell::Cell;
use super::{Shadow, moves};
use crate::ui::terminal::graphics::{Canvas, Picture};
use std::io::Write;

impl<W: Write> Shadow<W> {
    /// How the terminal takes pictures; `None`: not at all.
    pub fn set_canvas(&mut self, canvas: Option<Canvas>) {
        self.overlay.set_canvas(canvas);
    }

    /// These pictures shall lie over the cells, and no others.
    pub fn set_pictures(&mut self, pictures: Vec<Picture>) {
        self.overlay.want(pictures);
    }

    /// Takes away those that are not wanted any more.
    pub(super) fn take_pictures_away(&mut self) {
        for area in self.overlay.take_away(&mut self.frame) {
            for y in (area.top()..area.bottom()).filter(|y| *y < self.rows) {
                let row = self.span(usize::from(y));
                let last = usize::from(area.right().min(self.columns));
                self.have[row][usize::from(area.x).min(last)..last].fill(Cell::UNKNOWN);
                self.have_hash[usize::from(y)] = None;
                self.touched[usize::from(y)] = true;
            }
        }
    }

    /// Draws those that are missing, once all cells below them are right.
    pub(super) fn send_pictures(&mut self) {
        for (number, area) in self.overlay.missing() {
            let mut rows = usize::from(area.top())..usize::from(area.bottom());
            let is_full = self.limit.is_some_and(|limit| self.frame.len() > limit);
            if is_full || rows.any(|row| self.touched.get(row).is_none_or(|touched| *touched)) {
                continue;
            }
            moves::go(self.brush.place, (area.x, area.y), &mut self.frame);
            self.overlay.show(number, &mut self.frame);
            self.brush.place = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::terminal::colour::ColourDepth;
    use crate::ui::terminal::graphics::Protocol;
    use ratatui::Terminal;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    /// Rows above those pictures that lie lowest.
    const ABOVE: u16 = 10;
    const KITTY: &str = "\x1b_Ga=T,";
    const SIXEL: &str = "\x1bP0;1;0q";
    const GONE: &str = "\x1b_Ga=d,d=I,";

    fn picture(y: u16, last: u16) -> Picture {
        Picture {
            area: Rect::new(2, y, 4, 2),
            colour: [9, 9, 9],
            height: 4,
            columns: vec![Some((0, last)); 8],
        }
    }

    struct Desk {
        terminal: Terminal<Shadow<Vec<u8>>>,
    }

    impl Desk {
        fn new(protocol: Protocol) -> Desk {
            Desk::with(protocol, protocol == Protocol::Sixel)
        }

        fn with(protocol: Protocol, wiped: bool) -> Desk {
            Desk::on(Canvas { protocol, cell: (2, 2), wiped, carried: false })
        }

        fn on(canvas: Canvas) -> Desk {
            let mut shadow = Shadow::new(Vec::new(), 20, 12, ColourDepth::Sixteen);
            shadow.set_canvas(Some(canvas));
            Desk { terminal: Terminal::new(shadow).expect("a terminal") }
        }

        /// Draws rows of letters from this one on above pictures that lie lowest, and those; what was sent.
        fn draw_above(&mut self, first: u16, pictures: &[Picture]) -> String {
            let letter = |y: u16| char::from(b'a' + (first + y) as u8).to_string().repeat(20);
            let row = |y: u16| if y < ABOVE { letter(y) } else { format!("{y:>20}") };
            self.draw_rows(row, None, pictures)
        }

        /// Draws rows that begin with these numbers, some of another colour, and pictures; what was sent.
        fn draw(&mut self, first: u16, coloured: Option<u16>, pictures: &[Picture]) -> String {
            self.draw_rows(|y| format!("{:<20}", first + y), coloured, pictures)
        }

        fn draw_rows(
            &mut self,
            row: impl Fn(u16) -> String,
            coloured: Option<u16>,
            pictures: &[Picture],
        ) -> String {
            self.terminal.backend_mut().set_pictures(pictures.to_vec());
            let drawn = self.terminal.draw(|frame| {
                for y in 0..12 {
                    let style = if coloured == Some(y) { Style::new().bg(Color::Blue) } else { Style::new() };
                    frame.buffer_mut().set_string(0, y, row(y), style);
                }
            });
            drawn.expect("drawn");
            String::from_utf8(std::mem::take(self.terminal.backend_mut().out())).expect("text")
        }
    }

    #[test]
    fn a_picture_of_kitty_is_sent_once_and_lies_over_what_changes_below_it() {
        let mut desk = Desk::new(Protocol::Kitty);
        let sent = desk.draw(0, None, &[picture(3, 2)]);
        assert_eq!(sent.matches(KITTY).count(), 1);
        assert!(sent.contains("\x1b[4;3H\x1b_Ga=T,"), "{sent:?}");
        assert!(!desk.draw(0, Some(3), &[picture(3, 2)]).contains("\x1b_G"));
        let other = desk.draw(0, Some(3), &[picture(3, 1)]);
        assert!(other.starts_with(GONE) && other.contains(KITTY));
        assert!(desk.draw(0, Some(3), &[]).contains(GONE));
        assert!(!desk.terminal.backend().is_waiting());
    }

    #[test]
    fn where_pictures_lie_in_cells_those_of_kitty_are_drawn_again_too_and_leave_nothing_behind() {
        let mut desk = Desk::with(Protocol::Kitty, true);
        assert!(desk.draw(0, None, &[picture(3, 2)]).contains(KITTY));
        assert_eq!(desk.draw(0, None, &[picture(3, 2)]), "");
        let again = desk.draw(0, Some(4), &[picture(3, 2)]);
        assert_eq!([GONE, KITTY].map(|part| again.matches(part).count()), [1, 1], "{again:?}");
        assert!(again.find(GONE) < again.find(KITTY));
        assert!(!desk.draw(0, Some(8), &[picture(3, 1)]).is_empty());
        assert!(!desk.draw(0, Some(9), &[picture(3, 1)]).contains(KITTY), "another row");
    }

    #[test]
    fn sixels_are_drawn_again_where_cells_were_and_wiped_off_by_cells() {
        let mut desk = Desk::new(Protocol::Sixel);
        assert!(desk.draw(0, None, &[picture(3, 2)]).contains("\x1b[4;3H\x1bP0;1;0q"));
        assert_eq!(desk.draw(0, None, &[picture(3, 2)]), "");
        assert_eq!(desk.draw(0, Some(4), &[picture(3, 2)]).matches(SIXEL).count(), 1);
        assert!(desk.draw(0, None, &[picture(3, 2)]).contains(SIXEL));
        assert!(!desk.draw(0, Some(8), &[picture(3, 2)]).contains(SIXEL), "another row");
        let gone = desk.draw(0, Some(8), &[]);
        assert!(!gone.contains(SIXEL));
        assert_eq!(gone.matches("    ").count(), 2, "its cells are written again: {gone:?}");
        assert_eq!(desk.draw(0, Some(8), &[]), "");
    }

    #[test]
    fn what_is_left_of_damaged_sixels_is_wiped_off() {
        let mut desk = Desk::new(Protocol::Sixel);
        desk.draw(0, None, &[picture(3, 2)]);
        desk.terminal.backend_mut().set_limit(Some(10));
        let damaged = desk.draw(0, Some(4), &[picture(3, 2)]);
        assert!(damaged.contains("\x1b[44m") && !damaged.contains(SIXEL), "no room for it: {damaged:?}");
        desk.terminal.backend_mut().set_limit(None);
        let gone = desk.draw(0, Some(4), &[]);
        assert_eq!(gone.matches("    ").count(), 2, "its cells are written again: {gone:?}");
    }

    #[test]
    fn pictures_of_kitty_go_where_pictures_are_not_wanted_any_more() {
        let mut desk = Desk::new(Protocol::Kitty);
        desk.draw(0, None, &[picture(3, 2)]);
        desk.terminal.backend_mut().set_canvas(None);
        assert!(desk.draw(0, None, &[picture(3, 2)]).contains("\x1b_Ga=d,d=A,q=2\x1b\\"));
        assert!(!desk.terminal.backend().is_waiting());
    }

    #[test]
    fn rows_with_a_picture_are_not_moved() {
        for (pictures, scrolls) in [(vec![], true), (vec![picture(5, 2)], false)] {
            let mut desk = Desk::new(Protocol::Kitty);
            desk.draw(0, None, &pictures);
            assert_eq!(desk.draw(1, None, &pictures).contains("\x1b[1S"), scrolls);
        }
    }

    #[test]
    fn where_rows_take_pictures_along_none_are_moved_while_one_is_shown() {
        for (carried, pictures, scrolls) in [(false, 1, true), (true, 1, false), (true, 0, true)] {
            let mut desk = Desk::on(Canvas { protocol: Protocol::Sixel, cell: (2, 2), wiped: true, carried });
            let pictures = &[picture(10, 2)][..pictures];
            desk.draw_above(0, pictures);
            assert_eq!(desk.draw_above(1, pictures).contains("\x1b[1S"), scrolls, "{carried} {pictures:?}");
            // It is there until the rows below it are written.
            assert_eq!(desk.draw_above(2, &[]).contains("\x1b[1S"), scrolls, "{carried} {pictures:?}");
            assert!(desk.draw_above(3, &[]).contains("\x1b[1S"), "{carried} {pictures:?}");
        }
    }

    #[test]
    fn what_was_forgotten_is_drawn_anew_and_what_has_no_room_later() {
        let mut desk = Desk::new(Protocol::Kitty);
        desk.draw(0, None, &[picture(3, 2)]);
        desk.terminal.backend_mut().forget();
        desk.terminal.backend_mut().set_limit(Some(10));
        let mut sent = desk.draw(0, None, &[picture(3, 2)]);
        assert!(sent.starts_with("\x1b_Ga=d,d=A,q=2\x1b\\") && !sent.contains(KITTY));
        while desk.terminal.backend().is_waiting() {
            sent = desk.draw(0, None, &[picture(3, 2)]);
        }
        assert!(sent.contains(KITTY));
    }
}
