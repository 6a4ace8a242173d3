//! Effects on pitch.

use crate::trace::{rows, song};
use segno::sequencer::command::{Action, CHANNELS};
use segno::sequencer::player::{Player, Playing};

#[test]
fn e_and_f_slide_by_sixteenths_of_a_semitone() {
    assert_eq!(rows(&["C-4 01 | F08"]).pitches(), [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]);
    assert_eq!(rows(&["C-4 01 | E08"]).pitches(), [0.0, -0.5, -1.0, -1.5, -2.0, -2.5]);
    assert_eq!(rows(&["C-4 01 | FF8"]).pitches(), [0.5; 6]);
    assert_eq!(rows(&["C-4 01 | FE8"]).pitches(), [0.125; 6]);
    assert_eq!(rows(&["C-4 01 | EF4"]).pitches(), [-0.25; 6]);
    assert_eq!(rows(&["C-4 01 | EE4"]).pitches(), [-0.0625; 6]);
}

#[test]
fn e_f_and_g_share_a_memory() {
    assert_eq!(rows(&["C-4 01 | F10", "- | E00"]).pitches()[11], 0.0);
    let heard = rows(&["C-4 01 | F10", "C-4 01", "D-4 | G00"]);
    assert_eq!(heard.pitches()[12..], [0.0, 1.0, 2.0, 2.0, 2.0, 2.0]);
}

#[test]
fn g_slides_to_the_note_without_striking_it() {
    let heard = rows(&["C-4 01", "E-4 01 | G10"]);
    assert_eq!(heard.deeds(), ["0:start0 60"]);
    assert_eq!(heard.pitches()[6..], [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
}

#[test]
fn g_plays_the_note_if_nothing_sounds() {
    assert_eq!(rows(&["E-4 01 | G10"]).deeds(), ["0:start0 64"]);
    assert_eq!(rows(&["C-4 01", "^^^", "E-4 01 | G10"]).deeds(), ["0:start0 60", "6:cut0", "12:start0 64"]);
}

#[test]
fn s11_makes_g_move_in_semitones() {
    let heard = rows(&["C-4 01 | S11", "E-4 | G08"]);
    assert_eq!(heard.pitches()[6..], [0.0, 1.0, 1.0, 2.0, 2.0, 3.0]);
    let on = rows(&["C-4 01 | S11", "E-4 | G04", "- | G00"]);
    assert_eq!(on.pitches()[11..], [1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 3.0], "a row's first tick is a step too");
}

#[test]
fn s11_leaves_every_other_pitch_alone() {
    assert_eq!(rows(&["C-4 01 | S11 F08"]).pitches(), [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]);
    assert_eq!(rows(&["C-4 01 | S11 EF4"]).pitches(), [-0.25; 6]);
    let mut tuned = crate::trace::song(&["C-4 01 | S11", "E-4 | G10"]);
    std::sync::Arc::make_mut(tuned.instruments[0].as_mut().expect("one")).finetune = 50.0;
    assert_eq!(crate::trace::play(&tuned).pitches()[5..], [0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 4.5]);
}

#[test]
fn h_swings_around_the_pitch_and_u_four_times_finer() {
    let wide = rows(&["C-4 01 | H88", "- | H00"]).pitches();
    assert_eq!(wide[..5], [0.0, 0.34375, 0.5, 0.34375, 0.0]);
    assert_eq!(wide[6], -0.5, "H00 goes on with both digits");
    let fine = rows(&["C-4 01 | U88"]).pitches();
    assert_eq!(fine[2], 0.125);
}

#[test]
fn s3_chooses_the_shape_of_the_vibrato() {
    assert_eq!(rows(&["C-4 01 | S32 H88"]).pitches()[..5], [0.5, 0.5, 0.5, 0.5, -0.5]);
}

#[test]
fn s4_chooses_the_shape_of_the_tremolo() {
    assert_eq!(rows(&["C-4 01 v32 | S42 R84"]).volumes()[..5], [40.0, 40.0, 40.0, 40.0, 24.0]);
}

#[test]
fn j_plays_three_notes_in_turn() {
    assert_eq!(rows(&["C-4 01 | J47"]).pitches(), [0.0, 4.0, 7.0, 0.0, 4.0, 7.0]);
    assert_eq!(
        rows(&["C-4 01 | J47", "- | J00", "---"]).pitches()[6..13],
        [0.0, 4.0, 7.0, 0.0, 4.0, 7.0, 0.0]
    );
}

#[test]
fn k_goes_on_with_the_vibrato_and_l_with_the_slide() {
    let heard = rows(&["C-4 01 v64 | H88", "- | K02"]);
    assert_eq!(heard.pitches()[8], 0.0);
    assert_eq!(heard.pitches()[6], -0.5);
    assert_eq!(heard.volumes()[11], 54.0);
    let heard = rows(&["C-4 01 v64", "C-5 | G08", "- | L01"]);
    assert_eq!(heard.pitches()[17], 5.0);
    assert_eq!(heard.volumes()[17], 59.0);
}

#[test]
fn volume_field_e_to_h_slide_and_swing() {
    assert_eq!(rows(&["C-4 01", "--- -- f02"]).pitches()[6..], [0.0, 0.5, 1.0, 1.5, 2.0, 2.5]);
    assert_eq!(rows(&["C-4 01", "--- -- e02"]).pitches()[11], -2.5);
    assert_eq!(rows(&["C-4 01", "E-4 -- g04"]).pitches()[6..], [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
    assert_eq!(rows(&["C-4 01 | H80", "--- -- h08"]).pitches()[6], -0.5);
}

#[test]
fn tuning_and_transposition_are_part_of_the_pitch() {
    let mut song = crate::trace::song(&["C-4 01"]);
    let instrument = std::sync::Arc::make_mut(song.instruments[0].as_mut().expect("one"));
    (instrument.transpose, instrument.finetune) = (2, 50.0);
    std::sync::Arc::make_mut(&mut song.order)[0].transpose = 12;
    let heard = crate::trace::play(&song);
    assert_eq!(heard.pitches()[0], 14.5);
    assert_eq!(heard.deeds(), ["0:start0 74"]);
}

#[test]
fn a_note_that_has_ended_by_itself_slides_no_more_but_begins() {
    let song = song(&["C-4 01", "E-4 -- | G04"]);
    let starts = |sounding: u64| {
        let mut player = Player::new();
        player.start(&song, Playing::Song { order: 0, row: 0, repeat: false });
        let (mut out, mut starts) = (Vec::with_capacity(Player::MOST_COMMANDS), 0);
        let mut bits = [0; CHANNELS / 64];
        bits[0] = sounding;
        while player.tick(&song, &mut out).is_some() {
            starts += out.iter().filter(|command| matches!(command.action, Action::Start(..))).count();
            player.hear(&bits);
        }
        starts
    };
    assert_eq!(starts(1), 1, "the note still sounds");
    assert_eq!(starts(0), 2, "the note is over");
}
