//! What leads from one song to another, done to a third: how a step is taken back when others have changed the song since.
//!
//! A three-way merge as `diff3` does it, but over the song's own parts instead of lines: whatever the step changed must be as the step left
//! it, field by field; all else stays as it is.

use super::clip::Clip;
use super::curve::Curve;
use super::lane::Lane;
use super::pattern::{LaneSlot, Pattern};
use super::remark::Remark;
use super::row::Row;
use super::shelf::Shelf;
use super::{Song, instrument::Instrument};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// `onto` with what is otherwise in `to` than in `from`; `None` if `onto` has something else in one of these places.
pub fn carry(from: &Song, to: &Song, onto: &Song) -> Option<Song> {
    Some(Song {
        settings: shared(&from.settings, &to.settings, &onto.settings)?,
        tracks: list(&from.tracks, &to.tracks, &onto.tracks, shared)?,
        instruments: list(&from.instruments, &to.instruments, &onto.instruments, instrument)?,
        samples: list(&from.samples, &to.samples, &onto.samples, whole)?,
        patterns: shelf(&from.patterns, &to.patterns, &onto.patterns, pattern)?,
        shared_lanes: shelf(&from.shared_lanes, &to.shared_lanes, &onto.shared_lanes, lane)?,
        order: match whole(&from.order, &to.order, &onto.order) {
            Some(order) => order,
            None => Arc::new(list(&from.order, &to.order, &onto.order, object)?),
        },
        remarks: match whole(&from.remarks, &to.remarks, &onto.remarks) {
            Some(remarks) => remarks,
            None => Arc::new(remarks(&from.remarks, &to.remarks, &onto.remarks)?),
        },
        mixer: shared(&from.mixer, &to.mixer, &onto.mixer)?,
        unknown: whole(&from.unknown, &to.unknown, &onto.unknown)?,
    })
}

/// A part that is one thing.
fn whole<T: PartialEq + Clone>(from: &T, to: &T, onto: &T) -> Option<T> {
    if from == to || onto == to { Some(onto.clone()) } else { (onto == from).then(|| to.clone()) }
}

/// Parts in a row. Where the step has changed their number, nothing else may have; what was added behind them since stays.
fn list<T: PartialEq + Clone>(
    from: &[T],
    to: &[T],
    onto: &[T],
    part: impl Fn(&T, &T, &T) -> Option<T>,
) -> Option<Vec<T>> {
    if from.len() != to.len() || onto.len() < from.len() {
        return whole(&from.to_vec(), &to.to_vec(), &onto.to_vec());
    }
    let (old, new) = onto.split_at(from.len());
    let parts = from.iter().zip(to).zip(old).map(|((from, to), onto)| part(from, to, onto));
    parts.chain(new.iter().cloned().map(Some)).collect()
}

/// Remarks are known by their words: each is carried by itself, and what others have said since stays.
fn remarks(from: &[Remark], to: &[Remark], onto: &[Remark]) -> Option<Vec<Remark>> {
    let partner = |list: &[Remark], of: &Remark| list.iter().position(|remark| remark.is_same(of));
    let mut new = Vec::with_capacity(onto.len());
    for remark in onto {
        match (partner(from, remark), partner(to, remark)) {
            (Some(was), Some(is)) => new.push(object(&from[was], &to[is], remark)?),
            (Some(was), None) if *remark == from[was] => {}
            (Some(_), None) => return None,
            (None, _) => new.push(remark.clone()),
        }
    }
    let added = |remark: &&Remark| partner(from, remark).is_none() && partner(onto, remark).is_none();
    new.extend(to.iter().filter(added).cloned());
    new.sort_by_key(Remark::listed);
    Some(new)
}

fn shelf<T: PartialEq + Clone>(
    from: &Shelf<T>,
    to: &Shelf<T>,
    onto: &Shelf<T>,
    part: impl Fn(&T, &T, &T) -> Option<T>,
) -> Option<Shelf<T>> {
    let [from, to, onto] = [from, to, onto].map(|shelf| shelf.iter().cloned().collect::<Vec<_>>());
    let part = |from: &Arc<T>, to: &Arc<T>, onto: &Arc<T>| match Arc::ptr_eq(from, to) {
        true => Some(onto.clone()),
        false => part(from, to, onto).map(Arc::new),
    };
    list(&from, &to, &onto, part).map(Vec::into_iter).map(Shelf::from_iter)
}

fn shared<T>(from: &Arc<T>, to: &Arc<T>, onto: &Arc<T>) -> Option<Arc<T>>
where
    T: PartialEq + Clone + Serialize + DeserializeOwned,
{
    match Arc::ptr_eq(from, to) {
        true => Some(onto.clone()),
        false => object(&**from, to, onto).map(Arc::new),
    }
}

fn instrument(
    from: &Option<Arc<Instrument>>,
    to: &Option<Arc<Instrument>>,
    onto: &Option<Arc<Instrument>>,
) -> Option<Option<Arc<Instrument>>> {
    match (from, to, onto) {
        (Some(from), Some(to), Some(onto)) => shared(from, to, onto).map(Some),
        _ => whole(from, to, onto),
    }
}

/// A part that has named fields, which are carried one by one if need be.
fn object<T>(from: &T, to: &T, onto: &T) -> Option<T>
where
    T: PartialEq + Clone + Serialize + DeserializeOwned,
{
    whole(from, to, onto).or_else(|| {
        let [from, to, onto] = [from, to, onto].map(|part| serde_json::to_value(part).ok());
        serde_json::from_value(value(&from?, &to?, &onto?)?).ok()
    })
}

fn value(from: &Value, to: &Value, onto: &Value) -> Option<Value> {
    match (from, to, onto) {
        (Value::Object(from), Value::Object(to), Value::Object(onto)) => {
            let names: BTreeSet<&String> = from.keys().chain(to.keys()).chain(onto.keys()).collect();
            let field = |name: &String| {
                let parts = [from, to, onto].map(|fields| fields.get(name));
                match parts {
                    [Some(from), Some(to), Some(onto)] => value(from, to, onto).map(Some),
                    [from, to, onto] => whole(&from.cloned(), &to.cloned(), &onto.cloned()),
                }
            };
            let fields = names.into_iter().map(|name| field(name).map(|field| Some((name.clone(), field?))));
            let fields: Option<Vec<_>> = fields.collect();
            Some(Value::Object(fields?.into_iter().flatten().collect()))
        }
        (Value::Array(from), Value::Array(to), Value::Array(onto)) => {
            list(from, to, onto, value).map(Value::Array)
        }
        _ => whole(from, to, onto),
    }
}

fn pattern(from: &Pattern, to: &Pattern, onto: &Pattern) -> Option<Pattern> {
    if let Some(pattern) = whole(from, to, onto) {
        return Some(pattern);
    }
    let tracks = [from, to, onto].iter().map(|pattern| pattern.lanes.len()).max().unwrap_or(0);
    let slot = |pattern: &Pattern, track: usize| pattern.lanes.get(track).cloned().unwrap_or_default();
    let lanes = (0..tracks).map(|track| lane_slot(&slot(from, track), &slot(to, track), &slot(onto, track)));
    Some(Pattern {
        name: whole(&from.name, &to.name, &onto.name)?,
        length: whole(&from.length, &to.length, &onto.length)?,
        lanes: lanes.collect::<Option<_>>()?,
        unknown: whole(&from.unknown, &to.unknown, &onto.unknown)?,
    })
}

fn lane_slot(from: &LaneSlot, to: &LaneSlot, onto: &LaneSlot) -> Option<LaneSlot> {
    whole(from, to, onto).or_else(|| {
        let own = |slot: &LaneSlot| match slot {
            LaneSlot::Empty => Some(Arc::default()),
            LaneSlot::Own(lane) => Some(lane.clone()),
            LaneSlot::Shared(_) => None,
        };
        lane(&*own(from)?, &*own(to)?, &*own(onto)?).map(LaneSlot::of)
    })
}

fn lane(from: &Lane, to: &Lane, onto: &Lane) -> Option<Lane> {
    let mut lane = onto.clone();
    lane.length = whole(&from.length, &to.length, &onto.length)?;
    lane.frozen = whole(&from.frozen, &to.frozen, &onto.frozen)?;
    lane.frozen_rows = whole(&from.frozen_rows, &to.frozen_rows, &onto.frozen_rows)?;
    lane.unknown = whole(&from.unknown, &to.unknown, &onto.unknown)?;
    let numbers: BTreeSet<u16> = from.rows().iter().chain(to.rows()).map(|(number, _)| number).collect();
    for number in numbers {
        lane.set(number, row(from.row(number), to.row(number), onto.row(number))?);
    }
    let targets: BTreeSet<&str> =
        from.curves().iter().chain(to.curves()).map(|curve| curve.target()).collect();
    for target in targets {
        let [from, to, onto] = [from, to, onto].map(|lane| lane.curve(target).cloned());
        let curve = whole(&from, &to, &onto)?;
        if curve != onto {
            // A curve without points takes the old one out.
            lane.set_curve(curve.unwrap_or_else(|| Curve::new(target, Vec::new())));
        }
    }
    let clips = from.clips().iter().chain(to.clips()).map(|clip| clip.row);
    for row in clips.collect::<BTreeSet<u16>>() {
        let [from, to, onto] = [from, to, onto].map(|lane| lane.clip(row).cloned());
        let clip = whole(&from, &to, &onto)?;
        if clip != onto {
            // A clip without takes takes the old one out.
            lane.set_clip(clip.unwrap_or_else(|| Clip { row, ..Clip::default() }));
        }
    }
    Some(lane)
}

fn row(from: Row, to: Row, onto: Row) -> Option<Row> {
    let mut row = onto;
    for (column, note) in row.notes.iter_mut().enumerate() {
        *note = whole(&from.notes[column], &to.notes[column], &onto.notes[column])?;
    }
    for (column, effect) in row.effects.iter_mut().enumerate() {
        *effect = whole(&from.effects[column], &to.effects[column], &onto.effects[column])?;
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::edit::Edit;
    use crate::song::notation::parse_row;
    use crate::song::remark::State;

    fn note(song: &Song, track: u16, row: u16, text: &str) -> Song {
        let rows = vec![(row, parse_row(text).expect("a row"))];
        Edit::Rows { pattern: 0, track, rows }.apply(song).expect("done")
    }

    fn title(song: &Song, artist: &str, title: &str) -> Song {
        let mut song = song.clone();
        let settings = Arc::make_mut(&mut song.settings);
        (settings.artist, settings.title) = (artist.to_owned(), title.to_owned());
        song
    }

    #[test]
    fn what_others_wrote_elsewhere_stays_and_what_they_wrote_there_is_no_longer_taken_back() {
        let empty = Song::default();
        let mine = note(&empty, 0, 4, "C-4 01");
        let elsewhere = note(&note(&mine, 0, 5, "E-4 01"), 1, 4, "G-4 02");
        let back = carry(&mine, &empty, &elsewhere).expect("it fits");
        assert_eq!(back, note(&note(&empty, 0, 5, "E-4 01"), 1, 4, "G-4 02"));
        assert_eq!(carry(&empty, &mine, &back).as_ref(), Some(&elsewhere), "and forth again");
        assert_eq!(carry(&mine, &empty, &note(&mine, 0, 4, "D-4 01")), None);
        assert_eq!(carry(&mine, &empty, &mine), Some(empty));
    }

    #[test]
    fn fields_of_settings_are_carried_one_by_one_and_what_was_added_behind_stays() {
        let plain = Song::default();
        let mine = title(&plain, "", "Mine");
        let both = title(&mine, "Theirs", "Mine");
        let longer = Edit::InsertPattern { at: 1, pattern: Pattern::default() }.apply(&both).expect("done");
        let back = carry(&mine, &plain, &longer).expect("it fits");
        assert_eq!((back.settings.title.as_str(), back.settings.artist.as_str()), ("", "Theirs"));
        assert_eq!(back.patterns.len(), longer.patterns.len());
        assert_eq!(carry(&mine, &plain, &title(&mine, "", "Other")), None);
    }

    #[test]
    fn remarks_are_carried_by_their_words_wherever_they_stand_in_the_list() {
        let remark = |row, text: &str| Remark { row, text: text.to_owned(), ..Remark::default() };
        let with = |list: &[&Remark]| Song {
            remarks: Arc::new(list.iter().map(|remark| (*remark).clone()).collect()),
            ..Song::default()
        };
        let (first, between, second) = (remark(4, "one"), remark(6, "new"), remark(8, "two"));
        let done = Remark { state: State::Done, ..second.clone() };
        let back =
            carry(&with(&[&first, &done]), &with(&[&first, &second]), &with(&[&first, &between, &done]));
        assert_eq!(
            back,
            Some(with(&[&first, &between, &second])),
            "it is open again, and what was said since stays"
        );
        let gone = carry(&with(&[&first, &second]), &with(&[&first]), &with(&[&first, &between, &second]));
        assert_eq!(gone, Some(with(&[&first, &between])));
        assert_eq!(carry(&with(&[&first, &second]), &with(&[&first]), &with(&[&first, &done])), None);
    }
}
