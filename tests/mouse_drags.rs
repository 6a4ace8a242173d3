//! The mouse with its button held, and the wheel, in every view.

mod screen_stage;

use screen_stage::{Stage, song};
use segno::formats;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::lane::Lane;
use segno::song::notation::{parse_row, row_text};
use segno::song::note::Pitch;
use segno::song::phrase::Phrase;
use segno::song::remark::Remark;
use segno::song::sample::SampleReference;
use segno::song::unknown::Unknown;
use segno::studio::commands::run_line;
use segno::studio::pointer::{Mouse, MouseDeed, Target, point};
use segno::studio::roll::voices::voices;
use segno::studio::seat::{Seat, SheetCursor};
use segno::studio::view::View;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn deed(stage: &mut Stage, deed: MouseDeed, (column, row): (u16, u16), seconds: u64) {
    let mouse = Mouse { deed, column, row, control: false, alt: false, shift: false };
    point(&mut stage.studio, &mut stage.seat, mouse, Instant::now() + Duration::from_secs(seconds));
    stage.text(80, 24);
}

/// The button goes down at one target and is held to another one.
fn drag(stage: &mut Stage, from: impl Fn(Target) -> bool, to: impl Fn(Target) -> bool) {
    stage.text(80, 24);
    let (from, to) = (spot(&stage.seat, from), spot(&stage.seat, to));
    deed(stage, MouseDeed::Down(0), from, 10);
    deed(stage, MouseDeed::Drag(0), to, 10);
    deed(stage, MouseDeed::Up(0), to, 10);
}

/// The same with the right button, over several places.
fn drag_aside(stage: &mut Stage, from: Target, to: Target) {
    stage.text(80, 24);
    let (from, to) = (spot(&stage.seat, |it| it == from), spot(&stage.seat, |it| it == to));
    deed(stage, MouseDeed::Down(2), from, 10);
    deed(stage, MouseDeed::Drag(2), to, 10);
    deed(stage, MouseDeed::Up(2), to, 10);
}

/// The lane of the first track, its rows that hold something.
fn lane(stage: &Stage) -> Vec<String> {
    let lane = stage.studio.song().lane(0, 0).cloned().unwrap_or_default();
    lane.rows().iter().map(|(number, row)| format!("{number:02} {}", row_text(&row))).collect()
}

/// The piano roll, or the step sequencer, of these rows of the first track.
fn over(view: View, rows: &[(u16, &str)]) -> Stage {
    let rows = rows.iter().map(|(number, text)| (*number, parse_row(text).expect("a row"))).collect();
    let lane = Lane::new(None, rows, Unknown::default());
    let mut stage = Stage::new(song());
    stage.studio.edit("write", Edit::Lane { pattern: 0, track: 0, lane: Box::new(lane) }).expect("written");
    stage.seat.look_at(view);
    stage.seat.roll.pitch = pitch(60);
    stage
}

fn pitch(key: u8) -> Pitch {
    Pitch::from_midi(key).expect("a pitch")
}

fn note(row: u16, key: u8) -> Target {
    Target::Note { row, pitch: pitch(key) }
}

#[test]
fn a_note_moves_with_the_mouse_and_what_it_passes_stays() {
    let mut stage = over(View::Roll, &[(2, "C-4 01 v20"), (4, "==="), (6, "D-4 01")]);
    let before = stage.studio.song().clone();
    stage.text(80, 24);
    let from = spot(&stage.seat, |target| target == note(2, 60));
    deed(&mut stage, MouseDeed::Down(0), from, 10);
    // Over the other note, and on to the row behind it.
    for (row, key) in [(6, 62), (6, 61), (9, 65)] {
        let to = spot(&stage.seat, |target| target == note(row, key));
        deed(&mut stage, MouseDeed::Drag(0), to, 10);
    }
    assert_eq!(lane(&stage), ["06 D-4 01", "09 -; F-4 01 v20", "11 -; ==="]);
    assert_eq!(stage.seat.roll.pitch, pitch(65));
    stage.press("ctrl-z");
    assert_eq!(stage.studio.song(), &before, "one step");
}

#[test]
fn a_note_that_is_dragged_out_of_the_roll_and_back_has_moved_in_one_step() {
    let mut stage = over(View::Roll, &[(2, "C-4 01 v20"), (4, "===")]);
    let before = stage.studio.song().clone();
    stage.text(80, 24);
    let from = spot(&stage.seat, |target| target == note(2, 60));
    deed(&mut stage, MouseDeed::Down(0), from, 10);
    for row in [5, 8] {
        let to = spot(&stage.seat, |target| target == note(row, 60));
        deed(&mut stage, MouseDeed::Drag(0), to, 10);
        deed(&mut stage, MouseDeed::Drag(0), (0, 0), 10);
    }
    deed(&mut stage, MouseDeed::Up(0), from, 10);
    assert_ne!(stage.studio.song(), &before);
    stage.press("ctrl-z");
    assert_eq!(stage.studio.song(), &before, "one step");
}

#[test]
fn the_right_end_of_a_note_is_drawn_out_and_in() {
    let mut stage = over(View::Roll, &[(2, "C-4 01"), (4, "===")]);
    drag(&mut stage, |target| target == note(3, 60), |target| target == note(7, 60));
    assert_eq!(lane(&stage), ["02 C-4 01", "08 ==="]);
    drag_aside(&mut stage, note(2, 60), note(2, 64));
    assert_eq!(lane(&stage), ["02 C-4 01", "03 ==="], "the right button makes any note longer or shorter");
    stage.press("ctrl-z ctrl-z");
    assert_eq!(lane(&stage), ["02 C-4 01", "04 ==="]);
}

#[test]
fn a_note_is_drawn_where_there_is_none() {
    let mut stage = over(View::Roll, &[]);
    stage.seat.instrument = 1;
    drag(&mut stage, |target| target == note(4, 62), |target| target == note(7, 64));
    assert_eq!(lane(&stage), ["04 D-4 02", "08 ==="]);
    assert_eq!(stage.seat.roll.length, 4, "the next note is as long");
    stage.press("ctrl-z");
    assert_eq!(lane(&stage), [""; 0]);
}

#[test]
fn notes_in_a_box_are_moved_together_copied_and_taken_out() {
    let mut stage = over(View::Roll, &[(2, "C-4 01"), (3, "E-4 01"), (5, "==="), (9, "C-4 01")]);
    drag_aside(&mut stage, note(1, 66), note(5, 59));
    drag(&mut stage, |target| target == note(2, 60), |target| target == note(4, 61));
    assert_eq!(lane(&stage), ["04 C#4 01", "05 F-4 01", "07 ===", "09 C-4 01"]);
    stage.press("alt-down");
    assert_eq!(lane(&stage), ["04 C-4 01", "05 E-4 01", "07 ===", "09 C-4 01"], "keys move the box too");
    stage.press("c");
    stage.seat.roll.pitch = pitch(76);
    stage.press("home v");
    assert_eq!(&lane(&stage)[..2], ["00 C-5 01", "01 E-5 01"]);
    stage.press("ctrl-z");
    stage.seat.roll.corner = Some((0, pitch(50)));
    stage.seat.roll.pitch = pitch(70);
    stage.press("end x");
    assert_eq!(lane(&stage), [""; 0]);
    stage.press("ctrl-z");
    assert_eq!(lane(&stage).len(), 4, "one step");
}

/// Somebody else writes a row of the first track.
fn another_writes(stage: &mut Stage, row: u16, text: &str) {
    let mut other = stage.seat.beside();
    other.person.number = 2;
    stage.studio.act(&other);
    let rows = vec![(row, parse_row(text).expect("a row"))];
    stage.studio.edit("write", Edit::Rows { pattern: 0, track: 0, rows }).expect("written");
    stage.studio.act(&stage.seat);
}

#[test]
fn what_others_write_while_a_note_is_dragged_stays() {
    let mut stage = over(View::Roll, &[(2, "C-4 01 v20; G-4 01"), (4, "===")]);
    stage.seat.person.number = 1;
    stage.studio.act(&stage.seat);
    stage.text(80, 24);
    let from = spot(&stage.seat, |target| target == note(2, 60));
    let to = [6, 9].map(|row| spot(&stage.seat, |target| target == note(row, 60)));
    deed(&mut stage, MouseDeed::Down(0), from, 10);
    deed(&mut stage, MouseDeed::Drag(0), to[0], 10);
    assert_eq!(lane(&stage), ["02 -; G-4 01", "06 C-4 01 v20", "08 ==="]);
    // In rows that the note leaves, has come to and passes.
    another_writes(&mut stage, 2, "E-4 02; G-4 01 | D02");
    another_writes(&mut stage, 3, "===; ===");
    another_writes(&mut stage, 6, "C-4 01 v20 | A06");
    another_writes(&mut stage, 8, "===; A-4 02");
    deed(&mut stage, MouseDeed::Drag(0), to[1], 10);
    deed(&mut stage, MouseDeed::Up(0), to[1], 10);
    assert_eq!(
        lane(&stage),
        ["02 E-4 02; G-4 01 | D02", "03 ===; ===", "06 | A06", "08 -; A-4 02", "09 C-4 01 v20", "11 ==="]
    );
}

#[test]
fn what_others_write_while_steps_are_painted_stays() {
    let mut stage = over(View::Steps, &[(0, "C-4 01")]);
    let steps = [1, 3, 8].map(|row| step(&stage, row));
    stage.text(80, 24);
    let places = steps.map(|wanted| spot(&stage.seat, |target| target == wanted));
    deed(&mut stage, MouseDeed::Down(0), places[0], 10);
    deed(&mut stage, MouseDeed::Drag(0), places[1], 10);
    another_writes(&mut stage, 2, "C-4 01 | V20");
    another_writes(&mut stage, 5, "G-4 02 | D02");
    deed(&mut stage, MouseDeed::Drag(0), places[2], 10);
    assert_eq!(
        lane(&stage)[2..6].join(" / "),
        "02 C-4 01 | V20 / 03 C-4 01 / 04 C-4 01 / 05 G-4 02; C-4 01 | D02"
    );
}

/// The place of a row in the line of C-4.
fn step(stage: &Stage, row: u16) -> Target {
    let voices = voices(stage.studio.song(), &stage.seat);
    let line = voices.iter().position(|voice| voice.pitch == pitch(60)).expect("a line");
    Target::Step { row, line }
}

#[test]
fn steps_are_painted_and_wiped_out() {
    let mut stage = over(View::Steps, &[(0, "C-4 01"), (6, "C-4 01 v20")]);
    let at = |row| step(&over(View::Steps, &[(0, "C-4 01")]), row);
    let (first, third, eighth) = (at(1), at(3), at(8));
    drag(&mut stage, |target| target == first, |target| target == eighth);
    assert_eq!(lane(&stage).len(), 9, "no gaps, and what is there stays: {:?}", lane(&stage));
    assert_eq!(lane(&stage)[6], "06 C-4 01 v20");
    drag(&mut stage, |target| target == eighth, |target| target == third);
    assert_eq!(
        lane(&stage),
        ["00 C-4 01", "01 C-4 01", "02 C-4 01", "03 ==="],
        "the last one rings no longer"
    );
    stage.press("ctrl-z ctrl-z");
    assert_eq!(lane(&stage).len(), 2, "a step each");
}

#[test]
fn a_step_is_louder_and_softer_by_dragging_it_up_and_down_and_by_the_wheel() {
    let mut stage = over(View::Steps, &[(4, "C-4 01 v20")]);
    stage.text(80, 24);
    let wanted = step(&stage, 4);
    let at = spot(&stage.seat, |target| target == wanted);
    deed(&mut stage, MouseDeed::Down(0), at, 10);
    for line in 1..=4 {
        deed(&mut stage, MouseDeed::Drag(0), (at.0, at.1 + line), 10);
    }
    deed(&mut stage, MouseDeed::Drag(0), (at.0, at.1 + 2), 10);
    deed(&mut stage, MouseDeed::Up(0), (at.0, at.1 + 2), 10);
    assert_eq!(lane(&stage), ["04 C-4 01 v12"]);
    stage.press("ctrl-z");
    assert_eq!(lane(&stage), ["04 C-4 01 v20"], "one step");
    let mouse = Mouse {
        deed: MouseDeed::Wheel(-1),
        column: at.0,
        row: at.1,
        control: true,
        alt: false,
        shift: false,
    };
    point(&mut stage.studio, &mut stage.seat, mouse, Instant::now());
    assert_eq!(lane(&stage), ["04 C-4 01 v24"]);
}

fn spot(seat: &Seat, wanted: impl Fn(Target) -> bool) -> (u16, u16) {
    let spots = seat.spots.borrow();
    spots.iter().find(|spot| wanted(spot.target)).expect("something drawn").from
}

#[test]
fn slots_are_marked() {
    let mut stage = Stage::new(song());
    stage.seat.look_at(View::Matrix);
    drag(&mut stage, |target| target == Target::Slot(0, 0), |target| target == Target::Slot(2, 1));
    let anchor = stage.seat.slots.anchor.expect("marked slots");
    assert_eq!((anchor.order, anchor.track, stage.seat.order, stage.seat.place.track), (0, 0, 2, 1));
}

#[test]
fn rows_of_a_curve_are_marked() {
    let mut stage = Stage::new(song());
    let points = ["0 50 hold", "8 90 smooth"].map(|text| Point::parse(text).expect("a point")).to_vec();
    let edit = Edit::Curve { pattern: 0, track: 0, curve: Curve::new("track.pan", points) };
    stage.studio.edit("draw", edit).expect("drawn");
    stage.seat.look_at(View::Automation);
    drag(&mut stage, |target| target == Target::CurveRow(2), |target| target == Target::CurveRow(6));
    assert_eq!(stage.seat.selection.map(|marked| marked.rows()), Some((2, 6)));
}

#[test]
fn a_number_is_turned_by_dragging_it_in_one_step() {
    let mut stage = Stage::new(song());
    stage.press("f10");
    let before = stage.studio.song().clone();
    stage.text(80, 24);
    let field = Target::Field(SheetCursor { column: 1, row: 1 });
    let at = spot(&stage.seat, |target| target == field);
    deed(&mut stage, MouseDeed::Down(0), at, 10);
    deed(&mut stage, MouseDeed::Drag(0), (at.0, at.1 + 1), 10);
    deed(&mut stage, MouseDeed::Drag(0), (at.0, at.1 + 3), 10);
    deed(&mut stage, MouseDeed::Up(0), (at.0, at.1 + 3), 10);
    assert_ne!(stage.studio.song(), &before);
    stage.press("ctrl-z");
    assert_eq!(stage.studio.song(), &before, "one step");
}

#[test]
fn a_wave_is_drawn_with_the_right_button_in_one_step() {
    let (_folder, mut stage) = wave();
    let before = stage.studio.song().clone();
    stage.text(80, 24);
    let frames = [100, 150, 120].map(|frame| spot(&stage.seat, |target| target == Target::Frame(frame)));
    let top = frames[0].1;
    let lines =
        stage.seat.spots.borrow().iter().find(|spot| spot.target == Target::Frame(100)).map(|it| it.size.1);
    let bottom = top + lines.expect("a picture") - 1;
    deed(&mut stage, MouseDeed::Down(2), (frames[0].0, top), 10);
    deed(&mut stage, MouseDeed::Drag(2), (frames[1].0, bottom), 10);
    deed(&mut stage, MouseDeed::Drag(2), (frames[2].0, top), 10);
    deed(&mut stage, MouseDeed::Up(2), (frames[2].0, top), 10);
    let audio = stage.studio.samples.bank().audio(0).expect("a sample");
    let high = 1.0 - 1.0 / f32::from(lines.expect("a picture"));
    let sound = audio.channel(0);
    assert!((sound[100] - high).abs() < 1e-3 && (sound[150] + high).abs() < 1e-3, "{sound:?}");
    assert!((sound[120] - high).abs() < 1e-3 && sound[135].abs() < 0.05, "back to frame 120: {sound:?}");
    assert!((sound[99] - 99.0 * 50.0 / 32_768.0).abs() < 1e-3, "nothing else was drawn");
    stage.press("ctrl-z");
    assert_eq!(stage.studio.song(), &before, "one step");
}

#[test]
fn frames_of_a_sample_are_marked() {
    let (_folder, mut stage) = wave();
    drag(&mut stage, |target| target == Target::Frame(100), |target| target == Target::Frame(200));
    assert_eq!(stage.seat.wave.marked(400), Some(100..200));
}

/// The sample editor with a ramp of 400 frames, and its folder.
fn wave() -> (tempfile::TempDir, Stage) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bytes =
        b"RIFF\x44\x03\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\x20\x03\0\0"
            .to_vec();
    bytes.extend((0..400i16).flat_map(|n| (n * 50).to_le_bytes()));
    std::fs::write(folder.path().join("ramp.wav"), bytes).expect("written");
    let mut song = song();
    let sample = SampleReference { name: "ramp".into(), path: "ramp.wav".into(), ..Default::default() };
    song.samples = vec![Some(Arc::new(sample))];
    let path = folder.path().join("a.ron");
    std::fs::write(&path, formats::song::write(&song)).expect("written");
    let mut stage = Stage::open(&path);
    while stage.studio.jobs.iter().next().is_some() {
        stage.studio.turn();
        std::thread::yield_now();
    }
    stage.seat.look_at(View::Wave);
    (folder, stage)
}

#[test]
fn the_wheel_does_something_in_every_view() {
    for (view, name) in View::ALL.iter().filter(|(view, _)| {
        !matches!(view, View::Wave | View::Meters | View::Loudness | View::Stage | View::Check)
    }) {
        let mut song = song();
        let sample =
            |name: &str| SampleReference { name: name.into(), path: name.into(), ..Default::default() };
        song.samples = ["one.wav", "two.wav"].map(|name| Some(Arc::new(sample(name)))).to_vec();
        let mut stage = Stage::new(song);
        let points = ["0 50 hold"].map(|text| Point::parse(text).expect("a point")).to_vec();
        let edit = Edit::Curve { pattern: 0, track: 0, curve: Curve::new("track.pan", points) };
        stage.studio.edit("draw", edit).expect("drawn");
        let phrases = Edit::SetPhrases { slot: 0, phrases: vec![Phrase::default(); 2] };
        stage.studio.edit("phrases", phrases).expect("made");
        let remarks =
            [0, 4].map(|row| Remark { row, text: format!("row {row}"), ..Remark::default() }).to_vec();
        stage.studio.edit("remarks", Edit::SetRemarks { remarks }).expect("said");
        (0..40).for_each(|number| stage.studio.say(format!("notice {number}")));
        let _ = run_line(&mut stage.studio, &mut stage.seat, "topics D");
        if *view == View::Steps {
            // This track has several lines.
            stage.seat.place.track = 3;
        }
        stage.seat.look_at(*view);
        let (before, cursor) = (stage.text(80, 24), stage.seat.sheet());
        deed(&mut stage, MouseDeed::Wheel(1), (40, 12), 10);
        let (line, seen) = (stage.seat.scroll, stage.text(80, 24));
        let short = stage.seat.page.get().last == 0 && view.is_page();
        assert!(before != seen || cursor != stage.seat.sheet() || line > 0 || short, "{name}: {seen}");
    }
}
