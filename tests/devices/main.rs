//! What the mixer's devices do to sound, in figures: here what all have to keep, beside it what each does.

#[path = "../clicks/mod.rs"]
mod clicks;
mod delays;
mod dynamics;
mod equaliser;
mod gates;
mod groups;
mod returns;
mod inserts;
mod motion;
mod moved;
mod pitch;
mod rooms;
mod shapes;
mod sides;
mod stage;
mod through;

use clicks::roughness;
use proptest::prelude::*;
use segno::devices::KINDS;
use segno::dsp::units::SampleRate;
use stage::{RATE, Running, noise, run};

#[test]
fn silence_stays_silence_and_tails_end_in_it() {
    for kind in KINDS {
        let mut running = Running::new(RATE);
        let device = (kind.new)();
        let [left, right] = run(&mut running, &device, &[0.0; 4_800], 64);
        assert!(left.iter().chain(&right).all(|sample| *sample == 0.0), "{}", kind.name);
        run(&mut running, &device, &noise(4_800, 0.5), 64);
        let [left, _] = run(&mut running, &device, &vec![0.0; 48_000 * 40], 64);
        assert!(left[left.len() - 480..].iter().all(|sample| *sample == 0.0), "{}'s tail ends", kind.name);
    }
}

#[test]
fn what_is_no_number_does_not_stick() {
    for kind in KINDS {
        let mut running = Running::new(RATE);
        let device = (kind.new)();
        run(&mut running, &device, &[f32::NAN, f32::INFINITY, 0.0, 0.0], 64);
        running.reset();
        let [left, _] = run(&mut running, &device, &noise(9_600, 0.5), 64);
        assert!(left.iter().all(|sample| sample.is_finite()), "{}", kind.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_settings_at_any_rate_stay_finite_and_any_cutting_is_the_same(
        places in prop::collection::vec(0.0f32..=1.0, 32),
        rate in prop::sample::select(vec![8_000u32, 44_100, 48_000, 192_000]),
        size in 1usize..64,
    ) {
        for kind in KINDS {
            let mut device = (kind.new)();
            for (index, place) in places.iter().enumerate().take(device.knobs().count()) {
                let value = device.knobs().info(index).at(*place);
                device.knobs_mut().set_value(index, value);
            }
            let input = noise(6_000, 1.0);
            let whole = run(&mut Running::new(SampleRate(rate)), &device, &input, 64);
            prop_assert!(whole.iter().flatten().all(|sample| sample.is_finite() && sample.abs() < 100.0), "{}", kind.name);
            let cut = run(&mut Running::new(SampleRate(rate)), &device, &input, size);
            prop_assert!(whole == cut, "{} cut at {size}", kind.name);
        }
    }
}

#[test]
fn no_knob_that_is_turned_at_once_is_heard_as_a_click() {
    let turn = std::f32::consts::TAU * 100.0 / 48_000.0;
    let tone: Vec<f32> = (0..48_000).map(|n| (n as f32 * turn).sin() * 0.3).collect();
    let begin: Vec<f32> = tone.iter().enumerate().map(|(n, s)| s * (n as f32 / 24_000.0).min(1.0)).collect();
    for kind in KINDS {
        let device = (kind.new)();
        // While the time of an echo moves, its pitch does.
        let moves_sound = ["delay", "chorus", "flanger"].contains(&kind.name);
        let is_echo = |knob: usize| moves_sound && device.knobs().info(knob).group == "time";
        let knobs = (0..device.knobs().count()).filter(|knob| !is_echo(*knob));
        for (index, [from, to]) in knobs.flat_map(|knob| [(knob, [0.1, 0.9]), (knob, [0.9, 0.1])]) {
            let mut running = Running::new(RATE);
            let mut at = |place: f32, tone: &[f32]| {
                let mut device = device.clone();
                let value = device.knobs().info(index).at(place);
                device.knobs_mut().set_value(index, value);
                run(&mut running, &device, tone, 64)[0].clone()
            };
            let mut sound = at(from, &begin);
            sound.extend(at(to, &tone));
            let steady = roughness(&sound[24_000..48_000]).max(roughness(&sound[72_000..]));
            let turned = roughness(&sound[47_990..72_000]);
            let knob = device.knobs().info(index);
            let name = &knob.name;
            // A gain that has to go elsewhere in another time bends off at once: a corner of the level, but no step.
            let bend = if knob.group == "time" { 1e-3 } else { 2e-4 };
            assert!(turned < 4.0 * steady + bend, "{} {name} {from}: {turned} after {steady}", kind.name);
        }
    }
}
