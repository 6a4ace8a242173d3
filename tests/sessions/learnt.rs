//! Controls that learn commands and parameters, and keep them.

use super::played::{Keys, ROW};
use super::session::Session;
use segno::dsp::units::Decibels;
use segno::io::midi::Event;
use segno::midi::message::Message;
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;

fn knob(value: u8) -> Message {
    Message::Control { channel: 0, number: 21, value }
}

fn volume(keys: &Keys) -> f32 {
    keys.session.studio.song().tracks[0].volume.0
}

/// A session in whose mixer the cursor stands on the first track's volume.
fn at_volume() -> Keys {
    let mut keys = Keys::new("");
    let mut track = (*keys.session.studio.song().tracks[0]).clone();
    track.volume = Decibels(-24.0);
    keys.session.studio.edit("volume", Edit::SetTrack { at: 0, track: Box::new(track) }).expect("an edit");
    keys.keys("f10");
    for _ in 0..20 {
        let label = {
            let (studio, seat) = (&keys.session.studio, &keys.session.seat);
            let sheet = segno::studio::sheets::of(seat.view).expect("a sheet");
            (sheet.field)(studio, seat, seat.sheet()).map(|field| field.label)
        };
        if label.as_deref() == Some("volume") {
            return keys;
        }
        keys.keys("down");
    }
    panic!("no volume in the mixer");
}

#[test]
fn a_knob_moves_the_parameter_at_the_cursor_once_it_has_come_there() {
    let mut keys = at_volume();
    keys.keys("_ o");
    assert!(
        keys.session.told().contains("touch the control for track.volume of track 1"),
        "{}",
        keys.session.told()
    );
    keys.send(knob(127));
    assert!(keys.session.told().contains("channel 1 controller 21"), "{}", keys.session.told());
    assert_eq!(volume(&keys), -24.0, "it only learns");
    keys.send(knob(120)).send(knob(90));
    assert_eq!(volume(&keys), -24.0, "it is not there yet");
    keys.send(knob(60));
    let taken = volume(&keys);
    assert!((-27.0..-24.5).contains(&taken), "it has come past: {taken} dB");
    keys.send(knob(127));
    assert_eq!(volume(&keys), 12.0);
    keys.keys("ctrl-z");
    assert_eq!(volume(&keys), -24.0, "turned at one go: one step");
    keys.send(knob(100));
    assert_eq!(volume(&keys), -24.0, "something else has moved it since");
}

#[test]
fn it_jumps_if_that_is_wished_and_is_kept_for_the_device() {
    let mut keys = at_volume();
    keys.session.line("learn-jump").expect("possible");
    keys.send(knob(5)).send(knob(127));
    assert_eq!(volume(&keys), 12.0);
    let folders = keys.session.studio.folders.clone();
    let mut keys = Keys::on(Session::inside(super::session::song(""), folders));
    keys.session.studio.read_midi_choices();
    keys.send(knob(0));
    assert_eq!(volume(&keys), -60.0, "in the next session");
    keys.session.line("unlearn").expect("possible");
    keys.send(knob(64)).send(knob(127));
    assert_eq!(volume(&keys), -60.0);
}

#[test]
fn a_pad_does_a_command_and_is_no_note() {
    let mut keys = Keys::new("");
    keys.session.line("learn play-pattern").expect("possible");
    keys.keys("space").down(36).up(36);
    assert!(keys.session.studio.transport.playing.is_none(), "it only learns");
    keys.hear(48_000).down(36).up(36).hear(ROW * 2);
    assert_eq!(keys.session.studio.transport.position.map(|position| position.row), Some(1));
    assert_eq!(keys.voices(), 0, "it does not sound");
    keys.down(37);
    assert_eq!(keys.voices(), 1, "others do");
    keys.session.line("learn stop").expect("possible");
    let foot = |value| Message::Control { channel: 3, number: 64, value };
    keys.send(foot(127)).send(foot(0)).send(foot(127));
    assert!(keys.session.studio.transport.playing.is_none(), "a foot switch");
}

/// A session with a controller that has lights.
fn lit(mut keys: Keys) -> Keys {
    keys.session.studio.take_port_event(Event::OutputOpened(2, "Keys".to_owned()));
    keys.session.line("midi-lights Keys").expect("possible");
    keys.hear(640);
    keys
}

fn told(keys: &mut Keys) -> Vec<Message> {
    keys.hear(640);
    keys.sent().into_iter().map(|(_, message)| message).collect()
}

fn pad(key: u8, on: bool) -> Message {
    match on {
        true => Message::NoteOn { channel: 0, key, velocity: 127 },
        false => Message::NoteOff { channel: 0, key, velocity: 64 },
    }
}

#[test]
fn pads_are_lit_while_what_they_turn_on_is_on() {
    let mut keys = lit(Keys::new(""));
    for (line, key) in [("play-pattern", 36), ("live-mute 2", 37), ("metronome", 38)] {
        keys.session.line(&format!("learn {line}")).expect("possible");
        keys.down(key).up(key);
    }
    assert_eq!(told(&mut keys), [36, 37, 38].map(|key| pad(key, false)), "nothing is on");
    keys.down(36).up(36);
    assert_eq!(told(&mut keys), [pad(36, true)], "it plays");
    keys.down(37).up(37);
    assert_eq!(told(&mut keys), [pad(37, true)], "the track falls silent");
    keys.keys("_ m");
    assert_eq!(told(&mut keys), [pad(38, true)], "by the computer's keys, too");
    keys.keys("f8");
    assert_eq!(told(&mut keys), [pad(36, false)]);
    // It was gone and is back: it knows nothing any more.
    keys.session.studio.take_port_event(Event::OutputGone(2, "Keys".to_owned()));
    keys.hear(640);
    keys.session.studio.take_port_event(Event::OutputOpened(1, "Keys".to_owned()));
    assert_eq!(told(&mut keys), [pad(36, false), pad(37, true), pad(38, true)]);
    keys.session.line("midi-lights Keys").expect("possible");
    keys.hear(640).keys("f5");
    let lit = told(&mut keys).into_iter().filter(|message| matches!(message, Message::NoteOn { .. }));
    assert_eq!(lit.count(), 0, "they are left alone");
}

#[test]
fn a_pad_whose_command_says_what_is_lit_for_that_alone() {
    let mut keys = Keys::new("");
    let section = |name: &str| OrderEntry { section: Some(name.to_owned()), ..OrderEntry::default() };
    let edits = vec![
        Edit::SetOrder { at: 0, entry: section("Verse") },
        Edit::InsertOrder { at: 1, entry: section("Chorus") },
    ];
    keys.session.studio.edit("order", Edit::Several { edits }).expect("edits that fit");
    let mut keys = lit(keys);
    let learnt = ["loop-section Verse", "loop-section Chorus", "loop-section", "practice 50", "practice 70"];
    for (line, key) in learnt.into_iter().zip(40..) {
        keys.session.line(&format!("learn {line}")).expect("possible");
        keys.down(key).up(key);
    }
    told(&mut keys);
    keys.session.line("loop-section Chorus").expect("possible");
    assert_eq!(told(&mut keys), [pad(41, true), pad(42, true)], "that one, and that any loops");
    keys.session.line("practice 70").expect("possible");
    assert_eq!(told(&mut keys), [pad(44, true)]);
    keys.session.line("practice 50").expect("possible");
    assert_eq!(told(&mut keys), [pad(43, true), pad(44, false)]);
}

#[test]
fn a_section_that_waits_goes_on_and_off_with_the_beat() {
    let mut keys = lit(Keys::new(""));
    let entry = OrderEntry { pattern: 0, ..OrderEntry::default() };
    keys.session.studio.edit("order", Edit::InsertOrder { at: 1, entry }).expect("an edit");
    keys.session.line("learn queue 2").expect("possible");
    keys.down(40).up(40).keys("f6").hear(ROW);
    keys.sent();
    keys.down(40).up(40);
    let mut lights = Vec::new();
    for _ in 0..ROW * 20 / 640 {
        lights.extend(told(&mut keys));
    }
    let expected: Vec<Message> = (0..9).map(|nth| pad(40, nth % 2 == 0)).collect();
    assert_eq!(lights, expected, "four beats, and it plays");
}

#[test]
fn a_fader_is_told_where_its_parameter_is() {
    let mut keys = lit(at_volume());
    keys.keys("_ o").send(knob(127));
    let place = |value| [Message::Control { channel: 0, number: 21, value }];
    assert_eq!(told(&mut keys), place(64), "-24 dB of -60 to 12");
    let mut track = (*keys.session.studio.song().tracks[0]).clone();
    track.volume = Decibels(12.0);
    keys.session.studio.edit("volume", Edit::SetTrack { at: 0, track: Box::new(track) }).expect("an edit");
    assert_eq!(told(&mut keys), place(127));
    keys.keys("ctrl-z");
    assert_eq!(told(&mut keys), place(64));
    keys.session.line("unlearn").expect("possible");
    keys.send(knob(5));
    assert_eq!(told(&mut keys), place(0), "it has learnt nothing any more");
}

#[test]
fn every_command_can_be_learnt() {
    let mut keys = Keys::new("");
    for command in segno::studio::commands::groups::GROUPS.iter().flat_map(|group| group.commands) {
        let line = format!("learn {}", command.name);
        keys.session.line(&line).unwrap_or_else(|fault| panic!("{line}: {fault}"));
        keys.session.line("learn-cancel").expect("it waits");
    }
}

#[test]
fn nonsense_is_refused_with_a_sentence() {
    let mut keys = at_volume();
    assert_eq!(keys.session.line("learn fly"), Err("there is no command fly; Ctrl-P lists them".to_owned()));
    assert!(keys.session.line("learn-cancel").expect_err("nothing waits").contains("nothing waits"));
    keys.keys("_ o").down(36);
    assert!(keys.session.fault().contains("touch a knob"), "{}", keys.session.fault());
    keys.send(knob(1));
    assert!(keys.session.told().contains("controller 21"), "it has waited: {}", keys.session.told());
    keys.keys("f2 _ o");
    assert!(keys.session.fault().contains("go to a parameter"), "{}", keys.session.fault());
    keys.session.line("unlearn").expect("possible");
    keys.send(Message::Control { channel: 9, number: 9, value: 1 });
    assert!(keys.session.fault().contains("has learnt nothing"), "{}", keys.session.fault());
}
