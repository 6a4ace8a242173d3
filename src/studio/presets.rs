//! The presets that there are, the user's own and the factory's, and what an instrument becomes by one.

use super::palette::Item;
use crate::formats::presets::{Preset, factory};
use crate::instruments::{KIND_NAMES, Patch};
use crate::io::paths::Folders;
use crate::io::preset_files;
use crate::io::problem::Problem;
use crate::song::instrument::Instrument;
use std::path::Path;

/// A preset in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its name, and a number where another one has the name already.
    pub title: String,
    /// Whether it is the user's own.
    pub own: bool,
    /// The preset.
    pub preset: Preset,
}

impl Listed {
    /// As a list shows and searches it: kind, whose it is, and its words.
    pub fn item(&self) -> Item {
        let own = if self.own { ", your own" } else { "" };
        let tags = self.preset.tags.join(", ");
        let help = format!("{}{own}: {tags}", self.preset.patch.kind());
        Item { name: self.title.clone(), help: help.trim_end_matches(": ").to_owned() }
    }
}

/// Every preset, the user's own first, and what is wrong with the user's files in sentences.
pub fn all(folders: &Folders) -> (Vec<Listed>, Vec<String>) {
    let (own, told) = preset_files::read_all(folders);
    let own = own.into_iter().map(|preset| (true, preset));
    (listed(own.chain(factory().iter().map(|preset| (false, preset.clone())))), told)
}

/// The presets of one file, and what is wrong with it in sentences.
///
/// # Errors
/// If it cannot be read.
pub fn of_file(file: &Path) -> Result<(Vec<Listed>, Vec<String>), Problem> {
    let (presets, told) = preset_files::read(file)?;
    Ok((listed(presets.into_iter().map(|preset| (false, preset))), told))
}

fn listed(presets: impl Iterator<Item = (bool, Preset)>) -> Vec<Listed> {
    let mut list: Vec<Listed> = Vec::new();
    for (own, preset) in presets {
        let mut title = preset.name.clone();
        let taken =
            |title: &str| list.iter().any(|listed| listed.title.to_lowercase() == title.to_lowercase());
        for number in 2.. {
            if !taken(&title) {
                break;
            }
            title = format!("{} ({number})", preset.name);
        }
        list.push(Listed { title, own, preset });
    }
    list
}

/// The place of the preset of that title, in whatever case it is written.
pub fn find<'a>(list: &'a [Listed], title: &str) -> Option<&'a Listed> {
    list.iter().find(|listed| listed.title.to_lowercase() == title.to_lowercase())
}

/// What an instrument becomes by a preset; without one, a new instrument. What the song adds to a sound stays, and so do a
/// sampler's zones and a name that the user gave.
pub fn applied(present: Option<&Instrument>, preset: &Preset, list: &[Listed]) -> Instrument {
    let (patch, matrix, phrasing) = (preset.patch.clone(), preset.matrix.clone(), preset.phrasing);
    let Some(present) = present else {
        return Instrument { matrix, phrasing, ..Instrument::new(&preset.name, patch) };
    };
    let mut instrument = Instrument { patch, matrix, phrasing, ..present.clone() };
    let mut zones_stay = false;
    if let (Patch::Sampler(now), Patch::Sampler(before)) = (&mut instrument.patch, &present.patch) {
        now.zones = before.zones.clone();
        zones_stay = true;
    }
    // What the file held of the old sound and nobody knew belongs to that sound.
    let of_sound = |name: &str| name.starts_with("patch/") || name.starts_with("modulation/");
    let stays = |name: &str| !of_sound(name) || zones_stay && name.starts_with("patch/zones/");
    instrument.unknown.0.retain(|(name, _)| stays(name));
    if !is_given(&present.name, list) {
        instrument.name = preset.name.clone();
    }
    instrument
}

/// Whether the user gave the name: it is neither a kind's nor a preset's.
fn is_given(name: &str, list: &[Listed]) -> bool {
    let of_preset = || list.iter().any(|listed| listed.preset.name == name);
    !name.is_empty() && !KIND_NAMES.contains(&name) && !of_preset()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::KINDS;
    use crate::instruments::matrix::Matrix;
    use crate::instruments::sampler::zone::Zone;
    use crate::song::unknown::Unknown;
    use crate::song::voicing::{Phrasing, PlayMode};
    use std::sync::Arc;

    fn preset(name: &str, kind: usize) -> Preset {
        Preset {
            name: name.to_owned(),
            tags: Vec::new(),
            key: 60,
            patch: (KINDS[kind].new)(),
            matrix: Matrix::default(),
            phrasing: Phrasing::default(),
        }
    }

    #[test]
    fn a_name_that_the_user_gave_stays_and_any_other_does_not() {
        let list = [Listed { title: "Deep".to_owned(), own: false, preset: preset("Deep", 1) }];
        let named = |name: &str| {
            applied(Some(&Instrument::new(name, (KINDS[5].new)())), &preset("Round", 1), &list).name
        };
        assert_eq!(
            [named("Mine"), named(""), named("chip"), named("Deep")],
            ["Mine", "Round", "Round", "Round"]
        );
        assert_eq!(applied(None, &preset("Round", 1), &list).name, "Round");
    }

    #[test]
    fn zones_and_what_the_song_adds_stay() {
        let zones = Arc::new(vec![Zone { sample: 3, ..Zone::default() }]);
        let mut sampler = (KINDS[0].new)();
        if let Patch::Sampler(patch) = &mut sampler {
            (patch.zones, patch.level) = (zones.clone(), 3.0);
        }
        let unknown =
            ["patch/zones/0/gloss", "patch/warmth", "colour"].map(|name| (name.to_owned(), "1".to_owned()));
        let unknown = Unknown(unknown.to_vec());
        let present =
            Instrument { transpose: 5, choke_group: 2, unknown, ..Instrument::new("Hits", sampler) };
        let names = |it: &Instrument| it.unknown.0.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let matrix = Matrix { macro_1: 0.5, ..Matrix::default() };
        let phrasing = Phrasing { play_mode: PlayMode::Mono, glide: 0.1 };
        let soft = Preset { matrix: matrix.clone(), phrasing, ..preset("Soft", 0) };
        let shaped = applied(Some(&present), &soft, &[]);
        let bell = applied(Some(&shaped), &preset("Bell", 3), &[]);
        assert_eq!((shaped.phrasing, bell.phrasing), (phrasing, Phrasing::default()));
        assert_eq!(
            (&shaped.matrix, applied(Some(&shaped), &preset("Bell", 3), &[]).matrix.macro_1),
            (&matrix, 0.0)
        );
        assert!(matches!(&shaped.patch, Patch::Sampler(patch) if patch.zones == zones && patch.level == 0.0));
        assert_eq!((shaped.transpose, shaped.choke_group, shaped.name.as_str()), (5, 2, "Hits"));
        assert_eq!(names(&shaped), ["patch/zones/0/gloss", "colour"]);
        assert_eq!(names(&applied(Some(&present), &preset("Bell", 3), &[])), ["colour"]);
    }
}
