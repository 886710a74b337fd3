//! `explain`: the catalogue of codes.

use gatewright::diagnostic::{Code, catalogue, nearest};

use super::args::ExplainArgs;
use super::context::Context;
use super::exit::Exit;

/// Prints one code, the list or the manual.
pub(crate) fn run(args: &ExplainArgs, context: &Context) -> Exit {
    if args.format.is_some() {
        return context.output.text(&catalogue::explain_markdown());
    }
    let Some(wanted) = args.code.as_ref().filter(|_| !args.list) else {
        return context.output.text(&catalogue::list());
    };
    match wanted.parse::<Code>() {
        Ok(code) => context.output.text(&catalogue::explain(code)),
        Err(error) => {
            let names = Code::ALL
                .iter()
                .flat_map(|code| [code.as_str(), code.name()]);
            let help = match nearest(wanted, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`gatewright explain --list` lists all codes".to_owned(),
            };
            context.output.error_with_help(&error.to_string(), &help)
        }
    }
}
