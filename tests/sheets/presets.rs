//! Presets at the screen: before, keys, after.

use crate::desk::Desk;
use segno::instruments::sampler::zone::Zone;
use segno::instruments::{KINDS, Patch};
use segno::io::preset_files;
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::studio::prompt::Prompt;
use std::fs;
use std::sync::Arc;

/// A desk at the instruments of a song whose first one is this.
fn desk(instrument: Instrument) -> Desk {
    let mut desk = Desk::with(Song { instruments: vec![Some(Arc::new(instrument))], ..Song::default() });
    desk.keys("f4");
    desk
}

fn plain(name: &str, kind: usize) -> Instrument {
    Instrument::new(name, (KINDS[kind].new)())
}

/// The instrument in that slot, its name and the kind of its sound.
fn at(desk: &Desk, slot: usize) -> (String, &'static str) {
    let instrument = desk.studio.song().instrument(slot);
    instrument.map_or((String::new(), ""), |it| (it.name.clone(), it.patch.kind()))
}

fn steps(desk: &Desk) -> usize {
    desk.studio.document.history().past().count()
}

/// What stands in the list for that search.
fn found(desk: &Desk) -> Vec<String> {
    let Some(Prompt::Choose { items, line, .. }) = &desk.seat.prompt else { return Vec::new() };
    segno::studio::palette::chosen_among(line.text(), items).iter().map(|item| item.name.clone()).collect()
}

#[test]
fn words_find_a_preset_and_enter_takes_it_as_one_step() {
    let mut desk = desk(plain("subtractive", 1));
    desk.keys("shift-f4").typed("fm bell");
    assert!(found(&desk).iter().any(|name| name == "Tubular"), "{:?}", found(&desk));
    desk.keys("ctrl-u").typed("tubular").keys("enter");
    assert_eq!((at(&desk, 0), steps(&desk)), (("Tubular".to_owned(), "fm"), 1));
    assert_eq!(desk.studio.document.history().past().next(), Some("load preset Tubular"));
    desk.keys("ctrl-z");
    assert_eq!((at(&desk, 0), steps(&desk)), (("subtractive".to_owned(), "subtractive"), 0));
}

#[test]
fn the_words_of_a_kind_lead_to_sounds_of_that_kind() {
    let mut desk = desk(plain("", 1));
    for (words, kind, tag) in [
        ("warm bass", "", "bass"),
        ("fm bell", "fm", "bell"),
        ("chip lead", "chip", "lead"),
        ("kick", "", "kick"),
    ] {
        desk.keys("ctrl-w i").typed(words);
        let first = found(&desk).first().cloned().expect("something");
        let listed = segno::studio::presets::find(&desk.seat.presets, &first).expect("listed").clone();
        assert!(listed.preset.patch.kind().contains(kind), "{words}: {first}");
        assert!(listed.preset.tags.iter().any(|word| word == tag), "{words}: {first}");
        desk.keys("escape");
    }
}

#[test]
fn every_word_leads_to_sounds_that_have_it() {
    let mut desk = desk(plain("", 1));
    desk.keys("shift-f4");
    let listed = desk.seat.presets.clone();
    for tag in segno::formats::presets::TAGS {
        desk.keys("ctrl-u").typed(tag);
        let having = listed.iter().filter(|one| one.preset.tags.iter().any(|word| word == tag)).count();
        let first: Vec<_> = found(&desk).into_iter().take(having).collect();
        let has = |title: &String| {
            segno::studio::presets::find(&listed, title).is_some_and(|one| {
                one.preset.tags.iter().any(|word| word == tag) || one.title.to_lowercase().contains(tag)
            })
        };
        assert!(first.len() == having && first.iter().all(has), "{tag}: {first:?}");
    }
}

#[test]
fn moving_through_the_list_is_heard_and_escape_leaves_no_trace() {
    let mut desk = desk(plain("Mine", 1));
    let before = desk.studio.song().clone();
    desk.keys("shift-f4");
    assert!(desk.played(0.2) < 1e-4, "nothing sounds by itself");
    desk.keys("down");
    assert!(desk.played(0.3) > 0.01, "the second one");
    assert!(desk.studio.hearing.is_on());
    assert!(desk.played(3.0) > 0.01 && !desk.studio.audition.is_sounding(), "it ends by itself");
    desk.keys("pagedown pagedown");
    assert!(desk.played(0.3) > 0.005, "one further down");
    desk.keys("escape");
    assert!(!desk.studio.hearing.is_on() && !desk.studio.audition.is_sounding());
    desk.played(11.0);
    assert!(desk.played(0.5) < 1e-4, "and then there is silence");
    assert!(Arc::ptr_eq(&before, desk.studio.song()), "not even a copy of the song");
    assert_eq!((steps(&desk), desk.studio.document.is_changed()), (0, false));
}

#[test]
fn the_same_sound_is_heard_again_and_what_is_searched_is_silent() {
    let mut desk = desk(plain("Mine", 1));
    desk.keys("shift-f4").typed("solid bass");
    assert!(desk.played(0.5) < 1e-4, "letters play no notes");
    desk.keys("ctrl-t");
    assert!(desk.played(0.3) > 0.01);
    desk.played(4.0);
    assert!(desk.played(0.2) < 1e-3);
    desk.keys("f7");
    assert!(desk.played(0.3) > 0.01);
    desk.typed("qqqzzz");
    assert!(!desk.studio.hearing.is_on() && found(&desk).is_empty(), "nothing matches, nothing is heard");
    desk.keys("enter");
    assert_eq!((at(&desk, 0).0.as_str(), steps(&desk)), ("Mine", 0));
}

#[test]
fn a_name_of_the_users_own_stays_and_an_empty_slot_becomes_an_instrument() {
    let mut desk = desk(plain("My lead", 5));
    desk.keys(":").typed("load-preset solo saw").keys("enter");
    assert_eq!(at(&desk, 0), ("My lead".to_owned(), "subtractive"));
    desk.keys("down shift-f4").typed("church bell");
    desk.keys("ctrl-t");
    assert!(desk.played(0.5) > 0.01, "an empty slot is heard too");
    assert_eq!(at(&desk, 1).1, "");
    desk.keys("enter");
    assert_eq!(at(&desk, 1), ("Church Bell".to_owned(), "modal"));
    desk.keys(":").typed("load-preset no such thing").keys("enter");
    assert_eq!(desk.last_notice(), "there is no preset no such thing; load-preset lists them");
}

#[test]
fn a_samplers_zones_stay() {
    let zones = Arc::new(vec![Zone { root: 48, ..Zone::default() }]);
    let mut instrument = plain("Hits", 0);
    if let Patch::Sampler(sampler) = &mut instrument.patch {
        sampler.zones = zones.clone();
    }
    let mut desk = desk(instrument);
    desk.keys(":").typed("load-preset Telephone").keys("enter");
    let Some(Patch::Sampler(sampler)) = desk.studio.song().instrument(0).map(|it| &it.patch) else {
        panic!("a sampler")
    };
    assert_eq!((&sampler.zones, sampler.filter_on), (&zones, 1.0));
    desk.keys("down").keys(":").typed("load-preset Telephone").keys("enter");
    assert!(desk.last_notice().contains("has none yet"), "{}", desk.last_notice());
}

#[test]
fn the_own_sound_is_saved_found_and_replaced_only_if_the_user_says_so() {
    let mut desk = desk(plain("Mine", 1));
    desk.keys(":").typed("save-preset").keys("enter");
    desk.keys("end").typed(" Bass").keys("enter");
    let file = preset_files::file(&desk.studio.folders, "Mine Bass").expect("a name");
    assert!(desk.last_notice().starts_with("preset Mine Bass saved in "), "{}", desk.last_notice());
    let first = fs::read_to_string(&file).expect("a file");
    assert!(first.contains("name: \"Mine Bass\""), "{first}");
    fs::write(&file, first.replace("patch:", "tags: [\"fat\"], key: 30, patch:")).expect("written");
    desk.keys("shift-f4").typed("your own");
    assert_eq!(found(&desk), ["Mine Bass"]);
    desk.keys("ctrl-u").typed("fat").keys("escape");
    desk.keys(":")
        .typed("load-preset hollow square")
        .keys("enter")
        .keys(":")
        .typed("save-preset Mine Bass")
        .keys("enter");
    assert!(desk.seat.prompt.is_some(), "it asks");
    desk.keys("k");
    assert!(!fs::read_to_string(&file).expect("a file").contains("pulse"));
    desk.keys(":").typed("save-preset Mine Bass").keys("enter r");
    let second = fs::read_to_string(&file).expect("a file");
    assert!(
        second.contains("wave: \"pulse\"") && second.contains("tags: [\"fat\"],\n        key: 30,"),
        "{second}"
    );
    desk.keys(":").typed("save-preset ../up").keys("enter");
    assert!(desk.last_notice().starts_with("expected 1 to 40 letters"), "{}", desk.last_notice());
}

#[test]
fn a_broken_file_is_told_and_the_others_are_there() {
    let mut desk = desk(plain("Mine", 1));
    let folder = preset_files::folder(&desk.studio.folders);
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("a.ron"), "[(name: \"Loud\", patch: (kind: \"chip\", level: 40.0))]")
        .expect("written");
    fs::write(folder.join("b.ron"), "[(name: \"Off\"\n patch: (kind: \"chip\"))]").expect("written");
    desk.keys("shift-f4");
    let told: Vec<_> = desk.studio.notices.iter().map(|notice| notice.text.clone()).collect();
    let says = |words: &str| told.iter().any(|text| text.contains(words));
    assert!(
        says(
            "a.ron:1:46: found `40.0`, which is taken as 12; expected a number from -24 to 12 dB for `level`"
        ),
        "{told:?}"
    );
    assert!(says("b.ron:2:2: found `patch: (kind: \"chip\"))]`; expected a comma"), "{told:?}");
    assert_eq!(found(&desk).first().map(String::as_str), Some("Loud"));
}
