//! The sheets as hands use them: before, keys, after.

use super::desk::Desk;
use segno::formats;
use segno::song::Song;
use segno::song::sample::SampleReference;
use segno::studio::view::View;

#[test]
fn sheets_of_the_smallest_song_stand_every_key() {
    let mut desk = Desk::with(Song::default());
    let keys = "up down left right home end pageup pagedown + - > < delete insert alt-d alt-delete alt-up alt-down m s";
    for view in ["f11", "f4", "f3", "f10", "f12"] {
        desk.keys(view);
        for _ in 0..3 {
            desk.keys(keys).keys("enter escape tab");
        }
        assert!(formats::song::read("a.ron", formats::song::write(desk.studio.song()).as_bytes()).is_ok());
    }
}

#[test]
fn the_mixer_turns_joins_a_gesture_and_mutes() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f10").keys("+ + +");
    assert_eq!(desk.text(0, 0), "1.5 dB");
    desk.keys("ctrl-z");
    assert_eq!(desk.text(0, 0), "0 dB");
    desk.keys("right down shift-left");
    assert_eq!(desk.value("Track 2", "pan").1, "2L");
    desk.keys("m s");
    assert!(desk.studio.song().tracks[1].mute && desk.studio.song().tracks[1].solo);
    desk.keys("up enter").typed("-7,5 dB").keys("enter");
    assert_eq!(desk.value("Track 2", "volume").1, "-7.5 dB");
    desk.keys("enter").typed("13").keys("enter");
    assert_eq!(desk.last_notice(), "expected -60 (off) to 12 dB");
    desk.keys("backspace backspace").typed("off").keys("enter delete");
    assert_eq!(desk.value("Track 2", "volume").1, "0 dB");
}

#[test]
fn a_track_goes_into_a_group_by_name_or_turned_to_it() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f10").go_to("Track 2", "output").keys("enter ctrl-u").typed("track 5").keys("enter");
    assert_eq!(desk.value("Track 2", "output").1, "5 Track 5");
    desk.keys("- - - -");
    assert_eq!(desk.value("Track 2", "output").1, "master", "1 Track 1 lies between; 2 is itself");
    desk.keys("+ +");
    assert_eq!(desk.value("Track 2", "output").1, "3 Track 3");
    desk.keys("right + +");
    assert_eq!(desk.value("Track 3", "output").1, "4 Track 4", "not into what goes into it, nor into itself");
    desk.keys("enter ctrl-u").typed("track 2").keys("enter");
    assert_eq!(desk.last_notice(), "track 3 cannot go into track 2: its sound would come back to it");
    desk.keys("escape").go_to("Track 3", "mute group").keys("+ right + M");
    let muted: Vec<_> = desk.studio.song().tracks.iter().map(|track| track.mute).collect();
    assert_eq!(muted[..5], [false, false, true, true, false]);
}

#[test]
fn the_order_list_is_written_by_hand() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f11 ctrl-d right enter").typed("Chorus").keys("enter");
    assert_eq!((desk.text(1, 0).as_str(), desk.text(1, 1).as_str()), ("", "Chorus"));
    assert_eq!(desk.seat.order, 1, "play-section plays what the cursor stands on");
    desk.keys("right + right < right enter").typed("1, 3-5").keys("enter right");
    assert_eq!((desk.text(2, 1).as_str(), desk.text(3, 1).as_str()), ("2 times", "-12 st"));
    assert_eq!(desk.text(4, 1), "1,3-5");
    assert_eq!(desk.text(5, 1), "(120 BPM)");
    desk.keys("up +");
    assert_eq!((desk.text(5, 0).as_str(), desk.text(5, 1).as_str()), ("121 BPM", "(121 BPM)"));
    desk.keys("down enter").typed("382/3").keys("enter delete");
    assert_eq!(desk.text(5, 1), "(121 BPM)");
    desk.keys("alt-up");
    assert_eq!((desk.text(1, 0).as_str(), desk.seat.order), ("Chorus", 0));
    desk.keys("alt-delete alt-delete");
    assert_eq!(desk.last_notice(), "the order list keeps at least one place");
    desk.keys("left left left left left enter");
    assert_eq!(desk.seat.view, View::Pattern);
}

#[test]
fn insert_puts_a_device_before_the_one_at_the_cursor() {
    let mut desk = Desk::with(Song::default());
    let kinds = |desk: &Desk| {
        desk.studio.song().tracks[0].inserts.iter().map(|insert| insert.device.kind()).collect::<Vec<_>>()
    };
    desk.keys("f10").go_to("Track 1", "device");
    desk.keys("insert").typed("reverb").keys("enter");
    assert_eq!(kinds(&desk), ["reverb"], "where nothing stands yet it comes at the end");
    desk.go_to("Track 1", "decay");
    desk.keys("insert").typed("eq").keys("enter");
    assert_eq!(kinds(&desk), ["eq", "reverb"]);
    assert_eq!(desk.value("Track 1", "device").1, "eq", "the cursor stands on the new one");
    desk.keys("ctrl-z");
    assert_eq!(kinds(&desk), ["reverb"]);
    let tracks = desk.studio.song().tracks.len();
    desk.keys("home insert");
    assert_eq!(desk.studio.song().tracks.len(), tracks + 1, "elsewhere it is a track");
    desk.keys("end insert escape");
    desk.go_to("Track 1", "device");
    for _ in 0..7 {
        desk.keys("insert").typed("gain").keys("enter");
    }
    desk.keys("insert");
    assert_eq!(desk.last_notice(), "a chain has at most 8 devices");
}

#[test]
fn a_chain_is_built_moved_and_taken_apart_by_hand() {
    let mut desk = Desk::with(Song::default());
    let kinds = |desk: &Desk| {
        desk.studio.song().tracks[0].inserts.iter().map(|insert| insert.device.kind()).collect::<Vec<_>>()
    };
    desk.keys("f10").go_to("Track 1", "device");
    desk.keys("enter").typed("reverb").keys("enter");
    assert_eq!(kinds(&desk), ["reverb"]);
    assert_eq!(desk.value("Track 1", "mix").1, "25 %", "mixed as rooms usually are");
    desk.go_to("Track 1", "decay");
    desk.keys("enter").typed("5").keys("enter");
    assert_eq!(desk.value("Track 1", "decay").1, "5 s");
    desk.keys("alt-d");
    assert_eq!(kinds(&desk), ["reverb", "reverb"]);
    desk.keys("+");
    let other = kinds(&desk)[1];
    assert_ne!(other, "reverb");
    desk.keys("alt-up");
    assert_eq!(kinds(&desk), [other, "reverb"]);
    desk.keys("alt-up");
    assert_eq!(desk.last_notice(), "the device is at the end of its chain");
    desk.keys("alt-delete");
    assert_eq!((kinds(&desk), desk.studio.song().tracks.len()), (vec!["reverb"], 8));
    desk.keys("ctrl-z ctrl-z ctrl-z ctrl-z ctrl-z ctrl-z");
    assert!(
        kinds(&desk).is_empty(),
        "{:?} {:?}",
        kinds(&desk),
        desk.studio.document.history().past().collect::<Vec<_>>()
    );
    desk.keys("end");
    desk.go_to("Track 1", "device");
    for _ in 0..9 {
        desk.keys("enter").typed("delay").keys("enter alt-d");
    }
    assert_eq!(desk.last_notice(), "a chain has at most 8 devices");
}

#[test]
fn what_effects_set_is_found_by_a_few_letters() {
    let mut desk = Desk::with(Song::default());
    desk.keys("f10").go_to("Track 2", "column 1").keys("enter").typed("trackmut").keys("enter");
    assert_eq!(desk.value("Track 2", "column 1").1, "track.mute");
    desk.keys("insert").typed("return1insert1feed").keys("enter");
    assert_eq!(desk.value("Track 2", "column 1").1, "return.1.insert.1.feedback");
    assert_eq!(desk.studio.song().tracks.len(), 8, "no track was put in");
    desk.keys("ctrl-e ctrl-u").typed("instrument.macro_2").keys("enter");
    assert_eq!(desk.value("Track 2", "column 1").1, "instrument.macro_2", "also what nothing plays yet");
    desk.keys("delete");
    assert_eq!(desk.value("Track 2", "column 1").1, "");
}

#[test]
fn a_convolution_takes_its_sample_by_name() {
    let sample = |name: &str| {
        Some(std::sync::Arc::new(SampleReference { name: name.to_owned(), ..SampleReference::default() }))
    };
    let mut desk = Desk::with(Song { samples: vec![sample("kick"), sample("hall")], ..Song::default() });
    desk.keys("f10").go_to("Track 1", "device").keys("enter").typed("convolution").keys("enter");
    desk.go_to("Track 1", "sample");
    assert_eq!(desk.value("Track 1", "sample").1, "0 kick");
    desk.keys("enter").typed("hall").keys("enter");
    assert_eq!(desk.value("Track 1", "sample").1, "1 hall");
    desk.keys("enter").typed("7").keys("enter");
    assert_eq!(desk.last_notice(), "expected a sample's number, 0 to 1, or its name");
    desk.keys("escape");
    assert_eq!(desk.value("Track 1", "sample").1, "1 hall");
}
