//! The song's scale and chords of it: notes that stay inside, moving within it, one key for a chord.

use super::{Answer, Command};
use crate::song::chord::{CHORDS, Chord, Notes};
use crate::song::edit::Edit;
use crate::song::note::{KEYS, Pitch};
use crate::song::scale::{NAMES, SCALES, Tonality};
use crate::studio::Studio;
use crate::studio::block::{Block, counted};
use crate::studio::entry::tell_sharing;
use crate::studio::melody::tonality::ranked;
use crate::studio::palette::Item;
use crate::studio::prompt;
use crate::studio::seat::Seat;
use crate::studio::transform;

/// Scales that are offered as those that fit.
const OFFERED: usize = 24;

fn set(studio: &mut Studio, tonality: Tonality) -> Answer {
    let mut settings = (*studio.song().settings).clone();
    settings.tonality = tonality;
    studio.edit("scale", Edit::SetSettings { settings: Box::new(settings) })?;
    studio.say(match tonality.scale() {
        Some(_) => format!("{}: other notes are marked !", tonality.name()),
        None => "no scale: no note is marked".to_owned(),
    });
    Ok(())
}

/// The notes of a scale on a root, in words.
fn spelled(tonality: Tonality) -> String {
    let name = |step: &u8| KEYS[usize::from((tonality.root + step) % 12)];
    tonality.steps().iter().map(name).collect::<Vec<_>>().join(" ")
}

/// Takes a scale as typed; without one it is chosen from a list, and then its root.
fn scale(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let present = studio.song().settings.tonality;
    if !text.is_empty() {
        return set(studio, Tonality::parse(text, present)?);
    }
    let help = |at: usize| match at.checked_sub(1).and_then(|at| SCALES.get(at)) {
        None => "every note belongs to the song".to_owned(),
        Some(row) => {
            let notes = spelled(Tonality { scale: at as u8, root: present.root });
            if row.also.is_empty() { notes } else { format!("{notes} ({})", row.also.join(", ")) }
        }
    };
    let items = NAMES.iter().enumerate().map(|(at, name)| Item { name: (*name).to_owned(), help: help(at) });
    let now = NAMES[usize::from(present.scale)];
    prompt::choose(seat, "Scale", items.collect(), now, |studio, seat, name| {
        let present = studio.song().settings.tonality;
        set(studio, Tonality::parse(name, present)?)?;
        if studio.song().settings.tonality.scale().is_some() { root(studio, seat) } else { Ok(()) }
    })
}

fn root(studio: &Studio, seat: &mut Seat) -> Answer {
    let present = studio.song().settings.tonality;
    let item = |root: usize| Item {
        name: KEYS[root].to_owned(),
        help: spelled(Tonality { root: root as u8, ..present }),
    };
    let items = (0..KEYS.len()).map(item).collect();
    prompt::choose(seat, "Root", items, KEYS[usize::from(present.root)], |studio, _, name| {
        let present = studio.song().settings.tonality;
        set(studio, Tonality::parse(name, present)?)
    })
}

/// Offers the scales that hold the song's notes best.
fn find_scale(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let found = ranked(studio.song());
    if found.is_empty() {
        return Err("the song has no notes yet that a scale could be found for".to_owned());
    }
    let item = |(tonality, share): &(Tonality, f64)| Item {
        name: tonality.name(),
        help: format!("holds {:3.0} % of the notes: {}", share * 100.0, spelled(*tonality)),
    };
    let items = found.iter().take(OFFERED).map(item).collect();
    prompt::choose(seat, "Scales that fit", items, "", |studio, _, name| {
        let present = studio.song().settings.tonality;
        set(studio, Tonality::parse(name, present)?)
    })
}

fn snap(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if !seat.typing.snap && studio.song().settings.tonality.scale().is_none() {
        return Err("notes can go to a scale only if one is chosen: `:scale dorian D`".to_owned());
    }
    seat.typing.snap = !seat.typing.snap;
    studio.say(match seat.typing.snap {
        true => "typed notes go to the nearest note of the scale",
        false => "typed notes stay what they are",
    });
    Ok(())
}

/// Moves the notes of the marked block, or of the cell under the cursor; everything else stays.
fn move_notes(
    studio: &mut Studio,
    seat: &Seat,
    name: &str,
    to: impl Fn(Tonality, Pitch) -> Option<Pitch>,
) -> Answer {
    let tonality = studio.song().settings.tonality;
    if tonality.scale().is_none() {
        return Err(format!("{name} needs a scale: `:scale dorian D`, or find-scale offers some"));
    }
    let block = Block::or_cell(studio.song(), seat);
    let mut moved = 0;
    let edit = block.change(studio.song(), &format!("{name}: no note changes"), None, |rows, part| {
        transform::move_notes(rows, &part.columns, |pitch| {
            let new = to(tonality, pitch)?;
            moved += usize::from(new != pitch);
            Some(new)
        })
    })?;
    studio.edit(name, edit)?;
    studio.say(format!("{name}: {} in {}", counted(moved, "note"), tonality.name()));
    tell_sharing(studio, block.round.pattern, &block.tracks());
    Ok(())
}

fn degrees(studio: &mut Studio, seat: &Seat, by: i32) -> Answer {
    move_notes(studio, seat, "transpose within the scale", |tonality, pitch| tonality.moved(pitch, by))
}

fn told(seat: &Seat) -> String {
    match seat.typing.chord {
        Some(chord) if seat.typing.inversion > 0 => {
            format!("a key writes a chord: {}, inversion {}", chord.name, seat.typing.inversion)
        }
        Some(chord) => format!("a key writes a chord: {}", chord.name),
        None => "a key writes one note".to_owned(),
    }
}

fn take_chord(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let chord = match name {
        "off" => None,
        name => Some(Chord::find(name).ok_or_else(|| {
            format!("there is no chord {name}; expected such as triad, seventh, sus4, minor, or off")
        })?),
    };
    (seat.typing.chord, seat.typing.inversion) = (chord, 0);
    studio.say(told(seat));
    Ok(())
}

fn chord(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if !text.is_empty() {
        return take_chord(studio, seat, text);
    }
    let help = |row: &Chord| match row.notes {
        Notes::OfScale(steps, _) => {
            let places: Vec<_> = steps.iter().map(|step| (step + 1).to_string()).collect();
            format!("of the scale: {}", places.join(" "))
        }
        Notes::Fixed(semitones) => {
            let keys: Vec<_> = semitones.iter().map(u8::to_string).collect();
            format!("semitones {}", keys.join(" "))
        }
    };
    let off = Item { name: "off".to_owned(), help: "a key writes one note".to_owned() };
    let rows = CHORDS.iter().map(|row| Item { name: row.name.to_owned(), help: help(row) });
    let items = std::iter::once(off).chain(rows).collect();
    let present = seat.typing.chord.map_or("off", |chord| chord.name);
    prompt::choose(seat, "Chord", items, present, take_chord)
}

fn inversion(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let chord = seat.typing.chord.ok_or("an inversion is of a chord: choose one with `:chord triad`")?;
    let count = match chord.notes {
        Notes::OfScale(notes, _) | Notes::Fixed(notes) => notes.len() as u8,
    };
    seat.typing.inversion = match text {
        "" => (seat.typing.inversion + 1) % count,
        text => text
            .parse()
            .ok()
            .filter(|inversion| *inversion < count)
            .ok_or_else(|| format!("the inversions of {} are 0 to {}", chord.name, count - 1))?,
    };
    studio.say(told(seat));
    Ok(())
}

fn over_tracks(studio: &mut Studio, seat: &mut Seat) -> Answer {
    seat.typing.over_tracks = !seat.typing.over_tracks;
    studio.say(match seat.typing.over_tracks {
        true => "the notes of a chord go over the tracks that follow",
        false => "the notes of a chord go into note columns of one track",
    });
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "scale",
        &["; s"],
        "the song's scale and its root, as dorian D; other notes are marked",
        scale,
    )
    .taking("[NAME ROOT]"),
    Command::in_grid(
        "find-scale",
        &["; f"],
        "choose among the scales that hold the song's notes",
        |studio, seat, _| find_scale(studio, seat),
    ),
    Command::in_grid(
        "snap",
        &["; n"],
        "typed notes go to the nearest note of the scale, or not",
        |studio, seat, _| snap(studio, seat),
    ),
    Command::in_grid(
        "snap-notes",
        &["; N"],
        "move the notes of the block to the nearest notes of the scale; other fields stay",
        |studio, seat, _| {
            move_notes(studio, seat, "snap notes", |tonality, pitch| Some(tonality.nearest(pitch)))
        },
    ),
    Command::in_grid(
        "degree-up",
        &["; up", "; >"],
        "the block's notes a note of the scale up",
        |studio, seat, _| degrees(studio, seat, 1),
    ),
    Command::in_grid(
        "degree-down",
        &["; down", "; <"],
        "the block's notes a note of the scale down",
        |studio, seat, _| degrees(studio, seat, -1),
    ),
    Command::in_grid("degrees", &[], "move the block's notes by notes of the scale", |studio, seat, text| {
        let by = text.parse().ok().filter(|by| (-70..=70).contains(by));
        degrees(studio, seat, by.ok_or("notes are moved by -70 to 70 notes of the scale")?)
    })
    .taking("STEPS"),
    Command::in_grid(
        "chord",
        &["; k"],
        "one key writes a chord: triad, seventh, sus4 and so on, or off",
        chord,
    )
    .taking("[NAME]"),
    Command::in_grid("inversion", &["; i"], "the next inversion of the chord that a key writes", inversion)
        .taking("[NUMBER]"),
    Command::in_grid(
        "chord-tracks",
        &["; o"],
        "chords go over the tracks that follow, or into note columns of one",
        |studio, seat, _| over_tracks(studio, seat),
    ),
];
