//! What plays becomes a sample: rendered in the background, put beside the song, played by a new instrument.

use super::loading::{Work, begin, need_a_folder};
use super::{Answer, Command, Context};
use crate::dsp::units::SampleRate;
use crate::instruments::sampler::{self, zone::Zone};
use crate::io::instrument_import::Imported;
use crate::io::sample_import::import_wave;
use crate::render::excerpt::{Excerpt, excerpt};
use crate::render::mixdown::{Level, Stage};
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::block::Block;
use crate::studio::seat::Seat;
use crate::studio::zoning::need_a_sampler;
use std::ops::ControlFlow;
use std::sync::Arc;

/// What is resampled for what was typed, and its name.
fn wanted(song: &Song, seat: &Seat, what: &str) -> Result<(Excerpt, String), String> {
    let marked = seat.selection.zip(Block::marked(song, seat));
    let (order, pattern) = (seat.order, seat.pattern);
    let whole = Excerpt { order, pattern, rows: 0..=seat.rows(song).saturating_sub(1), tracks: None };
    let track = || {
        let number = usize::from(seat.place.track);
        let own = song.tracks.get(number).map(|track| track.name.trim()).filter(|name| !name.is_empty());
        let own = own.map_or_else(|| format!("track {:02}", number + 1), str::to_owned);
        (Excerpt { tracks: Some(vec![number]), ..whole.clone() }, format!("pattern {pattern:02} {own}"))
    };
    let block = marked.map(|(selection, block)| {
        let (first, last) = selection.rows();
        let last = last.min(*whole.rows.end());
        let tracks = block.tracks().into_iter().map(usize::from).collect();
        let name = format!("pattern {pattern:02} rows {first:02}-{last:02}");
        (Excerpt { rows: first.min(last)..=last, tracks: Some(tracks), ..whole.clone() }, name)
    });
    match what {
        "" => Ok(block.unwrap_or_else(track)),
        "block" => block.ok_or_else(|| "no block is marked".to_owned()),
        "track" => Ok(track()),
        "pattern" => Ok((whole, format!("pattern {pattern:02}"))),
        _ => Err("expected block, track or pattern".to_owned()),
    }
}

fn resample(studio: &mut Studio, seat: &mut Seat, what: &str) -> Answer {
    need_a_folder(studio)?;
    if studio.samples.are_loading() {
        return Err("the samples are still being loaded".to_owned());
    }
    let (what, zone) = match what.trim().strip_suffix("zone") {
        Some(rest) => (rest.trim(), true),
        None => (what.trim(), false),
    };
    let into = zone.then_some(usize::from(seat.instrument));
    into.map_or(Ok(()), |slot| need_a_sampler(studio.song(), slot).map(drop))?;
    let (part, name) = wanted(studio.song(), seat, what)?;
    let (song, samples, rate) =
        (studio.song().clone(), studio.samples.bank(), SampleRate(studio.rate().max(1)));
    let work = Work { name: format!("resampling {name}"), step: "resample", doing: "resampled", into };
    begin(studio, seat, work, move |folder, go_on| {
        let mut watch = |_: Stage, done: f64| match go_on(done) {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        };
        let not = |why: String| format!("{name} was not resampled: {why}");
        let made = excerpt(&song, &samples, &part, rate, &mut watch).map_err(|why| not(why.to_string()))?;
        let (written, bytes) = made;
        let reference = import_wave(folder, &name, &bytes).map_err(|why| not(why.to_string()))?;
        let patch = sampler::Patch { zones: Arc::new(vec![Zone::default()]), ..sampler::Patch::default() };
        let told = written.complaints(&name, Level::AsItIs);
        Ok(Imported { name, patch, samples: vec![reference], told })
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[Command::at(
    Context::Grid,
    "resample",
    &[],
    "the marked block, else the track under the cursor (or block, track, pattern) becomes a sample beside the song, as it sounds with its tail, and a new instrument plays it at C-4, or with zone the chosen sampler above its highest root",
    resample,
)
.taking("[WHAT] [zone]")
.destroying()
.of_patterns()];
