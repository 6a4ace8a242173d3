//! Files of an older release that are what would be made again.

use super::Release;
use crate::io::sample_files::hash_of_file;
use std::fs;
use std::path::Path;

/// Whether files of an older release were made of the same, `key` against what they were made of then, and have been taken from `old`
/// into `out`.
pub(super) fn taken(
    before: &Release,
    (old, out): (&Path, &Path),
    key: &str,
    known: Option<&String>,
    names: &[String],
) -> bool {
    let is_same = known.is_some_and(|known| known == key)
        && names.iter().all(|name| {
            let sum = hash_of_file(&old.join(name));
            sum.is_ok_and(|sum| before.files.get(name) == Some(&sum))
        });
    let taken = is_same
        && names.iter().all(|name| {
            let (old, new) = (old.join(name), out.join(name));
            fs::hard_link(&old, &new).is_ok() || fs::copy(&old, &new).is_ok()
        });
    if !taken {
        // What is made now must not be written through a link into the old release.
        names.iter().for_each(|name| drop(fs::remove_file(out.join(name))));
    }
    taken
}
