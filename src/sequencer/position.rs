//! Where playback is and where it goes next: order list, repeats, jumps, tempo, groove.

use super::clock::TickLength;
use super::momentary::Momentary;
use super::moved::Moves;
use super::performance::state::{Border, Performance};
use super::performance::{AS_WRITTEN, Goal};
use super::player::{Playing, Position, Rounds};
use crate::song::groove::Groove;
use crate::song::order::OrderEntry;
use crate::song::tempo::Tempo;
use crate::song::{MAX_TRACKS, Song};

/// The flow of time.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// What is played; `None` at rest.
    pub playing: Option<Playing>,
    /// The entry of the order list.
    pub order: u16,
    /// Whether that entry is the next one to play, since the playing one was taken out of the list.
    gone: bool,
    /// Which repeat of the entry.
    pub repeat: u8,
    /// The pattern's number.
    pub pattern: u16,
    /// The row.
    pub row: u16,
    /// Rows since the entry began, over its repeats: shorter lanes count by these.
    pub entry_rows: u32,
    /// Times that the pattern has been passed through since the entry began.
    pub pass: u32,
    /// Times that the pattern has begun, since the start of playback.
    pub visits: u32,
    /// Times that the whole song has begun again.
    pub rounds: u32,
    /// When a song that repeats ends all the same.
    pub bounds: Option<Rounds>,
    /// Ticks a row as `A` sets them.
    pub speed: Option<u8>,
    /// The tempo as an order entry or `T` sets it.
    pub tempo: Option<Tempo>,
    rows_per_beat: Option<u8>,
    groove: Option<Groove>,
    /// 0 to 128.
    pub global_volume: i32,
    /// `S6`, for this row.
    pub extra_ticks: u16,
    /// `SE`: repeats of this row that are left; `None` if none was asked for.
    pub row_repeats: Option<u8>,
    /// `B`, for the end of this row.
    pub jump: Option<u16>,
    /// `C`, for the end of this row.
    pub break_to: Option<u16>,
    /// `SB`, for the end of this row.
    pub loop_to: Option<u16>,
    /// Whether fills are played.
    pub fill: bool,
    /// Whether the last condition of each track held.
    pub conditions: [bool; MAX_TRACKS],
    /// What lies on the master as the grid says.
    pub momentary: Momentary,
    /// What is done live.
    pub performance: Performance,
}

impl Flow {
    /// Playback at rest, or about to begin there.
    pub fn new(song: &Song, playing: Option<Playing>) -> Flow {
        let mut flow = Flow {
            playing,
            order: 0,
            gone: false,
            repeat: 0,
            pattern: 0,
            row: 0,
            entry_rows: 0,
            pass: 0,
            visits: 0,
            rounds: 0,
            bounds: None,
            speed: None,
            tempo: None,
            rows_per_beat: None,
            groove: None,
            global_volume: super::effects::volume::GLOBAL_LOUDEST,
            extra_ticks: 0,
            row_repeats: None,
            jump: None,
            break_to: None,
            loop_to: None,
            fill: false,
            conditions: [false; MAX_TRACKS],
            momentary: Momentary::default(),
            performance: Performance::default(),
        };
        match playing {
            Some(Playing::Song { order, row, .. }) => {
                (0..order).for_each(|earlier| flow.follow_entry(song, earlier));
                flow.enter(song, order, row);
            }
            Some(Playing::Pattern { pattern, row }) => {
                let order = song.order.iter().position(|entry| entry.pattern == pattern);
                let order = order.unwrap_or(0) as u16;
                (0..=order).for_each(|earlier| flow.follow_entry(song, earlier));
                (flow.order, flow.pattern, flow.row, flow.entry_rows) = (order, pattern, row, row.into());
            }
            None => {}
        }
        flow
    }

    /// The place as others see it.
    pub fn position(&self, song: &Song, tick: u16) -> Position {
        Position {
            order: self.order,
            repeat: self.repeat,
            pattern: self.pattern,
            row: self.row,
            tick,
            ticks: self.ticks(song),
            before: (self.entry_rows as i32).wrapping_sub(self.row.into()),
        }
    }

    /// The length of the present pattern in rows; `None` if it no longer exists.
    pub fn length(&self, song: &Song) -> Option<u16> {
        song.patterns.get(self.pattern.into()).map(|pattern| pattern.length.max(1))
    }

    /// Goes with the entry and the pattern that play to where they are in a changed song.
    pub fn follow(&mut self, old: &Song, new: &Song) {
        if self.playing.is_some() {
            let moves = Moves::between(old, new);
            self.pattern = moves.pattern(self.pattern);
            match moves.entry(self.order) {
                Ok(order) => self.order = order,
                Err(next) => (self.order, self.gone) = (next, true),
            }
            self.performance.follow(&moves, old, new);
        }
    }

    /// Whether the entry that plays was taken out of the order list.
    pub fn is_gone(&self) -> bool {
        self.gone && matches!(self.playing, Some(Playing::Song { .. }))
    }

    /// The entry of the order list that plays, if it is still there.
    fn entry<'a>(&self, song: &'a Song) -> Option<&'a OrderEntry> {
        song.order.get(usize::from(self.order)).filter(|_| !self.gone)
    }

    /// The same while the order list plays, not a pattern alone.
    fn sets<'a>(&self, song: &'a Song) -> Option<&'a OrderEntry> {
        self.entry(song).filter(|_| matches!(self.playing, Some(Playing::Song { .. })))
    }

    /// Whether the present entry plays its pattern for the last time. A pattern that plays by itself never does.
    pub fn is_last(&self, song: &Song) -> bool {
        self.sets(song).is_some_and(|entry| self.repeat + 1 >= entry.repeats)
    }

    /// Semitones that the present entry adds to every note.
    pub fn transpose(&self, song: &Song) -> i8 {
        self.sets(song).map_or(0, |entry| entry.transpose)
    }

    /// Whether the present entry mutes that track.
    pub fn mutes(&self, song: &Song, track: usize) -> bool {
        self.sets(song).is_some_and(|entry| entry.mutes.iter().any(|muted| usize::from(*muted) == track))
    }

    /// The tempo now.
    pub fn tempo(&self, song: &Song) -> Tempo {
        self.tempo.unwrap_or(song.settings.tempo)
    }

    /// Ticks of the present row.
    pub fn ticks(&self, song: &Song) -> u16 {
        u16::from(self.speed.unwrap_or(song.settings.ticks_per_row).max(1)) + self.extra_ticks
    }

    /// How long a tick of the present row is. The song's own ticks per row set the tick, so that `A` sets the row's length;
    /// the groove says how long this row is against the others.
    pub fn tick_length(&self, song: &Song) -> TickLength {
        let tempo = self.tempo(song);
        let (length, of) = self.tick_beats(song);
        let (numerator, denominator) =
            (u64::from(tempo.denominator()) * length, u64::from(tempo.numerator()) * of);
        match self.performance.ratio() {
            AS_WRITTEN => TickLength { numerator, denominator },
            ratio => {
                let mut numerator = u128::from(numerator) * u128::from(AS_WRITTEN);
                let mut denominator = u128::from(denominator) * u128::from(ratio);
                // Only the strangest tempos and grooves are that long.
                while numerator.max(denominator) > u128::from(u64::MAX) {
                    (numerator, denominator) = (numerator >> 1, denominator >> 1);
                }
                TickLength { numerator: numerator as u64, denominator: (denominator as u64).max(1) }
            }
        }
    }

    /// The same in beats, whatever the tempo.
    pub fn tick_beats(&self, song: &Song) -> (u64, u64) {
        let ticks = u64::from(song.settings.ticks_per_row.max(1));
        let (length, of) = self.groove(song).length(self.row);
        (length as u64, u64::from(self.rows_per_beat(song)) * ticks * of as u64)
    }

    /// Rows of a beat now, at least 1.
    pub fn rows_per_beat(&self, song: &Song) -> u8 {
        self.rows_per_beat.unwrap_or(song.settings.rows_per_beat).max(1)
    }

    /// How long rows are against each other now.
    fn groove(&self, song: &Song) -> Groove {
        self.groove.unwrap_or(song.groove())
    }

    /// How far into the present row a track's row begins by the track's own groove, in 1/65536 of the row.
    pub fn late(&self, song: &Song, track: usize) -> u64 {
        let own = song.tracks.get(track).and_then(|track| track.groove);
        own.map_or(0, |own| own.within(&self.groove(song), self.row))
    }

    /// Clears what was asked of one row only.
    pub fn begin_row(&mut self) {
        (self.extra_ticks, self.jump, self.break_to, self.loop_to) = (0, None, None, None);
    }

    /// Goes to the next row. Returns whether it is the same row once more (`SE`). Playback may end.
    pub fn next_row(&mut self, song: &Song) -> bool {
        if let Some(left) = self.row_repeats.filter(|left| *left > 0) {
            self.row_repeats = Some(left - 1);
            return true;
        }
        self.row_repeats = None;
        let length = self.length(song).unwrap_or(1);
        self.entry_rows = self.entry_rows.wrapping_add(1);
        let border = Border {
            row: self.row,
            length,
            leaves: self.jump.is_some() || self.break_to.is_some(),
            steps: [self.rows_per_beat(song), song.settings.rows_per_bar],
        };
        if let Some(goal) = self.performance.pass_row(border)
            && self.go(song, goal)
        {
            return false;
        }
        if let Some(row) = self.loop_to {
            self.row = row.min(length - 1);
        } else if let Some(Playing::Pattern { .. }) = self.playing {
            self.row = match self.break_to {
                Some(row) if row < length => row,
                Some(_) => 0,
                None if self.row + 1 < length => self.row + 1,
                None => 0,
            };
            if self.break_to.is_some() || self.row == 0 {
                self.begin_pattern(self.pass.wrapping_add(1));
                self.performance.pass_loop();
            }
        } else if self.jump.is_some() || self.break_to.is_some() {
            let order = self.jump.unwrap_or(self.next_entry());
            let back = self.jump.is_some_and(|order| order <= self.order);
            self.leave(song, order, self.break_to.unwrap_or(0), back);
        } else if self.row + 1 < length {
            self.row += 1;
        } else if self.entry(song).is_some_and(|entry| self.repeat + 1 < entry.repeats) {
            (self.repeat, self.row) = (self.repeat + 1, 0);
            self.begin_pattern(self.pass.wrapping_add(1));
        } else {
            self.leave(song, self.next_entry(), 0, false);
        }
        false
    }

    fn next_entry(&self) -> u16 {
        if self.gone { self.order } else { self.order.saturating_add(1) }
    }

    /// Goes where it was asked to go live; whether that is there.
    fn go(&mut self, song: &Song, goal: Goal) -> bool {
        let repeat = matches!(self.playing, Some(Playing::Song { repeat: true, .. }));
        match goal {
            Goal::Entry { order, row } if usize::from(order) < song.order.len() => {
                self.playing = Some(Playing::Song { order, row, repeat });
                self.enter(song, order, row);
                true
            }
            Goal::Pattern(pattern) if usize::from(pattern) < song.patterns.len() => {
                self.playing = Some(Playing::Pattern { pattern, row: 0 });
                let order = song.order.iter().position(|entry| entry.pattern == pattern);
                (self.order, self.gone) = (order.map_or(self.order, |order| order as u16), false);
                (self.repeat, self.pattern, self.row, self.entry_rows) = (0, pattern, 0, 0);
                self.begin_pattern(0);
                true
            }
            Goal::End => {
                self.playing = None;
                true
            }
            _ => false,
        }
    }

    /// Goes to another entry. Past the end, and on a jump `back`, a song that does not repeat has ended. What loops is not left.
    fn leave(&mut self, song: &Song, order: u16, row: u16, back: bool) {
        if let Some([first, last]) = self.performance.looped
            && (first..=last).contains(&self.order)
        {
            let (order, row) = if (first..=last).contains(&order) { (order, row) } else { (first, 0) };
            if order <= self.order {
                self.performance.pass_loop();
                self.performance.leave();
                self.rounds = self.rounds.wrapping_add(1);
            }
            self.enter(song, order, row);
            return;
        }
        let repeats = matches!(self.playing, Some(Playing::Song { repeat: true, .. }))
            && self.bounds.is_none_or(|bounds| self.rounds.saturating_add(1) < bounds.count);
        let past_end = usize::from(order) >= song.order.len();
        if (past_end || back) && !repeats {
            self.playing = None;
            return;
        }
        self.rounds += u32::from(past_end || back);
        let (order, row) = match self.bounds {
            Some(bounds) if past_end => (bounds.order, bounds.row),
            _ if past_end => (0, row),
            _ => (order, row),
        };
        self.enter(song, order, row);
    }

    fn enter(&mut self, song: &Song, order: u16, row: u16) {
        let Some(entry) = song.order.get(usize::from(order)) else {
            self.playing = None;
            return;
        };
        self.follow_entry(song, order);
        (self.order, self.gone, self.repeat, self.pattern) = (order, false, 0, entry.pattern);
        self.begin_pattern(0);
        self.row = if self.length(song).is_some_and(|length| row < length) { row } else { 0 };
        self.entry_rows = self.row.into();
    }

    /// The pattern begins, after so many passes of the same entry.
    fn begin_pattern(&mut self, pass: u32) {
        (self.pass, self.visits) = (pass, self.visits.wrapping_add(1));
    }

    /// Takes over tempo, rows per beat and groove of an entry.
    fn follow_entry(&mut self, song: &Song, order: u16) {
        if let Some(entry) = song.order.get(usize::from(order)) {
            self.tempo = entry.tempo.or(self.tempo);
            self.rows_per_beat = entry.rows_per_beat.or(self.rows_per_beat);
            self.groove = entry.groove().or(self.groove);
        }
    }
}
