//! One person's place at the studio: where the cursor is, what is marked, what the keys mean.

pub mod pages;
pub mod window;

use super::board::Desk;
use super::carrying::Carried;
use super::checking::Beheld;
use super::clipboard::ring::Ring;
use super::commands::Context;
use super::commands::search::Replacing;
use super::company::Person;
use super::footing::Footing;
use super::grid::{Place, Selection};
use super::keymap::{Keymap, Layer, Mode};
use super::keys_up::Held;
use super::layout::Layout;
use super::live::held;
use super::macros::Macros;
use super::operation::OperationMask;
use super::outlook::Outlook;
use super::places::{Jumps, Marks};
use super::pointer::{Pressed, Spot};
use super::points::Copied;
use super::presets::Listed;
use super::prompt::Prompt;
use super::recall::Recall;
use super::repeating::Repeating;
use super::roll::{Roll, marked};
use super::rounds::Round;
use super::search::Hit;
use super::shaping::Shaping;
use super::slots;
use super::tour::Tour;
use super::typing::{Mask, Started, Typing};
use super::view::View;
use super::wave::Wave;
use super::wave::clipboard::Copied as Frames;
use crate::song::Song;
use crate::song::note::Note;
use crate::song::row::{EffectCell, VolumeCell};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::path::PathBuf;
use window::Window;

/// What was entered last: what the mask writes, and how a key is known that is held down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lately {
    /// The last note.
    pub note: Option<Note>,
    /// The last volume field.
    pub volume: Option<VolumeCell>,
    /// The last effect.
    pub effect: Option<EffectCell>,
    /// The last key that sounded a note, and the engine's frame at which it did.
    pub struck: Option<(char, u64)>,
    /// The last note that a key has written.
    pub started: Option<Started>,
}

/// A cursor on a sheet: a column and a row of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SheetCursor {
    /// The column.
    pub column: usize,
    /// The row in it.
    pub row: usize,
}

/// A page that is only read, as a screen shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Lines that are seen at once.
    pub lines: usize,
    /// The last line that may be the first one seen.
    pub last: usize,
}

impl Default for Page {
    fn default() -> Page {
        Page { lines: 16, last: usize::MAX }
    }
}

/// One person's place.
#[derive(Debug)]
pub struct Seat {
    /// Who sits there.
    pub person: Person,
    /// The number of the song that everything here is about.
    pub song: u64,
    /// Where it was in the other open songs, by their numbers.
    pub outlooks: HashMap<u64, Outlook>,
    /// What is looked at.
    pub view: View,
    /// The view that was looked at before: pages lead back there.
    pub back: View,
    /// The pages under the present one, the lowest first.
    pub pages: Vec<pages::Under>,
    /// The entry of the order list that the grid belongs to.
    pub order: u16,
    /// The pattern in the grid: usually the entry's, but any can be looked at.
    pub pattern: u16,
    /// Which repeat of the entry the grid shows.
    pub repeat: u8,
    /// From where shorter lanes count there, as in [`Round::before`].
    pub before: i32,
    /// Where the cursor is in the grid.
    pub place: Place,
    /// What is marked in the grid.
    pub selection: Option<Selection>,
    /// What was copied.
    pub clipboard: Ring,
    /// The instrument that was copied, with its samples.
    pub carried: Option<Carried>,
    /// Whose phrases are in the grid, and where the cursor is meanwhile elsewhere.
    pub desk: Desk,
    /// What is marked and copied in the pattern matrix.
    pub slots: slots::Marks,
    /// Which fields commands on blocks touch.
    pub operation: OperationMask,
    /// The octave of the lower row of note keys, 0 to 9.
    pub octave: u8,
    /// Rows that the cursor goes down after an entry, 0 to 16.
    pub step: u16,
    /// The instrument that notes are entered and played with, by slot from 0.
    pub instrument: u8,
    /// What is written with a note.
    pub mask: Mask,
    /// What was entered last.
    pub lately: Lately,
    /// The presets that were offered here last.
    pub presets: Vec<Listed>,
    /// How notes are typed.
    pub typing: Typing,
    /// The parameter whose curve is looked at; empty for the first one there is.
    pub curve: String,
    /// The points of a curve that were copied last.
    pub copied: Copied,
    /// The notes that were copied last in the piano roll.
    pub copied_notes: marked::Block,
    /// The frames that were copied last in the sample editor.
    pub copied_frames: Option<Frames>,
    /// How it looks at notes in piano roll and step sequencer.
    pub roll: Roll,
    /// The folder in the file browser; none before the first look.
    pub browsed: Option<PathBuf>,
    /// What it keeps while it shapes sounds.
    pub shaping: Shaping,
    /// Where it looks in the sample editor.
    pub wave: Wave,
    /// What was looked for last in the grid; empty at first.
    pub sought: String,
    /// The places in the list of what was found last.
    pub listed: Vec<Hit>,
    /// What is replaced one by one, while that goes on.
    pub replacing: Option<Replacing>,
    /// Whether few redraws are wanted here: the line is slow.
    pub frugal: bool,
    /// Whether lines of words are wanted here in place of a picture; none: as the settings say.
    pub reads_aloud: Option<bool>,
    /// Whether the terminal is another machine's, so that bytes matter.
    pub is_remote: bool,
    /// Whether the terminal tells when a key comes up.
    pub key_up: bool,
    /// The keys that are down and sound, where the terminal tells when they come up.
    pub held: Vec<Held>,
    /// The keys that hold something live.
    pub holding: held::Keys,
    /// Whether keys write into the grid; otherwise notes only sound.
    pub edit: bool,
    /// Whether the grid follows playback.
    pub follow: bool,
    /// The cursor of every sheet, by [`View::index`].
    pub sheets: Vec<SheetCursor>,
    /// The line, palette or question that takes the keys now.
    pub prompt: Option<Prompt>,
    /// Whether the keys that it takes are shown.
    pub keys_told: bool,
    /// What the line may become, since it was asked to be completed, if that is more than one thing.
    pub offered: Vec<String>,
    /// The macros.
    pub macros: Macros,
    /// The last change, to be made again.
    pub repeating: Repeating,
    /// Where the cursor was before long jumps.
    pub jumps: Jumps,
    /// Where it stood at steps that changed which patterns or entries there are.
    pub footing: Footing,
    /// The marks of the open song.
    pub marks: Marks,
    /// A command line that waits for the song to be saved.
    pub after_saving: Option<String>,
    /// The command lines that were typed before.
    pub recall: Recall,
    /// The keys of a longer sequence that have come.
    pub leader: Vec<super::key::Key>,
    /// The fault on which the cursor stands in the list of faults.
    pub beheld: Beheld,
    /// The tour, while somebody is on it.
    pub tour: Option<Tour>,
    /// How often the next command is to be done, where the key map counts.
    pub count: Option<u16>,
    /// The first line shown of help or log.
    pub scroll: usize,
    /// The topic of the help that was looked at last.
    pub topic: String,
    /// What the lines shown of help or log hold; empty shows all.
    pub filter: String,
    /// Whether the window is too small for the view, so that nobody sees what keys would do.
    pub hidden: Cell<bool>,
    /// How large the window is.
    pub window: Window,
    /// What the screen has drawn that the mouse can do something with, what lies on top last.
    pub spots: RefCell<Vec<Spot>>,
    /// The mouse's button as it went down last.
    pub pressed: Option<Pressed>,
    /// The line of the grid on which the cursor's row stands because the mouse has put it there; else it is the middle one.
    pub grid_line: Option<u16>,
    /// How help or log were last drawn.
    pub page: Cell<Page>,
    /// What the keys do.
    pub keymap: Keymap,
    /// Which characters are which notes.
    pub layout: &'static Layout,
    /// A theme that has been asked for here, until the screen has it: by its name, or none for that of the terminal's background.
    pub theme_asked: Option<Option<String>>,
    /// A theme that is looked at before one is taken; `usual` is that of the terminal's background.
    pub theme_tried: Option<String>,
    /// Whether this person has asked to leave.
    pub leaving: bool,
    /// Whether this person has asked for the shell, to come back later.
    pub suspending: bool,
    /// Whether this person has asked for the shell and leaves everything running.
    pub detaching: bool,
}

impl Seat {
    /// A place at the start of the song.
    pub fn new(keymap: Keymap, layout: &'static Layout) -> Seat {
        Seat {
            person: Person::default(),
            song: 0,
            outlooks: HashMap::new(),
            view: View::Pattern,
            back: View::Pattern,
            pages: Vec::new(),
            order: 0,
            pattern: 0,
            repeat: 0,
            before: 0,
            place: Place::default(),
            selection: None,
            carried: None,
            desk: Desk::default(),
            slots: slots::Marks::default(),
            clipboard: Ring::default(),
            operation: OperationMask::default(),
            octave: 4,
            step: 1,
            instrument: 0,
            mask: Mask::default(),
            lately: Lately::default(),
            presets: Vec::new(),
            typing: Typing::default(),
            curve: String::new(),
            copied: Copied::default(),
            copied_notes: marked::Block::default(),
            copied_frames: None,
            roll: Roll::default(),
            browsed: None,
            shaping: Shaping::default(),
            wave: Wave::default(),
            sought: String::new(),
            listed: Vec::new(),
            beheld: Beheld::default(),
            replacing: None,
            frugal: false,
            is_remote: false,
            reads_aloud: None,
            key_up: false,
            held: Vec::new(),
            holding: held::Keys::default(),
            edit: !keymap.has_modes(),
            follow: true,
            sheets: vec![SheetCursor::default(); View::ALL.len()],
            prompt: None,
            keys_told: false,
            offered: Vec::new(),
            macros: Macros::default(),
            repeating: Repeating::default(),
            jumps: Jumps::default(),
            footing: Footing::default(),
            marks: Marks::default(),
            after_saving: None,
            recall: Recall::default(),
            leader: Vec::new(),
            count: None,
            tour: None,
            scroll: 0,
            topic: String::new(),
            filter: String::new(),
            hidden: Cell::default(),
            window: Window::default(),
            spots: RefCell::default(),
            pressed: None,
            grid_line: None,
            page: Cell::default(),
            keymap,
            layout,
            theme_asked: None,
            theme_tried: None,
            leaving: false,
            suspending: false,
            detaching: false,
        }
    }

    /// Other keys from now on.
    pub fn set_keymap(&mut self, keymap: Keymap) {
        if keymap.has_modes() != self.keymap.has_modes() {
            self.edit = !keymap.has_modes();
        }
        (self.keymap, self.leader, self.count) = (keymap, Vec::new(), None);
    }

    /// What letters do now, if the key map has modes.
    pub fn mode(&self) -> Option<Mode> {
        let marks = self.view == View::Pattern && self.selection.is_some();
        self.keymap.has_modes().then_some(match self.edit {
            true => Mode::Insert,
            false if marks => Mode::Visual,
            false => Mode::Normal,
        })
    }

    /// Where keys are pressed now.
    pub fn layer(&self) -> Layer {
        Layer { context: Context::of(self.view), mode: self.mode() }
    }

    /// The cursor of the present view's sheet.
    pub fn sheet(&self) -> SheetCursor {
        self.sheets[self.view.index()]
    }

    /// The same, to be moved.
    pub fn sheet_mut(&mut self) -> &mut SheetCursor {
        &mut self.sheets[self.view.index()]
    }

    /// Rows of the pattern in the grid.
    pub fn rows(&self, song: &Song) -> u16 {
        song.patterns.get(self.pattern.into()).map_or(1, |pattern| pattern.length)
    }

    /// The round in the grid.
    pub fn round(&self) -> Round {
        Round { order: self.order, repeat: self.repeat, pattern: self.pattern, before: self.before }
    }

    /// Looks at a round.
    pub fn go_to_round(&mut self, song: &Song, round: Round) {
        (self.order, self.repeat, self.pattern, self.before) =
            (round.order, round.repeat, round.pattern, round.before);
        self.stay_inside(song);
    }

    /// Looks at a pattern, whatever the order list says; the entry stays.
    pub fn go_to_pattern(&mut self, song: &Song, pattern: u16) {
        self.go_to_round(song, Round { order: self.order, ..Round::alone(pattern) });
    }

    /// Goes to an entry of the order list and its pattern.
    pub fn go_to_order(&mut self, song: &Song, order: u16) {
        let order = order.min(song.order.len().saturating_sub(1) as u16);
        self.go_to_round(song, Round::of(song, order, 0).unwrap_or(Round::alone(0)));
    }

    /// Moves everything that names a place onto what the song has: after an edit by anyone.
    pub fn stay_inside(&mut self, song: &Song) {
        self.order = self.order.min(song.order.len().saturating_sub(1) as u16);
        if song.order.get(usize::from(self.order)).is_none_or(|entry| self.repeat >= entry.repeats) {
            (self.repeat, self.before) = (0, 0);
        }
        self.pattern = self.pattern.min(song.patterns.len().saturating_sub(1) as u16);
        let rows = self.rows(song);
        self.place = self.place.inside(song, rows);
        if let Some(selection) = &mut self.selection {
            selection.anchor = selection.anchor.inside(song, rows);
            selection.head = selection.head.inside(song, rows);
        }
    }
}
