//! The command line as its user meets it: exit codes, what goes where, JSON.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder of its own, where no sound server and no settings are.
fn segno(home: &Path, arguments: &[&str]) -> Output {
    prepared(home, arguments).output().expect("the program starts")
}

fn prepared(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segno"));
    command.args(arguments).current_dir(home).env("HOME", home).env_remove("DBUS_SESSION_BUS_ADDRESS");
    for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env_remove(name);
    }
    // Whoever runs this may have sessions of their own.
    command.env("XDG_RUNTIME_DIR", home).env("TMPDIR", home);
    command.env("PULSE_SERVER", format!("unix:{}/none", home.display()));
    // Without its configuration ALSA finds no device.
    command.env("ALSA_CONFIG_PATH", home.join("no-alsa.conf"));
    command
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_wrong_command_line_is_2_and_says_why_on_standard_error() {
    let home = home();
    for arguments in
        [&["--rate", "5"][..], &["nonsense", "more"], &["new"], &["new", "a", "--template", "none"]]
    {
        let output = segno(home.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && text(&output.stderr).contains("error:"), "{arguments:?}");
    }
}

#[test]
fn a_command_stands_before_its_options_but_for_those_of_every_command() {
    let home = home();
    for arguments in [["--json", "sessions"], ["sessions", "--json"]] {
        let output = segno(home.path(), &arguments);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "[]\n"), "{arguments:?}");
    }
    let output = segno(home.path(), &["--silent", "devices"]);
    assert_eq!(output.status.code(), Some(2));
    let told = "`devices` is a command: it stands before its options, `segno devices …`\n";
    assert_eq!(text(&output.stderr), told);
    let output = segno(home.path(), &["keys", "--keymap", "nosuch"]);
    assert!(output.status.code() == Some(2) && text(&output.stderr).contains("nosuch"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn without_a_session_there_is_nothing_to_detach() {
    let home = home();
    for (arguments, told) in
        [(&["detach"][..], "no session runs"), (&["detach", "a"], "there is no session a; `segno sessions`")]
    {
        let output = segno(home.path(), arguments);
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stderr).starts_with(told), "{output:?}");
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let home = home();
    for arguments in [["--help"], ["--version"]] {
        let output = segno(home.path(), &arguments);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("segno") || text(&output.stdout).contains("studio"));
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn a_new_song_can_be_read_and_is_never_overwritten() {
    let home = home();
    for template in ["empty", "instruments"] {
        let name = format!("{template}.ron");
        let output = segno(home.path(), &["new", &name, "--template", template, "--quiet"]);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
        let bytes = std::fs::read(home.path().join(&name)).expect("a file");
        let song = segno::formats::song::read(&name, &bytes).expect("a song");
        assert_eq!((song.settings.title.as_str(), song.tracks.len()), (template, 8));
        let again = segno(home.path(), &["new", &name]);
        assert_eq!(again.status.code(), Some(1));
        assert!(text(&again.stderr).starts_with(&format!("{name}: exists already")));
        assert_eq!(std::fs::read(home.path().join(&name)).expect("a file"), bytes);
    }
}

#[test]
fn what_was_made_and_what_was_played_is_one_json_document() {
    let home = home();
    let document = |arguments: &[&str]| -> Value {
        let output = segno(home.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{arguments:?}: {why}"))
    };
    let made = document(&["new", "a", "--template", "instruments", "--json", "--quiet"]);
    assert_eq!(made, serde_json::json!({ "path": "a.ron", "template": "instruments", "title": "a" }));
    let played = document(&["play", "a.ron", "--silent", "--from", "0:63", "--json", "--quiet"]);
    let known =
        Value::from(["path", "ended", "order", "row", "on_device"].map(|key| played[key].clone()).to_vec());
    assert_eq!(known, serde_json::json!(["a.ron", true, 0, 63, false]), "{played}");
    assert!(played["played_s"].as_f64().is_some_and(|seconds| seconds > 0.1), "{played}");
    assert!(played["late_callbacks"].is_u64(), "{played}");
    let both = segno(home.path(), &["play", "a.ron", "--stdout", "--json"]);
    assert_eq!((both.status.code(), both.stdout.len()), (Some(2), 0), "{}", text(&both.stderr));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let home = home();
    let output = segno(home.path(), &["new", "nowhere/a.ron"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("nowhere: could not "), "{}", text(&output.stderr));
}

#[test]
fn every_list_is_one_json_document() {
    let home = home();
    for command in ["devices", "doctor", "effects", "instruments", "parameters"] {
        let output = segno(home.path(), &[command, "--json"]);
        assert_eq!(output.status.code(), Some(0), "{command}");
        let document: Value = serde_json::from_slice(&output.stdout).expect(command);
        assert!(document.as_array().is_some_and(|rows| !rows.is_empty()), "{command}");
        assert_eq!(text(&output.stderr), "", "{command} keeps the libraries off the screen");
    }
}

#[test]
fn the_lists_show_what_the_program_works_from() {
    let home = home();
    let effects = segno(home.path(), &["effects"]);
    let letters: Vec<_> =
        text(&effects.stdout).lines().filter_map(|line| line.split_whitespace().next()).collect();
    for letter in ["A", "G", "SD", "?", "&"] {
        assert!(letters.contains(&letter), "{letter} of {letters:?}");
    }
    let instruments = segno(home.path(), &["instruments"]);
    for wanted in ["\nsubtractive: ", "\n  macro_8 ", "\n  lfo_2_start ", "\n  play_mode "] {
        assert!(text(&instruments.stdout).contains(wanted), "{wanted}");
    }
    let parameters = segno(home.path(), &["parameters"]);
    for wanted in [
        "track.width",
        "track.send_1",
        "instrument.macro_1",
        "instrument.brightness",
        "insert.1.mix",
        "return.2.volume",
        "master.ceiling",
    ] {
        assert!(text(&parameters.stdout).contains(&format!("\n  {wanted} ")), "{wanted}");
    }
}

#[test]
fn presets_stand_with_their_instruments_the_users_own_among_them() {
    let home = home();
    let folder = home.path().join(".local/share/segno/presets");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("mine.ron"), "[(name: \"Mine\", tags: [\"bass\"], patch: (kind: \"fm\"))]")
        .expect("written");
    std::fs::write(folder.join("broken.ron"), "[(name: \"A\")]").expect("written");
    let output = segno(home.path(), &["instruments", "--json"]);
    let kinds: Value = serde_json::from_slice(&output.stdout).expect("a document");
    let of = |name: &str| {
        let kind = kinds.as_array().and_then(|kinds| kinds.iter().find(|kind| kind["name"] == name));
        kind.and_then(|kind| kind["presets"].as_array().cloned()).unwrap_or_default()
    };
    assert_eq!(of("fm")[0], serde_json::json!({ "name": "Mine", "tags": ["bass"], "key": 60, "own": true }));
    assert!(of("drums").iter().any(|preset| preset["name"] == "Round Kick" && preset["own"] == false));
    assert!(text(&output.stderr).contains("broken.ron:1:2: found"), "{}", text(&output.stderr));
}

#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_sound_is_no_fault_of_the_lists() {
    let home = home();
    let devices = segno(home.path(), &["devices"]);
    assert!(text(&devices.stdout).contains("no device plays here"), "{}", text(&devices.stdout));
    let doctor = segno(home.path(), &["doctor"]);
    assert!(text(&doctor.stdout).contains("fails  a stream of silence"), "{}", text(&doctor.stdout));
}

#[test]
fn broken_settings_tell_their_line() {
    let home = home();
    let folder = home.path().join(".config/segno");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("settings.ron"), "(\n    rate: fast,\n)").expect("written");
    let doctor = segno(home.path(), &["doctor"]);
    assert!(text(&doctor.stdout).contains("settings.ron:2:"), "{}", text(&doctor.stdout));
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let home = home();
    assert_eq!(segno(home.path(), &["manual", "--folder", "man"]).status.code(), Some(0));
    let help = segno(home.path(), &["--help"]);
    let commands = text(&help.stdout).lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<_> = commands
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(commands.len() >= 7, "{commands:?}");
    for command in commands {
        let page = home.path().join(format!("man/segno-{command}.1"));
        let page = std::fs::read_to_string(page).expect(command);
        assert!(page.contains(&format!("segno {command}")), "{command}");
    }
    assert!(home.path().join("man/segno.1").exists());
}

#[test]
fn completions_are_made_for_every_shell() {
    let home = home();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = segno(home.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(text(&output.stdout).contains("doctor"), "{shell}");
    }
}

#[test]
fn a_sound_that_only_ffmpeg_reads_says_so_where_there_is_none() {
    let home = home();
    std::fs::write(home.path().join("old.voc"), "Creative Voice File\x1A and so on").expect("written");
    let output = prepared(home.path(), &["measure", "old.voc"]).env("PATH", "").output().expect("it starts");
    let told = text(&output.stderr);
    let expected = "old.voc: it is Creative Voice, which only ffmpeg reads, and ffmpeg is not installed";
    assert!(!output.status.success() && told.contains(expected), "{told}");
}
