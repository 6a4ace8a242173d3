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
use crate::formats::wav::Depth;
use crate::io::settings::Settings;
use crate::io::takes::file::TakeFile;
use crate::io::takes::{Order, Recorded};
use crate::sequencer::player::{Playing, Position};
use crate::song::clip::{Clip, MAX_TAKES, Take};
use crate::song::edit::Edit;
use crate::song::sample::SampleReference;
use std::path::Path;

/// Where takes lie, from the song's folder.
pub(super) const FOLDER: &str = "samples/takes";
/// Seconds before it was asked for from which sound is written: the row that is heard may have begun.
const LEAD: f64 = 1.0;
/// Seconds in which a take comes in: what is played on the beat is heard whole.
const FADE: f64 = 0.002;

/// A track that is recorded.
pub(super) struct Part {
    track: u16,
    sample: u16,
    pub(super) reference: SampleReference,
    /// The clip that its lane had at the row before.
    before: Clip,
}

/// One time through the rows that are recorded, in frames of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pass {
    begin: u64,
    end: Option<u64>,
}

/// A recording that is under way.
pub struct Run {
    pub(super) parts: Vec<Part>,
    /// Its pattern, its first row, and the row before which it ends.
    place: (u16, u16, Option<u16>),
    /// Whether each time through the rows is a take of its own.
    again: bool,
    /// The engine's frame at which it was asked for; what was reported before belongs to an earlier playback.
    asked: u64,
    /// The input's frame at which the files begin.
    pub(super) first: Option<u64>,
    passes: Vec<Pass>,
    /// Frames of the engine less those of the input, and how late the input is, as long as it was there.
    clock: Option<(f64, i64)>,
    /// The takes as they stand in the song.
    placed: Vec<Take>,
    ending: bool,
}

impl Run {
    /// A tick begins at a frame of the engine, or playback ends there.
    pub(super) fn reach(&mut self, at: u64, position: Option<Position>) {
        if at < self.asked || self.ending {
            return;
        }
        let (pattern, row, end) = self.place;
        let begins =
            position.is_some_and(|there| (there.pattern, there.row, there.tick) == (pattern, row, 0));
        let ends = match position {
            None => true,
            Some(there) => {
                let out =
                    there.pattern != pattern || there.row < row || end.is_some_and(|end| there.row >= end);
                begins || (out && (self.again || end.is_some()))
            }
        };
        if let Some(open) =
            self.passes.last_mut().filter(|pass| pass.end.is_none() && ends && pass.begin < at)
            && (self.again || end.is_some() || position.is_none())
        {
            open.end = Some(at);
        }
        if begins
            && (self.passes.is_empty() || self.again)
            && self.passes.last().is_none_or(|pass| pass.begin < at)
        {
            self.passes.push(Pass { begin: at, end: None });
        }
    }

    /// The row that is recorded begins at that frame already.
    fn began(&mut self, at: u64) {
        self.passes.push(Pass { begin: at, end: None });
    }
}

/// How takes are stored.
pub(super) fn depth(settings: &Settings) -> Depth {
    match settings.take_depth.as_deref() {
        Some("24") => Depth::Int24,
        _ => Depth::Float32,
    }
}

/// The next number of a take whose files are not there yet.
pub(super) fn next_number(folder: &Path) -> u32 {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let numbers = names.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.strip_prefix("take-")?.split(['-', '.']).next()?.parse::<u32>().ok()
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
            let channels = vec![0];
            self.inputs.arms.push(super::InputArm { track: seat.place.track, channels });
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
            again: matches!(now, Some(Playing::Pattern { .. })),
            asked,
            first: None,
            passes: Vec::new(),
            clock: None,
            placed: Vec::new(),
            ending: false,
        };
        let files = self.make_takes(&mut run, facts.rate)?;
        if let Some(at) =
            heard.filter(|_| marked.is_none()).and_then(|heard| self.recorder.timeline.begun(heard))
        {
            run.began(at);
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
        let depth = depth(&self.settings);
        let folder = self.document.folder();
        let number = next_number(&folder.join(FOLDER));
        let (pattern, row, _) = run.place;
        let round = Round { order: 0, repeat: 0, pattern, before: 0 };
        let song = self.song().clone();
        let mut files = Vec::new();
        for arm in self.inputs.arms.clone() {
            let name = format!("take-{number:04}-track-{:02}", arm.track + 1);
            let path = format!("{FOLDER}/{name}.wav");
            let file = TakeFile::make(&folder.join(&path), rate, depth, &arm.channels);
            files.push(file.map_err(|problem| format!("nothing is recorded: {problem}"))?);
            let reference = SampleReference { name, path, ..SampleReference::default() };
            let lane = song.lane(pattern.into(), arm.track.into());
            let begins = lane_row(&song, round, arm.track, row);
            let old = lane.and_then(|lane| lane.clip(begins)).cloned();
            let fade_in = (FADE * f64::from(rate)) as u32;
            let before = old.unwrap_or(Clip { row: begins, fade_in, ..Clip::default() });
            run.parts.push(Part { track: arm.track, sample: 0, reference, before });
        }
        let (numbers, _) = places(&song, run.parts.iter().map(|part| part.reference.clone()).collect());
        run.parts.iter_mut().zip(numbers).for_each(|(part, number)| part.sample = number);
        Ok(files)
    }

    /// Where the passes lie in the files, as far as that is known, and how long they are; `until` is the length of the files where they
    /// are whole.
    fn takes_of(run: &Run, until: Option<u64>) -> Vec<Take> {
        let provisional = vec![Take::default()];
        let Some(first) = run.first else { return provisional };
        let takes = run.passes.iter().filter_map(|pass| {
            let (anchor, delay) = run.clock?;
            let offset = (pass.begin as f64 - anchor).round() as i64 + delay - first as i64;
            let whole = pass.end.map(|end| end - pass.begin);
            let rest = until.map(|until| (until as i64 - offset).max(0) as u64);
            let length = match (whole, rest) {
                (Some(whole), Some(rest)) => whole.min(rest),
                (Some(whole), None) => whole,
                (None, Some(rest)) => rest,
                (None, None) => return Some(Take { sample: 0, offset, length: 0 }),
            };
            (length > 0).then_some(Take { sample: 0, offset, length })
        });
        let takes: Vec<Take> = takes.collect();
        if takes.is_empty() { provisional } else { takes }
    }

    /// Writes the takes of what is recorded into the song, if they have changed.
    fn place_takes(&mut self, anew: bool) -> Answer {
        let Some(run) = &self.inputs.run else { return Ok(()) };
        let takes = Studio::takes_of(run, None);
        if !anew && takes == run.placed {
            return Ok(());
        }
        self.write_takes(takes)
    }

    fn write_takes(&mut self, takes: Vec<Take>) -> Answer {
        let Some(mut run) = self.inputs.run.take() else { return Ok(()) };
        let is_new = run.placed.is_empty();
        run.placed = takes;
        let gesture = format!(
            "record sound {}",
            run.parts.iter().map(|part| &part.reference.path[..]).collect::<String>()
        );
        let mut edits = Vec::new();
        for part in &run.parts {
            if is_new {
                self.samples.await_sound(&part.reference, "it is being recorded");
            }
            // It may have been taken back meanwhile.
            if is_new || self.song().samples.get(usize::from(part.sample)).is_none_or(Option::is_none) {
                edits.push(Edit::SetSample { index: part.sample, sample: Some(part.reference.clone()) });
            }
            let mut clip = part.before.clone();
            let room = MAX_TAKES.saturating_sub(run.placed.len().min(MAX_TAKES));
            clip.takes.drain(..clip.takes.len().saturating_sub(room));
            clip.takes.extend(run.placed.iter().map(|take| Take { sample: part.sample, ..*take }));
            // The newest pass that is whole, or the one that is under way.
            clip.take = clip.takes.len().saturating_sub(1) as u16;
            clip.changes.clear();
            edits.push(Edit::Clip { pattern: run.place.0, track: part.track, clip });
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
        let clock = self.inputs.anchor().map(|anchor| (anchor, self.input_delay()));
        let Some(run) = &mut self.inputs.run else { return };
        run.clock = clock.or(run.clock);
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
        if let Some(run) = &mut self.inputs.run {
            run.first.get_or_insert(recorded.first);
        }
        if let Some(run) = &self.inputs.run {
            let takes = Studio::takes_of(run, Some(frames));
            let references: Vec<SampleReference> =
                run.parts.iter().map(|part| part.reference.clone()).collect();
            if let Err(fault) = self.write_takes(takes) {
                self.warn(format!("what was recorded has no place in the song: {fault}; its file is kept"));
            }
            references.iter().for_each(|reference| self.samples.forget(reference));
            self.load_samples();
        }
        self.inputs.run = None;
        match self.inputs.sampling.take() {
            Some(reference) => self.end_sample(reference, &recorded),
            None => self.say(format!("{:.1} seconds were recorded", frames as f64 / rate)),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn run(place: (u16, u16, Option<u16>), again: bool) -> Run {
        let (parts, passes, placed) = (Vec::new(), Vec::new(), Vec::new());
        Run { parts, place, again, asked: 0, first: None, passes, clock: None, placed, ending: false }
    }

    /// The passes after rows that begin at so many frames.
    fn passes(mut run: Run, rows: &[(u16, u16, u64)]) -> Vec<(u64, Option<u64>)> {
        for (pattern, row, at) in rows {
            let position = Position { pattern: *pattern, row: *row, ..Position::default() };
            run.reach(*at, Some(position));
        }
        run.passes.iter().map(|pass| (pass.begin, pass.end)).collect()
    }

    #[test]
    fn each_time_through_a_pattern_is_a_pass_and_a_song_is_one() {
        let rows = [(0, 0, 0), (0, 1, 10), (0, 2, 20), (0, 0, 30), (0, 1, 40), (0, 2, 50), (0, 0, 60)];
        let whole = passes(run((0, 0, None), true), &rows);
        assert_eq!(whole, [(0, Some(30)), (30, Some(60)), (60, None)]);
        let from_the_second_row = passes(run((0, 1, None), true), &rows);
        assert_eq!(from_the_second_row, [(10, Some(30)), (40, Some(60))]);
        let marked = passes(run((0, 1, Some(2)), true), &rows);
        assert_eq!(marked, [(10, Some(20)), (40, Some(50))]);
        let song = [(3, 1, 0), (3, 2, 10), (4, 0, 20), (3, 1, 30), (3, 2, 40)];
        assert_eq!(passes(run((3, 1, None), false), &song), [(0, None)]);
        assert_eq!(passes(run((3, 1, Some(2)), false), &song), [(0, Some(10))]);
    }
}
