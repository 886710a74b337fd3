use super::super::op::run;
use super::*;

fn leaf(id: &str) -> Requirement {
    Requirement::Condition(id.to_owned())
}

fn done(text: &str, path: &[usize], op: &TreeOp) -> String {
    let tree = parse_requirement(text).unwrap().tree;
    match run(Some(tree), path, op) {
        Err(error) => format!("error: {error}"),
        Ok(outcome) => {
            let tree = outcome.tree.map_or_else(
                || "nothing".to_owned(),
                |tree| print_requirement(&tree).unwrap(),
            );
            let told: String = outcome
                .told
                .iter()
                .flat_map(|told| ["; ", told.as_str()])
                .collect();
            format!("{tree} {:?}{told}", outcome.path)
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn every_change_does_what_it_says_or_says_why_not() {
    use TreeOp::{Down, Duplicate, Fewer, In, Insert, More, Not, Out, Remove, Unwrap, Up};
    let x = || Insert(leaf("x"));
    let all = || TreeOp::Group(GroupKind::All);
    let any = || TreeOp::Group(GroupKind::Any);
    let quorum = || TreeOp::Group(GroupKind::Quorum);
    for (text, path, op, after) in [
        (
            "a",
            &[][..],
            x(),
            "a and x [1]; both are now parts of one `all`",
        ),
        (
            "not a",
            &[0],
            x(),
            "not a and x [1]; both are now parts of one `all`",
        ),
        ("a or b", &[], x(), "a or b or x [2]"),
        ("a or b", &[0], x(), "a or x or b [1]"),
        ("a or not b", &[1, 0], x(), "a or not b or x [2]"),
        ("a or (b and c)", &[1], x(), "a or b and c and x [1, 2]"),
        ("a or b", &[0], TreeOp::Replace(leaf("x")), "x or b [0]"),
        ("a", &[], Remove, "nothing []"),
        (
            "not a",
            &[0],
            Remove,
            "nothing []; the `not` around it went with it",
        ),
        ("a or b or c", &[1], Remove, "a or c [1]"),
        ("a or b or c", &[2], Remove, "a or b [1]"),
        ("any(a)", &[0], Remove, "any() []"),
        (
            "a and at_least(1, b)",
            &[1, 0],
            Remove,
            "all(a) [0]; the quorum went with its last part",
        ),
        (
            "at_least(2, a, b)",
            &[0],
            Remove,
            "at_least(1, b) [0]; the quorum now asks for 1 of 1",
        ),
        ("a or b", &[0], Duplicate, "a or a or b [1]"),
        (
            "a",
            &[],
            Duplicate,
            "error: the whole requirement has nothing beside it; duplicate the gate instead",
        ),
        (
            "not a",
            &[0],
            Duplicate,
            "error: a `not` holds exactly one part; take it away or wrap the part first",
        ),
        ("a", &[], all(), "all(a) []"),
        ("a or b", &[], all(), "a and b []"),
        ("a and b", &[], all(), "all(a and b) []"),
        ("a and b", &[], any(), "a or b []"),
        ("a and b", &[], quorum(), "at_least(2, a, b) []"),
        ("a or b", &[], quorum(), "at_least(1, a, b) []"),
        (
            "any()",
            &[],
            quorum(),
            "error: a quorum needs at least one part; insert one first",
        ),
        ("a or b", &[1], Not, "a or not b [1]"),
        ("a or not b", &[1], Not, "a or b [1]"),
        ("a or not b", &[1, 0], Not, "a or b [1]"),
        ("a or (b and c)", &[1], Unwrap, "a or b or c [1]"),
        ("not a", &[], Unwrap, "a []"),
        ("all(a)", &[], Unwrap, "a []"),
        (
            "a and b",
            &[],
            Unwrap,
            "error: the whole requirement is one node; turn its group into another kind",
        ),
        (
            "not (a and b)",
            &[0],
            Unwrap,
            "error: a `not` holds exactly one part; take it away or wrap the part first",
        ),
        (
            "all()",
            &[],
            Unwrap,
            "error: the group is empty; delete it instead",
        ),
        (
            "a",
            &[],
            Unwrap,
            "error: a condition has no parts; mark the group around it",
        ),
        (
            "at_least(2, a, b and c)",
            &[1],
            Unwrap,
            "at_least(2, a, b, c) [1]; the quorum now asks for 2 of 3",
        ),
        ("a or b or c", &[2], Up, "a or c or b [1]"),
        ("a or b or c", &[0], Down, "b or a or c [1]"),
        (
            "a or b",
            &[0],
            Up,
            "error: it is the first part of its group; it can move out of the group",
        ),
        ("a or (b and c)", &[0], In, "any(a and b and c) [0, 0]"),
        ("(a and b) or c", &[1], In, "any(a and b and c) [0, 2]"),
        (
            "a or b",
            &[0],
            In,
            "error: there is no group beside it; wrap its neighbour in one first",
        ),
        (
            "at_least(2, a, b or c)",
            &[0],
            In,
            "at_least(1, a or b or c) [0, 0]; the quorum now asks for 1 of 1",
        ),
        ("a or (b and c)", &[1, 0], Out, "a or all(c) or b [2]"),
        ("a or all(b)", &[1, 0], Out, "a or b [1]"),
        (
            "a or b",
            &[0],
            Out,
            "error: its group is the whole requirement; wrap that in a group first",
        ),
        (
            "a or not (b and c)",
            &[1, 0, 0],
            Out,
            "error: a `not` holds exactly one part; wrap its group first",
        ),
        ("at_least(1, a, b)", &[], More, "at_least(2, a, b) []"),
        (
            "at_least(2, a, b)",
            &[],
            More,
            "error: a quorum of 2 asks for at least 1 and at most 2 of them",
        ),
        ("at_least(2, a, b)", &[], Fewer, "at_least(1, a, b) []"),
        (
            "at_least(1, a, b)",
            &[],
            Fewer,
            "error: a quorum of 2 asks for at least 1 and at most 2 of them",
        ),
        ("at_least(9, a, b)", &[], Fewer, "at_least(2, a, b) []"),
        (
            "a",
            &[],
            More,
            "error: only a quorum asks for a number of parts; make it one first",
        ),
        (
            "a",
            &[3],
            Remove,
            "error: the requirement has no node there",
        ),
    ] {
        assert_eq!(done(text, path, &op), after, "{text} {path:?} {op:?}");
    }
}

#[test]
fn nothing_grows_deeper_than_the_engine_goes_but_what_is_deeper_may_shrink() {
    let nots = |levels: usize| (0..levels).fold(leaf("a"), |tree, _| Requirement::And(vec![tree]));
    let all = TreeOp::Group(GroupKind::All);
    assert!(run(Some(nots(31)), &[], &all).is_ok());
    assert!(run(Some(nots(32)), &[], &all).is_err());
    assert!(run(Some(nots(40)), &[], &TreeOp::Unwrap).is_ok());
    assert!(run(None, &[], &TreeOp::Insert(nots(33))).is_err());
}
