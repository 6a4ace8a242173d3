//! Sets of what can stand in a field, as bits, so that whether a field's content is in one takes a step.

use crate::song::notation::volume_effect;
use crate::song::note::{Note, Pitch};
use crate::song::row::{EffectCell, Row, VolumeCell, VolumeEffect};
use crate::studio::grid::Column;
use std::num::NonZeroU8;

/// Notes and what ends them, and nothing.
const NOTES: usize = 1 + 120 + 3;
/// Values of `v` and `p`.
const LEVELS: usize = VolumeCell::HIGHEST as usize + 1;
/// Values of a small effect.
const DIGITS: usize = VolumeCell::HIGHEST_DIGIT as usize + 1;
/// Letters and signs of effects.
const CODES: usize = 26 + EffectCell::SIGNS.len();

/// A set of what can stand in the fields of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    bits: Vec<u64>,
    count: usize,
}

fn count(kind: Column) -> usize {
    match kind {
        Column::Note(_) => NOTES,
        Column::Instrument(_) | Column::Delay(_) => 256,
        Column::Volume(_) => 1 + 2 * LEVELS + 8 * DIGITS,
        Column::Effect(_) => 1 + CODES * 256,
    }
}

fn code_place(code: u8) -> Option<usize> {
    let sign = || EffectCell::SIGNS.iter().position(|sign| *sign == code).map(|place| 26 + place);
    if code.is_ascii_uppercase() { Some(usize::from(code - b'A')) } else { sign() }
}

/// The place of what stands in a field among all that can; 0 is nothing.
fn place(row: &Row, column: Column) -> usize {
    let cell = |number: u8| &row.notes[usize::from(number)];
    match column {
        Column::Note(number) => match cell(number).note {
            None => 0,
            Some(Note::On(pitch)) => 1 + usize::from(u8::from(pitch)),
            Some(Note::Off) => 121,
            Some(Note::Cut) => 122,
            Some(Note::Fade) => 123,
        },
        Column::Instrument(number) => cell(number).instrument.map_or(0, |slot| slot.get().into()),
        Column::Volume(number) => match cell(number).volume {
            None => 0,
            Some(VolumeCell::Volume(value)) => 1 + usize::from(value),
            Some(VolumeCell::Panning(value)) => 1 + LEVELS + usize::from(value),
            Some(VolumeCell::Effect(effect, digit)) => {
                1 + 2 * LEVELS + effect_place(effect) * DIGITS + usize::from(digit)
            }
        },
        Column::Delay(number) => cell(number).delay.into(),
        Column::Effect(number) => row.effects[usize::from(number)].map_or(0, |effect| {
            code_place(effect.code).map_or(0, |code| 1 + code * 256 + usize::from(effect.value))
        }),
    }
}

fn effect_place(effect: VolumeEffect) -> usize {
    match effect {
        VolumeEffect::FineUp => 0,
        VolumeEffect::FineDown => 1,
        VolumeEffect::SlideUp => 2,
        VolumeEffect::SlideDown => 3,
        VolumeEffect::PitchDown => 4,
        VolumeEffect::PitchUp => 5,
        VolumeEffect::ToNote => 6,
        VolumeEffect::Vibrato => 7,
    }
}

/// A row with everything that can stand in the first field of a kind, one after the other, nothing first.
fn all(kind: Column) -> Vec<Row> {
    let mut rows = vec![Row::default()];
    let mut add = |put: &dyn Fn(&mut Row)| {
        let mut row = Row::default();
        put(&mut row);
        rows.push(row);
    };
    match kind {
        Column::Note(_) => {
            let notes = (0..120).filter_map(|number| Pitch::try_from(number).ok()).map(Note::On);
            let notes = notes.chain([Note::Off, Note::Cut, Note::Fade]);
            notes.for_each(|note| add(&|row| row.notes[0].note = Some(note)));
        }
        Column::Instrument(_) => {
            (1..=255).for_each(|slot| add(&|row| row.notes[0].instrument = NonZeroU8::new(slot)));
        }
        Column::Volume(_) => {
            let levels = 0..=VolumeCell::HIGHEST;
            let volumes = levels.clone().map(VolumeCell::Volume).chain(levels.map(VolumeCell::Panning));
            let effects = (b'a'..=b'h').filter_map(volume_effect);
            let digits =
                |effect| (0..=VolumeCell::HIGHEST_DIGIT).map(move |digit| VolumeCell::Effect(effect, digit));
            let volumes = volumes.chain(effects.flat_map(digits));
            volumes.for_each(|volume| add(&|row| row.notes[0].volume = Some(volume)));
        }
        Column::Delay(_) => (1..=255).for_each(|delay| add(&|row| row.notes[0].delay = delay)),
        Column::Effect(_) => {
            let codes = (b'A'..=b'Z').chain(EffectCell::SIGNS.iter().copied());
            let effects = codes.flat_map(|code| (0..=255).map(move |value| EffectCell { code, value }));
            effects.for_each(|effect| add(&|row| row.effects[0] = Some(effect)));
        }
    }
    rows
}

impl Set {
    /// Everything of a kind (a column with the number 0) for which a row with it fits.
    pub fn of(kind: Column, fits: impl Fn(&Row) -> bool) -> Set {
        let count = count(kind);
        let mut set = Set { bits: vec![0; count.div_ceil(64)], count };
        for row in all(kind).iter().filter(|row| fits(row)) {
            let place = place(row, kind);
            set.bits[place / 64] |= 1 << (place % 64);
        }
        set
    }

    /// Whether what stands in a field is in it.
    pub fn has(&self, row: &Row, column: Column) -> bool {
        let place = place(row, column);
        self.bits.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
    }

    /// Whether nothing is in it.
    pub fn has_empty(&self) -> bool {
        self.bits.first().is_some_and(|bits| bits & 1 == 1)
    }

    /// Whether nothing, and only nothing, is in it.
    pub fn is_only_empty(&self) -> bool {
        self.bits.first() == Some(&1) && self.bits[1..].iter().all(|bits| *bits == 0)
    }

    /// What is in both, which are of one kind.
    pub fn and(&self, other: &Set) -> Set {
        let bits = self.bits.iter().zip(&other.bits).map(|(a, b)| a & b).collect();
        Set { bits, count: self.count }
    }

    /// What is not in it.
    pub fn complement(&self) -> Set {
        let mut bits: Vec<u64> = self.bits.iter().map(|bits| !bits).collect();
        let over = self.bits.len() * 64 - self.count;
        if let Some(last) = bits.last_mut() {
            *last = *last << over >> over;
        }
        Set { bits, count: self.count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_can_stand_in_a_field_has_a_place_of_its_own() {
        for kind in
            [Column::Note(0), Column::Instrument(0), Column::Volume(0), Column::Delay(0), Column::Effect(0)]
        {
            let places: Vec<usize> = all(kind).iter().map(|row| place(row, kind)).collect();
            assert_eq!(places, (0..count(kind)).collect::<Vec<_>>(), "{kind:?}");
            let whole = Set::of(kind, |_| true);
            assert!(whole.complement().bits.iter().all(|bits| *bits == 0), "{kind:?}");
            assert!(whole.complement().complement() == whole && whole.has_empty() && !whole.is_only_empty());
            assert!(Set::of(kind, Row::is_empty).is_only_empty());
        }
    }
}
