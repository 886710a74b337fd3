//! Which entity of the new draft an entity of the old one has become.
//!
//! Ids decide. What is left is recognised by its content, then by the part of it that says most:
//! the question that a condition asks, the gates that a stage holds, the conditions that a gate
//! uses. A match made wrongly does no harm: it only tells a removal and an addition as a change.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::document::{Document, Part};
use super::operands;

/// Which positions of two lists belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pairing {
    new_of: Vec<Option<usize>>,
    old_of: Vec<Option<usize>>,
}

impl Pairing {
    fn none(old: usize, new: usize) -> Self {
        Self {
            new_of: vec![None; old],
            old_of: vec![None; new],
        }
    }

    /// Returns what an old position has become.
    pub(super) fn new_of(&self, old: usize) -> Option<usize> {
        self.new_of.get(old).copied().flatten()
    }

    /// Returns what a new position was.
    pub(super) fn old_of(&self, new: usize) -> Option<usize> {
        self.old_of.get(new).copied().flatten()
    }

    /// Returns all pairs, old and new, in the order of the new list.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let pair = |(new, old): (usize, &Option<usize>)| Some(((*old)?, new));
        self.old_of.iter().enumerate().filter_map(pair)
    }

    /// Returns the old positions that became nothing.
    pub(super) fn gone(&self) -> impl Iterator<Item = usize> + '_ {
        unpaired(&self.new_of)
    }

    /// Returns the new positions that were nothing.
    pub(super) fn came(&self) -> impl Iterator<Item = usize> + '_ {
        unpaired(&self.old_of)
    }

    fn pair(&mut self, old: usize, new: usize) {
        if let (Some(to), Some(from)) = (self.new_of.get_mut(old), self.old_of.get_mut(new)) {
            *to = Some(new);
            *from = Some(old);
        }
    }

    /// Pairs what is left and has the same key, in order; with `alone` only where no other has it.
    fn by_key<K: Ord>(
        &mut self,
        alone: bool,
        old_key: impl Fn(usize) -> Option<K>,
        new_key: impl Fn(usize) -> Option<K>,
    ) {
        let mut found: BTreeMap<K, (VecDeque<usize>, VecDeque<usize>)> = BTreeMap::new();
        for old in self.gone() {
            if let Some(key) = old_key(old) {
                found.entry(key).or_default().0.push_back(old);
            }
        }
        for new in self.came() {
            if let Some(key) = new_key(new) {
                found.entry(key).or_default().1.push_back(new);
            }
        }
        for (olds, news) in found.into_values() {
            if alone && (olds.len() != 1 || news.len() != 1) {
                continue;
            }
            for (old, new) in olds.into_iter().zip(news) {
                self.pair(old, new);
            }
        }
    }

    /// Returns the pairs whose place among the other pairs changed: the fewest that explain the
    /// new order.
    pub(super) fn moved(&self) -> Vec<(usize, usize)> {
        let pairs: Vec<(usize, usize)> = self.pairs().collect();
        let stays = longest_rising(&pairs.iter().map(|(old, _)| *old).collect::<Vec<_>>());
        let moved = |(at, pair): (usize, &(usize, usize))| (!stays.contains(&at)).then_some(*pair);
        pairs.iter().enumerate().filter_map(moved).collect()
    }
}

fn unpaired(of: &[Option<usize>]) -> impl Iterator<Item = usize> + '_ {
    let free = |(at, to): (usize, &Option<usize>)| to.is_none().then_some(at);
    of.iter().enumerate().filter_map(free)
}

/// Returns the places of a longest strictly rising subsequence.
fn longest_rising(values: &[usize]) -> BTreeSet<usize> {
    // For each length the place of the smallest last value, and for each place the one before it.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let length = ends.partition_point(|(end, _)| end < value);
        before.push(
            length
                .checked_sub(1)
                .and_then(|shorter| ends.get(shorter))
                .map(|(_, place)| *place),
        );
        if let Some(end) = ends.get_mut(length) {
            *end = (*value, at);
        } else {
            ends.push((*value, at));
        }
    }
    let mut found = BTreeSet::new();
    let mut next = ends.last().map(|(_, place)| *place);
    while let Some(at) = next {
        found.insert(at);
        next = before.get(at).copied().flatten();
    }
    found
}

/// What became what, in every list of a scenario.
#[derive(Debug, Clone, Default)]
pub(super) struct Matching {
    pub(super) conditions: Pairing,
    pub(super) stages: Pairing,
    pub(super) gates: Pairing,
    pub(super) packets: Pairing,
    pub(super) policies: Pairing,
    pub(super) schemas: Pairing,
}

impl Matching {
    pub(super) fn of(old: &Document, new: &Document) -> Self {
        let conditions = conditions(old, new);
        let mut gates = by_id(&old.gates, &new.gates);
        let mut packets = by_id(&old.packets, &new.packets);
        let mut stages = by_id(&old.stages, &new.stages);
        let names = Names::of(old, new, &conditions);
        whole_stages(old, new, &names, &mut stages);
        stages_by_what_they_hold(old, new, [&gates, &packets], &mut stages);
        gates_by_content(old, new, &names, &stages, &mut gates);
        let packet = |part: &Part| Some(text(&part.fields));
        within_stages(
            &old.packets,
            &new.packets,
            &stages,
            false,
            &mut packets,
            packet,
            packet,
        );
        packets.by_key(
            true,
            |at| packet(old.packets.get(at)?),
            |at| packet(new.packets.get(at)?),
        );
        Self {
            conditions,
            gates,
            packets,
            stages,
            policies: references(&old.policies, &new.policies),
            schemas: references(&old.schemas, &new.schemas),
        }
    }
}

/// What the conditions of the old draft are called in the new one.
struct Names<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Names<'a> {
    fn of(old: &'a Document, new: &'a Document, conditions: &Pairing) -> Self {
        let pair = |(from, to): (usize, usize)| {
            let id = |parts: &'a [Part], at: usize| parts.get(at)?.id.as_deref();
            Some((id(&old.conditions, from)?, id(&new.conditions, to)?))
        };
        Self(conditions.pairs().filter_map(pair).collect())
    }

    fn old_gate(&self, part: &'a Part) -> Option<String> {
        let key = operands::key(part.requirement.as_ref()?, &|id| {
            self.0.get(id).copied().unwrap_or(id)
        });
        Some(key + &text(&part.fields))
    }

    fn new_gate(part: &Part) -> Option<String> {
        Some(operands::key(part.requirement.as_ref()?, &|id| id) + &text(&part.fields))
    }

    fn old_uses(&self, part: &'a Part) -> Option<BTreeSet<&'a str>> {
        let mut uses = BTreeSet::new();
        part.requirement.as_ref()?.for_each_condition(&mut |id| {
            uses.insert(self.0.get(id).copied().unwrap_or(id));
        });
        (!uses.is_empty()).then_some(uses)
    }

    fn new_uses(part: &Part) -> Option<BTreeSet<&str>> {
        let mut uses = BTreeSet::new();
        part.requirement.as_ref()?.for_each_condition(&mut |id| {
            uses.insert(id);
        });
        (!uses.is_empty()).then_some(uses)
    }
}

fn text(fields: &Map<String, Value>) -> String {
    serde_json::to_string(fields).unwrap_or_default()
}

fn by_id(old: &[Part], new: &[Part]) -> Pairing {
    let mut pairing = Pairing::none(old.len(), new.len());
    let id = |parts: &[Part], at: usize| parts.get(at)?.id.clone();
    pairing.by_key(false, |at| id(old, at), |at| id(new, at));
    pairing
}

fn conditions(old: &Document, new: &Document) -> Pairing {
    let mut pairing = by_id(&old.conditions, &new.conditions);
    let whole = |part: &Part| (!part.fields.is_empty()).then(|| text(&part.fields));
    let comparison = |part: &Part| {
        let query = part.fields.get("query")?;
        Some(format!("{query}{}", part.fields.get("comparator")?))
    };
    let query = |part: &Part| part.fields.get("query").map(Value::to_string);
    let keys: [(bool, &dyn Fn(&Part) -> Option<String>); 3] =
        [(false, &whole), (true, &comparison), (true, &query)];
    for (alone, key) in keys {
        pairing.by_key(
            alone,
            |at| key(old.conditions.get(at)?),
            |at| key(new.conditions.get(at)?),
        );
    }
    pairing
}

/// Policies and schemas: by id, else by what they say where they say something.
fn references(old: &[Part], new: &[Part]) -> Pairing {
    let mut pairing = by_id(old, new);
    let whole = |part: &Part| (!part.fields.is_empty()).then(|| text(&part.fields));
    pairing.by_key(true, |at| whole(old.get(at)?), |at| whole(new.get(at)?));
    pairing
}

/// Recognises stages by all that they say, whatever they and the stages around them are called.
fn whole_stages(old: &Document, new: &Document, names: &Names<'_>, stages: &mut Pairing) {
    let key = |document: &Document, at: usize, gate: &dyn Fn(usize) -> Option<String>| {
        let mut fields = document.stages.get(at)?.fields.clone();
        if let Some(advance) = fields.get_mut("advance_to") {
            without_names(advance);
        }
        let mut gates: Vec<Option<String>> = document.gates_of(at).map(gate).collect();
        gates.sort();
        let mut packets: Vec<String> = document
            .packets_of(at)
            .filter_map(|at| document.packets.get(at))
            .map(|packet| text(&packet.fields))
            .collect();
        packets.sort();
        Some(format!("{}{gates:?}{packets:?}", text(&fields)))
    };
    stages.by_key(
        false,
        |at| key(old, at, &|gate| names.old_gate(old.gates.get(gate)?)),
        |at| key(new, at, &|gate| Names::new_gate(new.gates.get(gate)?)),
    );
}

/// Takes the names of stages and gates out of a route.
fn without_names(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_names),
        Value::Object(fields) => {
            for (name, value) in fields {
                if name.ends_with("_id") || (name == "default" && value.is_string()) {
                    *value = Value::from("");
                } else {
                    without_names(value);
                }
            }
        }
        _ => {}
    }
}

/// Recognises stages by the gates and packets that they have in common.
fn stages_by_what_they_hold(
    old: &Document,
    new: &Document,
    [gates, packets]: [&Pairing; 2],
    stages: &mut Pairing,
) {
    let mut common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (pairing, olds, news) in [
        (gates, &old.gates, &new.gates),
        (packets, &old.packets, &new.packets),
    ] {
        for (from, to) in pairing.pairs() {
            let stage = |parts: &[Part], at: usize| parts.get(at)?.stage;
            if let (Some(from), Some(to)) = (stage(olds, from), stage(news, to))
                && stages.new_of(from).is_none()
                && stages.old_of(to).is_none()
            {
                *common.entry((from, to)).or_default() += 1;
            }
        }
    }
    // Only where no other stage has as much in common, whichever side one looks from.
    let rivals = |pair: &(usize, usize), count: usize| {
        let rival = |(other, common): (&(usize, usize), &usize)| {
            other != pair && (other.0 == pair.0 || other.1 == pair.1) && *common >= count
        };
        common.iter().any(rival)
    };
    for (pair, count) in &common {
        if !rivals(pair, *count) {
            stages.pair(pair.0, pair.1);
        }
    }
}

fn gates_by_content(
    old: &Document,
    new: &Document,
    names: &Names<'_>,
    stages: &Pairing,
    gates: &mut Pairing,
) {
    within_stages(
        &old.gates,
        &new.gates,
        stages,
        false,
        gates,
        |part| names.old_gate(part),
        Names::new_gate,
    );
    gates.by_key(
        true,
        |at| names.old_gate(old.gates.get(at)?),
        |at| Names::new_gate(new.gates.get(at)?),
    );
    within_stages(
        &old.gates,
        &new.gates,
        stages,
        true,
        gates,
        |part| names.old_uses(part),
        Names::new_uses,
    );
}

/// Pairs parts of the same key within stages that belong together.
fn within_stages<'a, K: Ord>(
    old: &'a [Part],
    new: &'a [Part],
    stages: &Pairing,
    alone: bool,
    pairing: &mut Pairing,
    old_key: impl Fn(&'a Part) -> Option<K>,
    new_key: impl Fn(&'a Part) -> Option<K>,
) {
    pairing.by_key(
        alone,
        |at| {
            let part = old.get(at)?;
            Some((stages.new_of(part.stage?)?, old_key(part)?))
        },
        |at| {
            let part = new.get(at)?;
            Some((part.stage?, new_key(part)?))
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_moves_explain_an_order() {
        for (olds, moved) in [
            (vec![0, 1, 2, 3], vec![]),
            (vec![1, 2, 3, 0], vec![0]),
            (vec![3, 0, 1, 2], vec![3]),
            (vec![0, 2, 1, 3], vec![2]),
            (vec![], vec![]),
        ] {
            let mut pairing = Pairing::none(olds.len(), olds.len());
            for (new, old) in olds.iter().enumerate() {
                pairing.pair(*old, new);
            }
            let found: Vec<usize> = pairing.moved().into_iter().map(|(old, _)| old).collect();
            assert_eq!(found, moved, "{olds:?}");
        }
    }
}
