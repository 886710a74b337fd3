//! Every screen as an author sees it, in text and in style.

mod author;
#[expect(clippy::too_many_lines, reason = "a screen is many lines")]
mod looks;
mod matrix;
mod proofs;
