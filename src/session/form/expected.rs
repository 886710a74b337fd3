//! How the expected value of a condition is answered, by its types and its comparator.

use serde_json::Value;

use crate::check::ConditionTypes;
use crate::spec::Comparator;
use crate::typing::{ExpectedRule, TypeClass, TypedSchema};

use super::Kind;
use super::schema::kind_of;

/// Returns how an expected value is answered; none where the comparator takes none.
pub(super) fn expected_kind(comparator: Comparator, types: &ConditionTypes<'_>) -> Option<Kind> {
    let value = value_kind(types);
    match ExpectedRule::of(comparator) {
        ExpectedRule::None => None,
        ExpectedRule::Value => Some(value),
        ExpectedRule::ArrayOf => Some(Kind::List(Box::new(match value {
            // Each item of a list stands between commas, so it is best one plain thing.
            Kind::List(_) => Kind::Json(None),
            value => value,
        }))),
    }
}

/// Returns how one value of the answer's type is written: by the schema that says most.
fn value_kind(types: &ConditionTypes<'_>) -> Kind {
    let says_much = |typed: &&TypedSchema| !typed.classes().contains(&TypeClass::Dynamic);
    let best = types.typed.iter().find(says_much);
    let Some(best) = best.or_else(|| types.typed.first()) else {
        return Kind::Json(None);
    };
    let schema = best.schema().schema();
    match kind_of(schema, schema) {
        Some(kind) => kind,
        None if is_dynamic(schema) => Kind::Json(None),
        None => Kind::Json(Some(schema.clone())),
    }
}

fn is_dynamic(schema: &Value) -> bool {
    schema.pointer("/x-decision-gate/dynamic_type") == Some(&Value::Bool(true))
}
