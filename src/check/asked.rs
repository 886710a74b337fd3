//! What types the answer of one condition: the check that it asks, and the precheck's data shape.

use std::sync::Arc;

use super::view::{Known, known, query_of, toggles};
use crate::draft::{ConditionDraft, ScenarioDraft};
use crate::sources::{Check, DataShape, Provider, Sources};
use crate::spec::Comparator;
use crate::typing::{
    ComparatorChoice, ExpectedProblem, ShapeFinding, ShapeView, StrictProblem, TypedSchema,
    combined,
};

/// The schemas that the answer of a condition has, with the choices that they leave together.
#[derive(Debug)]
pub struct ConditionTypes<'a> {
    /// The provider that is asked, where its contract is known.
    pub provider: Option<&'a Arc<Provider>>,
    /// The check that is asked, where the contract has it.
    pub check: Option<&'a Check>,
    /// The check's schema first, then that of every variant of the data shape.
    pub typed: Vec<TypedSchema>,
    /// Why the data shape does not serve the condition.
    pub unserved: Option<ShapeFinding>,
    strict: bool,
}

impl<'a> ConditionTypes<'a> {
    /// Returns what is known of a condition, which need not be one of the draft's own.
    #[must_use]
    pub fn of(draft: &ScenarioDraft, condition: &ConditionDraft, sources: &'a Sources) -> Self {
        let strict = sources.runtime.validation.strict;
        let mut types = Self {
            provider: None,
            check: None,
            typed: Vec::new(),
            unserved: None,
            strict,
        };
        if let Some(key) = query_of(condition) {
            match known(sources, key, toggles(sources)) {
                Known::Check(found) => {
                    types.provider = Some(found.provider);
                    types.check = Some(found.check);
                    types.typed.push(found.typed);
                }
                Known::NoCheck(provider) => types.provider = Some(provider),
                Known::NoProvider => {}
            }
        }
        let shape = named_shape(draft, sources).filter(|_| strict);
        if let (Some(shape), Some(id)) = (shape, condition.condition_id.as_deref()) {
            let view = ShapeView::new(shape.schema.schema(), toggles(sources));
            match view.schemas_for(id, draft.conditions().len()) {
                Ok(schemas) => types.typed.extend(schemas.into_iter().cloned()),
                Err(finding) => types.unserved = Some(finding),
            }
        }
        types
    }

    /// Returns every comparator with what stands against it; all are free while nothing is known.
    ///
    /// Where the server's settings switch the strict rules off, only the contract's list counts.
    #[must_use]
    pub fn choices(&self) -> [ComparatorChoice; 16] {
        let each: Vec<&[ComparatorChoice; 16]> =
            self.typed.iter().map(TypedSchema::choices).collect();
        let mut choices = combined(&each);
        if !self.strict {
            for choice in &mut choices {
                choice.reasons.retain(|reason| !reason.is_strict());
            }
        }
        choices
    }

    /// Returns what is wrong with an expected value for a comparator; none while nothing is known.
    #[must_use]
    pub fn expected_problems(
        &self,
        comparator: Comparator,
        expected: Option<&serde_json::Value>,
    ) -> Vec<ExpectedProblem> {
        let mut found = Vec::new();
        for typed in &self.typed {
            for problem in typed.check(comparator, expected) {
                if let StrictProblem::Expected(problem) = problem
                    && !found.contains(&problem)
                {
                    found.push(problem);
                }
            }
        }
        found
    }
}

/// Returns the data shape that the draft's precheck names, where the workspace has it.
#[must_use]
pub fn named_shape<'a>(draft: &ScenarioDraft, sources: &'a Sources) -> Option<&'a Arc<DataShape>> {
    let reference = draft.precheck.as_ref()?.data_shape.as_ref()?;
    sources.data_shapes.get(
        reference.schema_id.as_deref()?,
        reference.version.as_deref()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::{Format, read};
    use serde_json::{Value, json};

    fn allowed(draft: &Value, sources: &Sources) -> (usize, usize) {
        let draft = read(draft.to_string().as_bytes(), Format::Json)
            .draft
            .unwrap();
        let types = ConditionTypes::of(&draft, &draft.conditions()[0], sources);
        let free = types.choices().iter().filter(|c| c.is_allowed()).count();
        (types.typed.len(), free)
    }

    #[test]
    fn the_check_and_the_data_shape_type_a_condition_together() {
        let mut sources = Sources::builtin();
        let shape = json!({"schema_id": "s", "version": "1", "schema":
            {"type": "object", "properties": {"a": {"type": "boolean"}}}});
        let shape = DataShape::read(shape.to_string().as_bytes(), "s.json").unwrap();
        Arc::make_mut(&mut sources.data_shapes)
            .insert(shape)
            .unwrap();
        let of = |id: &str, query: Value, precheck: Value| {
            let document = json!({"precheck": precheck,
                "conditions": [{"condition_id": id, "query": query}]});
            allowed(&document, &sources)
        };
        let status = || json!({"provider_id": "http", "check_id": "status"});
        let named = || json!({"data_shape": {"schema_id": "s", "version": "1"}});
        assert_eq!(of("a", json!({}), json!({})), (0, 16));
        assert_eq!(of("a", status(), json!({})), (1, 9));
        assert_eq!(of("a", status(), named()), (2, 5));
        assert_eq!(of("b", status(), named()), (1, 9));
        let unknown = json!({"provider_id": "http", "check_id": "nothing"});
        assert_eq!(of("a", unknown, named()), (1, 5));
    }
}
