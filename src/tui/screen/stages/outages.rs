//! What becomes of runs while a source of evidence is out: one table for all stages.

use crate::plain::stage_name;
use crate::prove::flow::{Fate, completion_words, fate_words, outage_words};
use crate::session::Session;
use crate::tui::layer::Cx;
use crate::tui::overlay::note::Note;

/// Most stages that are told one by one; of more, only those that an outage changes.
const MAX_STAGES: usize = 50;

/// Shows the table.
pub(super) fn show(cx: &mut Cx<'_>) {
    match table(cx.session) {
        Some(text) => cx.push(Note::new("while a provider gives no answers", text)),
        None => cx.refuse("nothing is proved of the stages yet"),
    }
}

fn table(session: &Session) -> Option<String> {
    let (draft, proof) = (session.draft(), session.proof()?);
    let is_long = draft.stages().len() > MAX_STAGES;
    let mut lines = Vec::new();
    for outage in proof.outages.iter() {
        lines.push(outage_words(outage));
        let fates = outage.stages.iter().enumerate();
        let told = fates.filter(|(_, fate)| !is_long || matters(fate));
        for (stage, fate) in told.take(MAX_STAGES) {
            let mark = if matters(fate) { '!' } else { '·' };
            let name = stage_name(draft, stage);
            let words = fate_words(draft, stage, fate);
            lines.push(match outage.discloses.get(stage).copied().flatten() {
                Some(to) => {
                    let to = stage_name(draft, to);
                    format!("{mark} {name}: {words}, and the packets of {to} are disclosed")
                }
                None => format!("{mark} {name}: {words}"),
            });
        }
        lines.push(String::new());
    }
    lines.push("without an outage".to_owned());
    let completion = completion_words(draft, &proof.flow).into_iter();
    lines.extend(completion.map(|words| format!("· {words}")));
    Some(lines.join("\n"))
}

/// Tells whether an outage changes what becomes of a run.
const fn matters(fate: &Fate) -> bool {
    matches!(fate, Fate::Holds(_) | Fate::TimesOut { .. })
}
