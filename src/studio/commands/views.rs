//! Looking at things: views, palette, command line, help.

use super::{Answer, Command, Context};
use crate::engine::link::measured::Point;
use crate::studio::Studio;
use crate::studio::board::settle;
use crate::studio::keymap::menu::LEADER;
use crate::studio::prompt::{Prompt, ask};
use crate::studio::seat::Seat;
use crate::studio::sheets::{self, Way};
use crate::studio::text_line::TextLine;
use crate::studio::view::View;

/// Looks at a view; asked for again, the view before comes back.
pub(super) fn look(studio: &mut Studio, seat: &mut Seat, view: View) {
    let again = seat.view == view && view.is_page();
    let in_mixer = seat.view == View::Mixer;
    let meter = sheets::mixer::meter(studio.song(), seat.sheet()).filter(|_| in_mixer);
    if view == View::Pattern {
        seat.desk.slot = None;
    }
    match again {
        true => seat.leave_page(),
        false => seat.look_at(view),
    }
    settle(studio, seat);
    if !again {
        sheets::arrive(studio, seat);
    }
    if view == View::Meters {
        studio.look_at_meters();
        if let Some((owner, slot)) = meter.filter(|_| !again) {
            studio.meter(Point::Insert(owner, slot));
        }
    }
    if matches!(view, View::Order | View::Matrix | View::Song | View::Stage) {
        studio.want_duration();
    }
}

/// Moves a page by lines, of which so many as are told are seen at once.
fn scroll(seat: &mut Seat, by: fn(isize) -> isize) {
    let page = seat.page.get();
    let from = seat.scroll.min(page.last);
    seat.scroll = from.saturating_add_signed(by(page.lines as isize)).min(page.last);
}

fn meter_beside(studio: &mut Studio, seat: &Seat, way: Way) -> Answer {
    match seat.view {
        View::Meters => studio.meter_beside(way),
        _ => Err("this is for the page of meters".to_owned()),
    }
}

fn filter(seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask(seat, "Find in the page", "", |_, seat, text| {
            (seat.filter, seat.scroll) = (text.trim().to_owned(), 0);
            Ok(())
        });
    }
    (seat.filter, seat.scroll) = (text.to_owned(), 0);
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "help",
        &["?", "alt-?"],
        "every key and command that is valid here",
        |studio, seat, _| {
            look(studio, seat, View::Help);
            Ok(())
        },
    ),
    Command::at(Context::Everywhere, "view-pattern", &["f2"], "the pattern grid", |studio, seat, _| {
        look(studio, seat, View::Pattern);
        Ok(())
    }),
    Command::in_grid(
        "view-automation",
        &["shift-f2", "ctrl-w ~"],
        "automation: curves by which parameters move over the pattern",
        |studio, seat, _| {
            look(studio, seat, View::Automation);
            Ok(())
        },
    )
    .everywhere(),
    Command::at(
        Context::Everywhere,
        "view-meters",
        &["ctrl-w w"],
        "level, loudness, wave and spectrum of the master, or in the place of a meter among the devices of the mixer",
        |studio, seat, _| {
            look(studio, seat, View::Meters);
            Ok(())
        },
    ),
    Command::at(
        Context::Page,
        "next-meter",
        &["right", "tab"],
        "on the page of meters: the sound in the place of the next meter in a chain, or the master's",
        |studio, seat, _| meter_beside(studio, seat, Way::On),
    )
    .for_all(),
    Command::at(
        Context::Page,
        "previous-meter",
        &["left", "shift-tab"],
        "on the page of meters: the sound in the place of the meter before, or the master's",
        |studio, seat, _| meter_beside(studio, seat, Way::Back),
    )
    .for_all(),
    Command::at(
        Context::Everywhere,
        "reset-meters",
        &["ctrl-w *"],
        "the meters forget what they have heard",
        |studio, _, _| {
            studio.reset_meters();
            Ok(())
        },
    )
    .for_all(),
    Command::at(
        Context::Everywhere,
        "view-samples",
        &["f3"],
        "the samples and where their files are",
        |studio, seat, _| {
            look(studio, seat, View::Samples);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "view-instruments",
        &["f4"],
        "the instruments: parameters, zones with slices and stretch, modulation by routes and macros, tuning",
        |studio, seat, _| {
            look(studio, seat, View::Instruments);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "view-order",
        &["f11", "ctrl-w o"],
        "the order list: sections, repeats, mutes, transposition, tempo",
        |studio, seat, _| {
            look(studio, seat, View::Order);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "view-mixer",
        &["f10", "ctrl-w m"],
        "the mixer: tracks, returns, master",
        |studio, seat, _| {
            look(studio, seat, View::Mixer);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "view-song",
        &["f12", "ctrl-w g"],
        "the song's title, tempo and other settings",
        |studio, seat, _| {
            look(studio, seat, View::Song);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "view-log",
        &["ctrl-w l"],
        "everything that was told so far",
        |studio, seat, _| {
            look(studio, seat, View::Log);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "palette",
        &["ctrl-p", "ctrl-w p"],
        "find a command by a few letters",
        |_, seat, _| {
            seat.prompt = Some(Prompt::palette());
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "menu",
        &["ctrl-k", "shift-f1"],
        "every command by groups: a letter for each, then those for its commands",
        |_, seat, _| {
            seat.leader = vec![LEADER];
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "command-line",
        &[":", "ctrl-w :"],
        "type a command and what it takes",
        |_, seat, _| {
            seat.prompt = Some(Prompt::Line(TextLine::default()));
            Ok(())
        },
    ),
    Command::at(
        Context::Page,
        "leave-page",
        &["escape", "q"],
        "show all lines again, or go back to the page or the view before",
        |_, seat, _| {
            match seat.filter.is_empty() {
                true => seat.leave_page(),
                false => seat.filter.clear(),
            }
            Ok(())
        },
    ),
    Command::at(
        Context::Page,
        "find-in-page",
        &["/", "f"],
        "show only the lines that hold a text",
        |_, seat, text| filter(seat, text),
    )
    .taking("[TEXT]"),
    Command::at(Context::Page, "scroll-down", &["down", "j"], "one line down", |_, seat, _| {
        scroll(seat, |_| 1);
        Ok(())
    }),
    Command::at(Context::Page, "scroll-up", &["up", "k"], "one line up", |_, seat, _| {
        scroll(seat, |_| -1);
        Ok(())
    }),
    Command::at(Context::Page, "scroll-start", &["home", "<"], "to the page's first line", |_, seat, _| {
        seat.scroll = 0;
        Ok(())
    }),
    Command::at(Context::Page, "scroll-end", &["end", ">"], "to the page's last line", |_, seat, _| {
        seat.scroll = seat.page.get().last;
        Ok(())
    }),
    Command::at(Context::Page, "scroll-page-down", &["pagedown", "space"], "a page down", |_, seat, _| {
        scroll(seat, |lines| lines);
        Ok(())
    }),
    Command::at(Context::Page, "scroll-page-up", &["pageup", "b"], "a page up", |_, seat, _| {
        scroll(seat, |lines| -lines);
        Ok(())
    }),
];
