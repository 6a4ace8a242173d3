//! `segno measure`: how loud, how high, how wide and how bright sound files and songs are.

use super::arguments::Globals;
use super::arguments::release::MeasureArguments;
use super::chart;
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::print;
use super::progress::Bar;
use crate::dsp::loudness::hop::{MOMENTARY, SHORT_TERM};
use crate::dsp::loudness::meter::{Heard, What};
use crate::dsp::loudness::tone::{BANDS, Tone, centre};
use crate::dsp::loudness::{Measurement, STEADY_RANGE_SECONDS};
use crate::dsp::units::clock;
use crate::release::measure::reference::{Reference, listen};
use crate::release::measure::{Section, Source, hear};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
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
    let reference = arguments.reference.as_deref().map(|path| ear.reference(path)).transpose()?;
    let mut all = Vec::new();
    for path in &arguments.files {
        let mut measured = ear.hear(path)?;
        measured.against = reference.as_ref().map(|other| measured.heard.tone.against(&other.tone));
        all.push(measured);
    }
    drop(bar);
    if !globals.quiet {
        let of_reference = reference.iter().flat_map(|reference| &reference.notices);
        let of_files = all.iter().flat_map(|measured| &measured.notices);
        of_reference.chain(of_files).for_each(|notice| eprintln!("{notice}"));
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
        let source = hear(path, What::ALL, &mut |part| self.watch(path, part))?;
        Ok(Measured::new(path, source))
    }

    fn reference(&mut self, path: &Path) -> Result<Reference, Failure> {
        Ok(listen(path, &mut |part| self.watch(path, part))?)
    }
}

impl Measured {
    fn new(path: &Path, source: Source) -> Measured {
        let Source { heard, sections, notices } = source;
        let whole = heard.whole();
        let part = |section: Section| {
            let measured = heard.part(section.seconds.clone());
            (section, measured)
        };
        let sections = sections.into_iter().map(part).collect();
        Measured { path: path.to_path_buf(), heard, whole, sections, against: None, notices }
    }

    fn document(&self) -> Value {
        let mut document = json!(self.whole);
        document["path"] = json!(self.path);
        document["places"] = json!(self.heard.places());
        let section = |(section, found): &(Section, Measurement)| {
            let mut document = json!(found);
            document["name"] = json!(section.name);
            document["from_s"] = json!(section.seconds.start);
            document
        };
        document["sections"] = self.sections.iter().map(section).collect();
        let step = self.heard.seconds / COLUMNS as f64;
        let [momentary, short_term] =
            [MOMENTARY, SHORT_TERM].map(|window| self.heard.course(window, COLUMNS));
        document["course"] =
            json!({ "step_s": step, "momentary_lufs": momentary, "short_term_lufs": short_term });
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
    let [momentary, short_term] = [MOMENTARY, SHORT_TERM].map(|window| heard.course(window, COLUMNS));
    let Some(top) = momentary.iter().copied().flatten().max_by(f64::total_cmp) else { return String::new() };
    let top = (top / STEP).ceil() * STEP;
    let at = |part: usize| (COLUMNS * part / 4, clock(heard.seconds * part as f64 / 4.0));
    let times: Vec<_> = (0..4).map(at).collect();
    let columns = chart::columns_below(&short_term, &momentary, top, ROWS, STEP);
    format!(
        "  short-term loudness in LUFS; a dot is the loudest 0.4 s\n{columns}{}\n",
        chart::names_below(&times)
    )
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
