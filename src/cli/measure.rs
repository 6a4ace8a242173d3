//! `segno measure`: how loud, how high, how wide and how bright sound files and songs are.

use super::arguments::Globals;
use super::arguments::release::MeasureArguments;
use super::chart;
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::print;
use super::progress::Bar;
use crate::dsp::units::{SampleRate, clock};
use crate::io::paths::folder_of;
use crate::io::song_file::Unopened;
use crate::io::{sample_files, song_file, sound_file};
use crate::release::measure::meter::{Heard, Meter, What};
use crate::release::measure::song::{Section, measure, sections};
use crate::release::measure::tone::{BANDS, Tone, centre};
use crate::release::measure::{Measurement, STEADY_RANGE_SECONDS};
use crate::render::crew::cores;
use crate::render::mixdown::Unrendered;
use crate::render::plan::Plan;
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The width of the picture of loudness over time in columns.
const COLUMNS: usize = 64;
/// Its height: so many rows of so many LU.
const ROWS: usize = 8;
const STEP: f64 = 3.0;

/// A file or a song, measured.
struct Measured {
    path: PathBuf,
    heard: Heard,
    whole: Measurement,
    sections: Vec<(Section, Measurement)>,
    /// Its colour against the reference's.
    against: Option<[Option<f64>; BANDS]>,
    notices: Vec<String>,
}

/// Measures each file and prints what was found.
pub fn run(arguments: &MeasureArguments, globals: Globals) -> Outcome {
    let stop = interrupt::flag()?;
    let mut bar = Bar::new(globals.quiet);
    let mut ear = Ear { bar: &mut bar, stop: &stop };
    let reference = arguments.reference.as_deref().map(|path| ear.hear(path)).transpose()?;
    let mut all = Vec::new();
    for path in &arguments.files {
        let mut measured = ear.hear(path)?;
        measured.against = reference.as_ref().map(|other| measured.heard.tone.against(&other.heard.tone));
        all.push(measured);
    }
    drop(bar);
    let notices = reference.iter().chain(&all).flat_map(|measured| &measured.notices);
    if !globals.quiet {
        notices.for_each(|notice| eprintln!("{notice}"));
    }
    if globals.json {
        return print::json(&all.iter().map(Measured::document).collect::<Vec<_>>());
    }
    let mut text: String = all.iter().map(Measured::text).collect();
    if all.len() > 1 {
        let together = Measurement::together(all.iter().map(|measured| &measured.heard));
        text += &format!("all together\n{}", figures(&together));
    }
    print::text(&text)
}

/// Listens to files, with a bar, until it is told to stop.
struct Ear<'a> {
    bar: &'a mut Bar,
    stop: &'a AtomicBool,
}

impl Ear<'_> {
    fn watch(&mut self, path: &Path, part: f64) -> ControlFlow<()> {
        self.bar.draw(&format!("measuring {}", path.display()), part);
        if self.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn hear(&mut self, path: &Path) -> Result<Measured, Failure> {
        let is_song = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ron"));
        if is_song { self.song(path) } else { self.file(path) }
    }

    fn song(&mut self, path: &Path) -> Result<Measured, Failure> {
        let song = song_file::read(path)?;
        let loaded = sample_files::load_all(folder_of(path), &song);
        let notices = loaded.sentences().collect();
        let samples = Arc::new(loaded.bank);
        let watch = &mut |part| self.watch(path, part);
        let heard = measure(&song, &samples, &Plan::default(), cores(), What::ALL, watch);
        let heard = heard.map_err(|reason| match reason {
            Unrendered::Cancelled => Failure::Interrupted,
            reason => Failure::Input(format!("{}: {reason}", path.display())),
        })?;
        let part = |section: Section| {
            let measured = heard.part(section.seconds.clone());
            (section, measured)
        };
        let sections = sections(&song, heard.seconds).into_iter().map(part).collect();
        Ok(Measured::new(path, heard, sections, notices))
    }

    fn file(&mut self, path: &Path) -> Result<Measured, Failure> {
        let mut meter: Option<Meter> = None;
        let read = sound_file::read(path, &mut |piece, part| {
            let new = || Meter::new(SampleRate(piece.rate), piece.channels.len(), What::ALL);
            let channels: Vec<&[f32]> = piece.channels.iter().map(Vec::as_slice).collect();
            meter.get_or_insert_with(new).hear(&channels);
            self.watch(path, part)
        });
        let streamed = read.map_err(|unopened| match unopened {
            Unopened::Cancelled => Failure::Interrupted,
            unopened => unopened.into(),
        })?;
        let heard = meter.map(Meter::finish).unwrap_or_default();
        let notices = streamed.flaw.map(|flaw| format!("{} {flaw}", path.display())).into_iter().collect();
        Ok(Measured::new(path, heard, Vec::new(), notices))
    }
}

impl Measured {
    fn new(
        path: &Path,
        heard: Heard,
        sections: Vec<(Section, Measurement)>,
        notices: Vec<String>,
    ) -> Measured {
        let whole = heard.whole();
        Measured { path: path.to_path_buf(), heard, whole, sections, against: None, notices }
    }

    fn document(&self) -> Value {
        let mut document = json!(self.whole);
        document["path"] = json!(self.path);
        let section = |(section, found): &(Section, Measurement)| {
            let mut document = json!(found);
            document["name"] = json!(section.name);
            document["from_s"] = json!(section.seconds.start);
            document
        };
        document["sections"] = self.sections.iter().map(section).collect();
        let step = self.heard.seconds / COLUMNS as f64;
        document["course"] = json!({ "step_s": step, "momentary_lufs": self.heard.course(COLUMNS) });
        let band = |(band, level): (usize, &Option<f64>)| {
            let mut document = json!({ "hertz": centre(band), "level_db": level });
            if let Some(against) = &self.against {
                document["against_reference_db"] = json!(against[band]);
            }
            document
        };
        document["spectrum"] = self.heard.tone.levels().iter().enumerate().map(band).collect();
        document
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n{}", self.path.display(), figures(&self.whole));
        text += &picture(&self.heard);
        if !self.sections.is_empty() {
            let words = ["  section", "from", "integrated", "loudest 3 s", "range", "true peak"];
            let mut rows = vec![words.map(str::to_owned).to_vec()];
            for (section, found) in &self.sections {
                rows.push(vec![
                    format!("  {}", section.name),
                    clock(section.seconds.start),
                    shown(found.integrated, "LUFS"),
                    shown(found.max_short_term, "LUFS"),
                    shown(found.range, "LU"),
                    shown(found.true_peak, "dBTP"),
                ]);
            }
            text += &print::table(&rows);
            text.push('\n');
        }
        text + &spectrum(&self.heard.tone, self.against.as_ref())
    }
}

/// A figure with its unit, or that there is none.
fn shown(value: Option<f64>, unit: &str) -> String {
    value.map_or_else(|| "—".to_owned(), |value| format!("{value:.1} {unit}"))
}

fn figures(found: &Measurement) -> String {
    let steady = if found.seconds < STEADY_RANGE_SECONDS { " (short)" } else { "" };
    let correlation = found.correlation.map_or_else(|| "—".to_owned(), |value| format!("{value:.2}"));
    let cells = [
        ["integrated", "loudest 0.4 s", "loudest 3 s"],
        ["range", "true peak", "sample peak"],
        ["crest", "correlation", "length"],
    ];
    let values = [
        [
            shown(found.integrated, "LUFS"),
            shown(found.max_momentary, "LUFS"),
            shown(found.max_short_term, "LUFS"),
        ],
        [
            format!("{}{steady}", shown(found.range, "LU")),
            shown(found.true_peak, "dBTP"),
            shown(found.sample_peak, "dBFS"),
        ],
        [shown(found.crest, "dB"), correlation, clock(found.seconds)],
    ];
    let mut rows = Vec::new();
    for (names, values) in cells.iter().zip(values) {
        let pair = |(name, value): (&&str, String)| [format!("  {name}"), value];
        rows.push(names.iter().zip(values).flat_map(pair).collect());
    }
    print::table(&rows) + "\n"
}

/// Loudness over time.
fn picture(heard: &Heard) -> String {
    let course = heard.course(COLUMNS);
    let Some(top) = course.iter().copied().flatten().max_by(f64::total_cmp) else { return String::new() };
    let top = (top / STEP).ceil() * STEP;
    let at = |part: usize| (COLUMNS * part / 4, clock(heard.seconds * part as f64 / 4.0));
    let times: Vec<_> = (0..4).map(at).collect();
    let columns = chart::columns(&course, top, ROWS, STEP);
    format!("  momentary loudness in LUFS\n{columns}{}\n", chart::names_below(&times))
}

/// The strength of the thirds of octaves, or how they differ from the reference.
fn spectrum(tone: &Tone, against: Option<&[Option<f64>; BANDS]>) -> String {
    let hertz = |band: usize| {
        let hertz = centre(band).round();
        if hertz >= 1_000.0 { format!("{:.1} kHz", hertz / 1_000.0) } else { format!("{hertz:.0} Hz") }
    };
    if let Some(against) = against {
        let mut text = "  brighter and darker than the reference, in dB\n".to_owned();
        for (band, difference) in against.iter().enumerate() {
            let Some(difference) = difference else { continue };
            let bar = chart::around_zero(*difference, 12.0, 24);
            text += format!("{:>10} {difference:+6.1} {bar}", hertz(band)).trim_end();
            text.push('\n');
        }
        return text + "\n";
    }
    let levels = tone.levels();
    let Some(top) = levels.iter().copied().flatten().max_by(f64::total_cmp) else { return String::new() };
    let twice: Vec<Option<f64>> = levels.iter().flat_map(|level| [*level; 2]).collect();
    let names: Vec<_> = [0, 7, 17, 27].map(|band| (2 * band, hertz(band))).to_vec();
    let columns = chart::columns(&twice, (top / 6.0).ceil() * 6.0, ROWS, 6.0);
    format!("  thirds of octaves in dB\n{columns}{}\n", chart::names_below(&names))
}
