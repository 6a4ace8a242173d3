//! The heads of the tracks: number, name, what silences them, level; and what is special about the lane below.

use super::tracks::{Shown, Tracks};
use crate::song::lane::Lane;
use crate::song::pattern::LaneSlot;
use crate::studio::pointer::Target;
use crate::ui::paint::{Writer, cut, put, width};
use crate::ui::scene::{Scene, Silence};
use crate::ui::theme::table::Role;
use crate::ui::widgets::meter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The sign at the head of a track: `m` muted, `S` solo, `e` muted by the order list's entry, `x` silent because others are solo.
pub fn sign(scene: &Scene, track: usize) -> &'static str {
    match scene.silence(track) {
        Some(Silence::Muted) => "m",
        Some(Silence::Entry) => "e",
        Some(Silence::Solo) => "x",
        None if scene.song().tracks.get(track).is_some_and(|track| track.solo) => "S",
        None => "",
    }
}

/// Draws the heads over two lines.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect, tracks: &Tracks) {
    let styles = scene.styles;
    for shown in &tracks.shown {
        for y in area.top()..area.bottom() {
            put(buffer, area, (area.x + shown.x - 1, y), "│", styles.of(Role::Border));
        }
        let area = Rect { x: area.x + shown.x, width: shown.width, ..area }.intersection(area);
        scene.spot(area, Target::Track(shown.track));
        name(scene, buffer, area, shown);
        level(scene, buffer, Rect { y: area.y + 1, height: 1, ..area }, shown);
    }
    let more = [(tracks.before, "‹", area.x), (tracks.behind, "›", area.right().saturating_sub(1))];
    for (count, sign, x) in more {
        if count > 0 {
            put(buffer, area, (x, area.y), sign, styles.of(Role::Title));
        }
    }
}

fn name(scene: &Scene, buffer: &mut Buffer, area: Rect, shown: &Shown) {
    let styles = scene.styles;
    let Some(track) = scene.song().tracks.get(usize::from(shown.track)) else { return };
    let sign = sign(scene, shown.track.into());
    let style = match sign {
        "" => {
            if shown.track == scene.seat.place.track {
                styles.of(Role::Title)
            } else {
                styles.of(Role::Text)
            }
        }
        "S" => styles.of(Role::Solo),
        _ => styles.of(Role::Muted),
    };
    let number = format!("{:02}", shown.track + 1);
    let room = area.width.saturating_sub(width(sign));
    let title = if shown.folded { number } else { format!("{number} {}", track.name) };
    let mut writer = Writer::new(buffer, area);
    writer.field(&cut(&title, room), room, style).text(sign, style);
}

/// `F`: the lane is frozen; `f`: some of its rows are.
pub fn frozen_sign(lane: &Lane) -> &'static str {
    match (&lane.frozen, lane.frozen_rows) {
        (None, _) => "",
        (Some(_), None) => "F",
        (Some(_), Some(_)) => "f",
    }
}

/// What is special about the lane: `g` its track has a groove of its own, `↻12` it begins again after 12 rows, `≡03` it is the song's shared lane 3, `F` it
/// is frozen, `f` some of its rows are, `~2` it has curves of two parameters, `♪` it has clips, `○1+2` it is armed for the inputs 1 and 2, `●` it records them, `i` they are heard as they are, `t` through the track's devices.
fn marks(scene: &Scene, shown: &Shown) -> String {
    let song = scene.song();
    let (pattern, track) = (usize::from(scene.seat.pattern), usize::from(shown.track));
    let slot = song.patterns.get(pattern).and_then(|pattern| pattern.lanes.get(track));
    let length = song.lane(pattern, track).and_then(|lane| lane.length);
    let mut text = String::new();
    if let Some(length) = length.filter(|length| *length != scene.seat.rows(song)) {
        text.push_str(&if shown.folded { "↻".to_owned() } else { format!("↻{length}") });
    }
    if song.tracks.get(track).is_some_and(|track| track.groove.is_some()) {
        text.push('g');
    }
    if let Some(LaneSlot::Shared(number)) = slot {
        text.push_str(&if shown.folded { "≡".to_owned() } else { format!("≡{number:02}") });
    }
    text.push_str(song.lane(pattern, track).map_or("", frozen_sign));
    let curves = song.lane(pattern, track).map_or(0, |lane| lane.curves().len());
    if curves > 0 {
        text.push_str(&if shown.folded { "~".to_owned() } else { format!("~{curves}") });
    }
    if song.lane(pattern, track).is_some_and(|lane| !lane.clips().is_empty()) {
        text.push('♪');
    }
    if let Some(arm) = scene.studio.inputs.arm_of(shown.track) {
        let sign = if scene.studio.inputs.is_recording() { "●" } else { "○" };
        text.push_str(sign);
        text.push_str(&if shown.folded { String::new() } else { arm.source() });
        text.push_str(arm.monitoring.sign());
    }
    text
}

fn level(scene: &Scene, buffer: &mut Buffer, area: Rect, shown: &Shown) {
    let marks = cut(&marks(scene, shown), area.width);
    let cells = area.width - width(&marks);
    let level = scene.studio.transport.tracks.get(usize::from(shown.track)).copied().unwrap_or(0.0);
    // On a slow line levels would take more than everything else together; the master's are in the header.
    if !scene.is_frugal() {
        meter::draw(buffer, Rect { width: cells, ..area }, level, scene.styles);
    }
    put(buffer, area, (area.x + cells, area.y), &marks, scene.styles.of(Role::Title));
}
