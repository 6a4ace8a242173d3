//! Figures as pictures of text.

/// Eighths of a sign, from nothing to all of it.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A level in dB or LU per column as columns of so many rows of so many dB; the highest row ends at `top`. Each line begins with
/// the level at its lower edge.
pub fn columns(levels: &[Option<f64>], top: f64, rows: usize, step: f64) -> String {
    columns_below(levels, &[], top, rows, step)
}

/// The same, and above each column a dot at another level, if that is in a higher row.
pub fn columns_below(
    levels: &[Option<f64>],
    dots: &[Option<f64>],
    top: f64,
    rows: usize,
    step: f64,
) -> String {
    let mut out = String::new();
    for row in 1..=rows {
        let edge = top - row as f64 * step;
        let eighths = |level: f64| ((level - edge) / step * 8.0).round();
        let sign = |(column, level): (usize, &Option<f64>)| {
            let filled = level.map_or(0.0, eighths).clamp(0.0, 8.0);
            let dot = dots.get(column).copied().flatten().map(eighths);
            let is_here = dot.is_some_and(|dot| dot > 0.0 && (dot <= 8.0 || row == 1));
            if filled == 0.0 && is_here { '·' } else { EIGHTHS[filled as usize] }
        };
        let line: String = levels.iter().enumerate().map(sign).collect();
        out += format!("{edge:6.0} |{line}").trim_end();
        out.push('\n');
    }
    out
}

/// Names below columns, each beginning at its column; one that has no room is left out.
pub fn names_below(names: &[(usize, String)]) -> String {
    let mut line = String::new();
    for (column, name) in names {
        let length = line.chars().count();
        if length == 0 || length < *column {
            line += &" ".repeat(column - length);
            line += name;
        }
    }
    format!("        {line}\n")
}

/// A number around 0 as a bar to its left or right, within ± `most`, so many signs wide on each side.
pub fn around_zero(value: f64, most: f64, width: usize) -> String {
    let length = ((value.abs() / most).min(1.0) * width as f64).round() as usize;
    let (bar, space) = ("█".repeat(length), " ".repeat(width - length));
    if value < 0.0 {
        format!("{space}{bar}|{}", " ".repeat(width))
    } else {
        format!("{}|{bar}{space}", " ".repeat(width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_high_as_their_levels() {
        let levels = [Some(-6.0), Some(-9.0), None, Some(-12.0), Some(-10.5)];
        assert_eq!(columns(&levels, -6.0, 2, 3.0), "    -9 |█\n   -12 |██  ▄\n");
    }

    #[test]
    fn dots_stand_above_what_is_lower() {
        let (levels, dots) = ([Some(-12.0), None, Some(-9.0)], [Some(-7.0), Some(-11.0), Some(-8.9)]);
        assert_eq!(columns_below(&levels, &dots, -6.0, 3, 3.0), "    -9 |·\n   -12 | ·█\n   -15 |█ █\n");
    }

    #[test]
    fn names_stand_below_their_columns() {
        let names = [(0, "0:00".to_owned()), (2, "no room".to_owned()), (8, "1:00".to_owned())];
        assert_eq!(names_below(&names), "        0:00    1:00\n");
    }

    #[test]
    fn bars_go_both_ways() {
        assert_eq!(around_zero(-3.0, 6.0, 4), "  ██|    ");
        assert_eq!(around_zero(9.0, 6.0, 4), "    |████");
    }
}
