//! What is wrong with a file: place, fault, expectation.

/// A fault in a file. Shown as `path:line:column: what is wrong; what was expected`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}: {wrong}; {expected}", place(*.line, *.column))]
pub struct Problem {
    /// The file as the user named it.
    pub path: String,
    /// The line, from 1; 0 where no place is known.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub wrong: String,
    /// What was expected: `expected …`.
    pub expected: String,
}

/// Where something stands in a file that the user wrote. Shown as `path:line:column`.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}", place(*.line, *.column))]
pub struct Place {
    /// The file as the user named it; empty where no place is known.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// The byte `offset` of `text`, which is the file's whole text or its readable beginning.
    pub fn of(path: &str, text: &str, offset: usize) -> Place {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Place {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl Problem {
    /// A fault at the byte `offset` of `text`, which is the file's whole text or its readable beginning.
    pub fn at(path: &str, text: &str, offset: usize, wrong: String, expected: String) -> Problem {
        let Place { path, line, column } = Place::of(path, text, offset);
        Problem { path, line, column, wrong, expected }
    }
}

fn place(line: usize, column: usize) -> String {
    if line == 0 { String::new() } else { format!(":{line}:{column}") }
}
