//! The other ends of MIDI cables and of the card's cable.

use segno::dsp::units::SampleRate;
use segno::engine::link::midi::{MidiEnd, SendingEnd};
use segno::engine::link::{StudioEnd, connect};
use segno::io::audio::{Choice, Output};
use segno::io::midi::{Event, Ports};
use segno::io::moment::micros;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub const RATE: u32 = 48_000;
/// The card's end that is played to, and the end where that comes out.
pub const CARD: &str = "alsa:hw:CARD=Loopback,DEV=0";
const CARD_BACK: &str = "hw:CARD=Loopback,DEV=1";

/// The name of a cable as programs see it.
pub fn cable(number: u8) -> String {
    format!("Virtual Raw MIDI 1-{number}: VirMIDI 1-{number}")
}

/// The controller at the other end of a cable.
pub struct Controller(File);

impl Controller {
    pub fn new(number: u8) -> Controller {
        let device = format!("/dev/snd/midiC1D{number}");
        Controller(File::options().write(true).open(device).expect("a cable"))
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).expect("sent");
    }

    /// Sends bytes at a moment of the program's clock.
    pub fn send_at(&mut self, moment: i64, bytes: &[u8]) {
        wait_until(moment);
        self.send(bytes);
    }
}

pub fn wait_until(moment: i64) {
    std::thread::sleep(Duration::from_micros((moment - micros()).max(0) as u64));
}

/// What comes out of the other end of a cable, each byte with its moment.
fn listen(number: u8) -> Receiver<(i64, u8)> {
    let mut device = File::open(format!("/dev/snd/midiC1D{number}")).expect("a cable");
    let (sender, bytes) = channel();
    std::thread::spawn(move || {
        let mut byte = [0];
        while device.read_exact(&mut byte).is_ok() && sender.send((micros(), byte[0])).is_ok() {}
    });
    bytes
}

pub fn wait_for(what: &str, happened: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if happened() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} did not happen");
}

/// The program's ports, with cables 0 and 1 open: 0 comes in, 1 goes out if that is `wanted`.
pub fn ports(engine: Option<MidiEnd>, sending: Option<SendingEnd>, wanted: bool) -> (Ports, u8) {
    let wanted: BTreeSet<String> = wanted.then(|| cable(1)).into_iter().collect();
    let ports = Ports::start(BTreeSet::new(), wanted.clone()).expect("a thread");
    ports.connect(engine, sending);
    let place = |name: &str| ports.listed().inputs.iter().find(|port| port.name == name)?.place;
    let is_out =
        || ports.listed().outputs.iter().any(|port| wanted.contains(&port.name) && port.place.is_some());
    wait_for("the ports", || place(&cable(0)).is_some() && (wanted.is_empty() || is_out()));
    let place = place(&cable(0)).expect("it is open");
    let told = ports.events();
    assert!(told.contains(&Event::Opened(place, cable(0))), "{told:?}");
    (ports, place)
}

/// The engine on the card, whose messages go out by cable 1.
pub struct Sender {
    pub studio: StudioEnd,
    pub ports: Ports,
    /// The cable among the places of ports.
    pub to: u16,
    /// What comes out of it, each byte with its moment.
    pub far: Receiver<(i64, u8)>,
    pub output: Output,
}

impl Sender {
    /// Begins, with blocks of so many frames, and is there when the card plays.
    pub fn start(buffer: Option<u32>) -> Sender {
        let far = listen(1);
        let (mut studio, audio) = connect(SampleRate(RATE));
        let (end, sending) = studio.take_midi().expect("once");
        let (ports, _) = ports(Some(end), Some(sending), true);
        let listed = ports.listed();
        let place = listed.outputs.iter().find(|port| port.name == cable(1)).and_then(|port| port.place);
        let choice = Choice { device: Some(CARD.to_owned()), buffer, ..Choice::default() };
        let output = Output::start(choice, SampleRate(RATE), Box::new(audio)).expect("a thread");
        wait_for("sound", || output.vitals().on_device());
        Sender { studio, ports, to: 1 << place.expect("it is open"), far, output }
    }
}

/// What comes back from the card.
pub struct Recording {
    process: Child,
    folder: tempfile::TempDir,
}

impl Recording {
    /// Begins. What comes is written in pieces of an eighth of a second.
    pub fn start() -> Recording {
        let folder = tempfile::tempdir().expect("a folder");
        let process = Command::new("arecord")
            .args(["-q", "-D", CARD_BACK, "-t", "raw", "-f", "FLOAT_LE", "-c", "2", "-r"])
            .arg(RATE.to_string())
            .arg(folder.path().join("sound"))
            .spawn()
            .expect("arecord starts");
        let recording = Recording { process, folder };
        wait_for("the recording", || recording.bytes().is_some_and(|bytes| !bytes.is_empty()));
        recording
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        std::fs::read(self.folder.path().join("sound")).ok()
    }

    /// Ends it; its frames.
    pub fn finish(mut self) -> Vec<[f32; 2]> {
        std::thread::sleep(Duration::from_millis(500));
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
        frames(&self.bytes().expect("a recording"))
    }
}

/// Raw little-endian floats of two channels.
pub fn frames(bytes: &[u8]) -> Vec<[f32; 2]> {
    let samples: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    samples.as_chunks::<2>().0.to_vec()
}
