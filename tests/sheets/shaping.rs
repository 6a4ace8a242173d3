//! Shaping sounds: two states side by side, chance with locks, copied parts.

use super::desk::Desk;
use segno::devices;
use segno::instruments::KINDS;
use segno::song::Song;
use segno::song::insert::Insert;
use segno::song::instrument::Instrument;
use std::sync::Arc;

/// The instruments' view on a parameter of a subtractive synthesizer, which is the first instrument.
fn desk(title: &str, label: &str) -> Desk {
    let kind = KINDS.iter().find(|kind| kind.name == "subtractive").expect("a kind");
    let instrument = Some(Arc::new(Instrument::new("Lead", (kind.new)())));
    let mut desk = Desk::with(Song { instruments: vec![instrument], ..Song::default() });
    desk.keys("f4").go_to(title, label);
    desk
}

fn values(desk: &Desk) -> Vec<(&'static str, f32)> {
    let instrument = desk.studio.song().instrument(0).expect("an instrument");
    let knobs = instrument.patch.knobs();
    (0..knobs.count()).map(|index| (knobs.info(index).name, knobs.value(index))).collect()
}

fn value(desk: &Desk, name: &str) -> f32 {
    values(desk).into_iter().find(|(other, _)| *other == name).expect("a parameter").1
}

#[test]
fn two_states_are_compared_to_and_fro() {
    let mut desk = desk("subtractive", "cutoff");
    let first = values(&desk);
    desk.keys("alt-b").keys("> > >");
    let second = values(&desk);
    assert_ne!(first, second);
    desk.keys("alt-b");
    assert_eq!(values(&desk), first, "{}", desk.last_notice());
    desk.keys("alt-b");
    assert_eq!(values(&desk), second);
    desk.keys("ctrl-z");
    assert_eq!(values(&desk), first, "changing over is a step");
}

#[test]
fn chance_moves_what_is_not_locked_within_its_bounds() {
    let mut desk = desk("subtractive", "cutoff");
    let before = values(&desk);
    desk.keys("alt-x");
    assert_eq!(desk.last_notice(), "cutoff: randomise leaves it alone");
    assert_eq!(
        desk.value("subtractive", "cutoff *").1,
        desk.text(desk.seat.sheet().column, desk.seat.sheet().row)
    );
    desk.keys(":").typed("randomise-sound 10").keys("enter");
    let after = values(&desk);
    assert_eq!(value(&desk, "cutoff"), before.iter().find(|(name, _)| *name == "cutoff").expect("there").1);
    let instrument = desk.studio.song().instrument(0).expect("an instrument").clone();
    let knobs = instrument.patch.knobs();
    let mut moved = 0;
    for (index, ((_, before), (_, after))) in before.iter().zip(&after).enumerate() {
        let info = knobs.info(index);
        let far = (info.position(*before) - info.position(*after)).abs();
        let is_step =
            matches!(info.kind, segno::dsp::parameter::Kind::Switch | segno::dsp::parameter::Kind::Choice(_));
        // Whole numbers go to the nearest one.
        let step = 0.5 / (info.high - info.low);
        assert!(is_step || far <= 0.1 + step + 1e-4, "{}: {far}", info.name);
        moved += usize::from(before != after);
    }
    assert!(moved > before.len() / 2, "{moved} of {}", before.len());
    desk.keys("alt-z");
    assert_ne!(values(&desk), after, "each throw is another one");
    desk.keys("ctrl-z ctrl-z");
    assert_eq!(values(&desk), before);
    desk.keys(":").typed("randomise-sound all").keys("enter");
    assert_eq!(desk.last_notice(), "expected a percentage from 0.1 to 100");
}

#[test]
fn an_envelope_is_copied_into_the_other() {
    let mut desk = desk("subtractive", "attack");
    desk.keys("> > > >").keys("alt-c");
    let attack = value(&desk, "attack");
    assert_ne!(attack, value(&desk, "attack_2"));
    desk.go_to("subtractive", "attack 2").keys("alt-o");
    assert_eq!(value(&desk, "attack_2"), attack, "{}", desk.last_notice());
    assert_eq!(value(&desk, "release_2"), value(&desk, "release"));
    desk.keys("ctrl-z");
    assert_ne!(value(&desk, "attack_2"), attack);
    desk.go_to("subtractive", "cutoff").keys("alt-o");
    assert!(desk.last_notice().ends_with("has nothing of what was copied"), "{}", desk.last_notice());
}

/// The devices of a track's chain, with how much of each is heard.
fn chain(desk: &Desk, track: usize) -> Vec<(&'static str, f32)> {
    let inserts = &desk.studio.song().tracks[track].inserts;
    inserts.iter().map(|insert| (insert.device.kind(), insert.mix)).collect()
}

#[test]
fn a_device_is_copied_to_another_track_with_all_it_is_set_to() {
    let device = |name: &str, mix: f32| {
        let kind = devices::KINDS.iter().find(|kind| kind.name == name).expect("a kind");
        Insert { mix, side: Some(1), ..Insert::new((kind.new)()) }
    };
    let mut song = Song::default();
    Arc::make_mut(&mut song.tracks[0]).inserts = vec![device("compressor", 0.25), device("delay", 0.5)];
    Arc::make_mut(&mut song.tracks[1]).inserts = vec![device("filter", 1.0)];
    let mut desk = Desk::with(song);
    desk.keys("f10 ctrl-c");
    assert_eq!(desk.last_notice(), "go to a device of a chain in the mixer first");
    desk.keys("ctrl-v");
    assert_eq!(desk.last_notice(), "no device was copied yet: copy-device does it");
    let first = desk.value("Track 1", "mix").0;
    *desk.seat.sheet_mut() = first;
    desk.keys("ctrl-c");
    assert_eq!(desk.last_notice(), "copied the compressor of track 1");
    // Before the device at the cursor.
    *desk.seat.sheet_mut() = desk.value("Track 2", "mix").0;
    desk.keys("ctrl-v");
    assert_eq!(chain(&desk, 1), [("compressor", 0.25), ("filter", 1.0)], "{}", desk.last_notice());
    assert_eq!(desk.last_notice(), "track 2: compressor pasted");
    assert_eq!(desk.studio.song().tracks[1].inserts[0].side, None, "no track listens to itself");
    desk.keys("ctrl-z");
    assert_eq!(chain(&desk, 1), [("filter", 1.0)], "one step");
    // At the end of a track's chain, from anywhere.
    desk.keys("f2").command("paste-device 3");
    assert_eq!(chain(&desk, 2), [("compressor", 0.25)], "{}", desk.last_notice());
    assert_eq!(desk.studio.song().tracks[2].inserts[0].side, Some(1));
    desk.command("paste-device 99");
    assert_eq!(desk.last_notice(), "expected the number of a track, from 1 to 8");
    let here = usize::from(desk.seat.place.track);
    let before = chain(&desk, here).len();
    desk.command("paste-device");
    assert_eq!(chain(&desk, here).len(), before + 1, "the grid's track");
    for _ in 0..6 {
        desk.command("paste-device 3");
    }
    desk.command("paste-device 3").command("paste-device 3");
    assert_eq!((chain(&desk, 2).len(), desk.last_notice().as_str()), (8, "a chain has at most 8 devices"));
}
