//! Hearing the master elsewhere: the listening thread (`hub`) gives it to everyone who listens, and a server on loopback gives it to
//! browsers. docs/LISTENING.md tells the form of what goes over the line.

pub mod access;
mod connections;
pub mod figures;
pub mod grade;
pub mod hub;
pub mod jitter;
pub mod packet;
mod packing;
pub mod place;
pub mod queue;
pub mod receiver;
pub mod server;
