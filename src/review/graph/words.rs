//! What every format says of stages and ways.

use super::Chart;
use crate::diagnostic::visible;
use crate::plain::{StageGraph, Way, WayEnd, WayKind, WayState, policy_words};
use crate::spec::TimeoutPolicy;

/// Longest name of a scenario, stage, gate or packet, in characters.
const MAX_NAME: usize = 60;
/// Longest line in a box or beside a way, in characters.
pub(super) const MAX_LINE: usize = 80;
/// Longest text that is shown on demand only, in characters.
const MAX_FULL: usize = 2000;
/// How many packets of a stage are named.
const MAX_PACKETS: usize = 6;

/// Returns a text from a file for one line: what is hidden made visible, what is too long cut.
pub(super) fn short(text: &str, most: usize) -> String {
    cut(&visible(&cut(text, most)), most)
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            text.chars()
                .take(most.saturating_sub(1))
                .collect::<String>()
                + "…"
        }
    }
}

/// Returns a name from a file for one line; one without letters is still seen.
pub(super) fn name(text: &str) -> String {
    match text {
        "" => "\"\"".to_owned(),
        text => short(text, MAX_NAME),
    }
}

/// Returns what a chart shows, such as `release-gate: 3 stages, 7 ways`.
pub(super) fn heading(chart: &Chart) -> String {
    let title = match chart.title.as_str() {
        "" => "a scenario without an id".to_owned(),
        title => name(title),
    };
    let counted = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    let stages = counted(chart.graph.nodes.len(), "stage");
    let ways = counted(chart.graph.ways.len(), "way");
    format!("{title}: {stages}, {ways}")
}

/// Returns what a state of ways is called.
pub(super) const fn state(state: WayState) -> &'static str {
    match state {
        WayState::Live => "live",
        WayState::Timeout => "timeout",
        WayState::Undecided => "undecided",
        WayState::Shadowed(_) => "shadowed",
        WayState::Dead => "dead",
        WayState::Unreached => "unreached",
    }
}

/// Returns what takes a run along a way, such as `30 min, rule 2 (alternate_branch)`.
pub(super) fn what(way: &Way) -> String {
    match way.kind {
        WayKind::Timeout(policy) => {
            let policy = policy.map_or("not decided what it does", TimeoutPolicy::name);
            format!("{} ({policy})", way.label)
        }
        _ => way.label.clone(),
    }
}

/// Returns the same with the word `timeout`, where nothing else says it.
pub(super) fn timed(way: &Way) -> String {
    // Without a duration, the label begins with the word itself.
    let counts = way.label.starts_with(|c: char| c.is_ascii_digit());
    match way.kind {
        WayKind::Timeout(_) if counts => format!("timeout {}", what(way)),
        _ => what(way),
    }
}

/// Returns the label of a way in a drawing, which tells its state too.
pub(super) fn label(graph: &StageGraph, way: &Way) -> String {
    marked(graph, way, MAX_LINE)
}

fn marked(graph: &StageGraph, way: &Way, most: usize) -> String {
    let what = short(&timed(way), most);
    match graph.state(way) {
        WayState::Live | WayState::Timeout => what,
        WayState::Undecided => format!("? {what}"),
        WayState::Shadowed(rule) => format!("✗ {what}, shadowed by rule {}", rule + 1),
        WayState::Dead => format!("✗ {what}, dead"),
        WayState::Unreached => format!("✗ {what}, unreached"),
    }
}

/// Returns why a way is as it is, as far as that needs words.
pub(super) fn why(graph: &StageGraph, way: &Way) -> Option<String> {
    let why = match (graph.state(way), way.kind, &way.note) {
        (WayState::Unreached, ..) => "no run enters the stage that it leaves",
        (_, _, Some(note)) => note,
        // Where it leads says it already.
        (_, WayKind::Timeout(Some(TimeoutPolicy::Fail)), None) => return None,
        (_, WayKind::Timeout(Some(policy)), None) => policy_words(policy),
        _ => return None,
    };
    Some(short(why, MAX_FULL))
}

/// Returns where a way leads, in words.
pub(super) fn target(graph: &StageGraph, way: &Way) -> String {
    match way.to {
        WayEnd::Stage(to) => graph
            .nodes
            .get(to)
            .map_or("?".to_owned(), |node| name(&node.name)),
        WayEnd::Complete => "◼ the run completes".to_owned(),
        WayEnd::Fail => "✗ the run fails".to_owned(),
        WayEnd::Nowhere => "✗ no route: the call fails, nothing is recorded".to_owned(),
        WayEnd::Undecided => "?".to_owned(),
    }
}

/// Returns a way in full, for formats that show it on demand.
pub(super) fn full(graph: &StageGraph, way: &Way) -> String {
    let from = graph.nodes.get(way.from).map_or("?", |node| &node.name);
    let (from, label, to) = (name(from), marked(graph, way, MAX_FULL), target(graph, way));
    let why = why(graph, way).map_or(String::new(), |why| format!("; {why}"));
    format!("{from}: {label} → {to}{why}")
}

/// Returns the ends that some way leads to and that are no stages, with what is said there.
pub(super) fn ends(graph: &StageGraph) -> impl Iterator<Item = (WayEnd, &'static str)> {
    let all = [
        (WayEnd::Complete, "◼ completed"),
        (WayEnd::Fail, "✗ failed"),
        (WayEnd::Nowhere, "✗ no route"),
        (WayEnd::Undecided, "?"),
    ];
    all.into_iter()
        .filter(|(end, _)| graph.ways.iter().any(|way| way.to == *end))
}

/// Returns the id of what a way leads to, in formats that have nodes.
pub(super) fn node(end: WayEnd) -> String {
    match end {
        WayEnd::Stage(at) => format!("s{at}"),
        WayEnd::Complete => "complete".to_owned(),
        WayEnd::Fail => "failed".to_owned(),
        WayEnd::Nowhere => "noroute".to_owned(),
        WayEnd::Undecided => "undecided".to_owned(),
    }
}

/// What is said in the box of a stage.
pub(super) struct Card {
    /// The name and, below it, everything else.
    pub(super) lines: Vec<String>,
    /// All of it in full.
    pub(super) full: Vec<String>,
}

/// Returns what is said in the box of the stage at a position.
pub(super) fn card(chart: &Chart, at: usize) -> Card {
    let mut lines = Vec::new();
    let mut full = Vec::new();
    let mut say = |text: &str| {
        lines.push(short(text, MAX_LINE));
        full.push(short(text, MAX_FULL));
    };
    let Some(node) = chart.graph.nodes.get(at) else {
        return Card { lines, full };
    };
    say(&name(&node.name));
    if let Some(status) = status(node.entered) {
        say(status);
    }
    if let Some(note) = &node.note {
        say(note);
    }
    let stage = chart.stages.get(at);
    if let Some(packets) = stage.and_then(|stage| packets(&stage.packets)) {
        say(&packets);
    }
    for gate in stage.iter().flat_map(|stage| &stage.gates) {
        let id = name(&gate.name);
        lines.push(short(&format!("gate {id}: {}", gate.needs), MAX_LINE));
        full.push(match gate.full.as_str() {
            "" => format!("gate {id}: {}", gate.needs),
            text => format!("gate {id}: {}", short(text, MAX_FULL)),
        });
    }
    Card { lines, full }
}

/// Returns what is said of a stage that is not known to be entered.
pub(super) const fn status(entered: Option<bool>) -> Option<&'static str> {
    match entered {
        Some(true) => None,
        Some(false) => Some("no run enters"),
        None => Some("? undecided whether a run enters"),
    }
}

/// Returns what a run is given on entering; none if that is nothing.
pub(super) fn packets(ids: &[String]) -> Option<String> {
    let mut names: Vec<String> = ids.iter().take(MAX_PACKETS).map(|id| name(id)).collect();
    if ids.len() > MAX_PACKETS {
        names.push(format!("{} more", ids.len() - MAX_PACKETS));
    }
    match ids.len() {
        0 => None,
        1 => Some(format!("packet {}", names.concat())),
        _ => Some(format!("packets {}", names.join(", "))),
    }
}
