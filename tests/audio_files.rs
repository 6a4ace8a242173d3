//! Audio files as samples: every kind gives the same tone, and no broken file gives a panic or takes memory for what it only declares.

mod memory;

use memory::most_memory;
use proptest::prelude::*;
use segno::formats::audio::{Decoded, decode};
use segno::formats::problem::Problem;

/// A sine of 440 Hz at half of full scale: one channel, 22,050 Hz, 4,410 frames.
const TONES: [(&str, &[u8]); 5] = [
    ("tone.wav", include_bytes!("audio/tone.wav")),
    ("tone.aiff", include_bytes!("audio/tone.aiff")),
    ("tone.flac", include_bytes!("audio/tone.flac")),
    ("tone.mp3", include_bytes!("audio/tone.mp3")),
    ("tone.ogg", include_bytes!("audio/tone.ogg")),
];

/// The same as others write it, and the rate that it has there.
const OTHERS: [(&str, &[u8], u32); 8] = [
    ("tone.opus", include_bytes!("audio/tone.opus"), 48_000),
    ("tone.mka", include_bytes!("audio/tone.mka"), 48_000),
    ("tone.m4a", include_bytes!("audio/tone.m4a"), 22_050),
    ("tone.aac", include_bytes!("audio/tone.aac"), 22_050),
    ("tone.mp2", include_bytes!("audio/tone.mp2"), 22_050),
    ("adpcm.wav", include_bytes!("audio/adpcm.wav"), 22_050),
    ("alac.m4a", include_bytes!("audio/alac.m4a"), 22_050),
    ("alac.caf", include_bytes!("audio/alac.caf"), 22_050),
];

/// How much of the tone is at `hertz`, as the amplitude of a sine.
fn amplitude(audio: &[f32], rate: f32, hertz: f32) -> f32 {
    let angle = |n: usize| std::f32::consts::TAU * hertz * n as f32 / rate;
    let sums = audio.iter().enumerate().fold((0.0, 0.0), |(sine, cosine), (n, sample)| {
        (sine + sample * angle(n).sin(), cosine + sample * angle(n).cos())
    });
    2.0 * f32::hypot(sums.0, sums.1) / audio.len() as f32
}

#[test]
fn every_kind_of_file_gives_the_tone() {
    for (name, bytes) in TONES {
        let Decoded { audio, flaw } = decode(name, bytes).expect(name);
        assert_eq!((audio.rate(), audio.channels(), flaw), (22_050, 1, None), "{name}");
        assert!(audio.frames().abs_diff(4_410) <= 1_152, "{name}: {} frames", audio.frames());
        let middle = &audio.channel(0)[500..3_500];
        let found = amplitude(middle, 22_050.0, 440.0);
        assert!((found - 0.5).abs() < 0.03, "{name}: {found} of the tone");
    }
}

#[test]
fn files_of_other_programs_give_the_tone_too() {
    for (name, bytes, rate) in OTHERS {
        let Decoded { audio, flaw } = decode(name, bytes).expect(name);
        assert_eq!((audio.rate(), audio.channels(), flaw), (rate, 1, None), "{name}");
        let seconds = audio.frames() as f32 / rate as f32;
        // Some begin with what their encoder needed to begin.
        assert!((0.2..0.3).contains(&seconds), "{name}: {seconds} s");
        let middle = &audio.channel(0)[rate as usize / 10..rate as usize / 5 - rate as usize / 40];
        let found = amplitude(middle, rate as f32, 440.0);
        assert!((found - 0.5).abs() < 0.05, "{name}: {found} of the tone");
    }
    for ((name, bytes, _), frames) in OTHERS[..3].iter().zip([9_600, 9_600, 4_410]) {
        let audio = decode(name, bytes).expect(name).audio;
        assert_eq!(audio.frames(), frames, "{name}: no more than what was encoded");
        assert!(audio.channel(0)[..100].iter().any(|sample| sample.abs() > 0.1), "{name}: it begins at once");
    }
}

#[test]
fn what_is_stored_without_loss_is_the_same_in_every_file() {
    let sound = |(name, bytes): (&str, &[u8])| decode(name, bytes).expect(name).audio;
    let wav = sound(TONES[0]);
    assert_eq!(wav.frames(), 4_410);
    assert_eq!(wav, sound(TONES[1]));
    assert_eq!(wav, sound(TONES[2]));
    for (name, bytes, _) in &OTHERS[6..] {
        assert_eq!(wav, sound((name, bytes)), "{name}");
    }
}

/// A WAV file of 32-bit floats.
fn wav(rate: u32, channels: u16, samples: &[f32]) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut bytes, spec).expect("a writer");
    samples.iter().for_each(|sample| writer.write_sample(*sample).expect("written"));
    writer.finalize().expect("written");
    bytes.into_inner()
}

#[test]
fn of_many_channels_the_first_two_are_left_and_right() {
    let six =
        decode("six.wav", &wav(48_000, 6, &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, -0.1, -0.2, 0.0, 0.0, 0.0, 0.0]));
    let six = six.expect("six channels").audio;
    assert_eq!((six.channels(), six.channel(0), six.channel(1)), (2, &[0.1, -0.1][..], &[0.2, -0.2][..]));
}

#[test]
fn what_is_no_number_becomes_silence() {
    let odd = decode("odd.wav", &wav(48_000, 1, &[f32::NAN, f32::INFINITY, 1e30, -0.25])).expect("a file");
    assert_eq!(odd.audio.channel(0), [0.0, 0.0, 1e4, -0.25]);
    assert_eq!(odd.flaw.as_deref(), Some("has 2 samples that are no numbers: they are silent"));
}

#[test]
fn a_file_that_is_cut_short_gives_what_is_left_of_it() {
    for (name, bytes) in TONES {
        let whole = decode(name, bytes).expect(name).audio;
        let cut = decode(name, &bytes[..bytes.len() * 3 / 4]);
        // The first says where its last part ends before its sound begins, the second has only one page.
        if ["tone.aiff", "tone.ogg"].contains(&name) {
            let expected = "it is cut short; expected WAV, AIFF, CAF, FLAC, MP3,";
            let message = cut.expect_err(name).to_string();
            assert!(message.starts_with(&format!("{name}: {expected}")), "{message}");
            continue;
        }
        let cut = cut.expect(name);
        let frames = cut.audio.frames();
        assert!(frames > 1_000 && frames < whole.frames(), "{name}: {frames} frames");
        assert_eq!(cut.audio.channel(0)[..900], whole.channel(0)[..900], "{name}");
    }
}

#[test]
fn what_is_no_audio_says_so() {
    let cases: [(&str, &[u8], &str); 4] = [
        ("empty.wav", b"", "empty.wav: the file is empty; expected WAV, AIFF, CAF, FLAC,"),
        ("text.wav", &b"This is a text and no music at all. ".repeat(100), "text.wav: it is no audio file"),
        ("zeros.flac", &[0; 10_000], "zeros.flac: it is no audio file"),
        ("head.wav", &TONES[0].1[..44], "head.wav: no frame of it can be decoded"),
    ];
    for (name, bytes, expected) in cases {
        let message = decode(name, bytes).expect_err(name).to_string();
        assert!(message.starts_with(expected), "{message}");
    }
    let slow = decode("slow.wav", &wav(3, 1, &[0.5; 100])).expect_err("an impossible rate").to_string();
    assert_eq!(slow, "slow.wav: its rate of 3 Hz is impossible; expected 1000 to 768000 Hz");
}

/// Whether a small file took little memory. A decoder that gave up is not counted: telling of it with `RUST_BACKTRACE` takes more.
fn is_bounded(decoded: &Result<Decoded, Problem>, memory: isize) -> bool {
    let gave_up = decoded.as_ref().is_err_and(|problem| problem.wrong.contains("gave up"));
    gave_up || memory < 32 << 20
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_change_of_bytes_makes_it_panic_or_grow(
        which in 0..TONES.len() + OTHERS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        early in prop::collection::vec((0usize..160, any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let other = |which: usize| (OTHERS[which].0, OTHERS[which].1);
        let (name, bytes) = TONES.get(which).copied().unwrap_or_else(|| other(which - TONES.len()));
        let mut bytes = bytes.to_vec();
        let length = bytes.len();
        changes.iter().for_each(|(at, byte)| bytes[at.index(length)] = *byte);
        early.iter().for_each(|(at, byte)| bytes[*at] = *byte);
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        let (decoded, memory) = most_memory(|| decode(name, &bytes));
        if let Ok(Decoded { audio, .. }) = &decoded {
            prop_assert!(audio.frames() > 0 && (1..=2).contains(&audio.channels()));
            prop_assert!(audio.channel(0).iter().all(|sample| sample.is_finite()));
        }
        prop_assert!(is_bounded(&decoded, memory), "{memory} bytes for {}", bytes.len());
    }

    #[test]
    fn bytes_without_sense_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..4_096)) {
        let (decoded, memory) = most_memory(|| decode("noise.mp3", &bytes));
        prop_assert!(is_bounded(&decoded, memory), "{memory} bytes for {}", bytes.len());
    }
}
