//! Which sound is measured, from when on: the master's, or that in the place of a meter in a chain. Everyone looks at the same one.

use super::Studio;
use super::metering::Metering;
use super::sheets::Way;
use super::sheets::strip::{strips, title};
use crate::devices::Device;
use crate::engine::link::measured::Point;
use crate::song::Song;
use crate::song::insert::Owner;

/// What is measured.
pub struct Metered {
    /// The sound.
    pub point: Point,
    /// Which of how many meters in chains that is, from 0; known again by it when tracks or devices have moved.
    place: (usize, usize),
    /// Whether all was heard since playback began.
    pub since_start: bool,
    /// Whether it is measured at rest too: somebody has looked.
    looked_at: bool,
    /// The meters.
    pub meters: Metering,
}

/// The places of the meters in chains, in the order of the mixer.
pub fn places(song: &Song) -> Vec<(Owner, usize)> {
    let mut places = Vec::new();
    for owner in strips(song) {
        let chain = owner.chain(song).unwrap_or_default().iter().enumerate();
        let meters = chain.filter(|(_, insert)| matches!(insert.device, Device::Meter(_)));
        places.extend(meters.map(|(slot, _)| (owner, slot)));
    }
    places
}

/// A sound in words.
pub fn name(song: &Song, point: Point) -> String {
    match point {
        Point::Master => "master".to_owned(),
        Point::Insert(owner, slot) => format!("{}, insert {}", title(song, owner), slot + 1),
    }
}

impl Studio {
    /// The meters, put back to nothing; those of the master where there were none.
    fn fresh_meters(&mut self) -> &mut Metered {
        let meters = Metering::new(self.link.rate());
        let new = match self.metered.take() {
            Some(metered) => Metered { meters, since_start: false, ..metered },
            None => {
                Metered { point: Point::Master, place: (0, 0), since_start: false, looked_at: false, meters }
            }
        };
        self.metered.insert(new)
    }

    /// Somebody looks: from now on sound is measured at rest too.
    pub fn look_at_meters(&mut self) {
        if self.metered.is_none() {
            self.fresh_meters();
        }
        self.metered.iter_mut().for_each(|metered| metered.looked_at = true);
    }

    /// The meters forget what they have heard.
    pub fn reset_meters(&mut self) {
        self.fresh_meters();
    }

    /// Playback begins with the next sound that comes: the meters hear all of it.
    pub(super) fn meter_from_start(&mut self) {
        let metered = self.fresh_meters();
        metered.since_start = true;
        let point = metered.point;
        self.link.listen(Some(point));
        // What came before is no part of it.
        self.link.sound();
    }

    /// Another sound is measured from now on.
    pub fn meter(&mut self, point: Point) {
        if self.metered.as_ref().is_none_or(|metered| metered.point != point) {
            // It was none of the meters before.
            let metered = self.fresh_meters();
            (metered.point, metered.place) = (point, (0, 0));
            self.know_place();
        }
    }

    /// The sound beside the one that is measured: the master's, then those of all meters in chains, round and round.
    ///
    /// # Errors
    /// If there is no meter in any chain.
    pub fn meter_beside(&mut self, way: Way) -> Result<(), String> {
        let places = places(self.song()).into_iter().map(|(owner, slot)| Point::Insert(owner, slot));
        let points: Vec<Point> = std::iter::once(Point::Master).chain(places).collect();
        if points.len() == 1 {
            return Err("no chain has a meter: choose one among the devices of the mixer".to_owned());
        }
        let now = self.metered.as_ref().map_or(Point::Master, |metered| metered.point);
        let at = points.iter().position(|point| *point == now).unwrap_or(0);
        let next = match way {
            Way::On => (at + 1) % points.len(),
            Way::Back => (at + points.len() - 1) % points.len(),
        };
        self.meter(points[next]);
        Ok(())
    }

    /// Notes which of the meters in chains is chosen; one that is gone gives way to the master.
    fn know_place(&mut self) {
        let Some(Metered { point: Point::Insert(owner, slot), place: (number, count), .. }) = self.metered
        else {
            return;
        };
        let places = places(self.song());
        let found = places.iter().position(|place| *place == (owner, slot));
        // As many as before: it is still that one, wherever it has moved.
        let moved = Some(number).filter(|number| places.len() == count && *number < count);
        match (moved.or(found), &mut self.metered) {
            (Some(number), Some(metered)) => {
                let (owner, slot) = places[number];
                (metered.point, metered.place) = (Point::Insert(owner, slot), (number, places.len()));
            }
            _ => self.fresh_meters().point = Point::Master,
        }
    }

    /// Measures what has come from the engine: while something plays, and once somebody has looked.
    pub(super) fn measure(&mut self) {
        self.know_place();
        let playing = self.transport.playing.is_some();
        let metered = self.metered.as_mut().filter(|metered| metered.looked_at || playing);
        self.link.listen(metered.as_ref().map(|metered| metered.point));
        if let Some(metered) = metered {
            metered.meters.hear(&self.link.sound());
        }
    }
}
