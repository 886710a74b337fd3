//! A repository of its own, with nothing of the machine's settings.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout: {}\nstderr: {}",
            self.out, self.err
        );
        self
    }
}

/// A temporary folder with a home, a program and a repository.
pub(crate) struct Clone {
    folder: tempfile::TempDir,
    /// Where commands run.
    at: PathBuf,
}

impl Clone {
    /// Returns a new repository in a folder whose name has a blank and a quote in it.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("it's a clone");
        std::fs::create_dir_all(&at).expect("a folder");
        std::fs::create_dir_all(folder.path().join("home")).expect("a home");
        let clone = Self { folder, at };
        clone
            .git(&["init", "--quiet", "--initial-branch=main"])
            .exits(0);
        clone
    }

    /// Returns a repository in which the drivers are installed and everything is committed.
    pub(crate) fn installed(files: &[(&str, &str)]) -> Self {
        let clone = Self::new();
        clone.run(&["git", "install"]).exits(0);
        for (name, content) in files {
            clone.file(name, content);
        }
        clone.commit("begin");
        clone
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.at.join(name)
    }

    pub(crate) fn outside(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        std::fs::write(path, content).expect("the file is written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        let bytes =
            std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        String::from_utf8(bytes).expect("text")
    }

    /// Returns the same surroundings in another folder.
    pub(crate) fn run_in(&self, folder: &Path, program: &str, arguments: &[&str]) -> Ran {
        let binary = Path::new(env!("CARGO_BIN_EXE_gatewright"));
        let mut path = vec![binary.parent().expect("a folder").to_owned()];
        path.extend(std::env::split_paths(
            &std::env::var_os("PATH").expect("a path"),
        ));
        let home = self.folder.path().join("home");
        let mut command = Command::new(program);
        command
            .args(arguments)
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::join_paths(path).expect("a path"))
            .env("HOME", &home)
            .env("GIT_CONFIG_GLOBAL", home.join("gitconfig"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_PAGER", "cat")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        for who in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{who}_NAME"), "A")
                .env(format!("GIT_{who}_EMAIL"), "a@example.org")
                .env(format!("GIT_{who}_DATE"), "2026-01-02T03:04:05Z");
        }
        let output = command.output().expect("the program starts");
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> Ran {
        self.run_in(&self.at, "git", arguments)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in(&self.at, env!("CARGO_BIN_EXE_gatewright"), arguments)
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]).exits(0);
        self.git(&["commit", "--quiet", "--no-gpg-sign", "--message", message])
            .exits(0);
    }

    /// Changes a file on a new branch from main and comes back.
    pub(crate) fn branch(&self, name: &str, file: &str, content: &str) {
        self.git(&["checkout", "--quiet", "-b", name, "main"])
            .exits(0);
        self.file(file, content);
        self.commit(name);
        self.git(&["checkout", "--quiet", "main"]).exits(0);
    }
}

/// A draft in its one form, with a gate that reads a condition.
pub(crate) fn draft(expected: u32, needs: &str) -> String {
    GOOD.replace("\"expected\": true", &format!("\"expected\": {expected}"))
        .replace(
            "\"requirement\": \"tests_pass\"",
            &format!("\"requirement\": \"{needs}\""),
        )
}

pub(crate) const GOOD: &str = include_str!("../../drafts/first-steps.draft.json");
