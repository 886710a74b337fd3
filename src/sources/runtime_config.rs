//! The settings of a server that decide what it accepts (REFERENCE §3, §5).
//!
//! A snapshot of an existing `decision-gate.toml`. What does not bear on drafts is neither read nor
//! judged.

use std::path::PathBuf;
use std::sync::Arc;

use super::settings::{Reader, Section};
use crate::diagnostic::{Place, Report};
use crate::spec::TrustLane;

/// Which comparators the server lets conditions use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validation {
    /// Whether the strict typing rules apply; on by default.
    pub strict: bool,
    /// Whether strings may be ordered by code point; off by default.
    pub enable_lexicographic: bool,
    /// Whether arrays and objects may be compared part by part; off by default.
    pub enable_deep_equals: bool,
}

impl Default for Validation {
    fn default() -> Self {
        Self {
            strict: true,
            enable_lexicographic: false,
            enable_deep_equals: false,
        }
    }
}

/// Where a configured provider lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderKind {
    /// In the server.
    Builtin,
    /// In a process of its own.
    Mcp,
}

/// A provider that the server is configured with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfiguredProvider {
    /// Its id, which its contract must have too.
    pub id: String,
    /// Where it lives.
    pub kind: ProviderKind,
    /// Its contract, as written: seen from the folder of the configuration.
    pub capabilities_path: Option<PathBuf>,
    /// Where it is configured.
    pub place: Place,
}

/// What a server accepts, as far as its configuration decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimeConfig {
    /// Which comparators conditions may use.
    pub validation: Validation,
    /// The providers, in the order of the configuration.
    pub providers: Vec<ConfiguredProvider>,
    /// Whether scenarios may be in namespace 1; off by default.
    pub allow_default_namespace: bool,
    /// The weakest trust lane whose evidence counts; `verified` by default.
    pub min_lane: TrustLane,
    /// Name of the configuration file; none for the server's defaults.
    pub origin: Option<Arc<str>>,
}

impl Default for RuntimeConfig {
    fn default() -> Self {
        Self {
            validation: Validation::default(),
            providers: Vec::new(),
            allow_default_namespace: false,
            min_lane: TrustLane::Verified,
            origin: None,
        }
    }
}

impl RuntimeConfig {
    /// Reads the text of a server's configuration, with every value that the server refuses.
    ///
    /// A value that cannot be used leaves its default in place; text that is not TOML gives no
    /// settings at all. Sections and keys that do not bear
    /// on drafts are ignored.
    pub fn read(text: &str, file: &str) -> (Option<Self>, Report) {
        let file: Arc<str> = file.into();
        let mut config = Self {
            origin: Some(Arc::clone(&file)),
            ..Self::default()
        };
        let mut reader = Reader::new(file, text);
        let Some(document) = reader.parse() else {
            return (None, reader.finish());
        };
        let root = Section::root(&document);
        if let Some(section) = reader.section(&root, "validation") {
            config.validation = read_validation(&mut reader, &section);
        }
        if let Some(section) = reader.section(&root, "namespace")
            && let Some(allowed) = reader.flag(&section, "allow_default")
        {
            config.allow_default_namespace = allowed.value;
        }
        if let Some(section) = reader.section(&root, "trust") {
            let lanes = [
                ("verified", TrustLane::Verified),
                ("asserted", TrustLane::Asserted),
            ];
            if let Some(lane) = reader.word(&section, "min_lane", &lanes) {
                config.min_lane = lane.value;
            }
        }
        for section in reader.sections(&root, "providers") {
            config
                .providers
                .extend(read_provider(&mut reader, &section));
        }
        (Some(config), reader.finish())
    }
}

fn read_validation(reader: &mut Reader<'_>, section: &Section<'_>) -> Validation {
    let mut validation = Validation::default();
    if let Some(flag) = reader.flag(section, "enable_lexicographic") {
        validation.enable_lexicographic = flag.value;
    }
    if let Some(flag) = reader.flag(section, "enable_deep_equals") {
        validation.enable_deep_equals = flag.value;
    }
    reader.word(section, "profile", &[("strict_core_v1", ())]);
    let permissive = reader
        .flag(section, "allow_permissive")
        .is_some_and(|flag| flag.value);
    if let Some(strict) = reader.flag(section, "strict") {
        validation.strict = strict.value || !permissive;
        if !strict.value && !permissive {
            let message = "`strict = false` is refused without `allow_permissive = true`";
            reader
                .problem_at(strict.place, message)
                .help
                .push("set both, or keep the strict rules".to_owned());
        }
    }
    validation
}

fn read_provider(reader: &mut Reader<'_>, section: &Section<'_>) -> Option<ConfiguredProvider> {
    let kinds = [
        ("builtin", ProviderKind::Builtin),
        ("mcp", ProviderKind::Mcp),
    ];
    for key in ["name", "type"] {
        reader.required(section, key);
    }
    let name = reader.text(section, "name");
    let kind = reader.word(section, "type", &kinds);
    let path = reader.text(section, "capabilities_path");
    let name = name?;
    Some(ConfiguredProvider {
        id: name.value,
        kind: kind?.value,
        capabilities_path: path.map(|path| path.value.into()),
        place: name.place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;

    fn read(text: &str, file: &str) -> (RuntimeConfig, Report) {
        let (config, report) = RuntimeConfig::read(text, file);
        (config.unwrap(), report)
    }

    #[test]
    fn what_bears_on_drafts_is_read_and_the_rest_ignored() {
        let (config, report) = read(
            r#"
            [server]
            transport = 5
            [validation]
            strict = false
            allow_permissive = true
            enable_lexicographic = true
            profile = "strict_core_v1"
            [namespace]
            allow_default = true
            default_tenants = [1]
            [trust]
            min_lane = "asserted"
            [[providers]]
            name = "time"
            type = "builtin"
            [[providers]]
            name = "ci"
            type = "mcp"
            command = ["ci-provider"]
            capabilities_path = "contracts/ci.json"
            "#,
            "decision-gate.toml",
        );
        assert_eq!(report.diagnostics, []);
        assert_eq!(
            config.validation,
            Validation {
                strict: false,
                enable_lexicographic: true,
                enable_deep_equals: false
            }
        );
        assert!(config.allow_default_namespace);
        assert_eq!(config.min_lane, TrustLane::Asserted);
        let providers: Vec<_> = config
            .providers
            .iter()
            .map(|p| (p.id.as_str(), p.kind, p.capabilities_path.is_some()))
            .collect();
        assert_eq!(
            providers,
            [
                ("time", ProviderKind::Builtin, false),
                ("ci", ProviderKind::Mcp, true)
            ]
        );
        assert_eq!(config.providers[1].place.span.unwrap().line, 18);
    }

    #[test]
    fn an_empty_configuration_is_the_default_with_no_provider() {
        let (config, report) = read("", "c.toml");
        assert_eq!(report.diagnostics, []);
        assert_eq!(config.origin.as_deref(), Some("c.toml"));
        let default = RuntimeConfig::default();
        assert_eq!(
            config,
            RuntimeConfig {
                origin: config.origin.clone(),
                ..default
            }
        );
    }

    #[test]
    fn every_refused_value_is_told_where_it_stands() {
        let text = "[validation]\nstrict = false\nenable_deep_equals = 1\nprofile = \"v2\"\n\
                    [trust]\nmin_lane = \"verifed\"\n[namespace]\nallow_default = \"no\"\n\
                    [[providers]]\nname = \"\"\ntype = \"mcp\"\n[[providers]]\ntype = \"remote\"\n";
        let (config, report) = read(text, "c.toml");
        assert!(config.validation.strict);
        assert!(config.providers.is_empty());
        let lines: Vec<usize> = report
            .diagnostics
            .iter()
            .map(|d| {
                assert_eq!(d.code, Code::GW1101);
                d.primary.span.unwrap().line
            })
            .collect();
        assert_eq!(lines, [3, 4, 2, 8, 6, 10, 12, 13]);
        assert_eq!(&*report.texts["c.toml"], text);
    }
}
