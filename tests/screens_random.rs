//! No song, view, place or size of the terminal makes the screen fail.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod screen_stage;
mod song_random;

use proptest::prelude::*;
use screen_stage::Stage;
use segno::studio::grid::{Place, Selection, columns};
use segno::studio::keymap::menu::{LEADER, SECOND};
use segno::studio::prompt::{Choice, Prompt, Question};
use segno::studio::seat::SheetCursor;
use segno::studio::text_line::TextLine;
use segno::studio::view::View;
use song_random::{Random, song};

fn place(random: &mut Random, stage: &Stage) -> Place {
    let song = stage.studio.song();
    let track = random.below(song.tracks.len() as u64) as usize;
    let shown = columns(&song.tracks[track]);
    let column = shown[random.below(shown.len() as u64) as usize];
    let row = random.below(u64::from(stage.seat.rows(song))) as u16;
    let digit = random.below(u64::from(column.digits())) as u8;
    Place { row, track: track as u16, column, digit }
}

fn prompt(random: &mut Random) -> Option<Prompt> {
    let line = TextLine::new(&random.text());
    match random.below(6) {
        0 => Some(Prompt::Line(line)),
        1 => Some(Prompt::Palette { line, chosen: random.below(50) as usize }),
        2 => Some(Prompt::Value {
            title: random.text(),
            line,
            file: random.next().is_multiple_of(2),
            accept: |_, _, _| Ok(()),
        }),
        3 => Some(Prompt::Question(Question {
            title: random.text(),
            lines: (0..random.below(40)).map(|_| random.text()).collect(),
            scroll: random.below(50) as usize,
            answers: vec![Choice { key: 'y', label: "yes", run: |_, _| Ok(()) }],
        })),
        _ => None,
    }
}

/// Puts the seat anywhere.
fn wander(random: &mut Random, stage: &mut Stage) {
    let song = stage.studio.song().clone();
    stage.seat.go_to_order(&song, random.below(song.order.len() as u64) as u16);
    if random.chance(30) {
        stage.seat.pattern = random.below(song.patterns.len() as u64) as u16;
    }
    stage.seat.place = place(random, stage);
    if random.chance(50) {
        let (anchor, head) = (place(random, stage), place(random, stage));
        stage.seat.selection = Some(Selection { anchor, head, stays: random.chance(50) });
    }
    if random.chance(50) {
        let order = random.below(song.order.len() as u64) as u16;
        stage.hear(order, random.below(512) as u16);
        stage.studio.transport.master = [f32::NAN, f32::INFINITY];
    }
    stage.seat.instrument = random.below(255) as u8;
    stage.seat.edit = random.chance(50);
    stage.seat.scroll = random.below(2_000) as usize;
    stage.studio.settings.frugal = random.chance(30).then_some(true);
    if random.chance(30) {
        stage.seat.leader = vec![if random.chance(50) { LEADER } else { SECOND }];
    }
    if random.chance(30) {
        stage.studio.warn(random.text());
    }
    stage.seat.sheets.iter_mut().for_each(|cursor| {
        *cursor = SheetCursor { column: random.below(12) as usize, row: random.below(40) as usize };
    });
    stage.seat.prompt = prompt(random);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_screen_never_fails(
        seeds in prop::collection::vec(any::<u64>(), 0..60),
        seat in any::<u64>(),
        (width, height) in (1u16..=250, 1u16..=80),
    ) {
        let mut stage = Stage::new(song(&seeds));
        let mut random = Random(seat);
        for (view, _) in View::ALL {
            stage.seat.view = *view;
            wander(&mut random, &mut stage);
            stage.seat.view = *view;
            let buffer = stage.buffer(width, height);
            for cell in &buffer.content {
                prop_assert!(!cell.symbol().chars().any(char::is_control), "{:?}", cell.symbol());
            }
            if let Some(cursor) = stage.cursor {
                prop_assert!(cursor.x < width && cursor.y < height);
            }
        }
    }
}
