//! What the command line accepts. Help, completions and the manual are made from this.

mod asking;
mod graph;
mod prove;
mod trial;

use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use gatewright::diagnostic::{FailLevel, Format as ReportFormat, Profile};
use gatewright::draft::{DataShapeRef, Format};

use super::diff::args::{ApproveArgs, DiffArgs};
use super::git::{GitArgs, ShowArgs};
use super::review::args::ReviewArgs;
pub(crate) use asking::{
    ComparatorsArgs, ContractsAction, ContractsArgs, RequirementArgs, RequirementForm,
    ShapesAction, ShapesArgs,
};
pub(crate) use graph::{Drawing, GraphArgs};
pub(crate) use prove::{ProofFormat, ProveArgs, WhyArgs, WhyFormat};
pub(crate) use trial::{EvalArgs, PrecheckArgs, TrialArgs, TrialFormat};

/// Author, check and compile Decision Gate scenarios.
#[derive(Debug, Parser)]
#[command(
    name = "gatewright",
    version,
    override_usage = "gatewright [OPTIONS] [DRAFT]\n       \
                      gatewright [OPTIONS] --compile <DRAFT>...\n       \
                      gatewright [OPTIONS] <COMMAND>",
    subcommand_negates_reqs = true,
    after_help = "Exit codes: 0 fine; 1 findings at or above the fail level, or a difference; \
                  2 usage, configuration or unreadable input; 3 a proof that was asked for is \
                  missing; 70 a bug in gatewright."
)]
pub(crate) struct Cli {
    /// Draft to open in the workbench; without one it begins at the start screen.
    #[arg(conflicts_with = "compile", value_parser = document(), value_name = "DRAFT")]
    pub(crate) draft: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) workbench: WorkbenchArgs,
    #[command(flatten)]
    pub(crate) compile: CompileArgs,
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Cli {
    /// Reads the arguments that the process was started with.
    ///
    /// # Errors
    /// Help and the version when asked for, or what cannot be understood.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let cli = Self::try_parse()?;
        if cli.command.is_some() && cli.compile.is_given() {
            // The settings of every command may stand before it, those of --compile may not.
            return Err(Self::command().error(
                clap::error::ErrorKind::ArgumentConflict,
                "--compile and its options cannot be used together with a command",
            ));
        }
        Ok(cli)
    }
}

/// Takes a path to read; one below the current folder is named from there.
///
/// So a report is the same on every machine, however the paths were put together.
pub(super) fn document() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(near)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the current folder is known"
)]
fn near(path: PathBuf) -> PathBuf {
    let folder = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&folder) {
        Ok(below) if path.is_absolute() && below.as_os_str().is_empty() => PathBuf::from("."),
        Ok(below) if path.is_absolute() => below.to_owned(),
        _ => path,
    }
}

/// Settings of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// When to use colour; NO_COLOR is honoured.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Workspace file to use instead of the gatewright.toml found upward from the draft.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) workspace: Option<PathBuf>,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal that wants it.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How the workbench stands in its terminal.
#[derive(Debug, Args)]
pub(crate) struct WorkbenchArgs {
    /// Asks line by line instead: for screen readers and slow lines. TERM=dumb does the same.
    #[arg(long)]
    pub(crate) linear: bool,
    /// Leaves the mouse to the terminal.
    #[arg(long)]
    pub(crate) no_mouse: bool,
    /// File to log what happens to, without any text of the draft.
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
}

/// `new`.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The draft, new or not; without one its name is asked for.
    #[arg(value_parser = document(), value_name = "DRAFT")]
    pub(crate) draft: Option<PathBuf>,
}

/// `edit`.
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    /// The draft; without one the workbench begins at the start screen.
    #[arg(value_parser = document(), value_name = "DRAFT")]
    pub(crate) draft: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) workbench: WorkbenchArgs,
}

/// Returns the names of all commands.
pub(crate) fn command_names() -> Vec<String> {
    Cli::command()
        .get_subcommands()
        .map(|command| command.get_name().to_owned())
        .collect()
}

/// The main job: drafts to canonical bytes.
#[derive(Debug, Args)]
pub(crate) struct CompileArgs {
    /// Compiles drafts to canonical JSON on stdout; `-` reads stdin.
    #[arg(long, num_args = 1.., value_parser = document(), value_name = "DRAFT")]
    pub(crate) compile: Vec<PathBuf>,
    /// File to write instead of stdout.
    #[arg(
        short,
        long,
        requires = "compile",
        conflicts_with = "out_dir",
        value_name = "FILE"
    )]
    pub(crate) output: Option<PathBuf>,
    /// Folder to write NAME.spec.json files to; needed for several drafts.
    #[arg(long, requires = "compile", value_name = "DIR")]
    pub(crate) out_dir: Option<PathBuf>,
    /// What to write.
    #[arg(long, requires = "compile", value_enum, default_value_t = Emit::Spec)]
    pub(crate) emit: Emit,
    /// Writes nothing and fails when the file on disk differs.
    #[arg(long, requires = "compile")]
    pub(crate) check: bool,
    /// Format of the drafts, instead of the one of their file names.
    #[arg(long, requires = "compile", value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

impl CompileArgs {
    fn is_given(&self) -> bool {
        !self.compile.is_empty()
            || self.output.is_some()
            || self.out_dir.is_some()
            || self.check
            || self.from.is_some()
            || self.emit != Emit::Spec
    }
}

/// What a compile writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Emit {
    /// The canonical bytes, without a final line feed.
    Spec,
    /// The SHA-256 in hex.
    Hash,
    /// A JSON object with id, version, hash and size.
    Json,
}

/// The other jobs.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Opens a draft in the full-screen workbench.
    Edit(EditArgs),
    /// Authors a draft by plain questions, line by line.
    New(NewArgs),
    /// Checks drafts and specs and reports everything that is wrong with them.
    Check(CheckArgs),
    /// Proves what scenarios guarantee: what runs need, wait for and disclose.
    Prove(ProveArgs),
    /// Tells what a gate, stage, packet or condition needs and what blocks it.
    Why(WhyArgs),
    /// Tells what a change changes: what runs do, what is written, the bytes.
    Diff(DiffArgs),
    /// Writes the packet that a reviewer signs: what a scenario is, and what changed in it.
    Review(ReviewArgs),
    /// Records that changes between two specs are accepted.
    Approve(ApproveArgs),
    /// Shows what a run would decide on given evidence, gate by gate, and why.
    Eval(EvalArgs),
    /// Shows what the server's precheck would answer to a payload, and why.
    Precheck(PrecheckArgs),
    /// Explains a diagnostic code: what, why, an example and its cure.
    Explain(ExplainArgs),
    /// Lists the comparators of a check, each allowed or refused with its reasons.
    Comparators(ComparatorsArgs),
    /// Translates a requirement between text and tree.
    Requirement(RequirementArgs),
    /// Lists, shows and checks provider contracts.
    Contracts(ContractsArgs),
    /// Lists and checks data shapes.
    Shapes(ShapesArgs),
    /// Draws stages, gates, routes and timeouts, dead routes told apart.
    Graph(GraphArgs),
    /// Writes drafts in their one form.
    Fmt(FmtArgs),
    /// Turns a spec into a draft to go on with.
    Import(ImportArgs),
    /// Starts a workspace with one working draft.
    Init(InitArgs),
    /// Shows a draft or spec as lines: an entity a block, a fact a line.
    Show(ShowArgs),
    /// Makes git show and merge drafts and specs by what they say.
    Git(GitArgs),
    /// Prints a JSON Schema.
    Schema(SchemaArgs),
    /// Prints completions for a shell.
    Completions(CompletionsArgs),
    /// Prints the manual page.
    Man(ManArgs),
}

/// `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files, or folders whose *.draft.json and *.draft.ron are checked; `-` reads stdin.
    #[arg(required = true, value_parser = document(), value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// How to report: human, short, json, jsonl, sarif, github, junit or markdown.
    #[arg(long, default_value = "human", value_name = "FORMAT")]
    pub(crate) format: ReportFormat,
    /// The level from which findings make the exit code 1: error, warning, advice or never.
    #[arg(long, default_value = "error", value_name = "LEVEL")]
    pub(crate) fail_level: FailLevel,
    /// What to show: author, ci or audit.
    #[arg(long, default_value = "author", value_name = "PROFILE")]
    pub(crate) profile: Profile,
    /// Data shape to check against instead of the draft's own.
    #[arg(long, value_parser = data_shape, value_name = "ID@VERSION")]
    pub(crate) data_shape: Option<DataShapeRef>,
    /// Shows findings that only follow from another one, too.
    #[arg(long)]
    pub(crate) all: bool,
    /// Ends with exit code 3 when something is too large to be analysed.
    #[arg(long)]
    pub(crate) require_proof: bool,
    /// Format of the drafts, instead of the one of their file names.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

fn data_shape(text: &str) -> Result<DataShapeRef, String> {
    match text.rsplit_once('@') {
        Some((id, version)) if !id.is_empty() && !version.is_empty() => Ok(DataShapeRef {
            schema_id: Some(id.to_owned()),
            version: Some(version.to_owned()),
        }),
        _ => Err("write it as ID@VERSION, such as release-evidence@1".to_owned()),
    }
}

/// `explain`.
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// Code or name, such as GW0502 or false-outcome-rule.
    #[arg(required_unless_present_any = ["list", "format"])]
    pub(crate) code: Option<String>,
    /// Lists all codes.
    #[arg(long, conflicts_with = "code")]
    pub(crate) list: bool,
    /// Prints the whole manual of codes.
    #[arg(long, value_enum, conflicts_with_all = ["code", "list"])]
    pub(crate) format: Option<ManualFormat>,
}

/// How to print the manual of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ManualFormat {
    /// One Markdown page.
    Markdown,
}

/// `fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArgs {
    /// Draft files, or folders of them; `-` reads stdin and writes stdout.
    #[arg(required = true, value_parser = document(), value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Writes another format, to a file beside the draft.
    #[arg(long, value_name = "json|ron")]
    pub(crate) to: Option<Format>,
    /// Format of the drafts, instead of the one of their file names.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
    /// Writes nothing and fails when a file would change.
    #[arg(long)]
    pub(crate) check: bool,
}

/// `import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A spec in JSON or RON; `-` reads stdin.
    #[arg(value_parser = document(), value_name = "SPEC")]
    pub(crate) spec: PathBuf,
    /// File to write instead of stdout; it must not exist yet.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Format of the draft, instead of the one of the output's name.
    #[arg(long, value_name = "json|ron")]
    pub(crate) to: Option<Format>,
    /// Format of the spec, instead of the one of its file name.
    #[arg(long, value_name = "json|ron")]
    pub(crate) from: Option<Format>,
}

/// `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Folder to start in; made when missing.
    #[arg(default_value = ".", value_name = "DIR")]
    pub(crate) folder: PathBuf,
}

/// `schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Of what.
    #[arg(value_enum)]
    pub(crate) of: SchemaOf,
}

/// What has a JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// A draft.
    Draft,
    /// A spec.
    Spec,
    /// A provider contract.
    Contract,
    /// A data shape record.
    DataShape,
    /// The report of `check --format json`.
    Diagnostics,
    /// The comparison of `diff --format json`.
    Diff,
    /// A file of decisions, as `approve` writes it.
    Approvals,
    /// A file of evidence for `eval`.
    Evidence,
    /// What `eval` and `precheck` print with `--format json`.
    Evaluation,
    /// What `prove` prints with `--format json`.
    Proof,
    /// What `why` prints with `--format json`.
    Why,
}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Folder to write one page for each command to, instead of the main page on stdout.
    #[arg(long, value_name = "DIR")]
    pub(crate) out_dir: Option<PathBuf>,
}
