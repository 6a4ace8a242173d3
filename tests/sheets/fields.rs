//! Every field of a song that has something of everything can be read, turned, typed and reset; undo brings the song back.

use super::desk::Desk;
use super::song_random;
use segno::dsp::parameter::Kind;
use segno::studio::seat::SheetCursor;
use segno::studio::sheets::{self, Entry, SHEETS, Sheet};
use segno::studio::view::View;

/// Everything there is in every sheet: the desk with every instrument chosen in turn.
fn everywhere(desk: &mut Desk, mut visit: impl FnMut(&mut Desk, &Sheet, SheetCursor)) -> usize {
    let mut visited = 0;
    for sheet in SHEETS {
        desk.seat.view = sheet.view;
        let slots = if sheet.view == View::Instruments { desk.studio.song().instruments.len() } else { 1 };
        for slot in 0..slots {
            desk.seat.instrument = slot as u8;
            for column in 0..(sheet.columns)(&desk.studio, &desk.seat).len() {
                // The list of instruments is visited once.
                if slot > 0 && column == 0 {
                    continue;
                }
                for row in 0..(sheet.rows)(&desk.studio, &desk.seat, column) {
                    visit(desk, sheet, SheetCursor { column, row });
                    visited += 1;
                }
            }
        }
    }
    visited
}

fn rich() -> Desk {
    Desk::with(song_random::full_song())
}

#[test]
fn every_field_of_every_sheet_can_be_read() {
    let mut desk = rich();
    let visited = everywhere(&mut desk, |desk, sheet, at| {
        let field = (sheet.field)(&desk.studio, &desk.seat, at);
        let field = field.unwrap_or_else(|| panic!("{:?} {at:?} has no field", sheet.view));
        assert!(!field.text.chars().any(char::is_control), "{:?} {at:?}: {:?}", sheet.view, field.text);
        assert!(field.help.len() > 8, "{:?} {at:?}: {}", sheet.view, field.help);
        assert!(field.knob.is_none() || !field.text.is_empty(), "{:?} {at:?}", sheet.view);
        desk.seat.sheets[sheet.view.index()] = at;
    });
    assert!(visited > 500, "{visited} fields");
    for sheet in SHEETS {
        let beyond = SheetCursor { column: 0, row: 100_000 };
        assert!((sheet.field)(&desk.studio, &desk.seat, beyond).is_none(), "{:?}", sheet.view);
        assert!((sheet.assign)(&desk.studio, &desk.seat, beyond, Entry::Text("1")).is_err());
    }
}

#[test]
fn turning_every_field_gives_a_song_that_can_be_saved_and_undo_brings_the_old_one_back() {
    let mut desk = rich();
    let before = desk.studio.song().clone();
    let mut turned = 0;
    everywhere(&mut desk, |desk, sheet, at| {
        for (up, far) in [(true, false), (false, false), (true, true), (false, true)] {
            *desk.seat.sheet_mut() = at;
            let field = (sheet.field)(&desk.studio, &desk.seat, at).unwrap();
            let change = sheets::turn(&desk.studio, &desk.seat, up, far);
            let at_end = |why: &String| why.contains("goes no further") || why.contains("is the last one");
            let turns = change.is_ok() || change.as_ref().is_err_and(at_end);
            assert_eq!(turns, field.knob.is_some(), "{:?} {}: {change:?}", sheet.view, field.label);
            let Ok(Some(change)) = change else { continue };
            desk.studio.edit(&change.name, change.edit).unwrap();
            // A pattern's or a sample's number ends with the song's list.
            if *desk.studio.song() == before {
                continue;
            }
            turned += 1;
            let after = (sheet.field)(&desk.studio, &desk.seat, at).unwrap();
            let ((info, old), (info_after, new)) = (field.knob.unwrap(), after.knob.unwrap());
            // The place at the end of a chain is one within it once it holds a device.
            let same = info.high == info_after.high;
            assert!(!same || (new > old) == up, "{} of {} goes from {old} to {new}", info.name, field.text);
            assert_eq!(info.clamp(new), new);
            desk.studio.undo(&mut desk.seat).unwrap();
            assert_eq!(*desk.studio.song(), before, "{:?} {}", sheet.view, field.label);
        }
    });
    assert!(turned > 1_000, "{turned} turns");
}

#[test]
fn what_is_shown_can_be_typed_and_means_the_same() {
    let mut desk = rich();
    let before = desk.studio.song().clone();
    everywhere(&mut desk, |desk, sheet, at| {
        let field = (sheet.field)(&desk.studio, &desk.seat, at).unwrap();
        let change = (sheet.assign)(&desk.studio, &desk.seat, at, Entry::Text(&field.text));
        if field.fixed {
            assert!(change.is_err(), "{:?} {at:?} is only told", sheet.view);
            return;
        }
        if sheet.view == View::Instruments && at.column == 0 && field.text == "-" {
            return;
        }
        let change = change.unwrap_or_else(|why| panic!("{:?} {}: {why}", sheet.view, field.text));
        desk.studio.edit(&change.name, change.edit).unwrap();
        let after = (sheet.field)(&desk.studio, &desk.seat, at).unwrap();
        assert_eq!(after.text, field.text, "{:?} {}", sheet.view, field.label);
        if *desk.studio.song() != before {
            desk.studio.undo(&mut desk.seat).unwrap();
        }
    });
}

#[test]
fn what_cannot_be_is_refused_with_the_range() {
    let mut desk = rich();
    everywhere(&mut desk, |desk, sheet, at| {
        let field = (sheet.field)(&desk.studio, &desk.seat, at).unwrap();
        let Some((info, _)) = field.knob else { return };
        for wrong in ["1e9", "99999999", "-99999999", "seven", "3 parsec"] {
            let why = (sheet.assign)(&desk.studio, &desk.seat, at, Entry::Text(wrong)).unwrap_err();
            assert!(why.starts_with("expected "), "{}: {why}", info.name);
        }
    });
    desk.seat.view = View::Song;
    let (at, _) = desk.value("song", "tempo");
    let assign =
        |at, text| (sheets::of(View::Song).unwrap().assign)(&desk.studio, &desk.seat, at, Entry::Text(text));
    assert_eq!(assign(at, "1000").unwrap_err(), "expected 20 to 999 BPM");
    let (at, _) = desk.value("song", "swing");
    assert_eq!(assign(at, "80 %").unwrap_err(), "expected 50 to 75 %");
}

#[test]
fn every_field_can_be_put_back_to_what_a_new_thing_has() {
    let mut desk = rich();
    everywhere(&mut desk, |desk, sheet, at| {
        let field = (sheet.field)(&desk.studio, &desk.seat, at).unwrap();
        let Ok(change) = (sheet.assign)(&desk.studio, &desk.seat, at, Entry::Default) else { return };
        desk.studio.edit(&change.name, change.edit).unwrap();
        let after = (sheet.field)(&desk.studio, &desk.seat, at).unwrap();
        if let Some((info, value)) = after.knob
            && !after.text.starts_with('(')
            && !matches!(info.kind, Kind::Choice(_))
        {
            assert_eq!(value, info.default, "{:?} {}", sheet.view, field.label);
        }
        let _ = desk.studio.undo(&mut desk.seat);
    });
}
