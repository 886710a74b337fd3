//! A whole precheck as the server answers it: every reason to refuse, in the server's order, and
//! then the stage (REFERENCE §4).

use serde_json::Value;

use super::engine::Engine;
use super::error::EngineError;
use super::precheck::{PayloadNotObject, Precheck, PrecheckError};
use super::validate::validate;
use crate::check::{self, Options};
use crate::diagnostic::Diagnostic;
use crate::draft::{DataShapeRef, import};
use crate::sources::{DataShape, Sources};
use crate::spec::{ScenarioSpec, SchemaFault, TrustLane, Violation};

/// A payload to try on a scenario.
#[derive(Debug, Clone, Copy)]
pub struct PrecheckRequest<'a> {
    /// The scenario.
    pub spec: &'a ScenarioSpec,
    /// Contracts and settings of the server; the shape must be among its data shapes.
    pub sources: &'a Sources,
    /// The data shape of the payload.
    pub shape: &'a DataShape,
    /// The tenant who asks.
    pub tenant_id: u64,
    /// The weakest lane that the server accepts.
    pub min_lane: TrustLane,
    /// The stage to try; the first when none is named.
    pub stage_id: Option<&'a str>,
    /// What the caller asserts.
    pub payload: &'a Value,
}

/// Why the server does not try the payload.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PrecheckRefusal {
    /// The data shape does not compile.
    #[error("the data shape cannot be used: {0}")]
    Shape(SchemaFault),
    /// The payload does not fit the data shape.
    #[error("the payload does not fit the data shape")]
    Payload(Vec<Violation>),
    /// The conditions do not fit the contracts.
    #[error("the scenario does not fit the contracts")]
    Contracts(Vec<Diagnostic>),
    /// The scenario is for another tenant.
    #[error("the scenario is for tenant {0}")]
    Tenant(u64),
    /// The conditions do not fit the data shape.
    #[error("the scenario does not fit the data shape")]
    Conditions(Vec<Diagnostic>),
    /// The payload does not map to conditions.
    #[error(transparent)]
    NotAnObject(#[from] PayloadNotObject),
    /// The engine refuses the scenario or the stage.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<PrecheckError> for PrecheckRefusal {
    fn from(error: PrecheckError) -> Self {
        match error {
            PrecheckError::PayloadNotObject(error) => Self::NotAnObject(error),
            PrecheckError::Engine(error) => Self::Engine(error),
        }
    }
}

/// Tries a payload on a stage, as the server would.
///
/// # Errors
/// The server's first reason to refuse: shape, payload, contracts, scenario, tenant, conditions
/// against the shape, form of the payload, engine.
pub fn precheck(request: &PrecheckRequest<'_>) -> Result<Precheck, PrecheckRefusal> {
    let PrecheckRequest {
        spec,
        sources,
        shape,
        payload,
        ..
    } = *request;
    match shape.schema.violations(payload) {
        Err(fault) => return Err(PrecheckRefusal::Shape(fault.clone())),
        Ok(violations) if !violations.is_empty() => {
            return Err(PrecheckRefusal::Payload(violations));
        }
        Ok(_) => {}
    }
    let draft = import(spec.clone());
    let options = Options {
        data_shape: Some(DataShapeRef {
            schema_id: Some(shape.schema_id.clone()),
            version: Some(shape.version.clone()),
        }),
        refusals_only: true,
        ..Options::default()
    };
    let checked = check::check(&draft, Vec::new(), None, sources, &options);
    if !checked.layers.capability.is_ok() {
        return Err(PrecheckRefusal::Contracts(checked.diagnostics));
    }
    validate(spec).map_err(EngineError::from)?;
    if let Some(tenant) = spec
        .default_tenant_id
        .filter(|tenant| *tenant != request.tenant_id)
    {
        return Err(PrecheckRefusal::Tenant(tenant));
    }
    if !checked.layers.precheck.is_ok() {
        return Err(PrecheckRefusal::Conditions(checked.diagnostics));
    }
    Ok(Engine::new(spec, request.min_lane)?.precheck(request.stage_id, payload)?)
}
