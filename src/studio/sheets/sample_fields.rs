//! Fields that name a sample of the song: by its number, with its name beside it.

use super::field::{number, numbered, with_name};
use super::{Entry, Field};
use crate::dsp::parameter::{Info, Knobs};
use crate::song::Song;

/// The name of parameters that are numbers of samples.
const SAMPLE: &str = "sample";

fn name(song: &Song, number: usize) -> Option<&str> {
    song.samples.get(number)?.as_ref().map(|sample| sample.name.as_str())
}

/// The field of a parameter; a sample has its name beside its number.
pub fn knob(song: &Song, knobs: &dyn Knobs, index: usize) -> Field {
    let info = knobs.info(index);
    let field = Field::knob(info, knobs.value(index));
    if info.name != SAMPLE {
        return field;
    }
    let number = knobs.value(index) as usize;
    let (text, help) = match name(song, number) {
        Some(name) => (
            with_name(number, name),
            "the sample that it plays, by number or name; :load-sample brings one".to_owned(),
        ),
        None => (
            number.to_string(),
            format!("the song has no sample {number}: choose one by number or name; :load-sample brings one"),
        ),
    };
    Field { text, help, ..field }
}

/// The number that is put into a parameter in place of a value; a sample is taken by number or name.
///
/// # Errors
/// What was expected, with the range.
pub fn number_or_sample(song: &Song, (info, now): (&Info, f32), entry: Entry) -> Result<f32, String> {
    if info.name != SAMPLE {
        return number(info, entry);
    }
    let (now, count) = (now as usize, song.samples.len());
    let last = count.saturating_sub(1);
    Ok(match entry {
        Entry::Text(text) if text != with_name(now, "") => {
            let number = numbered(text, count, |number| name(song, number).unwrap_or_default().to_owned());
            number.ok_or_else(|| match count {
                0 => "the song has no samples yet; :load-sample brings one".to_owned(),
                _ => format!("expected a sample's number, 0 to {last}, or its name"),
            })? as f32
        }
        // A number beyond the list, of a sample that is gone, is no reason to jump down.
        Entry::Number(value) => value.clamp(0.0, last.max(now) as f32),
        entry => number(info, entry)?,
    })
}
