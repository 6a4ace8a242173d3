//! The sequences that terminals send for keys, as rows.

use crate::studio::key::KeyCode;

/// `CSI letter`, `CSI 1;modifiers letter` and `SS3 letter`.
pub const LETTERS: &[(u8, KeyCode)] = &[
    (b'A', KeyCode::Up),
    (b'B', KeyCode::Down),
    (b'C', KeyCode::Right),
    (b'D', KeyCode::Left),
    (b'F', KeyCode::End),
    (b'H', KeyCode::Home),
    (b'P', KeyCode::Function(1)),
    (b'Q', KeyCode::Function(2)),
    (b'R', KeyCode::Function(3)),
    (b'S', KeyCode::Function(4)),
];

/// `CSI number ~`. rxvt says Home and End with 7 and 8, PuTTY its first function keys with 11 to 14.
pub const NUMBERS: &[(u32, KeyCode)] = &[
    (1, KeyCode::Home),
    (2, KeyCode::Insert),
    (3, KeyCode::Delete),
    (4, KeyCode::End),
    (5, KeyCode::PageUp),
    (6, KeyCode::PageDown),
    (7, KeyCode::Home),
    (8, KeyCode::End),
    (11, KeyCode::Function(1)),
    (12, KeyCode::Function(2)),
    (13, KeyCode::Function(3)),
    (14, KeyCode::Function(4)),
    (15, KeyCode::Function(5)),
    (17, KeyCode::Function(6)),
    (18, KeyCode::Function(7)),
    (19, KeyCode::Function(8)),
    (20, KeyCode::Function(9)),
    (21, KeyCode::Function(10)),
    (23, KeyCode::Function(11)),
    (24, KeyCode::Function(12)),
];

/// `CSI number ~` of the Linux console for function keys with shift.
pub const SHIFTED_NUMBERS: &[(u32, KeyCode)] = &[
    (25, KeyCode::Function(1)),
    (26, KeyCode::Function(2)),
    (28, KeyCode::Function(3)),
    (29, KeyCode::Function(4)),
    (31, KeyCode::Function(5)),
    (32, KeyCode::Function(6)),
    (33, KeyCode::Function(7)),
    (34, KeyCode::Function(8)),
];

/// Codes of `CSI code u` and `CSI 27;modifiers;code ~` that are no characters, with kitty's codes for the keypad.
pub const CODES: &[(u32, KeyCode)] = &[
    (8, KeyCode::Backspace),
    (9, KeyCode::Tab),
    (13, KeyCode::Enter),
    (27, KeyCode::Escape),
    (127, KeyCode::Backspace),
    (57_409, KeyCode::Char('.')),
    (57_410, KeyCode::Char('/')),
    (57_411, KeyCode::Char('*')),
    (57_412, KeyCode::Char('-')),
    (57_413, KeyCode::Char('+')),
    (57_414, KeyCode::Enter),
    (57_415, KeyCode::Char('=')),
    (57_416, KeyCode::Char(',')),
    (57_417, KeyCode::Left),
    (57_418, KeyCode::Right),
    (57_419, KeyCode::Up),
    (57_420, KeyCode::Down),
    (57_421, KeyCode::PageUp),
    (57_422, KeyCode::PageDown),
    (57_423, KeyCode::Home),
    (57_424, KeyCode::End),
    (57_425, KeyCode::Insert),
    (57_426, KeyCode::Delete),
    (57_399, KeyCode::Char('0')),
    (57_400, KeyCode::Char('1')),
    (57_401, KeyCode::Char('2')),
    (57_402, KeyCode::Char('3')),
    (57_403, KeyCode::Char('4')),
    (57_404, KeyCode::Char('5')),
    (57_405, KeyCode::Char('6')),
    (57_406, KeyCode::Char('7')),
    (57_407, KeyCode::Char('8')),
    (57_408, KeyCode::Char('9')),
];

/// The codes that kitty's protocol uses for keys without a character; they lie in Unicode's private area.
pub const PRIVATE: std::ops::RangeInclusive<u32> = 57_344..=63_743;

/// `SS3 letter` of a keypad in application mode.
pub const KEYPAD: &[(u8, KeyCode)] = &[
    (b'M', KeyCode::Enter),
    (b'I', KeyCode::Tab),
    (b'X', KeyCode::Char('=')),
    (b'j', KeyCode::Char('*')),
    (b'k', KeyCode::Char('+')),
    (b'l', KeyCode::Char(',')),
    (b'm', KeyCode::Char('-')),
    (b'n', KeyCode::Char('.')),
    (b'o', KeyCode::Char('/')),
    (b'p', KeyCode::Char('0')),
    (b'q', KeyCode::Char('1')),
    (b'r', KeyCode::Char('2')),
    (b's', KeyCode::Char('3')),
    (b't', KeyCode::Char('4')),
    (b'u', KeyCode::Char('5')),
    (b'v', KeyCode::Char('6')),
    (b'w', KeyCode::Char('7')),
    (b'x', KeyCode::Char('8')),
    (b'y', KeyCode::Char('9')),
];

/// The row of a table whose first column is `wanted`.
pub fn lookup<T: PartialEq>(table: &[(T, KeyCode)], wanted: T) -> Option<KeyCode> {
    table.iter().find(|(value, _)| *value == wanted).map(|(_, code)| *code)
}
