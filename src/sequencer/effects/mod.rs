//! Effects as rows of tables, one family a file: letter, name, help, what it does at the row, what it does at each tick.
