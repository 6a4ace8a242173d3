//! A part of a song into a WAV file, at the level that is asked for.

use super::loudness::{Loudness, LoudnessMeter};
use super::plan::{Part, Plan};
use super::rendering::{Rendering, Report};
use crate::dsp::units::Decibels;
use crate::formats::wav::{Depth, Format, WavWriter};
use crate::instruments::sample::SampleBank;
use crate::song::Song;
use std::io::{self, Seek, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

/// How loud the file is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Level {
    /// As the song is.
    AsItIs,
    /// At that integrated loudness in LUFS: the sound is made louder or softer *before* the limiter, which then holds the peaks.
    Loudness(f64),
    /// With its true peak at that level in dBTP: the sound behind the limiter is multiplied by one number.
    Peak(f64),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Which part of the song.
    pub plan: Plan,
    /// How loud.
    pub level: Level,
    /// How samples are stored.
    pub depth: Depth,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The song is rendered to know how loud it is.
    Measuring,
    /// It is rendered into the file.
    Writing,
}

/// Told of the work after every block, 0 to 1 of the stage; says whether to go on. This is also how a job is cancelled.
pub type Watch<'a> = &'a mut dyn FnMut(Stage, f64) -> ControlFlow<()>;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Unrendered {
    /// The song or the request is at fault: a sentence.
    #[error("{0}")]
    Refused(String),
    /// The file takes no more.
    #[error(transparent)]
    Unwritten(#[from] io::Error),
    /// The watch said so.
    #[error("cancelled")]
    Cancelled,
}

/// A gain before the limiter and one behind it, in dB.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Gains {
    /// Before the limiter.
    pub before: f64,
    /// Behind the limiter.
    pub behind: f64,
}

/// A file that has been written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// Its length in frames.
    pub frames: u64,
    /// How loud it is, before dither.
    pub loudness: Loudness,
    /// What was done to its level.
    pub gains: Gains,
    /// Samples that were louder than full scale and have been cut; none in floats.
    pub cut: u64,
    /// What went wrong in the sound.
    pub report: Report,
}

impl Written {
    /// What was wrong with the file of that name although it was made, a sentence each, where `level` was asked for.
    pub fn complaints(&self, name: &str, level: Level) -> Vec<String> {
        let mut found = Vec::new();
        if self.cut > 0 {
            found.push(format!("{name}: {} samples were louder than full scale and are cut", self.cut));
        }
        if self.report.not_finite > 0 {
            let times = self.report.not_finite;
            found.push(format!("{name}: {times} times a sound was no number and was silenced"));
        }
        if self.report.stolen > 0 {
            let notes = self.report.stolen;
            found.push(format!("{name}: {notes} notes found no free voice and took another's"));
        }
        if let (Level::Loudness(asked), Some(got)) = (level, self.loudness.integrated)
            && (asked - got).abs() > 0.2
        {
            found.push(format!("{name}: {asked} LUFS cannot be reached under the limiter; it has {got:.1}"));
        }
        found
    }
}

/// Measures as often as the level needs it (never, once, or a few times) and writes the mix.
///
/// # Errors
/// If nothing can be rendered, `sink` takes no more, or `watch` says stop.
pub fn mix<W: Write + Seek>(
    song: &Song,
    samples: &Arc<SampleBank>,
    request: &Request,
    sink: W,
    watch: Watch,
) -> Result<(Written, W), Unrendered> {
    let part = request.plan.part(song).map_err(Unrendered::Refused)?;
    let gains = gains(&part, samples, request, watch)?;
    write(&part, samples, request, Pass { gains, length: None }, sink, watch)
}

/// How a pass over the part is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    pub gains: Gains,
    /// The length in frames, if it is given.
    pub length: Option<u64>,
}

/// Writes one pass.
pub(super) fn write<W: Write + Seek>(
    part: &Part,
    samples: &Arc<SampleBank>,
    request: &Request,
    pass: Pass,
    sink: W,
    watch: Watch,
) -> Result<(Written, W), Unrendered> {
    let Request { plan, depth, .. } = request;
    let mut writer = WavWriter::new(sink, Format { rate: plan.rate.0, channels: 2, depth: *depth })?;
    let mut meter = LoudnessMeter::new(plan.rate);
    let mut rendering = Rendering::new(&louder(part, pass.gains.before), samples.clone(), plan, pass.length);
    let gain = 10f64.powf(pass.gains.behind / 20.0) as f32;
    let mut scaled = [Vec::new(), Vec::new()];
    while let Some(block) = rendering.next_block() {
        for (scaled, channel) in scaled.iter_mut().zip(block) {
            scaled.clear();
            scaled.extend(channel.iter().map(|sample| sample * gain));
        }
        let block = scaled.each_ref().map(Vec::as_slice);
        meter.hear(block);
        writer.write(&block)?;
        go_on(watch(Stage::Writing, rendering.done()))?;
    }
    let (frames, loudness, cut, report) =
        (rendering.frames(), meter.loudness(), writer.cut(), rendering.report);
    Ok((Written { frames, loudness, gains: pass.gains, cut, report }, writer.finish()?))
}

/// The gains that bring the part to the level.
fn gains(
    part: &Part,
    samples: &Arc<SampleBank>,
    request: &Request,
    watch: Watch,
) -> Result<Gains, Unrendered> {
    /// Loudness is brought as near as this, in LU.
    const NEAR: f64 = 0.05;
    /// Times that it is tried: the limiter takes back some of what is added.
    const TRIES: usize = 6;
    let silent = || Unrendered::Refused("it is silent: silence cannot be made louder".to_owned());
    let mut measure = |before: f64| measure(&louder(part, before), samples, &request.plan, watch);
    match request.level {
        Level::AsItIs => Ok(Gains::default()),
        Level::Peak(peak) => {
            let found = measure(0.0)?.peak_decibels().ok_or_else(silent)?;
            Ok(Gains { before: 0.0, behind: peak - found })
        }
        Level::Loudness(asked) => {
            let first = measure(0.0)?;
            let (mut before, mut found) = (0.0, first.integrated.ok_or_else(silent)?);
            let mut slope = 1.0;
            for _ in 0..TRIES {
                let step = (asked - found) / slope;
                let next = (before + step).clamp(-50.0, 40.0);
                // What the limiter does not touch gets exactly as much louder as it is told to.
                let untouched = is_untouched(part, &first, next) && is_untouched(part, &first, before);
                if untouched || (asked - found).abs() <= NEAR || next == before {
                    return Ok(Gains { before: if untouched { next } else { before }, behind: 0.0 });
                }
                let louder = measure(next)?.integrated.ok_or_else(silent)?;
                slope = ((louder - found) / (next - before)).clamp(0.1, 1.0);
                (before, found) = (next, louder);
            }
            Ok(Gains { before, behind: 0.0 })
        }
    }
}

/// Whether the limiter leaves the part alone when it is made so much louder than it was measured.
fn is_untouched(part: &Part, measured: &Loudness, before: f64) -> bool {
    /// How much more than the limiter's meter ours may miss between two samples, in dB.
    const MISSED: f64 = 1.0;
    let limiter = &part.song.mixer.limiter;
    let peak = measured.peak_decibels().unwrap_or(f64::NEG_INFINITY) + before + MISSED;
    limiter.on <= 0.5 || peak < f64::from(limiter.ceiling)
}

/// One pass that only listens.
fn measure(
    part: &Part,
    samples: &Arc<SampleBank>,
    plan: &Plan,
    watch: Watch,
) -> Result<Loudness, Unrendered> {
    let mut meter = LoudnessMeter::new(plan.rate);
    let mut rendering = Rendering::new(part, samples.clone(), plan, None);
    while let Some(block) = rendering.next_block() {
        meter.hear(block);
        go_on(watch(Stage::Measuring, rendering.done()))?;
    }
    Ok(meter.loudness())
}

fn go_on(answer: ControlFlow<()>) -> Result<(), Unrendered> {
    if answer.is_break() { Err(Unrendered::Cancelled) } else { Ok(()) }
}

/// The part with its master that much louder before the limiter.
pub(super) fn louder(part: &Part, decibels: f64) -> Part {
    let mut part = part.clone();
    if decibels != 0.0 {
        let mixer = Arc::make_mut(&mut part.song.mixer);
        mixer.volume = Decibels(mixer.volume.0 + decibels as f32);
    }
    part
}
