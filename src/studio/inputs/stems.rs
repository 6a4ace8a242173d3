//! Stems of what is played: while it sounds, what each track, each return and the master give goes into files of their own. They begin together,
//! with playback, and are as long as each other.

use super::super::Studio;
use super::super::commands::Answer;
use super::super::notices::Weight;
use super::recording::{FOLDER, kind, next_number};
use crate::engine::link::stems::stems;
use crate::io::takes::file::TakeFile;
use crate::io::takes::{Event, Keeping, Order, Progress, Recorded};
use crate::render::stems::file_name;
use crate::song::Song;
use std::path::{Path, PathBuf};

/// How folders of stems begin that nobody has named.
const NAME: &str = "stems-";

/// Stems that are recorded.
#[derive(Default)]
pub struct Stems {
    keeping: Option<Keeping>,
    /// Where they go, while they are recorded.
    folder: Option<PathBuf>,
}

impl Stems {
    /// Whether stems are recorded.
    pub fn are_recorded(&self) -> bool {
        self.folder.is_some()
    }

    /// How it goes, while they are.
    pub fn progress(&self) -> Option<Progress> {
        self.folder.as_ref()?;
        self.keeping.as_ref()?.board(|board| board.recording)
    }
}

/// The names of a song's stems: its tracks, its returns and the master.
fn names(song: &Song) -> Vec<String> {
    let tracks = song.tracks.iter().enumerate().map(|(number, track)| file_name(number, &track.name));
    let returns = song.mixer.returns.iter().enumerate();
    let returns = returns.map(|(number, back)| format!("return {}", file_name(number, &back.name)));
    tracks.chain(returns).chain(["master".to_owned()]).collect()
}

impl Studio {
    /// What the tracks give is kept there, the next time that stems are recorded.
    pub fn take_stems(&mut self, keeping: Keeping) {
        self.inputs.stems.keeping = Some(keeping);
    }

    /// Begins to record stems, with playback or at once if something plays; or ends that. Without a folder they go below the song's
    /// takes; another one is found from the song's folder.
    ///
    /// # Errors
    /// If a file cannot be made, or the system gives no thread.
    pub fn record_stems(&mut self, folder: &str) -> Answer {
        if self.inputs.stems.are_recorded() {
            if !folder.is_empty() {
                return Err("stems are being recorded already; :record-stems ends that".to_owned());
            }
            self.end_stems();
            return Ok(());
        }
        let own = self.document.folder();
        let folder = match folder {
            "" => {
                let takes = own.join(FOLDER);
                takes.join(format!("{NAME}{:04}", next_number(&takes, NAME)))
            }
            name => own.join(name),
        };
        let (names, rate, kind) = (names(self.song()), self.link.rate(), kind(&self.settings));
        let mut files = Vec::with_capacity(names.len());
        for (stem, name) in names.iter().enumerate() {
            let path = folder.join(format!("{name}.{}", kind.ending()));
            let file = TakeFile::make(&path, rate.0, kind, &[2 * stem, 2 * stem + 1]);
            files.push(file.map_err(|problem| format!("no stems are recorded: {problem}"))?);
        }
        if self.inputs.stems.keeping.is_none() {
            let keeping = Keeping::start().map_err(|error| format!("no stems are recorded: {error}"))?;
            self.inputs.stems.keeping = Some(keeping);
        }
        let counts = [self.song().tracks.len(), self.song().mixer.returns.len()];
        let (end, kept) = stems(counts, rate);
        if let Some(keeping) = &self.inputs.stems.keeping {
            keeping.order(Order::Input(kept, "stems".to_owned()));
            // From the first frame on, though the keeper may hear of it later than the engine.
            keeping.order(Order::Begin { files, lead: u64::MAX });
        }
        self.link.send_stems(Some(end));
        let when = if self.transport.playing.is_some() { "" } else { " from the beginning of playback on" };
        self.say(format!("{} stems are recorded{when}, in {}", names.len(), folder.display()));
        self.inputs.stems.folder = Some(folder);
        Ok(())
    }

    /// Stems end here, if any are recorded.
    pub(in crate::studio) fn end_stems(&mut self) {
        if self.inputs.stems.are_recorded() {
            self.link.send_stems(None);
            if let Some(keeping) = &self.inputs.stems.keeping {
                keeping.order(Order::End);
            }
        }
    }

    /// What is to be done for stems once a turn; whether anything that can be seen has changed.
    pub(super) fn turn_stems(&mut self) -> bool {
        let Some(keeping) = &mut self.inputs.stems.keeping else { return false };
        keeping.turn();
        let events: Vec<Event> = keeping.board(|board| board.events.drain(..).collect());
        let ended = events.into_iter().rev().find_map(|event| match event {
            Event::Ended(recorded) => Some(recorded),
            Event::Began { .. } => None,
        });
        let Some(recorded) = ended else { return self.inputs.stems.are_recorded() };
        self.link.send_stems(None);
        self.inputs.stems.keeping = None;
        if let Some(folder) = self.inputs.stems.folder.take() {
            self.tell_stems(&folder, &recorded);
        }
        true
    }

    fn tell_stems(&mut self, folder: &Path, recorded: &Recorded) {
        let rate = f64::from(self.rate().max(1));
        let frames = recorded.files.iter().map(|file| file.frames).max().unwrap_or(0);
        let (count, seconds) = (recorded.files.len(), frames as f64 / rate);
        if frames == 0 && recorded.files.iter().all(|file| file.fault.is_none()) {
            // Nothing was played: nothing of them stays in the way of the next.
            recorded.files.iter().for_each(|file| _ = std::fs::remove_file(&file.path));
            _ = std::fs::remove_dir(folder);
            self.say("no stems were recorded: nothing was played".to_owned());
            return;
        }
        self.say(format!("{count} stems of {seconds:.1} seconds are in {}", folder.display()));
        if let Some(why) = &recorded.why {
            self.warn(format!("stems end here: {why}"));
        }
        for file in recorded.files.iter().filter(|file| file.fault.is_some()) {
            let fault = file.fault.as_deref().unwrap_or_default();
            let told = format!("{} ends early, what it has is kept: {fault}", file.path.display());
            self.notices.add(Weight::Fault, told);
        }
        if let Some(first) = recorded.gaps.first() {
            let (gaps, at) = (recorded.gaps.len(), *first as f64 / rate);
            let places = if gaps == 1 { "one place".to_owned() } else { format!("{gaps} places") };
            self.warn(format!(
                "the disk was late: stems are silent in {places}, first after {at:.2} seconds"
            ));
        }
    }
}
