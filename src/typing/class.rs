//! The type classes and what each lets a comparator do (REFERENCE §3).

use crate::spec::Comparator;

/// What kind of value a schema describes, as far as comparators care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeClass {
    /// Any JSON, marked by `x-decision-gate.dynamic_type`.
    Dynamic,
    /// True or false.
    Boolean,
    /// One of a list of scalars of one kind.
    Enum,
    /// Text with the format `uuid`.
    Uuid,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Text with the format `date`.
    Date,
    /// Text with the format `date-time`.
    DateTime,
    /// Any other text.
    String,
    /// A list whose items are all scalar.
    ScalarArray,
    /// Any other list.
    Array,
    /// An object.
    Object,
    /// Nothing but null.
    Null,
}

/// What a type class says about a comparator, the most permissive first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// It may be used.
    Allowed,
    /// It may be used where the schema's own `allowed_comparators` lists it.
    OptIn,
    /// It may never be used.
    Forbidden,
}

impl TypeClass {
    /// Returns the name of the class as messages show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dynamic => "any JSON",
            Self::Boolean => "boolean",
            Self::Enum => "enum",
            Self::Uuid => "uuid",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::String => "string",
            Self::ScalarArray => "array of scalars",
            Self::Array => "array",
            Self::Object => "object",
            Self::Null => "null",
        }
    }

    /// Tells whether values of the class are single values: neither lists, nor objects, nor any JSON.
    #[must_use]
    pub const fn is_scalar(self) -> bool {
        !matches!(
            self,
            Self::Dynamic | Self::ScalarArray | Self::Array | Self::Object
        )
    }

    /// Returns what the class says about a comparator.
    #[must_use]
    pub const fn permission(self, comparator: Comparator) -> Permission {
        use Comparator as C;
        use Permission::{Allowed, Forbidden, OptIn};
        if comparator.is_presence() || matches!(self, Self::Dynamic) {
            return Allowed;
        }
        match self {
            Self::Dynamic => Allowed,
            Self::Boolean | Self::Enum | Self::Uuid => match comparator {
                C::Equals | C::NotEquals | C::InSet => Allowed,
                _ => Forbidden,
            },
            Self::Integer | Self::Number | Self::Date | Self::DateTime => match comparator {
                C::Equals | C::NotEquals | C::InSet => Allowed,
                _ if comparator.is_ordering() => Allowed,
                _ => Forbidden,
            },
            Self::String => match comparator {
                C::Equals | C::NotEquals | C::InSet | C::Contains => Allowed,
                _ if comparator.is_lexicographic() => OptIn,
                _ => Forbidden,
            },
            Self::ScalarArray => match comparator {
                C::Contains => Allowed,
                _ if comparator.is_deep() => OptIn,
                _ => Forbidden,
            },
            Self::Array | Self::Object => {
                if comparator.is_deep() {
                    OptIn
                } else {
                    Forbidden
                }
            }
            Self::Null => match comparator {
                C::Equals | C::NotEquals => Allowed,
                _ => Forbidden,
            },
        }
    }
}

impl std::fmt::Display for TypeClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(class: TypeClass, permission: Permission) -> String {
        Comparator::ALL
            .into_iter()
            .filter(|c| class.permission(*c) == permission)
            .map(Comparator::name)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn each_class_allows_what_the_reference_table_says() {
        use TypeClass as T;
        let orderings = "greater_than greater_than_or_equal less_than less_than_or_equal";
        for (class, allowed) in [
            (T::Boolean, "equals not_equals in_set".to_owned()),
            (T::Enum, "equals not_equals in_set".to_owned()),
            (T::Uuid, "equals not_equals in_set".to_owned()),
            (T::Integer, format!("equals not_equals {orderings} in_set")),
            (T::Number, format!("equals not_equals {orderings} in_set")),
            (T::Date, format!("equals not_equals {orderings} in_set")),
            (T::DateTime, format!("equals not_equals {orderings} in_set")),
            (T::String, "equals not_equals contains in_set".to_owned()),
            (T::ScalarArray, "contains".to_owned()),
            (T::Array, String::new()),
            (T::Object, String::new()),
            (T::Null, "equals not_equals".to_owned()),
        ] {
            let expected = format!("{allowed} exists not_exists");
            assert_eq!(with(class, Permission::Allowed), expected.trim(), "{class}");
        }
        assert_eq!(with(T::Dynamic, Permission::Forbidden), "");
        assert_eq!(with(T::Dynamic, Permission::OptIn), "");
    }

    #[test]
    fn opt_in_is_for_text_order_and_deep_comparison_only() {
        use TypeClass as T;
        let deep = "deep_equals deep_not_equals";
        for (class, opt_in) in [
            (
                T::String,
                "lex_greater_than lex_greater_than_or_equal lex_less_than lex_less_than_or_equal",
            ),
            (T::ScalarArray, deep),
            (T::Array, deep),
            (T::Object, deep),
            (T::Null, ""),
            (T::Integer, ""),
        ] {
            assert_eq!(with(class, Permission::OptIn), opt_in, "{class}");
        }
    }
}
