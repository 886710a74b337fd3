//! `shapes`: the data shapes of the workspace.

use std::fmt::Write;
use std::path::PathBuf;

use gatewright::diagnostic::visible;
use gatewright::sources::DataShape;
use gatewright::typing::describe;

use super::args::ShapesAction;
use super::context::Context;
use super::contracts::{check_files, finish, with_sources};
use super::exit::Exit;

/// Lists or checks data shapes.
pub(crate) fn run(action: Option<ShapesAction>, context: &Context) -> Exit {
    match action.unwrap_or(ShapesAction::List) {
        ShapesAction::List => with_sources(context, |sources| {
            let mut out = String::new();
            for shape in sources.data_shapes.iter() {
                let _ = writeln!(
                    out,
                    "{}@{}  {}  {}  {}",
                    visible(&shape.schema_id),
                    visible(&shape.version),
                    visible(&shape.origin),
                    describe(shape.schema.schema()),
                    visible(shape.description.as_deref().unwrap_or_default()),
                );
            }
            if out.is_empty() {
                context.output.note("the workspace has no data shapes");
            }
            context.output.text(&out)
        }),
        ShapesAction::Check { paths } if paths.is_empty() => {
            let workspace = context.workspace();
            finish(&workspace.report, Vec::new(), context)
        }
        ShapesAction::Check { paths } => check(&paths, context),
    }
}

fn check(paths: &[PathBuf], context: &Context) -> Exit {
    check_files(paths, context, |bytes, name| {
        DataShape::read(bytes, name).map(|_| ())
    })
}
