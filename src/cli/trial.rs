//! `eval` and `precheck`: what the runtime would decide on given evidence.

use std::path::Path;
use std::sync::Arc;

use gatewright::check::Options;
use gatewright::compile::Outcome;
use gatewright::diagnostic::{Diagnostic, Report, nearest};
use gatewright::draft::DataShapeRef;
use gatewright::plain::listed;
use gatewright::runtime::PrecheckRequest;
use gatewright::sources::{DataShape, Sources};
use gatewright::spec::{ScenarioSpec, TrustLane};
use gatewright::trial::{
    Account, account_text, precheck_account, read_evidence, read_payload, run_account,
};

use super::args::{EvalArgs, PrecheckArgs, TrialArgs, TrialFormat};
use super::context::{Context, Loaded};
use super::documents;
use super::exit::Exit;
use super::files;
use super::output::Layout;

/// The tenant who asks where the scenario names none.
const TENANT: u64 = 1;

/// Shows a run on the evidence of a file.
pub(crate) fn eval(args: &EvalArgs, context: &Context) -> Exit {
    shown(try_run(args, context), &args.trial, context)
}

/// Shows what the server answers to a payload.
pub(crate) fn precheck(args: &PrecheckArgs, context: &Context) -> Exit {
    shown(try_payload(args, context), &args.trial, context)
}

/// Prints an account; a precheck that the server refuses evaluates nothing.
fn shown(account: Result<Account, Exit>, args: &TrialArgs, context: &Context) -> Exit {
    let account = match account {
        Ok(account) => account,
        Err(exit) => return exit,
    };
    let refused = account.data_shape.is_some() && account.refusal.is_some();
    let printed = match args.format {
        TrialFormat::Human => {
            let text = account_text(&account, context.output.text_options());
            context.output.text(&text)
        }
        TrialFormat::Json => context.output.json(&account, Layout::Lines),
    };
    printed.max(if refused { Exit::Unusable } else { Exit::Fine })
}

fn try_run(args: &EvalArgs, context: &Context) -> Result<Account, Exit> {
    let trial = Trial::new(&args.trial, &args.evidence, "--evidence", context)?;
    let (bytes, name) = trial.input(&args.evidence)?;
    let spec = trial.spec()?;
    let script = read_evidence(&bytes, &name, spec).map_err(|report| trial.unusable(&report))?;
    let stage = args.trial.stage.as_deref();
    trial.known_stage(spec, stage)?;
    run_account(spec, trial.min_lane(), &script, stage)
        .map_err(|error| context.output.error(&error.to_string()))
}

fn try_payload(args: &PrecheckArgs, context: &Context) -> Result<Account, Exit> {
    let trial = Trial::new(&args.trial, &args.payload, "--payload", context)?;
    let (bytes, name) = trial.input(&args.payload)?;
    let spec = trial.spec()?;
    let payload = read_payload(&bytes, &name).map_err(|report| trial.unusable(&report))?;
    let stage = args.trial.stage.as_deref();
    trial.known_stage(spec, stage)?;
    let shape = trial.shape(args.data_shape.as_ref())?;
    Ok(precheck_account(&PrecheckRequest {
        spec,
        sources: trial.sources(),
        shape,
        tenant_id: spec.default_tenant_id.unwrap_or(TENANT),
        min_lane: trial.min_lane(),
        stage_id: stage,
        payload: &payload,
    }))
}

/// A scenario to try, with its workspace.
struct Trial<'a> {
    args: &'a TrialArgs,
    context: &'a Context,
    workspace: Arc<Loaded>,
    outcome: Outcome,
}

impl<'a> Trial<'a> {
    /// Reads the scenario; `other` is the input that comes with it, given by `option`.
    fn new(
        args: &'a TrialArgs,
        other: &Path,
        option: &str,
        context: &'a Context,
    ) -> Result<Self, Exit> {
        let stdin = Path::new(files::STDIN);
        if args.spec == stdin && other == stdin {
            return Err(context.output.error_with_help(
                &format!("the scenario and {option} cannot both come from stdin"),
                "name a file for one of them",
            ));
        }
        let workspace = context.workspace_of(Some(&args.spec));
        if workspace.is_broken() {
            context.output.findings(&workspace.report);
            return Err(Exit::Unusable);
        }
        let options = Options {
            refusals_only: true,
            ..Options::default()
        };
        let outcome = documents::outcome(&args.spec, args.from, &workspace.sources, &options)
            .map_err(|unread| unreadable(*unread, context))?;
        Ok(Self {
            args,
            context,
            workspace,
            outcome,
        })
    }

    /// Reads the input that comes with the scenario, and returns the name that findings show.
    fn input(&self, path: &Path) -> Result<(Vec<u8>, Arc<str>), Exit> {
        let bytes = files::read(path).map_err(|unread| unreadable(*unread, self.context))?;
        Ok((bytes, files::shown(path)))
    }

    fn spec(&self) -> Result<&ScenarioSpec, Exit> {
        match &self.outcome.compiled {
            Some(compiled) => Ok(&compiled.spec),
            None => Err(self.unusable(&self.outcome.refusals())),
        }
    }

    fn unusable(&self, report: &Report) -> Exit {
        self.context.output.findings(report);
        Exit::Unusable
    }

    fn sources(&self) -> &Sources {
        &self.workspace.sources
    }

    fn min_lane(&self) -> TrustLane {
        let settings = self.sources().runtime.min_lane;
        self.args.lane.map_or(settings, TrustLane::from)
    }

    fn known_stage(&self, spec: &ScenarioSpec, stage: Option<&str>) -> Result<(), Exit> {
        let ids = || spec.stages.iter().map(|stage| stage.stage_id.as_str());
        let Some(stage) = stage.filter(|stage| ids().all(|id| id != *stage)) else {
            return Ok(());
        };
        let help = nearest(stage, ids()).map_or_else(
            || format!("its stages: {}", listed(&ids().collect::<Vec<_>>(), "and")),
            |near| format!("did you mean `{near}`?"),
        );
        let problem = format!("the scenario has no stage `{stage}`");
        Err(self.context.output.error_with_help(&problem, &help))
    }

    /// Returns the data shape that was asked for, or the one that the draft names.
    fn shape(&self, asked: Option<&DataShapeRef>) -> Result<&DataShape, Exit> {
        let draft = self.outcome.draft.as_ref();
        let own = draft.and_then(|draft| draft.precheck.as_ref()?.data_shape.as_ref());
        let wanted = asked.or(own).and_then(|shape| {
            let id = shape.schema_id.as_deref()?;
            Some((id, shape.version.as_deref()?))
        });
        let Some((id, version)) = wanted else {
            return Err(self.context.output.error_with_help(
                "there is no data shape for the payload",
                "add --data-shape ID@VERSION, or name one in the `precheck` of the draft",
            ));
        };
        let shapes = &self.sources().data_shapes;
        shapes.get(id, version).map(AsRef::as_ref).ok_or_else(|| {
            let wanted = format!("{id}@{version}");
            let names: Vec<String> = shapes
                .iter()
                .map(|shape| format!("{}@{}", shape.schema_id, shape.version))
                .collect();
            let near = nearest(&wanted, names.iter().map(String::as_str));
            let help = match (near, names.as_slice()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, []) => {
                    "add it to the folder named by `data_shapes` in gatewright.toml".to_owned()
                }
                (None, names) => format!("its data shapes: {}", listed(names, "and")),
            };
            let problem = format!("the workspace has no data shape `{wanted}`");
            self.context.output.error_with_help(&problem, &help)
        })
    }
}

/// Tells an input that cannot be read or is over the limit: nothing can be tried without it.
fn unreadable(finding: Diagnostic, context: &Context) -> Exit {
    context.output.finding(finding);
    Exit::Unusable
}
