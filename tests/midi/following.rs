//! What is promised of the clock follower, in figures.

use super::clocks::{Master, effective};
use segno::midi::follower::{Health, Turn};
use segno::midi::message::Message;

fn started(seed: u64, jitter: f64) -> Master {
    let mut master = Master::new(seed, jitter);
    master.say(Message::Start);
    master
}

#[test]
fn an_exact_clock_is_followed_exactly() {
    let mut master = started(1, 0.0);
    master.beats(120.0, 2.0);
    assert!((master.tempo() - 120.0).abs() < 1e-6 && master.off(120.0).abs() < 1e-6);
    assert_eq!(master.follower.health(), Health::Locked);
}

#[test]
fn after_two_beats_a_jittering_clock_is_known_to_a_tenth_of_a_bpm() {
    let (mut tempos, mut phases) = (Vec::new(), Vec::new());
    for seed in 0..400 {
        let mut master = started(seed, 0.001);
        master.beats(120.0, 2.0);
        tempos.push(master.tempo() - 120.0);
        phases.push(master.off(120.0));
    }
    assert!(effective(&tempos) < 0.05, "tempo: {} BPM", effective(&tempos));
    let within = tempos.iter().filter(|off| off.abs() < 0.1).count();
    assert!(within >= 390, "{within} of 400 within 0.1 BPM");
    assert!(effective(&phases) < 0.2, "phase: {} ms", effective(&phases));
    let within = phases.iter().filter(|off| off.abs() < 0.3).count();
    assert!(within >= 360, "{within} of 400 within 0.3 ms: no line through 48 such pulses does much better");
}

#[test]
fn once_locked_it_stays_within_a_third_of_a_millisecond() {
    for seed in 0..20 {
        let mut master = started(seed, 0.001);
        master.beats(120.0, 8.0);
        let mut phases = Vec::new();
        for _ in 0..60 * 2 * 24 {
            master.pulse(120.0);
            phases.push(master.off(120.0));
            assert!((master.tempo() - 120.0).abs() < 0.1, "seed {seed}: {} BPM", master.tempo());
        }
        let worst = phases.iter().fold(0.0f64, |worst, off| worst.max(off.abs()));
        assert!(worst < 0.35 && effective(&phases) < 0.12, "seed {seed}: {worst} ms, {}", effective(&phases));
    }
}

#[test]
fn a_step_from_120_to_140_is_caught_within_two_beats() {
    for seed in 0..100 {
        let mut master = started(seed, 0.001);
        master.beats(120.0, 16.0).beats(140.0, 2.0);
        assert!((master.tempo() - 140.0).abs() < 0.25, "seed {seed}: {} BPM", master.tempo());
        assert!(master.off(140.0).abs() < 0.8, "seed {seed}: {} ms", master.off(140.0));
        master.beats(140.0, 2.0);
        assert!((master.tempo() - 140.0).abs() < 0.1 && master.off(140.0).abs() < 0.4, "seed {seed}");
    }
}

#[test]
fn small_steps_and_ramps_are_followed() {
    for seed in 0..20 {
        let mut master = started(seed, 0.0005);
        master.beats(120.0, 16.0).beats(121.0, 4.0);
        assert!((master.tempo() - 121.0).abs() < 0.2, "seed {seed}: {} BPM", master.tempo());
        let mut worst = 0.0f64;
        for pulse in 0..16 * 24 {
            let tempo = 121.0 + f64::from(pulse) * 20.0 / (16.0 * 24.0);
            master.pulse(tempo);
            worst = worst.max(master.off(tempo).abs());
        }
        assert!(worst < 3.0, "seed {seed}: {worst} ms on a ramp of 20 BPM in 16 beats");
        master.beats(141.0, 4.0);
        assert!((master.tempo() - 141.0).abs() < 0.15 && master.off(141.0).abs() < 0.5, "seed {seed}");
    }
}

#[test]
fn an_hour_ends_where_the_master_does() {
    let mut master = started(7, 0.001);
    master.beats(127.3, 60.0 * 127.3);
    assert!(master.off(127.3).abs() < 1.0, "{} ms", master.off(127.3));
    assert!((master.tempo() - 127.3).abs() < 0.1);
}

#[test]
fn lost_and_doubled_pulses_do_not_move_the_song() {
    let mut master = started(3, 0.0005);
    master.beats(120.0, 8.0);
    for lost in [1, 2, 5] {
        (0..lost).for_each(|_| master.lose(120.0));
        master.beats(120.0, 3.0);
        assert!(master.off(120.0).abs() < 0.5, "{lost} lost: {} ms", master.off(120.0));
        let again = master.now - 60.0 / 120.0 / 24.0 + 0.0012;
        master.follower.hear(Message::Clock, again);
        master.beats(120.0, 3.0);
        assert!(master.off(120.0).abs() < 0.5, "doubled: {} ms", master.off(120.0));
    }
}

#[test]
fn a_drop_out_is_bridged_and_a_clock_that_comes_back_is_on_its_beat() {
    let mut master = started(5, 0.0005);
    master.beats(120.0, 16.0);
    (0..36).for_each(|_| master.lose(120.0));
    master.follower.look(master.now);
    assert_eq!(master.follower.health(), Health::Lost);
    assert!(master.follower.leads(), "the song goes on");
    let beat = master.follower.beat_at(master.now).expect("a beat");
    assert!((beat - 17.5).abs() < 0.01, "{beat}");
    master.beats(120.0, 4.0);
    assert!(master.off(120.0).abs() < 0.5, "{} ms", master.off(120.0));
    assert_eq!(master.follower.health(), Health::Locked);
}

#[test]
fn half_and_double_the_tempo_are_no_lost_and_no_doubled_pulses() {
    for (from, to) in [(160.0, 80.0), (80.0, 160.0), (150.0, 50.0), (60.0, 240.0)] {
        let mut master = started(9, 0.0005);
        master.beats(from, 8.0).beats(to, 4.0);
        assert!((master.tempo() - to).abs() < 0.3, "{from} to {to}: {} BPM", master.tempo());
        assert!(master.off(to).abs() < 1.0, "{from} to {to}: {} ms", master.off(to));
    }
}

#[test]
fn another_master_takes_over() {
    let mut master = started(11, 0.0005);
    master.beats(120.0, 8.0);
    master.say(Message::Stop);
    master.now += 3.0;
    master.say(Message::Start);
    master.sent = 0;
    assert_eq!(master.pulse(93.0), Some(Turn::Start));
    master.beats(93.0, 4.0);
    assert!((master.tempo() - 93.0).abs() < 0.1 && master.off(93.0).abs() < 0.5, "{} BPM", master.tempo());
}

#[test]
fn clocks_beyond_all_music_are_refused() {
    for (tempo, health) in [(1.0, Health::TooSlow), (1_000.0, Health::TooFast), (15.0, Health::TooSlow)] {
        let mut master = started(2, 0.0);
        for _ in 0..48 {
            master.pulse(tempo);
            master.follower.look(master.now);
        }
        assert_eq!(master.follower.health(), health, "{tempo} BPM");
        assert!(!master.follower.leads());
        master.beats(120.0, 6.0);
        assert_eq!(master.follower.health(), Health::Locked, "after {tempo} BPM");
    }
}

#[test]
fn the_first_beat_of_a_clock_that_goes_already_is_known_before_its_pulse() {
    for seed in 0..100 {
        let mut master = Master::new(seed, 0.001);
        master.beats(120.0, 4.0);
        // Between two pulses: the next one is the first beat.
        let first = master.now;
        let said = master.follower.hear(Message::Start, first - 0.012);
        assert_eq!(said, Some(Turn::Start), "seed {seed}");
        let off = master.follower.second_of(0.0).expect("known") - first;
        assert!(off.abs() < 0.000_5, "seed {seed}: {off} s");
        assert_eq!(master.pulse(120.0), None, "it has begun already");
        master.beats(120.0, 2.0);
        let beat = master.follower.beat_at(master.now).expect("a beat");
        assert!((beat - 49.0 / 24.0).abs() < 0.002, "seed {seed}: {beat}");
        assert_eq!(master.say(Message::Stop), Some(Turn::Stop));
    }
}

#[test]
fn a_clock_that_begins_anew_with_its_start_is_counted_from_its_own_first_pulse() {
    // How long after the one before it comes, in periods: earlier than it would have come, or after a pause.
    for gap in [0.1, 0.4, 0.7, 0.9, 1.6, 2.0, 5.0, 15.0] {
        let mut master = Master::new(1, 0.0);
        master.beats(120.0, 4.0);
        let said = master.follower.hear(Message::Start, master.now - 0.95 / 48.0);
        assert_eq!(said, Some(Turn::Start));
        master.now += (gap - 1.0) / 48.0;
        assert_eq!(master.pulse(120.0), None);
        master.beats(120.0, 4.0);
        let beat = master.follower.beat_at(master.now).expect("a beat");
        assert!((beat - 97.0 / 24.0).abs() < 0.005, "{gap}: {beat}");
    }
    for tempo in [60.0, 480.0] {
        let mut master = Master::new(1, 0.0);
        master.beats(120.0, 4.0);
        master.say(Message::Start);
        master.now += 2.5 / tempo - 1.0 / 48.0;
        assert_eq!(master.pulse(tempo), None);
        master.beats(tempo, 4.0);
        let beat = master.follower.beat_at(master.now).expect("a beat");
        assert!((beat - 97.0 / 24.0).abs() < 0.005, "{tempo} BPM: {beat}");
    }
}

#[test]
fn start_stop_continue_and_song_position_give_the_exact_beat() {
    let mut master = Master::new(1, 0.0);
    assert_eq!(master.beats(120.0, 1.0).follower.health(), Health::Catching);
    assert!(!master.follower.leads(), "a clock alone starts nothing");
    assert_eq!(master.say(Message::Start), None);
    assert_eq!(master.pulse(120.0), Some(Turn::Start), "the next pulse is the first beat");
    master.beats(120.0, 2.0);
    let beat = master.follower.beat_at(master.now).expect("a beat");
    assert!((beat - (1.0 + 48.0) / 24.0).abs() < 1e-6, "{beat}");
    assert_eq!(master.say(Message::SongPosition(8)), None, "not while it runs");
    assert_eq!(master.say(Message::Stop), Some(Turn::Stop));
    assert_eq!(master.say(Message::Stop), None, "once is enough");
    assert_eq!(master.say(Message::SongPosition(8)), Some(Turn::Position(8)));
    assert_eq!(master.say(Message::Continue), None);
    assert_eq!(master.pulse(120.0), Some(Turn::Continue));
    let beat = master.follower.beat_at(master.now).expect("a beat");
    assert!((beat - 1.0 / 24.0).abs() < 1e-6, "counted from there: {beat}");
}
