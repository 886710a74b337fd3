//! Rooms import only rooms of lower floors, and the library stays pure (`docs/architecture.md`).

#![allow(
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a missing source file must stop the test"
)]

use std::path::{Path, PathBuf};

/// Rooms with their floors, as the map has them.
const ROOMS: &[(&str, u8)] = &[
    ("spec", 1),
    ("diagnostic", 1),
    ("files", 2),
    ("sources", 2),
    ("typing", 2),
    ("draft", 3),
    ("check", 4),
    ("compile", 5),
    ("plain", 5),
    ("runtime", 5),
    ("prove", 6),
    ("trial", 6),
    ("review", 7),
    ("session", 8),
    ("prompt", 9),
    ("tui", 9),
    ("cli", 10),
];

fn source_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            source_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Returns every file with its room, and its text without the unit tests at its end.
fn files() -> Vec<(String, PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    source_files(&src, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| {
            let below = path.strip_prefix(&src).expect("below src").to_owned();
            let first = below.components().next().expect("a part");
            let room = first
                .as_os_str()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .to_owned();
            let is_test = below.components().any(|part| part.as_os_str() == "tests");
            let text = std::fs::read_to_string(&path).expect("a text");
            let product = text
                .split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .to_owned();
            (!is_test && room != "lib" && room != "main").then_some((room, below, product))
        })
        .collect()
}

fn floor(room: &str) -> Option<u8> {
    ROOMS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

#[test]
fn rooms_import_only_rooms_below_them() {
    let mut wrong = Vec::new();
    for (room, path, text) in files() {
        let own = floor(&room).unwrap_or_else(|| panic!("`{room}` has no floor"));
        for (name, other) in ROOMS.iter().copied() {
            if name == room || other < own {
                continue;
            }
            for prefix in ["crate::", "gatewright::"] {
                let import = format!("{prefix}{name}::");
                if text.contains(&import) {
                    wrong.push(format!("{} imports {import}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_library_neither_prints_nor_looks_around() {
    let forbidden = [
        "println!",
        "eprintln!",
        "print!(",
        "std::env::",
        "SystemTime::now",
        "Instant::now",
        "std::net",
        "TcpStream",
    ];
    let mut wrong = Vec::new();
    for (room, path, text) in files() {
        if room == "cli" {
            continue;
        }
        for line in text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
        {
            if let Some(word) = forbidden.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_room_is_on_the_map() {
    let map = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md");
    let map = std::fs::read_to_string(map).expect("the map");
    for (room, _, _) in files() {
        let on_map = map.contains(&format!("`{room}/`")) || map.contains(&format!("`{room}.rs`"));
        assert!(on_map, "`{room}` is not in docs/architecture.md");
    }
}

#[test]
fn nothing_that_opens_sockets_is_locked() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock");
    let lock = std::fs::read_to_string(lock).expect("the lock file");
    for name in [
        "reqwest",
        "hyper",
        "ureq",
        "tokio",
        "rustls",
        "openssl",
        "native-tls",
        "aws-lc-sys",
        "curl",
    ] {
        assert!(
            !lock.contains(&format!("name = \"{name}\"")),
            "{name} is locked"
        );
    }
}
