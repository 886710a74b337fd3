//! The texts between those that are compared by code points.

use serde_json::Value;

use super::builder::{Builder, Full, Source};
use super::instance::ordinary_texts;
use super::strings::Asked;

/// Adds the texts between those that are compared by code points.
///
/// They are not told apart by what else is asked of them.
pub(super) fn by_code_points(builder: &mut Builder<'_>, asked: &Asked<'_>) -> Result<(), Full> {
    for text in &asked.lines {
        builder.exact(Value::from(*text), Source::Named)?;
    }
    let mut points: Vec<&str> = asked.lines.iter().chain(&asked.named).copied().collect();
    points.sort_unstable();
    points.dedup();
    let free = asked.free(true);
    let ordinary = ordinary_texts(builder.schema());
    let mut low = None;
    for high in points.into_iter().map(Some).chain([None]) {
        let inside = |text: &String| {
            low.is_none_or(|low| low < text.as_str())
                && high.is_none_or(|high| text.as_str() < high)
        };
        let candidates = between_texts(low, high)
            .into_iter()
            .chain(ordinary.iter().cloned())
            .filter(inside);
        builder.region(candidates.map(Value::from), &free)?;
        low = high;
    }
    Ok(())
}

/// Returns texts near the middle of two others and right after the first; some are not between them.
fn between_texts(low: Option<&str>, high: Option<&str>) -> Vec<String> {
    let start = low.unwrap_or_default();
    let mut found = Vec::new();
    if let Some(high) = high {
        let common: String = start
            .chars()
            .zip(high.chars())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a)
            .collect();
        let next = |text: &str| {
            text.get(common.len()..)
                .and_then(|rest| rest.chars().next())
        };
        let from = next(start).map_or(0x20, u32::from);
        let to = next(high).map_or(0x20, u32::from);
        let middle = char::from_u32(u32::midpoint(from, to)).filter(|c| c.is_alphanumeric());
        found.extend(middle.map(|middle| format!("{common}{middle}")));
    }
    found.extend(["a", "0", "-", " ", "\0"].map(|more| format!("{start}{more}")));
    if low.is_none() {
        found.push(String::new());
    }
    found
}
