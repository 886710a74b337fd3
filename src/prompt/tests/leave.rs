//! Going back and leaving, at every question.

use std::sync::LazyLock;

use super::author::{ANSWERS, expected};
use super::play;
use crate::draft::ScenarioDraft;
use crate::prompt::Outcome;

/// The drafts that are left when the author leaves after so many answers.
static LEFT: LazyLock<Vec<ScenarioDraft>> = LazyLock::new(|| {
    let left = |count: usize| {
        let (session, script, _, outcome) = play(ScenarioDraft::default(), &ANSWERS[..count]);
        assert_eq!(outcome, Outcome::Left);
        assert_eq!(script.asked.len(), count + 1);
        session.draft().clone()
    };
    (0..ANSWERS.len()).map(left).collect()
});

/// Returns the drafts that the answers lead through, from nothing to the whole.
fn states() -> Vec<ScenarioDraft> {
    let (mut session, ..) = play(ScenarioDraft::default(), ANSWERS);
    let mut states = vec![session.draft().clone()];
    while session.undo().is_some() {
        states.push(session.draft().clone());
    }
    states.reverse();
    states
}

/// Returns a question without what follows its name.
fn name(question: &str) -> &str {
    question.split([',', '[']).next().unwrap_or_default().trim()
}

/// Tells whether a question is of a form, and not a menu or a part of a requirement.
fn is_of_form(question: &str) -> bool {
    !question.contains('?') && question != "and further"
}

#[test]
fn leaving_at_any_question_keeps_what_was_answered() {
    let states = states();
    let mut at = 0;
    for (count, left) in LEFT.iter().enumerate() {
        // One answer can make more than one change, but never takes one back.
        let found = states.iter().skip(at).take(3).position(|one| one == left);
        at += found.unwrap_or_else(|| panic!("lost after {:?}", ANSWERS[..count].last()));
    }
    assert_eq!(states.last(), Some(&expected()));
    assert!(at + 3 > states.len());
}

#[test]
fn going_back_at_any_question_leads_to_the_one_before_and_loses_nothing() {
    let states = states();
    for count in 1..ANSWERS.len() {
        let before = &LEFT[count];
        let mut answers = ANSWERS[..count].to_vec();
        answers.push(("", "<"));
        let (session, script, _, outcome) = play(ScenarioDraft::default(), &answers);
        assert_eq!(outcome, Outcome::Left);
        let [.., earlier, here, then] = script.asked.as_slice() else {
            panic!("no question after going back");
        };
        let menu = ["What now?", "How?", "Part", "Which", "What must"];
        let known = name(then) == name(earlier)
            || [here, then].iter().any(|one| one.contains("what now?"))
            || menu.iter().any(|menu| then.starts_with(menu));
        assert!(known, "from `{here}` to `{then}`, not to `{earlier}`");
        if session.draft() != before {
            // Only what was added a moment ago and is still empty goes away again.
            let at = states.iter().position(|one| one == before).unwrap();
            assert_eq!(session.draft(), &states[at - 1], "at `{here}`");
            assert!(script.text().contains("Nothing was added."));
        }
    }
}

#[test]
fn after_going_back_enter_keeps_the_answer() {
    let (_, whole, ..) = play(ScenarioDraft::default(), ANSWERS);
    let mut tried = 0;
    for count in (1..ANSWERS.len()).step_by(3) {
        let [earlier, here] = [&whole.asked[count - 1], &whole.asked[count]];
        let refused = ANSWERS[count - 1].1 == "image_signed and nothing";
        if !is_of_form(earlier) || !is_of_form(here) || refused {
            continue;
        }
        tried += 1;
        let mut answers = ANSWERS[..count].to_vec();
        answers.extend([("", "<"), (name(earlier), "")]);
        answers.extend(&ANSWERS[count..]);
        let (session, script, _, outcome) = play(ScenarioDraft::default(), &answers);
        assert_eq!(outcome, Outcome::Finished, "{}", script.text());
        assert_eq!(session.draft(), &expected(), "back at `{here}`");
    }
    assert!(tried > 10, "{tried}");
}
