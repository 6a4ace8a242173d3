//! Pictures for terminals that show ASCII alone: every sign beyond it by one that is alike.

use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

/// Signs of ours, and what stands for each of them. Anything else becomes `?`.
const SIGNS: &[(&str, &str)] = &[
    ("│", "|"),
    ("├", "+"),
    ("╞", "="),
    ("─", "-"),
    ("↻", "@"),
    ("·", "."),
    ("…", "~"),
    ("▶", ">"),
    ("◀", "<"),
    ("■", "#"),
    ("▲", "^"),
    ("▀", "\""),
    ("▪", "#"),
    ("¶", "!"),
    ("●", "*"),
    ("○", "o"),
    ("♪", "n"),
    ("◆", "+"),
    ("◇", "-"),
    ("✓", "+"),
    ("✗", "x"),
    ("‹", "<"),
    ("›", ">"),
    ("→", ">"),
    ("×", "x"),
    ("−", "-"),
    ("–", "-"),
    ("∞", "-"),
    ("≡", "="),
    ("█", "#"),
    ("▉", "#"),
    ("▊", "#"),
    ("▋", "#"),
    ("▌", "="),
    ("▍", "="),
    ("▎", "-"),
    ("▏", "-"),
    ("▇", "#"),
    ("▆", "#"),
    ("▅", "="),
    ("▄", "="),
    ("▃", "-"),
    ("▂", "_"),
    ("▁", "_"),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("┘", "+"),
];

/// Eight dots in a cell: a blank, or more and more of them.
const DOTS: [&str; 9] = [" ", ".", ".", ":", ":", "+", "+", "#", "#"];

/// What stands for a sign.
fn alike(symbol: &str) -> &'static str {
    let dots = symbol.chars().next().filter(|sign| ('\u{2800}'..='\u{28ff}').contains(sign));
    match dots {
        Some(sign) => DOTS[(u32::from(sign) & 0xff).count_ones() as usize],
        None => SIGNS.iter().find(|(sign, _)| *sign == symbol).map_or("?", |(_, plain)| plain),
    }
}

/// Puts ASCII in the place of everything else.
pub fn plain(buffer: &mut Buffer) {
    for at in 0..buffer.content.len() {
        let symbol = buffer.content[at].symbol();
        if symbol.is_ascii() {
            continue;
        }
        let cells = symbol.width();
        let sign = alike(symbol);
        // What took several cells leaves the others free.
        for (offset, cell) in buffer.content[at..].iter_mut().take(cells.max(1)).enumerate() {
            cell.set_symbol(if offset == 0 { sign } else { " " });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn every_sign_takes_the_cells_it_took() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 1));
        buffer.set_string(0, 0, "▶│日ö█ x▏⠀⢼", Style::new());
        plain(&mut buffer);
        let text: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(text, ">|? ?# x- + ");
    }
}
