//! MIDI ports: what each is for.

use super::views::look;
use super::{Answer, Command, Context};
use crate::io::settings::ports::{FARTHEST, PortChoice};
use crate::studio::Studio;
use crate::studio::midi::learning::{Wish, wish};
use crate::studio::midi::sending::set_outlet;
use crate::studio::midi::{link, profiles};
use crate::studio::palette::Item;
use crate::studio::prompt::{Accept, choose};
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// Something that a port is for or not.
struct Use {
    command: &'static str,
    title: &'static str,
    words: [&'static str; 2],
    of: fn(&mut PortChoice) -> &mut bool,
    ask: Accept,
}

const NOTES: Use = Use {
    command: "midi-notes",
    title: "Whose keys sound and are recorded",
    words: ["keys of that port sound", "keys of that port are not heard"],
    of: |choice| &mut choice.notes,
    ask: |studio, _, name| toggle(studio, &NOTES, name),
};
const CLOCK_IN: Use = Use {
    command: "midi-clock-in",
    title: "Whose clock leads",
    words: ["its clock, start and stop lead", "no clock leads"],
    of: |choice| &mut choice.clock_in,
    ask: |studio, _, name| toggle(studio, &CLOCK_IN, name),
};
const CLOCK_OUT: Use = Use {
    command: "midi-clock-out",
    title: "Who gets our clock",
    words: ["it gets clock, start and stop", "it gets no clock"],
    of: |choice| &mut choice.clock_out,
    ask: |studio, _, name| toggle(studio, &CLOCK_OUT, name),
};
const MPE: Use = Use {
    command: "midi-mpe",
    title: "Where each note has a channel of its own (MPE)",
    words: ["each of its notes has a channel of its own (MPE)", "its channels are plain ones"],
    of: |choice| &mut choice.mpe,
    ask: |studio, _, name| toggle(studio, &MPE, name),
};
const LIGHTS: Use = Use {
    command: "midi-lights",
    title: "Whose lights show how things stand",
    words: ["its lights show how that stands which its controls have learnt", "its lights are left alone"],
    of: |choice| &mut choice.lights,
    ask: |studio, _, name| toggle(studio, &LIGHTS, name),
};

/// Changes what the port of a number or name is for.
fn toggle(studio: &mut Studio, what: &Use, name: &str) -> Answer {
    let name = studio.midi_named(name)?;
    let mut on = false;
    studio.choose_for_port(&name, |choice| {
        let it = (what.of)(choice);
        *it = !*it;
        on = *it;
    })?;
    studio.say(format!("{name}: {}", what.words[usize::from(!on)]));
    Ok(())
}

/// Does it for the port that is told, or asks for one.
fn toggle_or_ask(studio: &mut Studio, seat: &mut Seat, what: &'static Use, name: &str) -> Answer {
    if !name.is_empty() {
        return toggle(studio, what, name);
    }
    let names = studio.midi_names();
    if names.is_empty() {
        // In the same words as for a name that no port has.
        studio.midi_named("")?;
    }
    let item = |name: &String| {
        let on = *(what.of)(&mut studio.midi.choice(name));
        Item { name: name.clone(), help: what.words[usize::from(!on)].to_owned() }
    };
    choose(seat, what.title, names.iter().map(item).collect(), "", what.ask)
}

/// `PORT MS`: moves a port's clock.
fn offset(studio: &mut Studio, text: &str) -> Answer {
    let expected = || format!("expected a port and milliseconds, −{FARTHEST} to {FARTHEST}: 1 -3.5");
    let (name, number) = text.rsplit_once(' ').ok_or_else(expected)?;
    let number = number.trim_end_matches("ms").replace('−', "-").parse::<f32>().ok();
    let number = number.filter(|number| number.abs() <= FARTHEST).ok_or_else(expected)?;
    let name = studio.midi_named(name.trim())?;
    studio.choose_for_port(&name, |choice| choice.offset = number)?;
    studio.say(format!("{name}: its clock is taken {number} ms later"));
    Ok(())
}

/// What the song and JACK's transport may be to each other, in words.
const JACK_ROLES: [(&str, &str); 3] = [
    ("off", "JACK's transport and the song do not know each other"),
    ("follow", "JACK's transport leads the song: it starts, stops and goes where that does"),
    ("lead", "the song leads JACK's transport: that starts at the same place and stops"),
];

fn jack_role(studio: &mut Studio, name: &str) -> Answer {
    super::appearance::choose(studio, "jack_transport", name)?;
    let words = JACK_ROLES.iter().find(|(role, _)| *role == name).map_or("", |(_, words)| words);
    studio.say(words);
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "view-midi",
        &["_ v"],
        "MIDI: the ports and what each is for, the external clock, the last messages",
        |studio, seat, _| {
            look(studio, seat, View::Midi);
            Ok(())
        },
    ),
    Command::keyless(
        NOTES.command,
        "[PORT]",
        "whether a MIDI port's keys sound and are recorded",
        |studio, seat, text| toggle_or_ask(studio, seat, &NOTES, text),
    )
    .everywhere(),
    Command::keyless(
        CLOCK_IN.command,
        "[PORT]",
        "whether the clock, start and stop of a MIDI port lead playback",
        |studio, seat, text| toggle_or_ask(studio, seat, &CLOCK_IN, text),
    )
    .everywhere(),
    Command::keyless(
        CLOCK_OUT.command,
        "[PORT]",
        "whether a MIDI port gets our clock",
        |studio, seat, text| toggle_or_ask(studio, seat, &CLOCK_OUT, text),
    )
    .everywhere(),
    Command::keyless(
        MPE.command,
        "[PORT]",
        "whether each note of a MIDI port has a channel of its own (MPE)",
        |studio, seat, text| toggle_or_ask(studio, seat, &MPE, text),
    )
    .everywhere(),
    Command::keyless(
        LIGHTS.command,
        "[PORT]",
        "whether the lights of a MIDI port show how that stands which its controls have learnt",
        |studio, seat, text| toggle_or_ask(studio, seat, &LIGHTS, text),
    )
    .everywhere(),
    Command::keyless(
        "link",
        "[[BEATS] [tempo] | off]",
        "join the session of Ableton Link in this network, with bars of 4 beats or of so many; tempo: starts and stops are not shared; again: leave it; needs a segno built with Link",
        |studio, seat, text| link::ask(studio, seat, text),
    )
    .everywhere(),
    Command::keyless(
        "link-play",
        "",
        "let the session of Ableton Link play from its next bar on, or stop; needs a segno built with Link",
        |studio, _, _| link::play(studio),
    )
    .everywhere(),
    Command::keyless(
        "midi-profiles",
        "",
        "the devices whose controls can do something without being taught; the one that is chosen does",
        |studio, seat, _| profiles::list(studio, seat),
    )
    .everywhere(),
    Command::keyless(
        "midi-profile",
        "PORT",
        "let the controls of a MIDI port do what the profile of that device says; what they have learnt stays",
        |studio, _, port| studio.take_profile(port),
    )
    .everywhere(),
    Command::at(
        Context::Everywhere,
        "learn",
        &["_ o"],
        "let the MIDI control that is touched next move the parameter at the cursor, or do a command: learn again",
        |studio, seat, line| wish(studio, seat, line, false),
    )
    .taking("[COMMAND]"),
    Command::keyless(
        "learn-jump",
        "",
        "the same for a parameter, which jumps to where the control is instead of waiting until it comes there",
        |studio, seat, _| wish(studio, seat, "", true),
    )
    .everywhere(),
    Command::keyless("unlearn", "", "let the MIDI control that is touched next do nothing", |studio, _, _| {
        studio.midi.learning.wish = Some(Wish::Forget);
        studio.say("touch the control that is to do nothing any more");
        Ok(())
    })
    .everywhere(),
    Command::keyless("learn-cancel", "", "no MIDI control learns anything now", |studio, _, _| {
        match studio.midi.learning.wish.take() {
            Some(_) => studio.say("nothing is learnt"),
            None => return Err("nothing waits to be learnt".to_owned()),
        }
        Ok(())
    })
    .everywhere(),
    Command::keyless(
        "midi-clock-always",
        "",
        "whether our MIDI clock goes on while nothing plays",
        |studio, _, _| {
            let on = studio.settings.clock_always != Some(true);
            super::appearance::choose(studio, "clock_always", if on { "true" } else { "false" })?;
            studio.say(if on {
                "the clock goes on while nothing plays"
            } else {
                "the clock is sent while it plays"
            });
            Ok(())
        },
    )
    .everywhere(),
    Command::keyless(
        "jack-transport",
        "[off|follow|lead]",
        "whether the song follows the transport of JACK, where other programs start, stop and locate, or leads it; needs a segno built with JACK",
        |studio, seat, text| {
            if text.is_empty() {
                let items = JACK_ROLES.map(|(name, help)| Item { name: name.to_owned(), help: help.to_owned() });
                return choose(seat, "JACK transport", items.to_vec(), "", |studio, _, name| jack_role(studio, name));
            }
            jack_role(studio, text)
        },
    )
    .everywhere(),
    Command::keyless(
        "midi-track",
        "PORT [channel N] [program N]",
        "let a MIDI port play the notes of the track under the cursor; `off`: its instruments again",
        |studio, seat, text| set_outlet(studio, seat.place.track, text),
    )
    .everywhere(),
    Command::keyless(
        "midi-offset",
        "PORT MS",
        "milliseconds that the clock of a MIDI port is taken later than it comes",
        |studio, _, text| offset(studio, text),
    )
    .everywhere(),
];
