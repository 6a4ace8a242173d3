//! At which frame a tick begins: exact, without drift, for any tempo and any length of time.

use crate::dsp::units::{Frames, SampleRate};

/// How long one tick is: a fraction of a minute, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TickLength {
    /// Minutes above the line.
    pub numerator: u64,
    /// Minutes below the line; not 0.
    pub denominator: u64,
}

/// Positions are frames with 64 binary digits behind the point.
type Fixed = u128;

/// Two positions closer than this are the same moment; it makes up for the digits that runs of changing lengths lose.
const TOLERANCE: Fixed = 1 << 32;

/// Counts ticks in frames. Within a run of equal ticks nothing is accumulated: each end is computed from the run's start.
#[derive(Clone, Debug)]
pub struct Clock {
    rate: SampleRate,
    run: Option<TickLength>,
    run_start: Fixed,
    run_ticks: u64,
    begin: Fixed,
    end: Fixed,
}

impl Clock {
    /// A clock at frame 0.
    pub fn new(rate: SampleRate) -> Clock {
        Clock { rate, run: None, run_start: 0, run_ticks: 0, begin: 0, end: 0 }
    }

    /// Goes to that frame: the next tick begins there.
    pub fn seek(&mut self, frame: Frames) {
        let position = Fixed::from(frame.0) << 64;
        *self = Clock {
            rate: self.rate,
            run: None,
            run_start: position,
            run_ticks: 0,
            begin: position,
            end: position,
        };
    }

    /// Lets one tick of that length begin where the last one ended; returns the frame at which it ends and the next begins.
    pub fn tick(&mut self, length: TickLength) -> Frames {
        if self.run != Some(length) {
            self.run = Some(length);
            self.run_start = self.end;
            self.run_ticks = 0;
        }
        self.run_ticks += 1;
        self.begin = self.end;
        self.end = self.run_start + self.span(length, self.run_ticks);
        frame_of(self.end)
    }

    /// Lets one tick begin where the last one ended and end at that frame, or at once if that has passed: somebody else counts.
    pub fn until(&mut self, frame: Frames) -> Frames {
        (self.run, self.begin) = (None, self.end);
        self.end = self.end.max(Fixed::from(frame.0) << 64);
        frame_of(self.end)
    }

    /// The frame of a moment within the latest tick, `at` in 1/65536 of it.
    pub fn moment(&self, at: u16) -> Frames {
        let (length, at) = (self.end - self.begin, Fixed::from(at));
        frame_of(self.begin + (length >> 16) * at)
    }

    /// The moment of the latest tick at which a frame begins, in 1/65536 of it.
    pub fn place(&self, frame: Frames) -> u16 {
        let after = (Fixed::from(frame.0) << 64).saturating_sub(self.begin);
        let length = (self.end - self.begin) >> 16;
        (after / length.max(1)).min(0xFFFF) as u16
    }

    /// The frame at which the latest tick began.
    pub fn begin(&self) -> Frames {
        frame_of(self.begin)
    }

    /// `ticks` ticks of that length, rounded once.
    fn span(&self, length: TickLength, ticks: u64) -> Fixed {
        let denominator = Fixed::from(length.denominator.max(1));
        let total = Fixed::from(ticks) * Fixed::from(self.rate.0) * 60 * Fixed::from(length.numerator);
        ((total / denominator) << 64) + ((total % denominator) << 64) / denominator
    }
}

fn frame_of(position: Fixed) -> Frames {
    Frames(((position + TOLERANCE) >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 127.3 BPM, 4 rows a beat, 6 ticks a row.
    const TICK: TickLength = TickLength { numerator: 10, denominator: 1273 * 24 };

    #[test]
    fn ten_hours_end_on_the_frame_that_arithmetic_says() {
        for rate in [44_100u128, 48_000, 96_000] {
            let mut clock = Clock::new(SampleRate(rate as u32));
            let ticks = 10 * 60 * 1273 * 24 / 10;
            let last = (0..ticks).map(|_| clock.tick(TICK)).last();
            assert_eq!(last, Some(Frames((rate * 36_000) as u64)));
        }
    }

    #[test]
    fn every_tick_of_an_hour_is_the_floor_of_its_exact_place() {
        let mut clock = Clock::new(SampleRate(44_100));
        for n in 1..=183_312u128 {
            let exact = n * 44_100 * 60 * 10 / (1273 * 24);
            assert_eq!(clock.tick(TICK), Frames(exact as u64), "tick {n}");
        }
    }

    #[test]
    fn lengths_that_change_at_every_row_do_not_drift() {
        let long = TickLength { numerator: 2 * 58, denominator: 1273 * 24 * 10 };
        let short = TickLength { numerator: 2 * 42, denominator: 1273 * 24 * 10 };
        let mut clock = Clock::new(SampleRate(48_000));
        let pairs = 10 * 60 * 1273 * 4 / 10 / 2;
        let mut end = Frames(0);
        for _ in 0..pairs {
            (0..6).for_each(|_| end = clock.tick(long));
            (0..6).for_each(|_| end = clock.tick(short));
        }
        assert_eq!(end, Frames(48_000 * 36_000));
    }

    #[test]
    fn moments_divide_the_tick() {
        let mut clock = Clock::new(SampleRate(48_000));
        let second = TickLength { numerator: 1, denominator: 60 };
        clock.seek(Frames(100));
        assert_eq!(clock.tick(second), Frames(48_100));
        assert_eq!(clock.moment(0), Frames(100));
        assert_eq!(clock.moment(0x8000), Frames(24_100));
        let places = [0, 100, 24_100, 90_000].map(|frame| clock.place(Frames(frame)));
        assert_eq!(places, [0, 0, 0x8000, 0xFFFF]);
        assert_eq!(clock.tick(second), Frames(96_100));
        assert_eq!(clock.begin(), Frames(48_100));
        assert_eq!(clock.until(Frames(96_200)), Frames(96_200));
        assert_eq!(clock.moment(0x8000), Frames(96_150));
        assert_eq!(clock.until(Frames(90_000)), Frames(96_200), "never back");
        assert_eq!(clock.tick(second), Frames(144_200));
    }
}
