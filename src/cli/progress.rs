//! A bar on standard error while something takes its time: only on a terminal.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two pictures of the bar.
const PAUSE: Duration = Duration::from_millis(50);
/// The bar's width in characters.
const WIDTH: usize = 30;

/// A bar; gone when dropped.
pub struct Bar {
    shown: bool,
    drawn: Option<Instant>,
}

impl Bar {
    /// A bar that is drawn if standard error is a terminal and nobody asked for quiet.
    pub fn new(quiet: bool) -> Bar {
        Bar { shown: !quiet && std::io::stderr().is_terminal(), drawn: None }
    }

    /// Draws it, not more often than the eye sees: what is being done, how far it is (0 to 1).
    pub fn draw(&mut self, name: &str, part: f64) {
        if !self.shown || self.drawn.is_some_and(|drawn| drawn.elapsed() < PAUSE) {
            return;
        }
        self.drawn = Some(Instant::now());
        let _ = write!(std::io::stderr(), "\r{}\x1b[K", line(name, part));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(name: &str, part: f64) -> String {
    let full = (part.clamp(0.0, 1.0) * WIDTH as f64) as usize;
    let (full, empty) = ("#".repeat(full), "-".repeat(WIDTH - full));
    format!("{name} [{full}{empty}] {:3.0} %", part.clamp(0.0, 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_grows_from_nothing_to_everything() {
        assert_eq!(line("writing", 0.0), format!("writing [{}]   0 %", "-".repeat(30)));
        assert_eq!(line("writing", 0.5), format!("writing [{}{}]  50 %", "#".repeat(15), "-".repeat(15)));
        assert_eq!(line("writing", 7.0), format!("writing [{}] 100 %", "#".repeat(30)));
    }
}
