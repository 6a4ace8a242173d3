//! The message to shops, held against what the schema of DDEX ERN 4.3 asks for (`ern-43.txt`): elements and their order, references, forms.

use crate::publish;
use crate::songs::stage;
use roxmltree::{Document, Node};
use std::collections::{BTreeMap, BTreeSet};

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
    SCHEMA.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(line).collect()
}

/// Holds an element and those inside against the table.
fn check(node: Node, table: &BTreeMap<&'static str, Vec<Child>>) {
    let name = node.tag_name().name();
    let children: Vec<Node> = node.children().filter(Node::is_element).collect();
    let Some(wanted) = table.get(name) else {
        assert!(children.is_empty(), "{name} has elements inside, but the table does not know it");
        assert!(node.text().is_some_and(|text| !text.trim().is_empty()), "{name} is empty");
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
    let (output, _) = publish(folder.path(), &["--no-stems"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let xml = std::fs::read_to_string(folder.path().join("out/store/ddex.xml")).expect("a message");
    let document = Document::parse(&xml).expect("well-formed");
    assert_eq!(texts(document.root_element(), "MessageControlType"), ["LiveMessage"]);
    assert_eq!(texts(document.root_element(), "PartyId"), ["PADPIDA2014120301A", "PADPIDA2014120302B"]);
    with(r#"dpid: "somebody","#);
    let (output, _) = publish(folder.path(), &["--no-stems"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && told.contains("is no party id of DDEX"), "{told}");
}
