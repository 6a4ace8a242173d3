//! Live: sections in rows with what plays and what waits, tracks that are silent, tempo, effects. Everything is told by words and signs.

use crate::sequencer::performance::{Goal, Performing};
use crate::studio::block::counted;
use crate::studio::live::held;
use crate::studio::live::sections::{Section, sections, sign};
use crate::studio::pointer::Target;
use crate::ui::paint::{Writer, cut, line, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// From so many lines on a section takes two.
const TALL: u16 = 30;
/// Lines below the sections: tracks, what is held, tempo, keys.
const BELOW: u16 = 6;
/// Cells of a track.
const TRACK: u16 = 9;
/// Keys worth a place, with their words.
const HINTS: &[(&str, &str)] = &[
    ("1-9 A-Z Enter", "section"),
    ("Backspace", "cancel"),
    ("u", "quantum"),
    ("h", "hold"),
    ("l", "loop"),
    ("Space m s o", "tracks"),
    ("t + - p y", "tempo"),
    ("[ ]", "pitch"),
    ("z x c v b n d", "effects"),
    ("0", "as written"),
    ("r", "keep"),
];

/// Draws the view.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let all = sections(scene.song());
    let performing = scene.studio.performing();
    state(scene, buffer, line(area, 0), &performing);
    let tall = if area.height >= TALL { 2 } else { 1 };
    let room = area.height.saturating_sub(BELOW + 1) / tall;
    let here = scene.seat.sheet().row.min(all.len().saturating_sub(1));
    let first = here.saturating_sub(usize::from(room) / 2).min(all.len().saturating_sub(usize::from(room)));
    let mut cursor = None;
    for (place, (index, section)) in all.iter().enumerate().skip(first).take(room.into()).enumerate() {
        let top = 1 + place as u16 * tall;
        let row = Rect { height: tall, ..line(area, top) }.intersection(area);
        draw_section(scene, buffer, row, (index, section), &performing);
        if index == here {
            buffer.set_style(line(row, 0), scene.styles.of(Role::Cursor));
            cursor = Some(Position { x: row.x, y: row.y });
        }
    }
    let below = Rect { y: area.bottom().saturating_sub(BELOW), height: BELOW.min(area.height), ..area };
    tracks(scene, buffer, Rect { height: 2, ..below }, &performing);
    effects(scene, buffer, line(below, 2));
    tempo(scene, buffer, line(below, 3), &performing);
    hints(scene, buffer, Rect { y: below.y + 4, height: 2, ..below }.intersection(area));
    cursor
}

/// What holds for everything: quantum, hold, loop, lock, what waits.
fn state(scene: &Scene, buffer: &mut Buffer, area: Rect, performing: &Performing) {
    let (studio, styles) = (scene.studio, scene.styles);
    let mut writer = Writer::new(buffer, area);
    writer
        .text("quantum ", styles.of(Role::Faint))
        .text(studio.live.quantum.name(), styles.of(Role::Text))
        .text(if studio.live.hold { "  hold on" } else { "  hold off" }, styles.of(Role::Text));
    if let Some([first, last]) = performing.looped {
        let name = crate::studio::live::entries_name(scene.song(), [first, last]);
        writer.text(&format!("  ↻ {name} pass {}", performing.passes + 1), styles.of(Role::Armed));
    }
    if studio.company.locked {
        writer.text("  LOCKED", styles.of(Role::Armed));
    }
    if performing.gone {
        writer.text("  ▶ taken out, plays to its end", styles.of(Role::Playing));
    }
    let waits = studio.waiting();
    match waits.is_empty() {
        true => writer.text("  nothing waits", styles.of(Role::Faint)),
        false => writer.text("  next: ", styles.of(Role::Faint)).short(
            &waits,
            area.width,
            styles.of(Role::Recording),
        ),
    };
}

fn draw_section(
    scene: &Scene,
    buffer: &mut Buffer,
    area: Rect,
    (index, section): (usize, &Section),
    performing: &Performing,
) {
    let (studio, styles, song) = (scene.studio, scene.styles, scene.song());
    let heard = scene.heard_entry().filter(|position| !performing.alone && section.holds(position.order));
    let waits =
        performing.cue.filter(|cue| matches!(cue.goal, Goal::Entry { order, .. } if section.holds(order)));
    let loops = performing
        .looped
        .is_some_and(|[first, last]| section.entries[0] <= last && first <= section.entries[1]);
    let role = match (heard, waits) {
        (Some(_), _) => Role::Playing,
        (None, Some(_)) => Role::Recording,
        _ => Role::Text,
    };
    let key = sign(index).map_or(String::new(), String::from);
    let mut writer = Writer::new(buffer, line(area, 0));
    writer
        .field(
            if heard.is_some() {
                "▶"
            } else if waits.is_some() {
                "»"
            } else {
                ""
            },
            2,
            styles.of(role),
        )
        .field(&key, 3, styles.of(Role::Hint))
        .field(&section.name.to_uppercase(), (area.width / 3).max(20), styles.of(role))
        .field(if loops { "↻" } else { "" }, 2, styles.of(Role::Armed));
    let [first, last] = section.entries;
    let rows = section.rows_left(song, first, 0, 0);
    let bar = u32::from(song.settings.rows_per_bar.max(1));
    let bars = match rows % bar {
        0 => counted((rows / bar) as usize, "bar"),
        _ => counted(rows as usize, "row"),
    };
    let entries = if first == last { format!("entry {first}") } else { format!("entries {first}–{last}") };
    match heard {
        Some(position) => {
            let left = section.rows_left(song, position.order, position.repeat, position.row);
            let beat = u32::from(studio.rows_per_beat(position.order));
            let text = format!("plays, {} left", counted(left.div_ceil(beat) as usize, "beat"));
            writer.text(&text, styles.of(role));
            if waits.is_some() {
                writer.text(", again", styles.of(Role::Recording));
            }
        }
        None => {
            writer.field(&bars, 10, styles.of(Role::Faint)).text(&entries, styles.of(Role::Faint));
        }
    }
    if let Some(cue) = waits {
        writer.text(&format!("  {}", studio.wait(cue.quantum)), styles.of(Role::Recording));
    }
    if let Some(position) = heard.filter(|_| area.height > 1) {
        let all = section.rows_left(song, first, 0, 0).max(1);
        let left = section.rows_left(song, position.order, position.repeat, position.row);
        let cells = area.width.saturating_sub(5);
        let filled = (all - left.min(all)) * u32::from(cells) / all;
        let text: String = (0..u32::from(cells)).map(|cell| if cell < filled { '━' } else { '─' }).collect();
        Writer::new(buffer, line(area, 1)).skip(5).text(&text, styles.of(Role::Playing));
    }
    scene.spot(line(area, 0), Target::Section(index));
}

/// The tracks: number, name, and below what they are: `M` silent by hand, `S` solo by hand, `m` muted in the song, `P12` another
/// pattern's lane; `»` where something waits.
fn tracks(scene: &Scene, buffer: &mut Buffer, area: Rect, performing: &Performing) {
    let (song, styles, live) = (scene.song(), scene.styles, &scene.studio.live);
    let count = song.tracks.len() as u16;
    let shown = (area.width / TRACK).clamp(1, count.max(1));
    let here = scene.seat.place.track.min(count.saturating_sub(1));
    let first = here.saturating_sub(shown / 2).min(count.saturating_sub(shown));
    for (place, track) in (first..count.min(first + shown)).enumerate() {
        let cell = Rect { x: area.x + place as u16 * TRACK, width: TRACK - 1, ..area }.intersection(area);
        let bit = |bits: u128| bits >> track & 1 == 1;
        let name = song.tracks.get(usize::from(track)).map_or("", |track| &track.name);
        let silent = bit(performing.silent);
        let head = format!("{:02} {}", track + 1, cut(name, TRACK - 4));
        let role = if silent { Role::Muted } else { Role::Text };
        Writer::new(buffer, line(cell, 0)).field(&head, cell.width, styles.of(role));
        let waits =
            bit(performing.turning) || performing.silence.is_some_and(|(wanted, _)| bit(wanted) != silent);
        let mut signs = String::new();
        signs.push_str(if waits { "»" } else { "" });
        signs.push_str(if bit(live.solos) {
            "S"
        } else if bit(live.mutes) || silent {
            "M"
        } else {
            ""
        });
        signs.push_str(if scene.silence(track.into()).is_some() { "m" } else { "" });
        if let Some(pattern) = live.lanes.get(&track) {
            signs.push_str(&format!("P{pattern}"));
        }
        let signs = if signs.is_empty() { "heard".to_owned() } else { signs };
        Writer::new(buffer, line(cell, 1)).field(&signs, cell.width, styles.of(role));
        if track == here {
            buffer.set_style(cell, styles.of(Role::Title));
            Writer::new(buffer, line(cell, 1)).skip(cell.width - 1).text("◂", styles.of(Role::Title));
        }
    }
}

fn effects(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let styles = scene.styles;
    let mut on = held::words(scene.studio.live.momentary);
    let push = scene.studio.live.pace.push;
    if push != 0 {
        on.push(format!("pushed {push:+} %"));
    }
    let mut writer = Writer::new(buffer, area);
    writer.text("master  ", styles.of(Role::Faint));
    match on.is_empty() {
        true => writer.text("no effect", styles.of(Role::Faint)),
        false => writer.text(&format!("● {}", on.join("  ● ")), styles.of(Role::Recording)),
    };
}

fn tempo(scene: &Scene, buffer: &mut Buffer, area: Rect, performing: &Performing) {
    let (studio, styles) = (scene.studio, scene.styles);
    let percent = 100.0 * studio.speed().unwrap_or(1.0);
    let written = studio.written_tempo(scene.seat.order);
    let mut writer = Writer::new(buffer, area);
    writer.text("tempo   ", styles.of(Role::Faint));
    let leads = studio.transport.clock.leads;
    let text = if leads {
        format!("{:.1} BPM by another machine's clock", studio.transport.tempo)
    } else {
        format!("{:.1} BPM", written * percent / 100.0)
    };
    writer.text(&text, styles.of(Role::Text));
    if studio.speed().is_some() {
        writer.text(&format!("  {percent:.1} % of {written:.1}"), styles.of(Role::Armed));
    }
    if let Some([step, target]) = studio.live.pace.trainer {
        let text = format!("  trainer {:+.1} % a pass up to {:.1} BPM", step * 100.0, target * written);
        writer.text(&text, styles.of(Role::Armed));
    }
    let pitch = match performing.transpose {
        0 => "  pitch as written".to_owned(),
        semitones => format!("  pitch {semitones:+} semitones"),
    };
    let role = if performing.transpose == 0 { Role::Faint } else { Role::Armed };
    writer.text(&pitch, styles.of(role));
}

fn hints(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let styles = scene.styles;
    let (mut row, mut used) = (0, 0);
    for (keys, word) in HINTS {
        let cells = width(keys) + width(word) + 3;
        if used + cells > area.width {
            (row, used) = (row + 1, 0);
        }
        let mut writer = Writer::new(buffer, line(area, row));
        writer.skip(used).text(keys, styles.of(Role::Hint)).skip(1).text(word, styles.of(Role::Faint));
        used += cells;
    }
}
