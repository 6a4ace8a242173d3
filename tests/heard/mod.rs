//! A song that is played to devices and compared with its rendering.

/// Four seconds: the first row is empty, so that the recorder has found its feet when the music begins.
const SONG: &str = r#"(
    format: 1,
    tempo: "120",
    tracks: {
        1: (name: "Lead", note_columns: 2),
        2: (name: "Bass", volume: -3.0),
    },
    instruments: {
        0x01: (name: "Saw", patch: (kind: "subtractive", cutoff: 1800.0, voices: 3)),
    },
    order: [(pattern: 0, repeats: REPEATS)],
    patterns: {
        0: (
            length: 32,
            lanes: {
                1: Own(rows: {
                    2: "C-4 01; E-4 01",
                    8: "D-4 01 v48; F-4 01 v48",
                    16: "E-4 01; G-4 01 | D04",
                    24: "===; ===",
                }),
                2: Own(length: 16, rows: {
                    2: "C-2 01",
                    8: "G-2 01 v40 d80",
                    14: "===",
                }),
            },
        ),
    },
)"#;

/// Its text, with its pattern played so many times.
pub fn song(repeats: u32) -> String {
    SONG.replace("REPEATS", &repeats.to_string())
}
