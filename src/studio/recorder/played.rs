//! Notes that come by MIDI: written where they are heard, or at the cursor while nothing plays.

use super::columns::{Search, is_mono};
use super::placing::Spot;
use super::{Recorder, record, record_end, records};
use crate::dsp::units::Frames;
use crate::engine::live::Heard;
use crate::song::note::Pitch;
use crate::song::row::VolumeCell;
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::entry::{note_column, step_down};
use crate::studio::seat::Seat;
use crate::studio::typing::{Fields, Voiced, written};
use crate::studio::view::View;
use std::num::NonZeroU8;

/// A key that is down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sounding {
    port: u8,
    key: u8,
    voiced: Voiced,
    /// Where it was written; not recorded ones have no end there.
    pub(super) spot: Option<Spot>,
    recorded: bool,
}

impl Sounding {
    /// Whether it sounds in a note column of a track.
    pub(super) fn is_at(&self, track: u16, column: usize) -> bool {
        (self.voiced.track, self.voiced.column) == (track, column)
    }
}

impl Recorder {
    /// What is heard when all keys of a port come up at a frame of the engine.
    pub fn held_of(&self, port: u8, at: Frames) -> Vec<Heard> {
        let own = self.sounding.iter().filter(|down| down.port == port);
        own.map(|down| Heard::Ended { port, at, track: down.voiced.track, key: down.key }).collect()
    }

    /// Whether a key that was written at the cursor is still down on a track: what is struck now belongs to its chord.
    fn chord(&self, track: u16) -> Option<Spot> {
        let here = |down: &&Sounding| down.voiced.track == track && !down.recorded;
        self.sounding.iter().filter(here).find_map(|down| down.spot)
    }
}

/// What a key writes beside its pitch.
fn fields(studio: &Studio, seat: &Seat, instrument: u8, velocity: u8) -> Fields {
    let volume = (u16::from(velocity) * u16::from(VolumeCell::HIGHEST) + 63) / 127;
    let loud = velocity >= 127 || !studio.recorder.ways.velocity;
    Fields {
        instrument: NonZeroU8::new(instrument.saturating_add(1)).filter(|_| seat.mask.instrument),
        volume: (!loud).then_some(VolumeCell::Volume(volume.max(1) as u8)),
        effect: seat.lately.effect.filter(|_| seat.mask.effect),
        delay: None,
    }
}

/// Takes what the engine has heard of keys.
///
/// # Errors
/// In a sentence, if a note could not be written.
pub fn take(studio: &mut Studio, seat: &mut Seat, heard: Heard) -> Answer {
    match heard {
        Heard::Began { port, at, track, instrument, key, velocity, .. } => {
            studio.recorder.log.began(at.0, (port, track, key), instrument, velocity);
            began(
                studio,
                seat,
                (port, at.0),
                (track, key),
                fields(studio, seat, instrument, velocity),
                instrument,
            )
        }
        Heard::Ended { port, at, track, key } => {
            studio.recorder.log.ended(at.0, (port, track, key));
            ended(studio, (port, at.0), (track, key))
        }
        _ => Ok(()),
    }
}

fn began(
    studio: &mut Studio,
    seat: &mut Seat,
    (port, at): (u8, u64),
    (track, key): (u16, u8),
    fields: Fields,
    instrument: u8,
) -> Answer {
    let pitch = Pitch::from_midi(key);
    let quantise = studio.recorder.quantise;
    let recorded = records(studio, seat, track);
    let steps = is_stepping(studio, seat, track);
    let place = match recorded {
        true => studio.spot_at(studio.heard_at(at), quantise),
        false if steps => {
            Some(studio.recorder.chord(track).unwrap_or(Spot::on(seat.round(), seat.place.row)))
        }
        false => None,
    };
    let (Some(spot), Some(pitch)) = (place, pitch) else { return Ok(()) };
    let song = studio.song().clone();
    let mono = is_mono(&song, instrument);
    let first = if track == seat.place.track { note_column(seat.place.column).unwrap_or(0) } else { 0 };
    let alone = studio.recorder.chord(track).is_none();
    let over = if recorded { studio.records_over() } else { alone || mono };
    let search = Search { track, spot, first, over };
    let column = match mono {
        true => studio.recorder.mono_column(&song, search, studio.pass())?,
        false => studio.recorder.free_column(&song, search, studio.pass())?,
    };
    let voiced = Voiced { track, column, pitch };
    let mut down = Sounding { port, key, voiced, spot: Some(spot), recorded };
    if recorded {
        if !record(studio, seat, &[voiced], spot, fields)? {
            down.spot = None;
        }
    } else {
        studio.edit("note", written(&song, &[voiced], spot, fields))?;
        if alone {
            step_down(studio, seat);
        }
    }
    studio.recorder.sounding.push(down);
    Ok(())
}

/// Whether a key writes at the cursor.
fn is_stepping(studio: &Studio, seat: &Seat, track: u16) -> bool {
    let plays = studio.transport.playing.is_some() && seat.follow;
    let here = seat.view == View::Pattern && seat.prompt.is_none() && !seat.hidden.get();
    seat.edit && !plays && here && track == seat.place.track && note_column(seat.place.column).is_some()
}

fn ended(studio: &mut Studio, (port, at): (u8, u64), (track, key): (u16, u8)) -> Answer {
    let same = |down: &Sounding| (down.port, down.voiced.track, down.key) == (port, track, key);
    let Some(place) = studio.recorder.sounding.iter().position(same) else { return Ok(()) };
    let down = studio.recorder.sounding.swap_remove(place);
    let (Some(began), true) = (down.spot, down.recorded && studio.transport.playing.is_some()) else {
        return Ok(());
    };
    match studio.spot_at(studio.heard_at(at), studio.recorder.quantise) {
        Some(spot) => record_end(studio, down.voiced, began, spot),
        None => Ok(()),
    }
}
