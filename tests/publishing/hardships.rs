//! Runs that cannot end as they should: encoders that are missing or fail, a disk that takes no more, somebody who stops them. Nothing of
//! them looks finished, and an older release stays whole.

use crate::{ALBUM, publish, stage};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// A stand-in for ffmpeg that says it has both encoders, and does that when it is to encode.
fn encoder(folder: &Path, deed: &str) {
    use std::os::unix::fs::PermissionsExt;
    let text = format!(
        "#!/bin/sh\ncase \"$*\" in\n*-version*) echo ffmpeg stand-in ;;\n\
         *-encoders*) printf ' A..... libvorbis\\n A..... aac\\n' ;;\n*) {deed} ;;\nesac\n"
    );
    let programs = folder.join("programs");
    std::fs::create_dir_all(&programs).expect("a folder");
    std::fs::write(programs.join("ffmpeg"), text).expect("written");
    std::fs::set_permissions(programs.join("ffmpeg"), PermissionsExt::from_mode(0o755))
        .expect("made executable");
}

/// `segno publish` with no other programs in its path than those of the folder, and what a shell needs.
fn alone(folder: &Path) -> Command {
    let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
    segno.current_dir(folder).args(["publish", "album.ron", "-o", "out", "--json"]);
    segno.env("XDG_CACHE_HOME", folder.join("cache")).env("PATH", folder.join("programs"));
    segno
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The files of a folder that belong to a release or to one in the making.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("out") || name.starts_with(".segno")).collect()
}

/// Every file of a release that its sums name, which are true.
fn whole(out: &Path) -> BTreeMap<String, String> {
    let sums = std::fs::read_to_string(out.join("SHA256SUMS")).expect("sums");
    let line = |line: &str| {
        let (sum, name) = line.split_once("  ").expect("a sum and a name");
        let bytes = std::fs::read(out.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(segno::io::sample_files::hash(&bytes), sum, "{name}");
        (name.to_owned(), sum.to_owned())
    };
    sums.lines().map(line).collect()
}

#[test]
fn without_an_encoder_of_others_the_release_is_made_without_its_files_and_says_so() {
    let folder = stage(ALBUM);
    let output = alone(folder.path()).arg("--no-stems").output().expect("segno starts");
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(
        told(&output).contains("no Vorbis and no AAC: install ffmpeg to have those too"),
        "{}",
        told(&output)
    );
    let files = whole(&folder.path().join("out"));
    let has = |ending: &str| files.keys().any(|name| name.starts_with("listen/") && name.ends_with(ending));
    assert!(has(".flac") && has(".mp3") && has(".opus") && !has(".ogg") && !has(".m4a"), "{files:?}");
    // In place of the video there are its pictures: of two seconds, twenty-five each.
    let pictures: Vec<&String> = files.keys().filter(|name| name.starts_with("pictures/video")).collect();
    assert!(told(&output).contains("no video, but its pictures"), "{}", told(&output));
    assert_eq!((pictures.len(), pictures[0].as_str()), (50, "pictures/video/0001.png"));
    let bytes = std::fs::read(folder.path().join("out").join(pictures[49])).expect("a picture");
    let facts = segno::formats::picture::facts(&bytes).expect("a picture");
    assert_eq!((facts.width, facts.height, facts.is_png), (540, 960, true));
    let page = std::fs::read_to_string(folder.path().join("out/index.html")).expect("a page");
    assert!(!page.contains(".ogg") && !page.contains(".m4a"), "the page offers what is not there");
}

#[test]
fn an_encoder_that_fails_is_told_in_its_own_words_and_nothing_is_left() {
    let folder = stage(ALBUM);
    encoder(folder.path(), "echo out of luck >&2; exit 1");
    let output = alone(folder.path()).arg("--no-stems").output().expect("segno starts");
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(told(&output).contains("ffmpeg: out of luck"), "{}", told(&output));
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

/// A run that encodes, and cannot end before a file `go` is there: its encoder reads nothing until then.
fn held(folder: &Path) -> Child {
    encoder(folder, ": > begun; while [ ! -e go ]; do sleep 0.05; done; exec cat > /dev/null");
    let mut segno = alone(folder);
    segno.env("PATH", format!("{}:/usr/bin:/bin", folder.join("programs").display())).arg("--no-stems");
    let mut running = segno.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("segno starts");
    while !folder.join("begun").exists() {
        assert!(running.try_wait().expect("a process").is_none(), "it ended before it encoded anything");
        std::thread::sleep(Duration::from_millis(10));
    }
    running
}

#[test]
fn a_run_that_is_stopped_leaves_the_older_release_as_it_was() {
    let folder = stage(ALBUM);
    let (output, _) = publish(folder.path(), &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let before = whole(&folder.path().join("out"));
    std::fs::write(folder.path().join("album.ron"), ALBUM.replace("One, Two", "One and Two"))
        .expect("written");
    let running = held(folder.path());
    let killed = Command::new("kill").arg("-INT").arg(running.id().to_string()).status().expect("kill");
    assert!(killed.success());
    std::fs::write(folder.path().join("go"), "").expect("written");
    let output = running.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    assert_eq!(names(folder.path()), ["out"]);
    assert_eq!(whole(&folder.path().join("out")), before);
}

#[test]
fn what_a_killed_run_has_left_goes_with_the_next_and_what_another_works_in_stays() {
    let folder = stage(ALBUM);
    let mut running = held(folder.path());
    let left = names(folder.path());
    assert!(left.len() == 2 && left.iter().all(|name| name.starts_with(".segno-")), "{left:?}");
    let next = || {
        let mut segno = alone(folder.path());
        segno.env("PATH", folder.path().join("none")).arg("--no-stems").output().expect("segno starts")
    };
    let output = next();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(!told(&output).contains("removed"), "{}", told(&output));
    assert_eq!(names(folder.path()).len(), 3, "its own, and what the other works in");
    running.kill().expect("killed");
    running.wait().expect("it ends");
    std::fs::write(folder.path().join("go"), "").expect("written");
    assert_eq!(names(folder.path()).len(), 3, "nobody has tidied up");
    let output = next();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    for name in left {
        assert!(told(&output).contains(&format!("{name}: removed; a run that was killed had left it")));
    }
    assert_eq!(names(folder.path()), ["out"]);
    assert_eq!(locks(folder.path()), 0);
}

/// The lock files in a folder.
fn locks(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder").flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(".lock")).count()
}

#[test]
fn a_disk_that_takes_nothing_at_all_keeps_no_lock() {
    let folder = stage(ALBUM);
    let script =
        "trap '' XFSZ; ulimit -f 0; exec \"$0\" publish album.ron -o out --json --no-stems 2>&1 | cat";
    let mut shell = Command::new("sh");
    shell.current_dir(folder.path()).args(["-c", script, env!("CARGO_BIN_EXE_segno")]);
    let output = shell.env("XDG_CACHE_HOME", folder.path().join("cache")).output().expect("a shell");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(told.contains("File too large"), "{told}");
    assert!(names(folder.path()).is_empty() && locks(folder.path()) == 0, "{:?}", names(folder.path()));
}

#[test]
fn a_disk_that_takes_no_more_is_told_and_leaves_the_older_release_as_it_was() {
    let folder = stage(ALBUM);
    let limited = |kilobytes: u32| {
        let script = format!(
            "trap '' XFSZ; ulimit -f {}; exec \"$0\" publish album.ron -o out --json --no-stems",
            2 * kilobytes
        );
        let mut shell = Command::new("sh");
        shell.current_dir(folder.path()).args(["-c", &script, env!("CARGO_BIN_EXE_segno")]);
        shell.env("XDG_CACHE_HOME", folder.path().join("cache")).output().expect("a shell")
    };
    // Too little for a song between the steps, then for a master, then for a file of the release.
    for kilobytes in [100, 900] {
        let output = limited(kilobytes);
        assert_eq!(output.status.code(), Some(3), "{kilobytes}: {}", told(&output));
        assert!(told(&output).contains("File too large"), "{kilobytes}: {}", told(&output));
        assert!(names(folder.path()).is_empty(), "{kilobytes}: {:?}", names(folder.path()));
    }
    let (output, _) = publish(folder.path(), &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let before = whole(&folder.path().join("out"));
    std::fs::write(
        folder.path().join("album.ron"),
        ALBUM.replace("(title", "(master: (bits: \"16\"), title"),
    )
    .expect("written");
    let output = limited(900);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert_eq!(names(folder.path()), ["out"]);
    assert_eq!(whole(&folder.path().join("out")), before);
    // What was kept of all that is whole, too: the next run gives what it would give without.
    let (output, _) = publish(folder.path(), &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let after = whole(&folder.path().join("out"));
    std::fs::remove_dir_all(folder.path().join("cache")).expect("removed");
    std::fs::remove_dir_all(folder.path().join("out")).expect("removed");
    publish(folder.path(), &["--no-stems"]);
    assert_eq!(whole(&folder.path().join("out")), after);
}
