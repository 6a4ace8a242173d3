//! A set of songs that are played one after the other. The next one is read, loaded and given an engine of its own in the background; where
//! the present one ends, or when somebody asks for it, that engine goes on from the very frame. What cannot be read is told and passed
//! over: the set never stops.

use super::Studio;
use super::commands::Answer;
use super::document::{Document, Opened, Reading};
use super::jobs::{Deed, Progress};
use super::live::sections::sections;
use super::live::speed::{parts, within_range};
use super::notices::Weight;
use super::ready::Ready;
use super::sheets::values::number;
use crate::dsp::units::SampleRate;
use crate::engine::Engine;
use crate::engine::fitting::Fitter;
use crate::engine::message::{Snapshot, ToEngine};
use crate::engine::relay::{Next, ToRelay};
use crate::formats::set::{SetList, Way};
use crate::io::paths::{Folders, folder_of};
use crate::io::song_file::Unopened;
use crate::sequencer::performance::{Cue, Goal, Speed, Wish};
use crate::sequencer::player::Playing;
use crate::song::Song;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// From where each song plays.
const START: Playing = Playing::Song { order: 0, row: 0, repeat: false };

/// A set that is played.
#[derive(Debug)]
pub struct Set {
    /// The list.
    pub list: SetList,
    folder: PathBuf,
    /// The song that is the present one.
    at: usize,
    /// The song that is read or has been.
    coming: Coming,
    /// One whose engine waited until another song was wanted: it may have begun meanwhile.
    former: Option<Box<Waiting>>,
    /// Whether it begins as soon as it is there.
    due: bool,
    /// Whether the present song plays, and nobody has stopped it.
    pub(super) plays: bool,
}

/// How it stands with the song that comes.
#[derive(Debug)]
enum Coming {
    /// None does: the present one is the last.
    None,
    /// A job reads it.
    Read { at: usize, progress: Arc<Progress> },
    /// Its engine waits.
    Ready(Box<Waiting>),
}

/// A song whose engine waits for its turn.
struct Waiting {
    at: usize,
    reading: Reading,
    ready: Ready,
    fitter: Fitter,
    snapshot: Arc<Snapshot>,
    ratio: f64,
    looped: Option<[u16; 2]>,
    said: u32,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("Waiting").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Set {
    /// A set list that lies in a folder, with the song of that number as the present one.
    pub fn new(list: SetList, path: &Path, at: usize) -> Set {
        Set {
            list,
            folder: folder_of(path).to_path_buf(),
            at,
            coming: Coming::None,
            former: None,
            due: false,
            plays: false,
        }
    }

    /// The number of the present song, from 0.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The number of the song that comes, and whether it is ready.
    pub fn coming(&self) -> Option<(usize, bool)> {
        match &self.coming {
            Coming::None => None,
            Coming::Read { at, .. } => Some((*at, false)),
            Coming::Ready(waiting) => Some((waiting.at, true)),
        }
    }

    /// The file of a song.
    pub fn file(&self, at: usize) -> PathBuf {
        self.list.songs.get(at).map_or_else(PathBuf::new, |piece| self.folder.join(&piece.file))
    }

    /// What a song is called.
    pub fn title(&self, at: usize) -> String {
        let Some(piece) = self.list.songs.get(at) else { return String::new() };
        let stem = || Path::new(&piece.file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if piece.title.is_empty() { stem() } else { piece.title.clone() }
    }

    /// What happens where the present song ends.
    pub fn way(&self) -> Way {
        self.list.songs.get(self.at).map_or(Way::Wait, crate::formats::set::Piece::way)
    }
}

/// The first song of a set that can be read, its number, and what is wrong with those before it.
pub fn first(set: &Set, folders: &Folders) -> (usize, Option<Opened>, Vec<String>) {
    let mut faults = Vec::new();
    for at in 0..set.list.songs.len() {
        match Document::open(&set.file(at), folders) {
            Ok(opened) => return (at, Some(opened), faults),
            Err(fault) => faults.push(format!("{}: {fault}; it is passed over", set.title(at))),
        }
    }
    (0, None, faults)
}

/// The tempo that a set gives a song, as a part of what is written: the one that it wants, as far as that is within reach.
fn ratio(set: &SetList, at: usize, song: &Song) -> f64 {
    within_range(wanted(set, at, song))
}

/// The tempo that a set wants of a song, as a part of what is written.
fn wanted(set: &SetList, at: usize, song: &Song) -> f64 {
    let wanted = set.songs.get(at).and_then(|piece| piece.tempo).map(|tempo| tempo.bpm());
    wanted.map_or(1.0, |wanted| wanted / first_tempo(song))
}

/// The tempo at which a song begins, in BPM.
fn first_tempo(song: &Song) -> f64 {
    song.order.first().and_then(|entry| entry.tempo).unwrap_or(song.settings.tempo).bpm()
}

/// What loops of a song, if its end is to.
fn vamp(set: &SetList, at: usize, song: &Song) -> Option<[u16; 2]> {
    let way = set.songs.get(at).map(crate::formats::set::Piece::way);
    sections(song).last().filter(|_| way == Some(Way::Vamp)).map(|section| section.entries)
}

impl Studio {
    /// The present song is one of a set from now on.
    pub fn begin_set(&mut self, set: Set) {
        let song = self.song().clone();
        let (ratio, looped) = (ratio(&set.list, set.at, &song), vamp(&set.list, set.at, &song));
        let count = set.list.songs.len();
        let title = if set.list.title.is_empty() { "set list".to_owned() } else { set.list.title.clone() };
        self.say(format!("{title}: song {} of {count}", set.at + 1));
        let next = set.at + 1;
        self.set = Some(set);
        self.want_duration();
        if let Err(why) = self.set_speed_of_set(ratio) {
            self.warn(why);
        }
        self.tell_tempo_of_set();
        self.perform(Wish::Loop(looped));
        self.prepare(next);
    }

    /// Opens a set: its first song takes a tab as soon as it is read, and plays when somebody asks for it.
    ///
    /// # Errors
    /// If none of its songs is there.
    pub fn open_set(&mut self, mut set: Set) -> Answer {
        if let Some(tab) = self.tab_of(&set.file(0)) {
            self.go_to_tab(tab);
        } else {
            let (at, opened, faults) = first(&set, &self.folders);
            faults.into_iter().for_each(|fault| self.warn(fault));
            let opened = opened.ok_or("no song of the set can be read")?;
            set.at = at;
            self.open_tab(opened);
        }
        self.begin_set(set);
        Ok(())
    }

    /// The present song stays; nothing follows it.
    ///
    /// # Errors
    /// If there is no set.
    pub fn leave_set(&mut self) -> Answer {
        let set = self.set.take().ok_or(NO_SET)?;
        if let Coming::Read { progress, .. } = set.coming {
            progress.cancel();
        }
        self.link.relay(ToRelay::Arm(false));
        self.say("the set is left; this song stays open");
        Ok(())
    }

    /// Begins to read a song of the set; what cannot be read is passed over.
    fn prepare(&mut self, at: usize) {
        let (folders, rate) = (self.folders.clone(), self.link.rate());
        let Some(set) = &mut self.set else { return };
        if let Coming::Read { progress, .. } = &set.coming {
            progress.cancel();
        }
        self.link.relay(ToRelay::Arm(false));
        if let Coming::Ready(waiting) = std::mem::replace(&mut set.coming, Coming::None) {
            set.former = Some(waiting);
        }
        if at >= set.list.songs.len() {
            return;
        }
        let (file, title, list) = (set.file(at), set.title(at), set.list.clone());
        let started = self.jobs.start_for_all(&format!("preparing {title}"), move |progress, found| {
            let mut watch = |part| {
                progress.set(part / 2.0);
                if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let own = Arc::clone(progress);
            let made = Reading::of(&file, &folders, &mut watch).map(|reading| {
                let folder = folder_of(&file).to_path_buf();
                let ready = Ready::of(&folder, reading.song(), &mut |part| progress.set(0.5 + part / 2.0));
                waiting(&list, at, reading, ready, rate)
            });
            let deed: Deed = Box::new(move |studio| studio.take_prepared(at, &own, made));
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(deed));
        });
        match started {
            Ok(progress) => set.coming = Coming::Read { at, progress },
            Err(error) => self.warn(format!("no song can be prepared: {error}")),
        }
    }

    fn take_prepared(&mut self, at: usize, own: &Arc<Progress>, made: Result<(Waiting, Engine), Unopened>) {
        let Some(set) = &mut self.set else { return };
        let wanted = matches!(&set.coming, Coming::Read { progress, .. } if Arc::ptr_eq(progress, own));
        if !wanted {
            return;
        }
        set.coming = Coming::None;
        match made {
            Ok((waiting, engine)) => {
                let gap = set.list.songs.get(set.at).map_or(0.0, |piece| piece.placing.gap);
                let gap = if set.due { 0.0 } else { gap };
                let gap = (f64::from(gap) * f64::from(self.link.rate().0)) as u64;
                let (armed, due) = (set.way() == Way::GoOn, set.due);
                let holes = waiting.ready.holes();
                self.link.offer(Next { engine, playing: START, gap }, &waiting.snapshot);
                set.coming = Coming::Ready(Box::new(waiting));
                let title = set.title(at);
                holes
                    .into_iter()
                    .for_each(|hole| self.notices.add(Weight::Warning, format!("{title}: {hole}")));
                self.link.relay(ToRelay::Arm(armed));
                if due {
                    self.link.relay(ToRelay::Advance);
                }
            }
            Err(Unopened::Cancelled) => self.warn("the next song is not prepared: cancelled"),
            Err(fault) => {
                let text = format!("{}: {fault}; it is passed over", set.title(at));
                self.notices.add(Weight::Fault, text);
                self.prepare(at + 1);
            }
        }
    }

    /// Goes to the next song of the set: where the pattern ends if one plays; asked for once more, at once. In the gap before a song that
    /// one begins at once.
    ///
    /// # Errors
    /// If there is no set, or no next song.
    pub fn next_in_set(&mut self) -> Answer {
        let set = self.set.as_ref().ok_or(NO_SET)?;
        if self.transport.is_in_gap() {
            let title = set.title(set.at);
            self.play(START);
            self.say(format!("{title}: now"));
            return Ok(());
        }
        let (at, ready) = set.coming().ok_or("this is the last song of the set")?;
        let title = set.title(at);
        let waits = self.performing().cue.is_some_and(|cue| cue.goal == Goal::End);
        if !ready {
            self.set.iter_mut().for_each(|set| set.due = true);
            self.say(format!("{title} begins as soon as it is loaded"));
        } else if self.transport.playing.is_some() && !waits {
            let quantum = self.live.quantum;
            self.link.relay(ToRelay::Arm(true));
            self.perform(Wish::Queue(Some(Cue { goal: Goal::End, quantum, looped: None })));
            self.say(format!("{title}: {}; once more: now", self.wait(quantum)));
        } else {
            self.link.relay(ToRelay::Advance);
            self.say(format!("{title}: now"));
        }
        Ok(())
    }

    /// Goes to a song of the set by its number, as soon as it is loaded.
    ///
    /// # Errors
    /// If there is no set, or no such song.
    pub fn go_in_set(&mut self, at: usize) -> Answer {
        let set = self.set.as_mut().ok_or(NO_SET)?;
        let count = set.list.songs.len();
        if at >= count {
            return Err(format!("the set has {count} songs"));
        }
        if set.coming().is_some_and(|(coming, ready)| coming == at && ready) {
            self.link.relay(ToRelay::Advance);
            return Ok(());
        }
        set.due = true;
        let title = set.title(at);
        self.prepare(at);
        self.say(format!("{title} begins as soon as it is loaded"));
        Ok(())
    }

    /// The engine has gone on to the next song, and that is heard: it is the present one now. Once a turn.
    pub(super) fn follow_set(&mut self) {
        let plays = self.transport.playing.is_some();
        let heard = std::mem::take(&mut self.transport.handed_over);
        let Some(set) = &mut self.set else { return };
        // The song has come to its end before the next one was there.
        let ended = std::mem::replace(&mut set.plays, plays) && !plays;
        set.due |= ended && set.way() == Way::GoOn && matches!(set.coming, Coming::Read { .. });
        let Some(begins) = heard else { return };
        let ready = match std::mem::replace(&mut set.coming, Coming::None) {
            Coming::Ready(waiting) => Some(waiting),
            Coming::Read { progress, .. } => {
                progress.cancel();
                set.former.take()
            }
            Coming::None => set.former.take(),
        };
        let Some(waiting) = ready else { return };
        set.former = None;
        let Waiting { at, reading, ready, fitter, ratio, looped, said, .. } = *waiting;
        (set.at, set.due) = (at, false);
        self.link.go_on(fitter);
        self.hand_over_to(reading, ready);
        self.transport.hand_over(START, begins);
        self.live.begin_song(ratio, looped, said);
        self.tell_tempo_of_set();
        self.send(ToEngine::Fill(self.transport.fill));
        self.live.trail.begin(self.document.song());
        self.recorder.began = Some(START);
        self.want_duration();
        self.prepare(at + 1);
    }

    /// Says so if the set's tempo for the present song is out of reach.
    fn tell_tempo_of_set(&mut self) {
        let Some(set) = &self.set else { return };
        let (wanted, ratio) = (wanted(&set.list, set.at, self.song()), self.live.pace.of_set);
        if wanted != ratio {
            let (title, percent, own) = (set.title(set.at), ratio * 100.0, first_tempo(self.song()));
            let [asked, played] = [wanted, ratio].map(|ratio| number((ratio * own) as f32));
            self.warn(format!(
                "{title}: the set's {asked} BPM are out of reach; it plays at {played} BPM, {percent} % of its own"
            ));
        }
    }

    /// Another engine plays: what waited for its turn is gone with the old one.
    pub(super) fn prepare_anew(&mut self) {
        if let Some((at, _)) = self.set.as_ref().and_then(Set::coming) {
            self.prepare(at);
        }
    }
}

/// What is said where there is no set.
const NO_SET: &str = "no set list is open; `segno NAME.set.ron` or :open-set opens one";

/// An engine that waits with a song.
fn waiting(set: &SetList, at: usize, reading: Reading, ready: Ready, rate: SampleRate) -> (Waiting, Engine) {
    let song = reading.song().clone();
    let (ratio, looped) = (ratio(set, at, &song), vamp(set, at, &song));
    let snapshot = Arc::new(Snapshot { song, samples: ready.bank() });
    let (mut engine, mut fitter) = (Engine::new(rate), Fitter::new(rate));
    fitter.load(&mut engine, snapshot.clone());
    let wishes = [Wish::Speed(Speed { ratio: parts(ratio), trainer: None }), Wish::Loop(looped)];
    let said = wishes.len() as u32;
    wishes.into_iter().for_each(|wish| drop(engine.handle(ToEngine::Perform(wish))));
    (Waiting { at, reading, ready, fitter, snapshot, ratio, looped, said }, engine)
}
