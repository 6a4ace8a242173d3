//! What is drawn: a seat on a studio, in a theme. And what the drawn things have in common: where playback is, what is silent.

use super::terminal::graphics::Offers;
use super::theme::Styles;
use crate::sequencer::player::{Playing, Position};
use crate::song::Song;
use crate::song::routing::Routing;
use crate::song::tempo::Tempo;
use crate::studio::Studio;
use crate::studio::commands::{Context, find};
use crate::studio::following::{is_following, is_recording};
use crate::studio::pointer::{Spot, Target};
use crate::studio::rounds::Round;
use crate::studio::seat::Seat;
use ratatui::layout::Rect;

/// Everything that a drawing function looks at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// What everyone shares.
    pub studio: &'a Studio,
    /// The person who looks.
    pub seat: &'a Seat,
    /// How things look.
    pub styles: &'a Styles,
    /// Where the terminal shows waves in pixels.
    pub offers: Option<&'a Offers>,
}

/// Why a track is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// It is muted.
    Muted,
    /// The entry of the order list mutes it.
    Entry,
    /// Others are solo.
    Solo,
}

impl<'a> Scene<'a> {
    /// Something was drawn there that the mouse can do something with.
    pub fn spot(&self, area: Rect, target: Target) {
        let spot = Spot { from: (area.x, area.y), size: (area.width, area.height), target };
        self.seat.spots.borrow_mut().push(spot);
    }

    /// The song, with what waits to be taken.
    pub fn song(&self) -> &'a Song {
        self.studio.shown()
    }

    /// Whether few redraws are wanted, here or everywhere.
    pub fn is_frugal(&self) -> bool {
        self.seat.frugal || self.studio.settings.frugal == Some(true)
    }

    /// Whether the seat goes along with what is heard where few redraws are wanted: what changes with each row is told once then.
    pub fn is_sparing(&self) -> bool {
        self.is_frugal() && is_following(self.studio, self.seat)
    }

    /// The place that is heard, while something plays.
    pub fn heard(&self) -> Option<Position> {
        self.studio
            .transport
            .position
            .filter(|_| self.studio.transport.playing.is_some() && !self.studio.hearing.is_example())
            .filter(|_| self.studio.board.is_none())
    }

    /// The same where its entry is still in the order list.
    pub fn heard_entry(&self) -> Option<Position> {
        self.heard().filter(|_| !self.studio.performing().gone)
    }

    /// The row that is heard, if it is one of this round. Of a pattern that is played by itself the grid shows one round only.
    pub fn heard_row(&self, round: Round) -> Option<u16> {
        let position = self.heard().filter(|position| position.pattern == round.pattern)?;
        let is_heard = match self.studio.transport.playing {
            Some(Playing::Pattern { .. }) => round == self.seat.round(),
            _ => (position.order, position.repeat) == (round.order, round.repeat),
        };
        is_heard.then_some(position.row)
    }

    /// Whether typed notes are written where they are heard.
    pub fn is_recording(&self) -> bool {
        is_recording(self.studio, self.seat)
    }

    /// The entry that matters for what is shown: the one that is heard, or the seat's.
    pub fn order(&self) -> u16 {
        self.heard().map_or(self.seat.order, |position| position.order)
    }

    /// Why a track is not heard, if it is not.
    pub fn silence(&self, track: usize) -> Option<Silence> {
        let song = self.song();
        song.tracks.get(track)?;
        let entry = song.order.get(usize::from(self.seat.order));
        let routing = Routing::of(song);
        if routing.is_muted(song, track) {
            Some(Silence::Muted)
        } else if !routing.is_heard(track) {
            Some(Silence::Solo)
        } else {
            let muted = entry.is_some_and(|entry| entry.mutes.contains(&(track as u16)));
            muted.then_some(Silence::Entry)
        }
    }

    /// The section that an entry of the order list belongs to; empty before the first.
    pub fn section(&self, order: u16) -> &'a str {
        let entries = self.song().order.iter().take(usize::from(order) + 1);
        entries.rev().find_map(|entry| entry.section.as_deref()).unwrap_or("")
    }

    /// The tempo as written that holds at an entry of the order list.
    pub fn written_tempo(&self, order: u16) -> Tempo {
        let song = self.song();
        let entries = song.order.iter().take(usize::from(order) + 1);
        entries.rev().find_map(|entry| entry.tempo).unwrap_or(song.settings.tempo)
    }

    /// The first of a command's keys as the user has them; empty if the command has none.
    pub fn key_of(&self, command: &str) -> String {
        self.keys_of(command).into_iter().next().unwrap_or_default()
    }

    /// The keys of a command.
    pub fn keys_of(&self, command: &str) -> Vec<String> {
        let keys = find(command).map(|command| self.seat.keymap.keys_in(command, self.seat.layer()));
        keys.unwrap_or_default()
    }

    /// The key of a command that is worth a place among the hints; empty if there is none.
    pub fn hint_of(&self, command: &str) -> String {
        let found = find(command).and_then(|command| self.seat.keymap.taught(command, self.seat.layer()));
        found.unwrap_or_default()
    }

    /// The context of the present view.
    pub fn context(&self) -> Context {
        Context::of(self.seat.view)
    }
}
