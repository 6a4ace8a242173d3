//! Any bytes: Scala's scales and mappings are read or it is said what is wrong; a scale that is read can be played.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segno::formats::scala::{mapping, scale};
use segno::song::tuning::{Mapping, Scale, Tuning};

fuzz_target!(|bytes: &[u8]| {
    match scale("fuzz.scl", bytes) {
        Ok(scale) => assert!(Tuning::new(scale, Mapping::default()).is_ok()),
        Err(problem) => assert!(problem.line > 0 && problem.column > 0, "{problem}"),
    }
    match mapping("fuzz.kbm", bytes) {
        Ok(mapping) => drop(Tuning::new(Scale::equal(), mapping)),
        Err(problem) => assert!(problem.line > 0 && problem.column > 0, "{problem}"),
    }
});
