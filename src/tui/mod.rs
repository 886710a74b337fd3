//! The full-screen workbench.
//!
//! Events come in, the state changes, a frame is drawn from it; drawing changes nothing. Keys are
//! commands of one table, layers offer those that work, and everything that is shown or asked of
//! the domain comes from the session.

mod app;
mod canvas;
mod command;
mod crew;
mod event;
mod frame;
mod global;
mod keeping;
mod layer;
mod overlay;
mod run;
mod screen;
pub mod terminal;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod theme;
mod widget;
mod work;

pub use app::{App, Effect, Scan, Settings, is_large};
pub use command::{Command, Conflict, Context, Key, Keymap, UnknownKey, manual};
pub use crew::Crew;
pub use event::{Event, Host};
pub use layer::{Action, Then};
pub use overlay::start::Lobby;
pub use run::run;
pub use theme::{Depth, Ground, Role, Theme};
pub use work::Waker;
