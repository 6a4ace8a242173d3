//! Any bytes: the song loader reads them or says what is wrong; what it reads is written and read as the same song.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segno::formats::song::{read, write};

fuzz_target!(|bytes: &[u8]| {
    match read("fuzz.ron", bytes) {
        Ok(song) => {
            let text = write(&song);
            let again = read("again.ron", text.as_bytes());
            assert_eq!(again.as_ref(), Ok(&song));
            assert_eq!(again.map(|song| write(&song)), Ok(text));
        }
        Err(problem) => assert!(problem.line > 0 && problem.column > 0, "{problem}"),
    }
});
