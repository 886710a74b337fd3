//! The draft held against a former version of it.

use std::path::PathBuf;
use std::sync::Arc;

use super::Session;
use crate::check::Options;
use crate::compile::{Compiled, Input, compile};
use crate::draft::{Format, MAX_INPUT_BYTES, ScenarioDraft, write};
use crate::files::{read, spec_beside};
use crate::review::{Comparison, Renames, Side, compare, renames};
use crate::sources::Sources;

/// A former version of a scenario, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// Where it comes from, such as `HEAD:release.draft.json`; may hold untrusted text.
    pub label: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// How it is written.
    pub format: Format,
}

/// What a draft does otherwise than a former version.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// All that differs.
    pub comparison: Comparison,
    /// The former version.
    pub old: ScenarioDraft,
    /// What is called otherwise now.
    pub renames: Renames,
}

/// A comparison that is still to be made. It needs nothing of the session any more, so that it can
/// be made beside a screen.
#[derive(Debug)]
pub struct Comparing {
    name: String,
    text: String,
    is_whole: bool,
    sources: Sources,
    beside: Option<PathBuf>,
    former: Option<Arc<Former>>,
}

impl Session {
    /// Returns the comparison of the draft as it is now with a former version; with none, with the
    /// compiled spec beside the draft.
    #[must_use]
    pub fn comparing(&self, former: Option<Arc<Former>>) -> Comparing {
        Comparing {
            name: self.name().clone(),
            text: write(self.draft(), Format::Json),
            is_whole: self.problems().is_empty(),
            sources: self.sources().clone(),
            beside: self.path().map(spec_beside),
            former,
        }
    }
}

impl Comparing {
    /// Makes the comparison.
    ///
    /// # Errors
    /// Why there is nothing to compare, one sentence.
    pub fn run(self) -> Result<Reviewed, String> {
        let former = match &self.former {
            Some(former) => Arc::clone(former),
            None => Arc::new(self.compiled_beside()?),
        };
        if !self.is_whole {
            return Err("Parts of the file of the draft cannot be read.".to_owned());
        }
        let now = self.side(&self.name, self.text.as_bytes(), Format::Json);
        let (draft, compiled) = now.map_err(|_| "The draft does not compile yet.".to_owned())?;
        let then = self.side(&former.label, &former.bytes, former.format);
        let (old_draft, old_compiled) =
            then.map_err(|why| format!("`{}` does not compile: {why}", former.label))?;
        let (old_label, new_label) = (Arc::from(former.label.as_str()), Arc::from(self.name));
        let old = Side {
            label: &old_label,
            draft: &old_draft,
            compiled: &old_compiled,
            sources: &self.sources,
        };
        let new = Side {
            label: &new_label,
            draft: &draft,
            compiled: &compiled,
            sources: &self.sources,
        };
        Ok(Reviewed {
            comparison: compare(&old, &new),
            renames: renames(&old_draft, &draft),
            old: old_draft,
        })
    }

    fn compiled_beside(&self) -> Result<Former, String> {
        let Some(path) = &self.beside else {
            return Err("The draft has no file yet.".to_owned());
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !path.exists() {
            return Err(format!("`{name}` was not written yet."));
        }
        let bytes =
            read(path, MAX_INPUT_BYTES).map_err(|found| format!("`{name}`: {}.", found.message))?;
        Ok(Former {
            label: name.into_owned(),
            bytes,
            format: Format::Json,
        })
    }

    /// Compiles one side; the error is the first thing that refuses.
    fn side(
        &self,
        name: &str,
        bytes: &[u8],
        format: Format,
    ) -> Result<(ScenarioDraft, Compiled), String> {
        let input = Input {
            name: Arc::from(name),
            bytes,
            format,
        };
        // Only what refuses matters here.
        let options = Options {
            refusals_only: true,
            ..Options::default()
        };
        let outcome = compile(&input, &self.sources, &options);
        let refusal = || {
            let found = outcome.refusals().diagnostics.into_iter().next();
            found.map_or_else(|| "it is no scenario".to_owned(), |found| found.message)
        };
        match (&outcome.draft, &outcome.compiled) {
            (Some(draft), Some(compiled)) => Ok((draft.clone(), compiled.clone())),
            _ => Err(refusal()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::read as read_draft;
    use crate::review::Verdict;
    use crate::session::Setting;
    use serde_json::{Value, json};

    fn scenario(need: &str) -> Value {
        let condition = |id: &str| {
            json!({"condition_id": id, "query": {"provider_id": "env", "check_id": "get",
                "params": {"key": id}}, "comparator": "exists", "expected": null,
                "policy_tags": []})
        };
        json!({"scenario_id": "s", "namespace_id": 1, "spec_version": "1",
            "conditions": [condition("a"), condition("b")],
            "stages": [{"stage_id": "only", "entry_packets": [], "gates": [
                {"gate_id": "g", "requirement": need}], "advance_to": {"kind": "terminal"},
                "timeout": null, "on_timeout": "fail"}],
            "policies": [], "schemas": []})
    }

    fn session(draft: &Value) -> Session {
        let draft = read_draft(draft.to_string().as_bytes(), Format::Json).draft;
        Session::of_draft(draft.unwrap(), Setting::default())
    }

    fn former(bytes: &[u8]) -> Arc<Former> {
        Arc::new(Former {
            label: "HEAD:s.draft.json".to_owned(),
            bytes: bytes.to_vec(),
            format: Format::Json,
        })
    }

    #[test]
    fn a_draft_is_compared_with_any_version_that_compiles() {
        let now = session(&scenario("a and b"));
        let then = scenario("a").to_string();
        let found = now.comparing(Some(former(then.as_bytes()))).run().unwrap();
        assert_eq!(found.comparison.behaviour.changes.len(), 1);
        assert_eq!(&*found.comparison.old.label, "HEAD:s.draft.json");
        assert_eq!(found.old.stages().len(), 1);
        let same = scenario("a and b").to_string();
        let found = now.comparing(Some(former(same.as_bytes()))).run().unwrap();
        assert_eq!(found.comparison.verdict(), Verdict::Identical);
    }

    #[test]
    fn what_cannot_be_compared_says_which_side_it_is() {
        let now = session(&scenario("a"));
        let why =
            |session: &Session, then: &[u8]| session.comparing(Some(former(then))).run().err();
        assert_eq!(
            why(&now, b"[1]").unwrap(),
            "`HEAD:s.draft.json` does not compile: expected an object, a scenario, found a list of 1"
        );
        let unfinished = session(&json!({}));
        assert_eq!(
            why(&unfinished, scenario("a").to_string().as_bytes()).unwrap(),
            "The draft does not compile yet."
        );
        assert_eq!(
            now.comparing(None).run().err().unwrap(),
            "The draft has no file yet."
        );
    }
}
