//! Covers of small songs.

use super::notes::{dots, heard};
use super::video::{SIZE, WIDTH, trace};
use super::*;
use crate::instruments::KINDS;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::notation::parse_row;
use std::sync::Arc;

fn song(rows: &[(u16, &str)]) -> Song {
    let rows = rows.iter().map(|(row, text)| (*row, parse_row(text).expect("a row"))).collect();
    let mut song = Edit::Rows { pattern: 0, track: 0, rows }.apply(&Song::default()).expect("a song");
    song.instruments.push(Some(Arc::new(Instrument::new("one", (KINDS[0].new)()))));
    song
}

fn art(title: &str, rows: &[(u16, &str)]) -> Art {
    let ring = Ring { dots: dots(&song(rows)), levels: Vec::new() };
    Art {
        title: title.to_owned(),
        artist: "Ann".to_owned(),
        rings: vec![ring],
        back: [0, 0, 0],
        line: [20, 20, 20],
        inks: [[200, 0, 0]; 6],
    }
}

#[test]
fn notes_are_dots_where_and_as_high_as_they_are() {
    let ring = &art("A", &[(0, "C-4 01 v64"), (16, "C-5 01 v32"), (32, "G-4 01")]).rings[0];
    let places: Vec<(f32, f32)> = ring.dots.iter().map(|dot| (dot.turn, dot.height)).collect();
    assert_eq!(places[..2], [(0.0, 0.0), (0.25, 1.0)]);
    assert_eq!((ring.dots[0].level, ring.dots[1].level), (1.0, 0.5));
    assert!((places[2].1 - 7.0 / 12.0).abs() < 1e-6 && places[2].0 == 0.5);
}

#[test]
fn what_is_struck_again_or_comes_late_is_drawn_as_it_is_played() {
    let dots = |rows| art("A", rows).rings[0].dots.clone();
    let plain = dots(&[(0, "C-4 01"), (32, "E-4 01")]);
    let struck = dots(&[(0, "C-4 01 | Q03"), (1, "==="), (32, "E-4 01")]);
    assert!(struck.len() > plain.len(), "{} {}", struck.len(), plain.len());
    let late = dots(&[(0, "C-4 01"), (32, "E-4 01 v64 d80")]);
    assert!(late[1].turn > plain[1].turn, "{late:?}");
    // The second half at half the tempo begins after a third of the time.
    let slow = dots(&[(0, "C-4 01"), (32, "E-4 01 | T3F")]);
    assert!((0.32..0.36).contains(&slow[1].turn), "{slow:?}");
}

#[test]
fn another_song_gives_another_picture_and_the_same_the_same() {
    let picture = |rows: &[(u16, &str)]| art("A", rows).square(200);
    let one = picture(&[(0, "C-4 01"), (16, "E-4 01")]);
    assert_eq!(one, picture(&[(0, "C-4 01"), (16, "E-4 01")]));
    assert_ne!(one, picture(&[(0, "C-4 01"), (16, "F-4 01"), (32, "E-4 01")]));
}

#[test]
fn title_and_artist_are_lettered_inside_the_picture_however_long_they_are() {
    let blank = art("", &[(0, "C-4 01")]).square(400);
    for title in [
        "A",
        "A title of very many words that goes on and on and does not end",
        "Donaudampfschifffahrtsgesellschaftskapitän",
    ] {
        let lettered = art(title, &[(0, "C-4 01")]).square(400);
        let changed = |row: usize| {
            let row = 3 * 400 * row..3 * 400 * (row + 1);
            blank.pixels[row.clone()] != lettered.pixels[row]
        };
        assert!((332..400).any(changed), "{title}");
        assert!(!(0..320).any(changed), "{title}");
        let margin = |row: usize| &lettered.pixels[3 * (400 * row + 381)..3 * 400 * (row + 1)];
        assert!((332..400).all(|row| margin(row).iter().all(|level| *level == 0)), "{title}");
    }
    assert!(art("Größe", &[]).can_letter() && !art("Ωmega", &[]).can_letter());
}

#[test]
fn in_a_video_notes_come_down_to_a_line_and_the_wave_is_that_of_the_sound() {
    let art = art("A", &[]);
    // Eight rows a second: one note for the first second, the next one a second later.
    let notes = heard(&song(&[(0, "C-4 01"), (8, "==="), (16, "C-5 01"), (24, "===")]));
    assert_eq!((notes[0].begin, notes[0].end, notes[1].begin, notes[1].key), (0.0, 1.0, 2.0, 72));
    let scene = art.scene("A", "Ann", notes, (0.0, 4.0));
    let pixel = |picture: &Canvas, x: usize, y: usize| picture.pixels[3 * (y * SIZE.0 + x)..][..3].to_vec();
    // Right above the line, in the middle of the only column, and where the second note is half a second before it sounds.
    let (line, soon) =
        (|picture: &Canvas| pixel(picture, 270, 555), |picture: &Canvas| pixel(picture, 270, 485));
    let at = |second: f64| scene.at(second, &[]);
    assert_eq!(soon(&at(1.5)), [200, 0, 0], "it comes");
    assert_eq!(line(&at(1.5)), [0, 0, 0], "nothing sounds");
    assert!(line(&at(2.5))[1] > 50, "what sounds is lighter");
    assert_eq!(line(&at(3.5)), [0, 0, 0], "it has gone");
    let wave = trace([&[0.5; WIDTH], &[0.5; WIDTH]]);
    assert_eq!(
        (pixel(&scene.at(1.5, &wave), 270, 680), pixel(&at(1.5), 270, 680)),
        (vec![200, 0, 0], vec![0, 0, 0])
    );
    assert_eq!(trace([&[0.0], &[0.0]]), [0.0]);
}

#[test]
fn the_look_tells_songs_apart_and_colours_do_not() {
    let [one, other] = [16, 20].map(|row| art("A", &[(0, "C-4 01"), (row, "E-4 01")]));
    assert_eq!(one.colours(), other.colours());
    assert_ne!(one.look(), other.look());
}
