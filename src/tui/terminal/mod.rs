//! The real terminal: taken with care, given back as it was.

mod guard;
mod host;

pub use guard::{Guard, restore};
pub use host::TerminalHost;
