//! The command line: reads arguments, files and the environment, and prints.
//!
//! It holds no rule of the domain; every answer comes from the library.

mod args;
mod check;
mod comparators;
mod compile;
mod context;
mod contracts;
mod desk;
mod diff;
mod documents;
mod exit;
mod explain;
mod files;
mod find;
mod fmt;
mod generate;
mod git;
mod graph;
mod import;
mod init;
mod linear;
mod output;
mod prove;
mod requirement;
mod review;
mod shapes;
mod show;
mod trial;
mod workbench;

use std::process::ExitCode;

use args::{Cli, Command};
use context::Context;
use exit::Exit;

/// Runs the command that the process was started with.
pub(crate) fn main() -> ExitCode {
    exit::guarded(|| {
        let cli = match Cli::read() {
            Ok(cli) => cli,
            Err(error) => return exit::usage(&error),
        };
        let context = Context::new(&cli.global);
        run(cli, &context)
    })
}

fn run(cli: Cli, context: &Context) -> Exit {
    match cli.command {
        None if !cli.compile.compile.is_empty() => compile::run(&cli.compile, context),
        None if cli.draft.is_none() && !cli.workbench.linear && !workbench::has_terminal() => {
            exit::help()
        }
        None => workbench::run(cli.draft.as_deref(), &cli.workbench, context),
        Some(Command::Edit(args)) => {
            workbench::run(args.draft.as_deref(), &args.workbench, context)
        }
        Some(Command::New(args)) => linear::run(args.draft.as_deref(), context),
        Some(Command::Check(args)) => check::run(&args, context),
        Some(Command::Prove(args)) => prove::run(&args, context),
        Some(Command::Why(args)) => prove::explain(&args, context),
        Some(Command::Diff(args)) => diff::run(&args, context),
        Some(Command::Review(args)) => review::run(&args, context),
        Some(Command::Approve(args)) => diff::approve::run(&args, context),
        Some(Command::Eval(args)) => trial::eval(&args, context),
        Some(Command::Precheck(args)) => trial::precheck(&args, context),
        Some(Command::Explain(args)) => explain::run(&args, context),
        Some(Command::Comparators(args)) => comparators::run(&args, context),
        Some(Command::Requirement(args)) => requirement::run(&args, context),
        Some(Command::Contracts(args)) => contracts::run(args.action, context),
        Some(Command::Shapes(args)) => shapes::run(args.action, context),
        Some(Command::Graph(args)) => graph::run(&args, context),
        Some(Command::Fmt(args)) => fmt::run(&args, context),
        Some(Command::Import(args)) => import::run(&args, context),
        Some(Command::Init(args)) => init::run(&args, context),
        Some(Command::Show(args)) => show::run(&args, context),
        Some(Command::Git(args)) => git::run(&args, context),
        Some(Command::Schema(args)) => generate::schema(args.of, context),
        Some(Command::Completions(args)) => generate::completions(args.shell, context),
        Some(Command::Man(args)) => generate::manual(&args, context),
    }
}
