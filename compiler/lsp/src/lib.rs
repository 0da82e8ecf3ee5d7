//! The language server protocol: loop, positions, conversions. What an editor is told is `ide`'s.
//!
//! Three threads: one reads messages, one compiles ([`worker`]), and [`server`] answers, never waiting for the second. A newer edit wins: what was
//! compiled of an older text is thrown away.

mod capabilities;
mod client;
mod convert;
mod disk;
mod documents;
mod event;
mod job;
mod notifications;
mod platform;
mod position;
mod publish;
mod requests;
mod roots;
mod server;
mod session;
mod settings;
mod worker;

pub use server::{Ended, serve, serve_stdio};
pub use settings::Settings;
