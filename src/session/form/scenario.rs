//! The scenario itself, its policies and its schemas as forms.

use serde_json::{Value, json};

use super::Kind;
use super::build::{Form, choice, keep_current};

/// The largest id of a namespace or tenant that every JSON reader keeps.
const MAX_ID: i128 = crate::draft::MAX_PORTABLE_INTEGER as i128;

const fn id_number(min: i128) -> Kind {
    Kind::Integer {
        min: Some(min),
        max: Some(MAX_ID),
    }
}

/// Asks for what the scenario is called and where it belongs.
pub(super) fn scenario(form: &mut Form<'_>) {
    form.add(
        "/scenario_id",
        "name",
        Kind::Text,
        "Names the scenario on the server, once and for all. Letters, digits, `-` and `_` read best.",
    )
    .required = true;
    let allowed = form.session.sources().runtime.allow_default_namespace;
    let help = if allowed {
        "The namespace that the scenario belongs to, 1 or more."
    } else {
        "The namespace that the scenario belongs to. 1 is the server's default namespace, which \
         it refuses unless its settings allow it."
    };
    let namespace = form.add("/namespace_id", "namespace", id_number(1), help);
    namespace.required = true;
    namespace.examples = vec![json!(2)];
    let version = form.add(
        "/spec_version",
        "version",
        Kind::Text,
        "The version of the scenario, free text. Give a new one with every change.",
    );
    version.required = true;
    version.examples = vec![json!("v1"), json!("1.0.0")];
    form.add(
        "/default_tenant_id",
        "default tenant",
        id_number(1),
        "The tenant that runs belong to when a caller names none. Leave it empty for none.",
    );
    data_shape(form);
    form.add(
        "/title",
        "title",
        Kind::Text,
        "What readers call the scenario. It never reaches the compiled scenario.",
    );
    form.note();
}

/// Asks for the data shape of the precheck, from those that the workspace has.
fn data_shape(form: &mut Form<'_>) {
    let mut choices = vec![choice(
        Value::Null,
        "none",
        "conditions are typed by their checks alone",
    )];
    for shape in form.session.sources().data_shapes.iter() {
        let value = json!({"schema_id": shape.schema_id, "version": shape.version});
        let label = format!("{}@{}", shape.schema_id, shape.version);
        let detail = shape.description.clone().unwrap_or_default();
        let mut one = choice(value, label, detail);
        one.preview = vec![(
            "schema".to_owned(),
            serde_json::to_string_pretty(shape.schema.schema()).unwrap_or_default(),
        )];
        choices.push(one);
    }
    let current = form.value("/precheck/data_shape").cloned();
    keep_current(
        &mut choices,
        current.as_ref(),
        "the workspace has no such data shape",
    );
    form.add_valued(
        "/precheck/data_shape",
        "data shape",
        Kind::Choice(choices),
        "What a precheck's payload looks like: a property for each condition, named like it. The \
         conditions are then checked against it too.",
        Some(current.unwrap_or(Value::Null)),
    );
}

/// Asks for a policy that is referred to.
pub(super) fn policy(form: &mut Form<'_>) {
    form.add(
        "/policy_id",
        "id",
        Kind::Text,
        "Names the policy, as the policy engine knows it.",
    )
    .required = true;
    form.add(
        "/description",
        "description",
        Kind::Prose,
        "What the policy is for.",
    );
}

/// Asks for a schema that packets refer to.
pub(super) fn schema(form: &mut Form<'_>) {
    form.add(
        "/schema_id",
        "id",
        Kind::Text,
        "Names the schema. Packets refer to it by this id.",
    )
    .required = true;
    form.add(
        "/version",
        "version",
        Kind::Text,
        "The version of the schema, free text.",
    );
    form.add(
        "/uri",
        "address",
        Kind::Text,
        "Where the schema is kept, such as an URL. Nothing is fetched from there.",
    );
}
