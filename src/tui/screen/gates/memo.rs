//! What the screen derives from the draft, remembered until the draft or its findings change.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use crate::diagnostic::Level;
use crate::draft::{ChildKey, Entity, RequirementDraft, entity_pointer};
use crate::plain::{blocked_by, listed, passes_when};
use crate::prove::words::gate_summary;
use crate::prove::{Can, Gap, GateProof, Role as Purpose};
use crate::session::form::{Field, entity_name, fields};
use crate::session::tree::{OutlineRow, gate_of, gate_place, node_of_finding, outline};
use crate::session::{Counts, Session};
use crate::spec::{GateOutcome, Requirement, print_requirement};

/// Longest text of a requirement that is shown beside its tree, in characters.
const MAX_SHOWN: usize = 1500;

/// A row of the list on the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListRow {
    /// A stage, which heads its gates.
    Stage(usize),
    /// A gate of a stage.
    Gate { stage: usize, index: usize },
}

/// The list, and where conditions are.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) rows: Vec<ListRow>,
    /// Positions of conditions by their ids.
    pub(super) conditions: HashMap<String, usize>,
    pub(super) gates: usize,
}

/// A finding about a node.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) level: Level,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// What is shown of one gate.
#[derive(Debug)]
pub(super) struct GateView {
    pub(super) name: String,
    /// Its fields beside the requirement.
    pub(super) fields: Vec<Field>,
    pub(super) tree: Option<Requirement>,
    /// Why a text has no tree, and which bytes of it are to blame.
    pub(super) broken: Option<(String, Range<usize>)>,
    /// Whether it is kept as a text; none while there is no requirement.
    pub(super) is_text: Option<bool>,
    /// The requirement as text, or why no text can say it.
    pub(super) text: Result<String, String>,
    pub(super) rows: Vec<OutlineRow>,
    pub(super) problems: BTreeMap<Vec<usize>, Vec<Problem>>,
    pub(super) passes: String,
    pub(super) blocked: String,
    /// What is proved of it in one line; empty while nothing is.
    pub(super) proved: String,
    /// Whether that is bad news.
    pub(super) is_stuck: bool,
    /// Everything that is proved of it.
    pub(super) proof: Option<Arc<GateProof>>,
    /// What each condition is for.
    pub(super) roles: BTreeMap<String, Purpose>,
}

/// When what was derived still holds.
type Stamp = (u64, bool, Counts);

fn stamp(session: &Session) -> Stamp {
    (session.revision(), session.is_checked(), session.counts())
}

type Kept<K, V> = RefCell<Option<(K, Rc<V>)>>;

/// What was derived last.
#[derive(Debug, Default)]
pub(super) struct Memo {
    index: Kept<u64, Index>,
    gate: Kept<(Stamp, usize, usize, u64), GateView>,
}

impl Memo {
    /// Returns the list.
    pub(super) fn index(&self, session: &Session) -> Rc<Index> {
        remembered(&self.index, session.revision(), || index(session))
    }

    /// Returns what is shown of a gate; `folds` counts how often something was folded.
    pub(super) fn gate(
        &self,
        session: &Session,
        (stage, index): (usize, usize),
        folded: &BTreeSet<Vec<usize>>,
        folds: u64,
    ) -> Rc<GateView> {
        let key = (stamp(session), stage, index, folds);
        remembered(&self.gate, key, || {
            GateView::of(session, &ChildKey::Place { stage, index }, folded)
        })
    }
}

fn remembered<K: PartialEq, V>(kept: &Kept<K, V>, key: K, derive: impl FnOnce() -> V) -> Rc<V> {
    if let Some((known, value)) = &*kept.borrow()
        && *known == key
    {
        return Rc::clone(value);
    }
    let value = Rc::new(derive());
    kept.replace(Some((key, Rc::clone(&value))));
    value
}

fn index(session: &Session) -> Index {
    let draft = session.draft();
    let mut index = Index::default();
    for (stage, one) in draft.stages().iter().enumerate() {
        index.rows.push(ListRow::Stage(stage));
        let gates = one.gates().len();
        index.gates += gates;
        index
            .rows
            .extend((0..gates).map(|index| ListRow::Gate { stage, index }));
    }
    for (at, condition) in draft.conditions().iter().enumerate() {
        if let Some(id) = &condition.condition_id {
            index.conditions.entry(id.clone()).or_insert(at);
        }
    }
    index
}

impl GateView {
    fn none() -> Self {
        Self {
            name: String::new(),
            fields: Vec::new(),
            tree: None,
            broken: None,
            is_text: None,
            text: Ok(String::new()),
            rows: Vec::new(),
            problems: BTreeMap::new(),
            passes: String::new(),
            blocked: String::new(),
            proved: String::new(),
            is_stuck: false,
            proof: None,
            roles: BTreeMap::new(),
        }
    }

    fn of(session: &Session, gate: &ChildKey, folded: &BTreeSet<Vec<usize>>) -> Self {
        let draft = session.draft();
        let entity = Entity::Gate(gate.clone());
        let mut view = Self::none();
        view.name = entity_name(draft, &entity);
        view.fields = fields(session, &entity);
        let Some(requirement) = gate_of(draft, gate).and_then(|gate| gate.requirement.as_ref())
        else {
            return view;
        };
        view.is_text = Some(matches!(requirement, RequirementDraft::Text(_)));
        let tree = match requirement.tree() {
            Ok(tree) => tree.into_owned(),
            Err(error) => {
                view.broken = Some((error.to_string(), error.range));
                if let RequirementDraft::Text(text) = requirement {
                    view.text = Ok(text.clone());
                }
                return view;
            }
        };
        view.text = match requirement {
            RequirementDraft::Text(text) => Ok(cut(text)),
            RequirementDraft::Tree(tree) => print_requirement(tree)
                .map(|text| cut(&text))
                .map_err(|error| error.to_string()),
        };
        view.rows = outline(&tree, folded);
        view.passes = passes_when(&tree);
        view.prove(session, gate);
        view.blocked = listed(&blocked_by(&tree), "or");
        if let Some(pointer) = entity_pointer(draft, &entity) {
            let within = format!("{pointer}/requirement");
            for found in session.findings_within(&within) {
                let rest = found.primary.pointer.get(within.len()..).unwrap_or("");
                let node = node_of_finding(requirement, &tree, rest, found);
                view.problems.entry(node).or_default().push(Problem {
                    level: found.level,
                    message: found.message.clone(),
                    help: found.help.first().cloned(),
                });
            }
        }
        view.tree = Some(tree);
        view
    }
}

impl GateView {
    fn prove(&mut self, session: &Session, gate: &ChildKey) {
        let place = gate_place(session.draft(), gate);
        let found = place
            .zip(session.proof())
            .and_then(|((stage, index), proof)| proof.gates.get(stage)?.get(index));
        // That something is unfinished is told already.
        let finished = found.filter(|proof| proof.passes != Can::Open(Gap::Unfinished));
        let Some(proof) = finished else { return };
        self.proved = gate_summary(proof);
        let decided = matches!(proof.constant, Some(GateOutcome::True)) || proof.fails.is_no();
        self.is_stuck = decided || proof.passes.is_no();
        self.roles = (proof.roles.iter())
            .filter(|(_, role)| *role != Purpose::Open)
            .cloned()
            .collect();
        self.proof = Some(Arc::clone(proof));
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
