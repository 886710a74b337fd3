//! Sessions with files: what is kept, what comes back, and what is never overwritten.

mod keeping;
mod outside;
mod properties;
mod saving;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::draft::{Edit, read, write};
use crate::session::Setting;

/// A folder with one draft in it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new(document: &Value) -> Self {
        let desk = Self::empty();
        fs::write(desk.draft(), written(document)).unwrap();
        desk
    }

    fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn draft(&self) -> PathBuf {
        self.at("x.draft.json")
    }

    fn journal(&self) -> PathBuf {
        self.at(".x.draft.json.journal")
    }

    fn open(&self) -> Opened {
        Session::open(&self.draft(), None, Setting::default()).unwrap()
    }

    /// Opens a draft that must have nothing to recover.
    fn open_clean(&self) -> Session {
        let opened = self.open();
        assert!(opened.recovery.is_none(), "{:?}", opened.recovery);
        opened.session
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Returns the one text of a draft.
fn written(document: &Value) -> String {
    write(&parsed(document), Format::Json)
}

fn parsed(document: &Value) -> ScenarioDraft {
    read(document.to_string().as_bytes(), Format::Json)
        .draft
        .unwrap()
}

fn shown(session: &Session) -> Value {
    serde_json::from_str(&write(session.draft(), Format::Json)).unwrap()
}

fn on_disk(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Sets the id of the scenario.
fn name_it(session: &mut Session, id: &str) {
    let edit = Edit::Set {
        entity: Entity::Scenario,
        field: "scenario_id".to_owned(),
        value: Some(json!(id)),
    };
    session.edit(&format!("name {id}"), &edit).unwrap();
}

fn labels<'s>(labels: impl Iterator<Item = &'s str>) -> Vec<&'s str> {
    labels.collect()
}
