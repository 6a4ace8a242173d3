//! What differs between the remarks of two songs.

use super::lines::Lines;
use super::{Step, align_by};
use crate::song::Song;

/// The remarks that came, went and changed.
pub(super) fn remarks(lines: &mut Lines, old: &Song, new: &Song) {
    let short = |song: &Song, at: usize| {
        let text = &song.remarks[at].text;
        let words: String = text.chars().take(40).collect();
        if words.len() < text.len() { format!("\"{words}…\"") } else { format!("\"{words}\"") }
    };
    for step in align_by(&old.remarks, &new.remarks, |a, b| a.is_same(b)) {
        match step {
            Step::Both(from, to) => {
                let (a, b) = (&old.remarks[from], &new.remarks[to]);
                let name = format!("remark {}", short(new, to));
                lines.compare(&format!("{name}: state"), a.state.name(), b.state.name());
                lines.when(!a.is_same(b), || format!("remark {} → {}", short(old, from), short(new, to)));
                let places = [a, b].map(|remark| (remark.order, remark.pattern, remark.row));
                lines.when(a.is_same(b) && places[0] != places[1], || format!("{name}: its place changed"));
            }
            Step::Removed(at) => lines.add(format!("remark {} removed", short(old, at))),
            Step::Added(at) => lines.add(format!("remark {} added", short(new, at))),
        }
    }
}
