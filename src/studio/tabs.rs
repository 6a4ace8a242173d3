//! Several open songs. The studio holds the things of the present one; those of the others are put aside, each with its document (and so
//! its history and journal) and its samples. The engine plays one song: going to another one stops playback.

use super::Studio;
use super::document::{Document, Opened, Reading, is_same_file};
use super::duration::Measured;
use super::hearing::Hearing;
use super::measuring::OfSong;
use super::notices::Weight;
use super::ready::Ready;
use super::recovery::Recovery;
use super::samples::Samples;
use crate::engine::message::ToEngine;
use crate::engine::relay::ToRelay;
use std::mem::swap;
use std::path::Path;

/// An open song that is not the present one.
#[derive(Debug)]
struct Aside {
    number: u64,
    document: Document,
    recovery: Option<Recovery>,
    samples: Samples,
    duration: Measured,
    loudness: OfSong,
}

/// The open songs.
#[derive(Debug, Default)]
pub struct Tabs {
    /// The number of the present song among all that were ever open here.
    number: u64,
    /// The number of the one that was opened last.
    newest: u64,
    /// The place of the present song among the tabs, from 0.
    at: usize,
    /// The others, left to right.
    aside: Vec<Aside>,
    /// Songs whose changes are not wanted once the program is left.
    given_up: Vec<u64>,
}

impl Tabs {
    /// How many songs are open.
    pub fn count(&self) -> usize {
        self.aside.len() + 1
    }

    /// The place of the present song, from 0.
    pub fn present(&self) -> usize {
        self.at
    }

    /// The number of the present song: no other one that was open here has had it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Whether the song of that number is still open.
    pub fn has(&self, number: u64) -> bool {
        number == self.number || self.aside.iter().any(|aside| aside.number == number)
    }

    fn aside(&self, place: usize) -> Option<&Aside> {
        self.aside.get(if place > self.at { place - 1 } else { place }).filter(|_| place != self.at)
    }
}

impl Studio {
    /// The documents of all open songs, left to right.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        (0..self.tabs.count())
            .map(|place| self.tabs.aside(place).map_or(&self.document, |aside| &aside.document))
    }

    /// The document of the song of that number, if it is still open.
    pub fn document_of(&self, number: u64) -> Option<&Document> {
        let aside = self.tabs.aside.iter().find(|aside| aside.number == number);
        let own = (number == self.tabs.number).then_some(&self.document);
        aside.map(|aside| &aside.document).or(own)
    }

    /// The tab of a file.
    pub fn tab_of(&self, path: &Path) -> Option<usize> {
        self.documents().position(|document| document.path().is_some_and(|own| is_same_file(own, path)))
    }

    /// Goes to a tab; whether there is one of that place.
    pub fn go_to_tab(&mut self, place: usize) -> bool {
        if place >= self.tabs.count() {
            return false;
        }
        if place != self.tabs.at {
            self.put_down();
            self.change_to(place);
            self.take_up();
        }
        true
    }

    /// The song of another tab changes places with the present one.
    fn change_to(&mut self, place: usize) {
        let old = self.tabs.at;
        let mut other = self.tabs.aside.remove(if place > old { place - 1 } else { place });
        self.change_places(&mut other);
        self.tabs.aside.insert(if place > old { old } else { old - 1 }, other);
        self.tabs.at = place;
    }

    /// Somebody has come for a song that is open: its tab is shown, unless others are here or something plays, which that would stop.
    pub fn come_for(&mut self, path: &Path) {
        match self.tab_of(path) {
            Some(place) if place == self.tabs.at => {}
            Some(place) if self.transport.playing.is_some() || self.company.present.len() > 1 => {
                self.say(format!("the song you came for is in tab {}", place + 1));
            }
            Some(place) => _ = self.go_to_tab(place),
            None => {}
        }
    }

    /// A song that was opened gets a tab behind the present one, which is put aside.
    pub fn open_tab(&mut self, opened: Opened) {
        let (mut other, told) = self.newly(opened);
        self.put_down();
        self.change_places(&mut other);
        let at = self.tabs.at;
        self.tabs.aside.insert(at, other);
        self.tabs.at = at + 1;
        self.take_up();
        told.into_iter().for_each(|text| self.warn(text));
    }

    /// The engine plays another song already, which is the present one from now on. The one before goes, or, if it has changes, stays in a
    /// tab before it.
    pub(super) fn hand_over_to(&mut self, reading: Reading, ready: Ready) {
        self.leave_present();
        if let Some(place) = self.tab_of(reading.path()) {
            if place != self.tabs.at {
                self.change_to(place);
            }
            self.take_up();
            return;
        }
        let opened = reading.open(&self.folders);
        let (mut other, told) = self.newly(opened);
        other.samples = ready.samples();
        self.change_places(&mut other);
        if other.document.is_changed() {
            let at = self.tabs.at;
            self.tabs.aside.insert(at, other);
            self.tabs.at = at + 1;
        } else {
            if let Err(problem) = other.document.give_way() {
                self.warn(problem.to_string());
            }
            self.give_up_jobs(other.number);
        }
        self.take_up();
        told.into_iter().for_each(|text| self.warn(text));
    }

    /// A song that was opened takes the place of the present one, whose document is given back.
    pub fn replace_song(&mut self, opened: Opened) -> Document {
        let (mut other, told) = self.newly(opened);
        self.put_down();
        self.change_places(&mut other);
        self.give_up_jobs(other.number);
        self.take_up();
        told.into_iter().for_each(|text| self.warn(text));
        other.document
    }

    /// Closes the present song; the one behind it, or else the one before it, is the present one then.
    ///
    /// # Errors
    /// If it is the only one.
    pub fn close_tab(&mut self) -> Result<(), String> {
        let at = self.tabs.at;
        let next = if at + 1 < self.tabs.count() { at + 1 } else { at.wrapping_sub(1) };
        if !self.go_to_tab(next) {
            return Err("this is the only song; quit leaves the program".to_owned());
        }
        // The one that was left stands where it stood, seen without the present one.
        let closed = self.tabs.aside.remove(at.min(self.tabs.aside.len() - 1));
        self.tabs.at = self.tabs.at.min(at);
        self.give_up_jobs(closed.number);
        self.say(format!("closed {}", closed.document.name()));
        Ok(())
    }

    /// The first song, the present one before others, with changes about which nobody has decided yet: its tab.
    pub fn undecided(&self) -> Option<usize> {
        let open = |place: &usize| {
            let (number, document) = self
                .tabs
                .aside(*place)
                .map_or((self.tabs.number, &self.document), |aside| (aside.number, &aside.document));
            document.is_changed() && !self.tabs.given_up.contains(&number)
        };
        std::iter::once(self.tabs.at).chain(0..self.tabs.count()).find(open)
    }

    /// What is not saved of the present song is not wanted once the program is left.
    pub fn give_up(&mut self) {
        self.tabs.given_up.push(self.tabs.number);
    }

    /// Nothing is given up any more.
    pub fn give_nothing_up(&mut self) {
        self.tabs.given_up.clear();
    }

    /// The program is left: the journals of what is not wanted are set aside.
    pub fn abandon_given_up(&mut self) {
        let Studio { tabs, document, .. } = self;
        let own = (tabs.number, document);
        let others = tabs.aside.iter_mut().map(|aside| (aside.number, &mut aside.document));
        let given_up = std::mem::take(&mut tabs.given_up);
        let unwanted = std::iter::once(own).chain(others).filter(|(number, _)| given_up.contains(number));
        let problems: Vec<_> =
            unwanted.filter_map(|(_, document)| document.set_journal_aside().err()).collect();
        problems.into_iter().for_each(|problem| self.warn(problem.to_string()));
        self.forget_open_songs();
    }

    fn newly(&mut self, Opened { document, recovery, told }: Opened) -> (Aside, Vec<String>) {
        self.tabs.newest += 1;
        let number = self.tabs.newest;
        let (samples, duration) = (Samples::default(), Measured::default());
        (Aside { number, document, recovery, samples, duration, loudness: OfSong::default() }, told)
    }

    fn change_places(&mut self, other: &mut Aside) {
        swap(&mut self.tabs.number, &mut other.number);
        swap(&mut self.document, &mut other.document);
        swap(&mut self.recovery, &mut other.recovery);
        swap(&mut self.samples, &mut other.samples);
        swap(&mut self.duration, &mut other.duration);
        swap(&mut self.measuring.present, &mut other.loudness);
    }

    /// The present song is left: what is under way with it ends.
    fn put_down(&mut self) {
        if self.transport.playing.is_some() {
            self.say("playback stopped: one song plays at a time");
        }
        self.leave_present();
        self.stop();
        self.leave_performance();
        self.link.relay(ToRelay::Arm(false));
        // What rings on would ring with the other song's instruments and devices.
        self.send(ToEngine::Panic);
    }

    /// What is under way with the present song ends, but for playback.
    fn leave_present(&mut self) {
        self.leave_preview();
        self.recorder.of_next_song();
        self.leave_inputs();
        self.board = None;
        self.lift_heard();
        self.hearing = Hearing::default();
        self.document.close_gesture();
        self.new_instrument = None;
    }

    /// The song that is there now is the present one.
    fn take_up(&mut self) {
        self.transport.position = None;
        self.jobs.go_to(self.tabs.number);
        self.unpublished = true;
        self.load_samples();
        self.remember_last_song();
    }

    fn give_up_jobs(&mut self, number: u64) {
        for name in self.jobs.give_up(number) {
            self.notices.add(Weight::Warning, format!("{name}: given up, for its song was closed"));
        }
    }
}
