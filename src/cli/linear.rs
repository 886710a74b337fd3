//! `new` and `--linear`: the six steps as plain questions.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use gatewright::files::spec_beside;
use gatewright::prompt::{
    Answer, Ask, Files, Line, Lines, Outcome, Prompter, Terminal, run as walk,
};
use gatewright::session::Session;
use gatewright::session::file::{Opened, Recovery, SaveError};

use super::context::Context;
use super::desk::{self, Folder};
use super::exit::Exit;

/// Leads through the six steps of a draft; asks for its name where none is given.
pub(crate) fn run(draft: Option<&Path>, context: &Context) -> Exit {
    // An answer can be edited in its line only where a terminal can move in it.
    if io::stdin().is_terminal() && io::stderr().is_terminal() && !desk::is_dumb() {
        lead(draft, context, &mut Terminal::new(io::stderr()))
    } else {
        lead(
            draft,
            context,
            &mut Lines::new(io::stdin().lock(), io::stdout()),
        )
    }
}

fn lead(draft: Option<&Path>, context: &Context, prompter: &mut impl Prompter) -> Exit {
    let settings = Folder::new(context);
    let path = match draft {
        Some(path) => path.to_owned(),
        None => match name(prompter) {
            Ok(path) => path,
            Err(_) => return Exit::Fine,
        },
    };
    let opened = match desk::open_or_create(&path, &settings, context) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let Opened {
        mut session,
        recovery,
    } = opened;
    if let Some(recovery) = recovery {
        recover(&mut session, recovery, prompter);
    }
    tell(&mut session, prompter);
    let outcome = walk(&mut session, prompter, &mut OnDisk);
    tell(&mut session, prompter);
    if outcome == Outcome::Left && session.is_dirty() {
        prompter.say("What was not saved is kept and offered the next time.");
    }
    session.close();
    Exit::Fine
}

/// Asks what the draft is called; its file comes into `drafts`, where there is such a folder.
fn name(prompter: &mut impl Prompter) -> Answer<PathBuf> {
    let ask = Ask {
        question: "Name of the scenario",
        start: None,
        help: "Letters, digits, - and _ read best. A path that ends in .draft.json or .draft.ron opens that draft.",
    };
    let mut judge = |line: &str| {
        if line.trim().is_empty() {
            Err("it needs a name".to_owned())
        } else {
            Ok(())
        }
    };
    loop {
        if let Line::Text(line) = prompter.line(ask, &mut judge)? {
            let line = line.trim();
            return Ok(if desk::is_draft_name(Path::new(line)) {
                PathBuf::from(line)
            } else {
                gatewright::files::new_draft(Path::new(""), line)
            });
        }
    }
}

fn recover(session: &mut Session, recovery: Recovery, prompter: &mut impl Prompter) {
    let count = recovery.labels.len();
    prompter.say(&format!(
        "There are {count} unsaved change(s) of an earlier session:"
    ));
    for change in &recovery.changes {
        prompter.say(&change.address);
        for line in &change.lines {
            prompter.say(&format!(
                "  {} {}",
                if line.comes { "now" } else { "was" },
                line.text
            ));
        }
    }
    let ask = Ask {
        question: "Take them up again, yes or no",
        start: Some("yes"),
        help: "yes brings them back, not saved yet; no keeps them in a file beside the draft.",
    };
    let mut judge = |line: &str| match line.trim() {
        "yes" | "y" | "no" | "n" => Ok(()),
        _ => Err("answer yes or no".to_owned()),
    };
    let no = match prompter.line(ask, &mut judge) {
        Ok(Line::Text(line)) => line.trim().starts_with('n'),
        _ => false,
    };
    if no {
        session.discard(recovery);
    } else if let Err(error) = session.recover(recovery) {
        prompter.say(&error.to_string());
    }
}

fn tell(session: &mut Session, prompter: &mut impl Prompter) {
    for notice in session.notices() {
        prompter.say(&notice);
    }
}

/// The files of the session that is led through.
struct OnDisk;

impl Files for OnDisk {
    fn save(&mut self, session: &mut Session) -> Result<String, String> {
        match session.save() {
            Ok(()) => Ok(format!("Saved {}.", session.name())),
            Err(SaveError::Changed) => {
                let plan = session.plan_merge().map_err(|error| error.to_string())?;
                let conflicts = plan.conflicts.len();
                session.merge(plan).map_err(|error| error.to_string())?;
                session.save().map_err(|error| error.to_string())?;
                Ok(format!(
                    "The file changed outside. Its changes were merged and the draft saved; {conflicts} value(s) that \
                     both sides changed are yours. Undo takes the merge back."
                ))
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn write_spec(&mut self, session: &mut Session) -> Result<String, String> {
        let path = session
            .path()
            .map(spec_beside)
            .ok_or("save the draft first")?;
        match session.write_spec(&path) {
            Ok(hash) => Ok(format!("Wrote {}, SHA-256 {hash}.", path.display())),
            Err(error) => Err(error.to_string()),
        }
    }
}
