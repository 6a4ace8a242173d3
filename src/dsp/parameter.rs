//! A parameter is a row: its name in files, its label on screen, its unit, range and place in a saved struct.
//! Screen, file format, help, automation and clamping are all derived from these rows.

/// How a parameter's number is read, shown and stepped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A plain number from `low` to `high`, stepped evenly.
    Linear,
    /// A number from `low` to `high` (both above 0), stepped by equal ratios: frequencies, times.
    Exponential,
    /// A whole number from `low` to `high`.
    Whole,
    /// Off (0) or on (1).
    Switch,
    /// One of these names, stored as its index; `low` is 0 and `high` the last index.
    Choice(&'static [&'static str]),
}

/// What can be said of a parameter without the struct it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// The name in files and in parameter locks: lower case, words joined by `_`, unique in its list.
    pub name: &'static str,
    /// The heading under which the screen groups it, for example `filter`.
    pub group: &'static str,
    /// One sentence for the status line.
    pub help: &'static str,
    /// `dB`, `Hz`, `s`, `st` (semitones), `%`, or empty.
    pub unit: &'static str,
    /// How the number steps and shows.
    pub kind: Kind,
    /// The least value.
    pub low: f32,
    /// The greatest value.
    pub high: f32,
    /// The value of a new patch.
    pub default: f32,
}

impl Info {
    /// The value moved into this parameter's range; a value that is not a number becomes the default.
    pub fn clamp(&self, value: f32) -> f32 {
        if value.is_nan() {
            return self.default;
        }
        let value = value.clamp(self.low, self.high);
        match self.kind {
            Kind::Linear | Kind::Exponential => value,
            Kind::Whole | Kind::Switch | Kind::Choice(_) => value.round(),
        }
    }

    /// The value at `position` (0 to 1) of this parameter's range, by its kind's curve.
    pub fn at(&self, position: f32) -> f32 {
        let position = position.clamp(0.0, 1.0);
        let value = match self.kind {
            Kind::Exponential => self.low * (self.high / self.low).powf(position),
            _ => self.low + (self.high - self.low) * position,
        };
        self.clamp(value)
    }

    /// Where `value` stands in the range, 0 to 1: the inverse of [`Info::at`].
    pub fn position(&self, value: f32) -> f32 {
        let value = self.clamp(value);
        match self.kind {
            Kind::Exponential => (value / self.low).ln() / (self.high / self.low).ln(),
            _ if self.high > self.low => (value - self.low) / (self.high - self.low),
            _ => 0.0,
        }
    }
}

/// One parameter of the saved struct `T`: a row of its `ROWS` table.
pub struct Parameter<T: 'static> {
    /// Name, help, unit and range.
    pub info: Info,
    /// Reads the value from the saved struct.
    pub get: fn(&T) -> f32,
    /// Writes the value, already clamped, into the saved struct.
    pub set: fn(&mut T, f32),
}

impl<T: 'static> Clone for Parameter<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Parameter<T> {}

/// A saved struct whose numbers are declared as rows.
pub trait Parameters: Sized + 'static {
    /// The rows, in the order of the screen.
    const ROWS: &'static [Parameter<Self>];
}

/// The same without the struct's type: what screens, files and automation work with.
pub trait Knobs {
    /// How many parameters there are.
    fn count(&self) -> usize;
    /// What parameter `index` is. `index` is below [`Knobs::count`].
    fn info(&self, index: usize) -> &'static Info;
    /// The value of parameter `index`.
    fn value(&self, index: usize) -> f32;
    /// Sets parameter `index`, moved into its range.
    fn set_value(&mut self, index: usize, value: f32);

    /// The index of the parameter of that name.
    fn find(&self, name: &str) -> Option<usize> {
        (0..self.count()).find(|&index| self.info(index).name == name)
    }

    /// Moves every parameter into its range.
    fn move_into_range(&mut self) {
        (0..self.count()).for_each(|index| self.set_value(index, self.value(index)));
    }
}

impl<T: Parameters> Knobs for T {
    fn count(&self) -> usize {
        T::ROWS.len()
    }

    fn info(&self, index: usize) -> &'static Info {
        &T::ROWS[index].info
    }

    fn value(&self, index: usize) -> f32 {
        (T::ROWS[index].get)(self)
    }

    fn set_value(&mut self, index: usize, value: f32) {
        let row = &T::ROWS[index];
        (row.set)(self, row.info.clamp(value));
    }
}

/// Declares a saved struct by its parameter rows: each line gives a field (`f32`), its place in `ROWS` and its default.
/// Fields that are no numbers stand in the braces before the rows, with their own `Default`.
///
/// `group field: kind(low, high, default) unit help;` where kind is `linear`, `exponential`, `whole`, `switch(default)` or
/// `choice(NAMES, default)`.
macro_rules! parameters {
    (
        $(#[$meta:meta])* $name:ident { $($(#[$extra_meta:meta])* $extra:ident: $type:ty,)* }
        $($(#[$field_meta:meta])* $group:literal $field:ident: $kind:ident($($number:expr),*) $unit:literal $help:literal;)*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            $($(#[$extra_meta])* pub $extra: $type,)*
            $(#[doc = $help] $(#[$field_meta])* pub $field: f32,)*
        }

        impl Default for $name {
            fn default() -> Self {
                $name {
                    $($extra: Default::default(),)*
                    $($field: crate::dsp::parameter::row::$kind($group, stringify!($field), $unit, $help, $($number),*).default,)*
                }
            }
        }

        impl crate::dsp::parameter::Parameters for $name {
            const ROWS: &'static [crate::dsp::parameter::Parameter<Self>] = &[
                $(crate::dsp::parameter::Parameter {
                    info: crate::dsp::parameter::row::$kind($group, stringify!($field), $unit, $help, $($number),*),
                    get: |patch| patch.$field,
                    set: |patch, value| patch.$field = value,
                },)*
            ];
        }
    };
}
pub(crate) use parameters;

/// The kinds of rows that `parameters!` knows.
pub(crate) mod row {
    use super::{Info, Kind};

    type Text = &'static str;

    /// A number stepped evenly.
    pub const fn linear(
        group: Text,
        name: Text,
        unit: Text,
        help: Text,
        low: f32,
        high: f32,
        default: f32,
    ) -> Info {
        Info { name, group, help, unit, kind: Kind::Linear, low, high, default }
    }

    /// A number stepped by equal ratios.
    pub const fn exponential(
        group: Text,
        name: Text,
        unit: Text,
        help: Text,
        low: f32,
        high: f32,
        default: f32,
    ) -> Info {
        Info { name, group, help, unit, kind: Kind::Exponential, low, high, default }
    }

    /// A whole number.
    pub const fn whole(
        group: Text,
        name: Text,
        unit: Text,
        help: Text,
        low: f32,
        high: f32,
        default: f32,
    ) -> Info {
        Info { name, group, help, unit, kind: Kind::Whole, low, high, default }
    }

    /// Off or on.
    pub const fn switch(group: Text, name: Text, unit: Text, help: Text, default: f32) -> Info {
        Info { name, group, help, unit, kind: Kind::Switch, low: 0.0, high: 1.0, default }
    }

    /// One of some names; the default is an index.
    pub const fn choice(
        group: Text,
        name: Text,
        unit: Text,
        help: Text,
        names: &'static [Text],
        default: f32,
    ) -> Info {
        Info {
            name,
            group,
            help,
            unit,
            kind: Kind::Choice(names),
            low: 0.0,
            high: names.len() as f32 - 1.0,
            default,
        }
    }
}
