//! Rendering: the same samples at any block size, exact lengths, parts, loops, levels and stems.

use segno::dsp::loudness::meter::{Meter, What};
use segno::dsp::units::SampleRate;
use segno::formats::wav::Depth;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::render::mixdown::{Level, Request, Stage, Unrendered, Written, mix};
use segno::render::place::Place;
use segno::render::plan::Plan;
use segno::render::rendering::Rendering;
use segno::render::stems::{Stem, stems, write_all};
use segno::song::Song;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::sync::Arc;

/// 120 BPM, four rows a beat: a row lasts 6,000 frames at 48 kHz. Three entries of 8 rows: Intro, Verse, End.
const SONG: &str = r#"(
    format: 1,
    tempo: "120",
    tracks: {
        1: (name: "Lead", volume: -6.0, send_1: -12.0, send_2: -18.0),
        2: (name: "Bass", volume: -10.0),
        3: (name: "Chance", pan: 0.5),
    },
    instruments: {
        0x01: (name: "Saw", patch: (kind: "subtractive", cutoff: 1800.0, voices: 3)),
    },
    order: [
        (pattern: 0, section: "Intro"),
        (pattern: 1, section: "Verse"),
        (pattern: 0, section: "End"),
    ],
    patterns: {
        0: (length: 8, lanes: {
            1: Own(rows: { 0: "C-4 01", 4: "===" }),
        }),
        1: (length: 8, lanes: {
            1: Own(rows: { 0: "E-4 01", 3: "G-4 01", 6: "===" }),
            2: Own(rows: { 0: "C-2 01", 4: "===" }),
            3: Own(rows: { 0: "C-6 01 | ?80", 2: "D-6 01 | ?80", 4: "E-6 01 | ?80", 6: "===" }),
        }),
    },
)"#;
const ROW: u64 = 6_000;

fn song(text: &str) -> Song {
    segno::formats::song::read("test.ron", text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"))
}

fn rendered(song: &Song, plan: &Plan) -> [Vec<f32>; 2] {
    let part = plan.part(song).expect("a part");
    sound(Rendering::new(&part, Arc::new(SampleBank::default()), plan, None))
}

/// All that a rendering gives.
fn sound(mut rendering: Rendering) -> [Vec<f32>; 2] {
    let mut sound = [Vec::new(), Vec::new()];
    while let Some(block) = rendering.next_block() {
        sound.iter_mut().zip(block).for_each(|(sound, block)| sound.extend_from_slice(block));
    }
    assert_eq!(rendering.frames(), sound[0].len() as u64);
    sound
}

fn file(song: &Song, request: &Request) -> (Written, Vec<u8>) {
    let watch = &mut |_: Stage, _: f64| ControlFlow::Continue(());
    let sink = Cursor::new(Vec::new());
    let (written, sink) = mix(song, &Arc::default(), request, sink, watch).expect("rendered");
    (written, sink.into_inner())
}

fn request(plan: Plan) -> Request {
    Request { plan, level: Level::AsItIs, depth: Depth::Float32, is_plain: false }
}

/// The samples of a file of floats, left and right in turn.
fn samples(bytes: &[u8]) -> Vec<f32> {
    let reader = hound::WavReader::new(bytes).expect("a WAV file");
    reader.into_samples::<f32>().map(|sample| sample.expect("a sample")).collect()
}

fn at(order: u16, row: u16) -> Place {
    Place { order, row }
}

/// The highest sample.
fn peak(sound: &[f32]) -> f32 {
    sound.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
}

#[test]
fn threads_that_work_side_by_side_change_nothing() {
    let mut snapshot = segno::cli::bench::stage::full();
    let song = Arc::make_mut(&mut snapshot.song);
    // Two tracks in a group, and a device that listens to another track.
    for track in [1, 2] {
        Arc::make_mut(&mut song.tracks[track]).output = Some(0);
    }
    Arc::make_mut(&mut song.tracks[3]).inserts[0].side = Some(4);
    let to = Some(Place { order: 0, row: 24 });
    let plan = Plan { rate: SampleRate(8_000), to, ..Plan::default() };
    let part = plan.part(song).expect("a part");
    let begin = || Rendering::new(&part, snapshot.samples.clone(), &plan, Some(26_000));
    let alone = sound(begin());
    assert!(alone[0].iter().any(|sample| sample.abs() > 0.05), "it sounds");
    for threads in [2, 3, 8] {
        assert!(alone == sound(begin().side_by_side(threads)), "{threads} threads");
    }
}

#[test]
fn a_song_gives_the_same_bytes_at_any_block_size_and_every_time() {
    let song = song(SONG);
    for (depth, blocks) in [(Depth::Float32, &[1, 17, 64, 480, 4_096, 1_024][..]), (Depth::Int16, &[480])] {
        let render = |block| file(&song, &Request { depth, ..request(Plan { block, ..Plan::default() }) });
        let (written, expected) = render(1_024);
        assert!(written.frames > 24 * ROW && written.loudness.true_peak > Some(-26.0), "{written:?}");
        for block in blocks {
            assert!(render(*block).1 == expected, "{depth:?} in blocks of {block}");
        }
    }
}

#[test]
fn a_stretched_sample_gives_the_same_bytes_at_any_block_size_while_the_tempo_moves() {
    let song = song(
        r#"(
        format: 1,
        tempo: "120",
        tracks: { 1: () },
        samples: { 0: (name: "Beat", path: "samples/beat.wav") },
        instruments: {
            0x01: (name: "Beat", patch: (kind: "sampler", zones: [
                (sample: 0, stretch: "beats", beats: 4.0, loop_mode: "forward"),
            ])),
        },
        order: [(pattern: 0)],
        patterns: { 0: (length: 16, lanes: {
            1: Own(rows: { 0: "C-4 01", 2: "| T14", 4: "| T8C", 9: "C-4 01 | /00 T05", 12: "G-3 01 | T50" }),
        }) },
    )"#,
    );
    let beat = |n: usize| {
        let time = (n % 24_000) as f32 / 48_000.0;
        0.5 * (1_000.0 * time).sin() * (-time / 0.05).exp() + 0.1 * (n as f32 * 0.05).sin()
    };
    let audio = SampleAudio::new(48_000, vec![(0..96_000).map(beat).collect()]);
    let mut bank = SampleBank::new(vec![Some(Arc::new(audio))]);
    assert!(bank.derive(song.instruments.iter().flatten().map(|instrument| &instrument.patch)).is_empty());
    assert!(!bank.onsets(0).is_empty());
    let bank = Arc::new(bank);
    let render = |block| {
        let watch = &mut |_: Stage, _: f64| ControlFlow::Continue(());
        let request = request(Plan { block, ..Plan::default() });
        let (written, sink) = mix(&song, &bank, &request, Cursor::new(Vec::new()), watch).expect("rendered");
        assert!(written.loudness.true_peak > Some(-20.0), "{written:?}");
        sink.into_inner()
    };
    let expected = render(1_024);
    for block in [1, 17, 64, 500, 4_096] {
        assert!(render(block) == expected, "in blocks of {block}");
    }
}

#[test]
fn the_first_row_begins_at_frame_0_and_the_end_is_where_it_is_silent() {
    let song = song(&SONG.replace("send_1: -12.0, send_2: -18.0", "pan: 0.0"));
    let [left, right] = rendered(&song, &Plan::default());
    let first = left.iter().position(|sample| sample.abs() > 1e-3).expect("sound");
    assert!(first < 100, "the note of row 0 is heard at frame {first}");
    // The last note is let go four rows before the end; its release is over by then.
    assert_eq!(left.len() as u64, 24 * ROW);
    let last = rendered(&song, &Plan { to: Some(at(0, 2)), ..Plan::default() });
    let tail = last[0].len() as u64 - 2 * ROW;
    assert!(tail > 100 && tail < 48_000, "a note that sounds at the end fades for {tail} frames");
    let end = last[0][last[0].len() - 1].abs().max(last[1][last[1].len() - 1].abs());
    assert!(end > 1e-4 && end < 2e-3, "{end}");
    assert_eq!(right.len(), left.len());
}

#[test]
fn a_part_is_as_long_as_its_rows_and_sounds_as_in_the_song() {
    let song = song(&SONG.replace("send_1: -12.0, send_2: -18.0", "pan: 0.0"));
    let span = |from, to, loops| {
        let plan = Plan { from, to, loops, ..Plan::default() };
        plan.part(&song).map(|part| part.span.0 / ROW)
    };
    assert_eq!(span(at(0, 0), None, 1), Ok(24));
    assert_eq!(span(at(1, 0), Some(at(2, 0)), 1), Ok(8));
    assert_eq!(span(at(0, 4), Some(at(1, 3)), 1), Ok(7));
    assert_eq!(span(at(0, 4), Some(at(1, 3)), 3), Ok(21));
    assert_eq!(span(at(0, 0), None, 2), Ok(48));
    assert!(span(at(1, 0), Some(at(1, 0)), 1).is_err());
    let whole = rendered(&song, &Plan::default());
    let part = rendered(&song, &Plan { to: Some(at(1, 3)), ..Plan::default() });
    let frames = (11 * ROW) as usize - 100;
    assert!(whole[0][..frames] == part[0][..frames], "up to its end it is the song");
    let verse = rendered(&song, &Plan { from: at(1, 0), to: Some(at(2, 0)), ..Plan::default() });
    assert!(peak(&verse[0][..1_000]) > 0.01, "the verse begins at once");
}

#[test]
fn a_loop_of_a_part_begins_again_where_the_part_begins() {
    let song = song(&SONG.replace("send_1: -12.0, send_2: -18.0", "pan: 0.0"));
    let plan = Plan { from: at(0, 0), to: Some(at(0, 6)), loops: 3, ..Plan::default() };
    let [left, _] = rendered(&song, &plan);
    let loud = |row: u64| peak(&left[(row * ROW) as usize..][..2_000]) > 0.02;
    assert!((0..3).all(|round| loud(round * 6)), "a note at the beginning of every round");
    assert!((0..3).all(|round| !loud(round * 6 + 5)), "and silence at its end");
    let end = left.len() as u64;
    assert!((18 * ROW..18 * ROW + 4_000).contains(&end), "{end}");
}

#[test]
fn another_seed_is_another_performance_and_the_same_seed_the_same() {
    let song = song(SONG);
    let verse = |seed| {
        let [left, _] =
            rendered(&song, &Plan { seed, from: at(1, 0), to: Some(at(2, 0)), ..Plan::default() });
        left
    };
    let plain = verse(None);
    assert!(plain == verse(Some(1)), "1 is the song's own seed");
    let others: Vec<_> = (2..8).map(|seed| verse(Some(seed))).collect();
    assert!(others.iter().any(|other| *other != plain));
    assert!(verse(Some(5)) == others[3]);
}

#[test]
fn a_peak_is_exact_and_changes_nothing_else() {
    let song = song(SONG);
    let (plain, bytes) = file(&song, &request(Plan::default()));
    let (louder, louder_bytes) =
        file(&song, &Request { level: Level::Peak(-3.0), ..request(Plan::default()) });
    let reached = louder.loudness.true_peak.expect("sound");
    assert!((reached + 3.0).abs() < 0.001, "{reached} dBTP");
    assert_eq!(louder.frames, plain.frames);
    let decibels = louder.loudness.true_peak.expect("sound") - plain.loudness.true_peak.expect("sound");
    let gain = 10f64.powf(decibels / 20.0) as f32;
    let error = samples(&bytes)
        .iter()
        .zip(samples(&louder_bytes))
        .map(|(plain, louder)| (plain * gain - louder).abs())
        .fold(0.0, f32::max);
    assert!(error < 1e-5, "{error}");
}

#[test]
fn loudness_is_reached_before_the_limiter_which_holds_the_peaks() {
    let song = song(SONG);
    for lufs in [-30.0, -11.0] {
        let request = Request { level: Level::Loudness(lufs), ..request(Plan::default()) };
        let (written, bytes) = file(&song, &request);
        let got = written.loudness.integrated.expect("sound");
        assert!((got - lufs).abs() < 0.1, "{lufs}: {got}");
        let held = written.loudness.true_peak.expect("sound");
        assert!(held <= f64::from(song.mixer.limiter.ceiling) + 0.1, "{lufs}: {held} dBTP");
        // Measured once more from what the file holds.
        let (left, right): (Vec<f32>, Vec<f32>) =
            samples(&bytes).chunks_exact(2).map(|frame| (frame[0], frame[1])).unzip();
        let mut meter = Meter::new(SampleRate::STANDARD, 2, What { peaks: true, tone: false });
        meter.hear(&[&left, &right]);
        assert_eq!(meter.finish().whole(), written.loudness);
    }
}

#[test]
fn loudness_is_reached_downwards_too_where_the_limiter_works_hard() {
    let mut song = song(SONG);
    Arc::make_mut(&mut song.mixer).volume.0 = 24.0;
    for lufs in [-30.0, -20.0, -14.0] {
        let request = Request { level: Level::Loudness(lufs), ..request(Plan::default()) };
        let (written, _) = file(&song, &request);
        let got = written.loudness.integrated.expect("it sounds");
        assert!((got - lufs).abs() < 0.1, "{lufs}: {got}");
        assert!(written.complaints("a", request.level).is_empty());
    }
}

#[test]
fn the_sum_of_the_stems_is_the_mix_where_the_limiter_has_nothing_to_do() {
    let mut song = song(SONG);
    // The first one goes through the second, which has notes of its own.
    Arc::make_mut(&mut song.tracks[0]).output = Some(1);
    let request = request(Plan::default());
    let (written, bytes) = file(&song, &request);
    assert!(written.loudness.true_peak < Some(-3.1), "the limiter sleeps: {written:?}");
    let all = stems(&song);
    assert_eq!(
        all.iter().map(|stem| stem.name.as_str()).collect::<Vec<_>>(),
        ["01 Lead", "02 Bass", "03 Chance"]
    );
    let watch = |_: f64| ControlFlow::Continue(());
    let render = |wanted: &[Stem]| {
        let wanted = wanted.iter().map(|stem| (stem.clone(), Cursor::new(Vec::new()))).collect();
        write_all(&song, &Arc::default(), &request, (written.frames, written.gains), wanted, &watch)
            .expect("stems")
    };
    let mut sum = vec![0.0f32; samples(&bytes).len()];
    for (one, (made, sink)) in all.iter().zip(render(&all)) {
        let alone = render(std::slice::from_ref(one)).remove(0).1.into_inner();
        assert!(sink.get_ref() == &alone, "{}: beside others it is the same", one.name);
        let sound = samples(&alone);
        assert_eq!((made.frames, sound.len()), (written.frames, sum.len()), "{}", one.name);
        assert!(peak(&sound) > 0.01, "{} is heard", one.name);
        sum.iter_mut().zip(&sound).for_each(|(sum, sample)| *sum += sample);
    }
    let error = sum.iter().zip(samples(&bytes)).map(|(sum, mix)| (sum - mix).abs()).fold(0.0, f32::max);
    assert!(error < 1e-4, "{error}");
}

#[test]
fn a_watch_stops_all_stems() {
    let (song, request) = (song(SONG), request(Plan::default()));
    let (written, _) = file(&song, &request);
    let wanted = stems(&song).into_iter().map(|stem| (stem, Cursor::new(Vec::new()))).collect();
    let watch = |part: f64| if part < 0.3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
    let stopped =
        write_all(&song, &Arc::default(), &request, (written.frames, written.gains), wanted, &watch);
    assert!(matches!(stopped, Err((_, Unrendered::Cancelled))));
}

#[test]
fn a_watch_stops_it_and_hears_how_far_it_is() {
    let song = song(SONG);
    let mut parts = Vec::new();
    let mut watch = |stage: Stage, part: f64| {
        parts.push((stage, part));
        if parts.len() < 40 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let stopped = mix(&song, &Arc::default(), &request(Plan::default()), Cursor::new(Vec::new()), &mut watch);
    assert!(matches!(stopped, Err(Unrendered::Cancelled)));
    assert_eq!(parts.len(), 40);
    assert!(parts.windows(2).all(|pair| pair[0].1 < pair[1].1), "{parts:?}");
    assert!((parts[39].1 - 40.0 * 1_024.0 / (24.0 * 6_000.0)).abs() < 0.01, "{:?}", parts[39]);
}

#[test]
fn what_cannot_be_rendered_says_why() {
    let refused = |text: &str, level| {
        let request = Request { level, ..request(Plan::default()) };
        let watch = &mut |_: Stage, _: f64| ControlFlow::Continue(());
        match mix(&song(text), &Arc::default(), &request, Cursor::new(Vec::new()), watch) {
            Err(Unrendered::Refused(reason)) => reason,
            other => panic!("{:?}", other.map(|(written, _)| written)),
        }
    };
    let silent = r#"(format: 1, tempo: "120", order: [(pattern: 0)], patterns: {0: (length: 4)})"#;
    assert_eq!(refused(silent, Level::Loudness(-14.0)), "it is silent: silence cannot be made louder");
    let endless = r#"(format: 1, tempo: "20", order: [(pattern: 0, repeats: 255), (pattern: 0, repeats: 255),
        (pattern: 0, repeats: 255), (pattern: 0, repeats: 255), (pattern: 0, repeats: 255), (pattern: 0, repeats: 255)],
        patterns: {0: (length: 512)})"#;
    assert!(refused(endless, Level::AsItIs).starts_with("it is too long"));
}

#[test]
fn a_curve_of_a_fader_is_heard_as_it_is_drawn_and_without_steps() {
    let plain = SONG
        .replace("1: Own(rows: { 0: \"C-4 01\", 4: \"===\" }),", "1: Own(rows: { 0: \"C-4 01\" }),")
        .replace("send_1: -12.0, send_2: -18.0", "pan: 0.0")
        .replace("name: \"Saw\",", "name: \"Saw\", volume: -20.0,");
    let drawn = plain.replace(
        "1: Own(rows: { 0: \"C-4 01\" }),",
        "1: Own(rows: { 0: \"C-4 01\" }, curves: [(target: \"track.volume\", points: [\"0 40\", \"8 95\"])]),",
    );
    assert_ne!(plain, drawn);
    let plan = Plan { to: Some(at(1, 0)), ..Plan::default() };
    let [[before, _], [after, _]] = [plain, drawn.clone()].map(|text| rendered(&song(&text), &plan));
    let mut last: Option<(usize, f32)> = None;
    for (n, (before, after)) in before.iter().zip(&after).enumerate().take(8 * ROW as usize) {
        let part = n as f32 / (8 * ROW) as f32;
        if before.abs() < 0.005 || n < 3_000 {
            continue;
        }
        let decibels = 20.0 * (after / before).abs().log10();
        let wanted = -60.0 + 72.0 * (0.4 + 0.55 * part) + 6.0;
        assert!((decibels - wanted).abs() < 1.5, "{n}: {decibels} dB, {wanted} dB were drawn");
        if let Some((_, old)) = last.filter(|(at, _)| *at + 1 == n) {
            assert!((decibels - old).abs() < 0.1, "{n}: a step of {} dB", decibels - old);
        }
        last = Some((n, decibels));
    }
    assert!(last.is_some_and(|(at, _)| at > 7 * ROW as usize), "{last:?}");
    let small = file(&song(&drawn), &Request { ..request(Plan { block: 7, ..plan.clone() }) });
    let large = file(&song(&drawn), &request(plan));
    assert!(small.1 == large.1, "the size of blocks changes nothing");
}
