//! The picture of the screen in the README, drawn by the program itself. `SEGNO_WRITE_DOCS=1 cargo test` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod screen_stage;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use screen_stage::Stage;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Columns and lines of the picture.
const SIZE: (u16, u16) = (120, 40);
/// Width and height of a cell, in the picture's units.
const CELL: (f32, f32) = (8.4, 17.0);
/// What a terminal's own background and text look like here.
const OWN: [&str; 2] = ["#1b1e25", "#d8dee9"];

fn colour(colour: Color, own: &str) -> String {
    match colour {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => own.to_owned(),
    }
}

/// Background, foreground, weight of a cell.
fn look(cell: &Cell) -> (String, String, bool) {
    let [mut background, mut text] = [colour(cell.bg, OWN[0]), colour(cell.fg, OWN[1])];
    if cell.modifier.contains(Modifier::REVERSED) {
        (background, text) = (text, background);
    }
    (background, text, cell.modifier.contains(Modifier::BOLD))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The cells as a picture: runs of one look, backgrounds below, text above.
fn svg(buffer: &Buffer) -> String {
    let (width, height) = (f32::from(SIZE.0) * CELL.0, f32::from(SIZE.1) * CELL.1);
    let mut classes: BTreeMap<(String, bool), usize> = BTreeMap::new();
    let [mut below, mut above] = [String::new(), String::new()];
    for y in 0..SIZE.1 {
        let mut x = 0;
        while x < SIZE.0 {
            let look_here = look(&buffer[(x, y)]);
            let end = (x..SIZE.0).find(|end| look(&buffer[(*end, y)]) != look_here).unwrap_or(SIZE.0);
            let text: String = (x..end).map(|x| buffer[(x, y)].symbol()).collect();
            let (background, foreground, bold) = look_here;
            let (left, top) = (f32::from(x) * CELL.0, f32::from(y) * CELL.1);
            let wide = f32::from(end - x) * CELL.0;
            if background != OWN[0] {
                let (high, wide) = (CELL.1, wide);
                writeln!(
                    below,
                    r#"<rect x="{left:.1}" y="{top:.0}" width="{wide:.1}" height="{high:.0}" fill="{background}"/>"#
                )
                .unwrap();
            }
            if !text.trim().is_empty() {
                let count = classes.len();
                let class = *classes.entry((foreground, bold)).or_insert(count);
                let (base, text) = (top + 13.0, escaped(&text));
                writeln!(
                    above,
                    r#"<text x="{left:.1}" y="{base:.0}" class="c{class}" textLength="{wide:.1}">{text}</text>"#
                )
                .unwrap();
            }
            x = end;
        }
    }
    let mut style = String::new();
    for ((colour, bold), class) in &classes {
        let weight = if *bold { ";font-weight:bold" } else { "" };
        write!(style, ".c{class}{{fill:{colour}{weight}}}").unwrap();
    }
    let font = "text{font:14px 'DejaVu Sans Mono',Menlo,Consolas,monospace;white-space:pre}";
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" xml:space=\"preserve\" role=\"img\">\n\
         <title>segno plays its demo song in the pattern grid</title>\n<style>{font}{style}</style>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{below}{above}</svg>\n",
        OWN[0]
    )
}

#[test]
fn the_readmes_picture_can_be_drawn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let song = folder.path().join("demo.ron");
    std::fs::copy(root.join("songs/demo.ron"), &song).unwrap();
    let samples = folder.path().join("samples");
    std::fs::create_dir(&samples).unwrap();
    for file in std::fs::read_dir(root.join("songs/samples")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), samples.join(file.file_name())).unwrap();
    }
    let mut stage = Stage::open(&song);
    while stage.studio.jobs.iter().next().is_some() {
        stage.studio.turn();
        std::thread::yield_now();
    }
    stage.seat.edit = false;
    let chorus = 4;
    stage.seat.go_to_order(&stage.studio.song().clone(), chorus);
    stage.seat.place.row = 8;
    stage.hear(chorus, 8);
    let picture = svg(&stage.buffer(SIZE.0, SIZE.1));
    assert!(picture.len() < 300_000, "{} bytes", picture.len());
    assert!(picture.contains("Chorus") && picture.contains("demo.ron"));
    let file = root.join("docs/screen.svg");
    if std::env::var_os("SEGNO_WRITE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(&file, &picture).unwrap();
    }
    // The song and the theme may change without a new picture; that there is one, and that it is one, must stay.
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.starts_with("<svg") && kept.trim_end().ends_with("</svg>"));
}
