//! What single keys write.

use super::session::{Session, check, same};
use segno::studio::key::{Key, Stroke};
use segno::studio::layout::Layout;

#[test]
fn notes_are_written_with_the_instrument_and_step_down() {
    check("", "z s x", "00 C-4 01 \n 01 C#4 01 \n 02 D-4 01");
    check("", "q 2 p", "00 C-5 01 \n 01 C#5 01 \n 02 E-6 01");
    check("", "z up . ctrl-z", "00 C-4 01");
    check("04 C-3 02 v20 | D04", "down down down down b", "04 G-4 01 v20 | D04");
}

#[test]
fn undo_takes_back_one_key_at_a_time() {
    check("", "z x c ctrl-z ctrl-z", "00 C-4 01");
    check("", "z x c ctrl-z ctrl-z ctrl-y", "00 C-4 01 \n 01 D-4 01");
}

#[test]
fn ends_of_notes() {
    check("", "= ` 1 alt-.", "00 === \n 01 === \n 02 ^^^ \n 03 ~~~");
    let mut session = Session::new("");
    session.keys("right alt-.");
    assert_eq!(session.fault(), "a note fade goes into a note field");
}

#[test]
fn effects_are_three_keys() {
    let effect = "right right right right right right";
    check("", &format!("{effect} d 0 4"), "00 | D04");
    check("", &format!("{effect} ? 8 0 % 1 2 * 2 3 / 4 0"), "00 | ?80 \n 01 | %12 \n 02 | *23 \n 03 | /40");
    check("", &format!("{effect} = 0 8 ^ 1 0 & f f"), "00 | =08 \n 01 | ^10 \n 02 | &FF");
    check("00 | D04", &format!("{effect} A"), "00 | A04");
    check("00 | D04", &format!("{effect} right f"), "00 | DF4");
    let mut session = Session::new("");
    session.keys(&format!("{effect} right 4"));
    assert_eq!(session.fault(), "an effect begins with its letter or sign");
    session.keys("?");
    assert_eq!(session.seat.view, segno::studio::view::View::Help);
}

#[test]
fn instruments_and_volumes_are_typed_by_sign() {
    check("", "right 0 2", "00 --- 02");
    check("00 C-4 01", "right right a", "00 C-4 0A");
    check("", "right right right v 3 2 6 4", "00 --- -- v32 \n 01 --- -- v64");
    check("", "right right right p 0 5 c 0 3", "00 --- -- p05 \n 01 --- -- c03");
    let mut session = Session::new("");
    session.keys("right right right v 9");
    assert!(session.fault().starts_with("a volume field is v00 to v64"), "{}", session.fault());
    session.keys("left z");
    assert!(session.fault().starts_with("a volume field is"), "{}", session.fault());
}

#[test]
fn the_cursor_steps_by_the_edit_step() {
    check("", "alt-4 z z alt-0 x c", "00 C-4 01 \n 04 C-4 01 \n 08 E-4 01");
    check("", "alt-= z x alt-- c v", "00 C-4 01 \n 02 D-4 01 \n 04 E-4 01 \n 05 F-4 01");
    let mut session = Session::new("");
    session.keys("alt-0 alt--");
    assert_eq!(session.fault(), "the edit step is 0 to 16 rows");
    assert!(session.line("step 16").is_ok());
    session.keys("alt-=");
    assert_eq!((session.seat.step, session.fault().is_empty()), (16, false));
}

#[test]
fn fields_and_cells_are_emptied() {
    check("00 C-4 01 v20 | D04", ".", "00 --- -- v20 | D04");
    check("00 C-4 01 v20 | D04", "right , left delete", "00 --- 01 v20 | D04");
    check("00 --- 01 v20", "delete", "00 --- 01 v20");
    check("00 C-4 01 v20 | D04", "right delete", "00 C-4 -- v20 | D04");
    check("00 C-4 01 v20 d80; E-4 02 | D04", "alt-delete", "00 -; E-4 02 | D04");
    check("00 C-4 01 v20 | D04", "tab left shift-delete", "00 C-4 01 v20");
}

#[test]
fn octave_and_instrument_are_chosen() {
    check("", "] z [ [ z alt-end alt-home z", "00 C-5 01 \n 01 C-3 01 \n 02 C-3 01");
    check("", "> z < z ctrl-down z ctrl-up z", "00 C-4 02 \n 01 C-4 01 \n 02 C-4 02 \n 03 C-4 01");
    let mut session = Session::new("");
    session.keys("<");
    assert_eq!(session.fault(), "instruments are 01 to FF");
    session.line("octave 9").unwrap();
    session.keys("q");
    assert!(session.fault().contains("above B-9"));
    session.line("instrument 0B").unwrap();
    assert_eq!(session.seat.instrument, 10);
}

#[test]
fn what_stands_under_the_cursor_is_picked_up() {
    check("00 C-4 02 v20 | D04", "enter down z", "00 C-4 02 v20 | D04 \n 01 C-4 02");
    let mut session = Session::new("");
    session.keys("enter");
    assert!(session.fault().contains("stands here"));
}

#[test]
fn the_mask_says_what_is_written_with_a_note() {
    let volume = "right right right";
    check(
        "00 C-4 02 v20 | D04",
        &format!("enter {volume} , right right right , home tab shift-tab down z"),
        "00 C-4 02 v20 | D04 \n 01 C-4 02 v20 | D04",
    );
    check("", "right , left z", "00 C-4");
    let mut session = Session::new("");
    session.keys(",");
    assert!(session.fault().contains("mask"));
}

#[test]
fn with_editing_off_keys_only_sound() {
    let mut session = Session::new("");
    session.keys("space z x right right c Z");
    same(&session.grid(), "", "editing off");
    assert!(session.studio.audition.is_sounding());
    session.keys(".");
    assert_eq!(session.fault(), "editing is off: keys only sound; Space switches it on");
    session.keys("ctrl-w space left left z");
    same(&session.grid(), "00 C-4 01", "editing on");
}

#[test]
fn a_capital_only_sounds() {
    let mut session = Session::new("");
    session.keys("Z");
    same(&session.grid(), "", "a capital");
    assert!(session.studio.audition.is_sounding());
}

#[test]
fn notes_and_rows_are_played_from_the_grid() {
    let mut session = Session::new("00 C-4 01 // --- // E-4 02 \n 01 G-4");
    session.keys("4");
    assert!(session.studio.audition.is_sounding());
    session.studio.stop();
    session.keys("8");
    assert!(session.studio.audition.is_sounding());
    assert_eq!(session.cursor(), "1.1 note");
    session.keys("tab 4");
    assert_eq!(session.fault(), "no note stands here");
}

#[test]
fn an_empty_instrument_is_told() {
    let mut session = Session::new("");
    session.keys("> > z");
    assert_eq!(session.told(), "instrument 03 is empty: nothing sounds");
}

#[test]
fn the_tempo_is_nudged() {
    let mut session = Session::new("");
    session.keys("} } {");
    assert_eq!(session.studio.song().settings.tempo.to_string(), "121");
    session.line("tempo 127.3").unwrap();
    session.keys("}");
    assert_eq!(session.studio.song().settings.tempo.to_string(), "128.3");
    assert!(session.line("tempo 1000").unwrap_err().starts_with("a tempo is 20 to 999"));
}

#[test]
fn a_key_that_is_held_is_one_note() {
    let mut session = Session::new("");
    session.keys("z");
    session.stroke(Key::char('z'), Stroke::Repeat);
    for _ in 0..10 {
        session.hear(48 * 33);
        session.keys("z");
    }
    same(&session.grid(), "00 C-4 01", "z held for a third of a second");
    session.hear(48 * 100);
    session.keys("z z");
    same(&session.grid(), "00 C-4 01 \n 01 C-4 01 \n 02 C-4 01", "two more strokes");
}

#[test]
fn where_the_terminal_tells_the_place_of_a_key_the_layout_does_not_matter() {
    let mut session = Session::new("");
    let mut press = |character, place| session.stroke_at(Key::char(character), place, Stroke::Press);
    // Azerty: w, &, a and é stand on the places of z, 1, q and 2; e has its own.
    for (character, place) in
        [('w', Some('z')), ('&', Some('1')), ('a', Some('q')), ('é', Some('2')), ('e', None)]
    {
        press(character, place);
    }
    press('W', Some('z'));
    press('m', Some(';'));
    let after = "00 C-4 01 \n 01 ^^^ \n 02 C-5 01 \n 03 C#5 01 \n 04 E-5 01";
    same(&session.grid(), after, "an azerty keyboard");
    assert!(session.fault().starts_with("m is no note: the keys are a piano"), "{}", session.fault());
    session.keys("right");
    session.stroke_at(Key::char('a'), Some('q'), Stroke::Press);
    same(&session.grid(), &format!("{after} \n 05 --- A0"), "other fields take what is typed");
}

#[test]
fn keys_beside_the_piano_are_meant_by_their_places() {
    let mut session = Session::new("");
    session.seat.layout = Layout::find("azerty").unwrap();
    session.keys("w & a é");
    same(&session.grid(), "00 C-4 01 \n 01 ^^^ \n 02 C-5 01 \n 03 C#5 01", "azerty");
}

#[test]
fn what_is_written_with_notes_is_told() {
    let mut session = Session::new("");
    session.keys("_ h");
    assert!(session.told().contains(", notes are written with instrument, "), "{}", session.told());
    session.keys("right , _ h");
    assert!(session.told().contains(", notes are written alone, "), "{}", session.told());
    session.keys("right right , left left left z");
    same(&session.grid(), "00 C-4", "without an instrument");
    session.keys("_ h");
    assert!(session.told().contains(", notes are written with last volume, "), "{}", session.told());
}
