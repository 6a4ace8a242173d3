//! Any text: the grid's notation reads it or says what is wrong; what it reads is written and read as the same row.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segno::song::notation::{parse_row, row_text};

fuzz_target!(|text: &str| {
    match parse_row(text) {
        Ok(row) => assert_eq!(parse_row(&row_text(&row)), Ok(row)),
        Err(fault) => assert!((1..=text.chars().count() + 1).contains(&fault.column), "{fault}"),
    }
});
