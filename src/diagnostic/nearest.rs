//! "Did you mean": the name that was probably intended.

/// Longest name in characters that is compared; comparing costs the product of both lengths.
const LONGEST: usize = 64;

/// Returns the candidate that differs from `name` by a few slips of the keyboard; none otherwise.
///
/// A slip is a character too many, missing, wrong, or swapped with its neighbour; one slip in
/// three characters is allowed, and case, `-`, `_` and blanks do not count. Among equally near
/// candidates the one that shares the longer beginning wins, then the first in the alphabet, so
/// the order of the candidates does not matter. A candidate equal to `name` is never returned.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut wanted = Vec::new();
    if !fold(name, &mut wanted) {
        return None;
    }
    let letters = counted(&wanted);
    let text: String = wanted.iter().collect();
    let mut best: Option<(usize, usize, &str)> = None;
    let mut near = Vec::new();
    for candidate in candidates {
        if candidate == name || !fold(candidate, &mut near) {
            continue;
        }
        let longer = wanted.len().max(near.len());
        // Most need no closer look.
        let most = best.map_or(longer / 3, |(slips, ..)| slips.min(longer / 3));
        if wanted.len().abs_diff(near.len()) > most || least(&letters, &near) > most {
            continue;
        }
        let slips = strsim::osa_distance(&text, &near.iter().collect::<String>());
        if slips > longer / 3 {
            continue;
        }
        let shared = wanted.iter().zip(&near).take_while(|(a, b)| a == b).count();
        let found = (slips, usize::MAX - shared, candidate);
        if best.is_none_or(|best| found < best) {
            best = Some(found);
        }
    }
    best.map(|(_, _, candidate)| candidate)
}

/// How often characters occur, several kinds of them counted as one.
type Letters = [i16; 64];

fn counted(chars: &[char]) -> Letters {
    let mut letters = [0; 64];
    for char in chars {
        letters[*char as usize % 64] += 1;
    }
    letters
}

/// Returns how many slips there are at least between a name and another one: each takes away one
/// character of the name, brings one, or does both.
fn least(letters: &Letters, other: &[char]) -> usize {
    let others = counted(other);
    let differences = letters.iter().zip(others).map(|(own, other)| own - other);
    let (missing, more) = differences.fold((0, 0), |(missing, more), difference: i16| {
        (missing + difference.max(0), more + (-difference).max(0))
    });
    usize::from(missing.max(more).unsigned_abs())
}

/// Puts the characters that count into a list; tells whether there are any and not too many.
fn fold(name: &str, chars: &mut Vec<char>) -> bool {
    chars.clear();
    for char in name.chars() {
        match char {
            '-' | '_' | ' ' => {}
            char if char.is_ascii() => chars.push(char.to_ascii_lowercase()),
            char => chars.extend(char.to_lowercase()),
        }
        if chars.len() > LONGEST {
            return false;
        }
    }
    !chars.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let fields = ["spec_version", "scenario_id", "stages", "stage_id"];
        for (name, expected) in [
            ("spec_verison", Some("spec_version")),
            ("SpecVersion", Some("spec_version")),
            ("stage", Some("stages")),
            ("stagesid", Some("stage_id")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, fields), expected, "{name}");
        }
    }

    #[test]
    fn the_order_of_candidates_does_not_matter_and_long_names_are_passed_over() {
        assert_eq!(nearest("gaet", ["gate", "gatt"]), Some("gate"));
        assert_eq!(
            nearest("gat", ["gate", "gats"]),
            nearest("gat", ["gats", "gate"])
        );
        let long = "x".repeat(100_000);
        assert_eq!(nearest(&long, [long.as_str(), "x"]), None);
    }

    proptest! {
        #[test]
        fn what_is_passed_over_has_more_slips(
            one in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c', '!', 'ü', 'ж']), 0..9),
            other in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c', '!', 'ü', 'ж']), 0..9),
        ) {
            let text = |chars: &[char]| chars.iter().collect::<String>();
            let slips = strsim::osa_distance(&text(&one), &text(&other));
            prop_assert!(least(&counted(&one), &other) <= slips);
        }
    }
}
