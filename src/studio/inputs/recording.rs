//! Recording of sound: files beside the song, and clips that play them from the row on at which they were heard. Each time through a
//! pattern that plays over and over is a take of the clip.

use super::super::Studio;
use super::super::block::together;
use super::super::commands::Answer;
use super::super::commands::loading::places;
use super::super::grid::lane_row;
use super::super::notices::Weight;
use super::super::rounds::Round;
use super::super::seat::Seat;
use super::run::{Part, Run};
use crate::formats::wav::Depth;
use crate::io::settings::Settings;
use crate::io::takes::file::TakeFile;
use crate::io::takes::store::Kind;
use crate::io::takes::{Order, Recorded};
use crate::sequencer::player::Playing;
use crate::song::clip::{Clip, Take};
use crate::song::edit::Edit;
use crate::song::sample::SampleReference;
use crate::song::tempo::Tempo;
use std::path::Path;

/// Where takes lie, from the song's folder.
pub(super) const FOLDER: &str = "samples/takes";
/// Seconds before it was asked for from which sound is written: the row that is heard may have begun.
const LEAD: f64 = 1.0;
/// Milliseconds by which a take's end may be off before that is told.
const DRIFTED: f64 = 2.0;
/// Seconds in which a take comes in: what is played on the beat is heard whole.
const FADE: f64 = 0.002;

/// How takes are stored.
pub(super) fn kind(settings: &Settings) -> Kind {
    match (settings.take_format.as_deref(), settings.take_depth.as_deref()) {
        (Some("flac"), _) => Kind::Flac,
        (_, Some("24")) => Kind::Wav(Depth::Int24),
        _ => Kind::Wav(Depth::Float32),
    }
}

/// How names of takes begin.
pub(super) const TAKE: &str = "take-";

/// The next number of which there is nothing yet whose name begins so.
pub(super) fn next_number(folder: &Path, begin: &str) -> u32 {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let numbers = names.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.strip_prefix(begin)?.split(['-', '.']).next()?.parse::<u32>().ok()
    });
    numbers.max().unwrap_or(0).saturating_add(1)
}

impl Studio {
    /// Begins to record the armed tracks from a row on, in a pattern that plays over and over or in a song that plays on.
    ///
    /// # Errors
    /// If nothing comes in, no file can be made, or it is under way already.
    pub fn record_sound(&mut self, seat: &Seat, playing: Option<Playing>, count_in: u8) -> Answer {
        if self.inputs.is_recording() {
            return Err("sound is being recorded already".to_owned());
        }
        let facts = self.incoming()?;
        if self.inputs.arms.is_empty() {
            self.inputs.arms.push(super::InputArm::new(seat.place.track, vec![0]));
        }
        let missing =
            self.inputs.arms.iter().flat_map(|arm| &arm.channels).find(|channel| **channel >= facts.channels);
        if let Some(channel) = missing {
            let channels = facts.channels;
            return Err(format!("input {} is not there: {} has {channels}", channel + 1, facts.described));
        }
        let tracks = self.song().tracks.len();
        self.inputs.arms.retain(|arm| usize::from(arm.track) < tracks);
        let joins = self.transport.playing.is_some();
        let marked = seat.selection.filter(|_| self.recorder.ways.punch).map(|selection| selection.rows());
        let heard = self.transport.position.filter(|_| joins);
        let (pattern, row) = match (marked, heard, playing) {
            (Some((first, _)), ..) => (seat.pattern, first),
            (None, Some(heard), _) => (heard.pattern, heard.row),
            (None, None, Some(Playing::Song { row, .. })) => (seat.pattern, row),
            (None, None, _) => (seat.pattern, seat.place.row),
        };
        let now = self.transport.playing.or(playing);
        let asked = if joins { 0 } else { self.frame() };
        let mut run = Run {
            parts: Vec::new(),
            place: (pattern, row, marked.map(|(_, last)| last + 1)),
            before: None,
            again: matches!(now, Some(Playing::Pattern { .. })),
            asked,
            first: None,
            passes: Vec::new(),
            placed: Vec::new(),
            ending: false,
        };
        let files = self.make_takes(&mut run, facts.rate)?;
        if let Some(at) =
            heard.filter(|_| marked.is_none()).and_then(|heard| self.recorder.timeline.begun(heard))
        {
            run.began(at, Tempo::heard(self.transport.tempo));
        }
        let lead = (LEAD * f64::from(facts.rate)) as u64;
        self.inputs.order(Order::Begin { files, lead });
        self.inputs.run = Some(run);
        self.place_takes(true)?;
        if let Some(playing) = playing.filter(|_| !joins) {
            self.play_counted(playing, count_in);
        }
        let tracks: Vec<String> =
            self.inputs.arms.iter().map(|arm| format!("{} from {}", arm.track + 1, arm.source())).collect();
        self.say(format!("sound is recorded: track {}", tracks.join(", track ")));
        Ok(())
    }

    /// Makes the files of a recording, a sample of the song for each.
    fn make_takes(&mut self, run: &mut Run, rate: u32) -> Result<Vec<TakeFile>, String> {
        let kind = kind(&self.settings);
        let folder = self.document.folder();
        let number = next_number(&folder.join(FOLDER), TAKE);
        let (pattern, row, _) = run.place;
        let round = Round { order: 0, repeat: 0, pattern, before: 0 };
        let song = self.song().clone();
        let mut files = Vec::new();
        for arm in self.inputs.arms.clone() {
            let name = format!("{TAKE}{number:04}-track-{:02}", arm.track + 1);
            let path = format!("{FOLDER}/{name}.{}", kind.ending());
            let file = TakeFile::make(&folder.join(&path), rate, kind, &arm.channels);
            files.push(file.map_err(|problem| format!("nothing is recorded: {problem}"))?);
            let reference = SampleReference { name, path, ..SampleReference::default() };
            let lane = song.lane(pattern.into(), arm.track.into());
            let begins = lane_row(&song, round, arm.track, row);
            let old = lane.and_then(|lane| lane.clip(begins)).cloned();
            let fade_in = (FADE * f64::from(rate)) as u32;
            let clip = old.unwrap_or(Clip { row: begins, fade_in, ..Clip::default() });
            run.parts.push(Part { place: (pattern, arm.track), sample: 0, reference, clip, is_lost: false });
        }
        let (numbers, _) = places(&song, run.parts.iter().map(|part| part.reference.clone()).collect());
        run.parts.iter_mut().zip(numbers).for_each(|(part, number)| part.sample = number);
        Ok(files)
    }

    /// Writes the takes of what is recorded into the song, if they have changed.
    fn place_takes(&mut self, anew: bool) -> Answer {
        let Some(run) = &self.inputs.run else { return Ok(()) };
        if run.parts.iter().all(|part| part.is_lost) {
            return Err("its clip was taken out".to_owned());
        }
        let takes = run.takes(None);
        if !anew && takes == run.placed {
            return Ok(());
        }
        self.write_takes(takes)
    }

    fn write_takes(&mut self, takes: Vec<Take>) -> Answer {
        let Some(mut run) = self.inputs.run.take() else { return Ok(()) };
        let is_new = run.placed.is_empty();
        let before = std::mem::replace(&mut run.placed, takes).len();
        let gesture = format!(
            "record sound {}",
            run.parts.iter().map(|part| &part.reference.path[..]).collect::<String>()
        );
        let mut edits = Vec::new();
        if !is_new {
            run.follow(self.song());
        }
        for part in run.parts.iter().filter(|part| !part.is_lost) {
            if is_new {
                self.samples.await_sound(&part.reference, "it is being recorded");
            }
            // It may have been taken back meanwhile.
            if is_new || self.song().samples.get(usize::from(part.sample)).is_none_or(Option::is_none) {
                edits.push(Edit::SetSample { index: part.sample, sample: Some(part.reference.clone()) });
            }
            let clip = part.with(&part.clip, &run.placed);
            edits.push(Edit::Clip { pattern: part.place.0, track: part.place.1, clip });
            if !is_new {
                let copies = part.copies(self.song(), before, &run.placed).into_iter();
                edits.extend(copies.map(|((pattern, track), clip)| Edit::Clip { pattern, track, clip }));
            }
        }
        self.inputs.run = Some(run);
        together(edits).map_or(Ok(()), |edit| self.turn_knob("record sound", edit, &gesture))
    }

    /// Ends the recording; playback goes on.
    pub fn end_sound(&mut self) {
        if let Some(run) = &mut self.inputs.run {
            run.ending = true;
            self.inputs.order(Order::End);
        }
    }

    /// What is to be done for a recording once a turn.
    pub(super) fn follow_run(&mut self) {
        let (song, now, rate) = (self.song().clone(), self.frame(), self.rate());
        let clock = self.inputs.anchor().map(|anchor| (anchor, self.input_delay()));
        let Some(run) = &mut self.inputs.run else { return };
        run.tell_clock(clock, now, rate);
        run.follow(&song);
        if self.transport.playing.is_none() && !run.ending {
            self.end_sound();
        } else if let Err(fault) = self.place_takes(false) {
            self.warn(format!(
                "what is recorded has no place in the song any more: {fault}; its file is kept"
            ));
            self.inputs.order(Order::End);
            self.drop_run();
        }
    }

    /// The files are whole.
    pub(super) fn end_run(&mut self, recorded: Recorded) {
        let rate = f64::from(self.rate().max(1));
        let frames = recorded.files.iter().map(|file| file.frames).max().unwrap_or(0);
        if !self.inputs.are_of(&recorded) {
            // An earlier recording, which has been left: its takes stand in the song as far as they do.
            return self.tell_end(recorded);
        }
        let mut longest = frames;
        if let Some(run) = &mut self.inputs.run {
            run.first.get_or_insert(recorded.first);
            longest = run.takes(Some(frames)).iter().map(|take| take.length).max().unwrap_or(longest);
        }
        if let Some(run) = &self.inputs.run {
            let takes = run.takes(Some(frames));
            let references: Vec<SampleReference> =
                run.parts.iter().map(|part| part.reference.clone()).collect();
            if let Err(fault) = self.write_takes(takes) {
                self.warn(format!("what was recorded has no place in the song: {fault}; its file is kept"));
            }
            let lost = self.inputs.run.iter().flat_map(|run| &run.parts).filter(|part| part.is_lost);
            let lost: Vec<String> = lost.map(|part| part.reference.path.clone()).collect();
            if !lost.is_empty() && lost.len() < references.len() {
                self.warn(format!("what was recorded has lost its place and is kept in {}", lost.join(", ")));
            }
            references.iter().for_each(|reference| self.samples.forget(reference));
            self.load_samples();
        }
        self.inputs.run = None;
        match self.inputs.sampling.take() {
            Some(sampling) => self.end_sample(sampling, &recorded),
            None => self.say(format!("{:.1} seconds were recorded", frames as f64 / rate)),
        }
        let apart = self.inputs.drift().map_or(0.0, |parts| parts / 1e3 * longest as f64 / rate);
        if apart.abs() >= DRIFTED {
            let way = if apart < 0.0 { "early" } else { "late" };
            self.warn(format!(
                "input and output have clocks of their own: the take's end lies {:.0} ms {way}",
                apart.abs()
            ));
        }
        self.tell_end(recorded);
    }

    /// Tells what went wrong with files that are whole.
    fn tell_end(&mut self, recorded: Recorded) {
        let rate = f64::from(self.rate().max(1));
        for file in recorded.files.iter().filter(|file| file.fault.is_some()) {
            let (path, seconds) = (file.path.display(), file.frames as f64 / rate);
            let fault = file.fault.as_deref().unwrap_or_default();
            self.notices.add(
                Weight::Fault,
                format!("{path} ends after {seconds:.1} seconds, which are kept: {fault}"),
            );
        }
        if let Some(why) = recorded.why {
            self.warn(format!("the recording has ended: {why}; what was recorded is kept"));
        }
        if let Some(first) = recorded.gaps.first() {
            let (count, at) = (recorded.gaps.len(), *first as f64 / rate);
            let places = if count == 1 { "one place".to_owned() } else { format!("{count} places") };
            self.warn(format!(
                "the take has silence for lost sound in {places}, the first after {at:.2} seconds"
            ));
        }
    }
}
