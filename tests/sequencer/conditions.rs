//! Notes that are played on some passes only, or as other conditions say.

use crate::trace::{pattern, play, song};
use segno::sequencer::command::{Action, Command};
use segno::sequencer::player::{Player, Playing};
use segno::song::Song;
use std::sync::Arc;

/// The rows of the first track at which something is struck on a channel, with the entry played so often.
fn struck(song: &Song, channel: u16, repeats: u8) -> Vec<usize> {
    let mut song = song.clone();
    Arc::make_mut(&mut song.order)[0].repeats = repeats;
    let mut rows = Vec::new();
    for (number, (_, commands)) in play(&song).ticks.iter().enumerate() {
        let begins = |command: &Command| matches!(command.action, Action::Start(it, _) if it.0 == channel);
        rows.extend(commands.iter().any(begins).then_some(number / 6));
    }
    rows
}

#[test]
fn the_first_pass_and_the_last_are_conditions() {
    for (condition, rows) in
        [("S20", vec![0]), ("S21", vec![1, 2, 3]), ("S22", vec![3]), ("S23", vec![0, 1, 2])]
    {
        assert_eq!(struck(&song(&[&format!("C-4 01 | {condition}")]), 0, 4), rows, "{condition}");
    }
}

#[test]
fn a_condition_looks_back_at_the_one_before() {
    // Pass 2 of 2 holds at rows 4 and 12, the begins of the second and the fourth pass.
    let tune = song(&["C-4 01 | %22", "D-4 01 | S24", "E-4 01 | S25", "F-4 01 | S24"]);
    assert_eq!(struck(&tune, 0, 4), [2, 4, 5, 7, 10, 12, 13, 15]);
    assert_eq!(struck(&song(&["C-4 01 | S24", "C-4 01 | S25"]), 0, 1), [1], "none before is none that held");
}

#[test]
fn a_condition_looks_at_the_track_on_the_left() {
    let mut two = song(&["---"]);
    let left: &[&str] = &["C-4 01 | %12", "---"];
    let right: &[&str] = &["C-4 01 | S26", "C-4 01 | S27"];
    two.patterns.set(0, Arc::new(pattern(&[left, right])));
    assert_eq!(struck(&two, 8, 3), [0, 3, 4]);
    two.patterns.set(0, Arc::new(pattern(&[right])));
    assert_eq!(struck(&two, 0, 1), [1], "left of the first track nothing held");
}

#[test]
fn several_conditions_of_a_row_all_have_to_hold() {
    assert_eq!(struck(&song(&["C-4 01 | S21 S23"]), 0, 4), [1, 2]);
}

#[test]
fn fills_are_played_while_fill_is_on() {
    let tune = song(&["C-4 01 | S28", "D-4 01 | S29"]);
    let mut player = Player::new();
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(&tune, Playing::Pattern { pattern: 0, row: 0 });
    let mut keys = Vec::new();
    for tick in 0..36 {
        if tick == 12 || tick == 24 {
            player.fill(tick == 12);
        }
        player.tick(&tune, &mut out).expect("it repeats");
        keys.extend(out.iter().filter_map(|command| match command.action {
            Action::Start(_, note) => Some((tick / 6, note.key)),
            _ => None,
        }));
    }
    assert_eq!(keys, [(1, 62), (2, 60), (5, 62)]);
    player.fill(true);
    player.start(&tune, Playing::Pattern { pattern: 0, row: 0 });
    player.tick(&tune, &mut out).expect("it plays");
    assert!(
        out.iter().any(|command| matches!(command.action, Action::Start(..))),
        "it stays on at a new start"
    );
}
