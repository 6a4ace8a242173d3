//! The form in which sound goes to listeners: a head that counts packets and frames, so that what is missing is seen, and the sound.

/// Bytes of the head. Numbers in it have their lowest byte first: kind (8 bits), 0 (8), frames (16), sequence (32), frame (64),
/// microsecond (64).
pub const HEAD: usize = 24;

/// What a packet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Samples of 16 bits, left and right in turn, the lower byte first.
    Pcm,
    /// An Opus packet.
    Opus,
    /// Nothing: from that frame on there is silence until sound comes.
    Rest,
}

impl Kind {
    const ALL: [(Kind, u8); 3] = [(Kind::Pcm, 1), (Kind::Opus, 2), (Kind::Rest, 3)];
}

/// What stands before the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// What follows.
    pub kind: Kind,
    /// Frames of sound in it.
    pub frames: u16,
    /// The packet's number; the same in every codec. A number that is skipped was lost.
    pub sequence: u32,
    /// The engine's frame at which it begins.
    pub at: u64,
    /// The sender's clock, in microseconds, when the engine gave the last of its frames.
    pub micros: i64,
}

impl Head {
    /// The packet as it is sent.
    pub fn packet(&self, sound: &[u8]) -> Vec<u8> {
        let kind = Kind::ALL.iter().find(|(kind, _)| *kind == self.kind).map_or(0, |(_, byte)| *byte);
        let mut packet = Vec::with_capacity(HEAD + sound.len());
        packet.extend([kind, 0]);
        packet.extend(self.frames.to_le_bytes());
        packet.extend(self.sequence.to_le_bytes());
        packet.extend(self.at.to_le_bytes());
        packet.extend(self.micros.to_le_bytes());
        packet.extend(sound);
        packet
    }

    /// Head and sound of a packet; `None` if it is none.
    pub fn read(packet: &[u8]) -> Option<(Head, &[u8])> {
        let (head, sound) = packet.split_first_chunk::<HEAD>()?;
        let (kind, _) = Kind::ALL.into_iter().find(|(_, byte)| *byte == head[0])?;
        let part = |from: usize| head[from..].first_chunk::<8>().map(|bytes| u64::from_le_bytes(*bytes));
        let head = Head {
            kind,
            frames: u16::from_le_bytes([head[2], head[3]]),
            sequence: u32::from_le_bytes([head[4], head[5], head[6], head[7]]),
            at: part(8)?,
            micros: part(16)? as i64,
        };
        Some((head, sound))
    }
}

/// Frames as samples of 16 bits.
pub fn pcm(frames: &[[f32; 2]]) -> Vec<u8> {
    let whole = |sample: &f32| (sample * 32_768.0).round().clamp(-32_768.0, 32_767.0) as i16;
    frames.as_flattened().iter().flat_map(|sample| whole(sample).to_le_bytes()).collect()
}

/// Frames of samples of 16 bits.
pub fn frames(pcm: &[u8]) -> Vec<[f32; 2]> {
    let sample = |low: u8, high: u8| f32::from(i16::from_le_bytes([low, high])) / 32_768.0;
    pcm.as_chunks::<4>().0.iter().map(|[a, b, c, d]| [sample(*a, *b), sample(*c, *d)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_come_as_they_were_sent_and_anything_else_is_none() {
        for kind in [Kind::Pcm, Kind::Opus, Kind::Rest] {
            let head = Head { kind, frames: 480, sequence: 70_000, at: 1 << 40, micros: -5 };
            let packet = head.packet(b"sound");
            assert_eq!(packet.len(), HEAD + 5);
            assert_eq!(Head::read(&packet), Some((head, &b"sound"[..])));
            assert_eq!(Head::read(&packet[..HEAD - 1]), None);
        }
        assert_eq!(Head::read(&[9; 40]), None);
    }

    #[test]
    fn samples_of_16_bits_stay_what_they_are_and_louder_ones_are_cut() {
        let sound = [[0.0, 0.25], [-1.0, 1.0], [7.0, -7.0]];
        let full = 32_767.0 / 32_768.0;
        assert_eq!(frames(&pcm(&sound)), [[0.0, 0.25], [-1.0, full], [full, -1.0]]);
    }
}
