//! The pattern matrix: entries of the order list down, tracks across. The cursor's entry stays in the middle.

use super::pattern::heads::{frozen_sign, sign};
use crate::dsp::units::clock;
use crate::song::pattern::LaneSlot;
use crate::studio::pointer::Target;
use crate::studio::slots::{self, Slots, slot};
use crate::ui::paint::{Writer, cut, line, put, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::length;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells of a slot with the space behind it, from the narrowest to the widest.
const CELLS: [u16; 4] = [5, 7, 9, 12];
/// Cells from which on a track's name stands beside its number.
const NAMED: u16 = 6;
/// Cells of the number of an entry and of its pattern.
const NUMBER: u16 = 4;
/// Cells of the number of repeats.
const REPEATS: u16 = 5;
/// Cells of the time at which an entry begins, where there is room for it.
const TIME: u16 = 6;
/// From so many columns on there is.
const WIDE: u16 = 100;

/// What stands where.
struct Layout {
    /// Cells of the sections' names.
    section: u16,
    /// Cells of the time.
    time: u16,
    /// Cells of all that stands left of the slots.
    left: u16,
    /// Cells of a slot.
    slot: u16,
    /// The first track that is seen.
    first_track: u16,
    /// Tracks that are seen.
    tracks: u16,
    /// The entry on the first line.
    first_entry: i32,
}

impl Layout {
    fn of(scene: &Scene, area: Rect) -> Layout {
        let (song, here) = (scene.song(), slots::cursor(scene.seat));
        let longest = song.order.iter().filter_map(|entry| entry.section.as_deref()).map(width).max();
        let section = longest.unwrap_or(0).min(area.width / 8) + 1;
        let time = if area.width >= WIDE { TIME } else { 0 };
        let left = 1 + NUMBER + section + NUMBER + REPEATS + time;
        let room = area.width.saturating_sub(left);
        let count = song.tracks.len().max(1) as u16;
        let fits = CELLS.iter().rev().find(|cells| count.saturating_mul(**cells) <= room);
        let slot = fits.copied().unwrap_or(CELLS[0]);
        let tracks = (room / slot).clamp(1, count);
        let first_track = here.track.saturating_sub(tracks / 2).min(count - tracks);
        // The entries stand still as long as all of them are seen.
        let height = i32::from(area.height.saturating_sub(1));
        let entries = song.order.len() as i32;
        let first_entry = (i32::from(here.order) - height / 2).clamp(0, (entries - height).max(0));
        Layout { section, time, left, slot, first_track, tracks, first_entry }
    }

    fn x(&self, area: Rect, track: u16) -> u16 {
        area.x + self.left + (track - self.first_track) * self.slot
    }
}

/// Draws the matrix; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let area = length::draw(scene, buffer, area);
    let layout = Layout::of(scene, area);
    heads(scene, buffer, line(area, 0), &layout);
    let marked = slots::marked(scene.song(), scene.seat);
    let mut cursor = None;
    for below in 1..area.height {
        let order = layout.first_entry + i32::from(below) - 1;
        let Ok(order) = u16::try_from(order) else { continue };
        let found = entry(scene, buffer, line(area, below), &layout, order, marked.as_ref());
        cursor = cursor.or(found);
    }
    cursor
}

fn heads(scene: &Scene, buffer: &mut Buffer, area: Rect, layout: &Layout) {
    let styles = scene.styles;
    let mut writer = Writer::new(buffer, area);
    writer
        .skip(1)
        .field("no", NUMBER, styles.of(Role::Faint))
        .field(if layout.section > 7 { "section" } else { "" }, layout.section, styles.of(Role::Faint))
        .field("pat", NUMBER + REPEATS, styles.of(Role::Faint))
        .field("from", layout.time, styles.of(Role::Faint));
    let here = slots::cursor(scene.seat).track;
    for track in layout.first_track..layout.first_track + layout.tracks {
        let name = scene.song().tracks.get(usize::from(track)).map_or("", |track| &track.name);
        let sign = sign(scene, track.into()).trim_matches('e');
        let room = layout.slot.saturating_sub(1 + width(sign));
        let number = format!("{:02}", track + 1);
        // Of a name in so few cells nothing could be read.
        let text = if room < NAMED { number } else { cut(&format!("{number} {name}"), room) };
        let role = match sign {
            "" if track == here => Role::Title,
            "" => Role::Text,
            "S" => Role::Solo,
            _ => Role::Muted,
        };
        put(buffer, area, (layout.x(area, track), area.y), &format!("{text}{sign}"), styles.of(role));
    }
    let behind = scene.song().tracks.len() as u16 - layout.first_track - layout.tracks;
    for (more, sign, x) in
        [(layout.first_track, "‹", area.x + layout.left - 1), (behind, "›", area.right().saturating_sub(1))]
    {
        if more > 0 {
            put(buffer, area, (x, area.y), sign, styles.of(Role::Title));
        }
    }
}

/// One entry; the cell of the cursor if it stands there.
fn entry(
    scene: &Scene,
    buffer: &mut Buffer,
    area: Rect,
    layout: &Layout,
    order: u16,
    marked: Option<&Slots>,
) -> Option<Position> {
    let (song, styles) = (scene.song(), scene.styles);
    let entry = song.order.get(usize::from(order))?;
    let here = slots::cursor(scene.seat);
    let heard = scene.heard_entry().filter(|position| position.order == order);
    let mut writer = Writer::new(buffer, area);
    let number = if order == here.order { Role::Title } else { Role::RowNumber };
    writer
        .field(if heard.is_some() { "▶" } else { "" }, 1, styles.of(Role::Playing))
        .field(&order.to_string(), NUMBER, styles.of(number))
        .field(
            &cut(entry.section.as_deref().unwrap_or(""), layout.section - 1),
            layout.section,
            styles.of(Role::Title),
        )
        .field(&entry.pattern.to_string(), NUMBER, styles.of(Role::Text));
    let repeats = match heard.filter(|_| entry.repeats > 1) {
        Some(position) => format!("{}/{}", u16::from(position.repeat) + 1, entry.repeats),
        None if entry.repeats > 1 => format!("×{}", entry.repeats),
        None => String::new(),
    };
    let begins = scene.studio.duration.duration().and_then(|all| all.entries.get(usize::from(order)));
    let begins = begins.copied().flatten().map_or(String::new(), clock);
    writer.field(&cut(&repeats, REPEATS - 1), REPEATS, styles.of(Role::Faint)).field(
        &begins,
        layout.time,
        styles.of(Role::Faint),
    );
    let mut cursor = None;
    for track in layout.first_track..layout.first_track + layout.tracks {
        let x = layout.x(area, track);
        let cell = Rect { x, width: layout.slot - 1, ..area }.intersection(area);
        let muted = entry.mutes.contains(&track);
        let (text, mut role) = content(scene, entry.pattern, track, muted, cell.width);
        if muted {
            role = Role::Muted;
        }
        Writer::new(buffer, cell).field(&text, cell.width, styles.of(role));
        scene.spot(cell, Target::Slot(order, track));
        if heard.is_some() {
            buffer.set_style(cell, styles.of(Role::PlayRow));
        }
        if marked.is_some_and(|slots| slots.entries.contains(&order) && slots.tracks.contains(&track)) {
            buffer.set_style(cell, styles.of(Role::Selection));
        }
        if (order, track) == (here.order, here.track) {
            buffer.set_style(cell, styles.of(Role::Cursor));
            cursor = Some(Position { x, y: area.y });
        }
    }
    cursor
}

/// What a slot shows: `■` a lane of the pattern's own, `≡03` the song's shared lane 3, `↻12` it turns after 12 rows, `F` it is frozen, `f` some of its rows are, `~2` it has
/// curves of two parameters, `m` before it: muted at this entry. What has no room is left out, and the length's number first.
fn content(scene: &Scene, pattern: u16, track: u16, muted: bool, cells: u16) -> (String, Role) {
    let song = scene.song();
    let lane = song.lane(pattern.into(), track.into());
    let (body, role) = match slot(song, pattern, track) {
        LaneSlot::Empty => ("·".to_owned(), Role::Empty),
        LaneSlot::Own(_) => ("■".to_owned(), Role::Note),
        LaneSlot::Shared(number) => (format!("≡{number:02}"), Role::Instrument),
    };
    let mut text = if muted { format!("m{body}") } else { body };
    let rows = song.patterns.get(pattern.into()).map_or(0, |pattern| pattern.length);
    if let Some(length) = lane.and_then(|lane| lane.length).filter(|length| *length != rows) {
        let long = format!("↻{length}");
        let fits = width(&text) + width(&long) <= cells;
        text.push_str(if fits { &long } else { "↻" });
    }
    text.push_str(lane.map_or("", frozen_sign));
    let curves = lane.map_or(0, |lane| lane.curves().len());
    let curves = if curves > 0 { format!("~{curves}") } else { String::new() };
    if width(&text) + width(&curves) <= cells {
        text.push_str(&curves);
    }
    (cut(&text, cells), role)
}
