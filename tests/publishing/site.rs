//! The pages of a release: light, whole, of its own files only; what a user wrote stays text; everything has a name that can be read out.

use super::{ALBUM, publish, released, stage};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a page may weigh with its style, its scripts and its waves, without sound and without pictures.
const MOST_BYTES: usize = 100_000;

/// The HTML files of a release with their texts.
fn pages(out: &Path) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    for folder in ["", "songs/", "embed/"] {
        for entry in std::fs::read_dir(out.join(folder)).expect("a folder").flatten() {
            let name = format!("{folder}{}", entry.file_name().to_string_lossy());
            if name.ends_with(".html") && name != "report.html" {
                pages.insert(name, std::fs::read_to_string(entry.path()).expect("a text"));
            }
        }
    }
    pages
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let begin = format!(" {attribute}=\"");
    page.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The elements with that name, as they begin.
fn elements<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!("<{name} ");
    page.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

/// Where a link of a page leads, from the release's folder.
fn target(page: &str, link: &str) -> PathBuf {
    let mut path = PathBuf::from(page);
    path.pop();
    for part in link.split('#').next().unwrap_or_default().split('/') {
        if part == ".." {
            assert!(path.pop(), "{page}: {link} leads out of the release")
        } else {
            path.push(part)
        }
    }
    path
}

fn assert_elements_are_closed(name: &str, text: &str, alone: &[&str]) {
    let mut open: Vec<&str> = Vec::new();
    for part in text.split('<').skip(1) {
        let (inside, _) = part.split_once('>').unwrap_or_else(|| panic!("{name}: `<{part}` has no end"));
        let element = inside.split([' ', '/']).find(|word| !word.is_empty()).expect("a name");
        if inside.starts_with('/') {
            assert_eq!(open.pop(), Some(element), "{name}: </{element}>");
        } else if !inside.starts_with(['!', '?']) && !inside.ends_with('/') && !alone.contains(&element) {
            open.push(element);
        }
    }
    assert_eq!(open, Vec::<&str>::new(), "{name}");
}

#[test]
fn every_page_is_light_and_of_its_own_files_only() {
    let folder = released();
    let out = folder.join("out");
    let pages = pages(&out);
    let names: Vec<&str> = pages.keys().map(String::as_str).collect();
    let songs = ["songs/01-one-two.html", "songs/02-three.html"];
    assert_eq!(names, [&["embed/01-one-two.html", "embed/02-three.html", "index.html"][..], &songs].concat());
    for (name, page) in &pages {
        assert_elements_are_closed(name, page, &["meta", "link", "img", "source", "input", "br"]);
        let mut bytes = page.len();
        for link in [values(page, "href"), values(page, "src"), values(page, "data-embed")].concat() {
            if link.starts_with('#') {
                assert_eq!(
                    values(page, "id").iter().filter(|id| **id == &link[1..]).count(),
                    1,
                    "{name}: {link}"
                );
                continue;
            }
            assert!(!link.contains(':') && !link.starts_with('/'), "{name} asks for {link}");
            let path = out.join(target(name, link));
            assert!(path.is_file(), "{name}: {link}");
            if link.ends_with(".js") || link.ends_with(".css") {
                bytes += std::fs::read(path).expect("a file").len();
            }
        }
        assert!(bytes < MOST_BYTES, "{name} weighs {bytes}");
        assert!(!page.contains("http:") && !page.contains("https:"), "{name}: {page}");
    }
    let scripts = ["player.js", "comments.js"]
        .map(|name| std::fs::read_to_string(out.join("site").join(name)).expect("a script"));
    for script in &scripts {
        assert!(script.len() < 30_000 && !script.contains("http") && !script.contains("innerHTML"));
    }
    let one = &pages["songs/01-one-two.html"];
    assert!(one.contains("la\nla</p>") && one.contains("A. Writer: composer") && one.contains("next: Three"));
    assert!(pages["index.html"].contains("CC BY 4.0"));
    let feed = std::fs::read_to_string(out.join("feed.xml")).expect("a feed");
    assert_elements_are_closed("feed.xml", &feed, &[]);
    assert!(feed.contains("<updated>2026-12-24T00:00:00Z</updated>") && feed.matches("<entry>").count() == 2);
    let picture = std::fs::read_to_string(out.join("pictures/02-three-wave.svg")).expect("a picture");
    // A tone that stays as loud as it is.
    assert!(picture.starts_with("<svg ") && picture.contains("h800V100z"), "{picture}");
}

#[test]
fn what_a_user_wrote_stays_text() {
    let evil = r#"</title><script>alert(1)</script>\" onload=\"alert(2)"#;
    let album = ALBUM
        .replace("title: \"Three\"", &format!("title: \"{evil}\", lyrics: \"{evil}\", artist: \"{evil}\""))
        .replace("Night Lines", evil)
        .replace("A. Writer", evil)
        .replace("CC BY 4.0", evil);
    let folder = stage(&album);
    let (output, _) = publish(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let out = folder.path().join("out");
    let mut texts = pages(&out);
    texts.insert("feed.xml".to_owned(), std::fs::read_to_string(out.join("feed.xml")).expect("a feed"));
    assert_eq!(texts.len(), 6);
    for (name, text) in &texts {
        assert!(!text.contains("<script>") && !text.contains(" onload=\""), "{name}: {text}");
        assert_elements_are_closed(name, text, &["meta", "link", "img", "source", "input", "br"]);
    }
    assert!(texts["index.html"].contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn everything_has_a_name_that_can_be_read_out() {
    let folder = released();
    for (name, page) in pages(&folder.join("out")) {
        assert!(page.contains("<html lang=\"en") && page.contains("<title>"), "{name}");
        assert_eq!((page.matches("<main>").count(), page.matches("<h1>").count()), (1, 1), "{name}");
        assert!(
            elements(&page, "audio")
                .iter()
                .all(|audio| audio.contains("controls") && audio.contains("aria-label="))
        );
        assert!(elements(&page, "img").iter().all(|picture| picture.contains(" alt=\"")), "{name}");
        assert!(elements(&page, "svg").iter().all(|picture| picture.contains("aria-hidden")), "{name}");
        let labels = values(&page, "for");
        for field in [elements(&page, "input"), elements(&page, "textarea")].concat() {
            let field = format!(" {field}");
            let id = values(&field, "id");
            assert!(id.first().is_some_and(|id| labels.contains(id)), "{name}: {field} has no label");
        }
        if !name.starts_with("embed/") {
            assert!(
                page.contains("<header>") && page.contains("<footer>") && page.contains("class=\"skip\""),
                "{name}"
            );
        }
        assert!(!page.contains("tabindex"), "{name}");
    }
}

#[test]
fn a_site_that_knows_its_address_says_it_to_those_who_must_know() {
    let folder = stage(&ALBUM.replace(
        "label: \"Own\"",
        "label: \"Own\", url: \"https://a.example/night/\", contact: \"me@a.example\"",
    ));
    publish(folder.path(), &[]);
    let out = folder.path().join("out");
    let pages = pages(&out);
    let song = &pages["songs/02-three.html"];
    for expected in [
        "<meta property=\"og:type\" content=\"music.song\">",
        "<meta property=\"og:url\" content=\"https://a.example/night/songs/02-three.html\">",
        "<meta property=\"og:audio\" content=\"https://a.example/night/listen/02-three.mp3\">",
        "src=&quot;https://a.example/night/embed/02-three.html&quot;",
        "data-mail=\"me@a.example\"",
    ] {
        assert!(song.contains(expected), "{expected} in {song}");
    }
    let feed = std::fs::read_to_string(out.join("feed.xml")).expect("a feed");
    let bytes = std::fs::metadata(out.join("listen/02-three.mp3")).expect("a file").len();
    let enclosure = format!("length=\"{bytes}\" href=\"https://a.example/night/listen/02-three.mp3\"");
    assert!(feed.contains(&enclosure), "{feed}");
}
