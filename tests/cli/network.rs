//! Nothing here ever speaks to a network.

#[test]
fn no_crate_that_can_reach_a_network_is_locked() {
    let lock = include_str!("../../Cargo.lock");
    for name in [
        "reqwest",
        "hyper",
        "ureq",
        "tokio",
        "rustls",
        "native-tls",
        "openssl",
        "curl",
        "isahc",
        "async-std",
        "smol",
        "quinn",
        "h2",
        "attohttpc",
        "minreq",
        "socket2",
        "trust-dns-resolver",
    ] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn no_system_call_of_the_network_is_made() {
    use crate::support::{Folder, GOOD, binary};
    use std::process::Command;

    let folder = Folder::new();
    let traced = |arguments: &[&str]| {
        Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=network", "-o", "trace"])
            .args(arguments)
            .current_dir(folder.path("."))
            .output()
    };
    if !traced(&["true"]).is_ok_and(|output| output.status.success()) {
        // Without the tool, or where processes may not be watched, the lock is the only witness.
        return;
    }
    let remote =
        r#"{"type": "object", "properties": {"a": {"$ref": "https://example.org/a.json"}}}"#;
    folder
        .file("a.draft.json", GOOD)
        .file("shape.json", remote)
        .file("shapes/remote.json", remote)
        .file("ws.toml", "data_shapes = [\"shapes\"]\n");
    let program = binary().to_str().unwrap();
    for (arguments, code) in [
        (&["check", "a.draft.json"][..], 0),
        (&["check", ".", "--format", "sarif"], 0),
        (&["--workspace", "ws.toml", "check", "a.draft.json"], 2),
        (&["--compile", "a.draft.json", "-o", "a.spec.json"], 0),
        (&["shapes", "check", "shape.json"], 1),
        (&["comparators", "--schema", "shape.json"], 1),
        (&["contracts", "show", "http"], 0),
        (&["explain", "GW1104"], 0),
    ] {
        let output = traced(&[&[program], arguments].concat()).unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
        let trace = String::from_utf8(folder.read("trace")).unwrap();
        let calls: Vec<&str> = trace.lines().filter(|line| line.contains('(')).collect();
        assert_eq!(calls, Vec::<&str>::new(), "{arguments:?}");
    }
}
