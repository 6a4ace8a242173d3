//! Curves: drawn by keys, and recorded from what is turned while the song plays.

use super::live::three;
use super::session::Session;
use segno::song::Song;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::insert::{Insert, Owner};
use segno::song::instrument::Instrument;
use segno::song::mixer::Mixer;
use segno::song::track::Track;
use segno::studio::view::View;
use segno::studio::writing::Turn;

/// A row in frames: an eighth of a second.
const ROW: usize = 6_000;

/// The points of a curve of a track in the seat's pattern, as text.
fn points(session: &Session, track: usize, target: &str) -> Vec<String> {
    let lane = session.studio.song().lane(session.seat.pattern.into(), track);
    let curve = lane.and_then(|lane| lane.curve(target));
    curve.map_or(Vec::new(), |curve| curve.points().iter().map(Point::to_string).collect())
}

/// Where the first track's volume stands in a row of its curve, 0 to 1.
fn part(session: &Session, row: f32) -> f32 {
    let lane = session.studio.song().lane(0, 0).expect("a lane");
    lane.curve("track.volume").and_then(|curve| curve.value(row * 256.0)).expect("a value")
}

/// The rows of the points that stand at the beginning of one, as drawn ones do.
fn rows(session: &Session, target: &str) -> Vec<u32> {
    let lane = session.studio.song().lane(0, 0).expect("a lane");
    let points = lane.curve(target).expect("a curve").points().iter().filter(|point| point.at % 256 == 0);
    points.map(|point| point.at / 256).collect()
}

#[test]
fn a_curve_is_begun_drawn_shaped_and_taken_back() {
    let mut session = Session::new("00 C-4 01");
    session.keys("shift-f2");
    assert_eq!(session.seat.view, View::Automation);
    session.keys("up");
    assert_eq!(session.fault(), "no parameter has a curve here yet: Insert draws one");
    session.line("draw-curve track.pan").expect("begun");
    assert_eq!(points(&session, 0, "track.pan"), ["0 50"], "where the track stands");
    session.keys("right right right right up up up");
    assert_eq!(points(&session, 0, "track.pan"), ["0 50", "4 53"], "in the steps of the mixer");
    session.keys("ctrl-z");
    assert_eq!(points(&session, 0, "track.pan"), ["0 50"], "one gesture is one step");
    session.keys("enter 8 0 L enter");
    assert_eq!(points(&session, 0, "track.pan"), ["0 50", "4 10"], "a value as the mixer shows it");
    session.keys("s s alt-left s");
    assert_eq!(points(&session, 0, "track.pan"), ["0 50 hold", "4 10 smooth"]);
    session.line("curve-value 99.5 %").expect("a part of the range");
    session.line("curve-value 900").expect_err("beyond the range");
    assert_eq!(session.seat.place.row, 0);
    session.keys("] delete");
    assert_eq!(points(&session, 0, "track.pan"), ["0 99.5 hold"]);
    session.keys("delete");
    assert_eq!(session.fault(), "no point is in this row");
    session.keys("alt-delete");
    assert!(points(&session, 0, "track.pan").is_empty());
    session.keys("ctrl-z ctrl-z escape");
    assert_eq!((points(&session, 0, "track.pan").len(), session.seat.view), (2, View::Pattern));
}

#[test]
fn parameters_are_found_by_a_few_letters_and_curves_are_gone_through() {
    let mut session = Session::new("00 C-4 01 // C-4 02");
    session.keys("ctrl-w ~ insert w i d t h enter insert m a s t e r . v o l enter");
    assert_eq!(points(&session, 0, "track.width").len() + points(&session, 0, "master.volume").len(), 2);
    assert_eq!(session.seat.curve, "master.volume");
    session.keys("tab");
    assert_eq!(session.seat.curve, "track.width");
    session.keys("shift-tab");
    assert_eq!(session.seat.curve, "master.volume");
    session.keys("ctrl-right insert i n s t r u m e n t . l e v e l enter");
    assert_eq!((session.seat.place.track, points(&session, 1, "instrument.level").len()), (1, 1));
    session.line("draw-curve insert.1.cutoff").expect_err("there is no device");
    session.line("draw-curve track.output").expect_err("it does not move");
}

/// A session whose pattern plays, with the mixer's cursor on the volume of the first track, and a curve of it already.
fn playing(mode: &str, drawn: &[&str]) -> Session {
    let mut session = Session::new("00 C-4 01");
    if !drawn.is_empty() {
        let points = drawn.iter().map(|text| Point::parse(text).expect(text)).collect();
        let curve = Curve::new("track.volume", points);
        session.studio.edit("draw", Edit::Curve { pattern: 0, track: 0, curve }).expect("drawn");
    }
    session.line(&format!("automation {mode}")).expect("a mode");
    session.keys("f10 home f6");
    session
}

#[test]
fn nothing_is_recorded_while_it_is_off_or_nothing_plays() {
    let mut session = playing("off", &[]);
    session.hear(ROW * 2);
    session.keys("+ +");
    assert!(points(&session, 0, "track.volume").is_empty());
    session.line("automation latch").expect("a mode");
    session.keys("f8 + +");
    session.hear(ROW);
    assert!(points(&session, 0, "track.volume").is_empty());
}

#[test]
fn what_is_turned_is_written_where_it_is_heard_and_taken_back_in_one_step() {
    let mut session = playing("record", &[]);
    let before = session.studio.song().clone();
    session.hear(ROW * 2 + ROW / 2);
    session.keys("- -");
    session.hear(ROW / 2);
    session.keys("-");
    session.hear(ROW * 4);
    session.keys("-");
    let found = points(&session, 0, "track.volume");
    let place =
        |decibels: f32| format!("{:.2}", (decibels + 60.0) / 72.0 * 100.0).trim_end_matches('0').to_owned();
    let volume = session.studio.song().tracks[0].volume.0;
    assert!(volume < 0.0, "{volume}");
    assert!(found[0] == "0 83.33 hold" && found.len() == 4, "it was there until then: {found:?}");
    let (second, last) = (&found[1], found.last().expect("a point"));
    assert!(
        second.starts_with("2+") && !second.contains("hold"),
        "on to the next, which was near: {found:?}"
    );
    assert!(found[2].ends_with("81.25 hold"), "and then nothing for long: {found:?}");
    assert!(last.starts_with("6") && last.contains(&place(volume)), "{found:?}, {volume}");
    session.keys("ctrl-z");
    assert_eq!(session.studio.song(), &before, "values and points are one step");
}

#[test]
fn a_new_curve_begins_where_the_pattern_before_has_left_the_parameter() {
    let mut session = Session::with(three());
    let points_of = |texts: &[&str]| texts.iter().map(|text| Point::parse(text).expect(text)).collect();
    let curve = Curve::new("track.volume", points_of(&["0 20", "8 60"]));
    session.studio.edit("draw", Edit::Curve { pattern: 0, track: 0, curve }).expect("drawn");
    session.line("automation touch").expect("a mode");
    session.keys("f10 home f5");
    session.hear(ROW * 20);
    session.keys("-");
    session.seat.pattern = 1;
    let found = points(&session, 0, "track.volume");
    assert_eq!((found[0].as_str(), found.len()), ("0 60 hold", 2), "{found:?}");
}

#[test]
fn a_step_goes_on_from_where_the_curve_stands_and_what_is_typed_does_not() {
    for mode in ["touch", "latch", "record"] {
        let mut session = playing(mode, &["0 20 hold"]);
        session.hear(ROW * 4 + ROW / 2);
        let before = session.studio.song().tracks[0].volume.0;
        session.keys("-");
        let step = (before - session.studio.song().tracks[0].volume.0) / 72.0;
        for (keys, wanted) in [("", 0.2 - step), ("-", 0.2 - 2.0 * step), ("enter - 6 enter", 0.75)] {
            session.keys(keys);
            assert!((part(&session, 4.9) - wanted).abs() < 4e-4, "{mode} {keys}");
        }
    }
}

#[test]
fn touch_gives_way_to_what_was_drawn_and_latch_does_not() {
    let drawn: Vec<String> = (0..16).map(|row| format!("{row} 50")).collect();
    let drawn: Vec<&str> = drawn.iter().map(String::as_str).collect();
    for (mode, last) in [("record", 4), ("touch", 10), ("latch", 13)] {
        let mut session = playing(mode, &drawn);
        session.hear(ROW * 4 + ROW / 2);
        session.keys("-");
        session.hear(ROW * 8);
        session.keys("f8");
        session.hear(ROW);
        let found = rows(&session, "track.volume");
        let gone: Vec<u32> = (0..16).filter(|row| !found.contains(row)).collect();
        let wanted: Vec<u32> = (5..=last).collect();
        assert_eq!(gone, wanted, "{mode}: {found:?}");
    }
}

#[test]
fn before_and_behind_what_is_held_it_goes_as_it_was_drawn() {
    for (mode, back) in [("touch", 11.0), ("latch", 14.0)] {
        let mut session = playing(mode, &["0 20", "8 60", "16 20"]);
        let drawn = |row: f32| 0.6 - (row - 8.0).abs() * 0.05;
        session.hear(ROW * 4 + ROW / 2);
        session.keys("- -");
        let held = part(&session, 4.75);
        for _ in 0..8 {
            session.hear(ROW);
        }
        session.keys("f8");
        session.hear(ROW);
        for row in [0.0, 2.0, 4.0, back, 15.0] {
            let (now, then) = (part(&session, row), drawn(row));
            assert!((now - then).abs() < 0.002, "{mode}, row {row}: {now} was {then}");
        }
        for row in [5.0, 8.0, 9.0] {
            assert!(
                (part(&session, row) - held).abs() < 1e-4 && (held - drawn(8.0)).abs() > 0.1,
                "{mode}, row {row}"
            );
        }
        session.keys("ctrl-z");
        assert_eq!(points(&session, 0, "track.volume"), ["0 20", "8 60", "16 20"]);
    }
}

#[test]
fn what_is_held_over_a_line_is_an_edit_a_row() {
    for mode in ["touch", "latch"] {
        let mut session = playing(mode, &["0 20", "16 60"]);
        session.hear(ROW * 4 + ROW / 2);
        session.keys("-");
        let (mut song, mut edits) = (session.studio.song().clone(), 0);
        // A second of eight rows, in which a knob that is touched is turned once more.
        for tick in 0..8 * ROW / 64 {
            if tick == 4 * ROW / 64 && mode == "touch" {
                session.keys("-");
            }
            session.hear(64);
            edits += usize::from(!std::sync::Arc::ptr_eq(&song, session.studio.song()));
            song = session.studio.song().clone();
        }
        assert!((6..=10).contains(&edits), "{mode}: {edits}");
        let found = points(&session, 0, "track.volume");
        assert!(found.contains(&"14 55".to_owned()), "{mode}, no farther from the line: {found:?}");
    }
}

#[test]
fn a_macro_is_written_where_its_instrument_plays() {
    let mut session = Session::new("00 C-4 01 // C-4 02");
    session.line("automation latch").expect("a mode");
    session.keys("tab f6");
    assert_eq!(session.seat.place.track, 1);
    session.hear(ROW * 2);
    let mut new = (**session.studio.song().instruments[0].as_ref().expect("there")).clone();
    new.matrix.macro_1 = 0.5;
    let edit = Edit::SetInstrument { slot: 0, instrument: Some(Box::new(new)) };
    let seat = &mut session.seat;
    session.studio.turn_and_write(seat, "turn", edit, Turn::To("turn")).expect("turned");
    let drawn = [0, 1].map(|track| !points(&session, track, "instrument.macro_1").is_empty());
    assert_eq!(drawn, [true, false], "on the track of instrument 01, not on the cursor's");
}

#[test]
fn latch_goes_around_the_end_and_leaves_what_was_not_heard() {
    let drawn: Vec<String> = (0..16).map(|row| format!("{row} 50")).collect();
    let drawn: Vec<&str> = drawn.iter().map(String::as_str).collect();
    let mut session = playing("latch", &drawn);
    session.hear(ROW * 12 + ROW / 2);
    session.keys("-");
    session.hear(ROW * 6);
    session.keys("f8");
    session.hear(ROW);
    assert_eq!(rows(&session, "track.volume"), [4, 5, 6, 7, 8, 9, 10, 11, 12]);
    session.keys("ctrl-z");
    assert_eq!(rows(&session, "track.volume").len(), 16);
}

/// The name of a parameter, and an edit that turns it.
type Turned<'a> = (&'a str, &'a dyn Fn(&Song) -> Edit);

#[test]
fn whatever_has_a_curve_is_recorded_and_what_is_replaced_is_not() {
    let mut session = Session::new("00 C-4 01");
    let mut track = (*session.studio.song().tracks[0]).clone();
    let filter = segno::devices::KINDS.iter().find(|kind| kind.name == "filter").expect("a filter");
    track.inserts = vec![Insert::new((filter.new)())];
    session.studio.edit("filter", Edit::SetTrack { at: 0, track: Box::new(track) }).expect("an edit");
    session.line("automation record").expect("a mode");
    session.keys("f6");
    session.hear(ROW * 2);
    let instrument = |song: &Song, change: fn(&mut Instrument)| {
        let mut new = (**song.instruments[0].as_ref().expect("there")).clone();
        change(&mut new);
        Edit::SetInstrument { slot: 0, instrument: Some(Box::new(new)) }
    };
    let mixer = |song: &Song, change: fn(&mut Mixer)| {
        let mut new = (*song.mixer).clone();
        change(&mut new);
        Edit::SetMixer { mixer: Box::new(new) }
    };
    let strip = |song: &Song, change: fn(&mut Track)| {
        let mut new = (*song.tracks[0]).clone();
        change(&mut new);
        Edit::SetTrack { at: 0, track: Box::new(new) }
    };
    let parameter =
        |slot, name: &str, value| Edit::InstrumentParameter { slot, name: name.to_owned(), value };
    let turned: [Turned; 12] = [
        ("instrument.macro_3", &|song| instrument(song, |it| it.matrix.macro_3 = 0.5)),
        ("instrument.level", &|_| parameter(0, "level", -9.0)),
        ("track.pan", &|song| strip(song, |track| track.pan = -0.5)),
        ("insert.1.mix", &|song| strip(song, |track| track.inserts[0].mix = 0.25)),
        ("insert.1.cutoff", &|_| Edit::InsertParameter {
            owner: Owner::Track(0),
            slot: 0,
            name: "cutoff".to_owned(),
            value: 300.0,
        }),
        ("return.1.volume", &|song| mixer(song, |mixer| mixer.returns[0].volume.0 = -12.0)),
        ("return.2.pan", &|song| mixer(song, |mixer| mixer.returns[1].pan = 0.5)),
        ("return.2.width", &|song| mixer(song, |mixer| mixer.returns[1].width = 0.5)),
        ("return.2.mute", &|song| mixer(song, |mixer| mixer.returns[1].mute = true)),
        ("return.1.insert.1.feedback", &|_| Edit::InsertParameter {
            owner: Owner::Return(0),
            slot: 0,
            name: "feedback".to_owned(),
            value: 0.7,
        }),
        ("master.volume", &|song| mixer(song, |mixer| mixer.volume.0 = -3.0)),
        ("master.ceiling", &|_| Edit::LimiterParameter { name: "ceiling".to_owned(), value: -6.0 }),
    ];
    for (target, edit) in turned {
        let edit = edit(session.studio.song());
        session.studio.turn_and_write(&session.seat, "turn", edit, Turn::To("turn")).expect("an edit");
        assert_eq!(points(&session, 0, target).len(), 2, "{target}");
    }
    let before = session.studio.song().lane(0, 0).cloned();
    let other = segno::devices::KINDS.iter().find(|kind| kind.name == "chorus").expect("a chorus");
    let mut track = (*session.studio.song().tracks[0]).clone();
    track.inserts = vec![Insert::new((other.new)())];
    let routed = strip(session.studio.song(), |track| track.output = Some(1));
    for edit in [routed, Edit::SetTrack { at: 0, track: Box::new(track) }] {
        session.studio.turn_and_write(&session.seat, "other", edit, Turn::To("other")).expect("an edit");
        assert_eq!(session.studio.song().lane(0, 0).cloned(), before);
    }
}

#[test]
fn switches_and_what_instruments_are_beside_their_patches_are_recorded_in_latch() {
    let mut session = Session::new("00 C-4 01");
    let mut track = (*session.studio.song().tracks[0]).clone();
    let limiter = segno::devices::KINDS.iter().find(|kind| kind.name == "limiter").expect("a limiter");
    track.inserts = vec![Insert::new((limiter.new)())];
    session.studio.edit("limiter", Edit::SetTrack { at: 0, track: Box::new(track) }).expect("an edit");
    session.line("automation latch").expect("a mode");
    session.keys("f6");
    session.hear(ROW * 2 + ROW / 2);
    let instrument = |song: &Song, change: fn(&mut Instrument)| {
        let mut new = (**song.instruments[0].as_ref().expect("there")).clone();
        change(&mut new);
        Edit::SetInstrument { slot: 0, instrument: Some(Box::new(new)) }
    };
    let strip = |song: &Song, change: fn(&mut Track)| {
        let mut new = (*song.tracks[0]).clone();
        change(&mut new);
        Edit::SetTrack { at: 0, track: Box::new(new) }
    };
    let turned: [Turned; 12] = [
        ("instrument.volume", &|song| instrument(song, |it| it.volume.0 = -9.0)),
        ("instrument.pan", &|song| instrument(song, |it| it.pan = 0.5)),
        ("instrument.transpose", &|song| instrument(song, |it| it.transpose = 12)),
        ("instrument.finetune", &|song| instrument(song, |it| it.finetune = 25.0)),
        ("track.mute", &|song| strip(song, |track| track.mute = true)),
        ("track.solo", &|song| strip(song, |track| track.solo = true)),
        ("track.solo_safe", &|song| strip(song, |track| track.solo_safe = true)),
        ("track.delay", &|song| strip(song, |track| track.delay = 10.0)),
        ("track.pre_1", &|song| strip(song, |track| track.pre[0] = true)),
        ("insert.1.on", &|song| strip(song, |track| track.inserts[0].on = false)),
        ("insert.1.limiting", &|_| Edit::InsertParameter {
            owner: Owner::Track(0),
            slot: 0,
            name: "limiting".to_owned(),
            value: 0.0,
        }),
        ("master.pan_law", &|song| Edit::SetMixer {
            mixer: Box::new(Mixer { pan_law: 3.0, ..(*song.mixer).clone() }),
        }),
    ];
    for (target, edit) in turned {
        let edit = edit(session.studio.song());
        session.studio.turn_and_write(&session.seat, "turn", edit, Turn::To("turn")).expect("an edit");
        let found = points(&session, 0, target);
        assert!(found.len() == 2 && found[1].starts_with('2'), "{target}: {found:?}");
    }
    session.hear(ROW * 2);
    session.keys("f8");
    session.hear(ROW);
    assert_eq!(points(&session, 0, "track.mute").last().map(|last| last.contains(" 100")), Some(true));
}

#[test]
fn switches_by_their_keys_and_typed_values_are_recorded_too() {
    let mut session = playing("latch", &[]);
    session.hear(ROW * 2 + ROW / 2);
    session.keys("m");
    assert_eq!(points(&session, 0, "track.mute").len(), 2);
    session.hear(ROW * 4);
    session.keys("m enter - 6 enter");
    let found = points(&session, 0, "track.mute");
    assert!(found.len() == 3 && found[2].contains(" 0 "), "{found:?}");
    assert_eq!(points(&session, 0, "track.volume").len(), 2);
    assert_eq!(session.studio.song().tracks[0].volume.0, -6.0);
}
