//! The precheck layer: the data shape offers every condition a typed value (REFERENCE §4).

use super::refusals::{self, Subject};
use super::view::View;
use super::{Found, Options};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::draft::{ConditionDraft, DataShapeRef, ScenarioDraft};
use crate::typing::{ShapeFinding, ShapeProblem, ShapeView, StrictProblem, TypedSchema};

const AT: &str = "/precheck/data_shape";

/// What the conditions are held against.
#[derive(Debug)]
pub(super) enum Shape {
    /// Nothing: no data shape is named, or the server does not look at it.
    None,
    /// A data shape that cannot be used.
    Unusable,
    /// A data shape.
    Usable(ShapeView),
}

/// Returns the data shape that is named for a draft; an option comes before the draft's own.
pub(super) fn named<'a>(
    draft: &'a ScenarioDraft,
    options: &'a Options,
) -> Option<&'a DataShapeRef> {
    let own = draft
        .precheck
        .as_ref()
        .and_then(|precheck| precheck.data_shape.as_ref());
    options.data_shape.as_ref().or(own)
}

/// Finds the named data shape and tells what is wrong with it.
pub(super) fn shape(view: &View<'_>, options: &Options, found: &mut Found) -> Shape {
    let Some(reference) = named(view.draft, options) else {
        return Shape::None;
    };
    let (Some(id), Some(version)) = (&reference.schema_id, &reference.version) else {
        return Shape::Unusable;
    };
    let shapes = &view.sources.data_shapes;
    let Some(shape) = shapes.get(id, version) else {
        let names: Vec<String> = shapes
            .iter()
            .map(|shape| format!("{}@{}", shape.schema_id, shape.version))
            .collect();
        let wanted = format!("{id}@{version}");
        let mut diagnostic = Diagnostic::new(
            Code::GW0318,
            AT,
            format!("the workspace has no data shape `{wanted}`"),
        )
        .parameter(&wanted);
        if let Some(near) = nearest(&wanted, names.iter().map(String::as_str)) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        found.push(diagnostic.help(if names.is_empty() {
            "add it to the folder named by `data_shapes` in gatewright.toml".to_owned()
        } else {
            format!("its data shapes: {}", names.join(", "))
        }));
        return Shape::Unusable;
    };
    if !view.sources.runtime.validation.strict {
        return Shape::None;
    }
    let shape_view = ShapeView::new(shape.schema.schema(), view.toggles);
    if let Some(refusal) = shape_view.refusal() {
        found.push(
            Diagnostic::new(
                Code::GW0317,
                AT,
                format!("the data shape `{id}@{version}` cannot be typed: {refusal}"),
            )
            .parameter(refusal.code())
            .help("mend the schema of the data shape, or name another one"),
        );
        return Shape::Unusable;
    }
    Shape::Usable(shape_view)
}

/// Checks the condition at a position against a data shape; returns whether the layer accepts.
///
/// Of the other conditions only matters whether there are any.
pub(super) fn condition(
    shape_view: &ShapeView,
    draft: &ScenarioDraft,
    index: usize,
    found: &mut Found,
) -> bool {
    let conditions = draft.conditions();
    let Some(condition) = conditions.get(index) else {
        return true;
    };
    let (Some(name), Some(comparator)) = (&condition.condition_id, condition.comparator) else {
        return true;
    };
    let findings = shape_view.check_condition(
        name,
        conditions.len(),
        comparator,
        condition.expected.as_ref(),
    );
    if findings.is_empty() {
        return true;
    }
    let typed = shape_view
        .schemas_for(name, conditions.len())
        .unwrap_or_default();
    for finding in findings {
        tell(finding, condition, index, &typed, found);
    }
    false
}

/// Tells one problem; `typed` are the condition's schemas in the variants of the shape.
fn tell(
    finding: ShapeFinding,
    condition: &ConditionDraft,
    index: usize,
    typed: &[&TypedSchema],
    found: &mut Found,
) {
    let at = format!("/conditions/{index}");
    let id = condition.condition_id.as_deref().unwrap_or("?");
    let gap = |message: String, help: &str| {
        Diagnostic::new(Code::GW0316, &at, message)
            .parameter(finding.pointer.as_str())
            .help(help)
    };
    let told = match finding.problem {
        ShapeProblem::ConditionMissing => vec![gap(
            format!("the data shape has no property for condition `{id}`"),
            "add a property of that name to the data shape, or a typed `additionalProperties`",
        )],
        ShapeProblem::UntypedAdditional => vec![gap(
            format!("the data shape does not say of which type the value for condition `{id}` is"),
            "add a property of that name to the data shape, or give `additionalProperties` a schema",
        )],
        ShapeProblem::NotObject => vec![gap(
            "the data shape is no object, so it serves one condition only".to_owned(),
            "make the data shape an object with a property for each condition",
        )],
        ShapeProblem::Schema(refusal) | ShapeProblem::Strict(StrictProblem::Schema(refusal)) => {
            let message = format!(
                "the data shape's value for `{id}` cannot be typed, at `{}`: {refusal}",
                finding.pointer
            );
            let diagnostic = Diagnostic::new(Code::GW0317, &at, message).parameter(refusal.code());
            vec![diagnostic.help("mend this schema of the data shape")]
        }
        ShapeProblem::Strict(StrictProblem::Comparator { comparator, .. }) => typed
            .iter()
            .find(|typed| !typed.choice(comparator).is_allowed())
            .map(|typed| {
                let mut refused = refusals::comparator(typed.choice(comparator), typed, &at);
                refused.parameters.push("data shape".to_owned());
                refused.help("this is about the data shape of the precheck")
            })
            .into_iter()
            .collect(),
        ShapeProblem::Strict(StrictProblem::Expected(problem)) => {
            typed.first().map_or_else(Vec::new, |typed| {
                refusals::expected(&problem, condition, index, typed, Subject::DataShape)
            })
        }
    };
    for diagnostic in told {
        let again = format!("the data shape objects too: {}", diagnostic.message);
        // The check itself may object to the same; the data shape's own reason must not get lost.
        if let Some(earlier) = found.push_once(diagnostic)
            && !again.ends_with(earlier.message.as_str())
            && !earlier.help.contains(&again)
        {
            earlier.help.push(again);
        }
    }
}
