//! A song written as text, and what it says tick by tick.

use segno::dsp::parameter::Parameters as _;
use segno::instruments::KINDS;
use segno::sequencer::command::{Action, Channel, Command, GRID_CHANNELS, LockOwner, LockTarget};
use segno::sequencer::momentary::Momentary;
use segno::sequencer::player::{Player, Playing, Tick};
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::phrase::Phrase;
use segno::song::track::Track;
use std::sync::Arc;

/// A song of one pattern: the rows of its first track, two instruments of which the second has a phrase that nothing strikes by
/// itself, everything else as a new song has it.
pub fn song(rows: &[&str]) -> Song {
    let mut song = Song { patterns: [Arc::new(pattern(&[rows]))].into_iter().collect(), ..Song::default() };
    let instrument = Arc::new(Instrument::new("one", (KINDS[1].new)()));
    let mut second = Instrument::clone(&instrument);
    second.phrases.list.push(Arc::new(Phrase { lane: lane(&["E-4"]), ..Phrase::default() }));
    song.instruments = vec![Some(instrument), Some(Arc::new(second))];
    for track in &mut song.tracks {
        let track = Arc::make_mut(track);
        (track.note_columns, track.effect_columns) = (2, 4);
    }
    song
}

/// A pattern with these tracks; it is as long as the longest.
pub fn pattern(tracks: &[&[&str]]) -> Pattern {
    let length = tracks.iter().map(|rows| rows.len()).max().unwrap_or(1) as u16;
    let lanes = tracks.iter().map(|rows| LaneSlot::Own(Arc::new(lane(rows))));
    Pattern { length, lanes: lanes.collect(), ..Pattern::default() }
}

/// A lane with these rows.
pub fn lane(rows: &[&str]) -> Lane {
    let mut lane = Lane::default();
    for (number, text) in rows.iter().enumerate() {
        lane.set(number as u16, parse_row(text).expect(text));
    }
    lane
}

/// A channel: of the grid its number, of a phrase `p`, its place and the column.
fn name(channel: Channel) -> String {
    match usize::from(channel.0).checked_sub(GRID_CHANNELS) {
        None => channel.0.to_string(),
        Some(number) => format!("p{}.{}", number / 8, number % 8),
    }
}

/// Everything that was played.
pub struct Heard {
    pub ticks: Vec<(Tick, Vec<Command>)>,
    /// What lies on the master in each tick.
    pub master: Vec<Momentary>,
}

/// Plays a song from its start to its end, at most 2,000 ticks.
pub fn play(song: &Song) -> Heard {
    hear(song, Playing::Song { order: 0, row: 0, repeat: false }, 2_000)
}

/// Plays the rows as the first track of a song.
pub fn rows(rows: &[&str]) -> Heard {
    play(&song(rows))
}

/// Plays from anywhere, at most so many ticks.
pub fn hear(song: &Song, playing: Playing, most: usize) -> Heard {
    let mut player = Player::new();
    player.start(song, playing);
    let mut out = Vec::with_capacity(Player::MOST_COMMANDS);
    let (mut ticks, mut master) = (Vec::new(), Vec::new());
    while let Some(tick) = player.tick(song, &mut out) {
        ticks.push((tick, out.clone()));
        master.push(player.momentary());
        if ticks.len() >= most {
            break;
        }
    }
    Heard { ticks, master }
}

impl Heard {
    /// One number per tick of the first channel, from its drive as it last was.
    fn drives(&self, pick: fn(&segno::sequencer::command::Drive) -> f32) -> Vec<f32> {
        let mut now = f32::NAN;
        let each = |(_, commands): &(Tick, Vec<Command>)| {
            for command in commands {
                match command.action {
                    Action::Start(channel, note) if channel.0 == 0 => now = pick(&note.drive),
                    Action::Drive(channel, drive) if channel.0 == 0 => now = pick(&drive),
                    _ => {}
                }
            }
            now
        };
        self.ticks.iter().map(each).collect()
    }

    /// The pitch of the first channel at every tick, in semitones above C-4.
    pub fn pitches(&self) -> Vec<f32> {
        self.drives(|drive| drive.pitch - 60.0)
    }

    /// The level of the first channel at every tick, 0 to 64.
    pub fn volumes(&self) -> Vec<f32> {
        self.drives(|drive| drive.level * 64.0)
    }

    /// The place of the first channel at every tick, −1 to 1.
    pub fn pans(&self) -> Vec<f32> {
        self.drives(|drive| drive.pan)
    }

    /// The filter of the first channel at every tick: cutoff in semitones.
    pub fn cutoffs(&self) -> Vec<f32> {
        self.drives(|drive| drive.cutoff)
    }

    /// The filter of the first channel at every tick: resonance.
    pub fn resonances(&self) -> Vec<f32> {
        self.drives(|drive| drive.resonance)
    }

    /// What happened, as `tick:deed` or `tick+at/65536:deed`, on all channels, drives left out.
    pub fn deeds(&self) -> Vec<String> {
        let mut deeds = Vec::new();
        for (number, (_, commands)) in self.ticks.iter().enumerate() {
            for command in commands {
                let deed = match command.action {
                    Action::Start(channel, note) => format!("start{} {}", name(channel), note.key),
                    Action::ClipEnds { track } => format!("clip{} ends", track + 1),
                    Action::Clip { track, row, .. } => format!("clip{} {row}", track + 1),
                    Action::Leave(channel) => format!("leave{}", name(channel)),
                    Action::Release(channel) => format!("off{}", name(channel)),
                    Action::Cut(channel) => format!("cut{}", name(channel)),
                    Action::Fade(channel) => format!("fade{}", name(channel)),
                    Action::Drive(..) => continue,
                    Action::NewNote(channel, action) => format!("next{} {action:?}", name(channel)),
                    Action::PastNotes(channel, action) => format!("past{} {action:?}", name(channel)),
                    Action::Lock(LockTarget { owner, parameter }, value) => {
                        let name = match owner {
                            LockOwner::Track { .. } => "track.",
                            LockOwner::Instrument { .. } => "instrument.",
                            _ => "",
                        };
                        let row = match owner {
                            LockOwner::Track { .. } => {
                                Track::ROWS[usize::from(parameter)].info.name.to_owned()
                            }
                            _ => parameter.to_string(),
                        };
                        format!("lock {name}{row} {value:.2}")
                    }
                    Action::GlobalVolume(volume) => format!("global {:.0}", volume * 128.0),
                };
                match command.at {
                    0 => deeds.push(format!("{number}:{deed}")),
                    at => deeds.push(format!("{number}+{at}:{deed}")),
                }
            }
        }
        deeds
    }

    /// The notes that were started: tick, velocity in 64ths, offset, slice.
    pub fn notes(&self) -> Vec<(usize, f32, u32, Option<u8>)> {
        let all =
            self.ticks.iter().enumerate().flat_map(|(n, (_, commands))| commands.iter().map(move |c| (n, c)));
        let started = all.filter_map(|(n, command)| match command.action {
            Action::Start(_, note) => Some((n, note.velocity * 64.0, note.offset, note.slice)),
            _ => None,
        });
        started.collect()
    }

    /// `order:row` at the first tick of every row.
    pub fn rows(&self) -> Vec<String> {
        let firsts = self.ticks.iter().filter(|(tick, _)| tick.position.tick == 0);
        firsts.map(|(tick, _)| format!("{}:{}", tick.position.order, tick.position.row)).collect()
    }
}
