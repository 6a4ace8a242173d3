//! What listeners say to a song becomes remarks on its rows, and remarks become what others can read.

use crate::formats::feedback::{Comment, time};
use crate::sequencer::moments::Moments;
use crate::song::Song;
use crate::song::remark::{MAX_REMARKS, MOST_CHARACTERS, Remark, State};
use std::collections::BTreeSet;

/// What came of taking comments into a song.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The song's remarks with the new ones.
    pub remarks: Vec<Remark>,
    /// How many are new.
    pub new: usize,
    /// How many it had already.
    pub known: usize,
    /// How many are to other songs.
    pub others: usize,
    /// How many were said after the song's end; they lie on its last row.
    pub late: usize,
}

impl Taken {
    /// As it is told: `3 new remarks, 2 were there already`.
    pub fn told(&self) -> String {
        let count = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        let mut parts = vec![count(self.new, "new remark")];
        for (number, what) in [
            (self.known, "there already"),
            (self.others, "to other songs and left out"),
            (self.late, "said after the song's end, now on its last row"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {what}"));
            }
        }
        parts.join(", ")
    }
}

fn same_title(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// The song that the comments are taken for, of those that they name; `None`: they name at most one, which is meant.
fn meant<'a>(
    song: &'a Song,
    comments: &'a [Comment],
    track: Option<&'a str>,
) -> Result<Option<&'a str>, String> {
    let named: BTreeSet<&str> =
        comments.iter().map(|comment| comment.track.trim()).filter(|name| !name.is_empty()).collect();
    let wanted = track.unwrap_or(&song.settings.title);
    if named.iter().any(|name| same_title(name, wanted)) {
        return Ok(Some(wanted));
    }
    let list = named.iter().copied().collect::<Vec<_>>().join(", ");
    match (named.len(), track) {
        (0, _) | (1, None) => Ok(None),
        (_, Some(track)) => Err(format!("no comment is to {track}; expected one of {list}")),
        (_, None) => Err(format!(
            "the comments are to several songs and none is called {wanted}; expected one of {list}"
        )),
    }
}

/// Puts comments onto the rows that are heard at their times. What the song has already is not taken twice, whatever has become of it.
/// `track` is the song that is meant, where they are to several.
///
/// # Errors
/// If they are to several songs and none is this one, or would be too many.
pub fn take(
    song: &Song,
    moments: &Moments,
    comments: &[Comment],
    track: Option<&str>,
) -> Result<Taken, String> {
    let meant = meant(song, comments, track)?;
    let mut taken = Taken { remarks: song.remarks.to_vec(), ..Taken::default() };
    for comment in comments {
        let is_other = |wanted: &str| !comment.track.trim().is_empty() && !same_title(&comment.track, wanted);
        if meant.is_some_and(is_other) {
            taken.others += 1;
            continue;
        }
        let last = moments.end().saturating_sub(1).try_into().unwrap_or(u32::MAX);
        let is_late = u64::from(comment.time) >= moments.end();
        let Some(place) = moments.at(comment.time.min(last)) else {
            return Err(format!("{} is no time of the song, which has no rows", time::short(comment.time)));
        };
        let remark = Remark {
            order: place.order,
            pattern: place.pattern,
            row: place.row,
            time: Some(comment.time),
            who: comment.author.trim().to_owned(),
            text: comment.text.trim().chars().take(MOST_CHARACTERS).collect(),
            written: comment.written.clone(),
            state: State::named(comment.state.trim()).unwrap_or_default(),
            ..Remark::default()
        };
        if taken.remarks.iter().any(|known| known.is_same(&remark)) {
            taken.known += 1;
            continue;
        }
        taken.late += usize::from(is_late);
        taken.new += 1;
        taken.remarks.push(remark);
    }
    if taken.remarks.len() > MAX_REMARKS {
        return Err(format!("a song has at most {MAX_REMARKS} remarks"));
    }
    Ok(taken)
}

/// The remarks of a song as comments. What was said to a row has the time at which that is heard first.
pub fn comments(song: &Song, moments: &Moments) -> Vec<Comment> {
    let comment = |remark: &Remark| {
        let heard = || moments.time(remark.entry(song)?, remark.row);
        Comment {
            track: song.settings.title.clone(),
            time: remark.time.or_else(heard).unwrap_or_default(),
            author: remark.who.clone(),
            text: remark.text.clone(),
            written: remark.written.clone(),
            state: remark.state.name().to_owned(),
        }
    };
    song.remarks.iter().map(comment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::Settings;
    use std::sync::Arc;

    fn song(title: &str) -> Song {
        let settings = Settings { title: title.to_owned(), ..Settings::default() };
        Song { settings: Arc::new(settings), ..Song::default() }
    }

    fn comment(track: &str, time: u32, text: &str) -> Comment {
        Comment { track: track.to_owned(), time, text: text.to_owned(), ..Comment::default() }
    }

    fn taken(song: &Song, comments: &[Comment], track: Option<&str>) -> Result<Taken, String> {
        take(song, &Moments::of(song, || true).expect("moments"), comments, track)
    }

    #[test]
    fn comments_land_on_the_rows_that_are_heard_and_never_twice() {
        let song = song("One");
        let list = [comment("", 1_050, "loud"), comment("", 9_000, "late"), comment("", 0, "good")];
        let first = taken(&song, &list, None).expect("taken");
        assert_eq!(first.told(), "3 new remarks, 1 said after the song's end, now on its last row");
        let rows: Vec<u16> = first.remarks.iter().map(|remark| remark.row).collect();
        assert_eq!(rows, [8, 63, 0]);
        let mut remarks = first.remarks;
        remarks[0].state = State::Done;
        let song = Song { remarks: Arc::new(remarks), ..song };
        let again = taken(&song, &list, None).expect("taken");
        assert_eq!(again.told(), "0 new remarks, 3 there already");
        assert_eq!(again.remarks, *song.remarks);
        let moments = Moments::of(&song, || true).expect("moments");
        let told = comments(&song, &moments);
        assert_eq!((told[0].time, told[0].state.as_str(), told[0].track.as_str()), (1_050, "done", "One"));
    }

    #[test]
    fn comments_to_other_songs_are_left_out_or_asked_about() {
        let song = song("One");
        let both = [comment("one ", 0, "a"), comment("Two", 0, "b")];
        assert_eq!(taken(&song, &both, None).map(|taken| (taken.new, taken.others)), Ok((1, 1)));
        assert_eq!(
            taken(&song, &both, Some("two")).map(|taken| taken.remarks[0].text.clone()),
            Ok("b".to_owned())
        );
        // A song may be called otherwise on its album.
        assert_eq!(taken(&song, &both[1..], None).map(|taken| taken.new), Ok(1));
        let strange = [comment("Two", 0, "a"), comment("Three", 0, "b")];
        let told = taken(&song, &strange, None).expect_err("a question");
        assert_eq!(
            told,
            "the comments are to several songs and none is called One; expected one of Three, Two"
        );
        assert!(
            taken(&song, &both, Some("Four")).is_err_and(|told| told.starts_with("no comment is to Four"))
        );
    }
}
