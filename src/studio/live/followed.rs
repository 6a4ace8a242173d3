//! What is done live goes along with the order list: whatever of it is taken out is told.

use super::{entries_name, goal_name};
use crate::sequencer::moved::Moves;
use crate::sequencer::player::Playing;
use crate::song::Song;
use crate::studio::Studio;
use std::sync::Arc;

impl Studio {
    /// Entries and patterns may have moved, come or gone: what waits, what loops and what plays is shown where it is now, as the engine
    /// follows it. What is not there any more does not wait or loop, which is told.
    pub(in crate::studio) fn follow_order(&mut self, before: &Song) {
        let after = self.document.song().clone();
        let same = Arc::ptr_eq(&before.order, &after.order) && before.patterns.len() == after.patterns.len();
        if same || self.transport.playing.is_none() {
            return;
        }
        let moves = Moves::between(before, &after);
        let was = self.performing();
        let place = self.transport.position.filter(|_| {
            matches!(self.transport.playing, Some(Playing::Song { .. })) && !was.alone && !was.gone
        });
        let moved = place.map(|position| (position.order, moves.entry(position.order)));
        let gone = matches!(moved, Some((_, Err(_))));
        for shown in [&mut self.live.asked, &mut self.transport.performing] {
            shown.cue = shown.cue.and_then(|cue| moves.cue(cue));
            shown.looped = shown.looped.and_then(|looped| moves.entries(looped));
            shown.gone |= gone;
        }
        let is = self.performing();
        if let (Some((_, Ok(order) | Err(order))), Some(position)) = (moved, &mut self.transport.position) {
            position.order = order;
        }
        let mut told = Vec::new();
        if let Some((order, Err(next))) = moved {
            let name = entries_name(before, [order, order]);
            let then = match after.order.get(usize::from(next)) {
                Some(_) => format!("then comes {}", entries_name(&after, [next, next])),
                None => "then the song ends".to_owned(),
            };
            told.push(format!("{name} plays to its end though it is taken out; {then}"));
        }
        if let (Some(cue), None) = (was.cue, is.cue) {
            told.push(format!(
                "{} was waiting and is taken out: nothing waits any more",
                goal_name(before, cue.goal)
            ));
        }
        if let (Some(looped), None) = (was.looped, is.looped) {
            told.push(format!(
                "{} was looping and is taken out: nothing loops any more",
                entries_name(before, looped)
            ));
        }
        if !told.is_empty() {
            self.warn(told.join("; "));
        }
    }
}
