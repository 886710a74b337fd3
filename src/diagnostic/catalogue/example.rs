//! Documents that show a finding, kept as small differences from one good draft.

use serde_json::Value;

use super::layout::laid_out;

/// A good scenario without any finding, which most examples change in one place.
pub const BASE_DRAFT: &str = concat!(
    "{\"scenario_id\":\"release\",\"namespace_id\":7,\"spec_version\":\"1\",\"stages\":",
    gated_by!(both!()),
    ",\"conditions\":",
    list!(tests_pass!(), env_is_prod!()),
    ",\"policies\":[],\"schemas\":[],\"default_tenant_id\":null}"
);

/// A document, or a draft with its surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Example {
    /// A JSON Merge Patch over [`BASE_DRAFT`].
    Draft(&'static str),
    /// The whole text of a JSON draft.
    Text(&'static str),
    /// The whole text of a RON draft.
    Ron(&'static str),
    /// The text of a JSON draft that is too long to be written down.
    Repeat {
        /// What comes first.
        head: &'static str,
        /// What is repeated.
        unit: &'static str,
        /// How often.
        times: usize,
        /// What comes last.
        tail: &'static str,
    },
    /// The text of a JSON draft that is too deep to be read.
    Nest {
        /// What comes first.
        head: &'static str,
        /// What opens a level.
        open: &'static str,
        /// How many levels.
        times: usize,
        /// What is innermost.
        middle: &'static str,
        /// What closes a level.
        close: &'static str,
        /// What comes last.
        tail: &'static str,
    },
    /// The text of a JSON draft with series that are too long to be written down.
    Series {
        /// What is written as it is, and, every second one, what is repeated with commas between,
        /// the number of the repetition, from 1, where `#` stands.
        parts: &'static [&'static str],
        /// How often.
        times: usize,
    },
    /// The name of a draft that is not there.
    Absent(&'static str),
    /// A patch, and a data shape file in the workspace.
    DraftWithShape {
        /// The merge patch over the base draft.
        patch: &'static str,
        /// The text of the data shape.
        shape: &'static str,
    },
    /// A patch, a data shape file in the workspace, and a configuration of the server.
    DraftWithShapeAndConfig {
        /// The merge patch over the base draft.
        patch: &'static str,
        /// The text of the data shape.
        shape: &'static str,
        /// The text of `decision-gate.toml`.
        config: &'static str,
    },
    /// A patch, and a provider contract in the workspace.
    DraftWithContract {
        /// The merge patch over the base draft.
        patch: &'static str,
        /// The text of the contract.
        contract: &'static str,
    },
    /// A patch, and a configuration of the server.
    DraftWithConfig {
        /// The merge patch over the base draft.
        patch: &'static str,
        /// The text of `decision-gate.toml`.
        config: &'static str,
    },
    /// A patch, and the file that was compiled from the draft earlier.
    DraftWithOutput {
        /// The merge patch over the base draft.
        patch: &'static str,
        /// The text of the compiled file.
        output: &'static str,
    },
    /// A draft as it was and as it is, for findings about the change.
    Change {
        /// The merge patch over the base draft that gives the old one.
        old: &'static str,
        /// The merge patch over the base draft that gives the new one.
        new: &'static str,
    },
    /// The text of a provider contract in the workspace.
    Contract(&'static str),
    /// The texts of several provider contracts in the workspace.
    Contracts(&'static [&'static str]),
    /// The text of a provider contract that is too long to be written down.
    RepeatContract {
        /// What comes first.
        head: &'static str,
        /// What is repeated.
        unit: &'static str,
        /// How often.
        times: usize,
        /// What comes last.
        tail: &'static str,
    },
    /// The text of a data shape in the workspace.
    Shape(&'static str),
    /// The text of `decision-gate.toml`, the configuration of the server.
    Config(&'static str),
    /// The text of `gatewright.toml`, the workspace file.
    Workspace(&'static str),
}

/// One file of an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// Path in the workspace.
    pub name: &'static str,
    /// The text; of a draft either all of it or only the fields in question.
    pub text: String,
}

const DRAFT: &str = "release.draft.json";
/// Where the old one of two drafts is.
const BEFORE: &str = "before/release.draft.json";
const CONTRACTS: [&str; 2] = ["contracts/ci.json", "contracts/ci-copy.json"];
const SHAPE: &str = "data-shapes/release-evidence.json";
const CONFIG: &str = "decision-gate.toml";

impl Example {
    /// Returns the merge patch over the base draft, when the example is one.
    #[must_use]
    pub const fn patch(&self) -> Option<&'static str> {
        match self {
            Self::Draft(patch)
            | Self::DraftWithShape { patch, .. }
            | Self::DraftWithShapeAndConfig { patch, .. }
            | Self::DraftWithContract { patch, .. }
            | Self::DraftWithConfig { patch, .. }
            | Self::DraftWithOutput { patch, .. }
            | Self::Change { new: patch, .. } => Some(patch),
            _ => None,
        }
    }

    /// Returns every merge patch over the base draft, that of the old one of two last.
    fn patches(&self) -> impl Iterator<Item = &'static str> {
        let old = match self {
            Self::Change { old, .. } => Some(*old),
            _ => None,
        };
        self.patch().into_iter().chain(old)
    }

    /// Tells whether the text is too long to be shown in full.
    #[must_use]
    pub const fn is_abridged(&self) -> bool {
        matches!(
            self,
            Self::Repeat { .. }
                | Self::RepeatContract { .. }
                | Self::Nest { .. }
                | Self::Series { .. }
        )
    }

    /// Returns every file in full, the draft first, of two the new one; none for a draft that is not there.
    ///
    /// A patch is applied to [`BASE_DRAFT`] and the result written as JSON. Examples of limits
    /// can be many megabytes long.
    #[must_use]
    pub fn files(&self) -> Vec<ExampleFile> {
        let mut files = Vec::new();
        if let Some(patch) = self.patch() {
            files.push(file(DRAFT, patched(patch).to_string()));
        }
        match *self {
            Self::Change { old, .. } => files.push(file(BEFORE, patched(old).to_string())),
            Self::Repeat {
                head,
                unit,
                times,
                tail,
            } => {
                files.push(file(DRAFT, format!("{head}{}{tail}", unit.repeat(times))));
            }
            Self::RepeatContract {
                head,
                unit,
                times,
                tail,
            } => {
                files.push(file(
                    CONTRACTS[0],
                    format!("{head}{}{tail}", unit.repeat(times)),
                ));
            }
            Self::Nest {
                head,
                open,
                times,
                middle,
                close,
                tail,
            } => {
                let (open, close) = (open.repeat(times), close.repeat(times));
                files.push(file(DRAFT, format!("{head}{open}{middle}{close}{tail}")));
            }
            Self::Series { parts, times } => {
                let whole = parts.iter().enumerate().map(|(at, part)| {
                    let numbered = (1..=times).map(|n| part.replace('#', &n.to_string()));
                    if at % 2 == 0 {
                        (*part).to_owned()
                    } else {
                        numbered.collect::<Vec<String>>().join(",")
                    }
                });
                files.push(file(DRAFT, whole.collect()));
            }
            _ => files.extend(self.plain_files()),
        }
        files
    }

    /// Returns the files as a page shows them: of a draft the fields that this example or its
    /// counterpart changes, of a long text its beginning and end.
    #[must_use]
    pub fn shown(&self, counterpart: &Self) -> Vec<ExampleFile> {
        let mut files = Vec::new();
        let named: Vec<Value> = self
            .patches()
            .chain(counterpart.patches())
            .map(parsed)
            .collect();
        let in_question = |patch| {
            let mut draft = patched(patch);
            if let Value::Object(fields) = &mut draft {
                fields.retain(|field, _| named.iter().any(|patch| patch.get(field).is_some()));
            }
            laid_out(&draft)
        };
        if let Self::Change { old, .. } = *self {
            files.push(file(BEFORE, in_question(old)));
        }
        if let Some(patch) = self.patch() {
            files.push(file(DRAFT, in_question(patch)));
        }
        match *self {
            Self::Repeat {
                head,
                unit,
                times,
                tail,
            } => {
                files.push(file(DRAFT, format!("{head}{unit} ({times} times) {tail}")));
            }
            Self::RepeatContract {
                head,
                unit,
                times,
                tail,
            } => {
                files.push(file(
                    CONTRACTS[0],
                    format!("{head}{unit} ({times} times) {tail}"),
                ));
            }
            Self::Nest {
                open,
                times,
                middle,
                close,
                ..
            } => {
                let text =
                    format!("... {open} ({times} times) {middle} {close} ({times} times) ...");
                files.push(file(DRAFT, text));
            }
            Self::Series { parts, times } => {
                let shown = parts.iter().enumerate().map(|(at, part)| match at % 2 {
                    0 => (*part).to_owned(),
                    _ => format!("{part} (# from 1 to {times}) "),
                });
                files.push(file(DRAFT, shown.collect()));
            }
            Self::Absent(name) => files.push(file(name, "(no such file)".to_owned())),
            _ => files.extend(self.plain_files().into_iter().map(
                |plain| match serde_json::from_str(&plain.text) {
                    Ok(value) if plain.name != DRAFT && plain.name != OUTPUT => {
                        file(plain.name, laid_out(&value))
                    }
                    _ => plain,
                },
            )),
        }
        files
    }

    /// Returns the files whose text is written down as it is.
    fn plain_files(&self) -> Vec<ExampleFile> {
        let (name, text) = match self {
            Self::Text(text) => (DRAFT, text),
            Self::Ron(text) => ("release.draft.ron", text),
            Self::DraftWithShape { shape: text, .. } | Self::Shape(text) => (SHAPE, text),
            Self::DraftWithContract { contract: text, .. } | Self::Contract(text) => {
                (CONTRACTS[0], text)
            }
            Self::DraftWithConfig { config: text, .. } | Self::Config(text) => (CONFIG, text),
            Self::DraftWithOutput { output: text, .. } => (OUTPUT, text),
            Self::Workspace(text) => ("gatewright.toml", text),
            Self::DraftWithShapeAndConfig { shape, config, .. } => {
                let named = [(SHAPE, shape), (CONFIG, config)];
                return named
                    .map(|(name, text)| file(name, (*text).to_owned()))
                    .into();
            }
            Self::Contracts(texts) => {
                let named = CONTRACTS.into_iter().zip(*texts);
                return named
                    .map(|(name, text)| file(name, (*text).to_owned()))
                    .collect();
            }
            _ => return Vec::new(),
        };
        vec![file(name, (*text).to_owned())]
    }
}

const OUTPUT: &str = "release.spec.json";

const fn file(name: &'static str, text: String) -> ExampleFile {
    ExampleFile { name, text }
}

/// Reads text of the catalogue, which a test keeps readable.
fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

fn patched(patch: &str) -> Value {
    apply_patch(&parsed(BASE_DRAFT), &parsed(patch))
}

/// Returns `base` changed by a JSON Merge Patch (RFC 7386).
///
/// Objects merge field by field, a null removes a field, and everything else, arrays included,
/// is replaced as a whole.
#[must_use]
pub fn apply_patch(base: &Value, patch: &Value) -> Value {
    let Value::Object(changes) = patch else {
        return patch.clone();
    };
    let mut fields = match base {
        Value::Object(fields) => fields.clone(),
        _ => serde_json::Map::new(),
    };
    for (key, change) in changes {
        if change.is_null() {
            fields.remove(key);
        } else {
            let old = fields.get(key).unwrap_or(&Value::Null);
            fields.insert(key.clone(), apply_patch(old, change));
        }
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The samples of RFC 7386, appendix A, that differ in kind.
    #[test]
    fn patches_merge_as_the_standard_says() {
        for (base, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (
                json!({"a": "b", "b": "c"}),
                json!({"a": null}),
                json!({"b": "c"}),
            ),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (
                json!({"a": [{"b": "c"}]}),
                json!({"a": [1]}),
                json!({"a": [1]}),
            ),
            (
                json!({"e": null}),
                json!({"a": 1}),
                json!({"e": null, "a": 1}),
            ),
            (
                json!([1, 2]),
                json!({"a": "b", "c": null}),
                json!({"a": "b"}),
            ),
            (
                json!({}),
                json!({"a": {"bb": {"ccc": null}}}),
                json!({"a": {"bb": {}}}),
            ),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (
                json!({"a": 1}),
                json!({"a": [{"b": null}]}),
                json!({"a": [{"b": null}]}),
            ),
        ] {
            assert_eq!(apply_patch(&base, &patch), expected, "{base} {patch}");
        }
    }
}
