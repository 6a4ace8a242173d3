//! How pictures look on this terminal: by its abilities and the settings, at once where those change.

use super::ascii;
use super::reader::Reader;
use super::terminal::capabilities::Capabilities;
use super::terminal::graphics::{Canvas, Offers, Picture};
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
    /// Whether lines of words were wanted when that was looked at.
    aloud: bool,
    reader: Option<Reader>,
}

impl Appearance {
    /// As the settings want it; `theme` goes before theirs. What is wrong with a theme is told.
    pub fn new(capabilities: &Capabilities, studio: &mut Studio, theme: Option<&str>) -> Appearance {
        let chosen = theme.map(str::to_owned).or_else(|| studio.settings.theme.clone());
        let styles = styles(capabilities, studio, chosen.as_deref());
        let ascii = studio.settings.ascii.unwrap_or(!capabilities.unicode);
        let aloud = studio.settings.screen_reader == Some(true);
        let reader = aloud.then(|| Reader::new(0));
        let capabilities = capabilities.clone();
        Appearance { capabilities, named: chosen.clone(), chosen, styles, ascii, aloud, reader }
    }

    /// Lines of words in place of pictures.
    pub fn read_aloud(&mut self) {
        self.aloud = true;
        self.reader.get_or_insert_with(|| Reader::new(0));
    }

    /// What has been said, where lines of words stand in place of pictures.
    pub fn reader(&self) -> Option<&Reader> {
        self.reader.as_ref()
    }

    /// Something has happened: whether the picture is another one now, if that is so of what is `seen`. Lines of words are another
    /// picture only when something was said.
    pub fn changes(&mut self, studio: &Studio, seat: &Seat, after_key: bool, seen: bool) -> bool {
        match &mut self.reader {
            Some(reader) => reader.listen(studio, seat, &self.styles, after_key),
            None => seen,
        }
    }

    /// Follows the settings and what was chosen at the seat, and tells what is to be told of its window; whether the picture is another
    /// one now.
    pub fn follow(&mut self, studio: &mut Studio, seat: &mut Seat) -> bool {
        let ascii = studio.settings.ascii.unwrap_or(!self.capabilities.unicode);
        let mut changed = std::mem::replace(&mut self.ascii, ascii) != ascii;
        let aloud = seat.reads_aloud.or(studio.settings.screen_reader) == Some(true);
        if std::mem::replace(&mut self.aloud, aloud) != aloud {
            self.reader = aloud.then(|| Reader::new(studio.notices.count()));
            changed = true;
        }
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
        if let Some(news) = seat.window.news() {
            studio.tell(seat.person.number, news);
            changed = true;
        }
        changed
    }

    /// Draws the seat's picture.
    pub fn draw(&self, frame: &mut Frame, studio: &Studio, seat: &Seat) {
        self.draw_with(frame, studio, seat, None);
    }

    /// The same, with waves in pixels where the terminal shows them so.
    pub fn draw_with(
        &self,
        frame: &mut Frame,
        studio: &Studio,
        seat: &Seat,
        canvas: Option<Canvas>,
    ) -> Vec<Picture> {
        let wanted = !self.ascii && studio.settings.terminal_pictures != Some(false) && !seat.frugal;
        let offers = canvas.filter(|_| wanted).map(Offers::new);
        match &self.reader {
            Some(reader) => reader.draw(frame, seat, &self.styles),
            None => views::draw(frame, studio, seat, &self.styles, offers.as_ref()),
        }
        if self.ascii {
            ascii::plain(frame.buffer_mut());
        }
        offers.map(|offers| offers.settle(frame.buffer_mut())).unwrap_or_default()
    }
}

fn styles(capabilities: &Capabilities, studio: &mut Studio, name: Option<&str>) -> Styles {
    let (theme, fault) = Theme::load(name, &studio.folders.config, capabilities.light);
    if let Some(fault) = fault {
        studio.warn(fault);
    }
    theme.styles(capabilities.colours)
}
