//! Help by topics: what belongs together in a few lines, and every effect with an example that can be heard.

use super::seat::Seat;
use crate::sequencer::effects;

/// Rows of a track that let an effect be heard.
pub type Example = &'static [(u16, &'static str)];

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The name, as it is searched.
    pub name: String,
    /// What it is about, in a sentence.
    pub help: String,
    /// The text; `{command}` stands for the keys of a command.
    pub text: &'static str,
    /// What can be heard of it.
    pub example: Option<Example>,
}

/// What is no effect: name, sentence, text.
const TOPICS: &[(&str, &str, &str)] = &[
    ("grid", "tracks, rows and fields, and how notes get there", include_str!("../../docs/help/grid.txt")),
    ("effects", "letters and digits that move a note", include_str!("../../docs/help/effects.txt")),
    ("blocks", "marking, copying, changing many rows at once", include_str!("../../docs/help/blocks.txt")),
    (
        "finding",
        "going to what stands somewhere, and replacing it",
        include_str!("../../docs/help/finding.txt"),
    ),
    (
        "marks and macros",
        "jumps, marks, remarks, keys that are recorded",
        include_str!("../../docs/help/macros.txt"),
    ),
    ("melody", "scales, chords, lines that are made", include_str!("../../docs/help/melody.txt")),
    (
        "piano roll",
        "the same notes by pitch, and as steps of drums",
        include_str!("../../docs/help/roll.txt"),
    ),
    ("order list", "which pattern plays after which", include_str!("../../docs/help/order.txt")),
    (
        "matrix",
        "what each track plays where, and time put in and taken out",
        include_str!("../../docs/help/matrix.txt"),
    ),
    ("instruments", "sounds, presets, parameters, samples", include_str!("../../docs/help/instruments.txt")),
    (
        "sample editor",
        "waves, treatments, loops, slices, the file browser",
        include_str!("../../docs/help/samples.txt"),
    ),
    ("phrases", "small patterns that notes strike", include_str!("../../docs/help/phrases.txt")),
    ("mixer", "faders, devices, sends, returns, groups", include_str!("../../docs/help/mixer.txt")),
    (
        "automation",
        "parameters that move while the song plays",
        include_str!("../../docs/help/automation.txt"),
    ),
    (
        "faults",
        "what a rehearsal would show, and how it is mended",
        include_str!("../../docs/help/faults.txt"),
    ),
    (
        "live",
        "sections, tracks and tempo while it plays, sets of songs",
        include_str!("../../docs/help/live.txt"),
    ),
    ("recording", "notes and sound as they are played", include_str!("../../docs/help/recording.txt")),
    ("MIDI", "ports, clocks, knobs", include_str!("../../docs/help/midi.txt")),
    ("files", "saving, opening, rendering, what a crash leaves", include_str!("../../docs/help/files.txt")),
    ("SSH", "slow lines, keys that do not arrive, sound elsewhere", include_str!("../../docs/help/ssh.txt")),
    (
        "sessions",
        "lost terminals, coming back, several people at one song",
        include_str!("../../docs/help/sessions.txt"),
    ),
    ("keys", "key maps, keys of one's own, the mouse", include_str!("../../docs/help/keys.txt")),
];

/// What lets each effect be heard: instrument 01 is a lead with a phrase, 02 a sample of eight strokes, and & moves the panning.
const EXAMPLES: &[(&str, Example)] = &[
    (
        "D",
        &[
            (0, "C-4 01 | D01"),
            (1, "| D01"),
            (2, "| D01"),
            (3, "| D01"),
            (4, "| D01"),
            (8, "C-4 01 v10 | D20"),
            (9, "| D20"),
        ],
    ),
    ("I", &[(0, "C-4 01 | I21"), (1, "| I00"), (2, "| I00"), (3, "| I00"), (4, "| I00"), (8, "===")]),
    ("M", &[(0, "C-4 01 | M40"), (4, "C-4 01 | M10"), (8, "C-4 01 | M40"), (12, "===")]),
    (
        "N",
        &[(0, "C-4 01 | N02"), (1, "| N02"), (2, "| N02"), (3, "| N02"), (8, "C-4 01 | N40"), (9, "| N40")],
    ),
    ("R", &[(0, "C-4 01 | R48"), (1, "| R00"), (2, "| R00"), (3, "| R00"), (4, "| R00"), (8, "===")]),
    ("V", &[(0, "C-4 01 | V80"), (4, "C-4 01 | V20"), (8, "C-4 01 | V80"), (12, "===")]),
    (
        "W",
        &[
            (0, "C-4 01 | W04"),
            (1, "| W04"),
            (2, "| W04"),
            (3, "| W04"),
            (4, "| W40"),
            (5, "| W40"),
            (6, "| W40"),
            (7, "| W40"),
        ],
    ),
    ("E", &[(0, "C-4 01 | E08"), (1, "| E08"), (2, "| E08"), (3, "| E08"), (8, "===")]),
    ("F", &[(0, "C-4 01 | F08"), (1, "| F08"), (2, "| F08"), (3, "| F08"), (8, "===")]),
    (
        "G",
        &[
            (0, "C-4 01"),
            (4, "G-4 01 | G10"),
            (5, "| G00"),
            (6, "| G00"),
            (7, "| G00"),
            (8, "C-4 01 | G08"),
            (9, "| G00"),
            (10, "| G00"),
            (11, "| G00"),
            (14, "==="),
        ],
    ),
    (
        "H",
        &[
            (0, "C-4 01"),
            (2, "| H48"),
            (3, "| H00"),
            (4, "| H00"),
            (5, "| H00"),
            (8, "| H4F"),
            (9, "| H00"),
            (10, "| H00"),
            (12, "==="),
        ],
    ),
    (
        "J",
        &[
            (0, "C-4 01 | J47"),
            (1, "| J47"),
            (2, "| J47"),
            (3, "| J47"),
            (4, "C-4 01 | J37"),
            (5, "| J37"),
            (6, "| J37"),
            (7, "| J37"),
            (8, "==="),
        ],
    ),
    ("K", &[(0, "C-4 01 | H48"), (1, "| K01"), (2, "| K01"), (3, "| K01"), (4, "| K01"), (8, "===")]),
    ("L", &[(0, "C-4 01"), (2, "G-4 01 | G10"), (3, "| L01"), (4, "| L01"), (5, "| L01"), (8, "===")]),
    ("U", &[(0, "C-4 01"), (2, "| U48"), (3, "| U00"), (4, "| U00"), (5, "| U00"), (8, "===")]),
    (
        "P",
        &[
            (0, "C-4 01 | P04"),
            (1, "| P04"),
            (2, "| P04"),
            (3, "| P04"),
            (4, "| P40"),
            (5, "| P40"),
            (6, "| P40"),
            (8, "==="),
        ],
    ),
    ("X", &[(0, "C-4 01 | X00"), (4, "C-4 01 | XFF"), (8, "C-4 01 | X80"), (12, "===")]),
    (
        "Y",
        &[
            (0, "C-4 01 | Y4F"),
            (1, "| Y00"),
            (2, "| Y00"),
            (3, "| Y00"),
            (4, "| Y00"),
            (5, "| Y00"),
            (8, "==="),
        ],
    ),
    ("Q", &[(0, "C-4 01 | Q02"), (1, "| Q02"), (2, "| Q02"), (4, "C-4 01 | Q93"), (5, "| Q00"), (8, "===")]),
    ("*", &[(0, "C-4 01 | *30"), (2, "C-4 01 | *43"), (4, "C-4 01 | *8B"), (8, "===")]),
    ("=", &[(0, "C-4 01 | =08"), (2, "C-4 01 | =04"), (4, "C-4 01 | =20"), (8, "===")]),
    ("^", &[(0, "C-4 01 | ^FF"), (2, "C-4 01 | ^FF"), (4, "C-4 01 | ^FF"), (6, "C-4 01 | ^FF"), (8, "===")]),
    ("?", &[(0, "C-4 01 | ?80"), (2, "D-4 01 | ?80"), (4, "E-4 01 | ?80"), (6, "G-4 01 | ?80"), (8, "===")]),
    ("%", &[(0, "C-4 01 | %11"), (2, "D-4 01 | %12"), (4, "E-4 01 | %22"), (8, "===")]),
    ("Z", &[(0, "C-3 01 | Z7F"), (2, "| Z50"), (4, "| Z38"), (6, "| Z20"), (8, "| Z7F"), (12, "===")]),
    (
        "A",
        &[
            (0, "C-4 01 | A06"),
            (2, "C-4 01"),
            (4, "C-4 01 | A03"),
            (6, "C-4 01"),
            (8, "C-4 01 | A06"),
            (12, "==="),
        ],
    ),
    ("B", &[(0, "C-4 01"), (2, "E-4 01"), (4, "G-4 01 | B01"), (8, "C-5 01")]),
    ("C", &[(0, "C-4 01"), (2, "E-4 01"), (4, "G-4 01 | C00"), (8, "C-5 01")]),
    (
        "T",
        &[
            (0, "C-4 01 | T78"),
            (2, "C-4 01"),
            (4, "C-4 01 | TF0"),
            (6, "C-4 01"),
            (8, "C-4 01 | T78"),
            (12, "==="),
        ],
    ),
    ("S", &[(0, "C-4 01 | SC2"), (2, "C-4 01 | SD3"), (4, "C-4 01 | S80"), (6, "C-4 01 | S8F"), (8, "===")]),
    (
        "S1",
        &[
            (0, "C-4 01 | S11"),
            (2, "C-5 01 | G10"),
            (3, "| G00"),
            (4, "| G00"),
            (5, "| G00"),
            (6, "| G00"),
            (10, "==="),
        ],
    ),
    ("S2", &[(0, "C-4 01"), (2, "E-4 01 | S20"), (4, "G-4 01 | S21"), (8, "===")]),
    ("S3", &[(0, "C-4 01 | S32"), (2, "| H4F"), (3, "| H00"), (4, "| H00"), (5, "| H00"), (8, "===")]),
    ("S4", &[(0, "C-4 01 | S42"), (2, "| R4F"), (3, "| R00"), (4, "| R00"), (5, "| R00"), (8, "===")]),
    ("S5", &[(0, "C-4 01 | S52"), (2, "| Y4F"), (3, "| Y00"), (4, "| Y00"), (5, "| Y00"), (8, "===")]),
    ("S6", &[(0, "C-4 01 | S66"), (1, "D-4 01"), (2, "E-4 01 | S63"), (3, "F-4 01"), (6, "===")]),
    ("S7", &[(0, "C-4 01 | S74"), (4, "G-4 01"), (6, "| S70"), (8, "===")]),
    ("S8", &[(0, "C-4 01 | S80"), (4, "C-4 01 | S8F"), (8, "===")]),
    ("SB", &[(0, "C-4 01 | SB0"), (1, "E-4 01"), (2, "G-4 01 | SB2"), (4, "C-5 01"), (6, "===")]),
    ("SC", &[(0, "C-4 01 | SC1"), (2, "C-4 01 | SC3"), (4, "C-4 01 | SC5"), (8, "===")]),
    ("SD", &[(0, "C-4 01"), (1, "D-4 01 | SD3"), (2, "C-4 01"), (3, "D-4 01 | SD5"), (6, "===")]),
    ("SE", &[(0, "C-4 01"), (1, "E-4 01 | SE3"), (2, "G-4 01"), (4, "===")]),
    ("O", &[(0, "C-4 02"), (4, "C-4 02 | O2B"), (6, "C-4 02 | O56"), (8, "C-4 02 | O81"), (12, "===")]),
    (
        "SA",
        &[(0, "C-4 02 | SA1"), (2, "C-4 02 | O08"), (6, "C-4 02 | SA0"), (8, "C-4 02 | O08"), (12, "===")],
    ),
    (
        "/",
        &[
            (0, "C-4 02 | /00"),
            (2, "C-4 02 | /02"),
            (3, "C-4 02 | /01"),
            (4, "C-4 02 | /04"),
            (6, "C-4 02 | /03"),
            (8, "==="),
        ],
    ),
    ("@", &[(0, "C-4 01 | @01"), (6, "F-4 01 | @01"), (12, "===")]),
    (
        "!",
        &[
            (0, "C-4 01 | !60"),
            (2, "E-4 01"),
            (4, "G-4 01 | !00"),
            (6, "C-5 01 | !30"),
            (8, "| !50"),
            (12, "==="),
        ],
    ),
    ("&", &[(0, "C-4 01 | &00"), (4, "C-4 01 | &FF"), (8, "C-4 01 | &80"), (12, "===")]),
];

/// Every topic, effects last.
pub fn all() -> Vec<Topic> {
    let topic = |(name, help, text): &(&str, &str, &'static str)| Topic {
        name: (*name).to_owned(),
        help: (*help).to_owned(),
        text,
        example: None,
    };
    let of_effect = |(code, effect): (String, &effects::Effect)| {
        let example = EXAMPLES.iter().find(|(other, _)| *other == code).map(|(_, example)| *example);
        let text = "{hear-example} plays this example; your song stays as it is. {stop} ends it.";
        Topic { name: format!("effect {code}: {}", effect.name), help: effect.help.to_owned(), text, example }
    };
    TOPICS.iter().map(topic).chain(effects::written().map(of_effect)).collect()
}

/// The topic of that name.
pub fn find(name: &str) -> Option<Topic> {
    all().into_iter().find(|topic| topic.name == name)
}

/// A text with the seat's own keys in the place of `{command}`; where a key may not come through, its stand-in too.
pub fn with_keys(text: &str, seat: &Seat) -> String {
    let mut parts = text.split('{');
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let keys = super::commands::find(name).map(|command| seat.keymap.keys_in(command, seat.layer()));
        let keys = keys.unwrap_or_default();
        let first = keys.first().cloned().unwrap_or_else(|| format!(":{name}"));
        let may_fail = first.contains('F') || first.contains("Alt");
        let other = keys.iter().skip(1).find(|keys| keys.starts_with("Ctrl-W")).filter(|_| may_fail);
        told += &other.map_or(first.clone(), |other| format!("{first} ({other})"));
        told += rest;
    }
    told
}
