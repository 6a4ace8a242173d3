//! Every built-in theme can be read: contrast by the formula of WCAG 2, states that differ without colours, and a list that shows
//! each theme on the way.

mod screen_stage;

use ratatui::style::{Color, Modifier, Style};
use screen_stage::{Stage, song};
use segno::io::built_in_themes::BUILT_IN;
use segno::io::settings_theme::{read_themes, theme_file};
use segno::ui::appearance::Appearance;
use segno::ui::terminal::capabilities::Capabilities;
use segno::ui::terminal::colour::ColourDepth;
use segno::ui::theme::table::{ROLES, Role};
use segno::ui::theme::{Styles, Theme};
use std::path::Path;

/// Roles that are laid over others: they bring a background.
const OVER: &[Role] =
    &[Role::MinorRow, Role::MajorRow, Role::PlayRow, Role::RecordRow, Role::CursorRow, Role::Selection];
/// What is written into the grid.
const CELLS: &[Role] = &[
    Role::Text,
    Role::Note,
    Role::NoteEnd,
    Role::Instrument,
    Role::Volume,
    Role::Effect,
    Role::Delay,
    Role::RowNumber,
];
/// What is written elsewhere, on the ground, in boxes and in the two lines that have one of their own.
const WORDS: &[Role] = &[Role::Faint, Role::Title, Role::Hint, Role::Warning, Role::Playing, Role::Unsaved];
/// Words that have both colours themselves.
const SELF: &[Role] = &[
    Role::Header,
    Role::Status,
    Role::Error,
    Role::Popup,
    Role::Chosen,
    Role::Field,
    Role::Cursor,
    Role::CursorRecord,
    Role::Armed,
    Role::Recording,
    Role::Clip,
];
/// Drawings and what is switched off, for which the formula asks less.
const DRAWN: &[Role] = &[Role::MeterLow, Role::MeterMid, Role::MeterHigh, Role::Wave, Role::Muted];

fn rgb(colour: Option<Color>) -> Option<[u8; 3]> {
    match colour? {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        other => panic!("{other:?} is whatever the terminal makes of it"),
    }
}

/// The relative luminance of WCAG 2.
fn luminance(colour: [u8; 3]) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(part);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast ratio of WCAG 2, 1 to 21.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let [one, other] = [luminance(one), luminance(other)];
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_formula_gives_the_known_ratios() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.005);
}

/// The backgrounds that a theme may lie on: its own, or where it leaves that to the terminal, usual ones.
fn grounds(name: &str, styles: &Styles) -> Vec<[u8; 3]> {
    match rgb(styles.of(Role::Screen).bg) {
        Some(own) => vec![own],
        None if name == "light" => vec![[255; 3], [0xf5, 0xf5, 0xf0]],
        None => vec![[0; 3], [0x28, 0x2c, 0x34]],
    }
}

#[test]
fn every_text_stands_out_on_everything_that_it_stands_on() {
    for theme in BUILT_IN.iter().filter(|theme| theme.name != "mono") {
        let styles = Theme::built_in(theme.name).expect("a theme").styles(ColourDepth::True);
        let high = theme.name.starts_with("contrast");
        let [text, drawn] = if high { [7.0, 7.0] } else { [4.5, 3.0] };
        let ground = grounds(theme.name, &styles);
        let background = |role: &Role| rgb(styles.of(*role).bg);
        let over: Vec<[u8; 3]> = ground.iter().copied().chain(OVER.iter().filter_map(background)).collect();
        let boxes = [Role::Popup, Role::Header, Role::Status];
        let around: Vec<[u8; 3]> =
            ground.iter().copied().chain(boxes.iter().filter_map(background)).collect();
        let check = |role: Role, backgrounds: &[[u8; 3]], least: f64| {
            let colour = rgb(styles.of(role).fg).unwrap_or_else(|| panic!("{role:?} has no colour"));
            for ground in backgrounds {
                let found = contrast(colour, *ground);
                assert!(found >= least, "{}: {role:?} {colour:?} on {ground:?} has {found:.2}", theme.name);
            }
        };
        CELLS.iter().for_each(|role| check(*role, &over, text));
        WORDS.iter().for_each(|role| check(*role, &around, text));
        DRAWN.iter().for_each(|role| check(*role, &ground, drawn));
        for role in SELF {
            check(*role, &[background(role).unwrap_or_else(|| panic!("{role:?}"))], text);
        }
    }
}

fn differ(name: &str, styles: &Styles, parts: fn(Style) -> Style) {
    let groups: [&[Role]; 5] = [
        &[Role::MinorRow, Role::MajorRow, Role::PlayRow, Role::RecordRow, Role::Selection, Role::Cursor],
        &[Role::Cursor, Role::CursorRecord, Role::CursorRow, Role::Text],
        &[Role::Track, Role::Muted, Role::Solo, Role::Armed],
        &[Role::MeterLow, Role::MeterMid, Role::MeterHigh, Role::Clip],
        &[Role::Status, Role::Warning, Role::Error],
    ];
    for group in groups {
        for (index, role) in group.iter().enumerate() {
            let style = parts(styles.of(*role));
            let same = group[..index].iter().find(|other| parts(styles.of(**other)) == style);
            assert_eq!(same, None, "{role:?} in {name}");
        }
    }
}

#[test]
fn states_differ_in_every_theme_and_without_colours_too() {
    let colourless = |style: Style| {
        assert_eq!((style.fg, style.bg), (None, None));
        style
    };
    for theme in BUILT_IN {
        let loaded = Theme::built_in(theme.name).expect("a theme");
        differ(theme.name, &loaded.styles(ColourDepth::None), colourless);
        differ(theme.name, &loaded.styles(ColourDepth::Sixteen), |style| style);
        differ(theme.name, &loaded.styles(ColourDepth::True), |style| style);
    }
    let mono = Theme::built_in("mono").expect("a theme");
    [ColourDepth::True, ColourDepth::Sixteen]
        .into_iter()
        .for_each(|depth| differ("mono", &mono.styles(depth), colourless));
}

#[test]
fn the_first_theme_names_every_role_and_each_has_a_sentence() {
    assert!(BUILT_IN.len() >= 8);
    let roles: Vec<_> = ROLES.iter().map(|row| row.name).collect();
    for theme in BUILT_IN {
        let files = read_themes(Path::new(""), theme.name, &roles).unwrap_or_else(|fault| panic!("{fault}"));
        let first = files.last().expect("a theme");
        for part in [&first.roles, &first.sixteen, &first.mono] {
            let missing = roles.iter().find(|role| !part.contains_key(**role));
            assert_eq!(missing, None, "{}", theme.name);
        }
        assert!(theme.help.len() > 10, "{}", theme.name);
    }
}

#[test]
fn a_theme_of_ones_own_builds_upon_another_of_ones_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let file = theme_file(folder.path(), name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
        std::fs::write(file, text).expect("written");
    };
    write("dusk", "(inherits: \"amber\", roles: {\"note\": \"#010203\"})");
    write("night", "(inherits: \"dusk\", roles: {\"effect\": \"#040506 bold\"})");
    let (night, fault) = Theme::load(Some("night"), folder.path(), None);
    assert_eq!(fault, None);
    let (styles, amber) = (night.styles(ColourDepth::True), Theme::built_in("amber").expect("a theme"));
    assert_eq!(styles.of(Role::Note), Style::new().fg(Color::Rgb(1, 2, 3)));
    assert_eq!(styles.of(Role::Effect), Style::new().fg(Color::Rgb(4, 5, 6)).add_modifier(Modifier::BOLD));
    assert_eq!(styles.of(Role::Screen), amber.styles(ColourDepth::True).of(Role::Screen));
    write("dusk", "(\n  inherits: \"night\")");
    let (_, fault) = Theme::load(Some("night"), folder.path(), None);
    let fault = fault.expect("a circle");
    assert!(fault.contains("dusk.ron:2:13: night and dusk builds upon itself"), "{fault}");
}

#[test]
fn the_list_shows_each_theme_on_the_way_and_leaving_it_leaves_all_as_it_was() {
    let mut stage = Stage::new(song());
    let capabilities = Capabilities { colours: ColourDepth::True, unicode: true, ..Capabilities::default() };
    let mut look = Appearance::new(&capabilities, &mut stage.studio, None);
    let ground = |stage: &Stage, look: &Appearance| stage.drawn(look)[(79, 1)].bg;
    let before = ground(&stage, &look);
    stage.press(": t h e m e enter a m b e r");
    assert!(look.follow(&mut stage.studio, &mut stage.seat), "another picture");
    assert_eq!(ground(&stage, &look), Color::Rgb(0x0c, 0x08, 0));
    stage.press("escape");
    assert!(look.follow(&mut stage.studio, &mut stage.seat));
    assert_eq!((ground(&stage, &look), stage.studio.settings.theme.clone()), (before, None));
    stage.press(": t h e m e enter down down");
    look.follow(&mut stage.studio, &mut stage.seat);
    let light = Theme::built_in("light").expect("a theme").styles(ColourDepth::True);
    let cell = stage.drawn(&look)[(79, 23)].clone();
    assert_eq!(Some(cell.bg), light.of(Role::Status).bg);
    stage.press("enter");
    look.follow(&mut stage.studio, &mut stage.seat);
    assert_eq!(stage.studio.settings.theme.as_deref(), Some("light"));
}
