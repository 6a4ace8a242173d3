//! Who sits at a session's seats when terminals come and go.

use segno::dsp::units::SampleRate;
use segno::engine::link::connect;
use segno::io::paths::Folders;
use segno::io::settings::Settings;
use segno::song::Song;
use segno::studio::Studio;
use segno::studio::document::Document;
use segno::studio::keymap::Keymap;
use segno::studio::layout::LAYOUTS;
use segno::studio::seat::Seat;
use segno::ui::run::{Message, Room, Wishes};
use segno::ui::terminal::line::{Facts, Farewell, Line};
use segno::ui::terminal::reader::Event;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// A terminal that shows nothing, and with what words it was let go.
#[derive(Clone, Default)]
struct Bare(Arc<Mutex<Vec<String>>>);

impl Write for Bare {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line for Bare {
    fn suspend(&mut self) -> io::Result<bool> {
        Ok(false)
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn dismiss(&mut self, farewell: &Farewell) {
        self.0.lock().expect("whole").push(farewell.text.clone());
    }
}

fn sit(studio: &mut Studio, room: &mut Room, number: u32, line: &Bare) {
    let facts = Facts { size: (80, 24), ..Facts::default() };
    room.sit(studio, number, Box::new(line.clone()), facts, &Wishes::default()).expect("a line");
}

#[test]
fn who_comes_after_a_terminal_that_was_gone_while_all_were_asked_to_leave_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let folders = Folders::below(folder.path());
    let (link, _audio) = connect(SampleRate(48_000));
    let opened = Document::untitled(Song::default(), &folders);
    let mut studio = Studio::new(link, opened, Settings::default(), folders);
    studio.company.session = Some("show".to_owned());
    let (mut room, tell) = Room::new(Seat::new(Keymap::default(), &LAYOUTS[0]), None);
    let [gone, next] = [(); 2].map(|()| Bare::default());
    sit(&mut studio, &mut room, 1, &gone);
    // What a deed tells comes with the next turn.
    let (told, line) = (tell.clone(), next.clone());
    let comes = move |studio: &mut Studio, room: &mut Room| {
        sit(studio, room, 2, &line);
        let stop = told.clone();
        let later = move |_: &mut Studio, _: &mut Room| stop.send(Message::Stop).expect("it runs");
        told.send(Message::Deed(Box::new(later))).expect("it runs");
    };
    let told = tell.clone();
    let leave = move |_: &mut Studio, room: &mut Room| {
        room.detach_all();
        told.send(Message::Deed(Box::new(comes))).expect("it runs");
    };
    tell.send(Message::Deed(Box::new(leave))).expect("it runs");
    tell.send(Message::Terminal(1, Event::Gone)).expect("it runs");
    room.run(&mut studio);
    let words = next.0.lock().expect("whole").clone();
    assert!(words.len() == 1 && words[0].contains("was told to end"), "{words:?}");
}
