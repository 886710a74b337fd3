//! Every screen, empty, filled and with errors, at every size that is promised: text and style.
//!
//! The snapshots lie in `snapshots/`; `INSTA_UPDATE=always cargo test --lib matrix` writes them anew,
//! to be looked at before they are kept.

use serde_json::{Value, json};

use super::looks::{filled, wrong};
use crate::tui::Event;
use crate::tui::testing::{app, press, screen, styles};

const SIZES: [(u16, u16); 3] = [(120, 40), (80, 24), (60, 20)];

/// Shows a step in each state at each size.
fn step(name: &str, keys: &str) {
    let states: [(&str, Value); 3] = [
        ("empty", json!({})),
        ("filled", filled()),
        ("wrong", wrong()),
    ];
    for (state, draft) in states {
        let mut app = app(&draft);
        press(&mut app, keys);
        // The review compiles once nothing else happens.
        app.update(Event::Idle);
        for (width, height) in SIZES {
            let shown = screen(&mut app, width, height);
            // A state besides the picture: the step that is open and what the header counts.
            let errors = app.session().counts().errors;
            assert_eq!(
                shown.contains(&format!("✗ {errors}")),
                errors > 0,
                "{shown}"
            );
            assert_eq!(shown.lines().count(), usize::from(height));
            let both = format!("{shown}\n{}", styles(&mut app, width, height));
            insta::assert_snapshot!(format!("{name}_{state}_{width}x{height}"), both);
        }
    }
}

#[test]
fn scenario() {
    step("scenario", "1 down");
}

#[test]
fn conditions() {
    step("conditions", "2 tab down down");
}

#[test]
fn gates() {
    step("gates", "3 down");
}

#[test]
fn stages() {
    step("stages", "4 tab");
}

#[test]
fn references() {
    step("references", "5");
}

#[test]
fn review() {
    step("review", "6");
}
