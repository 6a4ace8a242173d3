//! What is on while a key is held: effects on the master, a tempo that is pushed. Where the terminal does not tell that a key came up, each
//! press turns it on or off.

use crate::sequencer::momentary::Momentary;
use crate::sequencer::performance::Wish;
use crate::studio::Studio;
use crate::studio::entry::{FIRST_REPEAT, HELD};
use crate::studio::key::Key;
use crate::studio::seat::Seat;

/// Something that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The last part of a whole note repeats.
    Stutter(u8),
    /// The high goes away.
    LowPass,
    /// The low goes away.
    HighPass,
    /// The tape stops.
    Stop,
    /// The song is so many percent faster.
    Push(i8),
    /// Recorded rows are erased as they are heard.
    Erase,
}

/// The keys of a seat that hold something.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The key that is pressed at this moment, while its command is done.
    pub pressed: Option<Key>,
    /// The keys that are down, with what they hold.
    down: Vec<(Key, Held)>,
    /// What was turned last, and the engine's frame then.
    last: Option<(Held, u64)>,
    /// The key that was refused last, why, and the engine's frame when it came last.
    refused: Option<(Key, String, u64)>,
}

impl Keys {
    /// A key does what it is for, or comes up.
    pub fn forget_refusal(&mut self) {
        self.refused = None;
    }

    /// A key is refused at a frame of that rate: whether it has been held since it was refused before, so that it was told already.
    /// `repeats`: the terminal says that it is held.
    pub fn is_refused_again(&mut self, key: Key, why: &str, repeats: bool, frame: u64, rate: u32) -> bool {
        let again = self.refused.as_ref().is_some_and(|(other, before, at)| {
            let since = frame.saturating_sub(*at) * 1_000 / u64::from(rate.max(1));
            let held =
                HELD.contains(&since) || why == before && (*HELD.start()..=FIRST_REPEAT).contains(&since);
            *other == key && (repeats || held)
        });
        self.refused = Some((key, why.to_owned(), frame));
        again
    }
}

/// What lies on the master, in words, one each.
pub fn words(momentary: Momentary) -> Vec<String> {
    let Momentary { stutter, low_pass, high_pass, stop } = momentary;
    let repeated = (stutter > 0).then(|| format!("stutter 1/{stutter}"));
    let others = [(low_pass, "low pass"), (high_pass, "high pass"), (stop, "tape stop")];
    let others = others.into_iter().filter(|(on, _)| *on).map(|(_, name)| name.to_owned());
    repeated.into_iter().chain(others).collect()
}

impl Studio {
    /// Whether something is on.
    pub fn is_on(&self, held: Held) -> bool {
        let Momentary { stutter, low_pass, high_pass, stop } = self.live.momentary;
        match held {
            Held::Stutter(part) => stutter == part,
            Held::LowPass => low_pass,
            Held::HighPass => high_pass,
            Held::Stop => stop,
            Held::Push(percent) => self.live.pace.push == percent,
            Held::Erase => self.erases(),
        }
    }

    /// Turns something on or off.
    pub fn turn_on(&mut self, held: Held, on: bool) {
        if self.is_on(held) == on {
            return;
        }
        let momentary = &mut self.live.momentary;
        match held {
            Held::Stutter(part) => momentary.stutter = if on { part } else { 0 },
            Held::LowPass => momentary.low_pass = on,
            Held::HighPass => momentary.high_pass = on,
            Held::Stop => momentary.stop = on,
            Held::Push(percent) => {
                self.live.pace.push = if on { percent } else { 0 };
                self.tell_speed();
                return;
            }
            Held::Erase => return self.turn_eraser(on),
        }
        self.perform(Wish::Momentary(self.live.momentary));
    }
}

/// A command asks for something: `on`, `off`, or nothing, which is as long as its key is held or until it is asked for again.
///
/// # Errors
/// If the text is none of these.
pub fn ask(studio: &mut Studio, seat: &mut Seat, held: Held, text: &str) -> Result<(), String> {
    match (text, seat.holding.pressed.filter(|_| seat.key_up)) {
        ("on", _) => studio.turn_on(held, true),
        ("off", _) => studio.turn_on(held, false),
        ("", Some(key)) => {
            if !seat.holding.down.contains(&(key, held)) {
                seat.holding.down.push((key, held));
                studio.turn_on(held, true);
            }
        }
        ("", None) => {
            // A key that is held comes again and again.
            let now = studio.frame();
            let before = seat.holding.last.replace((held, now)).filter(|_| seat.holding.pressed.is_some());
            let rate = u64::from(studio.rate().max(1));
            let again = before.is_some_and(|(other, at)| {
                other == held && HELD.contains(&(now.saturating_sub(at) * 1_000 / rate))
            });
            if !again {
                studio.turn_on(held, !studio.is_on(held));
            }
        }
        _ => return Err("expected on, off or nothing".to_owned()),
    }
    Ok(())
}

/// A key came up: what it held is off. Whether it held something.
pub fn release(studio: &mut Studio, seat: &mut Seat, key: Key) -> bool {
    let Some(at) = seat.holding.down.iter().position(|(down, _)| *down == key) else { return false };
    let (_, held) = seat.holding.down.swap_remove(at);
    studio.turn_on(held, false);
    true
}

/// All keys come up.
pub fn release_all(studio: &mut Studio, seat: &mut Seat) {
    for (_, held) in std::mem::take(&mut seat.holding.down) {
        studio.turn_on(held, false);
    }
}
