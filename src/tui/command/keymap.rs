//! Which key gives which command, with what `gatewright.toml` changes about it.

use std::collections::BTreeMap;

use toml::{Table, Value};

use super::{Command, Context, Key};

/// Keys of every command.
#[derive(Debug, Clone)]
pub struct Keymap {
    keys: BTreeMap<Command, Vec<Key>>,
    problems: Vec<String>,
}

/// Two commands that listen to one key at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The key.
    pub key: String,
    /// The command that gets it.
    pub wins: Command,
    /// The command that never does.
    pub loses: Command,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = Command::ALL
            .iter()
            .map(|command| {
                let keys = command.default_keys().iter();
                (*command, keys.filter_map(|key| key.parse().ok()).collect())
            })
            .collect();
        Self {
            keys,
            problems: Vec::new(),
        }
    }
}

impl Keymap {
    /// Returns the default keys with those of a `[keys]` table in their place.
    ///
    /// An entry is `name = "key"` or `name = ["key", "key"]`; an empty list takes the keys away.
    /// What cannot be used is a problem and changes nothing.
    #[must_use]
    pub fn read(table: &Table) -> Self {
        let mut map = Self::default();
        for (name, value) in table {
            let Some(command) = Command::named(name) else {
                let known = Command::ALL.iter().map(|one| one.name());
                let hint = crate::diagnostic::nearest(name, known)
                    .map(|near| format!("; did you mean `{near}`?"))
                    .unwrap_or_default();
                map.problems
                    .push(format!("keys: there is no command `{name}`{hint}"));
                continue;
            };
            let texts: Vec<&str> = match value {
                Value::String(text) => vec![text],
                Value::Array(items) if items.iter().all(Value::is_str) => {
                    items.iter().filter_map(Value::as_str).collect()
                }
                _ => {
                    map.problems
                        .push(format!("keys: `{name}` must be a key or a list of keys"));
                    continue;
                }
            };
            match texts
                .iter()
                .map(|text| text.parse())
                .collect::<Result<_, _>>()
            {
                Ok(keys) => {
                    map.keys.insert(command, keys);
                }
                Err(error) => map.problems.push(format!("keys: `{name}`: {error}")),
            }
        }
        for conflict in map.conflicts() {
            map.problems.push(format!(
                "keys: `{}` is the key of `{}` and of `{}`, which never gets it",
                conflict.key,
                conflict.wins.name(),
                conflict.loses.name()
            ));
        }
        map
    }

    /// Returns what is wrong with the table that was read, a sentence each.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }

    /// Returns the keys of a command.
    #[must_use]
    pub fn keys(&self, command: Command) -> &[Key] {
        self.keys.get(&command).map_or(&[], Vec::as_slice)
    }

    /// Returns the first key of a command as views show it; none when it has no key.
    #[must_use]
    pub fn shown(&self, command: Command) -> Option<String> {
        self.keys(command)
            .first()
            .map(|key| match key.to_string().as_str() {
                "enter" => "⏎".to_owned(),
                "up" => "↑".to_owned(),
                "down" => "↓".to_owned(),
                "left" => "←".to_owned(),
                "right" => "→".to_owned(),
                other => other.to_owned(),
            })
    }

    /// Returns the first of the offered commands that a key gives.
    #[must_use]
    pub fn command(&self, key: Key, offered: &[Command]) -> Option<Command> {
        offered
            .iter()
            .copied()
            .find(|command| self.keys(*command).contains(&key))
    }

    /// Returns the pairs of commands that listen to one key at the same time.
    #[must_use]
    pub fn conflicts(&self) -> Vec<Conflict> {
        let mut found = Vec::new();
        for (at, one) in Command::ALL.iter().enumerate() {
            for other in &Command::ALL[at + 1..] {
                if !one.context().meets(other.context()) {
                    continue;
                }
                for key in self.keys(*one) {
                    if self.keys(*other).contains(key) {
                        // The narrower place is asked first.
                        let (wins, loses) = if other.context() > one.context()
                            && one.context() == Context::Everywhere
                        {
                            (*other, *one)
                        } else {
                            (*one, *other)
                        };
                        found.push(Conflict {
                            key: key.to_string(),
                            wins,
                            loses,
                        });
                    }
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Keymap {
        Keymap::read(&toml::from_str(text).unwrap())
    }

    #[test]
    fn own_keys_take_the_place_of_the_default_ones() {
        let map = read("save = 'f2'\nundo = ['ctrl-u', 'Z']\nmouse = []");
        assert_eq!(map.problems(), [] as [&str; 0]);
        assert_eq!(map.shown(Command::Save).as_deref(), Some("f2"));
        assert_eq!(map.keys(Command::Undo).len(), 2);
        assert_eq!(map.shown(Command::Mouse), None);
        assert_eq!(map.shown(Command::Leave).as_deref(), Some("q"));
        let key = "Z".parse().unwrap();
        assert_eq!(
            map.command(key, &[Command::Save, Command::Undo]),
            Some(Command::Undo)
        );
        assert_eq!(map.command(key, &[Command::Save]), None);
    }

    #[test]
    fn what_cannot_be_used_is_told_and_changes_nothing() {
        let map = read("safe = 'f2'\nundo = 5\nredo = 'hyper-x'\nleave = 'u'");
        assert_eq!(
            map.problems(),
            [
                "keys: `redo`: `hyper-x` is not a key; write it as `x`, `ctrl-x`, `alt-enter`, `shift-tab` or `f1`",
                "keys: there is no command `safe`; did you mean `save`?",
                "keys: `undo` must be a key or a list of keys",
                "keys: `u` is the key of `undo` and of `leave`, which never gets it",
            ]
        );
        assert_eq!(
            map.keys(Command::Redo),
            Keymap::default().keys(Command::Redo)
        );
    }
}
