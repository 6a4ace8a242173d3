//! The open songs, where there are more than one: the present one in brackets, a star behind what is not saved.

use crate::studio::document::Document;
use crate::studio::pointer::Target;
use crate::ui::paint::{Writer, cut, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The most cells of a name.
const NAME: u16 = 18;
/// Cells that tell how many are left out at an end.
const MORE: u16 = 4;

/// How many lines the list takes.
pub fn height(scene: &Scene) -> u16 {
    u16::from(scene.studio.tabs.count() > 1)
}

/// The texts of the tabs that have room around the present one, and the place of the first of them.
fn shown(texts: &[String], present: usize, room: u16) -> (usize, usize) {
    let cells = |from: usize, to: usize| texts[from..to].iter().map(|text| width(text)).sum::<u16>();
    let (mut from, mut to) = (present, present + 1);
    loop {
        let ends = |from: usize, to: usize| {
            MORE * (u16::from(from > 0) + u16::from(to < texts.len())) + cells(from, to) <= room
        };
        if to < texts.len() && ends(from, to + 1) {
            to += 1;
        } else if from > 0 && ends(from - 1, to) {
            from -= 1;
        } else {
            return (from, to);
        }
    }
}

/// Draws the list, if there is something to choose.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    if area.height == 0 {
        return;
    }
    let (studio, styles) = (scene.studio, scene.styles);
    let present = studio.tabs.present();
    let text = |(place, document): (usize, &Document)| {
        let changed = if document.is_changed() { "*" } else { "" };
        let [open, close] = if place == present { ["[", "]"] } else { [" ", " "] };
        format!("{open}{} {}{changed}{close}", place + 1, cut(&document.name(), NAME))
    };
    let texts: Vec<String> = studio.documents().enumerate().map(text).collect();
    let (from, to) = shown(&texts, present, area.width);
    let mut writer = Writer::new(buffer, area);
    if from > 0 {
        writer.text(&format!("‹{from} "), styles.of(Role::Faint));
    }
    for (place, text) in texts.iter().enumerate().take(to).skip(from) {
        let x = writer.column();
        let role = if place == present { Role::Title } else { Role::Text };
        writer.short(text, area.width, styles.of(role));
        scene.spot(Rect { x, width: writer.column() - x, ..area }, Target::Tab(place));
    }
    if to < texts.len() {
        writer.text(&format!(" {}›", texts.len() - to), styles.of(Role::Faint));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_song_is_always_among_those_that_are_listed() {
        let texts: Vec<String> = (1..=20).map(|number| format!(" {number:02} some song ")).collect();
        for present in 0..20 {
            let (from, to) = shown(&texts, present, 80);
            assert!((from..to).contains(&present) && to - from == 5, "{present}: {from}..{to}");
        }
        assert_eq!(shown(&texts, 3, 2_000), (0, 20));
        assert_eq!(shown(&texts, 3, 5), (3, 4), "it alone, however little room there is");
    }
}
