//! Every screen as an author sees it, in text and in style.

mod author;
mod looks;
