//! What is drawn under the fields of an instrument, and moved there by keys and by the mouse.

mod screen_stage;

use screen_stage::Stage;
use segno::instruments::sampler::{self, zone::Zone};
use segno::instruments::{KINDS, Patch};
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::studio::pointer::{Mouse, MouseDeed, point};
use segno::studio::seat::SheetCursor;
use segno::studio::sheets;
use segno::studio::view::View;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The instruments' view of one instrument, the cursor on the field of that name in the column that begins so.
fn stage(patch: Patch, label: &str) -> Stage {
    let instrument = Some(Arc::new(Instrument::new("It", patch)));
    let mut stage = Stage::new(Song { instruments: vec![instrument], ..Song::default() });
    stage.seat.look_at(View::Instruments);
    go_to(&mut stage, label);
    stage
}

fn go_to(stage: &mut Stage, label: &str) {
    let sheet = sheets::of(View::Instruments).expect("a sheet");
    let columns = (sheet.columns)(&stage.studio, &stage.seat).len();
    for column in 1..columns {
        for row in 0..(sheet.rows)(&stage.studio, &stage.seat, column) {
            let at = SheetCursor { column, row };
            if (sheet.field)(&stage.studio, &stage.seat, at).is_some_and(|field| field.label == label) {
                *stage.seat.sheet_mut() = at;
                return;
            }
        }
    }
    panic!("no {label}");
}

fn value(stage: &Stage, name: &str) -> f32 {
    let song = stage.studio.song();
    let knobs = song.instrument(0).expect("an instrument").patch.knobs();
    knobs.value(knobs.find(name).expect("a parameter"))
}

fn zones(stage: &Stage) -> Vec<[u8; 4]> {
    match &stage.studio.song().instrument(0).expect("an instrument").patch {
        Patch::Sampler(sampler) => sampler
            .zones
            .iter()
            .map(|zone| [zone.low_key, zone.high_key, zone.low_velocity, zone.high_velocity])
            .collect(),
        other => panic!("{}", other.kind()),
    }
}

fn subtractive() -> Patch {
    (KINDS.iter().find(|kind| kind.name == "subtractive").expect("a kind").new)()
}

fn sampler() -> Patch {
    let zone = |low_key, high_key| Zone { low_key, high_key, ..Zone::default() };
    Patch::Sampler(sampler::Patch { zones: Arc::new(vec![zone(0, 59), zone(60, 127)]), ..Default::default() })
}

fn mouse(stage: &mut Stage, deed: MouseDeed, (column, row): (u16, u16), seconds: u64) {
    let mouse = Mouse { deed, column, row, control: false, alt: false, shift: false };
    point(&mut stage.studio, &mut stage.seat, mouse, Instant::now() + Duration::from_secs(seconds));
    stage.text(80, 24);
}

/// Where a sign stands in the lower part of the screen, the first from the left.
fn find(stage: &mut Stage, sign: &str) -> (u16, u16) {
    let text = stage.text(80, 24);
    let cells = text.lines().enumerate().skip(12).take(10).flat_map(|(row, line)| {
        line.chars().enumerate().map(move |(column, found)| (column as u16, row as u16, found))
    });
    let mut found: Vec<_> =
        cells.filter(|(.., found)| sign.starts_with(*found)).map(|(column, row, _)| (column, row)).collect();
    found.sort_unstable();
    *found.first().unwrap_or_else(|| panic!("no {sign} in\n{text}"))
}

#[test]
fn the_points_of_an_envelope_move_by_keys() {
    let mut stage = stage(subtractive(), "attack");
    let (attack, sustain) = (value(&stage, "attack"), value(&stage, "sustain"));
    stage.press("_ right ctrl-right");
    assert!(value(&stage, "attack") > attack);
    stage.press("_ up");
    let told = stage.studio.notices.last().map(|notice| notice.text.clone()).unwrap_or_default();
    assert!(told.starts_with("this point has only a time"), "{told}");
    stage.press("_ tab _ down _ left");
    assert!(value(&stage, "sustain") < sustain, "the end of the decay has a level");
    let decay = value(&stage, "decay");
    stage.press("ctrl-z ctrl-z _ tab _ tab");
    assert!(value(&stage, "decay") > decay && value(&stage, "sustain") == sustain);
    let text = stage.text(80, 24);
    assert_eq!(
        text.matches('●').count() + text.lines().skip(12).filter(|line| line.contains('◆')).count(),
        3,
        "{text}"
    );
}

#[test]
fn a_point_is_dragged_in_one_step() {
    let mut stage = stage(subtractive(), "decay");
    let (decay, sustain) = (value(&stage, "decay"), value(&stage, "sustain"));
    let from = find(&mut stage, "◆");
    mouse(&mut stage, MouseDeed::Down(0), from, 1);
    for step in 1..=6 {
        mouse(&mut stage, MouseDeed::Drag(0), (from.0 + step, from.1 + step / 4), 1);
    }
    mouse(&mut stage, MouseDeed::Up(0), (from.0 + 6, from.1 + 1), 1);
    assert!(value(&stage, "decay") > decay && value(&stage, "sustain") < sustain);
    stage.press("ctrl-z");
    assert_eq!((value(&stage, "decay"), value(&stage, "sustain")), (decay, sustain), "one step");
    let release = value(&stage, "release");
    let text = stage.text(80, 24);
    let row =
        text.lines().skip(12).position(|line| line.contains("the key is let go")).expect("a picture") + 12;
    mouse(&mut stage, MouseDeed::Down(0), (78, row as u16 - 2), 9);
    mouse(&mut stage, MouseDeed::Drag(0), (60, row as u16 - 2), 9);
    assert!(value(&stage, "release") < release, "the nearest point is taken: {text}");
}

#[test]
fn zones_are_drawn_over_the_keyboard_and_moved() {
    let mut stage = stage(sampler(), "low key");
    let text = stage.text(80, 24);
    assert!(text.contains("zone 1 of 2: keys 0 to B-3, velocities 0 to 127, root C-4"), "{text}");
    let row = text.lines().find(|line| line.starts_with("1█")).expect("the zone at the cursor");
    assert_eq!((row.matches('█').count(), row.matches('░').count() > 30), (29, true), "{text}");
    stage.press("_ right ctrl-right");
    assert_eq!(zones(&stage)[0], [2, 61, 0, 127]);
    stage.press("_ tab");
    assert!(stage.text(80, 24).contains("zone 2 of 2"));
    stage.press("ctrl-right");
    assert_eq!(zones(&stage)[1], [60, 127, 0, 127]);
    let text = stage.text(80, 24);
    assert!(text.contains("the zone is at the end of the keyboard"), "{text}");
}

#[test]
fn a_zone_is_dragged_by_its_edges_and_as_a_whole_in_one_step() {
    let mut stage = stage(sampler(), "low key");
    let (_, row) = find(&mut stage, "█");
    let middle = row + 1;
    mouse(&mut stage, MouseDeed::Down(0), (29, middle), 1);
    mouse(&mut stage, MouseDeed::Drag(0), (25, middle), 1);
    mouse(&mut stage, MouseDeed::Drag(0), (20, middle), 1);
    mouse(&mut stage, MouseDeed::Up(0), (20, middle), 1);
    assert_eq!(zones(&stage)[0], [0, 41, 0, 127], "its highest key");
    mouse(&mut stage, MouseDeed::Down(0), (45, middle), 5);
    assert!(stage.text(80, 24).contains("zone 2 of 2"), "the other zone is taken");
    mouse(&mut stage, MouseDeed::Drag(0), (40, middle), 5);
    assert_eq!(zones(&stage)[1], [50, 117, 0, 127]);
    stage.press("ctrl-z");
    assert_eq!(zones(&stage)[1], [60, 127, 0, 127], "one step");
    stage.press("ctrl-z");
    assert_eq!(zones(&stage)[0], [0, 59, 0, 127]);
}
