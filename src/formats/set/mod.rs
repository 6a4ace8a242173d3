//! The RON set list: songs in the order in which they are played in a show. docs/FORMAT.md describes it for people. Knows no paths and no
//! files: those are `io`'s.

mod reader;

use super::problem::Problem;
use super::song::text_of;
use crate::dsp::parameter::parameters;
use crate::song::tempo::Tempo;

/// What happens where a song ends.
pub const WAYS: &[&str] = &["go on", "wait", "vamp"];

/// How the name of a set list ends.
pub const ENDING: &str = ".set.ron";

/// What happens where a song ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The next one begins.
    GoOn,
    /// It is silent until somebody asks for the next one.
    Wait,
    /// Its last section loops until somebody asks for the next one.
    Vamp,
}

parameters! {
    /// How a song stands in its set.
    Placing {}
    "" then: choice(WAYS, 0.0) "" "what happens where it ends: go on to the next one, wait, or vamp: its last section loops";
    "" gap: linear(0.0, 600.0, 0.0) "s" "the silence before the next one where that goes on; 0 has none";
}

/// A song of a set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// The song, from the set list's folder.
    pub file: String,
    /// Its title; empty: that of the song.
    pub title: String,
    /// What the players must not forget.
    pub notes: String,
    /// The tempo in which it is played; `None`: as it is written.
    pub tempo: Option<Tempo>,
    /// How it stands in the set.
    pub placing: Placing,
}

impl Piece {
    /// What happens where it ends.
    pub fn way(&self) -> Way {
        [Way::GoOn, Way::Wait, Way::Vamp][(self.placing.then as usize).min(2)]
    }
}

/// A set list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetList {
    /// Its title.
    pub title: String,
    /// What is to be known of the evening.
    pub notes: String,
    /// The songs in their order, at least one.
    pub songs: Vec<Piece>,
}

/// Reads a set list. `path` is only for messages.
///
/// # Errors
/// What is wrong, where, and what was expected.
pub fn read(path: &str, bytes: &[u8]) -> Result<SetList, Problem> {
    let text = text_of(path, bytes)?;
    reader::set_list(text).map_err(|fault| fault.problem(path, text))
}
