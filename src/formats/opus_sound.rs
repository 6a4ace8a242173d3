//! The decoder of Opus among those of other codecs: one or two channels at 48 kHz.

use opus_pure::{MAX_PACKET_SAMPLES, OpusDecoder};
use symphonia::core::audio::{
    AsGenericAudioBufferRef, Audio, AudioBuffer, AudioMut, AudioSpec, GenericAudioBufferRef,
};
use symphonia::core::codecs::CodecInfo;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, FinalizeResult};
use symphonia::core::errors::{Error, Result};
use symphonia::core::packet::PacketRef;

/// The rate of what is decoded, in Hz.
pub const RATE: u32 = 48_000;
const INFO: CodecInfo = CodecInfo { short_name: "opus", long_name: "Opus", profiles: &[] };

/// What the head of a stream says (RFC 7845, 5.1).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Head {
    /// Frames at the start that belong to the encoder.
    skip: usize,
    /// By what all samples are multiplied.
    gain: f32,
}

impl Head {
    /// Of the codec's data in Ogg and Matroska; where there is none, nothing is left out or louder.
    fn read(data: &[u8]) -> Head {
        let number = |at: usize| data.get(at..at + 2).map_or([0; 2], |bytes| [bytes[0], bytes[1]]);
        if !data.starts_with(b"OpusHead") {
            return Head { skip: 0, gain: 1.0 };
        }
        let decibels = f32::from(i16::from_le_bytes(number(16))) / 256.0;
        Head { skip: u16::from_le_bytes(number(10)).into(), gain: 10.0_f32.powf(decibels / 20.0) }
    }

    /// Of the same in MP4, whose numbers have their highest byte first; what is left out is an edit there.
    fn read_mp4(data: &[u8]) -> Head {
        let mut data = data.to_vec();
        if let Some(gain) = data.get_mut(16..18) {
            gain.reverse();
        }
        Head { skip: 0, ..Head::read(&data) }
    }
}

/// Decodes packets.
pub struct OpusSound {
    parameters: AudioCodecParameters,
    decoder: OpusDecoder,
    head: Head,
    /// Frames that are still to be left out.
    skip: usize,
    samples: Vec<f32>,
    buffer: AudioBuffer<f32>,
}

impl OpusSound {
    /// For a stream of these parameters, in MP4 or elsewhere.
    ///
    /// # Errors
    /// If it has more than two channels.
    pub fn new(parameters: &AudioCodecParameters, is_mp4: bool) -> Result<OpusSound> {
        let channels = parameters.channels.clone().filter(|channels| (1..=2).contains(&channels.count()));
        let channels = channels.ok_or(Error::Unsupported("opus of more than two channels"))?;
        let count = channels.count();
        let decoder = OpusDecoder::new(RATE as i32, count);
        let read = if is_mp4 { Head::read_mp4 } else { Head::read };
        let head = read(parameters.extra_data.as_deref().unwrap_or_default());
        Ok(OpusSound {
            parameters: parameters.clone(),
            decoder: decoder.map_err(|_| Error::Unsupported("opus of this kind"))?,
            head,
            skip: head.skip,
            samples: vec![0.0; MAX_PACKET_SAMPLES * count],
            buffer: AudioBuffer::new(AudioSpec::new(RATE, channels), MAX_PACKET_SAMPLES),
        })
    }
}

impl AudioDecoder for OpusSound {
    fn reset(&mut self) {
        // A decoder that cannot forget what it heard goes on with it.
        let _ = self.decoder.reset_state();
        self.skip = 0;
    }

    fn codec_info(&self) -> &CodecInfo {
        &INFO
    }

    fn codec_params(&self) -> &AudioCodecParameters {
        &self.parameters
    }

    fn decode_ref(&mut self, packet: &PacketRef<'_>) -> Result<GenericAudioBufferRef<'_>> {
        self.buffer.clear();
        if packet.data.is_empty() {
            return Err(Error::DecodeError("opus: an empty packet"));
        }
        let frames = self.decoder.decode(packet.data, MAX_PACKET_SAMPLES, &mut self.samples);
        let frames = frames.map_err(|_| Error::DecodeError("opus: a broken packet"))?;
        let frames = frames.min(MAX_PACKET_SAMPLES);
        self.buffer.render_uninit(Some(frames));
        let (count, gain) = (self.buffer.spec().channels().count(), self.head.gain);
        for (channel, plane) in self.buffer.iter_planes_mut().enumerate() {
            let samples = self.samples.iter().skip(channel).step_by(count);
            plane.iter_mut().zip(samples).for_each(|(out, sample)| *out = sample * gain);
        }
        let start = self.skip.min(frames);
        self.skip -= start;
        self.buffer.trim(start.max(packet.trim_start.get() as usize), packet.trim_end.get() as usize);
        Ok(self.buffer.as_generic_audio_buffer_ref())
    }

    fn finalize(&mut self) -> FinalizeResult {
        FinalizeResult::default()
    }

    fn last_decoded(&self) -> GenericAudioBufferRef<'_> {
        self.buffer.as_generic_audio_buffer_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_says_what_is_left_out_and_how_loud_it_is() {
        let mut head = b"OpusHead\x01\x02".to_vec();
        head.extend(312_u16.to_le_bytes());
        head.extend(48_000_u32.to_le_bytes());
        head.extend((-6_i16 * 256).to_le_bytes());
        let read = Head::read(&head);
        assert_eq!(read.skip, 312);
        assert!((read.gain - 0.501).abs() < 1e-3, "{}", read.gain);
        head[10..12].reverse();
        head[16..18].reverse();
        assert_eq!(Head::read_mp4(&head), Head { skip: 0, ..read });
        assert_eq!(Head::read(b"OpusHead"), Head { skip: 0, gain: 1.0 });
        assert_eq!(Head::read(b""), Head { skip: 0, gain: 1.0 });
    }
}
