//! The last line: the keys that are most useful here, and the jobs that run.

use crate::studio::commands::{Command, Context, find};
use crate::studio::pointer::Target;
use crate::studio::prompt::keys::rows;
use crate::ui::paint::{Pieces, Writer, put_right, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::meter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The commands worth a place, the most useful first, with the word that stands for them. Those of no use here are left out.
const WORTH: &[(&str, &str)] = &[
    ("leave-page", "back"),
    ("topics", "help"),
    ("play-or-stop", "play, stop"),
    ("stop-or-edit", "stop, edit"),
    ("play-song", "play"),
    ("stop", "stop"),
    ("draw-curve", "new"),
    ("curve-up", "up"),
    ("curve-down", "down"),
    ("curve-value", "value"),
    ("curve-shape", "shape"),
    ("next-curve", "next"),
    ("toggle-note", "note"),
    ("longer-note", "longer"),
    ("move-note-up", "move"),
    ("louder-note", "louder"),
    ("toggle-step", "step"),
    ("add-voice", "line"),
    ("fill-steps", "fill"),
    ("hear-sample", "hear"),
    ("mark-wave-right", "mark"),
    ("treat", "treat"),
    ("wave-nearer", "nearer"),
    ("find-loop", "find loop"),
    ("slot-to-grid", "to the grid"),
    ("mute-slots", "mute"),
    ("copy-slots", "copy"),
    ("paste-slots", "paste"),
    ("alias-slots", "alias"),
    ("own-slots", "unique"),
    ("turn-up", "more"),
    ("turn-down", "less"),
    ("enter-field", "change"),
    ("insert-thing", "new"),
    ("remove-thing", "remove"),
    ("play-pattern", "pattern"),
    ("edit-mode", "edit"),
    ("palette", "find"),
    ("menu", "menu"),
    ("save", "save"),
    ("undo", "undo"),
    ("help", "keys"),
    ("view-instruments", "instruments"),
    ("view-order", "order"),
    ("view-mixer", "mixer"),
    ("view-pattern", "grid"),
    ("play-here", "from here"),
    ("redo", "again"),
    ("command-line", "command"),
    ("quit", "leave"),
];

fn is_valid(scene: &Scene, command: &Command) -> bool {
    command.context == Context::Everywhere || command.context == scene.context()
}

/// Draws the line.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Scene { studio, seat, styles, .. } = *scene;
    let mut jobs: Pieces = Vec::new();
    for job in studio.jobs.iter().filter(|job| !job.name.is_empty()) {
        let part = job.progress.part();
        jobs.push((format!(" {} ", job.name), styles.of(Role::Text)));
        jobs.push((format!("{:6}", meter::bar(part as f32, 6)), styles.of(Role::MeterLow)));
        jobs.push((format!("{:3.0} %", part * 100.0), styles.of(Role::Text)));
    }
    let area = put_right(buffer, area, &jobs);
    let mut writer = Writer::new(buffer, area);
    let mut pair = |key: &str, word: &str| {
        let x = writer.column();
        if !key.is_empty() && width(key) + width(word) < writer.room() {
            writer
                .text(key, styles.of(Role::Hint))
                .text(" ", styles.of(Role::Faint))
                .text(word, styles.of(Role::Faint))
                .skip(2);
        }
        Rect { x, width: writer.column() - x, ..area }
    };
    match &seat.prompt {
        Some(prompt) => {
            for row in rows(seat, prompt).iter().filter(|row| !row.word.is_empty()) {
                pair(&row.keys, row.word);
            }
        }
        None => {
            let here = WORTH.iter().filter(|(name, _)| find(name).is_some_and(|row| is_valid(scene, row)));
            here.for_each(|(name, word)| scene.spot(pair(&scene.hint_of(name), word), Target::Run(name)));
        }
    }
}
