//! `schema`, `completions` and `man`: what is generated from types and arguments.

use clap::{Command, CommandFactory};
use gatewright::diagnostic::diagnostics_schema;
use gatewright::draft::draft_schema;
use gatewright::prove::report::proof_schema;
use gatewright::prove::report::why::why_schema;
use gatewright::review::{approvals_schema, diff_schema};
use gatewright::sources::{contract_schema, data_shape_schema};
use gatewright::spec::spec_schema;
use gatewright::trial::{account_schema, evidence_schema};

use super::args::{Cli, ManArgs, SchemaOf};
use super::context::Context;
use super::exit::Exit;
use super::files::{self, Interrupts};
use super::output::Layout;

/// Prints a JSON Schema.
pub(crate) fn schema(of: SchemaOf, context: &Context) -> Exit {
    let schema = match of {
        SchemaOf::Draft => draft_schema(),
        SchemaOf::Spec => spec_schema(),
        SchemaOf::Contract => contract_schema(),
        SchemaOf::DataShape => data_shape_schema(),
        SchemaOf::Diagnostics => diagnostics_schema(),
        SchemaOf::Diff => diff_schema(),
        SchemaOf::Approvals => approvals_schema(),
        SchemaOf::Evidence => evidence_schema(),
        SchemaOf::Evaluation => account_schema(),
        SchemaOf::Proof => proof_schema(),
        SchemaOf::Why => why_schema(),
    };
    context.output.json(&schema, Layout::Lines)
}

/// Prints completions for a shell.
pub(crate) fn completions(shell: clap_complete::Shell, context: &Context) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "gatewright", &mut script);
    context.output.bytes(&script)
}

/// Prints the main manual page, or writes one page for each command.
pub(crate) fn manual(args: &ManArgs, context: &Context) -> Exit {
    let mut command = Cli::command();
    command.build();
    let Some(folder) = &args.out_dir else {
        return match page(command) {
            Ok(page) => context.output.bytes(&page),
            Err(error) => context.output.error(&error.to_string()),
        };
    };
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| Interrupts::watch())
        .map_err(files::WriteError::from)
        .and_then(|interrupts| {
            let commands = command
                .get_subcommands()
                .filter(|sub| sub.get_name() != "help")
                .cloned();
            for sub in commands.chain([command.clone()]) {
                let path = match sub.get_name() {
                    "gatewright" => folder.join("gatewright.1"),
                    name => folder.join(format!("gatewright-{name}.1")),
                };
                files::write(&path, &page(sub)?, &interrupts)?;
            }
            Ok(())
        });
    match written {
        Ok(()) => Exit::Fine,
        Err(error) => context
            .output
            .error(&format!("cannot write to `{}`: {error}", folder.display())),
    }
}

fn page(command: Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
