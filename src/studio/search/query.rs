//! The language in which things are looked for: words with spaces between them, all of which must hold; [`WORDS`] has them all.
//! Numbers are written as the grid writes them: volumes and places decimal, instruments, delays and values hexadecimal.

use super::sets::Set;
use super::{EXPECTED, Field, Scope, Wanted, WhereTest};
use crate::song::row::Row;
use crate::studio::field;
use crate::studio::grid::Column;
use crate::studio::transform::amounts::Amount;

/// What may be looked for, with what it means.
pub const WORDS: &[(&str, &str)] = &[
    ("C-4  05  v32  d80  D04", "a field as the grid writes it; . is any sign: C-. D.. .#."),
    ("note=C-4..C-5", "a note in a range; also =off =cut =fade =on (any), lists with commas: note=C-.,G-."),
    ("instrument=02", "an instrument; = != < <= > >= ask all fields and places"),
    ("volume<20  pan>40", "a volume v00 to v64, or a panning p00 to p64"),
    ("delay>=80", "a delay, in hexadecimal as the grid has it"),
    ("effect=D..,A..", "one of several effects; effect=D is short for effect=D.."),
    ("value>40", "the value of the effect before it, or of any"),
    ("empty(volume)  any(effect)", "nothing, or anything, stands in the field"),
    ("row%4=0  row<16", "the row of the pattern, and what is left of it when divided"),
    ("track=3,5-7", "the track, from 1"),
    ("pattern=2  order=1..4", "the pattern, or the entry of the order list that plays it"),
    ("!volume<20", "what does not hold, empty fields too"),
    ("in=block", "where: block, track, pattern or song"),
];

/// A word and its column in the whole text, from 1.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// In characters.
    pub column: usize,
    /// The word.
    pub text: &'a str,
}

/// The words of a text that begins `before` characters behind the first of the whole.
pub fn words(text: &str, before: usize) -> impl Iterator<Item = Word<'_>> {
    text.split_whitespace().map(move |word| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        Word { column: before + text[..at].chars().count() + 1, text: word }
    })
}

impl Word<'_> {
    /// What is wrong at so many bytes within the word.
    pub fn fault(&self, at: usize, what: &str) -> String {
        let column = self.column + self.text.get(..at).map_or(0, |before| before.chars().count());
        format!("column {column}: {what}")
    }
}

/// The names of fields, with short ones. `pan` are the volume fields `p00` to `p64`, `value` those of effects.
const FIELDS: [(&str, &str, Column); 7] = [
    ("note", "n", Column::Note(0)),
    ("instrument", "i", Column::Instrument(0)),
    ("volume", "v", Column::Volume(0)),
    ("pan", "p", Column::Volume(0)),
    ("delay", "d", Column::Delay(0)),
    ("effect", "e", Column::Effect(0)),
    ("value", "x", Column::Effect(0)),
];

/// The full name and the kind of a field.
pub fn named_field(name: &str) -> Option<(&'static str, Column)> {
    FIELDS
        .iter()
        .find(|(long, short, _)| *long == name || *short == name)
        .map(|(long, _, kind)| (*long, *kind))
}

const NAMES: &str = "note, instrument, volume, pan, delay, effect, value, track, row, pattern, order";

/// A name, what is asked of it, and where in the word the rest begins.
fn parts(text: &str) -> Option<(&str, &str, usize)> {
    let name_end = text.find(|sign: char| !sign.is_ascii_lowercase()).filter(|end| *end > 0)?;
    let rest = &text[name_end..];
    let operator =
        ["!=", "<=", ">=", "=", "<", ">", "%", "("].into_iter().find(|sign| rest.starts_with(sign))?;
    Some((&text[..name_end], operator, name_end + operator.len()))
}

/// Reads a text whose first sign is the `before`th after the whole text's first.
///
/// # Errors
/// Column and words of what is wrong.
pub fn parse(text: &str, before: usize) -> Result<Wanted, String> {
    let mut wanted = Wanted::default();
    for word in words(text, before) {
        read(word, &mut wanted)?;
    }
    if wanted.fields.is_empty() && wanted.places.is_empty() {
        return Err(EXPECTED.to_owned());
    }
    if wanted.fields.is_empty() {
        wanted
            .fields
            .push(Field { kind: Column::Note(0), set: Set::of(Column::Note(0), |row| !row.is_empty()) });
    }
    if wanted.finds_empty() && wanted.places.is_empty() {
        return Err(format!(
            "empty fields stand everywhere: say in which rows or tracks, as row%4=0, or {EXPECTED}"
        ));
    }
    Ok(wanted)
}

fn read(word: Word, wanted: &mut Wanted) -> Result<(), String> {
    let (negated, text) = word
        .text
        .strip_prefix('!')
        .filter(|rest| !rest.is_empty())
        .map_or((false, word.text), |rest| (true, rest));
    let word = Word { column: word.column + usize::from(negated), text };
    let set = |set: Set| if negated { set.complement() } else { set };
    let Some((name, operator, at)) = parts(text) else {
        let (kind, signs) =
            short(text).ok_or_else(|| word.fault(0, &format!("{text} is no field; {EXPECTED}")))?;
        wanted.add(kind, set(Set::of(kind, |row| fits(row, kind, &signs))), false);
        return Ok(());
    };
    let value = Word { column: word.column + text[..at].chars().count(), text: &text[at..] };
    match (name, operator) {
        ("empty" | "any", "(") => {
            let inside = value.text.strip_suffix(')').unwrap_or_default();
            let (_, kind) = named_field(inside).ok_or_else(|| {
                value.fault(0, &format!("expected a field in brackets, such as {name}(volume)"))
            })?;
            let empty = Set::of(kind, Row::is_empty);
            wanted.add(kind, set(if name == "any" { empty.complement() } else { empty }), false);
        }
        ("in", "=") => {
            let scope = Scope::ALL.iter().find(|(scope, _)| *scope == value.text).map(|(_, scope)| *scope);
            wanted.scope =
                Some(scope.ok_or_else(|| value.fault(0, "expected block, track, pattern or song"))?);
        }
        (name, operator) => match (named_field(name), WhereTest::named(name)) {
            (Some((long, kind)), _) if !matches!(operator, "%" | "(") => {
                let content = content(long, kind, operator, value)?;
                wanted.add(kind, set(content), long == "value");
            }
            (_, Some(what)) if operator != "(" => {
                wanted.places.push(place(what, operator, value, negated)?);
            }
            (None, None) => {
                return Err(word.fault(0, &format!("there is no {name}; expected {NAMES}, empty, any or in")));
            }
            _ => return Err(value.fault(0, &format!("{operator} is nothing to ask of {name}"))),
        },
    }
    Ok(())
}

/// The kind of a field that is written without its name, and its signs as the grid writes them.
pub fn short(word: &str) -> Option<(Column, String)> {
    let known = |signs: &str| signs.chars().all(|sign| sign == '.' || sign.is_ascii_hexdigit());
    if !word.is_ascii() {
        return None;
    }
    let capital = word.to_ascii_uppercase();
    let field = |kind, signs: &str| Some((kind, signs.to_owned()));
    match *word.as_bytes() {
        [b'-', b'-'] => field(Column::Instrument(0), word),
        [_, _] if known(word) => field(Column::Instrument(0), &capital),
        [b'-', b'-', b'-'] | [b'=', b'=', b'='] | [b'^', b'^', b'^'] | [b'~', b'~', b'~'] => {
            field(Column::Note(0), word)
        }
        [b'a'..=b'g' | b'A'..=b'G' | b'.', b'-' | b'#', b'0'..=b'9' | b'.'] => {
            field(Column::Note(0), &capital)
        }
        // A small d is the slide of the volume field up to d09, as far as one digit goes; beyond that a delay.
        [b'd', b'1'..=b'9' | b'A'..=b'F' | b'a'..=b'f', _] if known(&word[1..]) => {
            field(Column::Delay(0), &format!("d{}", &capital[1..]))
        }
        [b'v' | b'p' | b'a'..=b'h', _, _] if known(&word[1..]) => field(Column::Volume(0), word),
        [code, _, _] if known(&capital[1..]) => {
            let is_code = code == b'.' || crate::song::row::EffectCell::is_code(code.to_ascii_uppercase());
            is_code.then_some(())?;
            field(Column::Effect(0), &capital)
        }
        _ => None,
    }
}

/// Whether what stands in the first field of a kind has these signs.
fn fits(row: &Row, kind: Column, signs: &str) -> bool {
    if row.is_empty() {
        return signs.starts_with("--");
    }
    let text = field::text(row, kind);
    let same = |(wanted, sign): (u8, u8)| wanted == sign || wanted == b'.';
    text.len() == signs.len() && signs.bytes().zip(text.bytes()).all(same)
}

/// What a field of that name may be written as behind its name: the signs of the grid, `.` for any.
///
/// # Errors
/// Says what was expected.
pub fn signs(name: &str, kind: Column, word: Word) -> Result<String, String> {
    let text = word.text;
    let hexadecimal =
        |text: &str| text.len() == 2 && text.chars().all(|sign| sign == '.' || sign.is_ascii_hexdigit());
    let found = match (kind, name) {
        (Column::Note(_), _) => match text {
            "-" | "off" | "cut" | "fade" => {
                let signs = [("-", "---"), ("off", "==="), ("cut", "^^^"), ("fade", "~~~")];
                signs.iter().find(|(word, _)| *word == text).map(|(_, signs)| (*signs).to_owned())
            }
            _ => short(text).filter(|(found, _)| *found == kind).map(|(_, signs)| signs),
        },
        (Column::Instrument(_), _) if text == "-" => Some("--".to_owned()),
        (_, _) if text == "-" => Some("---".to_owned()),
        (Column::Instrument(_), _) => hexadecimal(text).then(|| text.to_ascii_uppercase()),
        (Column::Volume(_), name) => {
            let letter = if name == "pan" { 'p' } else { 'v' };
            let number: Option<u8> = text.parse().ok();
            let number = number.map(|number| format!("{letter}{number:02}"));
            number.or_else(|| short(text).filter(|(found, _)| *found == kind).map(|(_, signs)| signs))
        }
        (Column::Delay(_), _) => {
            let digits = text.strip_prefix('d').unwrap_or(text);
            hexadecimal(digits).then(|| format!("d{}", digits.to_ascii_uppercase()))
        }
        (Column::Effect(_), "value") => hexadecimal(text).then(|| format!(".{}", text.to_ascii_uppercase())),
        (Column::Effect(_), _) => {
            let whole = if text.len() == 1 { format!("{text}..") } else { text.to_owned() };
            short(&whole.to_ascii_uppercase()).filter(|(found, _)| *found == kind).map(|(_, signs)| signs)
        }
    };
    let expected = match name {
        "note" => "a note such as C-4, .-4 or F#., off, cut, fade, on or -",
        "instrument" => "two hexadecimal digits such as 05, or -",
        "volume" => "a volume such as 20, v32 or c0., or -",
        "pan" => "a panning from 0 to 64, or -",
        "delay" => "two hexadecimal digits such as 80 or d80, or -",
        "value" => "two hexadecimal digits such as 40",
        _ => "an effect such as D04, D.. or D, or -",
    };
    found.ok_or_else(|| word.fault(0, &format!("`{text}` is no {name}; expected {expected}")))
}

/// The number that a field of that name is compared with.
fn amount(name: &str, kind: Column, word: Word) -> Result<Amount, String> {
    let signs = signs(name, kind, word)?;
    let whole = if name == "value" { signs.replacen('.', "A", 1) } else { signs };
    // An empty field is no number, though it reads as no delay.
    Amount::parse(kind, &whole).filter(|_| whole != "---").ok_or_else(|| {
        word.fault(0, &format!("`{}` is no number that {name} can be compared with", word.text))
    })
}

/// What a field of that name may hold.
fn content(name: &'static str, kind: Column, operator: &str, value: Word) -> Result<Set, String> {
    let number = move |row: &Row| {
        let delay = row.notes[0].delay;
        match kind {
            Column::Delay(_) => Some(Amount { kind: 0, value: delay }).filter(|_| delay > 0),
            _ => Amount::of(row, kind),
        }
    };
    let same_kind = move |a: Amount, b: Amount| name == "value" || a.kind == b.kind;
    let between = move |low: Option<Amount>, high: Option<Amount>| {
        Set::of(kind, move |row| {
            number(row).is_some_and(|own| {
                low.is_none_or(|low| same_kind(low, own) && low.value <= own.value)
                    && high.is_none_or(|high| same_kind(high, own) && own.value <= high.value)
            })
        })
    };
    if !matches!(operator, "=" | "!=") {
        let limit = amount(name, kind, value)?;
        let beside =
            |by: i16| u8::try_from(i16::from(limit.value) + by).ok().map(|value| Amount { value, ..limit });
        let none = Set::of(kind, |_| false);
        return Ok(match operator {
            "<" => beside(-1).map_or(none, |limit| between(None, Some(limit))),
            "<=" => between(None, Some(limit)),
            ">" => beside(1).map_or(none, |limit| between(Some(limit), None)),
            _ => between(Some(limit), None),
        });
    }
    let mut whole = Set::of(kind, |_| true).complement();
    let mut at = 0;
    for item in value.text.split(',') {
        let word = Word { column: value.column + value.text[..at].chars().count(), text: item };
        at += item.len() + 1;
        let ends = item.split_once("..").filter(|(from, to)| {
            !from.is_empty() && !to.is_empty() && !from.contains('.') && !to.contains('.')
        });
        let set = match ends {
            Some((from, to)) => {
                let behind = Word { column: word.column + from.chars().count() + 2, text: to };
                let low = amount(name, kind, Word { text: from, ..word })?;
                let high = amount(name, kind, behind)?;
                between(Some(low), Some(high))
            }
            None if name == "note" && item == "on" => Set::of(kind, |row| number(row).is_some()),
            None => {
                let signs = signs(name, kind, word)?;
                Set::of(kind, |row| fits(row, kind, &signs))
            }
        };
        whole = whole.complement().and(&set.complement()).complement();
    }
    let empty = Set::of(kind, Row::is_empty);
    Ok(if operator == "=" { whole } else { whole.complement().and(&empty.complement()) })
}

/// A condition on a place: `=3,5-7`, `<16`, `%4=0`.
fn place(what: super::Where, operator: &str, value: Word, negated: bool) -> Result<WhereTest, String> {
    let number = |word: Word| -> Result<u32, String> {
        word.text
            .parse()
            .map_err(|_| word.fault(0, &format!("`{}` is no number; expected such as 3,5-7", word.text)))
    };
    let (modulus, operator, value) = match operator {
        "%" => {
            let (modulus, rest) = value
                .text
                .split_once('=')
                .ok_or_else(|| value.fault(0, "expected a number and a rest, such as row%4=0"))?;
            let modulus = number(Word { text: modulus, ..value })?;
            if modulus == 0 {
                return Err(value.fault(0, "expected a number from 1"));
            }
            let column = value.column + value.text.chars().count() - rest.chars().count();
            (Some(modulus), "=", Word { column, text: rest })
        }
        operator => (None, operator, value),
    };
    let mut ranges = Vec::new();
    match operator {
        "=" | "!=" => {
            let mut at = 0;
            for item in value.text.split(',') {
                let word = Word { column: value.column + value.text[..at].chars().count(), text: item };
                at += item.len() + 1;
                let ends = item.split_once("..").or_else(|| item.split_once('-'));
                ranges.push(match ends {
                    Some((from, to)) => {
                        number(Word { text: from, ..word })?..=number(Word { text: to, ..word })?
                    }
                    None => number(word)?..=number(word)?,
                });
            }
        }
        "<" => ranges.extend(number(value)?.checked_sub(1).map(|last| 0..=last)),
        "<=" => ranges.push(0..=number(value)?),
        ">" => ranges.push(number(value)?.saturating_add(1)..=u32::MAX),
        _ => ranges.push(number(value)?..=u32::MAX),
    }
    Ok(WhereTest { what, modulus, ranges, negated: negated != (operator == "!=") })
}
