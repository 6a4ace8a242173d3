//! The sample editor in words: where the cursor is, what is marked, and the zone of the instrument that plays the sample.

use crate::instruments::sample::SampleAudio;
use crate::instruments::sampler::zone::{LoopMode, Zone};
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::block::counted;
use crate::studio::seat::Seat;
use crate::studio::sheets::values;
use crate::studio::wave::{self, Wave, zone};

/// A length as people read it.
pub fn time(frames: usize, rate: u32) -> String {
    values::seconds(frames as f32 / rate.max(1) as f32)
}

/// How much was done to a sample.
pub fn done(treatments: usize) -> String {
    match treatments {
        0 => "as its file has it".to_owned(),
        number => format!("{}; its file is as it was", counted(number, "treatment")),
    }
}

/// Where the cursor is and what is marked.
pub fn cursor(seat: &Seat, audio: &SampleAudio) -> String {
    let Wave { cursor, .. } = seat.wave;
    let (frames, rate) = (audio.frames(), audio.rate());
    let mut text = format!("frame {cursor} of {frames}, {}", time(cursor as usize, rate));
    if (cursor as usize) < frames {
        let heights = (0..audio.channels()).map(|index| audio.channel(index)[cursor as usize]);
        let heights: Vec<String> = heights.map(|height| format!("{height:+.3}")).collect();
        text += &format!(", {}", heights.join(" "));
    }
    if let Some(marked) = seat.wave.marked(frames) {
        text += &format!("  marked {}, {}", counted(marked.len(), "frame"), time(marked.len(), rate));
    }
    text
}

/// The zone that plays the sample: its borders, its loop, its slices.
pub fn zone(song: &Song, seat: &Seat) -> String {
    match zone::place(song, seat).zip(zone::zone(song, seat)) {
        Some(((slot, number), zone)) => of_zone(slot, number, zone),
        None => "no instrument plays it".to_owned(),
    }
}

fn of_zone(slot: usize, number: usize, zone: &Zone) -> String {
    let end = |frame: u32| if frame == 0 { "end".to_owned() } else { frame.to_string() };
    let mut text =
        format!("instrument {:02X} zone {}: {} to {}", slot + 1, number + 1, zone.start, end(zone.end));
    if zone.loop_mode != LoopMode::Off {
        let mode = LoopMode::NAMES[zone.loop_mode as usize];
        text += &format!(", loop {mode} {} to {}", zone.loop_start, end(zone.loop_end));
        if zone.loop_fade > 0 {
            text += &format!(" fading {}", zone.loop_fade);
        }
    }
    if !zone.slices.is_empty() {
        text += &format!(", {}", counted(zone.slices.len(), "slice"));
    }
    text
}

/// All of it.
pub fn here(studio: &Studio, seat: &Seat) -> String {
    let song = studio.shown();
    let both = wave::reference(song, seat).and_then(|sample| Ok((sample, wave::sound(studio, seat)?)));
    match both {
        Ok((sample, audio)) => {
            let (name, done) = (&sample.name, done(sample.treatments.len()));
            let place = cursor(seat, &audio);
            format!("{place}, sample {} {name}, {done}, {}", seat.wave.sample, zone(song, seat))
        }
        Err(why) => why,
    }
}
