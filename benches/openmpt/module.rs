//! An Impulse Tracker module in memory: 64 channels, each holding one looped note for minutes, no effects, no filters.
//! Layout after the format's own description (ITTECH.TXT).

/// Channels, each with one note.
pub const CHANNELS: usize = 64;

/// Rows of its one pattern; at speed 31 and tempo 32 they last about eight minutes.
const ROWS: u16 = 200;

const HEADER: usize = 0xC0;
const SAMPLE_HEADER: usize = 0x50;

/// The module's bytes: `keys` (MIDI) are held on the channels in turn; `sample` loops whole and sounds as recorded at key 60.
pub fn bytes(keys: &[u8], sample: &[i16], rate: u32) -> Vec<u8> {
    let orders = [0u8, 255];
    let sample_at = HEADER + orders.len() + 4 + 4;
    let pattern = pattern(keys);
    let pattern_at = sample_at + SAMPLE_HEADER;
    let data_at = pattern_at + pattern.len();
    let mut out = header(orders.len() as u16);
    out.extend_from_slice(&orders);
    out.extend_from_slice(&(sample_at as u32).to_le_bytes());
    out.extend_from_slice(&(pattern_at as u32).to_le_bytes());
    out.extend_from_slice(&sample_header(sample.len() as u32, rate, data_at as u32));
    out.extend_from_slice(&pattern);
    sample.iter().for_each(|frame| out.extend_from_slice(&frame.to_le_bytes()));
    out
}

fn header(orders: u16) -> Vec<u8> {
    let mut out = Vec::from(*b"IMPM");
    out.resize(30, 0); // the title stays empty
    out.extend_from_slice(&[4, 16]);
    // Orders, instruments, samples, patterns; made by and compatible with version 2.14; stereo and linear slides.
    for word in [orders, 0, 1, 1, 0x0214, 0x0214, 0b1001, 0] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    // Global volume, mixing volume, speed, tempo, separation, wheel depth.
    out.extend_from_slice(&[128, 48, 31, 32, 128, 0]);
    out.resize(0x40, 0); // no message
    out.extend((0..CHANNELS).map(|channel| (channel * 64 / CHANNELS) as u8));
    out.resize(HEADER, 64);
    out
}

fn sample_header(frames: u32, rate: u32, at: u32) -> Vec<u8> {
    let mut out = Vec::from(*b"IMPS");
    out.resize(17, 0);
    // Global volume; present, 16 bits, looped; volume.
    out.extend_from_slice(&[64, 0b1_0011, 64]);
    out.resize(46, 0);
    out.extend_from_slice(&[1, 32]); // signed; panning not used
    for word in [frames, 0, frames, rate, 0, 0, at, 0] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out
}

fn pattern(keys: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    for channel in 0..CHANNELS {
        // Channel with a new mask; note, instrument and volume follow.
        let key = keys[channel % keys.len()];
        rows.extend_from_slice(&[(channel as u8 + 1) | 0x80, 0b111, key, 1, 32]);
    }
    rows.resize(rows.len() + usize::from(ROWS), 0); // ends of rows
    let mut out = Vec::new();
    out.extend_from_slice(&(rows.len() as u16).to_le_bytes());
    out.extend_from_slice(&ROWS.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend(rows);
    out
}
