//! MIDI: the ports and what each is for, the external clock with its lock meter, armed tracks, the last messages.

use crate::engine::message::ClockReading;
use crate::io::midi::PortInfo;
use crate::midi::follower::Health;
use crate::studio::recorder::arms;
use crate::ui::paint::{Writer, line, put};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Milliseconds at either end of the lock meter.
const METER: f32 = 5.0;
/// Cells of the lock meter.
const CELLS: usize = 21;
/// The most lines that ports take.
const PORTS: usize = 8;

/// Draws the page.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let (studio, styles) = (scene.studio, scene.styles);
    let mut lines = ports(scene);
    let more = lines.len().saturating_sub(PORTS);
    lines.truncate(PORTS);
    let mut y = 0;
    let mut next = |buffer: &mut Buffer, text: &str, role: Role| {
        let row = line(area, y);
        y += 1;
        if y <= area.height {
            put(buffer, row, (row.x, row.y), text, styles.of(role));
        }
    };
    next(buffer, "Ports", Role::Title);
    if lines.is_empty() {
        match &studio.midi.absent {
            Some(reason) => next(buffer, &format!("  no MIDI here: {reason}"), Role::Warning),
            None => next(buffer, "  none; one that is plugged in comes by itself", Role::Faint),
        }
    }
    lines.iter().for_each(|text| next(buffer, text, Role::Text));
    if more > 0 {
        next(buffer, &format!("  and {more} more"), Role::Faint);
    }
    next(
        buffer,
        "  :midi-notes :midi-clock-in :midi-clock-out :midi-mpe :midi-offset change them",
        Role::Faint,
    );
    next(buffer, "External clock", Role::Title);
    let clock = studio.transport.clock;
    let role = match clock.health {
        Health::Lost | Health::TooFast | Health::TooSlow => Role::Warning,
        _ => Role::Text,
    };
    next(buffer, &format!("  {}", clock_text(clock)), role);
    if let Some(text) = studio.link_text() {
        next(buffer, &format!("  {text}"), Role::Text);
    }
    if let Some(words) = studio.midi.jack_transport.words() {
        next(buffer, &format!("  JACK transport: {words}"), Role::Text);
    }
    next(buffer, "Recording", Role::Title);
    next(buffer, &format!("  {}", recording(scene)), Role::Text);
    next(buffer, &format!("Last messages, {} in all", studio.midi.monitor.count), Role::Title);
    let list = Rect { y: area.y + y.min(area.height), height: area.height.saturating_sub(y), ..area };
    monitor(scene, buffer, list);
    Some(Position { x: area.x, y: area.y })
}

/// A line for each port.
fn ports(scene: &Scene) -> Vec<String> {
    let midi = &scene.studio.midi;
    let listed = midi.listed();
    let is = |list: &[PortInfo], name: &str| list.iter().find(|port| port.name == name).cloned();
    let line = |(number, name): (usize, &String)| {
        let (input, output) = (is(&listed.inputs, name), is(&listed.outputs, name));
        let choice = midi.choice(name);
        let mut uses = Vec::new();
        if input.is_some() || midi.place_of(name).is_some() {
            let open = midi.place_of(name).is_some();
            uses.push(
                match (choice.notes, open) {
                    (true, true) => "notes",
                    (true, false) => "not open",
                    (false, _) => "no notes",
                }
                .to_owned(),
            );
        }
        if choice.mpe {
            uses.push("MPE".to_owned());
        }
        if choice.clock_in {
            uses.push("clock in, leads".to_owned());
        }
        if choice.offset != 0.0 {
            uses.push(format!("{:+.1} ms", choice.offset));
        }
        if choice.clock_out {
            uses.push("clock out".to_owned());
        }
        if choice.lights {
            uses.push("lights".to_owned());
        }
        if !choice.learnt.is_empty() {
            uses.push(format!("{} learnt", choice.learnt.len()));
        }
        let ways = match (input.is_some() || midi.place_of(name).is_some(), output.is_some()) {
            (true, true) => "in, out",
            (true, false) => "in",
            (false, true) => "out",
            (false, false) => "not here",
        };
        format!("{:>3} {name:<32.32} {ways:<8} {}", number + 1, uses.join(", "))
    };
    scene.studio.midi_names().iter().enumerate().map(line).collect()
}

/// The clock in words and figures, with a place between early and late.
fn clock_text(clock: ClockReading) -> String {
    if clock.health == Health::Nothing {
        return "none has come".to_owned();
    }
    let place = ((clock.error / METER).clamp(-1.0, 1.0) + 1.0) * 0.5 * (CELLS - 1) as f32;
    let mut meter = vec!['-'; CELLS];
    meter[CELLS / 2] = '|';
    meter[place.round() as usize] = 'o';
    let meter: String = meter.into_iter().collect();
    let (leads, name) = match (clock.leads, clock.health) {
        (true, health) => (", leads", health.name()),
        (false, Health::Lost) => ("", "has stopped"),
        (false, health) => ("", health.name()),
    };
    format!(
        "{:.1} BPM  {}{leads}  early {meter} late  {:+.2} ms, jitter {:.2} ms",
        clock.tempo, name, clock.error, clock.jitter
    )
}

/// How notes are recorded, in words.
fn recording(scene: &Scene) -> String {
    let recorder = &scene.studio.recorder;
    let mut words = vec![match recorder.quantise.strength {
        0 => "exactly".to_owned(),
        100 => format!("to every {} rows", recorder.quantise.rows).replace("every 1 rows", "the nearest row"),
        percent => format!("{percent} % to the row"),
    }];
    words.push(if recorder.ways.replace { "replacing" } else { "adding" }.to_owned());
    if recorder.ways.punch {
        words.push("within the marked rows".to_owned());
    }
    match recorder.takes.count() {
        0 => {}
        count => words.push(format!("{count} passes")),
    }
    words.extend(recorder.arms.iter().map(arms::words));
    words.join("; ")
}

/// The last messages, the newest first.
fn monitor(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let (midi, styles) = (&scene.studio.midi, scene.styles);
    for (index, shown) in midi.monitor.iter().take(area.height.into()).enumerate() {
        let times = if shown.times > 1 { format!("  ×{}", shown.times) } else { String::new() };
        let mut writer = Writer::new(buffer, line(area, index as u16));
        writer
            .field("", 2, styles.of(Role::Text))
            .field(midi.name_of(shown.input.port), 26, styles.of(Role::Faint))
            .text(&format!("{}{times}", shown.input.message), styles.of(Role::Text));
    }
}
