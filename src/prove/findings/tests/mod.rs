//! Findings as an author reads them, and those that are not told.

mod flow;
mod gates;
mod mends;
