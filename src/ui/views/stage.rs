//! The stage: the song of the set in big letters, the time that is left, what must not be forgotten, and the next song. It can be read from
//! some steps away.

use crate::dsp::units::clock;
use crate::formats::set::Way;
use crate::sequencer::performance::AS_WRITTEN;
use crate::studio::set::Set;
use crate::ui::paint::{Writer, line, put, width, wrapped};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Lines of a big letter.
const TALL: u16 = 5;
/// Cells of one, with the space behind it.
const WIDE: u16 = 6;
/// From this height on letters are twice as large.
const HIGH: u16 = 45;

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

/// Writes a text in letters of a size, or the largest below that for which there is room, if all of its letters are there, else in
/// capitals; the lines that it took.
fn big(buffer: &mut Buffer, area: Rect, text: &str, size: u16, style: Style) -> u16 {
    let letters: Option<Vec<&[&str; 5]>> = text
        .to_uppercase()
        .chars()
        .map(|letter| LETTERS.iter().find(|(own, _)| *own == letter).map(|(_, ink)| ink))
        .collect();
    let fits = |letters: &[&[&str; 5]], size: u16| {
        letters.len() * usize::from(WIDE * size) <= usize::from(area.width) && area.height >= TALL * size
    };
    let sized = letters.and_then(|letters| {
        let size = (1..=size).rev().find(|size| fits(&letters, *size))?;
        Some((letters, size))
    });
    let Some((letters, size)) = sized else {
        Writer::new(buffer, line(area, 0)).short(&text.to_uppercase(), area.width, style);
        return 1;
    };
    for row in 0..TALL * size {
        for (place, ink) in letters.iter().enumerate() {
            let dots = ink[usize::from(row / size)].chars();
            let cells: String =
                dots.flat_map(|dot| vec![if dot == '#' { '█' } else { dot }; size.into()]).collect();
            let x = area.x + place as u16 * WIDE * size;
            put(buffer, area, (x, area.y + row), &cells, style);
        }
    }
    TALL * size
}

/// Texts that must not be forgotten, in the lines from `y` to before `end`. What has no room is marked.
fn notes(buffer: &mut Buffer, area: Rect, [mut y, end]: [u16; 2], texts: &[&str], style: Style) {
    let all: Vec<String> =
        texts.iter().filter(|text| !text.is_empty()).flat_map(|text| wrapped(text, area.width)).collect();
    let room = usize::from(end.saturating_sub(y));
    for (number, text) in all.iter().take(room).enumerate() {
        let column = put(buffer, area, (area.x, area.y + y), text, style);
        if number + 1 == room && all.len() > room {
            put(buffer, area, (column.min(area.right().saturating_sub(1)), area.y + y), "…", style);
        }
        y += 1;
    }
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

/// What plays, or when it begins.
fn state(scene: &Scene) -> String {
    let studio = scene.studio;
    let what = match (scene.heard(), studio.transport.gap(studio.rate())) {
        (Some(_), _) => "▶ playing".to_owned(),
        (None, Some(seconds)) => format!("▶ begins in {}", clock(seconds.ceil())),
        (None, None) => "■ stopped".to_owned(),
    };
    if studio.company.locked { format!("{what}  LOCKED") } else { what }
}

/// The song that comes, and how: what is said before its name, the name, what is said behind it.
fn next(set: &Set) -> [String; 3] {
    let Some((at, ready)) = set.coming() else {
        return [String::new(), String::new(), "this is the last song".to_owned()];
    };
    let how = match set.way() {
        Way::GoOn => "follows",
        Way::Wait => "waits",
        Way::Vamp => "after the vamp",
    };
    let ready = if ready { "ready" } else { "loading" };
    ["NEXT ".to_owned(), set.title(at).to_uppercase(), format!("   {how}, {ready}")]
}

/// Draws the stage.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let (studio, styles, seat) = (scene.studio, scene.styles, scene.seat);
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let size = if area.height >= HIGH { 2 } else { 1 };
    let set = studio.set.as_ref();
    let title = set.map(|set| set.title(set.at())).unwrap_or_default();
    let title = if title.is_empty() { scene.song().settings.title.clone() } else { title };
    let title = if title.is_empty() { studio.document.name() } else { title };
    let below = |y: u16| Rect { y: area.y + y, height: area.height.saturating_sub(y), ..area };
    let number =
        set.map_or(String::new(), |set| format!("song {} of {}", set.at() + 1, set.list.songs.len()));
    Writer::new(buffer, line(area, 0))
        .text(&number, styles.of(Role::Faint))
        .skip(2)
        .text(&state(scene), styles.of(Role::Playing));
    let mut y = 1 + big(buffer, below(1), &title, size, styles.of(Role::Title)) + 1;
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
        y += big(buffer, inside, &time, size, styles.of(Role::Text)) + 1;
    }
    let [before, name, behind] = set.map_or_else(Default::default, next);
    let large = if size > 1 && !name.is_empty() { TALL * size + 1 } else { 0 };
    let end = area.height.saturating_sub(2);
    let own = set.and_then(|set| set.list.songs.get(set.at())).map_or("", |piece| piece.notes.as_str());
    let of_set = set.map_or("", |set| set.list.notes.as_str());
    // What is to be known of the evening comes first before that begins, and last from then on.
    let begins = set.is_some_and(|set| set.at() == 0) && studio.transport.playing.is_none();
    let texts = if begins { [of_set, own] } else { [own, of_set] };
    notes(buffer, area, [y, end.saturating_sub(large)], &texts, styles.of(Role::Armed));
    let style = styles.of(Role::Title);
    if large > 0 {
        let at = end - (large - 1);
        Writer::new(buffer, line(area, at - 1)).short(
            &format!("{before}{}", behind.trim()),
            area.width,
            style,
        );
        let inside = Rect { height: large - 1, ..below(at) };
        big(buffer, inside, &name, size, style);
    } else {
        let text = format!("{before}{name}{behind}");
        Writer::new(buffer, line(area, end)).short(&text, area.width, style);
    }
    let hint = match set {
        None => "no set list: `segno NAME.set.ron` opens one",
        Some(_) if studio.transport.is_in_gap() => "% Space: begin now",
        Some(set) if set.coming().is_none() => "",
        Some(_) => "% Space: the next song",
    };
    let room = area.width.saturating_sub(width(hint));
    put(buffer, area, (area.x + room, area.y + end + 1), hint, styles.of(Role::Faint));
    None
}
