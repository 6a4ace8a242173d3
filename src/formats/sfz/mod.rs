//! SFZ: an instrument as a text beside its samples, version 1 and what of 2 the sampler has (<https://sfzformat.com>).

mod opcodes;
pub mod text;

use super::foreign::{Foreign, MOST_ZONES, NotTaken, Region, Sound, patch};
use super::problem::Problem;
use opcodes::{Settings, key, set};
use std::collections::BTreeMap;
use text::{Include, Token, tokens};

/// The most sounds that an instrument plays.
const MOST_SOUNDS: usize = 4_096;

/// The settings of the levels of headers, from the outermost in, as far as the text has come.
#[derive(Default)]
struct Levels {
    global: Settings,
    master: Settings,
    group: Settings,
    /// What stands before every sample's path.
    folder: String,
    /// Keys and octaves that are added to every key.
    moved: [f32; 2],
}

/// Where opcodes go.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Control,
    Global,
    Master,
    Group,
    Region,
    /// A header that is not understood.
    Other,
}

/// What is being read.
#[derive(Default)]
struct Reading {
    levels: Levels,
    regions: Vec<Region>,
    /// Seconds in which their loops fade.
    fades: Vec<f32>,
    /// Whether nothing is said of their loops.
    open_loops: Vec<bool>,
    sounds: Vec<String>,
    /// Their places.
    numbers: BTreeMap<String, usize>,
    /// By its number: a group as the file has it.
    groups: Vec<i64>,
    not_taken: NotTaken,
    /// Regions that no note strikes, and those of another articulation than the first.
    left_out: [usize; 2],
    articulation: Option<f32>,
}

/// Reads an instrument. `path` is for messages; `name` is its name; `include` reads the files that it includes.
///
/// # Errors
/// If there is nothing in it that could be played.
pub fn read(path: &str, name: &str, text: &str, include: &mut Include) -> Result<Foreign, Problem> {
    let (tokens, mut told) = tokens(text, include);
    let mut reading = Reading::default();
    let mut level = Level::Other;
    let mut region: Option<Settings> = None;
    for token in tokens {
        match token {
            Token::Header(name) => {
                reading.finish(region.take());
                level = reading.header(&name);
                if level == Level::Region {
                    region = Some(reading.levels.group.clone());
                }
            }
            Token::Opcode(name, value) => reading.opcode(level, region.as_mut(), &name, &value),
        }
    }
    reading.finish(region);
    if reading.regions.is_empty() {
        let wrong = "no region of it plays a sample".to_owned();
        let expected = "expected an SFZ instrument: `<region> sample=FILE`".to_owned();
        return Err(Problem { path: path.to_owned(), line: 0, column: 0, wrong, expected });
    }
    told.extend(reading.not_taken.sentence("settings"));
    let [struck, articulations] = reading.left_out;
    for (count, what) in [(struck, "that no key strikes"), (articulations, "of other articulations")] {
        if count > 0 {
            told.push(format!("{count} regions {what} are left out"));
        }
    }
    let patch = patch(reading.regions, &mut told);
    let sounds = reading.sounds.into_iter().map(Sound::File).collect();
    let Reading { fades, open_loops, .. } = reading;
    Ok(Foreign { name: name.to_owned(), patch, sounds, fades, open_loops, told })
}

impl Reading {
    fn header(&mut self, name: &str) -> Level {
        let levels = &mut self.levels;
        match name {
            "control" => Level::Control,
            "global" => {
                (levels.global, levels.master, levels.group) = Default::default();
                Level::Global
            }
            "master" => {
                levels.master = levels.global.clone();
                levels.group = levels.global.clone();
                Level::Master
            }
            "group" => {
                levels.group = levels.master.clone();
                Level::Group
            }
            "region" => Level::Region,
            other => {
                self.not_taken.add(&format!("<{other}>"));
                Level::Other
            }
        }
    }

    fn opcode(&mut self, level: Level, region: Option<&mut Settings>, name: &str, value: &str) {
        let Levels { global, master, group, folder, moved } = &mut self.levels;
        let known = match level {
            Level::Control => match name {
                "default_path" => {
                    *folder = value.replace('\\', "/");
                    true
                }
                "note_offset" => key(value).map(|keys| moved[0] = keys).is_some(),
                "octave_offset" => key(value).map(|octaves| moved[1] = 12.0 * octaves).is_some(),
                _ => false,
            },
            // What is set outside holds inside too.
            Level::Global => [global, master, group].map(|each| set(each, name, value))[0],
            Level::Master => [master, group].map(|each| set(each, name, value))[0],
            Level::Group => set(group, name, value),
            Level::Region => region.is_some_and(|region| set(region, name, value)),
            Level::Other => return,
        };
        if !known {
            self.not_taken.add(name);
        }
    }

    /// A region is complete.
    fn finish(&mut self, region: Option<Settings>) {
        let Some(settings) = region.filter(|region| !region.sample.is_empty()) else { return };
        if settings.trigger != "attack" {
            self.left_out[0] += 1;
            return;
        }
        // Of the articulations that keys switch between, one is taken: the first that is chosen, or the first there is.
        if let [Some(last), first] = settings.switched {
            let chosen = *self.articulation.get_or_insert(first.unwrap_or(last));
            if chosen != last {
                self.left_out[1] += 1;
                return;
            }
        }
        let sound = format!("{}{}", self.levels.folder, settings.sample);
        let known = self.numbers.get(&sound).copied();
        let number = known.unwrap_or(self.sounds.len());
        if number >= MOST_SOUNDS || self.regions.len() >= MOST_ZONES {
            return self.not_taken.add("<region>");
        }
        let keys = self.levels.moved[0] + self.levels.moved[1];
        let Some(mut region) = settings.region(keys, number as u16) else { return };
        if known.is_none() {
            self.numbers.insert(sound.clone(), number);
            self.sounds.push(sound);
        }
        [region.zone.choke_group, region.zone.choked_by] = settings.groups.map(|group| self.group(group));
        self.regions.push(region);
        self.fades.push(settings.fade);
        self.open_loops.push(settings.leaves_loop_open());
    }

    /// The number from 1 to 255 for a group of the file; 0 for none.
    fn group(&mut self, group: i64) -> u8 {
        if group == 0 {
            return 0;
        }
        let known = self.groups.iter().position(|other| *other == group);
        let place = known.unwrap_or(self.groups.len());
        if known.is_none() && place < usize::from(u8::MAX) {
            self.groups.push(group);
        }
        u8::try_from(place + 1).unwrap_or(0)
    }
}
