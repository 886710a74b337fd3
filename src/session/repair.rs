//! The cure that one key applies: the finding's own, or taking away what no longer fits.

use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{
    ChildKey, Edit, Entity, GateDraft, NodeChange, RequirementDraft, ScenarioDraft, Slot,
};
use crate::spec::{Requirement, parse_requirement};

/// A cure that can be applied at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// What it does, such as "drops `contains`".
    pub what: String,
    /// Why, in a few words.
    pub why: String,
    /// The change.
    pub edit: Edit,
}

/// Returns the repair for a finding; none when only the author can tell what to do.
pub(super) fn repair(draft: &ScenarioDraft, found: &Diagnostic) -> Option<Repair> {
    let slot = || Slot::of_pointer(draft, &found.primary.pointer);
    let drop_field = |what: String, why: String| {
        let slot = slot();
        slot.value(draft)?;
        let edit = slot.set(draft, None).ok()?;
        Some(Repair { what, why, edit })
    };
    let name = || found.parameters.first().cloned().unwrap_or_default();
    match found.code {
        // The nearest name is a guess; what is gone is to leave.
        Code::GW0202 => {
            let Entity::Gate(gate) = slot().entity else {
                return None;
            };
            Some(Repair {
                what: format!("drops `{}` from the gate", name()),
                why: format!("there is no condition `{}`", name()),
                edit: without_condition(draft, &gate, found)?,
            })
        }
        Code::GW0203 => {
            let why = format!("there is no stage `{}`", name());
            match slot().entity {
                rule @ Entity::Rule { .. } => Some(Repair {
                    what: format!("removes the rule that leads to `{}`", name()),
                    why,
                    edit: Edit::Remove(rule),
                }),
                _ => drop_field(format!("clears the way to `{}`", name()), why),
            }
        }
        Code::GW0304 | Code::GW0305 => {
            let reason = found.message.split_once(": ").map(|(_, reason)| reason);
            let why = reason.unwrap_or(&found.message).to_owned();
            drop_field(format!("drops `{}`", name()), why)
        }
        _ => own_fix(found).or_else(|| match found.code {
            Code::GW0303 | Code::GW0306 | Code::GW0307 | Code::GW0309 => {
                let field = found.primary.pointer.rsplit('/').next().unwrap_or_default();
                let what = if found.code == Code::GW0303 {
                    format!("drops the parameter `{field}`")
                } else {
                    "drops the expected value".to_owned()
                };
                let field = if found.code == Code::GW0303 {
                    slot()
                } else {
                    Slot::field(slot().entity, "expected")
                };
                field.value(draft)?;
                let edit = field.set(draft, None).ok()?;
                let why = found.message.clone();
                Some(Repair { what, why, edit })
            }
            _ => None,
        }),
    }
}

/// Returns the first fix that the finding itself has.
fn own_fix(found: &Diagnostic) -> Option<Repair> {
    let fix = found.fixes.first()?;
    Some(Repair {
        what: fix.title.clone(),
        why: found.message.clone(),
        edit: Edit::Batch(fix.edits.read().ok()?),
    })
}

/// Returns the edit that takes a condition out of a requirement, with all that would be empty then.
fn without_condition(draft: &ScenarioDraft, key: &ChildKey, found: &Diagnostic) -> Option<Edit> {
    let ChildKey::Place { stage, index } = key else {
        return None;
    };
    let gate = draft.stages().get(*stage)?.gates().get(*index)?;
    let (tree, mut path) = missing_leaf(gate, found)?;
    let gate = key.clone();
    while !path.is_empty() {
        let parent = at(&tree, path.get(..path.len() - 1)?)?;
        let left = parent.children().len().saturating_sub(1);
        if left == 0 {
            // A list of nothing would mean something else than the author said.
            path.pop();
            continue;
        }
        let mut edits = Vec::new();
        if let Requirement::RequireGroup { min, .. } = parent
            && usize::from(*min) > left
        {
            edits.push(Edit::Node {
                gate: gate.clone(),
                path: path.get(..path.len() - 1)?.to_vec(),
                change: NodeChange::SetQuorum(u8::try_from(left).ok()?),
            });
        }
        edits.push(Edit::Node {
            gate,
            path,
            change: NodeChange::Remove,
        });
        return Some(Edit::Batch(edits));
    }
    Some(Edit::Set {
        entity: Entity::Gate(gate),
        field: "requirement".to_owned(),
        value: None,
    })
}

/// Returns the requirement and the way to the condition that a finding is about.
fn missing_leaf(gate: &GateDraft, found: &Diagnostic) -> Option<(Requirement, Vec<usize>)> {
    let mut leaves = Vec::new();
    match gate.requirement.as_ref()? {
        RequirementDraft::Tree(tree) => {
            collect(tree, &mut Vec::new(), "", &mut leaves);
            let (_, tail) = found.primary.pointer.split_once("/requirement")?;
            let leaf = leaves.into_iter().find(|(_, at)| at == tail)?;
            Some((tree.clone(), leaf.0))
        }
        RequirementDraft::Text(text) => {
            let parsed = parse_requirement(text).ok()?;
            collect(&parsed.tree, &mut Vec::new(), "", &mut leaves);
            let place = found.primary.within.as_ref()?;
            let uses = parsed.conditions.iter();
            let nth = uses.map(|one| &one.range).position(|at| at == place)?;
            Some((parsed.tree, leaves.into_iter().nth(nth)?.0))
        }
    }
}

/// Collects the conditions of a tree from left to right: the way to each, and its pointer.
fn collect(
    tree: &Requirement,
    path: &mut Vec<usize>,
    at: &str,
    leaves: &mut Vec<(Vec<usize>, String)>,
) {
    if let Requirement::Condition(_) = tree {
        leaves.push((path.clone(), format!("{at}/Condition")));
    }
    for (index, child) in tree.children().iter().enumerate() {
        path.push(index);
        let at = format!("{at}{}", tree.child_pointer(index));
        collect(child, path, &at, leaves);
        path.pop();
    }
}

fn at<'a>(tree: &'a Requirement, path: &[usize]) -> Option<&'a Requirement> {
    let mut node = tree;
    for index in path {
        node = node.children().get(*index)?;
    }
    Some(node)
}
