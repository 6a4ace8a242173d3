//! What a terminal draws when the size of its cells changes or its line is slow.

use super::*;
use crate::ui::terminal::graphics::Protocol;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Sent(Arc<Mutex<Vec<u8>>>);

impl Sent {
    fn take(&self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut *self.0.lock().expect("whole"))).into_owned()
    }
}

impl Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line for Sent {
    fn suspend(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal of 40 by 10 cells that shows sixels, and of which that came at the beginning.
fn terminal(early: &str) -> (Terminal, Sent) {
    let sent = Sent::default();
    let canvas = Some(Canvas { protocol: Protocol::Sixel, cell: (8, 16), wiped: true, carried: false });
    let capabilities = Capabilities { canvas, ..Capabilities::default() };
    // Each look at it finds it a tenth of a second later.
    let now = AtomicU64::new(0);
    let clock = Box::new(move || Duration::from_millis(now.fetch_add(100, Relaxed)));
    let facts = Facts { size: (40, 10), capabilities, early: early.into(), ..Facts::default() };
    let terminal = Terminal::with_clock(Box::new(sent.clone()), facts, clock);
    (terminal.expect("a terminal"), sent)
}

/// Draws when that is asked for: a wave over ten cells, in as many pixels as these have.
fn shown(terminal: &mut Terminal, sent: &Sent) -> String {
    while terminal.next_input().is_some() {
        terminal.draw(|_, canvas| {
            let (width, height) = canvas.expect("pictures").cell;
            let columns = vec![Some((0, height)); usize::from(width) * 10];
            vec![Picture { area: Rect::new(2, 2, 10, 2), colour: [9; 3], height: height * 2, columns }]
        });
    }
    sent.take()
}

#[test]
fn another_size_of_the_writing_draws_pictures_anew_be_there_as_many_cells_as_before() {
    let (mut terminal, sent) = terminal("\x1b[6;16;8t");
    terminal.take(Event::Size(41, 10));
    assert!(sent.take().contains(CELL), "it is asked for");
    assert!(shown(&mut terminal, &sent).contains("\"1;1;80;32#"));
    assert_eq!(shown(&mut terminal, &sent), "", "nothing has changed");
    terminal.take(Event::Size(41, 10));
    assert_eq!(sent.take(), CELL, "the window is larger, and so may be the writing");
    terminal.take(Event::Bytes(b"\x1b[6;20;10t".to_vec()));
    assert!(shown(&mut terminal, &sent).contains("\"1;1;100;40#"));
    terminal.take(Event::Bytes(b"\x1b[6;20;10t".to_vec()));
    terminal.take(Event::Cell(8, 16));
    assert_eq!(shown(&mut terminal, &sent), "", "the terminal itself knows best");
}

#[test]
fn where_the_terminal_does_not_tell_the_size_of_its_cells_the_system_does() {
    let (mut terminal, sent) = terminal("");
    terminal.take(Event::Cell(8, 16));
    terminal.take(Event::Size(41, 10));
    assert!(shown(&mut terminal, &sent).contains("\"1;1;80;32#"));
    terminal.take(Event::Cell(12, 24));
    terminal.take(Event::Size(41, 10));
    let anew = shown(&mut terminal, &sent);
    assert!(anew.contains("\"1;1;120;48#") && !anew.contains(CELL), "{anew:?}");
}

#[test]
fn over_ssh_pictures_give_way_to_characters_while_the_line_is_slow() {
    for (ssh, shows) in [(true, false), (false, true)] {
        let sent = Sent::default();
        let canvas = Some(Canvas { protocol: Protocol::Sixel, cell: (8, 16), wiped: true, carried: false });
        let capabilities = Capabilities { canvas, ssh, answers: true, ..Capabilities::default() };
        let answered_in = Some(Duration::from_millis(10));
        let facts = Facts { size: (40, 10), capabilities, answered_in, ..Facts::default() };
        let now = Arc::new(Mutex::new(Duration::ZERO));
        let clock = Arc::clone(&now);
        let clock = Box::new(move || *clock.lock().expect("whole"));
        let mut terminal = Terminal::with_clock(Box::new(sent), facts, clock).expect("a terminal");
        assert!(terminal.canvas().is_some());
        for number in 0..20 {
            terminal.draw(|frame, _| {
                let text = number.to_string().repeat(40);
                (0..10).for_each(|y| frame.buffer_mut().set_string(0, y, &text, Style::new()));
                Vec::new()
            });
            *now.lock().expect("whole") += Duration::from_millis(400);
            terminal.take(Event::Bytes(b"\x1b[0n".to_vec()));
        }
        assert_eq!(terminal.canvas().is_some(), shows, "over SSH: {ssh}");
    }
}
