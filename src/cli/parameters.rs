//! `segno parameters`: what curves and `&xx` move, under the names that they give it.

use super::arguments::Globals;
use super::outcome::Outcome;
use super::print;
use super::tables::parameter;
use crate::devices;
use crate::dsp::parameter::Info;
use crate::instruments;
use crate::sequencer::lock;
use crate::song::Song;
use crate::song::insert::Insert;
use crate::song::instrument::Instrument;
use crate::studio::sheets::values;
use serde_json::json;
use std::sync::Arc;

/// Names of one song with what is known of each.
type Named = Vec<(String, &'static Info)>;

/// The names that begin so on the first track of a song, which plays its first instrument.
fn named(song: &Song, prefix: &str) -> Named {
    let names = lock::names(song, 0, Some(0)).into_iter().filter(|name| name.starts_with(prefix));
    names
        .filter_map(|name| Some((name.clone(), lock::told(song, lock::resolve(song, 0, Some(0), &name)?)?.0)))
        .collect()
}

/// Every group of names: what they are of, and the names.
fn groups() -> Vec<(String, Named)> {
    let plain = Song::default();
    let mut groups =
        vec![("the track; send.1 and send.2 are its sends too".to_owned(), named(&plain, "track."))];
    let mut common: Vec<String> = Vec::new();
    for kind in instruments::KINDS {
        let instrument = Some(Arc::new(Instrument::new("", (kind.new)())));
        let all = named(&Song { instruments: vec![instrument.clone()], ..Song::default() }, "instrument.");
        let own = instrument.map_or(0, |instrument| instrument.patch.knobs().count()).min(all.len());
        let (own, matrix) = all.split_at(own);
        if common.is_empty() {
            common.extend(matrix.iter().map(|(name, _)| name.clone()));
            groups.push(("the instrument that the track plays, of any kind".to_owned(), matrix.to_vec()));
        }
        groups.push((format!("a {} instrument", kind.name), own.to_vec()));
    }
    for (index, kind) in devices::KINDS.iter().enumerate() {
        let mut song = plain.clone();
        Arc::make_mut(&mut song.tracks[0]).inserts = vec![Insert::new((kind.new)())];
        let mut all = named(&song, "insert.1.");
        let own = song.tracks[0].inserts.first().map_or(0, |insert| insert.device.knobs().count());
        let common = all.split_off(own.min(all.len()));
        if index == 0 {
            groups.push(("any device in the track's chain; 1 is its place, 1 to 8".to_owned(), common));
        }
        groups.push((format!("a {} in the track's chain", kind.name), all));
    }
    groups.push(("a return, and the device that it has in a new song".to_owned(), named(&plain, "return.")));
    let master = "the master and its limiter; its chain is master.insert.1.NAME".to_owned();
    groups.push((master, named(&plain, "master.")));
    groups
}

/// Lists them: name, range, what it is, by what they belong to.
pub fn run(globals: Globals) -> Outcome {
    let (mut documents, mut text) = (Vec::new(), String::new());
    for (of, names) in groups() {
        text += &format!("{of}\n");
        let line = |(name, info): &(String, &Info)| {
            vec![format!("  {name}"), values::range(info), info.help.to_owned()]
        };
        text += &print::table(&names.iter().map(line).collect::<Vec<_>>());
        for (name, info) in names {
            let mut document = parameter(info);
            document["name"] = json!(name);
            document["of"] = json!(of);
            documents.push(document);
        }
    }
    if globals.json { print::json(&documents) } else { print::text(&text) }
}
