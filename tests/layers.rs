//! The architecture, enforced: directions between layers, homes of packages, size and shape of files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a source file.
const LONGEST: usize = 400;

/// Packages that are used in these places only.
const HOMES: &[(&str, &[&str])] = &[
    ("ratatui", &["src/ui/"]),
    ("crossterm", &["src/ui/terminal/"]),
    ("base64", &["src/ui/terminal/"]),
    ("signal_hook", &["src/ui/terminal/", "src/session/", "src/cli/"]),
    ("windows_sys", &["src/ui/terminal/", "src/cli/", "src/io/"]),
    ("cpal", &["src/io/"]),
    ("midir", &["src/io/"]),
    ("jack", &["src/io/jack_transport/"]),
    ("etcetera", &["src/io/"]),
    ("axum", &["src/io/"]),
    ("tokio", &["src/io/"]),
    ("jiff", &["src/io/moment.rs", "src/formats/album/codes.rs"]),
    ("getrandom", &["src/io/listening/access.rs"]),
    ("ron", &["src/formats/", "src/io/settings"]),
    ("ringbuf", &["src/engine/link.rs", "src/engine/link/"]),
    ("symphonia", &["src/formats/"]),
    ("flac_codec", &["src/formats/"]),
    ("image", &["src/formats/"]),
    ("lofty", &["src/formats/"]),
    ("isolang", &["src/formats/"]),
    ("opus_pure", &["src/formats/"]),
    ("rusty_mp3", &["src/formats/"]),
    ("realfft", &["src/dsp/"]),
    ("rusty_link", &["src/io/link/joined.rs"]),
    ("nucleo_matcher", &["src/studio/"]),
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("clap_mangen", &["src/cli/"]),
    ("anyhow", &["src/cli/"]),
    // The wall clock, which jumps: it is only shown, nothing is measured by it.
    ("SystemTime", &["src/session/door.rs", "src/cli/sessions.rs"]),
];

fn files_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every source file below `folder`, as its path from the project's root and its text.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    files_under(&root.join(folder), &mut found);
    let name =
        |path: &Path| path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
    found.iter().map(|path| (name(path), fs::read_to_string(path).expect("a text file"))).collect()
}

/// The layers, from the one that knows least to the one that knows most.
fn layers() -> Vec<String> {
    let library = &sources("src")["src/lib.rs"];
    let lines = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    lines.map(str::to_owned).collect()
}

/// The code of a file: whole-line comments are taken out.
fn code(text: &str) -> String {
    let lines = text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// The layers that `code` names: `crate::a::…` and every first name in `crate::{a::…, b::…}`.
fn named_layers(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            names.push(rest.to_owned());
            continue;
        };
        let mut depth = 0;
        let mut item = String::new();
        for character in group.chars() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => names.push(std::mem::take(&mut item)),
                _ => {}
            }
            if depth == 0 && character != ',' {
                item.push(character);
            }
        }
        names.push(item);
    }
    let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let first = |name: &String| name.trim().chars().take_while(is_name).collect::<String>();
    names.iter().map(first).filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_reader_of_paths_sees_single_and_grouped_ones() {
    let found = named_layers(
        "use crate::dsp::units; use crate::{song::{Song, edit}, engine::link}; crate::ui::draw()",
    );
    assert_eq!(found, ["dsp", "song", "engine", "ui"]);
}

#[test]
fn a_layer_uses_only_layers_above_it() {
    let layers = layers();
    assert!(layers.len() >= 10, "lib.rs lists the layers: {layers:?}");
    let mut faults = Vec::new();
    for (path, text) in sources("src") {
        let Some(place) = layers.iter().position(|layer| path.starts_with(&format!("src/{layer}/"))) else {
            assert!(
                matches!(path.as_str(), "src/lib.rs" | "src/main.rs"),
                "{path} lies in no layer of lib.rs"
            );
            continue;
        };
        for name in named_layers(&code(&text)) {
            if layers.iter().position(|layer| *layer == name).is_some_and(|other| other > place) {
                faults.push(format!("{path} uses {name}, which lies below it"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Whether `code` names the package at the start of a path.
fn uses_package(code: &str, package: &str) -> bool {
    [format!("{package}::"), format!("use {package};")].iter().any(|word| {
        code.match_indices(word.as_str()).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
        })
    })
}

#[test]
fn every_package_stays_at_home() {
    let mut faults = Vec::new();
    for (path, text) in sources("src") {
        let code = code(&text);
        for (package, homes) in HOMES {
            if uses_package(&code, package) && !homes.iter().any(|home| path.starts_with(home)) {
                faults.push(format!("{path} uses {package}, whose home is {homes:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let all = ["src", "tests", "benches"].map(sources).into_iter().flatten();
    let lengths = all.map(|(path, text)| (path, text.lines().count()));
    let long: Vec<_> = lengths.filter(|(_, lines)| *lines > LONGEST).collect();
    assert!(long.is_empty(), "more than {LONGEST} lines: {long:?}");
}

#[test]
fn the_median_file_is_short() {
    let mut lengths: Vec<_> = sources("src").values().map(|text| text.lines().count()).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median < 180, "the median file has {median} lines");
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources("src") {
        assert!(text.starts_with("//! "), "{path} opens with a line of //!");
    }
}

#[test]
fn names_say_what_is_inside() {
    let vague = ["utils", "util", "helpers", "helper", "misc", "common", "shared", "stuff"];
    for (path, _) in sources("src") {
        let hiding = path.split('/').any(|part| vague.contains(&part.trim_end_matches(".rs")));
        assert!(!hiding, "{path} hides what it holds");
    }
}

#[test]
fn no_re_export_hides_an_arrow() {
    for (path, text) in sources("src") {
        let hiding = code(&text).lines().any(|line| line.trim_start().starts_with("pub use "));
        assert!(!hiding, "{path} re-exports");
    }
}

#[test]
fn the_audio_thread_has_no_locks_and_no_output() {
    let forbidden =
        ["Mutex", "RwLock", "Condvar", "println!", "eprintln!", "std::fs", "std::thread", "Instant"];
    for folder in ["src/dsp", "src/instruments", "src/devices", "src/sequencer", "src/engine"] {
        for (path, text) in sources(folder) {
            let code = code(&text);
            for word in forbidden {
                assert!(!code.contains(word), "{path} uses {word}");
            }
        }
    }
}
