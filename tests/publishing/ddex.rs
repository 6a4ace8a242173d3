//! The message to shops, held against what the schema of DDEX ERN 4.3 asks for (`ern-43.txt`): elements and their order, references, forms.

use crate::publish;
use crate::songs::stage;
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const SCHEMA: &str = include_str!("ern-43.txt");

/// A child as the table has it: its names, whether it must be there, whether there may be several.
struct Child {
    names: Vec<&'static str>,
    must: bool,
    several: bool,
}

fn table() -> BTreeMap<&'static str, Vec<Child>> {
    let child = |word: &'static str| Child {
        names: word.trim_end_matches(['?', '*', '+']).split('|').collect(),
        must: !word.ends_with(['?', '*']),
        several: word.ends_with(['*', '+']),
    };
    let line = |line: &'static str| {
        let (name, children) = line.split_once(':').expect("a name");
        (name, children.split_whitespace().map(child).collect())
    };
    SCHEMA.lines().filter(|line| !line.starts_with('#') && line.contains(':')).map(line).collect()
}

/// What may stand in an element: a word of its list, or letters and digits behind the beginning that ends with `*`.
fn is_allowed(name: &str, text: &str) -> bool {
    let line = SCHEMA.lines().filter_map(|line| line.split_once("= ")).find(|(of, _)| *of == name);
    let is_plain = |rest: &str| !rest.is_empty() && rest.bytes().all(|sign| sign.is_ascii_alphanumeric());
    line.is_none_or(|(_, words)| {
        words.split(' ').any(|word| match word.strip_suffix('*') {
            Some(begin) => text.strip_prefix(begin).is_some_and(is_plain),
            None => word == text,
        })
    })
}

/// Holds an element and those inside against the table.
fn check(node: Node, table: &BTreeMap<&'static str, Vec<Child>>) {
    let name = node.tag_name().name();
    let children: Vec<Node> = node.children().filter(Node::is_element).collect();
    let Some(wanted) = table.get(name) else {
        assert!(children.is_empty(), "{name} has elements inside, but the table does not know it");
        let text = node.text().unwrap_or_default();
        assert!(!text.trim().is_empty(), "{name} is empty");
        assert!(is_allowed(name, text), "{name}: {text} is no value that is allowed");
        return;
    };
    let mut at = 0;
    for child in wanted {
        let here =
            children[at..].iter().take_while(|node| child.names.contains(&node.tag_name().name())).count();
        assert!(here > 0 || !child.must, "{name} has no {:?}", child.names);
        assert!(here <= 1 || child.several, "{name} has several {:?}", child.names);
        at += here;
    }
    let left: Vec<&str> = children[at..].iter().map(|node| node.tag_name().name()).collect();
    assert!(left.is_empty(), "{name}: {left:?} stand in no order that is known");
    children.into_iter().for_each(|child| check(child, table));
}

fn texts<'a>(root: Node<'a, 'a>, name: &str) -> Vec<&'a str> {
    root.descendants().filter(|node| node.tag_name().name() == name).filter_map(|node| node.text()).collect()
}

#[test]
fn the_message_has_what_the_schema_asks_for_and_its_references_lead_somewhere() {
    let folder = stage();
    let (output, answer) = publish(folder.path(), &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let out = folder.path().join("out");
    let xml = std::fs::read_to_string(out.join("store/ddex.xml")).expect("a message");
    let document = Document::parse(&xml).expect("well-formed");
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://ddex.net/xml/ern/43"));
    assert!(root.attribute("AvsVersionId").is_some() && root.attribute("LanguageAndScriptCode").is_some());
    check(root, &table());
    // Each thing has one name, and what is named is there.
    let names =
        ["PartyReference", "ResourceReference", "ReleaseReference", "TechnicalResourceDetailsReference"];
    let all: Vec<&str> = names.into_iter().flat_map(|name| texts(root, name)).collect();
    let known: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(known.len(), all.len(), "{all:?}");
    for name in [
        "ArtistPartyReference",
        "ContributorPartyReference",
        "ReleaseLabelReference",
        "ReleaseResourceReference",
        "LinkedReleaseResourceReference",
        "DealReleaseReference",
    ] {
        let found = texts(root, name);
        assert!(!found.is_empty() && found.iter().all(|one| known.contains(one)), "{name}: {found:?}");
    }
    assert_eq!(texts(root, "ISRC"), ["DEA122600001", "DEA122600002"]);
    assert_eq!((texts(root, "ICPN"), texts(root, "ReleaseType")), (vec!["036000291452"], vec!["Single"]));
    assert!(texts(root, "Duration").iter().all(|text| text.starts_with("PT") && text.ends_with('S')));
    assert!(texts(root, "Role").iter().all(|role| *role == "Composer"));
    // The sums are those of the files.
    let files = root.descendants().filter(|node| node.has_tag_name("File"));
    for file in files {
        let inside = |name: &str| texts(file, name).first().copied().map(str::to_owned).expect("there");
        let bytes = std::fs::read(out.join("store").join(inside("URI"))).expect("a file");
        assert_eq!(segno::io::sample_files::hash(&bytes), inside("HashSumValue"));
    }
    // Nobody's ids are made up: it says that it is no message to be sent yet.
    assert_eq!(texts(root, "MessageControlType"), ["TestMessage"]);
    let notices = answer["notices"].as_array().expect("notices");
    assert!(
        notices.iter().any(|told| told.as_str().is_some_and(|told| told.contains("dpid"))),
        "{notices:?}"
    );
}

#[test]
fn with_both_ids_it_can_be_sent() {
    let folder = stage();
    let album = folder.path().join("album.ron");
    let text = std::fs::read_to_string(&album).expect("an album");
    let with = |ids: &str| {
        std::fs::write(&album, text.replace("label:", &format!("{ids} label:"))).expect("written")
    };
    with(r#"dpid: "PA-DPIDA-2014120301-A", recipient_dpid: "PADPIDA2014120302B","#);
    let xml = message(folder.path());
    let document = Document::parse(&xml).expect("well-formed");
    assert_eq!(texts(document.root_element(), "MessageControlType"), ["LiveMessage"]);
    // It was made now, and not on the day of the release; its number is one of its own.
    let [made] = texts(document.root_element(), "MessageCreatedDateTime")[..] else { panic!("{xml}") };
    let [release] = texts(document.root_element(), "ReleaseDate")[..] else { panic!("{xml}") };
    assert!(
        made.starts_with("20") && made.ends_with('Z') && made != format!("{release}T00:00:00Z"),
        "{made}"
    );
    let [thread] = texts(document.root_element(), "MessageThreadId")[..] else { panic!("{xml}") };
    let [number] = texts(document.root_element(), "MessageId")[..] else { panic!("{xml}") };
    let own = number.strip_prefix(thread).and_then(|rest| rest.strip_prefix('-')).expect(number);
    assert!(own.len() == 12 && own.bytes().all(|sign| sign.is_ascii_hexdigit()), "{number}");
    assert_eq!(texts(document.root_element(), "PartyId"), ["PADPIDA2014120301A", "PADPIDA2014120302B"]);
    with(r#"dpid: "somebody","#);
    let (output, _) = publish(folder.path(), &["--no-stems"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && told.contains("is no party id of DDEX"), "{told}");
}

/// The message of the album in a folder.
fn message(folder: &Path) -> String {
    let (output, _) = publish(folder, &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(folder.join("out/store/ddex.xml")).expect("a message")
}

#[test]
fn the_message_keeps_the_rules_of_the_profile_for_audio() {
    let folder = stage();
    let album = folder.path().join("album.ron");
    let text = std::fs::read_to_string(&album).expect("an album");
    let credits = r#"(file: "one.ron", language: "zxx",
        credits: [(name: "A. Writer", roles: ["composer", "lyricist"]), (name: "C. Player", roles: ["violin"])],"#;
    let text = text.replace(r#"(file: "one.ron","#, credits).replace("\"eng\"", "\"pt-BR\"");
    std::fs::write(&album, text).expect("written");
    let xml = message(folder.path());
    let document = Document::parse(&xml).expect("well-formed");
    let root = document.root_element();
    check(root, &table());
    assert_eq!(root.attribute("ReleaseProfileVersionId"), Some("Audio"));
    let all = |name: &'static str| root.descendants().filter(move |node| node.has_tag_name(name));
    // Whoever took part stands there once, with all roles.
    let people = |recording: Node| -> Vec<(String, Vec<String>)> {
        let one = |node: Node| {
            let text = |name| node.descendants().filter(move |node| node.has_tag_name(name));
            let words = |node: Node| {
                node.attribute("UserDefinedValue").or(node.text()).map(str::to_owned).expect("a word")
            };
            (text("ContributorPartyReference").map(words).collect(), text("Role").map(words).collect())
        };
        recording.children().filter(|node| node.has_tag_name("Contributor")).map(one).collect()
    };
    let recordings: Vec<Node> = all("SoundRecording").collect();
    let first = people(recordings[0]);
    let roles: Vec<&[String]> = first.iter().map(|(_, roles)| &roles[..]).collect();
    assert_eq!(roles, [&["Composer".to_owned(), "Lyricist".to_owned()][..], &["violin".to_owned()]]);
    assert_ne!(first[0].0, first[1].0);
    for node in root.descendants().filter(|node| node.attribute("UserDefinedValue").is_some()) {
        assert!(node.text() == Some("UserDefined") && node.attribute("Namespace").is_some(), "{node:?}");
    }
    assert_eq!(texts(recordings[0], "HasVocalPerformance"), ["false"]);
    assert_eq!(
        (texts(root, "LanguageOfPerformance"), root.attribute("LanguageAndScriptCode")),
        (vec!["pt"], Some("pt-BR"))
    );
    // One release, one front cover that it is linked with, one track release for each recording, which repeats no title.
    assert_eq!(
        (
            all("Release").count(),
            texts(root, "Type").iter().filter(|kind| **kind == "FrontCoverImage").count()
        ),
        (1, 1)
    );
    assert_eq!(
        all("ResourceGroup").flat_map(|group| texts(group, "LinkedReleaseResourceReference")).count(),
        1
    );
    for (number, recording) in recordings.iter().enumerate() {
        let reference = texts(*recording, "ResourceReference")[0];
        let of = all("TrackRelease").filter(|node| texts(*node, "ReleaseResourceReference") == [reference]);
        let of: Vec<Node> = of.collect();
        assert!(of.len() == 1 && texts(of[0], "DisplayTitleText").is_empty(), "{reference}: {of:?}");
        let item = all("ResourceGroupContentItem")
            .find(|node| texts(*node, "ReleaseResourceReference") == [reference]);
        assert_eq!(texts(item.expect("in the group"), "SequenceNumber"), [(number + 1).to_string()]);
    }
    assert!(all("DisplayArtist").all(|artist| artist.attribute("SequenceNumber").is_some()));
    // Every party is somebody's, and every id is of the one that sends it.
    let named: BTreeSet<&str> =
        ["ArtistPartyReference", "ContributorPartyReference", "ReleaseLabelReference"]
            .into_iter()
            .flat_map(|name| texts(root, name))
            .collect();
    assert!(texts(root, "PartyReference").iter().all(|party| named.contains(party)), "{named:?}");
}

#[test]
fn credits_have_the_names_of_the_standard_and_who_is_featured_is_an_artist() {
    let folder = stage();
    let album = folder.path().join("album.ron");
    let text = std::fs::read_to_string(&album).expect("an album");
    let credits = r#"(file: "one.ron", credits: [
        (name: "A. Writer", roles: ["Composer", "producer", "mastering engineer", "mastering"]),
        (name: "Guest", roles: ["featuring", "vocals"]), (name: "Other Guest", roles: ["Featuring"]),
        (name: "House", roles: ["publisher", "remixer", "tea"])],"#;
    std::fs::write(&album, text.replace(r#"(file: "one.ron","#, credits)).expect("written");
    let xml = message(folder.path());
    let document = Document::parse(&xml).expect("well-formed");
    let root = document.root_element();
    check(root, &table());
    let recording = root.descendants().find(|node| node.has_tag_name("SoundRecording")).expect("a recording");
    let name = |reference: &str| {
        let is_it = |node: &Node| texts(*node, "PartyReference") == [reference];
        let party = root.descendants().filter(|node| node.has_tag_name("Party")).find(is_it);
        texts(party.expect("a party"), "FullName")[0].to_owned()
    };
    let those = |element: &'static str, reference: &str, role: &str| -> Vec<String> {
        let nodes = recording.children().filter(|node| node.has_tag_name(element));
        nodes
            .map(|node| format!("{}: {}", name(texts(node, reference)[0]), texts(node, role).join(" ")))
            .collect()
    };
    assert_eq!(
        those("DisplayArtist", "ArtistPartyReference", "DisplayArtistRole"),
        ["The segno project: MainArtist", "Guest: FeaturedArtist", "Other Guest: FeaturedArtist"]
    );
    // Each name of the standard once, whatever words said it; what it has no word for is told in the album's.
    assert_eq!(
        those("Contributor", "ContributorPartyReference", "Role"),
        [
            "A. Writer: Composer StudioProducer MasteringEngineer",
            "Guest: Vocalist",
            "House: MusicPublisher Remixer UserDefined"
        ]
    );
    let own: Vec<&str> =
        recording.descendants().filter_map(|node| node.attribute("UserDefinedValue")).collect();
    assert_eq!(own, ["tea"]);
}

#[test]
fn the_message_of_an_album_that_says_next_to_nothing_is_whole() {
    let folder = stage();
    for (language, tag) in [("", "en"), ("de-AT-1996", "de-AT"), ("zh-Hant-TW", "zh-Hant-TW")] {
        let album = format!("(language: \"{language}\", songs: [(file: \"one.ron\")])");
        std::fs::write(folder.path().join("album.ron"), album).expect("written");
        let (output, _) = publish(folder.path(), &["--no-stems"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let xml = std::fs::read_to_string(folder.path().join("out/store/ddex.xml")).expect("a message");
        let document = Document::parse(&xml).expect("well-formed");
        let root = document.root_element();
        check(root, &table());
        assert_eq!(root.attribute("LanguageAndScriptCode"), Some(tag));
    }
}
