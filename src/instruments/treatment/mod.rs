//! Treatments: changes of a sample's sound that are kept as rows. The file stays as it is; whoever loads it treats what it holds, row
//! after row. A treatment is one row of [`TREATMENTS`].

mod lengths;
mod levels;
pub mod zones;

use super::sample::SampleAudio;
use super::sampler::zone::LAST_FRAME;
use crate::dsp::parameter::{Info, row};
use crate::dsp::resampling::any::{length, resampled};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The most treatments of one sample.
pub const MOST: usize = 500;
/// The most frames that a sample can grow to: as many as rows can name.
pub const MOST_FRAMES: usize = LAST_FRAME as usize;

/// A change of some frames of a sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Treatment {
    /// What is done, by its row's name.
    pub what: String,
    /// The first frame.
    pub from: u32,
    /// The frame after the last.
    pub to: u32,
    /// How much, in the row's unit.
    pub amount: f32,
}

/// An amount is a number: what is none is moved into its range.
impl Eq for Treatment {}

/// The channels of a sample while it is treated; all have the same length.
pub type Channels = Vec<Vec<f32>>;

/// A kind of treatment.
pub struct Row {
    /// Its name, its help, and what its amount is; the name of a row without one has no unit and no range.
    pub info: Info,
    /// Whether it is done to the whole sample, whatever is marked.
    pub whole: bool,
    /// Does it to frames that are there; in an empty range there is nothing to do, except where something comes in.
    pub run: fn(&mut Channels, Range<usize>, f32),
    /// Where a frame of the sample before stands in the one after.
    pub moved: fn(usize, Range<usize>, f32) -> usize,
    /// How many frames there are afterwards, of so many before.
    pub length: fn(usize, Range<usize>, f32) -> usize,
    /// The rate afterwards in frames per second, of the one before.
    pub rate: fn(u32, f32) -> u32,
}

/// The same rate.
fn keeps(rate: u32, _: f32) -> u32 {
    rate
}

/// A frame that stays where it is.
fn stays(at: usize, _: Range<usize>, _: f32) -> usize {
    at
}

/// As many frames as there can be with so many more.
fn with_more(frames: usize, more: usize) -> usize {
    (frames + more).min(MOST_FRAMES.max(frames))
}

const fn plain(name: &'static str, help: &'static str) -> Info {
    row::linear("treatment", name, "", help, 0.0, 0.0, 0.0)
}

const fn in_place(info: Info, run: fn(&mut Channels, Range<usize>, f32)) -> Row {
    Row { info, whole: false, run, moved: stays, length: stays, rate: keeps }
}

const FRAMES: f32 = MOST_FRAMES as f32;

/// Every treatment, in the order of lists.
pub const TREATMENTS: &[Row] = &[
    Row {
        info: plain("crop", "keep these frames and leave out all others"),
        whole: false,
        run: lengths::crop,
        moved: |at, part, _| at.clamp(part.start, part.end) - part.start,
        length: |_, part, _| part.len(),
        rate: keeps,
    },
    Row {
        info: plain("delete", "take these frames out"),
        whole: false,
        run: lengths::delete,
        moved: |at, part, _| if at < part.end { at.min(part.start) } else { at - part.len() },
        length: |frames, part, _| frames - part.len(),
        rate: keeps,
    },
    Row {
        info: row::whole(
            "treatment",
            "insert",
            "frames",
            "put silence before the first frame",
            1.0,
            FRAMES,
            1_000.0,
        ),
        whole: false,
        run: lengths::insert,
        moved: |at, part, amount| if at > part.start { at + amount as usize } else { at },
        length: |frames, _, amount| with_more(frames, amount as usize),
        rate: keeps,
    },
    Row {
        info: row::whole(
            "treatment",
            "copy",
            "frames",
            "put a copy of these frames before that frame",
            0.0,
            FRAMES,
            0.0,
        ),
        whole: false,
        run: lengths::copy,
        moved: |at, part, amount| if at > amount as usize { at + part.len() } else { at },
        length: |frames, part, _| with_more(frames, part.len()),
        rate: keeps,
    },
    Row {
        info: plain("reverse", "the last of these frames first"),
        whole: false,
        run: |channels, part, _| channels.iter_mut().for_each(|channel| channel[part.clone()].reverse()),
        moved: |at, part, _| {
            if (part.start..=part.end).contains(&at) { part.start + part.end - at } else { at }
        },
        length: stays,
        rate: keeps,
    },
    in_place(plain("silence", "these frames fall silent"), |channels, part, _| {
        channels.iter_mut().for_each(|channel| channel[part.clone()].fill(0.0));
    }),
    in_place(
        row::linear("treatment", "gain", "dB", "these frames louder or softer", -96.0, 48.0, 0.0),
        levels::gain,
    ),
    in_place(
        row::linear(
            "treatment",
            "normalise",
            "dB",
            "the highest peak of these frames comes to that level",
            -96.0,
            0.0,
            0.0,
        ),
        levels::normalise,
    ),
    in_place(
        row::linear(
            "treatment",
            "fade-in",
            "",
            "from silence up to what is there; an amount below 0 is quick at first, above 0 slow at first",
            -4.0,
            4.0,
            0.0,
        ),
        levels::fade_in,
    ),
    in_place(
        row::linear(
            "treatment",
            "fade-out",
            "",
            "from what is there down to silence; an amount below 0 is slow at first, above 0 quick at first",
            -4.0,
            4.0,
            0.0,
        ),
        levels::fade_out,
    ),
    in_place(
        plain("remove-dc", "the mean of these frames comes to zero, channel by channel"),
        levels::remove_dc,
    ),
    in_place(plain("invert", "these frames upside down"), |channels, part, _| {
        channels.iter_mut().flat_map(|channel| &mut channel[part.clone()]).for_each(|frame| *frame = -*frame);
    }),
    in_place(
        row::linear(
            "treatment",
            "draw",
            "of full scale",
            "a straight line from the first of these frames to that height at the last",
            -1.0,
            1.0,
            0.0,
        ),
        levels::draw,
    ),
    Row { whole: true, ..in_place(plain("mono", "both channels become their mean"), levels::mono) },
    Row {
        whole: true,
        ..in_place(plain("left", "only the left channel stays"), |channels, _, _| channels.truncate(1))
    },
    Row {
        whole: true,
        ..in_place(plain("right", "only the right channel stays"), |channels, _, _| {
            drop(channels.drain(..channels.len() - 1))
        })
    },
    Row {
        whole: true,
        ..in_place(plain("swap", "left becomes right and right left"), |channels, _, _| channels.reverse())
    },
    Row {
        info: row::exponential(
            "treatment",
            "rate",
            "times",
            "the same sound with so many times the frames per second; change-rate takes it in Hz",
            0.02,
            50.0,
            1.0,
        ),
        whole: true,
        run: |channels, _, amount| {
            for channel in channels {
                channel.truncate((MOST_FRAMES as f64 / f64::from(amount)).ceil() as usize);
                *channel = resampled(channel, amount.into());
                channel.truncate(MOST_FRAMES);
            }
        },
        moved: |at, _, amount| (at as f64 * f64::from(amount)).round() as usize,
        length: |frames, _, amount| length(frames, amount.into()).min(MOST_FRAMES),
        rate: |rate, amount| (f64::from(rate) * f64::from(amount)).round() as u32,
    },
];

/// The row of that name.
pub fn find(name: &str) -> Option<&'static Row> {
    TREATMENTS.iter().find(|row| row.info.name == name)
}

impl Row {
    /// Whether it has an amount.
    pub fn has_amount(&self) -> bool {
        self.info.low < self.info.high
    }
}

impl Treatment {
    /// This treatment with its numbers moved into range; `None` if there is no row of its name.
    pub fn into_range(self) -> Option<Treatment> {
        let amount = find(&self.what)?.info.clamp(self.amount);
        let most = MOST_FRAMES as u32;
        Some(Treatment { from: self.from.min(most), to: self.to.min(most), amount, ..self })
    }

    /// The frames it is done to, of so many as there are.
    fn part(&self, frames: usize) -> Range<usize> {
        let to = (self.to as usize).min(frames);
        (self.from as usize).min(to)..to
    }

    /// Where a frame stands afterwards; of how many frames the sample had before.
    pub fn moved(&self, at: u32, frames: usize) -> u32 {
        let Some(row) = find(&self.what) else { return at };
        (row.moved)(at as usize, self.part(frames), row.info.clamp(self.amount)) as u32
    }

    /// How many frames there are afterwards, of so many before.
    pub fn length(&self, frames: usize) -> usize {
        let Some(row) = find(&self.what) else { return frames };
        (row.length)(frames, self.part(frames), row.info.clamp(self.amount))
    }
}

/// The sound after all these treatments, each of what the one before left. A name that no row has does nothing. Allocates.
pub fn treated(audio: &SampleAudio, treatments: &[Treatment]) -> SampleAudio {
    let mut channels: Channels = (0..audio.channels()).map(|index| audio.channel(index).to_vec()).collect();
    let mut rate = audio.rate();
    for treatment in treatments {
        let frames = channels.first().map_or(0, Vec::len);
        if let Some(row) = find(&treatment.what)
            && !channels.is_empty()
        {
            let amount = row.info.clamp(treatment.amount);
            (row.run)(&mut channels, treatment.part(frames), amount);
            rate = (row.rate)(rate, amount).max(1);
        }
    }
    SampleAudio::new(rate, channels)
}

#[cfg(test)]
mod tests;
