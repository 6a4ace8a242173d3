//! Shaping the sound of an instrument as a whole: two states of it side by side, parameters thrown by chance, parts that are copied.

use super::Studio;
use super::block::counted;
use super::commands::Answer;
use super::dice::Dice;
use super::seat::Seat;
use super::sheets::instruments::parameter;
use crate::dsp::envelope;
use crate::dsp::lfo;
use crate::dsp::parameter::{Info, Kind};
use crate::song::edit::Edit;
use crate::song::insert::Insert;
use crate::song::instrument::Instrument;
use std::collections::HashSet;

/// Sets what no chance may touch: the number of a sample.
const SAMPLE: &str = "sample";

/// What a seat keeps while it shapes sounds.
#[derive(Clone, Debug, Default)]
pub struct Shaping {
    /// The other state of an instrument, and its slot.
    other: Option<(u8, Box<Instrument>)>,
    /// Parameters that chance leaves alone, by the kind of sound and their names.
    locked: HashSet<(&'static str, &'static str)>,
    /// The part that was copied: names without what tells parts apart, and values.
    part: Vec<(String, f32)>,
    /// The device of a chain that was copied, and the number of its song among the open ones.
    pub device: Option<(u64, Insert)>,
    /// How often chance was asked.
    throws: u64,
}

impl Shaping {
    /// The other state of an instrument, and its slot: it belongs to a song, all else to the person.
    pub(super) fn other_state(&mut self) -> &mut Option<(u8, Box<Instrument>)> {
        &mut self.other
    }
}

fn chosen(studio: &Studio, seat: &Seat) -> Result<Instrument, String> {
    let instrument = studio.song().instrument(seat.instrument.into()).cloned();
    instrument.ok_or_else(|| "there is no instrument in this slot".to_owned())
}

fn put(studio: &mut Studio, seat: &Seat, what: &str, instrument: Instrument) -> Answer {
    let slot = seat.instrument;
    let name = format!("instrument {:02X} {what}", u16::from(slot) + 1);
    studio.edit(&name, Edit::SetInstrument { slot, instrument: Some(Box::new(instrument)) })
}

/// Keeps the chosen instrument as the other state; or, where one is kept that differs, changes them over: one step.
pub fn compare(studio: &mut Studio, seat: &mut Seat, keep: bool) -> Answer {
    let present = chosen(studio, seat)?;
    let slot = seat.instrument;
    let kept = seat.shaping.other.take_if(|(of, _)| *of == slot && !keep);
    match kept {
        Some((_, other)) if *other != present => {
            seat.shaping.other = Some((slot, Box::new(present)));
            put(studio, seat, "the other state", *other)?;
            studio.say("the other state sounds; once more: back again");
        }
        _ => {
            seat.shaping.other = Some((slot, Box::new(present)));
            studio.say("this state is kept; change the sound, then compare both");
        }
    }
    Ok(())
}

/// Whether chance leaves a parameter alone.
pub fn is_locked(seat: &Seat, kind: &'static str, info: &'static Info) -> bool {
    seat.shaping.locked.contains(&(kind, info.name))
}

/// Chance leaves the parameter at the cursor alone, or no longer.
pub fn lock(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let present = chosen(studio, seat)?;
    let index = parameter(studio, seat).ok_or("go to a parameter of the sound first")?;
    let key = (present.patch.kind(), present.patch.knobs().info(index).name);
    let is_new = seat.shaping.locked.insert(key);
    if !is_new {
        seat.shaping.locked.remove(&key);
    }
    studio.say(format!(
        "{}: {}",
        key.1,
        if is_new { "randomise leaves it alone" } else { "randomise moves it" }
    ));
    Ok(())
}

/// Moves every parameter of the chosen sound that is not locked by at most so many percent of its range: one step.
pub fn randomise(studio: &mut Studio, seat: &mut Seat, percent: f32) -> Answer {
    let mut instrument = chosen(studio, seat)?;
    let (kind, most) = (instrument.patch.kind(), percent / 100.0);
    seat.shaping.throws += 1;
    let mut moved = 0;
    let knobs = instrument.patch.knobs_mut();
    for index in 0..knobs.count() {
        let info = knobs.info(index);
        if info.name == SAMPLE || is_locked(seat, kind, info) {
            continue;
        }
        let mut dice = Dice::at(seat.instrument.into(), &[seat.shaping.throws, index as u64]);
        let [first, second] = [(); 2].map(|()| dice.part() as f32);
        let before = knobs.value(index);
        let after = match info.kind {
            Kind::Switch | Kind::Choice(_) if first >= most => before,
            Kind::Switch | Kind::Choice(_) => info.at(second),
            _ => info.at(info.position(before) + (first * 2.0 - 1.0) * most),
        };
        knobs.set_value(index, after);
        moved += usize::from(knobs.value(index) != before);
    }
    if moved == 0 {
        return Err("nothing was moved: every parameter is locked, or the percentage is too small".to_owned());
    }
    put(studio, seat, "randomised", instrument)?;
    studio.say(format!("{} moved", counted(moved, "parameter")));
    Ok(())
}

/// The parameters of the group at the cursor, by number.
fn group(instrument: &Instrument, index: usize) -> Vec<usize> {
    let knobs = instrument.patch.knobs();
    let group = knobs.info(index).group;
    (0..knobs.count()).filter(|other| knobs.info(*other).group == group).collect()
}

/// A name without what tells parts of one kind apart: `attack_2` and `filter_attack` are both `attack`.
fn role(info: &Info) -> String {
    let of_group = |word: &&str| info.group.split(' ').all(|group| group != *word);
    let words = info.name.split('_').filter(|word| word.parse::<u8>().is_err()).filter(of_group);
    words.collect::<Vec<_>>().join("_")
}

/// The parameter of that meaning in the part of another one.
pub(super) fn sibling(studio: &Studio, seat: &Seat, index: usize, wanted: &str) -> Option<usize> {
    let instrument = studio.song().instrument(seat.instrument.into())?;
    let knobs = instrument.patch.knobs();
    group(instrument, index).into_iter().find(|index| role(knobs.info(*index)) == wanted)
}

/// Copies the part of the sound at the cursor: an envelope, an oscillator, a filter.
pub fn copy_part(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let instrument = chosen(studio, seat)?;
    let index = parameter(studio, seat).ok_or("go to a parameter of the sound first")?;
    let knobs = instrument.patch.knobs();
    let own = group(&instrument, index);
    seat.shaping.part = own.iter().map(|index| (role(knobs.info(*index)), knobs.value(*index))).collect();
    studio.say(format!("copied {}: {}", knobs.info(index).group, counted(own.len(), "parameter")));
    Ok(())
}

/// Puts what was copied into the part at the cursor, as far as both have parameters of the same meaning: one step.
pub fn paste_part(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let mut instrument = chosen(studio, seat)?;
    let index = parameter(studio, seat).ok_or("go to a parameter of the sound first")?;
    let own = group(&instrument, index);
    let knobs = instrument.patch.knobs_mut();
    let title = knobs.info(index).group;
    let mut taken = 0;
    for index in own {
        let role = role(knobs.info(index));
        if let Some((_, value)) = seat.shaping.part.iter().find(|(other, _)| *other == role) {
            knobs.set_value(index, *value);
            taken += 1;
        }
    }
    if taken == 0 {
        return Err(match seat.shaping.part.is_empty() {
            true => "no part of a sound was copied".to_owned(),
            false => format!("{title} has nothing of what was copied"),
        });
    }
    put(studio, seat, title, instrument)?;
    studio.say(format!("{title}: {} taken", counted(taken, "parameter")));
    Ok(())
}

/// What the part of a sound at the cursor looks like over time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Picture {
    /// An envelope.
    Envelope(envelope::Shape),
    /// The turns of an LFO.
    Lfo(lfo::Shape),
}

/// The picture of the part at the cursor: of an envelope or an LFO.
pub fn picture(studio: &Studio, seat: &Seat) -> Option<Picture> {
    let index = parameter(studio, seat)?;
    let instrument = studio.song().instrument(seat.instrument.into())?;
    let knobs = instrument.patch.knobs();
    let own = group(instrument, index);
    let find = |wanted: &str| own.iter().copied().find(|index| role(knobs.info(*index)) == wanted);
    let value = |wanted: &str| find(wanted).map(|index| knobs.value(index));
    if let Some(shape) =
        find("shape").filter(|index| knobs.info(*index).kind == Kind::Choice(lfo::Shape::NAMES))
    {
        return Some(Picture::Lfo(lfo::Shape::of(knobs.value(shape) as usize)));
    }
    Some(Picture::Envelope(envelope::Shape {
        attack: value("attack")?,
        hold: value("hold").unwrap_or(0.0),
        decay: value("decay")?,
        sustain: value("sustain")?,
        release: value("release")?,
    }))
}
