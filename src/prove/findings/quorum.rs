//! Quorums whose votes all depend on one provider.

use super::gate::Subjects;
use super::mend::Kept;
use crate::diagnostic::{Code, Diagnostic};

/// Adds what is found about the quorums of a gate.
pub(super) fn findings(subject: &Subjects<'_, '_>, kept: &Kept, found: &mut Vec<Diagnostic>) {
    for quorum in &kept.shape.quorums {
        let provider = |id: &String| {
            let (_, condition) = subject.facts.condition(id)?;
            condition.query.as_ref()?.provider_id.as_deref()
        };
        let mut providers = quorum.names.iter().map(provider);
        let Some(Some(first)) = providers.next() else {
            continue;
        };
        if quorum.names.len() < 2 || !providers.all(|other| other == Some(first)) {
            continue;
        }
        found.push(
            Diagnostic::new(
                Code::GW0704,
                subject.place_of(&quorum.pointer),
                format!("all {} votes come from provider `{first}`", quorum.votes),
            )
            .parameter(super::shape::steps(&quorum.path))
            .effect(format!(
                "while `{first}` gives no answers, no vote counts and gate {} waits",
                subject.name()
            ))
            .help("let votes come from several providers, or suppress this with the reason why one is enough"),
        );
    }
}
