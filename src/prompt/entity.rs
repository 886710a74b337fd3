//! An entity as a row of questions, then as a menu in which all of it can be changed again.

use crate::draft::{ChildKey, Edit, Entity, EntityList, Key, ScenarioDraft, entity_pointer};
use crate::session::form::{
    Field, Kind, duplicate, entity_name, fields, new_entity, new_rule, remove,
};

use super::menu::{Common, Menu};
use super::prompter::{Answer, Leave};
use super::requirement::requirement_words;
use super::roster::{count, entity_at, list_name, summary};
use super::{Walk, sentence_of};

/// One question about an entity.
enum Question {
    Field(Box<Field>),
    Requirement,
}

/// What can be done with an entity.
#[derive(Clone)]
enum Do {
    Done,
    Ask(usize),
    Open(EntityList),
    Copy,
    Move(usize),
    Delete,
    Common(Common),
}

impl Walk<'_> {
    /// Adds an entity to a list and asks for what it needs; going back at once adds nothing.
    pub(super) fn add_new(&mut self, list: &EntityList) -> Answer<()> {
        let edit = match list {
            EntityList::Rules(stage) => new_rule(self.session, stage),
            list => new_entity(self.session, list),
        };
        if !self.edit(&format!("add a {}", list_name(list).0), &edit) {
            return Ok(());
        }
        let added = self.session.revision();
        let at = count(self.session.draft(), list).saturating_sub(1);
        let entity = entity_at(list, at);
        match self.ask_and_open(&entity) {
            Err(Leave::Back) => {
                if self.session.revision() == added {
                    self.session.undo();
                    self.say("Nothing was added.");
                }
                Err(Leave::Back)
            }
            answer => answer,
        }
    }

    /// Asks for what an entity needs, then offers to change all of it.
    pub(super) fn ask_and_open(&mut self, entity: &Entity) -> Answer<()> {
        let mut from_end = false;
        loop {
            self.interview(entity, from_end)?;
            match self.open(entity) {
                Err(Leave::Back) => from_end = true,
                answer => return answer,
            }
        }
    }

    /// Asks one question after the other; going back leads to the one before.
    pub(super) fn interview(&mut self, entity: &Entity, from_end: bool) -> Answer<()> {
        let mut at = 0;
        if from_end {
            let questions = self.questions(entity);
            at = before(&questions, questions.len()).ok_or(Leave::Back)?;
        }
        loop {
            let questions = self.questions(entity);
            let Some(question) = questions.get(at) else {
                return Ok(());
            };
            let answer = match question {
                Question::Field(field) => self.ask_field(field),
                Question::Requirement => self.requirement(entity, from_end),
            };
            match answer {
                Ok(()) => at = self.after(entity, question, at),
                Err(Leave::Back) => at = before(&questions, at).ok_or(Leave::Back)?,
                Err(Leave::Quit) => return Err(Leave::Quit),
            }
        }
    }

    /// Returns where the question after this one stands now; an answer can bring new questions.
    fn after(&self, entity: &Entity, question: &Question, at: usize) -> usize {
        let same = |other: &Question| match (question, other) {
            (Question::Field(one), Question::Field(other)) => one.slot == other.slot,
            (Question::Requirement, Question::Requirement) => true,
            _ => false,
        };
        let now = self.questions(entity).iter().position(same);
        now.map_or(at, |now| now + 1)
    }

    /// Returns what is asked of everybody: all but notes and lanes of trust, which wait in the menu.
    ///
    /// Of a condition the check comes first, because all else follows from it; then the name, which
    /// a data shape may give a type.
    fn questions(&self, entity: &Entity) -> Vec<Question> {
        let waits = |field: &Field| matches!(field.slot.path.as_str(), "/note" | "/trust/min_lane");
        let mut fields = fields(self.session, entity);
        fields.retain(|field| !waits(field));
        if let Entity::Condition(_) = entity {
            fields.sort_by_key(|field| match field.slot.path.as_str() {
                path if path.starts_with("/query") => 0,
                "/condition_id" => 1,
                _ => 2,
            });
        }
        let mut questions: Vec<Question> = fields
            .into_iter()
            .map(|field| Question::Field(Box::new(field)))
            .collect();
        if let (Entity::Gate(_), false) = (entity, questions.is_empty()) {
            questions.push(Question::Requirement);
        }
        questions
    }

    /// Offers all that can be done with an entity until it is done.
    pub(super) fn open(&mut self, entity: &Entity) -> Answer<()> {
        loop {
            let fields = fields(self.session, entity);
            if fields.is_empty() {
                return Ok(());
            }
            let menu = self.entity_menu(entity, &fields);
            let name = entity_name(self.session.draft(), entity);
            let answer = match menu.ask(self, &sentence_of(&format!("{name}: what now?")))? {
                Do::Done => return Ok(()),
                Do::Ask(at) => match fields.get(at) {
                    Some(field) => self.ask_field(field),
                    None => self.requirement(entity, false),
                },
                Do::Open(list) => self.roster(&list),
                Do::Copy => {
                    self.copy(entity);
                    Ok(())
                }
                Do::Move(to) => {
                    let edit = Edit::Move {
                        entity: entity.clone(),
                        index: to,
                        stage: None,
                    };
                    if self.edit(&format!("move {name}"), &edit) {
                        self.say(&format!("{name} is number {} now.", to + 1));
                        return Ok(());
                    }
                    Ok(())
                }
                Do::Delete => {
                    self.delete(entity);
                    return Ok(());
                }
                Do::Common(common) => self.run_common(common),
            };
            if answer == Err(Leave::Quit) {
                return Err(Leave::Quit);
            }
        }
    }

    fn entity_menu(&self, entity: &Entity, fields: &[Field]) -> Menu<Do> {
        let draft = self.session.draft();
        let mut menu = Menu::new();
        menu.add(Do::Done, "done");
        for (at, field) in fields.iter().enumerate() {
            if field.kind != Kind::Heading {
                let shown = match field.shown.as_str() {
                    "" if field.required && field.value.is_none() => "open",
                    "" => "none",
                    shown => shown,
                };
                menu.add_told(Do::Ask(at), field.label.as_str(), shown);
            }
        }
        let place = place(draft, entity);
        match entity {
            Entity::Gate(_) => {
                let words = requirement_words(draft, entity);
                menu.add_told(Do::Ask(fields.len()), "requirement", &words);
            }
            Entity::Stage(_) => {
                if let Some((_, at)) = &place {
                    let key = Key::Index(*at);
                    let mut lists = vec![EntityList::Gates(key.clone())];
                    let kind = fields.iter().find(|f| f.slot.path == "/advance_to/kind");
                    let kind = kind.and_then(|field| field.value.as_ref());
                    if kind.is_some_and(|kind| kind == "branch") {
                        lists.push(EntityList::Rules(key.clone()));
                    }
                    lists.push(EntityList::Packets(key));
                    for list in lists {
                        let (_, many) = list_name(&list);
                        let summary = summary(self.session, &list);
                        menu.add_told(Do::Open(list), many, &summary);
                    }
                }
            }
            _ => {}
        }
        if let Some((list, at)) = place {
            if at > 0 {
                menu.add(Do::Move(at - 1), "move it before the one before");
            }
            if at + 1 < count(draft, &list) {
                menu.add(Do::Move(at + 1), "move it behind the next one");
            }
            menu.add(Do::Copy, "copy it");
            menu.add(Do::Delete, "delete it");
        }
        menu.add_common(self, Do::Common);
        menu
    }

    fn copy(&mut self, entity: &Entity) {
        let name = entity_name(self.session.draft(), entity);
        match duplicate(self.session, entity) {
            Ok(edit) => {
                if self.edit(&format!("copy {name}"), &edit) {
                    self.say(&format!("A copy of {name} stands behind it."));
                }
            }
            Err(error) => self.say(&format!("That will not do: {error}.")),
        }
    }

    fn delete(&mut self, entity: &Entity) {
        let name = entity_name(self.session.draft(), entity);
        let (edit, told) = remove(self.session, entity);
        if self.edit(&format!("delete {name}"), &edit) {
            self.say(&sentence_of(&format!(
                "{name} is deleted; undo brings it back"
            )));
            self.say_all(&told);
        }
    }
}

/// Returns the last real question before a position.
fn before(questions: &[Question], at: usize) -> Option<usize> {
    questions
        .get(..at)?
        .iter()
        .rposition(|question| match question {
            Question::Field(field) => field.kind != Kind::Heading,
            Question::Requirement => true,
        })
}

/// Returns the list in which an entity stands, and its position; none for the scenario.
fn place(draft: &ScenarioDraft, entity: &Entity) -> Option<(EntityList, usize)> {
    let pointer = entity_pointer(draft, entity)?;
    let numbers: Vec<usize> = pointer
        .split('/')
        .filter_map(|step| step.parse().ok())
        .collect();
    let stage = Key::Index(*numbers.first()?);
    let list = match entity {
        Entity::Scenario => return None,
        Entity::Condition(_) => EntityList::Conditions,
        Entity::Stage(_) => EntityList::Stages,
        Entity::Policy(_) => EntityList::Policies,
        Entity::Schema(_) => EntityList::Schemas,
        Entity::Gate(ChildKey::Id(_) | ChildKey::Place { .. }) => EntityList::Gates(stage),
        Entity::Packet(_) => EntityList::Packets(stage),
        Entity::Rule { .. } => EntityList::Rules(stage),
    };
    Some((list, *numbers.last()?))
}
