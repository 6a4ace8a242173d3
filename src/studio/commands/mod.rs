//! Everything a person can ask for, as rows of tables: name, keys, help, deed. Keys, palette, `:` line, scripts, help page and
//! reference all come from these rows. One file per group.

pub mod files;
pub mod company;
pub mod tabs;
pub mod browsing;
pub mod transport;
pub mod views;
pub mod history;
pub mod sheet;
pub mod instruments;
pub mod loading;
pub mod zones;
pub mod phrases;
pub mod presets;
pub mod shaping;
pub mod grips;
pub mod tunings;
pub mod sound;
pub mod listening;
pub mod appearance;
pub mod speaking;
pub mod render;
pub mod resampling;
pub mod keys;
pub mod movement;
pub mod entry;
pub mod places;
pub mod remarks;
pub mod typing;
pub mod recording;
pub mod inputs;
pub mod midi;
pub mod live;
pub mod live_changes;
pub mod set;
pub mod scales;
pub mod melody;
pub mod search;
pub mod macros;
pub mod changes;
pub mod lines;
pub mod timing;
pub mod operation;
pub mod blocks;
pub mod roll;
pub mod steps;
pub mod curves;
pub mod points;
pub mod wave;
pub mod treatments;
pub mod rows;
pub mod matrix;
pub mod entries;
pub mod patterns;
pub mod freezing;
pub mod grooves;
pub mod tuplets;
pub mod parting;
pub mod tracks;
pub mod mixer;
pub mod checking;
pub mod measuring;
pub mod tour;
pub mod topics;
pub mod modes;
pub mod groups;

use super::Studio;
use super::guard;
use super::places::Spot;
use super::seat::Seat;
use super::view::View;
use groups::GROUPS;

/// What came of a command: nothing to say, or why it was not done.
pub type Answer = Result<(), String>;

/// Where a command's keys are valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// In every view.
    Everywhere,
    /// In the pattern grid.
    Grid,
    /// In the piano roll.
    Roll,
    /// In the step sequencer.
    Steps,
    /// In the pattern matrix.
    Matrix,
    /// In the live view.
    Live,
    /// Where curves are drawn.
    Curves,
    /// In the sample editor.
    Wave,
    /// In views that are sheets of fields: order, instruments, samples, mixer, song.
    Sheet,
    /// In pages that are only read: help, log, meters.
    Page,
}

impl Context {
    /// The context of a view.
    pub fn of(view: View) -> Context {
        match view {
            View::Pattern => Context::Grid,
            View::Roll => Context::Roll,
            View::Steps => Context::Steps,
            View::Automation => Context::Curves,
            View::Wave => Context::Wave,
            View::Matrix => Context::Matrix,
            View::Live => Context::Live,
            page if page.is_page() => Context::Page,
            _ => Context::Sheet,
        }
    }

    /// Every context with its name, in the order of help and reference.
    pub const ALL: &'static [(Context, &'static str)] = &[
        (Context::Everywhere, "everywhere"),
        (Context::Grid, "pattern grid"),
        (Context::Roll, "piano roll"),
        (Context::Steps, "step sequencer"),
        (Context::Matrix, "pattern matrix"),
        (Context::Live, "live view"),
        (Context::Curves, "automation"),
        (Context::Wave, "sample editor"),
        (Context::Sheet, "sheets"),
        (Context::Page, "pages"),
    ];

    /// The context's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(context, _)| *context == self).map_or("", |(_, name)| name)
    }
}

/// A command.
#[derive(Debug)]
pub struct Command {
    /// The name: lower case, words joined by `-`.
    pub name: &'static str,
    /// The default keys, the one to teach first: `ctrl-s`, or two in a row: `' 0`. Two keys that fail in different places.
    pub keys: &'static [&'static str],
    /// Where the keys are valid; the name is valid everywhere.
    pub context: Context,
    /// What it takes on the `:` line, empty if nothing: `BPM`.
    pub argument: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// Does it. The text is what stands behind the name on the `:` line.
    pub run: fn(&mut Studio, &mut Seat, &str) -> Answer,
    /// What may be done with it, and when.
    pub terms: Terms,
    /// The short name that hands know from other editors; empty for none.
    pub short: &'static str,
}

/// When and by whom a command may be done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    /// Whether it changes only what its seat looks at, so that somebody who only watches may do it; `None`: as its group.
    pub looks: Option<bool>,
    /// Whether it takes away something that plays, or ends it: the performance lock keeps it out.
    pub destroys: bool,
    /// Whether it means patterns as the song has them, and not phrases.
    pub patterns_only: bool,
    /// Whether its keys are valid while something that was made waits to be taken.
    pub beside_previews: bool,
    /// Whether its keys with Ctrl, its function keys and those behind a leader are valid whatever is asked.
    pub beside_prompts: bool,
    /// Whether it holds something while its key or foot is down, and takes `on` and `off`.
    pub holds: bool,
    /// Whether a key or the palette asks for what it takes, though its name alone does something too.
    pub asks: bool,
}

impl Command {
    /// A command of a context that takes nothing on the `:` line.
    const fn at(
        context: Context,
        name: &'static str,
        keys: &'static [&'static str],
        help: &'static str,
        run: fn(&mut Studio, &mut Seat, &str) -> Answer,
    ) -> Command {
        let terms = Terms {
            looks: None,
            destroys: false,
            patterns_only: false,
            beside_previews: false,
            beside_prompts: false,
            holds: false,
            asks: false,
        };
        Command { name, keys, context, argument: "", help, run, terms, short: "" }
    }

    /// A command of the pattern grid that takes nothing on the `:` line.
    const fn in_grid(
        name: &'static str,
        keys: &'static [&'static str],
        help: &'static str,
        run: fn(&mut Studio, &mut Seat, &str) -> Answer,
    ) -> Command {
        Command::at(Context::Grid, name, keys, help, run)
    }

    /// A command of the pattern grid that has no keys of its own.
    const fn keyless(
        name: &'static str,
        argument: &'static str,
        help: &'static str,
        run: fn(&mut Studio, &mut Seat, &str) -> Answer,
    ) -> Command {
        Command::in_grid(name, &[], help, run).taking(argument)
    }

    /// Does it, if it may be done from this seat now.
    ///
    /// # Errors
    /// If it may not, or in its own words.
    pub fn perform(&self, studio: &mut Studio, seat: &mut Seat, argument: &str) -> Answer {
        guard::check(studio, seat, self)?;
        if studio.board.is_some() && self.terms.patterns_only {
            return Err(format!("{} is for patterns; phrases are in the grid, F2 leads back", self.name));
        }
        let (before, from) = (studio.document.song().clone(), Spot::of(seat));
        let answer = (self.run)(studio, seat, argument);
        // Places among phrases are none in the song.
        if studio.board.is_none() {
            let spots = [from, Spot::of(seat)];
            seat.footing.keep([&before, studio.document.song()], spots);
        }
        answer
    }

    /// The same command with its keys in every view.
    const fn everywhere(self) -> Command {
        Command { context: Context::Everywhere, ..self }
    }

    /// The same command, told what it takes.
    const fn taking(self, argument: &'static str) -> Command {
        Command { argument, ..self }
    }

    /// The same command, which changes only what its seat looks at.
    const fn looking(self) -> Command {
        Command { terms: Terms { looks: Some(true), ..self.terms }, ..self }
    }

    /// The same command, of which everyone sees something, whatever its group.
    const fn for_all(self) -> Command {
        Command { terms: Terms { looks: Some(false), ..self.terms }, ..self }
    }

    /// The same command, which takes away something that plays.
    const fn destroying(self) -> Command {
        Command { terms: Terms { destroys: true, ..self.terms }, ..self }
    }

    /// The same command, which has no meaning among phrases.
    const fn of_patterns(self) -> Command {
        Command { terms: Terms { patterns_only: true, ..self.terms }, ..self }
    }

    /// The same command, whose keys are valid beside something that waits to be taken.
    const fn beside_previews(self) -> Command {
        Command { terms: Terms { beside_previews: true, ..self.terms }, ..self }
    }

    /// The same command, whose keys with Ctrl are valid whatever is asked.
    const fn beside_prompts(self) -> Command {
        Command { terms: Terms { beside_prompts: true, ..self.terms }, ..self }
    }

    /// The same command, which holds something while its key or foot is down.
    const fn holding(self) -> Command {
        Command { terms: Terms { holds: true, ..self.terms }, ..self }
    }

    /// The same command, whose keys begin its line: what it takes is asked for.
    const fn asking(self) -> Command {
        Command { terms: Terms { asks: true, ..self.terms }, ..self }
    }

    /// The same command with a short name.
    const fn known_as(self, short: &'static str) -> Command {
        Command { short, ..self }
    }
}

/// All commands.
pub fn all() -> impl Iterator<Item = &'static Command> {
    GROUPS.iter().flat_map(|group| group.commands)
}

/// The command of that name.
pub fn find(name: &str) -> Option<&'static Command> {
    all().find(|command| command.name == name)
}

/// Runs a line as it stands after `:`: a name and what it takes.
///
/// # Errors
/// If there is no such command, or in the command's own words.
pub fn run_line(studio: &mut Studio, seat: &mut Seat, line: &str) -> Answer {
    let line = line.trim();
    let (name, argument) = line.split_once(' ').unwrap_or((line, ""));
    if name.is_empty() {
        return Ok(());
    }
    if let ("wq" | "x", "") = (name, argument.trim()) {
        if studio.document.is_changed() {
            run_line(studio, seat, "save")?;
        }
        return if studio.document.is_changed() { Ok(()) } else { run_line(studio, seat, "quit") };
    }
    // As in ex: a number alone is a row.
    if argument.is_empty() && name.bytes().all(|sign| sign.is_ascii_digit()) {
        return run_line(studio, seat, &format!("top {name}"));
    }
    match named(name) {
        Some(command) if command.argument.is_empty() && !argument.trim().is_empty() => {
            Err(format!("{} takes nothing behind it; it is for what the cursor stands on", command.name))
        }
        Some(command) => command.perform(studio, seat, argument.trim()),
        None => Err(unknown(name)),
    }
}

/// What is said of a name that no command has, with those of which a word begins as it does.
fn unknown(name: &str) -> String {
    let begin: String = name.chars().take(4).collect();
    let alike = |command: &&Command| command.name.split('-').any(|word| word.starts_with(&begin));
    let like: Vec<&str> = all().filter(alike).take(3).map(|command| command.name).collect();
    match like.is_empty() {
        true => format!("there is no command {name}; Ctrl-P lists them"),
        false => format!("there is no command {name}; perhaps {}? Ctrl-P lists them all", like.join(", ")),
    }
}

/// The command of that name, or of that short name.
pub fn named(name: &str) -> Option<&'static Command> {
    find(name).or_else(|| all().find(|command| !name.is_empty() && command.short == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_command_has_is_told_with_those_like_it() {
        let slices = "there is no command slicer; perhaps slice-onsets, slice-grid, slices-to-keys? Ctrl-P lists them all";
        assert_eq!(unknown("slicer"), slices);
        assert_eq!(unknown("xyzzy"), "there is no command xyzzy; Ctrl-P lists them");
    }

    #[test]
    fn names_are_unique_and_helps_are_sentences() {
        let mut names: Vec<_> = all().map(|command| command.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for command in all() {
            assert!(command.help.len() > 8, "{}", command.name);
            assert!(
                command
                    .name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            );
        }
    }
}
