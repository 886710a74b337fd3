//! The commands that work on every screen.

use super::app::App;
use super::command::Command;
use super::keeping;
use super::layer::{Action, Cx, Then};
use super::overlay::note::Note;
use super::overlay::picker::Picker;
use crate::diagnostic::{Diagnostic, Fix, catalogue};
use crate::draft::{ChildKey, Entity, Key, ScenarioDraft, Slot};
use crate::session::file::Consent;
use crate::session::form::Choice;
use crate::session::{Counts, Step};

pub(super) const fn step_command(step: Step) -> Command {
    match step {
        Step::Scenario => Command::Scenario,
        Step::Conditions => Command::Conditions,
        Step::Gates => Command::Gates,
        Step::Stages => Command::Stages,
        Step::References => Command::References,
        Step::Review => Command::Review,
    }
}

/// Returns the commands that work everywhere now, the most useful first.
pub(super) fn offers(app: &App) -> Vec<Command> {
    let session = app.session();
    let mut offers = vec![Command::Next];
    if here(app).next().is_some() {
        offers.extend([Command::Fix, Command::Explain]);
    }
    // Counted, not looked for: a draft without problems has many places without any.
    if session.counts() != Counts::default() {
        offers.extend([Command::NextProblem, Command::PreviousProblem]);
    }
    if !session.consequences().broken.is_empty() {
        offers.insert(1, Command::Broken);
    }
    if session.can_undo() {
        offers.push(Command::Undo);
    }
    if session.can_redo() {
        offers.push(Command::Redo);
    }
    offers.extend([
        Command::Find,
        Command::Save,
        Command::Compile,
        Command::Why,
        Command::Jump,
        Command::Help,
        Command::Palette,
        Command::Leave,
        Command::Mouse,
        Command::Suspend,
    ]);
    offers.extend(Step::ALL.map(step_command));
    offers
}

/// Runs a command that works everywhere.
pub(super) fn run(app: &mut App, command: Command) {
    match command {
        Command::Next => next(app),
        Command::Why => why(app),
        Command::Scenario => app.step = Step::Scenario,
        Command::Conditions => app.step = Step::Conditions,
        Command::Gates => app.step = Step::Gates,
        Command::Stages => app.step = Step::Stages,
        Command::References => app.step = Step::References,
        Command::Review => app.step = Step::Review,
        Command::Find => find(app),
        Command::Jump => app.label(),
        Command::NextProblem => problem(app, true),
        Command::PreviousProblem => problem(app, false),
        Command::Fix => fix(app),
        Command::Broken => broken(app),
        Command::Explain => explain(app),
        Command::Undo => match app.session.undo() {
            Some(label) => app.say(format!("taken back: {label}")),
            None => app.refuse("there is nothing to take back"),
        },
        Command::Redo => match app.session.redo() {
            Some(label) => app.say(format!("made again: {label}")),
            None => app.refuse("there is nothing to make again"),
        },
        Command::Save => app.with_cx(|cx| keeping::save(cx, Consent::default())),
        Command::Compile => {
            app.with_cx(keeping::write_spec);
            app.screens.get_mut(Step::Review).outdated();
        }
        Command::Palette => commands(app, "any command", &all(app)),
        Command::Help => {
            let offers = app.offers();
            let log = app.log_name().map(|name| format!(" · log in {name}"));
            let title = format!("commands that work here{}", log.unwrap_or_default());
            commands(app, &title, &offers);
        }
        Command::Mouse => {
            let on = !app.mouse;
            app.with_cx(|cx| cx.actions.push(Action::Mouse(on)));
            app.say(if on {
                "the mouse works here"
            } else {
                "the mouse selects text again"
            });
        }
        Command::Suspend => app.with_cx(|cx| cx.actions.push(Action::Suspend)),
        Command::Leave => app.with_cx(|cx| cx.actions.push(Action::Leave)),
        _ => {}
    }
}

fn next(app: &mut App) {
    let Some(next) = app.session().next_thing() else {
        return app.say("nothing is missing");
    };
    if next.step == Step::Review {
        if app.step == Step::Review {
            return app.run(Command::Compile);
        }
        app.step = Step::Review;
        return;
    }
    let place = |app: &App| (app.step, app.screen().here(app.session()));
    let before = place(app);
    app.go(&next.slot);
    // Asked again at the place itself, what is missing is begun: a field, or a list's first entry.
    if place(app) == before {
        let wanted = [Command::Open, Command::Add];
        let offers = app.offers();
        let begin = wanted.into_iter().find(|command| offers.contains(command));
        app.run(begin.unwrap_or(Command::Open));
    }
}

fn why(app: &mut App) {
    let text = app.session().next_thing().map_or_else(
        || "Nothing is missing.".to_owned(),
        |next| format!("{}\n\n{}", next.sentence, next.why),
    );
    app.push(Note::new("why", text));
}

fn all(app: &App) -> Vec<Command> {
    let mut offers = app.offers();
    let more: Vec<Command> = Command::ALL
        .iter()
        .copied()
        .filter(|command| !offers.contains(command))
        .collect();
    offers.extend(more);
    offers
}

/// Opens a list of commands to search by name and key, and to run.
fn commands(app: &mut App, title: &str, listed: &[Command]) {
    let offers = app.offers();
    let items = listed
        .iter()
        .map(|command| {
            let keys: Vec<String> = app
                .keymap
                .keys(*command)
                .iter()
                .map(ToString::to_string)
                .collect();
            Choice {
                value: command.name().into(),
                label: command.title().to_owned(),
                detail: format!("{:<12} {}", keys.join(" "), command.doc()),
                refused: if offers.contains(command) {
                    Vec::new()
                } else {
                    vec![format!("not here · {}", command.doc())]
                },
                ..Choice::default()
            }
        })
        .collect();
    app.push(Picker::new(
        title,
        items,
        Then::new(|cx: &mut Cx<'_>, choice: Choice| {
            if let Some(command) = choice.value.as_str().and_then(Command::named) {
                cx.actions.push(Action::Run(command));
            }
        }),
    ));
}

/// Returns every entity that has a name, with its kind.
fn entities(draft: &ScenarioDraft) -> Vec<(&'static str, String, Entity)> {
    let mut found = Vec::new();
    let name = |id: &Option<String>| id.clone().unwrap_or_else(|| "unnamed".to_owned());
    for (at, condition) in draft.conditions().iter().enumerate() {
        found.push((
            "condition",
            name(&condition.condition_id),
            Entity::Condition(Key::Index(at)),
        ));
    }
    for (stage, one) in draft.stages().iter().enumerate() {
        found.push((
            "stage",
            name(&one.stage_id),
            Entity::Stage(Key::Index(stage)),
        ));
        for (index, gate) in one.gates().iter().enumerate() {
            found.push((
                "gate",
                name(&gate.gate_id),
                Entity::Gate(ChildKey::Place { stage, index }),
            ));
        }
        for (index, packet) in one.packets().iter().enumerate() {
            found.push((
                "packet",
                name(&packet.packet_id),
                Entity::Packet(ChildKey::Place { stage, index }),
            ));
        }
    }
    for (at, policy) in draft.policies.iter().flatten().enumerate() {
        found.push((
            "policy",
            name(&policy.policy_id),
            Entity::Policy(Key::Index(at)),
        ));
    }
    for (at, schema) in draft.schemas.iter().flatten().enumerate() {
        found.push((
            "schema",
            name(&schema.schema_id),
            Entity::Schema(Key::Index(at)),
        ));
    }
    found
}

/// Returns the position that a choice of a numbered list stands for.
fn position(choice: &Choice) -> Option<usize> {
    choice
        .value
        .as_u64()
        .and_then(|at| usize::try_from(at).ok())
}

fn find(app: &mut App) {
    let found = entities(app.session().draft());
    if found.is_empty() {
        return app.refuse("there is nothing to find yet");
    }
    let slots: Vec<Slot> = found
        .iter()
        .map(|(_, _, entity)| Slot {
            entity: entity.clone(),
            path: String::new(),
        })
        .collect();
    let items = found
        .into_iter()
        .enumerate()
        .map(|(at, (kind, label, _))| Choice {
            value: at.into(),
            label,
            detail: kind.to_owned(),
            ..Choice::default()
        })
        .collect();
    app.push(Picker::new(
        "find",
        items,
        Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
            let at = position(&choice);
            if let Some(slot) = at.and_then(|at| slots.get(at)) {
                cx.actions.push(Action::Go(slot.clone()));
            }
        }),
    ));
}

fn problem(app: &mut App, forward: bool) {
    let session = app.session();
    let here = app
        .screen()
        .here(session)
        .and_then(|slot| slot.pointer(session.draft()));
    let Some(found) = session.neighbour(here.as_deref(), forward) else {
        return app.refuse("there are no problems");
    };
    let slot = Slot::of_pointer(session.draft(), &found.primary.pointer);
    let (_, role) = super::widget::marks::level(found.level);
    let text = format!("{}: {}", found.code, found.message);
    app.go(&slot);
    app.with_cx(|cx| cx.actions.push(Action::Say(role, text)));
}

/// Returns the findings at the marked place.
fn here(app: &App) -> impl Iterator<Item = &Diagnostic> {
    let session = app.session();
    let pointer = app
        .screen()
        .here(session)
        .and_then(|slot| slot.pointer(session.draft()));
    pointer
        .into_iter()
        .flat_map(|pointer| session.findings_within(&pointer))
}

fn explain(app: &mut App) {
    let mut text = String::new();
    let mut told = Vec::new();
    for found in here(app) {
        if !told.contains(&found.code) {
            told.push(found.code);
            text.push_str(&catalogue::explain(found.code));
            text.push('\n');
        }
    }
    app.push(Note::new("explanation", text));
}

/// Lists what the last change broke elsewhere; picking one repairs it.
fn broken(app: &mut App) {
    let consequences = app.session().consequences();
    if consequences.broken.is_empty() {
        return app.say("the last changes broke nothing");
    }
    let items = consequences
        .broken
        .iter()
        .enumerate()
        .map(|(at, broken)| {
            let found = &broken.finding;
            let place = format!("{} · {}", found.primary.entity, found.message);
            match &broken.repair {
                Some(repair) => Choice {
                    value: at.into(),
                    label: place,
                    detail: format!("{}: {}", repair.what, repair.why),
                    preview: vec![
                        ("⏎ repairs it".to_owned(), repair.what.clone()),
                        ("why".to_owned(), repair.why.clone()),
                    ],
                    ..Choice::default()
                },
                None => Choice {
                    value: at.into(),
                    label: place,
                    refused: vec!["there is no ready repair; it is mended where it is".to_owned()],
                    ..Choice::default()
                },
            }
        })
        .collect();
    let title = format!("because of: {}", consequences.cause);
    app.push(Picker::new(
        title,
        items,
        Then::new(|cx: &mut Cx<'_>, choice: Choice| {
            let at = position(&choice);
            match at.map(|at| cx.session.repair(at)) {
                Some(Ok(Some(done))) => cx.say(format!("done: {done}")),
                Some(Err(error)) => cx.refuse(error.to_string()),
                _ => {}
            }
        }),
    ));
}

fn fix(app: &mut App) {
    // A cure is made for the draft as it was proved, place by place.
    app.session.prove_now();
    let fixes: Vec<_> = here(app)
        .flat_map(|found| {
            let told = |fix: &Fix| (found.message.clone(), fix.clone());
            found.fixes.iter().map(told)
        })
        .collect();
    if fixes.is_empty() {
        return app.refuse("there is no ready cure here; x explains the problem");
    }
    let items = fixes
        .iter()
        .enumerate()
        .map(|(at, (message, fix))| Choice {
            value: at.into(),
            label: fix.title.clone(),
            detail: message.clone(),
            preview: app.session().preview(fix),
            ..Choice::default()
        })
        .collect();
    app.push(Picker::new(
        "cures",
        items,
        Then::new(move |cx: &mut Cx<'_>, choice: Choice| {
            let at = position(&choice);
            if let Some((_, fix)) = at.and_then(|at| fixes.get(at)) {
                match cx.session.apply_fix(fix) {
                    Ok(()) => cx.say(format!("done: {}", fix.title)),
                    Err(error) => cx.refuse(error.to_string()),
                }
            }
        }),
    ));
}
