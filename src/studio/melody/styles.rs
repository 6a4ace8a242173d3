//! Styles of basses and drums, as rows of tables: a sign for each quarter of a beat, over bars of the song's own length.

/// A bass: `r` root, `3` third, `5` fifth, `8` octave, `a` a step towards the next root, `=` lets the key go, `.` goes on.
pub struct BassStyle {
    /// The name.
    pub name: &'static str,
    /// The bar.
    pub bar: &'static str,
}

/// Every bass.
pub const BASSES: &[BassStyle] = &[
    BassStyle { name: "roots", bar: "r...r...r...r..." },
    BassStyle { name: "whole", bar: "r..............." },
    BassStyle { name: "eighths", bar: "r.r.r.r.r.r.r.r." },
    BassStyle { name: "octaves", bar: "r.8.r.8.r.8.r.8." },
    BassStyle { name: "root and fifth", bar: "r.......5......." },
    BassStyle { name: "walking", bar: "r...3...5...a..." },
    BassStyle { name: "offbeat", bar: "=.r.=.r.=.r.=.r." },
    BassStyle { name: "syncopated", bar: "r..r..r...5.r.a." },
    BassStyle { name: "tresillo", bar: "r..r..r.r..r..r." },
    BassStyle { name: "gallop", bar: "r.rrr.rrr.rrr.rr" },
    BassStyle { name: "funk", bar: "r.=r..8=..r.5.8." },
    BassStyle { name: "disco", bar: "r.8.r.8.r.8.5.8." },
    BassStyle { name: "reggae", bar: "=...r.r.=.5.r.3." },
    BassStyle { name: "bossa nova", bar: "r.....5.5.....r." },
    BassStyle { name: "rolling", bar: "=rrr=rrr=rrr=rrr" },
    BassStyle { name: "rock", bar: "r.r.r.r.r.r.5.a." },
];

/// What is struck in a drum pattern.
pub struct Drum {
    /// The name, as [`Genre`] has it.
    pub name: &'static str,
    /// Words in the names of instruments that are this one, the surest first.
    pub words: &'static [&'static str],
    /// The key of General MIDI, for instruments that hold all drums.
    pub midi: u8,
}

/// Every drum.
pub const DRUMS: &[Drum] = &[
    Drum { name: "kick", words: &["kick", "bass drum", "bd"], midi: 36 },
    Drum { name: "snare", words: &["snare", "sd"], midi: 38 },
    Drum { name: "rim", words: &["rim", "stick", "clave"], midi: 37 },
    Drum { name: "clap", words: &["clap"], midi: 39 },
    Drum { name: "hat", words: &["closed", "hat", "hh", "shaker"], midi: 42 },
    Drum { name: "open", words: &["open hat", "open", "hat", "hh"], midi: 46 },
    Drum { name: "ride", words: &["ride", "cymbal", "hat"], midi: 51 },
    Drum { name: "crash", words: &["crash", "cymbal"], midi: 49 },
    Drum { name: "high", words: &["high tom", "hi tom", "conga", "bongo", "tom"], midi: 48 },
    Drum { name: "low", words: &["low tom", "floor tom", "tom"], midi: 43 },
    Drum { name: "bell", words: &["cowbell", "bell", "agogo", "block"], midi: 56 },
];

/// A genre: bars of its drums. `X` accent, `x` struck, `o` ghost, `?` struck by chance, `.` nothing. Bars of several in a row
/// are written one after the other.
pub struct Genre {
    /// The name.
    pub name: &'static str,
    /// What it is known by.
    pub help: &'static str,
    /// Each drum and behind it its signs.
    pub parts: &'static str,
    /// The same for a bar that ends in a fill; drums that are not named go on as they are.
    pub fill: &'static str,
}

const fn genre(name: &'static str, help: &'static str, parts: &'static str, fill: &'static str) -> Genre {
    Genre { name, help, parts, fill }
}

/// The drums of a text with their signs.
pub fn parts(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split(' ').zip(text.split(' ').skip(1)).step_by(2)
}

/// Every genre.
pub const GENRES: &[Genre] = &[
    genre(
        "house",
        "four to the floor, open hats between, 118 to 128",
        "kick X...X...X...X... clap ....X.......X... hat o.?.o.?.o.?.o.?. open ..x...x...x...x.",
        "clap ....X..x..x.X.xx kick X...X...X...X..x",
    ),
    genre(
        "deep house",
        "rim and shuffled hats, 118 to 124",
        "kick X...X...X...X... rim ...x..x....x.?.. clap ....x.......x... hat o?x?o?x?o?x?o?x?",
        "rim ...x..x..x.x.xx.",
    ),
    genre(
        "techno",
        "kick, rolling hats, a clap far back, 125 to 140",
        "kick X...X...X...X... hat ..x...x...x...x. ride o?o?o?o?o?o?o?o? clap ............x... low ..?....?..?...?.",
        "kick X...X...X....... low ..x..x..x.x.x.xx",
    ),
    genre(
        "trance",
        "four to the floor, driving sixteenths, 132 to 142",
        "kick X...X...X...X... clap ....x.......x... open ..X...X...X...X. hat xoxoxoxoxoxoxoxo",
        "snare x.x.x.x.xxxxXXXX kick X...X...X...X.X.",
    ),
    genre(
        "disco",
        "kick on every beat, open hats, 110 to 125",
        "kick X...X...X...X... snare ....X.......X... open ..x...x...x...x. hat x.ox..ox..ox..ox bell x.x.?.x.x.x.?.x.",
        "snare ....X...x.xxX.xx high ..........x..x..",
    ),
    genre(
        "drum and bass",
        "two-step at 170 to 176",
        "kick X.........X..... snare ....X..o.o..X..o hat x.x.x.x.x.x.x.x. ride ?...?...?...?...",
        "kick X.........X..X.. snare ....X..o.x..X.xx",
    ),
    genre(
        "jungle",
        "chopped breaks at 160 to 170",
        "kick X.X.......XX....X.X.......X..... snare ....X..o.o..X..o....X..o.o....X. hat x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x. crash ..............................?.",
        "snare ....X..x.xx.X.xX",
    ),
    genre(
        "breakbeat",
        "broken kick under straight eighths, 120 to 140",
        "kick X..x......X..x.. snare ....X..o....X..? hat x.x.x.x.x.x.x.x. open ......?.......?.",
        "snare ....X..o.xx.X.xx kick X..x......X.....",
    ),
    genre(
        "hip hop",
        "a slow break, 85 to 100",
        "kick X......x..X..... snare ....X.......X... hat x.x.x.x.x.x.x.x?",
        "kick X......x..X..xx. snare ....X.......X..x",
    ),
    genre(
        "boom bap",
        "swung and dusty, 85 to 95",
        "kick X.x....?..X..x.. snare ....X..o....X... hat x.x.x.xox.x.x.x. open ..............?.",
        "snare ....X..o.o..X.oX",
    ),
    genre(
        "trap",
        "half time, rolling hats, 130 to 150",
        "kick X.....x...x....? snare ........X....... hat x.x.x.x.x.xxx.x?x.x.xxx.x.x.xxxx open ......?......... clap ........x.......",
        "snare ........X..x.xxX hat x.x.xxxxx.x.xxxx",
    ),
    genre(
        "dubstep",
        "half time at 140",
        "kick X.....?...x..?.. snare ........X....... hat ..x..x..x..x..x. open ............?...",
        "snare ........X...x.xx",
    ),
    genre(
        "uk garage",
        "two-step with shuffle, 130 to 135",
        "kick X.........x..?.. snare ....X.......X... rim ...o...x.o.....x hat ..x..xx...x..xx. open ......?.......?.",
        "kick X......x..x..... rim ...x..xx.x.x..xx",
    ),
    genre(
        "footwork",
        "triplets of kicks at 160",
        "kick X..x..x.X..x..x. snare ............X... hat ..x...x...x...x. low ?..?..?..?..?.?? clap ....x.......x...",
        "kick X..x..x.X.x.x.xx",
    ),
    genre(
        "rock",
        "eighths, snare on two and four, 100 to 140",
        "kick X.......X.x..... snare ....X.......X... hat x.x.x.x.x.x.x.x.",
        "snare ....X...x.x.x.xx high ........x....... low ............x.x. hat x.x.x.x.........",
    ),
    genre(
        "punk",
        "fast eighths, 160 to 200",
        "kick X.x...x.X.x...x. snare ..X...X...X...X. hat x.x.x.x.x.x.x.x.",
        "snare ..X...X.xxxxXXXX",
    ),
    genre(
        "metal",
        "double kick, 140 to 200",
        "kick XxxxXxxxXxxxXxxx snare ....X.......X... ride x...x...x...x... crash ?...............",
        "snare ....X...xxxx.... high ....x........... low ............xxxx",
    ),
    genre(
        "motown",
        "snare on every beat, 100 to 130",
        "kick X.....x.X.....x. snare X...X...X...X... hat x.x.x.x.x.x.x.x. bell x...x...x...x...",
        "snare X...X...X.x.XxXx",
    ),
    genre(
        "funk",
        "ghosts between the beats, 95 to 115",
        "kick X.x...x...x..x.. snare ....X..o.o.oX..o hat xxxxxxxxxxxxxxxx open ..............?.",
        "snare ....X..o.xoxX.xX",
    ),
    genre(
        "afrobeat",
        "a bell over a kick that talks, 100 to 125",
        "kick X..x..x...x.x... snare ..o.X..o..o.X..o hat x.xxx.xxx.xxx.xx bell x..x..x...x.x...",
        "snare ..o.X..x..x.X.xx",
    ),
    genre(
        "reggae",
        "one drop, 65 to 90",
        "kick ........X....... rim ........X....?.. hat x.x.x.x.x.x.x.x? open ......?.........",
        "snare ........X..xx.xx high ............x...",
    ),
    genre(
        "reggaeton",
        "dembow, 88 to 100",
        "kick X...X...X...X... snare ...X..X....X..X. hat x.x.x.x.x.x.x.x. clap ......?.......?.",
        "snare ...X..X....X..XX low ............x.x.",
    ),
    genre(
        "bossa nova",
        "clave on the rim, 110 to 140",
        "kick X..xX..xX..xX..x rim x..x..x...x..x.. hat xxxxxxxxxxxxxxxx",
        "rim x..x..x...x..xx.",
    ),
    genre(
        "samba",
        "rolling sixteenths, 95 to 115",
        "kick x..XX..Xx..XX..X snare xoxXoxoXxoxXoxoX bell x.x.xx.x.x.xx.x. low ....X.......X...",
        "snare xxxXxxxXxxxXXXXX",
    ),
    genre(
        "synthwave",
        "gated and straight, 80 to 118",
        "kick X...X...X...X... snare ....X.......X... hat x.xxx.xxx.xxx.xx high ..............?. low ...............?",
        "high ........xx...... low ..........xxx.x. snare ....X.......X.XX",
    ),
    genre(
        "electro",
        "syncopated machine, 115 to 130",
        "kick X.....X...x..?.. snare ....X.......X... hat x.xxx.xxx.xxx.xx bell ...?..?...?..?.. clap ....x.......x...",
        "kick X.....X...X.X.X. snare ....X.......XXXX",
    ),
    genre(
        "lo-fi",
        "soft and late, 70 to 85",
        "kick x......o..x..... snare ....x.......x..o hat o.x.o.x.o.x.o.x? rim ..........?.....",
        "kick x......o..x..o..",
    ),
    genre(
        "blues",
        "shuffle, for a beat of three or with swing, 60 to 120",
        "kick X.......X....... snare ....X.......X... ride x..xx..xx..xx..x hat ....x.......x...",
        "snare ....X..xx..xX..x",
    ),
    genre(
        "jazz",
        "ride and hi-hat foot, with swing, 100 to 220",
        "ride x...x.x.x...x.x. hat ....x.......x... kick o...o...o...o... snare ......?...?...o?",
        "snare ......x...xx..xx high ........x...x...",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_have_whole_bars_and_known_drums() {
        assert!(GENRES.len() >= 12);
        for style in BASSES {
            assert_eq!(style.bar.len(), 16, "{}", style.name);
            assert!(style.bar.chars().all(|sign| "r358a=.".contains(sign)), "{}", style.name);
        }
        for genre in GENRES {
            let parts_of = |text, whole| parts(text).map(move |part| (part, whole));
            let all = parts_of(genre.parts, true).chain(parts_of(genre.fill, false));
            for ((drum, signs), whole) in all {
                assert!(DRUMS.iter().any(|row| row.name == drum), "{}: {drum}", genre.name);
                assert!(signs.len() == 16 || whole && signs.len() == 32, "{}: {drum}", genre.name);
                assert!(signs.chars().all(|sign| "Xxo?.".contains(sign)), "{}: {drum}", genre.name);
            }
            let both = parts(genre.parts).chain(parts(genre.fill));
            let mut names: Vec<_> = both.map(|(drum, _)| drum).collect();
            names.sort_unstable();
            names.dedup();
            assert!(names.len() <= crate::song::row::NOTE_COLUMNS, "{}: columns", genre.name);
            assert!(!genre.fill.is_empty());
        }
    }
}
