//! A part of a song into a WAV file, at the level that is asked for.

use super::crew::cores;
use super::each::Undone;
use super::hearing::heard;
use super::plan::{Part, Plan};
use super::rendering::{Rendering, Report};
use crate::dsp::loudness::Measurement;
use crate::dsp::loudness::meter::{Meter, What};
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
    /// Whether the header is the shortest there is, as shops want it; the file has less than 4 GiB then.
    pub is_plain: bool,
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

impl Undone for Unrendered {
    fn is_cancelled(&self) -> bool {
        matches!(self, Unrendered::Cancelled)
    }
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
    pub loudness: Measurement,
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
        found.extend(self.report.complaints(name));
        if let (Level::Loudness(asked), Some(got)) = (level, self.loudness.integrated)
            && (asked - got).abs() > 0.2
        {
            let why = if got < asked { " cannot be reached under the limiter" } else { " was not met" };
            found.push(format!("{name}: {asked} LUFS{why}; it has {got:.1}"));
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
    write(&part, samples, request, Pass { gains, length: None, alone: true }, sink, watch)
}

/// How a pass over the part is made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    pub gains: Gains,
    /// The length in frames, if it is given.
    pub length: Option<u64>,
    /// Whether nothing else is rendered at the same time: then all cores work on it.
    pub alone: bool,
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
    let Request { plan, depth, is_plain, .. } = request;
    let format = Format { rate: plan.rate.0, channels: 2, depth: *depth };
    let mut writer = if *is_plain { WavWriter::plain(sink, format) } else { WavWriter::new(sink, format) }?;
    let mut meter = Meter::new(plan.rate, 2, What { peaks: true, tone: false });
    let rendering = Rendering::new(&louder(part, pass.gains.before), samples.clone(), plan, pass.length);
    let mut rendering = if pass.alone { rendering.side_by_side(cores()) } else { rendering };
    let gain = 10f64.powf(pass.gains.behind / 20.0) as f32;
    let mut scaled = [Vec::new(), Vec::new()];
    while let Some(block) = rendering.next_block() {
        for (scaled, channel) in scaled.iter_mut().zip(block) {
            scaled.clear();
            scaled.extend(channel.iter().map(|sample| sample * gain));
        }
        let block = scaled.each_ref().map(Vec::as_slice);
        meter.hear(&block);
        writer.write(&block)?;
        go_on(watch(Stage::Writing, rendering.done()))?;
    }
    let (frames, loudness, cut, report) =
        (rendering.frames(), meter.finish().whole(), writer.cut(), rendering.report);
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
    /// Farther than this, in dB, loudness no longer follows the gain: the meter leaves out what is below −70 LUFS.
    const STEP: f64 = 15.0;
    /// Times that it is tried: the limiter takes back some of what is added.
    const TRIES: usize = 12;
    let silent = || Unrendered::Refused("it is silent: silence cannot be made louder".to_owned());
    let mut measure = |before: f64| measure(&louder(part, before), samples, &request.plan, watch);
    match request.level {
        Level::AsItIs => Ok(Gains::default()),
        Level::Peak(peak) => {
            let found = measure(0.0)?.true_peak.ok_or_else(silent)?;
            Ok(Gains { before: 0.0, behind: peak - found })
        }
        Level::Loudness(asked) => {
            let mut heard = measure(0.0)?;
            let mut search = Search::new(asked, heard.integrated.ok_or_else(silent)?);
            for _ in 0..TRIES {
                let (before, found) = search.last;
                let next = search.next();
                // What the limiter does not touch gets exactly as much louder as it is told to.
                let louder = asked - found;
                if louder.abs() < STEP && is_untouched(part, &heard, louder.max(0.0)) {
                    return Ok(Gains { before: before + louder, behind: 0.0 });
                }
                if search.error() <= NEAR || next == before {
                    break;
                }
                heard = measure(next)?;
                search.hear(next, heard.integrated.ok_or_else(silent)?);
            }
            Ok(Gains { before: search.best.0, behind: 0.0 })
        }
    }
}

/// Looks for the gain at which a loudness is reached, by false position and halving in turn: the loudness rises with the gain, by
/// as much at the most, and hardly at all where the limiter works hard.
struct Search {
    asked: f64,
    /// The last gain in dB and the loudness that was found with it.
    last: (f64, f64),
    best: (f64, f64),
    /// The nearest that were too soft and too loud.
    soft: Option<(f64, f64)>,
    loud: Option<(f64, f64)>,
    slope: f64,
    tries: usize,
}

impl Search {
    fn new(asked: f64, found: f64) -> Search {
        let last = (0.0, found);
        let mut search = Search { asked, last, best: last, soft: None, loud: None, slope: 1.0, tries: 0 };
        search.hear(0.0, found);
        search
    }

    fn error(&self) -> f64 {
        (self.best.1 - self.asked).abs()
    }

    fn hear(&mut self, gain: f64, found: f64) {
        if gain != self.last.0 {
            self.slope = ((found - self.last.1) / (gain - self.last.0)).clamp(0.1, 1.0);
        }
        (self.last, self.tries) = ((gain, found), self.tries + 1);
        if (found - self.asked).abs() < self.error() {
            self.best = self.last;
        }
        *(if found < self.asked { &mut self.soft } else { &mut self.loud }) = Some(self.last);
    }

    /// The gain to try next.
    fn next(&self) -> f64 {
        match (self.soft, self.loud) {
            (Some(soft), Some(loud)) => {
                let halving = self.tries.is_multiple_of(2);
                let part = if halving { 0.5 } else { (self.asked - soft.1) / (loud.1 - soft.1) };
                soft.0 + (loud.0 - soft.0) * part
            }
            _ => {
                let step = (self.asked - self.last.1) / self.slope;
                (self.last.0 + step.clamp(-20.0, 20.0)).clamp(-60.0, 40.0)
            }
        }
    }
}

/// Whether the limiter leaves the part alone when it is made so much louder than it was measured: by what came out, which is also
/// what went in where nothing is near the ceiling.
fn is_untouched(part: &Part, measured: &Measurement, louder: f64) -> bool {
    /// How much more than the limiter's meter ours may miss between two samples, in dB.
    const MISSED: f64 = 1.0;
    let limiter = &part.song.mixer.limiter;
    let peak = measured.true_peak.unwrap_or(f64::NEG_INFINITY) + louder + MISSED;
    limiter.limiting <= 0.5 || peak < f64::from(limiter.ceiling)
}

/// One pass that only listens.
fn measure(
    part: &Part,
    samples: &Arc<SampleBank>,
    plan: &Plan,
    watch: Watch,
) -> Result<Measurement, Unrendered> {
    let what = What { peaks: true, tone: false };
    heard(part, samples, plan, what, &mut |done| watch(Stage::Measuring, done)).map(|heard| heard.whole())
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
