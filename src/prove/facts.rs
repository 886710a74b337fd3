//! What a condition asks, and what the contract says about the answer.

use serde_json::Value;

use super::cells::{Cell, Domain, Test, TimeCheck, TimeTest, cells, moments};
use crate::draft::ConditionDraft;
use crate::runtime::{EvidenceValue, evaluate};
use crate::sources::{Check, Determinism, Provider, Sources, Transport};
use crate::spec::{Comparator, GateOutcome};

/// What identifies a question: conditions with equal topics see the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Topic<'a> {
    /// The time of the trigger, whatever is asked of it.
    Time,
    /// A check with its parameters in their canonical order.
    Check(&'a str, &'a str, String),
}

/// A condition as a question with its comparison, as far as it is finished.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Question<'a> {
    condition: Option<&'a ConditionDraft>,
    provider: Option<&'a Provider>,
    check: Option<&'a Check>,
}

impl<'a> Question<'a> {
    /// Returns the question of a condition, looked up in the contracts.
    pub(crate) fn of(condition: Option<&'a ConditionDraft>, sources: &'a Sources) -> Self {
        let query = condition.and_then(|condition| condition.query.as_ref());
        let provider = query
            .and_then(|query| query.provider_id.as_deref())
            .and_then(|id| sources.contracts.get(id))
            .map(AsRef::as_ref);
        let check = query
            .and_then(|query| query.check_id.as_deref())
            .and_then(|id| provider?.check(id));
        Self {
            condition,
            provider,
            check,
        }
    }

    /// Returns what it is about; none while the query is not finished.
    pub(crate) fn topic(&self) -> Option<Topic<'a>> {
        let query = self.condition?.query.as_ref()?;
        let (provider, check) = (query.provider_id.as_deref()?, query.check_id.as_deref()?);
        if self.moment().is_some() {
            return Some(Topic::Time);
        }
        let params = query.params.as_ref().filter(|params| !params.is_null());
        Some(Topic::Check(
            provider,
            check,
            params.map_or_else(String::new, Value::to_string),
        ))
    }

    /// Returns the comparator and what it compares with; none while that is not finished.
    pub(crate) fn comparison(&self) -> Option<(Comparator, Option<&'a Value>)> {
        let test = self.test()?;
        Some((test.comparator, test.expected))
    }

    /// Returns how the answer is compared; none while that is not finished.
    pub(crate) fn test(&self) -> Option<Test<'a>> {
        let condition = self.condition?;
        Some(Test {
            comparator: condition.comparator?,
            expected: condition.expected.as_ref().filter(|value| !value.is_null()),
        })
    }

    /// Tells whether two answers to it within one trigger surely agree.
    pub(crate) fn is_firm(&self) -> bool {
        self.check
            .is_some_and(|check| check.contract.determinism != Determinism::External)
    }

    /// Returns what the built-in clock is asked; none for other questions.
    pub(crate) fn moment(&self) -> Option<TimeCheck<'a>> {
        let provider = self.provider?;
        if provider.contract.transport != Transport::Builtin
            || provider.contract.provider_id != "time"
        {
            return None;
        }
        let query = self.condition?.query.as_ref()?;
        let threshold = || query.params.as_ref()?.get("timestamp");
        match query.check_id.as_deref()? {
            "now" => Some(TimeCheck::Now),
            "after" => Some(TimeCheck::After(threshold()?)),
            "before" => Some(TimeCheck::Before(threshold()?)),
            _ => None,
        }
    }

    /// Returns the question as one about trigger times; none for other questions.
    pub(crate) fn moment_test(&self) -> Option<TimeTest<'a>> {
        Some(TimeTest {
            check: self.moment()?,
            test: self.test()?,
        })
    }

    /// Returns the id of the provider asked, as written.
    pub(crate) fn provider_id(&self) -> Option<&'a str> {
        self.condition?.query.as_ref()?.provider_id.as_deref()
    }

    /// Returns what the provider answers in a situation; none for no value.
    pub(crate) fn answer(&self, cell: &Cell) -> Option<Value> {
        cell.answer(self.moment())
    }

    /// Returns what the example of a situation makes of the condition.
    pub(crate) fn shown(&self, cell: &Cell) -> GateOutcome {
        let Some(test) = self.test() else {
            return GateOutcome::Unknown;
        };
        let value = self.answer(cell).map(EvidenceValue::Json);
        evaluate(test.comparator, test.expected, value.as_ref())
    }

    fn domain(&self) -> Domain<'a> {
        // Nothing forbids a provider without a contract to find nothing.
        let absent = self.provider.is_none_or(Provider::can_find_nothing);
        Domain {
            schema: self.check.map(|check| check.result.as_ref()),
            absent,
        }
    }
}

/// Returns the situations that questions about one topic can be in; none when they stay free.
///
/// Free are conditions that are not finished, and topics with more than `limit` situations.
pub(crate) fn situations(questions: &[Question<'_>], limit: usize) -> Option<Vec<Cell>> {
    let tests: Vec<Test<'_>> = questions
        .iter()
        .map(Question::test)
        .collect::<Option<_>>()?;
    let first = questions.first()?;
    first.topic()?;
    if first.moment().is_some() {
        let asked = questions.iter().map(Question::moment_test);
        return moments(&asked.collect::<Option<Vec<_>>>()?, limit);
    }
    cells(&first.domain(), &tests, limit)
}
