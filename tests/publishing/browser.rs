//! The pages in a real browser: they load without errors, their scripts run, nothing from outside is asked for.

use super::installed::installed;
use super::released;
use super::serving::Server;
use std::path::Path;
use std::process::Command;

/// What a page has become once its scripts have run, and what the browser complained of.
fn shown(home: &Path, address: &str) -> (String, String, String) {
    let log = home.join("net.json");
    let output = Command::new("chromium")
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        ])
        .args(["--enable-logging=stderr", "--virtual-time-budget=4000"])
        .arg(format!("--user-data-dir={}", home.join("profile").display()))
        .arg(format!("--log-net-log={}", log.display()))
        .args(["--dump-dom", address])
        .env("HOME", home)
        .output()
        .expect("the browser starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let asked = std::fs::read(&log).map(|bytes| text(&bytes)).unwrap_or_default();
    (text(&output.stdout), text(&output.stderr), asked)
}

fn assert_page_works(home: &Path, address: &str, has_comments: bool) {
    let (page, told, _) = shown(home, address);
    assert!(
        page.contains("data-ready=\"player\""),
        "{address}: the player's script has not run: {page}\n{told}"
    );
    assert_eq!(page.contains("data-comments=\"ready\""), has_comments, "{address}: {page}\n{told}");
    assert!(page.contains("<audio controls"), "{address}");
    // Scripts that fail, files that are refused or missing.
    let complaints: Vec<&str> = told.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(complaints.is_empty(), "{address}: {complaints:?}");
}

#[test]
fn pages_work_from_the_disk() {
    if !installed(&["chromium"]) {
        return;
    }
    let (folder, home) = (released(), tempfile::tempdir().expect("a folder"));
    for (page, has_comments) in
        [("index.html", false), ("songs/01-one-two.html", true), ("embed/02-three.html", false)]
    {
        let address = format!("file://{}", folder.join("out").join(page).display());
        assert_page_works(home.path(), &address, has_comments);
    }
}

#[test]
fn pages_work_from_a_server_and_ask_nobody_else() {
    if !installed(&["chromium"]) {
        return;
    }
    let (folder, home) = (released(), tempfile::tempdir().expect("a folder"));
    let server = Server::start(folder);
    let base = format!("http://{}/", server.address);
    assert_page_works(home.path(), &base, false);
    let (_, _, asked) = shown(home.path(), &format!("{base}songs/01-one-two.html#t=0:01"));
    let begin = "\"url\":\"";
    let addresses = asked.split(begin).skip(1).filter_map(|rest| rest.split('"').next());
    let of_pages: Vec<&str> = addresses.filter(|url| url.starts_with("http")).collect();
    for expected in ["songs/01-one-two.html", "site/player.js", "site/style.css", "listen/01-one-two.opus"] {
        let asked = of_pages.iter().any(|url| url.starts_with(&format!("{base}{expected}")));
        assert!(asked, "{expected} in {of_pages:?}");
    }
    let foreign: Vec<&&str> =
        of_pages.iter().filter(|url| !url.starts_with(&base) && !is_the_browsers(url)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// What the browser asks for on its own account.
fn is_the_browsers(url: &str) -> bool {
    let host = url.split('/').nth(2).unwrap_or_default();
    ["google.com", "googleapis.com", "gvt1.com"].iter().any(|own| host.ends_with(own))
}
