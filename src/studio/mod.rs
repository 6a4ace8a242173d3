//! What people are doing: one studio (document, engine link, transport, jobs), one seat for each person, commands and key maps.
//! The only place that changes the song. Knows no terminals.

pub mod key;
pub mod view;
pub mod rounds;
pub mod grid;
pub mod numbers;
pub mod text_line;
pub mod recall;
pub mod dice;
pub mod layout;
pub mod notices;
pub mod jobs;
pub mod history;
pub mod recovery;
pub mod reopening;
mod deriving;
pub mod document;
mod editing;
pub mod transport;
pub mod figures;
pub mod samples;
pub mod ready;
pub mod audition;
pub mod operation;
pub mod clipboard;
pub mod seat;
pub mod company;
pub mod guard;
pub mod outlook;
pub mod whereabouts;
pub mod carrying;
pub mod tabs;
pub mod keymap;
pub mod palette;
pub mod prompt;
pub mod board;
pub mod preview;
pub mod melody;
pub mod sheets;
pub mod commands;
pub mod completion;
pub mod following;
pub mod footing;
pub mod movement;
pub mod places;
pub mod remarks;
pub mod macros;
pub mod repeating;
pub mod points;
pub mod clips;
pub mod curves;
pub mod wave;
pub mod writing;
pub mod recorder;
pub mod live;
pub mod set;
mod reports;
pub mod midi;
pub mod field;
pub mod entry;
pub mod roll;
pub mod typing;
pub mod keys_up;
pub mod sounding;
pub mod block;
pub mod slots;
pub mod conditions;
pub mod along;
pub mod arranging;
pub mod bars;
pub mod duration;
pub mod checking;
pub mod measuring;
pub mod freezing;
pub mod search;
pub mod transform;
pub mod phrases;
pub mod merging;
pub mod parting;
pub mod input;
pub mod pointer;
mod dragging;
pub mod tour;
pub mod topics;
pub mod spoken;
pub mod opening;
pub mod saving;
pub mod demo;
pub mod sound;
pub mod listening;
pub mod inputs;
pub mod metering;
pub mod metered;
pub mod presets;
pub mod shaping;
pub mod envelopes;
pub mod zone_map;
pub mod zoning;
pub mod grips;
pub mod browsing;
pub mod hearing;

use crate::engine::link::StudioEnd;
use crate::engine::link::midi::{MidiEnd, SendingEnd};
use crate::engine::message::{Snapshot, ToEngine};
use crate::io::audio::{Choice, Output};
use crate::io::paths::Folders;
use crate::io::settings::Settings;
use crate::sequencer::player::Playing;
use crate::song::Song;
use audition::Audition;
use board::Board;
use company::Company;
use document::Document;
use hearing::Hearing;
use inputs::Inputs;
use jobs::Jobs;
use listening::Listening;
use live::Live;
use midi::Midi;
use notices::{Notices, Weight};
use opening::Opening;
use preview::Preview;
use recorder::Recorder;
use recovery::Recovery;
use reopening::Reopening;
use samples::Samples;
use seat::Seat;
use std::path::PathBuf;
use std::sync::Arc;
use tabs::Tabs;
use transport::Transport;
use writing::Writing;

/// What everyone at the studio shares.
pub struct Studio {
    /// The present song.
    pub document: Document,
    /// All open songs.
    pub tabs: Tabs,
    /// Playback as it is heard.
    pub transport: Transport,
    /// Numbers beside it.
    pub figures: figures::Figures,
    /// What the user is told.
    pub notices: Notices,
    /// What runs in the background.
    pub jobs: Jobs,
    /// The song's samples as far as they are loaded.
    pub samples: Samples,
    /// The user's settings.
    pub settings: Settings,
    /// The user's folders.
    pub folders: Folders,
    /// What an earlier session left, until the user has decided about it.
    pub recovery: Option<Recovery>,
    /// Who is there.
    pub company: Company,
    /// What the last session had open, and this one has.
    reopening: Reopening,
    /// A song that is being read to be opened.
    pub opening: Option<Opening>,
    /// A file that a question is about.
    pub pending_path: Option<PathBuf>,
    /// The slot of an instrument that a job has made, until the seat has chosen it.
    pub new_instrument: Option<u8>,
    /// Keys that sound outside the pattern.
    pub audition: Audition,
    /// The meters, from the first playing or the first look at them on.
    pub metered: Option<metered::Metered>,
    /// How long the song is, from the first look at that on.
    pub duration: duration::Measured,
    /// What is wrong with the song, as far as that is known.
    pub checking: checking::Checking,
    /// How loud the song is, as far as it was measured.
    measuring: measuring::Measuring,
    /// Sounds that are listened to before one is taken.
    pub hearing: Hearing,
    /// A text that the terminal's clipboard shall have.
    pub to_clipboard: Option<String>,
    /// Something that was made and waits to be taken.
    pub preview: Option<Preview>,
    /// The phrases that are in the grid in place of patterns.
    pub board: Option<Board>,
    /// Recording of notes.
    pub recorder: Recorder,
    /// MIDI ports, and what came from them.
    pub midi: Midi,
    /// Who listens elsewhere.
    pub listening: Listening,
    /// What is done live and does not belong to the song.
    pub live: Live,
    /// The set that is played, if one is.
    pub set: Option<set::Set>,
    /// Sound that comes in.
    pub inputs: Inputs,
    choice: Choice,
    writing: Writing,
    link: StudioEnd,
    output: Option<Output>,
    unpublished: bool,
    in_gesture: bool,
    /// What a macro does is one step of this name.
    together: Option<String>,
}

impl Studio {
    /// A studio with this song. The engine behind `link` is driven by whoever made it, or by the output that is attached.
    pub fn new(link: StudioEnd, opened: document::Opened, settings: Settings, folders: Folders) -> Studio {
        let mut studio = Studio {
            document: opened.document,
            tabs: Tabs::default(),
            transport: Transport::default(),
            figures: figures::Figures::default(),
            notices: Notices::default(),
            jobs: Jobs::default(),
            samples: Samples::default(),
            settings,
            folders,
            recovery: opened.recovery,
            company: Company::default(),
            opening: None,
            reopening: Reopening::default(),
            pending_path: None,
            new_instrument: None,
            audition: Audition::default(),
            metered: None,
            duration: duration::Measured::default(),
            checking: checking::Checking::default(),
            measuring: measuring::Measuring::default(),
            hearing: Hearing::default(),
            to_clipboard: None,
            preview: None,
            board: None,
            recorder: Recorder::default(),
            midi: Midi::default(),
            listening: Listening::default(),
            live: Live::default(),
            set: None,
            inputs: Inputs::default(),
            choice: Choice::default(),
            writing: Writing::default(),
            link,
            output: None,
            unpublished: true,
            in_gesture: false,
            together: None,
        };
        opened.told.into_iter().for_each(|text| studio.warn(text));
        studio.load_samples();
        studio
    }

    /// The ends for MIDI ports, where no ports are watched: whoever takes them plays or listens in their place.
    pub fn take_midi_ends(&mut self) -> Option<(MidiEnd, SendingEnd)> {
        self.link.take_midi()
    }

    /// The song; while phrases are in the grid, the song that they make.
    pub fn song(&self) -> &Arc<Song> {
        self.board.as_ref().map_or(self.document.song(), Board::song)
    }

    /// Tells the user that something was done.
    pub fn say(&mut self, text: impl Into<String>) {
        self.notices.add(Weight::Done, text);
    }

    /// Tells the user that something is not as it should be.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.notices.add(Weight::Warning, text);
    }

    /// Somebody at a seat begins to do something: what is told from now on is told there.
    pub fn act(&mut self, seat: &Seat) {
        self.company.act(seat);
        self.notices.speak_to(self.company.acting);
    }

    /// Whether the seat that acts only watches, which it is told.
    fn holds_back(&mut self) -> bool {
        self.company.watching && {
            self.notices.add(Weight::Fault, company::WATCHES);
            true
        }
    }

    /// Begins to play.
    pub fn play(&mut self, playing: Playing) {
        if self.holds_back() {
            return;
        }
        self.forget_example();
        match &self.board {
            Some(board) if matches!(playing, Playing::Pattern { .. }) => self.strike_as(board.whole()),
            _ => self.begin(playing),
        }
    }

    fn begin(&mut self, playing: Playing) {
        self.publish();
        let now = self.frame();
        self.transport.start(playing, now);
        self.recorder.begin(playing, now, self.company.acting);
        self.live.trail.begin(self.document.song());
        self.meter_from_start();
        self.tell_clock_out(Some(playing));
        self.send(ToEngine::Play(playing));
    }

    /// Begins to play after so many bars of the metronome.
    pub fn play_counted(&mut self, playing: Playing, bars: u8) {
        self.tell_click(bars);
        self.play(playing);
        self.tell_click(0);
    }

    /// Stops; what is stopped already is silenced.
    pub fn stop(&mut self) {
        if self.holds_back() {
            return;
        }
        let playing = self.transport.playing.is_some();
        self.forget_example();
        self.stop_recorder();
        self.transport.stop();
        self.set.iter_mut().for_each(|set| set.plays = false);
        self.audition.forget();
        self.send(ToEngine::Stop);
        if !playing {
            self.send(ToEngine::Panic);
        }
    }

    /// Says something to the engine.
    pub fn send(&mut self, message: ToEngine) {
        self.link.send(message);
    }

    /// Sends the song to the engine if it does not have this one.
    fn publish(&mut self) {
        if std::mem::take(&mut self.unpublished) {
            self.derive();
            let snapshot = Snapshot {
                song: self.hearing.song(&self.heard()),
                samples: self.hearing.samples(self.samples.bank()),
            };
            self.link.send(ToEngine::Snapshot(Arc::new(snapshot)));
        }
    }

    /// What is to be done once a turn: jobs' findings, the newest song to the engine, the engine's reports. Whether anything
    /// that can be seen has changed.
    pub fn turn(&mut self) -> bool {
        let told = self.notices.count();
        // What jobs have found is nobody's doing at this moment.
        self.notices.speak_to(0);
        self.company.watching = false;
        let found = self.jobs.found();
        let mut changed = !found.is_empty() || self.jobs.iter().next().is_some();
        self.on_song(|studio| {
            found.into_iter().for_each(|deed| deed(studio));
            studio.let_ring_out();
            studio.measure_duration();
            studio.examine();
        });
        self.publish();
        self.link.turn();
        self.take_reports();
        changed |= self.on_song(Studio::turn_midi);
        changed |= self.on_song(Studio::turn_inputs);
        changed |= self.turn_listeners();
        self.measure();
        let rendered = self.frame();
        for message in self.audition.due(rendered) {
            self.send(message);
        }
        changed |= self.transport.follow(self.heard_at(rendered), self.rate());
        changed |= self.tell_figures();
        self.follow_set();
        self.tell_open_songs();
        self.on_song(Studio::write_on);
        if let Some(output) = &self.output {
            let notices = output.notices();
            notices.into_iter().for_each(|notice| self.warn(notice));
        }
        changed || told != self.notices.count()
    }
}
