//! What a result schema says about the values of one kind, never leaving out one that it accepts.

use serde_json::{Map, Number, Value};

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Number,
    String,
    Array,
    Object,
    Null,
}

impl Kind {
    /// All kinds, those first that make the better examples.
    pub(super) const ALL: [Self; 6] = [
        Self::Boolean,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
        Self::Null,
    ];

    pub(super) const fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }

    /// Tells whether values of a type of JSON Schema can be of the kind; unknown names may.
    pub(super) fn has(self, name: &str) -> bool {
        match name {
            "boolean" => self == Self::Boolean,
            "number" | "integer" => self == Self::Number,
            "string" => self == Self::String,
            "array" => self == Self::Array,
            "object" => self == Self::Object,
            "null" => self == Self::Null,
            _ => true,
        }
    }

    /// Returns all values of the kind, where they are few.
    fn all(self) -> Option<Vec<Value>> {
        match self {
            Self::Boolean => Some(vec![Value::Bool(true), Value::Bool(false)]),
            Self::Null => Some(vec![Value::Null]),
            _ => None,
        }
    }
}

/// Returns the only values of a kind that the schema may accept; none when it lists no such.
///
/// What it lists it need not accept. Numbers are told apart by value only, so each stands for all
/// its spellings; arrays and objects with numbers inside are never listed for that reason.
pub(super) fn members(schema: Option<&Value>, kind: Kind) -> Option<Vec<Value>> {
    let map = match schema {
        None | Some(Value::Bool(true)) => return kind.all(),
        Some(Value::Bool(false)) => return Some(Vec::new()),
        Some(Value::Object(map)) => map,
        Some(_) => return kind.all(),
    };
    if !may_be(map, kind) {
        return Some(Vec::new());
    }
    let listed = |values: &[Value]| {
        let members: Vec<Value> = values
            .iter()
            .filter(|value| Kind::of(value) == kind)
            .cloned()
            .collect();
        let by_spelling = matches!(kind, Kind::Array | Kind::Object);
        (!by_spelling || !members.iter().any(has_number)).then_some(members)
    };
    let of_const = map
        .get("const")
        .and_then(|value| listed(std::slice::from_ref(value)));
    let of_enum = list(map, "enum").and_then(|values| listed(values));
    let of_unions = ["anyOf", "oneOf"].into_iter().filter_map(|key| {
        let parts: Vec<Vec<Value>> = list(map, key)?
            .iter()
            .map(|variant| members(Some(variant), kind))
            .collect::<Option<_>>()?;
        Some(parts.into_iter().flatten().collect())
    });
    let of_all = list(map, "allOf")
        .into_iter()
        .flatten()
        .filter_map(|part| members(Some(part), kind));
    [of_const, of_enum, kind.all()]
        .into_iter()
        .flatten()
        .chain(of_unions)
        .chain(of_all)
        .min_by_key(Vec::len)
}

/// Tells whether `type` leaves room for the kind.
pub(super) fn may_be(map: &Map<String, Value>, kind: Kind) -> bool {
    match map.get("type") {
        Some(Value::String(name)) => kind.has(name),
        Some(Value::Array(names)) => names
            .iter()
            .any(|name| name.as_str().is_none_or(|name| kind.has(name))),
        _ => true,
    }
}

fn has_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Array(items) => items.iter().any(has_number),
        Value::Object(fields) => fields.values().any(has_number),
        _ => false,
    }
}

/// Returns the array under a key; anything else there is as good as absent.
fn list<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a Vec<Value>> {
    map.get(key).and_then(Value::as_array)
}

/// Where a schema changes its mind about numbers.
#[derive(Debug, Default)]
pub(super) struct Marks<'a> {
    /// The numbers at which it may.
    pub(super) points: Vec<&'a Number>,
    /// What numbers may have to be multiples of.
    pub(super) steps: Vec<&'a Number>,
    /// Whether something else decides as well.
    pub(super) unclear: bool,
}

impl<'a> Marks<'a> {
    /// Collects the marks of a schema; between two points it tells no two numbers apart except by
    /// being whole or a multiple of a step.
    pub(super) fn of(schema: Option<&'a Value>) -> Self {
        let mut marks = Self::default();
        if let Some(schema) = schema {
            marks.collect(schema);
        }
        marks.unclear |= marks.points.iter().any(|number| !is_plain(number));
        marks
    }

    fn collect(&mut self, schema: &'a Value) {
        let Value::Object(map) = schema else { return };
        for (key, value) in map {
            match (key.as_str(), value) {
                (
                    "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "const",
                    Value::Number(number),
                ) => self.points.push(number),
                ("enum", Value::Array(values)) => {
                    self.points.extend(values.iter().filter_map(as_number));
                }
                ("multipleOf", Value::Number(number)) => self.steps.push(number),
                ("anyOf" | "oneOf" | "allOf", Value::Array(parts)) => {
                    for part in parts {
                        self.collect(part);
                    }
                }
                ("not" | "if" | "then" | "else", part) => self.collect(part),
                ("$ref" | "$dynamicRef" | "$recursiveRef", _) => self.unclear = true,
                _ => {}
            }
        }
    }
}

fn as_number(value: &Value) -> Option<&Number> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Tells whether every way of comparing numbers agrees about this one.
fn is_plain(number: &Number) -> bool {
    number
        .as_f64()
        .is_some_and(|float| float.abs() < 9_007_199_254_740_992.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_listed_for_each_kind() {
        let union = json!({"anyOf": [{"enum": ["a", "b", 1]}, {"type": "null"}, {"const": "c"}]});
        let both = json!({"enum": ["a", "b"], "allOf": [{"const": "a"}]});
        for (schema, kind, members) in [
            (json!({}), Kind::Boolean, Some(json!([true, false]))),
            (json!({}), Kind::String, None),
            (json!({"type": "integer"}), Kind::String, Some(json!([]))),
            (json!({"type": "integer"}), Kind::Number, None),
            (
                json!({"type": ["null", "string"]}),
                Kind::Null,
                Some(json!([null])),
            ),
            (json!({"type": ["null", "string"]}), Kind::String, None),
            (union.clone(), Kind::String, Some(json!(["a", "b", "c"]))),
            (union.clone(), Kind::Number, Some(json!([1]))),
            (union, Kind::Null, Some(json!([null]))),
            (both, Kind::String, Some(json!(["a"]))),
            (json!({"enum": [["a"]]}), Kind::Array, Some(json!([["a"]]))),
            (json!({"enum": [[1]]}), Kind::Array, None),
            (json!({"anyOf": [{"const": "a"}, {}]}), Kind::String, None),
            (json!(false), Kind::Null, Some(json!([]))),
        ] {
            let found = super::members(Some(&schema), kind).map(Value::from);
            assert_eq!(found, members, "{schema} {kind:?}");
        }
    }

    #[test]
    fn marks_of_numbers_are_found_in_every_part_that_judges_them() {
        let schema = json!({
            "minimum": 1, "allOf": [{"multipleOf": 5}, {"not": {"enum": [7, "x"]}}],
            "properties": {"n": {"maximum": 3}}
        });
        let marks = Marks::of(Some(&schema));
        let points: Vec<String> = marks.points.iter().map(ToString::to_string).collect();
        assert_eq!(points, ["7", "1"]);
        assert_eq!((marks.steps.len(), marks.unclear), (1, false));
        assert!(Marks::of(Some(&json!({"$ref": "#/$defs/n"}))).unclear);
        assert!(Marks::of(Some(&json!({"maximum": 1e300}))).unclear);
    }
}
