//! What differs between two songs, in sentences: shown when a song is recovered.

mod checking;
mod lines;
mod order;
mod remarks;

use super::groove::Groove;
use super::insert::Insert;
use super::instrument::Instrument;
use super::lane::Lane;
use super::mixer::Return;
use super::pattern::{LaneSlot, Pattern};
use super::phrase::Phrase;
use super::{Settings, Song};
use lines::Lines;
use order::order;

/// The most row numbers that one line lists.
const MOST_LISTED: usize = 12;

/// What `new` has otherwise than `old`, one sentence each, in the order of a song file. Empty if they are equal.
pub fn difference(old: &Song, new: &Song) -> Vec<String> {
    let mut lines = Lines::default();
    settings(&mut lines, &old.settings, &new.settings);
    let tracks = align(&old.tracks, &new.tracks);
    for step in &tracks {
        match *step {
            Step::Both(from, to) => track(&mut lines, old, new, from, to),
            Step::Removed(at) => lines.add(format!("{} removed", track_name(old, at))),
            Step::Added(at) => lines.add(format!("{} added", track_name(new, at))),
        }
    }
    slots(&mut lines, "instrument", 1, &old.instruments, &new.instruments, |song| &song.name, instrument);
    slots(
        &mut lines,
        "sample",
        0,
        &old.samples,
        &new.samples,
        |sample| &sample.name,
        |lines, name, a, b| {
            lines.compare(&format!("{name}: name"), &a.name, &b.name);
            lines.compare(&format!("{name}: file"), &a.path, &b.path);
            lines.when(a.hash != b.hash, || format!("{name}: its audio changed"));
            lines.when(a.treatments != b.treatments, || format!("{name}: what is done to its sound changed"));
        },
    );
    let patterns = patterns(&mut lines, old, new, &tracks);
    shared_lanes(&mut lines, old, new);
    order(&mut lines, old, new, &patterns, &tracks);
    mixer(&mut lines, old, new);
    remarks::remarks(&mut lines, old, new);
    if lines.0.is_empty() && old != new {
        lines.add("fields that this version does not know".to_owned());
    }
    lines.0
}

/// How the elements of one list became those of another.
#[derive(Clone, Copy)]
enum Step {
    Both(usize, usize),
    Removed(usize),
    Added(usize),
}

/// Pairs the equal beginnings and ends of two lists, then what is between them in order.
fn align<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Step> {
    align_by(old, new, T::eq)
}

/// The same for what counts as equal.
fn align_by<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Step> {
    let start = old.iter().zip(new).take_while(|(a, b)| same(a, b)).count();
    let rest = (old.len() - start).min(new.len() - start);
    let end = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| same(a, b)).count();
    let both = (old.len() - end).min(new.len() - end);
    let mut steps: Vec<Step> = (0..both).map(|at| Step::Both(at, at)).collect();
    steps.extend((both..old.len() - end).map(Step::Removed));
    steps.extend((both..new.len() - end).map(Step::Added));
    steps.extend((0..end).rev().map(|back| Step::Both(old.len() - 1 - back, new.len() - 1 - back)));
    steps
}

/// The new place of an old element.
fn moved(steps: &[Step], old: usize) -> Option<usize> {
    steps.iter().find_map(|step| match step {
        Step::Both(from, to) if *from == old => Some(*to),
        _ => None,
    })
}

fn settings(lines: &mut Lines, old: &Settings, new: &Settings) {
    lines.compare("title", &old.title, &new.title);
    lines.compare("artist", &old.artist, &new.artist);
    lines.when(old.comment != new.comment, || "the comment changed".to_owned());
    lines.compare("tempo", &old.tempo, &new.tempo);
    lines.knobs("", old, new);
    grooves(lines, "groove", old.groove, new.groove);
    lines.compare("seed", &old.seed, &new.seed);
    lines.knobs("", &old.tonality, &new.tonality);
    checking::compare(lines, &old.checking, &new.checking);
}

fn track(lines: &mut Lines, old: &Song, new: &Song, from: usize, to: usize) {
    let (a, b) = (&*old.tracks[from], &*new.tracks[to]);
    let name = track_name(new, to);
    lines.compare(&format!("track {}: name", to + 1), &a.name, &b.name);
    lines.knobs(&format!("{name}: "), a, b);
    grooves(lines, &format!("{name}: groove"), a.groove, b.groove);
    for (column, (a, b)) in a.locks.iter().zip(&b.locks).enumerate() {
        lines.compare(&format!("{name}: parameter of & in effect column {}", column + 1), a, b);
    }
    chain(lines, &name, &a.inserts, &b.inserts);
}

fn grooves(lines: &mut Lines, what: &str, old: Option<Groove>, new: Option<Groove>) {
    let text = |groove: Option<Groove>| groove.map_or(String::new(), |groove| groove.to_string());
    lines.compare(what, &text(old), &text(new));
}

fn instrument(lines: &mut Lines, name: &str, old: &Instrument, new: &Instrument) {
    lines.compare(&format!("{name}: name"), &old.name, &new.name);
    lines.knobs(&format!("{name}: "), old, new);
    lines.when(old.tuning != new.tuning, || format!("{name}: the tuning changed"));
    phrases(lines, name, old, new);
    lines.knobs(&format!("{name}: "), &old.matrix, &new.matrix);
    lines
        .when(old.matrix.routes != new.matrix.routes, || format!("{name}: routes of the modulation changed"));
    if old.patch.kind() == new.patch.kind() {
        let before = lines.0.len();
        lines.knobs(&format!("{name}: "), old.patch.knobs(), new.patch.knobs());
        lines.when(lines.0.len() == before && old.patch != new.patch, || format!("{name}: zones changed"));
    } else {
        lines.compare(&format!("{name}: kind"), old.patch.kind(), new.patch.kind());
    }
}

fn phrases(lines: &mut Lines, name: &str, old: &Instrument, new: &Instrument) {
    let (olds, news) = (&old.phrases.list, &new.phrases.list);
    for step in align(olds, news) {
        let title = |list: &[std::sync::Arc<Phrase>], at: usize| {
            format!("{name}: phrase {:02X}{}", at + 1, quoted(&list[at].name))
        };
        match step {
            Step::Removed(at) => lines.add(format!("{} removed", title(olds, at))),
            Step::Added(at) => lines.add(format!("{} added", title(news, at))),
            Step::Both(from, to) if olds[from] == news[to] => {}
            Step::Both(from, to) => {
                let title = title(news, to);
                lines.compare(&format!("{title}: name"), &olds[from].name, &news[to].name);
                lines.knobs(&format!("{title}: "), &*olds[from], &*news[to]);
                lane(lines, &title, Some(&olds[from].lane), Some(&news[to].lane));
            }
        }
    }
}

/// Compares two lists whose places may be empty and keep their numbers.
fn slots<T: PartialEq>(
    lines: &mut Lines,
    what: &str,
    first: usize,
    old: &[Option<std::sync::Arc<T>>],
    new: &[Option<std::sync::Arc<T>>],
    name: impl Fn(&T) -> &str,
    compare: impl Fn(&mut Lines, &str, &T, &T),
) {
    for index in 0..old.len().max(new.len()) {
        let place = |list: &[Option<std::sync::Arc<T>>]| list.get(index).cloned().flatten();
        let number = if first == 1 { format!("{:02X}", index + 1) } else { index.to_string() };
        let title = |element: &T| format!("{what} {number}{}", quoted(name(element)));
        match (place(old), place(new)) {
            (Some(a), Some(b)) if a != b => compare(lines, &title(&b), &a, &b),
            (Some(a), None) => lines.add(format!("{} removed", title(&a))),
            (None, Some(b)) => lines.add(format!("{} added", title(&b))),
            _ => {}
        }
    }
}

fn patterns(lines: &mut Lines, old: &Song, new: &Song, tracks: &[Step]) -> Vec<Step> {
    let list = |song: &Song| song.patterns.iter().cloned().collect::<Vec<_>>();
    let (olds, news) = (list(old), list(new));
    let steps = align(&olds, &news);
    for step in &steps {
        match *step {
            Step::Removed(at) => lines.add(format!("pattern {at}{} removed", quoted(&olds[at].name))),
            Step::Added(at) => lines.add(format!("pattern {at}{} added", quoted(&news[at].name))),
            Step::Both(from, to) if olds[from] == news[to] => {}
            Step::Both(from, to) => {
                let (a, b) = (&olds[from], &news[to]);
                let name = format!("pattern {to}{}", quoted(&b.name));
                lines.compare(&format!("pattern {to}: name"), &a.name, &b.name);
                lines.knobs(&format!("{name}: "), &**a, &**b);
                for step in tracks {
                    let (a, b, track) = match *step {
                        Step::Both(a, b) => (a, b, track_name(new, b)),
                        _ => continue,
                    };
                    if olds[from].lanes.get(a) != news[to].lanes.get(b) {
                        lane(lines, &format!("{name}, {track}"), old.lane(from, a), new.lane(to, b));
                    }
                }
            }
        }
    }
    steps
}

fn shared_lanes(lines: &mut Lines, old: &Song, new: &Song) {
    for number in 0..old.shared_lanes.len().max(new.shared_lanes.len()) {
        let name = |song: &Song| format!("shared lane {number} ({})", users(song, number));
        match (old.shared_lanes.get(number), new.shared_lanes.get(number)) {
            (Some(a), Some(b)) if a != b => lane(lines, &name(new), Some(a), Some(b)),
            (Some(_), None) => lines.add(format!("{} removed", name(old))),
            (None, Some(_)) => lines.add(format!("{} added", name(new))),
            _ => {}
        }
    }
}

/// The tracks that play a shared lane, with the patterns in which they do.
fn users(song: &Song, number: usize) -> String {
    let uses = |pattern: &Pattern, track: usize| {
        let slot = pattern.lanes.get(track);
        slot.is_some_and(|slot| matches!(slot, LaneSlot::Shared(shared) if usize::from(*shared) == number))
    };
    let tracks = (0..song.tracks.len()).filter_map(|track| {
        let patterns = (0..).zip(song.patterns.iter()).filter(|(_, pattern)| uses(pattern, track));
        let patterns: Vec<u16> = patterns.map(|(at, _)| at).collect();
        (!patterns.is_empty())
            .then(|| format!("{} in {}", track_name(song, track), numbered("pattern", &patterns)))
    });
    let tracks: Vec<String> = tracks.collect();
    if tracks.is_empty() { "in no pattern".to_owned() } else { tracks.join(", ") }
}

/// Some of a kind by their numbers, as many as are listed: `row 4`, `rows 1, 2`, `rows 1, 2 and 3 more`.
fn numbered(kind: &str, numbers: &[u16]) -> String {
    let listed: Vec<String> = numbers.iter().take(MOST_LISTED).map(u16::to_string).collect();
    let more = numbers.len().saturating_sub(MOST_LISTED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let several = if numbers.len() == 1 { "" } else { "s" };
    format!("{kind}{several} {}{more}", listed.join(", "))
}

/// Which rows of a lane differ.
fn lane(lines: &mut Lines, name: &str, old: Option<&Lane>, new: Option<&Lane>) {
    let empty = Lane::default();
    let (old, new) = (old.unwrap_or(&empty), new.unwrap_or(&empty));
    let length = |lane: &Lane| lane.length.map_or("the pattern's".to_owned(), |length| length.to_string());
    lines.compare(&format!("{name}: length"), &length(old), &length(new));
    if old.frozen.is_some() != new.frozen.is_some() {
        let deed = if new.frozen.is_some() { "was frozen" } else { "is no longer frozen" };
        lines.add(format!("{name}: {deed}"));
    }
    let mut numbers: Vec<u16> = old.rows().iter().chain(new.rows()).map(|(number, _)| number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers.retain(|number| old.row(*number) != new.row(*number));
    lines.when(!numbers.is_empty(), || format!("{name}: {} changed", numbered("row", &numbers)));
    let points = |lane: &Lane, target: &str| lane.curve(target).map_or(0, |curve| curve.points().len());
    let mut targets: Vec<&str> =
        old.curves().iter().chain(new.curves()).map(|curve| curve.target()).collect();
    targets.sort_unstable();
    targets.dedup();
    for target in targets.into_iter().filter(|target| old.curve(target) != new.curve(target)) {
        let (before, after) = (points(old, target), points(new, target));
        lines.add(format!("{name}: curve of {target} changed ({before} → {after} points)"));
    }
    let mut rows: Vec<u16> = old.clips().iter().chain(new.clips()).map(|clip| clip.row).collect();
    rows.sort_unstable();
    rows.dedup();
    for row in rows.into_iter().filter(|row| old.clip(*row) != new.clip(*row)) {
        let deed = match (old.clip(row), new.clip(row)) {
            (None, _) => "recorded",
            (_, None) => "removed",
            _ => "changed",
        };
        lines.add(format!("{name}: clip of row {row} {deed}"));
    }
}

fn mixer(lines: &mut Lines, old: &Song, new: &Song) {
    let (old, new) = (&*old.mixer, &*new.mixer);
    let name = |returns: &[Return], at: usize| format!("return {}{}", at + 1, quoted(&returns[at].name));
    for step in align_by(&old.returns, &new.returns, |a, b| a.name == b.name) {
        match step {
            Step::Both(from, to) => {
                let (a, b, name) = (&old.returns[from], &new.returns[to], name(&new.returns, to));
                lines.compare(&format!("return {}: name", to + 1), &a.name, &b.name);
                lines.knobs(&format!("{name}: "), a, b);
                chain(lines, &name, &a.inserts, &b.inserts);
            }
            Step::Removed(at) => lines.add(format!("{} removed", name(&old.returns, at))),
            Step::Added(at) => lines.add(format!("{} added", name(&new.returns, at))),
        }
    }
    lines.knobs("master: ", old, new);
    chain(lines, "master", &old.inserts, &new.inserts);
    lines.knobs("limiter: ", &old.limiter, &new.limiter);
}

fn chain(lines: &mut Lines, name: &str, old: &[Insert], new: &[Insert]) {
    let kinds = |chain: &[Insert]| {
        let kinds: Vec<_> = chain.iter().map(|insert| insert.device.kind()).collect();
        kinds.join(", ")
    };
    if kinds(old) != kinds(new) {
        return lines.compare(&format!("{name}: inserts"), &kinds(old), &kinds(new));
    }
    for (a, b) in old.iter().zip(new) {
        let what = format!("{name}: {} ", b.device.kind());
        lines.knobs(&what, a, b);
        lines.knobs(&what, a.device.knobs(), b.device.knobs());
    }
}

fn track_name(song: &Song, at: usize) -> String {
    format!("track {}{}", at + 1, quoted(song.tracks.get(at).map_or("", |track| &track.name)))
}

fn quoted(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" '{name}'") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::edit::Edit;
    use crate::song::order::OrderEntry;
    use crate::song::row::{NoteCell, Row};
    use crate::song::tempo::Tempo;
    use crate::song::track::Track;

    fn after(song: &Song, edit: Edit) -> Vec<String> {
        difference(song, &edit.apply(song).expect("a valid edit"))
    }

    #[test]
    fn changed_rows_are_named_by_pattern_and_track() {
        let row = Row { notes: [NoteCell { delay: 3, ..NoteCell::default() }; 8], ..Row::default() };
        let rows = Edit::Rows { pattern: 0, track: 1, rows: vec![(4, row), (8, row)] };
        assert_eq!(after(&Song::default(), rows), ["pattern 0, track 2 'Track 2': rows 4, 8 changed"]);
        assert!(difference(&Song::default(), &Song::default()).is_empty());
    }

    #[test]
    fn settings_tell_both_values() {
        let song = Song::default();
        let settings = Settings { tempo: Tempo::whole(140), swing: 60, ..Settings::default() };
        let lines = after(&song, Edit::SetSettings { settings: Box::new(settings) });
        assert_eq!(lines, ["tempo: 120 → 140", "swing: 50 % → 60 %"]);
        let track = Track { mute: true, ..(*song.tracks[2]).clone() };
        let lines = after(&song, Edit::SetTrack { at: 2, track: Box::new(track) });
        assert_eq!(lines, ["track 3 'Track 3': mute: off → on"]);
    }

    #[test]
    fn a_shared_lane_is_named_by_who_plays_it() {
        let slot = |pattern, track| Edit::Slot { pattern, track, slot: LaneSlot::Shared(0) };
        let mut edits = vec![Edit::AddSharedLane { lane: Box::new(Lane::default()) }];
        edits.push(Edit::InsertPattern { at: 1, pattern: Pattern::default() });
        edits.extend([slot(0, 1), slot(1, 1), slot(1, 2)]);
        let song = Edit::Several { edits }.apply(&Song::default()).expect("a valid edit");
        let row = Row { notes: [NoteCell { delay: 3, ..NoteCell::default() }; 8], ..Row::default() };
        let who = "shared lane 0 (track 2 'Track 2' in patterns 0, 1, track 3 'Track 3' in pattern 1)";
        let rows = Edit::Rows { pattern: 0, track: 1, rows: vec![(4, row)] };
        assert_eq!(after(&song, rows), [format!("{who}: row 4 changed")]);
        let lane = Edit::AddSharedLane { lane: Box::new(Lane::default()) };
        assert_eq!(after(&song, lane), ["shared lane 1 (in no pattern) added"]);
    }

    #[test]
    fn what_only_moved_along_is_not_told() {
        let song = Song::default();
        let pattern = Pattern { name: "Intro".into(), ..Pattern::default() };
        let lines = after(&song, Edit::InsertPattern { at: 0, pattern });
        assert_eq!(lines, ["pattern 0 'Intro' added"]);
        let track = Track { name: "Bass".into(), ..Track::default() };
        assert_eq!(
            after(&song, Edit::InsertTrack { at: 3, track: Box::new(track) }),
            ["track 4 'Bass' added"]
        );
        let entry = OrderEntry { repeats: 2, ..OrderEntry::default() };
        let lines = after(&song, Edit::InsertOrder { at: 1, entry });
        assert_eq!(lines, ["order list, place 1 added: pattern 0, 2 times"]);
    }
}
