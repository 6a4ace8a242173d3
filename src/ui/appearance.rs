//! How pictures look on this terminal: by its abilities and the settings, at once where those change.

use super::ascii;
use super::terminal::capabilities::Capabilities;
use super::theme::{Styles, Theme};
use super::views;
use crate::studio::Studio;
use crate::studio::seat::Seat;
use ratatui::Frame;

/// How pictures look.
#[derive(Clone, Debug)]
pub struct Appearance {
    capabilities: Capabilities,
    /// The theme that was chosen here, or that the settings named when the screen opened.
    chosen: Option<String>,
    /// The one that is shown.
    named: Option<String>,
    styles: Styles,
    ascii: bool,
}

impl Appearance {
    /// As the settings want it; `theme` goes before theirs. What is wrong with a theme is told.
    pub fn new(capabilities: &Capabilities, studio: &mut Studio, theme: Option<&str>) -> Appearance {
        let chosen = theme.map(str::to_owned).or_else(|| studio.settings.theme.clone());
        let styles = styles(capabilities, studio, chosen.as_deref());
        let ascii = studio.settings.ascii.unwrap_or(!capabilities.unicode);
        Appearance { capabilities: capabilities.clone(), named: chosen.clone(), chosen, styles, ascii }
    }

    /// Follows the settings and what was chosen at the seat; whether the picture is another one now.
    pub fn follow(&mut self, studio: &mut Studio, seat: &mut Seat) -> bool {
        let ascii = studio.settings.ascii.unwrap_or(!self.capabilities.unicode);
        let mut changed = std::mem::replace(&mut self.ascii, ascii) != ascii;
        let asked = seat.theme_asked.take();
        let anew = asked.is_some();
        self.chosen = asked.unwrap_or_else(|| self.chosen.take());
        let tried = seat.theme_tried.clone().map(|name| Some(name).filter(|name| name != "usual"));
        let wanted = tried.unwrap_or_else(|| self.chosen.clone());
        if anew || self.named != wanted {
            self.named = wanted;
            self.styles = styles(&self.capabilities, studio, self.named.as_deref());
            changed = true;
        }
        changed
    }

    /// Draws the seat's picture.
    pub fn draw(&self, frame: &mut Frame, studio: &Studio, seat: &Seat) {
        views::draw(frame, studio, seat, &self.styles);
        if self.ascii {
            ascii::plain(frame.buffer_mut());
        }
    }
}

fn styles(capabilities: &Capabilities, studio: &mut Studio, name: Option<&str>) -> Styles {
    let (theme, fault) = Theme::load(name, &studio.folders.config, capabilities.light);
    if let Some(fault) = fault {
        studio.warn(fault);
    }
    theme.styles(capabilities.colours)
}
