//! The precheck layer: the data shape offers every condition a typed value (REFERENCE §4).

use super::view::View;
use super::{Found, Options, capability};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::typing::{ShapeFinding, ShapeProblem, ShapeView, StrictProblem, TypedSchema};

const AT: &str = "/precheck/data_shape";

/// Checks the conditions against the named data shape; returns whether the layer accepts.
pub(super) fn check(view: &View<'_>, options: &Options, found: &mut Found) -> bool {
    let own = view
        .draft
        .precheck
        .as_ref()
        .and_then(|precheck| precheck.data_shape.as_ref());
    let Some(reference) = options.data_shape.as_ref().or(own) else {
        return true;
    };
    let (Some(id), Some(version)) = (&reference.schema_id, &reference.version) else {
        return false;
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
        return false;
    };
    if !view.sources.runtime.validation.strict {
        return true;
    }
    let shape_view = ShapeView::new(shape.schema.schema(), view.toggles);
    if let Some(refusal) = shape_view.refusal() {
        found.push(
            Diagnostic::new(
                Code::GW0317,
                AT,
                format!("the data shape `{id}@{version}` cannot be typed: {refusal}"),
            )
            .parameter(refusal.code()),
        );
        return false;
    }
    let conditions = view.draft.conditions();
    let mut ok = true;
    for (index, condition) in conditions.iter().enumerate() {
        let (Some(name), Some(comparator)) = (&condition.condition_id, condition.comparator) else {
            continue;
        };
        let findings = shape_view.check_condition(
            name,
            conditions.len(),
            comparator,
            condition.expected.as_ref(),
        );
        ok &= findings.is_empty();
        let at = format!("/conditions/{index}");
        let typed = shape_view.schemas_for(name, conditions.len()).ok();
        let typed = typed.as_ref().and_then(|schemas| schemas.first().copied());
        let mut comparator_told = false;
        for finding in findings {
            tell(
                finding,
                condition,
                index,
                &at,
                typed,
                &mut comparator_told,
                found,
            );
        }
    }
    ok
}

fn tell(
    finding: ShapeFinding,
    condition: &crate::draft::ConditionDraft,
    index: usize,
    at: &str,
    typed: Option<&TypedSchema>,
    comparator_told: &mut bool,
    found: &mut Found,
) {
    let in_shape = |mut diagnostic: Diagnostic| {
        diagnostic.parameters.push("data shape".to_owned());
        diagnostic.help("this is about the data shape of the precheck")
    };
    match finding.problem {
        ShapeProblem::ConditionMissing
        | ShapeProblem::UntypedAdditional
        | ShapeProblem::NotObject => found.push(
            Diagnostic::new(Code::GW0316, at, finding.problem.to_string())
                .parameter(finding.pointer),
        ),
        ShapeProblem::Schema(refusal) | ShapeProblem::Strict(StrictProblem::Schema(refusal)) => {
            found.push(
                Diagnostic::new(
                    Code::GW0317,
                    at,
                    format!(
                        "the data shape's value for this condition cannot be typed, at `{}`: {refusal}",
                        finding.pointer
                    ),
                )
                .parameter(refusal.code()),
            );
        }
        ShapeProblem::Strict(StrictProblem::Comparator { comparator, .. }) => {
            if let Some(typed) = typed.filter(|_| !*comparator_told) {
                *comparator_told = true;
                found.push(in_shape(capability::refused(
                    typed.choice(comparator),
                    typed,
                    at,
                )));
            }
        }
        ShapeProblem::Strict(StrictProblem::Expected(problem)) => {
            if let Some(typed) = typed {
                capability::expected(&problem, condition, index, at, typed, found);
            }
        }
    }
}
