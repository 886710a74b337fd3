//! `shapes`: the data shapes of the workspace.

use std::fmt::Write;
use std::path::PathBuf;

use gatewright::diagnostic::{Report, visible};
use gatewright::sources::DataShape;
use gatewright::typing::describe;

use super::args::ShapesAction;
use super::context::Context;
use super::contracts::{finish, with_sources};
use super::documents;
use super::exit::Exit;
use super::{files, find};

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
    let mut report = Report::default();
    let paths = find::json_files(paths, &mut report);
    for path in &paths {
        match files::read(path) {
            Ok(bytes) => {
                if let Err(found) = DataShape::read(&bytes, &files::shown(path)) {
                    report.merge(found);
                }
            }
            Err(diagnostic) => report.merge(documents::unreadable(*diagnostic)),
        }
    }
    report.sort();
    let names = paths
        .iter()
        .map(|path| files::shown(path).to_string())
        .collect();
    finish(&report, names, context)
}
