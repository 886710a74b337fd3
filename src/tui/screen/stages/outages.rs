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
    let count = draft.stages().len();
    let mut text = String::new();
    for outage in &proof.outages {
        text.push_str(&outage_words(outage));
        text.push('\n');
        let mut told = 0;
        for (stage, fate) in outage.stages.iter().enumerate() {
            let matters = matches!(fate, Fate::Holds(_) | Fate::TimesOut { .. });
            if told == MAX_STAGES || (count > MAX_STAGES && !matters) {
                continue;
            }
            told += 1;
            let mark = if matters { '!' } else { '·' };
            let mut words = fate_words(draft, stage, fate);
            let discloses = outage.discloses.get(stage).copied().flatten();
            if let Some(to) = discloses {
                words.push_str(&format!(
                    ", which discloses the packets of {}",
                    stage_name(draft, to)
                ));
            }
            text.push_str(&format!("{mark} {}: {words}\n", stage_name(draft, stage)));
        }
        text.push('\n');
    }
    text.push_str("without an outage\n");
    for words in completion_words(draft, &proof.flow) {
        text.push_str(&format!("· {words}\n"));
    }
    Some(text.trim_end().to_owned())
}
