//! Several open songs, one to a tab.

use super::{Answer, Command, Context, blocks, files};
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::carrying::Carried;
use crate::studio::document::Document;
use crate::studio::outlook;
use crate::studio::palette::Item;
use crate::studio::prompt::choose;
use crate::studio::seat::Seat;

/// Goes to the tab so many places further, round and round.
fn step(studio: &mut Studio, by: usize) -> Answer {
    let count = studio.tabs.count();
    if count == 1 {
        return Err("only one song is open; open-tab opens another one beside it".to_owned());
    }
    go(studio, (studio.tabs.present() + by) % count);
    Ok(())
}

fn go(studio: &mut Studio, place: usize) {
    studio.go_to_tab(place);
    let told = format!("{} {}", place + 1, studio.document.name());
    studio.say(told);
}

/// How the tabs are listed: by number, with the file's place.
fn items(studio: &Studio) -> Vec<Item> {
    let item = |(place, document): (usize, &Document)| Item {
        name: format!("{} {}", place + 1, document.name()),
        help: format!(
            "{}{}",
            document.path().map_or("no file yet".to_owned(), |path| path.display().to_string()),
            if document.is_changed() { ", not saved" } else { "" }
        ),
    };
    studio.documents().enumerate().map(item).collect()
}

fn go_to(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        let items = items(studio);
        let present = items.get(studio.tabs.present()).map_or(String::new(), |item| item.name.clone());
        return choose(seat, "Open songs", items, &present, go_to);
    }
    let number = text.split(' ').next().and_then(|word| word.parse::<usize>().ok());
    let by_number = number.and_then(|number| number.checked_sub(1)).filter(|at| *at < studio.tabs.count());
    let by_name = || studio.documents().position(|document| document.name().starts_with(text));
    let place = by_number
        .or_else(by_name)
        .ok_or_else(|| format!("expected a song's name, or a number from 1 to {}", studio.tabs.count()))?;
    go(studio, place);
    Ok(())
}

fn new_song(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let opened = Document::untitled(Song::default(), &studio.folders);
    studio.open_tab(opened);
    outlook::follow(studio, seat);
    studio.say("a new song: save gives it a name");
    studio.welcome(seat);
    Ok(())
}

fn copy_instrument(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let slot = seat.instrument;
    let number = u16::from(slot) + 1;
    let carried = Carried::of(&studio.document, slot.into());
    let carried = carried.ok_or_else(|| format!("there is no instrument {number:02X}"))?;
    studio.say(format!("copied instrument {number:02X} {}", carried.instrument.name));
    seat.carried = Some(carried);
    Ok(())
}

fn paste_instrument(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let carried = seat.carried.clone().ok_or("no instrument was copied yet: copy-instrument does")?;
    studio.paste_instrument(seat.instrument, carried)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "next-tab",
        &["ctrl-pagedown", "| ."],
        "go to the next open song; what plays stops, for one song plays at a time",
        |studio, _, _| step(studio, 1),
    )
    .destroying()
    .known_as("tabn"),
    Command::at(
        Context::Everywhere,
        "previous-tab",
        &["ctrl-pageup", "| ,"],
        "go to the open song before this one",
        |studio, _, _| step(studio, studio.tabs.count() - 1),
    )
    .destroying()
    .known_as("tabp"),
    Command::at(Context::Everywhere, "tab", &["| /"], "list the open songs and go to one", go_to)
        .taking("[NUMBER]")
        .destroying(),
    Command::at(
        Context::Everywhere,
        "open-tab",
        &["| o"],
        "open another song in a tab of its own",
        files::open_beside,
    )
    .taking("[FILE]")
    .destroying()
    .known_as("tabe"),
    Command::at(
        Context::Everywhere,
        "new-tab",
        &["| c"],
        "begin a new song in a tab of its own",
        |studio, seat, _| new_song(studio, seat),
    )
    .destroying()
    .known_as("new"),
    Command::at(
        Context::Everywhere,
        "close-tab",
        &["| q"],
        "close this song; unsaved changes are asked about",
        |studio, seat, _| files::close(studio, seat),
    )
    .destroying()
    .known_as("tabc"),
    Command::at(
        Context::Everywhere,
        "copy-instrument",
        &["| y"],
        "copy the chosen instrument with its samples, to be pasted into this song or another open one",
        |studio, seat, _| copy_instrument(studio, seat),
    ),
    Command::at(
        Context::Everywhere,
        "paste-instrument",
        &["| p"],
        "put the copied instrument into the chosen slot if that is empty, else into the first empty one",
        |studio, seat, _| paste_instrument(studio, seat),
    ),
    Command::in_grid(
        "paste-with-instruments",
        &["| v"],
        "paste what was copied in another open song over what stands here, and bring along the instruments that it names",
        |studio, seat, _| studio.paste_with_instruments(blocks::copied(seat)?, seat.round(), seat.place),
    ),
];
