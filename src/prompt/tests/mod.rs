//! The linear face, answered by a script.

mod author;
mod change;
mod leave;
mod proved;
mod script;

use std::path::Path;
use std::sync::{Arc, LazyLock};

use crate::draft::{Format, ScenarioDraft, read, write};
use crate::prompt::{Files, Outcome, run};
use crate::session::{Session, Setting};
use crate::sources::{Sources, Workspace};

use script::Script;

/// Keeps what would have been written.
#[derive(Debug, Default)]
struct Kept {
    saved: Option<String>,
    spec: bool,
}

impl Files for Kept {
    fn save(&mut self, session: &mut Session) -> Result<String, String> {
        self.saved = Some(write(session.draft(), Format::Json));
        Ok("saved as test.draft.json".to_owned())
    }

    fn write_spec(&mut self, _: &mut Session) -> Result<String, String> {
        self.spec = true;
        Err("the disk is full".to_owned())
    }
}

/// Returns the sources of the example drafts, read once.
fn sources() -> Arc<Sources> {
    static SOURCES: LazyLock<Arc<Sources>> = LazyLock::new(|| Arc::new(load()));
    Arc::clone(&SOURCES)
}

fn load() -> Sources {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("drafts");
    let (workspace, problems) = Workspace::open(&folder.join("gatewright.toml"));
    assert_eq!(problems.diagnostics, []);
    Sources::load(&workspace).0
}

fn session_of(draft: ScenarioDraft) -> Session {
    let setting = Setting {
        sources: sources(),
        levels: Vec::new(),
    };
    Session::of_draft(draft, setting)
}

fn draft_of(text: &serde_json::Value) -> ScenarioDraft {
    let reading = read(text.to_string().as_bytes(), Format::Json);
    assert_eq!(reading.problems, []);
    reading.draft.unwrap()
}

/// Plays a script over a draft.
fn play(draft: ScenarioDraft, answers: &[(&str, &str)]) -> (Session, Script, Kept, Outcome) {
    let mut session = session_of(draft);
    let mut script = Script::new(answers);
    let mut kept = Kept::default();
    let outcome = run(&mut session, &mut script, &mut kept);
    (session, script, kept, outcome)
}
