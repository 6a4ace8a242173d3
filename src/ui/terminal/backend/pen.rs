//! The cheapest `SGR` sequence from one pen to another.

use super::cell::Pen;
use crate::ui::terminal::colour::Shade;
use ratatui::style::Modifier;
use std::io::Write;

/// Each attribute with its codes for on and off. Two share their off.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Writes to a vector cannot fail.
macro_rules! put {
    ($out:expr, $($format:tt)*) => {{ let _ = write!($out, $($format)*); }};
}

/// Adds one colour; `base` is 30 for writing, 40 for the background.
fn colour(shade: Shade, base: u8, out: &mut Vec<u8>) {
    match shade {
        Shade::Own => put!(out, "{};", base + 9),
        Shade::Palette(index @ 0..8) => put!(out, "{};", base + index),
        Shade::Palette(index @ 8..16) => put!(out, "{};", base + 60 + index - 8),
        Shade::Palette(index) => put!(out, "{};5;{index};", base + 8),
        Shade::Rgb(red, green, blue) => put!(out, "{};2;{red};{green};{blue};", base + 8),
    }
}

/// Adds the colour of the underline, with colons: terminals that do not know it skip it whole.
fn underline(shade: Shade, out: &mut Vec<u8>) {
    match shade {
        Shade::Own => put!(out, "59;"),
        Shade::Palette(index) => put!(out, "58:5:{index};"),
        Shade::Rgb(red, green, blue) => put!(out, "58:2::{red}:{green}:{blue};"),
    }
}

/// Adds the codes for what differs.
fn difference(from: &Pen, to: &Pen, out: &mut Vec<u8>) {
    let removed = from.attributes - to.attributes;
    let mut kept = from.attributes;
    let mut last = 0;
    for (attribute, _, off) in ATTRIBUTES {
        if removed.contains(attribute) && last != off {
            put!(out, "{off};");
            last = off;
        }
        if ATTRIBUTES.iter().any(|(other, _, its)| *its == off && removed.contains(*other)) {
            kept -= attribute;
        }
    }
    for (attribute, on, _) in ATTRIBUTES {
        if (to.attributes - kept).contains(attribute) {
            put!(out, "{on};");
        }
    }
    if from.foreground != to.foreground {
        colour(to.foreground, 30, out);
    }
    if from.background != to.background {
        colour(to.background, 40, out);
    }
    if from.underline != to.underline {
        underline(to.underline, out);
    }
}

/// Adds the sequence that changes the terminal's pen, `None` if that is unknown, to `to`.
pub fn change(from: Option<&Pen>, to: &Pen, out: &mut Vec<u8>) {
    if from == Some(to) {
        return;
    }
    let start = out.len();
    if let Some(from) = from {
        out.extend_from_slice(b"\x1b[");
        difference(from, to, out);
        out.pop();
        out.push(b'm');
    }
    let middle = out.len();
    if *to == Pen::default() {
        out.extend_from_slice(b"\x1b[m");
    } else {
        out.extend_from_slice(b"\x1b[0;");
        difference(&Pen::default(), to, out);
        out.pop();
        out.push(b'm');
    }
    if from.is_some() && middle - start <= out.len() - middle {
        out.truncate(middle);
    } else {
        out.drain(start..middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pen(foreground: Shade, background: Shade, attributes: Modifier) -> Pen {
        Pen { foreground, background, attributes, ..Pen::default() }
    }

    #[test]
    fn only_what_differs_is_sent() {
        let (red, grey, orange) = (Shade::Palette(1), Shade::Palette(8), Shade::Rgb(255, 128, 0));
        let none = Modifier::empty();
        let both = Modifier::BOLD | Modifier::DIM;
        for (from, to, sequence) in [
            (None, Pen::default(), "\x1b[m"),
            (None, pen(red, Shade::Own, none), "\x1b[0;31m"),
            (Some(Pen::default()), pen(red, Shade::Own, none), "\x1b[31m"),
            (Some(pen(red, grey, none)), pen(red, orange, none), "\x1b[48;2;255;128;0m"),
            (Some(pen(red, grey, none)), pen(red, red, none), "\x1b[41m"),
            (Some(pen(red, grey, both)), pen(red, grey, Modifier::BOLD), "\x1b[22;1m"),
            (Some(pen(red, grey, both)), pen(Shade::Own, Shade::Own, none), "\x1b[m"),
            (
                Some(pen(red, grey, none)),
                pen(red, Shade::Palette(100), Modifier::REVERSED),
                "\x1b[7;48;5;100m",
            ),
            (Some(pen(red, grey, none)), pen(red, grey, none), ""),
        ] {
            let mut out = Vec::new();
            change(from.as_ref(), &to, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), sequence);
        }
    }
}
