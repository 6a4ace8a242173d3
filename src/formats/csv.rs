//! Tables as text (RFC 4180).

/// A row as it is written, with its line end.
pub fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\r\n"
}

/// A row for spreadsheets, which take a cell that begins with one of `= + - @`, a tab or a line end for a formula and run it: such a cell
/// begins with an apostrophe, which they do not show. Numbers stay numbers. [`unmarked`] takes it off again.
pub fn row_without_formulas(cells: &[String]) -> String {
    let marked = |cell: &String| {
        let would_be = is_formula(cell) && cell.parse::<f64>().is_err();
        // One that begins so by itself gets another, so that it comes back whole.
        let looks_marked =
            cell.strip_prefix(MARK).is_some_and(|rest| is_formula(rest.trim_start_matches(MARK)));
        if would_be || looks_marked { format!("{MARK}{cell}") } else { cell.clone() }
    };
    row(&cells.iter().map(marked).collect::<Vec<_>>())
}

/// A cell as it was given to [`row_without_formulas`].
pub fn unmarked(cell: &str) -> &str {
    cell.strip_prefix(MARK).filter(|rest| is_formula(rest.trim_start_matches(MARK))).unwrap_or(cell)
}

/// What says that a cell is text.
const MARK: char = '\'';

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// A cell, in quotes where it must be.
fn quoted(cell: &str) -> String {
    let must = cell.contains([',', ';', '"', '\n', '\r']);
    if must { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// The rows of a table with the line in which each begins, from 1.
///
/// # Errors
/// The line of a quoted cell that has no end.
pub fn read(text: &str, separator: char) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let mut rows = Vec::new();
    let (mut line, mut begin) = (1, 1);
    let (mut row, mut cell) = (Vec::new(), String::new());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if cell.is_empty() => {
                let opened = line;
                loop {
                    match signs.next() {
                        Some('"') if signs.next_if_eq(&'"').is_some() => cell.push('"'),
                        Some('"') => break,
                        Some(sign) => {
                            line += usize::from(sign == '\n');
                            cell.push(sign);
                        }
                        None => return Err(opened),
                    }
                }
            }
            '\r' if signs.peek() == Some(&'\n') => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push((begin, std::mem::take(&mut row)));
                line += 1;
                begin = line;
            }
            sign if sign == separator => row.push(std::mem::take(&mut cell)),
            sign => cell.push(sign),
        }
    }
    if !row.is_empty() || !cell.is_empty() {
        row.push(cell);
        rows.push((begin, row));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_in_a_spreadsheet_is_text_and_numbers_stay() {
        let cells = [
            "=1+1",
            "+49 30",
            "-14.2",
            "@sum(a1)",
            "a=b",
            "-cmd|'/c calc'!A1",
            "'=1",
            "''=1",
            "'quoted'",
            "",
        ];
        let row = row_without_formulas(&cells.map(str::to_owned));
        assert_eq!(row, "'=1+1,'+49 30,-14.2,'@sum(a1),a=b,'-cmd|'/c calc'!A1,''=1,'''=1,'quoted',\r\n");
        let again = read(&row, ',').expect("a table").remove(0).1;
        assert_eq!(again.iter().map(|cell| unmarked(cell)).collect::<Vec<_>>(), cells);
    }

    #[test]
    fn cells_with_commas_quotes_and_lines_stay_one_cell() {
        let cells = ["plain", "a, \"b\"\nc", "", "x;y"].map(str::to_owned);
        assert_eq!(row(&cells), "plain,\"a, \"\"b\"\"\nc\",,\"x;y\"\r\n");
        let again = read(&(row(&cells) + &row(&["z".to_owned()])), ',');
        assert_eq!(again, Ok(vec![(1, cells.to_vec()), (3, vec!["z".to_owned()])]));
        assert_eq!(read("a,b\n\n\"c", ','), Err(3));
    }
}
