//! The mixer: a strip with its meter for each track, then the returns and the master. Below, the curve of an equaliser or a compressor that
//! the cursor stands on, and what a device takes away there.

use crate::devices::{Device, eq};
use crate::dsp::units::SampleRate;
use crate::studio::seat::SheetCursor;
use crate::studio::sheets;
use crate::studio::sheets::mixer::reducing;
use crate::ui::paint::{Writer, line};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::sheet::{self, Manner};
use crate::ui::widgets::{curve, meter, transfer};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines of the curve of a device.
const CURVE: u16 = 9;

/// The level of a strip: tracks, then returns, then the master.
fn level(scene: &Scene, strip: usize) -> Option<f32> {
    let transport = &scene.studio.transport;
    let tracks = scene.song().tracks.len();
    match strip.checked_sub(tracks) {
        None => transport.tracks.get(strip).copied(),
        Some(back) if back < scene.song().mixer.returns.len() => transport.returns.get(back).copied(),
        Some(_) => Some(transport.master[0].max(transport.master[1])),
    }
}

/// What the device takes away whose first field that is, in dB.
fn reduction(scene: &Scene, at: SheetCursor) -> Option<f32> {
    reducing(scene.studio, at).filter(|device| device.first).map(|device| device.decibels)
}

/// Draws the strips; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    let at = scene.seat.sheet();
    let device = sheets::mixer::device(scene.song(), at);
    let taken = reducing(scene.studio, at).map(|device| device.decibels);
    let key = scene.key_of("view-meters");
    let lines = match (device, taken) {
        (Some(Device::Eq(_) | Device::Compressor(_)), _) => CURVE,
        (Some(Device::Meter(_)), _) | (_, Some(_)) => 1,
        _ => 0,
    };
    let strips = Rect { height: area.height.saturating_sub(lines), ..area };
    let below = Rect { y: area.y + strips.height, height: area.height - strips.height, ..area };
    let beside = match device {
        Some(Device::Eq(settings)) => {
            let rate = SampleRate(scene.studio.rate());
            curve::draw(buffer, below, |hertz| eq::response(settings, rate, hertz), scene.styles);
            below.width
        }
        Some(Device::Compressor(settings)) => {
            let now = taken.and_then(|taken| settings.input(taken));
            transfer::draw(buffer, below, |input| settings.output(input), now, scene.styles) + 1
        }
        Some(Device::Meter(_)) => {
            let told = format!("{key} shows what it measures");
            Writer::new(buffer, line(below, 0)).text(&told, scene.styles.of(Role::Faint));
            0
        }
        _ => 0,
    };
    if let Some(taken) = taken {
        let x = below.x + beside.min(below.width);
        let rest = Rect { x, width: below.right().saturating_sub(x), ..below };
        Writer::new(buffer, line(rest, 0)).text("reduction", scene.styles.of(Role::Title));
        let number = match beside {
            0 => Rect { x: x + 10, width: rest.width.saturating_sub(10), ..line(rest, 0) },
            _ => line(rest, 1),
        };
        meter::write_reduction(scene, &mut Writer::new(buffer, number), taken);
    }
    let manner = Manner { close: true, level: Some(level), reduction: Some(reduction), ..Manner::USUAL };
    sheet::draw(scene, buffer, strips, sheet, &manner)
}
