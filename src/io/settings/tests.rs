//! Settings come back as they were written, and bad ones are told.

use super::*;

#[test]
fn the_table_has_a_row_for_every_field() {
    let text = ron::to_string(&Settings::default()).expect("text");
    let fields: Vec<_> =
        text.trim_matches(['(', ')']).split(',').map(|field| field.split(':').next()).collect();
    let rows: Vec<_> = SETTINGS.iter().map(|row| Some(row.name)).collect();
    assert_eq!(fields, rows);
}

#[test]
fn settings_come_back_as_they_were_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Settings::file(&folder.path().join("new/segno"));
    let mut settings = Settings::default();
    for (row, value) in SETTINGS.iter().zip([
        "rig", "mic", "flac", "24", "44100", "512", "8765", "a", "qwertz", "rows", "hex", "decimal", "hex",
        "b", "256", "false", "true", "true", "true", "false", "false", "3", "x.ron", "true", "40", "3+4",
        "2", "true",
    ]) {
        (row.assign)(&mut settings, value).expect("a possible value");
        assert_eq!((row.show)(&settings), value);
    }
    settings.write(&file).expect("written");
    assert_eq!(Settings::read(&file), (settings, None));
}

#[test]
fn a_bad_file_tells_its_line_and_gives_the_defaults() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("settings.ron");
    for (text, part) in [
        ("(\n  rate: \"fast\",\n)", "settings.ron:2:"),
        ("(\n  rat: 3,\n)", "settings.ron:2:"),
        ("(rate: 3)", "rate is 3; expected 8000 to 192000 Hz"),
        ("(layout: \"qzert\")", "expected one of qwerty"),
    ] {
        fs::write(&file, text).expect("written");
        let (settings, message) = Settings::read(&file);
        assert_eq!(settings, Settings::default());
        let message = message.expect("a message");
        assert!(message.contains(part) && message.contains("defaults are used"), "{message}");
    }
    assert_eq!(Settings::read(&folder.path().join("none.ron")), (Settings::default(), None));
}
