//! Data shapes: what a precheck offers to each condition (REFERENCE §4).

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::spec::{Comparator, ValueSchema};

use super::choice::Toggles;
use super::classify::{list, without_null};
use super::refusal::SchemaRefusal;
use super::typed::{StrictProblem, TypedSchema};

/// What stands between a condition and a data shape.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShapeProblem {
    /// The shape offers nothing under the condition's name.
    #[error(
        "the data shape has no property for the condition; add a property named like it, or a \
         typed `additionalProperties`"
    )]
    ConditionMissing,
    /// The shape accepts further properties without saying of which type.
    #[error(
        "the data shape accepts any further property without a type; add a property named like \
         the condition, or give `additionalProperties` a schema"
    )]
    UntypedAdditional,
    /// The shape is not an object, which serves exactly one condition.
    #[error(
        "the data shape is not an object, which serves one condition only; make it an object with \
         a property for each condition"
    )]
    NotObject,
    /// The shape itself cannot be read.
    #[error("{0}")]
    Schema(SchemaRefusal),
    /// The condition does not suit what the shape offers.
    #[error("{0}")]
    Strict(StrictProblem),
}

impl ShapeProblem {
    /// Returns the runtime's code for the problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ConditionMissing => "shape_condition_missing",
            Self::UntypedAdditional => "shape_untyped_additional",
            Self::NotObject => "shape_not_object",
            Self::Schema(refusal) => refusal.code(),
            Self::Strict(problem) => problem.code(),
        }
    }
}

/// A problem and where in the shape it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ShapeFinding {
    /// JSON Pointer into the shape; it tells the variants of a union apart.
    pub pointer: String,
    /// What is wrong.
    pub problem: ShapeProblem,
}

/// A property that a shape offers by name.
#[derive(Debug)]
pub struct ShapeProperty<'a> {
    /// Its name, which is the id of the condition that it serves.
    pub name: &'a str,
    /// Its schema in each variant that names it; never empty.
    pub schemas: Vec<&'a TypedSchema>,
    /// Whether every variant of the shape offers it, by name or as a further property.
    pub everywhere: bool,
}

/// A data shape, resolved into its variants.
///
/// Each schema in it is compiled and typed at most once, when first asked for.
#[derive(Debug)]
pub struct ShapeView {
    toggles: Toggles,
    variants: Result<Vec<Variant>, SchemaRefusal>,
}

#[derive(Debug)]
struct Variant {
    pointer: String,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// Any value; it serves exactly one condition as a whole.
    Whole(Lazy),
    /// An object; it serves conditions by name.
    Object {
        properties: BTreeMap<String, Lazy>,
        additional: Additional,
    },
}

#[derive(Debug)]
enum Additional {
    Typed(Lazy),
    Untyped,
    None,
}

#[derive(Debug)]
struct Lazy {
    schema: Arc<ValueSchema>,
    typed: OnceLock<Box<TypedSchema>>,
}

impl Lazy {
    fn new(schema: &Value) -> Self {
        Self {
            schema: Arc::new(ValueSchema::new(schema.clone())),
            typed: OnceLock::new(),
        }
    }

    fn get(&self, toggles: Toggles) -> &TypedSchema {
        self.typed.get_or_init(|| {
            let schema = Arc::clone(&self.schema);
            Box::new(TypedSchema::new(schema, None, toggles))
        })
    }
}

impl ShapeView {
    /// Returns a view of a data shape under the server's settings.
    #[must_use]
    pub fn new(shape: &Value, toggles: Toggles) -> Self {
        Self {
            toggles,
            variants: variants(shape),
        }
    }

    /// Returns why no condition can be served at all, if so.
    #[must_use]
    pub const fn refusal(&self) -> Option<&SchemaRefusal> {
        match &self.variants {
            Ok(_) => None,
            Err(refusal) => Some(refusal),
        }
    }

    /// Returns the schemas that a condition's value has, one for each variant of the shape.
    ///
    /// `conditions` is how many conditions the scenario has. All schemas must accept the
    /// condition.
    ///
    /// # Errors
    /// The first reason why the shape does not serve the condition.
    pub fn schemas_for(
        &self,
        condition_id: &str,
        conditions: usize,
    ) -> Result<Vec<&TypedSchema>, ShapeFinding> {
        self.variants
            .as_ref()
            .map_err(at_root)?
            .iter()
            .map(|variant| {
                variant
                    .schema_for(condition_id, conditions)
                    .map(|(_, schema)| schema.get(self.toggles))
                    .map_err(|problem| variant.finding(problem))
            })
            .collect()
    }

    /// Returns all problems of a condition, the runtime's verdict first; none when it is served.
    ///
    /// Variants are taken in order; `conditions` is how many conditions the scenario has. An
    /// expected null counts as none.
    #[must_use]
    pub fn check_condition(
        &self,
        condition_id: &str,
        conditions: usize,
        comparator: Comparator,
        expected: Option<&Value>,
    ) -> Vec<ShapeFinding> {
        let variants = match &self.variants {
            Ok(variants) => variants,
            Err(refusal) => return vec![at_root(refusal)],
        };
        let mut found = Vec::new();
        for variant in variants {
            match variant.schema_for(condition_id, conditions) {
                Err(problem) => found.push(variant.finding(problem)),
                Ok((step, schema)) => found.extend(
                    schema
                        .get(self.toggles)
                        .check(comparator, expected)
                        .into_iter()
                        .map(|problem| ShapeFinding {
                            pointer: format!("{}{}", variant.pointer, step.pointer(condition_id)),
                            problem: ShapeProblem::Strict(problem),
                        }),
                ),
            }
        }
        found
    }

    /// Returns the properties that the shape offers by name, sorted by name.
    #[must_use]
    pub fn properties(&self) -> Vec<ShapeProperty<'_>> {
        let variants = self.variants.as_deref().unwrap_or_default();
        let mut named: BTreeMap<&str, Vec<&TypedSchema>> = BTreeMap::new();
        for variant in variants {
            if let Form::Object { properties, .. } = &variant.form {
                for (name, schema) in properties {
                    named
                        .entry(name)
                        .or_default()
                        .push(schema.get(self.toggles));
                }
            }
        }
        named
            .into_iter()
            .map(|(name, schemas)| ShapeProperty {
                name,
                schemas,
                // A number other than one, so that a whole value never counts as a property.
                everywhere: variants.iter().all(|v| v.schema_for(name, 0).is_ok()),
            })
            .collect()
    }
}

fn at_root(refusal: &SchemaRefusal) -> ShapeFinding {
    ShapeFinding {
        pointer: String::new(),
        problem: ShapeProblem::Schema(refusal.clone()),
    }
}

/// Where a variant keeps the schema of a condition.
#[derive(Clone, Copy)]
enum Step {
    Whole,
    Property,
    Additional,
}

impl Step {
    fn pointer(self, name: &str) -> String {
        match self {
            Self::Whole => String::new(),
            Self::Property => format!("/properties/{}", name.replace('~', "~0").replace('/', "~1")),
            Self::Additional => "/additionalProperties".to_owned(),
        }
    }
}

impl Variant {
    fn schema_for(&self, name: &str, conditions: usize) -> Result<(Step, &Lazy), ShapeProblem> {
        match &self.form {
            Form::Whole(schema) if conditions == 1 => Ok((Step::Whole, schema)),
            Form::Whole(_) => Err(ShapeProblem::NotObject),
            Form::Object {
                properties,
                additional,
            } => match (properties.get(name), additional) {
                (Some(schema), _) => Ok((Step::Property, schema)),
                (None, Additional::Typed(schema)) => Ok((Step::Additional, schema)),
                (None, Additional::Untyped) => Err(ShapeProblem::UntypedAdditional),
                (None, Additional::None) => Err(ShapeProblem::ConditionMissing),
            },
        }
    }

    fn finding(&self, problem: ShapeProblem) -> ShapeFinding {
        ShapeFinding {
            pointer: self.pointer.clone(),
            problem,
        }
    }
}

fn variants(shape: &Value) -> Result<Vec<Variant>, SchemaRefusal> {
    let empty = Map::new();
    let map = shape.as_object().unwrap_or(&empty);
    let (key, members) = match (list(map, "oneOf"), list(map, "anyOf")) {
        (Some(_), Some(_)) => return Err(SchemaRefusal::UnionBoth),
        (Some(members), None) if members.is_empty() => return Err(SchemaRefusal::OneOfEmpty),
        (None, Some(members)) if members.is_empty() => return Err(SchemaRefusal::AnyOfEmpty),
        (Some(members), None) => ("oneOf", members),
        (None, Some(members)) => ("anyOf", members),
        (None, None) => return Ok(vec![variant(String::new(), shape)]),
    };
    let kept = without_null(members)?;
    Ok(kept
        .into_iter()
        .map(|(index, member)| variant(format!("/{key}/{index}"), member))
        .collect())
}

/// Reads one variant; a union inside it is not looked into.
fn variant(pointer: String, schema: &Value) -> Variant {
    let form = match schema {
        Value::Object(map) if is_object(map) => Form::Object {
            properties: map
                .get("properties")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .map(|(name, schema)| (name.clone(), Lazy::new(schema)))
                .collect(),
            additional: match map.get("additionalProperties") {
                Some(schema @ Value::Object(_)) => Additional::Typed(Lazy::new(schema)),
                Some(Value::Bool(true)) => Additional::Untyped,
                _ => Additional::None,
            },
        },
        other => Form::Whole(Lazy::new(other)),
    };
    Variant { pointer, form }
}

/// Tells whether a schema describes objects: by its type, or by its properties where it has none.
fn is_object(map: &Map<String, Value>) -> bool {
    match map.get("type") {
        Some(Value::String(name)) => name == "object",
        Some(Value::Array(names)) => names.iter().any(|name| name == "object"),
        Some(_) => false,
        None => map.contains_key("properties"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn codes(shape: &Value, id: &str, conditions: usize, expected: &Value) -> Vec<String> {
        ShapeView::new(shape, Toggles::default())
            .check_condition(id, conditions, Comparator::Equals, Some(expected))
            .into_iter()
            .map(|finding| format!("{} {}", finding.pointer, finding.problem.code()))
            .collect()
    }

    #[test]
    fn a_condition_is_served_by_name_then_by_the_further_properties() {
        let object = |rest: Value| {
            let mut shape = json!({"type": "object", "properties": {"a/b": {"type": "integer"}}});
            shape["additionalProperties"] = rest;
            shape
        };
        for (shape, id, found) in [
            (object(json!(false)), "a/b", vec![]),
            (object(json!(false)), "x", vec![" shape_condition_missing"]),
            (object(json!(true)), "x", vec![" shape_untyped_additional"]),
            (
                object(json!({"type": "string"})),
                "x",
                vec!["/additionalProperties expected_invalid"],
            ),
            (json!({"type": "integer"}), "x", vec![" shape_not_object"]),
        ] {
            assert_eq!(codes(&shape, id, 2, &json!(5)), found, "{shape} {id}");
        }
        assert_eq!(
            codes(&object(json!(false)), "a/b", 2, &json!("x")),
            ["/properties/a~1b expected_invalid"]
        );
    }

    #[test]
    fn every_variant_of_a_union_must_agree() {
        let shape = json!({"oneOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"type": "null"},
            {"type": "object"},
        ]});
        assert_eq!(
            codes(&shape, "a", 1, &json!(5)),
            [
                "/oneOf/0/properties/a expected_invalid",
                "/oneOf/2 shape_condition_missing"
            ]
        );
        let both = json!({"oneOf": [], "anyOf": []});
        assert_eq!(codes(&both, "a", 1, &json!(5)), [" union_both"]);
        assert_eq!(
            codes(&json!({"oneOf": []}), "a", 1, &json!(5)),
            [" one_of_empty"]
        );
        assert_eq!(
            codes(&json!({"anyOf": []}), "a", 1, &json!(5)),
            [" any_of_empty"]
        );
    }

    #[test]
    fn properties_are_listed_for_a_picker() {
        let shape = json!({"anyOf": [
            {"type": "object", "properties": {"b": {"type": "integer"}, "a": {"type": "string"}}},
            {"type": "object", "properties": {"a": {"type": "string"}}},
        ]});
        let view = ShapeView::new(&shape, Toggles::default());
        let listed: Vec<(&str, usize, bool)> = view
            .properties()
            .into_iter()
            .map(|p| (p.name, p.schemas.len(), p.everywhere))
            .collect();
        assert_eq!(listed, [("a", 2, true), ("b", 1, false)]);
        assert_eq!(view.schemas_for("a", 5).map(|s| s.len()), Ok(2));
    }
}
