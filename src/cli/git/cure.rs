//! What to do when git does not know what was named.

use std::path::{Path, PathBuf};

use gatewright::diagnostic::nearest;

use super::shell::quoted;

/// Says what helps against a revision that git does not know.
///
/// `ask` runs git and returns its answer; only the local repository is asked.
pub(super) fn unknown_revision(revision: &str, ask: impl Fn(&[&str]) -> Option<String>) -> String {
    let lines = |arguments: &[&str]| -> Vec<String> {
        let text = ask(arguments).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    };
    let remotes = lines(&["remote"]);
    let by_remote = remotes.iter().find_map(|remote| {
        let branch = revision.strip_prefix(remote.as_str())?.strip_prefix('/')?;
        (!branch.is_empty()).then_some((remote, branch))
    });
    if let Some((remote, branch)) = by_remote {
        return format!("git fetch {} {}", quoted(remote), quoted(branch));
    }
    if revision.contains(['~', '^', '@']) {
        let shallow = ask(&["rev-parse", "--is-shallow-repository"]);
        if shallow.as_deref() == Some("true") {
            return "this clone has only the newest commits: git fetch --unshallow".to_owned();
        }
    }
    let format = "--format=%(refname:short)";
    let known = lines(&[
        "for-each-ref",
        format,
        "refs/heads",
        "refs/tags",
        "refs/remotes",
    ]);
    let same = known.iter().find(|name| {
        let branch = name.split_once('/').map(|(_, branch)| branch);
        branch == Some(revision)
    });
    if let Some(name) = same {
        return format!("did you mean `{name}`?");
    }
    if let Some(name) = nearest(revision, known.iter().map(String::as_str)) {
        return format!("did you mean `{name}`?");
    }
    let is_name = !revision.is_empty()
        && !revision.starts_with('-')
        && revision
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "._/-".contains(c));
    let remote = remotes
        .iter()
        .find(|name| *name == "origin")
        .or(remotes.first());
    match remote {
        Some(remote) if is_name && is_hash(revision) => {
            format!("git fetch {} {revision}", quoted(remote))
        }
        Some(remote) if is_name => format!(
            "git fetch {remote} {revision}:refs/remotes/{remote}/{revision}, then use {remote}/{revision}",
            remote = quoted(remote)
        ),
        _ => "`git branch --all` and `git tag` list the names; `git log` lists the commits"
            .to_owned(),
    }
}

/// Says what helps against a path that a revision does not hold.
///
/// `wanted` and `known` are seen from the root, `prefix` is the current folder from there.
pub(super) fn missing_path(path: &Path, wanted: &Path, prefix: &Path, known: &[&str]) -> String {
    let has = |name: &Path| known.iter().any(|known| Path::new(known) == name);
    if path.is_relative() && has(path) {
        let up: PathBuf = prefix.components().map(|_| "..").collect();
        let seen = up.join(path);
        return format!(
            "paths are seen from the current folder: did you mean `{}`?",
            seen.display()
        );
    }
    let wanted = wanted.to_string_lossy();
    match nearest(&wanted, known.iter().copied()) {
        Some(name) => format!("the revision has `{name}`"),
        None => "the file may be newer than the revision, or have had another name; \
                 `git log --follow -- FILE` tells"
            .to_owned(),
    }
}

fn is_hash(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
