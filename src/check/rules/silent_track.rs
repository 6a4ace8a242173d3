//! Tracks with notes that nobody ever hears.

use crate::check::fault::{Finding, Place, Severity};
use crate::check::rule::{Find, Rule};
use crate::check::survey::Survey;
use crate::dsp::units::Decibels;
use crate::sequencer::extents::{Extent, Extents};
use crate::sequencer::moving::{MUTE, SOLO, VOLUME};
use crate::song::edit::Edit;
use crate::song::track::Track;

/// The rule.
pub const RULE: Rule = Rule {
    name: "silent-track",
    severity: Severity::Warning,
    threshold: None,
    help: "a track with notes that is muted all through, has its fader down, or is left out because others are solo",
    find: Find::Song(find),
};

fn find(survey: &Survey, _: f64) -> Vec<Finding> {
    let song = survey.song;
    let [mutes, solos, faders] = [MUTE, SOLO, VOLUME].map(|name| Extents::of(song, name));
    let any_solo = song.tracks.iter().any(|track| track.solo);
    let mut found = Vec::new();
    for track in survey.walk.reading.tracks.iter().copied() {
        let Some(settings) = song.tracks.get(track) else { continue };
        let name = survey.track(track);
        let place = Place::of_track(track);
        let set =
            |track_settings: Track| Edit::SetTrack { at: track as u16, track: Box::new(track_settings) };
        if any_solo && settings.solo && !solos.goes(track, Extent::switches_off) {
            let free = Track { solo: false, ..(**settings).clone() };
            let message = format!("{name} is solo: all other tracks are left out of the song");
            found.push(Finding::new(place, "solo", message).mended("take the solo off", set(free)));
        }
        let played = || {
            let entries = song.order.iter().zip(&survey.walk.entries).filter(|(_, played)| **played);
            let mut plays = entries.filter(|(entry, _)| {
                song.lane(entry.pattern.into(), track).is_some_and(|lane| !lane.rows().is_empty())
            });
            plays.clone().next().is_some() && plays.all(|(entry, _)| entry.mutes.contains(&(track as u16)))
        };
        if survey.routing.is_muted(song, track) && !survey.is_heard(track) {
            let (state, fix) = match settings.mute {
                true if mutes.goes(track, |_| true) => (
                    "is muted, and what moves its mute never opens it,",
                    "let its curve or &xx go below the middle, unmute it, or take it out",
                ),
                true => ("is muted", "unmute it, or take it out"),
                false => ("goes into a group that is muted", "unmute the group, or take the track out of it"),
            };
            let message = format!("{name} has notes and {state} all through the song");
            found.push(Finding::new(place, "muted", message).advised(fix));
        } else if settings.volume.0 <= Decibels::OFF.0 && !faders.goes(track, |fader| fader.high > 0.0) {
            let message = format!("{name} has notes and its fader is all the way down");
            let level = f64::from(settings.volume.0);
            found.push(
                Finding::new(place, "fader", message)
                    .measured(level, Decibels::OFF.0.into())
                    .advised("bring the fader up, or take it out"),
            );
        } else if played() {
            let message = format!("every entry of the order list that plays {name} mutes it");
            found.push(
                Finding::new(place, "entries", message).advised("take the mutes off, or the notes out"),
            );
        }
    }
    found
}
