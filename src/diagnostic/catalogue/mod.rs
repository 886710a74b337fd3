//! What each code means, why it matters, and a pair of documents with and without it.
//!
//! The pages of `explain` and the manual are made from this one source, so they cannot drift from
//! the checks: a test feeds every pair to them.

#[macro_use]
mod parts;

mod example;
mod family01;
mod family02;
mod family03;
mod family04;
mod family05;
mod family06;
mod family07;
mod family08;
mod family10;
mod family11;
mod layout;
mod page;

use super::Code;

pub use example::{BASE_DRAFT, Example, ExampleFile, apply_patch};
pub use page::{explain, explain_markdown, list};

/// Everything that is said about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// What is found.
    pub what: &'static str,
    /// What happens at run time because of it.
    pub why: &'static str,
    /// A document in which it is found.
    pub example: Example,
    /// The document without it.
    pub fixed: Example,
    /// How it is decided.
    pub decided: &'static str,
    /// What configuration can do about it.
    pub configure: &'static str,
}

/// For findings that stop a compile.
const FIXED_LEVEL: &str = "Nothing: a draft with this finding does not compile, so its level cannot be lowered and it cannot be suppressed.";
/// For findings about what a draft means.
const ADJUSTABLE: &str = "Set its level in the `levels` section of gatewright.toml, or suppress it in the draft where it occurs, with a reason.";

macro_rules! explanations {
    ($($family:ident: $($code:ident)+;)+) => {
        /// Returns what is said about a code.
        #[must_use]
        pub const fn explanation(code: Code) -> &'static Explanation {
            match code {
                $($(Code::$code => &$family::$code,)+)+
            }
        }
    };
}

explanations! {
    family01: GW0101 GW0102 GW0103 GW0104 GW0105 GW0106 GW0107 GW0108 GW0109 GW0110 GW0111 GW0112
        GW0113;
    family02: GW0201 GW0202 GW0203 GW0204 GW0205 GW0206 GW0207 GW0208 GW0209 GW0210;
    family03: GW0301 GW0302 GW0303 GW0304 GW0305 GW0306 GW0307 GW0308 GW0309 GW0310 GW0311 GW0312
        GW0313 GW0314 GW0315 GW0316 GW0317 GW0318;
    family04: GW0401 GW0402 GW0403 GW0404 GW0405 GW0406 GW0407 GW0408 GW0409 GW0410 GW0411 GW0412
        GW0413 GW0414;
    family05: GW0501 GW0502 GW0503 GW0504 GW0505 GW0506 GW0507;
    family06: GW0601 GW0602 GW0603 GW0604 GW0605 GW0606 GW0607 GW0608 GW0609 GW0610 GW0611 GW0612
        GW0613;
    family07: GW0701 GW0702 GW0703 GW0704 GW0705 GW0706 GW0707 GW0708;
    family08: GW0801 GW0802 GW0803 GW0804 GW0805;
    family10: GW1001 GW1002 GW1003 GW1004 GW1005 GW1006 GW1007 GW1008 GW1009 GW1010 GW1011 GW1012
        GW1013 GW1014 GW1015;
    family11: GW1101 GW1102 GW1103 GW1104 GW1105 GW1106 GW1107 GW1108;
}

#[cfg(test)]
mod tests;
