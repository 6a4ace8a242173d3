//! The mouse with its button held, and the wheel, in every view.

mod screen_stage;

use screen_stage::{Stage, song};
use segno::formats;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::phrase::Phrase;
use segno::song::remark::Remark;
use segno::song::sample::SampleReference;
use segno::studio::commands::run_line;
use segno::studio::pointer::{Mouse, MouseDeed, Target, point};
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
fn frames_of_a_sample_are_marked() {
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
    drag(&mut stage, |target| target == Target::Frame(100), |target| target == Target::Frame(200));
    assert_eq!(stage.seat.wave.marked(400), Some(100..200));
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
