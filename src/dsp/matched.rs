//! Second-order filters for equalisers, whose gain is that of their analogue models up to near half the rate: their squared
//! magnitude is fitted to the model's instead of bending its frequencies.
//!
//! The squared magnitude of such a filter is a ratio of two parabolas in sin²(ω/2). They are found by weighted least squares in
//! the way of Sanathanan and Koerner (1963), and split into a filter of minimum phase as by Vicanek, "Matched second order
//! digital filters" (2016). It runs as a state-variable filter after Simper (2013), so that it may move while it sounds.

/// An analogue filter of second order, its corner at 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// A gain in dB around the corner, with a quality.
    Bell(f64, f64),
    /// A gain in dB below the corner.
    LowShelf(f64),
    /// A gain in dB above the corner.
    HighShelf(f64),
    /// Lets through what lies below, with a quality.
    LowPass(f64),
    /// Lets through what lies above, with a quality.
    HighPass(f64),
}

/// A polynomial of second order, the constant first.
type Parabola = [f64; 3];

fn value([a, b, c]: Parabola, x: f64) -> f64 {
    a + x * (b + x * c)
}

impl Model {
    /// Numerator and denominator in s.
    fn ratio(self) -> [Parabola; 2] {
        let root = |gain: f64| 10f64.powf(gain / 40.0);
        const Q: f64 = std::f64::consts::FRAC_1_SQRT_2;
        match self {
            Model::Bell(gain, q) => {
                let a = root(gain);
                [[1.0, a / q, 1.0], [1.0, 1.0 / (a * q), 1.0]]
            }
            Model::LowShelf(gain) => {
                let a = root(gain);
                let middle = a.sqrt() / Q;
                [[a * a, a * middle, a], [1.0, middle, a]]
            }
            Model::HighShelf(gain) => {
                let a = root(gain);
                let middle = a.sqrt() / Q;
                [[a, a * middle, a * a], [a, middle, 1.0]]
            }
            Model::LowPass(q) => [[1.0, 0.0, 0.0], [1.0, 1.0 / q, 1.0]],
            Model::HighPass(q) => [[0.0, 0.0, 1.0], [1.0, 1.0 / q, 1.0]],
        }
    }

    /// The squared magnitudes of numerator and denominator as parabolas in the squared frequency.
    fn power(self) -> [Parabola; 2] {
        self.ratio().map(|[a, b, c]| [a * a, b * b - 2.0 * a * c, c * c])
    }

    /// The squared magnitude at a multiple of the corner.
    pub fn magnitude(self, multiple: f64) -> f64 {
        let [over, under] = self.power();
        let square = multiple * multiple;
        value(over, square) / value(under, square)
    }
}

/// A filter as a state-variable one computes it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Section {
    /// The tangent of half the corner.
    pub g: f64,
    /// The damping.
    pub k: f64,
    /// What is heard of the input, the band-pass and the low-pass.
    pub mix: [f64; 3],
}

/// Parts of half the rate at which filter and model are compared, besides those around the corner.
const PLACES: [f64; 14] = [0.02, 0.05, 0.1, 0.17, 0.25, 0.33, 0.4, 0.47, 0.54, 0.6, 0.66, 0.71, 0.755, 0.79];
/// Multiples of the corner.
const AROUND: [f64; 12] = [0.12, 0.25, 0.4, 0.6, 0.75, 0.9, 1.0, 1.12, 1.35, 1.7, 2.5, 5.0];

impl Section {
    /// The filter for a model with its corner at a part of the rate (above 0; half the rate and more is possible).
    pub fn matched(model: Model, corner: f64) -> Section {
        let turn = std::f64::consts::TAU * corner.max(1e-5);
        let scale = (turn.min(2.6) / 2.0).sin().powi(2);
        let back = |[a, b, c]: Parabola| [a, b / scale, c / scale / scale];
        // Where the best fit is below zero near half the rate, the fit there counts too, so much that no filter is without one.
        for edge in EDGES {
            let mut found = ([0.0; 3], model.power()[1].map(|part| part / model.power()[1][0]));
            for _ in 0..4 {
                match fit(model, turn, scale, (found.1, edge)) {
                    Some(better) => found = better,
                    None => break,
                }
            }
            let (over, under) = (back(found.0), back(found.1));
            if is_power(under) {
                return Section::of(factor(over), factor(under));
            }
        }
        Section::warped(model, corner)
    }

    /// The filter for a model, its frequencies bent by the bilinear transform.
    fn warped(model: Model, corner: f64) -> Section {
        let g = (std::f64::consts::PI * corner.clamp(1e-5, 0.49)).tan();
        let [over, under] = model.ratio();
        let ([b0, b1, b2], [a0, a1, a2]) = (over, under);
        // In multiples of the lower polynomial's own corner.
        let own = (a0 / a2).sqrt();
        let k = a1 / a2 / own;
        let (high, band, low) = (b2 / a2, b1 / a2 / own, b0 / a0);
        Section { g: g * own, k, mix: [high, band - high * k, low - high] }
    }

    /// The same filter as coefficients of 1, z⁻¹, z⁻² above and below become it.
    fn of(over: Parabola, under: Parabola) -> Section {
        let [b0, b1, b2] = over.map(|part| part / under[0]);
        let [a1, a2] = [under[1] / under[0], under[2] / under[0]];
        let (sum, difference) = (1.0 + a1 + a2, 1.0 - a1 + a2);
        let g = (sum / difference).max(1e-12).sqrt();
        let k = 2.0 * (1.0 - a2) / difference / g;
        let (low, high) = ((b0 + b1 + b2) / sum, (b0 - b1 + b2) / difference);
        let band = 2.0 * (b0 - b2) / difference / g;
        Section { g, k, mix: [high, band - high * k, low - high] }
    }

    /// The squared magnitude at a part of the rate, up to a half.
    pub fn magnitude(&self, part: f64) -> f64 {
        let w = (std::f64::consts::PI * part.min(0.499_999)).tan() / self.g;
        let [input, band, low] = self.mix;
        let (real, imaginary) = (input * (1.0 - w * w) + low, w * (input * self.k + band));
        (real * real + imaginary * imaginary) / ((1.0 - w * w).powi(2) + (self.k * w).powi(2))
    }
}

/// How much the fit near half the rate counts.
const EDGES: [f64; 7] = [0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 1.0];

/// Whether a parabola in sin²(ω/2) is above 0 at all frequencies.
fn is_power(parabola: Parabola) -> bool {
    let [_, b, c] = parabola;
    let deepest = if c > 0.0 { (-b / (2.0 * c)).clamp(0.0, 1.0) } else { 1.0 };
    parabola[0] > 0.0
        && value(parabola, deepest) > 1e-9 * parabola[0]
        && value(parabola, 1.0) > 1e-4 * parabola[0]
}

/// The parabolas in sin²(ω/2) / `scale` above and below, the latter beginning with 1, that come nearest to the model. The lower
/// one is about `about`; the fit near half the rate counts `edge` times.
fn fit(model: Model, turn: f64, scale: f64, (about, edge): (Parabola, f64)) -> Option<(Parabola, Parabola)> {
    let still = model.magnitude(0.0);
    // A high-pass has two zeros at 0 Hz; all others have their gain there.
    let high = still == 0.0;
    let unknowns = if high { 3 } else { 4 };
    let mut rows = [[0.0f64; 5]; 4];
    let around = AROUND.iter().map(|multiple| (multiple * turn, 1.0)).filter(|(w, _)| *w < 2.5);
    let places = PLACES.iter().map(|place| (place * std::f64::consts::PI, 1.0));
    let edges = [0.9, 0.97].map(|place| (place * std::f64::consts::PI, edge));
    for (w, counts) in places.chain(around).chain(edges) {
        let x = (w / 2.0).sin().powi(2) / scale;
        let power = model.magnitude(w / turn);
        let heavy = counts / ((power + 1e-5) * value(about, x).max(1e-9));
        let (a, b) = (power * x, power * x * x);
        let row = if high { [x * x, -a, -b, power, 0.0] } else { [x, x * x, -a, -b, power - still] };
        for (one, sums) in row.iter().zip(rows.iter_mut().take(unknowns)) {
            sums.iter_mut().zip(row).for_each(|(sum, other)| *sum += one * other * heavy * heavy);
        }
    }
    let found = solve(&mut rows, unknowns)?;
    let (over, under) = match high {
        true => ([0.0, 0.0, found[0]], [1.0, found[1], found[2]]),
        false => ([still, found[0], found[1]], [1.0, found[2], found[3]]),
    };
    Some((over, under))
}

/// Solves so many linear equations, the right side behind them.
fn solve(rows: &mut [[f64; 5]; 4], unknowns: usize) -> Option<[f64; 4]> {
    for n in 0..unknowns {
        let best = (n..unknowns).max_by(|a, b| rows[*a][n].abs().total_cmp(&rows[*b][n].abs()))?;
        rows.swap(n, best);
        if rows[n][n].abs() < 1e-300 {
            return None;
        }
        for m in 0..unknowns {
            if m != n {
                let share = rows[m][n] / rows[n][n];
                let row = rows[n];
                rows[m].iter_mut().zip(row).for_each(|(to, from)| *to -= from * share);
            }
        }
    }
    Some(std::array::from_fn(|n| if n < unknowns { rows[n][unknowns] / rows[n][n] } else { 0.0 }))
}

/// The coefficients of 1, z⁻¹, z⁻² whose squared magnitude is a parabola in sin²(ω/2), of minimum phase.
fn factor([a, b, c]: Parabola) -> Parabola {
    let (still, fast) = (a.max(0.0).sqrt(), (a + b + c).max(0.0).sqrt());
    let half = (still + fast) / 2.0;
    let first = (half + (half * half - c / 4.0).max(0.0).sqrt()) / 2.0;
    [first, (still - fast) / 2.0, if first > 0.0 { c / 16.0 / first } else { 0.0 }]
}

/// What a section remembers, two channels.
#[derive(Clone, Copy, Debug, Default)]
pub struct State {
    first: [f32; 2],
    second: [f32; 2],
}

impl State {
    /// Lets go of what is too small to hear and of what is no number.
    pub fn settle(&mut self) {
        for value in self.first.iter_mut().chain(&mut self.second) {
            if !(value.abs() > 1e-12 && value.abs() < 1e15) {
                *value = 0.0;
            }
        }
    }
}

/// A section as numbers to compute with: how the state goes on, and what is heard of the input and of the state. What comes in
/// goes out in two operations, so that sections in a row hardly wait for each other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gains {
    stay: f32,
    turn: f32,
    push: f32,
    mix: [f32; 3],
}

impl Gains {
    /// From `g`, `k` and the mix of a [`Section`].
    #[inline(always)]
    pub fn new([g, k, input, band, low]: [f32; 5]) -> Gains {
        let a = 2.0 / (1.0 + g * (g + k));
        let (stay, turn, push) = (a - 1.0, g * a, g * g * a);
        let straight = 0.5 * (band * turn + low * push);
        let mix = [input + straight, 0.5 * (band * a + low * turn), low - straight];
        Gains { stay, turn, push, mix }
    }
}

/// Sections in a row that are computed together.
pub const ROW: usize = 4;

/// Two sections, two channels each.
type Four = [f32; 4];

/// Every second section of a row.
#[derive(Clone, Copy)]
struct Pair {
    stay: Four,
    turn: Four,
    push: Four,
    mix: [Four; 3],
    first: Four,
    second: Four,
}

impl Pair {
    fn new(gains: [&Gains; 2], states: [&State; 2]) -> Pair {
        let spread = |of: fn(&Gains) -> f32| [of(gains[0]), of(gains[0]), of(gains[1]), of(gains[1])];
        let both = |[a, b]: [f32; 2], [c, d]: [f32; 2]| [a, b, c, d];
        Pair {
            stay: spread(|gains| gains.stay),
            turn: spread(|gains| gains.turn),
            push: spread(|gains| gains.push),
            mix: [spread(|gains| gains.mix[0]), spread(|gains| gains.mix[1]), spread(|gains| gains.mix[2])],
            first: both(states[0].first, states[1].first),
            second: both(states[0].second, states[1].second),
        }
    }

    #[inline(always)]
    fn step(&mut self, sound: Four) -> Four {
        let (one, two) = (self.first, self.second);
        let apart: Four = std::array::from_fn(|n| sound[n] - two[n]);
        self.first = std::array::from_fn(|n| self.stay[n] * one[n] + self.turn[n] * apart[n]);
        self.second = std::array::from_fn(|n| (two[n] + self.turn[n] * one[n]) + self.push[n] * apart[n]);
        let [straight, first, second] = self.mix;
        std::array::from_fn(|n| straight[n] * sound[n] + (first[n] * one[n] + second[n] * two[n]))
    }

    /// As [`Pair::step`], for those of the two that are not to wait.
    #[inline(always)]
    fn step_some(&mut self, sound: Four, goes: [bool; 2]) -> Four {
        let (first, second) = (self.first, self.second);
        let out = self.step(sound);
        let either = |new: Four, old: Four| {
            let [a, b] = goes.map(|goes| u32::from(goes).wrapping_neg());
            let keep = [a, a, b, b];
            std::array::from_fn(|n| f32::from_bits(new[n].to_bits() & keep[n] | old[n].to_bits() & !keep[n]))
        };
        (self.first, self.second) = (either(self.first, first), either(self.second, second));
        out
    }

    #[inline(always)]
    fn state(&self, place: usize) -> State {
        let of = |four: Four| [four[2 * place], four[2 * place + 1]];
        State { first: of(self.first), second: of(self.second) }
    }
}

/// Sections in a row over a stretch of two channels. In one step each section computes the frame behind that of the section
/// before it, so that none waits for another.
#[inline(always)]
pub fn run_row(gains: &[Gains; ROW], states: &mut [State; ROW], left: &mut [f32], right: &mut [f32]) {
    let frames = left.len().min(right.len());
    let mut even = Pair::new([&gains[0], &gains[2]], [&states[0], &states[2]]);
    let mut odd = Pair::new([&gains[1], &gains[3]], [&states[1], &states[3]]);
    let mut after = [[0.0f32; 4]; 2];
    // Sections whose stretch has not begun, or is over, wait.
    let goes = |section: usize, step: usize| (section..section + frames).contains(&step);
    for step in 0..ROW - 1 {
        let frame = if step < frames { [left[step], right[step]] } else { [0.0; 2] };
        let into = [frame[0], frame[1], after[1][0], after[1][1]];
        let odd_after = odd.step_some(after[0], [goes(1, step), goes(3, step)]);
        after = [even.step_some(into, [goes(0, step), goes(2, step)]), odd_after];
    }
    for step in ROW - 1..frames {
        let into = [left[step], right[step], after[1][0], after[1][1]];
        after = [even.step(into), odd.step(after[0])];
        (left[step + 1 - ROW], right[step + 1 - ROW]) = (after[1][2], after[1][3]);
    }
    for step in frames.max(ROW - 1)..frames + ROW - 1 {
        let into = [0.0, 0.0, after[1][0], after[1][1]];
        let odd_after = odd.step_some(after[0], [goes(1, step), goes(3, step)]);
        after = [even.step_some(into, [goes(0, step), goes(2, step)]), odd_after];
        (left[step + 1 - ROW], right[step + 1 - ROW]) = (after[1][2], after[1][3]);
    }
    *states = [even.state(0), odd.state(0), even.state(1), odd.state(1)];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far filter and model are apart in dB up to 0.375 of the rate (18 kHz at 48 kHz), where the model is above -50 dB.
    fn apart(model: Model, corner: f64) -> f64 {
        let section = Section::matched(model, corner);
        assert!(section.g > 0.0 && section.k > 0.0, "{model:?} {corner}: {section:?}");
        let parts =
            (1..=375).map(|n| f64::from(n) / 1_000.0).map(|part| (part, model.magnitude(part / corner)));
        parts
            .filter(|(_, exact)| *exact > 1e-5)
            .map(|(part, exact)| (10.0 * (section.magnitude(part) / exact).log10()).abs())
            .fold(0.0, f64::max)
    }

    #[test]
    fn filters_have_the_gain_of_their_models_within_a_tenth_of_a_decibel() {
        let mut models = Vec::new();
        for q in [0.5412, std::f64::consts::FRAC_1_SQRT_2, 1.3066] {
            models.extend([Model::LowPass(q), Model::HighPass(q)]);
        }
        for gain in [-18.0, -12.0, -3.0, 3.0, 12.0, 18.0] {
            models.extend([Model::LowShelf(gain), Model::HighShelf(gain)]);
            models.extend([0.1, 0.3, 0.7, 2.0, 10.0].map(|q| Model::Bell(gain, q)));
        }
        for model in models {
            for hertz in [20.0, 100.0, 1_000.0, 5_000.0, 10_000.0, 14_000.0, 18_000.0, 20_000.0] {
                let apart = apart(model, hertz / 48_000.0);
                assert!(
                    apart < if hertz > 18_000.0 { 0.3 } else { 0.1 },
                    "{model:?} at {hertz} Hz: {apart:.3} dB"
                );
            }
        }
    }

    #[test]
    fn every_corner_at_every_rate_gives_a_stable_filter() {
        for rate in [8_000.0, 11_025.0, 44_100.0, 192_000.0] {
            for n in 0..60 {
                let corner = 10.0 * 2_200.0f64.powf(f64::from(n) / 59.0) / rate;
                let gains = [-24.0, -6.0, 0.0, 6.0, 24.0];
                let bells = gains.iter().flat_map(|gain| [0.1, 1.0, 12.0].map(|q| Model::Bell(*gain, q)));
                let shelves = gains.iter().flat_map(|gain| [Model::LowShelf(*gain), Model::HighShelf(*gain)]);
                let cuts = [0.5412, 1.3066].map(|q| [Model::LowPass(q), Model::HighPass(q)]);
                for model in bells.chain(shelves).chain(cuts.into_iter().flatten()) {
                    let section = Section::matched(model, corner);
                    let sane = section.g > 0.0 && section.k > 0.0 && section.k.is_finite();
                    assert!(
                        sane && section.mix.iter().all(|mix| mix.abs() < 1e3),
                        "{model:?} {corner}: {section:?}"
                    );
                }
            }
        }
    }
}
