//! Settings come back as they were written, and bad ones are told.

use super::rows::SETTINGS;
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
    assert_eq!(Settings::read(&file), (settings, Vec::new()));
}

#[test]
fn what_cannot_be_taken_is_told_and_stays_and_all_else_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("settings.ron");
    for (text, part) in [
        (
            "(\n  theme: \"dusk\",\n  rate: \"fast\",\n)",
            "settings.ron:3:3: rate is \"fast\"; expected 8000 to 192000 Hz",
        ),
        ("(theme: \"dusk\", rat: (a: Odd, b: [1]))", "settings.ron:1:17: there is no setting rat"),
        ("(rate: 3, theme: \"dusk\")", "settings.ron:1:2: rate is 3; expected 8000 to 192000 Hz"),
        (
            "(layout: \"qzert\",\n theme: \"dusk\")",
            "settings.ron:1:2: layout is \"qzert\"; expected one of qwerty",
        ),
    ] {
        fs::write(&file, text).expect("written");
        let (mut settings, messages) = Settings::read(&file);
        assert!(messages.len() == 1 && messages[0].contains(part), "{messages:?}");
        assert_eq!((settings.theme.as_deref(), settings.rate), (Some("dusk"), None));
        settings.mouse = Some(false);
        settings.write(&file).expect("written");
        let (again, still) = Settings::read(&file);
        assert_eq!((&again, still.len()), (&settings, 1), "it stays");
        // What is chosen anew takes its place.
        (settings.rate, settings.layout) = (Some(44_100), Some("azerty".to_owned()));
        settings.write(&file).expect("written");
        let written = fs::read_to_string(&file).expect("a file");
        assert_eq!(written.matches("rate").count(), 1, "{written}");
        assert_eq!(written.contains("rat: (a: Odd, b: [1]),"), text.contains("rat:"), "{written}");
    }
    assert_eq!(Settings::read(&folder.path().join("none.ron")), Default::default());
}

#[test]
fn a_file_that_cannot_be_read_is_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("settings.ron");
    let text = "(\n  theme: \"dusk\"\n  rate: 44100,\n)";
    fs::write(&file, text).expect("written");
    let (settings, messages) = Settings::read(&file);
    assert_eq!(settings, Settings::default());
    assert!(
        messages[0].contains("settings.ron:3:3: ") && messages[0].contains("the defaults are used"),
        "{messages:?}"
    );
    let problem = settings.write(&file).expect_err("it is refused").to_string();
    assert!(problem.contains("to be mended first") && problem.contains(":3:3: "), "{problem}");
    assert_eq!(fs::read_to_string(&file).expect("a file"), text);
}
