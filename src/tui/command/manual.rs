//! The page of all commands, made from the table.

use std::fmt::Write;

use super::{Command, Context};

const fn place(context: Context) -> &'static str {
    match context {
        Context::Everywhere => "On every screen",
        Context::Lists => "In lists and forms",
        Context::Tree => "In the tree of a gate",
        Context::Stages => "On the stages screen",
        Context::Review => "On the review screen",
        Context::Picking => "Where something is picked",
        Context::Typing => "Where text is typed",
    }
}

/// Returns `docs/manual.md`: every command with its keys, by place.
#[must_use]
pub fn manual() -> String {
    let mut page = String::from(
        "# Keys and commands\n\n\
         Every command of the workbench with its default keys. `?` lists those that work where you are, `:` finds any\n\
         of them, and the `[keys]` table of `gatewright.toml` gives them other keys by name:\n\n\
         ```toml\n[keys]\nsave = \"f2\"\nundo = [\"ctrl-u\", \"Z\"]\n```\n\n\
         Two commands on one key are told when the workbench starts. An empty list takes a command's keys away; the\n\
         palette still runs it.\n",
    );
    for context in Context::ALL {
        // Writing to a text cannot fail.
        let _ = write!(
            page,
            "\n## {}\n\n| keys | name | what it does |\n| --- | --- | --- |\n",
            place(context)
        );
        for command in Command::ALL.iter().filter(|one| one.context() == context) {
            let keys: Vec<String> = command
                .default_keys()
                .iter()
                .map(|key| format!("`{}`", key.replace('|', "\\|")))
                .collect();
            let _ = writeln!(
                page,
                "| {} | {} | {} |",
                keys.join(" "),
                command.name(),
                command.doc()
            );
        }
    }
    page
}
