//! The sample editor: the wave of each channel, what is marked, and the places of the zone that plays it.

use crate::instruments::sample::SampleAudio;
use crate::instruments::sampler::zone::{LoopMode, Zone};
use crate::studio::pointer::Target;
use crate::studio::spoken::samples::{self as spoken, time};
use crate::studio::wave::{self, zone};
use crate::ui::paint::{Writer, line, put};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::wave as picture;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::ops::Range;

/// Lines above the picture and below it.
const ABOVE: u16 = 3;
const BELOW: u16 = 2;

/// What is seen of a sample, and where.
struct Seen<'a> {
    audio: &'a SampleAudio,
    frames: Range<usize>,
    area: Rect,
}

impl Seen<'_> {
    /// The column of a frame, if it is seen; that behind the last one stands at the right edge.
    fn x(&self, frame: usize) -> Option<u16> {
        let place = frame.checked_sub(self.frames.start).filter(|place| *place <= self.frames.len())?;
        let column = place * usize::from(self.area.width) / self.frames.len().max(1);
        Some(self.area.x + (column as u16).min(self.area.width.saturating_sub(1)))
    }

    /// The frames of a column of dots.
    fn dot(&self, dot: usize) -> Range<usize> {
        self.part(dot, usize::from(self.area.width) * 2)
    }

    /// The frames of one of so many parts.
    fn part(&self, part: usize, parts: usize) -> Range<usize> {
        let at = |part: usize| self.frames.start + part * self.frames.len() / parts.max(1);
        at(part)..at(part + 1)
    }

    /// The lowest and the highest sample of one of so many parts; where there are fewer frames than parts, from one to the next.
    fn extent(&self, channel: usize, part: usize, parts: usize) -> [f32; 2] {
        let sound = self.audio.channel(channel);
        if self.frames.len() >= parts {
            return self.audio.extent(channel, self.part(part, parts));
        }
        let at = |part: usize| sound.get(self.part(part, parts).start).copied().unwrap_or(0.0);
        let (before, now) = (at(part.saturating_sub(1)), at(part));
        [before.min(now), before.max(now)]
    }
}

/// Draws the sample editor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let here = Position { x: area.x, y: area.y };
    let sample = match wave::reference(scene.song(), scene.seat) {
        Ok(sample) => sample,
        Err(why) => {
            Writer::new(buffer, area).short(&why, area.width, scene.styles.of(Role::Text));
            return Some(here);
        }
    };
    let title = format!("Sample {} {}", scene.seat.wave.sample, sample.name);
    let mut writer = Writer::new(buffer, line(area, 0));
    writer.text(&title, scene.styles.of(Role::Title));
    writer.skip(2);
    writer.text(&spoken::done(sample.treatments.len()), scene.styles.of(Role::Faint));
    let audio = match wave::sound(scene.studio, scene.seat) {
        Ok(audio) => audio,
        Err(why) => {
            Writer::new(buffer, line(area, 1)).short(&why, area.width, scene.styles.of(Role::Warning));
            return Some(here);
        }
    };
    scene.seat.wave.cells.set(area.width);
    let inner = Rect { y: area.y + ABOVE, height: area.height.saturating_sub(ABOVE + BELOW), ..area };
    let seen = Seen { audio: &audio, frames: scene.seat.wave.seen(audio.frames()), area: inner };
    told(scene, buffer, area, &seen);
    waves(scene, buffer, &seen);
    let zone = zone::zone(scene.song(), scene.seat);
    places(scene, buffer, &seen, zone);
    highlight(scene, buffer, &seen);
    for column in 0..inner.width {
        let frame = seen.dot(usize::from(column) * 2).start as u32;
        scene.spot(Rect { x: inner.x + column, width: 1, ..inner }, Target::Frame(frame));
    }
    ruler(scene, buffer, &seen);
    let x = seen.x(scene.seat.wave.cursor as usize).unwrap_or(inner.x);
    Some(Position { x, y: inner.bottom() })
}

/// Where the cursor is, what is marked, and what the zone is.
fn told(scene: &Scene, buffer: &mut Buffer, area: Rect, seen: &Seen) {
    let text = spoken::cursor(scene.seat, seen.audio);
    Writer::new(buffer, line(area, 1)).short(&text, area.width, scene.styles.of(Role::Text));
    let text = spoken::zone(scene.song(), scene.seat);
    Writer::new(buffer, line(area, 2)).short(&text, area.width, scene.styles.of(Role::Faint));
}

/// The channels one above the other.
fn waves(scene: &Scene, buffer: &mut Buffer, seen: &Seen) {
    let count = seen.audio.channels().max(1) as u16;
    let height = seen.area.height / count;
    for index in 0..seen.audio.channels() {
        let area = Rect { y: seen.area.y + index as u16 * height, height, ..seen.area };
        let style = scene.styles.of(Role::Wave);
        let dots = usize::from(seen.area.width) * 2;
        picture::draw(buffer, area, (0..dots).map(|dot| seen.extent(index, dot, dots)), style);
        if let Some(offers) = scene.offers {
            offers.wave(buffer, area, style, |column, columns| seen.extent(index, column, columns));
        }
    }
}

/// Signs above the ruler where the zone has its places.
fn places(scene: &Scene, buffer: &mut Buffer, seen: &Seen, zone: Option<&Zone>) {
    let Some(zone) = zone else { return };
    let below = Rect { y: seen.area.bottom(), height: 1, ..seen.area };
    let mut signs: Vec<(u32, &str)> = zone.slices.iter().map(|slice| (*slice, "|")).collect();
    let last = |frame: u32| if frame == 0 { seen.audio.frames() as u32 } else { frame };
    if zone.loop_mode != LoopMode::Off {
        signs.extend([(zone.loop_start, "("), (last(zone.loop_end), ")")]);
    }
    signs.extend([(zone.start, "["), (last(zone.end), "]")]);
    for (frame, sign) in signs {
        if let Some(x) = seen.x(frame as usize) {
            put(buffer, below, (x, below.y), sign, scene.styles.of(Role::Note));
        }
    }
}

/// The marked frames and the cursor, over the whole height.
fn highlight(scene: &Scene, buffer: &mut Buffer, seen: &Seen) {
    let wave = &scene.seat.wave;
    if let Some(marked) = wave.marked(seen.audio.frames()) {
        let first = marked.start.max(seen.frames.start);
        let last = marked.end.min(seen.frames.end);
        if let (true, Some(left), Some(right)) = (first < last, seen.x(first), seen.x(last)) {
            let area = Rect { x: left, width: (right - left).max(1), ..seen.area };
            buffer.set_style(area, scene.styles.of(Role::Selection));
        }
    }
    if let Some(x) = seen.x(wave.cursor as usize) {
        buffer.set_style(Rect { x, width: 1, ..seen.area }, scene.styles.of(Role::CursorRow));
        let below = Rect { y: seen.area.bottom(), height: 1, ..seen.area };
        put(buffer, below, (x, below.y), "^", scene.styles.of(Role::Cursor));
    }
}

/// Times under the picture.
fn ruler(scene: &Scene, buffer: &mut Buffer, seen: &Seen) {
    let below = Rect { y: seen.area.bottom() + 1, height: 1, ..seen.area };
    let steps = usize::from(seen.area.width / 16).max(1);
    for step in 0..steps {
        let frame = seen.frames.start + step * seen.frames.len() / steps;
        let Some(x) = seen.x(frame) else { continue };
        let text = time(frame, seen.audio.rate());
        put(buffer, below, (x, below.y), &text, scene.styles.of(Role::RowNumber));
    }
}
