//! A short upright video of the album's first song: by ffmpeg where it is installed, otherwise as pictures, one for each of its moments.

use super::art::notes::heard;
use super::art::video::{SIZE, WIDTH, trace};
use super::art::{Art, picture};
use super::encoding::Place;
use super::tagging::full_title;
use super::taken::taken;
use crate::dsp::units::SampleRate;
use crate::formats::encoders::video::{Form, Video};
use crate::formats::raster;
use crate::io::paths::make_folder;
use crate::io::problem::Problem;
use crate::io::sample_files::hash_of_file;
use crate::io::save::save;
use crate::io::song_file;
use crate::release::Unreleased;
use crate::release::master::sound::{Sound, is_song, sum};
use std::ops::ControlFlow;
use std::path::Path;

/// Its name in a release, and the folder of pictures that takes its place.
const NAME: &str = "pictures/video.mp4";
const FOLDER: &str = "pictures/video";
/// Its longest length in seconds.
const MOST: f64 = 15.0;
/// Pictures of a second.
const A_SECOND: u32 = 25;
/// So many pixels of the video stand for one that is drawn: it is 1080 wide and 1920 high.
const LARGER: usize = 2;

/// A video that has been made or taken.
#[derive(Default)]
pub(super) struct Made {
    /// What it was made from.
    pub key: String,
    /// Names and sums.
    pub files: Vec<(String, String)>,
}

/// Makes the video, or takes it from the older release.
pub(super) fn write(
    place: &Place,
    from: &Path,
    art: &Art,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Made, Unreleased> {
    let Place { album, report, before, old, out, kept, outside, .. } = place;
    let (Some(track), Some(about)) = (album.songs.first(), report.songs.first()) else {
        return Ok(Made::default());
    };
    let (source, master) = (from.join(&track.file), place.masters.join(&about.file));
    let rate = SampleRate(report.rate);
    let length = about.frames as f64 / f64::from(rate.0);
    let seconds = length.min(MOST);
    let begin = (loudest(&about.course_lufs) * length - seconds / 2.0).clamp(0.0, length - seconds);
    let count = ((seconds * f64::from(A_SECOND)).floor() as usize).max(1);
    let (title, artist) = (full_title(track, &about.title), album.artist_of(track));
    let names: Vec<String> = match outside.makes_videos {
        true => vec![NAME.to_owned()],
        false => (1..=count).map(|number| format!("{FOLDER}/{number:04}.png")).collect(),
    };
    let sums = hash_of_file(&master).map_err(Problem::during("read the master", &master))?;
    // Where no notes come down, the rings of all songs stand.
    let look = if is_song(&source) { art.colours() } else { art.look() };
    let made_from = format!("video {sums} {:?} {title} {artist} {look} {outside:?}", sum(&source));
    let key = kept.key(&[&made_from]);
    if !outside.makes_videos {
        make_folder(&out.join(FOLDER))?;
    }
    if !taken(before, (old, out), &key, Some(&before.video), &names) {
        kept.count("video");
        let notes = if is_song(&source) { heard(&song_file::read(&source)?) } else { Vec::new() };
        let scene = art.scene(&title, artist, notes, (begin, begin + seconds));
        // A little longer: the wave shows what sounds from each moment on.
        let frames = rate.frames(begin).0..rate.frames(begin + seconds + 0.1).0;
        let sound = Sound::part(&master, frames, &mut |part| told(0.1 * part))?;
        let trace = trace(sound.channels.each_ref().map(Vec::as_slice));
        let form = Form { size: SIZE, larger: LARGER, a_second: A_SECOND, part: (begin, seconds) };
        let path = out.join(&names[0]);
        let fault = |reason| Problem::new("encode", &path, reason);
        let mut video = match outside.makes_videos {
            true => Some(Video::create(&path, &master, form).map_err(fault)?),
            false => None,
        };
        for (number, name) in (0..count).zip(names.iter().cycle()) {
            let moment = number as f64 / f64::from(A_SECOND);
            let at = (rate.frames(moment).0 as usize).min(trace.len());
            let shown = scene.at(begin + moment, &trace[at..(at + WIDTH).min(trace.len())]);
            let is_enough = match &mut video {
                Some(video) => !video.take(&shown.pixels),
                None => {
                    save(&out.join(name), &raster::png(&picture(shown)).map_err(Unreleased::Input)?)?;
                    false
                }
            };
            if is_enough {
                break;
            }
            if told(0.1 + 0.9 * number as f64 / count as f64).is_break() {
                return Err(Unreleased::Cancelled);
            }
        }
        video.map_or(Ok(()), Video::finish).map_err(fault)?;
    }
    let mut files = Vec::new();
    for name in names {
        let path = out.join(&name);
        files
            .push((name, hash_of_file(&path).map_err(Problem::during("read back what was written", &path))?));
    }
    Ok(Made { key, files })
}

/// Where the loudest of equal parts is, 0 to 1.
fn loudest(course: &[Option<f64>]) -> f64 {
    let level = |place: &usize| course[*place].unwrap_or(f64::NEG_INFINITY);
    let place =
        (0..course.len()).max_by(|one, other| level(one).total_cmp(&level(other)).then(other.cmp(one)));
    place.map_or(0.0, |place| (place as f64 + 0.5) / course.len() as f64)
}
