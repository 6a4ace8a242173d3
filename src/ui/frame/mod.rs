//! What stands around every view: the transport above, the status line and the keys below.

pub mod tour;
pub mod header;
pub mod status;
pub mod tabs;
pub mod keys;
