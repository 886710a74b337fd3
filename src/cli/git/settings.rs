//! The settings of git that make it call gatewright.

use std::path::Path;

use gatewright::review::text::TEXT_VERSION;

use super::error::GitError;
use super::program;
use super::shell::is_word;

/// Where settings are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// In the clone.
    Local,
    /// With the user.
    Global,
}

impl Scope {
    pub(super) const fn flag(self) -> &'static str {
        match self {
            Self::Local => "--local",
            Self::Global => "--global",
        }
    }
}

/// One setting: its key, and its value around the command.
pub(super) struct Setting {
    pub(super) key: &'static str,
    before: &'static str,
    /// What follows the command; none when the value holds no command.
    after: Option<String>,
}

/// How a setting stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It has no value.
    Missing,
    /// As `install` writes it, with this command where it holds one.
    Ours(String),
    /// As another version of gatewright wrote it.
    Stale(String),
    /// The user's own.
    Foreign(String),
}

/// Line heads that git shows beside a change.
const HEADS: &str = "^((scenario|condition|stage|policy|schema|  gate|  packet) .*)$";

/// What marks the version of the text in a command: git keeps texts for as long as it is the same.
const TEXTCONV: &str = " show --textconv=";

/// Returns all settings.
pub(super) fn all() -> Vec<Setting> {
    let with = |key, after: String| Setting {
        key,
        before: "",
        after: Some(after),
    };
    let fixed = |key, value| Setting {
        key,
        before: value,
        after: None,
    };
    let textconv = || format!("{TEXTCONV}{TEXT_VERSION} --");
    let merge = |flag: &str| format!(" git merge-driver{flag} -- %O %A %B %L %P");
    vec![
        with("diff.gw-spec.textconv", textconv()),
        fixed("diff.gw-spec.cachetextconv", "true"),
        fixed("diff.gw-spec.xfuncname", HEADS),
        with("diff.gw-draft.textconv", textconv()),
        fixed("diff.gw-draft.cachetextconv", "true"),
        fixed("diff.gw-draft.xfuncname", HEADS),
        fixed("merge.gw-draft.name", "gatewright: drafts by entity"),
        with("merge.gw-draft.driver", merge("")),
        fixed("merge.gw-spec.name", "gatewright: compiled scenarios"),
        with("merge.gw-spec.driver", merge(" --spec")),
        Setting {
            key: "alias.gwdiff",
            // Git starts such a command at the top of the clone.
            before: "!cd -- \"${GIT_PREFIX:-.}\" && ",
            after: Some(" diff".to_owned()),
        },
    ]
}

/// Notes in which git keeps the texts that it asked for.
pub(super) const CACHES: [&str; 2] = [
    "refs/notes/textconv/gw-spec",
    "refs/notes/textconv/gw-draft",
];

impl Setting {
    /// Returns the value, with the command as a word of a shell.
    pub(super) fn value(&self, command: &str) -> String {
        match &self.after {
            Some(after) => format!("{}{command}{after}", self.before),
            None => self.before.to_owned(),
        }
    }

    /// Says whose a value is.
    fn judge(&self, value: &str) -> State {
        let Some(after) = &self.after else {
            return if value == self.before {
                State::Ours(String::new())
            } else {
                State::Foreign(value.to_owned())
            };
        };
        let command = |after: &str| {
            let command = value.strip_prefix(self.before)?.strip_suffix(after)?;
            is_word(command).then(|| command.to_owned())
        };
        if let Some(command) = command(after) {
            return State::Ours(command);
        }
        let older = value.rsplit_once(TEXTCONV).and_then(|(_, rest)| {
            let version = rest.strip_suffix(" --")?;
            let is_version = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
            command(&format!("{TEXTCONV}{version} --")).filter(|_| is_version)
        });
        match older {
            Some(_) if after.starts_with(TEXTCONV) => State::Stale(value.to_owned()),
            _ => State::Foreign(value.to_owned()),
        }
    }

    /// Asks git how the setting stands.
    ///
    /// # Errors
    /// When git cannot be started or cannot read its settings.
    pub(super) fn state(&self, folder: &Path, scope: Scope) -> Result<State, GitError> {
        let asked = ["config", scope.flag(), "--null", "--get-all", self.key];
        let output = program::run(folder, asked)?;
        match output.status.code() {
            Some(0) => {}
            Some(1) => return Ok(State::Missing),
            _ => return Err(GitError::Failed(program::complaint(&output))),
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let values: Vec<&str> = text.split_terminator('\0').collect();
        Ok(match values[..] {
            [value] => self.judge(value),
            _ => State::Foreign(values.join(", ")),
        })
    }

    /// Writes the setting in the place of whatever value it has.
    ///
    /// # Errors
    /// When git cannot be started or cannot write its settings.
    pub(super) fn write(&self, folder: &Path, scope: Scope, command: &str) -> Result<(), GitError> {
        let value = self.value(command);
        done(&program::run(
            folder,
            ["config", scope.flag(), "--replace-all", self.key, &value],
        )?)
    }

    /// Takes the setting out.
    ///
    /// # Errors
    /// When git cannot be started or cannot write its settings.
    pub(super) fn remove(&self, folder: &Path, scope: Scope) -> Result<(), GitError> {
        done(&program::run(
            folder,
            ["config", scope.flag(), "--unset-all", self.key],
        )?)
    }
}

fn done(output: &std::process::Output) -> Result<(), GitError> {
    if output.status.success() {
        Ok(())
    } else {
        Err(GitError::Failed(program::complaint(output)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_ours_whatever_the_command_and_stale_with_another_version() {
        let settings = all();
        for setting in &settings {
            for command in ["gatewright", "'/a b/gw'"] {
                let expected = match setting.after {
                    Some(_) => command.to_owned(),
                    None => String::new(),
                };
                let value = setting.value(command);
                assert_eq!(setting.judge(&value), State::Ours(expected), "{value}");
                let foreign = format!("{value}; more");
                assert_eq!(setting.judge(&foreign), State::Foreign(foreign.clone()));
            }
        }
        for (value, is_stale) in [
            ("gatewright show --textconv=999 --", true),
            ("gatewright show --textconv=x --", false),
            ("a b show --textconv=999 --", false),
            ("cat", false),
        ] {
            let found = settings[0].judge(value);
            assert_eq!(matches!(found, State::Stale(_)), is_stale, "{value}");
        }
    }
}
