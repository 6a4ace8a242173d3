//! Which parameter `&xx` sets: the names in a track's settings become numbers.

use super::command::LockTarget;
use crate::dsp::parameter::Knobs;
use crate::song::Song;

/// The parameter that `name` means on that track: `instrument.NAME` (of the instrument that the track played last, such as
/// `instrument.cutoff` or `instrument.macro_1`),
/// `track.volume`, `track.pan`, `send.1`, `send.2`, `insert.1.NAME` (of the track's chain), `return.1.NAME`; an empty name is the
/// instrument's cutoff.
pub fn resolve(song: &Song, track: usize, instrument: Option<u8>, name: &str) -> Option<LockTarget> {
    let name = if name.is_empty() { "instrument.cutoff" } else { name };
    let track = track as u16;
    match name {
        "track.volume" => return Some(LockTarget::TrackVolume { track }),
        "track.pan" => return Some(LockTarget::TrackPan { track }),
        "send.1" => return Some(LockTarget::Send { track, send: 0 }),
        "send.2" => return Some(LockTarget::Send { track, send: 1 }),
        _ => {}
    }
    if let Some(parameter) = name.strip_prefix("instrument.") {
        let slot = instrument?;
        let instrument = song.instrument(slot.into())?;
        let of_patch = instrument.patch.knobs().find(parameter);
        let of_patch = of_patch.map(|index| LockTarget::Instrument { slot, parameter: index as u8 });
        let of_matrix = || instrument.matrix.find(parameter);
        return of_patch
            .or_else(|| of_matrix().map(|index| LockTarget::Matrix { slot, parameter: index as u8 }));
    }
    let numbered = |kind: &str| {
        let (number, parameter) = name.strip_prefix(kind)?.split_once('.')?;
        Some((number.parse::<u8>().ok()?.checked_sub(1)?, parameter))
    };
    if let Some((slot, parameter)) = numbered("insert.") {
        let insert = song.tracks.get(usize::from(track))?.inserts.get(usize::from(slot))?;
        let parameter = insert.device.knobs().find(parameter)?;
        return Some(LockTarget::Insert { track, slot, parameter: parameter as u8 });
    }
    let (index, parameter) = numbered("return.")?;
    let parameter = song.mixer.returns.get(usize::from(index))?.device.knobs().find(parameter)?;
    Some(LockTarget::Return { index, parameter: parameter as u8 })
}
