//! Which faults a song accepts. A fault is known again by its rule, pattern, track, row and what it is about; where rows were put in
//! or taken out before it, by the nearest row of its pattern and track where the same is wrong.

use super::fault::Fault;
use crate::song::Song;
use crate::song::checking::{Accepted, Checking};

/// Marks the faults that a song accepts. Each line of what is accepted is for one fault.
pub(super) fn accept(song: &Song, faults: &mut [Fault]) {
    let mut open: Vec<&Accepted> = song.settings.checking.accepted.iter().collect();
    if open.is_empty() {
        return;
    }
    for near in [false, true] {
        for fault in faults.iter_mut().filter(|fault| fault.accepted.is_none()) {
            let matching = open.iter().enumerate().filter_map(|(at, accepted)| {
                let away = distance(accepted, fault)?;
                (near || away == 0).then_some((away, at))
            });
            if let Some((_, at)) = matching.min() {
                fault.accepted = Some(open.remove(at).reason.clone());
            }
        }
    }
}

/// Judges faults anew, as a song is now: the worst first, accepted ones last.
pub fn judge(song: &Song, faults: &mut [Fault]) {
    faults.iter_mut().for_each(|fault| fault.accepted = None);
    super::sort(faults);
    accept(song, faults);
    faults.sort_by_key(|fault| fault.accepted.is_some());
}

/// How many rows lie between a fault and what is accepted; `None` if that is something else.
fn distance(accepted: &Accepted, fault: &Fault) -> Option<u16> {
    let [pattern, track, row] = fault.anchor();
    let same = accepted.rule == fault.rule.name
        && is_about(&accepted.about, &fault.finding.about)
        && (accepted.pattern, accepted.track) == (pattern, track);
    match (accepted.row, row) {
        _ if !same => None,
        (Some(accepted), Some(row)) => Some(accepted.abs_diff(row)),
        (None, None) => Some(0),
        _ => None,
    }
}

/// Whether what is accepted is about that. Older songs have the number of an entry of the order list, which may be another by now.
fn is_about(accepted: &str, about: &str) -> bool {
    let number = accepted.strip_prefix("entry ").filter(|_| about == "entry");
    accepted == about || number.is_some_and(|number| number.parse::<u16>().is_ok())
}

/// What the song says once a fault is accepted.
pub fn accepting(song: &Song, fault: &Fault, reason: &str) -> Checking {
    let mut checking = no_longer(song, fault);
    let [pattern, track, row] = fault.anchor();
    let (rule, about, reason) = (fault.rule.name.to_owned(), fault.finding.about.clone(), reason.to_owned());
    checking.accepted.push(Accepted { rule, pattern, track, row, about, reason, ..Accepted::default() });
    checking
}

/// What the song says once a fault is accepted no more.
pub fn no_longer(song: &Song, fault: &Fault) -> Checking {
    let mut checking = song.settings.checking.clone();
    let all = checking.accepted.iter().enumerate();
    let nearest = all.filter_map(|(at, accepted)| Some((distance(accepted, fault)?, at))).min();
    if fault.accepted.is_some()
        && let Some((_, at)) = nearest
    {
        checking.accepted.remove(at);
        // What older songs say by numbers may stand there several times.
        let is_another = |accepted: &Accepted| distance(accepted, fault).is_none();
        checking.accepted.retain(|it| it.about == fault.finding.about || is_another(it));
    }
    checking
}
