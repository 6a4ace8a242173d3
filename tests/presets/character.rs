//! What the words of the factory's presets promise.

use crate::sound::{Sound, sounds};

/// Every preset with that word keeps the promise.
fn promise(tag: &str, kept: impl Fn(&Sound) -> bool, told: impl Fn(&Sound) -> String) {
    let of_tag: Vec<_> = sounds().iter().filter(|sound| sound.is(tag)).collect();
    assert!(!of_tag.is_empty(), "nothing is {tag}");
    let broken = of_tag.iter().filter(|sound| !kept(sound));
    let broken: Vec<_> = broken.map(|sound| format!("{}: {}", sound.preset.name, told(sound))).collect();
    assert!(broken.is_empty(), "{tag}: {broken:#?}");
}

fn below(hertz: f64) -> impl Fn(&Sound) -> String {
    move |sound| format!("{:.0} % lie below {hertz} Hz", 100.0 * sound.part(0.0, hertz))
}

fn centre(sound: &Sound) -> String {
    format!("its middle is {:.0} Hz", sound.centre())
}

fn at(seconds: f64) -> impl Fn(&Sound) -> String {
    move |sound| format!("{:.1} dB at {seconds} s", sound.level(seconds))
}

fn rise(sound: &Sound) -> String {
    format!("it rises in {:.2} s", sound.rise())
}

#[test]
fn what_lies_low_lies_low() {
    promise("bass", |sound| sound.part(0.0, 250.0) > 0.5, below(250.0));
    promise("sub", |sound| sound.part(0.0, 100.0) > 0.6, below(100.0));
    promise("kick", |sound| sound.part(0.0, 200.0) > 0.6, below(200.0));
    promise("tom", |sound| sound.part(0.0, 400.0) > 0.6, below(400.0));
    promise("dark", |sound| sound.part(0.0, 1_000.0) > 0.6 || sound.is("hat"), below(1_000.0));
    promise("warm", |sound| sound.part(0.0, 1_200.0) > 0.8, below(1_200.0));
}

#[test]
fn what_lies_high_lies_high() {
    promise("hat", |sound| sound.centre() > 5_000.0, centre);
    promise("cymbal", |sound| sound.centre() > 4_000.0, centre);
    promise("snare", |sound| sound.part(1_000.0, 24_000.0) > 0.1, below(1_000.0));
    promise("clap", |sound| (600.0..4_000.0).contains(&sound.centre()), centre);
    promise("cowbell", |sound| (500.0..3_000.0).contains(&sound.centre()), centre);
    promise("noise", |sound| sound.rise() < 2.5, rise);
}

#[test]
fn what_comes_slowly_comes_slowly_and_what_is_struck_at_once() {
    promise("pad", |sound| sound.rise() >= 0.1 && sound.level(0.0) < -12.0, rise);
    promise("strings", |sound| sound.rise() >= 0.02, rise);
    for struck in [
        "bell",
        "pluck",
        "mallet",
        "keys",
        "guitar",
        "percussion",
        "kick",
        "snare",
        "hat",
        "clap",
        "tom",
        "rim",
    ] {
        promise(struck, |sound| sound.rise() < 0.1, rise);
    }
}

#[test]
fn what_is_held_stays_and_what_is_plucked_fades() {
    for held in ["lead", "organ", "pad", "strings", "reed", "drone"] {
        let stays = |sound: &Sound| sound.level(2.4) > -14.0 || sound.is("shaper") || sound.is("bell");
        promise(held, stays, at(2.4));
    }
    promise("pluck", |sound| sound.level(2.4) < -8.0, at(2.4));
    promise("bell", |sound| sound.level(1.0) > -45.0, at(1.0));
    for struck in ["kick", "snare", "hat", "clap", "tom", "cowbell", "rim", "zap"] {
        promise(struck, |sound| sound.level(2.4) < -20.0, at(2.4));
    }
    promise("hat", |sound| sound.level(0.5) < -25.0 || sound.is("long"), at(0.5));
}
