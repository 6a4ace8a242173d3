//! Which parameter a name means: what `&xx` sets and what curves move.

use super::command::{LockOwner, LockTarget};
use crate::dsp::parameter::{Info, Knobs};
use crate::song::Song;
use crate::song::insert::{MAX_INSERTS, Owner, SIDE};
use crate::song::rows;

/// A name that means nothing: `&xx` sets nothing then.
pub const NOTHING: &str = "-";
/// What an empty name means.
const DEFAULT: &str = "instrument.cutoff";
/// Names that older songs have, and the present ones.
const RENAMED: &[(&str, &str)] = &[("master.on", "master.limiting")];

/// The present name of what a name means, which may be one of older songs.
pub fn present(name: &str) -> &str {
    RENAMED.iter().find(|(old, _)| *old == name).map_or(name, |(_, present)| present)
}

/// The present name of what a name means, which may be empty too.
pub fn full(name: &str) -> &str {
    if name.is_empty() { DEFAULT } else { present(name) }
}

/// The parameter that `name` means on that track: `instrument.NAME` (of the instrument that the track plays: of its patch, its macros, its own
/// `volume`, `pan`, `transpose` and `finetune`), `track.volume`, `track.pan`, `track.width`, `track.delay`, `track.mute`, `track.solo`,
/// `track.solo_safe`, `send.1` to `send.8`, `track.pre_1`, `insert.1.NAME`, `insert.1.on` and `insert.1.mix` (of the track's chain),
/// `return.1.volume`, `return.1.pan`, `return.1.width`, `return.1.mute` and `return.1.send_2`, `return.1.insert.1.NAME`, `master.volume`,
/// `master.pan_law`, `master.NAME` (of the limiter), `master.insert.1.NAME`; an empty name is the instrument's cutoff.
pub fn resolve(song: &Song, track: usize, instrument: Option<u8>, name: &str) -> Option<LockTarget> {
    let name = full(name);
    let here = Owner::Track(track);
    if let Some(parameter) = name.strip_prefix("instrument.") {
        return find(song, &sound(instrument?), parameter);
    }
    if let Some(parameter) = name.strip_prefix("track.") {
        return find(song, &[LockOwner::Track { track: track as u16 }], parameter);
    }
    if let Some(number) = name.strip_prefix("send.") {
        let name = rows::send_name(number.parse::<usize>().ok()?.checked_sub(1)?)?;
        return find(song, &[LockOwner::Track { track: track as u16 }], name);
    }
    if let Some((slot, parameter)) = numbered(name, "insert.") {
        return find(song, &place(here, slot), parameter);
    }
    if let Some((slot, parameter)) = numbered(name, "master.insert.") {
        return find(song, &place(Owner::Master, slot), parameter);
    }
    if let Some(parameter) = name.strip_prefix("master.") {
        return find(song, &[LockOwner::Master, LockOwner::Limiter], parameter);
    }
    let (index, parameter) = numbered(name, "return.")?;
    match numbered(parameter, "insert.") {
        Some((slot, parameter)) => find(song, &place(Owner::Return(index.into()), slot), parameter),
        None => find(song, &[LockOwner::Return { index }], parameter),
    }
}

/// An instrument, its patch first.
fn sound(slot: u8) -> [LockOwner; 3] {
    [LockOwner::Instrument { slot }, LockOwner::Matrix { slot }, LockOwner::Settings { slot }]
}

/// A place in a chain, its device first.
fn place(owner: Owner, slot: u8) -> [LockOwner; 2] {
    [LockOwner::Device { owner, slot }, LockOwner::Insert { owner, slot }]
}

/// The number from 1 and the rest of a name such as `insert.1.NAME`; the number is given from 0.
fn numbered<'a>(name: &'a str, kind: &str) -> Option<(u8, &'a str)> {
    let (number, parameter) = name.strip_prefix(kind)?.split_once('.')?;
    Some((number.parse::<u8>().ok()?.checked_sub(1)?, parameter))
}

fn find(song: &Song, owners: &[LockOwner], name: &str) -> Option<LockTarget> {
    owners.iter().find_map(|owner| {
        let parameter = knobs(song, *owner)?.find(name)?;
        moves(song, *owner, name).then_some(LockTarget { owner: *owner, parameter: parameter as u8 })
    })
}

/// The parameters of something that has some.
pub fn knobs(song: &Song, owner: LockOwner) -> Option<&dyn Knobs> {
    Some(match owner {
        LockOwner::Instrument { slot } => song.instrument(slot.into())?.patch.knobs(),
        LockOwner::Matrix { slot } => &song.instrument(slot.into())?.matrix,
        LockOwner::Settings { slot } => song.instrument(slot.into())?,
        LockOwner::Track { track } => &**song.tracks.get(usize::from(track))?,
        LockOwner::Insert { owner, slot } => owner.chain(song)?.get(usize::from(slot))?,
        LockOwner::Device { owner, slot } => owner.chain(song)?.get(usize::from(slot))?.device.knobs(),
        LockOwner::Return { index } => song.mixer.returns.get(usize::from(index))?,
        LockOwner::Master => &*song.mixer,
        LockOwner::Limiter => &song.mixer.limiter,
    })
}

/// Whether a parameter can be moved while a song plays: all of patches and devices, of instruments and the mixer itself what is heard at
/// once and names no track, of sends those that go somewhere.
fn moves(song: &Song, owner: LockOwner, name: &str) -> bool {
    let is_there = |index: usize| index < song.mixer.returns.len();
    let sends = |first: usize| rows::send_of(name).is_some_and(|index| index >= first && is_there(index));
    match owner {
        LockOwner::Settings { .. } => is_of_instrument(name),
        LockOwner::Track { .. } => {
            matches!(name, "volume" | "pan" | "width" | "delay" | "mute" | "solo" | "solo_safe")
                || rows::return_of(name).is_some_and(is_there)
        }
        LockOwner::Return { index } => {
            matches!(name, "volume" | "pan" | "width" | "mute") || sends(usize::from(index) + 1)
        }
        LockOwner::Insert { .. } => name != SIDE,
        _ => true,
    }
}

/// Whether a parameter of instruments themselves, beside their patches, can be moved while a song plays.
pub fn is_of_instrument(name: &str) -> bool {
    matches!(name, "volume" | "pan" | "transpose" | "finetune")
}

/// What is known of the parameter of a target, and where it stands in the song.
pub fn told(song: &Song, target: LockTarget) -> Option<(&'static Info, f32)> {
    let (knobs, index) = (knobs(song, target.owner)?, usize::from(target.parameter));
    (index < knobs.count()).then(|| (knobs.info(index), knobs.value(index)))
}

/// Every name that means something on that track, in the order of the mixer.
pub fn names(song: &Song, track: usize, instrument: Option<u8>) -> Vec<String> {
    let here = Owner::Track(track);
    let mut names: Vec<String> = Vec::new();
    let mut add = |prefix: &str, owners: &[LockOwner]| {
        for owner in owners {
            let Some(knobs) = knobs(song, *owner) else { continue };
            for own in
                (0..knobs.count()).map(|index| knobs.info(index).name).filter(|own| moves(song, *owner, own))
            {
                let name = format!("{prefix}{own}");
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    };
    add("track.", &[LockOwner::Track { track: track as u16 }]);
    if let Some(slot) = instrument {
        add("instrument.", &sound(slot));
    }
    (0..MAX_INSERTS as u8).for_each(|slot| add(&format!("insert.{}.", slot + 1), &place(here, slot)));
    for index in 0..song.mixer.returns.len() as u8 {
        let (prefix, owner) = (format!("return.{}.", index + 1), Owner::Return(index.into()));
        add(&prefix, &[LockOwner::Return { index }]);
        (0..MAX_INSERTS as u8)
            .for_each(|slot| add(&format!("{prefix}insert.{}.", slot + 1), &place(owner, slot)));
    }
    add("master.", &[LockOwner::Master, LockOwner::Limiter]);
    (0..MAX_INSERTS as u8)
        .for_each(|slot| add(&format!("master.insert.{}.", slot + 1), &place(Owner::Master, slot)));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::{KINDS, present_name};
    use crate::dsp::parameter::Parameters as _;
    use crate::song::insert::Insert;
    use crate::song::instrument::Instrument;
    use std::sync::Arc;

    #[test]
    fn every_name_means_a_parameter_of_its_own() {
        let instrument = Instrument::new("one", (crate::instruments::KINDS[1].new)());
        let mut song = Song { instruments: vec![Some(Arc::new(instrument))], ..Song::default() };
        let chain: Vec<Insert> =
            KINDS.iter().take(MAX_INSERTS).map(|kind| Insert::new((kind.new)())).collect();
        Arc::make_mut(&mut song.tracks[2]).inserts = chain.clone();
        Arc::make_mut(&mut song.mixer).inserts = chain;
        let names = names(&song, 2, Some(0));
        let targets: Vec<LockTarget> = names
            .iter()
            .map(|name| resolve(&song, 2, Some(0), name).unwrap_or_else(|| panic!("{name}")))
            .collect();
        for (n, target) in targets.iter().enumerate() {
            assert!(!targets[..n].contains(target), "{}", names[n]);
            assert!(names[n].ends_with(told(&song, *target).expect("a parameter").0.name), "{}", names[n]);
        }
        for name in [
            "instrument.transpose",
            "track.delay",
            "track.mute",
            "track.pre_2",
            "insert.3.on",
            "master.pan_law",
            "master.insert.8.mix",
            "return.1.pan",
            "return.1.mute",
            "return.1.send_2",
            "return.2.insert.1.width",
        ] {
            assert!(names.iter().any(|other| other == name), "{name}: {names:?}");
        }
        assert_eq!(resolve(&song, 2, Some(0), "send.2"), resolve(&song, 2, None, "track.send_2"));
        for name in [
            "track.output",
            "track.pre_3",
            "track.note_columns",
            "instrument.voice_limit",
            "insert.1.side_chain",
            "insert.9.mix",
            "insert.0.mix",
            "return.3.volume",
            "return.1.insert.2.mix",
            "return.2.send_1",
            "send.3",
            "send.9",
            "other",
        ] {
            assert_eq!(resolve(&song, 2, Some(0), name), None, "{name}");
        }
    }

    #[test]
    fn no_device_has_a_parameter_named_as_one_of_every_place_in_a_chain() {
        for kind in KINDS {
            for row in Insert::ROWS {
                assert_eq!((kind.new)().knobs().find(row.info.name), None, "{}", kind.name);
            }
        }
        let song = Song::default();
        let limiting = resolve(&song, 0, None, "master.limiting");
        assert!(limiting.is_some());
        assert_eq!(resolve(&song, 0, None, "master.on"), limiting, "as older songs call it");
        let own = |name: &str| format!("master.{}", present_name("limiter", name));
        assert_eq!(present("master.on"), own("on"), "as the device itself is read");
    }
}
