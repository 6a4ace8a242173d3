//! Effects on volume and panning.

use crate::trace::rows;

#[test]
fn volume_field_sets_the_volume_with_the_note() {
    assert_eq!(rows(&["C-4 01 v32", "- | X00"]).volumes(), [32.0; 12]);
    assert_eq!(rows(&["C-4 01 v32", "C-4"]).volumes()[6], 32.0, "without an instrument the volume stays");
    assert_eq!(rows(&["C-4 01 v32", "C-4 01"]).volumes()[6], 64.0, "with one it is full again");
}

#[test]
fn d_slides_on_every_tick_but_the_first() {
    assert_eq!(rows(&["C-4 01 v32 | D02"]).volumes(), [32.0, 30.0, 28.0, 26.0, 24.0, 22.0]);
    assert_eq!(rows(&["C-4 01 v32 | D30"]).volumes(), [32.0, 35.0, 38.0, 41.0, 44.0, 47.0]);
    assert_eq!(rows(&["C-4 01 v04 | D02"]).volumes(), [4.0, 2.0, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn d_slides_finely_on_the_first_tick() {
    assert_eq!(rows(&["C-4 01 v32 | D2F"]).volumes(), [34.0; 6]);
    assert_eq!(rows(&["C-4 01 v32 | DF2"]).volumes(), [30.0; 6]);
    assert_eq!(rows(&["C-4 01 v20 | DFF"]).volumes(), [35.0; 6], "DFF is fine up by 15");
    assert_eq!(rows(&["C-4 01 v32 | D22"]).volumes(), [32.0; 6], "two digits do nothing");
    assert_eq!(
        rows(&["C-4 01 v64 | D0F"]).volumes()[..3],
        [49.0, 34.0, 19.0],
        "D0F acts on the first tick too"
    );
}

#[test]
fn d00_repeats_the_last_slide_and_k_and_l_share_its_memory() {
    let heard = rows(&["C-4 01 v64 | D01", "- | D00", "- | K00", "- | L00"]);
    assert_eq!(heard.volumes()[23], 64.0 - 20.0);
}

#[test]
fn i_sounds_and_is_silent() {
    assert_eq!(
        rows(&["C-4 01 v64 | I21", "- | I00"]).volumes()[..9],
        [64., 64., 0., 64., 64., 0., 64., 64., 0.]
    );
}

#[test]
fn m_sets_and_n_slides_the_channel_volume() {
    assert_eq!(rows(&["C-4 01 v64 | M20"]).volumes(), [32.0; 6]);
    assert_eq!(rows(&["C-4 01 v64 | M41"]).volumes(), [64.0; 6], "beyond 40 is ignored");
    assert_eq!(rows(&["C-4 01 v64 | M20", "- | N10"]).volumes()[6..], [32., 33., 34., 35., 36., 37.]);
    assert_eq!(rows(&["C-4 01 v64 | M20", "- | NF4", "C-4 01"]).volumes()[12], 28.0, "it outlasts the note");
}

#[test]
fn r_swings_the_volume() {
    let heard = rows(&["C-4 01 v32 | RF4", "- | R00"]);
    let (low, high) =
        heard.volumes().iter().fold((64f32, 0f32), |(low, high), v| (low.min(*v), high.max(*v)));
    assert!((23.0..=25.0).contains(&low) && (39.0..=41.0).contains(&high), "{low} to {high}");
    assert_eq!(heard.volumes()[0], 32.0);
}

#[test]
fn v_sets_and_w_slides_the_global_volume() {
    assert_eq!(rows(&["- | V40", "- | W02"]).deeds()[..3], ["0:global 64", "6:global 64", "7:global 62"]);
    assert!(rows(&["- | V81"]).deeds().is_empty(), "beyond 80 is ignored");
}

#[test]
fn volume_field_a_to_d_slide_and_share_one_memory() {
    assert_eq!(
        rows(&["C-4 01 v32", "--- -- a03", "--- -- b01"]).volumes()[6..],
        [35., 35., 35., 35., 35., 35., 34., 34., 34., 34., 34., 34.]
    );
    assert_eq!(
        rows(&["C-4 01 v32", "--- -- c02", "--- -- d00"]).volumes()[6..],
        [32., 34., 36., 38., 40., 42., 42., 40., 38., 36., 34., 32.]
    );
}

#[test]
fn x_s8_and_the_volume_field_place_the_channel() {
    assert_eq!(rows(&["C-4 01 | X00"]).pans(), [-1.0; 6]);
    assert_eq!(rows(&["C-4 01 | X80"]).pans(), [0.0; 6]);
    assert_eq!(rows(&["C-4 01 | XFF"]).pans(), [1.0; 6]);
    assert_eq!(rows(&["C-4 01 | S8F"]).pans(), [1.0; 6]);
    assert_eq!(rows(&["C-4 01 p00"]).pans(), [-1.0; 6]);
}

#[test]
fn p_slides_the_panning() {
    assert_eq!(rows(&["C-4 01 p32 | P04"]).pans(), [0.0, 0.125, 0.25, 0.375, 0.5, 0.625]);
    assert_eq!(rows(&["C-4 01 p32 | P80"]).pans()[..3], [0.0, -0.25, -0.5]);
    assert_eq!(rows(&["C-4 01 p32 | P8F"]).pans(), [-0.25; 6]);
    assert_eq!(rows(&["C-4 01 p32 | PF8", "- | P00"]).pans()[6], 0.5, "P00 repeats");
}

#[test]
fn y_swings_the_panning_four_times_slower_than_h() {
    let heard = rows(&["C-4 01 p32 | YF8", "- | Y00", "- | Y00"]);
    let pans = heard.pans();
    assert_eq!(pans[0], 0.0);
    assert!(pans.iter().all(|pan| pan.abs() <= 0.5) && pans.iter().any(|pan| *pan > 0.45), "{pans:?}");
    let held = rows(&["C-4 01 | S53 Y28"]).pans();
    assert_eq!(held[0], held[1], "a random place stays for x ticks");
}

#[test]
fn z_moves_the_filter() {
    assert_eq!(rows(&["C-4 01 | Z00"]).cutoffs()[0], -95.25);
    assert_eq!(rows(&["C-4 01 | Z7F"]).cutoffs()[0], 0.0);
    assert_eq!(rows(&["C-4 01 | Z8F"]).resonances()[0], 1.0);
}
