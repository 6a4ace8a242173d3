//! Which pictures a terminal shows, which it shall show, and what leads from the ones to the others.

use super::{Canvas, Picture, Protocol, kitty, sixel};
use ratatui::layout::Rect;

/// Pictures over the cells of a terminal, each with a number from 0.
#[derive(Debug, Default)]
pub struct Overlay {
    protocol: Option<Protocol>,
    /// What is written to cells wipes pictures away.
    wiped: bool,
    /// Rows that are scrolled anywhere take pictures along.
    carried: bool,
    want: Vec<Picture>,
    /// What is shown with each number.
    have: Vec<Option<Shown>>,
    /// Others may be there.
    unknown: bool,
}

/// A picture that the terminal has been sent.
#[derive(Clone, Debug)]
struct Shown {
    picture: Picture,
    /// Whether nothing was written over it since.
    whole: bool,
}

impl Overlay {
    /// How the terminal takes pictures; `None`: not at all.
    pub fn set_canvas(&mut self, canvas: Option<Canvas>) {
        let protocol = canvas.map(|canvas| canvas.protocol);
        if protocol != self.protocol {
            // Nothing but their own protocol takes pictures of kitty away.
            self.unknown |= self.protocol == Some(Protocol::Kitty) && !self.have.is_empty();
        }
        self.protocol = protocol;
        self.wiped = canvas.is_some_and(|canvas| canvas.wiped);
        self.carried = canvas.is_some_and(|canvas| canvas.carried);
    }

    /// These shall be shown.
    pub fn want(&mut self, pictures: Vec<Picture>) {
        self.want = pictures;
        if self.protocol.is_none() {
            self.want.clear();
        }
    }

    /// Nothing is known of what is shown.
    pub fn forget(&mut self) {
        self.unknown = self.protocol == Some(Protocol::Kitty);
        self.have.clear();
    }

    /// Whether the wanted picture of that number is the one that is shown, be it damaged or not.
    fn is_same(&self, number: usize) -> bool {
        let shown = self.have.get(number).and_then(Option::as_ref);
        self.want.get(number) == shown.map(|shown| &shown.picture)
    }

    fn is_right(&self, number: usize) -> bool {
        let shown = self.have.get(number).and_then(Option::as_ref);
        self.is_same(number) && shown.is_none_or(|shown| shown.whole)
    }

    fn numbers(&self) -> std::ops::Range<usize> {
        0..self.want.len().max(self.have.len())
    }

    /// Whether anything else is shown than is wanted.
    pub fn is_waiting(&self) -> bool {
        self.unknown || self.numbers().any(|number| !self.is_right(number))
    }

    /// Whether any picture that is shown lies in these rows: they cannot be moved.
    pub fn covers(&self, rows: std::ops::RangeInclusive<usize>) -> bool {
        let inside = |shown: &Shown| shown.picture.area.rows().any(|row| rows.contains(&usize::from(row.y)));
        self.have.iter().flatten().any(inside)
    }

    /// Whether any picture is shown that scrolled rows would take along, wherever they are.
    pub fn is_carried(&self) -> bool {
        self.carried && self.have.iter().any(Option::is_some)
    }

    /// Takes away what is not wanted any more; the cells that have to be written again for that.
    pub fn take_away(&mut self, out: &mut Vec<u8>) -> Vec<Rect> {
        let mut again = Vec::new();
        if std::mem::take(&mut self.unknown) {
            out.extend_from_slice(kitty::CLEAR.as_bytes());
        }
        for number in self.numbers() {
            if self.is_same(number) {
                continue;
            }
            let Some(old) = self.have.get_mut(number).and_then(Option::take) else { continue };
            match self.protocol {
                Some(Protocol::Kitty) => kitty::remove(number, out),
                _ => again.push(old.picture.area),
            }
        }
        self.have.truncate(self.want.len());
        again
    }

    /// Cells of a row were written: where pictures lie in cells their dots there are gone, and others of the same picture are not.
    pub fn written(&mut self, row: usize) {
        if self.wiped {
            for shown in self.have.iter_mut().flatten() {
                let area = shown.picture.area;
                shown.whole &= !(area.top()..area.bottom()).contains(&(row as u16));
            }
        }
    }

    /// Pictures that are wanted and not shown, with their numbers.
    pub fn missing(&self) -> Vec<(usize, Rect)> {
        let missing = self.want.iter().enumerate().filter(|(number, _)| !self.is_right(*number));
        missing.map(|(number, picture)| (number, picture.area)).collect()
    }

    /// Adds a picture, drawn from the cursor on.
    pub fn show(&mut self, number: usize, out: &mut Vec<u8>) {
        let (Some(protocol), Some(picture)) = (self.protocol, self.want.get(number)) else { return };
        match protocol {
            Protocol::Kitty => {
                // What is left of it would stay beside the new one.
                if self.have.get(number).is_some_and(Option::is_some) {
                    kitty::remove(number, out);
                }
                kitty::draw(picture, number, out);
            }
            Protocol::Sixel => sixel::draw(picture, out),
        }
        self.have.resize(self.want.len(), None);
        self.have[number] = Some(Shown { picture: picture.clone(), whole: true });
    }
}
