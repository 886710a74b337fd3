//! One line per finding, as editors and agents like it.

use super::{Report, address, position, put, visible};

/// Writes `file:line:column: level[code]: message (entity)` for every finding.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for d in &report.diagnostics {
        put(
            &mut out,
            format_args!(
                "{}: {}[{}]: {}",
                position(&d.primary),
                d.level.name(),
                d.code,
                visible(&d.message)
            ),
        );
        let address = address(&d.primary);
        if !address.is_empty() {
            put(&mut out, format_args!(" ({address})"));
        }
        out.push('\n');
    }
    out
}
