//! The lines above the view: playback as it is heard, and what a keystroke would do.

use crate::dsp::units::clock;
use crate::song::row::VolumeCell;
use crate::studio::keymap;
use crate::studio::numbers::Numbers;
use crate::studio::pointer::{Target, looks_at};
use crate::studio::view::View;
use crate::studio::writing::Mode;
use crate::ui::paint::{Pieces, Writer, line, put_right, width};
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::meter;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// From this height on there is a line that names the views.
const TALL: u16 = 30;

/// From these columns on the voices are counted beside what notes are written with.
const WIDE: u16 = 100;

/// How many lines the header takes on a screen of this height.
pub fn height(screen: u16) -> u16 {
    if screen >= TALL { 3 } else { 2 }
}

/// Draws the header.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    transport(scene, buffer, line(area, 0));
    hands(scene, buffer, line(area, 1));
    if area.height > 2 {
        views(scene, buffer, line(area, 2));
    }
}

/// The tempo that is heard, exact where it is one that is written.
fn tempo(scene: &Scene) -> String {
    let written = scene.written_tempo(scene.order());
    let heard = scene.studio.transport.tempo;
    if scene.heard().is_none() || (heard - written.bpm()).abs() < 1e-3 {
        return format!("{written} BPM");
    }
    format!("{heard:.2} BPM")
}

fn transport(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Scene { studio, seat, styles, .. } = *scene;
    let over = studio.transport.highest > 1.0;
    let peak = meter::level_text(studio.transport.highest);
    let mut right: Pieces =
        vec![(format!("peak {peak}"), if over { styles.of(Role::Clip) } else { styles.of(Role::Text) })];
    if area.width >= 120 {
        for (side, level) in ["L", "R"].iter().zip(studio.transport.master) {
            let text = meter::bar(meter::position(level), 16);
            right.push((format!("  {side} "), styles.of(Role::Faint)));
            right.push((format!("{text:16}"), meter::style(level, styles)));
        }
    }
    let whole = area;
    let area = put_right(buffer, area, &right);
    let x = area.right().min(whole.right());
    scene.spot(Rect { x, width: whole.right() - x, ..whole }, Target::Run("clear-peaks"));
    let mut writer = Writer::new(buffer, area);
    let gap = studio.transport.gap(studio.rate());
    match scene.heard() {
        Some(_) => writer.text("▶ playing  ", styles.of(Role::Playing)),
        None if gap.is_some() => writer.text("▶ gap      ", styles.of(Role::Playing)),
        None if studio.hearing.is_example() => writer.text("▶ example  ", styles.of(Role::Playing)),
        None if studio.transport.playing.is_some() => writer.text("▶ waits    ", styles.of(Role::Playing)),
        None => writer.text("■ stopped  ", styles.of(Role::Text)),
    };
    let changed = if studio.document.is_changed() { "*" } else { " " };
    let title = studio.set.as_ref().filter(|_| gap.is_some()).map(|set| set.title(set.at()));
    let name = title.unwrap_or_else(|| studio.document.name());
    writer
        .short(&name, (area.width / 4).max(12), styles.of(Role::Title))
        .text(changed, styles.of(Role::Unsaved))
        .skip(1);
    if let Some(seconds) = gap {
        writer.text(&format!("begins in {}", clock(seconds.ceil())), styles.of(Role::Armed));
        return;
    }
    // What was taken out of the order list has no entry any more.
    let gone = scene.heard().is_some() && scene.heard_entry().is_none();
    let section = if gone { "" } else { scene.section(scene.order()) };
    let entry = if gone { "–".to_owned() } else { scene.order().to_string() };
    if !section.is_empty() {
        writer.short(section, (area.width / 6).max(8), styles.of(Role::Text)).skip(1);
    }
    let row = scene.heard().map_or(seat.place.row, |position| position.row);
    let row = Numbers::of(&studio.settings).row(row, 2);
    // Beside the time two bare numbers would look like another one.
    let pattern = scene.heard().map_or(seat.pattern, |position| position.pattern);
    let place = match writer.room() {
        // The grid shows which row it is.
        room @ 36.. if scene.is_sparing() && seat.view == View::Pattern => {
            let pattern = if room < 44 { String::new() } else { format!(" pattern {pattern}") };
            format!("entry {entry}{pattern}")
        }
        _ if studio.board.is_some() => format!("phrase {:02X} row {row}", pattern + 1),
        36..44 => format!("entry {entry} row {row}"),
        44.. => format!("entry {entry} pattern {pattern} row {row}"),
        _ => format!("{entry}:{row}"),
    };
    writer.text(&place, styles.of(Role::Text)).skip(2);
    writer.text(&tempo(scene), styles.of(Role::Text)).skip(2);
    let seconds = if scene.heard().is_some() { studio.transport.seconds(studio.rate()) } else { 0.0 };
    writer.text(&clock(seconds.floor()), styles.of(Role::Text));
}

/// What a note key writes beside the plain note, as far as that is chosen.
fn typing(scene: &Scene) -> Vec<(String, Role)> {
    let (typing, tonality) = (scene.seat.typing, scene.song().settings.tonality);
    let mut told = Vec::new();
    if tonality.scale().is_some() {
        let snap = if typing.snap { " snap" } else { "" };
        told.push((format!("{}{snap}", tonality.name()), Role::Title));
    }
    if let Some(chord) = typing.chord {
        let inversion = if typing.inversion > 0 { format!("/{}", typing.inversion) } else { String::new() };
        let tracks = if typing.over_tracks { "→" } else { "" };
        told.push((format!("{}{inversion}{tracks}", chord.name), Role::Note));
    } else if typing.together {
        told.push(("chords".to_owned(), Role::Note));
    }
    if let Some(VolumeCell::Volume(volume)) = scene.seat.lately.volume.filter(|_| scene.seat.mask.volume) {
        let random = if typing.random > 0 { "~" } else { "" };
        told.push((format!("v{volume:02}{random}"), Role::Volume));
    } else if typing.random > 0 {
        told.push(("v~".to_owned(), Role::Volume));
    }
    told
}

fn hands(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Scene { studio, seat, styles, .. } = *scene;
    let late = studio.late();
    let load = (studio.figures.load * 100.0).round();
    let told = typing(scene);
    let mut right: Pieces = vec![
        ("CPU ".to_owned(), styles.of(Role::Faint)),
        (format!("{load} %{}", if load > 90.0 { "!" } else { "" }), styles.of(Role::Text)),
        ("  late ".to_owned(), styles.of(Role::Faint)),
        (
            format!("{late}{}", if late > 0 { "!" } else { "" }),
            if late > 0 { styles.of(Role::Warning) } else { styles.of(Role::Text) },
        ),
        ("  voices ".to_owned(), styles.of(Role::Faint)),
        (studio.figures.voices.to_string(), styles.of(Role::Text)),
    ];
    if area.width < WIDE && !told.is_empty() {
        right.truncate(right.len() - 2);
    }
    let area = put_right(buffer, area, &right);
    let mut writer = Writer::new(buffer, area);
    let (word, style) = match seat.edit {
        true if scene.is_recording() => ("● record", styles.of(Role::Recording)),
        _ if seat.mode() == Some(keymap::Mode::Normal) => ("◇ normal", styles.of(Role::Text)),
        _ if seat.mode() == Some(keymap::Mode::Visual) => ("◈ visual", styles.of(Role::Armed)),
        true if seat.mode().is_some() => ("◆ insert", styles.of(Role::Title)),
        true => ("◆ edit  ", styles.of(Role::Title)),
        false => ("◇ listen", styles.of(Role::Text)),
    };
    writer.text(word, style).skip(1);
    sound_in(scene, &mut writer);
    if let Some(letter) = seat.macros.recorded() {
        writer.text(&format!("● macro {letter}"), styles.of(Role::Recording)).skip(2);
    }
    let others = studio.company.others(seat).count();
    if seat.person.watches {
        writer.text("watching", styles.of(Role::Armed)).skip(2);
    } else if others > 0 {
        let text = format!("seat {} +{others}", seat.person.number);
        writer.text(&text, styles.of(Role::Title)).skip(2);
    }
    if studio.company.locked {
        writer.text("LOCKED", styles.of(Role::Armed)).skip(2);
    }
    if let Some(listeners) = studio.listening.count() {
        writer.text(&format!("web {listeners}"), styles.of(Role::Title)).skip(2);
    }
    let follow = if seat.follow { "follow" } else { "stay" };
    for (name, value) in [("oct", seat.octave.to_string()), ("step", seat.step.to_string())] {
        writer.text(name, styles.of(Role::Faint)).skip(1).text(&value, styles.of(Role::Text)).skip(2);
    }
    writer.text(follow, styles.of(Role::Text)).skip(2);
    if studio.automation() != Mode::Off {
        let text = format!("auto {}", studio.automation().name());
        writer.text(&text, styles.of(Role::Armed)).skip(2);
    }
    if studio.transport.fill {
        writer.text("fill", styles.of(Role::Armed)).skip(2);
    }
    if !seat.operation.is_whole() {
        writer.text("touch", styles.of(Role::Faint)).skip(1);
        writer.text(&seat.operation.signs(), styles.of(Role::Armed)).skip(2);
    }
    writer.text("inst", styles.of(Role::Faint)).skip(1);
    let number = Numbers::of(&studio.settings).slot(seat.instrument);
    writer.text(&number, styles.of(Role::Instrument)).skip(1);
    if !told.is_empty() {
        writer.text("[", styles.of(Role::Faint));
        for (place, (text, role)) in told.iter().enumerate() {
            writer.skip(u16::from(place > 0)).text(text, styles.of(*role));
        }
        writer.text("]", styles.of(Role::Faint)).skip(1);
    }
    match scene.song().instrument(seat.instrument.into()) {
        Some(instrument) => writer.short(&instrument.name, 24, styles.of(Role::Text)),
        None => writer.text("(empty)", styles.of(Role::Faint)),
    };
}

/// What comes in: levels of the channels that are recorded, and how a recording goes.
fn sound_in(scene: &Scene, writer: &mut Writer) {
    let Scene { studio, styles, .. } = *scene;
    let inputs = &studio.inputs;
    if let Some(progress) = inputs.stems.progress() {
        let rate = u64::from(studio.rate().max(1));
        writer.text("● stems ", styles.of(Role::Recording));
        writer.text(&clock((progress.frames / rate) as f64), styles.of(Role::Text)).skip(1);
        if progress.gaps > 0 {
            writer.text(&format!("{} gaps!", progress.gaps), styles.of(Role::Warning)).skip(1);
        }
    }
    if inputs.arms.is_empty() && !inputs.is_recording() {
        return;
    }
    if let Some(progress) = inputs.progress().filter(|_| inputs.is_recording()) {
        let rate = u64::from(studio.rate().max(1));
        writer.text("● sound ", styles.of(Role::Recording));
        writer.text(&clock((progress.frames / rate) as f64), styles.of(Role::Text)).skip(1);
        if let Some(seconds) = progress.seconds_free {
            let role = if seconds < 600 { Role::Warning } else { Role::Faint };
            writer.text(&format!("{} min free", seconds / 60), styles.of(role)).skip(1);
        }
        if progress.gaps > 0 {
            writer.text(&format!("{} gaps!", progress.gaps), styles.of(Role::Warning)).skip(1);
        }
    } else {
        writer.text("in ", styles.of(Role::Faint));
    }
    let heard: Vec<usize> = inputs.arms.iter().flat_map(|arm| arm.channels.iter().copied()).collect();
    let level = heard
        .iter()
        .filter_map(|channel| inputs.peaks.get(*channel))
        .fold(0.0f32, |most, peak| most.max(*peak));
    let text = match inputs.facts() {
        None => "-".to_owned(),
        Some(_) if level > 0.999 => "CLIP".to_owned(),
        Some(_) => meter::level_text(level),
    };
    let style = if text == "CLIP" { styles.of(Role::Clip) } else { meter::style(level, styles) };
    writer.text(&text, style).skip(2);
}

/// The names of the views with their keys; where these have no room, the names alone.
fn views(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    let Scene { seat, styles, .. } = *scene;
    let hidden = [View::Midi, View::Live, View::Stage, View::Check, View::Loudness, View::Remarks];
    let there = |view: View| !hidden.contains(&view) || seat.view == view;
    let known = View::ALL
        .iter()
        .filter(|(view, _)| there(*view))
        .filter_map(|(view, name)| Some((*view, *name, looks_at(*view)?)));
    let whole: u16 =
        known.clone().map(|(_, name, command)| width(&scene.key_of(command)) + width(name) + 3).sum();
    let mut writer = Writer::new(buffer, area);
    for (view, name, command) in known {
        let here = view == seat.view;
        let x = writer.column();
        let style: Style = if here { styles.of(Role::Title) } else { styles.of(Role::Text) };
        let [open, close] = if here { ["[", "]"] } else { [" ", " "] };
        writer.text(open, styles.of(Role::Title));
        if whole <= area.width {
            writer.text(&scene.key_of(command), styles.of(Role::Hint)).text(" ", style);
        }
        writer.text(name, style).text(close, styles.of(Role::Title));
        scene.spot(Rect { x, width: writer.column() - x, ..area }, Target::Run(command));
    }
}
