//! Pages, which are only read: each leads back to what was looked at before it, a view or another page.

use super::Seat;
use crate::studio::view::View;

/// A page on which another one lies, as it was left.
#[derive(Clone, Debug)]
pub struct Under {
    view: View,
    scroll: usize,
    filter: String,
}

impl Seat {
    /// Looks at another view; from a page the way back stays known.
    pub fn look_at(&mut self, view: View) {
        if self.view.is_page() && view.is_page() {
            self.turn_to(view);
        } else {
            self.pages.clear();
            self.back = if self.view.is_page() { self.back } else { self.view };
        }
        (self.view, self.scroll) = (view, 0);
        self.filter.clear();
    }

    /// The present page lies under another one, unless that has lain under it.
    fn turn_to(&mut self, page: View) {
        if let Some(at) = self.pages.iter().position(|under| under.view == page) {
            self.pages.truncate(at);
        } else if page != self.view {
            let filter = std::mem::take(&mut self.filter);
            self.pages.push(Under { view: self.view, scroll: self.scroll, filter });
        }
    }

    /// Leaves a page.
    pub fn leave_page(&mut self) {
        match self.pages.pop() {
            Some(Under { view, scroll, filter }) => {
                (self.view, self.scroll, self.filter) = (view, scroll, filter);
            }
            None => self.look_at(self.back),
        }
    }

    /// What was looked at before the present page, the latest first: pages, and the view under them.
    pub fn views_before(&self) -> impl Iterator<Item = View> {
        self.pages.iter().rev().map(|under| under.view).chain([self.back])
    }

    /// To where the present page leads back.
    pub fn view_before(&self) -> View {
        self.pages.last().map_or(self.back, |under| under.view)
    }
}
