//! Changing what stands in blocks: notes, instruments, amounts. Without a marked block: of the cell, or of the track under the cursor.
//! The operation mask says which fields are touched.

use super::{Answer, Command};
use crate::song::edit::Edit;
use crate::song::row::Row;
use crate::studio::Studio;
use crate::studio::block::{Block, Part, counted};
use crate::studio::dice::Dice;
use crate::studio::entry::tell_sharing;
use crate::studio::grid::Column;
use crate::studio::points;
use crate::studio::prompt::ask;
use crate::studio::seat::Seat;
use crate::studio::transform;
use crate::studio::transform::amounts::{Span, randomise, scale_quantities};
use std::num::NonZeroU8;

/// How far humanise moves a volume or a delay if nothing else is said.
const HUMAN: u8 = 8;

/// Does something to the rows of a block: one step.
pub(super) fn change(
    studio: &mut Studio,
    block: &Block,
    name: &str,
    deed: impl FnMut(&mut [Row], &Part) -> Answer,
) -> Answer {
    change_with(studio, block, name, None, deed)
}

/// The same, and something to the curves of whole tracks.
pub(super) fn change_with(
    studio: &mut Studio,
    block: &Block,
    name: &str,
    of_points: Option<points::Deed<'_>>,
    deed: impl FnMut(&mut [Row], &Part) -> Answer,
) -> Answer {
    let nothing = format!("{name}: there is nothing to change here");
    let edit = block.change(studio.song(), &nothing, of_points, deed)?;
    done(studio, block, name, edit)
}

/// Does an edit of a block, and tells of it.
pub(super) fn done(studio: &mut Studio, block: &Block, name: &str, edit: Edit) -> Answer {
    studio.edit(name, edit)?;
    studio.say(format!("{name}: {}", block.extent()));
    tell_sharing(studio, block.round.pattern, &block.tracks());
    Ok(())
}

/// The marked block or the track, as far as the operation mask touches it.
pub(super) fn touched(studio: &Studio, seat: &Seat) -> Block {
    Block::or_track(studio.song(), seat).masked(seat.operation)
}

/// Refuses what works on one kind of fields while the operation mask leaves these alone.
pub(super) fn touches(seat: &Seat, name: &str, columns: &[Column]) -> Answer {
    match columns.iter().find(|column| !seat.operation.has(**column)) {
        Some(_) => {
            Err(format!("{name}: the operation mask {} leaves its fields alone", seat.operation.signs()))
        }
        None => Ok(()),
    }
}

fn transpose(studio: &mut Studio, seat: &Seat, semitones: i32) -> Answer {
    touches(seat, "transpose", &[Column::Note(0)])?;
    let block = Block::or_cell(studio.song(), seat);
    change(studio, &block, "transpose", |rows, part| transform::transpose(rows, &part.columns, semitones))
}

fn set_instrument(studio: &mut Studio, seat: &Seat) -> Answer {
    touches(seat, "set instrument", &[Column::Instrument(0)])?;
    let block = Block::or_cell(studio.song(), seat);
    let instrument = NonZeroU8::new(seat.instrument + 1);
    change(studio, &block, "set instrument", |rows, part| {
        transform::set_instrument(rows, &part.note_columns(), instrument);
        Ok(())
    })
}

/// Gives instruments others: `01 05`, or several pairs.
fn remap_instruments(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask(seat, "Instruments from and to (01 05)", "", remap_instruments);
    }
    let expected = "expected pairs of instruments from 01 to FF, such as 01 05, or 01 05 02 06";
    let number = |word: &str| u8::from_str_radix(word, 16).ok().and_then(NonZeroU8::new).ok_or(expected);
    let words: Vec<NonZeroU8> =
        text.split([' ', '=', ',']).filter(|word| !word.is_empty()).map(number).collect::<Result<_, _>>()?;
    let (pairs, rest) = words.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return Err(expected.to_owned());
    }
    let pairs: Vec<_> = pairs.iter().map(|[from, to]| (*from, *to)).collect();
    touches(seat, "remap instruments", &[Column::Instrument(0)])?;
    let block = Block::or_track(studio.song(), seat);
    change(studio, &block, "remap instruments", |rows, part| {
        transform::remap_instruments(rows, &part.note_columns(), &pairs);
        Ok(())
    })
}

fn fade(studio: &mut Studio, seat: &Seat, name: &str, from: f64, to: f64) -> Answer {
    touches(seat, name, &[Column::Volume(0)])?;
    let block = Block::or_track(studio.song(), seat);
    change(studio, &block, name, |rows, part| {
        transform::scale_volumes(rows, &part.note_columns(), from, to);
        Ok(())
    })
}

fn percent(text: &str) -> Result<f64, String> {
    let percent: Option<f64> = text.trim_end_matches('%').parse().ok();
    let percent = percent.filter(|percent| (0.0..=1_000.0).contains(percent));
    Ok(percent.ok_or("expected 0 to 1000 percent")? / 100.0)
}

fn scale_volume(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let factor = percent(text)?;
    fade(studio, seat, "scale volumes", factor, factor)
}

fn scale_amounts(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if seat.selection.is_none() {
        return Err("mark what is to be scaled first; Alt-L marks the track".to_owned());
    }
    if text.is_empty() {
        return ask(seat, "Scale to percent", "", scale_amounts);
    }
    let factor = percent(text)?;
    let block = touched(studio, seat).shown(studio.song());
    let mut left = 0;
    let changed = change(studio, &block, "scale", |rows, part| {
        left += scale_quantities(rows, &part.columns, factor);
        Ok(())
    });
    if left > 0 {
        let effects = counted(left, "effect");
        studio.warn(format!("left as they are: {effects} whose digits are not one number to scale"));
    }
    changed
}

/// Numbers by chance, the same for the same song and history, or the same `seed`.
fn chance(studio: &Studio, seat: &Seat, seed: Option<u64>) -> impl FnMut(u64) -> u64 + use<> {
    let step = studio.document.history().past().count() as u64;
    let place = if seed.is_some() { [0; 3] } else { [step, seat.pattern.into(), seat.place.track.into()] };
    let mut dice = Dice::at(seed.unwrap_or(studio.song().settings.seed), &place);
    move |below| dice.below(below as usize) as u64
}

/// Puts values by chance in the place of values: `v20..v64 C-3..C-5 seed=7`.
fn randomise_amounts(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let (seeds, spans): (Vec<&str>, Vec<&str>) =
        text.split_whitespace().partition(|word| word.starts_with("seed="));
    let seed =
        |word: &&str| word["seed=".len()..].parse().map_err(|_| format!("{word}: expected a whole number"));
    let seed: Option<u64> = seeds.first().map(seed).transpose()?;
    let spans: Vec<Span> = spans.into_iter().map(Span::parse).collect::<Result<_, _>>()?;
    let (block, mut random) = (touched(studio, seat).shown(studio.song()), chance(studio, seat, seed));
    change(studio, &block, "randomise", |rows, part| {
        randomise(rows, &part.columns, &spans, &mut random);
        Ok(())
    })
}

fn humanise(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let most = if text.is_empty() { Some(HUMAN) } else { text.parse().ok() };
    let most = most.filter(|most| (1..=64).contains(most)).ok_or("humanise moves by 1 to 64")?;
    let (block, mut random) = (touched(studio, seat).shown(studio.song()), chance(studio, seat, None));
    change(studio, &block, "humanise", |rows, part| {
        transform::humanise(rows, &part.columns, most, &mut random);
        Ok(())
    })
}

fn shuffle(studio: &mut Studio, seat: &Seat) -> Answer {
    touches(seat, "shuffle", &[Column::Note(0)])?;
    let (block, mut random) = (Block::or_track(studio.song(), seat), chance(studio, seat, None));
    change(studio, &block, "shuffle", |rows, part| {
        part.note_columns().into_iter().for_each(|number| transform::shuffle(rows, number, &mut random));
        Ok(())
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("transpose-up", &["alt-q", "ctrl-w up"], "a semitone up", |studio, seat, _| {
        transpose(studio, seat, 1)
    }),
    Command::in_grid("transpose-down", &["alt-a", "ctrl-w down"], "a semitone down", |studio, seat, _| {
        transpose(studio, seat, -1)
    }),
    Command::in_grid(
        "octave-block-up",
        &["alt-shift-q", "ctrl-w pageup"],
        "twelve semitones up",
        |studio, seat, _| transpose(studio, seat, 12),
    ),
    Command::in_grid(
        "octave-block-down",
        &["alt-shift-a", "ctrl-w pagedown"],
        "twelve semitones down",
        |studio, seat, _| transpose(studio, seat, -12),
    ),
    Command::in_grid("transpose", &[], "move notes by semitones", |studio, seat, text| {
        let semitones = text.parse().ok().filter(|semitones| (-119..=119).contains(semitones));
        transpose(studio, seat, semitones.ok_or("notes are moved by -119 to 119 semitones")?)
    })
    .taking("SEMITONES"),
    Command::in_grid(
        "set-instrument",
        &["alt-s"],
        "give the notes the chosen instrument",
        |studio, seat, _| set_instrument(studio, seat),
    ),
    Command::in_grid("fade-in", &["\\ <"], "volumes from nothing to what they are", |studio, seat, _| {
        fade(studio, seat, "fade in", 0.0, 1.0)
    }),
    Command::in_grid("fade-out", &["\\ >"], "volumes from what they are to nothing", |studio, seat, _| {
        fade(studio, seat, "fade out", 1.0, 0.0)
    }),
    Command::in_grid(
        "scale-volume",
        &[],
        "volumes so many percent of what they are",
        |studio, seat, text| scale_volume(studio, seat, text),
    )
    .taking("PERCENT"),
    Command::in_grid("humanise", &["\\ h"], "move volumes and shown delays by chance", |studio, seat, text| {
        humanise(studio, seat, text)
    })
    .taking("[MOST]"),
    Command::in_grid("shuffle", &["\\ u"], "the same notes in another order", |studio, seat, _| {
        shuffle(studio, seat)
    }),
    Command::in_grid(
        "scale-values",
        &["\\ %"],
        "volumes, panning from its centre, shown delays, and the values of effects that are one number, so many percent of what they are",
        scale_amounts,
    )
    .taking("[PERCENT]"),
    Command::in_grid(
        "randomise",
        &["\\ r"],
        "values by chance between the lowest and highest that stand there, or as told: v20..v64 C-3..C-5 seed=7",
        |studio, seat, text| randomise_amounts(studio, seat, text),
    )
    .taking("[RANGES]"),
    Command::in_grid(
        "remap-instruments",
        &["\\ m"],
        "other instruments in the place of instruments: 01 05, or several pairs",
        remap_instruments,
    )
    .taking("[FROM TO]"),
];
