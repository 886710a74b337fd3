//! From the paths on the command line to the files that are meant.

use std::path::{Path, PathBuf};

use gatewright::diagnostic::{Code, Diagnostic, Report};
use walkdir::WalkDir;

use super::files;

/// Returns the drafts that the paths stand for, each once: files, and all drafts below folders.
///
/// Problems with folders go to the report; a folder without any draft is one.
pub(crate) fn drafts(paths: &[PathBuf], report: &mut Report) -> Vec<PathBuf> {
    expand(
        paths,
        report,
        "*.draft.json or *.draft.ron",
        |folder, report| {
            below(folder, usize::MAX, report, |name| {
                name.ends_with(".draft.json") || name.ends_with(".draft.ron")
            })
        },
    )
}

/// Returns the drafts and specs below a folder; problems with it go to the report.
pub(crate) fn scenarios(folder: &Path, report: &mut Report) -> Vec<PathBuf> {
    let mut files = below(folder, usize::MAX, report, is_scenario);
    for file in &mut files {
        if let Ok(plain) = file.strip_prefix(".") {
            *file = plain.to_owned();
        }
    }
    files
}

/// Tells whether a file is a draft or a spec by its name.
pub(crate) fn is_scenario(name: &str) -> bool {
    !name.starts_with('.')
        && [".draft.json", ".draft.ron", ".spec.json"]
            .iter()
            .any(|ending| name.ends_with(ending))
}

/// Returns the compiled specs below a folder.
pub(crate) fn specs(folder: &Path) -> Vec<PathBuf> {
    below(folder, usize::MAX, &mut Report::default(), |name| {
        name.ends_with(".spec.json")
    })
}

/// Returns the sources that the paths stand for, each once: files, and the JSON files of folders.
pub(crate) fn json_files(paths: &[PathBuf], report: &mut Report) -> Vec<PathBuf> {
    expand(paths, report, "*.json", |folder, report| {
        below(folder, 1, report, |name| {
            Path::new(name)
                .extension()
                .is_some_and(|found| found == "json")
        })
    })
}

fn expand(
    paths: &[PathBuf],
    report: &mut Report,
    wanted: &str,
    find: impl Fn(&Path, &mut Report) -> Vec<PathBuf>,
) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let known = report.diagnostics.len();
        let found = find(path, report);
        if found.is_empty() && report.diagnostics.len() == known {
            report.diagnostics.push(unreadable(
                path,
                &format!("there is no {wanted} in this folder"),
                "name the files, or `gatewright init` to start with one",
            ));
        }
        files.extend(found);
    }
    // Without `./` before it, a path is the one that a project's tools know it by.
    for file in &mut files {
        if let Ok(plain) = file.strip_prefix(".") {
            *file = plain.to_owned();
        }
    }
    let mut seen = std::collections::HashSet::new();
    files.retain(|file| seen.insert(file.clone()));
    files
}

/// Finds files below a folder, sorted; hidden ones and build output are left out.
fn below(
    folder: &Path,
    depth: usize,
    report: &mut Report,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<PathBuf> {
    let walk = WalkDir::new(folder)
        .max_depth(depth)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0
                || !(name.starts_with('.') || (entry.file_type().is_dir() && name == "target"))
        });
    let mut files = Vec::new();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let kind = entry.file_type();
                let is_file = kind.is_file() || (kind.is_symlink() && entry.path().is_file());
                if is_file && is_wanted(&entry.file_name().to_string_lossy()) {
                    files.push(entry.into_path());
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let why = error
                    .io_error()
                    .map_or_else(|| "it is a loop of links".to_owned(), files::why);
                report.diagnostics.push(unreadable(
                    path,
                    &format!("cannot read this folder: {why}"),
                    "change its permissions, or name the drafts",
                ));
            }
        }
    }
    files
}

fn unreadable(path: &Path, message: &str, help: &str) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(Code::GW0112, "", message)
        .help(help)
        .in_file(files::shown(path));
    "scenario".clone_into(&mut diagnostic.primary.entity);
    diagnostic
}
