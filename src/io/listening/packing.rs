//! Blocks of 10 ms made packets, one of each length that somebody wants. Packets of every length end together now and then; there
//! somebody may change from one to another without missing anything.

use super::grade::Grade;
use super::packet::{Head, Kind, pcm};
use crate::formats::encoders::packets::{self, PacketEncoder};
use std::sync::Arc;

/// Blocks after which packets of every length end: 60 ms.
const TOGETHER: u32 = 6;

/// What somebody is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Samples.
    Pcm,
    /// Opus.
    Opus(Grade),
}

impl Form {
    /// Blocks in a packet.
    pub fn blocks(self) -> u32 {
        match self {
            Form::Pcm => 1,
            Form::Opus(grade) => grade.blocks(),
        }
    }
}

/// The blocks since packets of every length have ended.
#[derive(Default)]
pub struct Packing {
    together: Vec<[f32; 2]>,
    blocks: u32,
    /// One for each grade.
    encoders: [Option<PacketEncoder>; 3],
}

impl Packing {
    /// Frames that decoded Opus lies behind what was encoded; `None`: there is no Opus at this rate.
    pub fn opus_delay(&mut self, rate: u32) -> Option<u16> {
        (rate == packets::RATE).then_some(())?;
        self.encoder(Grade::Full).map(|encoder| encoder.delay())
    }

    fn encoder(&mut self, grade: Grade) -> Option<&mut PacketEncoder> {
        let encoder = &mut self.encoders[grade as usize];
        if encoder.is_none() {
            *encoder = PacketEncoder::new(grade.kilobits()).ok();
        }
        encoder.as_mut()
    }

    /// Packets of every length begin with the next block.
    pub fn begin(&mut self) {
        self.together.clear();
        self.blocks = 0;
    }

    /// Another block begins. Whether somebody can get `wanted` from there on in the place of `present`.
    pub fn can_change(&self, present: Option<Form>, wanted: Form) -> bool {
        let longest = wanted.blocks().max(present.map_or(1, Form::blocks));
        (self.blocks % TOGETHER).is_multiple_of(longest)
    }

    /// A block.
    pub fn add(&mut self, block: &[[f32; 2]]) {
        if self.blocks == TOGETHER {
            self.begin();
        }
        self.together.extend_from_slice(block);
        self.blocks += 1;
    }

    /// The packet of that form that ends with the latest block, of so many frames, if one does. `head` is that of a packet of this block
    /// alone.
    pub fn packet(&mut self, form: Form, head: Head) -> Option<Arc<[u8]>> {
        if !self.blocks.is_multiple_of(form.blocks()) {
            return None;
        }
        let frames = usize::from(head.frames) * form.blocks() as usize;
        let from = self.together.len().checked_sub(frames)?;
        let earlier = (frames - usize::from(head.frames)) as u64;
        let head = Head { frames: frames as u16, at: head.at.saturating_sub(earlier), ..head };
        match form {
            Form::Pcm => Some(Head { kind: Kind::Pcm, ..head }.packet(&pcm(&self.together[from..])).into()),
            Form::Opus(grade) => {
                let together = std::mem::take(&mut self.together);
                let sound = self.encoder(grade).and_then(|encoder| encoder.encode(&together[from..]).ok());
                let packet = sound.map(|sound| Head { kind: Kind::Opus, ..head }.packet(sound).into());
                self.together = together;
                packet
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::encoders::packets::PacketDecoder;

    const BLOCK: usize = 480;

    #[test]
    fn whoever_changes_from_one_length_to_another_misses_nothing_and_hears_nothing_twice() {
        let sine = |n: usize| [0.5 * (n as f32 * 440.0 * std::f32::consts::TAU / 48_000.0).sin(); 2];
        let (mut packing, mut decoder) = (Packing::default(), PacketDecoder::new().expect("a decoder"));
        let delay = usize::from(packing.opus_delay(48_000).expect("Opus"));
        assert_eq!(packing.opus_delay(44_100), None);
        let (mut form, mut heard, mut lengths) = (None, Vec::new(), Vec::new());
        for number in 0..400 {
            let [least, half, full] = Grade::ALL.map(Form::Opus);
            let wanted = [full, half, least, half, full, least, full, full][number / 50];
            if packing.can_change(form, wanted) {
                form = Some(wanted);
            }
            let block: Vec<[f32; 2]> = (number * BLOCK..(number + 1) * BLOCK).map(sine).collect();
            packing.add(&block);
            let at = (number * BLOCK) as u64;
            let head = Head { kind: Kind::Rest, frames: 480, sequence: number as u32, at, micros: 0 };
            let Some(packet) = form.and_then(|form| packing.packet(form, head)) else { continue };
            let (head, sound) = Head::read(&packet).expect("a packet");
            assert_eq!(head.at, heard.len() as u64, "it goes on where the last one has ended");
            assert_eq!((head.kind, head.sequence), (Kind::Opus, number as u32));
            heard.extend(decoder.decode(sound, head.frames.into()).expect("sound"));
            lengths.push(head.frames);
        }
        lengths.dedup();
        assert_eq!(lengths, [480, 960, 2_880, 960, 480, 2_880, 480]);
        assert!(heard.len() >= 394 * BLOCK, "{}", heard.len());
        let whole = (9_600..heard.len() - delay).map(|n| (heard[n + delay][0], sine(n)[0]));
        let [product, ours, meant] = whole.fold([0.0_f64; 3], |sums, (heard, sine)| {
            let (heard, sine) = (f64::from(heard), f64::from(sine));
            [sums[0] + heard * sine, sums[1] + heard * heard, sums[2] + sine * sine]
        });
        let likeness = product / (ours * meant).sqrt();
        assert!(likeness > 0.95, "the same tone throughout, as alike as {likeness}");
    }
}
