//! Keys that come by MIDI: heard at once, recorded where they are heard, written at the cursor, captured afterwards.

use super::session::{Session, same};
use segno::dsp::units::Frames;
use segno::engine::link::midi::{MidiEnd, SendingEnd};
use segno::engine::live::Input;
use segno::io::midi::Event;
use segno::midi::message::Message;

/// A row in frames: an eighth of a second.
pub const ROW: usize = 6_000;

/// A session with a keyboard whose bytes are ours.
pub struct Keys {
    pub session: Session,
    end: MidiEnd,
    sent: SendingEnd,
}

impl Keys {
    pub fn new(grid: &str) -> Keys {
        Keys::on(Session::new(grid))
    }

    pub fn on(mut session: Session) -> Keys {
        let (end, sent) = session.studio.take_midi_ends().expect("the ends of MIDI");
        session.studio.take_port_event(Event::Opened(0, "Keys".to_owned()));
        session.turn();
        Keys { session, end, sent }
    }

    /// A message came at a frame of the engine's.
    pub fn came(&mut self, at: u64, message: Message) {
        self.end.put(Input { port: 0, at: Frames(at), message });
    }

    /// What was sent out since the last time, with its frames.
    pub fn sent(&mut self) -> Vec<(u64, Message)> {
        std::iter::from_fn(|| self.sent.take()).map(|sent| (sent.at.0, sent.message)).collect()
    }

    /// A message comes from a port, and is heard.
    pub fn send_from(&mut self, port: u8, message: Message) -> &mut Keys {
        let at = Frames(self.session.studio.frame());
        self.end.put(Input { port, at, message });
        self.session.hear(64);
        self
    }

    pub fn send(&mut self, message: Message) -> &mut Keys {
        self.send_from(0, message)
    }

    /// A key is struck.
    pub fn down(&mut self, key: u8) -> &mut Keys {
        self.send(Message::NoteOn { channel: 0, key, velocity: 127 })
    }

    /// It comes up.
    pub fn up(&mut self, key: u8) -> &mut Keys {
        self.send(Message::NoteOff { channel: 0, key, velocity: 64 })
    }

    pub fn hear(&mut self, frames: usize) -> &mut Keys {
        self.session.hear(frames);
        self
    }

    pub fn keys(&mut self, keys: &str) -> &mut Keys {
        self.session.keys(keys);
        self
    }

    pub fn voices(&mut self) -> u16 {
        self.session.hear(2_000);
        self.session.studio.transport.voices
    }

    #[track_caller]
    pub fn grid(&self, expected: &str, what: &str) {
        same(&self.session.grid(), expected, &format!("{what}: {}", self.session.told()));
    }
}

#[test]
fn a_key_sounds_at_once_until_it_comes_up() {
    let mut keys = Keys::new("");
    keys.keys("space").down(60);
    let heard = keys.session.listen(4_800);
    assert!(heard.iter().any(|sample| sample.abs() > 0.01), "it sounds");
    assert_eq!(keys.voices(), 1);
    keys.up(60).hear(48_000);
    assert_eq!(keys.voices(), 0);
    keys.grid("", "keys only sound");
}

#[test]
fn a_take_stands_where_it_was_heard() {
    let mut keys = Keys::new("");
    keys.keys("f9").hear(ROW * 2 + 500).down(60).hear(ROW * 2).up(60).hear(5_000);
    keys.send(Message::NoteOn { channel: 0, key: 62, velocity: 64 });
    keys.grid("02 C-4 01 \n 04 === \n 05 D-4 01 v32", "a take");
    keys.keys("ctrl-z");
    keys.grid("", "one step for a pass");
}

#[test]
fn chords_spread_over_note_columns() {
    let mut keys = Keys::new("");
    keys.keys("f9").hear(ROW * 2 + 500).down(60).down(64).down(67).hear(ROW).up(64).up(60).up(67);
    keys.grid("02 C-4 01; E-4 01; G-4 01 \n 03 ===; ===; ===", "a chord");
    assert_eq!(keys.session.studio.song().tracks[0].note_columns, 3);
}

#[test]
fn exact_notes_have_delays() {
    let mut keys = Keys::new("");
    keys.keys("f9 _ q").hear(ROW * 2 + ROW / 4).down(60).hear(ROW * 2 + ROW / 4 - 64).up(60);
    keys.grid("02 C-4 01 --- d3B \n 04 === -- --- d7B", "as it was heard, behind the limiter");
    assert!(keys.session.studio.song().tracks[0].show_delay);
    let mut keys = Keys::new("");
    keys.session.line("record-quantise 1 50").expect("possible");
    keys.keys("f9").hear(ROW * 2 + ROW / 2 - 600).down(60);
    keys.grid("02 C-4 01 --- d31", "half of the way");
}

#[test]
fn while_nothing_plays_keys_write_at_the_cursor() {
    let mut keys = Keys::new("");
    keys.down(60).up(60).down(62).down(65).up(62).up(65).down(64).up(64);
    keys.grid("00 C-4 01 \n 01 D-4 01; F-4 01 \n 02 E-4 01", "steps");
    assert_eq!(keys.session.cursor(), "3.1 note");
    keys.keys("space").down(60).up(60);
    keys.grid("00 C-4 01 \n 01 D-4 01; F-4 01 \n 02 E-4 01", "editing is off");
}

#[test]
fn a_port_that_vanishes_ends_its_notes() {
    let mut keys = Keys::new("");
    keys.keys("f9").hear(ROW * 2 + 500).down(60).down(64).hear(ROW);
    assert_eq!(keys.voices(), 2);
    keys.session.studio.take_port_event(Event::Gone(0, "Keys".to_owned()));
    keys.hear(48_000);
    assert_eq!(keys.voices(), 0);
    assert!(keys.session.told().contains("Keys is gone"), "{}", keys.session.told());
    keys.down(60);
    assert_eq!(keys.voices(), 0, "nobody plays there");
    keys.session.studio.take_port_event(Event::Opened(3, "Keys".to_owned()));
    keys.send_from(3, Message::NoteOn { channel: 0, key: 60, velocity: 100 });
    assert_eq!(keys.voices(), 1, "it is back, at another place");
}

#[test]
fn the_pedal_holds_notes() {
    let pedal = |value| Message::Control { channel: 0, number: 64, value };
    let mut keys = Keys::new("");
    keys.keys("f9").hear(ROW * 2 + 500).send(pedal(127)).down(60).hear(ROW).up(60).hear(ROW);
    assert_eq!(keys.voices(), 1);
    keys.send(pedal(0)).hear(48_000);
    keys.grid("02 C-4 01 \n 04 ===", "its end is where the pedal came up");
}

#[test]
fn several_tracks_are_armed_by_keys_channel_and_device() {
    let mut keys = Keys::new("");
    keys.session.studio.take_port_event(Event::Opened(1, "Pads".to_owned()));
    keys.session.line("arm 1 keys C-0 B-3").expect("possible");
    keys.session.line("arm 2 channel 1 keys C-4 B-9").expect("possible");
    keys.session.line("arm 4 device Pads").expect("possible");
    keys.keys("f9").hear(ROW + 500).down(48).down(72);
    keys.send_from(1, Message::NoteOn { channel: 9, key: 36, velocity: 127 });
    keys.grid("01 C-3 01; C-2 01 // C-5 01 // // C-2 01", "split");
    let fault = keys.session.line("arm 5 device Drums").expect_err("no such device");
    assert!(fault.contains("Keys") && fault.contains("Pads"), "{fault}");
    keys.session.line("disarm-all").expect("possible");
    assert!(keys.session.studio.recorder.arms.is_empty());
}

#[test]
fn a_program_chooses_the_instrument() {
    let mut keys = Keys::new("");
    keys.send(Message::Program { channel: 0, number: 1 }).hear(64).down(60);
    keys.grid("00 C-4 02", "the second one");
    keys.send(Message::Program { channel: 0, number: 50 });
    assert!(keys.session.told().contains("which is empty"), "{}", keys.session.told());
}

#[test]
fn what_was_just_played_is_captured() {
    let mut keys = Keys::new("");
    keys.keys("space");
    for key in [60, 64, 67] {
        keys.down(key).hear(ROW * 2 - 128).up(key);
    }
    keys.grid("", "nothing was recorded");
    keys.keys("down down _ c");
    keys.grid("02 C-4 01 \n 04 E-4 01 \n 06 G-4 01 \n 08 ===", "from the cursor on, in the song's tempo");
    assert!(keys.session.told().contains("captured 3 notes"), "{}", keys.session.told());
    keys.keys("ctrl-z");
    keys.grid("", "one step");
}

#[test]
fn what_was_typed_while_editing_is_off_is_captured_too() {
    let mut keys = Keys::new("");
    keys.keys("space z").hear(ROW * 2).keys("c").hear(ROW * 2).keys("b").hear(48_000);
    keys.grid("", "nothing was written");
    keys.keys("_ c");
    keys.grid(
        "00 C-4 01 \n 02 E-4 01 \n 04 G-4 01 \n 09 ===",
        "one ends where the next begins, the last with its sound",
    );
    assert!(keys.session.told().contains("captured 3 notes"), "{}", keys.session.told());
}

#[test]
fn what_was_played_to_the_song_is_captured_where_it_was_heard() {
    let mut keys = Keys::new("");
    keys.keys("space f6")
        .hear(ROW * 3 + 300)
        .down(60)
        .hear(ROW)
        .up(60)
        .hear(ROW * 16)
        .down(62)
        .hear(ROW)
        .up(62);
    keys.keys("_ c");
    keys.grid("04 D-4 01 \n 05 ===", "the last time through");
    let mut keys = Keys::new("");
    keys.session.keys("_ c");
    assert!(keys.session.fault().contains("nothing was played"), "{}", keys.session.fault());
}

#[test]
fn a_flood_leaves_no_note_behind() {
    let mut keys = Keys::new("");
    keys.keys("space");
    for turn in 0..6_000u32 {
        let at = Frames(keys.session.studio.frame());
        let key = (turn * 7 % 100) as u8 + 12;
        let message = match turn % 3 {
            0 => Message::NoteOn { channel: 0, key, velocity: 100 },
            1 => Message::Bend { channel: 0, value: (turn % 16_384) as u16 },
            _ => Message::NoteOff { channel: 0, key: ((turn - 2) * 7 % 100) as u8 + 12, velocity: 0 },
        };
        keys.end.put(Input { port: 0, at, message });
    }
    keys.hear(64);
    let told = keys.session.studio.notices.iter().any(|notice| notice.text.contains("more MIDI came"));
    assert!(told, "it is told");
    keys.hear(96_000);
    assert_eq!(keys.voices(), 0);
}
