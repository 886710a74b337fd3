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
    let wanted = folded(name)?;
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .filter_map(|candidate| {
            let near = folded(candidate)?;
            let longer = wanted.len().max(near.len());
            if wanted.len().abs_diff(near.len()) > longer / 3 {
                return None;
            }
            let slips = strsim::generic_damerau_levenshtein(&wanted, &near);
            let shared = wanted.iter().zip(&near).take_while(|(a, b)| a == b).count();
            (slips <= longer / 3).then_some((slips, usize::MAX - shared, candidate))
        })
        .min()
        .map(|(_, _, candidate)| candidate)
}

/// Returns the characters that count; none when there are none or too many.
fn folded(name: &str) -> Option<Vec<char>> {
    let chars: Vec<char> = name
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .take(LONGEST + 1)
        .collect();
    (1..=LONGEST).contains(&chars.len()).then_some(chars)
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
