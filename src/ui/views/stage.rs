//! The stage: the song of the set in big letters, the time that is left, what must not be forgotten, and the next song. It can be read from
//! some steps away.

use crate::dsp::units::clock;
use crate::formats::set::Way;
use crate::sequencer::performance::AS_WRITTEN;
use crate::ui::paint::{Writer, line, put, width, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines of a big letter.
const TALL: u16 = 5;
/// Cells of one, with the space behind it.
const WIDE: u16 = 6;

/// Five lines of five cells for each letter, top to bottom, `#` for ink.
const LETTERS: &[(char, [&str; 5])] = &[
    ('A', [" ### ", "#   #", "#####", "#   #", "#   #"]),
    ('B', ["#### ", "#   #", "#### ", "#   #", "#### "]),
    ('C', [" ####", "#    ", "#    ", "#    ", " ####"]),
    ('D', ["#### ", "#   #", "#   #", "#   #", "#### "]),
    ('E', ["#####", "#    ", "###  ", "#    ", "#####"]),
    ('F', ["#####", "#    ", "###  ", "#    ", "#    "]),
    ('G', [" ####", "#    ", "#  ##", "#   #", " ### "]),
    ('H', ["#   #", "#   #", "#####", "#   #", "#   #"]),
    ('I', [" ### ", "  #  ", "  #  ", "  #  ", " ### "]),
    ('J', ["  ###", "   # ", "   # ", "#  # ", " ##  "]),
    ('K', ["#   #", "#  # ", "###  ", "#  # ", "#   #"]),
    ('L', ["#    ", "#    ", "#    ", "#    ", "#####"]),
    ('M', ["#   #", "## ##", "# # #", "#   #", "#   #"]),
    ('N', ["#   #", "##  #", "# # #", "#  ##", "#   #"]),
    ('O', [" ### ", "#   #", "#   #", "#   #", " ### "]),
    ('P', ["#### ", "#   #", "#### ", "#    ", "#    "]),
    ('Q', [" ### ", "#   #", "# # #", "#  # ", " ## #"]),
    ('R', ["#### ", "#   #", "#### ", "#  # ", "#   #"]),
    ('S', [" ####", "#    ", " ### ", "    #", "#### "]),
    ('T', ["#####", "  #  ", "  #  ", "  #  ", "  #  "]),
    ('U', ["#   #", "#   #", "#   #", "#   #", " ### "]),
    ('V', ["#   #", "#   #", "#   #", " # # ", "  #  "]),
    ('W', ["#   #", "#   #", "# # #", "## ##", "#   #"]),
    ('X', ["#   #", " # # ", "  #  ", " # # ", "#   #"]),
    ('Y', ["#   #", " # # ", "  #  ", "  #  ", "  #  "]),
    ('Z', ["#####", "   # ", "  #  ", " #   ", "#####"]),
    ('0', [" ### ", "#  ##", "# # #", "##  #", " ### "]),
    ('1', ["  #  ", " ##  ", "  #  ", "  #  ", " ### "]),
    ('2', [" ### ", "#   #", "  ## ", " #   ", "#####"]),
    ('3', ["#### ", "    #", " ### ", "    #", "#### "]),
    ('4', ["#  # ", "#  # ", "#####", "   # ", "   # "]),
    ('5', ["#####", "#    ", "#### ", "    #", "#### "]),
    ('6', [" ### ", "#    ", "#### ", "#   #", " ### "]),
    ('7', ["#####", "    #", "   # ", "  #  ", "  #  "]),
    ('8', [" ### ", "#   #", " ### ", "#   #", " ### "]),
    ('9', [" ### ", "#   #", " ####", "    #", " ### "]),
    (':', ["     ", "  #  ", "     ", "  #  ", "     "]),
    ('-', ["     ", "     ", " ### ", "     ", "     "]),
    ('.', ["     ", "     ", "     ", "     ", "  #  "]),
    (' ', ["     ", "     ", "     ", "     ", "     "]),
];

/// Writes a text in big letters if it has room and all of its letters are there, else in capitals; the lines that it took.
fn big(buffer: &mut Buffer, area: Rect, text: &str, style: ratatui::style::Style) -> u16 {
    let letters: Option<Vec<&[&str; 5]>> = text
        .to_uppercase()
        .chars()
        .map(|letter| LETTERS.iter().find(|(own, _)| *own == letter).map(|(_, ink)| ink))
        .collect();
    let fits = |letters: &Vec<&[&str; 5]>| letters.len() as u16 * WIDE <= area.width && area.height >= TALL;
    let Some(letters) = letters.filter(fits) else {
        Writer::new(buffer, line(area, 0)).short(&text.to_uppercase(), area.width, style);
        return 1;
    };
    for row in 0..usize::from(TALL) {
        for (place, ink) in letters.iter().enumerate() {
            let cells = ink[row].replace('#', "█");
            put(buffer, area, (area.x + place as u16 * WIDE, area.y + row as u16), &cells, style);
        }
    }
    TALL
}

/// The seconds of the song that are left, as far as that is known.
fn left(scene: &Scene) -> Option<f64> {
    let duration = scene.studio.duration.duration()?;
    let position = scene.heard()?;
    let begun = (*duration.entries.get(usize::from(position.order))?)?;
    let song = scene.song();
    let rows = |order: u16| {
        let entry = song.order.get(usize::from(order))?;
        Some(f64::from(song.patterns.get(entry.pattern.into())?.length) * f64::from(entry.repeats.max(1)))
    };
    let end = duration.entries.iter().skip(usize::from(position.order) + 1).find_map(|next| *next);
    let length = end.unwrap_or(duration.seconds) - begun;
    let pattern = song.patterns.get(position.pattern.into())?;
    let played = f64::from(pattern.length) * f64::from(position.repeat) + f64::from(position.row);
    let at = begun + length * played / rows(position.order)?.max(1.0);
    let ratio = f64::from(scene.studio.performing().ratio) / f64::from(AS_WRITTEN);
    Some(((duration.seconds - at) / ratio.max(0.01)).max(0.0))
}

/// Draws the stage.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let (studio, styles, seat) = (scene.studio, scene.styles, scene.seat);
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let set = studio.set.as_ref();
    let title = set.map(|set| set.title(set.at())).unwrap_or_default();
    let title = if title.is_empty() { scene.song().settings.title.clone() } else { title };
    let title = if title.is_empty() { studio.document.name() } else { title };
    let below = |y: u16| Rect { y: area.y + y, height: area.height.saturating_sub(y), ..area };
    let number =
        set.map_or(String::new(), |set| format!("song {} of {}", set.at() + 1, set.list.songs.len()));
    let state = match (scene.heard(), studio.transport.gap(studio.rate())) {
        (Some(_), _) => "▶ playing".to_owned(),
        (None, Some(seconds)) => format!("▶ begins in {}", clock(seconds.ceil())),
        (None, None) => "■ stopped".to_owned(),
    };
    let state = state + if studio.company.locked { "  LOCKED" } else { "" };
    Writer::new(buffer, line(area, 0))
        .text(&number, styles.of(Role::Faint))
        .skip(2)
        .text(&state, styles.of(Role::Playing));
    let mut y = 1 + big(buffer, below(1), &title, styles.of(Role::Title)) + 1;
    let section = studio.present_section(seat.order).map(|(_, section)| section.name).unwrap_or_default();
    let time = left(scene).map_or(String::new(), |seconds| clock(seconds.ceil()));
    let tempo =
        if scene.heard().is_some() { format!("{:.1} BPM", studio.transport.tempo) } else { String::new() };
    let waits = studio.waiting();
    let told = [section, tempo, studio.beside_song(), waits].into_iter().filter(|part| !part.is_empty());
    Writer::new(buffer, line(area, y)).short(
        &told.collect::<Vec<_>>().join("   "),
        area.width,
        styles.of(Role::Text),
    );
    y += 2;
    if !time.is_empty() {
        Writer::new(buffer, line(area, y)).text("left", styles.of(Role::Faint));
        let room = below(y);
        let inside = Rect { x: room.x + 6, width: room.width.saturating_sub(6), ..room };
        y += big(buffer, inside, &time, styles.of(Role::Text)) + 1;
    }
    let notes = set.and_then(|set| set.list.songs.get(set.at())).map_or("", |piece| &piece.notes);
    let end = area.height.saturating_sub(2);
    for text in wrapped(notes, area.width).iter().filter(|_| !notes.is_empty()) {
        if y < end {
            put(buffer, area, (area.x, area.y + y), text, styles.of(Role::Armed));
            y += 1;
        }
    }
    let next = set.map_or_else(String::new, |set| match (set.coming(), set.way()) {
        (None, _) => "this is the last song".to_owned(),
        (Some((at, ready)), way) => {
            let how = match way {
                Way::GoOn => "follows",
                Way::Wait => "waits",
                Way::Vamp => "after the vamp",
            };
            let ready = if ready { "ready" } else { "loading" };
            format!("NEXT {}   {how}, {ready}", set.title(at).to_uppercase())
        }
    });
    let bottom = line(area, end);
    Writer::new(buffer, bottom).short(&next, area.width, styles.of(Role::Title));
    let hint =
        if set.is_some() { "Space: the next song" } else { "no set list: `segno NAME.set.ron` opens one" };
    let hint = format!("{}{hint}", if set.is_some() { "% " } else { "" });
    let room = area.width.saturating_sub(width(&hint));
    put(buffer, area, (area.x + room, area.y + end + 1), &hint, styles.of(Role::Faint));
    None
}
