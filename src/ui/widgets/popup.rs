//! A box in the middle of the screen, or above its lower edge, over what is there.

use crate::ui::paint::cut;
use crate::ui::theme::Styles;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::{Block, Clear, Widget};

/// Clears a box of at most this size in the middle of `screen` and draws its border and title. What is inside.
pub fn centred(buffer: &mut Buffer, screen: Rect, size: (u16, u16), title: &str, styles: &Styles) -> Rect {
    let (width, height) = (size.0.min(screen.width), size.1.min(screen.height));
    let x = screen.x + (screen.width - width) / 2;
    let y = screen.y + (screen.height - height) / 2;
    boxed(buffer, Rect { x, y, width, height }, title, styles)
}

/// The same against the lower edge of `screen`, over its whole width.
pub fn at_bottom(buffer: &mut Buffer, screen: Rect, height: u16, title: &str, styles: &Styles) -> Rect {
    let height = height.min(screen.height);
    boxed(buffer, Rect { y: screen.bottom() - height, height, ..screen }, title, styles)
}

fn boxed(buffer: &mut Buffer, area: Rect, title: &str, styles: &Styles) -> Rect {
    Clear.render(area, buffer);
    buffer.set_style(area, styles.of(Role::Popup));
    let title = format!(" {} ", cut(title, area.width.saturating_sub(6)));
    let block = Block::bordered()
        .border_style(styles.of(Role::Border))
        .title_style(styles.of(Role::Title))
        .title(title);
    block.render(area, buffer);
    area.inner(Margin { horizontal: 2, vertical: 1 })
}

/// The first of `count` lines to show in `height` lines so that line `chosen` is among them, in its middle where possible.
pub fn first_shown(chosen: usize, count: usize, height: usize) -> usize {
    chosen.saturating_sub(height / 2).min(count.saturating_sub(height))
}
