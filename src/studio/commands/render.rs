//! The song into a file, while everything else goes on.

use super::files::{into_file, path};
use super::{Answer, Command, Context};
use crate::dsp::units::SampleRate;
use crate::formats::wav::Depth;
use crate::io::save::NewFile;
use crate::render::mixdown::{Level, Request, Unrendered, mix};
use crate::render::plan::Plan;
use crate::studio::Studio;
use crate::studio::document::is_same_file;
use crate::studio::jobs::Deed;
use crate::studio::notices::Weight;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Starts the job: 24 bit at the engine's rate, the song as it is at this moment. Edits made meanwhile change nothing in it.
fn render(studio: &mut Studio, file: PathBuf) -> Answer {
    if studio.samples.are_loading() {
        return Err("the samples are still being loaded".to_owned());
    }
    let rate = f64::from(studio.rate().max(1));
    let (song, samples) = (studio.song().clone(), studio.samples.bank());
    let plan = Plan { rate: SampleRate(studio.rate()), ..Plan::default() };
    let request = Request { plan, level: Level::AsItIs, depth: Depth::Int24, is_plain: false };
    let sink = NewFile::begin(&file).map_err(|problem| problem.to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let started = studio.jobs.start_for_all(&format!("rendering {name}"), move |progress, found| {
        let mut watch = |_, part| {
            progress.set(part);
            if progress.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let mixed = mix(&song, &samples, &request, sink, &mut watch);
        let told = match mixed {
            Ok((written, new)) => match new.finish() {
                Ok(()) => {
                    let complaints = written.complaints(&name, request.level).into_iter();
                    let done =
                        (Weight::Done, format!("rendered {name}: {:.1} s", written.frames as f64 / rate));
                    complaints.map(|complaint| (Weight::Warning, complaint)).chain([done]).collect()
                }
                Err(problem) => vec![(Weight::Fault, problem.to_string())],
            },
            Err(Unrendered::Cancelled) => {
                vec![(Weight::Warning, format!("{name} was not rendered: cancelled"))]
            }
            Err(reason) => vec![(Weight::Fault, format!("{name} was not rendered: {reason}"))],
        };
        let deed: Deed = Box::new(move |studio| {
            told.into_iter().for_each(|(weight, text)| studio.notices.add(weight, text));
        });
        // Nobody listens any more only when the studio itself is gone.
        let _ = found.send(deed);
    });
    started.map(drop).map_err(|error| format!("rendering does not start: {error}"))
}

/// The rows.
pub const COMMANDS: &[Command] = &[Command::at(
    Context::Everywhere,
    "render",
    &["ctrl-w j"],
    "write the song's sound as a WAV file (24 bit) in the background",
    |studio, seat, name| {
        let mut file = match name {
            "" => studio.document.beside().join(studio.document.name()).with_extension("wav"),
            name => path(name),
        };
        if file.extension().is_none() {
            file.set_extension("wav");
        }
        if file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("wav")) {
            return Err(format!("{}: expected a name that ends with .wav", file.display()));
        }
        let plays = |path: &str| is_same_file(&studio.document.folder().join(path), &file);
        if studio.song().samples.iter().flatten().any(|sample| plays(&sample.path)) {
            return Err(format!("{} is a sample of this song", file.display()));
        }
        into_file(studio, seat, file, |studio, _| {
            let file = studio.pending_path.take().ok_or("no file was named")?;
            render(studio, file)
        })
    },
)
.taking("[FILE]")
.of_patterns()];
