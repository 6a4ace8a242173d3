//! Controls that learn commands and parameters, and keep them.

use super::played::{Keys, ROW};
use super::session::Session;
use segno::dsp::units::Decibels;
use segno::midi::message::Message;
use segno::song::edit::Edit;

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
    keys.session.studio.edit("volume", Edit::SetTrack { at: 0, track }).expect("an edit");
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
