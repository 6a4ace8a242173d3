//! Something made for the user, to be looked at and heard before it is taken. The grid shows a song in which it stands and the
//! engine plays that; the document knows nothing of it, so until it is taken it is neither in its history nor in its journal.

use super::Studio;
use super::commands::Answer;
use super::entry::tell_sharing;
use super::key::{Key, KeyCode};
use super::melody::site::Site;
use super::prompt::Prompt;
use super::seat::Seat;
use crate::sequencer::player::Playing;
use crate::song::Song;
use crate::song::edit::Edit;
use std::sync::Arc;

/// What was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The change that it is.
    pub edit: Edit,
    /// What it is, in a few words.
    pub told: String,
}

/// How something is made: from a song, at a place, with what stood behind the command, in a variation. The same four always
/// give the same.
///
/// The error says in a sentence why there is none.
pub type Maker = fn(&Song, &Site, &str, u64) -> Result<Made, String>;

/// Something that waits to be taken.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What it is called in the history.
    pub name: &'static str,
    /// Which variation it is, from 0.
    pub variation: u64,
    /// What was made.
    pub made: Made,
    /// The song in which it stands.
    pub song: Arc<Song>,
    /// The song without it.
    base: Arc<Song>,
    /// Whether playback was begun to hear it.
    playing: bool,
    site: Site,
    text: String,
    make: Maker,
}

impl Preview {
    /// Makes a variation anew on a song.
    fn again(&self, base: &Arc<Song>, variation: u64) -> Result<Preview, String> {
        let made = (self.make)(base, &self.site, &self.text, variation)?;
        let song = Arc::new(made.edit.apply(base).map_err(|refusal| refusal.0)?);
        Ok(Preview {
            variation,
            made,
            song,
            base: base.clone(),
            text: self.text.clone(),
            site: self.site,
            ..*self
        })
    }
}

impl Studio {
    /// The song as it is shown: with what waits to be taken.
    pub fn shown(&self) -> &Arc<Song> {
        self.preview.as_ref().map_or(self.song(), |preview| &preview.song)
    }

    /// The song as it is heard: with what waits to be taken, and with phrases in their instruments.
    pub(super) fn heard(&self) -> Arc<Song> {
        match (&self.board, &self.preview) {
            (Some(board), Some(preview)) => {
                let meant = board.meant(preview.made.edit.clone()).ok();
                let heard = meant.and_then(|edit| edit.apply(self.document.song()).ok());
                heard.map_or(self.document.song().clone(), Arc::new)
            }
            (Some(_), None) => self.document.song().clone(),
            (None, _) => self.shown().clone(),
        }
    }

    /// Makes something and shows it: keys go to it until it is taken or left.
    ///
    /// # Errors
    /// Why it cannot be made.
    pub fn begin_preview(&mut self, seat: &mut Seat, name: &'static str, text: &str, make: Maker) -> Answer {
        let (base, site) = (self.song().clone(), Site::of(seat));
        let made = make(&base, &site, text, 0)?;
        let song = Arc::new(made.edit.apply(&base).map_err(|refusal| refusal.0)?);
        let text = text.to_owned();
        self.preview =
            Some(Preview { name, variation: 0, made, song, base, playing: false, site, text, make });
        self.unpublished = true;
        seat.prompt = Some(Prompt::Preview);
        Ok(())
    }

    /// Goes to another variation; variations that cannot be made are gone past.
    fn vary(&mut self, by: i64) -> Answer {
        let Some(preview) = &self.preview else { return Ok(()) };
        let next = preview.variation.checked_add_signed(by).ok_or("this is the first variation")?;
        let preview = preview.again(self.song(), next)?;
        (self.preview, self.unpublished) = (Some(preview), true);
        Ok(())
    }

    /// Nothing waits to be taken any more. What it sounds is let go: nothing in the song would end it.
    pub(super) fn leave_preview(&mut self) {
        let Some(preview) = self.preview.take() else { return };
        self.unpublished = true;
        match self.transport.resumed() {
            Some(_) if preview.playing => self.stop(),
            Some(playing) => self.play(playing),
            None => {}
        }
    }

    /// What waits to be taken becomes a step of the song.
    fn take_preview(&mut self) -> Answer {
        let Some(preview) = self.preview.take() else { return Ok(()) };
        self.unpublished = true;
        let tracks = tracks(&preview.made.edit);
        self.edit(preview.name, preview.made.edit)?;
        self.say(format!("{}: {}", preview.name, preview.made.told));
        tell_sharing(self, preview.site.round.pattern, &tracks);
        Ok(())
    }

    /// Makes what waits anew if the song has become another one, and lets it go where its seat no longer asks for it. To be done
    /// once a turn.
    pub(super) fn follow_preview(&mut self, seat: &Seat) {
        let Some(preview) = &self.preview else { return };
        if !matches!(seat.prompt, Some(Prompt::Preview)) {
            return self.leave_preview();
        }
        if !Arc::ptr_eq(&preview.base, self.song()) {
            let preview = preview.again(self.song(), preview.variation);
            (self.preview, self.unpublished) = (preview.ok(), true);
        }
    }

    /// Plays the pattern with what waits, from its first row on, or stops.
    fn hear_preview(&mut self, seat: &Seat) {
        match (self.transport.playing, &self.preview) {
            (Some(_), _) => self.stop(),
            (None, Some(preview)) => {
                let row = preview.site.first(&preview.song);
                if let Some(preview) = &mut self.preview {
                    preview.playing = true;
                }
                self.play(Playing::Pattern { pattern: seat.pattern, row });
            }
            (None, None) => {}
        }
    }
}

/// The tracks into whose rows an edit writes.
fn tracks(edit: &Edit) -> Vec<u16> {
    match edit {
        Edit::Rows { track, .. } => vec![*track],
        Edit::Several { edits } => edits.iter().flat_map(tracks).collect(),
        _ => Vec::new(),
    }
}

/// Gives a key to what waits. Whether it goes on waiting.
///
/// # Errors
/// If there is no such variation.
pub fn press(studio: &mut Studio, seat: &mut Seat, key: Key) -> Result<bool, String> {
    match key.code {
        KeyCode::Enter => {
            studio.take_preview()?;
            return Ok(false);
        }
        KeyCode::Right | KeyCode::Tab | KeyCode::Char('n' | '+' | '=') if !key.control && !key.shift => {
            studio.vary(1)?;
        }
        KeyCode::Left | KeyCode::Tab | KeyCode::Char('p' | '-') if !key.control => studio.vary(-1)?,
        KeyCode::Char(' ') => studio.hear_preview(seat),
        _ => {
            let layer = seat.layer();
            let bound = seat.keymap.find(layer, &[key]).map(|bound| bound.command);
            if let Some(command) = bound.filter(|command| command.terms.beside_previews) {
                command.perform(studio, seat, "")?;
            }
        }
    }
    Ok(true)
}
