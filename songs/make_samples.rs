//! Makes every sample that the songs in this folder use, by arithmetic alone, so that they are free to share.
//!
//! `cargo run --release --example make_samples` writes `songs/samples/*.wav` (48 kHz, 16 bit).

use std::f64::consts::TAU;
use std::path::Path;

const RATE: f64 = 48_000.0;

/// Mono audio with the arithmetic that the recipes below share.
struct Sound(Vec<f64>);

/// A small deterministic noise source (xorshift), −1 to 1.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

impl Sound {
    /// `seconds` of sound; `at` is asked for each moment in seconds.
    fn of(seconds: f64, mut at: impl FnMut(f64) -> f64) -> Sound {
        Sound((0..(seconds * RATE) as usize).map(|n| at(n as f64 / RATE)).collect())
    }

    fn noise(seconds: f64, seed: u64) -> Sound {
        let mut noise = Noise(seed);
        Sound::of(seconds, |_| noise.next())
    }

    /// Sine partials: (ratio, level, decay in seconds).
    fn partials(seconds: f64, hertz: f64, partials: &[(f64, f64, f64)]) -> Sound {
        Sound::of(seconds, |t| {
            partials
                .iter()
                .map(|(ratio, level, decay)| level * (-t / decay).exp() * (TAU * hertz * ratio * t).sin())
                .sum()
        })
    }

    fn shaped(mut self, envelope: impl Fn(f64) -> f64) -> Sound {
        for (n, sample) in self.0.iter_mut().enumerate() {
            *sample *= envelope(n as f64 / RATE);
        }
        self
    }

    /// Adds `other`, `level` loud, `seconds` later.
    fn with(mut self, other: &Sound, level: f64, seconds: f64) -> Sound {
        let start = (seconds * RATE).round() as usize;
        self.0.resize(self.0.len().max(start + other.0.len()), 0.0);
        for (place, sample) in self.0[start..].iter_mut().zip(&other.0) {
            *place += level * sample;
        }
        self
    }

    /// A two-pole state-variable filter (Simper's trapezoidal form): low, band, high.
    fn filtered(mut self, hertz: f64, damping: f64, pick: fn(f64, f64, f64) -> f64) -> Sound {
        let g = (std::f64::consts::PI * hertz / RATE).tan();
        let (mut first, mut second) = (0.0, 0.0);
        for sample in &mut self.0 {
            let band = (g * (*sample - second) + first) / (1.0 + g * (g + damping));
            let low = second + g * band;
            let high = *sample - damping * band - low;
            first = 2.0 * band - first;
            second = 2.0 * low - second;
            *sample = pick(low, band, high);
        }
        self
    }

    fn low(self, hertz: f64) -> Sound {
        self.filtered(hertz, 1.4, |low, _, _| low)
    }

    fn band(self, hertz: f64, damping: f64) -> Sound {
        self.filtered(hertz, damping, |_, band, _| band)
    }

    fn high(self, hertz: f64) -> Sound {
        self.filtered(hertz, 1.4, |_, _, high| high)
    }

    fn driven(mut self, amount: f64) -> Sound {
        self.0.iter_mut().for_each(|sample| *sample = (*sample * amount).tanh());
        self
    }

    /// Brought to a peak of `level`, the last 5 ms faded out.
    fn finished(mut self, level: f64) -> Sound {
        let peak = self.0.iter().fold(1e-9f64, |peak, sample| peak.max(sample.abs()));
        let count = self.0.len();
        let fade = (0.005 * RATE) as usize;
        for (n, sample) in self.0.iter_mut().enumerate() {
            *sample *= level / peak * ((count - 1 - n) as f64 / fade as f64).min(1.0);
        }
        self
    }
}

fn decay(seconds: f64) -> impl Fn(f64) -> f64 {
    move |t| (-t / seconds).exp() * (t / 0.0005).min(1.0)
}

/// A drum skin: a sine whose pitch falls from `from` to `to` Hz.
fn skin(seconds: f64, from: f64, to: f64, fall: f64, ring: f64) -> Sound {
    let mut phase = 0.0;
    Sound::of(seconds, |t| {
        phase += (to + (from - to) * (-t / fall).exp()) / RATE;
        (TAU * phase).sin()
    })
    .shaped(decay(ring))
}

fn kick() -> Sound {
    let click = Sound::noise(0.01, 3).high(2_500.0).shaped(decay(0.0015));
    skin(0.5, 230.0, 47.0, 0.03, 0.16).with(&click, 0.35, 0.0).driven(1.8).finished(0.95)
}

fn soft_kick() -> Sound {
    skin(0.45, 130.0, 52.0, 0.022, 0.13).driven(1.1).low(1_800.0).finished(0.9)
}

fn snare() -> Sound {
    let wires = Sound::noise(0.35, 5).high(1_400.0).shaped(decay(0.085));
    let body = skin(0.35, 250.0, 182.0, 0.02, 0.075).with(&skin(0.35, 400.0, 330.0, 0.015, 0.04), 0.5, 0.0);
    body.with(&wires, 0.9, 0.0).driven(1.5).finished(0.9)
}

fn rim() -> Sound {
    Sound::partials(0.12, 1_720.0, &[(1.0, 1.0, 0.012), (0.47, 0.8, 0.016), (2.71, 0.4, 0.006)]).finished(0.7)
}

fn clap() -> Sound {
    let hand = Sound::noise(0.3, 11).band(1_250.0, 0.7);
    let slaps = [0.0, 0.011, 0.021].into_iter().fold(Sound(Vec::new()), |sum, at| {
        let slap = Sound(hand.0[..2_400].to_vec()).shaped(decay(0.004));
        sum.with(&slap, 0.9, at)
    });
    slaps.with(&hand.shaped(decay(0.075)), 1.0, 0.03).driven(1.6).finished(0.85)
}

/// Six square waves in ratios of no harmony, as old drum machines made metal.
fn metal(seconds: f64, seed: u64) -> Sound {
    let ratios = [2.0, 3.0, 4.16, 5.43, 6.79, 8.21];
    let squares = Sound::of(seconds, |t| ratios.iter().map(|r| (TAU * 322.0 * r * t).sin().signum()).sum());
    squares.with(&Sound::noise(seconds, seed), 2.2, 0.0).high(7_200.0).high(6_000.0)
}

fn closed_hat() -> Sound {
    metal(0.12, 17).shaped(decay(0.022)).finished(0.6)
}

fn open_hat() -> Sound {
    metal(0.55, 19).shaped(decay(0.16)).finished(0.6)
}

fn ride() -> Sound {
    let bell =
        Sound::partials(1.6, 640.0, &[(1.0, 0.3, 0.5), (2.76, 0.5, 0.4), (5.4, 0.4, 0.3), (8.93, 0.3, 0.25)]);
    metal(1.6, 23).shaped(decay(0.38)).with(&bell, 1.2, 0.0).finished(0.5)
}

/// Metal that swells for a few milliseconds and dies away slowly, its highest part first.
fn crash() -> Sound {
    let bright = metal(1.7, 61).shaped(decay(0.28));
    let wash = Sound::noise(1.7, 67).band(5_200.0, 1.2).shaped(decay(0.5));
    bright.with(&wash, 1.1, 0.0).shaped(|t| (t / 0.004).min(1.0)).driven(1.2).finished(0.6)
}

/// A brush drawn over a snare.
fn brush() -> Sound {
    let wires = Sound::noise(0.32, 71).band(3_600.0, 1.3).high(900.0);
    let skin = skin(0.32, 215.0, 190.0, 0.02, 0.05);
    wires.shaped(|t| (t / 0.014).min(1.0) * (-t / 0.06).exp()).with(&skin, 0.3, 0.004).finished(0.6)
}

/// An open hand on a high drum.
fn conga() -> Sound {
    let slap = Sound::noise(0.02, 73).band(1_500.0, 0.9).shaped(decay(0.005));
    let body = skin(0.3, 262.0, 236.0, 0.015, 0.075);
    body.with(&skin(0.3, 410.0, 398.0, 0.01, 0.03), 0.35, 0.0).with(&slap, 0.5, 0.0).finished(0.75)
}

fn shaker() -> Sound {
    let grains = Sound::noise(0.16, 29).band(6_400.0, 0.8);
    grains.shaped(|t| (t / 0.03).min(1.0).powi(2) * (-(t - 0.03).max(0.0) / 0.03).exp()).finished(0.5)
}

fn tom() -> Sound {
    skin(0.6, 190.0, 110.0, 0.05, 0.17)
        .with(&Sound::noise(0.05, 31).band(900.0, 1.0).shaped(decay(0.012)), 0.4, 0.0)
        .finished(0.85)
}

/// A plucked string (Karplus and Strong 1983) with its loop delay tuned by an all-pass (Jaffe and Smith 1983).
fn pluck(hertz: f64, seconds: f64, brightness: f64) -> Sound {
    let period = RATE / hertz - 0.5;
    let whole = (period - 0.3).floor();
    let fraction = period - whole;
    let tuning = (1.0 - fraction) / (1.0 + fraction);
    let length = whole as usize;
    let excitation = Sound::noise(length as f64 / RATE + 0.001, 37 + hertz as u64).low(brightness);
    let mean = excitation.0[..length].iter().sum::<f64>() / length as f64;
    let mut string: Vec<f64> = excitation.0[..length].iter().map(|sample| sample - mean).collect();
    let loss = 0.001f64.powf(1.0 / (hertz * seconds * 1.6));
    let (mut at, mut last, mut held, mut before) = (0, 0.0, 0.0, 0.0);
    Sound::of(seconds, |_| {
        let out = string[at];
        let averaged = loss * 0.5 * (out + last);
        last = out;
        held = tuning * (averaged - held) + before;
        before = averaged;
        string[at] = held;
        at = (at + 1) % length;
        out
    })
    .finished(0.8)
}

/// An electric piano: a sine modulating a sine (Chowning 1973), the tine fading before the tone.
fn tine(hertz: f64, seconds: f64) -> Sound {
    let tone = Sound::of(seconds, |t| {
        let index = 1.6 * (-t / 0.35).exp() + 0.25;
        (TAU * hertz * t + index * (TAU * hertz * t).sin()).sin()
    });
    let strike = Sound::of(seconds, |t| (TAU * hertz * 14.0 * t).sin() * (-t / 0.04).exp());
    tone.shaped(decay(seconds / 3.0)).with(&strike, 0.12, 0.0).finished(0.75)
}

fn glass(hertz: f64) -> Sound {
    let partials =
        [(1.0, 1.0, 0.9), (2.76, 0.5, 0.5), (5.40, 0.3, 0.25), (8.93, 0.16, 0.12), (0.5, 0.25, 1.1)];
    Sound::partials(2.6, hertz, &partials).shaped(|t| (t / 0.002).min(1.0)).finished(0.6)
}

/// A bowed section that loops: every partial makes a whole number of turns in two seconds.
fn strings() -> Sound {
    let (hertz, length) = (130.5, 2.0);
    let mut noise = Noise(41);
    let mut voices = Vec::new();
    for detune in [-1.5, -0.5, 0.0, 0.5, 1.0] {
        for partial in 1..=24 {
            let tone: f64 = ((hertz + detune) * f64::from(partial) * length).round() / length;
            voices.push((tone, noise.next() * TAU, 1.0 / f64::from(partial).powf(1.35)));
        }
    }
    Sound::of(length, |t| {
        voices.iter().map(|(hertz, phase, level)| level * (TAU * hertz * t + phase).sin()).sum()
    })
    .level(0.6)
}

impl Sound {
    /// Brought to a peak of `level` without a fade, for loops.
    fn level(mut self, level: f64) -> Sound {
        let peak = self.0.iter().fold(1e-9f64, |peak, sample| peak.max(sample.abs()));
        self.0.iter_mut().for_each(|sample| *sample *= level / peak);
        self
    }
}

/// Two bars of a drum break at 172 BPM in sixteenths, for slicing: every slice is one sixteenth of a bar.
fn break_loop() -> Sound {
    let sixteenth = 60.0 / 172.0 / 4.0;
    let hits: &[(&Sound, &str, f64)] = &[
        (&kick(), "x.x.......xx.... x.x.......x.....", 0.95),
        (&snare(), "....x.......x... ....x.......x..x", 0.85),
        (&snare(), ".......o.o.....o .......o.o....o.", 0.22),
        (&closed_hat(), "x.x.x.x.x.x.x.x. x.x.x.x.x.x.x...", 0.5),
        (&ride(), "................ ..............x.", 0.35),
    ];
    let length = sixteenth * 32.0;
    let mut sum = Sound(vec![0.0; (length * RATE).round() as usize]);
    for (sound, steps, level) in hits {
        for (step, _) in steps.chars().filter(|c| *c != ' ').enumerate().filter(|(_, c)| *c != '.') {
            sum = sum.with(sound, *level, step as f64 * sixteenth);
        }
    }
    sum.0.truncate((length * RATE).round() as usize);
    sum.driven(1.3).finished(0.9)
}

/// Dust and hiss of a record, looping over three seconds.
fn dust() -> Sound {
    let mut noise = Noise(53);
    let crackle = Sound::of(3.0, |_| if noise.next() > 0.9993 { noise.next() } else { 0.0 });
    let hiss = Sound::noise(3.0, 59).band(3_000.0, 1.4);
    crackle.band(2_200.0, 0.6).with(&hiss, 0.06, 0.0).level(0.4)
}

fn write(folder: &Path, name: &str, sound: &Sound) -> Result<(), hound::Error> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: RATE as u32,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(folder.join(name).with_extension("wav"), spec)?;
    for sample in &sound.0 {
        writer.write_sample((sample * 32_767.0).round() as i16)?;
    }
    writer.finalize()
}

fn main() -> Result<(), hound::Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs/samples");
    let sounds: &[(&str, Sound)] = &[
        ("kick", kick()),
        ("kick-soft", soft_kick()),
        ("snare", snare()),
        ("rim", rim()),
        ("clap", clap()),
        ("hat-closed", closed_hat()),
        ("hat-open", open_hat()),
        ("ride", ride()),
        ("crash", crash()),
        ("brush", brush()),
        ("conga", conga()),
        ("shaker", shaker()),
        ("tom", tom()),
        ("pluck-c3", pluck(130.813, 2.4, 5_000.0)),
        ("pluck-c4", pluck(261.626, 2.0, 7_000.0)),
        ("pluck-c5", pluck(523.251, 1.4, 9_000.0)),
        ("tine-c3", tine(130.813, 2.6)),
        ("tine-c4", tine(261.626, 2.2)),
        ("tine-c5", tine(523.251, 1.6)),
        ("glass-c5", glass(523.251)),
        ("strings-c3", strings()),
        ("break-172", break_loop()),
        ("dust", dust()),
    ];
    for (name, sound) in sounds {
        write(&folder, name, sound)?;
    }
    Ok(())
}
