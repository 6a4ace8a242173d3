//! Songs for scores, and what the sequencer says of them, found without the code under test.

use segno::dsp::units::SampleRate;
use segno::instruments::KINDS;
use segno::sequencer::clock::Clock;
use segno::sequencer::command::{Action, Command};
use segno::sequencer::player::{Player, Playing};
use segno::song::instrument::Instrument;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::track::Track;
use segno::song::{Settings, Song};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A song of one pattern whose tracks have these rows and three note columns.
pub fn song(tracks: &[&[&str]], settings: Settings) -> Song {
    let length = tracks.iter().map(|rows| rows.len()).max().unwrap_or(1) as u16;
    let lane = |rows: &&[&str]| {
        let mut lane = Lane::default();
        for (number, text) in rows.iter().enumerate() {
            lane.set(number as u16, parse_row(text).expect(text));
        }
        LaneSlot::Own(Arc::new(lane))
    };
    let pattern = Pattern { length, lanes: tracks.iter().map(lane).collect(), ..Pattern::default() };
    let mut song = Song {
        patterns: [Arc::new(pattern)].into_iter().collect(),
        settings: Arc::new(settings),
        ..Song::default()
    };
    song.tracks.truncate(tracks.len().max(1));
    for track in &mut song.tracks {
        *track = Arc::new(Track { note_columns: 3, effect_columns: 4, ..Track::clone(track) });
    }
    song.instruments = vec![Some(Arc::new(Instrument::new("one", (KINDS[1].new)())))];
    song
}

/// The songs that come with the program.
pub fn songs() -> Vec<(String, PathBuf, Song)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs");
    let read = |name: &str| {
        let path = folder.join(name).with_extension("ron");
        let bytes = std::fs::read(&path).expect("a song");
        (name.to_owned(), path, segno::formats::song::read(name, &bytes).expect("a song"))
    };
    ["demo", "lamp", "last-bus"].map(read).into()
}

/// A note as the sequencer strikes it.
#[derive(Clone, Copy, Debug)]
pub struct Heard {
    pub track: usize,
    pub key: u8,
    pub instrument: u8,
    /// In beats and in seconds.
    pub beats: f64,
    pub seconds: f64,
}

/// What the sequencer strikes, in its order.
pub fn heard(song: &Song) -> Vec<Heard> {
    let rate = SampleRate(192_000);
    let (mut player, mut clock) = (Player::new(), Clock::new(rate));
    player.start(song, Playing::Song { order: 0, row: 0, repeat: false });
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    let (mut heard, mut beats) = (Vec::new(), 0.0);
    while let Some(tick) = player.tick(song, &mut out) {
        clock.tick(tick.length);
        let length = tick.beats.0 as f64 / tick.beats.1 as f64;
        for command in &out {
            if let Action::Start(channel, note) = command.action {
                heard.push(Heard {
                    track: channel.track(),
                    key: note.key,
                    instrument: note.instrument,
                    beats: beats + length * f64::from(command.at) / 65_536.0,
                    seconds: clock.moment(command.at).0 as f64 / f64::from(rate.0),
                });
            }
        }
        beats += length;
    }
    heard
}
