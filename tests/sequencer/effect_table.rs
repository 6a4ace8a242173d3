//! Every effect with what it does at each tick: a row here for each row of the effects' tables.

use crate::trace::{Heard, play, song};
use segno::sequencer::effects;
use segno::sequencer::momentary::Momentary;
use segno::song::Song;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One effect at work.
struct Case {
    /// Its letter or sign; for `S` its first digit too; for the volume field its small letter.
    effect: &'static str,
    /// What stands in the grid, row after row.
    rows: &'static [&'static str],
    /// What is read.
    read: fn(&Heard) -> String,
    /// What is read at each tick, or what happened at which.
    heard: &'static str,
}

const fn case(
    effect: &'static str,
    rows: &'static [&'static str],
    read: fn(&Heard) -> String,
    heard: &'static str,
) -> Case {
    Case { effect, rows, read, heard }
}

fn words<T: std::fmt::Display>(values: &[T]) -> String {
    values.iter().map(T::to_string).collect::<Vec<_>>().join(" ")
}

fn volume(heard: &Heard) -> String {
    words(&heard.volumes())
}

/// In 1/64 semitone.
fn pitch(heard: &Heard) -> String {
    words(&heard.pitches().iter().map(|semitones| semitones * 64.0).collect::<Vec<_>>())
}

/// −32 (left) to 32 (right).
fn pan(heard: &Heard) -> String {
    words(&heard.pans().iter().map(|pan| pan * 32.0).collect::<Vec<_>>())
}

fn cutoff(heard: &Heard) -> String {
    words(&heard.cutoffs())
}

fn tempo(heard: &Heard) -> String {
    words(&heard.ticks.iter().map(|(tick, _)| tick.beats_per_minute >> 16).collect::<Vec<_>>())
}

/// The stutter's part of a whole note, and a letter for each of the others that is on.
fn master(heard: &Heard) -> String {
    let one = |now: &Momentary| {
        let letters = [(now.low_pass, "l"), (now.high_pass, "h"), (now.stop, "t")];
        let on: String = letters.iter().filter(|(on, _)| *on).map(|(_, letter)| *letter).collect();
        format!("{}{on}", now.stutter)
    };
    words(&heard.master.iter().map(one).collect::<Vec<_>>())
}

fn deeds(heard: &Heard) -> String {
    heard.deeds().join(", ")
}

/// Tick, volume, first frame and slice of every note.
fn notes(heard: &Heard) -> String {
    let note = |(tick, volume, offset, slice): &(usize, f32, u32, Option<u8>)| match slice {
        Some(slice) => format!("{tick}: v{volume} slice {slice}"),
        None => format!("{tick}: v{volume} from {offset}"),
    };
    heard.notes().iter().map(note).collect::<Vec<_>>().join(", ")
}

/// Order and row of every row, with its ticks.
fn rows(heard: &Heard) -> String {
    let mut rows: Vec<(String, usize)> = Vec::new();
    for (tick, _) in &heard.ticks {
        let name = format!("{}:{}", tick.position.order, tick.position.row);
        match rows.last_mut() {
            Some(row) if tick.position.tick > 0 => row.1 += 1,
            _ => rows.push((name, 1)),
        }
    }
    rows.iter().map(|(name, ticks)| format!("{name}x{ticks}")).collect::<Vec<_>>().join(" ")
}

/// The pitch in 1/64 semitone and the volume.
fn pitch_and_volume(heard: &Heard) -> String {
    format!("{} / {}", pitch(heard), volume(heard))
}

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("A", &["---", "- | A03", "---"], rows, "0:0x6 0:1x3 0:2x3"),
    case("B", &["- | B02", "---"], rows, "0:0x6 2:0x6"),
    case("C", &["- | C01", "---"], rows, "0:0x6 1:1x6 2:0x6 3:1x6"),
    case("D", &["C-4 01 v32 | D02"], volume, "32 30 28 26 24 22"),
    case("D", &["C-4 01 v32 | D30"], volume, "32 35 38 41 44 47"),
    case("D", &["C-4 01 v32 | DF2"], volume, "30 30 30 30 30 30"),
    case("E", &["C-4 01 | E08"], pitch, "0 -32 -64 -96 -128 -160"),
    case("E", &["C-4 01 | EF2"], pitch, "-8 -8 -8 -8 -8 -8"),
    case("F", &["C-4 01 | F08"], pitch, "0 32 64 96 128 160"),
    case("F", &["C-4 01 | FE2"], pitch, "2 2 2 2 2 2"),
    case("G", &["C-4 01", "D-4 | G08"], pitch, "0 0 0 0 0 0 0 32 64 96 128 128"),
    case("H", &["C-4 01 | H88", "- | H00"], pitch, "0 22 32 22 0 -22 -32 -22 0 22 32 22"),
    case("I", &["C-4 01 v64 | I21"], volume, "64 64 0 64 64 0"),
    case("J", &["C-4 01 | J47"], pitch, "0 256 448 0 256 448"),
    case("K", &["C-4 01 | H88", "- | K02"], pitch_and_volume,
        "0 22 32 22 0 -22 -32 -22 0 22 32 22 / 64 64 64 64 64 64 64 62 60 58 56 54"),
    case("L", &["C-4 01", "C-5 | G08", "- | L01"], pitch_and_volume,
        "0 0 0 0 0 0 0 32 64 96 128 160 160 192 224 256 288 320 / 64 64 64 64 64 64 64 64 64 64 64 64 64 63 62 61 60 59"),
    case("M", &["C-4 01 | M20"], volume, "32 32 32 32 32 32"),
    case("N", &["C-4 01 | M20", "- | N10"], volume, "32 32 32 32 32 32 32 33 34 35 36 37"),
    case("O", &["C-4 01 | O02", "C-4 01 | O00"], notes, "0: v64 from 512, 6: v64 from 512"),
    case("P", &["C-4 01 p32 | P04"], pan, "0 4 8 12 16 20"),
    case("P", &["C-4 01 p32 | P2F"], pan, "-2 -2 -2 -2 -2 -2"),
    case("Q", &["C-4 01 v64 | Q72"], notes, "0: v64 from 0, 2: v32 from 0, 4: v16 from 0"),
    case("R", &["C-4 01 v32 | R84"], volume, "32 37 40 37 32 27"),
    case("S1", &["C-4 01 | S11", "E-4 | G08"], pitch, "0 0 0 0 0 0 0 64 64 128 128 192"),
    case("S2", &["C-4 01 | S20", "D-4 01 | S21", "E-4 01 | S24", "F-4 01 | S25"], deeds, "0:start0 60, 18:start0 65"),
    case("S3", &["C-4 01 | S32 H88"], pitch, "32 32 32 32 -32 -32"),
    case("S3", &["C-4 01 | S31 H88"], pitch, "32 24 16 8 0 -8"),
    case("S4", &["C-4 01 v32 | S42 R84"], volume, "40 40 40 40 24 24"),
    case("S5", &["C-4 01 p32 | S52 YF8", "- | YF8"], pan, "16 16 16 16 16 16 16 16 16 -16 -16 -16"),
    case("S6", &["- | S62", "---"], rows, "0:0x8 0:1x6"),
    case("S7", &["C-4 01", "- | S70", "- | S71", "- | S72"], deeds,
        "0:start0 60, 6:past0 Cut, 6:past1 Cut, 12:past0 Off, 12:past1 Off, 18:past0 Fade, 18:past1 Fade"),
    case("S7", &["C-4 01; --- | S73", "- | S74", "- | S75", "- | S76"], deeds,
        "0:start0 60, 0:next0 Cut, 0:next1 Cut, 6:next0 Continue, 6:next1 Continue, \
         12:next0 Off, 12:next1 Off, 18:next0 Fade, 18:next1 Fade"),
    case("S8", &["C-4 01 | S80", "- | S8F"], pan, "-32 -32 -32 -32 -32 -32 32 32 32 32 32 32"),
    case("SA", &["C-4 01 | SA1 O02"], notes, "0: v64 from 66048"),
    case("SB", &["- | SB0", "- | SB2"], rows, "0:0x6 0:1x6 0:0x6 0:1x6 0:0x6 0:1x6"),
    case("SC", &["C-4 01 | SC2"], deeds, "0:start0 60, 2:cut0"),
    case("SD", &["C-4 01 | SD3"], deeds, "3:start0 60"),
    case("SE", &["C-4 01 | SE2"], rows, "0:0x6 0:0x6 0:0x6"),
    case("T", &["- | T96"], tempo, "150 150 150 150 150 150"),
    case("T", &["- | T12"], tempo, "120 122 124 126 128 130"),
    case("T", &["- | T02"], tempo, "120 118 116 114 112 110"),
    case("U", &["C-4 01 | U88", "- | U00"], pitch, "0 5 8 5 0 -5 -8 -5 0 5 8 5"),
    case("V", &["- | V40"], deeds, "0:global 64"),
    case("W", &["- | V40", "- | W02"], deeds,
        "0:global 64, 6:global 64, 7:global 62, 8:global 60, 9:global 58, 10:global 56, 11:global 54"),
    case("X", &["C-4 01 | X00", "- | XFF"], pan, "-32 -32 -32 -32 -32 -32 32 32 32 32 32 32"),
    case("Y", &["C-4 01 p32 | Y8F"], pan, "0 5 11 16 21 24"),
    case("Z", &["C-4 01 | Z00", "- | Z7B"], cutoff,
        "-95.25 -95.25 -95.25 -95.25 -95.25 -95.25 -3 -3 -3 -3 -3 -3"),
    case("?", &["C-4 01 | ?00", "C-4 01 | ?FF"], deeds, "6:start0 60"),
    case("%", &["C-4 01 | %23"], deeds, "6:start0 60, 24:start0 60"),
    case("*", &["C-4 01 v64 | *35"], notes, "0: v64 from 0, 2: v32 from 0, 4: v16 from 0"),
    case("*", &["C-4 01 | *40"], deeds, "0:start0 60, 1+32768:start0 60, 3:start0 60, 4+32768:start0 60"),
    case("/", &["C-4 01 | /1F"], notes, "0: v64 slice 31"),
    case("@", &["C-4 02 | @01", "C-4 02"], deeds, "0:leave0, 0:startp0.0 64, 6:cutp0.0, 6:start0 60"),
    case("=", &["C-4 01 | =08"], deeds, "0:start0 60, 3:off0"),
    case("^", &["C-4 01 v64 | ^00"], notes, "0: v64 from 0"),
    case("!", &["- | !32", "- | !60 !A5"], master, "0 0 16 16 16 16 16l 16l 16l 16l 16l 16lt"),
    case("!", &["- | !40", "- | !81", "- | !54 !93"], master,
        "32 32 32 32 32 32 32 32h 32h 32h 32h 32h 32h 32h 32h 32 0 0"),
    case("&", &["C-4 01 | &80"], deeds, "0:lock track.pan 0.50, 0:start0 60"),
    case("a", &["C-4 01", "--- -- v32", "--- -- a03"], volume,
        "64 64 64 64 64 64 32 32 32 32 32 32 35 35 35 35 35 35"),
    case("b", &["C-4 01", "--- -- b03"], volume, "64 64 64 64 64 64 61 61 61 61 61 61"),
    case("c", &["C-4 01 v32", "--- -- c02"], volume, "32 32 32 32 32 32 32 34 36 38 40 42"),
    case("d", &["C-4 01", "--- -- d02"], volume, "64 64 64 64 64 64 64 62 60 58 56 54"),
    case("e", &["C-4 01", "--- -- e02"], pitch, "0 0 0 0 0 0 0 -32 -64 -96 -128 -160"),
    case("f", &["C-4 01", "--- -- f02"], pitch, "0 0 0 0 0 0 0 32 64 96 128 160"),
    case("g", &["C-4 01", "D-4 -- g03"], pitch, "0 0 0 0 0 0 0 32 64 96 128 128"),
    case("h", &["C-4 01 | H80", "--- -- h08"], pitch, "0 0 0 0 0 0 -32 -22 0 22 32 22"),
];

/// Who is read, with the song around the rows that some effects need.
fn stage(case: &Case) -> Song {
    let mut song = song(case.rows);
    Arc::make_mut(&mut song.tracks[0]).locks[0] = "track.pan".to_owned();
    let again = match case.effect {
        "B" => 3,
        "C" => 4,
        _ => 1,
    };
    song.order = Arc::new(vec![song.order[0].clone(); again]);
    if case.effect == "%" {
        Arc::make_mut(&mut song.order)[0].repeats = 6;
    }
    song
}

#[test]
fn every_effect_does_at_each_tick_what_its_row_says() {
    let mut faults = Vec::new();
    for case in CASES {
        let heard = (case.read)(&play(&stage(case)));
        if heard != case.heard {
            faults.push(format!("{} {:?}:\n  {heard}\nnot\n  {}", case.effect, case.rows, case.heard));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_effect_has_a_row_here_and_every_row_an_effect() {
    let here: BTreeSet<String> = CASES.iter().map(|case| case.effect.to_owned()).collect();
    let letters = effects::all().map(|effect| char::from(effect.code).to_string());
    let specials = effects::specials().map(|effect| format!("S{}", char::from(effect.code)));
    let fields = ('a'..='h').map(String::from);
    let all: BTreeSet<String> =
        letters.filter(|letter| letter != "S").chain(specials).chain(fields).collect();
    assert_eq!(here.difference(&all).collect::<Vec<_>>(), Vec::<&String>::new(), "no such effect");
    assert_eq!(all.difference(&here).collect::<Vec<_>>(), Vec::<&String>::new(), "effects without a test");
    for case in CASES {
        let letter = &case.effect[..1];
        let stands = case.rows.iter().any(|row| row.contains(letter));
        assert!(stands, "{} does not stand in its own rows", case.effect);
    }
}
