//! Instruments by hand: made, heard, copied, taken out, loaded from files.

use super::desk::Desk;
use segno::instruments::Patch;
use segno::song::Song;
use segno::song::sample::SampleReference;
use segno::studio::input::press;
use segno::studio::key::{Key, Stroke};
use segno::studio::prompt::Prompt;
use segno::studio::samples::State;
use segno::studio::sheets;
use segno::studio::view::View;
use std::path::Path;
use std::sync::Arc;

fn names(desk: &Desk) -> Vec<String> {
    desk.studio.song().instruments.iter().flatten().map(|instrument| instrument.name.clone()).collect()
}

#[test]
fn an_instrument_is_made_changed_copied_and_taken_out() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f4 enter").typed("subtractive").keys("enter ctrl-u").typed("Lead").keys("enter");
    assert_eq!((names(&desk), desk.text(0, 0).as_str()), (vec!["Lead".to_owned()], "Lead (subtractive)"));
    desk.keys("enter");
    let (at, cutoff) = desk.value("subtractive", "cutoff");
    assert_eq!(cutoff, "4 kHz");
    *desk.seat.sheet_mut() = at;
    desk.keys("enter").typed("1.5k").keys("enter");
    assert_eq!(desk.value("subtractive", "cutoff").1, "1.5 kHz");
    desk.keys("+ + +");
    let turned = desk.value("subtractive", "cutoff").1;
    assert_eq!(turned, "1.78 kHz", "a fine step is about a semitone");
    desk.keys("ctrl-z");
    assert_eq!(desk.value("subtractive", "cutoff").1, "1.5 kHz", "one gesture, one step");
    let (_, wave) = desk.value("subtractive", "wave");
    assert_eq!(wave, "saw");
    desk.keys("home enter");
    assert_eq!(desk.value("subtractive", "wave").1, "pulse");
    desk.keys("left down enter up enter");
    assert_eq!(desk.value("instrument", "kind").1, "sampler", "kinds are chosen from a list");
    desk.keys("ctrl-z left alt-d");
    assert_eq!((names(&desk).len(), desk.seat.instrument), (2, 1));
    desk.keys("up alt-delete");
    assert!(desk.studio.song().instrument(0).is_none() && desk.studio.song().instrument(1).is_some());
    desk.keys("down alt-up");
    assert!(desk.last_notice().contains("keep their numbers"));
}

#[test]
fn letters_sound_the_chosen_instrument_and_are_no_commands() {
    let mut desk = Desk::with(Song::default());
    desk.seat.key_up = true;
    desk.keys("f4 enter").typed("sub").keys("enter enter");
    let before = desk.studio.song().clone();
    desk.keys("]").typed("zsm");
    assert_eq!(desk.seat.octave, 5);
    assert_eq!(desk.studio.song(), &before);
    assert!(desk.studio.audition.is_sounding());
    desk.studio.turn();
    let mut sound = [0.0; 8_192];
    desk.engine.fill_interleaved(&mut sound, 2);
    assert!(sound.iter().any(|sample| *sample != 0.0));
    for key in "zsm".chars() {
        press(&mut desk.studio, &mut desk.seat, Key::char(key), Stroke::Release);
    }
    assert!(!desk.studio.audition.is_sounding());
}

#[test]
fn a_sound_file_becomes_an_instrument_beside_the_song() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f4");
    let song = desk.root.path().join("songs").join("a.ron");
    std::fs::create_dir_all(song.parent().unwrap()).unwrap();
    desk.studio.save(Some(&song)).unwrap();
    let kick = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs/samples/kick.wav");
    for _ in 0..2 {
        desk.keys("alt-l").typed(&kick.display().to_string()).keys("enter");
        desk.wait();
    }
    assert_eq!(names(&desk), ["kick", "kick"]);
    assert_eq!(desk.studio.song().samples.len(), 1, "the same file is the same sample");
    let sample = desk.studio.song().samples[0].clone().unwrap();
    assert_eq!((sample.path.as_str(), sample.hash.len()), ("samples/kick.wav", 64));
    assert!(song.parent().unwrap().join("samples/kick.wav").is_file());
    assert!(matches!(desk.studio.samples.state(&sample), Some(State::Loaded(_))));

    desk.keys("f3");
    assert_eq!((desk.text(0, 0).as_str(), desk.text(4, 0).as_str()), ("kick", "01 02"));
    assert!(desk.text(2, 0).ends_with("frames"), "{}", desk.text(2, 0));
    desk.keys("alt-delete");
    assert_eq!(desk.last_notice(), "sample 0 is played by 01 02");

    // Another file of that name gets a name of its own; one that is no sound is refused.
    let other = desk.root.path().join("kick.wav");
    std::fs::copy(kick.with_file_name("rim.wav"), &other).unwrap();
    desk.keys("f4 alt-l").typed(&other.display().to_string()).keys("enter");
    desk.wait();
    let paths: Vec<_> =
        desk.studio.song().samples.iter().flatten().map(|sample| sample.path.clone()).collect();
    assert_eq!(paths, ["samples/kick.wav", "samples/kick-2.wav"]);
    std::fs::write(&other, "no sound at all").unwrap();
    desk.keys("alt-l").typed(&other.display().to_string()).keys("enter");
    desk.wait();
    assert!(desk.last_notice().contains("kick.wav: "), "{}", desk.last_notice());
    assert_eq!(names(&desk).len(), 3);
}

#[test]
fn zones_are_added_copied_and_read_by_names() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f4 enter").typed("sampler").keys("enter enter");
    let sheet = segno::studio::sheets::of(View::Instruments).unwrap();
    let titles = (sheet.columns)(&desk.studio, &desk.seat);
    assert_eq!(titles, ["instruments", "instrument", "sampler", "zones", "modulation", "sources", "sources"]);
    desk.keys("right right right insert");
    assert_eq!(desk.value("zones", "root").1, "C-4");
    let (at, _) = desk.value("zones", "high key");
    *desk.seat.sheet_mut() = at;
    desk.keys("enter").typed("b-3").keys("enter ctrl-d");
    let zones = |desk: &Desk| match &desk.studio.song().instrument(0).unwrap().patch {
        Patch::Sampler(sampler) => sampler.zones.to_vec(),
        other => panic!("{}", other.kind()),
    };
    assert_eq!(zones(&desk).iter().map(|zone| zone.high_key).collect::<Vec<_>>(), [59, 59]);
    desk.keys("alt-delete");
    assert_eq!(zones(&desk).len(), 1);
    desk.keys("ctrl-z");
    assert_eq!(zones(&desk).len(), 2);
}

#[test]
fn a_new_zone_begins_above_the_one_at_the_cursor() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f4 enter").typed("sampler").keys("enter enter enter");
    let zones = |desk: &Desk| match &desk.studio.song().instrument(0).expect("an instrument").patch {
        Patch::Sampler(sampler) => {
            sampler.zones.iter().map(|zone| (zone.low_key, zone.high_key)).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    let titles = (sheets::of(View::Instruments).expect("a sheet").columns)(&desk.studio, &desk.seat);
    desk.seat.sheet_mut().column = titles.iter().position(|title| title == "zones").expect("zones");
    desk.keys("insert");
    let whole = zones(&desk)[0];
    let (high, _) = desk.value("zones", "high key");
    *desk.seat.sheet_mut() = high;
    desk.keys("enter ctrl-u").typed("59").keys("enter insert");
    assert_eq!(zones(&desk), [(whole.0, 59), (60, whole.1)]);
}

#[test]
fn routes_are_added_given_a_target_from_the_list_copied_and_taken_out() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f4 enter").typed("sub").keys("enter enter");
    let titles = (sheets::of(View::Instruments).expect("a sheet").columns)(&desk.studio, &desk.seat);
    desk.seat.sheet_mut().column = titles.iter().position(|title| title == "modulation").expect("routes");
    let routes = |desk: &Desk| desk.studio.song().instrument(0).expect("one").matrix.routes.to_vec();
    desk.keys("alt-delete");
    assert_eq!(desk.last_notice(), "there is no route here");
    desk.keys("insert");
    assert_eq!(routes(&desk).len(), 1);
    desk.go_to("modulation", "target").keys("enter").typed("note fine").keys("enter");
    assert_eq!(routes(&desk)[0].target, "note fine pitch");
    desk.keys("enter ctrl-u").typed("cutof").keys("enter");
    assert_eq!(
        (routes(&desk)[0].target.as_str(), desk.value("modulation", "target").1.as_str()),
        ("cutoff", "cutoff")
    );
    desk.keys("ctrl-e ctrl-u").typed("no such thing").keys("enter");
    assert_eq!(desk.last_notice(), "expected a parameter of the subtractive; Enter lists them");
    desk.keys("escape").go_to("modulation", "amount").keys("enter").typed("25 %").keys("enter ctrl-d");
    assert_eq!(routes(&desk).iter().map(|route| route.amount).collect::<Vec<_>>(), [0.25, 0.25]);
    let said = segno::studio::spoken::here(&desk.studio, &desk.seat).expect("words");
    assert!(said.contains("amount, 25 %"), "{said}");
    desk.keys("alt-delete ctrl-z alt-delete");
    assert_eq!(routes(&desk).len(), 1);
    for _ in 0..20 {
        desk.keys("insert");
    }
    assert_eq!(
        (routes(&desk).len(), desk.last_notice()),
        (16, "an instrument has at most 16 routes".to_owned())
    );
    desk.go_to("sources", "macro 1").keys("+ +");
    assert_eq!(desk.studio.song().instrument(0).expect("one").matrix.macro_1, 0.02);
}

#[test]
fn a_tuning_comes_from_files_is_told_and_taken_out() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f4 enter").typed("sub").keys("enter enter enter");
    assert_eq!(desk.value("instrument", "tuning").1, "equal");
    let (scale, keys) = (desk.root.path().join("seven.scl"), desk.root.path().join("white.kbm"));
    std::fs::write(&scale, "! seven\n\n7\n9/8\n81/64\n4/3\n3/2\n27/16\n243/128\n2/1\n").expect("written");
    std::fs::write(&keys, "12\n0\n127\n60\n69\n440\n7\n0\nx\n1\nx\n2\n3\nx\n4\nx\n5\nx\n6\n")
        .expect("written");
    let load = |desk: &mut Desk, path: &Path| {
        desk.keys(":").typed(&format!("load-tuning {}", path.display())).keys("enter");
    };
    // Enter on the field asks for a file, as for a sound.
    desk.go_to("instrument", "tuning").keys("enter");
    assert!(matches!(desk.seat.prompt, Some(Prompt::Value { file: true, .. })), "{:?}", desk.seat.prompt);
    desk.typed(&scale.display().to_string()).keys("enter");
    assert_eq!(desk.value("instrument", "tuning").1, "seven", "a file without words gives its name");
    desk.keys("delete");
    assert_eq!(desk.last_notice(), "Enter asks for a Scala file; :remove-tuning takes the tuning out");
    load(&mut desk, &keys);
    let tuning = desk.studio.song().instrument(0).expect("one").tuning.clone().expect("a tuning");
    assert!(!tuning.plays(61) && tuning.plays(62) && tuning.scale().cents.len() == 7);
    assert!((tuning.offset(64.0) - tuning.offset(60.0) - 0.078_2).abs() < 1e-3, "a third of 81/64");
    std::fs::write(&scale, "!\nx\n2\n3/2\nfifth\n").expect("written");
    load(&mut desk, &scale);
    assert!(desk.last_notice().ends_with("seven.scl:5:1: found `fifth`; expected a ratio such as 3/2, or cents with a point such as 701.955, within 12000 cents"), "{}", desk.last_notice());
    load(&mut desk, Path::new("nothing.txt"));
    assert!(
        desk.last_notice().ends_with("expected a file that ends with .scl or .kbm"),
        "{}",
        desk.last_notice()
    );
    desk.keys(":").typed("remove-tuning").keys("enter");
    assert_eq!(desk.value("instrument", "tuning").1, "equal");
}

#[test]
fn a_samples_file_stays_inside_the_songs_folder() {
    let sample = SampleReference {
        name: "kick".to_owned(),
        path: "samples/kick.wav".to_owned(),
        ..Default::default()
    };
    let song = Song { samples: vec![Some(Arc::new(sample))], ..Song::default() };
    let mut desk = Desk::with(song);
    desk.keys("f3 right enter ctrl-u").typed("/etc/passwd").keys("enter");
    assert!(desk.last_notice().starts_with("its path is absolute"), "{}", desk.last_notice());
    assert_eq!(desk.studio.song().samples[0].as_ref().expect("a sample").path, "samples/kick.wav");
}
