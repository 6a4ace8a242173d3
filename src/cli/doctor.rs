//! `segno doctor`: what works here, and what would make more work.

use super::arguments::Globals;
use super::devices::{plays, quietly};
use super::outcome::Outcome;
use super::print;
use crate::io::audio::devices::list;
use crate::io::audio::{Choice, Output, SoundSource};
use crate::io::paths::Folders;
use crate::io::settings::Settings;
use crate::ui::terminal::console::{Console, Options};
use crate::ui::terminal::line::Facts;
use serde_json::json;
use std::io::IsTerminal;
use std::path::Path;
use std::time::{Duration, Instant};

/// One thing that was looked at.
struct Finding {
    name: String,
    works: bool,
    found: String,
    /// What to do, empty if nothing.
    advice: &'static str,
}

impl Finding {
    fn new(name: impl Into<String>, works: bool, found: impl Into<String>, advice: &'static str) -> Finding {
        Finding { name: name.into(), works, found: found.into(), advice: if works { "" } else { advice } }
    }
}

/// What to install so that sound is heard.
const SOUND_ADVICE: &str = if cfg!(target_os = "linux") {
    "install and start pulseaudio or pipewire-pulse (Debian: `apt install pulseaudio libasound2-plugins`), \
     or play on the machine where you sit"
} else {
    "look at the system's sound settings"
};

/// Looks at everything and prints it. Whatever is missing, the program itself works: the exit code is 0.
pub fn run(globals: Globals) -> Outcome {
    let mut findings = sound();
    findings.extend(terminal());
    findings.extend(folders());
    findings.push(sessions());
    if globals.json {
        let document = |finding: &Finding| {
            json!({
                "name": finding.name, "works": finding.works, "found": finding.found, "advice": finding.advice,
            })
        };
        return print::json(&findings.iter().map(document).collect::<Vec<_>>());
    }
    let mut text = String::new();
    for finding in &findings {
        let word = if finding.works { "works" } else { "fails" };
        text += &format!("{word}  {}: {}\n", finding.name, finding.found);
        if !finding.advice.is_empty() {
            text += &format!("       → {}\n", finding.advice);
        }
    }
    print::text(&text)
}

/// Silence.
struct Silence;

impl SoundSource for Silence {
    fn fill(&mut self, out: &mut [f32], _: usize) {
        out.fill(0.0);
    }
}

/// The sound systems, and a stream that is really opened.
fn sound() -> Vec<Finding> {
    let hosts = quietly(list);
    let mut findings = Vec::new();
    let any = hosts.iter().any(plays);
    for host in &hosts {
        let found = match &host.devices {
            Ok(devices) => {
                let playing = devices.iter().filter(|device| device.rates.is_some()).count();
                format!("{playing} of {} devices can play", devices.len())
            }
            Err(reason) => reason.clone(),
        };
        let advice = if any { "another sound system plays; nothing to do" } else { SOUND_ADVICE };
        findings.push(Finding::new(format!("sound system {}", host.name), plays(host), found, advice));
    }
    let (works, found) = quietly(stream);
    findings.push(Finding::new("a stream of silence", works, found, SOUND_ADVICE));
    findings
}

/// Opens a stream and lets it run for half a second.
fn stream() -> (bool, String) {
    /// The longest wait for the first callback.
    const PATIENCE: Duration = Duration::from_secs(4);
    let choice = Choice::default();
    let rate = choice.sample_rate();
    let output = match Output::start(choice, rate, Box::new(Silence)) {
        Ok(output) => output,
        Err(error) => return (false, error.to_string()),
    };
    let asked = Instant::now();
    while !output.vitals().on_device() && asked.elapsed() < PATIENCE && output.notices().is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    if !output.vitals().on_device() {
        return (false, output.describe());
    }
    std::thread::sleep(Duration::from_millis(500));
    let vitals = output.vitals();
    let (late, latency) = (vitals.late() + vitals.xruns(), vitals.latency());
    (true, format!("{}; heard {latency} frames later, {late} late callbacks", output.describe()))
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn terminal() -> Vec<Finding> {
    let term = variable("TERM");
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(variable).into_iter().find(|value| !value.is_empty());
    let locale =
        locale.unwrap_or_else(|| if cfg!(windows) { "UTF-8".to_owned() } else { "unset".to_owned() });
    let utf8 = locale.to_lowercase().replace('-', "").contains("utf8");
    let here = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let found = match ask(here && term != "dumb") {
        Ok(found) => format!("TERM={term}, {found}"),
        Err(reason) => reason,
    };
    vec![
        Finding::new(
            "terminal",
            here && term != "dumb",
            found,
            "the screen needs a terminal; over SSH use `ssh -t`",
        ),
        Finding::new("locale", utf8, locale, "set a UTF-8 locale, for example `export LANG=C.UTF-8`"),
    ]
}

/// What the terminal says that it can do, asked as at the start of the screen.
fn ask(can: bool) -> Result<String, String> {
    if !can {
        return Err("input or output is no terminal that can show a screen".to_owned());
    }
    let mut console = Console::open(Options::default(), None).map_err(|error| error.to_string())?;
    let Facts { capabilities, answered_in, size: (columns, rows), .. } = console.facts();
    let name = capabilities.name.as_ref().map(|name| format!("{name}, ")).unwrap_or_default();
    let quick =
        answered_in.map_or_else(String::new, |took| format!(", answers within {} ms", took.as_millis() + 1));
    Ok(format!("{name}{columns} × {rows}, {capabilities}{quick}"))
}

/// Whether songs can go on without a terminal, and which do.
#[cfg(unix)]
fn sessions() -> Finding {
    use crate::session::{calling, folder};
    let running: Vec<String> = calling::sessions()
        .into_iter()
        .map(|found| found.map_or_else(|(name, _)| name, |it| it.name))
        .collect();
    let running =
        if running.is_empty() { "none runs".to_owned() } else { format!("{} run", running.join(", ")) };
    let (works, found) = match folder::usable() {
        Ok(folder) => (true, format!("{}, {running}", folder.display())),
        Err(problem) => (false, problem.to_string()),
    };
    let advice = "without it music stops with the terminal; set XDG_RUNTIME_DIR to a folder of your own with mode 0700";
    Finding::new("sessions", works, found, advice)
}

#[cfg(windows)]
fn sessions() -> Finding {
    Finding::new("sessions", true, "song and screen share one process on this system", "")
}

fn folders() -> Vec<Finding> {
    let Some(folders) = Folders::of_user() else {
        return vec![Finding::new("folders", false, "no home folder is known", "set HOME")];
    };
    let mut findings: Vec<_> = folders
        .named()
        .into_iter()
        .map(|(name, folder)| {
            let found = folder.display().to_string();
            Finding::new(format!("{name} folder"), can_write(folder), found, "make it, and writable for you")
        })
        .collect();
    let file = Settings::file(&folders.config);
    let (_, faults) = Settings::read(&file);
    let found = match (&faults[..], file.exists()) {
        ([], true) => file.display().to_string(),
        ([], false) => "none: the defaults are used".to_owned(),
        _ => faults.join("; "),
    };
    findings.push(Finding::new("settings", faults.is_empty(), found, "mend the file or remove it"));
    findings
}

/// Whether files can be made in a folder, or the folder itself where its nearest ancestor is.
fn can_write(folder: &Path) -> bool {
    let existing = folder.ancestors().find(|folder| folder.exists());
    existing.is_some_and(|folder| folder.is_dir() && tempfile::tempfile_in(folder).is_ok())
}
