//! What to do about findings of files that say only what is wrong.

use crate::diagnostic::{Code, Report};

/// Gives every finding without advice the advice for its code.
pub(super) fn advise(mut report: Report) -> Report {
    for diagnostic in &mut report.diagnostics {
        if diagnostic.help.is_empty() && diagnostic.fixes.is_empty() {
            diagnostic
                .help
                .extend(cure(diagnostic.code).map(str::to_owned));
        }
    }
    report
}

const fn cure(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::GW1101 => "`gatewright explain GW1101` shows a file that works",
        Code::GW1102 => "check the path and the JSON; `gatewright schema contract` has the form",
        Code::GW1103 => {
            "mend the contract; `gatewright contracts show env --json` prints one that works"
        }
        Code::GW1104 => "mend the schema; a reference must stay within it, such as `#/$defs/name`",
        Code::GW1105 => "shorten it: split the provider, or move long texts out of the contract",
        Code::GW1106 => "keep one contract for each provider",
        Code::GW1107 => "mend the file; `gatewright schema data-shape` has the form of a record",
        _ => return None,
    })
}
