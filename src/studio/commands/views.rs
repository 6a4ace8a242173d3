//! Looking at things: views, palette, command line, help.

use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::board::settle;
use crate::studio::prompt::{Prompt, ask};
use crate::studio::seat::Seat;
use crate::studio::sheets;
use crate::studio::text_line::TextLine;
use crate::studio::view::View;

/// Looks at a view; asked for again, the view before comes back.
pub(super) fn look(studio: &mut Studio, seat: &mut Seat, view: View) {
    let again = seat.view == view && view.is_page();
    if view == View::Pattern {
        seat.desk.slot = None;
    }
    seat.look_at(if again { seat.back } else { view });
    settle(studio, seat);
    if !again {
        sheets::arrive(studio, seat);
    }
    if view == View::Meters {
        studio.start_meters();
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
    Command {
        name: "help",
        keys: &["?", "alt-?"],
        context: Context::Everywhere,
        argument: "",
        help: "every key and command that is valid here",
        run: |studio, seat, _| {
            look(studio, seat, View::Help);
            Ok(())
        },
    },
    Command {
        name: "view-pattern",
        keys: &["f2"],
        context: Context::Everywhere,
        argument: "",
        help: "the pattern grid",
        run: |studio, seat, _| {
            look(studio, seat, View::Pattern);
            Ok(())
        },
    },
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
    Command {
        name: "view-meters",
        keys: &["ctrl-w w"],
        context: Context::Everywhere,
        argument: "",
        help: "level, loudness, wave and spectrum of the master",
        run: |studio, seat, _| {
            look(studio, seat, View::Meters);
            Ok(())
        },
    },
    Command {
        name: "reset-meters",
        keys: &["ctrl-w *"],
        context: Context::Everywhere,
        argument: "",
        help: "the meters forget what they have heard",
        run: |studio, _, _| {
            studio.reset_meters();
            Ok(())
        },
    },
    Command {
        name: "view-samples",
        keys: &["f3"],
        context: Context::Everywhere,
        argument: "",
        help: "the samples and where their files are",
        run: |studio, seat, _| {
            look(studio, seat, View::Samples);
            Ok(())
        },
    },
    Command {
        name: "view-instruments",
        keys: &["f4"],
        context: Context::Everywhere,
        argument: "",
        help: "the instruments: parameters, zones with slices and stretch, modulation by routes and macros, tuning",
        run: |studio, seat, _| {
            look(studio, seat, View::Instruments);
            Ok(())
        },
    },
    Command {
        name: "view-order",
        keys: &["f11", "ctrl-w o"],
        context: Context::Everywhere,
        argument: "",
        help: "the order list: sections, repeats, mutes, transposition, tempo",
        run: |studio, seat, _| {
            look(studio, seat, View::Order);
            Ok(())
        },
    },
    Command {
        name: "view-mixer",
        keys: &["f10", "ctrl-w m"],
        context: Context::Everywhere,
        argument: "",
        help: "the mixer: tracks, returns, master",
        run: |studio, seat, _| {
            look(studio, seat, View::Mixer);
            Ok(())
        },
    },
    Command {
        name: "view-song",
        keys: &["f12", "ctrl-w g"],
        context: Context::Everywhere,
        argument: "",
        help: "the song's title, tempo and other settings",
        run: |studio, seat, _| {
            look(studio, seat, View::Song);
            Ok(())
        },
    },
    Command {
        name: "view-log",
        keys: &["ctrl-w l"],
        context: Context::Everywhere,
        argument: "",
        help: "everything that was told so far",
        run: |studio, seat, _| {
            look(studio, seat, View::Log);
            Ok(())
        },
    },
    Command {
        name: "palette",
        keys: &["ctrl-p", "ctrl-w p"],
        context: Context::Everywhere,
        argument: "",
        help: "find a command by a few letters",
        run: |_, seat, _| {
            seat.prompt = Some(Prompt::palette());
            Ok(())
        },
    },
    Command {
        name: "command-line",
        keys: &[":", "ctrl-w :"],
        context: Context::Everywhere,
        argument: "",
        help: "type a command and what it takes",
        run: |_, seat, _| {
            seat.prompt = Some(Prompt::Line(TextLine::default()));
            Ok(())
        },
    },
    Command {
        name: "leave-page",
        keys: &["escape", "q"],
        context: Context::Page,
        argument: "",
        help: "show all lines again, or go back to the view before",
        run: |_, seat, _| {
            if seat.filter.is_empty() {
                seat.look_at(seat.back);
            }
            seat.filter.clear();
            Ok(())
        },
    },
    Command {
        name: "find-in-page",
        keys: &["/", "f"],
        context: Context::Page,
        argument: "[TEXT]",
        help: "show only the lines that hold a text",
        run: |_, seat, text| filter(seat, text),
    },
    Command {
        name: "scroll-down",
        keys: &["down", "j"],
        context: Context::Page,
        argument: "",
        help: "one line down",
        run: |_, seat, _| {
            scroll(seat, |_| 1);
            Ok(())
        },
    },
    Command {
        name: "scroll-up",
        keys: &["up", "k"],
        context: Context::Page,
        argument: "",
        help: "one line up",
        run: |_, seat, _| {
            scroll(seat, |_| -1);
            Ok(())
        },
    },
    Command {
        name: "scroll-start",
        keys: &["home", "<"],
        context: Context::Page,
        argument: "",
        help: "to the page's first line",
        run: |_, seat, _| {
            seat.scroll = 0;
            Ok(())
        },
    },
    Command {
        name: "scroll-end",
        keys: &["end", ">"],
        context: Context::Page,
        argument: "",
        help: "to the page's last line",
        run: |_, seat, _| {
            seat.scroll = seat.page.get().last;
            Ok(())
        },
    },
    Command {
        name: "scroll-page-down",
        keys: &["pagedown", "space"],
        context: Context::Page,
        argument: "",
        help: "a page down",
        run: |_, seat, _| {
            scroll(seat, |lines| lines);
            Ok(())
        },
    },
    Command {
        name: "scroll-page-up",
        keys: &["pageup", "b"],
        context: Context::Page,
        argument: "",
        help: "a page up",
        run: |_, seat, _| {
            scroll(seat, |lines| -lines);
            Ok(())
        },
    },
];
