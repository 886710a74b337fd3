//! Data shapes: the schemas of payloads that a precheck accepts (REFERENCE §4).
//!
//! A file holds a record `{schema_id, version, schema, description}`, or a bare JSON Schema whose
//! id is the name of the file and whose version is `1`.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::contract_rules::{schema_help, schema_pointer};
use super::cure::advise;
use super::file::{self, MAX_INPUT_BYTES, NamedPath};
use super::text::{json_error_span, json_reason, member};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::spec::ValueSchema;

/// The version of a bare schema.
const BARE_VERSION: &str = "1";

/// A named schema for payloads.
#[derive(Debug)]
pub struct DataShape {
    /// Names the shape.
    pub schema_id: String,
    /// Version of the shape, free text.
    pub version: String,
    /// What the payloads are.
    pub description: Option<String>,
    /// The schema, which compiles.
    pub schema: ValueSchema,
    /// Name of the file.
    pub origin: Arc<str>,
}

/// The data shapes of a workspace.
#[derive(Debug, Clone, Default)]
pub struct DataShapes {
    shapes: BTreeMap<(String, String), Arc<DataShape>>,
}

impl DataShapes {
    /// Returns the shape of this id and version.
    pub fn get(&self, schema_id: &str, version: &str) -> Option<&Arc<DataShape>> {
        self.shapes.get(&(schema_id.to_owned(), version.to_owned()))
    }

    /// Returns the shapes in order of id and version, both as text.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<DataShape>> {
        self.shapes.values()
    }

    /// Adds a shape.
    ///
    /// # Errors
    /// The shape that has the id and version already; it stays.
    pub fn insert(&mut self, shape: DataShape) -> Result<(), Arc<DataShape>> {
        let key = (shape.schema_id.clone(), shape.version.clone());
        if let Some(first) = self.shapes.get(&key) {
            return Err(Arc::clone(first));
        }
        self.shapes.insert(key, Arc::new(shape));
        Ok(())
    }

    /// Adds the shape of a file, or what is wrong with it.
    pub(super) fn add_file(&mut self, path: &NamedPath, report: &mut Report) {
        let name = path.name();
        let shape = match file::read(&path.real, MAX_INPUT_BYTES) {
            Ok(bytes) => DataShape::read(&bytes, &name),
            Err(fault) => {
                let message = format!("the data shape cannot be read: {fault}");
                let found = Diagnostic::new(Code::GW1107, "", message).in_file(Arc::clone(&name));
                Err(report_of(vec![found]))
            }
        };
        let shape = match shape {
            Ok(shape) => shape,
            Err(problems) => return report.merge(problems),
        };
        let address = shape.address();
        let title = format!("`{}` version `{}`", shape.schema_id, shape.version);
        if let Err(first) = self.insert(shape) {
            let message = format!("data shape {title} is in `{}` already", first.origin);
            let mut found = Diagnostic::new(Code::GW1107, "", message)
                .help("give one of them another version")
                .in_file(name);
            found.primary.entity = address;
            report.diagnostics.push(found);
        }
    }
}

/// A data shape as files hold it; what else a server stores with it is ignored.
#[derive(Deserialize, JsonSchema)]
#[schemars(title = "Decision Gate data shape")]
struct Record {
    /// Names the shape.
    schema_id: String,
    /// Version of the shape.
    version: String,
    /// JSON Schema of the payload: usually an object with a property for each condition.
    schema: Value,
    /// What the shape is for.
    #[serde(default)]
    description: Option<String>,
}

/// Returns the JSON Schema 2020-12 of a data shape record.
#[must_use]
pub fn data_shape_schema() -> Value {
    schemars::schema_for!(Record).to_value()
}

impl DataShape {
    /// Reads a shape; the file's name gives the id of a bare schema.
    ///
    /// # Errors
    /// What is wrong: the file's form (GW1107) or the schema (GW1104).
    pub fn read(bytes: &[u8], file: &str) -> Result<Self, Report> {
        Self::read_plain(bytes, file).map_err(advise)
    }

    fn read_plain(bytes: &[u8], file: &str) -> Result<Self, Report> {
        let value: Value =
            serde_json::from_slice(bytes).map_err(|error| not_json(bytes, file, &error))?;
        let origin: Arc<str> = file.into();
        let shape = if is_record(&value) {
            let problems = record_problems(&value, file);
            let record: Record = serde_json::from_value(value).map_err(|error| {
                if problems.is_empty() {
                    report_of(vec![wrong_record("", &error.to_string(), file)])
                } else {
                    report_of(problems)
                }
            })?;
            Self {
                schema_id: record.schema_id,
                version: record.version,
                description: record.description,
                schema: ValueSchema::new(record.schema),
                origin,
            }
        } else {
            let stem = Path::new(file).file_stem().unwrap_or_default();
            Self {
                schema_id: stem.to_string_lossy().into_owned(),
                version: BARE_VERSION.to_owned(),
                description: value
                    .get("description")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
                schema: ValueSchema::new(value),
                origin,
            }
        };
        shape.check_schema()?;
        Ok(shape)
    }

    fn check_schema(&self) -> Result<(), Report> {
        self.schema.compile().map_err(|fault| {
            let id = &self.schema_id;
            let message = format!("the schema of data shape `{id}` cannot be used: {fault}");
            let mut found = Diagnostic::new(Code::GW1104, schema_pointer("", fault), message)
                .in_file(Arc::clone(&self.origin));
            found.help.extend(schema_help(fault).map(str::to_owned));
            found.primary.entity = self.address();
            report_of(vec![found])
        })
    }

    fn address(&self) -> String {
        format!("data-shape:{}/version:{}", self.schema_id, self.version)
    }
}

/// Tells a record from a schema: neither word is one of JSON Schema's.
fn is_record(value: &Value) -> bool {
    value.get("schema_id").is_some() || value.get("schema").is_some()
}

/// Returns every field of a record that is missing or not text.
fn record_problems(value: &Value, file: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (field, required) in [
        ("schema_id", true),
        ("version", true),
        ("schema", true),
        ("description", false),
    ] {
        let at = member("", field);
        match value.get(field) {
            None if required => {
                found.push(wrong_record("", &format!("`{field}` is missing"), file));
            }
            Some(_) if field == "schema" => {}
            Some(Value::Null) if !required => {}
            None | Some(Value::String(_)) => {}
            Some(_) => found.push(wrong_record(&at, &format!("`{field}` must be text"), file)),
        }
    }
    found
}

fn wrong_record(at: &str, why: &str, file: &str) -> Diagnostic {
    let message = format!("the data shape cannot be used: {why}");
    Diagnostic::new(Code::GW1107, at, message)
        .parameter(why)
        .in_file(file)
}

fn not_json(bytes: &[u8], file: &str, error: &serde_json::Error) -> Report {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return report_of(vec![wrong_record("", "it is not UTF-8", file)]);
    };
    let mut found = wrong_record("", &json_reason(error), file);
    found.primary.span = Some(json_error_span(text, error));
    let mut report = report_of(vec![found]);
    report.texts.insert(file.into(), text.into());
    report
}

fn report_of(diagnostics: Vec<Diagnostic>) -> Report {
    Report {
        diagnostics,
        ..Report::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn records_and_bare_schemas_are_told_apart() {
        let cases = [
            (
                json!({"schema_id": "s", "version": "2.1", "schema": {"type": "object"},
                       "description": "d", "tenant_id": 1}),
                ("s", "2.1", Some("d")),
            ),
            (
                json!({"schema_id": "s", "version": "2", "schema": true, "description": null}),
                ("s", "2", None),
            ),
            (
                json!({"type": "object", "description": "bare"}),
                ("payload", "1", Some("bare")),
            ),
            (json!(true), ("payload", "1", None)),
        ];
        for (document, (id, version, description)) in cases {
            let shape =
                DataShape::read(document.to_string().as_bytes(), "shapes/payload.json").unwrap();
            assert_eq!(
                (
                    &*shape.schema_id,
                    &*shape.version,
                    shape.description.as_deref()
                ),
                (id, version, description)
            );
        }
    }

    #[test]
    fn broken_shapes_are_told_with_all_their_problems() {
        let cases: [(&str, &[(Code, &str)]); 7] = [
            (
                r#"{"schema_id": 1, "description": 2, "schema": {}}"#,
                &[
                    (Code::GW1107, "/schema_id"),
                    (Code::GW1107, ""),
                    (Code::GW1107, "/description"),
                ],
            ),
            (
                r#"{"schema_id": "a"}"#,
                &[(Code::GW1107, ""), (Code::GW1107, "")],
            ),
            (r#"{"type": "whole"}"#, &[(Code::GW1104, "/type")]),
            (
                r#"{"$ref": "https://example.org/a.json"}"#,
                &[(Code::GW1104, "")],
            ),
            ("5", &[(Code::GW1104, "")]),
            ("{", &[(Code::GW1107, "")]),
            ("", &[(Code::GW1107, "")]),
        ];
        for (text, expected) in cases {
            let report = DataShape::read(text.as_bytes(), "a.json").unwrap_err();
            let found: Vec<_> = report
                .diagnostics
                .iter()
                .map(|d| (d.code, d.primary.pointer.as_str()))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        let report = DataShape::read(b"\xff", "a.json").unwrap_err();
        assert_eq!(report.diagnostics[0].code, Code::GW1107);
    }
}
