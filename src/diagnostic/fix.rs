//! Cures that come with a finding.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// How freely a fix may be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// The compiled bytes stay the same, or the draft did not compile before.
    Safe,
    /// The scenario behaves differently afterwards.
    Review,
}

impl Safety {
    /// Returns the word that views show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Review => "review",
        }
    }
}

/// A cure that can be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an instruction.
    pub title: String,
    /// How freely it may be applied.
    pub safety: Safety,
    /// The changes in order.
    pub edits: Edits,
}

impl Fix {
    /// Returns a cure by these changes, each a `draft::Edit` or its JSON form.
    #[must_use]
    pub fn new(title: impl Into<String>, safety: Safety, edits: &[impl Serialize]) -> Self {
        Self {
            title: title.into(),
            safety,
            edits: Edits::new(edits),
        }
    }
}

/// The changes of a cure in the JSON form of `draft::Edit`, which is a floor above.
///
/// They are one text that copies share: a large draft has thousands of cures, and few are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edits(Arc<str>);

impl Edits {
    /// Writes changes down; none when they have no JSON form, which every edit has.
    fn new(edits: &[impl Serialize]) -> Self {
        let text = serde_json::to_string(edits).unwrap_or_else(|_| "[]".to_owned());
        Self(text.into())
    }

    /// Tells whether a change may name something by its position, so that it fits only as long as
    /// nothing moves.
    #[must_use]
    pub fn may_name_positions(&self) -> bool {
        self.0.contains(r#""index":"#)
    }

    /// Reads the changes, in order, as edits or as values.
    ///
    /// # Errors
    /// When they are something else.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<Vec<T>> {
        serde_json::from_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_written_down_is_read_again_and_shared() {
        let edits = [
            json!({"remove": "scenario"}),
            json!({"set": [1, null, "ü"]}),
        ];
        let fix = Fix::new("mend it", Safety::Safe, &edits);
        assert_eq!(fix.edits.read::<Value>().unwrap(), edits);
        assert!(fix.edits.read::<u8>().is_err());
        assert!(Arc::ptr_eq(&fix.edits.0, &fix.clone().edits.0));
    }
}
