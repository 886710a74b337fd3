//! Saving, writing the spec, and what to do when a file changed outside.

use std::path::PathBuf;

use super::app::App;
use super::layer::{Action, Cx, Then};
use super::overlay::entry::Entry;
use super::overlay::picker::Picker;
use super::theme::Role;
use crate::files::spec_beside;
use crate::session::Session;
use crate::session::file::{Consent, Outside, Recovery, SaveError, Side};
use crate::session::form::{Choice, Kind};

/// Saves the draft, and asks what to do when it cannot be saved just like that.
pub(super) fn save(cx: &mut Cx<'_>, consent: Consent) {
    match cx.session.save_with(consent) {
        Ok(()) => {
            let name = cx.session.name();
            cx.say(format!("saved {name}"));
        }
        Err(SaveError::Changed) => changed(cx),
        Err(SaveError::Exists) => agree(
            cx,
            "a file of this name is there already",
            "replace it",
            Consent {
                over_other: true,
                ..consent
            },
        ),
        Err(SaveError::LeavesOut(count)) => agree(
            cx,
            &format!("{count} part(s) of the file could not be read and would be left out"),
            "save without them; the file as it was is kept beside",
            Consent {
                left_out: true,
                ..consent
            },
        ),
        Err(SaveError::NoPath | SaveError::ReadOnly(_)) => save_as(cx),
        Err(error) => cx.refuse(error.to_string()),
    }
}

/// Asks for another name and saves there.
pub(super) fn save_as(cx: &mut Cx<'_>) {
    let start = cx.session.path().map_or_else(
        || "drafts/scenario.draft.json".to_owned(),
        |path| path.to_string_lossy().into_owned(),
    );
    let then = Then::new(|cx: &mut Cx<'_>, value: Option<serde_json::Value>| {
        let Some(path) = value
            .as_ref()
            .and_then(|value| value.as_str())
            .map(PathBuf::from)
        else {
            return;
        };
        match cx.session.save_as(&path, Consent::default()) {
            Ok(()) => cx.say(format!("saved {}", path.display())),
            Err(error) => cx.refuse(error.to_string()),
        }
    });
    let help = "Where to save; `.draft.json` and `.draft.ron` say the format.";
    cx.push(Entry::new("save as", help, Kind::Text, &start, then));
}

/// Asks before something is done that cannot be undone from here.
fn agree(cx: &mut Cx<'_>, title: &str, yes: &str, consent: Consent) {
    let items = vec![
        choice("other", "save under another name", ""),
        choice("yes", yes, ""),
    ];
    cx.push(Picker::new(
        title,
        items,
        Then::new(
            move |cx: &mut Cx<'_>, choice: Choice| match choice.value.as_str() {
                Some("yes") => save(cx, consent),
                _ => save_as(cx),
            },
        ),
    ));
}

fn choice(value: &str, label: &str, detail: &str) -> Choice {
    Choice {
        value: value.into(),
        label: label.to_owned(),
        detail: detail.to_owned(),
        ..Choice::default()
    }
}

/// Asks what to do about a file that changed outside while there are changes here.
pub(super) fn changed(cx: &mut Cx<'_>) {
    let mut merge = choice(
        "merge",
        "merge",
        "take what only one side changed; ask about the rest",
    );
    if let Ok(plan) = cx.session.plan_merge() {
        for one in &plan.conflicts {
            let shown = |value: &Option<serde_json::Value>| {
                value
                    .as_ref()
                    .map_or_else(|| "nothing".to_owned(), ToString::to_string)
            };
            merge.preview.push((
                format!("both changed {} {}", one.address, one.field),
                format!("here {}\nthere {}", shown(&one.mine), shown(&one.theirs)),
            ));
        }
    }
    let items = vec![
        merge,
        choice(
            "reload",
            "reload",
            "take the file; undo brings your changes back",
        ),
        choice("keep", "keep mine", "the next save replaces the file"),
    ];
    cx.push(Picker::new(
        "the file changed outside",
        items,
        Then::new(|cx: &mut Cx<'_>, choice: Choice| {
            let done = match choice.value.as_str() {
                Some("merge") => return merging(cx),
                Some("reload") => cx.session.reload().map_err(|error| error.to_string()),
                _ => cx.session.keep_mine().map_err(|error| error.to_string()),
            };
            match done {
                Ok(()) => cx.say(format!("done: {}", choice.label)),
                Err(error) => cx.refuse(error),
            }
        }),
    ));
}

/// Merges; where both sides changed a value, asks once whose values are taken.
fn merging(cx: &mut Cx<'_>) {
    let plan = match cx.session.plan_merge() {
        Ok(plan) => plan,
        Err(error) => return cx.refuse(error.to_string()),
    };
    let count = plan.conflicts.len();
    let finish = |cx: &mut Cx<'_>, side: Side| match cx.session.plan_merge() {
        Ok(mut plan) => {
            for one in &mut plan.conflicts {
                one.take = side;
            }
            match cx.session.merge(plan) {
                Ok(()) => cx.say("merged; undo takes it back"),
                Err(error) => cx.refuse(error.to_string()),
            }
        }
        Err(error) => cx.refuse(error.to_string()),
    };
    if count == 0 {
        return finish(cx, Side::Mine);
    }
    let items = vec![
        choice("mine", "mine", "what is here"),
        choice("theirs", "theirs", "what is in the file"),
    ];
    cx.push(Picker::new(
        format!("both sides changed {count} value(s): whose are taken?"),
        items,
        Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
            let side = if choice.value == "theirs" {
                Side::Theirs
            } else {
                Side::Mine
            };
            finish(cx, side);
        }),
    ));
}

/// Looks whether the file changed outside: a draft without changes follows it, else it is asked.
pub(super) fn look(app: &mut App) {
    match app.session.look() {
        Outside::Changed if !app.session.is_dirty() => {
            let done = app.session.reload();
            match done {
                Ok(()) => app.say("the file changed outside and was read again"),
                Err(error) => app.refuse(error.to_string()),
            }
        }
        Outside::Changed if !app.is_busy() && !app.was_asked() => {
            app.with_cx(changed);
            app.asked(true);
        }
        Outside::Gone if !app.was_asked() => {
            app.asked(true);
            app.refuse("the file is gone; saving makes it again");
        }
        Outside::Same => app.asked(false),
        _ => {}
    }
}

/// Writes the compiled spec beside the draft.
pub(super) fn write_spec(cx: &mut Cx<'_>) {
    let Some(path) = cx.session.path().map(spec_beside) else {
        return cx.refuse("save the draft first: the spec is written beside it");
    };
    match cx.session.write_spec(&path) {
        Ok(hash) => cx.say(format!("wrote {} · {hash}", path.display())),
        Err(SaveError::Refused(report)) => {
            let count = report.diagnostics.len();
            cx.refuse(format!(
                "the scenario does not compile yet: {count} thing(s) are missing or wrong; n goes to the next"
            ));
        }
        Err(error) => cx.refuse(error.to_string()),
    }
}

/// Offers the unsaved changes of an earlier session.
pub(super) fn offer_recovery(cx: &mut Cx<'_>, recovery: Recovery) {
    let mut preview: Vec<(String, String)> = recovery
        .changes
        .iter()
        .take(40)
        .map(|change| (change.address.clone(), change.text()))
        .collect();
    preview.push(("what was done".to_owned(), recovery.labels.join("\n")));
    let count = recovery.labels.len();
    let items = vec![
        Choice {
            preview: preview.clone(),
            ..choice(
                "yes",
                "take them up again",
                "nothing is saved until you save",
            )
        },
        Choice {
            preview,
            ..choice(
                "no",
                "put them aside",
                "they are kept in a file beside the draft",
            )
        },
    ];
    cx.push(Picker::new(
        format!("{count} unsaved change(s) of an earlier session"),
        items,
        Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
            if choice.value == "yes" {
                match cx.session.recover(recovery) {
                    Ok(()) => cx.say("the unsaved changes are back; undo and redo work on them"),
                    Err(error) => cx.refuse(error.to_string()),
                }
            } else {
                cx.session.discard(recovery);
                tell_notices(cx);
            }
        }),
    ));
}

/// Tells what the session has to say about its files.
pub(super) fn tell_notices(cx: &mut Cx<'_>) {
    let notices = cx.session.notices();
    if !notices.is_empty() {
        cx.actions
            .push(Action::Say(Role::Warning, notices.join(" ")));
    }
}

/// Tells why nothing may be changed, and what the session has to say about its files.
fn tell_opened(cx: &mut Cx<'_>) {
    let because = cx.session.read_only_because();
    let because = because.map(|why| format!("read-only: {why}."));
    let told: Vec<String> = because.into_iter().chain(cx.session.notices()).collect();
    if !told.is_empty() {
        cx.actions.push(Action::Say(Role::Warning, told.join(" ")));
    }
}

/// Opens a draft and what goes with it.
pub(super) fn opened(app: &mut App, session: Session, recovery: Option<Recovery>) {
    app.with_cx(|cx| cx.actions.push(Action::Open(Box::new(session))));
    if let Some(recovery) = recovery {
        app.with_cx(|cx| offer_recovery(cx, recovery));
    } else {
        app.with_cx(tell_opened);
    }
}
