//! Reading out of real repositories.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{GitError, Repository};

struct Clone(tempfile::TempDir);

impl Clone {
    fn new() -> Self {
        let clone = Self(tempfile::tempdir().unwrap());
        clone.git(&["init", "--quiet", "--initial-branch=main"]);
        clone
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, content: &str) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), content).unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command
            .current_dir(self.0.path())
            .env("GIT_CONFIG_GLOBAL", self.path("none"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
            .args(arguments);
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {told}");
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--no-gpg-sign", "--message=m"]);
    }

    fn from(&self, folder: &str) -> Repository {
        Repository::around(&self.path(folder)).unwrap()
    }
}

#[test]
fn files_come_as_they_were_whatever_they_are_called() {
    let clone = Clone::new();
    let names = [
        "a.json",
        "-x",
        ":(top)a",
        "*",
        "two words",
        "sub/b:c",
        "sub/deep/d",
        "é",
    ];
    for name in names {
        clone.file(name, &format!("old {name}"));
    }
    clone.commit();
    for name in names {
        clone.file(name, &format!("new {name}"));
    }
    clone.git(&["add", "--all"]);
    let here = clone.from("");
    for name in names {
        let path = Path::new(name);
        assert_eq!(
            here.read("HEAD", path).unwrap(),
            format!("old {name}").as_bytes()
        );
        assert_eq!(
            here.read_index(path).unwrap(),
            format!("new {name}").as_bytes()
        );
        let absolute = here.read("main", &clone.path(name)).unwrap();
        assert_eq!(absolute, format!("old {name}").as_bytes());
    }
    let mut sorted: Vec<PathBuf> = names.map(PathBuf::from).to_vec();
    sorted.sort();
    assert_eq!(here.list("HEAD", Path::new("")).unwrap(), sorted);

    let below = clone.from("sub");
    assert_eq!(
        below.read("HEAD", Path::new("b:c")).unwrap(),
        b"old sub/b:c"
    );
    assert_eq!(
        below
            .read("HEAD", Path::new("./deep/../../a.json"))
            .unwrap(),
        b"old a.json"
    );
    let listed = below.list("HEAD", Path::new(".")).unwrap();
    assert_eq!(listed, ["./b:c", "./deep/d"].map(PathBuf::from));
    for path in &listed {
        assert!(below.read("HEAD^{tree}", path).is_ok(), "{path:?}");
    }
}

#[test]
fn what_is_not_there_is_told_with_its_cure() {
    let clone = Clone::new();
    clone.file("sub/release.draft.json", "{}");
    clone.commit();
    let repository = clone.from("sub");
    let read = |revision: &str, path: &str| {
        let error = repository.read(revision, Path::new(path)).unwrap_err();
        format!("{error}; {}", error.help())
    };
    let names = "`git branch --all` and `git tag` list the names; `git log` lists the commits";
    for (revision, path, expected) in [
        (
            "mian",
            "x",
            "git knows no revision `mian`; did you mean `main`?".to_owned(),
        ),
        (
            "--output=x",
            "x",
            format!("git knows no revision `--output=x`; {names}"),
        ),
        ("", "x", format!("git knows no revision ``; {names}")),
        (
            "a\0b",
            "x",
            format!("git knows no revision `a\0b`; {names}"),
        ),
        (
            "main..HEAD",
            "x",
            format!("git knows no revision `main..HEAD`; {names}"),
        ),
        (
            "main",
            "sub/release.draft.json",
            "`sub/release.draft.json` does not exist in `main`; paths are seen from the current \
             folder: did you mean `../sub/release.draft.json`?"
                .to_owned(),
        ),
        (
            "main",
            "release.darft.json",
            "`release.darft.json` does not exist in `main`; the revision has \
             `sub/release.draft.json`"
                .to_owned(),
        ),
        (
            "main",
            "../sub",
            "`../sub` is a folder in `main`, not a file; name a file, such as \
             REVISION:NAME.draft.json"
                .to_owned(),
        ),
        (
            "main",
            "../../x",
            "`../../x` is outside the repository; name a file of this repository".to_owned(),
        ),
    ] {
        assert_eq!(read(revision, path), expected);
    }
    clone.git(&["remote", "add", "origin", "nowhere"]);
    for (revision, cure) in [
        ("origin/main", "git fetch origin main"),
        ("origin/a b", "git fetch origin 'a b'"),
        (
            "feature/x",
            "git fetch origin feature/x:refs/remotes/origin/feature/x, then use origin/feature/x",
        ),
    ] {
        let error = repository.read(revision, Path::new("x")).unwrap_err();
        assert_eq!(error.help(), cure);
    }
}

#[test]
fn a_folder_outside_any_repository_and_one_without_files_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let error = Repository::around(folder.path()).unwrap_err();
    assert!(matches!(error, GitError::NotARepository(_)), "{error}");

    let clone = Clone::new();
    clone.file("a", "text");
    clone.commit();
    let bare = clone.path("bare.git");
    clone.git(&["clone", "--quiet", "--bare", ".", "bare.git"]);
    let bare = Repository::around(&bare).unwrap();
    assert_eq!(bare.root(), None);
    assert_eq!(bare.read("main", Path::new("a")).unwrap(), b"text");
}

#[test]
fn a_file_that_is_too_large_or_not_in_the_clone_is_not_read() {
    let clone = Clone::new();
    clone.file("large", &"x".repeat(gatewright::draft::MAX_INPUT_BYTES + 1));
    clone.file("small", "lost");
    clone.commit();
    let repository = clone.from("");
    let error = repository.read("HEAD", Path::new("large")).unwrap_err();
    assert!(matches!(error, GitError::TooLarge { .. }), "{error}");

    let output = Command::new("git")
        .current_dir(clone.0.path())
        .args(["rev-parse", "HEAD:small"])
        .output()
        .unwrap();
    let hash = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    assert_eq!(
        repository.read("HEAD", Path::new("small")).unwrap(),
        b"lost"
    );
    let (folder, name) = hash.split_at(2);
    std::fs::remove_file(clone.path(&format!(".git/objects/{folder}/{name}"))).unwrap();
    let error = repository.read("HEAD", Path::new("small")).unwrap_err();
    assert_eq!(error.help(), format!("git fetch origin {hash}"));
}
