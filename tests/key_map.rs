//! The user's key map: `segno keys` shows what it makes of the keys, and tells its faults by line and column.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn keys(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segno"));
    command.arg("keys").args(arguments).env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command.output().expect("the program starts")
}

/// The keys of a command in `segno keys --json`.
fn keys_of(output: &Output, name: &str) -> Vec<String> {
    let document: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
    let rows = document.as_array().expect("a list");
    let row = rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("no {name}"));
    assert!(row["help"].as_str().is_some_and(|help| !help.is_empty()) && row["context"].is_string());
    row["keys"].as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn a_key_map_changes_the_listed_keys_and_its_faults_have_places() {
    let home = tempfile::tempdir().expect("a folder");
    let plain = keys(home.path(), &["--json"]);
    assert_eq!(keys_of(&plain, "save"), ["Ctrl-S", "Ctrl-W s"]);
    assert_eq!(keys_of(&plain, "turn-up"), ["+", "Shift-Right", "="]);
    assert!(plain.stderr.is_empty());

    let config = home.path().join("config/segno");
    std::fs::create_dir_all(&config).expect("made");
    let map =
        "{\n  \"save\": [\"f12\", \"ctrl-w z\"],\n  \"fly\": [\"f9\"],\n  \"panic\": [\"hyper-x\"],\n}\n";
    std::fs::write(config.join("keymap.ron"), map).expect("written");
    let mine = keys(home.path(), &["--json"]);
    assert_eq!(mine.status.code(), Some(0));
    assert_eq!(keys_of(&mine, "save"), ["F12", "Ctrl-W z"]);
    assert_eq!(keys_of(&mine, "panic"), keys_of(&plain, "panic"), "a slip takes no keys away");
    assert_eq!(
        keys_of(&mine, "view-song"),
        ["Ctrl-W g", "Ctrl-W =", "Ctrl-K w g"],
        "its F12 is another command's now"
    );
    let faults = String::from_utf8(mine.stderr).expect("text");
    let lines: Vec<&str> = faults.lines().collect();
    assert_eq!(lines.len(), 2, "{faults}");
    assert!(lines[0].contains("keymap.ron:3:3: there is no command fly"), "{faults}");
    assert!(lines[1].contains("keymap.ron:4:3: panic: hyper-x is no key; expected such as"), "{faults}");
    assert!(lines[1].ends_with(&format!("; it keeps {}", keys_of(&plain, "panic").join("  "))), "{faults}");

    std::fs::write(config.join("other.ron"), "{\n  \"save\": \"f12\"\n}").expect("written");
    let broken = keys(home.path(), &["--keymap", "other"]);
    assert_eq!(broken.status.code(), Some(2), "it was asked for");
    let faults = String::from_utf8(broken.stderr).expect("text");
    assert!(faults.contains("other.ron:2:") && faults.contains("the default keys are used"), "{faults}");
    assert!(String::from_utf8_lossy(&broken.stdout).contains("Ctrl-S, Ctrl-W s"));
}
