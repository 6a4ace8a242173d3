//! Who is attached: the process that owns song and sound is another one than those that show it in terminals, so that a terminal may go
//! and nothing else does. They talk over a Unix socket; where there are none, song and terminal share one process.
//!
//! What is done at the song is none of this layer's business: it carries bytes, sizes and what terminals can do.

#[cfg(unix)]
pub mod protocol;
#[cfg(unix)]
pub mod folder;
#[cfg(unix)]
pub mod peer;
#[cfg(unix)]
pub mod outbox;
#[cfg(unix)]
pub mod far_ports;
#[cfg(unix)]
pub mod door;
#[cfg(unix)]
pub mod owner;
#[cfg(unix)]
pub mod calling;
#[cfg(unix)]
pub mod starting;
#[cfg(unix)]
pub mod client;
#[cfg(unix)]
pub mod remote;
#[cfg(unix)]
pub mod keyboards;
