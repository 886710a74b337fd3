//! Lists of entities: what there is, one more, or one of them to change.

use crate::check::ConditionTypes;
use crate::draft::{AdvanceDraft, ChildKey, Entity, EntityList, Key, ScenarioDraft, StageDraft};
use crate::plain::{listed, short};
use crate::session::Session;
use crate::session::form::entity_name;

use super::menu::{Common, Menu};
use super::prompter::{Answer, Leave, Opt};
use super::requirement::requirement_words;
use super::{Walk, sentence_of};

/// What can be done with a list.
#[derive(Clone)]
enum Do {
    Done,
    Add,
    Change,
    Common(Common),
}

impl Walk<'_> {
    /// Offers what can be done with a list within a stage until it is done.
    pub(super) fn roster(&mut self, list: &EntityList) -> Answer<()> {
        let (one, many) = list_name(list);
        if count(self.session.draft(), list) == 0 {
            match self.add_new(list) {
                Err(Leave::Quit) => return Err(Leave::Quit),
                Err(Leave::Back) if count(self.session.draft(), list) == 0 => {
                    return Err(Leave::Back);
                }
                _ => {}
            }
        }
        loop {
            let summary = summary(self.session, list);
            self.say(&sentence_of(&format!("{many}: {summary}")));
            let there = count(self.session.draft(), list);
            let mut menu = Menu::new();
            menu.add(Do::Done, format!("done with the {many}"));
            menu.add(Do::Add, format!("add a {one}"));
            if there > 0 {
                menu.add(Do::Change, "change or delete one");
            }
            menu.add_common(self, Do::Common);
            let answer = match menu.ask(self, "What now?")? {
                Do::Done => return Ok(()),
                Do::Add => self.add_new(list),
                Do::Change => self.change_one(list),
                Do::Common(common) => self.run_common(common),
            };
            if answer == Err(Leave::Quit) {
                return Err(Leave::Quit);
            }
        }
    }

    /// Asks which entity of a list to change, and opens it; going back asks again.
    pub(super) fn change_one(&mut self, list: &EntityList) -> Answer<()> {
        loop {
            let options: Vec<Opt> = (0..count(self.session.draft(), list))
                .map(|at| Opt {
                    label: name_at(self.session.draft(), list, at),
                    detail: words_at(self.session, list, at),
                    ..Opt::default()
                })
                .collect();
            if options.is_empty() {
                return Ok(());
            }
            let help = "The one that you want to see, change or delete.";
            let Some(at) = self.prompter.choose("Which one?", &options, None, help)? else {
                continue;
            };
            match self.open(&entity_at(list, at)) {
                Err(Leave::Back) => {}
                answer => return answer,
            }
        }
    }
}

/// Returns what one entity of a list is called, and several.
pub(super) const fn list_name(list: &EntityList) -> (&'static str, &'static str) {
    match list {
        EntityList::Conditions => ("condition", "conditions"),
        EntityList::Stages => ("stage", "stages"),
        EntityList::Gates(_) => ("gate", "gates"),
        EntityList::Packets(_) => ("packet", "packets"),
        EntityList::Rules(_) => ("branch rule", "branch rules"),
        EntityList::Policies => ("policy", "policies"),
        EntityList::Schemas => ("schema", "schemas"),
    }
}

/// Returns the entity at a position of a list.
pub(super) fn entity_at(list: &EntityList, index: usize) -> Entity {
    let key = Key::Index(index);
    let child = |stage: &Key| match stage {
        Key::Index(stage) => ChildKey::Place {
            stage: *stage,
            index,
        },
        Key::Id(id) => ChildKey::Id(id.clone()),
    };
    match list {
        EntityList::Conditions => Entity::Condition(key),
        EntityList::Stages => Entity::Stage(key),
        EntityList::Gates(stage) => Entity::Gate(child(stage)),
        EntityList::Packets(stage) => Entity::Packet(child(stage)),
        EntityList::Rules(stage) => Entity::Rule {
            stage: stage.clone(),
            index,
        },
        EntityList::Policies => Entity::Policy(key),
        EntityList::Schemas => Entity::Schema(key),
    }
}

/// Returns how many entities a list has.
pub(super) fn count(draft: &ScenarioDraft, list: &EntityList) -> usize {
    let stage = |key: &Key| match key {
        Key::Index(at) => draft.stages().get(*at),
        Key::Id(_) => None,
    };
    match list {
        EntityList::Conditions => draft.conditions().len(),
        EntityList::Stages => draft.stages().len(),
        EntityList::Gates(key) => stage(key).map_or(0, |stage| stage.gates().len()),
        EntityList::Packets(key) => stage(key).map_or(0, |stage| stage.packets().len()),
        EntityList::Rules(key) => stage(key).map_or(0, rules),
        EntityList::Policies => draft.policies.as_ref().map_or(0, Vec::len),
        EntityList::Schemas => draft.schemas.as_ref().map_or(0, Vec::len),
    }
}

fn rules(stage: &StageDraft) -> usize {
    match &stage.advance_to {
        Some(AdvanceDraft::Branch { branches, .. }) => branches.as_ref().map_or(0, Vec::len),
        _ => 0,
    }
}

fn name_at(draft: &ScenarioDraft, list: &EntityList, at: usize) -> String {
    entity_name(draft, &entity_at(list, at))
}

/// Returns what there is of a list, the first few with a few words each.
pub(super) fn summary(session: &Session, list: &EntityList) -> String {
    let there = count(session.draft(), list);
    if there == 0 {
        return "none yet".to_owned();
    }
    let names: Vec<String> = (0..there)
        .map(|at| {
            // No more than a few are told.
            if at > crate::plain::MAX_LISTED {
                return String::new();
            }
            let name = name_at(session.draft(), list, at);
            match words_at(session, list, at) {
                words if words.is_empty() => name,
                words => format!("{name} ({words})"),
            }
        })
        .collect();
    format!("{there}: {}", listed(&names, "and"))
}

/// Returns what an entity is, in a few words.
fn words_at(session: &Session, list: &EntityList, at: usize) -> String {
    let draft = session.draft();
    match list {
        EntityList::Conditions => draft.conditions().get(at).map_or_else(String::new, |one| {
            let types = ConditionTypes::of(draft, one, session.sources());
            match types.check {
                Some(check) => format!("{} {}", check.contract.check_id, short(one)),
                None => short(one),
            }
        }),
        EntityList::Stages => draft.stages().get(at).map_or_else(String::new, |stage| {
            let leads = match &stage.advance_to {
                None => "open where it leads".to_owned(),
                Some(AdvanceDraft::Linear {}) => "on to the next stage".to_owned(),
                Some(AdvanceDraft::Fixed { stage_id }) => {
                    format!("on to {}", stage_id.as_deref().unwrap_or("?"))
                }
                Some(AdvanceDraft::Branch { .. }) => format!("branches, rules: {}", rules(stage)),
                Some(AdvanceDraft::Terminal {}) => "terminal".to_owned(),
            };
            format!("gates: {}, {leads}", stage.gates().len())
        }),
        EntityList::Gates(_) => requirement_words(draft, &entity_at(list, at)),
        EntityList::Rules(Key::Index(stage)) => match draft.stages().get(*stage) {
            Some(StageDraft {
                advance_to: Some(AdvanceDraft::Branch { branches, .. }),
                ..
            }) => branches
                .as_ref()
                .and_then(|rules| rules.get(at))
                .map_or_else(String::new, |rule| {
                    format!(
                        "when gate {} is {}, go to {}",
                        rule.gate_id.as_deref().unwrap_or("?"),
                        rule.outcome.map_or("?", |outcome| outcome.name()),
                        rule.next_stage_id.as_deref().unwrap_or("?"),
                    )
                }),
            _ => String::new(),
        },
        EntityList::Rules(Key::Id(_))
        | EntityList::Packets(_)
        | EntityList::Policies
        | EntityList::Schemas => String::new(),
    }
}
