//! A drawing of the stage graph in cells: where boxes, lines and words stand.
//!
//! It knows no terminal and no page; the workbench, text and pictures paint the same drawing.

mod content;
mod frame;
mod layout;
mod letters;
mod picture;
mod port;
mod ranks;
#[cfg(test)]
mod tests;
mod tracks;

pub use content::{Content, Exit, Stroke};
pub use frame::{Cell, Window, traced};
pub use layout::{picture, strips};
pub use letters::{fitted, wide};
pub use picture::{Block, Column, Line, Mark, Picture, Word};
