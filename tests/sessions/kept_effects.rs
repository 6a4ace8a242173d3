//! Effects that were held on the master while it played, and stand in the performance that is kept.

use super::session::Session;
use segno::render::plan::Plan;
use segno::render::rendering::Rendering;
use std::sync::Arc;

/// Frames of a row: 120 BPM, four rows a beat.
const ROW: usize = 6_000;

const GRID: &str =
    "00 C-4 01 // C-5 02 v30 \n 03 G-4 01 \n 05 --- // D#5 02 v30 \n 08 C-5 01 \n 11 D#4 01 \n 14 C-4 01";

/// Plays two rounds of the pattern and holds this and that, never where a row begins.
fn performed(session: &mut Session) -> Vec<f32> {
    session.line("play-pattern").expect("plays");
    let mut heard = session.listen(ROW * 4 + 2_100);
    for (line, frames) in [
        ("stutter-16 on", ROW * 2 + 700),
        ("low-pass on", ROW + 64),
        ("stutter-16 off", ROW * 3),
        ("low-pass off", ROW * 2 + 1_300),
        ("tape-stop on", ROW * 2 + 400),
        ("tape-stop off", ROW * 5),
        ("high-pass on", ROW * 3),
        ("high-pass off", ROW * 4),
    ] {
        session.line(line).expect("held");
        heard.extend(session.listen(frames));
    }
    heard
}

#[test]
fn it_sounds_to_the_bit_as_it_was_played_live_and_rendered() {
    let mut session = Session::new(GRID);
    let heard = performed(&mut session);
    let mut plain = Session::new(GRID);
    plain.line("play-pattern").expect("plays");
    assert!(plain.listen(heard.len()) != heard, "the effects were heard");
    session.line("stop").expect("stopped");
    session.line("keep-performance").expect("kept");
    let song = session.studio.song().clone();
    let (grid, row) = (super::session::text(&song, song.order[0].pattern), "!3");
    assert!(grid.contains(row), "{grid}");
    // The row that was not played to its end, and what was still on its way.
    let count = heard.len() - 2 * ROW;
    let mut again = Session::with((*song).clone());
    again.line("play-song").expect("plays");
    let kept = again.listen(count);
    let apart = kept.iter().zip(&heard).position(|(kept, heard)| kept != heard);
    assert_eq!(apart, None, "of {count} frames");
    let plan = Plan::default();
    let part = plan.part(&song).expect("a part");
    let mut rendering = Rendering::new(&part, Arc::default(), &plan, None);
    let mut rendered = Vec::new();
    while let Some([left, _]) = rendering.next_block() {
        rendered.extend_from_slice(left);
    }
    // A render leaves out what the engine's own devices take.
    let late = (0..4_096).find(|late| rendered[..count - late] == heard[*late..count]);
    assert!(late.is_some(), "rendered it is the same");
}

#[test]
fn the_grid_turns_them_on_and_off_at_a_tick() {
    let mut written = Session::new(&GRID.replace("03 G-4 01", "03 G-4 01 | !32\n 06 - | !54"));
    written.line("play-pattern").expect("plays");
    let mut plain = Session::new(GRID);
    plain.line("play-pattern").expect("plays");
    let (written, plain) = (written.listen(ROW * 16), plain.listen(ROW * 16));
    let first = written.iter().zip(&plain).position(|(one, other)| one != other).expect("they differ");
    // Tick 2 of six, found within a quantum; what the limiter takes comes before it is heard.
    let tick = ROW * 3 + ROW / 6 * 2;
    assert!((tick - 64..tick + 1_000).contains(&first), "{first} for {tick}");
    assert_eq!(written[ROW * 8..], plain[ROW * 8..], "it is off again");
}
