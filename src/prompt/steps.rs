//! The six steps, one after the other, with a menu at the end of each.

use crate::draft::{Edit, Entity, EntityList, Key};
use crate::plain::MAX_LISTED;
use crate::prove::flow::disclosure_words;
use crate::prove::{Can, Gap};
use crate::session::form::{Kind, entity_name, fields, undeclared};
use crate::session::{NextThing, Step};

use super::menu::{Common, Menu};
use super::prompter::{Answer, Leave, Opt};
use super::roster::{count, list_name, summary};
use super::{Walk, sentence_of};

/// Where to go from a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// To a step.
    To(Step),
    /// Out: it is finished.
    Finish,
}

/// What can be done at the end of a step.
#[derive(Clone)]
enum Do {
    Next(Box<NextThing>),
    Why(Box<NextThing>),
    Add(EntityList),
    Change(EntityList),
    Fields,
    AddGate,
    ChangeGate,
    Declare,
    On(Step),
    Back,
    Steps,
    Common(Common),
}

/// Leads through the steps until the author is done.
pub(super) fn walk(walk: &mut Walk<'_>) -> Answer<()> {
    let mut step = Step::Scenario;
    walk.say(
        "Six steps make a scenario. Every question takes ? for help, Esc or < to go back, Ctrl-C \
         or :quit to leave; nothing that was answered is lost.",
    );
    loop {
        let number = Step::ALL.iter().position(|one| *one == step).unwrap_or(0);
        walk.say("");
        walk.say(&format!(
            "{}, step {} of {}.",
            step.name(),
            number + 1,
            Step::ALL.len()
        ));
        let answer = match step {
            Step::Review => walk.review(),
            step => walk.step(step),
        };
        match answer {
            Ok(Go::To(next)) => step = next,
            Ok(Go::Finish) => return Ok(()),
            Err(Leave::Back) => match number.checked_sub(1).and_then(|at| Step::ALL.get(at)) {
                Some(before) => step = *before,
                None => walk.say("This is the first question. :quit leaves and keeps everything."),
            },
            Err(Leave::Quit) => return Err(Leave::Quit),
        }
    }
}

/// Returns the step after a step; the last one stays.
fn following(step: Step) -> Step {
    let mut after = Step::ALL.into_iter().skip_while(|one| *one != step).skip(1);
    after.next().unwrap_or(Step::Review)
}

impl Walk<'_> {
    /// Leads through one step; review has its own way.
    fn step(&mut self, step: Step) -> Answer<Go> {
        if step == Step::Scenario && self.scenario_is_open() {
            self.interview(&Entity::Scenario, false)?;
        }
        loop {
            self.tell_step(step);
            let next = self.session.next_thing();
            let menu = self.step_menu(step, next);
            let answer = match menu.ask(self, "What now?") {
                Err(Leave::Back) if step == Step::Scenario => {
                    self.interview(&Entity::Scenario, true)
                }
                Err(leave) => return Err(leave),
                Ok(Do::Back) => return Err(Leave::Back),
                Ok(Do::On(step)) => return Ok(Go::To(step)),
                Ok(Do::Steps) => match self.choose_step() {
                    Ok(step) => return Ok(Go::To(step)),
                    Err(leave) => Err(leave),
                },
                Ok(Do::Next(next)) if next.step == Step::Review => {
                    return Ok(Go::To(Step::Review));
                }
                Ok(Do::Next(next)) => self.go_to(&next.slot),
                Ok(Do::Why(next)) => {
                    self.say(&sentence_of(&next.why));
                    Ok(())
                }
                Ok(Do::Add(list)) => self.add_new(&list),
                Ok(Do::Change(list)) => self.change_one(&list),
                Ok(Do::Fields) => self.open(&Entity::Scenario),
                Ok(Do::AddGate) => self.add_gate(),
                Ok(Do::ChangeGate) => self.change_gate(),
                Ok(Do::Declare) => {
                    self.declare();
                    Ok(())
                }
                Ok(Do::Common(common)) => self.run_common(common),
            };
            if answer == Err(Leave::Quit) {
                return Err(Leave::Quit);
            }
        }
    }

    fn scenario_is_open(&self) -> bool {
        let fields = fields(self.session, &Entity::Scenario);
        let open = |kind: &Kind| *kind != Kind::Heading;
        fields
            .iter()
            .any(|field| field.required && field.value.is_none() && open(&field.kind))
    }

    /// Tells what a step has so far, and the one thing to do next.
    fn tell_step(&mut self, step: Step) {
        let lists = lists(step);
        for list in &lists {
            let (_, many) = list_name(list);
            let summary = summary(self.session, list);
            self.say(&sentence_of(&format!("{many}: {summary}")));
        }
        if step == Step::Gates {
            for at in 0..self.session.draft().stages().len().min(MAX_LISTED) {
                let stage = entity_name(self.session.draft(), &Entity::Stage(Key::Index(at)));
                let gates = summary(self.session, &EntityList::Gates(Key::Index(at)));
                self.say(&format!("Gates of {stage}: {gates}."));
            }
        }
        if step == Step::Stages {
            self.tell_packets();
        }
        let state = self.session.step(step);
        if state.errors + state.warnings + state.todos > 0 {
            self.say(&format!(
                "In this step: errors {}, warnings {}, to do {}.",
                state.errors, state.warnings, state.todos
            ));
        }
    }

    /// Tells what every run has passed before packets are released.
    fn tell_packets(&mut self) {
        let mut told = Vec::new();
        if let Some(proof) = self.session.proof() {
            let stages = self.session.draft().stages().iter().enumerate();
            let packets = stages.flat_map(|(at, stage)| {
                let ids = stage.packets().iter();
                ids.filter_map(move |packet| Some((at, packet.packet_id.as_deref()?)))
            });
            for (at, id) in packets.take(MAX_LISTED) {
                let flow = &proof.flow;
                // That something is unfinished is told already.
                let unfinished = |can: Can| can == Can::Open(Gap::Unfinished);
                if !flow
                    .disclosure(at)
                    .is_some_and(|found| unfinished(found.released))
                {
                    told.extend(disclosure_words(self.session.draft(), flow, at, id));
                }
            }
        }
        for words in told {
            self.say(&sentence_of(&words));
        }
    }

    fn step_menu(&mut self, step: Step, next: Option<NextThing>) -> Menu<Do> {
        let mut menu = Menu::new();
        let on = following(step);
        let go_on = format!("go on to {}", on.name().to_lowercase());
        let here = next.as_ref().is_some_and(|next| next.step == step);
        if let (Some(next), true) = (&next, here) {
            self.say(&format!("Next: {}", sentence_of(&next.sentence)));
            menu.add(Do::Next(Box::new(next.clone())), "do that");
            if !next.why.is_empty() {
                menu.add(Do::Why(Box::new(next.clone())), "why?");
            }
        } else {
            menu.add(Do::On(on), go_on.clone());
        }
        match step {
            Step::Scenario => menu.add(Do::Fields, "change it"),
            Step::Gates => {
                menu.add(Do::AddGate, "add a gate");
                let mut stages = self.session.draft().stages().iter();
                if stages.any(|stage| !stage.gates().is_empty()) {
                    menu.add(Do::ChangeGate, "change or delete one");
                }
            }
            _ => {}
        }
        let lists = lists(step);
        let many_lists = lists.len() > 1;
        for list in lists {
            let (one, _) = list_name(&list);
            menu.add(Do::Add(list.clone()), format!("add a {one}"));
            if count(self.session.draft(), &list) > 0 {
                let label = if many_lists {
                    format!("change or delete a {one}")
                } else {
                    "change or delete one".to_owned()
                };
                menu.add(Do::Change(list), label);
            }
        }
        if step == Step::References && !undeclared(self.session).is_empty() {
            menu.add(Do::Declare, "add what is used but not declared");
        }
        if here {
            menu.add(Do::On(on), go_on);
        }
        if let (Some(next), false) = (next, here) {
            let label = format!("next: {}", sentence_of(&next.sentence));
            menu.add(Do::Next(Box::new(next)), label);
        }
        if step != Step::Scenario {
            menu.add(Do::Back, "back");
        }
        menu.add_common(self, Do::Common);
        menu.add(Do::Steps, "another step");
        menu
    }

    /// Asks for the step to go to.
    pub(super) fn choose_step(&mut self) -> Answer<Step> {
        let options: Vec<Opt> = Step::ALL
            .iter()
            .map(|step| {
                let state = self.session.step(*step);
                let detail = match (state.errors, state.todos) {
                    (0, 0) => "done".to_owned(),
                    (errors, todos) => format!("errors {errors}, to do {todos}"),
                };
                Opt {
                    label: step.name().to_owned(),
                    detail,
                    ..Opt::default()
                }
            })
            .collect();
        let at = self.prompter.menu("Which step?", &options, None)?;
        Step::ALL.get(at).copied().ok_or(Leave::Back)
    }

    /// Adds a gate to a stage, which is added first where there is none.
    fn add_gate(&mut self) -> Answer<()> {
        let had = self.session.draft().stages().len();
        if had == 0 {
            self.say("A gate belongs to a stage, and there is none yet. So first a stage.");
            self.add_new(&EntityList::Stages)?;
        }
        match self.choose_stage()? {
            // A stage that was just added may have got its gates with it.
            Some(at)
                if had > 0
                    || self
                        .session
                        .draft()
                        .stages()
                        .first()
                        .is_some_and(|stage| stage.gates().is_empty()) =>
            {
                self.add_new(&EntityList::Gates(Key::Index(at)))
            }
            _ => Ok(()),
        }
    }

    fn change_gate(&mut self) -> Answer<()> {
        match self.choose_stage()? {
            Some(at) => self.roster(&EntityList::Gates(Key::Index(at))),
            None => Ok(()),
        }
    }

    /// Asks for a stage; the only one needs no question.
    fn choose_stage(&mut self) -> Answer<Option<usize>> {
        let draft = self.session.draft();
        let options: Vec<Opt> = (0..draft.stages().len())
            .map(|at| Opt::new(entity_name(draft, &Entity::Stage(Key::Index(at)))))
            .collect();
        match options.len() {
            0 => Ok(None),
            1 => Ok(Some(0)),
            _ => self
                .prompter
                .menu("In which stage?", &options, None)
                .map(Some),
        }
    }

    fn declare(&mut self) {
        let edits = undeclared(self.session);
        let count = edits.len();
        if self.edit("declare what is used", &Edit::Batch(edits)) {
            self.say(&format!("Declared: {count}."));
        }
    }
}

/// Returns the lists that a step is about.
fn lists(step: Step) -> Vec<EntityList> {
    match step {
        Step::Conditions => vec![EntityList::Conditions],
        Step::Stages => vec![EntityList::Stages],
        Step::References => vec![EntityList::Policies, EntityList::Schemas],
        Step::Scenario | Step::Gates | Step::Review => Vec::new(),
    }
}
