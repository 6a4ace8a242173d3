//! Sound that no decoder of this language decodes: ffmpeg, where it is installed, does. It reads the file itself, and what it gives comes through a
//! pipe, block by block, at the file's own rate and with all its channels.

use super::audio::{MOST_CHANNELS, Piece, Streamed, has_possible_rate, odd_told, problem, sane};
use super::ffmpeg::{Giving, file};
use super::problem::Problem;
use super::riff::big_long;
use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;
use std::path::Path;

/// A kind of file that only ffmpeg reads.
#[derive(Debug)]
pub struct Kind {
    /// Its name for people.
    pub name: &'static str,
    /// The endings of such files.
    pub endings: &'static [&'static str],
    /// The byte from which on they have some that tell them, and these.
    told_by: (usize, &'static [u8]),
    /// Its names at ffmpeg.
    readers: &'static str,
}

const fn kind(
    name: &'static str,
    endings: &'static [&'static str],
    told_by: (usize, &'static [u8]),
    readers: &'static str,
) -> Kind {
    Kind { name, endings, told_by, readers }
}

/// All of them.
pub const KINDS: &[Kind] = &[
    kind("AU", &["au", "snd"], (0, b".snd"), "au"),
    kind("Creative Voice", &["voc"], (0, b"Creative Voice File"), "voc"),
    kind("Wave64", &["w64"], (0, b"riff\x2E\x91\xCF\x11"), "w64"),
    kind("WavPack", &["wv"], (0, b"wvpk"), "wv"),
    kind("True Audio", &["tta"], (0, b"TTA1"), "tta"),
    kind("Windows Media", &["wma", "asf"], (0, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11"), "asf"),
    kind("AC-3", &["ac3", "eac3", "ec3"], (0, b"\x0B\x77"), "ac3,eac3"),
    kind("DTS", &["dts"], (0, b"\x7F\xFE\x80\x01"), "dts"),
    kind("TrueHD", &["thd", "mlp"], (4, b"\xF8\x72\x6F"), "truehd,mlp"),
    kind("Monkey's Audio", &["ape"], (0, b"MAC "), "ape"),
    kind("Musepack", &["mpc"], (0, b"MPCK"), "mpc8"),
    kind("Musepack", &["mp+"], (0, b"MP+"), "mpc"),
    kind("TAK", &["tak"], (0, b"tBaK"), "tak"),
    kind("Shorten", &["shn"], (0, b"ajkg"), "shn"),
    kind("DSD", &["dsf"], (0, b"DSD "), "dsf"),
    kind("DSDIFF", &["dff"], (0, b"FRM8"), "iff"),
    kind("8SVX", &["8svx", "iff"], (8, b"8SVX"), "iff"),
    kind("AMR", &["amr", "awb"], (0, b"#!AMR"), "amr"),
    kind("RealMedia", &["rm", "ra"], (0, b".RMF"), "rm"),
    kind("RealAudio", &["ra"], (0, b".ra\xFD"), "rm"),
    kind("NIST Sphere", &["sph"], (0, b"NIST_1A"), "nistsphere"),
    kind("Ensoniq PARIS", &["paf"], (0, b" paf"), "epaf"),
    kind("OpenMG", &["oma", "aa3"], (0, b"EA3"), "oma"),
];

/// The kinds of files that others read too, but not with every codec in them.
const SHARED: &str = "wav,aiff,caf,flac,mp3,aac,ogg,mov,matroska";

/// How many bytes from a file's start tell its kind.
pub const TELLING: usize = 20;

/// The kind of a file that begins so.
pub fn kind_of(start: &[u8]) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| {
        let (at, bytes) = kind.told_by;
        start.get(at..).is_some_and(|rest| rest.starts_with(bytes))
    })
}

/// Why a file gave no sound.
pub enum Silent {
    /// There is no ffmpeg here.
    NotInstalled,
    /// What is wrong with it.
    Faulty(Problem),
}

/// Decodes the file piece by piece until its end or until `hear` says stop. `path` is only for the message.
///
/// # Errors
/// If ffmpeg is not installed, or gives nothing of it.
pub fn stream(
    path: &str,
    place: &Path,
    hear: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<Streamed, Silent> {
    let faulty = |wrong: String| Silent::Faulty(problem(path, wrong));
    let mut readers: Vec<&str> = KINDS.iter().map(|kind| kind.readers).collect();
    readers.push(SHARED);
    let started = Giving::start(|command| {
        // Lists of other files and scripts, which it reads too, are no sounds.
        command.args(["-format_whitelist", &readers.join(","), "-protocol_whitelist", "file", "-i"]);
        command.arg(file(place)).args(["-map", "0:a:0", "-c:a", "pcm_f32be", "-f", "au", "pipe:1"]);
    });
    let mut giving = match started {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Silent::NotInstalled),
        started => started.map_err(|error| faulty(format!("ffmpeg cannot be started ({error})")))?,
    };
    let Some(head) = Head::read(&mut giving).map_err(|error| faulty(error.to_string()))? else {
        let why = giving.end().err().map_or("it holds no sound".to_owned(), |error| error.to_string());
        return Err(faulty(format!("it cannot be decoded ({why})")));
    };
    if !has_possible_rate(head.rate) || !(1..=MOST_CHANNELS).contains(&head.channels) {
        return Err(faulty(format!(
            "it has {} channels at {} Hz, which is impossible",
            head.channels, head.rate
        )));
    }
    let (frames, odd, is_heard) = head.hear(&mut giving, hear).map_err(|error| faulty(error.to_string()))?;
    if !is_heard {
        return Ok(Streamed { frames, flaw: None });
    }
    let ended = giving.end();
    if frames == 0 {
        let why = ended.err().map(|error| format!(" ({error})")).unwrap_or_default();
        return Err(faulty(format!("no frame of it can be decoded{why}")));
    }
    let flaw = match ended {
        Err(error) => Some(format!("ends before its time ({error})")),
        Ok(told) => told.map(|told| format!("has broken places ({told})")).or_else(|| odd_told(odd)),
    };
    Ok(Streamed { frames, flaw })
}

/// What comes before the samples: a header of AU, whose numbers have their highest byte first.
#[derive(Debug)]
struct Head {
    rate: u32,
    channels: usize,
}

impl Head {
    /// Frames of a piece.
    const PIECE: usize = 1 << 14;

    /// `None` if nothing comes.
    fn read(source: &mut impl Read) -> io::Result<Option<Head>> {
        let mut bytes = Vec::new();
        if source.take(24).read_to_end(&mut bytes)? < 24 {
            return Ok(None);
        }
        let number = |at| big_long(&bytes, at).unwrap_or(0);
        let behind = u64::from(number(4)).saturating_sub(24);
        io::copy(&mut source.take(behind), &mut io::sink())?;
        Ok(Some(Head { rate: number(16), channels: number(20) as usize }))
    }

    /// Turns bytes into pieces; how many frames came, how many of their samples are no numbers, and whether somebody still listens.
    fn hear(
        &self,
        source: &mut impl Read,
        hear: &mut dyn FnMut(Piece) -> ControlFlow<()>,
    ) -> io::Result<(u64, usize, bool)> {
        let width = 4 * self.channels;
        let mut channels = vec![Vec::new(); self.channels];
        let (mut bytes, mut frames, mut odd) = (Vec::with_capacity(Head::PIECE * width), 0, 0);
        loop {
            bytes.clear();
            source.take((Head::PIECE * width) as u64).read_to_end(&mut bytes)?;
            let count = bytes.len() / width;
            if count == 0 {
                return Ok((frames, odd, true));
            }
            for (number, channel) in channels.iter_mut().enumerate() {
                let samples = bytes.chunks_exact(width).filter_map(|frame| big_long(frame, 4 * number));
                channel.clear();
                channel.extend(samples.map(f32::from_bits));
                odd += channel.iter().filter(|sample: &&f32| !sample.is_finite()).count();
                channel.iter_mut().for_each(|sample| *sample = sane(*sample));
            }
            frames += count as u64;
            if hear(Piece { rate: self.rate, channels: &channels, of: None }).is_break() {
                return Ok((frames, odd, false));
            }
        }
    }
}
