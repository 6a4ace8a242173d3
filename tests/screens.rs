//! The screen as text: every view at the sizes people have, playing, marking, prompting; and how little it takes to tell
//! states apart.

mod screen_stage;

use insta::assert_snapshot;
use screen_stage::{Stage, song, text_of};
use segno::io::paths::Folders;
use segno::song::Song;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::mixer::{Mixer, Return};
use segno::studio::grid::{Column, Place, Selection};
use segno::studio::view::View;

#[test]
fn the_grid_in_a_small_terminal() {
    let mut stage = Stage::new(song());
    assert_snapshot!(stage.text(80, 24));
}

#[test]
fn the_grid_in_a_large_terminal_while_it_plays() {
    let mut stage = Stage::new(song());
    stage.seat.go_to_order(&stage.studio.song().clone(), 1);
    stage.hear(1, 5);
    assert_snapshot!(stage.text(200, 60));
}

#[test]
fn the_grid_while_it_plays_another_row() {
    let mut stage = Stage::new(song());
    stage.hear(0, 12);
    stage.seat.follow = false;
    assert_snapshot!(stage.text(80, 24));
}

#[test]
fn a_first_start_teaches_the_first_keys() {
    assert_snapshot!(Stage::new(Song::default()).text(80, 24));
}

#[test]
fn every_return_of_eight_is_reached_with_its_meter_and_its_fields() {
    for (width, height) in [(80, 24), (200, 60)] {
        let mut stage = Stage::new(song());
        let name = |index: usize| format!("Room {index}");
        let returns = (0..8).map(|index| Return { name: name(index), ..Return::default() }).collect();
        let mixer = Mixer { returns, ..(*stage.studio.song().mixer).clone() };
        stage.studio.edit("eight", Edit::SetMixer { mixer: Box::new(mixer) }).expect("an edit");
        stage.press("f10");
        let tracks = stage.studio.song().tracks.len();
        for index in 0..8 {
            stage.seat.sheet_mut().column = tracks + index;
            stage.seat.sheet_mut().row = 1;
            let text = stage.text(width, height);
            assert!(text.contains(&name(index)) && text.contains("pan"), "{width}: {text}");
        }
        stage.seat.sheet_mut().column = 0;
        stage.seat.sheet_mut().row = 0;
        for row in 0..30 {
            stage.seat.sheet_mut().row = row;
            if stage.text(width, height).contains("send 8 Room 7") {
                break;
            }
            assert!(row < 29, "{width}: no send into the last return");
        }
    }
}

#[test]
fn help_tells_every_command() {
    let mut stage = Stage::new(song());
    stage.press("?");
    let mut told = String::new();
    for _ in 0..80 {
        told.push_str(&stage.text(80, 24));
        stage.press("pagedown");
    }
    for command in segno::studio::commands::all() {
        let beginning: String = command.help.chars().take(30).collect();
        assert!(told.contains(&beginning), "{} is not told", command.name);
    }
}

#[test]
fn help_is_searched_and_scrolled_by_what_is_seen_of_it() {
    let mut stage = Stage::new(song());
    stage.press("?");
    stage.text(80, 24);
    stage.press("pagedown");
    let text = stage.text(80, 24);
    assert!(text.contains("lines 20 to 38 of"), "nothing is passed over:\n{text}");
    stage.press("pagedown ".repeat(40).trim_end());
    let end = stage.text(80, 24);
    stage.press("pageup pagedown up");
    assert_ne!(stage.text(80, 24), end, "one line up is one line up, also from the end");
    stage.press("/ r e p e a t - c h a n g e enter");
    let text = stage.text(80, 24);
    assert!(text.contains(":repeat-change"), "{text}");
    assert!(text.contains("with \"repeat-change\"; Escape shows all") && !text.contains("Ctrl-D"), "{text}");
    stage.press("escape");
    assert!(stage.text(80, 24).contains("lines 1 to 19") && stage.seat.view == View::Help);
    stage.press("escape");
    assert_eq!(stage.seat.view, View::Pattern);
}

#[test]
fn what_a_line_may_become_is_offered_above_it() {
    let mut stage = Stage::new(song());
    stage.press(": s t e tab");
    let text = stage.text(80, 24);
    assert_eq!(text.lines().nth(22), Some(":step"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("step-up  step-down  step  step-0")), "{text}");
    stage.press("space");
    assert!(!stage.text(80, 24).contains("step-down  step"));
}

#[test]
fn the_palette_finds_a_command() {
    let mut stage = Stage::new(song());
    stage.press("ctrl-p p l a y space s o n g");
    let text = stage.text(80, 24);
    let chosen = text.lines().find(|line| line.contains("> ")).expect("a chosen one");
    assert!(
        chosen.contains("play-song") && chosen.contains("F5") && chosen.contains("from its start"),
        "{text}"
    );
}

#[test]
fn a_first_key_shows_what_may_follow() {
    let mut stage = Stage::new(song());
    stage.press("ctrl-w");
    let small = stage.text(80, 24);
    assert!(small.contains("Ctrl-W and then") && small.contains("5       play-song"), "{small}");
    let large = stage.text(200, 60);
    assert!(large.contains("5       play the song from its start"), "{large}");
}

#[test]
fn a_line_is_typed_in_place_of_the_status() {
    let mut stage = Stage::new(song());
    stage.press("ctrl-w : o p e n");
    let text = stage.text(80, 24);
    assert_eq!(text.lines().nth(22), Some(":open"));
    assert_eq!(stage.cursor.map(|cell| (cell.x, cell.y)), Some((5, 22)));
}

#[test]
fn what_is_refused_is_told_above_the_line_it_was_typed_in() {
    let mut stage = Stage::new(song());
    stage.press("f11 tab tab enter ctrl-u 9 9 9 9 9 enter");
    let text = stage.text(80, 24);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[22].ends_with("99999"), "{text}");
    assert!(lines[19..22].iter().any(|line| line.starts_with("! ")), "{text}");
}

#[test]
fn a_long_title_stands_whole_above_what_is_typed() {
    let mut stage = Stage::new(song());
    let title = "the file that the song is to be written to, beside its samples";
    segno::studio::prompt::ask(&mut stage.seat, title, "a.ron", |_, _, _| Ok(())).expect("asked");
    let text = stage.text(80, 24);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[21].trim_end(), lines[22].trim_end()), (&*format!("{title}:"), "> a.ron"), "{text}");
}

#[test]
fn help_lists_the_effects_first_where_one_is_written() {
    let mut stage = Stage::new(song());
    stage.seat.place.column = Column::Effect(0);
    stage.press("alt-?");
    let text = stage.text(80, 60);
    assert!(text.lines().nth(3).is_some_and(|line| line.contains("Effects")), "{text}");
    for (code, effect) in segno::sequencer::effects::written().take(20) {
        let beginning: String = effect.help.chars().take(30).collect();
        let told = |line: &str| line.trim_start().starts_with(&code) && line.contains(&beginning);
        assert!(text.lines().any(told), "{code} {beginning}\n{text}");
    }
}

#[test]
fn a_screen_without_room_says_so() {
    let mut stage = Stage::new(song());
    assert_snapshot!(stage.text(40, 10));
    assert!(stage.text(60, 16).contains("Kick"));
    stage.press("e ctrl-q");
    let text = stage.text(40, 10);
    assert!(text.contains("leave without saving"), "what takes the keys is seen:\n{text}");
}

#[test]
fn the_terminals_cursor_stands_on_the_edited_sign() {
    let mut stage = Stage::new(song());
    stage.seat.place = Place { row: 8, track: 1, column: Column::Effect(0), digit: 2 };
    let buffer = stage.buffer(80, 24);
    let cell = stage.cursor.expect("a cursor");
    assert_eq!(buffer[(cell.x, cell.y)].symbol(), "·");
    stage.seat.place.row = 6;
    let buffer = stage.buffer(80, 24);
    let cell = stage.cursor.expect("a cursor");
    assert_eq!(buffer[(cell.x, cell.y)].symbol(), "4", "the last sign of D04");
}

#[test]
fn a_marked_block_covers_its_fields() {
    let mut stage = Stage::new(song());
    let corner = |row, track, column| Place { row, track, column, digit: 0 };
    let (anchor, head) = (corner(1, 0, Column::Volume(0)), corner(2, 1, Column::Note(0)));
    stage.seat.selection = Some(Selection { anchor, head, stays: false });
    let marked = stage.buffer(80, 24);
    stage.seat.selection = None;
    let plain = stage.buffer(80, 24);
    let changed = marked.content.iter().zip(&plain.content).filter(|(one, other)| one != other).count();
    assert_eq!(changed, 2 * (3 + 3 + 3), "volume, effect and the next track's note in two rows");
}

mod without_colour {
    use super::*;
    use ratatui::style::{Color, Modifier};
    use segno::song::edit::Edit;
    use segno::song::track::Track;
    use segno::ui::terminal::colour::ColourDepth;
    use segno::ui::theme::Theme;

    /// A state by its name, and what brings it about.
    type State = (&'static str, fn(&mut Stage));

    /// What a terminal without colours can show: signs and modifiers.
    fn seen(stage: &mut Stage) -> Vec<(String, Modifier)> {
        stage.styles = Theme::usual(None).styles(ColourDepth::None);
        let buffer = stage.buffer(120, 40);
        let cells = buffer.content.iter();
        assert!(cells.clone().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset));
        cells.map(|cell| (cell.symbol().to_owned(), cell.modifier)).collect()
    }

    fn change_track(stage: &mut Stage, change: fn(&mut Track)) {
        let mut track = (*stage.studio.song().tracks[1]).clone();
        change(&mut track);
        stage.studio.edit("track", Edit::SetTrack { at: 1, track: Box::new(track) }).expect("an edit");
    }

    #[test]
    fn every_state_shows() {
        let quiet = seen(&mut Stage::new(song()));
        let states: &[State] = &[
            ("cursor", |stage| stage.seat.place.column = Column::Volume(0)),
            ("keys that only sound", |stage| stage.seat.edit = false),
            ("selection", |stage| {
                let head = Place { row: 3, ..stage.seat.place };
                stage.seat.selection = Some(Selection { anchor: stage.seat.place, head, stays: false });
            }),
            ("play row", |stage| stage.hear(0, 3)),
            ("mute", |stage| change_track(stage, |track| track.mute = true)),
            ("solo", |stage| change_track(stage, |track| track.solo = true)),
            ("follow", |stage| stage.seat.follow = false),
            ("operation mask", |stage| _ = stage.seat.operation.toggle(0)),
            ("macro", |stage| stage.seat.macros.begin('a').expect("begun")),
        ];
        let mut pictures = vec![("nothing", quiet)];
        for (name, change) in states {
            let mut stage = Stage::new(song());
            change(&mut stage);
            let picture = seen(&mut stage);
            for (other, before) in &pictures {
                assert!(*before != picture, "{name} looks like {other}");
            }
            pictures.push((name, picture));
        }
    }
}

#[test]
fn a_pattern_that_repeats_stands_below_itself_with_its_lanes_turned_on() {
    use segno::song::edit::Edit;
    let mut stage = Stage::new(song());
    let edit = Edit::LaneLength { pattern: 1, track: 0, length: Some(12) };
    stage.studio.edit("lane length", edit).expect("an edit");
    stage.seat.go_to_order(&stage.studio.song().clone(), 1);
    stage.press("end");
    let text = stage.text(80, 40);
    let lines: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("15")).collect();
    assert!(lines[1].starts_with("00╞C-3 01···"), "row 16 of the entry is row 4 of the lane\n{text}");
    assert!(lines[9].starts_with("08├C-3 01v64"), "row 24 is row 0\n{text}");
}

#[test]
fn the_row_that_is_heard_is_marked_in_its_own_round_alone() {
    use segno::studio::following::follow;
    let mut stage = Stage::new(song());
    stage.seat.go_to_order(&stage.studio.song().clone(), 1);
    stage.seat.follow = false;
    stage.press("end");
    stage.hear(1, 14);
    let marked = |stage: &mut Stage| {
        follow(&stage.studio, &mut stage.seat);
        let text = stage.text(80, 40);
        let lines = text.lines().enumerate().filter(|(_, line)| line.starts_with("14▶"));
        let cursor = text.lines().position(|line| line.starts_with("15")).expect("the cursor's row");
        lines.map(|(at, _)| at as i32 - cursor as i32).collect::<Vec<_>>()
    };
    assert_eq!(marked(&mut stage), [-1]);
    let position = stage.studio.transport.position.as_mut().expect("a place");
    (position.repeat, position.before) = (1, 16);
    assert_eq!(stage.seat.repeat, 0);
    assert_eq!((marked(&mut stage), stage.seat.repeat), (vec![15], 1), "the round above is over");
}

#[test]
fn a_theme_and_plain_signs_take_effect_at_once() {
    use segno::studio::commands::run_line;
    use segno::ui::appearance::Appearance;
    use segno::ui::terminal::capabilities::Capabilities;
    let mut stage = Stage::new(song());
    let capabilities = Capabilities { unicode: true, ..Capabilities::default() };
    let mut look = Appearance::new(&capabilities, &mut stage.studio, None);
    let usual = stage.drawn(&look);
    assert!(!look.follow(&mut stage.studio, &mut stage.seat), "nothing has changed");
    let folder = tempfile::tempdir().expect("a folder");
    stage.studio.folders = Folders::below(folder.path());
    run_line(&mut stage.studio, &mut stage.seat, "theme contrast").expect("taken");
    assert!(look.follow(&mut stage.studio, &mut stage.seat));
    assert_ne!(stage.drawn(&look), usual, "another theme");
    run_line(&mut stage.studio, &mut stage.seat, "ascii true").expect("taken");
    assert!(look.follow(&mut stage.studio, &mut stage.seat));
    let plain = stage.drawn(&look);
    assert!(plain.content.iter().all(|cell| cell.symbol().is_ascii()));
    for (_, line) in [("bar", "00=C-3 01v64..."), ("beat", "04+C-3 01"), ("state", "# stopped")] {
        assert!(text_of(&plain).contains(line), "{}", text_of(&plain));
    }
    let mut refused = |line: &str| run_line(&mut stage.studio, &mut stage.seat, line).unwrap_err();
    assert!(refused("theme mauve").starts_with("there is no theme mauve: there are dark, light, contrast"));
    assert_eq!(refused("ascii perhaps"), "expected one of true, false");
}

#[test]
fn without_a_choice_the_locale_says_whether_there_are_more_signs_than_ascii() {
    use segno::ui::appearance::Appearance;
    use segno::ui::terminal::capabilities::{Capabilities, Environment};
    for (locale, plain) in [("C", true), ("de_DE.ISO-8859-1", true), ("de_DE.UTF-8", false)] {
        let environment = Environment::read(|name| (name == "LANG").then(|| locale.to_owned()));
        let capabilities = Capabilities::judge(&environment, &[], None);
        let mut stage = Stage::new(song());
        let look = Appearance::new(&capabilities, &mut stage.studio, None);
        assert_eq!(text_of(&stage.drawn(&look)).is_ascii(), plain, "{locale}");
    }
}

#[test]
fn tracks_and_returns_have_meters() {
    let mut stage = Stage::new(song());
    stage.hear(0, 0);
    stage.seat.look_at(View::Mixer);
    let text = stage.text(200, 60);
    let meters = text.lines().nth(4).expect("a line of meters");
    assert_eq!(meters.split_whitespace().count(), song().tracks.len() + 2, "{text}");
}

#[test]
fn every_view_draws_at_both_sizes() {
    for (view, name) in View::ALL {
        for (width, height) in [(80, 24), (200, 60)] {
            let mut stage = Stage::new(song());
            stage.seat.look_at(*view);
            let text = stage.text(width, height);
            assert_eq!(text.lines().count(), usize::from(height), "{name}");
            // The help page changes with every command; it has a test of its own.
            if *view != View::Help {
                assert_snapshot!(format!("{name}_{width}x{height}"), text);
            }
        }
    }
}

#[test]
fn curves_of_a_track_are_drawn_from_row_to_row() {
    let mut stage = Stage::new(song());
    for (target, points) in [
        ("track.pan", &["0 50 hold", "8 90 smooth", "24 10", "40 60 slow", "56 100"][..]),
        ("instrument.cutoff", &["0 20", "63 80"]),
    ] {
        let points = points.iter().map(|text| Point::parse(text).expect(text)).collect();
        let edit = Edit::Curve { pattern: 0, track: 2, curve: Curve::new(target, points) };
        stage.studio.edit("draw", edit).expect("drawn");
    }
    stage.seat.place = Place { row: 24, track: 2, ..Place::default() };
    stage.seat.look_at(View::Automation);
    assert_snapshot!("curves_80x24", stage.text(80, 24));
    let wide = stage.text(200, 60);
    assert!(wide.contains("[track.pan]") && wide.contains("●"), "{wide}");
    stage.seat.look_at(View::Pattern);
    assert!(stage.text(80, 24).lines().any(|line| line.contains("~2")), "the grid tells that there are two");
}
