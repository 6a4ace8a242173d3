//! Sounds and a SoundFont, made of nothing.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::f64::consts::TAU;

/// A sine as steps of 16 bits.
pub fn sine(hertz: f64, level: f64, rate: f64, frames: usize) -> Vec<i16> {
    (0..frames).map(|n| ((n as f64 * hertz * TAU / rate).sin() * level * 32_767.0) as i16).collect()
}

fn name(text: &str) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(20, 0);
    bytes
}

fn words(list: &[u16]) -> Vec<u8> {
    list.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub fn chunk(id: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
    let mut chunk = [&id[..], &(bytes.len() as u32).to_le_bytes(), bytes].concat();
    chunk.resize(chunk.len() + bytes.len() % 2, 0);
    chunk
}

fn sample(title: &str, range: [u32; 4], rate: u32, key: u8, cents: i8) -> Vec<u8> {
    let mut bytes = name(title);
    range.into_iter().chain([rate]).for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend([key, cents as u8, 0, 0, 1, 0]);
    bytes
}

/// One preset of so many zones, each with a header of its own for the same 20,000 frames.
pub fn overlapping(count: u16) -> Vec<u8> {
    let smpl: Vec<u8> = sine(500.0, 0.5, 24_000.0, 20_000).iter().flat_map(|s| s.to_le_bytes()).collect();
    let (preset, bag) = ([name("All"), words(&[0, 0, 0]), vec![0; 12]].concat(), |n: u16| words(&[n, 0]));
    let last = [name("EOP"), words(&[0, 0, 1]), vec![0; 12]].concat();
    let header = |n: u16| sample(&format!("{n}"), [0, 20_000, 0, 0], 24_000, 60, 0);
    let pdta = [
        chunk(b"phdr", &[preset, last].concat()),
        chunk(b"pbag", &[bag(0), bag(1)].concat()),
        chunk(b"pgen", &words(&[41, 0, 0, 0])),
        chunk(b"inst", &[name("All"), words(&[0]), name("EOI"), words(&[count])].concat()),
        chunk(b"ibag", &(0..=count).flat_map(bag).collect::<Vec<u8>>()),
        chunk(b"igen", &(0..=count).flat_map(|n| words(&[53, n])).collect::<Vec<u8>>()),
        chunk(b"shdr", &(0..=count).flat_map(header).collect::<Vec<u8>>()),
    ];
    let list = |kind: &[u8], bytes: &[u8]| chunk(b"LIST", &[kind, bytes].concat());
    let all = [&b"sfbk"[..], &list(b"sdta", &chunk(b"smpl", &smpl)), &list(b"pdta", &pdta.concat())];
    chunk(b"RIFF", &all.concat())
}

/// Two samples (500 Hz at 24 kHz, 1,000 Hz at 48 kHz, both of a second at −6 dB), one instrument of three zones, two presets.
pub fn soundfont() -> Vec<u8> {
    soundfont_with(&[])
}

/// The same with modulators in the instrument's zone for all: source, generator, amount, other source, transform.
pub fn soundfont_with(modulators: &[[u16; 5]]) -> Vec<u8> {
    let count = modulators.len() as u16;
    let low = sine(500.0, 0.501, 24_000.0, 24_000);
    let high = sine(1_000.0, 0.501, 48_000.0, 48_000);
    let gap = [0i16; 46];
    let smpl: Vec<u8> =
        [&low[..], &gap, &high[..], &gap].concat().iter().flat_map(|s| s.to_le_bytes()).collect();
    let second = 24_046;
    let preset =
        |title: &str, program: u16, bag: u16| [name(title), words(&[program, 0, bag]), vec![0; 12]].concat();
    let signed = |number: i16| number as u16;
    let keys = |low: u8, high: u8| u16::from_le_bytes([low, high]);
    // The preset's: softer by 6 dB and up by a semitone.
    let pgen = [[48, 60], [51, 1], [41, 0], [41, 0], [0, 0]];
    let igen = [
        // For all zones: a release of a second and a pan to the left.
        [38, 0],
        [17, signed(-500)],
        // Low keys, looped.
        [43, keys(0, 59)],
        [54, 1],
        [53, 0],
        // High keys, with a root and a pan of its own, and a quieter filter.
        [43, keys(60, 127)],
        [17, 0],
        [58, 84],
        [52, signed(-30)],
        [57, 3],
        [53, 1],
        // A sample that is not there.
        [53, 9],
        [0, 0],
    ];
    let gens = |list: &[[u16; 2]]| list.iter().flat_map(|pair| words(pair)).collect::<Vec<u8>>();
    let pdta = [
        chunk(b"phdr", &[preset("Two tones", 5, 0), preset("Plain", 6, 1), preset("EOP", 0, 2)].concat()),
        chunk(b"pbag", &words(&[0, 0, 3, 0, 4, 0])),
        chunk(b"pmod", &[0; 10]),
        chunk(b"pgen", &gens(&pgen)),
        chunk(
            b"inst",
            &[[name("Tones"), words(&[0])].concat(), [name("EOI"), words(&[4])].concat()].concat(),
        ),
        chunk(b"ibag", &words(&[0, 0, 2, count, 5, count, 11, count, 12, count])),
        chunk(
            b"imod",
            &[&modulators.iter().flat_map(|it| words(it)).collect::<Vec<u8>>()[..], &[0; 10]].concat(),
        ),
        chunk(b"igen", &gens(&igen)),
        chunk(
            b"shdr",
            &[
                sample("Low/tone", [0, 24_000, 4_800, 9_600], 24_000, 60, 0),
                sample("High", [second, second + 48_000, second, second], 48_000, 72, 20),
                sample("EOS", [0; 4], 0, 0, 0),
            ]
            .concat(),
        ),
    ]
    .concat();
    let info = [chunk(b"ifil", &words(&[2, 4])), chunk(b"INAM", b"Tones\0")].concat();
    let list = |kind: &[u8], bytes: &[u8]| chunk(b"LIST", &[kind, bytes].concat());
    let all =
        [&b"sfbk"[..], &list(b"INFO", &info), &list(b"sdta", &chunk(b"smpl", &smpl)), &list(b"pdta", &pdta)];
    chunk(b"RIFF", &all.concat())
}
