//! Shaping sounds: two states side by side, chance with locks, copied parts.

use super::desk::Desk;
use segno::instruments::KINDS;
use segno::song::Song;
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
