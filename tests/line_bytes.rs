//! What the screen costs a line while the demo plays on sixteen tracks: the program's own pictures, thirty a second of the song's own time,
//! whatever the machine does meanwhile. Bytes are exact, so this is a test; `cargo bench --bench line` watches the whole program.

#[path = "../benches/line/song.rs"]
mod song;

use ratatui::Terminal;
use segno::dsp::units::SampleRate;
use segno::engine::link::{AudioEnd, connect};
use segno::io::paths::Folders;
use segno::io::settings::Settings;
use segno::studio::Studio;
use segno::studio::commands::run_line;
use segno::studio::document::Document;
use segno::studio::following::follow;
use segno::studio::keymap::Keymap;
use segno::studio::layout::LAYOUTS;
use segno::studio::seat::Seat;
use segno::ui::appearance::Appearance;
use segno::ui::terminal::backend::Shadow;
use segno::ui::terminal::capabilities::Capabilities;
use segno::ui::terminal::colour::ColourDepth;
use std::sync::atomic::Ordering::Relaxed;

const RATE: u32 = 48_000;
/// Pictures a second; with `--frugal` every third.
const PICTURES: u32 = 30;
const FRUGAL: u32 = 3;
/// Seconds that are played before bytes are counted, and that they are counted.
const SETTLING: u32 = 2;
const COUNTED: u32 = 12;

/// A seat and its terminal.
struct Shown {
    name: &'static str,
    seat: Seat,
    look: Appearance,
    terminal: Terminal<Shadow<Vec<u8>>>,
    /// Something has changed since the last picture.
    changed: bool,
    /// Bytes a second that are wanted.
    most: u64,
}

impl Shown {
    fn new(
        studio: &mut Studio,
        name: &'static str,
        (columns, rows): (u16, u16),
        colours: ColourDepth,
        (ssh, frugal): (bool, bool),
        most: u64,
    ) -> Shown {
        let capabilities =
            Capabilities { colours, ssh, unicode: true, answers: true, ..Capabilities::default() };
        let look = Appearance::new(&capabilities, studio, None);
        let mut shadow = Shadow::new(Vec::new(), columns, rows, colours);
        shadow.set_stamp(b"\x1b[5n");
        let mut seat = Seat::new(Keymap::default(), &LAYOUTS[0]);
        (seat.is_remote, seat.frugal) = (ssh, frugal);
        Shown { name, seat, look, terminal: Terminal::new(shadow).expect("a terminal"), changed: true, most }
    }

    fn draw(&mut self, studio: &Studio, picture: u32) {
        if !self.changed || (self.seat.frugal && !picture.is_multiple_of(FRUGAL)) {
            return;
        }
        follow(studio, &mut self.seat);
        self.changed = false;
        let Shown { seat, look, terminal, .. } = self;
        terminal.draw(|frame| look.draw(frame, studio, seat)).expect("drawn");
    }

    fn written(&self) -> u64 {
        self.terminal.backend().written()
    }
}

fn play(studio: &mut Studio, audio: &mut AudioEnd, shown: &mut [Shown], pictures: std::ops::Range<u32>) {
    let mut block = vec![0.0; (RATE / PICTURES * 2) as usize];
    for picture in pictures {
        audio.fill_interleaved(&mut block, 2);
        // As a machine does that has other things to do too.
        audio.vitals().load.store(150 + picture * 7_919 % 45, Relaxed);
        let changed = studio.turn();
        for shown in shown.iter_mut() {
            shown.changed |= changed;
            shown.draw(studio, picture);
        }
    }
}

/// Lets everything in the background come to its end.
fn wait(studio: &mut Studio) {
    studio.turn();
    while studio.jobs.iter().next().is_some() {
        std::thread::yield_now();
        studio.turn();
    }
}

#[test]
fn playing_costs_no_more_than_the_lines_have_for_which_it_is_meant() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = song::write(folder.path(), 16);
    let folders = Folders::below(&folder.path().join("home"));
    let (link, mut audio) = connect(SampleRate(RATE));
    let opened = Document::open(&file, &folders).expect("a song");
    let mut studio = Studio::new(link, opened, Settings::default(), folders);
    let (large, small) = ((200, 60), (80, 24));
    let (all, some) = (ColourDepth::True, ColourDepth::Palette);
    let mut shown = [
        Shown::new(&mut studio, "200 × 60, true colour", large, all, (true, false), 25_000),
        Shown::new(&mut studio, "the same, at the machine itself", large, all, (false, false), 25_000),
        Shown::new(&mut studio, "80 × 24, 256 colours", small, some, (true, false), 6_000),
        Shown::new(&mut studio, "80 × 24, 256 colours, frugal", small, some, (true, true), 2_000),
    ];
    wait(&mut studio);
    // What stands still sends nothing.
    play(&mut studio, &mut audio, &mut shown, 0..PICTURES);
    wait(&mut studio);
    play(&mut studio, &mut audio, &mut shown, 0..PICTURES);
    let before = shown.each_ref().map(Shown::written);
    play(&mut studio, &mut audio, &mut shown, 0..PICTURES);
    assert_eq!(shown.each_ref().map(Shown::written), before);
    run_line(&mut studio, &mut shown[0].seat, "play-song").expect("it plays");
    let settled = SETTLING * PICTURES;
    play(&mut studio, &mut audio, &mut shown, 0..settled);
    assert!(studio.transport.tracks[15] > 0.0, "all tracks play");
    let before = shown.each_ref().map(Shown::written);
    play(&mut studio, &mut audio, &mut shown, settled..settled + COUNTED * PICTURES);
    for (shown, before) in shown.iter().zip(before) {
        let rate = (shown.written() - before) / u64::from(COUNTED);
        println!("{}: {rate} bytes a second", shown.name);
    }
    for (shown, before) in shown.iter().zip(before) {
        let rate = (shown.written() - before) / u64::from(COUNTED);
        assert!(rate <= shown.most, "{}: {rate} bytes a second, {} are wanted", shown.name, shown.most);
    }
}
