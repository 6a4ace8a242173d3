//! The file model: named fields, numbered entries and single values, each with its place in the text.
//! Fields that nobody takes are unknown ones, and stay.

use super::fault::{Fault, after_blanks, found};
use crate::devices;
use crate::dsp::parameter::{Info, Kind, Knobs};
use crate::song::unknown::Unknown;
use ron::value::RawValue;
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// The most fields of one struct.
const MOST_FIELDS: usize = 200;

/// The text of one value.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Piece<'de>(pub(in crate::formats) &'de str);

impl<'de> Deserialize<'de> for Piece<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(|raw| Piece(raw.get_ron()))
    }
}

/// Reads a whole text as one value.
pub(in crate::formats) fn parse<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Fault> {
    ron::from_str(text).map_err(|error| Fault::from_ron(text, &error))
}

impl<'de> Piece<'de> {
    /// The value without the comments before it.
    pub(in crate::formats) fn value(self) -> &'de str {
        after_blanks(self.0)
    }

    /// This value instead of `expected`.
    pub(in crate::formats) fn fault(self, expected: &str) -> Fault {
        Fault::at(self.value(), found(self.value()), expected)
    }

    /// Reads a value of several parts.
    pub(in crate::formats) fn parse<T: Deserialize<'de>>(self) -> Result<T, Fault> {
        parse(self.0)
    }

    /// Reads a single number, string or truth value.
    pub(in crate::formats) fn scalar<T: Deserialize<'de>>(self, expected: &str) -> Result<T, Fault> {
        ron::from_str(self.0).map_err(|_| self.fault(expected))
    }

    /// Reads a whole number in a range.
    pub(in crate::formats) fn integer(self, low: i64, high: i64, what: &str) -> Result<i64, Fault> {
        let expected = format!("{what} from {low} to {high}");
        let number: i64 = self.scalar(&expected)?;
        if (low..=high).contains(&number) { Ok(number) } else { Err(self.fault(&expected)) }
    }

    /// Reads a string.
    pub(in crate::formats) fn text(self) -> Result<String, Fault> {
        self.scalar("text in quotes")
    }

    /// Reads the value of a parameter; a number out of its range is moved into it and told.
    fn knob_moved(self, info: &Info, told: &mut Vec<Fault>) -> Result<f32, Fault> {
        let fault = match self.knob(info) {
            Ok(value) => return Ok(value),
            Err(fault) => fault,
        };
        let number = !matches!(info.kind, Kind::Switch | Kind::Choice(_));
        match self.scalar::<f32>("a number") {
            Ok(value) if number && !value.is_nan() => {
                let taken = info.clamp(value);
                told.push(fault.taken_as(taken));
                Ok(taken)
            }
            _ => Err(fault),
        }
    }

    /// Reads the value of a parameter; out of its range is a fault.
    pub(super) fn knob(self, info: &Info) -> Result<f32, Fault> {
        let unit = if info.unit.is_empty() { String::new() } else { format!(" {}", info.unit) };
        let range = format!("from {} to {}{unit} for `{}`", info.low, info.high, info.name);
        match info.kind {
            Kind::Switch => {
                let expected = format!("true or false for `{}`", info.name);
                self.scalar::<bool>(&expected).map(|on| f32::from(u8::from(on)))
            }
            Kind::Choice(names) => {
                let expected = format!("one of \"{}\" for `{}`", names.join("\", \""), info.name);
                let name: String = self.scalar(&expected)?;
                let index = names.iter().position(|other| *other == name);
                index.map(|index| index as f32).ok_or_else(|| self.fault(&expected))
            }
            Kind::Whole => {
                let expected = format!("a whole number {range}");
                let number: i64 = self.scalar(&expected)?;
                let inside = (info.low as i64..=info.high as i64).contains(&number);
                if inside { Ok(number as f32) } else { Err(self.fault(&expected)) }
            }
            Kind::Linear | Kind::Exponential => {
                let expected = format!("a number {range}");
                let number: f32 = self.scalar(&expected)?;
                if (info.low..=info.high).contains(&number) { Ok(number) } else { Err(self.fault(&expected)) }
            }
        }
    }
}

/// A part of a struct that is read at once instead of being kept as text, because it is large.
pub(in crate::formats) trait Bulk<'de>: Default {
    /// The name of the struct in messages.
    const WHAT: &'static str;

    /// Reads the value of the field `name` from `map`, if the field is this part.
    fn read<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error>;
}

/// A struct without such a part.
#[derive(Default)]
pub(in crate::formats) struct Plain;

impl<'de> Bulk<'de> for Plain {
    const WHAT: &'static str = "fields in parentheses";

    fn read<A: MapAccess<'de>>(&mut self, _: &str, _: &mut A) -> Result<bool, A::Error> {
        Ok(false)
    }
}

/// The fields of a struct that have not been taken yet.
pub(in crate::formats) struct Fields<'de, B = Plain> {
    list: Vec<(&'de str, Piece<'de>)>,
    /// The part that was read at once.
    pub(super) bulk: B,
}

impl<'de, B> Fields<'de, B> {
    /// Takes a field out.
    pub(in crate::formats) fn take(&mut self, name: &str) -> Option<Piece<'de>> {
        self.take_whole(name).map(|(_, piece)| piece)
    }

    /// Takes a field out with its name as it stands in the text.
    pub(super) fn take_whole(&mut self, name: &str) -> Option<(&'de str, Piece<'de>)> {
        let index = self.list.iter().position(|(other, _)| *other == name)?;
        Some(self.list.remove(index))
    }

    /// Takes a field and reads it, if it is there.
    pub(in crate::formats) fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Piece<'de>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        self.take(name).map(read).transpose()
    }

    /// Gives the parameters of a kind of device the names that they have now.
    pub(super) fn rename(&mut self, kind: &str) {
        self.list.iter_mut().for_each(|(name, _)| *name = devices::present_name(kind, name));
    }

    /// Takes a string, if it is there.
    pub(in crate::formats) fn text(&mut self, name: &str, into: &mut String) -> Result<(), Fault> {
        self.read(name, Piece::text).map(|text| into.extend(text))
    }

    /// Takes every parameter that is there.
    pub(in crate::formats) fn knobs(&mut self, knobs: &mut dyn Knobs) -> Result<(), Fault> {
        for index in 0..knobs.count() {
            let info = knobs.info(index);
            if let Some(value) = self.read(info.name, |piece| piece.knob(info))? {
                knobs.set_value(index, value);
            }
        }
        Ok(())
    }

    /// Takes every parameter that is there; numbers out of their ranges are moved into them and told.
    pub(in crate::formats) fn knobs_moved(
        &mut self,
        knobs: &mut dyn Knobs,
        told: &mut Vec<Fault>,
    ) -> Result<(), Fault> {
        for index in 0..knobs.count() {
            let info = knobs.info(index);
            if let Some(value) = self.read(info.name, |piece| piece.knob_moved(info, told))? {
                knobs.set_value(index, value);
            }
        }
        Ok(())
    }

    /// What is left, as faults: names that nobody knows.
    pub(in crate::formats) fn left(&self, expected: &str) -> impl Iterator<Item = Fault> {
        self.list.iter().map(move |(name, _)| Fault::at(name, format!("`{name}` does nothing"), expected))
    }

    /// Moves what is left to the unknown fields, with `prefix` before each name.
    pub(super) fn rest(&mut self, prefix: &str, unknown: &mut Unknown) {
        let rest = self.list.drain(..);
        unknown.0.extend(rest.map(|(name, piece)| (format!("{prefix}{name}"), piece.0.to_owned())));
    }
}

impl<'de, B: Bulk<'de>> Deserialize<'de> for Fields<'de, B> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("", &[], FieldsVisitor::<B>(PhantomData))
    }
}

/// Reads the fields of a struct; also those of a variant with fields.
pub(in crate::formats) struct FieldsVisitor<B>(pub(super) PhantomData<B>);

impl<'de, B: Bulk<'de>> Visitor<'de> for FieldsVisitor<B> {
    type Value = Fields<'de, B>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(B::WHAT)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut names: Vec<&'de str> = Vec::new();
        let mut fields = Fields { list: Vec::new(), bulk: B::default() };
        while let Some(Name(name)) = map.next_key()? {
            if names.contains(&name) {
                return Err(Fault::at(name, format!("`{name}` is here twice"), "each field once").raise());
            }
            if names.len() == MOST_FIELDS {
                let expected = format!("at most {MOST_FIELDS} fields in one struct");
                return Err(Fault::at(name, "too many fields", &expected).raise());
            }
            names.push(name);
            if !fields.bulk.read(name, &mut map)? {
                fields.list.push((name, map.next_value()?));
            }
        }
        Ok(fields)
    }
}

/// The name of a field or of a variant.
pub(super) struct Name<'de>(pub(super) &'de str);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E: de::Error>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(name))
            }
        }
        deserializer.deserialize_identifier(NameVisitor)
    }
}

/// Numbered entries, at most `MOST`, as the file has them.
pub(super) struct Numbered<'de, V, const MOST: usize>(Vec<(Piece<'de>, V)>);

impl<V, const MOST: usize> Default for Numbered<'_, V, MOST> {
    fn default() -> Self {
        Numbered(Vec::new())
    }
}

impl<'de, V, const MOST: usize> Numbered<'de, V, MOST> {
    /// The entries by number, ascending, counted from `first`; each number once and below `first + MOST`.
    pub(super) fn sorted(self, first: usize, what: &str) -> Result<Vec<(usize, Piece<'de>, V)>, Fault> {
        let mut entries = Vec::with_capacity(self.0.len());
        for (key, value) in self.0 {
            let number =
                key.integer(first as i64, (first + MOST - 1) as i64, &format!("one of the {what}s"))?;
            entries.push((number as usize - first, key, value));
        }
        entries.sort_by_key(|(number, ..)| *number);
        match entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some([_, (number, key, _)]) => {
                let wrong = format!("{what} {} is here twice", number + first);
                Err(Fault::at(key.value(), wrong, &format!("each {what} once")))
            }
            _ => Ok(entries),
        }
    }
}

impl<'de, V: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Numbered<'de, V, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberedVisitor<V, const MOST: usize>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>, const MOST: usize> Visitor<'de> for NumberedVisitor<V, MOST> {
            type Value = Numbered<'de, V, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("numbered entries in braces")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(key) = map.next_key::<Piece>()? {
                    if entries.len() == MOST {
                        let expected = format!("at most {MOST} entries");
                        return Err(Fault::at(key.value(), "too many entries", &expected).raise());
                    }
                    entries.push((key, map.next_value()?));
                }
                Ok(Numbered(entries))
            }
        }
        deserializer.deserialize_map(NumberedVisitor::<V, MOST>(PhantomData))
    }
}

/// Values one after another, at most `MOST`.
pub(in crate::formats) struct List<V, const MOST: usize>(pub(in crate::formats) Vec<V>);

impl<'de, V: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<V, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<V, const MOST: usize>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>, const MOST: usize> Visitor<'de> for ListVisitor<V, MOST> {
            type Value = List<V, MOST>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a list in square brackets")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while list.len() < MOST {
                    match seq.next_element()? {
                        Some(value) => list.push(value),
                        None => return Ok(List(list)),
                    }
                }
                if let Some(extra) = seq.next_element::<Piece>()? {
                    let expected = format!("at most {MOST} values");
                    return Err(Fault::at(extra.value(), "the list is too long", &expected).raise());
                }
                Ok(List(list))
            }
        }
        deserializer.deserialize_seq(ListVisitor::<V, MOST>(PhantomData))
    }
}
