//! What people are doing: one studio (document, engine link, transport, jobs), one seat for each person, commands and key maps.
//! Knows no terminals.

pub mod key;
